/**
 * What changed elsewhere, said once in a polite log: at most one message in three seconds, however much happens.
 *
 * Screen readers would otherwise speak over the person all day when a busy plan is open.
 */

import { signal } from "@preact/signals";
import { plural, t } from "./i18n.ts";
import type { LiveNetwork } from "./live/network.ts";
import type { PlanBoard, ServerFrame } from "./types.ts";

const PAUSE = 3_000;
const KEPT = 3;

export interface Said {
  readonly id: number;
  readonly text: string;
}

/** The last messages, newest last; drawn by the shell in a `role="log"`. */
export const said = signal<readonly Said[]>([]);

let waiting: string[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;
let lastSaid = 0;
let nextId = 1;

/** Say something about the person's own doing, soon. */
export function announce(text: string): void {
  waiting.push(text);
  timer ??= setTimeout(speak, Math.max(150, lastSaid + PAUSE - Date.now()));
}

const changes = new Map<string, Set<string>>();

/** A commit by someone else: who, and on which actions. */
export function announceChange(network: LiveNetwork, frame: ServerFrame & { t: "tx" }): void {
  if (frame.by === null) {
    return; // Many commits at once, after an absence: nobody wants them read out.
  }
  const who = network.store.nameOf(frame.by)?.name ?? t("person.unknown");
  const items = changes.get(who) ?? new Set<string>();
  changes.set(who, items);
  for (const { table, row } of frame.rows) {
    if (table === "plan_board" && row !== null) {
      items.add((row as PlanBoard).title);
    }
  }
  timer ??= setTimeout(speak, Math.max(150, lastSaid + PAUSE - Date.now()));
}

function speak(): void {
  timer = undefined;
  lastSaid = Date.now();
  for (const [who, items] of changes) {
    const [only] = items;
    if (items.size === 1 && only !== undefined) {
      waiting.push(t("announce.changed_one", { who, item: only }));
    } else if (items.size > 1) {
      waiting.push(plural("announce.changed", items.size, { who }));
    }
  }
  changes.clear();
  if (waiting.length > 0) {
    const text = waiting.length > KEPT ? plural("announce.many", waiting.length) : waiting.map((one) => one.replace(/\.$/, "")).join(". ");
    waiting = [];
    said.value = [...said.value.slice(1 - KEPT), { id: nextId, text }];
    nextId += 1;
  }
}
