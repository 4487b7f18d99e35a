/** In a history: undo one change, or give a field the value again that it had then. */

import { createContext } from "preact";
import { useContext, useState } from "preact/hooks";
import { moment } from "../format.ts";
import { t } from "../i18n.ts";
import { Icon } from "../parts/Icon.tsx";
import type { HistoryEntry } from "../types.ts";
import { putBack, undo } from "../undo.ts";
import { mayInvite, mayWrite, useHere } from "./here.ts";
import { UndoImport } from "./UndoImport.tsx";
import { fieldLabel } from "./words.ts";

/** Every entry of the history that is looked at, newest first. */
const Entries = createContext<readonly HistoryEntry[]>([]);
export const EntriesAre = Entries.Provider;

/** Told by other fields, or put back by other means. */
const NO_VALUE: ReadonlySet<string> = new Set(["withdrawn", "status_reason", "parties", "standing", "conflicts"]);

/** One's own change, and for who looks after the network anybody's. */
export function UndoChange({ entry }: { readonly entry: HistoryEntry }) {
  const here = useHere();
  const entries = useContext(Entries);
  const [busy, setBusy] = useState(false);
  const { network } = here;
  const theirs = entry.by === network.me || mayInvite(network.store.row("rights", network.me));
  if (!mayWrite(here) || !theirs || entry.tag.endsWith(".settled")) {
    return null;
  }
  const of = entry.cause === null || entries.some(({ command_id }) => command_id === entry.cause) ? null : entry.cause;
  return (
    <p class="history-do">
      <button
        type="button"
        class="button button-small"
        disabled={busy}
        onClick={() => {
          setBusy(true);
          void undo(network, { command: entry.command_id }, t("undo.done", { what: moment(entry.at) })).then(() => setBusy(false));
        }}
      >
        <Icon name="restore" />
        {t("undo.change")}
        <span class="hidden"> {moment(entry.at)}</span>
      </button>{" "}
      {of !== null && <UndoImport cause={of} whole />}
    </p>
  );
}

/** Where a field holds something else by now. */
export function PutBack({ entry, field, kind }: { readonly entry: HistoryEntry; readonly field: string; readonly kind: string }) {
  const here = useHere();
  const entries = useContext(Entries);
  const [busy, setBusy] = useState(false);
  const last = entries.find(({ changes }) => changes.some((change) => change.field === field));
  const newest = entries[0];
  if (!mayWrite(here) || newest === undefined || last === undefined || last.position === entry.position || NO_VALUE.has(field) || entry.tag.endsWith(".clashed")) {
    return null;
  }
  return (
    <button
      type="button"
      class="button-plain put-back"
      title={t("undo.value")}
      disabled={busy}
      onClick={() => {
        setBusy(true);
        void putBack(here.network, entry.position, field, newest.position, fieldLabel(field, kind)).then(() => setBusy(false));
      }}
    >
      <Icon name="restore" />
      <span class="hidden">{t("undo.value_of", { field: fieldLabel(field, kind) })}</span>
    </button>
  );
}
