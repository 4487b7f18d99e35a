/** Why the service refused something, in the person's language: fetched with the first refusal on screen, as few visits see one. */

import { signal } from "@preact/signals";
import { type Language, language } from "./i18n.ts";

type Sentences = Readonly<Record<string, string>>;

const known = signal<{ readonly [L in Language]?: Sentences }>({});
const asked = new Set<Language>();

/** The sentence of a code; null while it is on its way, or where there is none. */
export function refusal(code: string): string | null {
  const spoken = language.value;
  if (!asked.has(spoken)) {
    asked.add(spoken);
    const coming = spoken === "fr" ? import("../../locales/fr.json?refused") : import("../../locales/en.json?refused");
    void coming.then(
      (sentences) => {
        known.value = { ...known.value, [spoken]: sentences.default };
      },
      () => asked.delete(spoken),
    );
  }
  return known.value[spoken]?.[code] ?? null;
}
