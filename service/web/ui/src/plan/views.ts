/** Views of a plan: filters and columns under a name, kept by the service for their person; as an address they can be sent to a colleague. */

import { signal, type Signal } from "@preact/signals";
import { ask } from "../api.ts";
import { setQuery } from "../router.ts";
import type { SavedView, Uuid } from "../types.ts";
import { keptIn } from "./kept.ts";

/** What of an address is of a view: not the moment of the past, and not how close one looks. */
const PARTS = ["q", "status", "axis", "lead", "mine", "withdrawn", "columns", "by"] as const;

const found = new Map<string, Signal<readonly SavedView[] | null>>();

export interface Views {
  /** Null until they have come. */
  readonly all: Signal<readonly SavedView[] | null>;
  readonly fetch: () => Promise<void>;
  /** Of one name there is one view: the last. */
  readonly keep: (name: string, query: string, shared: boolean) => Promise<void>;
  readonly drop: (view: SavedView) => Promise<void>;
}

export function viewsOf(network: Uuid, plan: Uuid, me: Uuid): Views {
  const all = found.get(`${me} ${plan}`) ?? signal(null);
  found.set(`${me} ${plan}`, all);
  const path = `/networks/${network}/plans/${plan}/views`;
  const keep = async (name: string, query: string, shared: boolean): Promise<void> => {
    all.value = await ask<readonly SavedView[]>("POST", path, { name, query, shared });
  };
  return {
    all,
    keep,
    fetch: async () => {
      all.value = await ask<readonly SavedView[]>("GET", path);
      await moveOver(`club21.views.${me}.${plan}`, all.value, keep);
    },
    drop: async (view) => {
      await ask<undefined>("DELETE", `${path}/${view.view_id}`);
      all.value = all.peek()?.filter(({ view_id }) => view_id !== view.view_id) ?? null;
    },
  };
}

/** Is it the same, whatever the order of its parts? */
export function isView(view: SavedView, now: string): boolean {
  return inOrder(view.query) === inOrder(now);
}

/** The view on screen, with the columns that it shows. */
export function viewIn(query: URLSearchParams, columns: string): string {
  const view = new URLSearchParams({ columns });
  for (const part of PARTS) {
    const value = query.get(part);
    if (value !== null) {
      view.set(part, value);
    }
  }
  return view.toString();
}

export function showView(view: SavedView): void {
  const query = new URLSearchParams(view.query);
  setQuery(Object.fromEntries(PARTS.map((part) => [part, query.get(part)])));
}

function inOrder(query: string): string {
  const parts = [...new URLSearchParams(query)].filter(([, value]) => value !== "");
  return JSON.stringify(parts.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** What an earlier version of the app kept in this browser. */
async function moveOver(name: string, known: readonly SavedView[], keep: Views["keep"]): Promise<void> {
  const kept = keptIn(name);
  for (const view of Array.isArray(kept) ? (kept as readonly Partial<SavedView>[]) : []) {
    if (view.name !== undefined && view.query !== undefined && !known.some((other) => other.name === view.name)) {
      await keep(view.name, view.query, false);
    }
  }
  localStorage.removeItem(name);
}
