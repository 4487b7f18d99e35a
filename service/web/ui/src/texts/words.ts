/** What was put into a text and what went out of it, word by word. */

export interface Piece {
  readonly is: "same" | "gone" | "put";
  readonly text: string;
}

const WORD = /\s+|[\p{L}\p{N}]+|[^\s\p{L}\p{N}]+/gu;
const MOST = 250_000; // pairs of words that are compared; above it the middle goes and comes as a whole

/** Where next to nothing stays, the one goes and the other comes as a whole: to read them word by word would be a riddle. */
export function wordsChanged(from: string, to: string): readonly Piece[] {
  const pieces = compared(from, to);
  const stays = pieces.reduce((sum, { is, text }) => (is === "same" ? sum + text.trim().length : sum), 0);
  if (from === "" || to === "" || stays * 3 >= Math.max(from.length, to.length)) {
    return pieces;
  }
  return [
    { is: "gone", text: from },
    { is: "put", text: to },
  ];
}

function compared(from: string, to: string): readonly Piece[] {
  const old: readonly string[] = from.match(WORD) ?? [];
  const now: readonly string[] = to.match(WORD) ?? [];
  const shorter = Math.min(old.length, now.length);
  let start = 0;
  while (start < shorter && old[start] === now[start]) {
    start += 1;
  }
  let end = 0;
  while (end < shorter - start && old[old.length - 1 - end] === now[now.length - 1 - end]) {
    end += 1;
  }
  const pieces: { is: Piece["is"]; text: string }[] = [];
  const add = (is: Piece["is"], words: readonly string[]): void => {
    const last = pieces.at(-1);
    if (words.length > 0 && last?.is === is) {
      last.text += words.join("");
    } else if (words.length > 0) {
      pieces.push({ is, text: words.join("") });
    }
  };
  add("same", old.slice(0, start));
  for (const [is, word] of middle(old.slice(start, old.length - end), now.slice(start, now.length - end))) {
    add(is, [word]);
  }
  add("same", old.slice(old.length - end));
  return pieces;
}

/** The longest row of words that both have, and what stands between them: what goes before what comes. */
function* middle(old: readonly string[], now: readonly string[]): Generator<readonly [Piece["is"], string]> {
  const width = now.length + 1;
  const compared = old.length * now.length <= MOST;
  const longest = new Uint16Array(compared ? (old.length + 1) * width : 0);
  for (let i = old.length - 1; compared && i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      longest[i * width + j] = old[i] === now[j] ? 1 + (longest[(i + 1) * width + j + 1] ?? 0) : Math.max(longest[(i + 1) * width + j] ?? 0, longest[i * width + j + 1] ?? 0);
    }
  }
  let i = 0;
  let j = 0;
  while (compared && i < old.length && j < now.length) {
    if (old[i] === now[j]) {
      yield ["same", old[i] ?? ""];
      i += 1;
      j += 1;
    } else if ((longest[(i + 1) * width + j] ?? 0) >= (longest[i * width + j + 1] ?? 0)) {
      yield ["gone", old[i] ?? ""];
      i += 1;
    } else {
      yield ["put", now[j] ?? ""];
      j += 1;
    }
  }
  for (const word of old.slice(i)) {
    yield ["gone", word];
  }
  for (const word of now.slice(j)) {
    yield ["put", word];
  }
}
