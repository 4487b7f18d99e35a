/** Which actions of the table are chosen, to be changed together. They stay so while the app is open, and count as far as the filters show them. */

import { type ReadonlySignal, signal, useComputed } from "@preact/signals";
import type { PlanBoard, Uuid } from "../types.ts";

interface Choice {
  readonly plan: Uuid;
  readonly ids: ReadonlySet<Uuid>;
  /** Where a range begins that Shift goes on with. */
  readonly last: Uuid | null;
}

const NONE: ReadonlySet<Uuid> = new Set();
const choice = signal<Choice | null>(null);

export function chosenIn(plan: Uuid): ReadonlySet<Uuid> {
  return choice.value?.plan === plan ? choice.value.ids : NONE;
}

/** For what is drawn once and marked later. */
export function isChosen(plan: Uuid, action: Uuid): boolean {
  const now = choice.peek();
  return now?.plan === plan && now.ids.has(action);
}

/** Those that are chosen and shown: what nobody sees is not changed. */
export function useChosen(plan: Uuid, shown: ReadonlySignal<readonly PlanBoard[]>): ReadonlySignal<readonly PlanBoard[]> {
  return useComputed(() => {
    const ids = chosenIn(plan);
    return ids.size === 0 ? [] : shown.value.filter(({ action_id }) => ids.has(action_id));
  });
}

export function chooseAll(plan: Uuid, actions: Iterable<Uuid>): void {
  choice.value = { plan, ids: new Set(actions), last: null };
}

/** Choose an action or leave it again; from the last one on, all as they stand in this order. */
export function toggle(plan: Uuid, action: Uuid, order: readonly Uuid[], from: boolean): void {
  const now = choice.peek();
  const same = now?.plan === plan;
  const ids = new Set(same ? now.ids : NONE);
  const begin = from && same && now.last !== null ? order.indexOf(now.last) : -1;
  const end = order.indexOf(action);
  if (begin !== -1 && end !== -1) {
    for (const one of order.slice(Math.min(begin, end), Math.max(begin, end) + 1)) {
      ids.add(one);
    }
  } else if (!ids.delete(action)) {
    ids.add(action);
  }
  choice.value = { plan, ids, last: action };
}

/** Rows ticked in one frame: of ten thousand, all at once would keep a hand waiting. */
const SLICE = 500;

/** Tick what is chosen in rows that are drawn already, without drawing them anew: first those in sight. Answers how to stop. */
export function mark(table: HTMLElement, ids: ReadonlySet<Uuid>): () => void {
  const boxes = [...table.querySelectorAll<HTMLInputElement>("tbody .row-choose > input")];
  const seen = inSight(table);
  const first = Math.max(0, boxes.findIndex((box) => box === seen) - 1);
  const order = [...boxes.slice(first), ...boxes.slice(0, first)];
  let at = 0;
  let frame = 0;
  const go = (): void => {
    for (const box of order.slice(at, at + SLICE)) {
      const chosen = ids.has(box.value);
      const row = box.closest("tr");
      // The box that was pressed is ticked already, and its row is not.
      if (box.checked !== chosen || row?.getAttribute("aria-selected") !== String(chosen)) {
        box.checked = chosen;
        row?.setAttribute("aria-selected", String(chosen));
      }
    }
    at += SLICE;
    frame = at < order.length ? requestAnimationFrame(go) : 0;
  };
  go();
  return () => cancelAnimationFrame(frame);
}

/** The box of a row near the top of what is seen of the table. */
function inSight(table: HTMLElement): Element | null {
  const { left, top } = table.parentElement?.getBoundingClientRect() ?? table.getBoundingClientRect();
  const rows = [100, 150, 200].map((down) => document.elementFromPoint(left + 40, top + down)?.closest("tr")?.querySelector("tbody .row-choose > input") ?? null);
  return rows.find((box) => box !== null) ?? null;
}
