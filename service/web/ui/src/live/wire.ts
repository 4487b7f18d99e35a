/**
 * The socket itself: dialled again after every loss, asked for a sign of life when it is quiet, and closed when it gives none.
 *
 * It knows nothing of what is said over it. Waits grow from half a second to thirty, at full jitter: a service that
 * comes back is not met by everyone at once.
 */

import type { ClientFrame, ServerFrame } from "../types.ts";

export interface Ears {
  onOpen(): void;
  onFrame(frame: ServerFrame): void;
  /** It is gone; whoever wants it back calls `retry`. */
  onDown(code: number): void;
}

const PROTOCOL = "rt.v1.json";
const FIRST_DELAY = 500;
const LONGEST_DELAY = 30_000;
/** How a socket ends that we no longer believe in. */
const DEAD = 1006;

/** Half a surrogate pair, as some programs put on the clipboard, is no text: nobody could read the frame that carries it. */
const HALF = /\p{Surrogate}/gu;

function whole(_key: string, value: unknown): unknown {
  return typeof value === "string" ? value.replace(HALF, "\uFFFD") : value;
}

export class Wire {
  /** Losses in a row, without a welcome in between. */
  losses = 0;
  /** Milliseconds of silence before we ask, and before we stop waiting for the answer; the service says both. */
  heartbeat = { every: 25_000, timeout: 10_000 };

  private socket: WebSocket | null = null;
  private heard = 0;
  /** When we asked for a sign of life; null while none is due. */
  private asked: number | null = null;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private beatTimer: ReturnType<typeof setInterval> | undefined;
  private readonly ears: Ears;

  constructor(ears: Ears) {
    this.ears = ears;
  }

  open(): void {
    addEventListener("online", this.hurry);
    addEventListener("offline", this.distrust);
    document.addEventListener("visibilitychange", this.hurry);
    this.dial();
  }

  close(): void {
    removeEventListener("online", this.hurry);
    removeEventListener("offline", this.distrust);
    document.removeEventListener("visibilitychange", this.hurry);
    this.hangUp();
  }

  send(frame: ClientFrame): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) {
      return false;
    }
    this.socket.send(JSON.stringify(frame, whole));
    return true;
  }

  dial(): void {
    clearTimeout(this.retryTimer);
    this.retryTimer = undefined;
    if (this.socket !== null) {
      return;
    }
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/live`, PROTOCOL);
    this.socket = socket;
    this.listened();
    clearInterval(this.beatTimer);
    this.beatTimer = setInterval(() => this.beat(), 1_000);
    socket.onopen = () => this.ears.onOpen();
    socket.onmessage = (message) => {
      this.listened();
      this.ears.onFrame(JSON.parse(String(message.data)) as ServerFrame);
    };
    socket.onclose = (event) => this.lose(event.code);
  }

  /** Dial again after a while: the one we were given, else one that grows with every loss. */
  retry(slot?: number): void {
    const ceiling = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (this.losses - 1));
    this.retryTimer = setTimeout(() => this.dial(), slot ?? Math.random() * ceiling);
  }

  /** End it from our side; nobody is told. */
  hangUp(): void {
    clearTimeout(this.retryTimer);
    this.retryTimer = undefined;
    clearInterval(this.beatTimer);
    const socket = this.socket;
    this.socket = null;
    if (socket !== null) {
      socket.onmessage = socket.onclose = socket.onopen = null;
      socket.close();
    }
  }

  private lose(code: number): void {
    this.hangUp();
    this.losses += 1;
    this.ears.onDown(code);
  }

  private listened(): void {
    this.heard = Date.now();
    this.asked = null;
  }

  private beat(): void {
    const now = Date.now();
    if (this.asked !== null) {
      if (now - this.asked > this.heartbeat.timeout) {
        this.lose(DEAD);
      }
    } else if (now - this.heard >= this.heartbeat.every) {
      // Hidden tabs wake once a minute: they ask first and judge later.
      this.asked = now;
      this.send({ t: "ping", id: 0, at: now });
    }
  }

  /** Back in sight, or back on the network: no reason to wait out the delay. */
  private readonly hurry = (): void => {
    if (document.visibilityState === "visible") {
      if (this.retryTimer !== undefined) {
        this.dial();
      } else if (this.socket !== null) {
        this.beat();
      }
    }
  };

  /** The browser says there is no network; the socket may not know yet. */
  private readonly distrust = (): void => {
    if (this.socket !== null) {
      this.lose(DEAD);
    }
  };
}
