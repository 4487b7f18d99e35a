/** What the rows of meetings add up to. Nobody types a number: every count on a screen is made here. */

import type { Alarm, Capacity, Day, MeetingAgenda, MeetingAttendance, MeetingList, MeetingSeriesList, SeriesYear } from "../types.ts";

export interface Counts {
  readonly people: number;
  readonly as: Readonly<Record<Capacity, number>>;
  readonly authorities: number;
  /** Authorities by kind, each once, however many come for it. */
  readonly kinds: readonly (readonly [kind: string, count: number])[];
}

export function counts(rows: readonly MeetingAttendance[]): Counts {
  const kinds = new Map(rows.flatMap(({ authority_id, authority_kind }) => (authority_id === null ? [] : [[authority_id, authority_kind ?? ""] as const])));
  const byKind = new Map<string, number>();
  for (const kind of kinds.values()) {
    byKind.set(kind, (byKind.get(kind) ?? 0) + 1);
  }
  const as = (capacity: Capacity): number => rows.filter((row) => row.capacity === capacity).length;
  return {
    people: rows.length,
    as: { elected: as("elected"), officer: as("officer"), other: as("other") },
    authorities: kinds.size,
    kinds: [...byKind].sort((a, b) => b[1] - a[1]),
  };
}

export function agendaMinutes(items: readonly Pick<MeetingAgenda, "minutes" | "withdrawn">[]): number {
  return items.reduce((sum, { minutes, withdrawn }) => sum + (withdrawn ? 0 : minutes), 0);
}

/** What was promised for a year: what was set last for it or before it. */
export function targetOf(series: MeetingSeriesList, year: number): number {
  const before = Object.keys(series.targets)
    .map(Number)
    .filter((one) => one <= year);
  return before.length === 0 ? 0 : (series.targets[String(Math.max(...before))] ?? 0);
}

/** Each year of a series until this one: what was promised, how many meetings there are, and whether that is too few. */
export function yearsOf(series: MeetingSeriesList, meetings: readonly MeetingList[], today: Day): readonly SeriesYear[] {
  const now = Number(today.slice(0, 4));
  const until = series.ended_at === null ? now : Math.min(now, Number(series.ended_at.slice(0, 4)));
  const held = meetings.filter(({ series_id, standing }) => series_id === series.series_id && standing !== "called_off").map(({ held_on }) => Number(held_on.slice(0, 4)));
  const years: SeriesYear[] = [];
  for (let year = Math.min(...Object.keys(series.targets).map(Number)); year <= until; year += 1) {
    const target = targetOf(series, year);
    const count = held.filter((one) => one === year).length;
    const alarm: Alarm = count >= target ? "none" : year < now ? "missed" : "short";
    if (target > 0 || count > 0) {
      years.push({ series_id: series.series_id, year, target, meetings: count, alarm });
    }
  }
  return years;
}

/** A time of day so many minutes later; the day after begins at 00:00 again. */
export function later(begins: string, minutes: number): string {
  const [hours = 0, rest = 0] = begins.split(":").map(Number);
  const total = (hours * 60 + rest + minutes) % 1440;
  return `${String(Math.floor(total / 60)).padStart(2, "0")}:${String(total % 60).padStart(2, "0")}`;
}
