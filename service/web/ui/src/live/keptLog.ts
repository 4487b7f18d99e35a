/**
 * What this device keeps of a log: the last checkpoint that held, so that nobody rewrites unnoticed what was seen here.
 *
 * What it keeps outlives the page and the session, for it is about the log and not about a person. Once something did not hold, that is
 * kept, too: it is said on every page of the network, and no reload takes it away. The rest of the app goes on as before.
 */

import { type Signal, signal } from "@preact/signals";
import type { CheckpointFrame, KeptTree, Uuid } from "../types.ts";

export type Why = "rewritten" | "shorter" | "unsigned" | "unreadable";

export interface Kept {
  readonly network: Uuid;
  readonly tree: KeptTree | null;
  /** Lines of the keys that it was signed with. */
  readonly keys: readonly string[];
  /** Was the signature of the last one looked at? Not every browser can. */
  readonly signature: boolean;
  /** Can this page compute anything at all? Without https it can not. */
  readonly checked: boolean;
  /** What was kept before the log was restored from a copy, with which nothing compares. */
  readonly before: KeptTree | null;
  /** What did not hold: why, and what was told instead of what is kept. */
  readonly broken: { readonly why: Why; readonly note: string } | null;
}

const DATABASE = "club21-logs";
const LOGS = "logs";
/** Opening a network waits for what is kept; a browser that does not answer keeps nobody out. */
const PATIENCE = 1_000;

export class KeptLog {
  readonly now: Signal<Kept>;
  private turn: Promise<void> = Promise.resolve();

  constructor(kept: Kept) {
    this.now = signal(kept);
  }

  static async of(network: Uuid): Promise<KeptLog> {
    const none = { network, tree: null, keys: [], signature: false, checked: true, before: null, broken: null };
    const late = new Promise<null>((resolve) => setTimeout(resolve, PATIENCE, null));
    return new KeptLog((await Promise.race([stored(network).catch(() => null), late])) ?? none);
  }

  /** What `hello` says of it. */
  get tree(): KeptTree | null {
    return this.now.peek().tree;
  }

  /** One after the other: each is compared with what the one before it left. */
  hear(frame: CheckpointFrame): void {
    this.turn = this.turn.then(() => this.judge(frame)).catch(() => undefined);
  }

  private async judge(frame: CheckpointFrame): Promise<void> {
    const { judged } = await import("./goesOn.ts");
    const kept = await judged(this.now.peek(), frame);
    this.now.value = kept;
    await keep(kept).catch(() => undefined);
  }
}

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(LOGS, { keyPath: "network" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => reject(request.error ?? new Error("no database"));
  });
}

async function stored(network: Uuid): Promise<Kept | null> {
  const database = await opened();
  return new Promise((resolve, reject) => {
    const request = database.transaction(LOGS).objectStore(LOGS).get(network);
    request.onsuccess = () => {
      database.close();
      resolve((request.result as Kept | undefined) ?? null);
    };
    request.onerror = () => reject(request.error ?? new Error("not read"));
  });
}

/** Other tabs keep the same log: the further one stays, and what broke in any of them stays for ever. */
async function keep(kept: Kept): Promise<void> {
  const database = await opened();
  await new Promise((resolve, reject) => {
    const transaction = database.transaction(LOGS, "readwrite");
    transaction.oncomplete = resolve;
    transaction.onerror = transaction.onabort = () => reject(transaction.error ?? new Error("not written"));
    const logs = transaction.objectStore(LOGS);
    const request = logs.get(kept.network);
    request.onsuccess = () => {
      const other = request.result as Kept | undefined;
      if (other?.broken != null || (kept.broken === null && further(other?.tree ?? null, kept.tree))) {
        return;
      }
      logs.put(kept);
    };
  });
  database.close();
}

function further(one: KeptTree | null, other: KeptTree | null): boolean {
  return one !== null && other !== null && (one.epoch > other.epoch || (one.epoch === other.epoch && one.size > other.size));
}
