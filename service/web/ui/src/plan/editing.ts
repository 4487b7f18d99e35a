/** The one cell of the table that is being edited. */

import { effect, signal } from "@preact/signals";
import type { Uuid } from "../types.ts";
import type { Column } from "./columns.ts";

export interface Editing {
  readonly action: Uuid;
  readonly column: Column;
  /** What was typed to begin with, as spreadsheets do; null keeps the value. */
  readonly typed: string | null;
}

export const editing = signal<Editing | null>(null);

const EDITED = "club21.edited";

/** Once a person has edited a cell in this browser, nobody needs to tell them how. */
export function hasEdited(): boolean {
  try {
    return localStorage.getItem(EDITED) !== null;
  } catch {
    return false;
  }
}

effect(() => {
  if (editing.value !== null) {
    try {
      localStorage.setItem(EDITED, "1");
    } catch {
      // They are told again at the next visit.
    }
  }
});

export function cellName(action: Uuid, column: string): string {
  return `${action}/${column}`;
}
