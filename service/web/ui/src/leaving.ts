/**
 * Before a page is closed or reloaded: the browser asks when words would be lost with it, and only then.
 *
 * The fields of actions keep their drafts (live/drafts.ts), texts written together what was not sent (texts/unsent.ts), and
 * never ask; what stands in a dialogue or a small form, or is being typed elsewhere, is kept by nothing.
 */

import { wouldBeLost } from "./live/drafts.ts";
import { network } from "./live/network.ts";
import { person } from "./session.ts";

const typed = new WeakSet<Element>();

export function startGuarding(): void {
  document.addEventListener("input", ({ target }) => {
    if (target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type === "text")) {
      typed.add(target);
    }
  });
  addEventListener("beforeunload", (event) => {
    const fields = [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea")];
    if (wouldBeLost() || network.peek()?.unsent.wouldBeLost() === true || (person.peek() !== null && fields.some(isUnsaved))) {
      event.preventDefault();
    }
  });
}

function isUnsaved(field: HTMLInputElement | HTMLTextAreaElement): boolean {
  return (
    typed.has(field) &&
    field.value.trim() !== "" &&
    field.dataset["field"] === undefined &&
    (field === document.activeElement || field.closest("dialog[open], .inline-form") !== null)
  );
}
