// Drafts: what is typed outlives the page, belongs to one person in one network, and is never mistaken for something saved.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { begin, draftOf, end, forget, left, notice, recall, rest, type, wouldBeLost } from "../../../service/web/ui/src/live/drafts.ts";

const alone = new Set();
let full;

beforeEach(() => {
  full = false;
  const storage = Object.create({
    getItem: (key) => storage[key] ?? null,
    setItem(key, value) {
      if (full) {
        throw new Error("full");
      }
      storage[key] = value;
    },
    removeItem: (key) => delete storage[key],
  });
  Object.defineProperty(globalThis, "localStorage", { value: storage, configurable: true });
  forget();
});

function typing(text, { person = "p", network = "n", client = "tab", field = "title" } = {}) {
  recall(person, network, client, alone);
  const draft = draftOf("a", field);
  begin(draft, "Was", "Was");
  type(draft, text);
  return draft;
}

const waiting = () => left.value.map(({ item, field, draft }) => [item, field, draft.value.text]);

test("what a reloaded page was typing is there again, with what the person saw when they began", () => {
  typing("Was, and m", { field: "extra.Indicateur / cible" });
  recall("p", "n", "tab", alone);
  assert.deepEqual(waiting(), [["a", "extra.Indicateur / cible", "Was, and m"]]);
  const draft = draftOf("a", "extra.Indicateur / cible");
  notice(draft, "Theirs", "other");
  begin(draft, "Theirs", "Theirs");
  assert.deepEqual([draft.value.was, draft.value.text, draft.value.meanwhile.value], ["Was", "Was, and m", "Theirs"]);
  assert.deepEqual(waiting(), []);
});

test("it belongs to that person in that network, and to a tab while that lives", () => {
  typing("Mine");
  recall("other", "n", "tab", alone);
  assert.deepEqual(waiting(), []);
  recall("p", "elsewhere", "tab", alone);
  assert.deepEqual(waiting(), []);
  recall("p", "n", "second tab", new Set(["tab", "second tab"]));
  assert.deepEqual(waiting(), []);
  recall("p", "n", "second tab", new Set(["second tab"]));
  assert.deepEqual(waiting(), [["a", "title", "Mine"]]);
});

test("what was saved, given up or typed back leaves nothing behind", () => {
  end(typing("Saved"));
  recall("p", "n", "tab", alone);
  assert.deepEqual(waiting(), []);
  type(typing("Changed"), "Was");
  recall("p", "n", "tab", alone);
  assert.deepEqual(waiting(), []);
  assert.deepEqual(Object.keys(localStorage), []);
});

test("an editor that is closed with words in it leaves them waiting; one without leaves nothing", () => {
  rest(typing("Half a wo"));
  assert.deepEqual(waiting(), [["a", "title", "Half a wo"]]);
  const other = draftOf("b", "lead");
  begin(other, null, "");
  rest(other);
  assert.equal(other.value, null);
});

test("a browser that keeps nothing is known, so that the page asks before it goes", () => {
  full = true;
  const draft = typing("Nowhere to go");
  assert.ok(wouldBeLost());
  full = false;
  end(draft);
  assert.ok(!wouldBeLost());
});
