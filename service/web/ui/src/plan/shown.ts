/** The actions of a plan that a view shows: all that pass the filters in the address, now or at the moment on screen. */

import { type ReadonlySignal, useComputed } from "@preact/signals";
import { useRef } from "preact/hooks";
import { query } from "../router.ts";
import { same } from "../same.ts";
import type { PlanBoard } from "../types.ts";
import { filtersIn, passes } from "./filters.ts";
import { judgedOn, useHere } from "./here.ts";
import { within } from "./tree.ts";

export function useShown(): ReadonlySignal<readonly PlanBoard[]> {
  const here = useHere();
  return useComputed(() => {
    const filters = filtersIn(query.value);
    const axes = within(here.store.all("axis_list"), filters.axis);
    const now = judgedOn(here);
    return here.store.all("plan_board").filter((action) => action.plan_id === here.plan && passes(action, filters, here.network.me, now, axes));
  });
}

/** A computed value that keeps its identity while it says the same, so that what is drawn from it rests. */
export function useStable<V>(compute: () => V): ReadonlySignal<V> {
  const last = useRef<V | null>(null);
  return useComputed(() => {
    const next = compute();
    if (last.current !== null && same(last.current, next)) {
      return last.current;
    }
    last.current = next;
    return next;
  });
}
