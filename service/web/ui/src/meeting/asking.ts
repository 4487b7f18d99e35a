/** How the screens of meetings ask for a change: at once, with what went wrong said where it was asked. */

import { useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { newId } from "../ids.ts";
import type { LiveNetwork } from "../live/network.ts";
import { onConflicts } from "../notices.ts";
import type { Asking, Command, Receipt, Rights, Uuid } from "../types.ts";

export interface Attempt {
  readonly wrong: string | null;
  readonly busy: boolean;
  /** True once it happened; where a subject is named, the person hears of a wish for it that met someone else's. */
  readonly attempt: (stream: Uuid, command: Command, reason?: string, subject?: string) => Promise<boolean>;
  readonly say: (wrong: string | null) => void;
}

export function useAttempt(network: LiveNetwork): Attempt {
  const [wrong, say] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const attempt = async (stream: Uuid, command: Command, reason?: string, subject?: string): Promise<boolean> => {
    if (busy) {
      return false;
    }
    say(null);
    setBusy(true);
    try {
      const asking: Asking = { id: newId(), stream, command, ...(reason === undefined ? {} : { reason }) };
      const { conflicts } = await ask<Receipt>("POST", `/networks/${network.card.network_id}/commands`, asking);
      if (subject !== undefined && conflicts.length > 0) {
        onConflicts(subject, conflicts, network);
      }
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
