/** What waits for somebody, one line each: what it is, since when, until when, and the way there. */

import { day, dayAt } from "../format.ts";
import { type Key, t, type Values } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { nameOf } from "../parts/People.tsx";
import { paths } from "../router.ts";
import type { Waiting, WaitingPage } from "../types.ts";

/** Those that the page of mentoring had words for already. */
const SAID: Partial<Record<Waiting["kind"], Key>> = {
  mentoring_request: "mentoring.waiting_answer",
  mentoring_more: "mentoring.waiting_more",
  mentoring_charter: "mentoring.waiting_charter",
  mentoring_evaluation: "mentoring.waiting_evaluation",
  question: "mentoring.waiting_question",
};

function sentence(network: LiveNetwork, { kind, title, person_id, count }: Waiting): string {
  const told: Values = { title, text: title, count, who: person_id === null ? "" : nameOf(network.store, person_id) };
  return t(SAID[kind] ?? (`waiting.kind.${kind}` as Key), told);
}

interface Props {
  readonly network: LiveNetwork;
  readonly page: WaitingPage;
  readonly rows: readonly Waiting[];
}

export function WaitingList({ network, page, rows }: Props) {
  return (
    <ul class="meeting-lines">
      {rows.map((row) => {
        const authority = row.authority_id === null ? null : (network.store.row("member_list", row.authority_id)?.name ?? null);
        const late = row.due_on !== null && row.due_on < page.today;
        return (
          <li key={`${row.kind}${row.item_id}${row.authority_id ?? ""}`}>
            <span>
              <a href={`${paths.network(network.card.network_id)}/${row.link}`}>{sentence(network, row)}</a>{" "}
              <span class="quiet">
                {[authority === null ? null : t("waiting.for", { authority }), t("waiting.since", { day: day(dayAt(new Date(row.since))) })]
                  .filter((part) => part !== null)
                  .join(" · ")}
              </span>{" "}
              {row.due_on !== null && <span class={late ? "chip chip-late" : "chip"}>{t(late ? "waiting.late" : "waiting.due", { day: day(row.due_on) })}</span>}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
