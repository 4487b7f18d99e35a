/** Who said it and in which workshop, and what became of it: one line below a contribution. */

import { useState } from "preact/hooks";
import { t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { Dialog } from "../parts/Dialog.tsx";
import { paths } from "../router.ts";
import type { SynthesisSources, WorkshopBoard } from "../types.ts";
import { Timeline } from "./Timeline.tsx";

interface Props {
  readonly network: LiveNetwork;
  readonly contribution: WorkshopBoard;
}

export function Said({ network, contribution }: Props) {
  const { store, card } = network;
  const workshop = store.row("workshop_list", contribution.workshop_id);
  const who = store.nameOf(contribution.author_id)?.name ?? t("person.unknown");
  return (
    <span class="quiet">
      {[who, contribution.group_name].filter((part) => part !== null).join(" · ")}
      {workshop !== null && (
        <>
          {" · "}
          <a href={`${paths.workshop(card.network_id, workshop.workshop_id)}#said-${contribution.contribution_id}`}>{workshop.title}</a>
        </>
      )}{" "}
      <Fate network={network} contribution={contribution} />
    </span>
  );
}

/** The whole way from what was said to what came of it. */
function Fate({ network, contribution }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="button button-small" aria-label={t("lineage.fate_of", { text: contribution.action })} onClick={() => setOpen(true)}>
        {t("lineage.fate")}
      </button>
      {open && (
        <Dialog title={t("lineage.fate")} onClose={() => setOpen(false)}>
          <div class="dialog-body">
            <p>
              <q>{contribution.action}</q>
            </p>
            <Timeline network={network} path={`/contributions/${contribution.contribution_id}/fate`} none="" />
          </div>
        </Dialog>
      )}
    </>
  );
}

/** Beside a contribution in its workshop: the clusters that hold it, one a synthesis, and the actions that came of them. */
export function Became({ network, contribution, places }: Props & { readonly places: readonly SynthesisSources[] }) {
  const { store, card } = network;
  const clusters = places.map(({ cluster_id }) => store.row("synthesis_clusters", cluster_id ?? "")).filter((cluster) => cluster !== null);
  return clusters.length === 0 ? null : (
    <p class="quiet">
      {clusters.map((cluster) => {
        const promotion = store.row("synthesis_promotions", cluster.cluster_id);
        return (
          <span key={cluster.cluster_id}>
            {t("lineage.in_cluster")}{" "}
            <a href={`${paths.synthesis(card.network_id, cluster.synthesis_id)}#cluster-${cluster.cluster_id}`}>{cluster.title}</a>{" "}
            {cluster.aside_at !== null && <span class="chip">{t("synthesis.aside")}</span>}
            {promotion !== null && (
              <>
                <span class="chip">{t("synthesis.promoted")}</span>{" "}
                <a href={paths.action(card.network_id, promotion.plan_id, promotion.action_id)}>{t("synthesis.see_action")}</a>
              </>
            )}{" "}
          </span>
        );
      })}
      <Fate network={network} contribution={contribution} />
    </p>
  );
}
