/** One open network: its connection, rows, outbox and presence, working together. */

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { announceChange } from "../announce.ts";
import { ask } from "../api.ts";
import { readClockOf } from "../format.ts";
import { newId } from "../ids.ts";
import { t } from "../i18n.ts";
import { notify, onConflicts } from "../notices.ts";
import { checkSession, person } from "../session.ts";
import { Unsent } from "../texts/unsent.ts";
import { forgetDone, remember } from "../undo.ts";
import type { Asking, Command, Joined, NetworkCard, Receipt, ServerFrame, Uuid } from "../types.ts";
import { Connection, type Link } from "./connection.ts";
import { forget, recall } from "./drafts.ts";
import { KeptLog } from "./keptLog.ts";
import { type Answer, livingTabs, Outbox, tabName, type Wish } from "./outbox.ts";
import { Presence } from "./presence.ts";
import { type Preview, Store } from "./store.ts";

export class LiveNetwork {
  readonly card: NetworkCard;
  readonly me: Uuid;
  readonly store = new Store();
  readonly connection: Connection;
  readonly outbox: Outbox;
  readonly presence: Presence;
  readonly unsent: Unsent;
  /** What this device keeps of the log, where it keeps any: guests do not. */
  readonly log: KeptLog | null;
  private readonly topics: readonly string[];

  constructor(card: NetworkCard, me: Uuid, client: string, topics?: readonly string[], onDoubt: () => void = () => void checkSession(), log: KeptLog | null = null) {
    this.log = log;
    this.topics = topics ?? [`network:${card.network_id}`, `people:${card.network_id}`];
    this.card = card;
    this.me = me;
    if (card.roles.length > 0 && card.roles.every(({ topics }) => topics.length > 0)) {
      // Rights are told on the lane of the network, which a role for one plan alone does not reach: those that one came with.
      this.store.remember("rights", [{ person_id: me, network_id: card.network_id, roles: card.roles, suspended: false }]);
    }
    this.connection = new Connection(me, card.network_id, client, this.store, {
      onLive: () => {
        this.presence.onLive();
        this.outbox.onLive();
        this.unsent.onLive();
      },
      onProgress: () => this.outbox.settle((epoch, pos) => this.connection.reached(epoch, pos)),
      onLost: (code) => {
        this.presence.onLost();
        this.outbox.onLost(code);
        this.unsent.onLost(code);
      },
      onFrame: (frame) => this.hear(frame),
      kept: () => log?.tree ?? null,
      onDoubt,
    });
    this.outbox = new Outbox(me, card.network_id, client, this.store, (asking) => this.isCurrent() && this.connection.send({ t: "cmd", asking }));
    this.unsent = new Unsent(me, card.network_id, client, (frame) => this.connection.send(frame));
    this.presence = new Presence(
      (frame) => this.connection.send(frame),
      () => this.connection.conn,
    );
  }

  /** The same network with the rows of another moment, to look at. */
  showing(store: Store): LiveNetwork {
    return Object.create(this, { store: { value: store } }) as LiveNetwork;
  }

  open(): void {
    for (const topic of this.topics) {
      this.connection.follow(topic);
    }
    this.connection.open();
    void this.outbox.adopt();
    void livingTabs().then((alive) => this.unsent.adopt(alive));
  }

  close(): void {
    this.presence.close();
    this.unsent.close();
    this.connection.close();
  }

  /** Ask for a change to a stream; what the screen already shows of it lies over the rows until the answer is here. */
  async ask(stream: Uuid, command: Command, told: Omit<Wish, "asking">, reason?: string): Promise<Answer> {
    const asking: Asking = { id: newId(), stream, command, ...(reason === undefined ? {} : { reason }) };
    const asked = this.outbox.ask({ asking, ...told });
    remember(this, command.tag, asking.id, told.summary, asked.then((one) => "receipt" in one && one.receipt.outcome === "applied" && one.receipt.conflicts.length === 0));
    const answer = await asked;
    if ("receipt" in answer && answer.receipt.conflicts.length > 0) {
      onConflicts(told.subject, answer.receipt.conflicts, this);
    }
    return answer;
  }

  /** Ask for a change and wait for the answer: for what decides who sees what, which must not lie in an outbox. */
  askNow(stream: Uuid, command: Command, reason?: string): Promise<Receipt> {
    const asking: Asking = { id: newId(), stream, command, ...(reason === undefined ? {} : { reason }) };
    return ask<Receipt>("POST", `/networks/${this.card.network_id}/commands`, asking);
  }

  /** What was asked waits while the screen is behind, as the screen says it does. */
  private isCurrent(): boolean {
    return this.connection.state.peek() === "online";
  }

  private hear(frame: ServerFrame): void {
    if (frame.t === "checkpoint") {
      this.log?.hear(frame);
      return;
    }
    const aside = this.unsent.aside.peek().length;
    const typed = this.unsent.onFrame(frame);
    if (this.unsent.aside.peek().length > aside) {
      notify("problem", t("shared_text.aside_notice"));
    }
    if (typed || frame.t === "yack") {
      return;
    }
    this.outbox.onFrame(frame);
    this.outbox.settle((epoch, pos) => this.connection.reached(epoch, pos));
    this.presence.onFrame(frame);
    if (frame.t === "tx" && frame.by !== this.me) {
      announceChange(this, frame);
    }
  }
}

export type { Preview };

const open = signal<LiveNetwork | null>(null);
/** The network on screen. */
export const network: ReadonlySignal<LiveNetwork | null> = open;
export const link: ReadonlySignal<Link> = computed(() => open.value?.connection.state.value ?? "connecting");

/** Someone who changes their mind quickly ends up where they clicked last. */
let entering = 0;

/** Open one network and close the one before: a connection speaks for one network. */
export async function enter(card: NetworkCard): Promise<void> {
  if (open.peek()?.card.network_id === card.network_id) {
    return;
  }
  leave();
  const me = person.peek();
  if (me === null) {
    return;
  }
  readClockOf(card.time_zone);
  entering += 1;
  const turn = entering;
  const client = await tabName();
  const [alive, log] = await Promise.all([livingTabs(), KeptLog.of(card.network_id)]);
  if (turn === entering) {
    recall(me.person_id, card.network_id, client, alive);
    const live = new LiveNetwork(card, me.person_id, client, undefined, undefined, log);
    open.value = live;
    live.open();
  }
}

/** The network as a guest has it: their workshop, and nothing else of it. */
export async function guestNetwork({ network_id, workshop_id, person_id, time_zone }: Joined, onDoubt: () => void): Promise<LiveNetwork> {
  readClockOf(time_zone);
  const told = { name: "", clock: "real", demonstration: false, archived: false, token: "", roles: [] } as const;
  const live = new LiveNetwork({ network_id, time_zone, ...told }, person_id, await tabName(), [`workshop:${workshop_id}`], onDoubt);
  live.open();
  return live;
}

export function leave(): void {
  entering += 1;
  open.peek()?.close();
  open.value = null;
  forget();
  forgetDone();
}
