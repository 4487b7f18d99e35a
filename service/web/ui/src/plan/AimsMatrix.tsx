/** Which action serves which of the five aims: a table with a mark for each, totals by axis, and those that serve none. */

import { useState } from "preact/hooks";
import { count } from "../format.ts";
import { plural, t } from "../i18n.ts";
import { Counted } from "../parts/charts/Tile.tsx";
import { save } from "../parts/charts/save.ts";
import { type Ask, csv, type Question } from "../parts/charts/table.ts";
import { atSameMoment, paths } from "../router.ts";
import type { PlanBoard } from "../types.ts";
import { AIMS } from "./fields.ts";
import { useHere } from "./here.ts";
import { groupsOf } from "./tree.ts";

/** So many lines are there at once, where there is room for them; of a larger plan when somebody opens them. */
const AT_ONCE = 80;

export function AimsMatrix({ onAsk }: { readonly onAsk: Ask }) {
  const { network, store, plan } = useHere();
  const actions = store.all("plan_board").filter((action) => action.plan_id === plan && !action.withdrawn);
  const [shown, setShown] = useState(() => actions.length <= AT_ONCE && matchMedia("(min-width: 48rem)").matches);
  const axes = store.all("axis_list").filter((axis) => axis.plan_id === plan);
  const groups = groupsOf(axes, actions).filter((group) => group.actions.length > 0);
  const none = groups.flatMap((group) => group.actions.filter(({ aims }) => aims.length === 0));
  if (actions.length === 0) {
    return null;
  }
  const serving = (some: readonly PlanBoard[], aim: (typeof AIMS)[number]): number => some.filter(({ aims }) => aims.includes(aim)).length;
  const named = (action: PlanBoard): string => (action.code === null ? action.title : `${action.code} ${action.title}`);
  const link = (action: PlanBoard) => <a href={atSameMoment(paths.action(network.card.network_id, plan, action.action_id))}>{named(action)}</a>;
  const present = new Set(actions.map(({ action_id }) => action_id));
  // An action below another is counted in the axis of that one; without an axis stand those, too, whose axis is gone.
  const partsOf = (some: readonly PlanBoard[]): string =>
    [...new Set(some.filter(({ parent_id }) => parent_id === null || !present.has(parent_id)).map(({ axis_id }) => axis_id ?? "none"))].join(",");
  const title = t("chart.matrix");
  const total = (some: readonly PlanBoard[], aim: (typeof AIMS)[number], question: Omit<Question, "written">) => {
    const value = serving(some, aim);
    return (
      <td key={aim} class={value === 0 ? "number quiet" : "number"}>
        <Counted cell={{ value, written: count(value), question: { ...question, written: count } }} onAsk={onAsk} />
      </td>
    );
  };
  const take = (): void => {
    const lines = groups.flatMap((group) =>
      group.actions.map((action) => ({
        name: named(action),
        cells: [{ value: group.axis?.title ?? t("axis.none"), written: "" }, ...AIMS.map((aim) => ({ value: action.aims.includes(aim) ? "x" : null, written: "" }))],
      })),
    );
    const sums = { name: t("dashboard.all"), cells: [{ value: null, written: "" }, ...AIMS.map((aim) => ({ value: serving(actions, aim), written: "" }))] };
    save(title, "csv", new Blob([csv({ of: t("chart.action"), columns: [t("dashboard.axis"), ...AIMS.map((aim) => t(`aim.${aim}`))], lines: [...lines, sums] })], { type: "text/csv;charset=utf-8" }));
  };
  return (
    <section class="tile">
      <div class="tile-head">
        <h3>{title}</h3>
        <button type="button" class="button button-small tile-tools" onClick={take}>
          {t("chart.csv")}
          <span class="hidden">{t("chart.of", { title })}</span>
        </button>
      </div>
      <p>{t("chart.matrix_summary", { none: plural("actions", none.length), actions: plural("actions", actions.length) })}</p>
      <details open={shown} onToggle={(event) => setShown(event.currentTarget.open)}>
        <summary>{plural("chart.see_actions", actions.length)}</summary>
        {shown && (
          <div class="table-scroll" role="region" aria-label={title} tabIndex={0}>
            <table class="report counted matrix">
              <thead>
                <tr>
                  <th scope="col">{t("chart.action")}</th>
                  {AIMS.map((aim) => (
                    <th key={aim} scope="col">
                      {t(`aim.${aim}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              {groups.map(({ axis, depth, actions: within }) => (
                <tbody key={axis?.axis_id ?? "none"}>
                  <tr class="matrix-axis">
                    <th scope="rowgroup" class={`depth-${Math.min(depth, 3)}`}>
                      {axis?.title ?? t("axis.none")}
                    </th>
                    {AIMS.map((aim) =>
                      total(within, aim, { title: t("dashboard.of_part", { what: t(`aim.${aim}`), part: axis?.title ?? t("axis.none") }), keys: `aim.${partsOf(within)}.${aim}` }),
                    )}
                  </tr>
                  {within.map((action) => (
                    <tr key={action.action_id}>
                      <th scope="row" class={action.parent_id === null ? "depth-1" : "depth-2"}>
                        {link(action)}
                      </th>
                      {AIMS.map((aim) => (
                        <td key={aim} class="number">
                          {action.aims.includes(aim) && "x"}
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              ))}
              <tfoot>
                <tr class="counted-all">
                  <th scope="row">{t("dashboard.all")}</th>
                  {AIMS.map((aim) => total(actions, aim, { title: t(`aim.${aim}`), keys: `aim.*.${aim}` }))}
                </tr>
              </tfoot>
            </table>
          </div>
        )}
      </details>
      {none.length > 0 && (
        <details>
          <summary>{plural("chart.see_none", none.length)}</summary>
          <ul>
            {none.map((action) => (
              <li key={action.action_id}>{link(action)}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
