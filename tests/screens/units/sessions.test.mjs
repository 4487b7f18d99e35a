// Sessions: what one person did to an item at a stretch is one, and what it comes to is the first before and the last after.
import assert from "node:assert/strict";
import { test } from "node:test";
import { comesTo, isEdit, sessionsOf } from "../../../service/web/ui/src/plan/sessions.ts";
import { wordsChanged } from "../../../service/web/ui/src/texts/words.ts";

const entry = (position, by, minute, changes = [], tag = "action.edited", on_behalf_of = null) => ({
  position,
  tag,
  by,
  on_behalf_of,
  at: new Date(Date.UTC(2026, 2, 2, 10, minute)).toISOString(),
  changes,
  authors: [],
});
const shape = (entries) => sessionsOf(entries, isEdit).map((session) => session.map(({ position }) => position));

test("half an hour without a change ends a session, as does somebody else's hand", () => {
  assert.deepEqual(shape([entry(6, "ben", 75), entry(5, "ben", 44), entry(4, "ben", 14), entry(3, "cas", 13), entry(2, "ben", 12), entry(1, "ben", 0)]), [[6], [5, 4], [3], [2, 1]]);
});

test("in whose name is part of who, and what is no edit stands by itself", () => {
  assert.deepEqual(shape([entry(4, "ben", 3, [], "action.edited", "town"), entry(3, "ben", 2), entry(2, "ben", 1, [], "action.withdrawn"), entry(1, "ben", 0, [], "action.added")]), [[4], [3], [2], [1]]);
});

test("a session comes to the first before and the last after; what was undone within it is nothing", () => {
  const change = (field, before, after) => ({ field, before, after });
  const session = [
    entry(3, "ben", 2, [change("title", "B", "C"), change("lead", "x", null)]),
    entry(2, "ben", 1, [change("title", "A", "B")]),
    entry(1, "ben", 0, [change("lead", null, "x")]),
  ];
  assert.deepEqual(comesTo(session), [change("title", "A", "C")]);
});

test("words that stay are told apart from those that go and those that come", () => {
  const told = (from, to) => wordsChanged(from, to).map(({ is, text }) => `${{ same: "=", gone: "-", put: "+" }[is]}${text}`);
  assert.deepEqual(told("Planter une haie, vite", "Planter dix haies, vite"), ["=Planter ", "-une", "+dix", "= ", "-haie", "+haies", "=, vite"]);
  assert.deepEqual(told("", "Neuf"), ["+Neuf"]);
  assert.deepEqual(told("Un mot", "Autre chose à lire"), ["-Un mot", "+Autre chose à lire"]);
  assert.deepEqual(told("Été", "Été"), ["=Été"]);
  const long = (word) => Array.from({ length: 3000 }, (_, index) => `${word}${index}`).join(" ");
  for (const [from, to] of [["a b c d", "a c b d"], [long("a"), long("b")], ["x  y", "x y\nz"]]) {
    const pieces = wordsChanged(from, to);
    assert.equal(pieces.filter(({ is }) => is !== "put").map(({ text }) => text).join(""), from);
    assert.equal(pieces.filter(({ is }) => is !== "gone").map(({ text }) => text).join(""), to);
  }
});
