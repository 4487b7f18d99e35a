/** The fields that forms of meetings are made of: a label that is read, and a control wide enough for a thumb. */

import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { t } from "../i18n.ts";

interface Props {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly type?: "text" | "date" | "time" | "number" | "area";
  readonly min?: number;
}

export function Field({ label, value, onValue, type = "text", min }: Props) {
  const id = useId();
  const of = { id, class: "control", autocomplete: "off", value } as const;
  const onInput = (event: { readonly currentTarget: { readonly value: string } }): void => onValue(event.currentTarget.value);
  return (
    <p class="meeting-field">
      <label for={id}>{label}</label>
      {type === "area" && <textarea {...of} rows={3} onInput={onInput} />}
      {type === "text" && <input {...of} onInput={onInput} />}
      {type === "date" && <input {...of} type="date" onInput={onInput} />}
      {type === "time" && <input {...of} type="time" onInput={onInput} />}
      {type === "number" && <input {...of} type="number" min={min} onInput={onInput} />}
    </p>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  /** What stands for nothing chosen; left out, something always is. */
  readonly none?: string;
  readonly options: readonly (readonly [value: string, label: string])[];
}

export function Choice({ label, value, onValue, none, options }: ChoiceProps) {
  const id = useId();
  return (
    <p class="meeting-field">
      <label for={id}>{label}</label>
      <select id={id} class="control" value={value} onChange={(event) => onValue(event.currentTarget.value)}>
        {none !== undefined && <option value="">{none}</option>}
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </p>
  );
}

interface FormProps {
  readonly title: string;
  /** Which of several it is about, where the line that it stands in shows that already. */
  readonly of?: string;
  readonly does: string;
  readonly wrong: string | null;
  readonly busy: boolean;
  readonly onSubmit: () => void;
  readonly children: ComponentChildren;
}

/** A form that stays folded until somebody wants it. */
export function Form({ title, of, does, wrong, busy, onSubmit, children }: FormProps) {
  return (
    <details class="meeting-form">
      <summary>
        {title}
        {of !== undefined && <span class="hidden"> {of}</span>}
      </summary>
      <form
        aria-label={of === undefined ? title : `${title} ${of}`}
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <div class="meeting-fields">{children}</div>
        <div role="alert">{wrong !== null && <p class="wrong">{wrong}</p>}</div>
        <button type="submit" class="button button-main" aria-disabled={busy}>
          {does}
        </button>
      </form>
    </details>
  );
}

export function Wrong({ wrong }: { readonly wrong: string | null }) {
  return <div role="alert">{wrong !== null && <p class="wrong">{wrong}</p>}</div>;
}

export function minutesInWords(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return hours === 0 ? t("meeting.minutes", { minutes }) : rest === 0 ? t("meeting.hours", { hours }) : t("meeting.hours_minutes", { hours, minutes: String(rest).padStart(2, "0") });
}
