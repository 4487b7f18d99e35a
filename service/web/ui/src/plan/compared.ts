/** What the fields of compared items are called. */

import { lookup, t } from "../i18n.ts";
import { fieldLabel } from "./words.ts";

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
  const label = fieldLabel(field, kind);
  return label === field ? (lookup(`compare.field.${kind}_${field}`) ?? lookup(`compare.field.${field}`) ?? field) : label;
}
