/** Which plan, of which network, at which moment: what every view of a plan reads from. */

import { signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { today } from "../format.ts";
import type { LiveNetwork } from "../live/network.ts";
import type { Store } from "../live/store.ts";
import type { Day, Rights, Token, Uuid } from "../types.ts";

export interface Here {
  readonly network: LiveNetwork;
  /** The rows: live, or those of a past moment. */
  readonly store: Store;
  readonly plan: Uuid;
  /** The past moment on screen; null for now. */
  readonly at: Token | null;
  /** The day of that moment, as far as the rows tell; null for now. */
  readonly asOf: Day | null;
  readonly mayEdit: boolean;
}

/** Is somebody on the way to another moment? Then nobody draws what will be gone at once. */
export const leavingMoment = signal(false);

const Context = createContext<Here | null>(null);
export const HereIs = Context.Provider;

export function useHere(): Here {
  const here = useContext(Context);
  if (here === null) {
    throw new Error("This view stands outside a plan.");
  }
  return here;
}

/** Nothing in it yet, not even an axis; never said of a plan that is still on its way here. */
export function isEmpty({ network, store, plan, at }: Here): boolean {
  const arrived = at !== null || network.connection.state.value === "online";
  return arrived && !store.all("plan_board").some(({ plan_id }) => plan_id === plan) && !store.all("axis_list").some(({ plan_id }) => plan_id === plan);
}

/** The day on which lateness is judged: what was due after a past moment was not late then. */
export function judgedOn(here: Here): Day {
  return here.asOf ?? today();
}

/** Would the service take an edit from this person? It decides; this spares people what it would refuse. */
export function mayEdit(rights: Rights | null): boolean {
  return rights !== null && !rights.suspended && rights.roles.some(({ role }) => role === "facilitator" || role === "editor");
}

const WRITING: ReadonlySet<string> = new Set(["facilitator", "editor", "elected_official", "partner"]);

/** May this person write notes? Whoever takes part may. */
export function mayWrite({ network, at }: Here): boolean {
  const rights = network.store.row("rights", network.me);
  return at === null && !network.card.archived && rights !== null && !rights.suspended && rights.roles.some(({ role }) => WRITING.has(role));
}

/** May this person let authorities and people in? */
export function mayInvite(rights: Rights | null): boolean {
  return rights !== null && !rights.suspended && rights.roles.some(({ role }) => role === "facilitator");
}

/** May this person read the events as they are stored? Those who look after a network, and auditors. */
export function overlooks(rights: Rights | null): boolean {
  return rights !== null && !rights.suspended && rights.roles.some(({ role }) => role === "facilitator" || role === "auditor");
}

export function topicOf(plan: Uuid): string {
  return `plan:${plan}`;
}
