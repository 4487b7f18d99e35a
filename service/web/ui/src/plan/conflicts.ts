/** Values that met: open until someone settles them. Of actions, plans, notes, and workshops with what was contributed to them. */

import { t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import type { Answer } from "../live/outbox.ts";
import type { Store } from "../live/store.ts";
import type { Change, Command, ConflictInbox, Json, Uuid } from "../types.ts";
import { fieldLabel } from "./words.ts";

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
  const note = store.row("note_list", item_id);
  if (note !== null) {
    return valueOf(note, field);
  }
  const other = store.row("idea_list", item_id) ?? store.row("finding_list", item_id) ?? store.row("body_list", item_id);
  if (other !== null) {
    return valueOf(other, field);
  }
  const contribution = store.row("workshop_board", item_id);
  if (contribution !== null) {
    return valueOf(contribution, rest === "group" ? "group_name" : rest === "question" ? "question_id" : rest);
  }
  const question = store.row("workshop_questions", item_id) ?? store.row("synthesis_clusters", item_id);
  if (question !== null) {
    return valueOf(question, rest);
  }
  const asked = store.row("questionnaire_questions", item_id);
  if (asked !== null) {
    return rest === "choices" ? asked.choices.join("\n") || null : valueOf(asked, rest);
  }
  const item = store.row("meeting_agenda", item_id);
  if (item !== null) {
    return valueOf(item, rest);
  }
  const section = store.row("minutes_sections", item_id);
  if (section !== null) {
    return valueOf(section, rest);
  }
  const whole = store.row("minutes_list", item_id) ?? store.row("questionnaire_list", item_id) ?? store.row("synthesis_list", item_id);
  if (whole !== null) {
    return valueOf(whole, field);
  }
  const meeting = store.row("meeting_list", item_id);
  if (meeting !== null) {
    return valueOf(meeting, field);
  }
  const authority = store.row("directory", item_id);
  if (authority !== null) {
    return valueOf(authority, field === "body" ? "body_id" : field);
  }
  const workshop = store.row("workshop_list", item_id);
  if (workshop !== null) {
    return valueOf(workshop, field === "plan" || field === "meeting" ? `${field}_id` : field);
  }
  const plan = store.row("plan_list", item_id);
  return plan === null ? null : valueOf(plan, rest || root);
}

const LONG: ReadonlySet<string> = new Set(["description", "objectives", "governance", "resources", "calendar", "notes", "text", "question", "programme", "particulars", "introduction", "question.choices", "cluster.summary"]);

/** A text of several lines, in which there is room for what both wanted. */
export function isLong(field: string): boolean {
  return LONG.has(field) || ["extra.", "contribution.a", "contribution.o", "section.text"].some((start) => field.startsWith(start)) || field.endsWith(".description");
}

/** What both wanted, line by line: what stands, and after it what only the other has. */
export function together(standing: string, other: string): string {
  const lines = standing === "" ? [] : standing.split("\n");
  const theirs = other.split("\n");
  const shared = new Set(theirs);
  let at = 0;
  for (const line of theirs) {
    const found = lines.indexOf(line, at);
    if (found !== -1) {
      at = found + 1;
      continue;
    }
    while (at < lines.length && !shared.has(lines[at] ?? "")) {
      at += 1;
    }
    lines.splice(at, 0, line);
    at += 1;
  }
  return lines.join("\n");
}

/** Keep what stands, or put a value in its place: the one that met it, both, or another. */
export function settle(network: LiveNetwork, store: Store, conflict: ConflictInbox, change: Change<Json> | null): Promise<Answer> {
  const command = { tag: settledBy(store, conflict), conflict: conflict.conflict_id, ...(change === null ? {} : { value: change }) } as Command;
  return network.ask(conflict.stream_id, command, {
    previews: [{ table: "conflict_inbox", key: conflict.conflict_id, set: { settled_by: network.me, settled_at: new Date().toISOString() } }],
    subject: subjectOf(store, conflict),
    summary: t(change === null ? "summary.kept_theirs" : "summary.took_mine", { field: fieldLabel(conflict.field) }),
  });
}

function settledBy(store: Store, { plan_id, stream_id }: ConflictInbox): string {
  if (plan_id === null) {
    const of = (["minutes", "questionnaire", "synthesis"] as const).find((one) => store.row(`${one}_list`, stream_id) !== null);
    if (of !== undefined) {
      return `${of}.settle`;
    }
    return store.row("meeting_list", stream_id) !== null ? "meeting.settle" : store.row("member_list", stream_id) !== null ? "authority.settle" : "workshop.settle";
  }
  if (plan_id === stream_id) {
    return "action_plan.settle";
  }
  const kind = (["note", "idea", "finding", "body"] as const).find((one) => store.row(`${one}_list`, stream_id) !== null);
  return `${kind ?? "action"}.settle`;
}

/** The action where a conflict can be looked at: its own, or the one that a note stands on. */
export function actionOf(store: Store, { item_id }: ConflictInbox): Uuid | null {
  return store.row("plan_board", item_id)?.action_id ?? store.row("note_list", item_id)?.action_id ?? null;
}

/** What the conflict is about, in words. */
export function subjectOf(store: Store, conflict: ConflictInbox): string {
  const note = store.row("note_list", conflict.item_id);
  if (note !== null) {
    return t("notes.on", { title: store.row("plan_board", note.action_id ?? "")?.title ?? store.row("plan_list", note.plan_id)?.title ?? "" });
  }
  return (
    store.row("plan_board", conflict.item_id)?.title ??
    store.row("workshop_board", conflict.item_id)?.action ??
    store.row("minutes_sections", conflict.item_id)?.heading ??
    store.row("minutes_list", conflict.item_id)?.title ??
    store.row("questionnaire_questions", conflict.item_id)?.text ??
    store.row("questionnaire_list", conflict.item_id)?.title ??
    store.row("synthesis_clusters", conflict.item_id)?.title ??
    store.row("synthesis_list", conflict.item_id)?.title ??
    store.row("workshop_questions", conflict.item_id)?.text ??
    store.row("workshop_list", conflict.item_id)?.title ??
    store.row("meeting_agenda", conflict.item_id)?.title ??
    store.row("meeting_list", conflict.item_id)?.title ??
    store.row("member_list", conflict.item_id)?.name ??
    store.row("idea_list", conflict.item_id)?.title ??
    store.row("finding_list", conflict.item_id)?.text ??
    store.row("body_list", conflict.item_id)?.name ??
    store.row("axis_list", conflict.item_id)?.title ??
    store.row("phase_calendar", conflict.item_id)?.title ??
    store.row("plan_list", conflict.item_id)?.title ??
    ""
  );
}

function valueOf(row: object, field: string): Json {
  return ((row as Record<string, Json | undefined>)[field]) ?? null;
}
