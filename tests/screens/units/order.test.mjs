// Order keys: whatever is moved where, there is room between two neighbours, and everyone sorts alike.
import assert from "node:assert/strict";
import { test } from "node:test";
import { between, compare, inOrder } from "../../../service/web/ui/src/order.ts";

test("a key sorts between its neighbours, however often one inserts", () => {
  let seed = 21;
  const chance = (below) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed % below;
  };
  const keys = [between(null, null)];
  for (let turn = 0; turn < 3_000; turn += 1) {
    const at = chance(keys.length + 1);
    const key = between(keys[at - 1] ?? null, keys[at] ?? null);
    keys.splice(at, 0, key);
  }
  for (let at = 1; at < keys.length; at += 1) {
    assert.ok(compare(keys[at - 1], keys[at]) < 0, `${keys[at - 1]} < ${keys[at]}`);
  }
  assert.ok(keys.every((key) => /^[0-9A-Za-z]*[1-9A-Za-z]$/.test(key) && key.length <= 200));
});

test("appending keeps keys short", () => {
  let key = null;
  for (let turn = 0; turn < 500; turn += 1) {
    const next = between(key, null);
    assert.ok(key === null || key < next);
    key = next;
  }
  assert.ok(key.length <= 20, key);
});

test("prepending always finds room", () => {
  let key = between(null, null);
  for (let turn = 0; turn < 300; turn += 1) {
    const next = between(null, key);
    assert.ok(next < key && !next.endsWith("0"));
    key = next;
  }
});

test("two people who chose the same key leave room for a third", () => {
  assert.ok(between("V", "V") > "V");
  assert.ok(between("W", "V") > "W");
  assert.ok(between("V", "V0") > "V");
});

test("ties are broken by id", () => {
  const rows = [{ id: "b", order_key: "V" }, { id: "a", order_key: "V" }, { id: "c", order_key: "A" }];
  assert.deepEqual(rows.sort(inOrder((row) => row.id)).map((row) => row.id), ["c", "a", "b"]);
});
