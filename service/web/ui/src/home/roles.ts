/** What somebody comes to a network for, by the roles they hold there: the first page follows it. */

import type { HeldRole, Rights, Uuid } from "../types.ts";

/** Has this person a role in the whole network, of these? */
export function holds(rights: Rights | null, ...roles: readonly HeldRole[]): boolean {
  return rights !== null && !rights.suspended && rights.roles.some(({ role, topics }) => topics.length === 0 && roles.includes(role));
}

/** The network, or the plans that somebody has a role for alone. */
export function worksIn(rights: Rights | null, network: Uuid): readonly Uuid[] {
  const held = rights === null || rights.suspended ? [] : rights.roles;
  if (held.some(({ topics }) => topics.length === 0)) {
    return [network];
  }
  return [...new Set(held.flatMap(({ topics }) => topics.filter((topic) => topic.startsWith("plan:")).map((topic) => topic.slice("plan:".length))))];
}
