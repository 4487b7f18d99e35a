/**
 * Whether one event is part of what was signed, computed here from its own bytes: digest, entry, leaf, root, signature.
 *
 * The formats are those of docs/format.md (the tree), RFC 6962 and C2SP (signed notes); nothing the service says of itself is believed.
 */

import { fromBase64, toBase64 } from "./texts/base64.ts";
import type { IncludedProof, StoredEvent, Uuid } from "./types.ts";

/** What was found; ``null`` where this browser, or a redaction, leaves something that can not be computed any more. */
export interface Findings {
  readonly digest: boolean | null;
  readonly entry: boolean;
  readonly root: boolean;
  readonly signature: boolean | null;
  readonly leaf: string;
  readonly rootHash: string;
  readonly size: number;
}

const text = new TextEncoder();

/** The bytes of the body, as they stand in a line of the feed: it is the last field. */
export function bodyOf(line: string): Uint8Array {
  return text.encode(line.slice(line.indexOf(',"body":') + ',"body":'.length, -1));
}

export async function verify(network: Uuid, line: string, proof: IncludedProof, verifiers: readonly string[]): Promise<Findings> {
  const event = JSON.parse(line) as StoredEvent;
  const digest = fromBase64(event.digest);
  const made = event.salt === null ? null : await sha256(fromBase64(event.salt), bodyOf(line));
  const entry = entryOf(network, event, digest);
  const leaf = await sha256(Uint8Array.of(0), fromBase64(proof.entry));
  const [body = "", signatures = ""] = proof.checkpoint.split(/\n\n(?=\u2014 )/u);
  const [origin = "", size = "", root = ""] = body.split("\n");
  const computed = proof.index === event.position - 1 && proof.size === Number(size) ? await rootOf(leaf, proof.index, proof.size, proof.proof.map(fromBase64)) : null;
  return {
    digest: made === null ? null : same(made, digest),
    entry: same(entry, fromBase64(proof.entry)),
    root: computed !== null && toBase64(computed) === root && origin.split("/")[1] === network,
    signature: await signed(`${body}\n`, signatures, verifiers),
    leaf: toBase64(leaf),
    rootHash: root,
    size: Number(size),
  };
}

/** The entry of an event, to the byte. */
export function entryOf(network: Uuid, event: StoredEvent, digest: Uint8Array): Uint8Array {
  const tag = text.encode(event.tag);
  return joined(
    Uint8Array.of(1),
    bytesOf(network),
    bytesOf(event.stream),
    number(BigInt(event.version), 4),
    Uint8Array.of(tag.length),
    tag,
    number(BigInt(event.schema_version), 2),
    bytesOf(event.command),
    bytesOf(event.cause),
    bytesOf(event.by),
    bytesOf(event.on_behalf_of),
    number(microseconds(event.at), 8),
    digest,
  );
}

/** RFC 9162, 2.1.3.2: the root that a leaf and its proof lead to; null where the proof has another length. */
export async function rootOf(leaf: Uint8Array, index: number, size: number, proof: readonly Uint8Array[]): Promise<Uint8Array | null> {
  let at = BigInt(index);
  let last = BigInt(size) - 1n;
  let root = leaf;
  for (const one of proof) {
    if (last === 0n) {
      return null;
    }
    if ((at & 1n) === 1n || at === last) {
      root = await sha256(Uint8Array.of(1), one, root);
      while ((at & 1n) === 0n && at !== 0n) {
        at >>= 1n;
        last >>= 1n;
      }
    } else {
      root = await sha256(Uint8Array.of(1), root, one);
    }
    at >>= 1n;
    last >>= 1n;
  }
  return last === 0n ? root : null;
}

export async function signed(body: string, signatures: string, verifiers: readonly string[]): Promise<boolean | null> {
  for (const line of signatures.split("\n")) {
    const [, name, made = ""] = line.split(" ");
    const signature = made === "" ? new Uint8Array() : fromBase64(made);
    for (const verifier of verifiers) {
      const [whose = "", id = "", ...rest] = verifier.split("+");
      const key = fromBase64(rest.join("+"));
      const hex = [...signature.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      if (whose === name && id === hex && key[0] === 1) {
        try {
          const known = await crypto.subtle.importKey("raw", copied(key.subarray(1)), { name: "Ed25519" }, false, ["verify"]);
          return await crypto.subtle.verify({ name: "Ed25519" }, known, copied(signature.subarray(4)), copied(text.encode(body)));
        } catch {
          return null; // a browser that does not know this kind of signature
        }
      }
    }
  }
  return false;
}

export async function sha256(...parts: readonly Uint8Array[]): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", copied(joined(...parts))));
}

function copied(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function bytesOf(id: Uuid | null): Uint8Array {
  const digits = (id ?? "0".repeat(32)).replaceAll("-", "");
  return Uint8Array.from({ length: 16 }, (_, at) => Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16));
}

function number(value: bigint, width: number): Uint8Array {
  return Uint8Array.from({ length: width }, (_, at) => Number((value >> BigInt(8 * (width - 1 - at))) & 0xffn));
}

/** Of an instant as the service writes it, in UTC: whole seconds from the clock, the rest from its digits. */
function microseconds(at: string): bigint {
  const [seconds = "", rest = ""] = at.replace("Z", "").split(".");
  return BigInt(Date.parse(`${seconds}Z`)) * 1000n + BigInt(rest.padEnd(6, "0") || "0");
}

export function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
