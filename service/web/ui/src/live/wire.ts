/**
 * A wire: one conversation with the service, over a socket (socket.ts), a stream of events (stream.ts) or polls (poll.ts).
 *
 * All three say and hear the same frames. A wire is used once: when it goes down it says so, and which one follows it is
 * for roads.ts to choose. It knows nothing of what is said over it, but that `hello` and the topics come first.
 */

import type { ClientFrame, KeptTree, ServerFrame, Uuid } from "../types.ts";

export interface Who {
  readonly network: Uuid;
  readonly client: string;
  /** What this device keeps of the log, as it stands when hello is said. */
  readonly tree: () => KeptTree | null;
}

export interface Ears {
  readonly who: Who;
  /** Every topic on screen, each from where it stands: what follows hello whenever a wire begins, or begins anew. */
  topics(): readonly ClientFrame[];
  onFrame(frame: ServerFrame): void;
  /** It is gone: whoever hears this closes it. */
  onDown(code: number): void;
}

export interface Wire {
  /** False where nothing can be said now. */
  send(frame: ClientFrame): boolean;
  /** Is it still there? Whoever can ask does; who can not is silent. */
  check(): void;
  /** From now on it says and hears nothing; nobody is told. */
  close(): void;
}

/** How a wire ends that gives no sign of life. */
export const DEAD = 1006;
const MOMENT = 1_000;

/** Waits for a sign of life, and then a moment more: what came while this page was busy stands in line behind the timer. */
export class Patience {
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** From now on; what was begun before is over. */
  begin(milliseconds: number, over: () => void): void {
    this.end();
    this.timer = setTimeout(() => {
      this.timer = setTimeout(over, MOMENT);
    }, milliseconds - MOMENT);
  }

  end(): void {
    clearTimeout(this.timer);
  }
}

export function hello({ network, client, tree }: Who): ClientFrame {
  const kept = tree();
  return { t: "hello", v: 1, network, client, ...(kept === null ? {} : { tree: kept }) };
}

/** Half a surrogate pair, as some programs put on the clipboard, is no text: nobody could read the frame that carries it. */
const HALF = /\p{Surrogate}/gu;

export function written(said: unknown): string {
  return JSON.stringify(said, (_key, value: unknown) => (typeof value === "string" ? value.replace(HALF, "\uFFFD") : value));
}
