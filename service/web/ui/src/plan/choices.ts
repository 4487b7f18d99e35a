/**
 * The words of a choice: what a field says that somebody chose from a list, in an event or in a row.
 *
 * The one place where they are looked for; tests/screens/test_words.py asks for every choice there is.
 */

import { lookup } from "../i18n.ts";

/** Where the words of a field stand, whatever it is a field of. */
const OF_FIELD: Readonly<Record<string, string>> = {
  about: "told.on",
  aims: "aim",
  author_kind: "author",
  authority_kind: "authority",
  canvas: "canvas",
  capacity: "meeting.capacity",
  clock: "clock",
  criterion: "criterion",
  ending: "ending",
  engagement: "engagement",
  facet: "body_facet",
  how: "lineage.step",
  initiative: "initiative",
  initiative_stage: "initiative_stage",
  nature: "nature",
  on: "told.on",
  opinions: "finding_level",
  origin: "idea_origin",
  part: "section_part",
  participation: "participation",
  priority: "priority",
  public: "session_public",
  purpose: "session_purpose",
  reply: "meeting.reply",
  respondents: "questionnaire_respondents",
  result: "resolution_result",
  role: "role",
  roles: "role",
  situation: "situation",
  stance: "stance",
  status: "status",
  subject: "resolution_subject",
  type: "file_type",
};

/** Of fields that are called alike and mean different things, by what they are a field of: what stands before the dot of a tag, or the kind of a row. */
const OF_KIND: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  attachment: { kind: "told.on" },
  body: { kind: "body_kind" },
  consultation: { stage: "roadmap_stage" },
  finding: { outcome: "finding_standing", priority: "finding_level", standing: "finding_standing" },
  idea: { standing: "idea_standing" },
  meeting: { kind: "meeting_kind", standing: "meeting.standing" },
  member: { kind: "authority" },
  mentoring: { stage: "mentorship_stage", standing: "goal_standing" },
  mentorship: { stage: "mentorship_stage", standing: "goal_standing" },
  minutes: { outcome: "minutes_outcome", stage: "minutes_stage" },
  moment: { kind: "moment_kind" },
  network: { kind: "authority" },
  process: { outcome: "recognition_outcome" },
  questionnaire: { about: "questionnaire_is", kind: "questionnaire_kind", stage: "questionnaire_stage" },
  referent: { capacity: "capacity" },
  roadmap: { stage: "roadmap_stage" },
  workshop: { kind: "author" },
};

/** What somebody chose, in words; null where nothing is called so. */
export function chosen(kind: string, field: string, value: string): string | null {
  const root = kind.split("_")[0] ?? "";
  return lookup(`${OF_KIND[kind]?.[field] ?? OF_KIND[root]?.[field] ?? OF_FIELD[field] ?? ""}.${value}`);
}
