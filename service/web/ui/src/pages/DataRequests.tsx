/** What people of a network ask about their data, by when it is due, and the answer to it. */

import { useEffect, useId, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { longDayOf } from "../format.ts";
import { t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { notify } from "../notices.ts";
import { Dialog } from "../parts/Dialog.tsx";
import { nameOf } from "../parts/People.tsx";
import type { DataRequest } from "../types.ts";

export function DataRequests({ network }: { readonly network: LiveNetwork }) {
  const [all, setAll] = useState<readonly DataRequest[] | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [handled, setHandled] = useState<DataRequest | null>(null);
  const base = `/networks/${network.card.network_id}/data-requests`;
  const look = (): void => {
    ask<readonly DataRequest[]>("GET", base)
      .then(setAll)
      .catch((problem: unknown) => setFailure(explain(problem)));
  };
  useEffect(look, [base]);
  return (
    <div class="narrow data-requests">
      <h1 tabIndex={-1}>{t("data_requests.title")}</h1>
      <p>{t("data_requests.explained")}</p>
      {failure !== null && <p class="wrong">{failure}</p>}
      {all === null && failure === null && <p aria-busy="true">{t("loading")}</p>}
      {all?.length === 0 && <p class="quiet">{t("data_requests.none")}</p>}
      <ul class="rows">
        {(all ?? []).map((one) => (
          <li key={one.request_id} class="session-line">
            <p>
              <strong>{nameOf(network.store, one.person_id)}</strong> {t(`data_request.${one.kind}`)}{" "}
              <span class="chip">{one.overdue ? t("data_requests.overdue") : t(`data_request.stage_${one.stage}`)}</span>
              <br />
              <span class="quiet">{t("data_request.dates", { asked: longDayOf(one.asked_at), due: longDayOf(one.due_at) })}</span>
              {one.note !== null && <q>{one.note}</q>}
            </p>
            {one.stage === "open" && (
              <button type="button" class="button button-small" onClick={() => setHandled(one)}>
                {t("data_requests.answer")}
                <span class="hidden"> {nameOf(network.store, one.person_id)}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
      {handled !== null && (
        <Answering
          network={network}
          asked={handled}
          path={`${base}/${handled.request_id}`}
          onClose={() => {
            setHandled(null);
            look();
          }}
        />
      )}
    </div>
  );
}

interface AnsweringProps {
  readonly network: LiveNetwork;
  readonly asked: DataRequest;
  readonly path: string;
  readonly onClose: () => void;
}

function Answering({ network, asked, path, onClose }: AnsweringProps) {
  const id = useId();
  const [answer, setAnswer] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const erases = asked.kind === "erasure";
  const send = async (outcome: "done" | "refused"): Promise<void> => {
    try {
      await ask<DataRequest>("POST", path, answer === "" ? { outcome } : { outcome, answer });
      notify("done", t("data_requests.answered"));
      onClose();
    } catch (problem) {
      setWrong(explain(problem));
    }
  };
  return (
    <Dialog title={`${nameOf(network.store, asked.person_id)} – ${t(`data_request.${asked.kind}`)}`} onClose={onClose}>
      <div class="dialog-body">
        {erases && <p>{t("data_requests.erases")}</p>}
        <label for={id}>{t("data_requests.answer_text")}</label>
        <textarea id={id} class="control" rows={3} maxLength={2000} value={answer} onInput={(event) => setAnswer(event.currentTarget.value)} />
        <p class="wrong" role="alert">
          {wrong}
        </p>
        <div class="dialog-foot">
          <button type="button" class="button" onClick={() => void send("refused")}>
            {t("data_requests.refuse")}
          </button>
          <button type="button" class="button button-main" onClick={() => void send("done")}>
            {t(erases ? "data_requests.erase" : "data_requests.done")}
          </button>
        </div>
      </div>
    </Dialog>
  );
}
