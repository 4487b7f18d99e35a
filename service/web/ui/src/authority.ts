/** The id of a local authority, one and the same in every network: it follows from its SIREN, else its INSEE code. */

import type { AuthorityKind, Uuid } from "./types.ts";

export const KINDS: readonly AuthorityKind[] = ["municipality", "intermunicipal_body", "department", "region", "state_service", "chamber", "association", "guest_association", "business", "education", "tourism", "farming"];
/** Those that take part as guests: their people are partners. */
export const GUESTS: ReadonlySet<AuthorityKind> = new Set(["guest_association", "business", "education", "tourism", "farming"]);

export type Code = { readonly siren: string } | { readonly insee_code: string };

/** What a person wrote, as the code it is; null when it is neither nine digits nor an INSEE code. */
export function readCode(text: string): Code | null {
  const code = text.replace(/[\s.\u00a0\u202f]/g, "").toUpperCase();
  if (/^\d{9}$/.test(code)) {
    return addsUp(code) ? { siren: code } : null;
  }
  return /^(\d{2}|2[AB])\d{3}$/.test(code) ? { insee_code: code } : null;
}

/** Does the last digit follow from the others (Luhn), as in every SIREN? */
function addsUp(siren: string): boolean {
  const digits = [...siren].reverse().map((digit, place) => Number(digit) * (1 + (place % 2)));
  return digits.reduce((sum, digit) => sum + (digit > 9 ? digit - 9 : digit), 0) % 10 === 0;
}

export function authorityId(code: Code): Uuid {
  const [kind, number] = "siren" in code ? ["siren", code.siren] : ["insee", code.insee_code];
  return derived(NAMESPACE_URL, `club21:authority:${kind}:${number}`);
}

/** Where it is kept that a person speaks for an authority in a network. */
export function referentId(network: Uuid, authority: Uuid, person: Uuid): Uuid {
  return derived(network.replaceAll("-", ""), `referent:${authority}:${person}`);
}

/** Where a network keeps how it is steered. */
export function governanceId(network: Uuid): Uuid {
  return derived(network.replaceAll("-", ""), "governance");
}

/** Where the minutes of a meeting stand: one meeting has one. */
export function minutesId(meeting: Uuid): Uuid {
  return derived(meeting.replaceAll("-", ""), "minutes");
}

/** What was answered to one question, as a synthesis names it: linked twice, it is the same. */
export function givenId(answer: Uuid, question: Uuid): Uuid {
  return derived(answer.replaceAll("-", ""), `question:${question}`);
}

/** Where the process of a plan is kept. */
export function processId(network: Uuid, plan: Uuid): Uuid {
  return derived(network.replaceAll("-", ""), `process:${plan}`);
}

const NAMESPACE_URL = "6ba7b8119dad11d180b400c04fd430c8";

/** A UUID of version 5. */
function derived(namespace: string, name: string): Uuid {
  const head = (namespace.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16));
  const bytes = sha1([...head, ...new TextEncoder().encode(name)]).slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** SHA-1 (FIPS 180-4): the browser's own is missing on plain http, and answers later. Names need no secrecy. */
function sha1(message: readonly number[]): number[] {
  const padded = [...message, 0x80];
  while (padded.length % 64 !== 56) {
    padded.push(0);
  }
  const block = new DataView(new ArrayBuffer(padded.length + 8));
  padded.forEach((byte, at) => block.setUint8(at, byte));
  block.setUint32(padded.length + 4, message.length * 8);
  const hash = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const turned = (word: number, by: number): number => (word << by) | (word >>> (32 - by));
  for (let start = 0; start < block.byteLength; start += 64) {
    const words: number[] = [];
    let [a = 0, b = 0, c = 0, d = 0, e = 0] = hash;
    for (let at = 0; at < 80; at += 1) {
      const before = (by: number): number => words[at - by] ?? 0;
      const word = at < 16 ? block.getUint32(start + at * 4) : turned(before(3) ^ before(8) ^ before(14) ^ before(16), 1);
      words.push(word);
      const [mixed, constant] =
        at < 20
          ? [(b & c) | (~b & d), 0x5a827999]
          : at < 40
            ? [b ^ c ^ d, 0x6ed9eba1]
            : at < 60
              ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc]
              : [b ^ c ^ d, 0xca62c1d6];
      [a, b, c, d, e] = [(turned(a, 5) + mixed + e + constant + word) | 0, a, turned(b, 30), c, d];
    }
    [a, b, c, d, e].forEach((word, at) => {
      hash[at] = ((hash[at] ?? 0) + word) | 0;
    });
  }
  return hash.flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255]);
}
