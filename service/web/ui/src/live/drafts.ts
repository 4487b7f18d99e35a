/**
 * What is being typed, one draft a field. A draft remembers the value at focus, which is sent as `was`.
 *
 * A change by someone else never touches a draft: it is noted beside it. Drafts live outside the views, so a row that
 * moves or is drawn again under a person's hands loses nothing; and in the browser's storage, under the person and the
 * network, so that a page that is closed or reloaded in the midst of a word loses nothing either. What an earlier page
 * left behind is offered, never sent by itself: nobody said that it was finished.
 */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { same } from "../same.ts";
import type { Uuid } from "../types.ts";

export interface Draft {
  /** The value the person saw when they began, and the text that stood for it. */
  readonly was: unknown;
  readonly first: string;
  readonly text: string;
  /** Someone changed the field since: who, and to what. */
  readonly meanwhile: { readonly by: Uuid; readonly value: unknown } | null;
  /** Nobody is at it: its page or its editor was closed. */
  readonly left: boolean;
}

/** A draft that waits for its person to come back to it. */
export interface LeftDraft {
  readonly item: Uuid;
  readonly field: string;
  readonly draft: Signal<Draft | null>;
}

interface Keys {
  readonly key: string;
  readonly item: Uuid;
  readonly field: string;
}

interface Kept {
  /** The tab it was typed in: while that lives, it is nobody else's business. */
  readonly client: string;
  readonly was: unknown;
  readonly first: string;
  readonly text: string;
}

const PREFIX = "club21.draft/";

const drafts = new Map<string, Signal<Draft | null>>();
const names = new Map<Signal<Draft | null>, Keys>();
const known = signal(0);
/** Drafts that the browser did not take: these would go with the page. */
const unkept = new Set<string>();
let shelf: { readonly prefix: string; readonly client: string } | null = null;

/** From now on drafts are kept for this person in this network; those of closed tabs are there again, and counted as left. */
export function recall(person: Uuid, network: Uuid, client: string, alive: ReadonlySet<string>): void {
  forget();
  shelf = { prefix: `${PREFIX}${person}/${network}/`, client };
  for (const [name, kept] of stored(shelf.prefix)) {
    const at = name.indexOf("/");
    if (kept.client === client || !alive.has(kept.client)) {
      draftOf(name.slice(0, at), name.slice(at + 1)).value = { was: kept.was, first: kept.first, text: kept.text, meanwhile: null, left: true };
    }
  }
}

/** Another network, another person: what is kept stays kept, and is no longer here. */
export function forget(): void {
  drafts.clear();
  names.clear();
  unkept.clear();
  shelf = null;
  known.value += 1;
}

/** Would closing the page lose something typed? Only where the browser keeps nothing. */
export function wouldBeLost(): boolean {
  return unkept.size > 0;
}

export const left: ReadonlySignal<readonly LeftDraft[]> = computed(() => {
  void known.value;
  const found: LeftDraft[] = [];
  for (const [draft, { item, field }] of names) {
    if (draft.value?.left === true) {
      found.push({ item, field, draft });
    }
  }
  return found;
});

export function draftOf(item: Uuid, field: string): Signal<Draft | null> {
  const key = `${item}/${field}`;
  let draft = drafts.get(key);
  if (draft === undefined) {
    draft = signal<Draft | null>(null);
    drafts.set(key, draft);
    names.set(draft, { key, item, field });
    known.value += 1;
  }
  return draft;
}

/** Focus: from now on the field shows the draft. A draft that is still there goes on. */
export function begin(draft: Signal<Draft | null>, was: unknown, text: string): void {
  const now = draft.peek();
  if (now === null) {
    draft.value = { was, first: text, text, meanwhile: null, left: false };
  } else if (now.left) {
    draft.value = { ...now, left: false };
  }
}

export function type(draft: Signal<Draft | null>, text: string): void {
  const now = draft.peek();
  if (now !== null) {
    draft.value = { ...now, text, left: false };
    keep(draft);
  }
}

/** The editor goes, and the draft with it only if it says nothing new. */
export function rest(draft: Signal<Draft | null>): void {
  const now = draft.peek();
  if (now !== null) {
    draft.value = now.text === now.first ? null : { ...now, left: true };
  }
}

/** The field now holds this value by this person; noted once per value if it is not what the draft began with. */
export function notice(draft: Signal<Draft | null>, value: unknown, by: Uuid): void {
  const now = draft.peek();
  if (now === null) {
    return;
  }
  if (same(value, now.was)) {
    if (now.meanwhile !== null) {
      draft.value = { ...now, meanwhile: null };
    }
  } else if (now.meanwhile === null || !same(now.meanwhile.value, value)) {
    draft.value = { ...now, meanwhile: { by, value } };
  }
}

/** Saved, or given up. */
export function end(draft: Signal<Draft | null>): void {
  draft.value = null;
  keep(draft);
}

/** How many texts of this person the browser keeps, of whatever network and tab: whoever uses it next could read them. */
export function keptCount(person: Uuid): number {
  return stored(`${PREFIX}${person}/`).length;
}

/** Nothing that this person typed and did not save stays in the browser. */
export function discardKept(person: Uuid): void {
  for (const [name] of stored(`${PREFIX}${person}/`)) {
    localStorage.removeItem(`${PREFIX}${person}/${name}`);
  }
  drafts.clear();
  names.clear();
  known.value += 1;
}

function keep(draft: Signal<Draft | null>): void {
  const name = names.get(draft);
  if (shelf === null || name === undefined) {
    return;
  }
  const now = draft.peek();
  const { prefix, client } = shelf;
  try {
    if (now === null || now.text === now.first) {
      localStorage.removeItem(prefix + name.key);
    } else {
      localStorage.setItem(prefix + name.key, JSON.stringify({ client, was: now.was, first: now.first, text: now.text } satisfies Kept));
    }
    unkept.delete(name.key);
  } catch {
    unkept.add(name.key);
  }
}

function stored(prefix: string): readonly (readonly [string, Kept])[] {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(prefix))
      .map((key) => [key.slice(prefix.length), JSON.parse(localStorage.getItem(key) ?? "") as Kept]);
  } catch {
    return [];
  }
}
