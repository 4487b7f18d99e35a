/** The pages of a network in the order of its bar: what people open every week first, the rest under "More". */

import type { Key } from "../i18n.ts";
import { type Place, paths } from "../router.ts";

interface Section {
  readonly label: Key;
  readonly href: (network: string) => string;
  readonly own: Place["name"]; // the page itself
  readonly under?: readonly Place["name"][]; // pages that are reached from it
  readonly ofPlans?: true; // also for who has a role for a plan alone: to them the others would be empty
}

export const SECTIONS: readonly Section[] = [
  { label: "nav.front", href: paths.network, own: "network", under: ["plan", "board", "timeline", "structure", "conflicts", "plan_activity", "import", "process", "dashboard", "action", "canvases", "figures"], ofPlans: true },
  { label: "nav.meetings", href: paths.meetings, own: "meetings", under: ["meeting", "minutes", "booklet", "import_attendance"] },
  { label: "nav.workshops", href: paths.workshops, own: "workshops", under: ["workshop", "wall", "import_contributions"] },
  { label: "nav.activity", href: paths.activity, own: "activity", under: ["journal", "changes"], ofPlans: true },
  { label: "nav.directory", href: paths.directory, own: "directory", under: ["authority", "import_places"] },
];

/** Pages that are opened now and then: one line each, and the bar stays one row. */
export const MORE: readonly Section[] = [
  { label: "follow_up.title", href: paths.waiting, own: "waiting", ofPlans: true },
  { label: "nav.council", href: paths.council, own: "council", under: ["portfolio"], ofPlans: true },
  { label: "vitality.title", href: paths.vitality, own: "vitality" },
  { label: "nav.mentoring", href: paths.mentoring, own: "mentoring", under: ["mentoring_graph", "mentorship"] },
  { label: "governance.title", href: paths.governance, own: "governance" },
  { label: "nav.questionnaires", href: paths.questionnaires, own: "questionnaires", under: ["questionnaire"] },
  { label: "group.title", href: paths.groups, own: "groups" },
  { label: "nav.members", href: paths.members, own: "members", under: ["programs", "data_requests", "rights"] },
  { label: "nav.syntheses", href: paths.syntheses, own: "syntheses", under: ["synthesis"] },
  { label: "nav.roadmaps", href: paths.roadmaps, own: "roadmaps", under: ["roadmap"] },
];

/** What assistive technology hears of a link: this page, a page under it, or nothing. */
export function current(section: Section, here: Place["name"]): "page" | "true" | undefined {
  return section.own === here ? "page" : section.under?.includes(here) === true ? "true" : undefined;
}
