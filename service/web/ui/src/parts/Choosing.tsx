/** Choosing some of many by ticking them: people, plans. */

import type { Uuid } from "../types.ts";

interface Props {
  readonly legend: string;
  readonly describedBy?: string;
  readonly choices: readonly { readonly value: Uuid; readonly label: string }[];
  readonly chosen: readonly Uuid[];
  readonly onChoose: (chosen: readonly Uuid[]) => void;
}

export function Choosing({ legend, describedBy, choices, chosen, onChoose }: Props) {
  return (
    <fieldset class="set set-people" aria-describedby={describedBy}>
      <legend>{legend}</legend>
      <div class="set-choices">
        {choices.map(({ value, label }) => (
          <label key={value} class={chosen.includes(value) ? "tick tick-on" : "tick"}>
            <input
              type="checkbox"
              checked={chosen.includes(value)}
              onChange={(event) => onChoose(event.currentTarget.checked ? [...chosen, value] : chosen.filter((other) => other !== value))}
            />
            <span>{label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
