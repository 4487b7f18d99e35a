/** How accessible this service is, said honestly: no audit, so "not compliant". */

import { t, type Key } from "../i18n.ts";

const PARTS: readonly (readonly [Key, Key])[] = [
  ["accessibility.state", "accessibility.state_text"],
  ["accessibility.done", "accessibility.done_text"],
  ["accessibility.not_done", "accessibility.not_done_text"],
  ["accessibility.contact", "accessibility.contact_text"],
  ["accessibility.recourse", "accessibility.recourse_text"],
];

export function Accessibility() {
  return (
    <div class="narrow">
      <h1 tabIndex={-1}>{t("accessibility.title")}</h1>
      {PARTS.map(([title, text]) => (
        <section key={title}>
          <h2>{t(title)}</h2>
          <p>{t(text)}</p>
        </section>
      ))}
    </div>
  );
}
