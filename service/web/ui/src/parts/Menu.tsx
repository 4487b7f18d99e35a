/** A button that opens a small panel: closes on Escape, on a click elsewhere and when the focus leaves. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface Props {
  /** What the button says. */
  readonly summary: ComponentChildren;
  readonly side?: "start" | "end";
  readonly kind?: string;
  readonly onOpen?: () => void;
  readonly children: ComponentChildren;
}

export function Menu({ summary, side = "start", kind = "", onOpen, children }: Props) {
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event): void => {
      if (menu.current?.open === true && !menu.current.contains(event.target as Node)) {
        menu.current.open = false;
      }
    };
    document.addEventListener("pointerdown", close);
    document.addEventListener("focusin", close);
    return () => {
      document.removeEventListener("pointerdown", close);
      document.removeEventListener("focusin", close);
    };
  }, []);
  return (
    <details
      ref={menu}
      class={`menu ${kind}`}
      onToggle={(event) => event.currentTarget.open && onOpen?.()}
      onKeyDown={(event) => {
        if (event.key === "Escape" && menu.current?.open === true) {
          event.stopPropagation();
          menu.current.open = false;
          menu.current.querySelector("summary")?.focus();
        }
      }}
      onClick={(event) => {
        const chosen = (event.target as Element).closest("a, button");
        if (chosen !== null && menu.current !== null && !chosen.hasAttribute("data-stay")) {
          menu.current.open = false;
          menu.current.querySelector("summary")?.focus(); // what was chosen can hold the focus no longer
        }
      }}
    >
      <summary class="button">{summary}</summary>
      <div class={`menu-panel menu-${side}`}>{children}</div>
    </details>
  );
}
