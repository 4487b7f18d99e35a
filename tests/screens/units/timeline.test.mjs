// The timeline as numbers: where bars stand, and what a key or a hand does to their two days.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dayOf, lanesOf, moved, numberOf, periods, place, rangeOf, shifted, spanOf, steps, stretched, zoomOf } from "../../../service/web/ui/src/plan/timeline.ts";

const dates = (starts_on, ends_on) => ({ starts_on, ends_on });
const range = (from, to) => ({ from: numberOf(from), to: numberOf(to) });

test("a bar moves by whole months: the end of June becomes the end of July, the 31st fits into any month", () => {
  assert.deepEqual(moved(dates("2011-09-05", "2012-06-30"), "month", 1), dates("2011-10-05", "2012-07-31"));
  assert.equal(shifted("2012-01-31", "month", 1), "2012-02-29");
  assert.equal(shifted("2012-01-30", "month", 1), "2012-02-29");
  assert.equal(shifted("2012-01-15", "month", -13), "2010-12-15");
  assert.equal(shifted("2012-02-28", "day", 2), "2012-03-01");
  assert.deepEqual(moved(dates(null, "2012-06-30"), "day", -1), dates(null, "2012-06-29"));
});

test("an end never passes the other one, and an open end begins where it was drawn", () => {
  assert.deepEqual(stretched(dates("2012-06-15", "2012-06-30"), "end", "month", -1), dates("2012-06-15", "2012-06-15"));
  assert.deepEqual(stretched(dates("2012-06-15", "2012-06-30"), "start", "month", 1), dates("2012-06-30", "2012-06-30"));
  assert.deepEqual(stretched(dates("2012-06-15", null), "end", "month", 1), dates("2012-06-15", "2012-08-14"));
  assert.deepEqual(stretched(dates(null, "2012-06-15"), "start", "day", 0), dates("2012-05-16", "2012-06-15"));
});

test("the line holds whole periods, at least a year, and today only where it is near", () => {
  const years = rangeOf(["2011-09-05", "2012-06-30"], "2012-03-01", "years");
  assert.deepEqual([dayOf(years.from), dayOf(years.to)], ["2011-01-01", "2013-01-01"]);
  const months = rangeOf(["2011-09-05"], "2011-09-20", "months");
  assert.deepEqual([dayOf(months.from), dayOf(months.to)], ["2011-09-01", "2012-09-01"]);
  const long = rangeOf(["2011-09-05", "2012-06-30"], "2026-03-01", "quarters");
  assert.deepEqual([dayOf(long.from), dayOf(long.to)], ["2011-07-01", "2012-07-01"]);
  const mistyped = rangeOf(["0202-01-01", "2012-06-30"], "2012-03-01", "years");
  assert.equal(dayOf(mistyped.from), "2012-01-01");
  assert.equal(zoomOf([], "2012-03-01"), "months");
  assert.equal(zoomOf(["2001-01-01", "2021-01-01"], "2012-03-01"), "years");
});

test("periods follow each other without a gap", () => {
  const line = range("2011-07-01", "2013-01-01");
  for (const zoom of ["years", "quarters", "months"]) {
    const found = periods(line, zoom);
    assert.equal(found[0].from, line.from);
    assert.equal(found.at(-1).to, line.to);
    assert.ok(found.every(({ to }, at) => at === found.length - 1 || found[at + 1].from === to));
  }
  assert.deepEqual(periods(line, "quarters").length, 6);
});

test("a bar stands between its days, stays on the line, and tells which end is open", () => {
  const year = range("2012-01-01", "2013-01-01");
  const whole = spanOf({ ...dates("2012-01-01", "2012-12-31"), continuous: false }, year);
  assert.deepEqual([place(year, whole.from), place(year, whole.to)], ["0%", "100%"]);
  assert.deepEqual([whole.openStart, whole.openEnd], [false, false]);
  const begun = spanOf({ ...dates("2011-03-01", null), continuous: true }, year);
  assert.deepEqual(begun, { ...year, openStart: true, openEnd: true });
  const reversed = spanOf({ ...dates("2012-06-30", "2012-06-01"), continuous: false }, year);
  assert.equal(reversed.to - reversed.from, 1);
  assert.equal(spanOf({ ...dates(null, null), continuous: true }, year), null);
});

test("a hand moves by days where months are wide, else by months, and a tremble moves nothing", () => {
  const year = range("2012-01-01", "2013-01-01");
  assert.deepEqual(steps(year, "months", 10, 366), { unit: "day", by: 10 });
  assert.deepEqual(steps(year, "years", -62, 366), { unit: "month", by: -2 });
  assert.deepEqual(steps(year, "years", -3, 366), { unit: "month", by: 0 });
});

test("phases that overlap stand below each other", () => {
  assert.deepEqual(lanesOf([range("2012-01-01", "2012-03-01"), range("2012-02-01", "2012-04-01"), range("2012-03-01", "2012-05-01")]), [0, 1, 0]);
});
