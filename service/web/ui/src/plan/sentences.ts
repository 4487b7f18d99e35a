/** What happened, told in plain words: one sentence an event. */

import { list } from "../format.ts";
import { lookup, t } from "../i18n.ts";
import type { Store } from "../live/store.ts";
import type { Json, RecentActivity } from "../types.ts";
import { said } from "./fields.ts";
import { fieldLabel, valueInWords } from "./words.ts";

export interface Sentence {
  readonly who: string;
  readonly text: string;
  /** The action it is about, when there is one to open. */
  readonly action: string | null;
  readonly title: string;
  readonly reason: string | null;
}

const LONG = 90;
/** Changes of these say nothing to a reader beside what the sentence says. */
const SILENT: ReadonlySet<string> = new Set(["order_key", "plan", "parent", "axis_id", "tag", "conflict", "version", "phase"]);

/** Who did it: a guest is let in by the service, and it is they who joined. */
export function doerOf(entry: RecentActivity): string {
  const guest = entry.changed["guest"];
  return entry.tag === "workshop.guest_admitted" && typeof guest === "string" ? guest : (authorsOf(entry).at(-1) ?? entry.by);
}

/** Whose words it tells, where they are not who tells it: what people write together is told whenever they pause. */
export function authorsOf(entry: RecentActivity): readonly string[] {
  const authors = entry.changed["authors"];
  return Array.isArray(authors) ? authors.filter((one): one is string => typeof one === "string") : [];
}

export function namesOf(people: readonly string[], store: Store): string {
  return list(people.map((one) => store.nameOf(one)?.name ?? t("person.unknown")));
}

export function sentenceOf(entry: RecentActivity, store: Store): Sentence {
  const on = store.row("note_list", entry.stream_id)?.action_id ?? store.row("comment_list", entry.stream_id)?.item_id;
  const action = store.row("plan_board", on ?? entry.stream_id);
  const title = action?.title ?? named(entry, store);
  const authors = authorsOf(entry);
  // The network itself asks for what nobody signed in for.
  const person = authors.length > 0 ? namesOf(authors, store) : entry.by === entry.stream_id || store.row("network_profile", entry.by) !== null ? t("person.service") : (store.nameOf(doerOf(entry))?.name ?? t("person.unknown"));
  return {
    who: person,
    text: told(entry, store),
    action: action?.action_id ?? null,
    title: said(title),
    reason: entry.reason === null ? null : said(entry.reason),
  };
}

function told(entry: RecentActivity, store: Store): string {
  const fields = Object.entries(entry.changed).filter(([field]) => !SILENT.has(field));
  if (entry.tag === "action.edited") {
    const moved = "order_key" in entry.changed || "axis" in entry.changed;
    const [only] = fields;
    if (only === undefined) {
      return t(moved ? "told.moved" : "told.edited");
    }
    if (fields.length === 1) {
      const [field, value] = only;
      if (value === null || (Array.isArray(value) && value.length === 0)) {
        return t("told.emptied", { field: fieldLabel(field) });
      }
      const words = valueInWords(field, value, store);
      return words.length > LONG || words.includes("\n")
        ? t("told.rewrote", { field: fieldLabel(field) })
        : t("told.set", { field: fieldLabel(field), value: words });
    }
    return t("told.set_many", { fields: list(fields.map(([field]) => fieldLabel(field))) });
  }
  const letter = entry.changed["letter_of"];
  if (typeof letter === "string") {
    return t("meeting.told_by_letter", { name: store.nameOf(letter)?.name ?? t("person.unknown") });
  }
  if (authorsOf(entry).length > 1) {
    return t("told.many.section_written");
  }
  const field = entry.changed["field"];
  return lookup(`told.${entry.tag}`, { field: typeof field === "string" ? fieldLabel(field) : "" }) ?? t("told.something");
}

/** The name of what it is about, when that is no action: a plan, an axis, a phase, a workshop, a member. */
function named(entry: RecentActivity, store: Store): string {
  const text = (value: Json | undefined): string | null => (typeof value === "string" && value !== "" ? value : null);
  const id = (name: string): string => text(entry.changed[name]) ?? "";
  return (
    commented(entry, store) ??
    store.row("workshop_list", entry.stream_id)?.title ??
    store.row("axis_list", id("axis"))?.title ??
    (entry.tag.startsWith("authority.") ? store.row("member_list", entry.stream_id)?.name : null) ??
    (entry.tag === "referent.named" || entry.tag.startsWith("governance.committee") ? store.nameOf(id("person"))?.name : null) ??
    store.row("network_governance", entry.stream_id)?.objectives.find(({ objective_id }) => objective_id === id("objective"))?.title ??
    text(entry.changed["theme"]) ??
    store.row("phase_calendar", id("phase"))?.title ??
    (entry.tag === "action_plan.shown_to_public" ? store.row("version_list", id("version"))?.label : null) ??
    text(entry.changed["title"]) ??
    text(entry.changed["label"]) ??
    text(entry.changed["name"]) ??
    (entry.plan_id === null ? "" : (store.row("plan_list", entry.plan_id)?.title ?? ""))
  );
}

/** What a comment is on, where that is no action. */
function commented(entry: RecentActivity, store: Store): string | null {
  const item = store.row("comment_list", entry.stream_id)?.item_id ?? (entry.tag === "comment.written" ? String(entry.changed["item"]) : "");
  const titled = (["idea_list", "meeting_list", "synthesis_list", "minutes_list", "questionnaire_list", "workshop_list"] as const).map((table) => store.row(table, item)?.title);
  return titled.find((title) => title !== undefined) ?? store.row("member_list", item)?.name ?? null;
}
