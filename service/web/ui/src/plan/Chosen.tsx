/** Choosing actions of a plan: the box of one, the box of all that are shown, and what is said and offered once some are chosen. */

import { useEffect, useRef, useState } from "preact/hooks";
import { plural, t } from "../i18n.ts";
import { later } from "../parts/Later.tsx";
import type { PlanBoard } from "../types.ts";
import { chooseAll, type Choosing, isChosen } from "./choosing.ts";
import { useHere } from "./here.ts";

const ChosenBar = later(() => import("./ChosenBar.tsx").then((part) => part.ChosenBar), "part");

/** Its clicks are heard by the sheet that it stands in (choosing.ts). What stands in the order of the keys already has no stop of its own. */
export function ChooseOne({ action, stop = false }: { readonly action: PlanBoard; readonly stop?: boolean }) {
  const { plan } = useHere();
  return (
    <label class="row-choose">
      <input type="checkbox" tabIndex={stop ? undefined : -1} value={action.action_id} checked={isChosen(plan, action.action_id)} aria-label={t("choose.row", { title: action.title })} />
    </label>
  );
}

export function ChooseAll({ choosing: { chosen, shown }, words = false }: { readonly choosing: Choosing; readonly words?: boolean }) {
  const { plan } = useHere();
  const box = useRef<HTMLInputElement>(null);
  const some = chosen.value.length > 0;
  const all = some && chosen.value.length === shown.value.length;
  const told = plural("choose.all", shown.value.length);
  useEffect(() => {
    if (box.current !== null) {
      box.current.indeterminate = some && !all;
    }
  }, [some, all]);
  return (
    <label class={words ? "tick" : "row-choose"}>
      <input
        ref={box}
        type="checkbox"
        value=""
        checked={all}
        aria-label={words ? undefined : told}
        onChange={() => chooseAll(plan, all ? [] : shown.value.map(({ action_id }) => action_id))}
      />
      {words && told}
    </label>
  );
}

/** Follows every choice, so that the sheet around it need not; what can be done with it is fetched with the first. */
export function Chosen({ choosing: { chosen, shown } }: { readonly choosing: Choosing }) {
  const count = chosen.value.length;
  const [ever, setEver] = useState(false);
  useEffect(() => setEver(ever || count > 0), [count]);
  return (
    <>
      <p class="hidden" role="status">
        {ever && (count === 0 ? t("choose.none") : plural("choose.count", count))}
      </p>
      {ever && <ChosenBar chosen={chosen} shown={shown} />}
    </>
  );
}
