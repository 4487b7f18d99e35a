/** The geometry of the timeline: days on a line, and what moving a bar does to its two days. It knows nothing of the screen. */

import type { Day, PlanBoard } from "../types.ts";

export type Zoom = "years" | "quarters" | "months";
export const ZOOMS: readonly Zoom[] = ["years", "quarters", "months"];

export type Unit = "month" | "day";

/** The two days of a bar: the first, and the last, which still counts. */
export interface Dates {
  readonly starts_on: Day | null;
  readonly ends_on: Day | null;
}

/** From the first day on, up to the day that no longer counts; days are whole numbers since 1970. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Where a bar stands; an end is open where nobody said when, or where the bar goes on beyond the range. */
export interface Span extends Range {
  readonly openStart: boolean;
  readonly openEnd: boolean;
}

const MILLISECONDS = 86_400_000;
const MONTH = 365.25 / 12;
const MONTHS: { readonly [Z in Zoom]: number } = { years: 12, quarters: 3, months: 1 };
/** As wide as a month is drawn, in pixels. */
const WIDE: { readonly [Z in Zoom]: number } = { years: 8, quarters: 24, months: 60 };
const YEAR = 366;
/** Who typed 0202 for 2022 must not get a line of eighteen centuries. */
const FAR = 40 * YEAR;

export function numberOf(day: Day): number {
  return Math.round(Date.parse(day) / MILLISECONDS);
}

export function dayOf(number: number): Day {
  return new Date(number * MILLISECONDS).toISOString().slice(0, 10);
}

export function datesOf({ starts_on, ends_on }: Dates): Dates {
  return { starts_on, ends_on };
}

export function isDated({ starts_on, ends_on }: Dates): boolean {
  return starts_on !== null || ends_on !== null;
}

/** So many months or days later; the last day of a month stays the last of its month, so that "end of June" becomes "end of July". */
export function shifted(day: Day, unit: Unit, by: number): Day {
  if (unit === "day") {
    return dayOf(numberOf(day) + by);
  }
  const date = new Date(`${day}T00:00:00Z`);
  const isLast = date.getUTCDate() === lastOf(date.getUTCFullYear(), date.getUTCMonth());
  const months = date.getUTCFullYear() * 12 + date.getUTCMonth() + by;
  const [year, month] = [Math.floor(months / 12), ((months % 12) + 12) % 12];
  const last = lastOf(year, month);
  return new Date(Date.UTC(year, month, isLast ? last : Math.min(date.getUTCDate(), last))).toISOString().slice(0, 10);
}

function lastOf(year: number, month: number): number {
  return new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
}

/** The whole bar, earlier or later. */
export function moved({ starts_on, ends_on }: Dates, unit: Unit, by: number): Dates {
  return {
    starts_on: starts_on === null ? null : shifted(starts_on, unit, by),
    ends_on: ends_on === null ? null : shifted(ends_on, unit, by),
  };
}

/** One end of it, never beyond the other; an end that was open begins where it was drawn. */
export function stretched({ starts_on, ends_on }: Dates, edge: "start" | "end", unit: Unit, by: number): Dates {
  if (edge === "end") {
    const from = ends_on ?? (starts_on === null ? null : dayOf(numberOf(shifted(starts_on, "month", 1)) - 1));
    const to = from === null ? null : shifted(from, unit, by);
    return { starts_on, ends_on: to !== null && starts_on !== null && to < starts_on ? starts_on : to };
  }
  const from = starts_on ?? (ends_on === null ? null : dayOf(numberOf(shifted(ends_on, "month", -1)) + 1));
  const to = from === null ? null : shifted(from, unit, by);
  return { starts_on: to !== null && ends_on !== null && to > ends_on ? ends_on : to, ends_on };
}

/** Whole years, quarters or months around all of these days, a year at least; and around today, where it is less than a year away from them. */
export function rangeOf(days: readonly Day[], today: Day, zoom: Zoom): Range {
  const now = numberOf(today);
  const near = days.map(numberOf).filter((one) => Math.abs(one - now) <= FAR);
  const least = near.reduce((one, other) => Math.min(one, other), near[0] ?? now);
  const most = near.reduce((one, other) => Math.max(one, other), near[0] ?? now);
  const [first, last] = now < least - YEAR || now > most + YEAR ? [least, most] : [Math.min(least, now), Math.max(most, now)];
  const from = periodOf(dayOf(first), MONTHS[zoom]);
  const end = shifted(periodOf(dayOf(last), MONTHS[zoom]), "month", MONTHS[zoom]);
  const year = shifted(from, "month", 12);
  return { from: numberOf(from), to: numberOf(end < year ? year : end) };
}

/** The first day of the year, quarter or month that a day is in. */
function periodOf(day: Day, months: number): Day {
  const [year = "", month = ""] = day.split("-");
  const first = Math.floor((Number(month) - 1) / months) * months + 1;
  return `${year}-${String(first).padStart(2, "0")}-01`;
}

/** How close one looks at first: so that the whole of it is about one screen wide. */
export function zoomOf(days: readonly Day[], today: Day): Zoom {
  const { from, to } = rangeOf(days, today, "months");
  const months = (to - from) / MONTH;
  return months <= 18 ? "months" : months <= 48 ? "quarters" : "years";
}

export function widthOf({ from, to }: Range, zoom: Zoom): number {
  return Math.round(((to - from) / MONTH) * WIDE[zoom]);
}

/** The periods of a range: years for its upper line, and below them quarters or months. */
export function periods(range: Range, zoom: Zoom): readonly Range[] {
  const found: Range[] = [];
  let day = periodOf(dayOf(range.from), MONTHS[zoom]);
  while (numberOf(day) < range.to) {
    const next = shifted(day, "month", MONTHS[zoom]);
    found.push({ from: Math.max(range.from, numberOf(day)), to: Math.min(range.to, numberOf(next)) });
    day = next;
  }
  return found;
}

export function isIn({ from, to }: Range, number: number): boolean {
  return number >= from && number < to;
}

/** Where a day stands on the line, for an attribute of a drawing: so that paper may be narrower than the screen. */
export function place({ from, to }: Range, number: number): string {
  return `${String(Math.round(shareOf({ from, to }, number) * 100_000) / 1_000)}%`;
}

export function shareOf({ from, to }: Range, number: number): number {
  return Math.min(1, Math.max(0, (number - from) / (to - from)));
}

/** Null where nobody said when. */
export function spanOf({ starts_on, ends_on, continuous }: Dates & Pick<PlanBoard, "continuous">, range: Range): Span | null {
  if (starts_on === null && ends_on === null) {
    return null;
  }
  const start = starts_on === null ? null : numberOf(starts_on);
  const end = ends_on === null ? null : numberOf(ends_on) + 1;
  const from = start ?? (end ?? 0) - MONTH;
  const to = end ?? (continuous ? range.to : from + MONTH);
  const inside = (one: number): number => Math.min(range.to, Math.max(range.from, one));
  // Typed the wrong way round, it is a bar of one day: it must not vanish.
  const [left, right] = [inside(Math.min(from, range.to - 1)), inside(Math.max(to, from + 1, range.from + 1))];
  return { from: left, to: right, openStart: start === null || from < range.from, openEnd: end === null || to > range.to };
}

/** How far a hand came on a line that is so many pixels wide, in what this zoom moves by: days where months are wide, else months. */
export function steps(range: Range, zoom: Zoom, pixels: number, width: number): { readonly unit: Unit; readonly by: number } {
  const days = (pixels / width) * (range.to - range.from);
  // Nought, and never minus nought.
  return zoom === "months" ? { unit: "day", by: Math.round(days) + 0 } : { unit: "month", by: Math.round(days / MONTH) + 0 };
}

/** Spans one after the other share a lane; those that overlap stand below each other. */
export function lanesOf(spans: readonly Range[]): readonly number[] {
  const ends: number[] = [];
  return spans.map(({ from, to }) => {
    const free = ends.findIndex((end) => end <= from);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = to;
    return lane;
  });
}
