/** Where an action comes from: every contribution, and the way from it to here. */

import { useState } from "preact/hooks";
import { t } from "../i18n.ts";
import { Timeline } from "../synthesis/Timeline.tsx";
import type { PlanBoard } from "../types.ts";
import { useHere } from "./here.ts";

export function ComesFrom({ action }: { readonly action: PlanBoard }) {
  const { network, at } = useHere();
  const [open, setOpen] = useState(false);
  const then = at === null ? "" : `?at=${encodeURIComponent(at)}`;
  return (
    <details class="meeting-form" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("lineage.comes_from")}</summary>
      {open && <Timeline network={network} path={`/actions/${action.action_id}/lineage${then}`} since={action.changed_at} none={t("lineage.from_nothing")} />}
    </details>
  );
}
