// What one wish comes to for many actions: each with what was seen of it, and days moved as people count them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { changesOf, moved } from "../../../service/web/ui/src/plan/bulk.ts";

const action = (action_id, more) => ({ action_id, status: "planned", axis_id: null, lead: null, starts_on: null, ends_on: null, ...more });

test("days are moved by weeks and months, and stay within a month that is too short", () => {
  assert.equal(moved("2026-12-30", 1, "weeks"), "2027-01-06");
  assert.equal(moved("2026-03-01", -1, "weeks"), "2026-02-22");
  assert.equal(moved("2026-11-30", 3, "months"), "2027-02-28");
  assert.equal(moved("2027-03-31", -1, "months"), "2027-02-28");
  assert.equal(moved("2028-01-31", 1, "months"), "2028-02-29");
  assert.equal(moved("2026-06-15", -18, "months"), "2024-12-15");
});

test("each edit says what was seen, and an action without a day to move is left out", () => {
  const all = [action("a", { starts_on: "2026-01-31", ends_on: "2026-06-30" }), action("b", { ends_on: "2026-06-30" }), action("c")];
  assert.deepEqual(changesOf({ what: "moved", by: 1, unit: "months", fields: ["starts_on", "ends_on"] }, all), {
    a: { tag: "action.edit", starts_on: { was: "2026-01-31", to: "2026-02-28" }, ends_on: { was: "2026-06-30", to: "2026-07-30" } },
    b: { tag: "action.edit", ends_on: { was: "2026-06-30", to: "2026-07-30" } },
  });
  assert.deepEqual(changesOf({ what: "days", to: { ends_on: "2027-01-01" } }, [all[2]]), { c: { tag: "action.edit", ends_on: { was: null, to: "2027-01-01" } } });
  assert.deepEqual(changesOf({ what: "axis_id", to: "x" }, [all[0]]), { a: { tag: "action.edit", axis: { was: null, to: "x" } } });
  assert.deepEqual(changesOf({ what: "withdraw" }, [all[0]]), { a: { tag: "action.withdraw" } });
});
