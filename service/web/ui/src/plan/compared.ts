/** What the fields of compared items are called, and what stands in them. */

import { lookup, t } from "../i18n.ts";
import type { Store } from "../live/store.ts";
import { fieldLabel, valueInWords } from "./words.ts";

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

/** What a field of an item of this kind is called; itself where nothing on a screen is called so. */
export function labelOf(field: string, kind: string): string {
  if (field === "was" || field === "yours") {
    return t(field === "was" ? "compare.wish_seen" : "compare.wish_wanted");
  }
  const label = lookup(`compare.field.${kind}_${field}`) ?? fieldLabel(field, kind);
  return label === field ? (lookup(`compare.field.${field.split(".")[0]}`) ?? field) : label;
}

/** Where the words of a choice stand that is made in one of these fields. */
const CHOICES: Readonly<Record<string, string>> = {
  member_list_kind: "authority",
  network_kind: "authority",
  meeting_attendance_authority_kind: "authority",
  directory_engagement: "engagement",
  authority_engagement: "engagement",
  meeting_list_kind: "meeting_kind",
  meeting_list_standing: "meeting.standing",
  meeting_standing: "meeting.standing",
  meeting_answers_reply: "meeting.reply",
  meeting_reply: "meeting.reply",
  minutes_amendments_outcome: "minutes.outcome",
  minutes_outcome: "minutes.outcome",
  questionnaire_questions_kind: "questionnaire.kind",
  questionnaire_kind: "questionnaire.kind",
  questionnaire_questions_about: "questionnaire.is",
  questionnaire_about: "questionnaire.is",
  roadmap_list_stage: "roadmap_stage",
  roadmap_stage: "roadmap_stage",
};

/** What stands in a field, in words; nothing where it is empty. */
export function wordsOf(field: string, value: unknown, store: Store, kind: string): string {
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) {
    return "";
  }
  const choice = typeof value === "string" ? lookup(`${CHOICES[`${kind}_${field}`] ?? ""}.${value}`) : null;
  return choice ?? valueInWords(field, value, store, field === "authority_id" ? kind || "plan" : kind); // of a plan: by its name
}
