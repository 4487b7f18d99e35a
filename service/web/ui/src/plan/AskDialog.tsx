/** A dialogue that asks for one thing at a time: its fields as data, so that no two of them are written differently. */

import { useId, useState } from "preact/hooks";
import { explain } from "../api.ts";
import { lookup, t } from "../i18n.ts";
import { excess, TEXT } from "../length.ts";
import type { LiveNetwork } from "../live/network.ts";
import { notify } from "../notices.ts";
import { Choosing } from "../parts/Choosing.tsx";
import { Dialog } from "../parts/Dialog.tsx";
import type { Command, Uuid } from "../types.ts";

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly kind?: "line" | "text" | "date" | "number" | "choice" | "many";
  readonly options?: readonly (readonly [value: string, label: string])[];
  readonly first?: string;
  readonly optional?: boolean;
  /** Is it asked for at all, with what is typed so far? */
  readonly when?: (typed: Typed) => boolean;
}

export type Typed = Readonly<Record<string, string>>;

interface Asked {
  readonly stream: Uuid;
  readonly command: Command;
}

export interface Wanted {
  readonly title: string;
  readonly fields: readonly Field[];
  /** ``then`` is asked once the first has happened. */
  readonly asked: (typed: Typed) => Asked & { readonly then?: Asked };
}

/** What was ticked of a field of many. */
export function chosenIn(typed: Typed, name: string): readonly string[] {
  return (typed[name] ?? "").split("\n").filter((one) => one !== "");
}

export const choices = (stem: string, values: readonly string[]): readonly (readonly [string, string])[] => values.map((value) => [value, lookup(`${stem}.${value}`) ?? value]);
export const orNull = (text: string | undefined): string | null => (text === undefined || text === "" ? null : text);

/** A change from what was seen to what is wanted; nothing where both are the same. */
export function changed<N extends string, V>(name: N, was: V, to: V): { readonly [K in N]?: { readonly was: V; readonly to: V } } {
  return (was === to ? {} : { [name]: { was, to } }) as { readonly [K in N]?: { readonly was: V; readonly to: V } };
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
  const shown = wanted.fields.filter(({ when }) => when?.(typed) ?? true);
  const send = (): void => {
    const told: Typed = Object.fromEntries(shown.map(({ name }) => [name, (typed[name] ?? "").trim()]));
    const empty = shown.find(({ name, optional }) => optional !== true && (told[name] ?? "") === "");
    const fault = empty === undefined ? (shown.flatMap(({ name, kind }) => (kind === "many" ? [] : [excess(told[name] ?? "", TEXT)])).find((one) => one !== null) ?? null) : t("process.fill", { field: empty.label });
    setWrong(fault);
    if (empty !== undefined) {
      document.getElementById(`${id}${empty.name}`)?.focus();
    }
    if (fault !== null || busy) {
      return;
    }
    setBusy(true);
    const { stream, command, then } = wanted.asked(told);
    network
      .askNow(stream, command, told["reason"] === "" ? undefined : told["reason"])
      .then(() => (then === undefined ? undefined : network.askNow(then.stream, then.command)))
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
        {shown.map((field) => (
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
  if (field.kind === "many") {
    const ticked = value.split("\n").filter((one) => one !== "");
    return <Choosing legend={label} choices={(field.options ?? []).map(([one, words]) => ({ value: one, label: words }))} chosen={ticked} onChoose={(chosen) => onValue(chosen.join("\n"))} />;
  }
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
