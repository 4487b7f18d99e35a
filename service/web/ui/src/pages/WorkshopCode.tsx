/** The code by which guests come in: its digits, and the same as a picture for phones. Told once; kept here as long as the page stands. */

import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import type { Uuid, WorkshopCode as Code, WorkshopList } from "../types.ts";

/** By workshop and sitting: another sitting has another code. */
const known = signal<ReadonlyMap<string, Code>>(new Map());

export function WorkshopCode({ network, row }: { readonly network: LiveNetwork; readonly row: WorkshopList }) {
  const [failure, setFailure] = useState<string | null>(null);
  const key = `${row.workshop_id}/${row.sitting}`;
  const told = known.value.get(key);
  if (row.closed_at !== null) {
    return null;
  }
  const make = async (): Promise<void> => {
    setFailure(null);
    try {
      known.value = new Map(known.value).set(key, await made(network, row.workshop_id));
    } catch (problem) {
      setFailure(explain(problem));
    }
  };
  return (
    <div class="workshop-code">
      {told !== undefined && (
        <>
          <p role="status">
            <span>{t("workshop.code_is", { address: `${location.host}/atelier` })}</span>
            <strong>
              {told.code.slice(0, 3)} {told.code.slice(3)}
            </strong>
          </p>
          <svg class="workshop-qr" viewBox={`0 0 ${told.modules} ${told.modules}`} role="img" aria-label={t("workshop.qr", { address: told.address })}>
            <path d={told.qr} fill="#000" />
          </svg>
        </>
      )}
      {failure !== null && (
        <p class="wrong" role="alert">
          {failure}
        </p>
      )}
      <button type="button" class="button" onClick={() => void make()}>
        {t(told === undefined ? "workshop.show_code" : "workshop.renew_code")}
      </button>
      {told === undefined && <p class="hint">{t("workshop.code_replaces")}</p>}
    </div>
  );
}

const made = (network: LiveNetwork, workshop: Uuid): Promise<Code> => ask<Code>("POST", `/networks/${network.card.network_id}/workshops/${workshop}/code`);
