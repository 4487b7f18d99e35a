// Members on a map: everyone stays reachable, however many stand in one place, and whoever lies next in a direction is found there.
import assert from "node:assert/strict";
import { test } from "node:test";
import { APART, clusters, flat, next, shown, whole, zoomed } from "../../../service/web/ui/src/pages/directoryPlaces.ts";

const SIZE = { width: 600, height: 400 };
const at = (id, latitude, longitude) => ({ id, latitude, longitude });
const spots = (places) => {
  const project = flat(places);
  return places.map((place) => ({ id: place.id, of: place.id, ...project(place) }));
};

test("everything is shown at once, north above south and east to the right", () => {
  const [north, south, east] = spots([at("n", 4_300_000, 200_000), at("s", 4_200_000, 200_000), at("e", 4_250_000, 300_000)]);
  const view = whole([north, south, east], SIZE);
  const [n, s, e] = [north, south, east].map((one) => shown(view, SIZE, one));
  assert.ok(n.y < e.y && e.y < s.y && e.x > n.x);
  for (const { x, y } of [n, s, e]) {
    assert.ok(x > 0 && x < SIZE.width && y > 0 && y < SIZE.height);
  }
  // A degree of longitude is as many pixels as on the ground: three quarters of one of latitude.
  assert.ok(Math.abs((e.x - n.x) / (s.y - n.y) - Math.cos((42.5 * Math.PI) / 180)) < 0.01);
});

test("fourteen in one place are one symbol that holds them all, and symbols never overlap", () => {
  const together = Array.from({ length: 14 }, (_, index) => at(`t${index}`, 4_250_000, 250_000));
  const scattered = Array.from({ length: 200 }, (_, index) => at(`s${index}`, 4_200_000 + ((index * 7_919) % 100_000), 200_000 + ((index * 104_729) % 100_000)));
  const all = spots([...together, ...scattered]);
  const view = whole(all, SIZE);
  for (const seen of [view, zoomed(view, 4, view, all[0]), zoomed(view, 1e6, view, all[0])]) {
    const marks = clusters(all, seen, SIZE);
    assert.equal(marks.flatMap(({ of }) => of).length, all.length);
    assert.ok(together.every(({ id }) => marks.find(({ of }) => of.includes("t0")).of.includes(id)));
    for (const [index, one] of marks.entries()) {
      assert.ok(marks.slice(index + 1).every((other) => Math.hypot(one.x - other.x, one.y - other.y) >= APART));
    }
  }
});

test("nobody zooms out beyond everything, nor in without end; a member that stands alone is shown too", () => {
  const all = spots([at("one", 4_250_000, 250_000)]);
  const view = whole(all, SIZE);
  assert.ok(Number.isFinite(view.scale) && view.scale > 0);
  assert.deepEqual(zoomed(view, 0.01, view), view);
  const near = zoomed(view, 1e9, view);
  assert.equal(zoomed(near, 2, view).scale, near.scale);
});

test("an arrow leads to whoever lies in its direction, and nowhere where nobody does", () => {
  const marks = [["a", 0, 0], ["b", 100, 5], ["c", 60, 80], ["d", 0, 90]].map(([id, x, y]) => ({ id, x, y, of: [id] }));
  const [a, b, , d] = marks;
  assert.equal(next(marks, a, "ArrowRight").id, "b");
  assert.equal(next(marks, a, "ArrowDown").id, "d");
  assert.equal(next(marks, d, "ArrowUp").id, "a");
  assert.equal(next(marks, b, "ArrowRight"), null);
  assert.equal(next(marks, a, "Enter"), null);
});
