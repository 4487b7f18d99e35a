/** A modal dialogue: the browser's own, which keeps the focus inside, closes on Escape and gives the focus back. */

import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../i18n.ts";
import { remember } from "../stand.ts";
import { Icon } from "./Icon.tsx";

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  readonly wide?: boolean;
}

export function Dialog({ title, onClose, children, wide = false }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // Before anything is painted: a key that is pressed next must be the dialogue's, and not press the button again.
  useLayoutEffect(() => {
    const back = remember();
    const shown = dialog.current;
    if (shown !== null && !shown.open) {
      shown.showModal();
      // The browser would choose the button that closes: a key still on its way must not press it.
      shown.querySelector<HTMLElement>(".dialog-body input, .dialog-body textarea, .dialog-body select, .dialog-body button")?.focus();
    }
    return () => {
      // As long as the dialogue stands, nothing behind it takes the focus: it goes back once it is gone.
      queueMicrotask(back);
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={wide ? "dialog dialog-wide" : "dialog"}
      aria-labelledby={heading}
      onClose={onClose}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.defaultPrevented && event.target instanceof HTMLTextAreaElement) {
          event.target.form?.requestSubmit(); // where Enter alone begins a new line
        }
      }}
    >
      <div class="dialog-head">
        <h2 id={heading}>{title}</h2>
        <button type="button" class="button-plain" onClick={onClose}>
          <Icon name="close" />
          <span class="hidden">{t("do.close")}</span>
        </button>
      </div>
      {children}
    </dialog>
  );
}
