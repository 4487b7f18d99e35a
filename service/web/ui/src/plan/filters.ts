/** What of a plan is shown: kept in the address, so that a view can be sent to a colleague. */

import { plain } from "../format.ts";
import { setQuery } from "../router.ts";
import type { Day, PlanBoard, Uuid } from "../types.ts";
import { isLate } from "./late.ts";

export interface Filters {
  readonly text: string;
  /** Statuses, and "late". */
  readonly statuses: readonly string[];
  /** An axis, or "none". */
  readonly axis: string;
  readonly lead: string;
  readonly mine: boolean;
  readonly withdrawn: boolean;
}

export function filtersIn(query: URLSearchParams): Filters {
  return {
    text: query.get("q") ?? "",
    statuses: (query.get("status") ?? "").split(",").filter((status) => status !== ""),
    axis: query.get("axis") ?? "",
    lead: query.get("lead") ?? "",
    mine: query.get("mine") === "1",
    withdrawn: query.get("withdrawn") === "1",
  };
}

export function setFilters(changes: Partial<Filters>): void {
  const query: Record<string, string | null> = {};
  if (changes.text !== undefined) {
    query["q"] = changes.text;
  }
  if (changes.statuses !== undefined) {
    query["status"] = changes.statuses.join(",");
  }
  if (changes.axis !== undefined) {
    query["axis"] = changes.axis;
  }
  if (changes.lead !== undefined) {
    query["lead"] = changes.lead;
  }
  if (changes.mine !== undefined) {
    query["mine"] = changes.mine ? "1" : null;
  }
  if (changes.withdrawn !== undefined) {
    query["withdrawn"] = changes.withdrawn ? "1" : null;
  }
  setQuery(query);
}

export function clearFilters(): void {
  setFilters({ text: "", statuses: [], axis: "", lead: "", mine: false, withdrawn: false });
}

export function isFiltered(filters: Filters): boolean {
  return filters.text !== "" || filters.statuses.length > 0 || filters.axis !== "" || filters.lead !== "" || filters.mine || filters.withdrawn;
}

/** The lead as people filter by it: what stands in the field, or the service. */
export function leadOf(action: PlanBoard): string {
  return action.lead ?? action.lead_service ?? "";
}

export function passes(action: PlanBoard, filters: Filters, me: Uuid, today: Day, axes: ReadonlySet<Uuid>): boolean {
  if (action.withdrawn !== filters.withdrawn) {
    return false;
  }
  if (filters.statuses.length > 0 && !filters.statuses.includes(action.status) && !(filters.statuses.includes("late") && isLate(action, today))) {
    return false;
  }
  if (filters.axis !== "" && (filters.axis === "none" ? action.axis_id !== null : action.axis_id === null || !axes.has(action.axis_id))) {
    return false;
  }
  if (filters.lead !== "" && leadOf(action) !== filters.lead) {
    return false;
  }
  if (filters.mine && !action.lead_people.includes(me) && !action.elected_people.includes(me)) {
    return false;
  }
  return filters.text === "" || matches(action, filters.text);
}

function matches(action: PlanBoard, text: string): boolean {
  const found = plain(
    [action.code, action.title, action.description, action.objectives, action.lead, action.lead_service, action.notes, ...action.partners, ...action.co_leads]
      .filter((part) => part !== null)
      .join("\n"),
  );
  return plain(text)
    .split(/\s+/)
    .every((word) => found.includes(word));
}
