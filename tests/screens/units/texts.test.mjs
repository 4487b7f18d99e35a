// Texts written together: several hands, one text; nothing is lost, nothing jumps under a hand, and nobody's undo takes another's words.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import * as Y from "yjs";
import { fromBase64, toBase64 } from "../../../service/web/ui/src/texts/base64.ts";
import { after, difference } from "../../../service/web/ui/src/texts/difference.ts";
import { TextDocument } from "../../../service/web/ui/src/texts/document.ts";
import { Hands } from "../../../service/web/ui/src/texts/hands.ts";
import { Unsent } from "../../../service/web/ui/src/texts/unsent.ts";

const SECTION = "s";
const LANE = `text:${SECTION}/network`;

/** Keeps updates in order and tells them to everyone, as the service does. */
class Service {
  updates = [];
  people = [];
  refuses = null;
  gen = 1;

  say(update, by) {
    this.updates.push({ u: update, by });
    const pos = this.updates.length;
    for (const person of this.people) {
      person.owed.push({ t: "y", l: LANE, gen: this.gen, prev: pos - 1, pos, u: update, by });
    }
  }

  /** Everyone hears what they are owed. */
  tell(...people) {
    for (const person of people.length > 0 ? people : this.people) {
      for (const frame of person.owed.splice(0)) {
        person.hear(frame);
      }
    }
  }

  get text() {
    const doc = new Y.Doc();
    this.updates.forEach(({ u }) => Y.applyUpdate(doc, fromBase64(u)));
    return doc.getText("text").toString();
  }
}

class Field extends EventTarget {
  value = "";
  selectionStart = 0;
  selectionEnd = 0;
  selectionDirection = "none";
  scrollTop = 0;
  ownerDocument = { activeElement: this };

  setSelectionRange(start, end) {
    this.selectionStart = start;
    this.selectionEnd = end;
  }

  /** Type over the selection, or at this place. */
  put(text, at = this.selectionStart, gone = this.selectionEnd - this.selectionStart) {
    this.value = this.value.slice(0, at) + text + this.value.slice(at + gone);
    this.setSelectionRange(at + text.length, at + text.length);
    this.dispatchEvent(new Event("input"));
  }

  press(key, more = {}) {
    this.dispatchEvent(Object.assign(new Event("keydown", { cancelable: true }), { key, ctrlKey: true, ...more }));
  }
}

class Person {
  owed = [];
  online = true;

  constructor(service, name) {
    this.service = service;
    this.me = name;
    this.unsent = this.begin();
    this.connection = {
      follow: (_topic, hear) => {
        this.hear = hear;
        return () => undefined;
      },
    };
    service.people.push(this);
    this.field = new Field();
    this.hands = new Hands(this.field, (text) => ([...text].length > 60 ? "too long" : null));
  }

  begin() {
    const unsent = new Unsent(this.me, "n", `tab of ${this.me}`, (frame) => {
      if (!this.online) {
        return false;
      }
      queueMicrotask(() => this.answer(frame));
      return true;
    });
    unsent.onLive();
    return unsent;
  }

  answer(frame) {
    const { refuses } = this.service;
    if (refuses !== null) {
      this.unsent.onFrame({ t: "rej", id: frame.id, detail: "", next: "", at: null, ...refuses });
    } else {
      this.settled = frame.settle;
      if (frame.u !== "") {
        this.service.say(frame.u, this.me);
      }
      this.unsent.onFrame({ t: "yack", id: frame.id, pos: this.service.updates.length });
    }
  }

  open() {
    this.document = new TextDocument(this, SECTION);
    const all = Y.mergeUpdates([Y.encodeStateAsUpdate(new Y.Doc()), ...this.service.updates.map(({ u }) => fromBase64(u))]);
    this.owed = [];
    this.hear({ t: "y", l: LANE, gen: this.service.gen, prev: 0, pos: this.service.updates.length, u: toBase64(all), by: null });
    this.hear({ t: "live", id: 1, pos: 0 });
    this.hands.attach(this.document);
    return this;
  }

  async send() {
    this.document.flush(false);
    await new Promise((done) => setImmediate(done));
  }
}

let service;
let ada;
let ben;

beforeEach(() => {
  const storage = Object.create({
    getItem: (key) => storage[key] ?? null,
    setItem: (key, value) => {
      storage[key] = value;
    },
    removeItem: (key) => delete storage[key],
  });
  globalThis.localStorage = storage;
  globalThis.addEventListener = () => {};
  globalThis.removeEventListener = () => {};
  service = new Service();
  ada = new Person(service, "ada").open();
  ben = new Person(service, "ben").open();
});

async function said(text) {
  ada.field.put(text, 0, ada.field.value.length);
  await ada.send();
  service.tell();
}

test("the smallest stretch is found where the caret says, and halves of a letter never part", () => {
  assert.deepEqual(difference("aaa", "aaaa", 2), { at: 1, gone: 0, put: "a" });
  assert.deepEqual(difference("aab", "ab", 0), { at: 0, gone: 1, put: "" });
  assert.deepEqual(difference("one two", "one three two", 10), { at: 4, gone: 0, put: "three " });
  assert.deepEqual(difference("a😀b", "a😁b", 3), { at: 1, gone: 2, put: "😁" });
  assert.deepEqual(difference("😀", "😀😀", 4), { at: 2, gone: 0, put: "😀" });
  assert.equal(difference("same", "same"), null);
  assert.deepEqual(after({ at: 9, gone: 1, put: "x" }, { at: 2, gone: 3, put: "longer" }), { at: 12, gone: 1, put: "x" });
  assert.deepEqual(after({ at: 2, gone: 4, put: "mine" }, { at: 1, gone: 3, put: "theirs" }), { at: 7, gone: 2, put: "mine" });
});

test("two people type into one text at once, and each caret stays where it is", async () => {
  await said("Accueil. Suites.");
  ada.field.put(" du maire", 7, 0);
  ben.field.put(" décidées", 15, 0);
  await Promise.all([ada.send(), ben.send()]);
  service.tell();
  for (const { field } of [ada, ben]) {
    assert.equal(field.value, "Accueil du maire. Suites décidées.");
  }
  assert.equal(ada.field.selectionStart, "Accueil du maire".length);
  assert.equal(ben.field.selectionStart, "Accueil du maire. Suites décidées".length);
  assert.equal(service.text, ada.field.value);
  await ben.send();
  assert.equal(service.updates.length, 3, "who hears of an update does not send it on");
});

test("a selection and the place scrolled to stay, and what others put at the caret comes after it", async () => {
  await said("one two three");
  ben.field.setSelectionRange(4, 7);
  ben.field.scrollTop = 40;
  ada.field.put("zero ", 0, 0);
  await ada.send();
  service.tell();
  assert.equal(ben.field.value.slice(ben.field.selectionStart, ben.field.selectionEnd), "two");
  assert.equal(ben.field.scrollTop, 40);
  ben.field.setSelectionRange(5, 5);
  ada.field.put("and ", 5, 0);
  await ada.send();
  service.tell();
  assert.equal(ben.field.selectionStart, 5);
});

test("undoing takes back one's own words alone, and brings them again", async () => {
  await said("Tour de table.");
  ben.field.put(" Suites.", 14, 0);
  await ben.send();
  service.tell();
  ada.field.put("Accueil. ", 0, 0);
  await ada.send();
  service.tell();
  ben.field.press("z");
  assert.equal(ben.field.value, "Accueil. Tour de table.");
  ben.field.press("Z", { shiftKey: true });
  assert.equal(ben.field.value, "Accueil. Tour de table. Suites.");
  ben.field.press("z");
  ben.field.press("z");
  assert.equal(ben.field.value, "Accueil. Tour de table.");
  await ben.send();
  service.tell();
  assert.equal(ada.field.value, ben.field.value);
});

test("nothing is drawn into a field while a letter is composed, and both texts stand afterwards", async () => {
  await said("Accueil");
  ben.field.dispatchEvent(new Event("compositionstart"));
  ben.field.put("´", 7, 0);
  ada.field.put("Le jour. ", 0, 0);
  await ada.send();
  service.tell();
  assert.equal(ben.field.value, "Accueil´");
  ben.field.put("é", 7, 1);
  ben.field.dispatchEvent(new Event("compositionend"));
  assert.equal(ben.field.value, "Le jour. Accueilé");
  assert.equal(ben.field.selectionStart, ben.field.value.length);
  await ben.send();
  service.tell();
  assert.equal(ada.field.value, "Le jour. Accueilé");
});

test("what is too long stays in its field until it fits; undoing takes it out", async () => {
  await said("short");
  ben.field.put("x".repeat(70), 5, 0);
  assert.equal(ben.hands.wrong.value, "too long");
  ada.field.put("very ", 0, 0);
  await ada.send();
  service.tell();
  assert.ok(ben.field.value.startsWith("shortx"));
  ben.field.put("", 15, 60);
  assert.equal(ben.field.value, "very shortxxxxxxxxxx");
  assert.equal(ben.hands.wrong.value, null);
  ben.field.put("y".repeat(70), 0, 0);
  ben.field.press("z");
  assert.equal(ben.field.value, "very shortxxxxxxxxxx");
});

test("what was typed before the document came is done to what it says", async () => {
  await said("Accueil du maire. Suites.");
  const cas = new Person(service, "cas");
  cas.hands.show("Accueil. Suites."); // what the row still says
  cas.field.setSelectionRange(15, 15);
  cas.field.put(" décidées");
  cas.open();
  assert.equal(cas.field.value, "Accueil du maire. Suites décidées.");
  assert.equal(cas.field.selectionStart, cas.field.value.length - 1);
  await cas.send();
  service.tell();
  assert.equal(ada.field.value, cas.field.value);
});

test("a text from elsewhere loses its carriage returns, once, whoever opens it first", async () => {
  const doc = new Y.Doc();
  doc.getText("text").insert(0, "one\r\ntwo\rthree");
  service.say(toBase64(Y.encodeStateAsUpdate(doc)), null);
  const people = ["cas", "dee"].map((name) => new Person(service, name).open());
  for (const person of people) {
    await person.send();
  }
  service.tell();
  assert.equal(service.text.replaceAll("\n\n", "\n"), "one\ntwo\nthree");
  assert.equal(people[0].field.value, service.text);
});

test("what was typed without a network outlives the tab, and is sent by the next", async () => {
  await said("Accueil.");
  ben.online = false;
  ben.unsent.onLost(1006);
  ben.field.put(" Sans réseau.", 8, 0);
  await ben.send();
  ben.field.put(" Encore.", 21, 0);
  await ben.send();
  assert.ok(ben.unsent.waiting.value.has(SECTION));
  assert.equal(service.text, "Accueil.");
  // The tab is closed; another of the same person opens, and its page shows no text at all.
  ben.online = true;
  ben.document = null;
  ben.unsent = ben.begin();
  ben.unsent.adopt(new Set());
  await new Promise((done) => setImmediate(done));
  assert.equal(service.text, "Accueil. Sans réseau. Encore.");
  assert.deepEqual(Object.keys(localStorage), []);
  service.tell();
  assert.equal(ada.field.value, "Accueil. Sans réseau. Encore.");
});

test("a living tab keeps what it has typed to itself, and another person sends none of it", async () => {
  ben.online = false;
  ben.unsent.onLost(1006);
  ben.field.put("Mine");
  await ben.send();
  const other = new Unsent("ben", "n", "other tab", () => assert.fail("not this tab's to send"));
  other.onLive();
  other.adopt(new Set(["tab of ben", "other tab"]));
  const cas = new Unsent("cas", "n", "tab of cas", () => assert.fail("not this person's to send"));
  cas.onLive();
  cas.adopt(new Set());
});

test("an answer that was lost with the connection is asked for again", async () => {
  const frames = [];
  const unsent = new Unsent("p", "n", "tab", (frame) => frames.push(frame) > 0);
  unsent.onLive();
  const merge = () => assert.fail("what is on its way is left alone");
  unsent.push(SECTION, 1, "AAA=", "text", false, merge);
  unsent.push(SECTION, 1, "AAA=", "text", true, merge);
  unsent.onLost(1006);
  unsent.onLive();
  assert.equal(frames.length, 2);
  assert.equal(frames[0].id, frames[1].id);
  unsent.onFrame({ t: "yack", id: frames[0].id, pos: 1 });
  assert.deepEqual([frames.length, frames[2].settle], [3, true]);
  unsent.onFrame({ t: "yack", id: frames[2].id, pos: 1 });
  assert.equal(unsent.waiting.value.size, 0);
});

test("what the service turns down is set aside whole, and the text begins afresh", async () => {
  await said("Accueil.");
  service.refuses = { code: "minutes.not_draft", retry: false };
  ben.field.put(" Trop tard.", 8, 0);
  await ben.send();
  assert.equal(ben.document.stage.value, "gone");
  assert.deepEqual(ben.unsent.aside.value.map(({ section, text, why }) => [section, text, why.code]), [[SECTION, "Accueil. Trop tard.", "minutes.not_draft"]]);
  const again = ben.begin();
  again.adopt(new Set());
  assert.equal(again.aside.value.length, 1);
  again.putAway(again.aside.value[0]);
  assert.deepEqual(Object.keys(localStorage), []);
});

test("a text that was begun anew takes nothing of what it was, and what was on its way is set aside", async () => {
  await said("Accueil de Madame X.");
  ben.online = false;
  ben.unsent.onLost(1006);
  ben.field.put(" Suites.", 20, 0);
  await ben.send();
  service.gen = 2;
  service.updates = [];
  const doc = new Y.Doc();
  doc.getText("text").insert(0, "Accueil.");
  service.say(toBase64(Y.encodeStateAsUpdate(doc)), null);
  service.tell();
  assert.equal(ben.document.stage.value, "gone");
  ben.open();
  assert.equal(ben.field.value, "Accueil.");
  service.refuses = { code: "text.begun_anew", retry: false };
  ben.online = true;
  ben.unsent.onLive();
  await ben.send();
  assert.equal(service.text, "Accueil.");
  assert.deepEqual(ben.unsent.aside.value.map(({ text }) => text), ["Accueil de Madame X. Suites."]);
  assert.equal(ben.document.stage.value, "open");
});

test("an update that builds on what the service lost goes again with all of it, once", async () => {
  await said("Accueil.");
  service.updates = [];
  service.refuses = { code: "text.lacks", retry: false };
  ada.field.put(" Suites.", 8, 0);
  ada.document.flush(false);
  await Promise.resolve();
  service.refuses = null;
  await ada.send();
  assert.equal(service.text, "Accueil. Suites.");
  assert.deepEqual(ada.unsent.aside.value, []);
});

test("a frame that ended the connection is not said again", async () => {
  ben.field.put("Too much");
  ben.answer = () => ben.unsent.onLost(4513);
  await ben.send();
  assert.deepEqual(ben.unsent.aside.value.map(({ text, why }) => [text, why.code]), [["Too much", "unreadable"]]);
});

test("what the service has lost is given back to it", async () => {
  await said("Accueil. Suites.");
  service.updates = []; // restored from yesterday
  ada.hear({ t: "y", l: LANE, gen: 1, prev: 0, pos: 0, u: "AAA=", by: null });
  await ada.send();
  assert.equal(service.text, "Accueil. Suites.");
});

test("leaving a field says so once, and only where something was typed", async () => {
  ada.document.flush(true);
  await ada.send();
  assert.equal(service.updates.length, 0);
  ada.field.put("Accueil");
  await ada.send();
  assert.equal(ada.settled, false);
  ada.document.flush(true);
  await ada.send();
  assert.deepEqual([ada.settled, service.updates.length], [true, 1]);
  ada.settled = null;
  ada.document.flush(true);
  await ada.send();
  assert.equal(ada.settled, null);
});

test("three people type, take and undo at random, cut off now and then: all end with one text", async () => {
  let seed = 21;
  const chance = (below) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return (seed >>> 12) % below;
  };
  const people = [ada, ben, new Person(service, "cas").open()];
  const letters = ["a", "é", "😀", "\n", "mot ", "𝒳y"];
  for (let turn = 0; turn < 400; turn += 1) {
    const person = people[chance(3)];
    const { field } = person;
    const whole = [...field.value];
    const from = whole.slice(0, chance(whole.length + 1)).join("").length;
    switch (chance(8)) {
      case 0:
        field.put("", from, ([...field.value.slice(from)][0] ?? "").length);
        break;
      case 1:
        field.press("z");
        break;
      case 2:
        await person.send();
        break;
      case 3:
        service.tell(person);
        break;
      case 4:
        person.online = !person.online;
        person.online ? person.unsent.onLive() : person.unsent.onLost(1006);
        break;
      default:
        if (whole.length < 50) {
          field.put(letters[chance(letters.length)], from, 0);
        }
    }
    assert.ok(!/\p{Surrogate}/u.test(field.value), "half a letter");
    assert.equal(field.value, person.document.text.toString());
  }
  for (const person of people) {
    person.online = true;
    person.unsent.onLive();
    for (let turn = 0; turn < 5; turn += 1) {
      await person.send();
    }
  }
  service.tell();
  for (const { field } of people) {
    assert.equal(field.value, service.text);
  }
  assert.ok(service.updates.length > 20 && service.text.length > 10);
});
