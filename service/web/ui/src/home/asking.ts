/** What the first page asks the service beside the live rows: at once, and again when the network has moved, but not all the time. */

import { useEffect, useRef, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import type { LiveNetwork } from "../live/network.ts";

const EVERY = 15_000; // milliseconds, and up to a third longer, so that not everybody asks in the same moment

export interface Asked<A> {
  readonly page: A | null;
  readonly failure: string | null;
  readonly again: () => void;
}

/** A path of null asks for nothing. */
export function useAsked<A>(network: LiveNetwork, path: string | null): Asked<A> {
  const [page, setPage] = useState<A | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [turn, setTurn] = useState(0);
  const last = useRef(0);
  const asked = useRef(0);
  const head = network.connection.head.value;
  const online = network.connection.state.value === "online";
  const address = path === null ? null : `/networks/${network.card.network_id}/${path}`;
  useEffect(
    () => () => {
      asked.current += 1; // what is still on its way is of another page
    },
    [address],
  );
  useEffect(() => {
    if (address === null) {
      return;
    }
    const fetch = (): void => {
      last.current = Date.now();
      asked.current += 1;
      const mine = asked.current;
      ask<A>("GET", address).then(
        (told) => {
          if (asked.current === mine) {
            setPage(told);
            setFailure(null);
          }
        },
        (problem: unknown) => {
          if (asked.current === mine) {
            last.current = 0; // asked again at once when the connection is back
            setFailure(explain(problem));
          }
        },
      );
    };
    // An answer that is on its way counts, also where the network has moved meanwhile: it is asked for again a little later.
    const timer = setTimeout(fetch, Math.max(0, last.current + EVERY * (1 + Math.random() / 3) - Date.now()));
    return () => clearTimeout(timer);
  }, [address, head?.epoch, head?.pos, online, turn]);
  return {
    page,
    failure,
    again: () => {
      last.current = 0;
      setTurn(turn + 1);
    },
  };
}
