// Which road leads to the service: left when it fails, tried again when it may work, and the same frames over each of them.
import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { Connection } from "../../../service/web/ui/src/live/connection.ts";
import { Store } from "../../../service/web/ui/src/live/store.ts";

class Socket {
  static OPEN = 1;
  static made = [];
  readyState = 0;
  sent = [];
  constructor() {
    Socket.made.push(this);
  }
  send(text) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.readyState = 3;
  }
  open() {
    this.readyState = 1;
    this.onopen();
  }
  say(...frames) {
    frames.forEach((frame) => this.onmessage?.({ data: JSON.stringify(frame) }));
  }
  refuse() {
    this.onclose({ code: 1006 });
  }
}

/** A request on its way, answered when the test says so. */
class Request {
  static made = [];
  constructor(path, { body, signal }) {
    this.path = path;
    this.said = JSON.parse(body);
    this.ended = false;
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    signal.addEventListener("abort", () => {
      this.ended = true;
      this.reject(new Error("aborted"));
      this.body?.error(new Error("aborted"));
    });
    Request.made.push(this);
  }
  static last(path) {
    return Request.made.filter((request) => request.path === path).pop();
  }
  async json(said, status = 200) {
    this.resolve(new Response(JSON.stringify(said), { status }));
    await settled();
  }
  async fail() {
    this.reject(new TypeError("no network"));
    await settled();
  }
  async stream(...frames) {
    const stream = new ReadableStream({ start: (body) => void (this.body = body) });
    this.resolve(new Response(stream, { headers: { "content-type": "text/event-stream" } }));
    await settled();
    await this.write(...frames.map((frame) => `data: ${JSON.stringify(frame)}\n\n`));
  }
  async write(...texts) {
    for (const bytes of texts.map((text) => new TextEncoder().encode(text))) {
      // Wherever a proxy cuts it, be it within a letter.
      bytes.forEach((_, at) => this.body.enqueue(bytes.slice(at, at + 1)));
    }
    await settled();
  }
}

const LANES = { "plan:p": "plan:p/network", "plan:q": "plan:q/network" };
const welcome = { t: "welcome", conn: "c", epoch: 1, rev: "r", head: 5, hb: { every: 25, timeout: 10 }, user: { person_id: "x" } };
const tx = (prev, pos, title) => ({
  ...{ t: "tx", l: LANES["plan:p"], prev, pos, by: "x", at: "", did: [] },
  rows: [{ table: "plan_board", key: "a", row: { action_id: "a", plan_id: "p", title } }],
});
/** What the service answers to a hello and its topics. */
function answers({ frames }, pos = 5) {
  return frames.flatMap((frame) => {
    if (frame.t === "hello") {
      return [welcome];
    }
    const lane = LANES[frame.topic];
    const subd = { t: "subd", id: frame.id, topic: frame.topic, lanes: [lane], plan: frame.from ? "replay" : "snapshot", from: frame.from?.pos ?? null };
    const snap = { t: "snap", id: frame.id, l: lane, pos, part: 0, last: true, rows: [] };
    return [subd, ...(frame.from ? [] : [snap]), { t: "live", id: frame.id, pos }];
  });
}
/** Every promise that can be kept has been. */
const settled = () => turn();

let heard;
let told;
let store;
let connection;
let listening;
let kept;

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] });
  mock.method(Math, "random", () => 1);
  Socket.made = [];
  Request.made = [];
  listening = {};
  kept = new Map();
  globalThis.WebSocket = Socket;
  globalThis.fetch = (path, options) => new Request(path, options).answer;
  globalThis.location = { protocol: "https:", host: "here" };
  globalThis.document = { addEventListener: (name, hear) => void (listening[name] = hear), removeEventListener() {}, visibilityState: "visible" };
  globalThis.addEventListener = (name, hear) => void (listening[name] = hear);
  globalThis.removeEventListener = () => {};
  globalThis.sessionStorage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
  Object.defineProperty(globalThis, "navigator", { value: { onLine: true }, configurable: true });
  connect();
});

afterEach(() => {
  connection.close();
  mock.timers.reset();
  mock.restoreAll();
});

function connect() {
  heard = [];
  told = [];
  store = new Store();
  connection = new Connection("x", "n", "tab", store, {
    kept: () => null,
    onLive: () => heard.push("live"),
    onProgress: () => {},
    onLost: (code) => heard.push(code),
    onFrame: (frame) => told.push(frame),
    onDoubt: () => heard.push("doubt"),
  });
  connection.follow("plan:p");
  connection.open();
}

const socket = () => Socket.made.at(-1);

async function overStream() {
  socket().refuse();
  mock.timers.tick(5_000);
  socket().refuse();
  mock.timers.tick(0);
  const events = Request.last("/live/events");
  await events.stream(...answers(events.said));
  return events;
}

async function overPoll() {
  socket().refuse();
  mock.timers.tick(500);
  socket().refuse();
  mock.timers.tick(0);
  mock.timers.tick(7_000);
  mock.timers.tick(1_000);
  mock.timers.tick(0);
  await settled();
  const poll = Request.last("/live/poll");
  await poll.json({ frames: answers(poll.said), close: null });
  return poll;
}

test("where sockets are refused a stream carries the same frames, and says that it does", async () => {
  const events = await overStream();
  assert.deepEqual(events.said.frames, [{ t: "hello", v: 1, network: "n", client: "tab" }, { t: "sub", id: events.said.frames[1].id, topic: "plan:p" }]);
  assert.equal(connection.state.value, "online");
  assert.equal(connection.road.value, "stream");
  await events.write(": \n\n", `data: ${JSON.stringify(tx(5, 6, "Été à l’école"))}\n\n`);
  assert.equal(store.row("plan_board", "a").title, "Été à l’école");
});

test("another topic is another stream, each topic from where it stands, and nothing shown is in doubt meanwhile", async () => {
  const events = await overStream();
  await events.write(`data: ${JSON.stringify(tx(5, 6, "Second"))}\n\n`);
  connection.follow("plan:q");
  assert.equal(connection.state.value, "catching_up");
  mock.timers.tick(30);
  await settled();
  assert.ok(events.ended);
  const next = Request.last("/live/events");
  assert.deepEqual(next.said.frames.map(({ topic, from }) => [topic, from?.pos]), [[undefined, undefined], ["plan:p", 6], ["plan:q", undefined]]);
  await next.stream(...answers(next.said, 6), tx(6, 7, "Third"));
  assert.equal(store.row("plan_board", "a").title, "Third");
  assert.equal(connection.state.value, "online");
  assert.deepEqual(heard, [1006, 1006, "doubt", "live", "live"]);
});

test("a page that was too busy to hear keeps its line: what came meanwhile is heard first", async () => {
  socket().open();
  mock.timers.tick(60_000); // one long task, behind which the greeting stands in line
  const asked = socket().sent.filter(({ t }) => t === "sub");
  socket().say(...answers({ frames: [{ t: "hello" }, ...asked] }));
  mock.timers.tick(1_000);
  assert.equal(connection.state.value, "online");
  assert.equal(Socket.made.length, 1);
});

test("a gap on a stream is asked for again from where the lane stood", async () => {
  const events = await overStream();
  await events.write(`data: ${JSON.stringify(tx(7, 8, "Too soon"))}\n\n`);
  mock.timers.tick(30);
  await settled();
  assert.equal(Request.last("/live/events").said.frames[1].from.pos, 5);
});

test("a stream that says nothing, or ends without a word, is lost; one that is closed says why", async () => {
  const events = await overStream();
  mock.timers.tick(34_000);
  await events.write(": \n\n");
  mock.timers.tick(34_000);
  assert.equal(connection.state.value, "online");
  mock.timers.tick(1_000);
  assert.equal(connection.state.value, "reconnecting");
  mock.timers.tick(500);
  const next = Request.last("/live/events");
  await next.stream(...answers(next.said));
  mock.timers.tick(10_000);
  next.body.close();
  await settled();
  assert.equal(connection.state.value, "reconnecting");
  mock.timers.tick(500);
  await Request.last("/live/events").stream(welcome);
  await Request.last("/live/events").write('event: close\ndata: {"code":4503,"reason":"nothing here"}\n\n');
  assert.equal(connection.state.value, "stopped");
});

test("a service that says goodbye is left until its slot, and what it says after is not heard", async () => {
  const events = await overStream();
  const frames = [{ t: "bye", why: "restart", slot_ms: 2_000 }, tx(5, 6, "Too late")];
  const said = frames.map((frame) => `data: ${JSON.stringify(frame)}\n\n`).join("");
  events.body.enqueue(new TextEncoder().encode(`${said}event: close\ndata: {"code":1012,"reason":"restart"}\n\n`));
  await settled();
  assert.equal(store.row("plan_board", "a"), null);
  assert.deepEqual(heard.slice(-2), ["live", 1012]);
  const before = Request.made.length;
  mock.timers.tick(1_999);
  assert.equal(Request.made.length, before);
  mock.timers.tick(1);
  assert.equal(Request.made.length, before + 1);
});

test("a stream that is held back gives way to polls, each of which says where every topic stands", async () => {
  const first = await overPoll();
  assert.equal(first.said.wait, 0);
  assert.equal(connection.state.value, "online");
  assert.equal(connection.road.value, "poll");
  mock.timers.tick(500);
  const second = Request.last("/live/poll");
  assert.notEqual(first, second);
  assert.equal(second.said.wait, 25);
  assert.equal(second.said.frames[1].from.pos, 5);
  const [greeting, subd, live] = answers(second.said);
  await second.json({ frames: [greeting, subd, tx(5, 6, "Second"), live], close: null });
  assert.equal(store.row("plan_board", "a").title, "Second");
  assert.deepEqual(heard.filter((what) => what === "live"), ["live"]);
});

test("a poll that fails once is asked again, and a topic that comes waits for none", async () => {
  await overPoll();
  mock.timers.tick(500);
  await Request.last("/live/poll").fail();
  assert.equal(connection.state.value, "reconnecting");
  mock.timers.tick(4_000);
  assert.equal(connection.road.value, "poll");
  const poll = Request.last("/live/poll");
  await poll.json({ frames: answers(poll.said), close: null });
  mock.timers.tick(500);
  const waiting = Request.last("/live/poll");
  connection.follow("plan:q");
  assert.ok(waiting.ended);
  mock.timers.tick(30);
  assert.equal(Request.last("/live/poll").said.wait, 0);
  assert.equal(Request.last("/live/poll").said.frames.length, 3);
});

test("what is asked over HTTP leaves in order, one request at a time, and its answer is heard", async () => {
  const events = await overStream();
  assert.ok(connection.send({ t: "cmd", asking: { id: "1", command: { title: "Un \ud83d arbre" } } }));
  connection.send({ t: "pres", topic: "plan:p", state: null });
  connection.send({ t: "cmd", asking: { id: "2" } });
  connection.send({ t: "pres", topic: "plan:p", state: { item: "a", field: null, mode: "view" } });
  const [first] = Request.made.filter(({ path }) => path === "/live/commands");
  assert.equal(first, Request.last("/live/commands"));
  assert.equal(first.said.frames[0].asking.command.title, "Un \ufffd arbre");
  assert.deepEqual([first.said.network, first.said.client], ["n", "tab"]);
  await first.json({ frames: [{ t: "ack", id: "1", outcome: "done", after: "1.6", conflicts: [] }] });
  assert.equal(told.at(-1).id, "1");
  const second = Request.last("/live/commands");
  assert.deepEqual(second.said.frames.map(({ t, state }) => [t, state?.item]), [["cmd", undefined], ["pres", "a"]]);
  await second.fail();
  assert.equal(connection.state.value, "reconnecting");
  assert.ok(events.ended);
});

test("what something on the way refuses to carry is set aside, and the connection stays", async () => {
  await overStream();
  connection.send({ t: "cmd", asking: { id: "1" } });
  await Request.last("/live/commands").json({ title: "", status: 403, detail: "Not this." }, 403);
  assert.deepEqual([told.at(-1).t, told.at(-1).id, told.at(-1).retry, told.at(-1).detail], ["rej", "1", false, "Not this."]);
  assert.equal(connection.state.value, "online");
});

test("a session that ended is asked about, and is no fault of the road", async () => {
  await overStream();
  connection.send({ t: "cmd", asking: { id: "1" } });
  await Request.last("/live/commands").json({ detail: "" }, 401);
  assert.equal(heard.at(-1), "doubt");
  assert.equal(connection.road.value, "stream");
});

test("a topic that is not there is sought again for a while, then left out, and asked for once more when all is", async () => {
  const refusals = ({ frames }) => frames.flatMap((frame) => (frame.topic === "plan:q" ? [{ t: "err", id: frame.id, code: "missing", msg: "", retry: false }] : answers({ frames: [frame] })));
  const asked = () => Request.last("/live/poll").said.frames.some(({ topic }) => topic === "plan:q");
  await overPoll();
  connection.follow("plan:q");
  mock.timers.tick(30);
  for (const wait of [1_000, 2_000, 3_000]) {
    assert.ok(asked());
    await Request.last("/live/poll").json({ frames: refusals(Request.last("/live/poll").said), close: null });
    assert.equal(connection.state.value, "online");
    mock.timers.tick(500);
    assert.ok(!asked());
    mock.timers.tick(wait - 500);
    mock.timers.tick(30);
  }
  await Request.last("/live/poll").json({ frames: refusals(Request.last("/live/poll").said), close: null });
  mock.timers.tick(30_000);
  assert.ok(!asked());
  await Request.last("/live/poll").fail();
  mock.timers.tick(30_000);
  assert.ok(asked());
});

test("after a command over polls the service is asked to say when the lanes have passed it", async () => {
  await overPoll();
  mock.timers.tick(500);
  connection.send({ t: "cmd", asking: { id: "1" } });
  const waiting = Request.last("/live/poll");
  await Request.last("/live/commands").json({ frames: [{ t: "ack", id: "1", outcome: "done", after: "1.6", conflicts: [] }] });
  assert.ok(waiting.ended);
  for (const [pos, after] of [[5, "1.6"], [6, "1.6"], [6, null]]) {
    const poll = Request.last("/live/poll");
    assert.equal(poll.said.after, after);
    await poll.json({ frames: answers(poll.said, pos), close: null });
    mock.timers.tick(500);
  }
});

test("when every road fails it says so, waits, and begins with a socket", async () => {
  for (let at = 0; at < 2; at += 1) {
    socket().refuse();
    mock.timers.tick(at === 0 ? 500 : 0);
  }
  for (const wait of [2_000, 0]) {
    await Request.last("/live/events").fail();
    assert.equal(connection.state.value, "reconnecting");
    mock.timers.tick(wait);
  }
  for (const wait of [8_000, 16_000]) {
    assert.equal(connection.road.value, "poll");
    await Request.last("/live/poll").fail();
    assert.equal(connection.state.value, "offline");
    mock.timers.tick(wait);
  }
  assert.equal(Socket.made.length, 3);
  assert.equal(connection.road.value, "socket");
});

test("a service that was away is not taken for a road that refuses sockets", async () => {
  for (let at = 0; at < 2; at += 1) {
    socket().refuse();
    mock.timers.tick(at === 0 ? 500 : 0);
  }
  for (const wait of [2_000, 0]) {
    await Request.last("/live/events").fail();
    mock.timers.tick(wait);
  }
  await Request.last("/live/poll").fail();
  mock.timers.tick(8_000);
  const before = Socket.made.length;
  const poll = Request.last("/live/poll");
  await poll.json({ frames: answers(poll.said), close: null });
  assert.equal(Socket.made.length, before + 1);
});

test("a socket is tried beside the stream under another name, and taken when it is greeted", async () => {
  const events = await overStream();
  const before = Socket.made.length;
  mock.timers.tick(29_000);
  await events.write(": \n\n");
  assert.equal(Socket.made.length, before);
  mock.timers.tick(1_000);
  socket().refuse();
  assert.equal(connection.state.value, "online");
  await events.write(": \n\n");
  for (const tried of [1, 2]) {
    mock.timers.tick(30_000);
    await events.write(": \n\n");
    assert.equal(Socket.made.length, before + tried);
  }
  socket().refuse();
  listening.online();
  assert.equal(Socket.made.length, before + 3);
  const trial = socket();
  trial.open();
  assert.deepEqual(trial.sent.map(({ t }) => t), ["hello"]);
  assert.notEqual(trial.sent[0].client, "tab");
  assert.ok(!events.ended);
  trial.say({ t: "bye", why: "busy", slot_ms: 9_000 });
  trial.onclose({ code: 1013 });
  assert.ok(!events.ended);
  listening.online();
  socket().open();
  socket().say(welcome);
  assert.ok(events.ended);
  socket().open();
  assert.deepEqual(socket().sent.map(({ client, topic, from }) => client ?? [topic, from.pos]), ["tab", ["plan:p", 5]]);
  socket().say(...answers({ frames: socket().sent }));
  assert.equal(connection.state.value, "online");
  assert.equal(connection.road.value, "socket");
  // It breaks at once, again and again: so it is not tried as soon as the first time.
  const next = await overStream();
  const tried = Socket.made.length;
  mock.timers.tick(30_000);
  await next.write(": \n\n");
  assert.equal(connection.road.value, "stream");
  assert.equal(Socket.made.length, tried);
});

test("a tab that nobody looks at leaves the browser's few requests to others, and is there when someone looks", async () => {
  const events = await overStream();
  document.visibilityState = "hidden";
  listening.visibilitychange();
  for (const seconds of [30, 29]) {
    mock.timers.tick(seconds * 1_000);
    await events.write(": \n\n");
  }
  assert.ok(!events.ended);
  mock.timers.tick(1_000);
  assert.ok(events.ended);
  const before = Request.made.length;
  mock.timers.tick(600_000);
  assert.equal(Request.made.length, before);
  document.visibilityState = "visible";
  listening.visibilitychange();
  assert.equal(Request.made.length, before + 1);
  const next = Request.last("/live/events");
  await next.stream(...answers(next.said));
  assert.equal(connection.state.value, "online");
});

test("the road that worked is the first of the next page", async () => {
  await overStream();
  connection.close();
  connect();
  assert.equal(connection.road.value, "stream");
  assert.equal(Socket.made.length, 2);
});

test("a service that goes away on purpose, and a browser without network, say nothing of the road", () => {
  for (const code of [1012, 4000, 1013, 1012]) {
    socket().onclose({ code });
    mock.timers.tick(30_000);
  }
  navigator.onLine = false;
  for (let at = 0; at < 4; at += 1) {
    socket().refuse();
    mock.timers.tick(30_000);
  }
  assert.equal(connection.road.value, "socket");
  assert.equal(connection.state.value, "offline");
});

test("losses that follow each other closely wait longer, whatever was said in between", () => {
  for (const wait of [500, 1_000, 2_000, 4_000]) {
    const made = Socket.made.length;
    socket().open();
    socket().say(welcome);
    socket().onclose({ code: 4000 });
    mock.timers.tick(wait - 1);
    assert.equal(Socket.made.length, made);
    mock.timers.tick(1);
    assert.equal(Socket.made.length, made + 1);
  }
  socket().open();
  socket().say(welcome);
  mock.timers.tick(10_000);
  socket().onclose({ code: 4000 });
  mock.timers.tick(500);
  assert.equal(Socket.made.length, 6);
});
