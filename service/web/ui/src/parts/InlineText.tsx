/** A line or text edited where it stands, outside the cards of actions: saved on Enter or when left, given up on Escape. */

import { useId, useState } from "preact/hooks";
import { t } from "../i18n.ts";
import { excess, LINE, TEXT } from "../length.ts";
import { REDACTED } from "../plan/fields.ts";

interface Props {
  readonly label: string;
  readonly value: string | null;
  readonly long?: boolean;
  readonly required?: boolean;
  readonly type?: "text" | "date";
  readonly readOnly?: boolean;
  /** Hide the label from the eye where the place says it. */
  readonly quiet?: boolean;
  readonly onSave: (was: string | null, to: string | null) => void;
}

export function InlineText({ label, value, long = false, required = false, type = "text", readOnly = false, quiet = false, onSave }: Props) {
  const id = useId();
  const [draft, setDraft] = useState<{ readonly was: string | null; readonly text: string } | null>(null);
  const [empty, setEmpty] = useState(false);
  const shown = value === null || value === REDACTED ? "" : value;
  const tooLong = excess(draft?.text ?? "", long ? TEXT : LINE);
  const wrong = tooLong ?? (empty ? t("wrong.empty") : null);
  if (readOnly) {
    return (
      <div class="field">
        <p class={quiet ? "hidden" : "label"}>{label}</p>
        <p class="field-value">{value ?? t("value.empty")}</p>
      </div>
    );
  }
  const save = (): void => {
    if (draft === null) {
      return;
    }
    if (draft.text === shown) {
      setDraft(null); // nothing was typed: a text that was taken out of the log is not emptied by looking at it
      return;
    }
    const text = draft.text.trim();
    if (tooLong !== null) {
      return;
    }
    if (text === "" && required) {
      setEmpty(true);
      return;
    }
    setEmpty(false);
    setDraft(null);
    const to = text === "" ? null : text;
    if (to !== draft.was) {
      onSave(draft.was, to);
    }
  };
  const common = {
    id,
    class: "control",
    value: draft?.text ?? shown,
    placeholder: value === REDACTED ? t("redact.marker") : undefined,
    "aria-invalid": wrong !== null,
    "aria-describedby": wrong === null ? undefined : `${id}wrong`,
    onFocus: () => setDraft((now) => now ?? { was: value, text: shown }),
    onBlur: save,
  };
  const cancel = (): void => {
    setDraft(null);
    setEmpty(false);
  };
  const typed = (text: string): void => setDraft((now) => ({ was: now === null ? value : now.was, text }));
  return (
    <div class="field">
      <label for={id} class={quiet ? "hidden" : undefined}>
        {label}
      </label>
      {long ? (
        <textarea
          {...common}
          rows={2}
          onInput={(event) => typed(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape") {
              cancel();
            }
          }}
        />
      ) : (
        <Line type={type} common={common} onType={typed} onSave={save} onCancel={cancel} />
      )}
      {wrong !== null && (
        <p id={`${id}wrong`} class="wrong">
          {wrong}
        </p>
      )}
    </div>
  );
}

interface LineProps {
  readonly type: "text" | "date";
  readonly common: { readonly id: string; readonly value: string; readonly onFocus: () => void; readonly onBlur: () => void };
  readonly onType: (text: string) => void;
  readonly onSave: () => void;
  readonly onCancel: () => void;
}

function Line({ type, common, onType, onSave, onCancel }: LineProps) {
  const keys = {
    onInput: (event: { readonly currentTarget: HTMLInputElement }) => onType(event.currentTarget.value),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === "Escape") {
        onCancel();
      } else if (event.key === "Enter") {
        event.preventDefault();
        onSave();
      }
    },
  };
  return type === "date" ? <input {...common} {...keys} type="date" /> : <input {...common} {...keys} type="text" autocomplete="off" />;
}
