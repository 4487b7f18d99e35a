/** One component in the gallery: its name as developers know it, what can be said of each state, and the states beside each other. */

import type { ComponentChildren } from "preact";
import { type Key, t } from "../i18n.ts";

/** ``part``: the file of the component, or the files, by which the tests know that nothing is missing. */
export function Shown({ part, children }: { readonly part: string; readonly children: ComponentChildren }) {
  return (
    <figure class="shown" data-part={part}>
      <figcaption class="label">{part}</figcaption>
      <div class="shown-states">{children}</div>
    </figure>
  );
}

export function In({ state, children }: { readonly state: Key; readonly children: ComponentChildren }) {
  return (
    <div class="shown-state">
      <p class="hint">{t(state)}</p>
      {children}
    </div>
  );
}

/** The components of one kind. */
export function Kind({ title, children }: { readonly title: Key; readonly children: ComponentChildren }) {
  return (
    <section>
      <h2>{t(title)}</h2>
      {children}
    </section>
  );
}
