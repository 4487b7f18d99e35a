/**
 * A person's hands on a <textarea>, and the document that it shows.
 *
 * What is typed becomes the smallest stretch put or taken; what others type leaves caret, selection and scrolling where
 * they were. While a letter is being composed, or the text is longer than a text may be, nothing of others is drawn into
 * the field: it waits. Undoing undoes what these hands typed, and nothing of others. Until there is a document, or where
 * there is none, it is a field like any other: `alone` is what it held when it was entered.
 */

import { type ReadonlySignal, signal } from "@preact/signals";
import type * as Y from "yjs";
import { after, difference, type Stretch } from "./difference.ts";
import type { TextDocument } from "./document.ts";

/** What is used of a <textarea>. */
export type Field = Pick<
  HTMLTextAreaElement,
  "value" | "selectionStart" | "selectionEnd" | "selectionDirection" | "scrollTop" | "setSelectionRange" | "ownerDocument" | "addEventListener" | "removeEventListener"
>;

type Delta = readonly { readonly retain?: number; readonly insert?: unknown; readonly delete?: number }[];

const HALF = /\p{Surrogate}/gu;

export class Hands {
  private readonly wrongNow = signal<string | null>(null);
  /** Why what stands in the field is not sent, in a sentence: it is longer than a text may be. */
  readonly wrong: ReadonlySignal<string | null> = this.wrongNow;

  private document: TextDocument | null = null;
  private undoing: Y.UndoManager | null = null;
  /** What the field shows of the document, or showed before it had one. */
  private shown = "";
  private composing = false;
  /** A document that came while a letter was being composed. */
  private coming: TextDocument | null = null;
  private readonly field: Field;
  private readonly excess: (text: string) => string | null;

  constructor(field: Field, excess: (text: string) => string | null) {
    this.field = field;
    this.excess = excess;
    field.addEventListener("compositionstart", this.compose);
    field.addEventListener("compositionend", this.composed);
    field.addEventListener("input", this.type);
    field.addEventListener("beforeinput", this.undoAsked);
    field.addEventListener("keydown", this.undoPressed);
  }

  close(): void {
    this.detach();
    this.field.removeEventListener("compositionstart", this.compose);
    this.field.removeEventListener("compositionend", this.composed);
    this.field.removeEventListener("input", this.type);
    this.field.removeEventListener("beforeinput", this.undoAsked);
    this.field.removeEventListener("keydown", this.undoPressed);
  }

  /** Show this text, of no document; what was typed meanwhile is given up. */
  show(text: string): void {
    if (this.document === null) {
      this.shown = text;
      this.wrongNow.value = null;
      if (this.field.value !== text) {
        this.field.value = text;
      }
    }
  }

  /** From what the field held to what was typed over it, while there is no document; null while there is one. */
  alone(): { readonly was: string; readonly to: string } | null {
    return this.document === null ? { was: this.shown, to: this.field.value } : null;
  }

  attach(document: TextDocument): void {
    if (this.document === document) {
      return;
    }
    this.detach();
    if (this.composing) {
      this.coming = document;
      return;
    }
    const { field } = this;
    // Where the hands were quicker than the line, what they did to what they saw is done to what the document says.
    const mine = difference(this.shown, field.value, field.selectionStart);
    this.document = document;
    this.mend();
    const theirs = difference(this.shown, document.text.toString());
    this.undoing = document.undoing(this);
    if (mine === null) {
      const place = (at: number): number => after({ at, gone: 0, put: "" }, theirs).at;
      this.draw([place(field.selectionStart), place(field.selectionEnd)]);
    } else {
      const placed = after(mine, theirs);
      this.write(placed);
      this.draw([placed.at + placed.put.length, placed.at + placed.put.length]);
    }
    document.text.observe(this.follow);
  }

  /** Was there a document? */
  detach(): boolean {
    const { document } = this;
    this.coming = null;
    this.document = null;
    this.undoing?.destroy();
    this.undoing = null;
    if (document === null) {
      return false;
    }
    document.text.unobserve(this.follow);
    document.go();
    this.wrongNow.value = null;
    return true;
  }

  private readonly compose = (): void => {
    this.composing = true;
    this.document?.wait();
  };

  private readonly composed = (): void => {
    this.composing = false;
    if (this.coming === null) {
      this.type();
    } else {
      this.attach(this.coming);
    }
  };

  private readonly type = (): void => {
    const { document, field } = this;
    if (this.composing) {
      return;
    }
    this.wrongNow.value = this.excess(field.value);
    if (document === null) {
      return;
    }
    if (this.wrong.peek() !== null) {
      document.wait();
      return;
    }
    const stretch = difference(this.shown, field.value, field.selectionStart);
    if (stretch !== null) {
      this.shown = field.value;
      this.write(stretch);
    }
    document.go();
  };

  private write({ at, gone, put }: Stretch): void {
    const { document } = this;
    document?.doc.transact(() => {
      if (gone > 0) {
        document.text.delete(at, gone);
      }
      if (put !== "") {
        document.text.insert(at, put.replace(HALF, "\uFFFD"));
      }
    }, this);
  }

  /** Somebody else wrote, or something was undone. */
  private readonly follow = (event: Y.YTextEvent, transaction: Y.Transaction): void => {
    if (transaction.origin !== this) {
      const delta = event.delta as Delta;
      const own = transaction.origin === this.undoing;
      const { selectionStart, selectionEnd } = this.field;
      this.draw(own ? [endOf(delta), endOf(delta)] : [moved(selectionStart, delta), moved(selectionEnd, delta)]);
    }
  };

  private draw([start, end]: readonly [number, number]): void {
    const { document, field } = this;
    const text = document?.text.toString() ?? "";
    this.shown = text;
    if (field.value === text) {
      return;
    }
    const { scrollTop, selectionDirection } = field;
    field.value = text;
    // Elsewhere, a selection that is set would draw the person there in some browsers.
    if (field.ownerDocument.activeElement === (field as unknown)) {
      field.setSelectionRange(start, end, selectionDirection);
      field.scrollTop = scrollTop;
    }
  }

  /** A <textarea> has one sign for the end of a line; a text that came from elsewhere may have others. */
  private mend(): void {
    const text = this.document?.text;
    const said = text?.toString() ?? "";
    if (text !== undefined && said.includes("\r")) {
      text.doc?.transact(() => {
        for (let at = said.lastIndexOf("\r"); at !== -1; at = at === 0 ? -1 : said.lastIndexOf("\r", at - 1)) {
          text.delete(at, 1);
          if (said[at + 1] !== "\n") {
            text.insert(at, "\n");
          }
        }
      });
    }
  }

  private readonly undoPressed = (event: KeyboardEvent): void => {
    const key = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && !event.altKey && (key === "z" || key === "y")) {
      this.undo(event, key === "y" || event.shiftKey);
    }
  };

  /** As from the menu of a browser, or a phone that is shaken. */
  private readonly undoAsked = (event: InputEvent): void => {
    if (event.inputType === "historyUndo" || event.inputType === "historyRedo") {
      this.undo(event, event.inputType === "historyRedo");
    }
  };

  private undo(event: Event, again: boolean): void {
    if (this.undoing === null || this.composing) {
      return; // the browser's own
    }
    event.preventDefault();
    if (this.wrong.peek() !== null) {
      const { length } = this.shown;
      this.wrongNow.value = null;
      this.draw([length, length]); // what did not fit was never in the document
      this.document?.go();
    } else if (again) {
      this.undoing.redo();
    } else {
      this.undoing.undo();
    }
  }
}

/** Where a place in the text is once this happened to it; what others put at the caret itself comes after it. */
function moved(place: number, delta: Delta): number {
  let at = 0;
  let now = place;
  for (const { retain, insert, delete: gone } of delta) {
    if (retain !== undefined) {
      at += retain;
    } else if (typeof insert === "string") {
      if (at < now) {
        now += insert.length;
      }
      at += insert.length;
    } else if (gone !== undefined && at < now) {
      now -= Math.min(gone, now - at);
    }
  }
  return now;
}

/** Where the last thing that happened ends. */
function endOf(delta: Delta): number {
  return delta.reduce((at, { retain, insert }) => at + (retain ?? (typeof insert === "string" ? insert.length : 0)), 0);
}
