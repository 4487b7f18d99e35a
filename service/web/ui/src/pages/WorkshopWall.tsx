/**
 * The wall of a workshop, for a projector: what is asked, how much was said, and what was said, newest first, as large as five metres ask for.
 *
 * Nothing is pressed here but the code for those who come in, and the way to the whole screen and back.
 */

import { useEffect, useRef } from "preact/hooks";
import { plural, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { mayInvite } from "../plan/here.ts";
import { paths } from "../router.ts";
import type { Uuid } from "../types.ts";
import { Nowhere } from "./Nowhere.tsx";
import { WorkshopCode } from "./WorkshopCode.tsx";
import { type Count, groupCalled, ofGroups, roomOf, useDay } from "./workshopRoom.ts";

const SHOWN = 24; // contributions: what came before stands on the page of the workshop

export function WorkshopWall({ network, workshop }: { readonly network: LiveNetwork; readonly workshop: Uuid }) {
  const { store, connection, card } = network;
  useEffect(() => connection.follow(`workshop:${workshop}`), [connection, workshop]);
  const whole = useRef<HTMLDivElement>(null);
  const shown = store.row("workshop_list", workshop);
  const day = useDay(network, shown);
  if (shown === null) {
    return connection.state.value === "online" ? (
      <Nowhere title="workshop.missing" text="nowhere.gone" />
    ) : (
      <div class="empty" aria-busy="true">
        <h1 tabIndex={-1}>{t("loading")}</h1>
      </div>
    );
  }
  const room = roomOf(network, workshop);
  const asked = room.questions.map(({ question_id, text }) => ({ name: text, count: room.said.filter((one) => one.question_id === question_id).length }));
  const groups = ofGroups(room);
  return (
    <div class="wall" ref={whole}>
      <div class="wall-head">
        <h1 tabIndex={-1}>{shown.title}</h1>
        <p>
          <a href={paths.workshop(card.network_id, workshop)}>{t("workshop.leave_wall")}</a>{" "}
          <button type="button" class="button" onClick={() => void whole.current?.requestFullscreen()}>
            {t("workshop.whole_screen")}
          </button>
        </p>
      </div>
      {mayInvite(store.row("rights", network.me)) && !card.archived && <WorkshopCode network={network} row={shown} />}
      <p class="wall-question">{shown.question}</p>
      <div class="wall-totals" role="status">
        <p>
          <strong>{room.said.length}</strong> {plural("workshop.said", room.said.length)}
        </p>
        {day !== null && (
          <p class="wall-day">
            <strong>{day.contributions}</strong> {plural("workshop.in_all", day.workshops)}
          </p>
        )}
      </div>
      {asked.length > 0 && <Counts title={t("workshop.by_question")} counts={asked} />}
      {groups.length > 0 && <Counts title={t("workshop.by_group")} counts={groups.map(({ name, count }) => ({ name: groupCalled(name), count }))} row />}
      <ul class="wall-said">
        {room.said.slice(0, SHOWN).map((one) => (
          <li key={one.contribution_id}>
            {one.orientation !== null && <span class="wall-orientation">{one.orientation}</span>}
            <span>{one.action}</span>
            {one.group_name !== null && <span class="wall-group">{groupCalled(one.group_name)}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Counts({ title, counts, row = false }: { readonly title: string; readonly counts: readonly Count[]; readonly row?: boolean }) {
  return (
    <ul class={row ? "wall-counts wall-row" : "wall-counts"} aria-label={title}>
      {counts.map(({ name, count }, index) => (
        <li key={`${index}${name}`}>
          <strong>{count}</strong> <span>{name}</span>
        </li>
      ))}
    </ul>
  );
}
