/** What an elected official answers for, on one screen to be read in two minutes: five figures, what is late, what changed, what comes. */

import { count, day, money, today } from "../format.ts";
import { useAsked } from "../home/asking.ts";
import { language, plural, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { Then } from "../parts/AsOf.tsx";
import "../parts/charts/charts.css";
import { paths, query } from "../router.ts";
import "../styles/council.css";
import type { CouncilPage } from "../types.ts";
import { ForMe } from "../waiting/ForMe.tsx";
import { useWaiting } from "../waiting/waiting.ts";
import { Lines, shareOf, TakeIt, usePrinted } from "./Council.tsx";

const NEXT = 3; // meetings

export function Portfolio({ network }: { readonly network: LiveNetwork }) {
  const at = query.value.get("at");
  const asked = new URLSearchParams({ person: network.me, language: language.value, ...(at === null ? {} : { at }) }).toString();
  return <Mine key={asked} network={network} asked={asked} at={at} />; // anew in another language: what is asked for again waits otherwise
}

function Mine({ network, asked, at }: { readonly network: LiveNetwork; readonly asked: string; readonly at: string | null }) {
  const { card, me } = network;
  const { page, failure } = useAsked<CouncilPage>(network, `council?${asked}`);
  const waits = useWaiting(network);
  usePrinted();
  const home = paths.network(card.network_id);
  const held = page !== null && (page.figures.some(({ kind, now, then }) => kind === "actions" && (now > 0 || (then ?? 0) > 0)) || page.changed.length > 0);
  return (
    <div class="page council portfolio">
      <Then network={network} />
      <h1 tabIndex={-1}>{t("nav.portfolio")}</h1>
      <p class="lead-in">{t("portfolio.about")}</p>
      {failure !== null && (
        <p class="wrong" role="alert">
          {failure}
        </p>
      )}
      {page === null && failure === null && (
        <p class="empty" aria-busy="true">
          {t("loading")}
        </p>
      )}
      {page !== null && !held && (
        <p class="empty">
          {t("portfolio.none")} <a href={home}>{t("portfolio.plans")}</a>
        </p>
      )}
      {page !== null && held && (
        <>
          <p class="quiet">{page.period}</p>
          {page.marks.map((mark) => (
            <p key={mark} class="banner">
              {mark}
            </p>
          ))}
          <Five page={page} />
        </>
      )}
      {page !== null && (
        <div class="home-parts">
          {held && <Lines home={home} id="portfolio-look" title={t("council.look")} lines={page.look} none={t("council.nothing_to_look_at")} />}
          {at === null && <ForMe network={network} page={waits} />}
          {held && (
            <Lines
              home={home}
              id="portfolio-changed"
              title={page.since_title === null ? t("portfolio.changed", { day: day(page.since_on) }) : t("portfolio.changed_named", { title: page.since_title })}
              lines={page.changed}
              none={t("council.unchanged")}
            />
          )}
          {at === null && <Meetings network={network} />}
        </div>
      )}
      {page !== null && held && (
        <>
          <p>
            <a href={`${paths.council(card.network_id)}?person=${me}`}>{t("portfolio.all")}</a>
          </p>
          <TakeIt network={network} page={page} asked={asked} />
        </>
      )}
    </div>
  );
}

/** How many, how many of them are done, late and stuck, and what they cost. */
function Five({ page }: { readonly page: CouncilPage }) {
  const of = (kind: string): number => page.figures.find((one) => one.kind === kind)?.now ?? 0;
  const [actions, done, late, blocked, planned, actual] = [of("actions"), of("done"), of("late"), of("blocked"), of("planned"), of("actual")];
  const told: readonly (readonly [string, string])[] = [
    [count(actions), plural("portfolio.actions", actions)],
    [shareOf(done, actions), t("portfolio.done", { done: count(done) })],
    [count(late), t("portfolio.late")],
    [count(blocked), plural("portfolio.blocked", blocked)],
    [money(actual), t("portfolio.spent", { planned: money(planned) })],
  ];
  return (
    <dl class="tiles home-strip">
      {told.map(([value, name]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Meetings({ network: { store, card } }: { readonly network: LiveNetwork }) {
  const now = today();
  const next = store
    .all("meeting_list")
    .filter(({ held_on, standing }) => standing === "planned" && held_on >= now)
    .sort((a, b) => (`${a.held_on}${a.begins ?? ""}` < `${b.held_on}${b.begins ?? ""}` ? -1 : 1))
    .slice(0, NEXT);
  return (
    <section class="part" aria-labelledby="portfolio-meetings">
      <h2 id="portfolio-meetings">{t("portfolio.meetings")}</h2>
      {next.length === 0 ? (
        <p class="quiet">
          {t("portfolio.no_meeting")} <a href={paths.meetings(card.network_id)}>{t("nav.meetings")}</a>
        </p>
      ) : (
        <ul class="rows">
          {next.map((one) => (
            <li key={one.meeting_id}>
              <a href={paths.meeting(card.network_id, one.meeting_id)}>{one.title}</a>
              <span class="quiet">{[day(one.held_on), one.begins, one.place].filter((part) => part !== null && part !== "").join(" · ")}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
