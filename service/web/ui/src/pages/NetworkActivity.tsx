/** What happened in the whole network. */

import { t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { ProofReach } from "../parts/ProofReach.tsx";
import { Activity } from "../plan/Activity.tsx";
import { overlooks } from "../plan/here.ts";
import { paths } from "../router.ts";

export function NetworkActivity({ network }: { readonly network: LiveNetwork }) {
  return (
    <>
      <div class="page page-head">
        <h1 tabIndex={-1}>{t("activity.of", { network: network.card.name })}</h1>
        <a href={paths.changes(network.card.network_id)}>{t("past.compare_network")}</a>
        {overlooks(network.store.row("rights", network.me)) && (
          <>
            {" · "}
            <a href={paths.journal(network.card.network_id)}>{t("nav.journal")}</a>
          </>
        )}
        <ProofReach log={network.log} />
      </div>
      <Activity network={network} plan={null} />
    </>
  );
}
