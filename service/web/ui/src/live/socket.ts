/** The wire that most have: a WebSocket, asked for a sign of life when it is quiet, and closed when it gives none. */

import type { ClientFrame, ServerFrame } from "../types.ts";
import { DEAD, type Ears, hello, type Wire, written } from "./wire.ts";

const PROTOCOL = "rt.v1.json";

export class SocketWire implements Wire {
  /** Milliseconds of silence before we ask, and before we stop waiting for the answer; the service says both. */
  private heartbeat = { every: 25_000, timeout: 10_000 };
  private heard = Date.now();
  /** When we asked for a sign of life; null while none is due. */
  private asked: number | null = null;
  private readonly beat: ReturnType<typeof setInterval>;
  /** The answer is overdue, unless the page was too busy to hear it: what came meanwhile stands in line behind this beat. */
  private doubted = false;
  private readonly socket = made();

  constructor(ears: Ears) {
    if (this.socket === null) {
      this.beat = setInterval(() => ears.onDown(DEAD)); // not yet: who made this wire does not know it before it is made
      return;
    }
    this.socket.onopen = () => {
      for (const frame of [hello(ears.who), ...ears.topics()]) {
        this.send(frame);
      }
    };
    this.socket.onmessage = ({ data }) => {
      this.heard = Date.now();
      this.asked = null;
      this.doubted = false;
      const frame = JSON.parse(String(data)) as ServerFrame;
      if (frame.t === "welcome") {
        this.heartbeat = { every: frame.hb.every * 1_000, timeout: frame.hb.timeout * 1_000 };
      }
      ears.onFrame(frame);
    };
    this.socket.onclose = ({ code }) => ears.onDown(code);
    this.beat = setInterval(() => {
      if (this.asked === null || Date.now() - this.asked <= this.heartbeat.timeout) {
        this.check();
      } else if (this.doubted) {
        ears.onDown(DEAD);
      } else {
        this.doubted = true;
      }
    }, 1_000);
  }

  send(frame: ClientFrame): boolean {
    if (this.socket === null || this.socket.readyState !== WebSocket.OPEN) {
      return false;
    }
    this.socket.send(written(frame));
    return true;
  }

  check(): void {
    const now = Date.now();
    if (this.asked === null && now - this.heard >= this.heartbeat.every) {
      // Hidden tabs wake once a minute: they ask first and judge later.
      this.asked = now;
      this.send({ t: "ping", id: 0, at: now });
    }
  }

  close(): void {
    clearInterval(this.beat);
    if (this.socket !== null) {
      this.socket.onmessage = this.socket.onclose = this.socket.onopen = null;
      this.socket.close();
    }
  }
}

/** Null where a browser makes none, for a policy or an extension forbids it: that is a refusal like any other. */
function made(): WebSocket | null {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  try {
    return new WebSocket(`${scheme}://${location.host}/live`, PROTOCOL);
  } catch {
    return null;
  }
}
