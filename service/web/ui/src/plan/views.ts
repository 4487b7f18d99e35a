/** Views of a plan: filters and columns under a name, kept on this computer; as an address they can be sent to a colleague. */

import { signal, type Signal } from "@preact/signals";
import { setQuery } from "../router.ts";
import type { Uuid } from "../types.ts";
import { keep, keptIn } from "./kept.ts";

export interface View {
  readonly name: string;
  /** The part of an address that makes it. */
  readonly query: string;
}

/** What of an address is of a view: not the moment of the past, and not how close one looks. */
const PARTS = ["q", "status", "axis", "lead", "mine", "withdrawn", "columns", "by"] as const;

const found = new Map<string, Signal<readonly View[]>>();

export function viewsOf(plan: Uuid, me: Uuid): Signal<readonly View[]> {
  const name = keptAs(plan, me);
  const views = found.get(name) ?? signal<readonly View[]>(read(name));
  found.set(name, views);
  return views;
}

/** Of one name there is one view: the last. */
export function saveView(plan: Uuid, me: Uuid, view: View): void {
  put(plan, me, [...viewsOf(plan, me).peek().filter(({ name }) => name !== view.name), view]);
}

export function dropView(plan: Uuid, me: Uuid, name: string): void {
  put(plan, me, viewsOf(plan, me).peek().filter((view) => view.name !== name));
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

export function showView(view: View): void {
  const query = new URLSearchParams(view.query);
  setQuery(Object.fromEntries(PARTS.map((part) => [part, query.get(part)])));
}

function put(plan: Uuid, me: Uuid, views: readonly View[]): void {
  viewsOf(plan, me).value = views;
  keep(keptAs(plan, me), views);
}

function read(name: string): readonly View[] {
  const kept = keptIn(name);
  const isView = (one: unknown): one is View => typeof one === "object" && one !== null && "name" in one && "query" in one && typeof one.name === "string" && typeof one.query === "string";
  return Array.isArray(kept) ? kept.filter(isView) : [];
}

function keptAs(plan: Uuid, me: Uuid): string {
  return `club21.views.${me}.${plan}`;
}
