/** What is said over HTTP: requests that end, and what a client says while it listens elsewhere, one request at a time. */

import { language } from "../i18n.ts";
import type { ClientFrame, Problem, ServerFrame } from "../types.ts";
import { DEAD, type Ears, written } from "./wire.ts";

/** Milliseconds until an answer that takes no thought is given up. */
const PATIENCE = 30_000;
/** As a close code: nothing of this network is theirs to see any more. */
const FORBIDDEN = 4503;

export function request(path: string, said: unknown, signal: AbortSignal): Promise<Response> {
  const headers = { "content-type": "application/json", "accept-language": language.peek() };
  return fetch(path, { method: "POST", headers, body: written(said), signal, credentials: "same-origin", cache: "no-store" });
}

/** Answers that are the service's own, as close codes; everything else is a road that leads nowhere. */
export function codeOf(status: number): number {
  return { 401: 4401, 429: 4029 }[status] ?? DEAD;
}

/** The whole answer, of any status; null where there was none in time, or where it was not the service's. */
export async function answered<A>(path: string, said: unknown, over: AbortController, within: number): Promise<{ status: number; said: A } | null> {
  const timer = setTimeout(() => over.abort(), within);
  try {
    const answer = await request(path, said, over.signal);
    return { status: answer.status, said: (await answer.json().catch(() => null)) as A };
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** The way out: frames leave in the order they came, and none before the one before it was answered. */
export class Outgoing {
  private waiting: ClientFrame[] = [];
  private asking: AbortController | null = null;
  private closed = false;
  private readonly ears: Ears;
  private readonly onAnswer: (frames: readonly ServerFrame[]) => void;

  constructor(ears: Ears, onAnswer: (frames: readonly ServerFrame[]) => void) {
    this.ears = ears;
    this.onAnswer = onAnswer;
  }

  say(frame: ClientFrame): void {
    // Where someone is now is all that matters of where they were.
    this.waiting = frame.t === "pres" ? this.waiting.filter(({ t }) => t !== "pres") : this.waiting;
    this.waiting.push(frame);
    if (this.asking === null) {
      void this.run();
    }
  }

  close(): void {
    this.closed = true;
    this.asking?.abort();
  }

  private async run(): Promise<void> {
    while (!this.closed && this.waiting.length > 0) {
      const frames = this.waiting;
      this.waiting = [];
      this.asking = new AbortController();
      const answer = await answered<{ frames?: readonly ServerFrame[] } & Partial<Problem>>("/live/commands", { ...this.ears.who, frames }, this.asking, PATIENCE);
      if (this.closed) {
        return;
      }
      if (answer?.status === 200 && answer.said?.frames !== undefined) {
        this.onAnswer(answer.said.frames);
      } else if (answer?.said?.code === "missing") {
        this.ears.onDown(FORBIDDEN);
        return;
      } else if (answer !== null && answer.status >= 400 && answer.status < 500 && codeOf(answer.status) === DEAD) {
        // Said again it would be refused again: it is set aside, and holds up nothing.
        this.onAnswer(frames.flatMap((frame) => refused(frame, answer.said)));
      } else {
        this.ears.onDown(codeOf(answer?.status ?? 0));
        return;
      }
    }
    this.asking = null;
  }
}

function refused(frame: ClientFrame, problem: Partial<Problem> | null): readonly ServerFrame[] {
  const id = frame.t === "cmd" ? frame.asking.id : "id" in frame ? frame.id : null;
  const rej = { t: "rej", code: "unreadable", detail: problem?.detail ?? "", next: problem?.next ?? "", retry: false, at: null } as const;
  return typeof id === "string" ? [{ ...rej, id }] : [];
}
