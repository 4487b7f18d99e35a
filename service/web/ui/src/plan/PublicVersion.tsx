/** Which version the public sees: its page for everyone to open, and for facilitators what shows a version or takes it back. */

import { useState } from "preact/hooks";
import { longDayOf } from "../format.ts";
import { t } from "../i18n.ts";
import { notify } from "../notices.ts";
import { Confirm } from "../parts/Confirm.tsx";
import { Icon } from "../parts/Icon.tsx";
import type { PlanCommand, VersionList } from "../types.ts";
import { type Here, mayInvite, useHere } from "./here.ts";

/** Only who looks after the network says what leaves it, and never in the past. */
function mayShow({ network, at }: Here): boolean {
  return at === null && !network.card.archived && mayInvite(network.store.row("rights", network.me));
}

export function PublicVersion({ version }: { readonly version: VersionList }) {
  const here = useHere();
  const { network, plan } = here;
  const [asking, setAsking] = useState(false);
  const shown = network.store.row("public_plans", plan);
  const isShown = shown?.version_id === version.version_id;
  const means = isShown ? "public.hide" : "public.show";
  const command: PlanCommand = isShown ? { tag: "action_plan.hide_from_public" } : { tag: "action_plan.show_to_public", version: version.version_id };
  const address = `/public/${network.card.network_id}/${plan}`;
  return (
    <>
      {isShown && (
        <span class="badge badge-public">
          <Icon name="eye" />
          {t("public.shown_since", { when: longDayOf(shown.shown_at) })}
        </span>
      )}
      {isShown && <a href={address}>{t("public.page")}</a>}
      {mayShow(here) && (
        <button type="button" class="button button-small" onClick={() => setAsking(true)}>
          {t(`${means}.do`)}
          <span class="hidden"> {version.label}</span>
        </button>
      )}
      {asking && (
        <Confirm
          title={t(`${means}.title`, { label: version.label })}
          does={t(`${means}.confirm`)}
          onConfirm={() => network.askNow(plan, command).then(() => notify("done", t(`${means}.done`, { label: version.label })))}
          onClose={() => setAsking(false)}
        >
          <p>{t(`${means}.means`)}</p>
          {!isShown && <p>{t("public.show.read_first")}</p>}
        </Confirm>
      )}
    </>
  );
}
