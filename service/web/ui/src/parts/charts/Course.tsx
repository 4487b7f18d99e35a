/** How a plan or a network came along, month by month. Past months are asked for; the last point is what the figures are now. */

import { useEffect, useRef, useState } from "preact/hooks";
import { ask, explain } from "../../api.ts";
import { count, day, longDay, percent } from "../../format.ts";
import { plural, t } from "../../i18n.ts";
import type { Figures } from "../../live/store.ts";
import { Choice } from "../../meeting/Fields.tsx";
import type { Month, MonthsPage, Uuid } from "../../types.ts";
import { Lines } from "./Lines.tsx";
import { sum } from "./sums.ts";
import type { Ask, Cell } from "./table.ts";
import { type Level, Tile } from "./Tile.tsx";

const QUIET = 2_000; // milliseconds without a change before the months are asked for again
const ALL = 240; // months: more than anybody has been at it
const SOME = [12, 24, 60];
const BEGUN = "in_progress,paused,blocked,done";
const COURSES = [
  { field: "actions", kind: "planned", keys: "status.*.*" },
  { field: "begun", kind: "begun", keys: `status.*.${BEGUN}` },
  { field: "done", kind: "done", keys: "status.*.done" },
  { field: "late", kind: "late", keys: "late.*" },
] as const;

interface Props {
  readonly network: Uuid;
  /** Null for the whole network. */
  readonly plan: Uuid | null;
  readonly at: string | null;
  readonly figures: Figures;
  readonly level: Level;
  readonly onAsk: Ask;
}

export function Course({ network, plan, at, figures, level, onAsk }: Props) {
  const [page, setPage] = useState<MonthsPage | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [last, setLast] = useState(String(ALL));
  const now = { actions: sum(figures, "status", null), begun: sum(figures, "status", null, BEGUN), done: sum(figures, "status", null, "done"), late: sum(figures, "late", null) };
  const told = Object.values(now).join();
  const shown = useRef(last);
  useEffect(() => {
    let gone = false;
    const asked = new URLSearchParams({ last, ...(plan === null ? {} : { plan }), ...(at === null ? {} : { at }) });
    const timer = setTimeout(
      () =>
        ask<MonthsPage>("GET", `/networks/${network}/months?${asked.toString()}`).then(
          (found) => {
            if (!gone) {
              shown.current = last;
              setPage(found);
              setFailure(null);
            }
          },
          (problem: unknown) => !gone && setFailure(explain(problem)),
        ),
      page === null || shown.current !== last ? 0 : QUIET,
    );
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [network, plan, at, last, told]);
  const title = t("chart.course");
  if (page === null) {
    return failure === null ? null : <p class="wrong">{failure}</p>;
  }
  const months = page.months.map((month, index): Month => (at === null && index === page.months.length - 1 ? { ...month, ...now } : month));
  const [first, newest] = [months[0], months[months.length - 1]];
  if (first === undefined || newest === undefined) {
    return null;
  }
  const summary = t("chart.course_summary", {
    day: longDay(newest.day),
    actions: plural("actions", newest.actions),
    begun: plural("chart.begun_count", newest.begun),
    done: plural("plan.done", newest.done),
    share: percent(newest.actions === 0 ? 0 : newest.done / newest.actions),
    late: plural("plan.late", newest.late),
  });
  const since = months.length > 1 ? ` ${t("chart.course_since", { day: longDay(first.day), actions: plural("actions", first.actions), done: plural("plan.done", first.done) })}` : "";
  const cell = (month: Month, { field, keys }: (typeof COURSES)[number]): Cell => {
    const name = t(`chart.${field}`);
    // A day names its own end; of the day that is looked at it is the moment that counts.
    const then = month === newest ? at : month.day;
    return {
      value: month[field],
      written: count(month[field]),
      question: { title: t("chart.at_day", { name, day: day(month.day) }), keys, written: count, ...(then === null ? {} : { at: then }) },
    };
  };
  return (
    <Tile
      title={title}
      level={level}
      summary={summary + since}
      onAsk={onAsk}
      table={{
        of: t("chart.day"),
        columns: COURSES.map(({ field }) => t(`chart.${field}`)),
        lines: months.map((month) => ({ name: day(month.day), filed: month.day, cells: COURSES.map((course) => cell(month, course)) })),
      }}
    >
      <Choice label={t("chart.since")} value={last} onValue={setLast} options={[[String(ALL), t("chart.since_begun")], ...SOME.map((one) => [String(one), plural("vitality.months", one)] as const)]} />
      <Lines summary={`${title}. ${summary}${since}`} days={months.map((month) => month.day)} courses={COURSES.map(({ field, kind }) => ({ kind, name: t(`chart.${field}`), values: months.map((month) => month[field]) }))} />
    </Tile>
  );
}
