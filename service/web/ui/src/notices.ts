/** Short messages a person should see and may act on; they stay until read. */

import { signal } from "@preact/signals";
import { announce } from "./announce.ts";
import { fieldLabel } from "./plan/words.ts";
import { list } from "./format.ts";
import { t } from "./i18n.ts";
import type { LiveNetwork } from "./live/network.ts";
import type { Conflict } from "./types.ts";

export interface Notice {
  readonly id: number;
  readonly kind: "done" | "conflict" | "problem";
  readonly text: string;
  /** What can be done about it at once; ``name`` says of what, for whom the rest of the screen is not at hand. */
  readonly action?: Action;
  /** Of what is about the same only the last stands there: the messages of a morning's work would cover it. */
  readonly about?: string;
}

interface Action {
  readonly label: string;
  readonly name: string;
  readonly run: () => void;
}

export const notices = signal<readonly Notice[]>([]);

const SHOWN = 8_000;
let nextId = 1;

export function notify(kind: Notice["kind"], text: string, more: { readonly action?: Action; readonly about?: string } = {}): void {
  const notice: Notice = { id: nextId, kind, text, ...more };
  nextId += 1;
  const others = notices.value.filter((other) => notice.about === undefined || other.about !== notice.about || other.kind !== "done");
  notices.value = [...others.slice(-3), notice];
  announce(text);
  if (kind === "done") {
    const pass = (): void => {
      if (document.querySelector(".notices:focus-within") === null) {
        dismiss(notice);
      } else {
        setTimeout(pass, SHOWN); // somebody is on their way to its button
      }
    };
    setTimeout(pass, SHOWN);
  }
}

export function dismiss(notice: Notice): void {
  notices.value = notices.value.filter((other) => other !== notice);
}

/** Someone was faster on the same field: both values are kept, and the person hears of it at once. */
export function onConflicts(subject: string, conflicts: readonly Conflict[], network: LiveNetwork): void {
  const fields = list(conflicts.map(({ field }) => t("quoted", { text: fieldLabel(field) })));
  const by = conflicts[0]?.theirs_by ?? null;
  const who = (by === null ? null : network.store.nameOf(by)?.name) ?? t("person.unknown");
  notify("conflict", t("conflict.noticed", { fields, subject, who }));
}
