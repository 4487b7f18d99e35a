/** What the gallery shows its components with: a network of nobody's, with a plan of two actions, that never speaks to the service. */

import { signal } from "@preact/signals";
import type { Link } from "../live/connection.ts";
import { KeptLog } from "../live/keptLog.ts";
import { LiveNetwork } from "../live/network.ts";
import type { Road } from "../live/roads.ts";
import type { Here } from "../plan/here.ts";
import type { AxisList, ConflictInbox, MemberList, NetworkCard, PlanBoard, PlanList, Uuid } from "../types.ts";

const id = (number: number): Uuid => `00000000-0000-7000-8000-${String(number).padStart(12, "0")}`;

export const NETWORK = id(1);
export const PLAN = id(2);
export const AUTHORITY = id(3);
export const ME = id(11);
const SINCE = "2026-03-02T09:00:00Z";
const PEOPLE = ["Ada Clairval", "Ben Rochebrune", "Cas Valmorin", "Dalia Fontanges", "Élie Montserein", "Farid Saint-Aubry", "Gaëlle Peyrefort", "Hugo Lespinasse"];

export const LONG =
  "Accompagner chaque commune, chaque communauté de communes et chaque syndicat intercommunal dans la rénovation énergétique de ses bâtiments, de ses écoles et de ses équipements sportifs";

const card: NetworkCard = {
  network_id: NETWORK,
  name: "Vallée de la Ronce",
  clock: "real",
  time_zone: "Europe/Paris",
  demonstration: true,
  archived: false,
  token: "1.1",
  roles: [{ role: "facilitator", authority_id: null, topics: [] }],
};

const plan: PlanList = { plan_id: PLAN, network_id: NETWORK, title: "Plan climat", description: null, authority_id: AUTHORITY, opened_at: SINCE, opened_by: ME, withdrawn: false };
const axis: AxisList = { axis_id: id(4), plan_id: PLAN, parent_id: null, title: "Se déplacer autrement", description: null, order_key: "V", internal: false, withdrawn: false };
const member: MemberList = { authority_id: AUTHORITY, network_id: NETWORK, name: "Ville de Hautefeuille", kind: "municipality", siren: null, insee_code: null, population: 4_120, joined_at: SINCE, left_at: null };

export const ACTION: PlanBoard = {
  action_id: id(5),
  plan_id: PLAN,
  parent_id: null,
  axis_id: id(4),
  order_key: "V",
  code: "1.1",
  title: "Relancer le ramassage scolaire à pied",
  description: "Des lignes, des horaires, des accompagnateurs.",
  objectives: null,
  lead: "Ville de Hautefeuille",
  lead_service: null,
  co_leads: [],
  partners: ["Parents d’élèves", "École du Pré"],
  lead_people: [ME],
  elected_people: [],
  governance: null,
  resources: null,
  participation: "consultation",
  calendar: null,
  starts_on: "2026-01-12",
  ends_on: "2026-02-27",
  continuous: false,
  status: "in_progress",
  status_reason: null,
  priority: "high",
  aims: ["climate", "cohesion"],
  funders: {},
  budget_planned: 2_400_050,
  budget_actual: null,
  notes: null,
  extra: {},
  withdrawn: false,
  added_at: SINCE,
  added_by: ME,
  changed_at: SINCE,
  changed_by: ME,
};

/** The same action, of which all is said at length, or as little as can be. */
export const LENGTHY: PlanBoard = { ...ACTION, action_id: id(6), title: LONG, lead: LONG, description: `${LONG}. ${LONG}.` };
export const SILENT: PlanBoard = { ...ACTION, action_id: id(7), title: "–", code: null, description: null, lead: null, partners: [], aims: [], priority: null, starts_on: null, ends_on: null, budget_planned: null };

const met: ConflictInbox = {
  conflict_id: id(8),
  network_id: NETWORK,
  plan_id: PLAN,
  stream_id: ACTION.action_id,
  item_id: ACTION.action_id,
  field: "description",
  was: "Des lignes.",
  yours: "Des lignes, et des gilets pour tout le monde.",
  by: id(12),
  at: "2026-03-03T10:12:00Z",
  settled_by: null,
  settled_at: null,
};

export const FIGURES: Readonly<Record<string, number>> = {
  [`status.${id(4)}.in_progress`]: 7,
  [`status.${id(4)}.done`]: 4,
  [`status.${id(4)}.planned`]: 3,
  [`status.${id(4)}.paused`]: 1,
  "status.none.blocked": 1,
  [`late.${id(4)}`]: 2,
  [`planned.${id(4)}`]: 4_650_000,
  [`actual.${id(4)}`]: 1_210_000,
  [`priced.${id(4)}`]: 6,
  "aim.climate": 9,
  "aim.cohesion": 5,
  "aim.none": 4,
  conflicts: 1,
};

function made(): LiveNetwork {
  const network = new LiveNetwork(card, ME, "gallery", undefined, () => undefined);
  const rows = { plan_list: [plan], axis_list: [axis], member_list: [member], plan_board: [ACTION, LENGTHY, SILENT], conflict_inbox: [met] };
  network.store.replace(
    "gallery",
    Object.entries(rows).flatMap(([table, all]) => all.map((row) => ({ table, row }))),
  );
  network.store.replace("gallery-rights", [{ table: "rights", row: { person_id: ME, network_id: NETWORK, roles: card.roles, suspended: false } }]);
  network.store.rename(Object.fromEntries(PEOPLE.map((name, at) => [id(11 + at), { name, function: null }])), []);
  network.store.count(`figures:${PLAN}/gallery`, FIGURES, [], true);
  network.presence.onFrame({ t: "pres", topic: `plan:${PLAN}`, kind: "full", who: [{ conn: "1", person_id: id(13), state: { item: ACTION.action_id, field: "lead", mode: "edit" } }] });
  return network;
}

export const network = made();
export const people: readonly Uuid[] = PEOPLE.map((_, at) => id(11 + at));
export const AXIS = axis;

export function here(mayEdit = true): Here {
  return { network, store: network.store, plan: PLAN, at: null, asOf: null, mayEdit };
}

/** The network as it is on the screen of somebody whose connection is so. */
export function linked(state: Link, road: Road = "socket"): LiveNetwork {
  const connection = Object.create(network.connection, { state: { value: signal(state) }, road: { value: signal(road) } }) as LiveNetwork["connection"];
  return Object.create(network, { connection: { value: connection } }) as LiveNetwork;
}

const seen = { network: NETWORK, tree: { epoch: 1, size: 1_520, root: "" }, keys: [], signature: true, checked: true, before: null, broken: null };
export const held = new KeptLog(seen);
export const broken = new KeptLog({ ...seen, broken: { why: "rewritten", note: "" } });
