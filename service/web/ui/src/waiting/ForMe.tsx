/** The first things that wait for somebody, on the first page of a network; nothing where nothing waits. */

import { t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { paths } from "../router.ts";
import { useWaiting } from "./waiting.ts";
import { WaitingList } from "./WaitingList.tsx";

const FIRST = 5;

export function ForMe({ network }: { readonly network: LiveNetwork }) {
  const page = useWaiting(network);
  if (page === null || page.waiting.length === 0) {
    return null;
  }
  return (
    <section class="part" aria-labelledby="waits-for-me">
      <h2 id="waits-for-me">{t("waiting.title")}</h2>
      <WaitingList network={network} page={page} rows={page.waiting.slice(0, FIRST)} />
      {page.waiting.length > FIRST && (
        <p>
          <a href={paths.waiting(network.card.network_id)}>{t("waiting.all", { count: page.waiting.length })}</a>
        </p>
      )}
    </section>
  );
}
