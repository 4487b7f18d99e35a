/** Does this page keep up? A device that gets more than it can draw shows what was so a while ago, and has to say that. */

import { signal } from "@preact/signals";

/** Milliseconds that a change may come later than the quickest one of this line. */
const LATE = 5_000;
const QUIET = 2_000;

export class Lag {
  /** What is heard was written seconds ago, and more stands in line. */
  readonly late = signal(false);
  /** From the moment at which a change was written to that at which it is heard, at best: clocks differ, so it alone says nothing. */
  private least = Number.POSITIVE_INFINITY;
  private over: ReturnType<typeof setTimeout> | undefined;

  /** A change is heard that was written at this moment. */
  heard(at: string | null): void {
    const took = performance.now() - Date.parse(at ?? "");
    this.least = Math.min(this.least, Number.isNaN(took) ? this.least : took);
    if (took - this.least > LATE) {
      this.late.value = true;
      clearTimeout(this.over);
      this.over = setTimeout(() => {
        this.late.value = false;
      }, QUIET);
    }
  }

  /** Another line: it begins with what was missed, which was written long ago. */
  anew(): void {
    this.least = Number.POSITIVE_INFINITY;
  }
}
