/**
 * What is being typed, one draft a field. A draft remembers the value at focus, which is sent as `was`.
 *
 * A change by someone else never touches a draft: it is noted beside it. Drafts live outside the views, so a row that
 * moves or is drawn again under a person's hands loses nothing.
 */

import { type Signal, signal } from "@preact/signals";
import type { Uuid } from "../types.ts";
import { same } from "../same.ts";

export interface Draft {
  /** The value the person saw when they began. */
  readonly was: unknown;
  readonly text: string;
  /** Someone changed the field since: who, and to what. */
  readonly meanwhile: { readonly by: Uuid; readonly value: unknown } | null;
}

const drafts = new Map<string, Signal<Draft | null>>();

export function draftOf(item: Uuid, field: string): Signal<Draft | null> {
  const key = `${item}/${field}`;
  let draft = drafts.get(key);
  if (draft === undefined) {
    draft = signal<Draft | null>(null);
    drafts.set(key, draft);
  }
  return draft;
}

/** Focus: from now on the field shows the draft. A draft that is still there goes on. */
export function begin(draft: Signal<Draft | null>, was: unknown, text: string): void {
  if (draft.peek() === null) {
    draft.value = { was, text, meanwhile: null };
  }
}

export function type(draft: Signal<Draft | null>, text: string): void {
  const now = draft.peek();
  if (now !== null) {
    draft.value = { ...now, text };
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

export function end(draft: Signal<Draft | null>): void {
  draft.value = null;
}
