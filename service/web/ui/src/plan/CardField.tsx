/** One field of the action card: a label, the input it always is, and what a person should know about it. */

import { useId } from "preact/hooks";
import { lookup, t } from "../i18n.ts";
import { Control } from "../parts/Control.tsx";
import { FieldNotes } from "../parts/FieldNotes.tsx";
import type { PlanBoard } from "../types.ts";
import { editField } from "./edit.ts";
import { type FieldName, inWords, kindOf, REDACTED } from "./fields.ts";
import { useHere } from "./here.ts";
import { useField } from "./useField.ts";
import { fieldLabel, namesIn } from "./words.ts";

export function CardField({ action, field, wide = false }: { readonly action: PlanBoard; readonly field: FieldName; readonly wide?: boolean }) {
  const here = useHere();
  const id = useId();
  const state = useField(here, action, field);
  const kind = kindOf(field);
  const notes = `${id}notes`;
  const hint = lookup(`hint.${field}`);
  if (!here.mayEdit) {
    const words = inWords(field, action[field], namesIn(here.store));
    return (
      <div class={wide ? "field field-wide" : "field"}>
        <p class="label">{fieldLabel(field)}</p>
        <p class={words === "" ? "field-value quiet" : "field-value"}>{words === "" ? t("value.empty") : words}</p>
        <FieldNotes id={notes} action={action} field={field} />
      </div>
    );
  }
  if (kind === "switch") {
    return (
      <div class="field">
        <label class="tick tick-alone">
          <input
            type="checkbox"
            checked={action[field] === true}
            onChange={(event) => void editField(here, action, field, action[field], event.currentTarget.checked)}
          />
          <span>{fieldLabel(field)}</span>
        </label>
        <FieldNotes id={notes} action={action} field={field} />
      </div>
    );
  }
  return (
    <div class={wide ? "field field-wide" : "field"}>
      <label for={id}>{fieldLabel(field)}</label>
      <Control
        id={id}
        field={field}
        text={state.text}
        describedBy={hint === null ? notes : `${id}hint ${notes}`}
        invalid={state.wrong !== null}
        onFocus={() => state.begin()}
        onType={state.type}
        onChoose={(text) => state.save(text)}
        onLeave={() => state.save()}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            state.cancel();
            state.begin();
          } else if (event.key === "Enter" && ((kind !== "text" && kind !== "lines") || event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            if (state.save()) {
              state.begin();
            }
          }
        }}
      />
      {action[field] === REDACTED && <p class="hint">{t("redact.marker")}</p>}
      {hint !== null && (
        <p id={`${id}hint`} class="hint">
          {hint}
        </p>
      )}
      <FieldNotes id={notes} action={action} field={field} wrong={state.wrong} meanwhile={state.meanwhile} />
    </div>
  );
}
