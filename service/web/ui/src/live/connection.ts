/**
 * One live connection to one network: says hello, follows topics, notices every gap, comes back by itself.
 *
 * For each lane `last` is the position through which it is complete. A frame is applied if prev ≤ last < pos,
 * dropped if it is old, and anything else is a gap: the topic is asked for again from where it stood.
 * The state shown to people never says more than is true: "online" means that every topic on screen is caught up.
 */

import { type ReadonlySignal, signal } from "@preact/signals";
import type { ClientFrame, KeptTree, NameCell, Resume, ServerFrame, SnapRow, Uuid } from "../types.ts";
import { Lag } from "./lag.ts";
import { type Road, Roads } from "./roads.ts";
import type { Figures, Store } from "./store.ts";

export type Link = "connecting" | "online" | "catching_up" | "reconnecting" | "offline" | "stopped";

/** What the rest of the app wants to hear of. */
export interface Listener {
  /** Every topic is caught up: what waits may be sent. */
  onLive(): void;
  /** A lane moved on. */
  onProgress(): void;
  /** With the code that the connection was closed with. */
  onLost(code: number): void;
  onFrame(frame: ServerFrame): void;
  /** What this device keeps of the log. */
  kept(): KeptTree | null;
  /** The connection was refused before it began, or the session ended: someone should check who is signed in. */
  onDoubt(): void;
}

export type Hear = (frame: ServerFrame) => void;

interface Subscription {
  id: number;
  readonly topic: string;
  /** Do its positions count the network's log? Names of people have a counter of their own. */
  readonly counted: boolean;
  users: number;
  lanes: readonly string[];
  live: boolean;
  /** There is no such topic for this person; asked again it would be answered alike. */
  refused: boolean;
  /** How often it was asked for again although it was refused. */
  tries: number;
  /** Of a text, which has no rows: who is told of its updates, and of what else becomes of the topic. */
  readonly hear: Hear | null;
  /** The pages of each lane that have come so far. */
  pages: Map<string, SnapRow[]>;
}

/** Close codes from 4500 on mean: do not come back by yourself. */
const STOP_FROM = 4500;
const FORBIDDEN = 4503;
const SUPERSEDED = 4509;
const EXPIRED = 4401;
const RESTART = 1012;
/** Losses in a row after which nobody should wait for it to be back in a moment: every road was tried. */
const MANY = 5;
/** Commits after which what was told of each is let go. */
const TOLD = 1_000;
const NAMES = "people:";
const FIGURES = "figures:";
/** A topic that is not there is sought again so often, after so many milliseconds and ever more. */
const TRIES = 3;
const TRY_AGAIN = 1_000;

export class Connection {
  private readonly stateNow = signal<Link>("connecting");
  /** The topics whose rows have come: of the others nobody knows yet whether there are any. */
  readonly come = signal<ReadonlySet<string>>(new Set());
  readonly state: ReadonlySignal<Link> = this.stateNow;
  /** Why it stopped, when it stopped. */
  readonly stopCode = signal<number | null>(null);
  /** What carries it: anything but a socket is slower. */
  readonly road: ReadonlySignal<Road>;
  readonly head = signal<{ readonly epoch: number; readonly pos: number } | null>(null);
  /** Is what is shown behind, though it is online? */
  readonly late: ReadonlySignal<boolean>;
  conn: string | null = null;

  private readonly lag = new Lag();
  private welcomed = false;
  /** How often what is shown was begun anew. */
  readonly begun = signal(0);
  /** Commits since then: what was told of each lies in memory, and a screen stays open for days. */
  private told = 0;
  private epoch = 0;
  private rev = "";
  private nextId = 1;
  private readonly roads: Roads;
  private readonly last = new Map<string, number>();
  /** Lanes of figures whose next frame has all of them. */
  private readonly afresh = new Set<string>();
  private readonly subscriptions = new Map<string, Subscription>();
  private readonly person: Uuid;
  private readonly store: Store;
  private readonly listener: Listener;

  constructor(person: Uuid, network: Uuid, client: string, store: Store, listener: Listener) {
    this.person = person;
    this.store = store;
    this.listener = listener;
    this.roads = new Roads({
      who: { network, client, tree: () => listener.kept() },
      topics: () => [...this.subscriptions.values()].filter(({ refused }) => !refused).map((subscription) => this.wish(subscription)),
      onFrame: (frame) => this.hear(frame),
      onDown: (code) => this.lose(code),
    });
    this.road = this.roads.road;
    this.late = this.lag.late;
  }

  open(): void {
    this.roads.open();
  }

  close(): void {
    this.roads.close();
  }

  /** Start again after a stop that the person has understood. */
  reopen(): void {
    this.stopCode.value = null;
    this.roads.losses = 0;
    this.roads.dial();
  }

  /** Follow a topic while something on screen needs it; returns how to let go. */
  follow(topic: string, hear: Hear | null = null): () => void {
    let subscription = this.subscriptions.get(topic);
    if (subscription === undefined) {
      subscription = { id: 0, topic, counted: hear === null && !topic.startsWith(NAMES) && !topic.startsWith(FIGURES), hear, users: 0, lanes: [], live: false, refused: false, tries: 0, pages: new Map() };
      this.subscriptions.set(topic, subscription);
      this.subscribe(subscription);
    }
    subscription.users += 1;
    const mine = subscription;
    let held = true;
    return () => {
      if (held) {
        held = false;
        mine.users -= 1;
        if (hear === null) {
          // Between two screens of one plan the topic has no user for a moment.
          setTimeout(() => this.release(mine), 2_000);
        } else {
          this.release(mine);
        }
      }
    };
  }

  send(frame: ClientFrame): boolean {
    return this.welcomed && this.roads.send(frame);
  }

  /** Are all lanes on screen complete through this position of this epoch? */
  reached(epoch: number, pos: number): boolean {
    if (epoch !== this.epoch) {
      return epoch < this.epoch;
    }
    for (const { lanes, counted } of this.subscriptions.values()) {
      if (counted && lanes.some((lane) => (this.last.get(lane) ?? 0) < pos)) {
        return false;
      }
    }
    return true;
  }

  private hear(frame: ServerFrame): void {
    switch (frame.t) {
      case "welcome":
        this.welcome(frame);
        break;
      case "subd": {
        const subscription = this.byId(frame.id);
        if (subscription !== undefined) {
          const left = subscription.lanes.filter((lane) => !frame.lanes.includes(lane));
          if (left.length > 0) {
            this.drop(left);
          }
          subscription.lanes = frame.lanes;
          subscription.tries = 0;
          if (frame.topic.startsWith(FIGURES)) {
            frame.lanes.forEach((lane) => this.afresh.add(lane));
          }
          if (frame.plan === "snapshot" && subscription.counted) {
            // What is shown is not what it is resumed from: it may be old until the pages are here.
            subscription.live = false;
            this.judge();
          }
          for (const lane of frame.lanes) {
            if ((frame.plan === "replay" || subscription.hear !== null) && !this.last.has(lane)) {
              this.last.set(lane, frame.from ?? 0);
            }
          }
        }
        break;
      }
      case "snap": {
        const subscription = this.byId(frame.id);
        if (subscription !== undefined) {
          subscription.pages.set(frame.l, [...(subscription.pages.get(frame.l) ?? []), ...frame.rows]);
          if (frame.last) {
            if (subscription.lanes.some((lane) => this.last.has(lane))) {
              this.anew();
            }
            for (const lane of subscription.lanes) {
              this.store.replace(lane, subscription.pages.get(lane) ?? []);
              this.last.set(lane, frame.pos);
            }
            subscription.pages.clear();
            this.moved(subscription.counted ? frame.pos : 0);
          }
        }
        break;
      }
      case "tx":
        if (this.fits(frame.l, frame.prev, frame.pos)) {
          this.store.apply(frame.l, frame.rows);
          this.told += 1;
          if (frame.did.includes("network.event_redacted") || this.told >= TOLD) {
            this.anew();
          }
          this.listener.onFrame(frame);
          if (this.stateNow.peek() === "online") {
            this.lag.heard(frame.at);
          }
          this.moved(frame.pos);
        }
        break;
      case "y":
        if (this.fits(frame.l, frame.prev, frame.pos)) {
          [...this.subscriptions.values()].find(({ lanes }) => lanes.includes(frame.l))?.hear?.(frame);
        }
        break;
      case "kv":
        this.last.set(frame.l, frame.pos);
        if (frame.l.startsWith(NAMES)) {
          this.store.rename(frame.set as Readonly<Record<Uuid, NameCell>>, frame.del);
        } else if (frame.l.startsWith(FIGURES)) {
          this.store.count(frame.l, frame.set as Figures, frame.del, this.afresh.delete(frame.l));
        }
        break;
      case "head":
        if (this.fits(frame.l, frame.prev, frame.pos)) {
          this.moved(frame.pos);
        }
        break;
      case "live": {
        const subscription = this.byId(frame.id);
        if (subscription !== undefined) {
          // It says how far the service is, and nothing about a lane: what its frames did not complete is still missing.
          subscription.live = true;
          this.moved(subscription.counted ? frame.pos : 0);
          this.judge();
          subscription.hear?.(frame);
        }
        break;
      }
      case "gap":
        this.repair(frame.l, frame.next !== "snapshot");
        break;
      case "end": {
        const subscription = this.byId(frame.id);
        if (subscription !== undefined) {
          this.drop(subscription.lanes);
          subscription.lanes = [];
          subscription.live = !frame.retry;
          if (frame.retry) {
            this.subscribe(subscription);
          }
          this.listener.onFrame(frame);
          this.judge();
          subscription.hear?.(frame);
        }
        break;
      }
      case "err": {
        const subscription = frame.id == null ? undefined : this.byId(frame.id);
        if (subscription !== undefined) {
          // Nothing will come of it, unless it was made a moment ago and the process that answers has not heard of it yet.
          subscription.refused = true;
          subscription.live = true;
          if (subscription.hear === null && subscription.tries < TRIES) {
            subscription.tries += 1;
            setTimeout(() => this.seekAgain(subscription), TRY_AGAIN * subscription.tries);
          }
          this.judge();
          subscription.hear?.(frame);
        }
        this.listener.onFrame(frame);
        break;
      }
      case "bye":
        this.roads.hangUp();
        this.lose(RESTART, frame.slot_ms);
        break;
      default:
        this.listener.onFrame(frame);
    }
  }

  private welcome(frame: ServerFrame & { t: "welcome" }): void {
    if (frame.user.person_id !== this.person) {
      // Someone else has signed in from another tab of this browser: what waits here would be sent in their name.
      this.roads.hangUp();
      this.lose(FORBIDDEN);
      return;
    }
    const same = frame.epoch === this.epoch && frame.rev === this.rev;
    this.conn = frame.conn;
    this.epoch = frame.epoch;
    this.rev = frame.rev;
    this.head.value = { epoch: frame.epoch, pos: frame.head };
    this.welcomed = true;
    this.lag.anew();
    if (!same) {
      this.last.clear();
      this.anew();
    }
    this.listener.onFrame(frame);
    this.judge();
  }

  /** What was told may not be said any more, or is more than a screen need hold: whoever fetched something beside the live rows fetches it again. */
  private anew(): void {
    this.told = 0;
    this.store.forgetJournals();
    this.begun.value += 1;
  }

  /** What is asked for again goes on from where every lane of it is complete; where one is not, it begins anew. */
  private wish(subscription: Subscription): ClientFrame {
    subscription.id = this.nextId;
    this.nextId += 1;
    subscription.pages.clear();
    const known = subscription.lanes.map((lane) => this.last.get(lane));
    const sub: ClientFrame = { t: "sub", id: subscription.id, topic: subscription.topic };
    const complete = known.length > 0 && !known.includes(undefined);
    return complete ? { ...sub, from: this.standing(known as number[]) } : sub;
  }

  private subscribe(subscription: Subscription): void {
    subscription.live = false;
    this.roads.send(this.wish(subscription));
    this.judge();
  }

  private seekAgain(subscription: Subscription): void {
    if (subscription.refused && this.subscriptions.get(subscription.topic) === subscription) {
      subscription.refused = false;
      this.roads.send(this.wish(subscription));
    }
  }

  private repair(lane: string, resume: boolean): void {
    for (const subscription of this.subscriptions.values()) {
      if (subscription.lanes.includes(lane)) {
        if (!resume) {
          subscription.lanes.forEach((other) => this.last.delete(other));
          this.anew();
        }
        this.roads.send({ t: "unsub", id: subscription.id });
        this.subscribe(subscription);
      }
    }
  }

  private release(subscription: Subscription): void {
    if (subscription.users > 0 || this.subscriptions.get(subscription.topic) !== subscription) {
      return;
    }
    this.subscriptions.delete(subscription.topic);
    this.roads.send({ t: "unsub", id: subscription.id });
    this.drop(subscription.lanes);
    this.judge();
  }

  /** Lanes that are shown no more: their rows go, and they start afresh if they come back. */
  private drop(lanes: readonly string[]): void {
    for (const lane of lanes) {
      this.store.replace(lane, []);
      this.store.uncount(lane);
      this.last.delete(lane);
    }
  }

  private fits(lane: string, prev: number, pos: number): boolean {
    const last = this.last.get(lane);
    if (last === undefined || pos <= last) {
      return false;
    }
    if (prev > last) {
      this.repair(lane, true);
      return false;
    }
    this.last.set(lane, pos);
    return true;
  }

  private moved(pos: number): void {
    if (pos > (this.head.value?.pos ?? 0)) {
      this.head.value = { epoch: this.epoch, pos };
    }
    this.listener.onProgress();
  }

  private standing(positions: Iterable<number>): Resume {
    const all = [...positions];
    return { epoch: this.epoch, rev: this.rev, pos: all.length > 0 ? Math.min(...all) : 0 };
  }

  private byId(id: number): Subscription | undefined {
    for (const subscription of this.subscriptions.values()) {
      if (subscription.id === id) {
        return subscription;
      }
    }
    return undefined;
  }

  /** Say what is true, no more. */
  private judge(): void {
    const known = this.come.peek();
    const come = [...this.subscriptions.values()].filter(({ live, topic }) => live || known.has(topic)).map(({ topic }) => topic);
    if (come.length !== known.size || come.some((topic) => !known.has(topic))) {
      this.come.value = new Set(come);
    }
    if (!this.welcomed) {
      return;
    }
    // The field of a text says for itself what is open and saved: entering one does not put the rest of the screen behind.
    const live = [...this.subscriptions.values()].every((subscription) => subscription.live || subscription.hear !== null);
    const before = this.stateNow.value;
    this.stateNow.value = live ? "online" : before === "online" || before === "catching_up" ? "catching_up" : before;
    if (live && before !== "online") {
      this.listener.onLive();
    }
  }

  private lose(code: number, slot?: number): void {
    const refused = !this.welcomed;
    this.welcomed = false;
    this.conn = null;
    for (const subscription of this.subscriptions.values()) {
      subscription.live = subscription.refused = false;
      subscription.pages.clear();
    }
    this.listener.onLost(code);
    if (code >= STOP_FROM && code < 5000) {
      this.stopCode.value = code;
      this.stateNow.value = "stopped";
      if (code !== SUPERSEDED) {
        this.listener.onDoubt();
      }
      return;
    }
    if (code === EXPIRED || (refused && this.roads.losses === 2)) {
      this.listener.onDoubt();
    }
    this.stateNow.value = navigator.onLine && this.roads.losses < MANY ? "reconnecting" : "offline";
    this.roads.retry(slot);
  }
}
