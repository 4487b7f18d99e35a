/** What one person did to one item at a stretch, as one session: put together where it is shown, and never where it is stored. */

import type { FieldHistory, HistoryEntry, Instant, Uuid } from "../types.ts";

const PAUSE = 30 * 60_000; // milliseconds

interface Done {
  readonly by: Uuid;
  readonly on_behalf_of: Uuid | null;
  readonly at: Instant;
}

export type Session<D> = readonly [D, ...D[]];

/** Newest first, as the entries are; somebody else's hand ends a session, as does half an hour in which nothing is done. */
export function sessionsOf<D extends Done>(entries: readonly D[], joins: (entry: D) => boolean = () => true): readonly Session<D>[] {
  const sessions: [D, ...D[]][] = [];
  for (const entry of entries) {
    const session = sessions.at(-1);
    const next = session?.at(-1);
    if (
      session !== undefined &&
      next !== undefined &&
      next.by === entry.by &&
      next.on_behalf_of === entry.on_behalf_of &&
      Date.parse(next.at) - Date.parse(entry.at) <= PAUSE &&
      joins(next) &&
      joins(entry)
    ) {
      session.push(entry);
    } else {
      sessions.push([entry]);
    }
  }
  return sessions;
}

/** Entries that change fields and nothing else; what was added, withdrawn or could not stand is told by itself. */
export function isEdit({ tag, authors }: HistoryEntry): boolean {
  return tag.endsWith("edited") && authors.length === 0;
}

/** What a session comes to: each field as it was before and as it was left. What was undone within it is not there. */
export function comesTo(session: Session<HistoryEntry>): readonly FieldHistory[] {
  const fields = new Map<string, { before: FieldHistory["before"]; after: FieldHistory["after"] }>();
  for (const { changes } of session) {
    for (const { field, before, after } of changes) {
      const newer = fields.get(field);
      fields.set(field, { before, after: newer === undefined ? after : newer.after });
    }
  }
  return [...fields].filter(([, { before, after }]) => JSON.stringify(before) !== JSON.stringify(after)).map(([field, values]) => ({ field, ...values }));
}
