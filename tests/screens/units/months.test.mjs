// A month on the wall: whole weeks from Monday, their numbers as ISO counts them, and keys that never lose their day.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dayAfter, isMonth, plusMonths, weekNumber, weeksOf } from "../../../service/web/ui/src/meeting/months.ts";

test("a month is shown in whole weeks, each day of it once", () => {
  for (let month = "2023-12"; month < "2033-01"; month = plusMonths(`${month}-01`, 1).slice(0, 7)) {
    const days = weeksOf(month).flat();
    assert.equal(new Date(`${days[0]}T00:00:00Z`).getUTCDay(), 1);
    assert.equal(days.length % 7, 0);
    assert.equal(days.filter((day) => day.startsWith(month)).length, new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate());
  }
});

test("weeks are numbered as ISO does, over the turn of a year as well", () => {
  assert.deepEqual(["2026-01-01", "2027-01-01", "2024-12-30", "2021-01-03", "2020-12-31", "2026-11-23"].map(weekNumber), [1, 53, 1, 53, 53, 48]);
});

test("keys go by day, by week, by month and by year, and a short month gives its last day", () => {
  const at = (key, shift) => dayAfter(key, "2026-03-31", shift);
  assert.deepEqual(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"].map((key) => at(key)), ["2026-03-30", "2026-04-01", "2026-03-24", "2026-04-07", "2026-03-30", "2026-04-05", "2026-02-28", "2026-04-30"]);
  assert.deepEqual([at("PageUp", true), dayAfter("PageDown", "2024-02-29", true), at("a")], ["2025-03-31", "2025-02-28", null]);
});

test("what stands in an address and is no month is none", () => {
  assert.deepEqual(["2026-06", "2026-13", "2026-6", "", "0000-01", null].map((one) => isMonth(one)), [true, false, false, false, false, false]);
});
