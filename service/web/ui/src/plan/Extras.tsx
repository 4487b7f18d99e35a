/** What the imported spreadsheet had beside: kept under its own headers, and edited like the rest. */

import { useEffect, useId, useMemo } from "preact/hooks";
import { byName } from "../format.ts";
import { t } from "../i18n.ts";
import { excess, TEXT } from "../length.ts";
import { begin, draftOf, end, notice, rest, type } from "../live/drafts.ts";
import { FieldNotes } from "../parts/FieldNotes.tsx";
import type { PlanBoard } from "../types.ts";
import { editExtra } from "./edit.ts";
import { topicOf, useHere } from "./here.ts";

export function Extras({ action }: { readonly action: PlanBoard }) {
  const headers = Object.keys(action.extra).sort(byName);
  return headers.length === 0 ? null : (
    <>
      {headers.map((header) => (
        <ExtraField key={header} action={action} header={header} />
      ))}
    </>
  );
}

function ExtraField({ action, header }: { readonly action: PlanBoard; readonly header: string }) {
  const here = useHere();
  const id = useId();
  const value = action.extra[header] ?? null;
  const field = `extra.${header}`;
  const draft = useMemo(() => draftOf(action.action_id, field), [action.action_id, field]);
  useEffect(() => notice(draft, value, action.changed_by), [draft, value, action.changed_by]);
  useEffect(() => () => rest(draft), [draft]);
  const shown = draft.value?.text ?? value ?? "";
  const wrong = excess(shown, TEXT);
  const tell = (mode: "view" | "edit"): void =>
    here.network.presence.tell(topicOf(here.plan), { item: action.action_id, field: mode === "edit" ? field : null, mode });
  if (!here.mayEdit) {
    return (
      <div class="field">
        <p class="label">{header}</p>
        <p class="field-value">{value ?? t("value.empty")}</p>
      </div>
    );
  }
  return (
    <div class="field">
      <label for={id}>{header}</label>
      <textarea
        id={id}
        class="control control-text"
        rows={1}
        data-field={field}
        aria-describedby={`${id}notes`}
        aria-invalid={wrong !== null}
        value={shown}
        onFocus={() => {
          begin(draft, value, value ?? "");
          tell("edit");
        }}
        onInput={(event) => {
          begin(draft, value, value ?? "");
          type(draft, event.currentTarget.value);
        }}
        onBlur={() => {
          const now = draft.peek();
          tell("view");
          if (now !== null && wrong === null) {
            const text = now.text.trim();
            end(draft);
            void editExtra(here, action, header, now.was as string | null, text === "" ? null : text);
          }
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            end(draft);
          }
        }}
      />
      <FieldNotes
        id={`${id}notes`}
        action={action}
        field={field}
        wrong={wrong}
        meanwhile={draft.value?.meanwhile ?? null}
      />
    </div>
  );
}
