/** What is commented on, and by whom: what every part of the comments asks. */

import { byName } from "../format.ts";
import type { LiveNetwork } from "../live/network.ts";
import type { Store } from "../live/store.ts";
import { mayInvite } from "../plan/here.ts";
import { paths } from "../router.ts";
import type { CommentList, CommentOn, Uuid } from "../types.ts";

export interface About {
  /** Of the rows on screen: live, or those of a past moment. */
  readonly network: LiveNetwork;
  readonly about: CommentOn;
  readonly item: Uuid;
  /** The plan that it lies in; null where it lies in none. */
  readonly plan: Uuid | null;
  readonly title: string;
  /** The past moment on screen; null for now. */
  readonly at: string | null;
  /** Who alone sees it, where its row says so. */
  readonly parties?: readonly Uuid[];
  /** Nothing is said of it any more: it was withdrawn, or became something else. */
  readonly over?: boolean;
}

const WRITING: ReadonlySet<string> = new Set(["facilitator", "editor", "elected_official", "partner"]);

/** Would the service take a comment from this person? It decides; this spares people what it would refuse. */
export function mayComment({ network, plan, at, parties = [network.me], over = false }: About): boolean {
  const rights = network.store.row("rights", network.me);
  const reaches = rights?.roles.some(({ role, topics }) => WRITING.has(role) && reach(topics, plan)) === true;
  return at === null && !over && parties.includes(network.me) && !network.card.archived && rights?.suspended === false && reaches;
}

/** Its author and who facilitates take a comment away; what a facilitator took away, a facilitator puts back. */
export function mayTurn({ network }: About, row: CommentList): boolean {
  const own = row.author_id === network.me && (row.withdrawn_by === null || row.withdrawn_by === network.me);
  return own || mayInvite(network.store.row("rights", network.me));
}

/** Who can be mentioned: those who see the item, programs left out. */
export function mentionable({ network, item, plan, parties: theirs }: About): readonly { readonly value: Uuid; readonly label: string }[] {
  const { store } = network;
  const within = [item, store.row("plan_board", item)?.parent_id ?? ""];
  const kept = [theirs, ...within.map((one) => store.row("restricted_items", one)?.parties)].filter((parties) => parties !== undefined);
  return store
    .people()
    .filter(({ person_id }) => {
      const rights = store.row("rights", person_id);
      const belongs = rights?.suspended === false && rights.roles.some(({ role, topics }) => role !== "reader" && reach(topics, plan));
      return person_id !== network.me && belongs && kept.every((parties) => parties.includes(person_id));
    })
    .map(({ person_id, name }) => ({ value: person_id, label: name }))
    .sort((a, b) => byName(a.label, b.label));
}

function reach(topics: readonly string[], plan: Uuid | null): boolean {
  return topics.length === 0 || topics.includes(`plan:${plan}`);
}

/** A comment with its answers. */
export interface Thread {
  readonly first: CommentList;
  readonly answers: readonly CommentList[];
}

/** The oldest first; an answer stands behind what it answers. */
export function threadsOf(rows: readonly CommentList[]): readonly Thread[] {
  const sorted = [...rows].sort((a, b) => (a.written_at === b.written_at ? (a.comment_id < b.comment_id ? -1 : 1) : a.written_at < b.written_at ? -1 : 1));
  return sorted.filter(({ answers_id }) => answers_id === null).map((first) => ({ first, answers: sorted.filter(({ answers_id }) => answers_id === first.comment_id) }));
}

/** Where a comment is read; null while that is not known. */
export function placeOf({ network_id, about, item_id, plan_id, comment_id }: CommentList, store: Store): string | null {
  const meeting = store.row("minutes_list", item_id)?.meeting_id;
  const page = {
    action: () => paths.action(network_id, plan_id ?? "", item_id),
    plan: () => paths.plan(network_id, item_id, "structure"),
    idea: () => paths.plan(network_id, plan_id ?? "", "process"),
    finding: () => paths.plan(network_id, plan_id ?? "", "process"),
    meeting: () => paths.meeting(network_id, item_id),
    synthesis: () => paths.synthesis(network_id, item_id),
    minutes: () => (meeting === undefined ? null : paths.minutes(network_id, meeting)),
    questionnaire: () => paths.questionnaire(network_id, item_id),
    workshop: () => paths.workshop(network_id, item_id),
    mentorship: () => paths.mentorship(network_id, item_id),
    authority: () => paths.authority(network_id, item_id),
  }[about]();
  return page === null ? null : `${page}#${anchorOf(comment_id)}`;
}

export function anchorOf(comment: Uuid): string {
  return `comment-${comment}`;
}
