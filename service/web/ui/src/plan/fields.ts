/** The fields of an action: how each is shown, typed, read back, and asked to change. The rules of merging are the service's. */

import { day, list, money, moneyToType, readMoney } from "../format.ts";
import { lookup, t } from "../i18n.ts";
import { excess, LINE, TEXT } from "../length.ts";
import type { ActionChanges, Aim, Change, Json, PlanBoard } from "../types.ts";

export type Kind = "line" | "text" | "lines" | "money" | "day" | "choice" | "switch" | "aims" | "people" | "axis";

/** The columns of a row that people edit one by one; funders and extra have editors of their own. */
export type FieldName = Exclude<
  keyof PlanBoard,
  | "action_id"
  | "plan_id"
  | "parent_id"
  | "order_key"
  | "status_reason"
  | "funders"
  | "extra"
  | "withdrawn"
  | "added_at"
  | "added_by"
  | "changed_at"
  | "changed_by"
>;

export const STATUSES = ["planned", "to_discuss", "in_progress", "paused", "blocked", "done", "abandoned"] as const;
/** Statuses that are only taken with a reason. */
export const NEEDS_REASON: ReadonlySet<string> = new Set(["paused", "blocked", "abandoned"]);
export const PRIORITIES = ["high", "medium", "low"] as const;
export const PARTICIPATIONS = ["none", "information", "consultation", "concertation", "co_construction"] as const;
export const AIMS: readonly Aim[] = ["climate", "biodiversity", "fulfilment", "cohesion", "responsible_consumption"];

const KINDS: { readonly [F in FieldName]: Kind } = {
  code: "line",
  title: "line",
  axis_id: "axis",
  status: "choice",
  priority: "choice",
  description: "text",
  objectives: "text",
  lead: "line",
  lead_service: "line",
  lead_people: "people",
  elected_people: "people",
  co_leads: "lines",
  partners: "lines",
  governance: "text",
  participation: "choice",
  starts_on: "day",
  ends_on: "day",
  continuous: "switch",
  calendar: "text",
  resources: "text",
  budget_planned: "money",
  budget_actual: "money",
  aims: "aims",
  notes: "text",
};

/** The choices of a field, and whether it may be empty. */
const CHOICES: { readonly [F in FieldName]?: { readonly values: readonly string[]; readonly words: string; readonly empty: boolean } } = {
  status: { values: STATUSES, words: "status", empty: false },
  priority: { values: PRIORITIES, words: "priority", empty: true },
  participation: { values: PARTICIPATIONS, words: "participation", empty: true },
};

export function kindOf(field: FieldName): Kind {
  return KINDS[field];
}

export function isField(name: string): name is FieldName {
  return name in KINDS;
}

/** What to choose from, the words beside it; "" stands for nothing chosen. */
export function choicesOf(field: FieldName): readonly { readonly value: string; readonly label: string }[] {
  const choices = CHOICES[field];
  if (choices === undefined) {
    return [];
  }
  const named = choices.values.map((value) => ({ value, label: lookup(`${choices.words}.${value}`) ?? value }));
  return choices.empty ? [{ value: "", label: t("value.none") }, ...named] : named;
}

/** Names and titles that a value refers to by id. */
export interface Names {
  readonly person: (id: string) => string;
  readonly axis: (id: string) => string;
  readonly authority: (id: string) => string;
}

/** A value in words; "" when there is none. */
export function inWords(field: FieldName, value: unknown, names: Names): string {
  if (value === null || value === undefined) {
    return "";
  }
  switch (KINDS[field]) {
    case "money":
      return typeof value === "number" ? money(value) : "";
    case "day":
      return typeof value === "string" ? day(value) : "";
    case "switch":
      return t(value === true ? "value.yes" : "value.no");
    case "choice":
      return lookup(`${CHOICES[field]?.words ?? ""}.${String(value)}`) ?? String(value);
    case "aims":
      return list(strings(value).map((aim) => lookup(`aim.${aim}`) ?? aim));
    case "people":
      return list(strings(value).map(names.person));
    case "lines":
      return strings(value).map(said).join(", ");
    case "axis":
      return names.axis(String(value));
    default:
      return said(String(value));
  }
}

/** What stands where a text was taken out of the log. */
export const REDACTED = "[redacted]";

/** A text as people read it. */
export function said(text: string): string {
  return text === REDACTED ? t("redact.marker") : text;
}

/** The text a person edits: nothing, where it was taken out of the log. */
export function toType(field: FieldName, value: unknown): string {
  if (value === null || value === undefined || value === REDACTED) {
    return "";
  }
  switch (KINDS[field]) {
    case "money":
      return moneyToType(value as number);
    case "lines":
      return strings(value).join("\n");
    default:
      return String(value);
  }
}

/** What keeps a text from being taken: it is longer than its field. Nothing is cut, so that people choose what to leave out. */
export function excessOf(field: FieldName, text: string): string | null {
  switch (KINDS[field]) {
    case "text":
      return excess(text, TEXT);
    case "line":
      return excess(text, field === "code" ? CODE : LINE);
    case "lines":
      return text.split("\n").reduce<string | null>((found, line) => found ?? excess(line, LINE), null);
    default:
      return null;
  }
}

const CODE = 20;

/** The value of a text, or in a sentence why it has none. */
export type Read = { readonly value: Json } | { readonly wrong: string };

/** The value a text stands for. Trimming and the like are the service's; only what it could not understand is stopped here. */
export function read(field: FieldName, text: string): Read {
  const trimmed = text.trim();
  switch (KINDS[field]) {
    case "money": {
      const cents = readMoney(trimmed);
      return cents === undefined ? { wrong: t("wrong.money") } : { value: cents };
    }
    case "lines":
      return {
        value: text
          .split("\n")
          .map((line) => line.trim())
          .filter((line, at, lines) => line !== "" && lines.indexOf(line) === at),
      };
    case "line":
    case "text":
      if (field === "title" && trimmed === "") {
        return { wrong: t("wrong.title") };
      }
      return { value: trimmed === "" ? null : KINDS[field] === "line" ? trimmed.replace(/\s+/g, " ") : trimmed };
    default:
      return { value: trimmed === "" ? null : trimmed };
  }
}

/** How the wish travels: what the person saw and what they want; sets say what comes and goes. */
export function changeOf(field: FieldName, was: unknown, to: unknown): ActionChanges {
  switch (KINDS[field]) {
    case "lines":
    case "people":
    case "aims": {
      const before = strings(was);
      const after = strings(to);
      return { [field]: { add: after.filter((item) => !before.includes(item)), remove: before.filter((item) => !after.includes(item)) } };
    }
    case "axis":
      return { axis: { was, to } as Change<string | null> };
    default:
      return { [field]: { was, to } };
  }
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? (value as readonly string[]) : [];
}
