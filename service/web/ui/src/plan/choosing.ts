/** Which actions of a plan are chosen, to be changed together. They stay so while the app is open, and count as far as the filters show them. */

import { type ReadonlySignal, signal, useComputed, useSignalEffect } from "@preact/signals";
import { useCallback, useRef } from "preact/hooks";
import type { PlanBoard, Uuid } from "../types.ts";
import type { Here } from "./here.ts";

interface Choice {
  readonly plan: Uuid;
  readonly ids: ReadonlySet<Uuid>;
  /** Where a range begins that Shift goes on with. */
  readonly last: Uuid | null;
}

const NONE: ReadonlySet<Uuid> = new Set();
const choice = signal<Choice | null>(null);

function chosenIn(plan: Uuid): ReadonlySet<Uuid> {
  return choice.value?.plan === plan ? choice.value.ids : NONE;
}

/** For what is drawn once and marked later. */
export function isChosen(plan: Uuid, action: Uuid): boolean {
  const now = choice.peek();
  return now?.plan === plan && now.ids.has(action);
}

/** Those that are chosen and shown: what nobody sees is not changed. */
function useChosen(plan: Uuid, shown: ReadonlySignal<readonly PlanBoard[]>): ReadonlySignal<readonly PlanBoard[]> {
  return useComputed(() => {
    const ids = chosenIn(plan);
    return ids.size === 0 ? [] : shown.value.filter(({ action_id }) => ids.has(action_id));
  });
}

export function chooseAll(plan: Uuid, actions: Iterable<Uuid>): void {
  choice.value = { plan, ids: new Set(actions), last: null };
}

/** Choose an action or leave it again; from the last one on, all as they stand in this order. */
function toggle(plan: Uuid, action: Uuid, order: readonly Uuid[], from: boolean): void {
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

export interface Choosing {
  readonly chosen: ReadonlySignal<readonly PlanBoard[]>;
  readonly shown: ReadonlySignal<readonly PlanBoard[]>;
  /** Choose an action or leave it again; with Shift, all from the last one on. It stays the same function, so that what is drawn with it rests. */
  readonly take: (action: Uuid, shift: boolean) => void;
  /** By pointer: the item takes the focus, so that the keys go on from there. */
  readonly onTick: (event: MouseEvent) => void;
  /** Ctrl+A chooses all that is shown, Escape nothing. Answers whether it was one of these. */
  readonly onKey: (event: KeyboardEvent) => boolean;
}

/** How the table, the columns and the timeline let people choose; `standing` are the actions in the order in which they stand there. */
export function useChoosing({ plan, mayEdit }: Here, shown: ReadonlySignal<readonly PlanBoard[]>, standing: () => readonly Uuid[]): Choosing {
  const chosen = useChosen(plan, shown);
  useSignalEffect(() => mark(chosenIn(plan)));
  const order = useRef(standing);
  order.current = standing;
  const take = useCallback((action: Uuid, shift: boolean): void => toggle(plan, action, order.current(), shift), [plan]);
  return {
    chosen,
    shown,
    take,
    onTick: (event) => {
      const label = event.target instanceof Element ? event.target.closest<HTMLElement>(".row-choose") : null;
      const box = label?.querySelector("input");
      if (label === null || box === null || box === undefined || box.value === "") {
        return;
      }
      if (event.target !== box) {
        event.preventDefault(); // else the browser would press the box besides, without Shift
      }
      take(box.value, event.shiftKey);
      const item = label.closest<HTMLElement>("[data-cell]") ?? label.closest("tr")?.querySelector<SVGElement>("[data-bar]") ?? box;
      item.focus({ preventScroll: true });
    },
    onKey: (event) => {
      const command = event.ctrlKey || event.metaKey;
      if (!mayEdit || event.altKey) {
        return false;
      }
      if (command && event.key.toLowerCase() === "a") {
        chooseAll(plan, shown.value.map(({ action_id }) => action_id));
      } else if (event.key === "Escape" && chosen.value.length > 0) {
        chooseAll(plan, []);
      } else {
        return false;
      }
      event.preventDefault();
      return true;
    },
  };
}

/** Ticked in one frame: of ten thousand, all at once would keep a hand waiting. */
const SLICE = 500;

/** Tick what is chosen of what is drawn already, without drawing it anew: first what is in sight. Answers how to stop. */
function mark(ids: ReadonlySet<Uuid>): () => void {
  const boxes = [...document.querySelectorAll<HTMLInputElement>(".row-choose > input:not([value=''])")];
  const seen = inSight();
  const first = Math.max(0, boxes.findIndex((box) => box === seen) - 1);
  const order = [...boxes.slice(first), ...boxes.slice(0, first)];
  let at = 0;
  let frame = 0;
  const go = (): void => {
    for (const box of order.slice(at, at + SLICE)) {
      const chosen = ids.has(box.value);
      box.checked = chosen;
      const item = box.closest("[data-choice]");
      // The box that was pressed is ticked already, and its row is not.
      if (item !== null && item.getAttribute("data-choice") !== String(chosen)) {
        item.setAttribute("data-choice", String(chosen));
        if (item.hasAttribute("aria-selected")) {
          item.setAttribute("aria-selected", String(chosen));
        }
      }
    }
    at += SLICE;
    frame = at < order.length ? requestAnimationFrame(go) : 0;
  };
  go();
  return () => cancelAnimationFrame(frame);
}

/** The box of a row near the top of what is seen of a long sheet. */
function inSight(): Element | null {
  const sheet = document.querySelector(".sheet")?.getBoundingClientRect();
  const rows = [100, 150, 200].map((down) => (sheet === undefined ? null : document.elementFromPoint(sheet.left + 40, sheet.top + down)?.closest("tr")?.querySelector("tbody .row-choose > input") ?? null));
  return rows.find((box) => box !== null) ?? null;
}
