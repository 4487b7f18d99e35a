/** Everything that waits for the answer of the person who is signed in. */

import { useEffect } from "preact/hooks";
import { t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { answers, useWaiting } from "../waiting/waiting.ts";
import { WaitingList } from "../waiting/WaitingList.tsx";

export function WaitingPage({ network }: { readonly network: LiveNetwork }) {
  const { store, connection, card, me } = network;
  useEffect(() => connection.follow(`mentoring:${card.network_id}`), [connection, card.network_id]);
  const page = useWaiting(network);
  const takes = answers(store.row("rights", me));
  return (
    <div class="page waiting">
      <h1 tabIndex={-1}>{t("waiting.title")}</h1>
      <p class="lead-in">{t("waiting.about")}</p>
      {takes && page === null && (
        <p class="empty" aria-busy="true">
          {t("loading")}
        </p>
      )}
      {(!takes || page?.waiting.length === 0) && <p class="empty">{t("waiting.none")}</p>}
      {takes && page !== null && <WaitingList network={network} page={page} rows={page.waiting} />}
    </div>
  );
}
