/** Before a block of a spreadsheet is pasted: how many cells change, from what to what, and what can not be read. Nothing is changed until it is confirmed. */

import { useId, useState } from "preact/hooks";
import { plural, t } from "../i18n.ts";
import { excess, LINE } from "../length.ts";
import { Dialog } from "../parts/Dialog.tsx";
import type { PlanBoard } from "../types.ts";
import { MOST, useBulk } from "./bulk.ts";
import { BulkOutcome } from "./BulkOutcome.tsx";
import { type Column, columnLabel } from "./columns.ts";
import { said } from "./fields.ts";
import { useHere } from "./here.ts";
import { AT_ONCE, blockOf, editsOf, needsReason, paste, type PastedCell, previewsOf } from "./pasting.ts";
import { valueInWords } from "./words.ts";

const SHOWN = 50;

interface Props {
  readonly text: string;
  /** The rows from the cell on that was pasted on, downwards, and its columns to the right. */
  readonly rows: readonly PlanBoard[];
  readonly columns: readonly Column[];
  readonly onClose: () => void;
}

export function PasteDialog({ text, rows, columns, onClose }: Props) {
  const here = useHere();
  const { store } = here;
  const id = useId();
  const [reason, setReason] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  // Read once: what others change meanwhile is a conflict, as it is for whoever types.
  const [found] = useState(() =>
    paste(blockOf(text), rows, columns, {
      people: store.people().map(({ person_id, name }) => ({ id: person_id, name })),
      axes: store.all("axis_list").filter(({ plan_id, withdrawn }) => plan_id === here.plan && !withdrawn).map(({ axis_id, title }) => ({ id: axis_id, title })),
    }),
  );
  const { changes, unread } = found;
  const edits = editsOf(changes);
  const actions = Object.keys(edits).length;
  const asksWhy = needsReason(changes);
  const possible = changes.length > 0 && actions <= MOST;
  const bulk = useBulk(here, onClose);
  const { stage } = bulk;
  const send = (): void => {
    const why = reason.trim();
    const fault = asksWhy && why === "" ? t("reason.missing") : excess(why, LINE);
    setWrong(fault);
    if (fault === null && possible) {
      const subject = plural("paste.changes", changes.length);
      if (actions > AT_ONCE) {
        bulk.run(edits, why, subject);
        return;
      }
      const previews = [...previewsOf(changes)].map(([key, set]) => ({ table: "plan_board" as const, key, set }));
      void here.network.ask(here.plan, { tag: "together.edit_actions", edits }, { previews, subject, summary: subject }, why === "" ? undefined : why);
      onClose();
    }
  };
  return (
    <Dialog title={t("paste.title")} onClose={onClose} wide>
      <form
        class="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <ul class="rows">
          <li>
            <strong>{changes.length === 0 ? t("paste.nothing") : plural("paste.changes", changes.length)}</strong>
          </li>
          {found.unchanged > 0 && <li>{plural("paste.unchanged", found.unchanged)}</li>}
          {unread.length > 0 && <li class="wrong">{plural("paste.unread", unread.length)}</li>}
          {found.rowsOver > 0 && <li class="wrong">{plural("paste.rows_over", found.rowsOver)}</li>}
          {found.columnsOver > 0 && <li class="wrong">{plural("paste.columns_over", found.columnsOver)}</li>}
          {actions > MOST && <li class="wrong">{t("paste.too_many", { most: MOST })}</li>}
        </ul>
        <BulkOutcome bulk={bulk} />
        {unread.length > 0 && <Cells title={t("paste.unread_title")} cells={unread} />}
        {changes.length > 0 && <Cells title={t("paste.changes_title")} cells={changes} />}
        {asksWhy && (
          <>
            <label for={id}>{t("reason.label")}</label>
            <input id={id} class="control" value={reason} aria-describedby={`${id}hint`} aria-invalid={wrong !== null} onInput={(event) => setReason(event.currentTarget.value)} />
            <p id={`${id}hint`} class="hint">
              {t("reason.hint")}
            </p>
          </>
        )}
        <div role="alert">{wrong !== null && <p class="wrong">{wrong}</p>}</div>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={onClose}>
            {t(stage === "running" || stage === "done" ? "do.close" : "do.cancel")}
          </button>
          {possible && stage !== "done" && (
            <button type="submit" class="button button-main" disabled={stage === "running"}>
              {plural("paste.do", changes.length)}
            </button>
          )}
        </footer>
      </form>
    </Dialog>
  );
}

function Cells({ title, cells }: { readonly title: string; readonly cells: readonly PastedCell[] }) {
  const { store } = useHere();
  return (
    <div class="table-scroll paste-cells" role="region" aria-label={title} tabIndex={0}>
      <table class="report">
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{t("timeline.action")}</th>
            <th scope="col">{t("paste.column")}</th>
            <th scope="col">{t("paste.was")}</th>
            <th scope="col">{t("paste.to")}</th>
          </tr>
        </thead>
        <tbody>
          {cells.slice(0, SHOWN).map((cell) => (
            <tr key={`${cell.action.action_id}/${cell.column}`}>
              <th scope="row">{said(cell.action.title)}</th>
              <td>{columnLabel(cell.column)}</td>
              <td>{valueInWords(cell.column, cell.was, store)}</td>
              <td>
                {"wrong" in cell.read ? (
                  <>
                    <q>{cell.text}</q> <span class="wrong">{cell.read.wrong}</span>
                  </>
                ) : (
                  valueInWords(cell.column, cell.read.value, store)
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {cells.length > SHOWN && <p class="quiet">{plural("paste.more", cells.length - SHOWN)}</p>}
    </div>
  );
}
