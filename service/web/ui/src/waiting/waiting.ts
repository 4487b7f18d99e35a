/**
 * What waits for the person who is signed in: asked of the service, and asked again whenever the network has moved.
 *
 * A page that shows it asks at once; the number in the bar may be a little older, so that a full room does not ask all the time.
 */

import { effect, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ask } from "../api.ts";
import type { LiveNetwork } from "../live/network.ts";
import type { Rights, WaitingPage } from "../types.ts";

const AT_ONCE = 300;
const IN_PASSING = 15_000; // and up to a third longer, so that not everybody asks in the same moment

interface Known extends WaitingPage {
  readonly of: LiveNetwork;
}

const known = signal<Known | null>(null);
const looking = signal(0);

/** Whoever only reads keeps nobody waiting. */
export function answers(rights: Rights | null): boolean {
  return rights !== null && !rights.suspended && rights.roles.some(({ role }) => role !== "auditor" && role !== "reader" && role !== "guest");
}

export function waitingOf(network: LiveNetwork): WaitingPage | null {
  return known.value?.of === network ? known.value : null;
}

/** Keep up with one network until it is left. */
export function watchWaiting(network: LiveNetwork): () => void {
  let timer: number | undefined;
  let due = Number.POSITIVE_INFINITY;
  let asked = { at: 0, token: "" };
  let gone = false;
  const now = (): string => {
    const head = network.connection.head.value;
    return head === null ? "" : `${head.epoch}.${head.pos}`;
  };
  const fetch = (): void => {
    const token = now();
    due = Number.POSITIVE_INFINITY;
    asked = { at: Date.now(), token };
    ask<WaitingPage>("GET", `/networks/${network.card.network_id}/waiting?after=${token}`).then(
      (page) => {
        if (!gone && asked.token === token) {
          known.value = { ...page, of: network };
        }
      },
      () => {
        if (asked.token === token) {
          asked = { at: asked.at, token: "" }; // asked anew when the network moves again
        }
      },
    );
  };
  const look = (): void => {
    const token = now();
    const pause = looking.value > 0 ? AT_ONCE : IN_PASSING * (1 + Math.random() / 3);
    const mine = looking.value > 0 || answers(network.store.row("rights", network.me)); // who only reads may follow, and look what is late
    if (token === "" || token === asked.token || document.hidden || !mine) {
      return;
    }
    const wanted = Math.max(Date.now() + AT_ONCE, asked.at + pause);
    if (wanted < due) {
      // Never later than it was going to be: where something happens all the time, this would wait for ever.
      clearTimeout(timer);
      due = wanted;
      timer = setTimeout(fetch, wanted - Date.now());
    }
  };
  const stop = effect(look);
  document.addEventListener("visibilitychange", look);
  return () => {
    gone = true;
    stop();
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", look);
  };
}

/** While a page shows what waits, it is never older than a moment. */
export function useWaiting(network: LiveNetwork): WaitingPage | null {
  useEffect(() => {
    looking.value += 1;
    return () => {
      looking.value -= 1;
    };
  }, []);
  return waitingOf(network);
}
