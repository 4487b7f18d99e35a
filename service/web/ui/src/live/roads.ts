/**
 * Which road leads to the service: a socket, where that is refused a stream, where that is held back polls.
 *
 * A road that fails twice is left for the next, and after the last the socket has its turn again. While another road
 * carries, the socket is tried from time to time beside it, under another name so that nothing shown is disturbed,
 * and taken when the service says welcome over it. Waits grow from half a second to thirty, at full jitter: a service
 * that comes back is not met by everyone at once.
 */

import { type ReadonlySignal, signal } from "@preact/signals";
import { newId } from "../ids.ts";
import type { ClientFrame } from "../types.ts";
import { PollWire } from "./poll.ts";
import { SocketWire } from "./socket.ts";
import { StreamWire } from "./stream.ts";
import { DEAD, type Ears, Patience, type Wire } from "./wire.ts";

const ROADS = { socket: SocketWire, stream: StreamWire, poll: PollWire } as const;
export type Road = keyof typeof ROADS;
const NEXT: Readonly<Record<Road, Road>> = { socket: "stream", stream: "poll", poll: "socket" };

const KEPT = "club21.road";
const FIRST_DELAY = 500;
const LONGEST_DELAY = 30_000;
/** No welcome for so long: something between here and there takes frames and does not pass them on. Polls have their own patience. */
const GREETED_WITHIN = 8_000;
/** A connection that lasted so long was a good one: what failed before it is forgotten. */
const STEADY = 10_000;
const FAILURES = 2;
/** So many losses in a row took all three roads. */
const ALL_FAILED = 5;
/** The socket is tried again soon, for the service may only have been away, then ever more rarely. */
const FIRST_TRIAL = 30_000;
const LONGEST_TRIAL = 600_000;
/** Closed by a service that comes back, not by something on the road. */
const RESTART = 1012;
const OVERLOADED = 1013;
/**
 * A browser keeps six requests open to one place, in all its tabs together: streams and polls of tabs that nobody looks at
 * would leave none for the one that is opened next. These rest, and are up to date again when someone looks.
 */
const REST_AFTER = 60_000;

export class Roads {
  private readonly roadNow = signal<Road>(remembered());
  readonly road: ReadonlySignal<Road> = this.roadNow;
  /** Losses in a row, with nothing steady in between. */
  losses = 0;

  /** How often this road led nowhere. */
  private failures = 0;
  /** The road is a new one: there is nothing to wait for. */
  private turned = false;
  private greetedAt: number | null = null;
  private wire: Wire | null = null;
  private trial: Wire | null = null;
  private trials = 0;
  private readonly greeting = new Patience();
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private trialTimer: ReturnType<typeof setTimeout> | undefined;
  private restTimer: ReturnType<typeof setTimeout> | undefined;
  private resting = false;
  private readonly ears: Ears;

  constructor(ears: Ears) {
    this.ears = ears;
  }

  open(): void {
    addEventListener("online", this.elsewhere);
    addEventListener("offline", this.distrust);
    document.addEventListener("visibilitychange", this.looked);
    this.dial();
  }

  close(): void {
    removeEventListener("online", this.elsewhere);
    removeEventListener("offline", this.distrust);
    document.removeEventListener("visibilitychange", this.looked);
    this.hangUp();
  }

  send(frame: ClientFrame): boolean {
    return this.wire?.send(frame) ?? false;
  }

  dial(): void {
    clearTimeout(this.retryTimer);
    this.retryTimer = undefined;
    if (this.wire !== null) {
      return;
    }
    const road = this.roadNow.peek();
    this.wire = new ROADS[road]({
      ...this.ears,
      onFrame: (frame) => {
        if (frame.t === "welcome") {
          this.greeted();
        }
        this.ears.onFrame(frame);
      },
      onDown: (code) => this.lose(code),
    });
    if (road !== "poll") {
      this.greeting.begin(GREETED_WITHIN, () => this.lose(DEAD, road === "stream" ? FAILURES : 1));
    }
  }

  /** Dial again after a while: the one we were given, else one that grows with every loss; at once on a new road. */
  retry(slot?: number): void {
    const ceiling = this.turned ? 0 : Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (this.losses - 1));
    this.turned = false;
    if (this.resting) {
      return;
    }
    this.retryTimer = setTimeout(() => this.dial(), slot ?? Math.random() * ceiling);
  }

  /** End it from our side; nobody is told. */
  hangUp(): void {
    this.greeting.end();
    clearTimeout(this.retryTimer);
    clearTimeout(this.trialTimer);
    clearTimeout(this.restTimer);
    this.retryTimer = this.trialTimer = this.restTimer = undefined;
    this.trial?.close();
    this.wire?.close();
    this.trial = this.wire = null;
    this.greetedAt = null;
  }

  private greeted(): void {
    this.greeting.end();
    this.greetedAt ??= Date.now();
    remember(this.roadNow.peek());
    if (this.roadNow.peek() !== "socket") {
      if (this.losses >= ALL_FAILED && this.trialTimer === undefined && this.trial === null) {
        this.losses = 0;
        this.tryTheSocket(); // every road had failed: it was the service that was away, and nothing is known of the way to it
      } else {
        this.tryLater();
      }
      this.looked();
    }
  }

  private lose(code: number, weight = 1): void {
    if (this.greetedAt !== null && Date.now() - this.greetedAt >= STEADY) {
      this.losses = this.failures = 0;
      this.trials = this.roadNow.peek() === "socket" ? 0 : this.trials;
    }
    this.hangUp();
    this.losses += 1;
    // What the service itself says, and a browser without any network, tell nothing of the road.
    if (code < 4000 && code !== RESTART && code !== OVERLOADED && navigator.onLine) {
      this.failures += weight;
      if (this.failures >= FAILURES) {
        this.turnTo(NEXT[this.roadNow.peek()]);
      }
    }
    this.ears.onDown(code);
  }

  private turnTo(road: Road): void {
    this.failures = 0;
    this.turned = road !== "socket";
    this.roadNow.value = road;
  }

  private tryLater(): void {
    this.trialTimer ??= setTimeout(() => this.tryTheSocket(), Math.min(LONGEST_TRIAL, FIRST_TRIAL * 2 ** this.trials));
  }

  private tryTheSocket(): void {
    clearTimeout(this.trialTimer);
    this.trialTimer = undefined;
    this.trial?.close();
    this.trials += 1;
    this.trial = new SocketWire({
      who: { ...this.ears.who, client: newId() },
      topics: () => [],
      onFrame: (frame) => {
        if (frame.t === "welcome") {
          this.hangUp();
          this.turnTo("socket");
          this.ears.onDown(DEAD);
          this.dial();
        }
      },
      onDown: () => {
        this.trial?.close();
        this.trial = null;
        this.tryLater();
      },
    });
  }

  private readonly looked = (): void => {
    if (document.visibilityState === "visible") {
      clearTimeout(this.restTimer);
      this.restTimer = undefined;
      if (this.resting) {
        this.resting = false;
        this.dial();
      }
      this.hurry();
    } else if (this.wire !== null && this.roadNow.peek() !== "socket") {
      this.restTimer ??= setTimeout(() => {
        this.resting = true;
        this.lose(RESTART);
      }, REST_AFTER);
    }
  };

  /** Back in sight, or back on the network: no reason to wait out the delay. */
  private readonly hurry = (): void => {
    if (document.visibilityState === "visible") {
      if (this.retryTimer !== undefined) {
        this.dial();
      } else {
        this.wire?.check();
      }
    }
  };

  /** It may be another network, and what was refused there may be welcome here. */
  private readonly elsewhere = (): void => {
    if (this.roadNow.peek() !== "socket") {
      if (this.wire === null) {
        this.turnTo("socket");
      } else {
        this.tryTheSocket();
      }
    }
    this.hurry();
  };

  /** The browser says there is no network; the wire may not know yet. */
  private readonly distrust = (): void => {
    if (this.wire !== null) {
      this.lose(DEAD);
    }
  };
}

function remembered(): Road {
  try {
    const road = sessionStorage.getItem(KEPT);
    return road === "stream" || road === "poll" ? road : "socket";
  } catch {
    return "socket";
  }
}

function remember(road: Road): void {
  try {
    sessionStorage.setItem(KEPT, road);
  } catch {
    // Without storage the next page finds the road anew.
  }
}
