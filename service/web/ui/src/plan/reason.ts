/** Asking a person why, before an action is paused, blocked, abandoned or withdrawn; and why they change anything else, where they want to say. */

import { signal } from "@preact/signals";
import { excess, LINE } from "../length.ts";
import type { Uuid } from "../types.ts";

export interface ReasonAsked {
  readonly subject: string;
  /** The status it will take, or "withdrawn". */
  readonly becoming: string;
  readonly answer: (reason: string | null) => void;
}

export const reasonAsked = signal<ReasonAsked | null>(null);

/** The reason in the person's words; null when they changed their mind. */
export function askReason(subject: string, becoming: string): Promise<string | null> {
  reasonAsked.peek()?.answer(null);
  return new Promise((resolve) => {
    reasonAsked.value = {
      subject,
      becoming,
      answer: (reason) => {
        reasonAsked.value = null;
        resolve(reason);
      },
    };
  });
}

/** Why somebody makes the changes they are making to an action; it goes with each of them as long as its card is open. */
export const why = signal<{ readonly action: Uuid; readonly text: string } | null>(null);

export function whyOf(action: Uuid): string | undefined {
  const given = why.peek();
  const text = given !== null && given.action === action ? given.text.trim() : "";
  return text === "" || excess(text, LINE) !== null ? undefined : text;
}
