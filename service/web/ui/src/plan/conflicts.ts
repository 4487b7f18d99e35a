/** Values that met: open until someone settles them. */

import type { Store } from "../live/store.ts";
import type { ConflictInbox, Json, Uuid } from "../types.ts";

export function openConflicts(store: Store): readonly ConflictInbox[] {
  return store
    .all("conflict_inbox")
    .filter((conflict) => conflict.settled_at === null)
    .sort((a, b) => (a.at < b.at ? 1 : -1));
}

export function conflictsOn(store: Store, item: Uuid, field: string): readonly ConflictInbox[] {
  return openConflicts(store).filter((conflict) => conflict.item_id === item && fieldOf(conflict) === field);
}

/** The column of the row that a conflict is about. */
function fieldOf({ field }: ConflictInbox): string {
  return field === "axis" ? "axis_id" : field;
}

/** What stands now in the field that a conflict is about. */
export function standing(store: Store, conflict: ConflictInbox): Json {
  const { item_id, field } = conflict;
  const dot = field.indexOf(".");
  const root = dot === -1 ? field : field.slice(0, dot);
  const rest = dot === -1 ? "" : field.slice(dot + 1);
  const action = store.row("plan_board", item_id);
  if (action !== null) {
    if (root === "funders") {
      return (action.funders[rest] as Json | undefined) ?? null;
    }
    if (root === "extra") {
      return action.extra[rest] ?? null;
    }
    return valueOf(action, fieldOf(conflict));
  }
  const axis = store.row("axis_list", item_id);
  if (axis !== null) {
    return valueOf(axis, rest === "parent" ? "parent_id" : rest || root);
  }
  const phase = store.row("phase_calendar", item_id);
  if (phase !== null) {
    return valueOf(phase, rest || root);
  }
  const plan = store.row("plan_list", item_id);
  return plan === null ? null : valueOf(plan, rest || root);
}

/** What the conflict is about, in words. */
export function subjectOf(store: Store, conflict: ConflictInbox): string {
  return (
    store.row("plan_board", conflict.item_id)?.title ??
    store.row("axis_list", conflict.item_id)?.title ??
    store.row("phase_calendar", conflict.item_id)?.title ??
    store.row("plan_list", conflict.item_id)?.title ??
    ""
  );
}

function valueOf(row: object, field: string): Json {
  return ((row as Record<string, Json | undefined>)[field]) ?? null;
}
