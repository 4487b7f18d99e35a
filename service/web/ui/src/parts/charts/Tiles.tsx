/** The tiles that are drawn from figures alone: where actions stand, what they cost, who pays, which aims they serve. */

import { byName, count, list, money, percent } from "../../format.ts";
import { plural, t } from "../../i18n.ts";
import type { Figures } from "../../live/store.ts";
import { AIMS, STATUSES } from "../../plan/fields.ts";
import { Bars } from "./Bars.tsx";
import { counted, keysOf, paid, type Part, sum } from "./sums.ts";
import type { Ask } from "./table.ts";
import { type Level, Tile } from "./Tile.tsx";

interface Props {
  readonly figures: Figures;
  /** Each part, and all of them last. */
  readonly lines: readonly Part[];
  readonly partTitle: string;
  readonly level: Level;
  readonly onAsk: Ask;
}

/** What a drawing has room for; the rest stands in the table. */
const DRAWN = 40;

/** The parts that a drawing shows: those that stand in no other one, and have any action. */
function drawn(figures: Figures, lines: readonly Part[]): readonly Part[] {
  return lines.filter(({ of, depth }) => of !== null && depth === 0 && sum(figures, "status", of) > 0).slice(0, DRAWN);
}

export function ByStatus({ figures, lines, title, partTitle, level, onAsk }: Props & { readonly title: string }) {
  const shown = drawn(figures, lines);
  const all = sum(figures, "status", null);
  const there = STATUSES.filter((status) => sum(figures, "status", null, status) > 0);
  const summary = t("chart.status_summary", {
    actions: plural("actions", all),
    statuses: list(there.map((status) => t("chart.so_many", { name: t(`status.${status}`), value: count(sum(figures, "status", null, status)) }))),
  });
  return (
    <Tile
      title={title}
      level={level}
      summary={summary}
      open
      onAsk={onAsk}
      table={{
        of: partTitle,
        columns: [...STATUSES.map((status) => t(`status.${status}`)), t("dashboard.total"), t("status.late")],
        lines: lines.map((line) => ({
          ...line,
          all: line.of === null,
          cells: [
            ...STATUSES.map((status) => counted(sum(figures, "status", line.of, status), t(`status.${status}`), line, keysOf("status", line.of, status))),
            counted(sum(figures, "status", line.of), t("dashboard.total"), line, keysOf("status", line.of, "*")),
            counted(sum(figures, "late", line.of), t("status.late"), line, keysOf("late", line.of)),
          ],
        })),
      }}
    >
      <Bars
        summary={`${title}. ${summary}`}
        most={Math.max(...shown.map(({ of }) => sum(figures, "status", of)))}
        legend={there.map((kind) => ({ kind, name: t(`status.${kind}`) }))}
        bars={shown.map(({ name, of }) => ({
          name,
          label: t("chart.done_of", { done: count(sum(figures, "status", of, "done")), all: count(sum(figures, "status", of)) }),
          bands: [there.map((kind) => ({ kind, value: sum(figures, "status", of, kind) }))],
        }))}
      />
    </Tile>
  );
}

export function Budget({ figures, lines, partTitle, level, onAsk }: Props) {
  const title = t("dashboard.budget");
  const shown = drawn(figures, lines).filter(({ of }) => sum(figures, "planned", of) + sum(figures, "actual", of) > 0);
  const [planned, actual] = [sum(figures, "planned", null), sum(figures, "actual", null)];
  const summary = t("dashboard.money", { planned: money(planned), actual: money(actual), priced: count(sum(figures, "priced", null)), of: plural("actions", sum(figures, "status", null)) });
  return (
    <Tile
      title={title}
      level={level}
      summary={summary}
      onAsk={onAsk}
      table={{
        of: partTitle,
        columns: [t("dashboard.planned"), t("dashboard.actual"), t("dashboard.priced"), t("chart.actions")],
        lines: lines.map((line) => ({
          ...line,
          all: line.of === null,
          cells: [
            paid(sum(figures, "planned", line.of), t("dashboard.planned"), line, keysOf("planned", line.of)),
            paid(sum(figures, "actual", line.of), t("dashboard.actual"), line, keysOf("actual", line.of)),
            counted(sum(figures, "priced", line.of), t("dashboard.priced"), line, keysOf("priced", line.of)),
            counted(sum(figures, "status", line.of), t("chart.actions"), line, keysOf("status", line.of, "*")),
          ],
        })),
      }}
    >
      {shown.length > 0 && (
        <Bars
          summary={`${title}. ${summary}`}
          most={Math.max(...shown.flatMap(({ of }) => [sum(figures, "planned", of), sum(figures, "actual", of)]))}
          legend={[
            { kind: "planned", name: t("dashboard.planned") },
            { kind: "done", name: t("dashboard.actual") },
          ]}
          bars={shown.map(({ name, of }) => ({
            name,
            label: t("chart.spent_of", { spent: money(sum(figures, "actual", of)), planned: money(sum(figures, "planned", of)) }),
            bands: [[{ kind: "planned", value: sum(figures, "planned", of) }], [{ kind: "done", value: sum(figures, "actual", of) }]],
          }))}
        />
      )}
    </Tile>
  );
}

/** Who pays, as far as the actions name them; keys hold a name so that it can be a part of an address. */
export function Funding({ figures, level, onAsk }: { readonly figures: Figures; readonly level: Level; readonly onAsk: Ask }) {
  const keys = Object.keys(figures).flatMap((key) => (key.startsWith("funding.") ? [key.slice("funding.".length)] : []));
  if (keys.length === 0) {
    return null;
  }
  const title = t("chart.funders");
  const funders = keys
    .map((key) => ({ key, name: decodeURIComponent(key), cents: figures[`funded.${key}`] ?? 0, actions: figures[`funding.${key}`] ?? 0 }))
    .sort((a, b) => b.cents - a.cents || byName(a.name, b.name));
  const funded = sum(figures, "funded", null);
  const planned = sum(figures, "planned", null);
  const summary = [
    t("chart.funded", { amount: money(funded), funders: plural("chart.funders_count", funders.length) }),
    ...(planned > 0 ? [t("chart.funded_share", { share: percent(funded / planned) })] : []),
  ].join(" ");
  const all: Part = { name: t("dashboard.all"), href: null, depth: 0, of: null };
  return (
    <Tile
      title={title}
      level={level}
      summary={summary}
      onAsk={onAsk}
      table={{
        of: t("funder.name"),
        columns: [t("chart.gives"), t("chart.actions")],
        lines: [
          ...funders.map(({ key, name, cents, actions }) => {
            const line: Part = { ...all, name, of: new Set([key]) };
            return { name, cells: [paid(cents, t("chart.gives"), line, `funded.${key}`), counted(actions, t("chart.actions"), line, `funding.${key}`)] };
          }),
          { name: all.name, all: true, cells: [paid(funded, t("chart.gives"), all, "funded.*")] },
        ],
      }}
    >
      <Bars
        summary={`${title}. ${summary}`}
        most={Math.max(...funders.map(({ cents }) => cents))}
        bars={funders.slice(0, DRAWN).map(({ name, cents, actions }) => ({ name, label: cents === 0 ? plural("actions", actions) : money(cents), bands: [[{ kind: "aim", value: cents }]] }))}
      />
    </Tile>
  );
}

export function Aims({ figures, lines, partTitle, level, onAsk }: Props) {
  const title = t("dashboard.aims");
  const all = sum(figures, "status", null);
  const none = sum(figures, "aim", null, "none");
  const summary = t("chart.aims_summary", { serving: count(all - none), actions: plural("actions", all) });
  const aims = [...AIMS, "none" as const];
  return (
    <Tile
      title={title}
      level={level}
      summary={`${summary} ${t("dashboard.aims_several")}`}
      onAsk={onAsk}
      table={{
        of: partTitle,
        columns: [...aims.map((aim) => t(`aim.${aim}`)), t("chart.actions")],
        lines: lines.map((line) => ({
          ...line,
          all: line.of === null,
          cells: [
            ...aims.map((aim) => counted(sum(figures, "aim", line.of, aim), t(`aim.${aim}`), line, keysOf("aim", line.of, aim))),
            counted(sum(figures, "status", line.of), t("chart.actions"), line, keysOf("status", line.of, "*")),
          ],
        })),
      }}
    >
      <Bars
        summary={`${title}. ${summary}`}
        most={all}
        bars={aims.map((aim) => {
          const value = sum(figures, "aim", null, aim);
          return { name: t(`aim.${aim}`), label: t("chart.count_share", { count: count(value), share: percent(all === 0 ? 0 : value / all) }), bands: [[{ kind: aim === "none" ? "none" : "aim", value }]] };
        })}
      />
    </Tile>
  );
}
