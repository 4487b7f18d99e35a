/** What the first page shows besides, to whom it concerns: the next meeting, what should be looked at, what was signed. */

import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { askLines, explain, Refusal } from "../api.ts";
import { count, day, today } from "../format.ts";
import { type Key, plural, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { Icon } from "../parts/Icon.tsx";
import { paths } from "../router.ts";
import type { Figure, MemberHeard, MembersHeard, VitalityPage } from "../types.ts";
import { type Asked, useAsked } from "./asking.ts";

interface Props {
  readonly network: LiveNetwork;
}

/** The next meeting that stands, with the file that calendars take. */
export function NextMeeting({ network }: Props) {
  const { store, card } = network;
  const now = today();
  const [next] = store
    .all("meeting_list")
    .filter(({ held_on, standing }) => standing === "planned" && held_on >= now)
    .sort((a, b) => (`${a.held_on}${a.begins ?? ""}` < `${b.held_on}${b.begins ?? ""}` ? -1 : 1));
  return (
    <section class="part" aria-labelledby="next-meeting">
      <h2 id="next-meeting">{t("home.next_meeting")}</h2>
      {next === undefined ? (
        <p class="quiet">
          {t("home.no_meeting")} <a href={paths.meetings(card.network_id)}>{t("home.meetings")}</a>
        </p>
      ) : (
        <p>
          <a href={paths.meeting(card.network_id, next.meeting_id)}>{next.title}</a> {[day(next.held_on), next.begins, next.place].filter((part) => part !== null && part !== "").join(" · ")}{" "}
          <a class="button button-small" href={`/api/networks/${card.network_id}/meetings/${next.meeting_id}/invitation.ics`} download>
            <Icon name="clock" />
            {t("meeting.take_along")}
          </a>
        </p>
      )}
    </section>
  );
}

/** Which alarms an elected official should hear of first; whoever looks after the network hears of them in this order, too. */
const FIRST: readonly Figure["kind"][] = ["actions_late", "decisions_late", "opinions_given", "plans_untouched", "members_absent", "minutes_missing", "conflicts_open"];

interface AlertsProps extends Props {
  readonly asked: Asked<VitalityPage>;
  readonly title: Key;
  /** So many at most. */
  readonly most: number;
  readonly children?: ComponentChildren;
}

/** What should be looked at, each with the way there; asked by the page, as what changed since the last visit is. */
export function Alerts({ network, asked: { page, failure }, title, most, children }: AlertsProps) {
  const home = paths.network(network.card.network_id);
  const rank = ({ kind }: Figure): number => (FIRST.indexOf(kind) + 1 || FIRST.length + 1);
  const alarms = [...(page?.figures ?? [])].filter(({ alarm }) => alarm).sort((a, b) => rank(a) - rank(b));
  return (
    <section class="part" aria-labelledby="alerts">
      <h2 id="alerts">{t(title)}</h2>
      {failure !== null && <p class="wrong">{failure}</p>}
      {page === null && failure === null && (
        <p class="quiet" aria-busy="true">
          {t("loading")}
        </p>
      )}
      {page !== null && alarms.length === 0 && <p class="quiet">{t("home.no_alert")}</p>}
      <ul class="rows alerts">
        {alarms.slice(0, most).map(({ kind, count: counted, of, link }) => (
          <li key={kind}>
            <Icon name="late" />
            <span>
              <a href={link === "" ? paths.vitality(network.card.network_id) : `${home}/${link}`}>{t(`vitality.${kind}` as Key)}</a>{" "}
              <strong>{of === null ? count(counted) : t("vitality.count_of", { count: count(counted), of: count(of) })}</strong>
            </span>
          </li>
        ))}
      </ul>
      {children}
      <p>
        <a href={paths.vitality(network.card.network_id)}>{t("home.vitality")}</a>
      </p>
    </section>
  );
}

const SILENT = 60 * 86_400_000; // milliseconds
const NAMED = 10;

/** Members of whom nobody did anything for sixty days, the longest silent first. */
export function Silent({ network }: Props) {
  const { page } = useAsked<MembersHeard>(network, "heard");
  const since = (one: MemberHeard): string => one.heard_on ?? one.joined_on;
  const silent = (page?.members ?? []).filter((one) => Date.parse(page?.today ?? "") - Date.parse(since(one)) > SILENT).sort((a, b) => (since(a) < since(b) ? -1 : 1));
  return silent.length === 0 ? null : (
    <details>
      <summary>{plural("home.silent", silent.length)}</summary>
      <ul class="rows">
        {silent.slice(0, NAMED).map((one) => (
          <li key={one.authority_id}>
            <a href={paths.authority(network.card.network_id, one.authority_id)}>{one.name}</a> <span class="quiet">{t("home.silent_since", { day: day(since(one)) })}</span>
          </li>
        ))}
      </ul>
      {silent.length > NAMED && <p class="quiet">{plural("home.silent_more", silent.length - NAMED)}</p>}
    </details>
  );
}

/** What an auditor begins with: up to where the log was signed, the journal, and what can be taken along. */
export function Signed({ network }: Props) {
  const { card, connection } = network;
  const [signed, setSigned] = useState<number | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const tree = network.log?.now.value.tree?.size ?? 0;
  useEffect(() => {
    let gone = false;
    askLines(`/networks/${card.network_id}/evidence/checkpoint`).then(
      ([, size]) => {
        if (!gone) {
          setSigned(Number(size)); // the second line of what is signed
          setSaid(null);
        }
      },
      (problem: unknown) => !gone && setSaid(problem instanceof Refusal && problem.problem.status === 404 ? t("home.not_signed") : explain(problem)),
    );
    return () => {
      gone = true;
    };
  }, [card.network_id, tree]);
  const head = connection.head.value?.pos ?? 0;
  return (
    <section class="part" aria-labelledby="signed">
      <h2 id="signed">{t("home.signed")}</h2>
      {said !== null && <p class="quiet">{said}</p>}
      {signed !== null && (
        <p>{t("home.signed_through", { size: count(signed), head: count(Math.max(head, signed)) })}</p>
      )}
      <p class="outbox-do">
        <a class="button" href={paths.journal(card.network_id)}>
          {t("journal.title")}
        </a>
        <a class="button" href={`${paths.journal(card.network_id)}#take`}>
          {t("home.take")}
        </a>
        <a class="button" href={paths.rights(card.network_id)}>
          {t("home.rights")}
        </a>
      </p>
    </section>
  );
}
