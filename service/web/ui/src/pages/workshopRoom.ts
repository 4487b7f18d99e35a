/** What a workshop comes to as its rows tell: what it asks, who sits where, what was proposed, and the same for the whole day. */

import { useEffect } from "preact/hooks";
import { t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { inOrder } from "../order.ts";
import type { Uuid, WorkshopBoard, WorkshopList, WorkshopQuestions } from "../types.ts";

/** One count beside its name. */
export interface Count {
  readonly name: string;
  readonly count: number;
}

export interface Room {
  readonly questions: readonly WorkshopQuestions[];
  /** The names of the groups that have a table here. */
  readonly groups: readonly string[];
  readonly seat: string | null;
  /** What stands, newest first. */
  readonly said: readonly WorkshopBoard[];
}

export function roomOf({ store, me }: LiveNetwork, workshop: Uuid): Room {
  const here = <R extends { readonly workshop_id: Uuid }>(rows: readonly R[]): R[] => rows.filter(({ workshop_id }) => workshop_id === workshop);
  return {
    questions: here(store.all("workshop_questions"))
      .filter(({ withdrawn }) => !withdrawn)
      .sort(inOrder(({ question_id }) => question_id)),
    groups: here(store.all("workshop_groups"))
      .sort((a, b) => (a.assigned_at < b.assigned_at ? -1 : 1))
      .map(({ group_name }) => group_name),
    seat: here(store.all("workshop_seats")).find(({ person_id }) => person_id === me)?.group_name ?? null,
    said: here(store.all("workshop_board"))
      .filter(({ withdrawn }) => !withdrawn)
      .sort((a, b) => (a.contributed_at < b.contributed_at ? 1 : -1)),
  };
}

/** Nobody knows yet what was asked and said there: what is drawn before would be pushed down by it. */
export function isComing({ connection }: LiveNetwork, workshop: Uuid): boolean {
  const { state, come } = connection;
  return (state.value === "connecting" || state.value === "catching_up") && !come.value.has(`workshop:${workshop}`);
}

/** How much each of these groups said; groups that have no table stand here too, where they said something. */
export function ofGroups({ groups, said }: Room): readonly Count[] {
  const names = new Set([...groups, ...said.flatMap(({ group_name }) => group_name ?? [])]);
  return [...names].map((name) => ({ name, count: said.filter(({ group_name }) => group_name === name).length }));
}

/** A group as it is called: by its name, or by its number or letter, which says nothing alone ("6 2" was the count of group 6). */
export function groupCalled(name: string): string {
  return /\p{L}{2}/u.test(name) ? name : t("workshop.of_group", { group: name });
}

export interface Day {
  readonly workshops: number;
  readonly contributions: number;
}

/** What all workshops of its meeting come to, live; null for a workshop of no meeting, or the only one of its own. */
export function useDay({ store, connection }: LiveNetwork, shown: WorkshopList | null): Day | null {
  const meeting = shown?.meeting_id ?? null;
  useEffect(() => (meeting === null ? undefined : connection.follow(`day:${meeting}`)), [connection, meeting]);
  const tallies = meeting === null ? [] : store.all("workshop_tally").filter(({ meeting_id }) => meeting_id === meeting);
  return tallies.length < 2 ? null : { workshops: tallies.length, contributions: tallies.reduce((sum, { contributions }) => sum + contributions, 0) };
}
