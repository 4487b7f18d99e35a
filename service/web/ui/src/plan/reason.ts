/** Asking a person why, before an action is paused, blocked, abandoned or withdrawn. */

import { signal } from "@preact/signals";

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
