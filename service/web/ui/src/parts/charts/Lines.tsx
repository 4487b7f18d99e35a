/** Lines from month to month, each with a stroke of its own; the last point is the day that is looked at. */

import { count, monthOf } from "../../format.ts";
import type { Day } from "../../types.ts";
import { wrapped } from "./Bars.tsx";
import { useSize } from "./useSize.ts";

export interface Course {
  readonly kind: string;
  readonly name: string;
  readonly values: readonly number[];
}

/** Months between two that are named. */
const EVERY = [1, 2, 3, 6, 12, 24, 36, 60];

export function Lines({ summary, days, courses }: { readonly summary: string; readonly days: readonly Day[]; readonly courses: readonly Course[] }) {
  const [frame, { width, em }] = useSize();
  const most = Math.max(1, ...courses.flatMap(({ values }) => values));
  const ticks = rounded(most);
  const roof = ticks[ticks.length - 1] ?? 1;
  const left = count(roof).length * em * 0.6 + 0.8 * em;
  const places = wrapped(courses, width, em);
  const top = places.lines * 1.7 * em + em;
  const tall = Math.max(9 * em, Math.min(18 * em, width * 0.45));
  const height = top + tall + 2 * em;
  const x = (index: number): number => (days.length === 1 ? (left + width) / 2 : left + em + ((width - left - 2 * em) * index) / (days.length - 1));
  const y = (value: number): number => top + tall - (tall * value) / roof;
  const least = (days.length * 6.5 * em) / (width - left);
  const every = EVERY.find((one) => one >= least) ?? Math.ceil(least);
  return (
    <div ref={frame} class="chart">
      <svg role="img" aria-label={summary} width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
        {places.of.map(({ kind, name, x: at, line }) => (
          <g key={kind}>
            <path class={`chart-line chart-line-${kind}`} d={`M${at} ${line * 1.7 * em + 0.75 * em}h${1.5 * em}`} />
            <Mark kind={kind} x={at + 0.75 * em} y={line * 1.7 * em + 0.75 * em} />
            <text x={at + 1.9 * em} y={line * 1.7 * em + 1.1 * em}>
              {name}
            </text>
          </g>
        ))}
        {ticks.map((tick) => (
          <g key={tick}>
            <path class="chart-grid" d={`M${left} ${y(tick)}H${width}`} />
            <text class="chart-quiet" text-anchor="end" x={left - 0.5 * em} y={y(tick) + 0.35 * em}>
              {count(tick)}
            </text>
          </g>
        ))}
        {days.map((day, index) =>
          (days.length - 1 - index) % every === 0 ? (
            <text key={day} class="chart-quiet" text-anchor={index === 0 && days.length > 1 ? "start" : index === days.length - 1 && days.length > 1 ? "end" : "middle"} x={index === days.length - 1 && days.length > 1 ? width : x(index)} y={height - 0.4 * em}>
              {monthOf(day)}
            </text>
          ) : null,
        )}
        {courses.map(({ kind, values }) => (
          <g key={kind}>
            <path class={`chart-line chart-line-${kind}`} d={values.map((value, index) => `${index === 0 ? "M" : "L"}${x(index)} ${y(value)}`).join("")} />
            {values.map((value, index) => (index === values.length - 1 || values.length <= 12) && <Mark key={index} kind={kind} x={x(index)} y={y(value)} />)}
          </g>
        ))}
      </svg>
    </div>
  );
}

/** Each course has a shape of its own, too. */
function Mark({ kind, x, y }: { readonly kind: string; readonly x: number; readonly y: number }) {
  switch (kind) {
    case "done":
      return <circle class="chart-mark chart-done" cx={x} cy={y} r="4" />;
    case "late":
      return <path class="chart-mark chart-late" d={`M${x} ${y - 5}l5 9h-10Z`} />;
    case "begun":
      return <rect class="chart-mark chart-in_progress" x={x - 3.5} y={y - 3.5} width="7" height="7" />;
    default:
      return <path class="chart-mark chart-planned" d={`M${x} ${y - 5}l5 5-5 5-5-5Z`} />;
  }
}

/** A few round numbers from nought to what holds them all. */
function rounded(most: number): readonly number[] {
  const rough = most / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough) ?? rough);
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, index) => index * step);
}
