// What a device keeps of a log: a checkpoint goes on from it, or it says for ever why it does not.
import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { test } from "node:test";
import { judged } from "../../../service/web/ui/src/live/goesOn.ts";

const NETWORK = "01938a5e-7c3b-7d10-9f00-3b6d2c1e4a01";
const sha = (...parts) => createHash("sha256").update(Buffer.concat(parts)).digest();
const leaves = (count, other) => Array.from({ length: count }, (_, at) => sha(Buffer.from([0]), Buffer.from(at === other ? "other" : String(at))));
const half = (count) => 2 ** (Math.ceil(Math.log2(count)) - 1);
const root = (hashes) => {
  const at = half(hashes.length);
  return hashes.length === 1 ? hashes[0] : sha(Buffer.from([1]), root(hashes.slice(0, at)), root(hashes.slice(at)));
};
// RFC 6962, 2.1.2, as it stands there.
const subproof = (old, hashes, whole) => {
  if (old === hashes.length) {
    return whole ? [] : [root(hashes)];
  }
  const at = half(hashes.length);
  return old <= at ? [...subproof(old, hashes.slice(0, at), whole), root(hashes.slice(at))] : [...subproof(old - at, hashes.slice(at), false), root(hashes.slice(0, at))];
};

const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const raw = Buffer.concat([Buffer.from([1]), publicKey.export({ format: "der", type: "spki" }).subarray(-32)]);
const name = (epoch) => `club21.example/${NETWORK}/${epoch}`;
const idOf = (epoch) => sha(Buffer.from(`${name(epoch)}\n`), raw).subarray(0, 4);
const keys = async () => [1, 2].map((epoch) => `${name(epoch)}+${idOf(epoch).toString("hex")}+${raw.toString("base64")}`);
const noted = (hashes, epoch = 1) => {
  const text = `${name(epoch)}\n${hashes.length}\n${root(hashes).toString("base64")}\n`;
  return `${text}\n\u2014 ${name(epoch)} ${Buffer.concat([idOf(epoch), sign(null, Buffer.from(text), privateKey)]).toString("base64")}\n`;
};
const told = (hashes, old, epoch) => ({ t: "checkpoint", note: noted(hashes, epoch), ...(old === undefined ? {} : { old, proof: subproof(old, hashes, true).map((one) => one.toString("base64")) }) });
const none = { network: NETWORK, tree: null, keys: [], signature: false, checked: true, before: null, broken: null };
const after = async (...frames) => {
  let kept = none;
  for (const frame of frames) {
    kept = await judged(kept, frame, keys);
  }
  return kept;
};

test("the first is kept, and each that goes on from it", async () => {
  for (let old = 1; old < 18; old += 1) {
    for (let grown = 0; grown < 18; grown += 1) {
      const kept = await after(told(leaves(old)), told(leaves(old + grown), old));
      assert.deepEqual([kept.broken, kept.tree.size, kept.signature], [null, old + grown, true], `${old} ${grown}`);
    }
  }
});

test("whatever was changed below is told, and stays told", async () => {
  for (let old = 1; old < 12; old += 1) {
    for (let grown = 0; grown < 12; grown += 1) {
      const rewritten = leaves(old + grown, old - 1);
      const kept = await after(told(leaves(old)), told(rewritten, old), told(leaves(old + grown), old));
      assert.deepEqual([kept.broken?.why, kept.tree.size], ["rewritten", old], `${old} ${grown}`);
    }
  }
});

test("a log that is shorter, unreadable or signed by nobody is told; one that was restored begins anew", async () => {
  assert.equal((await after(told(leaves(9)), told(leaves(5)))).broken.why, "shorter");
  assert.equal((await after(told(leaves(9), undefined, 2), told(leaves(12), undefined, 1))).broken.why, "shorter");
  assert.equal((await after(told(leaves(9)), { t: "checkpoint", note: "club21" })).broken.why, "unreadable");
  assert.equal((await after(told(leaves(5)), { ...told(leaves(9), 5), proof: ["?"] })).broken.why, "unreadable");
  const forged = { ...told(leaves(5)), note: noted(leaves(5)).replace("\n5\n", "\n6\n") };
  assert.equal((await after(forged)).broken.why, "unsigned");
  const restored = await after(told(leaves(9)), told(leaves(5), undefined, 2));
  assert.deepEqual([restored.broken, restored.tree.size, restored.before.size], [null, 5, 9]);
});

test("nobody is accused where the keys can not be asked for, or of what another wire kept", async () => {
  const away = async () => {
    throw new Error("away");
  };
  const kept = { ...(await after(told(leaves(5)))), keys: [] };
  assert.deepEqual(await judged(kept, told(leaves(9), 5), away), kept);
  const other = await after(told(leaves(5)), told(leaves(9), 3));
  assert.deepEqual([other.broken, other.tree.size], [null, 5]);
});
