/**
 * Bulk actions that were sent and not answered yet, kept in the browser with all that they ask for: whoever comes back to a tab that was
 * closed in between is told how far they came, and goes on with them under the same id, so that nothing is done twice.
 */

import { signal } from "@preact/signals";
import type { Uuid } from "../types.ts";
import type { Changes } from "./bulk.ts";
import { keep, keptIn } from "./kept.ts";

export interface Begun {
  readonly id: Uuid;
  readonly plan: Uuid;
  readonly changes: Changes;
  readonly reason: string;
  /** In words. */
  readonly what: string;
}

const PREFIX = "club21.bulk/";
const changed = signal(0);
/** Asked for by this very page, which waits for the answer. */
const waiting = new Set<Uuid>();

/** It is sent: from now on it is there to come back to. */
export function begin(me: Uuid, network: Uuid, begun: Begun): void {
  waiting.add(begun.id);
  keep(`${PREFIX}${me}/${network}/${begun.id}`, begun);
  changed.value += 1;
}

/** No answer came: what became of it is to be asked for. */
export function lose(id: Uuid): void {
  waiting.delete(id);
  changed.value += 1;
}

/** It is answered, or given up. */
export function end(me: Uuid, network: Uuid, id: Uuid): void {
  waiting.delete(id);
  localStorage.removeItem(`${PREFIX}${me}/${network}/${id}`);
  changed.value += 1;
}

/** Those of a plan that no page of this tab waits for. */
export function leftIn(me: Uuid, network: Uuid, plan: Uuid): readonly Begun[] {
  void changed.value;
  listen();
  return names(`${me}/${network}/`).flatMap((name) => {
    const begun = keptIn(name) as Begun | null;
    return begun?.plan !== plan || waiting.has(begun.id) ? [] : [begun];
  });
}

/** How many of this person the browser keeps, of whatever network. */
export function begunCount(me: Uuid): number {
  return names(`${me}/`).length;
}

export function discardBegun(me: Uuid): void {
  names(`${me}/`).forEach((name) => localStorage.removeItem(name));
}

let listening = false;

/** Another tab begins and ends some, too. */
function listen(): void {
  if (!listening) {
    listening = true;
    addEventListener("storage", ({ key }) => {
      if (key === null || key.startsWith(PREFIX)) {
        changed.value += 1;
      }
    });
  }
}

function names(of: string): readonly string[] {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX + of));
  } catch {
    return [];
  }
}
