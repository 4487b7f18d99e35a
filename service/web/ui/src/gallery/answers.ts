/** What components of the gallery ask the service for is answered here, while the gallery is on screen: there is no such network. */

import type { ExplainedFigure, Following, MembersHeard, MonthsPage, NotificationPage } from "../types.ts";
import { ACTION, AUTHORITY, ME, NETWORK, PLAN } from "./examples.ts";

const follows: NotificationPage = {
  wanted: { conflicts: "daily", mine: "daily", followed: "daily", rest: "never", hour: 8, language: "fr" },
  reminders: { days: [14, 2], late: true, led: true, followed: false, decisions: true },
  follows: [{ item_id: PLAN, plan_id: PLAN, title: ACTION.title, link: `plans/${PLAN}`, muted: false }],
  email: null,
  works: true,
};
const following: Following = { said: null, plan_id: PLAN, of_plan: "follow", unasked: false, told: true };
const counted: ExplainedFigure = {
  token: "1.1",
  today: "2026-03-04",
  value: 7,
  count: 1,
  items: [
    {
      key: "status",
      row: "plan_board",
      item_id: ACTION.action_id,
      stream_id: ACTION.action_id,
      plan_id: PLAN,
      title: ACTION.title,
      value: 1,
      causes: [{ position: 12, tag: "action.edited", by: ME, at: "2026-03-03T10:12:00Z" }],
    },
  ],
};

const months: MonthsPage = {
  token: "1.1",
  today: "2026-03-04",
  months: [
    { day: "2026-01-31", actions: 9, begun: 3, done: 0, late: 0 },
    { day: "2026-02-28", actions: 14, begun: 9, done: 2, late: 1 },
    { day: "2026-03-04", actions: 16, begun: 13, done: 4, late: 2 },
  ],
};
const heard: MembersHeard = {
  token: "1.1",
  today: "2026-03-04",
  members: [{ authority_id: AUTHORITY, name: "Ville de Hautefeuille", joined_on: "2025-06-02", heard_on: "2025-12-12", came_on: null, plans: [{ plan_id: PLAN, title: "Plan climat", on: "2025-07-01" }] }],
};

const ANSWERS: readonly (readonly [string, unknown])[] = [
  ["/notifications", follows],
  ["/follows/", following],
  ["/months", months],
  ["/heard", heard],
  ["/figures/", counted],
  ["/gallery-past", { rows: [] }],
  ["/gallery-paper/run", { outcomes: [{ sheet: "", row: 2, outcome: "applied", why: null }, { sheet: "", row: 3, outcome: "refused", why: "–" }] }],
  ["/gallery-paper", { import_id: "run" }],
];

/** Answer in the service's place; what is returned gives the place back. */
export function answering(): () => void {
  const service = window.fetch;
  const own = `/api/networks/${NETWORK}`;
  window.fetch = (input, init) => {
    const path = String(input);
    if (!path.startsWith(own) && !path.startsWith("/api/gallery-")) {
      return service(input, init);
    }
    const found = ANSWERS.find(([part]) => path.includes(part))?.[1];
    return Promise.resolve(init?.method !== undefined && init.method !== "GET" && /\/(follows|mutes)\//.test(path) ? new Response(null, { status: 204 }) : Response.json(found ?? null, { status: found === undefined ? 404 : 200 }));
  };
  return () => {
    window.fetch = service;
  };
}
