/** The days of a month as a calendar on the wall has them: weeks from Monday to Sunday, and where a key leads from one day to another. */

import type { Day } from "../types.ts";

const DAY = 86_400_000;
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/u;

/** As an address and a field of months write it: 2026-06. */
export type Month = string;

export function monthOf(day: Day): Month {
  return day.slice(0, 7);
}

export function isMonth(text: string | null): text is Month {
  return text !== null && MONTH.test(text) && !text.startsWith("0000");
}

function instant(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`);
}

export function plusDays(day: Day, days: number): Day {
  return new Date(instant(day) + days * DAY).toISOString().slice(0, 10);
}

/** The same day of another month, or its last where that month is shorter. */
export function plusMonths(day: Day, months: number): Day {
  const [year = 0, month = 1] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + months, 0));
  return `${last.toISOString().slice(0, 8)}${String(Math.min(Number(day.slice(8)), last.getUTCDate())).padStart(2, "0")}`;
}

/** From Monday, which is nought. */
export function weekday(day: Day): number {
  return (new Date(instant(day)).getUTCDay() + 6) % 7;
}

/** The weeks that hold a day of the month, each with seven days. */
export function weeksOf(month: Month): readonly (readonly Day[])[] {
  const first = `${month}-01`;
  const weeks: Day[][] = [];
  for (let monday = plusDays(first, -weekday(first)); monday.slice(0, 7) <= month; monday = plusDays(monday, 7)) {
    weeks.push(Array.from({ length: 7 }, (_, at) => plusDays(monday, at)));
  }
  return weeks;
}

/** The number of a week as ISO counts it: the first is the one that holds the first Thursday of the year. */
export function weekNumber(day: Day): number {
  const thursday = plusDays(day, 3 - weekday(day));
  return 1 + Math.floor((instant(thursday) - instant(`${thursday.slice(0, 4)}-01-01`)) / DAY / 7);
}

/** Which day a key leads to: arrows by day and week, Home and End within the week, Page Up and Page Down by month, with Shift by year. */
export function dayAfter(key: string, from: Day, shift = false): Day | null {
  const months = shift ? 12 : 1;
  switch (key) {
    case "ArrowLeft":
      return plusDays(from, -1);
    case "ArrowRight":
      return plusDays(from, 1);
    case "ArrowUp":
      return plusDays(from, -7);
    case "ArrowDown":
      return plusDays(from, 7);
    case "Home":
      return plusDays(from, -weekday(from));
    case "End":
      return plusDays(from, 6 - weekday(from));
    case "PageUp":
      return plusMonths(from, -months);
    case "PageDown":
      return plusMonths(from, months);
    default:
      return null;
  }
}
