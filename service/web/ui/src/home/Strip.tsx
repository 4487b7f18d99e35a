/** A network in four figures: how much there is to do, how much is done, what is late, and what it costs. */

import { count, money, percent } from "../format.ts";
import { plural, t } from "../i18n.ts";
import type { Figures } from "../live/store.ts";
import "../parts/charts/charts.css";
import { sum } from "./figures.ts";

export function Strip({ figures }: { readonly figures: Figures }) {
  const actions = sum(figures, "status");
  const [done, late, planned, spent] = [sum(figures, "status", null, "done"), sum(figures, "late"), sum(figures, "planned"), sum(figures, "actual")];
  const told: readonly (readonly [string, string])[] = [
    [count(actions), plural("home.actions", actions)],
    [percent(actions === 0 ? 0 : done / actions), t("home.done", { done: count(done) })],
    [count(late), plural("home.late", late)],
    ...(planned > 0 || spent > 0 ? [[money(spent), t("home.spent_of", { planned: money(planned) })] as const] : []),
  ];
  return actions === 0 ? null : (
    <dl class="tiles home-strip">
      {told.map(([value, name]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
