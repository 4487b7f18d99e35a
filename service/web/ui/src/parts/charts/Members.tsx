/** How the members of a network are: when each was last heard, which of its plans nobody touches, what is late there. */

import { useEffect, useState } from "preact/hooks";
import { ask, explain } from "../../api.ts";
import { byName, count, day } from "../../format.ts";
import { plural, t } from "../../i18n.ts";
import type { Figures } from "../../live/store.ts";
import { paths } from "../../router.ts";
import type { Day, MembersHeard, Uuid } from "../../types.ts";
import { Bars } from "./Bars.tsx";
import { counted, keysOf, type Part, sum } from "./sums.ts";
import type { Ask, Cell } from "./table.ts";
import { type Level, Tile } from "./Tile.tsx";

const QUIET = 2_000; // milliseconds without a change before it is asked again
const SILENT = 60; // days
const UNTOUCHED = 180;
const AT_ONCE = 20; // lines of the table that are there without being asked for

interface Props {
  readonly network: Uuid;
  readonly at: string | null;
  readonly figures: Figures;
  readonly level: Level;
  readonly onAsk: Ask;
}

export function Members({ network, at, figures, level, onAsk }: Props) {
  const [page, setPage] = useState<MembersHeard | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const told = JSON.stringify(figures);
  useEffect(() => {
    let gone = false;
    const asked = at === null ? "" : `?${new URLSearchParams({ at }).toString()}`;
    const timer = setTimeout(
      () =>
        ask<MembersHeard>("GET", `/networks/${network}/heard${asked}`).then(
          (found) => {
            if (!gone) {
              setPage(found);
              setFailure(null);
            }
          },
          (problem: unknown) => !gone && setFailure(explain(problem)),
        ),
      page === null ? 0 : QUIET,
    );
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [network, at, told]);
  if (page === null || page.members.length === 0) {
    return failure === null ? null : <p class="wrong">{failure}</p>;
  }
  const title = t("chart.members");
  const days = (since: Day): number => Math.round((Date.parse(page.today) - Date.parse(since)) / 86_400_000);
  const members = page.members
    .map((member) => {
      const of = new Set(member.plans.map(({ plan_id }) => plan_id));
      const part: Part = { name: member.name, href: paths.authority(network, member.authority_id), depth: 0, of };
      const [actions, late] = of.size === 0 ? [0, 0] : [sum(figures, "status", of), sum(figures, "late", of)];
      return { member, part, actions, late, untouched: member.plans.filter(({ on }) => days(on) > UNTOUCHED).length, silence: days(member.heard_on ?? member.joined_on) };
    })
    .sort((a, b) => b.late - a.late || b.untouched - a.untouched || b.silence - a.silence || byName(a.part.name, b.part.name));
  const all = (value: (one: (typeof members)[number]) => number): number => members.reduce((so, one) => so + value(one), 0);
  const totals = {
    silent: [all(({ silence }) => (silence > SILENT ? 1 : 0)), members.length],
    untouched: [all(({ untouched }) => untouched), all(({ member }) => member.plans.length)],
    late: [all(({ late }) => late), all(({ actions }) => actions)],
  } as const;
  const summary = t("chart.members_summary", {
    silent: plural("chart.silent_count", totals.silent[0]),
    days: SILENT,
    of: count(members.length),
    untouched: plural("chart.untouched_count", totals.untouched[0]),
    late: plural("plan.late", totals.late[0]),
  });
  const told_on = (on: Day | null): Cell => ({ value: on, written: on === null ? t("chart.never") : day(on) });
  return (
    <Tile
      title={title}
      level={level}
      summary={summary}
      onAsk={onAsk}
      open={members.length <= AT_ONCE}
      table={{
        of: t("chart.member"),
        columns: [t("chart.heard"), t("chart.silent"), t("chart.came"), t("chart.plans"), t("chart.untouched"), t("chart.actions"), t("status.late")],
        lines: members.map(({ member, part, actions, late, untouched, silence }) => ({
          ...part,
          cells: [
            told_on(member.heard_on),
            { value: silence, written: silence > SILENT ? t("chart.silent_days", { days: count(silence) }) : count(silence) },
            told_on(member.came_on),
            { value: member.plans.length, written: count(member.plans.length) },
            { value: untouched, written: count(untouched) },
            counted(actions, t("chart.actions"), part, keysOf("status", part.of, "*")),
            counted(late, t("status.late"), part, keysOf("late", part.of)),
          ],
        })),
      }}
    >
      <Bars
        summary={`${title}. ${summary}`}
        legend={[
          { kind: "late", name: t("chart.to_look_at") },
          { kind: "done", name: t("chart.in_order") },
        ]}
        bars={(["silent", "untouched", "late"] as const).map((kind) => {
          const [some, whole] = totals[kind];
          return {
            name: t(`chart.health_${kind}`),
            label: t("chart.done_of", { done: count(some), all: count(whole) }),
            most: whole,
            bands: [
              [
                { kind: "late", value: some },
                { kind: "done", value: whole - some },
              ],
            ],
          };
        })}
      />
    </Tile>
  );
}
