/** Where a new action is about to be added; null while nobody is adding one. */

import { signal } from "@preact/signals";
import type { Uuid } from "../types.ts";

export const adding = signal<{ readonly axis: Uuid | null; readonly parent: Uuid | null } | null>(null);
