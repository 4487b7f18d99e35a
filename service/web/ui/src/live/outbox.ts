/**
 * What a person asked for and the service has not yet answered: kept in the browser, sent in order, never lost.
 *
 * Entries belong to one person and one network and are never sent under another person's session. They outlive the
 * tab: the next one that opens sends what a closed one left. The service answers an id it knows as it answered before,
 * so sending twice changes nothing. What it refuses is shown and never blocks what follows.
 */

import { type ReadonlySignal, signal } from "@preact/signals";
import { t } from "../i18n.ts";
import { newId } from "../ids.ts";
import type { Asking, Receipt, ServerFrame, Uuid } from "../types.ts";
import type { Preview, Store } from "./store.ts";

/** Something asked, in words a person recognises. */
export interface Wish {
  readonly asking: Asking;
  readonly previews: readonly Preview[];
  /** What it changes ("Redynamiser Carapatte") and how ("Statut : En pause"), as shown when it waits or was refused. */
  readonly subject: string;
  readonly summary: string;
}

export interface Entry extends Wish {
  readonly id: Uuid;
  readonly person: Uuid;
  readonly network: Uuid;
  readonly client: string;
  readonly refused: Refused | null;
}

export interface Refused {
  readonly code: string;
  readonly detail: string;
  readonly next: string | null;
}

export type Answer = { readonly receipt: Receipt } | { readonly refused: Refused };

/** The way out: false when the connection is not ready. */
export type Send = (asking: Asking) => boolean;

const DATABASE = "club21";
const BOX = "outbox";
const RETRIES = 5;
/** Close codes that blame what was sent: malformed, too large. */
const UNREADABLE = new Set([1007, 1009, 4500, 4513]);

export class Outbox {
  private readonly entriesNow = signal<readonly Entry[]>([]);
  /** In the order they were asked. */
  readonly entries: ReadonlySignal<readonly Entry[]> = this.entriesNow;
  /** False when this browser keeps nothing: what waits is then lost with the tab, and people are told so. */
  readonly kept = signal(true);

  private readonly answers = new Map<Uuid, (answer: Answer) => void>();
  /** Answered, and shown until the lanes have reached the answer. */
  private readonly settling: { readonly epoch: number; readonly pos: number; readonly previews: readonly Preview[] }[] = [];
  private inFlight: Uuid | null = null;
  private live = false;
  private failures = 0;
  private readonly database: Promise<IDBDatabase | null>;
  private readonly person: Uuid;
  private readonly network: Uuid;
  private readonly client: string;
  private readonly store: Store;
  private readonly send: Send;

  constructor(person: Uuid, network: Uuid, client: string, store: Store, send: Send) {
    this.person = person;
    this.network = network;
    this.client = client;
    this.store = store;
    this.send = send;
    this.database = openDatabase().catch(() => {
      this.kept.value = false;
      return null;
    });
  }

  /** Take over what closed tabs left behind. */
  async adopt(): Promise<void> {
    const database = await this.database;
    const alive = await livingTabs();
    const found = database === null ? [] : await all(database, [this.person, this.network]);
    const written = new Set(found.map(({ id }) => id));
    const handed = handedOver().filter(({ id, person, network }) => person === this.person && network === this.network && !written.has(id));
    const left = [...found, ...handed].filter((entry) => entry.client === this.client || !alive.has(entry.client));
    const known = new Set(this.entriesNow.value.map((entry) => entry.id));
    const adopted = left.filter((entry) => !known.has(entry.id));
    for (const entry of adopted) {
      if (entry.refused === null) {
        this.store.show(entry.previews);
      }
      if (handed.includes(entry)) {
        void this.keep(entry);
      }
    }
    this.entriesNow.value = [...adopted, ...this.entriesNow.value].sort((a, b) => (a.id < b.id ? -1 : 1));
    this.pump();
  }

  /** Ask for a change: shown at once, kept, sent when its turn comes. */
  ask(wish: Wish): Promise<Answer> {
    const entry: Entry = { ...wish, id: wish.asking.id, person: this.person, network: this.network, client: this.client, refused: null };
    this.store.show(entry.previews);
    this.entriesNow.value = [...this.entriesNow.value, entry];
    const answered = new Promise<Answer>((resolve) => this.answers.set(entry.id, resolve));
    handOver(entry);
    void this.keep(entry).then(() => this.pump());
    return answered;
  }

  /** Ask again for what was refused: a new id, for the old one has its answer for ever. */
  retry(refused: Entry): void {
    this.dismiss(refused);
    void this.ask({ ...refused, asking: { ...refused.asking, id: newId() } });
  }

  dismiss(entry: Entry): void {
    this.entriesNow.value = this.entriesNow.value.filter((other) => other.id !== entry.id);
    void this.drop(entry.id);
  }

  onLive(): void {
    this.live = true;
    this.pump();
  }

  /** What was on its way is sent again, but not what ended the connection: it would end every one after it. */
  onLost(code: number): void {
    this.live = false;
    const sent = this.inFlight;
    this.inFlight = null;
    if (sent !== null && UNREADABLE.has(code)) {
      this.refuse(sent, { code: "unreadable", detail: t("live.malformed_frame"), next: null });
    }
  }

  /** A frame that answers one of ours. */
  onFrame(frame: ServerFrame): void {
    if (frame.t === "ack") {
      if (frame.outcome.startsWith("refused:")) {
        const code = frame.outcome.slice("refused:".length);
        this.refuse(frame.id, { code, detail: "", next: null });
      } else {
        this.accept(frame);
      }
    } else if (frame.t === "rej") {
      if (frame.retry && this.failures < RETRIES) {
        this.failures += 1;
        this.inFlight = null;
        setTimeout(() => this.pump(), 500 * 2 ** this.failures * Math.random());
      } else {
        this.refuse(frame.id, { code: frame.code, detail: frame.detail, next: frame.next });
      }
    }
  }

  /** Drop the previews of what the lanes now show by themselves. */
  settle(reached: (epoch: number, pos: number) => boolean): void {
    for (let at = this.settling.length - 1; at >= 0; at -= 1) {
      const settled = this.settling[at];
      if (settled !== undefined && reached(settled.epoch, settled.pos)) {
        this.settling.splice(at, 1);
        this.store.hide(settled.previews);
      }
    }
  }

  private accept(receipt: Receipt): void {
    const entry = this.entriesNow.value.find(({ id }) => id === receipt.id);
    if (entry === undefined) {
      return;
    }
    const [epoch = "0", pos = "0"] = receipt.after.split(".");
    this.settling.push({ epoch: Number(epoch), pos: Number(pos), previews: entry.previews });
    this.entriesNow.value = this.entriesNow.value.filter((other) => other !== entry);
    void this.drop(entry.id);
    this.answered(entry.id, { receipt });
  }

  private refuse(id: Uuid, refused: Refused): void {
    const entry = this.entriesNow.value.find((other) => other.id === id);
    if (entry === undefined) {
      return;
    }
    this.store.hide(entry.previews);
    const marked: Entry = { ...entry, refused };
    this.entriesNow.value = this.entriesNow.value.map((other) => (other === entry ? marked : other));
    void this.keep(marked);
    this.answered(id, { refused });
  }

  private answered(id: Uuid, answer: Answer): void {
    this.failures = 0;
    this.inFlight = null;
    this.answers.get(id)?.(answer);
    this.answers.delete(id);
    this.pump();
  }

  /** One at a time: the order people meant is the order the service sees, whatever the connection does. */
  private pump(): void {
    if (!this.live || this.inFlight !== null) {
      return;
    }
    const next = this.entriesNow.value.find(({ refused }) => refused === null);
    if (next !== undefined && this.send(next.asking)) {
      this.inFlight = next.id;
    }
  }

  private async keep(entry: Entry): Promise<void> {
    const database = await this.database;
    if (database !== null) {
      await write(database, (box) => box.put(entry)).then(
        () => letGo(entry.id),
        () => {
          this.kept.value = false;
        },
      );
    }
  }

  private async drop(id: Uuid): Promise<void> {
    letGo(id);
    const database = await this.database;
    if (database !== null) {
      await write(database, (box) => box.delete(id)).catch(() => undefined);
    }
  }
}

/**
 * What was asked a moment ago stands here until the database has it: its draft is gone by then, and a page that is
 * reloaded in between would have nothing left of it.
 */
const HANDED = "club21.handed/";

function handOver(entry: Entry): void {
  try {
    localStorage.setItem(HANDED + entry.id, JSON.stringify(entry));
  } catch {
    // Without room, or storage, it is kept by the database alone.
  }
}

function letGo(id: Uuid): void {
  try {
    localStorage.removeItem(HANDED + id);
  } catch {
    // There is none.
  }
}

function handedOver(): Entry[] {
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(HANDED));
    return names.map((name) => JSON.parse(localStorage.getItem(name) ?? "") as Entry);
  } catch {
    return [];
  }
}

/** What this person asked for in this browser and nobody has answered, in whatever network and tab. */
export async function unsentOf(person: Uuid): Promise<readonly Entry[]> {
  try {
    const database = await openDatabase();
    const found = await all(database, IDBKeyRange.bound([person], [person, []]));
    database.close();
    const written = new Set(found.map(({ id }) => id));
    found.push(...handedOver().filter((entry) => entry.person === person && !written.has(entry.id)));
    return found.filter(({ refused }) => refused === null);
  } catch {
    return [];
  }
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(BOX, { keyPath: "id" }).createIndex("owner", ["person", "network"]);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("no database"));
    request.onblocked = () => reject(new Error("blocked"));
  });
}

function write(database: IDBDatabase, what: (box: IDBObjectStore) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(BOX, "readwrite");
    transaction.oncomplete = () => resolve();
    transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error("not written"));
    what(transaction.objectStore(BOX));
  });
}

function all(database: IDBDatabase, owner: IDBValidKey | IDBKeyRange): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    const request = database.transaction(BOX).objectStore(BOX).index("owner").getAll(owner);
    request.onsuccess = () => resolve(request.result as Entry[]);
    request.onerror = () => reject(request.error ?? new Error("not read"));
  });
}

/** Tabs hold a lock with their name for as long as they live; without Web Locks (plain http) all count as closed. */
const LOCK = "club21-tab-";

export async function livingTabs(): Promise<Set<string>> {
  const held = (await lockManager()?.query())?.held ?? [];
  return new Set(held.map(({ name }) => name ?? "").filter((name) => name.startsWith(LOCK)).map((name) => name.slice(LOCK.length)));
}

function lockManager(): LockManager | undefined {
  return (navigator as { locks?: LockManager }).locks;
}

const KEPT = "club21.tab";

/** This tab's name: it survives a reload, and a duplicated tab gets one of its own. */
export function tabName(): Promise<string> {
  named ??= nameTab();
  return named;
}

let named: Promise<string> | undefined;

async function nameTab(): Promise<string> {
  let name: string | null = null;
  try {
    name = sessionStorage.getItem(KEPT);
  } catch {
    name = null;
  }
  const locks = lockManager();
  if (name === null || (locks !== undefined && !(await hold(locks, name)))) {
    name = newId();
    if (locks !== undefined) {
      await hold(locks, name);
    }
  }
  try {
    sessionStorage.setItem(KEPT, name);
  } catch {
    // Without storage the name lasts as long as the page.
  }
  return name;
}

function hold(locks: LockManager, name: string): Promise<boolean> {
  return new Promise((resolve) => {
    void locks.request(LOCK + name, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise(() => undefined);
    });
  });
}
