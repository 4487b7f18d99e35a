/** The directory, or one authority in it, as it stood at the moment that the address names: to look at, with what people are called today. */

import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { Store } from "../live/store.ts";
import { Icon } from "../parts/Icon.tsx";
import { query } from "../router.ts";
import type { DirectoryPage } from "../types.ts";

interface Props {
  readonly network: LiveNetwork;
  /** The page that shows today. */
  readonly now: string;
  /** What is shown: of the rows of that moment, or of today's where the address names none. */
  readonly children: (network: LiveNetwork, at: string | null) => ComponentChildren;
}

export function AsOf({ network, now, children }: Props) {
  const at = query.value.get("at");
  const [page, setPage] = useState<DirectoryPage | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    setPage(null);
    setFailure(null);
    if (at === null) {
      return undefined;
    }
    let stale = false;
    ask<DirectoryPage>("GET", `/networks/${network.card.network_id}/directory?at=${encodeURIComponent(at)}`)
      .then((found) => !stale && setPage(found))
      .catch((problem: unknown) => !stale && setFailure(explain(problem)));
    return () => {
      stale = true;
    };
  }, [network, at, network.connection.begun.value]);
  const then = useMemo(() => (page === null ? null : network.showing(Store.ofDirectory(page, network.store))), [network, page]);
  if (at === null) {
    return <>{children(network, null)}</>;
  }
  return (
    <>
      <div class="banner banner-past" role="status">
        <Icon name="clock" />
        <p>
          {failure ?? t("past.banner_directory", { token: at })} {t("past.read_only")}
        </p>
        <a class="button button-small" href={now}>
          {t("past.back")}
        </a>
      </div>
      {then === null ? failure === null && <h1 tabIndex={-1}>{t("loading")}</h1> : children(then, at)}
    </>
  );
}
