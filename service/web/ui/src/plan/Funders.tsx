/** Who pays, and how much: one line a funder, each changed alone. */

import { useId, useState } from "preact/hooks";
import { announce } from "../announce.ts";
import { byName, money, moneyToType, readMoney } from "../format.ts";
import { t } from "../i18n.ts";
import { FieldNotes } from "../parts/FieldNotes.tsx";
import { Icon } from "../parts/Icon.tsx";
import type { Funding, PlanBoard } from "../types.ts";
import { editFunder } from "./edit.ts";
import { topicOf, useHere } from "./here.ts";

export function Funders({ action }: { readonly action: PlanBoard }) {
  const here = useHere();
  const names = Object.keys(action.funders).sort(byName);
  const total = Object.values(action.funders).reduce((all, { amount }) => all + (amount ?? 0), 0);
  return (
    <div class="field field-wide">
      <table class="small-table" aria-label={t("field.funders")}>
        <caption>{t("field.funders")}</caption>
        {names.length > 0 && (
          <thead>
            <tr>
              <th scope="col">{t("funder.name")}</th>
              <th scope="col" class="number">
                {t("funder.amount")}
              </th>
              {here.mayEdit && (
                <th scope="col">
                  <span class="hidden">{t("do.actions")}</span>
                </th>
              )}
            </tr>
          </thead>
        )}
        <tbody>
          {names.map((name) => (
            <FunderLine key={name} action={action} name={name} given={action.funders[name] ?? { amount: null }} />
          ))}
          {names.length === 0 && (
            <tr>
              <td class="quiet">{t("funder.none")}</td>
            </tr>
          )}
        </tbody>
        {names.length > 1 && (
          <tfoot>
            <tr>
              <th scope="row">{t("funder.total")}</th>
              <td class="number">{money(total)}</td>
              {here.mayEdit && <td />}
            </tr>
          </tfoot>
        )}
      </table>
      {here.mayEdit && <NewFunder action={action} />}
    </div>
  );
}

function FunderLine({ action, name, given }: { readonly action: PlanBoard; readonly name: string; readonly given: Funding }) {
  const here = useHere();
  const id = useId();
  const [draft, setDraft] = useState<{ readonly was: Funding; readonly text: string } | null>(null);
  const [wrong, setWrong] = useState(false);
  const shown = given.amount === null ? "" : moneyToType(given.amount);
  const tell = (mode: "view" | "edit"): void =>
    here.network.presence.tell(topicOf(here.plan), { item: action.action_id, field: mode === "edit" ? `funders.${name}` : null, mode });
  const save = (): void => {
    if (draft === null) {
      return;
    }
    const cents = readMoney(draft.text);
    if (cents === undefined) {
      setWrong(true);
      return;
    }
    setDraft(null);
    setWrong(false);
    tell("view");
    if (cents !== draft.was.amount) {
      void editFunder(here, action, name, draft.was, { amount: cents });
    }
  };
  return (
    <tr>
      <th scope="row">{name}</th>
      <td class="number">
        {here.mayEdit ? (
          <input
            class="control control-money"
            inputMode="decimal"
            autocomplete="off"
            aria-label={t("funder.amount_of", { name })}
            aria-describedby={id}
            aria-invalid={wrong}
            value={draft?.text ?? shown}
            onFocus={() => {
              setDraft((now) => now ?? { was: given, text: shown });
              tell("edit");
            }}
            onInput={(event) => {
              const text = event.currentTarget.value;
              setDraft((now) => ({ was: now?.was ?? given, text }));
            }}
            onBlur={save}
            onKeyDown={(event) => {
              if (event.key === "Enter") {
                save();
              } else if (event.key === "Escape") {
                setDraft(null);
                setWrong(false);
              }
            }}
          />
        ) : given.amount === null ? (
          t("funder.amount_unknown")
        ) : (
          money(given.amount)
        )}
        <FieldNotes
          id={id}
          action={action}
          field={`funders.${name}`}
          wrong={wrong ? t("wrong.money") : null}
          meanwhile={draft !== null && draft.was.amount !== given.amount ? { by: action.changed_by, value: given } : null}
        />
      </td>
      {here.mayEdit && (
        <td>
          <button
            type="button"
            class="button-plain"
            onClick={() => {
              void editFunder(here, action, name, given, null);
              announce(t("funder.removed", { name }));
            }}
          >
            <Icon name="bin" />
            <span class="hidden">{t("funder.remove", { name })}</span>
          </button>
        </td>
      )}
    </tr>
  );
}

function NewFunder({ action }: { readonly action: PlanBoard }) {
  const here = useHere();
  const id = useId();
  const [name, setName] = useState("");
  const [amount, setAmount] = useState("");
  const [wrong, setWrong] = useState<"wrong.money" | "wrong.funder" | null>(null);
  return (
    <form
      class="inline-form"
      onSubmit={(event) => {
        event.preventDefault();
        const wanted = name.trim().replace(/\s+/g, " ");
        const cents = readMoney(amount);
        if (wanted === "" || wanted in action.funders) {
          setWrong("wrong.funder");
        } else if (cents === undefined) {
          setWrong("wrong.money");
        } else {
          setWrong(null);
          setName("");
          setAmount("");
          void editFunder(here, action, wanted, null, { amount: cents });
          announce(t("funder.added", { name: wanted }));
        }
      }}
    >
      <div>
        <label for={`${id}name`}>{t("funder.new")}</label>
        <input
          id={`${id}name`}
          class="control"
          maxLength={300}
          autocomplete="off"
          value={name}
          aria-invalid={wrong === "wrong.funder"}
          aria-describedby={`${id}wrong`}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </div>
      <div>
        <label for={`${id}amount`}>{t("funder.amount")}</label>
        <input
          id={`${id}amount`}
          class="control control-money"
          inputMode="decimal"
          autocomplete="off"
          value={amount}
          aria-invalid={wrong === "wrong.money"}
          aria-describedby={`${id}wrong`}
          onInput={(event) => setAmount(event.currentTarget.value)}
        />
      </div>
      <button type="submit" class="button">
        <Icon name="plus" />
        {t("do.add")}
      </button>
      <p id={`${id}wrong`} class="wrong">
        {wrong !== null && t(wrong)}
      </p>
    </form>
  );
}
