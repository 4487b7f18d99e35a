/** Where the files of an item stand on its page: fetched once somebody opens one. */

import { t } from "../i18n.ts";
import type { Props } from "./Files.tsx";
import { later } from "../parts/Later.tsx";

export const Files = later<Props>(async () => (await import("./Files.tsx")).Files, "part");

/** With a heading of its own. */
export function FilesPart(of: Props) {
  return (
    <section class="part" aria-labelledby="files-title">
      <h2 id="files-title">{t("card.files")}</h2>
      <Files {...of} />
    </section>
  );
}
