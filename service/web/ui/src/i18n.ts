/**
 * Every visible word, in the language a person chose.
 *
 * French ships with the app, English is fetched when asked for. The files are shared with the service
 * (e-mails, reports); a key missing in one language falls back to French, and a test keeps both alike.
 */

import { signal } from "@preact/signals";
import french from "../../locales/fr.json";

export type Words = typeof french;
export type Key = keyof Words;
/** Keys that exist as `<key>.one` and `<key>.other`. */
export type PluralKey = { [K in Key]: K extends `${infer Stem}.one` ? Stem : never }[Key];
export type Language = "fr" | "en";
export type Values = Readonly<Record<string, string | number>>;

export const LANGUAGES: readonly Language[] = ["fr", "en"];

const KEPT = "club21.language";

/** The language on screen; reading it makes a view follow a change. */
export const language = signal<Language>("fr");
const words = signal<Partial<Words>>(french);

export async function speak(chosen: Language): Promise<void> {
  words.value = chosen === "fr" ? french : (await import("../../locales/en.json")).default;
  language.value = chosen;
  document.documentElement.lang = chosen;
  try {
    localStorage.setItem(KEPT, chosen);
  } catch {
    // Private windows may refuse storage: the choice then lasts as long as the page.
  }
}

/** What the person chose last time, else what their browser asks for, else French. */
export function preferredLanguage(): Language {
  let kept: string | null = null;
  try {
    kept = localStorage.getItem(KEPT);
  } catch {
    kept = null;
  }
  const wishes = kept === null ? navigator.languages : [kept];
  for (const wish of wishes) {
    const short = wish.slice(0, 2).toLowerCase();
    if (short === "fr" || short === "en") {
      return short;
    }
  }
  return "fr";
}

/** Fetch the words that only pages say which are fetched themselves; once they are here, they stay. */
export function restOfWords(): Promise<void> {
  rest ??= import("../../locales/fr.json?later").then(
    (more) => {
      frenchToo = more.default;
    },
    (failure: unknown) => {
      rest = null;
      throw failure;
    },
  );
  return rest;
}
let rest: Promise<void> | null = null;
let frenchToo: Readonly<Record<string, string>> = {};

export function t(key: Key, values?: Values): string {
  return filled(words.value[key] ?? french[key] ?? frenchToo[key] ?? key, values);
}

/** The form that fits a count: none and 1,5 are one in French, and whole millions have a form of their own where the words are there. */
export function plural(stem: PluralKey, count: number, values?: Values): string {
  const all = { ...values, count: new Intl.NumberFormat(language.value).format(count) };
  const rule = new Intl.PluralRules(language.value).select(count);
  return lookup(`${stem}.${rule}`, all) ?? t(`${stem}.other` as Key, all);
}

/** A page that the service writes, in the language that is on screen. */
export function lawful(href: string): string {
  return `${href}?lang=${language.value}`;
}

/** For keys that arrive as data (statuses, refusals, fields): the words, or null when there are none. */
export function lookup(key: string, values?: Values): string | null {
  const text = words.value[key as Key] ?? (french as Readonly<Record<string, string>>)[key] ?? frenchToo[key];
  return text === undefined ? null : filled(text, values);
}

function filled(text: string, values: Values | undefined): string {
  return values === undefined ? text : text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
