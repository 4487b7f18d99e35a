/**
 * The wire where sockets are refused: frames come as a stream of events, and what we say goes out by requests.
 *
 * The stream says its topics once, when it begins. So a changed set of them is another stream, each topic from where it
 * stands: what happened in between comes with it.
 */

import type { ClientFrame, ServerFrame } from "../types.ts";
import { codeOf, Outgoing, request } from "./post.ts";
import { DEAD, type Ears, hello, Patience, type Wire } from "./wire.ts";

/** Topics that change together, as from one screen to the next, make one new stream. */
const GATHER = 30;

export class StreamWire implements Wire {
  /** Milliseconds of silence after which it is dead: a comment comes every 25 s. */
  private patience = 35_000;
  private readonly silence = new Patience();
  private again: ReturnType<typeof setTimeout> | undefined;
  private stream = new AbortController();
  private readonly outgoing: Outgoing;
  private readonly ears: Ears;

  constructor(ears: Ears) {
    this.ears = ears;
    this.outgoing = new Outgoing(ears, (frames) => frames.forEach(ears.onFrame));
    void this.listen();
  }

  send(frame: ClientFrame): boolean {
    if (frame.t !== "sub" && frame.t !== "unsub") {
      this.outgoing.say(frame);
    } else {
      this.again ??= setTimeout(() => void this.listen(), GATHER);
    }
    return true;
  }

  check(): void {}

  close(): void {
    this.silence.end();
    clearTimeout(this.again);
    this.stream.abort();
    this.outgoing.close();
  }

  private heard(): void {
    this.silence.begin(this.patience, () => this.ears.onDown(DEAD));
  }

  private async listen(): Promise<void> {
    clearTimeout(this.again);
    this.again = undefined;
    this.stream.abort();
    const { signal } = (this.stream = new AbortController());
    this.heard();
    const answer = await request("/live/events", { frames: [hello(this.ears.who), ...this.ears.topics()] }, signal).catch(() => null);
    if (signal.aborted) {
      return;
    }
    if (answer?.ok !== true || answer.body === null) {
      this.ears.onDown(codeOf(answer?.status ?? 0));
      return;
    }
    const reader = answer.body.getReader();
    const decoder = new TextDecoder();
    let rest = "";
    for (;;) {
      const taken = await reader.read().catch(() => null);
      if (signal.aborted) {
        return;
      }
      if (taken === null || taken.done) {
        this.ears.onDown(DEAD);
        return;
      }
      this.heard();
      const blocks = (rest + decoder.decode(taken.value, { stream: true })).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        this.hear(block);
        if (signal.aborted) {
          return;
        }
      }
    }
  }

  /** One event: a frame, or the end with its code; comments only show that somebody is there. */
  private hear(block: string): void {
    const lines = block.split("\n");
    const data = lines.find((line) => line.startsWith("data: "))?.slice("data: ".length);
    if (data === undefined) {
      return;
    }
    if (lines.includes("event: close")) {
      this.ears.onDown((JSON.parse(data) as { readonly code: number }).code);
      return;
    }
    const frame = JSON.parse(data) as ServerFrame;
    if (frame.t === "welcome") {
      this.patience = (frame.hb.every + frame.hb.timeout) * 1_000;
    }
    this.ears.onFrame(frame);
  }
}
