/**
 * What was typed into texts that are written together, until the service has it: kept in the browser, sent in order.
 *
 * One update of a text is on its way at a time; it goes again, under the same id, on every new connection until the
 * service says that it is kept. Unlike a draft it needs nobody to come back: keystrokes were meant when they were made,
 * so what a closed tab left is sent by the next one of the same person. What the service refuses is set aside with the
 * whole text as its writer saw it, until they put it away.
 */

import { type ReadonlySignal, signal } from "@preact/signals";
import { newId } from "../ids.ts";
import type { Refused } from "../live/outbox.ts";
import type { ServerFrame, Uuid } from "../types.ts";
import type { KeptFrame, TypedFrame } from "./frames.ts";

/** The text as its writer saw it, and why the service did not take it. */
export interface SetAside {
  readonly key: string;
  readonly section: Uuid;
  readonly text: string;
  readonly why: Refused;
}

interface Update {
  readonly id: Uuid;
  readonly u: string;
  readonly settle: boolean;
}

/** The updates of one text, typed in one tab. */
interface Queue {
  readonly key: string;
  readonly section: Uuid;
  updates: Update[];
  text: string;
  /** Set aside, and nothing to be sent. */
  readonly why: Refused | null;
}

const PREFIX = "club21.text/";
const LONGEST_DELAY = 30_000;

export class Unsent {
  private readonly waitingNow = signal<ReadonlySet<Uuid>>(new Set());
  /** The texts of which something is not with the service yet. */
  readonly waiting: ReadonlySignal<ReadonlySet<Uuid>> = this.waitingNow;
  private readonly asideNow = signal<readonly SetAside[]>([]);
  readonly aside: ReadonlySignal<readonly SetAside[]> = this.asideNow;
  /** False when this browser keeps nothing: what waits would go with the tab. */
  readonly kept = signal(true);

  private readonly queues = new Map<string, Queue>();
  private readonly writers = new Map<Uuid, () => string>();
  private inFlight = new Set<Uuid>(); // or waiting to be tried again
  private failures = 0;
  private live = false;
  private readonly shelf: string;
  private readonly client: string;
  private readonly send: (frame: TypedFrame) => boolean;

  constructor(person: Uuid, network: Uuid, client: string, send: (frame: TypedFrame) => boolean) {
    this.shelf = `${PREFIX}${person}/${network}/`;
    this.client = client;
    this.send = send;
  }

  /** Take over what this tab left before it was reloaded, and what closed ones did. */
  adopt(alive: ReadonlySet<string>): void {
    for (const key of keysOf(this.shelf)) {
      const [section = "", client = ""] = key.slice(this.shelf.length).split("/");
      if ((client === this.client || !alive.has(client)) && !this.queues.has(key)) {
        const found = read(key);
        if (found !== null) {
          this.queues.set(key, { key, section, ...found });
        }
      }
    }
    this.changed();
    this.pump();
  }

  /** Something was typed; `merge` makes one update of two, while the last one waits. */
  push(section: Uuid, u: string, text: string, settle: boolean, merge: (one: string, other: string) => string): void {
    const key = `${this.shelf}${section}/${this.client}`;
    const queue = this.queues.get(key) ?? { key, section, updates: [], text, why: null };
    this.queues.set(key, queue);
    const last = queue.updates.at(-1);
    if (last === undefined || this.inFlight.has(last.id)) {
      queue.updates.push({ id: newId(), u, settle });
    } else {
      // A new id, since the service may have heard the old one before the connection broke.
      queue.updates[queue.updates.length - 1] = { id: newId(), u: merge(last.u, u), settle: settle || last.settle };
    }
    queue.text = text;
    this.keep(queue);
    this.changed();
    this.pump();
  }

  /** Updates of a text that the service may not have, from whichever tab. */
  of(section: Uuid): readonly string[] {
    return [...this.queues.values()].filter((queue) => queue.section === section).flatMap(({ updates }) => updates.map(({ u }) => u));
  }

  /** When the service turns an update of this text down, its writer is told, and says what the text is; returns how to stop. */
  onTurnedDown(section: Uuid, writer: () => string): () => void {
    this.writers.set(section, writer);
    return () => {
      if (this.writers.get(section) === writer) {
        this.writers.delete(section);
      }
    };
  }

  /** The person has read why, and has taken what they need of it. */
  putAway({ key }: SetAside): void {
    this.forget(key);
    this.changed();
  }

  /** Would closing the page lose something typed? Only where the browser keeps nothing. */
  wouldBeLost(): boolean {
    return !this.kept.peek() && this.waiting.peek().size > 0;
  }

  onLive(): void {
    this.live = true;
    this.inFlight = new Set();
    this.pump();
  }

  onLost(): void {
    this.live = false;
  }

  /** Was this frame an answer to one of ours? */
  onFrame(frame: ServerFrame | KeptFrame): boolean {
    if (frame.t !== "yack" && frame.t !== "rej") {
      return false;
    }
    const queue = [...this.queues.values()].find(({ updates }) => updates[0]?.id === frame.id);
    if (queue === undefined) {
      return frame.t === "yack";
    }
    this.inFlight.delete(frame.id);
    if (frame.t === "yack") {
      this.failures = 0;
      queue.updates.shift();
      if (queue.updates.length === 0) {
        this.forget(queue.key);
      } else {
        this.keep(queue);
      }
    } else if (frame.retry) {
      this.failures += 1;
      const sent = frame.id;
      this.inFlight.add(sent); // nothing overtakes it meanwhile
      setTimeout(() => {
        this.inFlight.delete(sent);
        this.pump();
      }, Math.min(LONGEST_DELAY, 500 * 2 ** this.failures) * Math.random());
    } else {
      const { section, key } = queue;
      this.forget(key);
      const text = this.writers.get(section)?.() ?? queue.text;
      const aside: Queue = { key: `${key}/${frame.id}`, section, updates: [], text, why: { code: frame.code, detail: frame.detail, next: frame.next } };
      this.queues.set(aside.key, aside);
      this.keep(aside);
    }
    this.changed();
    this.pump();
    return true;
  }

  private pump(): void {
    if (!this.live) {
      return;
    }
    for (const { section, updates } of this.queues.values()) {
      const next = updates[0];
      if (next !== undefined && !this.inFlight.has(next.id)) {
        const frame: TypedFrame = { t: "y", id: next.id, topic: `text:${section}`, u: next.u, ...(next.settle ? { settle: true } : {}) };
        if (this.send(frame)) {
          this.inFlight.add(next.id);
        }
      }
    }
  }

  private changed(): void {
    const all = [...this.queues.values()];
    this.waitingNow.value = new Set(all.filter(({ why }) => why === null).map(({ section }) => section));
    this.asideNow.value = all.flatMap(({ key, section, text, why }) => (why === null ? [] : [{ key, section, text, why }]));
  }

  private keep({ key, updates, text, why }: Queue): void {
    try {
      localStorage.setItem(key, JSON.stringify({ updates, text, why } satisfies Kept));
      this.kept.value = true;
    } catch {
      this.kept.value = false;
    }
  }

  private forget(key: string): void {
    this.queues.delete(key);
    remove(key);
  }
}

type Kept = Pick<Queue, "updates" | "text" | "why">;

/** How many texts of this person are not with the service, of whatever network and tab. */
export function unsentCount(person: Uuid): number {
  return keysOf(`${PREFIX}${person}/`).length;
}

/** Nothing that this person typed and that was not sent stays in the browser. */
export function discardUnsent(person: Uuid): void {
  keysOf(`${PREFIX}${person}/`).forEach(remove);
}

function keysOf(prefix: string): readonly string[] {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}

function read(key: string): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "") as Kept;
  } catch {
    return null;
  }
}

function remove(key: string): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // A browser without storage kept nothing.
  }
}
