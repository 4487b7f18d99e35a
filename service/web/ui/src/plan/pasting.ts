/** A block of cells copied in a spreadsheet, read for the cells that it is pasted on: what each would hold, or why it can not be read. */

import { day, plain } from "../format.ts";
import { lookup, t } from "../i18n.ts";
import { same } from "../same.ts";
import type { ActionEdit, Aim, Day, Json, PlanBoard, Uuid } from "../types.ts";
import type { Column } from "./columns.ts";
import { AIMS, changeOf, choicesOf, excessOf, type FieldName, isField, kindOf, NEEDS_REASON, type Read, read } from "./fields.ts";

/** As many actions as one command takes, which waits in this browser where there is no connection; more are a bulk action. */
export const AT_ONCE = 100;

/** Who and what a cell may name. */
export interface Known {
  readonly people: readonly { readonly id: Uuid; readonly name: string }[];
  readonly axes: readonly { readonly id: Uuid; readonly title: string }[];
}

export interface PastedCell {
  readonly action: PlanBoard;
  readonly column: Column;
  readonly text: string;
  readonly was: unknown;
  readonly read: Read;
}

export interface Pasted {
  readonly changes: readonly PastedCell[];
  readonly unread: readonly PastedCell[];
  readonly unchanged: number;
  /** Rows and columns of the block for which the table has no room. */
  readonly rowsOver: number;
  readonly columnsOver: number;
}

/** The cells of a text as spreadsheets copy it: tabs and line ends between them, quotes around those that hold such signs themselves. */
export function blockOf(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let rest = text.replace(/\r\n?/gu, "\n").replace(/\n$/u, "");
  for (;;) {
    const quoted = /^"((?:[^"]|"")*)"(?=[\t\n]|$)/u.exec(rest);
    const cell = quoted === null ? (/^[^\t\n]*/u.exec(rest)?.[0] ?? "") : quoted[0];
    row.push(quoted === null ? cell : (quoted[1] ?? "").replaceAll('""', '"'));
    const end = rest.charAt(cell.length);
    rest = rest.slice(cell.length + 1);
    if (end !== "\t") {
      rows.push(row);
      row = [];
    }
    if (end === "") {
      return rows;
    }
  }
}

/** The block laid over the table, its first cell at this one. */
export function paste(block: readonly (readonly string[])[], rows: readonly PlanBoard[], columns: readonly Column[], known: Known): Pasted {
  const cells = block.slice(0, rows.length).flatMap((line, down) =>
    line.slice(0, columns.length).flatMap((text, right): readonly PastedCell[] => {
      const [action, column] = [rows[down], columns[right]];
      return action === undefined || column === undefined ? [] : [{ action, column, text, was: valueOf(action, column), read: readCell(column, text, known) }];
    }),
  );
  const differs = ({ read, was }: PastedCell): boolean => "value" in read && !alike(read.value, was);
  return {
    changes: cells.filter(differs),
    unread: cells.filter((cell) => "wrong" in cell.read),
    unchanged: cells.filter((cell) => "value" in cell.read && !differs(cell)).length,
    rowsOver: Math.max(0, block.length - rows.length),
    columnsOver: Math.max(0, Math.max(...block.map((line) => line.length)) - columns.length),
  };
}

function valueOf(action: PlanBoard, column: Column): unknown {
  return isField(column) ? action[column] : column.startsWith("extra.") ? (action.extra[column.slice("extra.".length)] ?? null) : null;
}

/** Sets say the same in whatever order. */
function alike(a: unknown, b: unknown): boolean {
  return Array.isArray(a) && Array.isArray(b) ? same([...a].sort(), [...b].sort()) : same(a, b);
}

export function readCell(column: Column, text: string, known: Known): Read {
  const trimmed = text.trim();
  if (column.startsWith("extra.")) {
    return { value: trimmed === "" ? null : trimmed };
  }
  if (!isField(column)) {
    return { wrong: t("paste.not_here") };
  }
  const long = excessOf(column, text);
  if (long !== null) {
    return { wrong: long };
  }
  switch (kindOf(column)) {
    case "day":
      return dayIn(trimmed);
    case "choice":
      return chosen(column, trimmed);
    case "switch":
      return switched(trimmed);
    case "lines":
      return read(column, text.replace(/[;,]/gu, "\n"));
    case "aims":
      return among(trimmed, AIMS.map((aim): readonly [Aim, string] => [aim, lookup(`aim.${aim}`) ?? aim]));
    case "people":
      return among(trimmed, known.people.map(({ id, name }) => [id, name] as const));
    case "axis": {
      const found = known.axes.filter(({ title }) => plain(title) === plain(trimmed));
      return trimmed === "" ? { value: null } : found[0] === undefined ? { wrong: t("paste.no_axis") } : { value: found[0].id };
    }
    default:
      return read(column, text);
  }
}

/** "05/09/2011", "5.9.11", "2011-09-05", and as this app itself writes it. */
function dayIn(text: string): Read {
  if (text === "") {
    return { value: null };
  }
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$/u.exec(text);
  const local = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d\d)(?: .*)?$/u.exec(text);
  const [year, month, date] = iso !== null ? [iso[1], iso[2], iso[3]] : local !== null ? [local[3], local[2], local[1]] : [];
  if (year !== undefined && month !== undefined && date !== undefined) {
    const found: Day = `${year.length === 2 ? `20${year}` : year}-${month.padStart(2, "0")}-${date.padStart(2, "0")}`;
    const exact = new Date(`${found}T00:00:00Z`);
    return !Number.isNaN(exact.getTime()) && exact.toISOString().startsWith(found) ? { value: found } : { wrong: t("paste.no_day") };
  }
  return written(text) ?? { wrong: t("paste.no_day") };
}

/** A day in the words of this app, "5 sept. 2011": it is looked for among the days of its year. */
function written(text: string): Read | null {
  const year = /\b(\d{4})$/u.exec(text)?.[1];
  if (year !== undefined) {
    for (let number = 0; number < 366; number += 1) {
      const found = new Date(Date.UTC(Number(year), 0, 1 + number)).toISOString().slice(0, 10);
      if (plain(day(found)) === plain(text)) {
        return { value: found };
      }
    }
  }
  return null;
}

function chosen(field: FieldName, text: string): Read {
  const found = choicesOf(field).find(({ value, label }) => plain(label) === plain(text) || value === text);
  return found === undefined ? { wrong: t("paste.no_choice") } : { value: found.value === "" ? null : found.value };
}

const YES: ReadonlySet<string> = new Set(["oui", "vrai", "yes", "true", "x", "1"]);
const NO: ReadonlySet<string> = new Set(["", "non", "faux", "no", "false", "0"]);

function switched(text: string): Read {
  const said = plain(text);
  return YES.has(said) ? { value: true } : NO.has(said) ? { value: false } : { wrong: t("paste.no_switch") };
}

/** Names one after the other, whatever stands between them; a name may hold a comma itself. */
function among(text: string, names: readonly (readonly [string, string])[]): Read {
  let rest = ` ${plain(text)} `;
  const found: string[] = [];
  for (const [id, name] of [...names].sort(([, a], [, b]) => b.length - a.length)) {
    const at = rest.indexOf(plain(name));
    if (at !== -1 && name !== "") {
      found.push(id);
      rest = rest.slice(0, at) + ";" + rest.slice(at + plain(name).length);
    }
  }
  return /[\p{L}\p{N}]/u.test(rest.replace(/\b(?:et|and)\b/gu, "")) ? { wrong: t("paste.no_name") } : { value: found as Json };
}

/** The edits of one command, each saying what was seen. */
export function editsOf(changes: readonly PastedCell[]): Readonly<Record<Uuid, ActionEdit>> {
  const edits: Record<Uuid, ActionEdit> = {};
  for (const { action, column, was, read } of changes) {
    if ("value" in read) {
      const now = edits[action.action_id] ?? { tag: "action.edit" };
      const change = isField(column)
        ? changeOf(column, was, read.value)
        : { extra: { ...now.extra, [column.slice("extra.".length)]: { was: was as string | null, to: read.value as string | null } } };
      edits[action.action_id] = { ...now, ...change };
    }
  }
  return edits;
}

/** Each action as it will look. */
export function previewsOf(changes: readonly PastedCell[]): ReadonlyMap<Uuid, Partial<PlanBoard>> {
  const sets = new Map<Uuid, Partial<PlanBoard>>();
  for (const { action, column, read } of changes) {
    if ("value" in read) {
      const now = sets.get(action.action_id) ?? {};
      const header = column.slice("extra.".length);
      const { [header]: _, ...others } = now.extra ?? action.extra;
      const set = isField(column) ? { [column]: read.value } : { extra: read.value === null ? others : { ...others, [header]: read.value as string } };
      sets.set(action.action_id, { ...now, ...set });
    }
  }
  return sets;
}

/** Does any of it need a reason, as a status that is paused does? */
export function needsReason(changes: readonly PastedCell[]): boolean {
  return changes.some(({ column, read }) => column === "status" && "value" in read && NEEDS_REASON.has(String(read.value)));
}
