/**
 * What was typed into texts that are written together, until the service has it: kept in the browser, sent in order.
 *
 * One update of a text is on its way at a time; it goes again, under the same id, on every new connection until the
 * service says that it is kept. Unlike a draft it needs nobody to come back: keystrokes were meant when they were made,
 * so what a closed tab left is sent by the next one of the same person. What the service refuses is set aside with the
 * whole text as its writer saw it, until they put it away.
 */

import { type ReadonlySignal, signal } from "@preact/signals";
import { t } from "../i18n.ts";
import { newId } from "../ids.ts";
import type { Refused } from "../live/outbox.ts";
import type { ServerFrame, Uuid, WriteFrame } from "../types.ts";

/** The text as its writer saw it, and why the service did not take it. */
export interface SetAside {
  readonly key: string;
  readonly section: Uuid;
  readonly text: string;
  readonly why: Refused;
}

/** An update of one incarnation of its text: of another, it would mean nothing. */
type Update = Required<Pick<WriteFrame, "id" | "gen" | "u" | "settle">>;

/** The one who writes a text in this tab. */
export interface Writer {
  /** Everything this tab has of the text, and what it says. */
  whole(): { readonly gen: number; readonly u: string; readonly text: string };
  /** The service does not take what was written: this document is of no use any more. */
  turnedDown(): void;
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
/** What the update builds on never arrived. */
const LACKS = "text.lacks";
/** Close codes that blame what was sent: malformed, too large. */
const UNREADABLE = new Set([1007, 1009, 4500, 4513]);

export class Unsent {
  private readonly waitingNow = signal<ReadonlySet<Uuid>>(new Set());
  /** The texts of which something is not with the service yet. */
  readonly waiting: ReadonlySignal<ReadonlySet<Uuid>> = this.waitingNow;
  private readonly asideNow = signal<readonly SetAside[]>([]);
  readonly aside: ReadonlySignal<readonly SetAside[]> = this.asideNow;
  /** False when this browser keeps nothing: what waits would go with the tab. */
  readonly kept = signal(true);

  private readonly queues = new Map<string, Queue>();
  private readonly writers = new Map<Uuid, Writer>();
  private inFlight = new Set<Uuid>(); // or waiting to be tried again
  private failures = 0;
  private live = false;
  private closed = false;
  private readonly shelf: string;
  private readonly client: string;
  private readonly send: (frame: WriteFrame) => boolean;

  constructor(person: Uuid, network: Uuid, client: string, send: (frame: WriteFrame) => boolean) {
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

  /** Something was typed; `merge` makes one update of two, while the last one waits. An empty update has nothing but to settle. */
  push(section: Uuid, gen: number, u: string, text: string, settle: boolean, merge: (one: string, other: string) => string): void {
    if (this.closed) {
      return;
    }
    const key = `${this.shelf}${section}/${this.client}`;
    const queue = this.queues.get(key) ?? { key, section, updates: [], text, why: null };
    this.queues.set(key, queue);
    const last = queue.updates.at(-1);
    if (last === undefined || this.inFlight.has(last.id) || last.gen !== gen) {
      queue.updates.push({ id: newId(), gen, u, settle });
    } else {
      // A new id, since the service may have heard the old one before the connection broke.
      const both = u === "" || last.u === "" ? last.u + u : merge(last.u, u);
      queue.updates[queue.updates.length - 1] = { id: newId(), gen, u: both, settle: settle || last.settle };
    }
    queue.text = text;
    this.keep(queue);
    this.changed();
    this.pump();
  }

  /** Updates of this incarnation of a text that the service may not have, from whichever tab. */
  of(section: Uuid, gen: number): readonly string[] {
    const mine = [...this.queues.values()].filter((queue) => queue.section === section);
    return mine.flatMap(({ updates }) => updates.filter((update) => update.gen === gen && update.u !== "").map(({ u }) => u));
  }

  /** Who writes this text here; returns how to end that. */
  write(section: Uuid, writer: Writer): () => void {
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

  /** What was on its way goes again, but not what ended the connection: it would end every one after it. */
  onLost(code: number): void {
    this.live = false;
    if (UNREADABLE.has(code)) {
      for (const queue of [...this.queues.values()].filter(({ updates }) => this.inFlight.has(updates[0]?.id ?? ""))) {
        this.setAside(queue, { code: "unreadable", detail: t("live.malformed_frame"), next: null });
      }
      this.changed();
    }
  }

  /** Was this frame an answer to one of ours? */
  onFrame(frame: ServerFrame): boolean {
    if (frame.t !== "yack" && frame.t !== "rej") {
      return false;
    }
    const queue = [...this.queues.values()].find(({ updates }) => updates[0]?.id === frame.id);
    if (queue === undefined) {
      return frame.t === "yack";
    }
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
      // Meanwhile it counts as on its way: nothing overtakes it.
      setTimeout(() => {
        this.inFlight.delete(frame.id);
        this.pump();
      }, Math.min(LONGEST_DELAY, 500 * 2 ** this.failures) * Math.random());
      return true;
    } else if (frame.code === LACKS && this.giveAll(queue)) {
      this.keep(queue);
    } else {
      this.setAside(queue, { code: frame.code, detail: frame.detail, next: frame.next });
    }
    this.inFlight.delete(frame.id);
    this.changed();
    this.pump();
    return true;
  }

  /** The service has lost what the update builds on: it is given all there is, once. */
  private giveAll(queue: Queue): boolean {
    const whole = this.writers.get(queue.section)?.whole();
    if (whole === undefined || whole.u === queue.updates[0]?.u) {
      return false;
    }
    queue.updates = [{ id: newId(), gen: whole.gen, u: whole.u, settle: queue.updates.some(({ settle }) => settle) }];
    return true;
  }

  private setAside({ key, section, updates, text }: Queue, why: Refused): void {
    this.forget(key);
    const writer = this.writers.get(section);
    const whole = writer?.whole();
    const current = whole !== undefined && whole.gen === updates[0]?.gen;
    const aside: Queue = { key: `${key}/${updates[0]?.id ?? ""}`, section, updates: [], text: current ? whole.text : text, why };
    this.queues.set(aside.key, aside);
    this.keep(aside);
    if (current) {
      writer?.turnedDown();
    }
  }

  /** Another network, another person: what is kept stays kept, and is no longer here. */
  close(): void {
    this.live = false;
    this.closed = true;
    this.queues.clear();
    this.changed();
  }

  private pump(): void {
    if (!this.live) {
      return;
    }
    for (const { section, updates } of this.queues.values()) {
      const next = updates[0];
      if (next !== undefined && !this.inFlight.has(next.id)) {
        if (this.send({ t: "y", topic: `text:${section}`, ...next })) {
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
