/** What is done with personal data: the register of article 30 of the GDPR, and what everyone may ask. */

import { useEffect, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { plural, t, type Key } from "../i18n.ts";
import type { Kept } from "../types.ts";

const PURPOSES = ["account", "directory", "part", "guests", "history", "exports", "letters", "invitations", "requests"] as const;
const COLUMNS = ["what", "why", "basis", "who", "kept"] as const;
const PARTS: readonly (readonly [Key, Key])[] = [
  ["privacy.rights", "privacy.rights_text"],
  ["privacy.erased", "privacy.erased_text"],
  ["privacy.cookies", "privacy.cookies_text"],
  ["privacy.measures", "privacy.measures_text"],
  ["privacy.contact", "privacy.contact_text"],
];

export function Privacy() {
  const [kept, setKept] = useState<Kept | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    ask<Kept>("GET", "/privacy")
      .then(setKept)
      .catch((problem: unknown) => setFailure(explain(problem)));
  }, []);
  // Whoever runs the service sets them: the page tells what holds here.
  const days = kept === null ? null : Object.fromEntries(Object.entries(kept).map(([of, count]) => [of, plural("privacy.days", count)]));
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
                  <dd>{column === "kept" && days === null ? (failure ?? t("loading")) : t(`privacy.${purpose}_${column}`, days ?? {})}</dd>
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
