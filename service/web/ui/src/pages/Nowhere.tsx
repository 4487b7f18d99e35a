/** An address that leads nowhere. */

import { t, type Key } from "../i18n.ts";

export function Nowhere({ title = "nowhere.title", text = "nowhere.text" }: { readonly title?: Key; readonly text?: Key }) {
  return (
    <div class="narrow">
      <h1 tabIndex={-1}>{t(title)}</h1>
      <p>{t(text)}</p>
      <p>
        <a class="button button-main" href="/networks">
          {t("nav.all_networks")}
        </a>
      </p>
    </div>
  );
}
