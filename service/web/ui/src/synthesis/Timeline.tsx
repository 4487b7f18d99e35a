/** From what somebody said to what is done: the contributions, and one timeline, read from either end. */

import { useEffect, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { dayOf } from "../format.ts";
import { lookup, plural, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { paths } from "../router.ts";
import type { Lineage, Step } from "../types.ts";

interface Props {
  readonly network: LiveNetwork;
  /** Below the network's own address: where it is read. */
  readonly path: string;
  /** Changes when something happened that it may tell. */
  readonly since?: string | number;
  /** What is said where an action comes from no contribution. */
  readonly none: string;
}

export function Timeline({ network, path, since, none }: Props) {
  const [lineage, setLineage] = useState<Lineage | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  useEffect(() => {
    let here = true;
    ask<Lineage>("GET", `/networks/${network.card.network_id}${path}`)
      .then((answer) => here && (setLineage(answer), setWrong(null)))
      .catch((problem: unknown) => here && setWrong(explain(problem)));
    return () => {
      here = false;
    };
  }, [network, path, since]);
  if (wrong !== null) {
    return <p class="wrong">{wrong}</p>;
  }
  if (lineage === null) {
    return <p aria-busy="true">{t("loading")}</p>;
  }
  const [action] = lineage.actions;
  return (
    <div class="timeline">
      {lineage.fate !== null && (
        <p>
          <strong>{t(`lineage.fate.${lineage.fate}`)}</strong>{" "}
          {action !== undefined && <a href={paths.action(network.card.network_id, action.plan_id, action.action_id)}>{action.title}</a>}
        </p>
      )}
      {lineage.fate === null && (
        <p>{lineage.contributions.length === 0 ? none : plural("lineage.from", lineage.contributions.length)}</p>
      )}
      <ol class="meeting-lines">
        {lineage.steps.map((step, index) => (
          <li key={`${step.kind} ${step.at} ${index}`}>
            <Told network={network} step={step} lineage={lineage} />
          </li>
        ))}
      </ol>
    </div>
  );
}

function Told({ network, step, lineage }: { readonly network: LiveNetwork; readonly step: Step; readonly lineage: Lineage }) {
  const { store, card } = network;
  const who = step.by === null ? null : (store.nameOf(step.by)?.name ?? t("person.unknown"));
  const workshop = step.workshop_id === null ? null : store.row("workshop_list", step.workshop_id);
  const cluster = lineage.clusters.find(({ cluster_id }) => cluster_id === step.cluster_id);
  return (
    <span>
      <span class="quiet">{[dayOf(step.at), who].filter((part) => part !== null).join(" · ")}</span>
      <br />
      {t(`lineage.step.${step.kind}`, { year: step.year ?? "", count: step.count ?? 0 })}{" "}
      {step.kind === "contributed" && workshop !== null && <a href={paths.workshop(card.network_id, workshop.workshop_id)}>{workshop.title}</a>}
      {cluster !== undefined && step.synthesis_id !== null && step.kind !== "scored" && (
        <a href={paths.synthesis(card.network_id, step.synthesis_id)}>{cluster.title}</a>
      )}
      {step.kind === "decided" && step.meeting_id !== null && (
        <a href={paths.meeting(card.network_id, step.meeting_id)}>{store.row("meeting_list", step.meeting_id)?.title ?? t("nav.meetings")}</a>
      )}
      {(step.kind === "sent_out" || step.kind === "adopted") && step.plan_id !== null && (
        <a href={paths.roadmap(card.network_id, step.plan_id)}>{step.words}</a>
      )}
      {(step.kind === "contributed" || step.kind === "answered" || step.kind === "decided") && step.words !== null && (
        <>
          {" "}
          <q>{step.words}</q>
        </>
      )}
      {step.kind === "scored" && `${lookup(`criterion.${step.words ?? ""}`)}, ${t("synthesis.points", { points: step.count ?? 0 })}`}
      {step.kind === "over" && lookup(`status.${step.words ?? ""}`)}
      {step.reason !== null && (
        <>
          {" "}
          <span class="quiet">{t("lineage.because", { reason: step.reason })}</span>
        </>
      )}
    </span>
  );
}
