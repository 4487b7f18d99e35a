/** Mentoring: what waits for oneself, one's own mentorships, the pool with who of it suits, questions, technical support. */

import { useEffect, useState } from "preact/hooks";
import { ask } from "../api.ts";
import { count } from "../format.ts";
import { lookup, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { takesPart } from "../meeting/asking.ts";
import { nameOf } from "../parts/People.tsx";
import { paths } from "../router.ts";
import { useWaiting } from "../waiting/waiting.ts";
import { WaitingList } from "../waiting/WaitingList.tsx";
import type { MentoringCircle, MentoringFigures, MentoringPage as Read, Uuid } from "../types.ts";
import { Pool, Request } from "./MentoringPool.tsx";
import { Questions } from "./MentoringQuestions.tsx";
import { Support } from "./MentoringSupport.tsx";

/** Everything of it is live, and the directory beside it: whose skills are asked for, which member has begun. */
export function useMentoring({ connection, card }: LiveNetwork): void {
  useEffect(() => {
    const leave = [connection.follow(`mentoring:${card.network_id}`), connection.follow(`directory:${card.network_id}`)];
    return () => leave.forEach((one) => one());
  }, [connection, card.network_id]);
}

/** The other of the two. */
export function otherOf(network: LiveNetwork, { mentor_id, mentee_id }: MentoringCircle): string {
  return nameOf(network.store, mentor_id === network.me ? mentee_id : mentor_id);
}

export function Mentoring({ network }: { readonly network: LiveNetwork }) {
  useMentoring(network);
  const { store, card, me } = network;
  const [read, setRead] = useState<Pick<Read, "my_offer_id" | "figures"> | null>(null);
  const [tried, setTried] = useState(false); // before, what is drawn would be pushed down by what comes
  useEffect(() => {
    void ask<Read>("GET", `/networks/${card.network_id}/mentoring`)
      .then(setRead, () => undefined) // the rest of the page is live
      .finally(() => setTried(true));
  }, [card.network_id]);
  const takes = takesPart(store.row("rights", me)) && !card.archived;
  const mine = store
    .all("mentoring_circle")
    .filter(({ mentor_id, mentee_id }) => mentor_id === me || mentee_id === me)
    .sort((a, b) => (a.changed_at < b.changed_at ? 1 : -1));
  return (
    <div class="page mentoring">
      <h1 tabIndex={-1}>{t("nav.mentoring")}</h1>
      <p class="lead-in">{t("mentoring.about")}</p>
      <p>
        <a href={paths.mentoringGraph(card.network_id)}>{t("mentoring_graph.see")}</a>
      </p>
      {tried ? (
        <>
          {takes && <Waiting network={network} />}
          {takes && <Mine network={network} mine={mine} />}
          <Pool network={network} myOffer={read?.my_offer_id ?? null} takes={takes} />
          {takes && <Request network={network} />}
          <Questions network={network} takes={takes} />
          <Support network={network} takes={takes} />
          {read !== null && <Figures figures={read.figures} />}
        </>
      ) : (
        <p class="empty" aria-busy="true">
          {t("loading")}
        </p>
      )}
    </div>
  );
}

function Waiting({ network }: { readonly network: LiveNetwork }) {
  const page = useWaiting(network);
  const rows = page?.waiting.filter(({ kind }) => kind === "question" || kind.startsWith("mentoring_")) ?? [];
  return (
    <section aria-labelledby="mentoring-waiting">
      <h2 id="mentoring-waiting">{t("mentoring.waiting")}</h2>
      {page === null || rows.length === 0 ? <p class="quiet">{t("mentoring.nothing_waits")}</p> : <WaitingList network={network} page={page} rows={rows} />}
    </section>
  );
}

function Mine({ network, mine }: { readonly network: LiveNetwork; readonly mine: readonly MentoringCircle[] }) {
  return (
    <section aria-labelledby="mentoring-mine">
      <h2 id="mentoring-mine">{t("mentoring.mine")}</h2>
      {mine.length === 0 ? (
        <p class="quiet">{t("mentoring.none_mine")}</p>
      ) : (
        <ul class="meeting-lines">
          {mine.map((row) => (
            <li key={row.mentorship_id}>
              <span>
                <a href={paths.mentorship(network.card.network_id, row.mentorship_id)}>
                  {t(row.mentor_id === network.me ? "mentoring.as_mentor" : "mentoring.as_mentee", { who: otherOf(network, row) })}
                </a>{" "}
                <span class="chip">{lookup(`mentorship_stage.${row.stage}`)}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Figures({ figures }: { readonly figures: MentoringFigures }) {
  const { mentors, places, evaluated, average_rating, goals_reached } = figures;
  return (
    <section aria-labelledby="mentoring-figures">
      <h2 id="mentoring-figures">{t("mentoring.figures")}</h2>
      <p>{t("mentoring.figures_now", { mentors, places })}</p>
      <p class={average_rating === null ? "quiet" : ""}>
        {average_rating === null
          ? t("mentoring.figures_few")
          : t("mentoring.figures_rated", { count: evaluated, rating: count(average_rating), goals: goals_reached ?? 0 })}
      </p>
    </section>
  );
}

/** One choice a line: what people type as a list. */
export function lines(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** The authorities that somebody acts for, to choose from. */
export function ownAuthorities({ store, me }: LiveNetwork): readonly (readonly [Uuid, string])[] {
  const held = store.row("rights", me)?.roles.flatMap(({ authority_id }) => (authority_id === null ? [] : [authority_id])) ?? [];
  return [...new Set(held)].map((one) => [one, store.row("member_list", one)?.name ?? ""] as const);
}
