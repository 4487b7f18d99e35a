/** What a bulk action comes to, before and after: how many actions change, field by field, and which stay as they are and why. */

import { useEffect, useId, useState } from "preact/hooks";
import { ask } from "../api.ts";
import { plural, t } from "../i18n.ts";
import type { Bulked, Uuid } from "../types.ts";
import type { Bulk } from "./bulk.ts";
import { said } from "./fields.ts";
import { useHere } from "./here.ts";
import { fieldLabel } from "./words.ts";

const SHOWN = 10; // actions by name, of those refused for one reason
const LOOK = 1_000;

export function BulkOutcome({ bulk, without = 0 }: { readonly bulk: Bulk; readonly without?: number }) {
  const { answer, stage, failure } = bulk;
  return (
    <>
      <div role="status">
        {stage === "checking" && <p>{t("loading")}</p>}
        {answer !== null && stage !== "running" && <Told answer={answer} without={without} />}
      </div>
      {stage === "running" && <Running bulk={bulk.id} />}
      {failure !== null && <p class="wrong wrong-box">{failure}</p>}
    </>
  );
}

function Told({ answer, without }: { readonly answer: Bulked; readonly without: number }) {
  const { store } = useHere();
  const done = answer.stage === "finished";
  return (
    <>
      <p>
        <strong>{answer.changed === 0 ? t("bulk.nothing") : plural(done ? "bulk.done" : "bulk.will", answer.changed)}</strong>{" "}
        {answer.already > 0 && plural("bulk.already", answer.already)} {without > 0 && plural("bulk.without", without)}
      </p>
      {answer.fields.length > 1 && (
        <ul>
          {answer.fields.map(({ field, changes, already }) => (
            <li key={field}>
              {plural("bulk.field", changes, { field: fieldLabel(field) })} {already > 0 && plural("bulk.already", already)}
            </li>
          ))}
        </ul>
      )}
      {answer.met.length > 0 && <p>{plural("bulk.met", answer.met.length)}</p>}
      {answer.refused.map(({ code, actions, why }) => (
        <div key={code} class="bulk-refused">
          <p class="wrong">
            {plural("bulk.refused", actions.length)} {why}
          </p>
          <ul>
            {actions.slice(0, SHOWN).map((action) => (
              <li key={action}>{said(store.row("plan_board", action)?.title ?? t("undo.item"))}</li>
            ))}
            {actions.length > SHOWN && <li>{plural("bulk.more", actions.length - SHOWN)}</li>}
          </ul>
        </div>
      ))}
    </>
  );
}

/** How far it has come, asked for every second. */
function Running({ bulk }: { readonly bulk: Uuid }) {
  const { network } = useHere();
  const id = useId();
  const [far, setFar] = useState<Bulked | null>(null);
  useEffect(() => {
    const timer = setInterval(() => {
      ask<Bulked>("GET", `/networks/${network.card.network_id}/bulk/${bulk}`).then(setFar).catch(() => undefined);
    }, LOOK);
    return () => clearInterval(timer);
  }, [network, bulk]);
  return (
    <div class="working">
      <p id={id}>{far === null ? t("loading") : t("bulk.running", { done: far.done, steps: far.steps })}</p>
      {far === null ? <progress aria-labelledby={id} /> : <progress aria-labelledby={id} value={far.done} max={far.steps} />}
    </div>
  );
}
