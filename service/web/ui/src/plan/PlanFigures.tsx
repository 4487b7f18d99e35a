/** The dashboard of a plan: its figures by axis; what is counted in an axis holds its sub-axes. */

import { t } from "../i18n.ts";
import type { Part } from "../parts/charts/sums.ts";
import { Dashboard } from "../parts/Dashboard.tsx";
import { paths } from "../router.ts";
import { AimsMatrix } from "./AimsMatrix.tsx";
import { useHere } from "./here.ts";
import { axesInOrder, within } from "./tree.ts";

export function PlanFigures() {
  const { network, store, plan } = useHere();
  const home = paths.plan(network.card.network_id, plan);
  const axes = store.all("axis_list").filter((axis) => axis.plan_id === plan);
  const parts = axesInOrder(axes).map(({ axis, depth }): Part => ({ name: axis.title, href: `${home}?axis=${axis.axis_id}`, depth, of: within(axes, axis.axis_id) }));
  return (
    <>
      <h2>{t("dashboard.title")}</h2>
      <Dashboard network={network} subject={plan} parts={parts} partTitle={t("dashboard.axis")} home={home} more={(onAsk) => <AimsMatrix onAsk={onAsk} />} />
    </>
  );
}
