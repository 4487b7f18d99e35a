/** What a figure counts: each item, for how much, and the events that made it count. */

import { useEffect, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { count, moment } from "../format.ts";
import { plural, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { HistoryButton } from "../plan/HistoryButton.tsx";
import { overlooks } from "../plan/here.ts";
import { didIn } from "../plan/sentences.ts";
import { paths } from "../router.ts";
import type { Cause, CountedItem, ExplainedFigure, Uuid } from "../types.ts";
import type { Question } from "./charts/table.ts";
import { Dialog } from "./Dialog.tsx";
import { nameOf } from "./People.tsx";

const PAGE = 50;

interface Props {
  readonly network: LiveNetwork;
  readonly plan: Uuid | null;
  readonly at: string | null;
  readonly question: Question;
  readonly onClose: () => void;
}

export function Explained({ network, plan, at, question, onClose }: Props) {
  const [told, setTold] = useState<ExplainedFigure | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const id = network.card.network_id;
  const fetch = async (before: readonly CountedItem[]): Promise<void> => {
    const asked = new URLSearchParams({ skip: String(before.length), limit: String(PAGE), ...(plan === null ? {} : { plan }), ...(at === null ? {} : { at }) });
    try {
      const page = await ask<ExplainedFigure>("GET", `/networks/${id}/figures/${encodeURIComponent(question.keys)}/events?${asked.toString()}`);
      setTold({ ...page, items: [...before, ...page.items] });
      setFailure(null);
    } catch (problem) {
      setFailure(explain(problem));
    }
  };
  useEffect(() => void fetch([]), [id, plan, at, question]);
  return (
    <Dialog title={question.title} onClose={onClose} wide>
      <div class="dialog-body" aria-busy={told === null && failure === null}>
        {failure !== null && (
          <p class="wrong" role="alert">
            {failure}
          </p>
        )}
        {told === null && failure === null && <p class="quiet">{t("loading")}</p>}
        {told !== null && (
          <>
            <p>
              <strong>{question.written(told.value)}</strong> <span class="quiet">{plural("dashboard.counted", told.count)}</span>
            </p>
            <ol class="counted-items">
              {told.items.map((item) => (
                <Item key={`${item.key}${item.item_id}`} network={network} item={item} written={question.written} />
              ))}
            </ol>
            {told.items.length < told.count && (
              <button type="button" class="button" onClick={() => void fetch(told.items)}>
                {t("dashboard.more_counted")}
              </button>
            )}
          </>
        )}
      </div>
    </Dialog>
  );
}

function Item({ network, item, written }: { readonly network: LiveNetwork; readonly item: CountedItem; readonly written: (value: number) => string }) {
  const name = item.title === "" ? t("conflict.inbox") : item.title;
  const kind = HISTORIES[item.row];
  return (
    <li>
      <p>
        <a href={hrefOf(network.card.network_id, item)}>{name}</a> {(item.value !== 1 || written !== count) && <strong class="number">{written(item.value)}</strong>}{" "}
        {kind !== undefined && <HistoryButton network={network} kind={kind} item={item.item_id} name={name} small />}
      </p>
      <ul class="counted-causes">
        {item.causes.map((cause) => (
          <Why key={cause.position} network={network} cause={cause} />
        ))}
      </ul>
    </li>
  );
}

function Why({ network, cause: { position, tag, by, at } }: { readonly network: LiveNetwork; readonly cause: Cause }) {
  const { store, card, me } = network;
  const number = t("journal.number", { number: count(position) });
  return (
    <li class="quiet">
      {by === card.network_id ? t("person.service") : nameOf(store, by)} {didIn(tag, {}, store)}, <time dateTime={at}>{moment(at)}</time>{" "}
      {overlooks(store.row("rights", me)) ? <a href={paths.journal(card.network_id, position)}>{number}</a> : number}
    </li>
  );
}

const HISTORIES: Readonly<Record<string, "authority" | "decision" | "meeting" | "workshop" | "contribution">> = {
  member_list: "authority",
  meeting_decisions: "decision",
  meeting_list: "meeting",
  workshop_list: "workshop",
  workshop_board: "contribution",
};

/** The page that shows an item, with its history. */
function hrefOf(network: Uuid, { row, item_id, stream_id, plan_id }: CountedItem): string {
  switch (row) {
    case "plan_board":
      return paths.action(network, plan_id ?? "", item_id);
    case "conflict_inbox":
      return plan_id === null ? paths.network(network) : paths.plan(network, plan_id, "conflicts");
    case "member_list":
      return paths.authority(network, item_id);
    case "meeting_list":
    case "meeting_decisions":
      return paths.meeting(network, stream_id);
    case "workshop_list":
    case "workshop_board":
      return paths.workshop(network, stream_id);
    default:
      return paths.roadmap(network, plan_id ?? "");
  }
}
