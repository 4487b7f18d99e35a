/** What stands out in the calendar of a plan: what councils resolved, what bodies saw, versions, named moments, the end of a roadmap. */

import { useEffect, useState } from "preact/hooks";
import { ask } from "../api.ts";
import { dayAt } from "../format.ts";
import { lookup, t, type Key } from "../i18n.ts";
import { compare } from "../order.ts";
import type { BodyFollowUps, Day, ProcessPage, ProcessRecognitions, ProcessResolutions, Uuid } from "../types.ts";
import { type Here, judgedOn, useHere } from "./here.ts";
import { kindOf } from "./moments.ts";

export type MilestoneKind = "council" | "steering" | "other";
export const MILESTONE_KINDS: readonly MilestoneKind[] = ["council", "steering", "other"];

export interface Milestone {
  readonly id: Uuid;
  readonly kind: MilestoneKind;
  readonly day: Day;
  readonly title: string;
}

interface Process {
  readonly resolutions: readonly ProcessResolutions[];
  readonly recognitions: readonly ProcessRecognitions[];
  readonly follow_ups: readonly BodyFollowUps[];
  readonly names: ReadonlyMap<Uuid, string>;
}

const NOTHING: Process = { resolutions: [], recognitions: [], follow_ups: [], names: new Map() };

/** Live from the rows; of a past moment as the service tells it. */
export function useMilestones(): readonly Milestone[] {
  const here = useHere();
  const then = useProcessThen(here);
  const process = here.at === null ? live(here) : then;
  const { store } = here.network;
  const today = judgedOn(here);
  const known = (day: Day): boolean => here.at === null || day <= today;
  const found: Milestone[] = [];
  const add = (id: Uuid, kind: MilestoneKind, day: Day, title: string): void => {
    found.push({ id, kind, day, title });
  };
  for (const one of process.resolutions) {
    if (!one.withdrawn) {
      const key: Key = one.result === "adopted" ? "timeline.adopted" : "timeline.rejected";
      add(one.resolution_id, "council", one.resolved_on, t(key, { title: one.title, council: one.council }));
    }
  }
  for (const one of process.follow_ups) {
    add(one.follow_up_id, "steering", one.seen_on, process.names.get(one.body_id) ?? t("timeline.follow_up"));
  }
  for (const one of process.recognitions) {
    add(one.request_id, "other", one.requested_on, t("timeline.recognition_asked"));
    if (one.answered_on !== null && one.outcome !== "waiting") {
      add(`${one.request_id}/`, "other", one.answered_on, t(one.outcome === "granted" ? "timeline.recognition_granted" : "timeline.recognition_refused"));
    }
  }
  for (const one of here.store.all("version_list")) {
    if (one.plan_id === here.plan) {
      add(one.version_id, "other", dayAt(new Date(one.published_at)), one.label);
    }
  }
  for (const one of store.all("moment_list")) {
    if (!one.withdrawn && (one.plan_id === null || one.plan_id === here.plan) && known(one.held_on)) {
      const kind: MilestoneKind = one.kind === "council_vote" ? "council" : one.kind === "steering_committee" ? "steering" : "other";
      add(one.moment_id, kind, one.held_on, kind === "other" ? t("timeline.named", { kind: kindOf(one), title: one.title }) : one.title);
    }
  }
  for (const one of store.all("roadmap_list")) {
    if (one.plan_id === here.plan && one.adopted_on !== null && known(one.adopted_on)) {
      add(one.roadmap_id, "council", one.adopted_on, t("timeline.roadmap_adopted", { body: one.body ?? "" }));
      add(`${one.roadmap_id}/`, "other", `${String(one.last_year)}-12-31`, t("timeline.roadmap_ends"));
    }
  }
  return found.sort((a, b) => compare(a.day, b.day) || compare(a.id, b.id));
}

/** "Délibérations", "Instances de suivi", "Autres repères" */
export function milestoneKind(kind: MilestoneKind): string {
  return lookup(`timeline.kind.${kind}`) ?? kind;
}

function live({ network, plan }: Here): Process {
  const { store } = network;
  const bodies = store.all("body_list").filter(({ plan_id }) => plan_id === plan);
  return {
    resolutions: store.all("process_resolutions").filter(({ plan_id }) => plan_id === plan),
    recognitions: store.all("process_recognitions").filter(({ plan_id }) => plan_id === plan),
    follow_ups: store.all("body_follow_ups").filter(({ plan_id }) => plan_id === plan),
    names: new Map(bodies.map(({ body_id, name }) => [body_id, name])),
  };
}

function useProcessThen({ network, plan, at }: Here): Process {
  const [found, setFound] = useState<Process>(NOTHING);
  useEffect(() => {
    let gone = false;
    if (at !== null) {
      ask<ProcessPage>("GET", `/networks/${network.card.network_id}/plans/${plan}/process?at=${encodeURIComponent(at)}`)
        .then((page) => !gone && setFound({ ...page, names: new Map(page.bodies.map(({ body_id, name }) => [body_id, name])) }))
        .catch(() => undefined); // the bars stand without them
    }
    return () => {
      gone = true;
    };
  }, [network, plan, at]);
  return found;
}
