/** The first things that wait for somebody, on the first page of a network, and how much of what they lead or follow is late. */

import { plural, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { paths } from "../router.ts";
import type { WaitingPage } from "../types.ts";
import { WaitingList } from "./WaitingList.tsx";

const FIRST = 5;

interface Props {
  readonly network: LiveNetwork;
  readonly page: WaitingPage | null;
}

export function ForMe({ network, page }: Props) {
  if (page === null || page.waiting.length + page.late.length === 0) {
    return null;
  }
  const all = paths.waiting(network.card.network_id);
  return (
    <section class="part" aria-labelledby="waits-for-me">
      <h2 id="waits-for-me">
        {t("waiting.title")} <span class="count">{page.waiting.length}</span>
      </h2>
      <WaitingList network={network} page={page} rows={page.waiting.slice(0, FIRST)} />
      {page.late.length > 0 && (
        <p>
          <a href={`${all}#late`}>{plural("follow_up.late_some", page.late.length)}</a>
        </p>
      )}
      {page.waiting.length > FIRST && (
        <p>
          <a href={all}>{t("waiting.all", { count: page.waiting.length })}</a>
        </p>
      )}
    </section>
  );
}
