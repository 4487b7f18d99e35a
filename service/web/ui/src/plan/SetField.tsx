/** A field that holds several of a known list: each is ticked or unticked alone, so two people ticking at once both count. */

import { useId } from "preact/hooks";
import { byName } from "../format.ts";
import { lookup, t } from "../i18n.ts";
import { FieldNotes } from "../parts/FieldNotes.tsx";
import { Icon, type IconName } from "../parts/Icon.tsx";
import type { PlanBoard } from "../types.ts";
import { editField } from "./edit.ts";
import { AIMS, type FieldName, kindOf } from "./fields.ts";
import { useHere } from "./here.ts";
import { fieldLabel } from "./words.ts";

interface Props {
  readonly action: PlanBoard;
  readonly field: FieldName;
  /** Without a title of its own: in a dialogue that has one. */
  readonly bare?: boolean;
}

interface Choice {
  readonly value: string;
  readonly label: string;
  readonly icon?: IconName;
}

export function SetField({ action, field, bare = false }: Props) {
  const here = useHere();
  const notes = useId();
  const held = action[field] as readonly string[];
  const people = kindOf(field) === "people";
  const choices: readonly Choice[] = people
    ? here.store
        .people()
        .map(({ person_id, name, function: post }) => ({ value: person_id, label: post === null ? name : t("person.with_post", { name, post }) }))
        .sort((a, b) => byName(a.label, b.label))
    : AIMS.map((aim) => ({ value: aim, label: lookup(`aim.${aim}`) ?? aim, icon: aim }));
  const toggle = (value: string, on: boolean): void => {
    void editField(here, action, field, held, on ? [...held, value] : held.filter((other) => other !== value));
  };
  return (
    <fieldset class={people ? "set set-people" : "set"} aria-describedby={notes}>
      <legend class={bare ? "hidden" : undefined}>{fieldLabel(field)}</legend>
      {choices.length === 0 && <p class="hint">{t("people.none")}</p>}
      <div class="set-choices">
        {choices.map(({ value, label, icon }) => (
          <label key={value} class={held.includes(value) ? "tick tick-on" : "tick"}>
            <input type="checkbox" checked={held.includes(value)} disabled={!here.mayEdit} onChange={(event) => toggle(value, event.currentTarget.checked)} />
            {icon !== undefined && <Icon name={icon} />}
            <span>{label}</span>
          </label>
        ))}
      </div>
      <FieldNotes id={notes} action={action} field={field} />
    </fieldset>
  );
}
