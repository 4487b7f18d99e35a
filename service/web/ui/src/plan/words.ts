/** Fields and values of plans in plain words, wherever they appear: history, activity, conflicts. */

import { count, day, degrees, list, moment, money } from "../format.ts";
import { lookup, t } from "../i18n.ts";
import type { Store } from "../live/store.ts";
import type { Funding, MapPoint, Uuid } from "../types.ts";
import { chosen } from "./choices.ts";
import { inWords, isField, type Names, said } from "./fields.ts";

/** "budget_planned", "funders.ADEME", "extra.Indicateurs", "axis.title": as a person would name it, of an item of this kind. */
export function fieldLabel(field: string, kind = ""): string {
  const [root, rest] = split(field);
  const own = lookup(`field.${kind}_${field}`);
  if (own !== null) {
    return own;
  }
  if (root === "extra" && rest !== "") {
    return rest;
  }
  if (root === "funders" && rest !== "") {
    return t("field.funder", { name: rest });
  }
  return lookup(`field.${field}`) ?? lookup(`field.${field.replace(".", "_")}`) ?? lookup(`field.${rest || root}`) ?? field;
}

export function namesIn(store: Store): Names {
  return {
    person: (id) => store.nameOf(id)?.name ?? t("person.unknown"),
    axis: (id) => store.row("axis_list", id)?.title ?? t("axis.unknown"),
    authority: (id) => store.row("member_list", id)?.name ?? "",
  };
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

const YEAR = /^\d{4}$/u;

/** A value in words, long texts whole; "vide" when there is none. */
export function valueInWords(field: string, value: unknown, store: Store, kind = ""): string {
  const text = placed(value) ?? (kind === "" ? titled(value, store) : plainly(field, value, store, kind)) ?? written(field, value, namesIn(store));
  return text === "" ? t("value.empty") : text;
}

/** What an id names, where that is at hand; null for whatever is none. */
function titled(value: unknown, store: Store): string | null {
  return (typeof value === "string" && ID.test(value) && called(value, store)) || null;
}

/** A place on the map, as people read it; null for whatever is none. */
function placed(value: unknown): string | null {
  const { latitude, longitude } = (value ?? {}) as Partial<MapPoint>;
  return typeof latitude === "number" && typeof longitude === "number" ? t("place.degrees", { latitude: degrees(latitude), longitude: degrees(longitude) }) : null;
}

/** Is this an id that says nothing to anybody? */
export function isPlumbing(value: unknown, store: Store): boolean {
  return typeof value === "string" && ID.test(value) && called(value, store) === "";
}

const LONG = 90;

/** What goes by this id: somebody, a member, or an item by its title; nothing where it is not at hand. */
export function called(id: Uuid, store: Store): string {
  const found =
    store.nameOf(id)?.name ??
    store.row("member_list", id)?.name ??
    TITLED.map((table) => store.row(table, id)?.title).find((title) => title !== undefined) ??
    store.row("body_list", id)?.name ??
    store.row("skill_list", id)?.name ??
    store.row("version_list", id)?.label ??
    store.row("finding_list", id)?.text ??
    store.row("question_list", id)?.text;
  return found === undefined ? "" : short(found);
}

const TITLED = ["plan_board", "plan_list", "axis_list", "phase_calendar", "meeting_list", "meeting_series_list", "workshop_list", "synthesis_list", "minutes_list", "questionnaire_list", "idea_list", "moment_list", "consultation_list"] as const;

/** A text as it stands in a line. */
export function short(text: string): string {
  const line = said(text).replace(/\s+/gu, " ").trim();
  return line.length > LONG ? `${line.slice(0, LONG - 1).trimEnd()}…` : line;
}

/** Words, days, ids and lists of an item whose fields no screen edits one by one; null where the common way fits. */
function plainly(field: string, value: unknown, store: Store, kind: string): string | null {
  if (typeof value === "string") {
    return ID.test(value) ? called(value, store) : /^\d{4}-\d\d-\d\d$/u.test(value) ? day(value) : /^\d{4}-\d\d-\d\dT/u.test(value) ? moment(value) : chosen(kind, field, value);
  }
  if (Array.isArray(value)) {
    return list(value.map((one) => plainly(field, one, store, kind) ?? said(String(one))).filter((one) => one !== ""));
  }
  if (value !== null && typeof value === "object") {
    const parts = Object.entries(value).map(([name, one]) => {
      const words = one === null || one === false ? "" : one === true ? (lookup(`field.${kind}_${name}`) ?? "") : typeof one === "number" ? count(one) : (plainly(name, one, store, kind) ?? said(String(one)));
      return words === "" || !(ID.test(name) || YEAR.test(name)) ? words : t("field.value", { field: YEAR.test(name) ? name : called(name, store), value: words });
    });
    return parts.filter((one) => one !== "").join(" · ");
  }
  return null;
}

/** Of two lists of things, what is in this one and not in the other: so that one more goal reads as one goal. */
export function alone(these: unknown, others: unknown): unknown {
  if (!Array.isArray(these) || !Array.isArray(others) || ![...these, ...others].every((one) => typeof one === "object")) {
    return these;
  }
  const known = new Set(others.map((one) => JSON.stringify(one)));
  return these.filter((one) => !known.has(JSON.stringify(one)));
}

function written(field: string, value: unknown, names: Names): string {
  const [root, rest] = split(field);
  if (value === null || value === undefined) {
    return "";
  }
  if (root === "funders") {
    if (rest !== "") {
      return funding(value as Funding);
    }
    return Object.entries(value as Record<string, Funding | null>)
      .map(([name, given]) => t("field.value", { field: name, value: given === null ? t("value.removed") : funding(given) }))
      .join(", ");
  }
  if (root === "extra" && rest === "" && typeof value === "object") {
    return Object.entries(value as Record<string, string | null>)
      .map(([header, text]) => t("field.value", { field: header, value: text === null ? t("value.empty") : said(text) }))
      .join(", ");
  }
  if (root === "parties" && Array.isArray(value)) {
    return list(value.map((person) => names.person(String(person))));
  }
  const name = root === "axis" && rest === "" ? "axis_id" : field;
  if (isField(name)) {
    return inWords(name, value, names);
  }
  if (rest === "parent" || root === "parent") {
    return names.axis(String(value));
  }
  if (root === "body" || root === "body_id") {
    return names.authority(String(value));
  }
  if (root.endsWith("_on") && typeof value === "string") {
    return day(value);
  }
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) {
    return list(value.map(said));
  }
  if (typeof value === "number") {
    return /(^|_)year$/u.test(root) ? String(value) : count(value);
  }
  if (typeof value === "boolean") {
    return t(value ? "value.yes" : "value.no");
  }
  return typeof value === "object" ? JSON.stringify(value) : (chosen("", root, String(value)) ?? said(String(value)));
}

function funding(given: Funding): string {
  return given.amount === null ? t("funder.amount_unknown") : money(given.amount);
}

function split(field: string): readonly [string, string] {
  const dot = field.indexOf(".");
  return dot === -1 ? [field, ""] : [field.slice(0, dot), field.slice(dot + 1)];
}
