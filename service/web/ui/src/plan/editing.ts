/** The one cell of the table that is being edited. */

import { signal } from "@preact/signals";
import type { Uuid } from "../types.ts";
import type { Column } from "./columns.ts";

export interface Editing {
  readonly action: Uuid;
  readonly column: Column;
  /** What was typed to begin with, as spreadsheets do; null keeps the value. */
  readonly typed: string | null;
}

export const editing = signal<Editing | null>(null);

export function cellName(action: Uuid, column: string): string {
  return `${action}/${column}`;
}
