/** How the screens of meetings ask for a change: at once, with what went wrong said where it was asked. */

import { useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { newId } from "../ids.ts";
import type { LiveNetwork } from "../live/network.ts";
import type { Asking, Command, Receipt, Rights, Uuid } from "../types.ts";

export interface Attempt {
  readonly wrong: string | null;
  readonly busy: boolean;
  /** True once it happened. */
  readonly attempt: (stream: Uuid, command: Command, reason?: string) => Promise<boolean>;
  readonly say: (wrong: string | null) => void;
}

export function useAttempt(network: LiveNetwork): Attempt {
  const [wrong, say] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const attempt = async (stream: Uuid, command: Command, reason?: string): Promise<boolean> => {
    if (busy) {
      return false;
    }
    say(null);
    setBusy(true);
    try {
      const asking: Asking = { id: newId(), stream, command, ...(reason === undefined ? {} : { reason }) };
      await ask<Receipt>("POST", `/networks/${network.card.network_id}/commands`, asking);
      return true;
    } catch (problem) {
      say(explain(problem));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { wrong, busy, attempt, say };
}

type Role = Rights["roles"][number];

/** The roles with which a person acts in meetings: one for some plans alone reaches none of them. */
function acting(rights: Rights | null): readonly Role[] {
  return rights === null || rights.suspended ? [] : rights.roles.filter(({ role, topics }) => topics.length === 0 && role !== "auditor" && role !== "reader" && role !== "guest");
}

export function organises(rights: Rights | null): boolean {
  return acting(rights).some(({ role }) => role === "facilitator" || role === "editor");
}

export function facilitates(rights: Rights | null): boolean {
  return acting(rights).some(({ role }) => role === "facilitator");
}

export function takesPart(rights: Rights | null): boolean {
  return acting(rights).length > 0;
}

export function actsFor(rights: Rights | null, authority: Uuid): boolean {
  return facilitates(rights) || acting(rights).some(({ authority_id }) => authority_id === authority);
}
