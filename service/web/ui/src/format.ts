/** Numbers, days and names as people write them, by the browser's own Intl; money travels as whole cents. */

import { language } from "./i18n.ts";
import type { Cents, Day, Instant } from "./types.ts";

/** English as it is written in Europe: 5 Sept 2011, 14:30. */
const TONGUES = { fr: "fr", en: "en-GB" } as const;

const kept = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat | Intl.Collator | Intl.ListFormat>();

/** Intl objects are dear to make and free to keep. */
function once<F extends Intl.DateTimeFormat | Intl.NumberFormat | Intl.Collator | Intl.ListFormat>(name: string, make: () => F): F {
  const key = `${language.value}:${name}`;
  const found = kept.get(key);
  if (found !== undefined) {
    return found as F;
  }
  const made = make();
  kept.set(key, made);
  return made;
}

/** Days and hours follow the network's time zone, not the visitor's. */
let timeZone = "Europe/Paris";
export function readClockOf(zone: string): void {
  if (zone !== timeZone) {
    timeZone = zone;
    kept.clear();
  }
}

export function money(cents: Cents): string {
  const digits = cents % 100 === 0 ? 0 : 2;
  return once(`money${digits}`, () =>
    new Intl.NumberFormat(TONGUES[language.value], { style: "currency", currency: "EUR", minimumFractionDigits: digits, maximumFractionDigits: digits }),
  ).format(cents / 100);
}

/** As it is typed: no currency sign, the language's decimal mark. */
export function moneyToType(cents: Cents): string {
  const digits = cents % 100 === 0 ? 0 : 2;
  return once(`typed${digits}`, () => new Intl.NumberFormat(TONGUES[language.value], { minimumFractionDigits: digits, maximumFractionDigits: digits })).format(
    cents / 100,
  );
}

/** Cents, null for nothing typed, undefined for what is no amount. "1 234,50 €" and "1,234.50" are both read. */
export function readMoney(typed: string): Cents | null | undefined {
  let text = typed.replace(/[\s\u00a0\u202f€]/g, "");
  if (text === "") {
    return null;
  }
  if (language.value === "fr") {
    text = text.replace(",", ".");
  } else {
    text = text.replace(/,(?=\d{3}(\D|$))/g, "").replace(",", ".");
  }
  if (!/^\d{1,11}(\.\d{1,2})?$/.test(text)) {
    return undefined;
  }
  const [euros = "0", cents = ""] = text.split(".");
  return Number(euros) * 100 + Number(cents.padEnd(2, "0"));
}

export function count(value: number): string {
  return once("count", () => new Intl.NumberFormat(TONGUES[language.value])).format(value);
}

/** Hundred-thousandths of a degree, as degrees. */
export function degrees(value: number): string {
  return once("degrees", () => new Intl.NumberFormat(TONGUES[language.value], { maximumFractionDigits: 5 })).format(value / 1e5);
}

export function percent(share: number): string {
  return once("percent", () => new Intl.NumberFormat(TONGUES[language.value], { style: "percent", maximumFractionDigits: 0 })).format(share);
}

/** The first of a month, as French writes it and Intl does not: 1er mars. */
function first(told: string): string {
  return language.value === "fr" ? told.replace(/(^| )1 (?=\p{L})/u, (_, before: string) => `${before}1er `) : told;
}

export function day(value: Day): string {
  return first(once("day", () => new Intl.DateTimeFormat(TONGUES[language.value], { dateStyle: "medium", timeZone: "UTC" })).format(new Date(`${value}T00:00:00Z`)));
}

export function longDay(value: Day): string {
  return first(once("longDay", () => new Intl.DateTimeFormat(TONGUES[language.value], { dateStyle: "long", timeZone: "UTC" })).format(new Date(`${value}T00:00:00Z`)));
}

/** A month in few letters, as an axis of a drawing has room for. */
export function monthOf(value: Day): string {
  return once("monthOf", () => new Intl.DateTimeFormat(TONGUES[language.value], { month: "short", year: "2-digit", timeZone: "UTC" })).format(new Date(`${value}T00:00:00Z`));
}

export function moment(value: Instant): string {
  return first(once("moment", () => new Intl.DateTimeFormat(TONGUES[language.value], { dateStyle: "long", timeStyle: "short", timeZone })).format(new Date(value)));
}

export function dayOf(value: Instant): string {
  return first(once("dayOf", () => new Intl.DateTimeFormat(TONGUES[language.value], { dateStyle: "full", timeZone })).format(new Date(value)));
}

export function longDayOf(value: Instant): string {
  return first(once("longDayOf", () => new Intl.DateTimeFormat(TONGUES[language.value], { dateStyle: "long", timeZone })).format(new Date(value)));
}

export function hourOf(value: Instant): string {
  return once("hourOf", () => new Intl.DateTimeFormat(TONGUES[language.value], { timeStyle: "short", timeZone })).format(new Date(value));
}

/** Today where the network lives. */
export function today(): Day {
  return dayAt(new Date());
}

/** Which day it was where the network lives. */
export function dayAt(when: Date): Day {
  // Swedish writes days as ISO does.
  return once("dayAt", () => new Intl.DateTimeFormat("sv-SE", { timeZone })).format(when);
}

export function list(items: readonly string[]): string {
  return once("list", () => new Intl.ListFormat(TONGUES[language.value], { type: "conjunction" })).format(items);
}

export function byName(a: string, b: string): number {
  return once("names", () => new Intl.Collator(TONGUES[language.value], { numeric: true, sensitivity: "base" })).compare(a, b);
}

/** For searching: no accents, no capitals. */
export function plain(text: string): string {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
}

/** Two letters for an avatar. */
export function initials(name: string): string {
  const parts = name.split(/[\s-]+/).filter((part) => part !== "");
  const first = parts[0]?.charAt(0) ?? "?";
  const last = parts.length > 1 ? (parts[parts.length - 1]?.charAt(0) ?? "") : "";
  return (first + last).toUpperCase();
}

/** How much room there is, in whole megabytes. */
export function megabytes(many: number): string {
  return new Intl.NumberFormat(TONGUES[language.value], { style: "unit", unit: "megabyte" }).format(many);
}

/** How large a file is. */
export function fileSize(bytes: number): string {
  const [unit, size] = bytes < 1_000_000 ? (["kilobyte", Math.max(1, bytes / 1e3)] as const) : (["megabyte", bytes / 1e6] as const);
  return new Intl.NumberFormat(TONGUES[language.value], { style: "unit", unit, maximumFractionDigits: unit === "megabyte" ? 1 : 0 }).format(size);
}
