/** Fields and values of plans in plain words, wherever they appear: history, activity, conflicts. */

import { count, day, list, money } from "../format.ts";
import { lookup, t } from "../i18n.ts";
import type { Store } from "../live/store.ts";
import type { Funding } from "../types.ts";
import { inWords, isField, type Names, said } from "./fields.ts";

/** "budget_planned", "funders.ADEME", "extra.Indicateurs", "axis.title": as a person would name it. */
export function fieldLabel(field: string): string {
  const [root, rest] = split(field);
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
export function valueInWords(field: string, value: unknown, store: Store): string {
  const text = written(field, value, namesIn(store));
  return text === "" ? t("value.empty") : text;
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
    return count(value);
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
