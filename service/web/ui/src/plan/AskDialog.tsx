/** A dialogue that asks for one thing at a time: its fields as data, so that no two of them are written differently. */

import { useId, useState } from "preact/hooks";
import { explain } from "../api.ts";
import { t } from "../i18n.ts";
import { excess, TEXT } from "../length.ts";
import type { LiveNetwork } from "../live/network.ts";
import { notify } from "../notices.ts";
import { Dialog } from "../parts/Dialog.tsx";
import type { Command, Uuid } from "../types.ts";

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly kind?: "line" | "text" | "date" | "number" | "choice";
  readonly options?: readonly (readonly [value: string, label: string])[];
  readonly first?: string;
  readonly optional?: boolean;
}

export type Typed = Readonly<Record<string, string>>;

export interface Wanted {
  readonly title: string;
  readonly fields: readonly Field[];
  readonly asked: (typed: Typed) => { readonly stream: Uuid; readonly command: Command };
}

interface Props {
  readonly network: LiveNetwork;
  readonly wanted: Wanted;
  readonly onClose: () => void;
}

/** The field named ``reason`` is sent as the reason of the command. */
export function AskDialog({ network, wanted, onClose }: Props) {
  const id = useId();
  const [typed, setTyped] = useState<Typed>(() => Object.fromEntries(wanted.fields.map(({ name, first }) => [name, first ?? ""])));
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const send = (): void => {
    const told: Typed = Object.fromEntries(Object.entries(typed).map(([name, value]) => [name, value.trim()]));
    const empty = wanted.fields.find(({ name, optional }) => optional !== true && (told[name] ?? "") === "");
    const fault = empty === undefined ? (wanted.fields.map(({ name }) => excess(told[name] ?? "", TEXT)).find((one) => one !== null) ?? null) : t("process.fill", { field: empty.label });
    setWrong(fault);
    if (fault !== null || busy) {
      return;
    }
    setBusy(true);
    const { stream, command } = wanted.asked(told);
    network
      .askNow(stream, command, told["reason"] === "" ? undefined : told["reason"])
      .then(() => {
        notify("done", t("directory.done"));
        onClose();
      })
      .catch((problem: unknown) => {
        setBusy(false);
        setWrong(explain(problem));
      });
  };
  return (
    <Dialog title={wanted.title} onClose={onClose}>
      <form
        class="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        {wanted.fields.map((field) => (
          <Entry key={field.name} id={`${id}${field.name}`} field={field} value={typed[field.name] ?? ""} onValue={(value) => setTyped({ ...typed, [field.name]: value })} />
        ))}
        <div role="alert">{wrong !== null && <p class="wrong">{wrong}</p>}</div>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={onClose}>
            {t("do.cancel")}
          </button>
          <button type="submit" class="button button-main" aria-disabled={busy}>
            {t("directory.record")}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

interface EntryProps {
  readonly id: string;
  readonly field: Field;
  readonly value: string;
  readonly onValue: (value: string) => void;
}

function Entry({ id, field, value, onValue }: EntryProps) {
  const label = field.optional === true ? t("process.optional", { field: field.label }) : field.label;
  const put = (event: { readonly currentTarget: { readonly value: string } }): void => onValue(event.currentTarget.value);
  return (
    <>
      <label for={id}>{label}</label>
      {field.kind === "choice" ? (
        <select id={id} class="control" value={value} onChange={put}>
          {field.options?.map(([one, words]) => (
            <option key={one} value={one}>
              {words}
            </option>
          ))}
        </select>
      ) : field.kind === "text" ? (
        <textarea id={id} class="control" rows={4} value={value} onInput={put} />
      ) : field.kind === "date" ? (
        <input id={id} class="control" type="date" value={value} onInput={put} />
      ) : (
        <input id={id} class="control" autocomplete="off" inputMode={field.kind === "number" ? "numeric" : "text"} maxLength={field.kind === "number" ? 9 : 300} value={value} onInput={put} />
      )}
    </>
  );
}
