/** The address of one comment, which letters and findings name: it leads to where the comment is read. */

import { useEffect, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { go, paths } from "../router.ts";
import type { CommentList, Uuid } from "../types.ts";
import { placeOf } from "./about.ts";

export function CommentPage({ network, comment }: { readonly network: LiveNetwork; readonly comment: Uuid }) {
  const [failure, setFailure] = useState<string | null>(null);
  const [row, setRow] = useState<CommentList | null>(null);
  const there = row === null ? null : placeOf(row, network.store);
  useEffect(() => {
    if (there !== null) {
      go(there, "replace");
    }
  }, [there]);
  useEffect(() => {
    const left = new AbortController();
    ask<CommentList>("GET", `/networks/${network.card.network_id}/comments/${comment}`, undefined, left.signal)
      .then((found) => !left.signal.aborted && setRow(found))
      .catch((problem: unknown) => !left.signal.aborted && setFailure(explain(problem)));
    return () => left.abort();
  }, [network, comment]);
  return (
    <div class="empty" aria-busy={failure === null}>
      <h1 tabIndex={-1}>{failure === null ? t("loading") : t("comments.title")}</h1>
      {failure !== null && (
        <>
          <p>{failure}</p>
          <p>
            <a href={paths.network(network.card.network_id)}>{network.card.name}</a>
          </p>
        </>
      )}
    </div>
  );
}
