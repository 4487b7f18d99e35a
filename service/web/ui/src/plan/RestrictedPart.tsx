/**
 * What is kept to some people in this plan, for who looks after the network: that there is something, since when and
 * for whom, so that it can be changed when all of them have left. What it says stands here only for who may read it.
 */

import { useState } from "preact/hooks";
import { list, longDayOf } from "../format.ts";
import { t } from "../i18n.ts";
import { Icon } from "../parts/Icon.tsx";
import { nameOf } from "../parts/People.tsx";
import { paths } from "../router.ts";
import type { RestrictedItems } from "../types.ts";
import { useHere } from "./here.ts";
import { mayRestrict, RestrictDialog } from "./RestrictDialog.tsx";

export function RestrictedPart() {
  const here = useHere();
  const { store, network } = here;
  const [changing, setChanging] = useState<RestrictedItems | null>(null);
  if (!mayRestrict(here)) {
    return null;
  }
  const titleOf = (item: string): string | null => store.row("plan_board", item)?.title ?? null;
  const kept = store
    .all("restricted_items")
    .filter(({ plan_id }) => plan_id === here.plan)
    .sort((a, b) => (a.at < b.at ? 1 : -1));
  return (
    <section class="part" aria-labelledby="restricted-title">
      <h2 id="restricted-title">{t("restricted.title")}</h2>
      <p class="hint">{t("restricted.explained")}</p>
      {kept.length === 0 && <p class="empty">{t("restricted.none")}</p>}
      <ul class="rows restricted">
        {kept.map((one) => {
          const title = titleOf(one.item_id);
          const when = longDayOf(one.at);
          return (
            <li key={one.item_id}>
              <Icon name="lock" />
              <p>
                {title === null ? <em>{t("restrict.unseen")}</em> : <a href={paths.action(network.card.network_id, here.plan, one.item_id)}>{title}</a>}
                <br />
                <span>{t("restricted.for", { who: list(one.parties.map((person) => nameOf(store, person))) })}</span>{" "}
                <span class="quiet">{t("restricted.since", { who: nameOf(store, one.by), when })}</span>
              </p>
              <button type="button" class="button button-small" onClick={() => setChanging(one)}>
                {t("restricted.change")}
                <span class="hidden"> {title ?? when}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {changing !== null && <RestrictDialog item={changing.item_id} title={titleOf(changing.item_id)} onClose={() => setChanging(null)} />}
    </section>
  );
}
