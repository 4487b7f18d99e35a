/**
 * One text that several people write at once: a Yjs document, held while its field is open.
 *
 * Nobody waits for anybody: what is typed stands here at once and goes out every 200 ms; what others typed comes in as it
 * is kept. Fetched with the first field that is edited, as Yjs comes with it.
 */

import { type ReadonlySignal, signal } from "@preact/signals";
import * as Y from "yjs";
import type { ServerFrame, Uuid, WrittenFrame } from "../types.ts";
import { fromBase64, toBase64 } from "./base64.ts";
import type { Unsent } from "./unsent.ts";

/** What a document needs of its network. */
export interface Carrier {
  readonly connection: { follow(topic: string, hear: (frame: ServerFrame) => void): () => void };
  readonly unsent: Unsent;
  readonly me: Uuid;
}

const EVERY = 200;
/** After its last field was left: until then the rows show what was written. */
const LINGERS = 4_000;
/** Whose updates came from elsewhere. */
const ELSEWHERE = "elsewhere";

export class TextDocument {
  readonly doc = new Y.Doc();
  readonly text = this.doc.getText("text");
  private readonly stageNow = signal<"opening" | "open" | "refused" | "gone">("opening");
  /** `refused`: there is no such text for this person, or not any more. `gone`: begin with another document. */
  readonly stage: ReadonlySignal<"opening" | "open" | "refused" | "gone"> = this.stageNow;
  /** Something was typed in the last moment, and is not even on its way. */
  readonly typing = signal(false);
  /** Told of everyone else who writes, while there is someone to tell. */
  onOther: ((by: Uuid) => void) | null = null;

  /** Which incarnation of the text this is; 0 until the service said. */
  private gen = 0;
  private users = 0;
  private typed: Uint8Array[] = [];
  private unsettled = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** What came while a hand was on the field. */
  private waiting: WrittenFrame[] | null = null;
  private readonly ends: (() => void)[];
  private readonly carrier: Carrier;
  private readonly section: Uuid;

  constructor(carrier: Carrier, section: Uuid) {
    this.carrier = carrier;
    this.section = section;
    this.doc.on("update", (update: Uint8Array, origin: unknown) => {
      if (origin !== ELSEWHERE) {
        this.note(update);
      }
    });
    const left = (): void => this.flush(false);
    addEventListener("pagehide", left);
    this.ends = [
      () => removeEventListener("pagehide", left),
      carrier.unsent.write(section, {
        whole: () => ({ gen: this.gen, u: toBase64(Y.encodeStateAsUpdate(this.doc)), text: this.text.toString() }),
        turnedDown: () => {
          this.typed = []; // it is set aside with the rest
          this.end("gone");
        },
      }),
      carrier.connection.follow(`text:${section}`, (frame) => this.hear(frame)),
    ];
  }

  /** Keep it while a field shows it; returns how to let go. */
  hold(): () => void {
    this.users += 1;
    let held = true;
    return () => {
      if (held) {
        held = false;
        this.users -= 1;
        setTimeout(() => this.release(), LINGERS);
      }
    };
  }

  /** Undoes what these hands typed, and nothing of others. */
  undoing(hands: object): Y.UndoManager {
    return new Y.UndoManager(this.text, { trackedOrigins: new Set([hands]) });
  }

  /** Nothing from elsewhere until `go`: a letter is being composed, or what stands in the field can not be sent as it is. */
  wait(): void {
    this.waiting ??= [];
  }

  go(): void {
    const came = this.waiting ?? [];
    this.waiting = null;
    for (const frame of came) {
      this.take(frame);
    }
  }

  /** Send what was typed now; `settle` where the field was left. */
  flush(settle: boolean): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { typed } = this;
    this.typed = [];
    this.typing.value = false;
    if (typed.length > 0 || (settle && this.unsettled)) {
      this.unsettled = !settle;
      const u = typed.length > 0 ? toBase64(Y.mergeUpdates(typed)) : "";
      this.carrier.unsent.push(this.section, this.gen, u, this.text.toString(), settle, merged);
    }
  }

  private note(update: Uint8Array): void {
    this.typed.push(update);
    this.unsettled = true;
    this.typing.value = true;
    this.timer ??= setTimeout(() => this.flush(false), EVERY);
  }

  private hear(frame: ServerFrame): void {
    switch (frame.t) {
      case "y":
        if (this.waiting === null) {
          this.take(frame);
        } else {
          this.waiting.push(frame);
        }
        break;
      case "live":
        this.stageNow.value = this.gen === 0 ? "refused" : "open";
        break;
      case "err":
        this.stageNow.value = "refused";
        break;
      case "end":
        this.end(frame.retry ? "gone" : "refused");
        break;
    }
  }

  private take(frame: WrittenFrame): void {
    if (this.gen !== 0 && frame.gen !== this.gen) {
      this.end("gone"); // something had to go from it: what is held here must not come back to it
      return;
    }
    const update = fromBase64(frame.u);
    Y.applyUpdate(this.doc, update, ELSEWHERE);
    if (this.gen === 0) {
      this.gen = frame.gen;
      for (const u of this.carrier.unsent.of(this.section, this.gen)) {
        Y.applyUpdate(this.doc, fromBase64(u), ELSEWHERE);
      }
    } else if (frame.prev === 0) {
      this.giveBack(update);
    }
    if (frame.by !== null && frame.by !== this.carrier.me) {
      this.onOther?.(frame.by);
    }
  }

  /** The service said all it has. What it had once and has no more (its log was restored) is here still, and goes back to it. */
  private giveBack(all: Uint8Array): void {
    const theirs = Y.encodeStateVectorFromUpdate(all);
    const known = Y.decodeStateVector(theirs);
    if ([...Y.decodeStateVector(Y.encodeStateVector(this.doc))].some(([writer, clock]) => clock > (known.get(writer) ?? 0))) {
      this.note(Y.encodeStateAsUpdate(this.doc, theirs));
    }
  }

  private release(): void {
    if (this.users > 0 || this.stageNow.value === "gone") {
      return;
    }
    if (this.typing.value || this.carrier.unsent.waiting.value.has(this.section)) {
      setTimeout(() => this.release(), LINGERS);
      return;
    }
    this.end("gone");
  }

  private end(stage: "refused" | "gone"): void {
    if (stage === "gone") {
      this.flush(false);
      for (const end of this.ends.splice(0)) {
        end();
      }
    }
    this.stageNow.value = stage;
  }
}

function merged(one: string, other: string): string {
  return toBase64(Y.mergeUpdates([fromBase64(one), fromBase64(other)]));
}

const documents = new WeakMap<Carrier, Map<Uuid, TextDocument>>();

/** The document of a text: one for all who show it. */
export function documentOf(carrier: Carrier, section: Uuid): TextDocument {
  const known = documents.get(carrier) ?? new Map<Uuid, TextDocument>();
  documents.set(carrier, known);
  const found = known.get(section);
  if (found !== undefined && found.stage.peek() !== "gone") {
    return found;
  }
  const made = new TextDocument(carrier, section);
  known.set(section, made);
  return made;
}
