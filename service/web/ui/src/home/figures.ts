/** The figures of a network as its first page shows them: of all of it, or of the plans that somebody has a role for. */

import { useEffect } from "preact/hooks";
import type { LiveNetwork } from "../live/network.ts";
import type { Figures } from "../live/store.ts";
import { worksIn } from "./roles.ts";

/** The figures on the screen, as they change; null until they are here. */
export function useFigures(network: LiveNetwork): Figures | null {
  const { store, connection, card, me } = network;
  const topics = worksIn(store.row("rights", me), card.network_id).map((subject) => `figures:${subject}`);
  const wanted = topics.join(" ");
  useEffect(() => {
    const left = wanted === "" ? [] : wanted.split(" ").map((topic) => connection.follow(topic));
    return () => left.forEach((leave) => leave());
  }, [connection, wanted]);
  const found = topics.map((topic) => store.figures(topic));
  return found.length === 0 || found.includes(null) ? null : Object.assign({}, ...found);
}

/** What figures of one kind come to: of all parts, or of one; ``status.<part>.<status>`` ends in what is wanted of it. */
export function sum(figures: Figures, kind: string, part: string | null = null, end?: string): number {
  return Object.entries(figures).reduce((all, [key, value]) => {
    const [of, which, last] = key.split(".");
    return of === kind && (part === null || which === part) && (end === undefined || last === end) ? all + value : all;
  }, 0);
}
