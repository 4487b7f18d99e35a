/** What happened in the whole network. */

import { t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { Activity } from "../plan/Activity.tsx";

export function NetworkActivity({ network }: { readonly network: LiveNetwork }) {
  return (
    <>
      <div class="page page-head">
        <h1 tabIndex={-1}>{t("activity.of", { network: network.card.name })}</h1>
      </div>
      <Activity network={network} plan={null} />
    </>
  );
}
