// Rows: shown while some lane shows them, previewed while something is on its way, and never more drawn than changed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { effect } from "@preact/signals";
import { Store } from "../../../service/web/ui/src/live/store.ts";

const action = (id, title, more = {}) => ({ action_id: id, plan_id: "p", title, ...more });
const put = (row) => ({ table: "plan_board", key: row.action_id, row });
const gone = (id) => ({ table: "plan_board", key: id, row: null });

test("a row goes with the last lane that shows it", () => {
  const store = new Store();
  store.apply("plan:p/network", [put(action("a", "One"))]);
  store.apply("plan:p/facilitators", [put(action("a", "One"))]);
  store.apply("plan:p/network", [gone("a")]);
  assert.equal(store.row("plan_board", "a").title, "One");
  store.apply("plan:p/facilitators", [gone("a")]);
  assert.equal(store.row("plan_board", "a"), null);
  assert.deepEqual(store.all("plan_board"), []);
});

test("a snapshot replaces what its lane showed, and no more", () => {
  const store = new Store();
  store.apply("plan:p/network", [put(action("a", "One")), put(action("b", "Two"))]);
  store.apply("plan:q/network", [put(action("c", "Three"))]);
  store.replace("plan:p/network", [{ table: "plan_board", row: action("b", "Two, newer") }]);
  assert.deepEqual(store.all("plan_board").map((row) => row.title).sort(), ["Three", "Two, newer"]);
});

test("a snapshot that says of a row what is shown redraws nothing", () => {
  const store = new Store();
  store.apply("l", [put(action("a", "One", { partners: ["x"] })), put(action("b", "Two"))]);
  let drawn = 0;
  const rest = effect(() => {
    store.row("plan_board", "a");
    drawn += 1;
  });
  store.replace("l", [action("a", "One", { partners: ["x"] }), action("b", "Three")].map((row) => ({ table: "plan_board", row })));
  assert.equal(drawn, 1);
  assert.equal(store.row("plan_board", "b").title, "Three");
  store.replace("l", [{ table: "plan_board", row: action("a", "One", { partners: ["y"] }) }]);
  assert.equal(drawn, 2);
  rest();
});

test("a preview lies over the row until it is taken away", () => {
  const store = new Store();
  store.apply("l", [put(action("a", "One", { lead: "Town" }))]);
  const preview = { table: "plan_board", key: "a", set: { title: "Mine" } };
  store.show([preview]);
  assert.equal(store.row("plan_board", "a").title, "Mine");
  assert.ok(store.waiting("plan_board", "a"));
  store.apply("l", [put(action("a", "One", { lead: "District" }))]);
  assert.deepEqual([store.row("plan_board", "a").title, store.row("plan_board", "a").lead], ["Mine", "District"]);
  store.hide([preview]);
  assert.equal(store.row("plan_board", "a").title, "One");
  assert.ok(!store.waiting("plan_board", "a"));
});

test("a new row is there at once and becomes the service's own", () => {
  const store = new Store();
  const preview = { table: "plan_board", key: "a", set: action("a", "New"), fresh: true };
  store.show([preview]);
  assert.equal(store.all("plan_board").length, 1);
  assert.ok(store.promised("plan_board", "a"));
  store.apply("l", [put(action("a", "New"))]);
  assert.ok(!store.promised("plan_board", "a"));
  store.hide([preview]);
  assert.equal(store.row("plan_board", "a").title, "New");
  // Refused, nothing of it stays.
  const refused = { table: "plan_board", key: "b", set: action("b", "Never"), fresh: true };
  store.show([refused]);
  store.hide([refused]);
  assert.equal(store.row("plan_board", "b"), null);
});

test("a change to one row redraws nothing that shows another", () => {
  const store = new Store();
  store.apply("l", [put(action("a", "One")), put(action("b", "Two"))]);
  let drawn = 0;
  effect(() => {
    store.row("plan_board", "a");
    drawn += 1;
  });
  store.apply("l", [put(action("b", "Two, again"))]);
  assert.equal(drawn, 1);
  store.apply("l", [put(action("a", "One, again"))]);
  assert.equal(drawn, 2);
});

test("who waits for a row that is not there yet is told when it comes", () => {
  const store = new Store();
  const seen = [];
  effect(() => {
    seen.push(store.row("plan_board", "a")?.title ?? null);
  });
  store.apply("l", [put(action("a", "Here"))]);
  assert.equal(seen[seen.length - 1], "Here");
});
