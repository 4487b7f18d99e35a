/** French or English, kept for the next visit. */

import { LANGUAGES, language, speak, t, type Language } from "../i18n.ts";

const NAMES: Readonly<Record<Language, string>> = { fr: "Français", en: "English" };

export function LanguageSwitch() {
  return (
    <div class="languages" role="group" aria-label={t("language.label")}>
      {LANGUAGES.map((one) => (
        <button
          key={one}
          type="button"
          lang={one}
          class="language"
          aria-pressed={language.value === one}
          title={NAMES[one]}
          onClick={() => void speak(one)}
        >
          <span aria-hidden="true">{one.toUpperCase()}</span>
          <span class="hidden">{NAMES[one]}</span>
        </button>
      ))}
    </div>
  );
}
