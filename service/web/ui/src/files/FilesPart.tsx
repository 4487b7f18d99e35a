/** Where the files of an item stand on its page: fetched once somebody opens one. */

import { useState } from "preact/hooks";
import { plural, t } from "../i18n.ts";
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

/** Those of one of many items in a list: how many there are, and all of them once somebody opens them. */
export function ItemFiles({ title, ...of }: Props & { readonly title: string }) {
  const { network, item, at = null } = of;
  const [opened, setOpened] = useState(false);
  const count = network.store.all("attachment_list").filter((row) => row.item_id === item && !row.withdrawn).length;
  return (
    <details class="item-comments" onToggle={(event) => event.currentTarget.open && setOpened(true)}>
      <summary>
        {at === null ? plural("files.of_item", count) : t("card.files")}
        <span class="hidden"> {title}</span>
      </summary>
      {/* Closed, it stays: what is on its way goes on. */}
      {opened && <Files {...of} />}
    </details>
  );
}
