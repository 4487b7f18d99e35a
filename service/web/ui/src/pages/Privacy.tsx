/** What is done with personal data: the register of article 30 of the GDPR, and what everyone may ask. */

import { t, type Key } from "../i18n.ts";

const PURPOSES = ["account", "directory", "history", "letters", "requests"] as const;
const COLUMNS = ["what", "why", "basis", "who", "kept"] as const;
const PARTS: readonly (readonly [Key, Key])[] = [
  ["privacy.rights", "privacy.rights_text"],
  ["privacy.erased", "privacy.erased_text"],
  ["privacy.cookies", "privacy.cookies_text"],
  ["privacy.measures", "privacy.measures_text"],
  ["privacy.contact", "privacy.contact_text"],
];

export function Privacy() {
  return (
    <div class="narrow privacy">
      <h1 tabIndex={-1}>{t("privacy.title")}</h1>
      <p>{t("privacy.explained")}</p>
      <section>
        <h2>{t("privacy.register")}</h2>
        {PURPOSES.map((purpose) => (
          <section key={purpose}>
            <h3>{t(`privacy.${purpose}`)}</h3>
            <dl>
              {COLUMNS.map((column) => (
                <div key={column}>
                  <dt>
                    <strong>{t(`privacy.${column}`)}</strong>
                  </dt>
                  <dd>{t(`privacy.${purpose}_${column}`)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </section>
      {PARTS.map(([title, text]) => (
        <section key={title}>
          <h2>{t(title)}</h2>
          <p>{t(text)}</p>
        </section>
      ))}
    </div>
  );
}
