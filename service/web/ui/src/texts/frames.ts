/** What is said of texts that are written together, over the same connection as all else. */

import type { Uuid } from "../types.ts";

/** An update of a text: what was typed by one person, or all that it is so far. */
export interface UpdateFrame {
  readonly t: "y";
  readonly l: string;
  readonly prev: number;
  readonly pos: number;
  readonly u: string;
  readonly by: Uuid | null;
}

/** An update is kept by the service, and on its way to everyone. */
export interface KeptFrame {
  readonly t: "yack";
  readonly id: Uuid;
  readonly pos: number;
}

/** What was typed here. `settle`: the person left the field, so what stands is worth a line in the history. */
export interface TypedFrame {
  readonly t: "y";
  readonly id: Uuid;
  readonly topic: string;
  readonly u: string;
  readonly settle?: boolean;
}
