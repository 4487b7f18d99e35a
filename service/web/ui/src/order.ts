/**
 * Order keys: base-62 fractions written as text, so that an item moves without touching its neighbours.
 *
 * Compared by code unit, ties by id, exactly as the database does with COLLATE "C".
 */

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BASE = DIGITS.length;

function digit(key: string, at: number): number {
  return at < key.length ? DIGITS.indexOf(key.charAt(at)) : 0;
}

/** A key that sorts between two others; null stands for the open end. Never ends in "0", so there is always room below it. */
export function between(before: string | null, after: string | null): string {
  const low = before ?? "";
  let key = "";
  for (let at = 0; after !== null && key === after.slice(0, at); at += 1) {
    if (low >= after || at >= after.length) {
      // Two people chose the same place at once: right behind it is as good as any.
      return above(low);
    }
    const floor = digit(low, at);
    const ceiling = digit(after, at);
    if (ceiling - floor > 1) {
      return key + DIGITS.charAt(Math.floor((floor + ceiling) / 2));
    }
    key += DIGITS.charAt(floor);
  }
  return key + above(low.slice(key.length));
}

/** The next key with nothing above it; a short step, so that adding many items keeps keys short. */
function above(low: string): string {
  for (let at = 0; at < low.length; at += 1) {
    if (digit(low, at) < BASE - 1) {
      return low.slice(0, at) + DIGITS.charAt(digit(low, at) + 1);
    }
  }
  return low + DIGITS.charAt(Math.floor(BASE / 2));
}

interface Placed {
  readonly order_key: string;
}

/** Sort by key, then by id. */
export function inOrder<R extends Placed>(id: (row: R) => string): (a: R, b: R) => number {
  return (a, b) => compare(a.order_key, b.order_key) || compare(id(a), id(b));
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
