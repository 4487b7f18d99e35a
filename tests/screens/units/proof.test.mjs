// One event of a log: its proof leads to the root, whatever the size of the tree, and to no other.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { bodyOf, entryOf, rootOf } from "../../../service/web/ui/src/proof.ts";

const sha = (...parts) => createHash("sha256").update(Buffer.concat(parts)).digest();
const half = (count) => 2 ** (Math.ceil(Math.log2(count)) - 1);
const root = (hashes) => {
  const at = half(hashes.length);
  return hashes.length === 1 ? hashes[0] : sha(Buffer.from([1]), root(hashes.slice(0, at)), root(hashes.slice(at)));
};
// RFC 6962, 2.1.1, as it stands there.
const path = (index, hashes) => {
  const at = half(hashes.length);
  return hashes.length === 1 ? [] : index < at ? [...path(index, hashes.slice(0, at)), root(hashes.slice(at))] : [...path(index - at, hashes.slice(at)), root(hashes.slice(0, at))];
};

test("every leaf of every small tree leads to its root, and to no other with another place, leaf or length", async () => {
  for (let size = 1; size <= 17; size += 1) {
    const leaves = Array.from({ length: size }, (_, at) => sha(Buffer.from([0]), Buffer.from(String(at))));
    const whole = root(leaves).toString("base64");
    const found = async (leaf, index, proof) => Buffer.from((await rootOf(leaf, index, size, proof)) ?? []).toString("base64");
    for (let index = 0; index < size; index += 1) {
      const proof = path(index, leaves);
      assert.equal(await found(leaves[index], index, proof), whole);
      assert.notEqual(await found(sha(leaves[index]), index, proof), whole);
      assert.notEqual(await found(leaves[index], index, [...proof, leaves[0]]), whole);
      if (size > 1) {
        assert.notEqual(await found(leaves[index], index ^ 1, proof), whole);
        assert.notEqual(await found(leaves[index], index, proof.slice(1)), whole);
      }
    }
  }
});

test("the body is the bytes that were stored, and the entry is written to the byte", () => {
  const id = (digit) => `${digit.repeat(8)}-${digit.repeat(4)}-${digit.repeat(4)}-${digit.repeat(4)}-${digit.repeat(12)}`;
  const line = `{"reason":"a \\"body\\":","body":{"tag":"x.y","text":"é\\n"}}`;
  assert.equal(Buffer.from(bodyOf(line)).toString(), `{"tag":"x.y","text":"é\\n"}`);
  const event = { stream: id("2"), version: 258, tag: "x.y", schema_version: 1, command: id("3"), cause: null, by: id("4"), on_behalf_of: null, at: "1970-01-01T00:00:01.5Z" };
  const entry = Buffer.from(entryOf(id("1"), event, Buffer.alloc(32, 9))).toString("hex");
  const none = "00".repeat(16);
  assert.equal(entry, `01${"11".repeat(16)}${"22".repeat(16)}0000010203782e790001${"33".repeat(16)}${none}${"44".repeat(16)}${none}000000000016e360${"09".repeat(32)}`);
});
