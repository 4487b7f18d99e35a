/** The columns of the table: which there are, and which a person chose to see of a plan. */

import { signal, type Signal } from "@preact/signals";
import { plain } from "../format.ts";
import { t } from "../i18n.ts";
import { query, setQuery } from "../router.ts";
import type { PlanBoard, Uuid } from "../types.ts";
import type { FieldName } from "./fields.ts";
import { keep, keptIn } from "./kept.ts";
import { fieldLabel } from "./words.ts";

/** "changed" tells who touched a row last; "extra.…" is what the imported spreadsheet had beside. */
export type Column = FieldName | "funders" | "changed" | `extra.${string}`;

export const ALWAYS: Column = "title";

const OFFERED: readonly Column[] = [
  "code",
  "status",
  "priority",
  "lead",
  "lead_service",
  "lead_people",
  "elected_people",
  "co_leads",
  "partners",
  "aims",
  "starts_on",
  "ends_on",
  "continuous",
  "calendar",
  "budget_planned",
  "budget_actual",
  "funders",
  "axis_id",
  "description",
  "objectives",
  "governance",
  "participation",
  "resources",
  "notes",
  "changed",
];

const AT_FIRST: readonly Column[] = ["code", "status", "priority", "lead", "aims", "starts_on", "ends_on", "budget_planned"];

export function offered(actions: readonly PlanBoard[]): readonly Column[] {
  const headers = new Set<string>();
  for (const action of actions) {
    for (const header of Object.keys(action.extra)) {
      headers.add(header);
    }
  }
  return [...OFFERED, ...[...headers].sort((a, b) => (plain(a) < plain(b) ? -1 : 1)).map((header): Column => `extra.${header}`)];
}

export function columnLabel(column: Column): string {
  return column === "changed" ? t("column.changed") : fieldLabel(column);
}

const chosen = new Map<string, Signal<readonly Column[]>>();

/** Those that the address asks for, as in a view that somebody sent; else those that this person chose here last. */
export function columnsOf(plan: Uuid, me: Uuid): readonly Column[] {
  return columnsIn(query.value) ?? own(plan, me).value;
}

export function columnsIn(query: URLSearchParams): readonly Column[] | null {
  const asked = query.get("columns");
  return asked === null ? null : asked.split(",").map((column) => decodeURIComponent(column) as Column);
}

/** As they stand in an address; a header of a spreadsheet may hold a comma. */
export function addressOf(columns: readonly Column[]): string {
  return columns.map(encodeURIComponent).join(",");
}

/** Show or hide a column; shown ones keep the order in which they are offered. From then on the choice is this person's own. */
export function showColumn(plan: Uuid, me: Uuid, column: Column, shown: boolean, all: readonly Column[]): void {
  const wanted = new Set(columnsOf(plan, me));
  if (shown) {
    wanted.add(column);
  } else {
    wanted.delete(column);
  }
  const columns = all.filter((other) => wanted.has(other));
  own(plan, me).value = columns;
  keep(keptAs(plan, me), columns);
  setQuery({ columns: null });
}

function own(plan: Uuid, me: Uuid): Signal<readonly Column[]> {
  const name = keptAs(plan, me);
  const columns = chosen.get(name) ?? signal((kept(name) as readonly Column[] | null) ?? AT_FIRST);
  chosen.set(name, columns);
  return columns;
}

function kept(name: string): readonly string[] | null {
  const found = keptIn(name);
  return Array.isArray(found) && found.every((column) => typeof column === "string") ? found : null;
}

/** One computer may serve several people. */
function keptAs(plan: Uuid, me: Uuid): string {
  return `club21.columns.${me}.${plan}`;
}
