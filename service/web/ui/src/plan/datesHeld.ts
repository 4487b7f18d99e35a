/**
 * The bar of the timeline that is under somebody's hand: its two days as they are drawn, and not yet asked for.
 *
 * Whoever presses an arrow twelve times means one change: it is asked for once they rest, or turn to something else.
 */

import { signal } from "@preact/signals";
import { announce } from "../announce.ts";
import { day } from "../format.ts";
import { t } from "../i18n.ts";
import type { ActionChanges, PlanBoard } from "../types.ts";
import type { Here } from "./here.ts";
import { whyOf } from "./reason.ts";
import { type Dates, datesOf } from "./timeline.ts";

interface Held {
  readonly action: PlanBoard;
  /** The days when it was taken up. */
  readonly was: Dates;
  readonly to: Dates;
}

const REST = 900; // milliseconds

export const held = signal<Held | null>(null);
let resting: ReturnType<typeof setTimeout> | undefined;

/** The days of an action as they are drawn now. */
export function drawnDates(action: PlanBoard): Dates {
  const now = held.value;
  return now?.action.action_id === action.action_id ? now.to : datesOf(action);
}

export function hold(here: Here, action: PlanBoard, to: Dates): void {
  const now = held.peek();
  if (now !== null && now.action.action_id !== action.action_id) {
    letGo(here);
  }
  held.value = { action, was: now?.action.action_id === action.action_id ? now.was : datesOf(action), to };
  clearTimeout(resting);
}

/** Ask for it as soon as the hand rests. */
export function letGoSoon(here: Here): void {
  clearTimeout(resting);
  resting = setTimeout(() => letGo(here), REST);
}

export function letGo(here: Here): void {
  clearTimeout(resting);
  const now = held.peek();
  held.value = null;
  if (now !== null) {
    saveDates(here, now.action, now.was, now.to);
  }
}

export function dropHeld(): void {
  clearTimeout(resting);
  held.value = null;
}

/** Both days in one change, so that both come back in one undo. */
export function saveDates(here: Here, action: PlanBoard, was: Dates, to: Dates): void {
  const changes: ActionChanges = {
    ...(was.starts_on === to.starts_on ? {} : { starts_on: { was: was.starts_on, to: to.starts_on } }),
    ...(was.ends_on === to.ends_on ? {} : { ends_on: { was: was.ends_on, to: to.ends_on } }),
  };
  const set = Object.fromEntries(Object.keys(changes).map((field) => [field, to[field as keyof Dates]]));
  if (Object.keys(set).length === 0) {
    return;
  }
  const summary = inWords(to);
  void here.network.ask(
    action.action_id,
    { tag: "action.edit", ...changes },
    { previews: [{ table: "plan_board", key: action.action_id, set }], subject: action.title, summary },
    whyOf(action.action_id),
  );
  announce(t("timeline.moved", { title: action.title, dates: summary }));
}

/** "du 5 sept. 2011 au 30 juin 2012" */
export function inWords({ starts_on, ends_on }: Dates, continuous = false): string {
  if (starts_on === null) {
    return ends_on === null ? t("timeline.no_dates") : t("timeline.until", { to: day(ends_on) });
  }
  return ends_on === null ? t(continuous ? "timeline.since" : "timeline.from", { from: day(starts_on) }) : t("timeline.from_to", { from: day(starts_on), to: day(ends_on) });
}
