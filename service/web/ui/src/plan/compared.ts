/** What the fields of compared items are called, and what stands in them. */

import { lookup, t } from "../i18n.ts";
import type { Store } from "../live/store.ts";
import type { FieldHistory } from "../types.ts";
import { fieldLabel, isPlumbing, valueInWords } from "./words.ts";

/** Kinds of rows whose fields have names of their own; those of actions, axes and plans are the common ones. */
export const WORDS: Readonly<Record<string, string>> = {
  plan_board: "",
  axis_list: "",
  plan_list: "",
  note_list: "",
  conflict_inbox: "",
  comment_list: "comment",
  finding_list: "finding",
  idea_list: "idea",
  body_list: "body",
  moment_list: "moment",
  minutes_list: "minutes",
  minutes_sections: "section",
  questionnaire_list: "questionnaire",
  synthesis_clusters: "cluster",
  mentoring_circle: "mentorship",
  mentoring_journal: "mentorship_note",
  support_file_list: "support_file",
};

/** The kind of what an event happened to, as its fields are named: what stands before the dot of its tag. */
export function kindOf(tag: string): string {
  const kind = tag.split(".")[0] ?? "";
  return ["action", "action_plan", "note"].includes(kind) ? "" : kind;
}

/** What a field of an item of this kind is called; itself where nothing on a screen is called so. */
export function labelOf(field: string, kind: string): string {
  if (field === "was" || field === "yours") {
    return t(field === "was" ? "compare.wish_seen" : "compare.wish_wanted");
  }
  const own = lookup(`compare.field.${kind}_${field}`) ?? lookup(`field.${kind}_${field}`) ?? (kind === "" ? null : lookup(`compare.field.${field}`)); // a text is one of a note, where nothing else is said
  const label = own ?? fieldLabel(field, kind);
  return label === field ? (lookup(`compare.field.${field.split(".")[0]}`) ?? field) : label;
}

/** Fields that say nothing to a reader beside who did it, and where it stands. */
const SILENT = /^(at|by|field|\w+_(at|by|position)|order_key|withdrawn|status_reason|standing_reason|times|author|(action|plan|network|stream|item|conflict|version|note|author)_id)$/u;
/** Instants that say what became of it. */
const TELLING: ReadonlySet<string> = new Set(["closed_at", "finished_at", "left_at", "erased_at", "dissolved_at"]);

/** Is there anything for a reader in what became of this field? */
export function isTold({ field, before, after }: FieldHistory, kind: string, store: Store): boolean {
  return (TELLING.has(field) || !SILENT.test(field)) && labelOf(field, kind) !== field && !isPlumbing(after ?? before, store);
}

/** What stands in a field, in words; nothing where it is empty. */
export function wordsOf(field: string, value: unknown, store: Store, kind: string): string {
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) {
    return "";
  }
  return valueInWords(field, value, store, field === "authority_id" ? kind || "plan" : kind); // of a plan: by its name
}
