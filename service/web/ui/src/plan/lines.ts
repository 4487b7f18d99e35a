/** What happened, as lines to read: one each, but for what a whole room does in a workshop or at the door of a meeting. */

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
    const line = entry.tag in OFTEN ? open.get(entry.stream_id) : undefined;
    if (line !== undefined && Date.parse(line[0].at) - Date.parse(entry.at) < HOUR) {
      line.push(entry);
      continue;
    }
    const begun: [RecentActivity] = [entry];
    lines.push(begun);
    if (entry.tag in OFTEN) {
      open.set(entry.stream_id, begun);
    }
  }
  return lines;
}
