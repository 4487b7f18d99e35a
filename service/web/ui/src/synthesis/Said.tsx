/** Who said it and in which workshop, and what became of it: one line below a contribution. */

import { useState } from "preact/hooks";
import { t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { Dialog } from "../parts/Dialog.tsx";
import { paths } from "../router.ts";
import type { WorkshopBoard } from "../types.ts";
import { Timeline } from "./Timeline.tsx";

export function Said({ network, contribution }: { readonly network: LiveNetwork; readonly contribution: WorkshopBoard }) {
  const { store, card } = network;
  const [open, setOpen] = useState(false);
  const workshop = store.row("workshop_list", contribution.workshop_id);
  const who = store.nameOf(contribution.author_id)?.name ?? t("person.unknown");
  return (
    <span class="quiet">
      {[who, contribution.group_name].filter((part) => part !== null).join(" · ")}
      {workshop !== null && (
        <>
          {" · "}
          <a href={paths.workshop(card.network_id, workshop.workshop_id)}>{workshop.title}</a>
        </>
      )}{" "}
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
    </span>
  );
}
