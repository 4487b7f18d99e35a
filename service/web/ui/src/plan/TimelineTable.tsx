/** What the timeline draws, as a table: for those who can not see it, and for those who want the days themselves. */

import type { ReadonlySignal } from "@preact/signals";
import { useState } from "preact/hooks";
import { day } from "../format.ts";
import { t } from "../i18n.ts";
import { Late, Status } from "../parts/Status.tsx";
import { atSameMoment, paths } from "../router.ts";
import type { PhaseCalendar } from "../types.ts";
import { said } from "./fields.ts";
import { judgedOn, useHere } from "./here.ts";
import { type Milestone, milestoneKind } from "./milestones.ts";
import type { Group } from "./tree.ts";
import { fieldLabel } from "./words.ts";

interface Props {
  readonly groups: ReadonlySignal<readonly Group[]>;
  readonly phases: readonly PhaseCalendar[];
  readonly milestones: readonly Milestone[];
}

export function TimelineTable({ groups, phases, milestones }: Props) {
  const here = useHere();
  const [open, setOpen] = useState(false);
  const when = (one: string | null): string => (one === null ? "–" : day(one));
  return (
    <details class="timeline-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("timeline.as_table")}</summary>
      {open && (
        <div class="table-scroll" role="region" aria-label={t("timeline.as_table")} tabIndex={0}>
          <table class="report">
            <caption>{t("timeline.actions")}</caption>
            <thead>
              <tr>
                <th scope="col">{fieldLabel("title")}</th>
                <th scope="col">{fieldLabel("axis_id")}</th>
                <th scope="col">{fieldLabel("starts_on")}</th>
                <th scope="col">{fieldLabel("ends_on")}</th>
                <th scope="col">{fieldLabel("status")}</th>
              </tr>
            </thead>
            <tbody>
              {groups.value.flatMap(({ axis, actions }) =>
                actions.map((action) => (
                  <tr key={action.action_id}>
                    <th scope="row">
                      {action.code !== null && <span class="code">{action.code} </span>}
                      <a href={atSameMoment(paths.action(here.network.card.network_id, here.plan, action.action_id))}>{said(action.title)}</a>
                    </th>
                    <td>{axis?.title ?? t("axis.none")}</td>
                    <td>{when(action.starts_on)}</td>
                    <td>{when(action.ends_on)}</td>
                    <td>
                      <Status status={action.status} /> <Late action={action} today={judgedOn(here)} />
                    </td>
                  </tr>
                )),
              )}
            </tbody>
          </table>
          {phases.length + milestones.length > 0 && (
            <table class="report">
              <caption>{t("timeline.calendar")}</caption>
              <thead>
                <tr>
                  <th scope="col">{t("timeline.what")}</th>
                  <th scope="col">{t("timeline.kind")}</th>
                  <th scope="col">{fieldLabel("starts_on")}</th>
                  <th scope="col">{fieldLabel("ends_on")}</th>
                </tr>
              </thead>
              <tbody>
                {phases.map((phase) => (
                  <tr key={phase.phase_id}>
                    <th scope="row">{said(phase.title)}</th>
                    <td>{t("timeline.phase")}</td>
                    <td>{when(phase.starts_on)}</td>
                    <td>{when(phase.ends_on)}</td>
                  </tr>
                ))}
                {milestones.map((one) => (
                  <tr key={one.id}>
                    <th scope="row">{said(one.title)}</th>
                    <td>{milestoneKind(one.kind)}</td>
                    <td>{day(one.day)}</td>
                    <td>–</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </div>
      )}
    </details>
  );
}
