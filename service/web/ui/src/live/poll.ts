/**
 * The wire where nothing stays open: one request after another, each of which waits until something happened.
 *
 * Every request says hello and where each topic stands, so an answer that is lost loses nothing.
 */

import type { ClientFrame, ServerFrame } from "../types.ts";
import { answered, codeOf, Outgoing } from "./post.ts";
import { type Ears, hello, type Wire } from "./wire.ts";

interface Answer {
  readonly frames: readonly ServerFrame[];
  readonly close: { readonly code: number } | null;
}

/** Seconds that the service may wait for something to happen. */
const WAIT = 25;
/** Milliseconds that the answer itself may take to come. */
const PATIENCE = 60_000;
/** Milliseconds from one request to the next at least, however much happens. */
const PACE = 500;
/** Milliseconds in which topics that change together are gathered, as from one screen to the next. */
const GATHER = 30;

export class PollWire implements Wire {
  private asking = new AbortController();
  /** The token of an own change that is not known to be on screen: the answer does not wait once the service is that far. */
  private after: string | null = null;
  private next: ReturnType<typeof setTimeout> | undefined;
  private readonly outgoing: Outgoing;
  private readonly ears: Ears;

  constructor(ears: Ears) {
    this.ears = ears;
    this.outgoing = new Outgoing(ears, (frames) => {
      frames.forEach(ears.onFrame);
      for (const frame of frames) {
        if (frame.t === "ack") {
          this.after = frame.after;
          void this.ask(WAIT);
        }
      }
    });
    void this.ask(0);
  }

  send(frame: ClientFrame): boolean {
    if (frame.t === "sub" || frame.t === "unsub") {
      this.stop();
      this.next = setTimeout(() => void this.ask(0), GATHER);
    } else {
      this.outgoing.say(frame);
    }
    return true;
  }

  check(): void {}

  close(): void {
    this.stop();
    this.outgoing.close();
  }

  /** What is on its way is not waited for: the next answer has it, too. */
  private stop(): void {
    clearTimeout(this.next);
    this.asking.abort();
    this.asking = new AbortController();
  }

  private async ask(wait: number): Promise<void> {
    this.stop();
    const mine = this.asking;
    const began = Date.now();
    const said = { frames: [hello(this.ears.who), ...this.ears.topics()], wait, after: this.after };
    const answer = await answered<Answer | null>("/live/poll", said, mine, wait * 1_000 + PATIENCE);
    if (this.asking !== mine) {
      return;
    }
    if (answer?.status !== 200 || answer.said === null) {
      this.ears.onDown(codeOf(answer?.status ?? 0));
      return;
    }
    const own = Number(this.after?.split(".")[1] ?? 0);
    for (const frame of answer.said.frames) {
      if (frame.t === "live" && frame.pos >= own) {
        this.after = null;
      }
      this.ears.onFrame(frame);
      if (this.asking !== mine) {
        return;
      }
    }
    if (answer.said.close !== null) {
      this.ears.onDown(answer.said.close.code);
      return;
    }
    this.next = setTimeout(() => void this.ask(WAIT), Math.max(0, began + PACE - Date.now()));
  }
}
