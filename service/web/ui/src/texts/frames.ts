/** What is said of texts that are written together, over the same connection as all else. */

import type { Uuid } from "../types.ts";

/** What was written to a text; from 0 it is all of it. Another `gen`: the text was begun anew, and shares nothing with what is held here. */
export interface WrittenFrame {
  readonly t: "y";
  readonly l: string;
  readonly gen: number;
  readonly prev: number;
  readonly pos: number;
  readonly u: string;
  readonly by: Uuid | null;
}

/** An update is kept by the service, and everyone was told it. */
export interface YackFrame {
  readonly t: "yack";
  readonly id: Uuid;
  readonly pos: number;
}

/** What was typed here. `settle`: the person left the field, so what stands is worth a line in the history. */
export interface WriteFrame {
  readonly t: "y";
  readonly id: Uuid;
  readonly topic: string;
  readonly gen: number;
  readonly u: string;
  readonly settle: boolean;
}
