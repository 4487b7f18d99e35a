/** Status and priority: always words and a drawing, colour only beside them. */

import { t, lookup } from "../i18n.ts";
import { isLate } from "../plan/late.ts";
import type { Aim, Day, PlanBoard, Priority, Status as StatusName } from "../types.ts";
import { Icon } from "./Icon.tsx";

export function Status({ status }: { readonly status: StatusName }) {
  return (
    <span class={`badge status-${status}`}>
      <Icon name={status} />
      {t(`status.${status}`)}
    </span>
  );
}

export function Late({ action, today }: { readonly action: PlanBoard; readonly today: Day }) {
  return isLate(action, today) ? (
    <span class="badge status-late">
      <Icon name="late" />
      {t("status.late")}
    </span>
  ) : null;
}

export function PriorityMark({ priority }: { readonly priority: Priority }) {
  return (
    <span class={`priority priority-${priority}`}>
      <Icon name={priority} />
      {t(`priority.${priority}`)}
    </span>
  );
}

/** The five aims as five small marks; those that are not served stay as faint places, so rows compare at a glance. */
export function AimMarks({ aims, all }: { readonly aims: readonly Aim[]; readonly all: readonly Aim[] }) {
  return (
    <span class="aims" title={aims.map((aim) => lookup(`aim.${aim}`) ?? aim).join("\n")}>
      {all.map((aim) => (
        <span key={aim} class={aims.includes(aim) ? "aim aim-on" : "aim"}>
          <Icon name={aim} />
        </span>
      ))}
      <span class="hidden">{aims.length === 0 ? t("aim.none") : aims.map((aim) => lookup(`aim.${aim}`) ?? aim).join(", ")}</span>
    </span>
  );
}
