/** The dashboard of a network: its figures by plan. */

import { byName } from "../format.ts";
import { t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import type { Part } from "../parts/charts/sums.ts";
import { Then } from "../parts/AsOf.tsx";
import { Dashboard } from "../parts/Dashboard.tsx";
import { paths, query } from "../router.ts";

export function NetworkFigures({ network }: { readonly network: LiveNetwork }) {
  const { store, card } = network;
  const plans = store
    .all("plan_list")
    .filter(({ withdrawn }) => !withdrawn || query.value.has("at")) // what is withdrawn today may have stood then
    .sort((a, b) => byName(a.title, b.title));
  const parts = plans.map(({ plan_id, title }): Part => ({ name: title, href: paths.plan(card.network_id, plan_id, "dashboard"), depth: 0, of: new Set([plan_id]) }));
  return (
    <div class="page">
      <Then network={network} />
      <h1 tabIndex={-1}>{t("dashboard.title")}</h1>
      <Dashboard network={network} subject={card.network_id} parts={parts} partTitle={t("dashboard.plan")} />
    </div>
  );
}
