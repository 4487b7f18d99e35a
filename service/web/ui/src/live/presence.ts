/** Who else is here, and on which item and field. Told to others at most five times a second, and again before it fades. */

import { type Signal, signal } from "@preact/signals";
import type { ClientFrame, PresenceState, PresentPerson, ServerFrame, Uuid } from "../types.ts";

const QUIET = 200;
/** The service forgets a presence after 45 s. */
const AGAIN = 20_000;

/** Here through several tabs, a person counts once. */
export interface Present {
  readonly person_id: Uuid;
  readonly state: PresenceState | null;
}

/** One and the same for all rows on which there is nobody: what is drawn from it rests while others come and go elsewhere. */
const NOBODY: readonly Present[] = [];

export class Presence {
  private readonly topics = new Map<string, Signal<readonly PresentPerson[]>>();
  private mine: { readonly topic: string; readonly state: PresenceState | null } | null = null;
  private told = "";
  private timer: ReturnType<typeof setTimeout> | undefined;
  private again: ReturnType<typeof setInterval> | undefined;
  private readonly send: (frame: ClientFrame) => boolean;
  private readonly self: () => string | null;

  constructor(send: (frame: ClientFrame) => boolean, self: () => string | null) {
    this.send = send;
    this.self = self;
  }

  /** The others on this topic, one entry a connection. */
  others(topic: string): readonly Present[] {
    const self = this.self();
    return this.of(topic).value.filter(({ conn }) => conn !== self);
  }

  /** The others on one item of it. */
  on(topic: string, item: Uuid): readonly Present[] {
    const self = this.self();
    const found = this.of(topic).value.filter(({ conn, state }) => state?.item === item && conn !== self);
    return found.length === 0 ? NOBODY : found;
  }

  /** Say where this person is; null leaves the topic. */
  tell(topic: string, state: PresenceState | null): void {
    this.mine = { topic, state };
    if (this.timer === undefined) {
      this.timer = setTimeout(() => {
        this.timer = undefined;
        this.say(false);
      }, QUIET);
    }
    if (this.again === undefined) {
      this.again = setInterval(() => this.say(true), AGAIN);
    }
  }

  /** The person left this topic's screens. */
  leave(topic: string): void {
    if (this.mine?.topic === topic) {
      this.mine = null;
      clearInterval(this.again);
      this.again = undefined;
    }
  }

  onLive(): void {
    this.say(true);
  }

  onLost(): void {
    for (const topic of this.topics.values()) {
      topic.value = [];
    }
  }

  onFrame(frame: ServerFrame): void {
    if (frame.t !== "pres") {
      return;
    }
    const topic = this.of(frame.topic);
    const named = new Set(frame.who.map(({ conn }) => conn));
    if (frame.kind === "full") {
      topic.value = frame.who;
    } else if (frame.kind === "leave") {
      topic.value = topic.value.filter(({ conn }) => !named.has(conn));
    } else {
      topic.value = [...topic.value.filter(({ conn }) => !named.has(conn)), ...frame.who];
    }
  }

  close(): void {
    clearTimeout(this.timer);
    clearInterval(this.again);
  }

  private of(topic: string): Signal<readonly PresentPerson[]> {
    let present = this.topics.get(topic);
    if (present === undefined) {
      present = signal<readonly PresentPerson[]>([]);
      this.topics.set(topic, present);
    }
    return present;
  }

  private say(anyway: boolean): void {
    const frame = this.mine;
    if (frame === null) {
      return;
    }
    const said = JSON.stringify(frame);
    if ((anyway || said !== this.told) && this.send({ t: "pres", ...frame })) {
      this.told = said;
    }
  }
}
