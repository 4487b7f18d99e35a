/** That somebody is here is told to the service now and then, so that they hear next time what changed since. */

import { ask } from "../api.ts";
import type { LiveNetwork } from "../live/network.ts";

const EVERY = 300_000; // milliseconds: a visit is over after half an hour without
const DOING = ["pointerdown", "keydown", "visibilitychange"] as const;

/** Tell it as they come, and as long as they do something. */
export function noteVisits({ card }: LiveNetwork): () => void {
  let told = 0;
  const tell = (): void => {
    if (!document.hidden && Date.now() - told > EVERY) {
      told = Date.now();
      ask("POST", `/networks/${card.network_id}/visit`, {}).catch(() => undefined); // nothing on screen depends on it
    }
  };
  tell();
  DOING.forEach((event) => document.addEventListener(event, tell));
  return () => DOING.forEach((event) => document.removeEventListener(event, tell));
}
