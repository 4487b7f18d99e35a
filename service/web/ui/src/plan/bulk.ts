/** What one wish comes to for many actions, and how it is asked: previewed, done under one cause, undone by it. */

import { ask, explain, Refusal } from "../api.ts";
import { plural, t } from "../i18n.ts";
import { newId } from "../ids.ts";
import type { LiveNetwork } from "../live/network.ts";
import { notify } from "../notices.ts";
import { useRef, useState } from "preact/hooks";
import type { ActionEdit, Bulked, Day, PlanBoard, Uuid } from "../types.ts";
import { rememberWhole } from "../undo.ts";
import { begin, type Begun, end, lose } from "./begun.ts";
import { changeOf } from "./fields.ts";
import type { Here } from "./here.ts";

/** As many actions as the service takes at once. */
export const MOST = 10_000;

export type Unit = "weeks" | "months";
export type DayField = "starts_on" | "ends_on";
export type Wish =
  | { readonly what: "status" | "lead" | "axis_id"; readonly to: string | null }
  | { readonly what: "days"; readonly to: { readonly [F in DayField]?: Day } }
  | { readonly what: "moved"; readonly by: number; readonly unit: Unit; readonly fields: readonly DayField[] }
  | { readonly what: "withdraw" | "restore" };

export type Changes = Readonly<Record<Uuid, ActionEdit | { readonly tag: "action.withdraw" | "action.restore" }>>;

/** A day so many weeks or months later, or earlier; the last day of a month that is too short. */
export function moved(day: Day, by: number, unit: Unit): Day {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + by, 0)).getUTCDate();
  const to = unit === "weeks" ? Date.UTC(year, month - 1, date + 7 * by) : Date.UTC(year, month - 1 + by, Math.min(date, last));
  return new Date(to).toISOString().slice(0, 10);
}

/** Each action with what was seen of it; those without a day to move are left out. */
export function changesOf(wish: Wish, actions: readonly PlanBoard[]): Changes {
  const changes: Record<Uuid, Changes[Uuid]> = {};
  for (const action of actions) {
    const change = changeTo(wish, action);
    if (change !== null) {
      changes[action.action_id] = change;
    }
  }
  return changes;
}

function changeTo(wish: Wish, action: PlanBoard): Changes[Uuid] | null {
  switch (wish.what) {
    case "withdraw":
    case "restore":
      return { tag: `action.${wish.what}` };
    case "days": {
      const days = Object.entries(wish.to) as [DayField, Day][];
      return { tag: "action.edit", ...Object.fromEntries(days.map(([field, to]) => [field, { was: action[field], to }])) };
    }
    case "moved": {
      const days = wish.fields.filter((field) => action[field] !== null);
      const edit = Object.fromEntries(days.map((field) => [field, { was: action[field], to: moved(action[field] ?? "", wish.by, wish.unit) }]));
      return days.length === 0 ? null : { tag: "action.edit", ...edit };
    }
    default:
      return { tag: "action.edit", ...changeOf(wish.what, action[wish.what], wish.to) };
  }
}

export type Stage = "asked" | "checking" | "checked" | "running" | "done";

export interface Bulk {
  readonly id: Uuid;
  readonly stage: Stage;
  readonly answer: Bulked | null;
  readonly failure: string | null;
  readonly check: (changes: Changes, reason: string) => void;
  readonly run: (changes: Changes, reason: string, what: string) => void;
  /** Something else is wished for by now. */
  readonly again: () => void;
  /** Take back what was done. */
  readonly undo: (() => void) | null;
}

/** Told, with the way back. */
export function tellDone(network: LiveNetwork, what: string, answer: Bulked): (() => void) | null {
  const undo = answer.changed === 0 ? null : rememberWhole(network, answer.bulk_id, what, plural("bulk.done", answer.changed));
  if (answer.met.length > 0) {
    notify("conflict", plural("bulk.met", answer.met.length));
  }
  return undo;
}

/** Ask for it, or for what is left of it: under one id nothing is done twice. It is kept until it is answered. */
export async function runBegun(network: LiveNetwork, begun: Begun): Promise<readonly [Bulked, (() => void) | null]> {
  const { me, card } = network;
  const { id, changes, reason, what } = begun;
  begin(me, card.network_id, begun);
  try {
    const answer = await ask<Bulked>("POST", `/networks/${card.network_id}/bulk`, { id, changes, ...(reason === "" ? {} : { reason }) });
    end(me, card.network_id, id);
    return [answer, tellDone(network, what, answer)];
  } catch (problem) {
    if (isUnsure(problem)) {
      lose(id);
    } else {
      end(me, card.network_id, id);
    }
    throw problem;
  }
}

/** Was it perhaps done, at least in part? */
function isUnsure(problem: unknown): boolean {
  return !(problem instanceof Refusal) || problem.problem.status === 0 || problem.problem.status >= 500;
}

/** One bulk action from the wish to what came of it. It goes on when whoever asked turns away, and is told all the same. */
export function useBulk({ network, plan }: Here, onDone: () => void): Bulk {
  const id = useRef(newId());
  const [state, setState] = useState<Pick<Bulk, "stage" | "answer" | "failure" | "undo">>({ stage: "asked", answer: null, failure: null, undo: null });
  return {
    ...state,
    id: id.current,
    check: (changes, reason) => {
      setState({ stage: "checking", answer: null, failure: null, undo: null });
      const asked = id.current;
      ask<Bulked>("POST", `/networks/${network.card.network_id}/bulk`, { id: asked, changes, ...(reason === "" ? {} : { reason }), preview: true })
        .then((answer) => asked === id.current && setState({ stage: "checked", answer, failure: null, undo: null }))
        .catch((problem: unknown) => asked === id.current && setState({ stage: "asked", answer: null, failure: explain(problem), undo: null }));
    },
    run: (changes, reason, what) => {
      setState({ ...state, stage: "running", failure: null });
      runBegun(network, { id: id.current, plan, changes, reason, what })
        .then(([answer, undo]) => {
          setState({ stage: "done", answer, failure: null, undo });
          if (answer.refused.length === 0 && answer.met.length === 0 && answer.changed > 0) {
            onDone();
          }
        })
        .catch((problem: unknown) => {
          setState({ ...state, stage: "checked", failure: isUnsure(problem) ? t("bulk.unsure") : explain(problem) });
        });
    },
    again: () => {
      id.current = newId();
      setState({ stage: "asked", answer: null, failure: null, undo: null });
    },
  };
}
