/** What people did, newest first, day by day, in sentences. New entries come by themselves. */

import { useEffect, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { dayOf, hourOf } from "../format.ts";
import { t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { Avatar, nameOf } from "../parts/People.tsx";
import { paths } from "../router.ts";
import type { RecentActivity, Uuid } from "../types.ts";
import { sentenceOf } from "./sentences.ts";

const PAGE = 50;

/** Of one plan, or of the whole network. */
export function Activity({ network, plan }: { readonly network: LiveNetwork; readonly plan: Uuid | null }) {
  const { store } = network;
  const [oldest, setOldest] = useState<number | null>(null);
  const [more, setMore] = useState(true);
  const [failure, setFailure] = useState<string | null>(null);
  const base = `/networks/${network.card.network_id}${plan === null ? "" : `/plans/${plan}`}/activity`;

  const fetchOlder = async (before: number | null): Promise<void> => {
    try {
      const found = await ask<readonly RecentActivity[]>("GET", `${base}?limit=${PAGE}${before === null ? "" : `&before=${before}`}`);
      store.remember("recent_activity", found);
      setMore(found.length === PAGE);
      setOldest(found.reduce<number | null>((least, { position }) => (least === null || position < least ? position : least), before));
      setFailure(null);
    } catch (problem) {
      setFailure(explain(problem));
    }
  };
  const begun = network.connection.begun.value;
  useEffect(() => {
    setOldest(null);
    setMore(true);
    void fetchOlder(null);
  }, [base, begun]);

  const entries = store
    .all("recent_activity")
    .filter((entry) => (plan === null || entry.plan_id === plan) && (oldest === null || entry.position >= oldest))
    .sort((a, b) => b.position - a.position);
  const days: { readonly day: string; readonly entries: RecentActivity[] }[] = [];
  for (const entry of entries) {
    const day = dayOf(entry.at);
    const last = days[days.length - 1];
    if (last?.day === day) {
      last.entries.push(entry);
    } else {
      days.push({ day, entries: [entry] });
    }
  }
  return (
    <section class="page" aria-labelledby="activity-title">
      <h2 id="activity-title">{t("activity.title")}</h2>
      {failure !== null && <p class="wrong">{failure}</p>}
      {entries.length === 0 && failure === null && <p class="empty">{t(more ? "loading" : "activity.none")}</p>}
      {days.map(({ day, entries: ofDay }) => (
        <section key={day} class="day">
          <h3>{day}</h3>
          <ol class="told">
            {ofDay.map((entry) => (
              <Told key={entry.position} network={network} entry={entry} withPlan={plan === null} />
            ))}
          </ol>
        </section>
      ))}
      {more && entries.length > 0 && (
        <button type="button" class="button" onClick={() => void fetchOlder(oldest)}>
          {t("activity.older")}
        </button>
      )}
    </section>
  );
}

function Told({ network, entry, withPlan }: { readonly network: LiveNetwork; readonly entry: RecentActivity; readonly withPlan: boolean }) {
  const { store } = network;
  const sentence = sentenceOf(entry, store);
  const plan = withPlan && entry.plan_id !== null ? store.row("plan_list", entry.plan_id) : null;
  return (
    <li>
      <time dateTime={entry.at} class="quiet">
        {hourOf(entry.at)}
      </time>
      <Avatar person={entry.by} name={nameOf(store, entry.by)} />
      <p>
        <strong>{sentence.who}</strong> {sentence.text}{" "}
        {sentence.action !== null && entry.plan_id !== null ? (
          <a href={paths.action(network.card.network_id, entry.plan_id, sentence.action)}>{sentence.title}</a>
        ) : (
          <span class="told-title">{sentence.title}</span>
        )}
        {plan !== null && sentence.title !== plan.title && <span class="quiet"> {t("activity.in_plan", { plan: plan.title })}</span>}
        {sentence.reason !== null && <span class="told-reason"> {t("told.reason", { reason: sentence.reason })}</span>}
      </p>
    </li>
  );
}
