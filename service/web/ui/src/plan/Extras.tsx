/** What the imported spreadsheet had beside: kept under its own headers, and edited like the rest. */

import { useId, useState } from "preact/hooks";
import { byName } from "../format.ts";
import { t } from "../i18n.ts";
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
  const [draft, setDraft] = useState<{ readonly was: string | null; readonly text: string } | null>(null);
  const field = `extra.${header}`;
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
        maxLength={20_000}
        aria-describedby={`${id}notes`}
        value={draft?.text ?? value ?? ""}
        onFocus={() => {
          setDraft((now) => now ?? { was: value, text: value ?? "" });
          tell("edit");
        }}
        onInput={(event) => {
          const text = event.currentTarget.value;
          setDraft((now) => ({ was: now?.was ?? value, text }));
        }}
        onBlur={() => {
          if (draft !== null) {
            const text = draft.text.trim();
            setDraft(null);
            tell("view");
            void editExtra(here, action, header, draft.was, text === "" ? null : text);
          }
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            setDraft(null);
          }
        }}
      />
      <FieldNotes
        id={`${id}notes`}
        action={action}
        field={field}
        meanwhile={draft !== null && draft.was !== value ? { by: action.changed_by, value } : null}
      />
    </div>
  );
}
