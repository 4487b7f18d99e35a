/**
 * What people did, newest first, day by day, in sentences. New entries come by themselves; what a whole room contributes to a workshop
 * is one line an hour, and what somebody did to many actions at once is one line.
 */

import { useEffect, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { dayOf, hourOf, list } from "../format.ts";
import { plural, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { Avatar, nameOf } from "../parts/People.tsx";
import { paths } from "../router.ts";
import type { RecentActivity, Taken, Token, Uuid } from "../types.ts";
import { isTogether, type Line, linesOf, OFTEN } from "./lines.ts";
import { doerOf, quoted, type Sentence, sentenceOf, useTitles } from "./sentences.ts";
import { fieldLabel } from "./words.ts";

const PAGE = 50;
const LINES = 20; // that a page adds at least, where there is so much: a workshop may fill many pages with one
const PAGES = 8; // asked for at once, at most
const CAUSES = 100; // that the service tells of at once

interface Props {
  readonly network: LiveNetwork;
  readonly plan: Uuid | null;
  /** The moment that it is told up to; now, where none is named. */
  readonly at?: Token | null;
}

/** Of one plan, or of the whole network. */
export function Activity({ network, plan, at = null }: Props) {
  const { store } = network;
  const [oldest, setOldest] = useState<number | null>(null);
  const [more, setMore] = useState(true);
  const [failure, setFailure] = useState<string | null>(null);
  const base = `/networks/${network.card.network_id}${plan === null ? "" : `/plans/${plan}`}/activity`;

  const fetchOlder = async (before: number | null): Promise<void> => {
    try {
      const all: RecentActivity[] = [];
      let least = before;
      let whole = true;
      for (let page = 0; page < PAGES && whole && linesOf(all).length < LINES; page += 1) {
        const found = await ask<readonly RecentActivity[]>("GET", `${base}?limit=${PAGE}${at === null ? "" : `&at=${at}`}${least === null ? "" : `&before=${least}`}`);
        all.push(...found);
        least = found.reduce<number | null>((so, { position }) => (so === null || position < so ? position : so), least);
        whole = found.length === PAGE;
      }
      store.remember("recent_activity", all);
      setMore(whole);
      setOldest(least);
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
  }, [base, begun, at]);

  const online = network.connection.state.value === "online";
  useEffect(() => {
    if (online && failure !== null) {
      void fetchOlder(oldest); // what could not be told while the service was away
    }
  }, [online]);

  const until = at === null ? Number.POSITIVE_INFINITY : Number(at.split(".")[1]);
  const entries = store
    .all("recent_activity")
    .filter((entry) => entry.position <= until && (plan === null || entry.plan_id === plan) && (oldest === null || entry.position >= oldest))
    .sort((a, b) => b.position - a.position);
  useTitles(network, entries.map(({ tag, plan_id }) => ({ tag, plan: plan === null ? plan_id : null })));
  const lines = linesOf(entries);
  const taken = useTaken(network, lines);
  const days: { readonly day: string; readonly lines: Line[] }[] = [];
  for (const line of lines) {
    const day = dayOf(line[0].at);
    const last = days[days.length - 1];
    if (last?.day === day) {
      last.lines.push(line);
    } else {
      days.push({ day, lines: [line] });
    }
  }
  return (
    <section class="page" aria-labelledby="activity-title">
      <h2 id="activity-title">{t("activity.title")}</h2>
      {plan !== null && (
        <p>
          <a class="button button-small" href={paths.plan(network.card.network_id, plan, "compare")}>
            {t("activity.compare")}
          </a>
        </p>
      )}
      {failure !== null && <p class="wrong">{failure}</p>}
      {entries.length === 0 && failure === null && <p class="empty">{t(more ? "loading" : "activity.none")}</p>}
      {days.map(({ day, lines }) => (
        <section key={day} class="day">
          <h3>{day}</h3>
          <ol class="told">
            {lines.map((line) => {
              const [newest] = line;
              return line.length === 1 ? (
                <Told key={newest.position} network={network} entry={newest} withPlan={plan === null} taken={taken(newest)} />
              ) : isTogether(line) ? (
                <Together key={newest.position} network={network} line={line} taken={taken(newest)} />
              ) : (
                <Hour key={newest.position} network={network} line={line} />
              );
            })}
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

/** Which entries took something back, asked once for each line with a cause. */
function useTaken(network: LiveNetwork, lines: readonly Line[]): (entry: RecentActivity) => Taken | null {
  const [known, setKnown] = useState<ReadonlyMap<string, readonly Taken[]>>(new Map());
  // A cause is taken back later, and then has another line.
  const keyOf = ({ cause, command_id }: RecentActivity): string => `${cause ?? ""} ${command_id}`;
  const missing = lines.flatMap(([newest]) => (newest.cause === null || known.has(keyOf(newest)) ? [] : [newest])).slice(0, CAUSES);
  useEffect(() => {
    if (missing.length > 0) {
      const causes = [...new Set(missing.map(({ cause }) => `of=${cause ?? ""}`))];
      ask<readonly Taken[]>("GET", `/networks/${network.card.network_id}/undos?${causes.join("&")}`)
        .then((found) => setKnown((before) => new Map([...before, ...missing.map((entry) => [keyOf(entry), found.filter(({ of }) => of === entry.cause)] as const)])))
        .catch(() => undefined); // told as a change, which it is, too
    }
  }, [network, missing.map(keyOf).join()]);
  return (entry) => known.get(keyOf(entry))?.findLast(({ by, through }) => by === entry.by && through < entry.position) ?? null;
}

interface ToldProps {
  readonly network: LiveNetwork;
  readonly entry: RecentActivity;
  readonly withPlan: boolean;
  readonly taken: Taken | null;
}

function Told({ network, entry, withPlan, taken }: ToldProps) {
  const { store } = network;
  const sentence = sentenceOf(entry, store);
  const plan = withPlan && entry.plan_id !== null ? store.row("plan_list", entry.plan_id) : null;
  return (
    <li>
      <time dateTime={entry.at} class="quiet">
        {hourOf(entry.at)}
      </time>
      <Avatar person={doerOf(entry)} name={sentence.who} />
      <p>
        <strong>{sentence.who}</strong> {taken === null ? sentence.text : t(taken.again ? "told.did_again" : "told.took_back")}{" "}
        <Named network={network} plan={entry.plan_id} sentence={sentence} />
        {taken !== null && <Fields line={[entry]} />}
        {plan !== null && sentence.title !== plan.title && <span class="quiet"> {t("activity.in_plan", { plan: plan.title })}</span>}
        {sentence.reason !== null && <span class="told-reason"> {t("told.reason", { reason: sentence.reason })}</span>}
      </p>
    </li>
  );
}

/** What a sentence is about, as it is called, and the way to it where it is an action. */
export function Named({ network, plan, sentence: { action, title } }: { readonly network: LiveNetwork; readonly plan: Uuid | null; readonly sentence: Sentence }) {
  if (title === "") {
    return null;
  }
  return action !== null && plan !== null ? <a href={paths.action(network.card.network_id, plan, action)}>{quoted(title)}</a> : <span class="told-title">{quoted(title)}</span>;
}

/** What somebody did to many actions at once: how many, which fields, and in which plan. */
function Together({ network, line, taken }: { readonly network: LiveNetwork; readonly line: Line; readonly taken: Taken | null }) {
  const { store } = network;
  const [newest] = line;
  const sentence = sentenceOf(newest, store);
  const plan = newest.plan_id === null ? null : store.row("plan_list", newest.plan_id);
  return (
    <li>
      <time dateTime={newest.at} class="quiet">
        {hourOf(newest.at)}
      </time>
      <Avatar person={newest.by} name={sentence.who} />
      <p>
        <strong>{sentence.who}</strong> {plural(taken === null ? "told.together" : taken.again ? "told.together_again" : "told.together_back", new Set(line.map(({ stream_id }) => stream_id)).size)}{" "}
        <Fields line={line} />{" "}
        {plan !== null && newest.plan_id !== null && <a href={paths.plan(network.card.network_id, newest.plan_id)}>{quoted(plan.title)}</a>}
        {sentence.reason !== null && <span class="told-reason"> {t("told.reason", { reason: sentence.reason })}</span>}
      </p>
    </li>
  );
}

/** Which fields of actions it was about. */
function Fields({ line }: { readonly line: Line }) {
  const fields = new Set(line.flatMap(({ tag, changed }) => (tag === "action.edited" ? Object.keys(changed).map((field) => fieldLabel(field)) : [])));
  return fields.size === 0 ? null : <span class="quiet">{t("told.many.did", { did: list([...fields]) })}</span>;
}

/** What a room did in one workshop or meeting within an hour: who was at it last, how many they were, and what it comes to. */
function Hour({ network, line }: { readonly network: LiveNetwork; readonly line: Line }) {
  const { store } = network;
  const [newest] = line;
  const people = new Set(line.map((entry) => doerOf(entry)));
  const did = Object.entries(OFTEN).flatMap(([tag, key]) => {
    const count = line.filter((entry) => entry.tag === tag).length;
    return count === 0 ? [] : [plural(key, count)];
  });
  const meeting = newest.tag.startsWith("meeting.");
  const title = (meeting ? store.row("meeting_list", newest.stream_id) : store.row("workshop_list", newest.stream_id))?.title ?? "";
  const place = meeting ? paths.meeting : paths.workshop;
  return (
    <li>
      <time dateTime={newest.at} class="quiet">
        {hourOf(newest.at)}
      </time>
      <Avatar person={doerOf(newest)} name={nameOf(store, doerOf(newest))} />
      <p>
        <strong>{people.size === 1 ? nameOf(store, doerOf(newest)) : plural("told.many.people", people.size)}</strong> {t(meeting ? "told.at_meeting" : "told.room")} <a href={place(network.card.network_id, newest.stream_id)}>{quoted(title)}</a>{" "}
        <span class="quiet">{t("told.many.did", { did: list(did) })}</span>
      </p>
    </li>
  );
}
