/** Sums over figures: of an axis and those within it, of a plan, of all there are. Keys are those of docs/dashboards.md. */

import { count, money } from "../../format.ts";
import { t } from "../../i18n.ts";
import type { Figures } from "../../live/store.ts";
import type { Cell } from "./table.ts";

/** One line of the tables: an axis or a plan, with those that lie within it. */
export interface Part {
  readonly name: string;
  readonly href: string | null;
  readonly depth: number;
  /** The parts whose figures it sums; null for all there are. */
  readonly of: ReadonlySet<string> | null;
}

/** What some parts come to, or with null all of them; ``status.<part>.<status>`` ends in what is wanted of it, one or several. */
export function sum(figures: Figures, kind: string, parts: ReadonlySet<string> | null, end?: string): number {
  let all = 0;
  const wanted = end?.split(",");
  for (const [key, value] of Object.entries(figures)) {
    const [of, part = "", last = ""] = key.split(".");
    if (of === kind && (parts === null || parts.has(part)) && (wanted === undefined || wanted.includes(last))) {
      all += value;
    }
  }
  return all;
}

/** The keys of figures of some parts, or of all of them. */
export function keysOf(kind: string, of: ReadonlySet<string> | null, end?: string): string {
  return [kind, of === null ? "*" : [...of].join(","), ...(end === undefined ? [] : [end])].join(".");
}

export function partsOf(figures: Figures): string[] {
  return Object.keys(figures).flatMap((key) => (key.startsWith("status.") ? [key.split(".")[1] ?? ""] : []));
}

/** What a number of a table counts, of which of its lines. */
function titled(what: string, line: Part): string {
  return line.of === null ? what : t("dashboard.of_part", { what, part: line.name });
}

export function counted(value: number, what: string, line: Part, keys: string): Cell {
  return { value, written: count(value), question: { title: titled(what, line), keys, written: count } };
}

export function paid(cents: number, what: string, line: Part, keys: string): Cell {
  return { value: cents / 100, written: money(cents), question: { title: titled(what, line), keys, written: money } };
}
