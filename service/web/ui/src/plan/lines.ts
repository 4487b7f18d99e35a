/**
 * What happened, as lines to read: one each, but for what a whole room does in a workshop or at the door of a meeting, and for what
 * somebody did to many actions at once.
 */

import type { RecentActivity } from "../types.ts";

/** What people do in a workshop or a meeting by the hundred, with the key that counts it. */
export const OFTEN = {
  "workshop.contributed": "told.many.contributed",
  "workshop.contribution_edited": "told.many.edited",
  "workshop.contribution_withdrawn": "told.many.withdrawn",
  "workshop.guest_admitted": "told.many.joined",
  "workshop.seated": "told.many.seated",
  "meeting.invited": "told.many.invited",
  "meeting.checked_in": "told.many.checked_in",
  "meeting.check_in_undone": "told.many.check_in_undone",
} as const;

/** Entries told as one line: one thing that happened, or all that people did in one workshop or meeting within an hour. */
export type Line = readonly [RecentActivity, ...RecentActivity[]];

const HOUR = 3_600_000; // milliseconds

/** Newest first; a line stands where the newest of it does. */
export function linesOf(entries: readonly RecentActivity[]): readonly Line[] {
  const lines: [RecentActivity, ...RecentActivity[]][] = [];
  const open = new Map<string, [RecentActivity, ...RecentActivity[]]>();
  for (const entry of entries) {
    const often = entry.tag in OFTEN;
    const key = often ? entry.stream_id : isOfAction(entry) ? (entry.cause ?? entry.command_id) : null;
    const line = key === null ? undefined : open.get(key);
    if (line !== undefined && (often ? Date.parse(line[0].at) - Date.parse(entry.at) < HOUR : goesWith(line, entry))) {
      line.push(entry);
      continue;
    }
    const begun: [RecentActivity] = [entry];
    lines.push(begun);
    if (key !== null) {
      open.set(key, begun);
    }
  }
  // Of one action there is more to say than that it was one.
  return lines.flatMap((line): Line[] => (isTogether(line) || line[0].tag in OFTEN ? [line] : line.map((entry): Line => [entry])));
}

/** Were many actions changed at once? */
export function isTogether(line: Line): boolean {
  return isOfAction(line[0]) && line.some(({ stream_id }) => stream_id !== line[0].stream_id);
}

function isOfAction({ tag }: RecentActivity): boolean {
  return tag.startsWith("action.");
}

/** What takes it back has the same cause, and changes each of these actions by another command. */
function goesWith(line: Line, { by, stream_id, command_id }: RecentActivity): boolean {
  return line[0].by === by && !line.some((other) => other.stream_id === stream_id && other.command_id !== command_id);
}
