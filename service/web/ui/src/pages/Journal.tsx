/** The audit journal: every event in the order of the log, newest first, for who looks after a network and for its auditors. */

import { useEffect, useRef, useState } from "preact/hooks";
import { askLines, explain } from "../api.ts";
import { byName, count, day, dayAt, hourOf } from "../format.ts";
import { plural, t } from "../i18n.ts";
import { KINDS } from "../kinds.ts";
import type { LiveNetwork } from "../live/network.ts";
import type { Store } from "../live/store.ts";
import { Choice, Field } from "../meeting/Fields.tsx";
import { nameOf } from "../parts/People.tsx";
import { ProofReach } from "../parts/ProofReach.tsx";
import { Reworded } from "../parts/Reworded.tsx";
import { Named } from "../plan/Activity.tsx";
import { isTold, kindOf, labelOf, wordsOf } from "../plan/compared.ts";
import { overlooks } from "../plan/here.ts";
import { sentenceOf, useTitles } from "../plan/sentences.ts";
import { alone } from "../plan/words.ts";
import { paths, query, setQuery } from "../router.ts";
import type { FeedEnd, RecentActivity, StoredEvent } from "../types.ts";
import { JournalEvent } from "./JournalEvent.tsx";
import { JournalEvidence } from "./JournalEvidence.tsx";

const PAGE = 50;

const FILTERS = ["tag", "by", "on_behalf_of", "since", "until", "stream"] as const;

/** The filters of the address, as the feed takes them; a moment of the past ends it there. */
function askedFor(asked: URLSearchParams): URLSearchParams {
  const wanted = new URLSearchParams({ newest: "true", limit: String(PAGE), changes: "true" });
  for (const name of FILTERS) {
    const value = asked.get(name);
    if (value !== null && value !== "") {
      wanted.set(name, value);
    }
  }
  const at = asked.get("at") ?? "";
  if (/^\d{4}-\d\d-\d\d/u.test(at) && !wanted.has("until")) {
    wanted.set("until", at);
  }
  const [epoch, position] = at.split(".");
  if (epoch !== undefined && position !== undefined && /^\d+$/u.test(position)) {
    wanted.set("from", `${epoch}.${Number(position) + 1}`);
  }
  return wanted;
}

export function Journal({ network }: { readonly network: LiveNetwork }) {
  const { store, card, connection } = network;
  const [events, setEvents] = useState<readonly StoredEvent[] | null>(null);
  const [end, setEnd] = useState<FeedEnd | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const tried = useRef(false); // before, what stands below would be pushed down by what comes
  tried.current ||= events !== null || failure !== null;
  const allowed = overlooks(store.row("rights", network.me));
  const asked = askedFor(query.value);
  const wanted = asked.toString();
  const opened = Number(query.value.get("event"));

  const fetch = async (before: readonly StoredEvent[], from: string | null, isStale: () => boolean): Promise<void> => {
    setBusy(true);
    try {
      const parameters = new URLSearchParams(wanted);
      if (from !== null) {
        parameters.set("from", from);
      }
      const lines = await askLines(`/networks/${card.network_id}/events?${parameters.toString()}`);
      if (!isStale()) {
        setEvents([...before, ...lines.slice(0, -1).map((line) => JSON.parse(line) as StoredEvent)]);
        setEnd(JSON.parse(lines.at(-1) ?? "null") as FeedEnd | null);
        setFailure(null);
      }
    } catch (problem) {
      if (!isStale()) {
        setFailure(explain(problem));
      }
    }
    if (!isStale()) {
      setBusy(false);
    }
  };
  const begun = connection.begun.value;
  useEffect(() => {
    let stale = false;
    setEvents(null);
    if (allowed) {
      void fetch([], null, () => stale);
    }
    return () => {
      stale = true;
    };
  }, [card.network_id, wanted, begun, allowed]);
  useTitles(network, (events ?? []).map(({ tag, parent }) => ({ tag, plan: parent })));

  if (!allowed) {
    return (
      <div class="page">
        <h1 tabIndex={-1}>{t("journal.title")}</h1>
        <p class="empty">{t("journal.not_yours")}</p>
      </div>
    );
  }
  const filter = (name: (typeof FILTERS)[number]) => ({ value: query.value.get(name) ?? "", onValue: (value: string) => setQuery({ [name]: value, event: null }) });
  const people = store.all("rights").map(({ person_id }) => [person_id, nameOf(store, person_id)] as const).sort((a, b) => byName(a[1], b[1]));
  const members = store.all("member_list").map(({ authority_id, name }) => [authority_id, name] as const).sort((a, b) => byName(a[1], b[1]));
  const kinds = KINDS.map((kind) => [kind, t(`journal.of.${kind}`)] as const).sort((a, b) => byName(a[1], b[1]));
  const isFiltered = FILTERS.some((name) => (query.value.get(name) ?? "") !== "");
  return (
    <div class="page journal">
      <h1 tabIndex={-1}>{t("journal.title")}</h1>
      <p class="lead-in">{t("journal.about")}</p>
      <p>
        <a href={paths.changes(card.network_id)}>{t("compare.network")}</a>
      </p>
      <ProofReach log={network.log} />
      <div class="meeting-fields" role="search" aria-label={t("journal.filter")}>
        <Choice label={t("journal.kind")} none={t("journal.any")} options={kinds} {...filter("tag")} />
        <Choice label={t("journal.actor")} none={t("journal.any")} options={people} {...filter("by")} />
        <Choice label={t("journal.for")} none={t("journal.any")} options={members} {...filter("on_behalf_of")} />
        <Field label={t("journal.since")} type="date" {...filter("since")} />
        <Field label={t("journal.until")} type="date" {...filter("until")} />
      </div>
      {isFiltered && (
        <button type="button" class="button button-small" onClick={() => setQuery(Object.fromEntries(FILTERS.map((name) => [name, null])))}>
          {t("filter.clear")}
        </button>
      )}
      {failure !== null && (
        <p class="wrong" role="alert">
          {failure}
        </p>
      )}
      {events === null && failure === null && (
        <p class="empty" aria-busy="true">
          {t("loading")}
        </p>
      )}
      {events !== null && events.length === 0 && <p class="empty">{t("journal.none")}</p>}
      {events !== null && events.length > 0 && (
        <div class="table-scroll" role="region" aria-label={t("journal.title")} tabIndex={0}>
          <table class="report">
            <thead>
              <tr>
                {(["journal.position", "journal.at", "journal.actor", "journal.what", "journal.why"] as const).map((key) => (
                  <th key={key} scope="col" class={key === "journal.position" ? "number" : undefined}>
                    {t(key)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {events.map((event) => (
                <Row key={event.position} network={network} event={event} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {events !== null && end?.more === true && (
        <button type="button" class="button" aria-disabled={busy} onClick={() => !busy && void fetch(events, end.through, () => false)}>
          {t("activity.older")}
        </button>
      )}
      {tried.current && <JournalEvidence network={network} />}
      {opened > 0 && <JournalEvent key={opened} network={network} position={opened} onClose={() => setQuery({ event: null })} />}
    </div>
  );
}

function Row({ network, event }: { readonly network: LiveNetwork; readonly event: StoredEvent }) {
  const { store, card } = network;
  const sentence = sentenceOf(activityOf(network, event), store);
  const plan = event.parent === null ? null : store.row("plan_list", event.parent);
  const authority = event.on_behalf_of === null ? "" : (store.row("member_list", event.on_behalf_of)?.name ?? "");
  return (
    <tr>
      <th scope="row" class="number">
        <button type="button" class="counted-value" aria-label={t("journal.open", { number: count(event.position) })} onClick={() => setQuery({ event: String(event.position) })}>
          {count(event.position)}
        </button>
      </th>
      <td>
        <time dateTime={event.at}>
          <span>{day(dayAt(new Date(event.at)))}</span> <span>{hourOf(event.at)}</span>
        </time>
      </td>
      <td>
        {sentence.who}
        {authority !== "" && <span class="quiet"> {t("history.on_behalf", { authority })}</span>}
      </td>
      <td>
        {sentence.text} <Named network={network} plan={event.parent} sentence={sentence} />
        {/* An action that is not at hand here has a page of its own all the same. */}
        {sentence.title === "" && event.tag.startsWith("action.") && event.parent !== null && <a href={paths.action(card.network_id, event.parent, event.stream)}>{t("action.open")}</a>}
        {plan !== null && plan.title !== sentence.title && <span class="quiet"> {t("activity.in_plan", { plan: plan.title })}</span>} {event.redacted && <span class="chip">{t("journal.redacted")}</span>}
        <Made store={store} event={event} />
        <code class="journal-tag">{event.tag}</code>
      </td>
      <td>{sentence.reason ?? (event.cause === null ? "" : t("journal.caused"))}</td>
    </tr>
  );
}

const SHORT = 40; // letters of a value that stand in a line

/** What an event changed: one field from what to what, and the rest where somebody opens it. */
function Made({ store, event }: { readonly store: Store; readonly event: StoredEvent }) {
  const kind = kindOf(event.tag);
  const words = (field: string, value: unknown): string => wordsOf(field, value, store, kind);
  const told = (event.changes ?? [])
    .filter((change) => isTold(change, kind, store) && (change.after ?? change.before) !== event.stream)
    .map(({ field, before, after }) => ({ label: labelOf(field, kind), before: words(field, alone(before, after)), after: words(field, alone(after, before)) }));
  const [first] = told;
  if (first === undefined) {
    return null;
  }
  const line = (
    <>
      {first.label} <Reworded before={cut(first.before)} after={cut(first.after)} closely={false} />
    </>
  );
  if (told.length === 1 && cut(first.before) === first.before && cut(first.after) === first.after) {
    return <div class="journal-made">{line}</div>;
  }
  return (
    <details class="journal-made">
      <summary>
        {line} {told.length > 1 && <span class="quiet">{plural("journal.and_fields", told.length - 1)}</span>}
      </summary>
      <dl class="compare-fields">
        {told.map(({ label, before, after }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <Reworded before={before} after={after} closely={false} />
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function cut(text: string): string {
  return text.length > SHORT ? `${text.slice(0, SHORT - 1).trimEnd()}…` : text;
}

/** An event as recent activity would tell it, so that both use the same words. */
export function activityOf(network: LiveNetwork, event: StoredEvent): RecentActivity {
  const body = typeof event.body === "object" && event.body !== null && !Array.isArray(event.body) ? (event.body as Readonly<Record<string, unknown>>) : {};
  const { tag: _tag, reason: _reason, ...changed } = body;
  return {
    position: event.position,
    network_id: network.card.network_id,
    plan_id: event.parent ?? (event.tag.startsWith("action_plan.") ? event.stream : null),
    stream_id: event.stream,
    tag: event.tag,
    by: event.by,
    on_behalf_of: event.on_behalf_of,
    at: event.at,
    cause: event.cause,
    command_id: event.command,
    reason: event.reason,
    changed: changed as RecentActivity["changed"],
  };
}
