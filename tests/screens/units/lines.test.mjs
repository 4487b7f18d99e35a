// Lines of activity: a room that contributes to a workshop fills one line an hour, and nothing else goes with it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { linesOf } from "../../../service/web/ui/src/plan/lines.ts";

const entry = (position, tag, stream_id, at) => ({ position, tag, stream_id, at, changed: {} });

test("what a room does in one workshop within an hour is one line, where the newest of it stands", () => {
  const lines = linesOf([
    entry(9, "workshop.contributed", "a", "2026-03-02T10:05:00Z"),
    entry(8, "workshop.contribution_edited", "a", "2026-03-02T10:04:00Z"),
    entry(7, "action.edited", "x", "2026-03-02T10:03:00Z"),
    entry(6, "workshop.contributed", "b", "2026-03-02T10:02:00Z"),
    entry(5, "workshop.guest_admitted", "a", "2026-03-02T09:06:00Z"),
    entry(4, "workshop.contributed", "a", "2026-03-02T09:05:00Z"),
    entry(3, "workshop.opened", "a", "2026-03-02T09:04:00Z"),
  ]);
  assert.deepEqual(
    lines.map((line) => line.map(({ position }) => position)),
    [[9, 8, 5], [7], [6], [4], [3]],
  );
});

test("sixty check-ins at the door of a meeting are one line", () => {
  const entries = Array.from({ length: 60 }, (_, index) => entry(60 - index, "meeting.checked_in", "m", "2026-03-02T10:00:00Z"));
  assert.deepEqual(linesOf(entries).map((line) => line.length), [60]);
});

test("what is not of a workshop stays a line each", () => {
  const entries = [3, 2, 1].map((position) => entry(position, "action.edited", "x", "2026-03-02T10:00:00Z"));
  assert.equal(linesOf(entries).length, 3);
});

test("what somebody did to many actions at once is one line, and what took it back another", () => {
  const many = (position, stream_id, command_id, by = "ben") => ({ ...entry(position, "action.edited", stream_id, "2026-03-02T10:00:00Z"), by, command_id, cause: "bulk" });
  const lines = linesOf([many(7, "a", "c7"), many(6, "b", "c6"), many(5, "c", "c5", "ada"), many(4, "b", "c4"), many(3, "a", "c3"), { ...many(2, "a", "c2"), cause: null }]);
  assert.deepEqual(
    lines.map((line) => line.map(({ position }) => position)),
    [[7, 6], [5], [4, 3], [2]],
  );
});
