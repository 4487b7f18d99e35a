/** What components of the gallery ask the service for is answered here, while the gallery is on screen: there is no such network. */

import type { ExplainedFigure, NotificationPage } from "../types.ts";
import { ACTION, ME, NETWORK, PLAN } from "./examples.ts";

const follows: NotificationPage = {
  wanted: { conflicts: "daily", mine: "daily", followed: "daily", rest: "never", hour: 8, language: "fr" },
  follows: [PLAN],
  email: null,
  works: true,
};
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

const ANSWERS: readonly (readonly [string, unknown])[] = [
  ["/notifications", follows],
  ["/follows/", null],
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
    const found = ANSWERS.find(([part]) => path.includes(part))?.[1] ?? null;
    return Promise.resolve(found === null ? new Response(null, { status: 204 }) : Response.json(found));
  };
  return () => {
    window.fetch = service;
  };
}
