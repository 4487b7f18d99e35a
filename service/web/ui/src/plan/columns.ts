/** The columns of the table: which there are, and which a person chose to see of a plan. */

import { signal, type Signal } from "@preact/signals";
import { plain } from "../format.ts";
import { t } from "../i18n.ts";
import type { PlanBoard, Uuid } from "../types.ts";
import type { FieldName } from "./fields.ts";
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

const chosen = new Map<Uuid, Signal<readonly Column[]>>();

export function columnsOf(plan: Uuid): Signal<readonly Column[]> {
  let columns = chosen.get(plan);
  if (columns === undefined) {
    columns = signal(kept(plan) ?? AT_FIRST);
    chosen.set(plan, columns);
  }
  return columns;
}

/** Show or hide a column; shown ones keep the order in which they are offered. */
export function showColumn(plan: Uuid, column: Column, shown: boolean, all: readonly Column[]): void {
  const columns = columnsOf(plan);
  const wanted = new Set(columns.value);
  if (shown) {
    wanted.add(column);
  } else {
    wanted.delete(column);
  }
  columns.value = all.filter((other) => wanted.has(other));
  try {
    localStorage.setItem(keptAs(plan), JSON.stringify(columns.value));
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

function kept(plan: Uuid): readonly Column[] | null {
  try {
    const text = localStorage.getItem(keptAs(plan));
    const found: unknown = text === null ? null : JSON.parse(text);
    return Array.isArray(found) && found.every((column) => typeof column === "string") ? (found as Column[]) : null;
  } catch {
    return null;
  }
}

function keptAs(plan: Uuid): string {
  return `club21.columns.${plan}`;
}
