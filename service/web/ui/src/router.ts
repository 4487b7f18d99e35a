/** Where a person is in the app: the address bar, read as a place. */

import { computed, signal } from "@preact/signals";
import screens from "../../screens.json"; // the service answers 404 to all other addresses (service/web/static.py)

export type Place =
  | { readonly name: "networks" }
  | { readonly name: "sign_in" }
  | { readonly name: "gallery" }
  | { readonly name: "account" }
  | { readonly name: "my_data" }
  | { readonly name: "data_requests"; readonly network: string }
  | { readonly name: "network"; readonly network: string }
  | { readonly name: "members"; readonly network: string }
  | { readonly name: "rights"; readonly network: string }
  | { readonly name: "groups"; readonly network: string }
  | { readonly name: "canvases"; readonly network: string }
  | { readonly name: "vitality"; readonly network: string }
  | { readonly name: "figures"; readonly network: string }
  | { readonly name: "waiting"; readonly network: string }
  | { readonly name: "council" | "portfolio"; readonly network: string }
  | { readonly name: "search"; readonly network: string }
  | { readonly name: "activity"; readonly network: string }
  | { readonly name: "journal"; readonly network: string }
  | { readonly name: "changes"; readonly network: string }
  | { readonly name: "governance"; readonly network: string }
  | { readonly name: "programs"; readonly network: string }
  | { readonly name: "workshops"; readonly network: string }
  | { readonly name: "workshop"; readonly network: string; readonly workshop: string }
  | { readonly name: "wall"; readonly network: string; readonly workshop: string }
  | { readonly name: "import_contributions"; readonly network: string }
  | { readonly name: "meetings"; readonly network: string }
  | { readonly name: "questionnaires"; readonly network: string }
  | { readonly name: "questionnaire"; readonly network: string; readonly questionnaire: string }
  | { readonly name: "meeting" | "minutes" | "booklet" | "import_attendance"; readonly network: string; readonly meeting: string }
  | { readonly name: "directory"; readonly network: string }
  | { readonly name: "import_places"; readonly network: string }
  | { readonly name: "mentoring" | "mentoring_graph"; readonly network: string }
  | { readonly name: "mentorship"; readonly network: string; readonly mentorship: string }
  | { readonly name: "authority"; readonly network: string; readonly authority: string }
  | { readonly name: "comment"; readonly network: string; readonly comment: string }
  | { readonly name: "syntheses"; readonly network: string }
  | { readonly name: "synthesis"; readonly network: string; readonly synthesis: string }
  | { readonly name: "roadmaps"; readonly network: string }
  | { readonly name: "roadmap"; readonly network: string; readonly roadmap: string }
  | { readonly name: "guest" }
  | { readonly name: "letter" }
  | { readonly name: PlanScreen; readonly network: string; readonly plan: string }
  | { readonly name: "action"; readonly network: string; readonly plan: string; readonly action: string }
  | { readonly name: "nowhere" };

export type PlanScreen = "plan" | "board" | "timeline" | "structure" | "conflicts" | "plan_activity" | "import" | "process" | "dashboard" | "compare";

const UNDER_PLAN: Readonly<Record<string, PlanScreen>> = {
  "": "plan",
  board: "board",
  timeline: "timeline",
  structure: "structure",
  conflicts: "conflicts",
  activity: "plan_activity",
  import: "import",
  process: "process",
  figures: "dashboard",
  compare: "compare",
};

/** The address as it stands; changes by links, by `go` and by the browser's own buttons. */
export const address = signal<URL>(new URL(location.href));

/** The place changes only when the path does, so that a filter in the address redraws no page. */
const path = computed(() => address.value.pathname);
export const place = computed<Place>(() => placeOf(path.value));
export const query = computed(() => address.value.searchParams);

const SCREENS = Object.entries(screens).map(([pattern, name]) => ({ name, wanted: partsOf(pattern) }));

function partsOf(pathname: string): readonly string[] {
  return pathname.split("/").filter((part) => part !== "");
}

export function placeOf(pathname: string): Place {
  const parts = partsOf(pathname);
  const found = SCREENS.find(({ wanted }) => wanted.length === parts.length && wanted.every((part, at) => part.startsWith(":") || part === parts[at]));
  if (found === undefined) {
    return { name: "nowhere" };
  }
  const of = found.wanted.flatMap((part, at) => (part.startsWith(":") ? [[part.slice(1), parts[at]]] : []));
  return { name: found.name, ...Object.fromEntries(of) } as Place; // which parts each name has stands in the list of screens
}

export const paths = {
  network: (network: string) => `/networks/${network}`,
  dataRequests: (network: string) => `/networks/${network}/data-requests`,
  members: (network: string) => `/networks/${network}/members`,
  rights: (network: string) => `/networks/${network}/rights`,
  vitality: (network: string) => `/networks/${network}/vitality`,
  figures: (network: string) => `/networks/${network}/figures`,
  waiting: (network: string) => `/networks/${network}/waiting`,
  council: (network: string) => `/networks/${network}/council`,
  portfolio: (network: string) => `/networks/${network}/portfolio`,
  search: (network: string, words: string, kind?: string) => {
    const asked = new URLSearchParams({ q: words, ...(kind === undefined ? {} : { kind }) });
    return `/networks/${network}/search?${asked.toString()}`;
  },
  groups: (network: string) => `/networks/${network}/groups`,
  canvases: (network: string) => `/networks/${network}/canvases`,
  governance: (network: string) => `/networks/${network}/governance`,
  activity: (network: string) => `/networks/${network}/activity`,
  journal: (network: string, position?: number) => `/networks/${network}/journal${position === undefined ? "" : `?event=${position}`}`,
  changes: (network: string) => `/networks/${network}/changes`,
  programs: (network: string) => `/networks/${network}/programs`,
  mentoring: (network: string) => `/networks/${network}/mentoring`,
  mentoringGraph: (network: string) => `/networks/${network}/mentoring/graph`,
  mentorship: (network: string, mentorship: string) => `/networks/${network}/mentoring/${mentorship}`,
  directory: (network: string) => `/networks/${network}/directory`,
  importPlaces: (network: string) => `/networks/${network}/directory/import`,
  authority: (network: string, authority: string) => `/networks/${network}/directory/${authority}`,
  workshops: (network: string) => `/networks/${network}/workshops`,
  workshop: (network: string, workshop: string) => `/networks/${network}/workshops/${workshop}`,
  importContributions: (network: string) => `/networks/${network}/workshops/import`,
  wall: (network: string, workshop: string) => `/networks/${network}/workshops/${workshop}/wall`,
  questionnaires: (network: string) => `/networks/${network}/questionnaires`,
  questionnaire: (network: string, questionnaire: string) => `/networks/${network}/questionnaires/${questionnaire}`,
  syntheses: (network: string) => `/networks/${network}/syntheses`,
  synthesis: (network: string, synthesis: string) => `/networks/${network}/syntheses/${synthesis}`,
  roadmaps: (network: string) => `/networks/${network}/roadmaps`,
  roadmap: (network: string, plan: string) => `/networks/${network}/roadmaps/${plan}`,
  meetings: (network: string) => `/networks/${network}/meetings`,
  meeting: (network: string, meeting: string) => `/networks/${network}/meetings/${meeting}`,
  importAttendance: (network: string, meeting: string) => `/networks/${network}/meetings/${meeting}/import`,
  minutes: (network: string, meeting: string) => `/networks/${network}/meetings/${meeting}/minutes`,
  booklet: (network: string, meeting: string) => `/networks/${network}/meetings/${meeting}/booklet`,
  plan: (network: string, plan: string, screen: PlanScreen = "plan") => {
    const under = Object.keys(UNDER_PLAN).find((key) => UNDER_PLAN[key] === screen) ?? "";
    return `/networks/${network}/plans/${plan}${under === "" ? "" : `/${under}`}`;
  },
  action: (network: string, plan: string, action: string) => `/networks/${network}/plans/${plan}/actions/${action}`,
};

type Moved = (from: URL, to: URL) => void;
const listeners: Moved[] = [];

/** Hear of every change of page, while the one that is left still stands. */
export function onMove(listener: Moved): void {
  listeners.push(listener);
}

function move(to: URL): void {
  const from = address.peek();
  if (from.pathname !== to.pathname) {
    for (const hear of listeners) {
      hear(from, to);
    }
  }
  address.value = to;
}

/** Stay in the same moment of the past when moving between the screens of a plan. */
export function atSameMoment(href: string): string {
  const at = query.value.get("at");
  return at === null ? href : `${href}?at=${encodeURIComponent(at)}`;
}

export function go(href: string, how: "push" | "replace" = "push"): void {
  const next = new URL(href, location.href);
  if (how === "push") {
    history.pushState(null, "", next);
  } else {
    history.replaceState(null, "", next);
  }
  move(next);
}

/** Change one part of the query and nothing else. */
export function setQuery(changes: Readonly<Record<string, string | null>>): void {
  const next = new URL(address.value);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") {
      next.searchParams.delete(name);
    } else {
      next.searchParams.set(name, value);
    }
  }
  go(next.href, "replace");
}

/** Follow plain clicks on links of this app; leave new tabs, downloads and other places to the browser. */
export function startRouting(): void {
  addEventListener("popstate", () => move(new URL(location.href)));
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
      return;
    }
    const link = (event.target as Element).closest("a");
    if (link === null || link.target !== "" || link.hasAttribute("download") || link.origin !== location.origin) {
      return;
    }
    if (link.hash !== "" && link.pathname === location.pathname) {
      return;
    }
    if (placeOf(link.pathname).name === "nowhere") {
      return;
    }
    event.preventDefault();
    go(link.href);
  });
}
