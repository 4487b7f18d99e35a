// What was asked for: in order, one at a time, again after a broken connection, and on screen until the lanes show it.
import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { Outbox } from "../../../service/web/ui/src/live/outbox.ts";
import { Store } from "../../../service/web/ui/src/live/store.ts";

const LANE = "plan:p/network";
const wish = (id, title) => ({
  asking: { id, stream: "a", command: { type: "action.edit" } },
  previews: [{ table: "plan_board", key: "a", set: { title } }],
  subject: "",
  summary: title,
});
const ack = (id, after) => ({ t: "ack", id, outcome: "done", after, conflicts: [] });
const rej = (id, retry) => ({ t: "rej", id, code: "action.withdrawn", detail: "", next: "", retry, at: null });

let sent;
let way;
let store;
let outbox;

beforeEach(async () => {
  globalThis.document = { documentElement: {} };
  sent = [];
  way = true;
  store = new Store();
  store.replace(LANE, [{ table: "plan_board", row: { action_id: "a", plan_id: "p", title: "As it was" } }]);
  // No IndexedDB here: it keeps nothing, says so, and works.
  outbox = new Outbox("x", "n", "tab", store, (asking) => way && sent.push(asking.id) > 0);
  await turn();
  assert.equal(outbox.kept.value, false);
});

const title = () => store.row("plan_board", "a").title;

test("what is asked is shown at once, waits for the connection, and leaves one at a time in order", async () => {
  void outbox.ask(wish("1", "First"));
  void outbox.ask(wish("2", "Second"));
  await turn();
  assert.equal(title(), "Second");
  assert.deepEqual(sent, []);
  outbox.onLive();
  assert.deepEqual(sent, ["1"]);
  outbox.onFrame(ack("1", "1.6"));
  assert.deepEqual(sent, ["1", "2"]);
});

test("the answer to what is on its way is awaited, however often the screen catches up", async () => {
  outbox.onLive();
  void outbox.ask(wish("1", "First"));
  await turn();
  outbox.onLive();
  assert.deepEqual(sent, ["1"]);
});

test("after a broken connection it is asked again, under the same id", async () => {
  outbox.onLive();
  void outbox.ask(wish("1", "First"));
  await turn();
  outbox.onLost(1006);
  void outbox.ask(wish("2", "Second"));
  await turn();
  assert.deepEqual(sent, ["1"]);
  outbox.onLive();
  assert.deepEqual(sent, ["1", "1"]);
  outbox.onFrame(ack("1", "1.6"));
  assert.deepEqual(sent, ["1", "1", "2"]);
});

test("an answer stays on screen until the lanes are complete through it, then the lanes show it", async () => {
  outbox.onLive();
  void outbox.ask(wish("1", "Asked"));
  await turn();
  outbox.onFrame(ack("1", "1.6"));
  outbox.settle((epoch, pos) => epoch === 1 && pos <= 5);
  assert.equal(title(), "Asked");
  store.apply(LANE, [{ table: "plan_board", key: "a", row: { action_id: "a", plan_id: "p", title: "As it is" } }]);
  outbox.settle((epoch, pos) => epoch === 1 && pos <= 6);
  assert.equal(title(), "As it is");
});

test("what a rule refuses is taken back on screen, told, and holds up nothing", async () => {
  outbox.onLive();
  const answer = outbox.ask(wish("1", "Refused"));
  void outbox.ask({ ...wish("2", "Second"), previews: [] });
  await turn();
  assert.equal(title(), "Refused");
  outbox.onFrame(rej("1", false));
  assert.equal(title(), "As it was");
  assert.equal((await answer).refused.code, "action.withdrawn");
  assert.deepEqual(sent, ["1", "2"]);
  assert.deepEqual(outbox.entries.value.map(({ id, refused }) => [id, refused?.code]), [["1", "action.withdrawn"], ["2", undefined]]);
});

test("what may succeed later keeps its place, and is given up after some tries", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  outbox.onLive();
  void outbox.ask(wish("1", "First"));
  void outbox.ask(wish("2", "Second"));
  await turn();
  for (let tried = 0; tried < 5; tried += 1) {
    outbox.onFrame(rej("1", true));
    mock.timers.tick(20_000);
  }
  assert.deepEqual(sent, ["1", "1", "1", "1", "1", "1"]);
  outbox.onFrame(rej("1", true));
  assert.equal(sent.at(-1), "2");
  mock.timers.reset();
});

test("what ended the connection is set aside, and not sent again", async () => {
  outbox.onLive();
  void outbox.ask(wish("1", "Unreadable"));
  await turn();
  outbox.onLost(4500);
  outbox.onLive();
  assert.deepEqual(sent, ["1"]);
  assert.equal(outbox.entries.value[0].refused.code, "unreadable");
});

test("what finds no way out leaves with the next", async () => {
  outbox.onLive();
  way = false;
  void outbox.ask(wish("1", "First"));
  await turn();
  way = true;
  outbox.onLive();
  assert.deepEqual(sent, ["1"]);
});
