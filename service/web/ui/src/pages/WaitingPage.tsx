/** What somebody has to keep an eye on: what waits for their answer, what is late, what changed since they were last here. */

import type { ComponentChildren } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { SinceLastVisit, useSince } from "../home/SinceLastVisit.tsx";
import { plural, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { notify } from "../notices.ts";
import { Icon } from "../parts/Icon.tsx";
import { paths, query, setQuery } from "../router.ts";
import type { NotificationPage, Waiting, WaitingPage as Page } from "../types.ts";
import { useWaiting } from "../waiting/waiting.ts";
import { WaitingList } from "../waiting/WaitingList.tsx";

export function WaitingPage({ network }: { readonly network: LiveNetwork }) {
  const { connection, card } = network;
  useEffect(() => connection.follow(`mentoring:${card.network_id}`), [connection, card.network_id]);
  const page = useWaiting(network);
  const since = useSince(network);
  const followed = query.value.get("only") === "followed";
  const shown = (rows: readonly Waiting[]): readonly Waiting[] => rows.filter((row) => !followed || row.followed);
  return (
    <div class="page waiting">
      <h1 tabIndex={-1}>{t("follow_up.title")}</h1>
      <p class="lead-in">{t("follow_up.about")}</p>
      <label class="tick">
        <input type="checkbox" checked={followed} onChange={(event) => setQuery({ only: event.currentTarget.checked ? "followed" : null })} />
        <span>{t("follow_up.only_followed")}</span>
      </label>
      {page === null ? (
        <p class="empty" aria-busy="true">
          {t("loading")}
        </p>
      ) : (
        <>
          <Part id="waits" title={t("waiting.title")} about={t("waiting.about")} none={t(followed ? "follow_up.none_followed" : "waiting.none")} network={network} page={page} rows={shown(page.waiting)} />
          <Part id="late" title={t("follow_up.late")} about={t("follow_up.late_about")} none={t("follow_up.none_late")} network={network} page={page} rows={shown(page.late)} />
        </>
      )}
      <SinceLastVisit network={network} asked={since} only={followed ? "followed" : undefined} />
      <Followed network={network} />
    </div>
  );
}

interface PartProps {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly none: string;
  readonly network: LiveNetwork;
  readonly page: Page;
  readonly rows: readonly Waiting[];
}

/** One of the lists, plan by plan in the order of what is due first in each, what is of no plan by itself. */
function Part({ id, title, about, none, network, page, rows }: PartProps) {
  const plans = [...new Set(rows.map(({ plan_id }) => plan_id))];
  return (
    <section class="part" id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>
        {title} <span class="count">{rows.length}</span>
      </h2>
      {rows.length === 0 ? <p class="quiet">{none}</p> : <p class="quiet">{about}</p>}
      {plans.map((plan) => (
        <div key={plan ?? ""}>
          {(plan !== null || plans.length > 1) && <h3>{plan === null ? t("follow_up.no_plan") : (network.store.row("plan_list", plan)?.title ?? "")}</h3>}
          <WaitingList network={network} page={page} rows={rows.filter(({ plan_id }) => plan_id === plan)} />
        </div>
      ))}
    </section>
  );
}

/** What somebody said they follow, or want to hear nothing of, each with a way to take it back. */
function Followed({ network }: { readonly network: LiveNetwork }) {
  const { network_id } = network.card;
  const [follows, setFollows] = useState<NotificationPage["follows"] | null>(null);
  const look = useCallback(
    () =>
      ask<NotificationPage>("GET", `/networks/${network_id}/notifications`).then(
        (page) => setFollows(page.follows),
        (problem: unknown) => notify("problem", explain(problem)),
      ),
    [network_id],
  );
  useEffect(() => void look(), [look]);
  const drop = (item: string, title: string): void => {
    ask<undefined>("DELETE", `/networks/${network_id}/follows/${item}`)
      .then(look)
      .then(() => notify("done", t("follow.usual_done", { title })))
      .catch((problem: unknown) => notify("problem", explain(problem)));
  };
  const lists: readonly (readonly [boolean, ComponentChildren])[] = [
    [false, t("follow_up.followed")],
    [true, t("follow_up.muted")],
  ];
  return follows === null ? null : (
    <section class="part" aria-labelledby="followed-title">
      <h2 id="followed-title">{t("follow_up.choices")}</h2>
      <p class="quiet">
        {follows.length === 0 ? t("follow_up.none_chosen") : plural("follow_up.chosen", follows.length)} <a href="/account#notifications">{t("follow_up.letters")}</a>
      </p>
      {lists.map(([muted, heading]) => {
        const rows = follows.filter((one) => one.muted === muted);
        return rows.length === 0 ? null : (
          <div key={String(muted)}>
            <h3>{heading}</h3>
            <ul class="rows">
              {rows.map(({ item_id, title, link }) => (
                <li key={item_id}>
                  <a href={`${paths.network(network_id)}/${link}`}>{title}</a>{" "}
                  <button type="button" class="button button-small" onClick={() => drop(item_id, title)}>
                    <Icon name="close" />
                    {t("follow_up.drop")}
                    <span class="hidden"> {title}</span>
                  </button>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </section>
  );
}
