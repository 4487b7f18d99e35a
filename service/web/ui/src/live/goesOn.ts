/** Does a checkpoint go on from what this device kept? Computed here (RFC 9162, 2.1.4.2); nothing the service says of itself is believed. */

import { ask } from "../api.ts";
import { same, sha256, signed } from "../proof.ts";
import { fromBase64 } from "../texts/base64.ts";
import type { CheckpointFrame, KeptTree, Uuid } from "../types.ts";
import type { Kept, Why } from "./keptLog.ts";

/** What is kept from now on; `keysOf` asks for the lines of the keys that sign. */
export async function judged(kept: Kept, frame: CheckpointFrame, keysOf = keys): Promise<Kept> {
  if ((globalThis.crypto as Partial<Crypto> | undefined)?.subtle === undefined) {
    return { ...kept, checked: false };
  }
  try {
    return await compared(kept, frame, keysOf);
  } catch {
    return broken(kept, frame, "unreadable"); // what is no base64, above all
  }
}

function broken(kept: Kept, frame: CheckpointFrame, why: Why): Kept {
  return { ...kept, checked: true, broken: kept.broken ?? { why, note: frame.note } };
}

async function compared(kept: Kept, frame: CheckpointFrame, keysOf: typeof keys): Promise<Kept> {
  const [body = "", signatures = ""] = frame.note.split(/\n\n(?=\u2014 )/u);
  const [origin = "", size = "", root = ""] = body.split("\n");
  const told: KeptTree = { epoch: Number(origin.split("/").at(-1)), size: Number(size), root };
  if (!/^[1-9]\d{0,15}$/u.test(size) || !Number.isSafeInteger(told.epoch) || origin.split("/").at(-2) !== kept.network || root.length !== 44) {
    return broken(kept, frame, "unreadable");
  }
  let lines = kept.keys;
  let signature = lines.length === 0 ? false : await signed(`${body}\n`, signatures, lines);
  if (signature === false) {
    const more = await keysOf(kept.network).catch(() => null);
    if (more === null) {
      return kept; // nobody accuses on a lost answer: the next checkpoint comes in a while
    }
    lines = [...new Set([...lines, ...more])];
    signature = await signed(`${body}\n`, signatures, lines);
  }
  if (signature === false && lines.length > 0) {
    return broken(kept, frame, "unsigned");
  }
  const held = kept.tree;
  const next: Kept = { ...kept, tree: told, keys: lines, signature: signature === true, checked: true };
  if (held === null || told.epoch > held.epoch) {
    return kept.broken === null ? { ...next, before: held ?? kept.before } : kept;
  }
  if (told.epoch < held.epoch || told.size < held.size) {
    return broken(kept, frame, "shorter");
  }
  if (frame.old !== undefined && frame.old !== held.size) {
    return kept; // of what another wire kept: it tells nothing here
  }
  if (!(await goesOn(held, told, frame.proof ?? []))) {
    return broken(kept, frame, "rewritten");
  }
  return kept.broken === null ? next : kept;
}

function keys(network: Uuid): Promise<readonly string[]> {
  return ask<readonly string[]>("GET", `/networks/${network}/evidence/keys`);
}

async function goesOn(held: KeptTree, told: KeptTree, proof: readonly string[]): Promise<boolean> {
  const before = fromBase64(held.root);
  const after = fromBase64(told.root);
  if (held.size === told.size) {
    return proof.length === 0 && same(before, after);
  }
  const hashes = proof.map(fromBase64);
  let at = BigInt(held.size) - 1n;
  let last = BigInt(told.size) - 1n;
  while ((at & 1n) === 1n) {
    at >>= 1n;
    last >>= 1n;
  }
  // A tree whose size is a power of two is a whole part of the other: its root is what both sides know.
  const [first, ...rest] = at === 0n ? [before, ...hashes] : hashes;
  if (first === undefined) {
    return false;
  }
  let old = first;
  let now = first;
  for (const one of rest) {
    if (last === 0n) {
      return false;
    }
    if ((at & 1n) === 1n || at === last) {
      old = await sha256(Uint8Array.of(1), one, old);
      now = await sha256(Uint8Array.of(1), one, now);
      while ((at & 1n) === 0n && at !== 0n) {
        at >>= 1n;
        last >>= 1n;
      }
    } else {
      now = await sha256(Uint8Array.of(1), now, one);
    }
    at >>= 1n;
    last >>= 1n;
  }
  return last === 0n && same(old, before) && same(now, after);
}
