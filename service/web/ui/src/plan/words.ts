/** Fields and values of plans in plain words, wherever they appear: history, activity, conflicts. */

import { count, day, degrees, list, moment, money } from "../format.ts";
import { lookup, t } from "../i18n.ts";
import type { Store } from "../live/store.ts";
import type { Funding, MapPoint, Uuid } from "../types.ts";
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

/** A value in words, long texts whole; "vide" when there is none. */
export function valueInWords(field: string, value: unknown, store: Store, kind = ""): string {
  const text = placed(value) ?? (kind === "" ? null : plainly(field, value, store, kind)) ?? written(field, value, namesIn(store));
  return text === "" ? t("value.empty") : text;
}

/** A place on the map, as people read it; null for whatever is none. */
function placed(value: unknown): string | null {
  const { latitude, longitude } = (value ?? {}) as Partial<MapPoint>;
  return typeof latitude === "number" && typeof longitude === "number" ? t("place.degrees", { latitude: degrees(latitude), longitude: degrees(longitude) }) : null;
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/** Is this an id that says nothing to anybody? */
export function isPlumbing(value: unknown, store: Store): boolean {
  return typeof value === "string" && ID.test(value) && called(value, store) === "";
}

/** What goes by this id: somebody, a member, a meeting, an action. */
function called(id: Uuid, store: Store): string {
  const found = store.nameOf(id)?.name ?? store.row("member_list", id)?.name ?? store.row("meeting_list", id)?.title ?? store.row("plan_board", id)?.title;
  return found === undefined ? "" : said(found);
}

/** Words, days, ids and lists of an item whose fields no screen edits one by one; null where the common way fits. */
function plainly(field: string, value: unknown, store: Store, kind: string): string | null {
  if (typeof value === "string") {
    const words = lookup(`${kind}_${field}.${value}`) ?? lookup(`${kind}_level.${value}`) ?? (field === "standing" ? lookup(`goal_standing.${value}`) : null) ?? lookup(`${field}.${value}`);
    return ID.test(value) ? called(value, store) : /^\d{4}-\d\d-\d\d$/u.test(value) ? day(value) : /^\d{4}-\d\d-\d\dT/u.test(value) ? moment(value) : words;
  }
  if (Array.isArray(value)) {
    return list(value.map((one) => plainly(field, one, store, kind) ?? String(one)).filter((one) => one !== ""));
  }
  if (value !== null && typeof value === "object") {
    const parts = Object.entries(value).map(([name, one]) => {
      const words = one === null || one === false ? "" : one === true ? (lookup(`field.${kind}_${name}`) ?? "") : typeof one === "number" ? count(one) : (plainly(name, one, store, kind) ?? String(one));
      return ID.test(name) ? t("field.value", { field: called(name, store), value: words }) : words;
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
  return typeof value === "object" ? JSON.stringify(value) : (lookup(`${root}.${String(value)}`) ?? said(String(value)));
}

function funding(given: Funding): string {
  return given.amount === null ? t("funder.amount_unknown") : money(given.amount);
}

function split(field: string): readonly [string, string] {
  const dot = field.indexOf(".");
  return dot === -1 ? [field, ""] : [field.slice(0, dot), field.slice(dot + 1)];
}
