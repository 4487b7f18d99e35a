/** The smallest stretch that makes one text of another, and where that stretch stands once somebody else changed the text as well. */

export interface Stretch {
  readonly at: number;
  /** How much goes, counted as JavaScript counts: in halves of surrogate pairs. */
  readonly gone: number;
  readonly put: string;
}

/**
 * What was done to `from`, seen from `to`; null where nothing was.
 *
 * An "a" typed within "aaa" could stand at four places: `caret`, where the typing ended, says at which. No stretch begins
 * or ends within a surrogate pair: half a letter would not survive.
 */
export function difference(from: string, to: string, caret: number = to.length): Stretch | null {
  if (from === to) {
    return null;
  }
  const after = to.slice(caret);
  let end = from.endsWith(after) ? after.length : 0;
  const longest = Math.min(from.length, to.length);
  let at = 0;
  while (at < longest - end && from[at] === to[at]) {
    at += 1;
  }
  while (end < longest - at && from[from.length - 1 - end] === to[to.length - 1 - end]) {
    end += 1;
  }
  if (splits(from, at) || splits(to, at)) {
    at -= 1;
  }
  if (splits(from, from.length - end) || splits(to, to.length - end)) {
    end -= 1;
  }
  return { at, gone: from.length - end - at, put: to.slice(at, to.length - end) };
}

/** The same stretch in a text that `meanwhile` changed: where both took the same words, theirs stay and ours follow them. */
export function after(stretch: Stretch, meanwhile: Stretch | null): Stretch {
  if (meanwhile === null || stretch.at + stretch.gone <= meanwhile.at) {
    return stretch;
  }
  const end = meanwhile.at + meanwhile.gone;
  const grown = meanwhile.put.length - meanwhile.gone;
  if (stretch.at >= end) {
    return { ...stretch, at: stretch.at + grown };
  }
  return { at: end + grown, gone: Math.max(0, stretch.at + stretch.gone - end), put: stretch.put };
}

function splits(text: string, at: number): boolean {
  return at > 0 && at < text.length && /[\uD800-\uDBFF]/.test(text[at - 1] ?? "") && /[\uDC00-\uDFFF]/.test(text[at] ?? "");
}
