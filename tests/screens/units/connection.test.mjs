// The connection, without a network: gaps are noticed, nothing is shown twice, and "online" is only said when it is true.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Connection } from "../../../service/web/ui/src/live/connection.ts";
import { Store } from "../../../service/web/ui/src/live/store.ts";

class Socket {
  static OPEN = 1;
  static last = null;
  readyState = 1;
  sent = [];
  constructor() {
    Socket.last = this;
  }
  send(text) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.readyState = 3;
  }
  say(...frames) {
    for (const frame of frames) {
      this.onmessage({ data: JSON.stringify(frame) });
    }
  }
}

const LANE = "plan:p/network";
const row = (title) => ({ table: "plan_board", key: "a", row: { action_id: "a", plan_id: "p", title } });
const tx = (prev, pos, title) => ({ t: "tx", l: LANE, prev, pos, by: "x", at: "", did: [], rows: [row(title)] });
const welcome = (more = {}) => ({ t: "welcome", conn: "c", epoch: 1, rev: "r", head: 5, hb: { every: 25, timeout: 10 }, user: { person_id: "x" }, ...more });

let heard;
let store;
let connection;

beforeEach(() => {
  globalThis.WebSocket = Socket;
  globalThis.location = { protocol: "http:", host: "here" };
  globalThis.document = { addEventListener() {}, removeEventListener() {}, visibilityState: "visible" };
  globalThis.addEventListener = () => {};
  globalThis.removeEventListener = () => {};
  Object.defineProperty(globalThis, "navigator", { value: { onLine: true }, configurable: true });
  globalThis.setInterval = () => 0;
  globalThis.setTimeout = () => 0;
  heard = [];
  store = new Store();
  connection = new Connection("x", "n", "tab", store, {
    kept: () => null,
    onLive: () => heard.push("live"),
    onProgress: () => {},
    onLost: () => heard.push("lost"),
    onFrame: () => {},
    onDoubt: () => heard.push("doubt"),
  });
  connection.follow("plan:p");
  connection.open();
  Socket.last.onopen();
});

function subscribe(plan = "snapshot", from = null, id = Socket.last.sent.filter(({ t }) => t === "sub").pop().id) {
  Socket.last.say({ t: "subd", id, topic: "plan:p", lanes: [LANE], plan, from });
  return id;
}

function begin() {
  Socket.last.say(welcome());
  const id = subscribe();
  Socket.last.say({ t: "snap", id, l: LANE, pos: 5, part: 0, last: true, rows: [{ table: "plan_board", row: row("First").row }] });
  return id;
}

test("online is said when the topic is caught up, not before", () => {
  const id = begin();
  assert.notEqual(connection.state.value, "online");
  Socket.last.say({ t: "live", id, pos: 5 });
  assert.equal(connection.state.value, "online");
  assert.deepEqual(heard, ["live"]);
});

test("what is old is dropped, what follows is shown", () => {
  const id = begin();
  Socket.last.say({ t: "live", id, pos: 5 }, tx(3, 4, "Old"), tx(5, 6, "Second"), tx(5, 6, "Twice"));
  assert.equal(store.row("plan_board", "a").title, "Second");
  assert.ok(connection.reached(1, 6));
  assert.ok(!connection.reached(1, 7));
});

test("a gap is not shown but asked for again, from where the lane stood", () => {
  const id = begin();
  Socket.last.say({ t: "live", id, pos: 5 }, tx(7, 8, "Too soon"));
  assert.equal(store.row("plan_board", "a").title, "First");
  assert.equal(connection.state.value, "catching_up");
  const asked = Socket.last.sent.filter(({ t }) => t === "sub").pop();
  assert.deepEqual(asked.from, { epoch: 1, rev: "r", pos: 5 });
  subscribe("replay", 5);
  Socket.last.say(tx(5, 7, "Second"), tx(7, 8, "Third"), { t: "live", id: asked.id, pos: 8 });
  assert.equal(store.row("plan_board", "a").title, "Third");
  assert.equal(connection.state.value, "online");
});

test("a beacon reveals that the last change was lost", () => {
  const id = begin();
  Socket.last.say({ t: "live", id, pos: 5 }, { t: "head", l: LANE, prev: 6, pos: 9 });
  assert.equal(Socket.last.sent.filter(({ t }) => t === "sub").length, 2);
});

test("being live completes no lane: what was lost before it is noticed after it", () => {
  const id = begin();
  Socket.last.say({ t: "live", id, pos: 8 });
  assert.equal(connection.state.value, "online");
  assert.ok(!connection.reached(1, 8));
  Socket.last.say(tx(7, 9, "Too soon"));
  assert.equal(store.row("plan_board", "a").title, "First");
  assert.deepEqual(Socket.last.sent.filter(({ t }) => t === "sub").pop().from, { epoch: 1, rev: "r", pos: 5 });
});

test("after a restore nothing old is resumed", () => {
  const id = begin();
  Socket.last.say({ t: "live", id, pos: 5 });
  Socket.last.onclose({ code: 1006 });
  assert.equal(connection.state.value, "reconnecting");
  connection.reopen();
  Socket.last.onopen();
  assert.deepEqual(Socket.last.sent.map(({ t }) => t), ["hello", "sub"]);
  Socket.last.say(welcome({ epoch: 2 }), tx(5, 6, "Of another log"));
  assert.equal(store.row("plan_board", "a").title, "First");
  const again = subscribe();
  assert.equal(connection.state.value, "reconnecting");
  Socket.last.say({ t: "snap", id: again, l: LANE, pos: 2, part: 0, last: true, rows: [{ table: "plan_board", row: row("Restored").row }] });
  Socket.last.say({ t: "live", id: again, pos: 2 }, tx(2, 3, "Since"));
  assert.equal(store.row("plan_board", "a").title, "Since");
});

test("a lost connection resumes where every lane was complete", () => {
  const id = begin();
  Socket.last.say({ t: "live", id, pos: 5 }, tx(5, 6, "Second"));
  Socket.last.onclose({ code: 1006 });
  assert.deepEqual(heard, ["live", "lost"]);
  assert.equal(store.row("plan_board", "a").title, "Second");
  connection.reopen();
  Socket.last.onopen();
  Socket.last.say(welcome());
  assert.deepEqual(Socket.last.sent.filter(({ t }) => t === "sub").pop().from, { epoch: 1, rev: "r", pos: 6 });
});

test("a lane that can not go on begins anew, and nothing of it is shown meanwhile", () => {
  const id = begin();
  Socket.last.say({ t: "live", id, pos: 5 }, { t: "gap", l: LANE, why: "large", next: "snapshot" }, tx(5, 7, "Too soon"));
  assert.equal(store.row("plan_board", "a").title, "First");
  assert.equal(Socket.last.sent.pop().from, undefined);
  assert.equal(connection.begun.value, 2);
});

test("what is asked for again and comes whole is not called up to date before it is there", () => {
  const id = begin();
  Socket.last.say({ t: "live", id, pos: 5 }, welcome());
  assert.equal(connection.state.value, "online");
  subscribe("replay", 5, id);
  assert.equal(connection.state.value, "online");
  subscribe("snapshot", null, id);
  assert.equal(connection.state.value, "catching_up");
});

test("an own change that was answered before the connection broke is not called shown before it is", () => {
  const id = begin();
  Socket.last.say({ t: "live", id, pos: 5 });
  assert.ok(!connection.reached(1, 6));
  Socket.last.onclose({ code: 1006 });
  connection.reopen();
  Socket.last.onopen();
  Socket.last.say(welcome({ head: 6 }));
  assert.ok(!connection.reached(1, 6));
  subscribe("replay", 5);
  Socket.last.say(tx(5, 6, "Mine"));
  assert.ok(connection.reached(1, 6));
});

test("under another person's session nothing is sent, and nothing more is heard", () => {
  begin();
  Socket.last.onclose({ code: 4401 });
  connection.reopen();
  const { last } = Socket;
  last.onopen();
  last.say(welcome({ user: { person_id: "another" } }));
  assert.equal(connection.state.value, "stopped");
  assert.equal(last.onmessage, null);
  assert.ok(!connection.send({ t: "cmd", asking: { id: "1" } }));
  assert.deepEqual(heard, ["lost", "doubt", "lost", "doubt"]);
});

test("a close from 4500 on is final, and says so", () => {
  begin();
  Socket.last.onclose({ code: 4503 });
  assert.equal(connection.state.value, "stopped");
  assert.deepEqual(heard, ["lost", "doubt"]);
});

test("half a surrogate pair is never sent: nobody could read the frame", () => {
  begin();
  connection.send({ t: "cmd", asking: { command: { title: "Un \ud83d arbre \ud83c\udf33" } } });
  assert.equal(Socket.last.sent.pop().asking.command.title, "Un \ufffd arbre \ud83c\udf33");
});

test("a text's updates hold by the rule of lanes, and it goes on from where it was left", () => {
  const heard = [];
  const lane = "text:s/network";
  const subs = () => Socket.last.sent.filter(({ t, topic }) => t === "sub" && topic === "text:s");
  const y = (prev, pos) => ({ t: "y", l: lane, gen: 1, prev, pos, u: "AAA=", by: null });
  Socket.last.say({ t: "live", id: begin(), pos: 5 });
  const letGo = connection.follow("text:s", ({ t, pos }) => heard.push([t, pos]));
  assert.equal(connection.state.value, "online");
  Socket.last.say({ t: "subd", id: subs()[0].id, topic: "text:s", lanes: [lane], plan: "snapshot", from: null });
  Socket.last.say(y(0, 3), { t: "live", id: subs()[0].id, pos: 90 }, y(3, 4), y(3, 4), { t: "head", l: lane, prev: 4, pos: 4 });
  assert.deepEqual(heard, [["y", 3], ["live", 90], ["y", 4]]);
  assert.equal(connection.head.value.pos, 5, "its positions are no positions of the log");
  Socket.last.say(y(5, 6));
  assert.deepEqual(heard.length, 3);
  assert.deepEqual(subs()[1].from, { epoch: 1, rev: "r", pos: 4 });
  letGo();
  assert.deepEqual(Socket.last.sent.at(-1), { t: "unsub", id: subs()[1].id });
});

test("figures are summed over their lanes, told as they change, and begun afresh when they are followed again", () => {
  begin();
  const let_go = connection.follow("figures:n");
  const figures = () => store.figures("figures:n");
  const told = () => Socket.last.sent.filter(({ t }) => t === "sub").pop().id;
  const lanes = ["figures:n/network", "figures:n/person:1"];
  const kv = (l, set, del = []) => ({ t: "kv", l, pos: 5, set, del });
  assert.equal(figures(), null);
  Socket.last.say({ t: "subd", id: told(), topic: "figures:n", lanes, plan: "snapshot", from: null });
  Socket.last.say(kv(lanes[0], { "late.none": 2, conflicts: 1 }), kv(lanes[1], { "late.none": 1 }), { t: "live", id: told(), pos: 5 });
  assert.deepEqual(figures(), { "late.none": 3, conflicts: 1 });
  assert.ok(connection.reached(1, 5), "positions of figures hold up nothing");
  Socket.last.say(kv(lanes[0], { "late.none": 4 }, ["conflicts"]));
  assert.deepEqual(figures(), { "late.none": 5 });
  Socket.last.say({ t: "subd", id: told(), topic: "figures:n", lanes, plan: "snapshot", from: null });
  assert.deepEqual(figures(), { "late.none": 5 }, "they stand until the new ones are there");
  Socket.last.say(kv(lanes[0], { members: 7 }), kv(lanes[1], {}));
  assert.deepEqual(figures(), { members: 7 });
  Socket.last.say({ t: "end", id: told(), code: "revoked", why: "x", retry: false });
  assert.equal(figures(), null);
  let_go();
});

test("what a thousand commits told is let go, and whoever shows it fetches it again", () => {
  Socket.last.say({ t: "live", id: begin(), pos: 5 });
  const begun = connection.begun.value;
  for (let pos = 6; pos < 2_306; pos += 1) {
    const told = { table: "recent_activity", key: pos, row: { position: pos } };
    Socket.last.say({ ...tx(pos - 1, pos, `Title ${pos}`), rows: [row(`Title ${pos}`), told] });
  }
  assert.equal(connection.begun.value, begun + 2);
  assert.equal(store.all("recent_activity").length, 300);
  assert.equal(store.row("plan_board", "a").title, "Title 2305");
});
