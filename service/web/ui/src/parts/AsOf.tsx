/** Something as it stood at the moment that the address names: to look at, with what people are called today. */

import type { ComponentChildren } from "preact";
import { useEffect, useId, useMemo, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { today } from "../format.ts";
import { type Key, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { Store } from "../live/store.ts";
import { inWords, isDay, seenAt, useWhen } from "../plan/moments.ts";
import { address, go, query } from "../router.ts";
import type { SnapRow } from "../types.ts";
import { Icon } from "./Icon.tsx";

interface Props<P> {
  readonly network: LiveNetwork;
  /** Where it is asked for, beneath the network, and the rows of what is answered. */
  readonly path: string;
  readonly rows: (page: P) => readonly SnapRow[];
  /** What says which moment is shown, and the page that shows today. */
  readonly told: Key;
  readonly now: string;
  /** What is shown: of the rows of that moment, or of today's where the address names none. */
  readonly children: (network: LiveNetwork, at: string | null) => ComponentChildren;
}

export function AsOf<P>({ network, path, rows, told, now, children }: Props<P>) {
  const at = query.value.get("at");
  const when = useWhen(network, at);
  const [page, setPage] = useState<P | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    setPage(null);
    setFailure(null);
    if (at === null) {
      return undefined;
    }
    const left = new AbortController();
    ask<P>("GET", `/networks/${network.card.network_id}${path}?at=${encodeURIComponent(at)}`, undefined, left.signal)
      .then((found) => !left.signal.aborted && setPage(found))
      .catch((problem: unknown) => !left.signal.aborted && setFailure(explain(problem)));
    return () => left.abort();
  }, [network, path, at, network.connection.begun.value]);
  const then = useMemo(() => (page === null ? null : network.showing(Store.frozen(rows(page), network.store))), [network, page]);
  if (at === null) {
    return (
      <>
        {children(network, null)}
        <LookBack now={now} />
      </>
    );
  }
  return (
    <>
      <div class="banner banner-past" role="status">
        <Icon name="clock" />
        <p>
          {failure ?? `${inWords(network, at) ?? (when === null ? t("past.then") : t(told, { when }))} ${t("past.read_only")}`}
        </p>
        <a class="button button-small" href={now}>
          {t("past.back")}
        </a>
      </div>
      {then === null ? failure === null && <h1 tabIndex={-1}>{t("loading")}</h1> : children(then, at)}
      <LookBack now={now} />
    </>
  );
}

/** That a page which asks for its figures of a moment itself shows that moment, and the way back. */
export function Then({ network }: { readonly network: LiveNetwork }) {
  const at = query.value.get("at");
  const when = useWhen(network, at);
  if (at === null) {
    return null;
  }
  const today = new URL(address.value);
  today.searchParams.delete("at");
  return (
    <div class="banner banner-past" role="status">
      <Icon name="clock" />
      <p>
        {inWords(network, at) ?? (when === null ? t("past.then") : t("past.state", { when }))} {t("past.read_only")}
      </p>
      <a class="button button-small" href={`${today.pathname}${today.search}`}>
        {t("past.back")}
      </a>
    </div>
  );
}

/** The way from a page to itself as it stood on a day. */
function LookBack({ now }: { readonly now: string }) {
  const at = query.value.get("at");
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? (at !== null && isDay(at) ? at : today());
  return (
    <form
      class="time-day look-back"
      onSubmit={(event) => {
        event.preventDefault();
        if (isDay(shown)) {
          go(seenAt(now, shown));
        }
      }}
    >
      <label for={id}>{t("time.day")}</label>
      <input id={id} class="control" type="date" required max={today()} value={shown} onInput={(event) => setTyped(event.currentTarget.value)} />
      <button type="submit" class="button">
        {t("time.see")}
      </button>
    </form>
  );
}
