/**
 * Figures as the service counts them, told as they change: in words, in a table, and drawn beside it.
 *
 * Drawings say nothing that the numbers beside them do not.
 */

import { useEffect, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { count, day, money, percent } from "../format.ts";
import { plural, t, type Key } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import type { Figures } from "../live/store.ts";
import { AIMS, STATUSES } from "../plan/fields.ts";
import { paths, query } from "../router.ts";
import type { FiguresPage, Uuid } from "../types.ts";
import { later } from "./Later.tsx";

const Explained = later(() => import("./Explained.tsx").then((part) => part.Explained));

/** One line of the tables: an axis or a plan, with those that lie within it. */
export interface Part {
  readonly name: string;
  readonly href: string | null;
  readonly depth: number;
  /** The parts whose figures it sums; null for all there are. */
  readonly of: ReadonlySet<string> | null;
}

interface Props {
  readonly network: LiveNetwork;
  /** The plan, or the network itself. */
  readonly subject: Uuid;
  readonly parts: readonly Part[];
  readonly partTitle: string;
  /** Where the actions of a plan are listed. */
  readonly home?: string;
}

type Level = "h2" | "h3";

/** A number that is asked about: what it is called, the figures that it sums, and how its whole is written. */
export interface Question {
  readonly title: string;
  readonly keys: string;
  readonly written: (value: number) => string;
}

type Ask = (question: Question) => void;

export function Dashboard({ network, subject, parts, partTitle, home }: Props) {
  const topic = `figures:${subject}`;
  const at = query.value.get("at");
  const [question, setQuestion] = useState<Question | null>(null);
  const past = useFiguresAt(network, home === undefined ? null : subject, at);
  // A plan that was opened a moment ago has no figures yet: asked for too soon, it would be answered that there are none.
  const promised = network.store.promised("plan_list", subject);
  useEffect(() => (promised ? undefined : network.connection.follow(topic)), [network, topic, promised]);
  const figures = at === null ? network.store.figures(topic) : (past.page?.figures ?? null);
  if (past.failure !== null) {
    return <p class="wrong">{past.failure}</p>;
  }
  if (figures === null) {
    return (
      <p class="empty" aria-busy="true">
        {t("loading")}
      </p>
    );
  }
  const known = new Set(parts.flatMap(({ of }) => [...(of ?? [])]));
  const loose = new Set(partsOf(figures).filter((part) => !known.has(part)));
  const all: Part = { name: t("dashboard.all"), href: null, depth: 0, of: null };
  const lines = [...parts, ...(loose.size === 0 ? [] : [{ name: t("axis.none"), href: home === undefined ? null : `${home}?axis=none`, depth: 0, of: loose }]), all];
  const actions = sum(figures, "status", null);
  const level: Level = home === undefined ? "h2" : "h3";
  return (
    <div class="dashboard">
      <p class="lead-in">{t("dashboard.about")}</p>
      {past.page !== null && <p class="quiet">{t("dashboard.as_of", { day: day(past.page.today) })}</p>}
      <Told figures={figures} actions={actions} />
      <Tiles figures={figures} network={network} subject={subject} home={home} onAsk={setQuestion} />
      {actions > 0 && (
        <>
          <ByStatus figures={figures} lines={lines} title={home === undefined ? t("dashboard.by_plan") : t("dashboard.by_axis")} partTitle={partTitle} level={level} onAsk={setQuestion} />
          <Budget figures={figures} lines={lines} partTitle={partTitle} level={level} onAsk={setQuestion} />
          <Aims figures={figures} actions={actions} level={level} onAsk={setQuestion} />
        </>
      )}
      {question !== null && <Explained network={network} plan={home === undefined ? null : subject} at={at} question={question} onClose={() => setQuestion(null)} />}
    </div>
  );
}

interface Past {
  readonly page: FiguresPage | null;
  readonly failure: string | null;
}

const NOW: Past = { page: null, failure: null };

/** The figures of a plan, or of the network, as they were at a moment; of now they are told as they change. */
function useFiguresAt(network: LiveNetwork, plan: Uuid | null, at: string | null): Past {
  const [past, setPast] = useState<Past>(NOW);
  const id = network.card.network_id;
  useEffect(() => {
    setPast(NOW);
    if (at === null) {
      return undefined;
    }
    let gone = false;
    const asked = new URLSearchParams({ at, ...(plan === null ? {} : { plan }) });
    ask<FiguresPage>("GET", `/networks/${id}/figures?${asked.toString()}`).then(
      (page) => !gone && setPast({ page, failure: null }),
      (problem: unknown) => !gone && setPast({ page: null, failure: explain(problem) }),
    );
    return () => {
      gone = true;
    };
  }, [id, plan, at]);
  return at === null ? NOW : past;
}

/** A number that opens what it counts; of nought there is nothing to open. */
function Counted({ value, written = count, text, title, keys, onAsk }: { readonly value: number; readonly written?: (value: number) => string; readonly text?: string; readonly title: string; readonly keys: string; readonly onAsk: Ask }) {
  const shown = text ?? written(value);
  return value === 0 ? (
    <>{shown}</>
  ) : (
    <button type="button" class="counted-value" aria-label={t("dashboard.see_counted", { value: shown, title })} onClick={() => onAsk({ title, keys, written })}>
      {shown}
    </button>
  );
}

/** The keys of figures of some parts, or of all of them. */
function keysOf(kind: string, of: ReadonlySet<string> | null, end?: string): string {
  return [kind, of === null ? "*" : [...of].join(","), ...(end === undefined ? [] : [end])].join(".");
}

/** All in two sentences. */
function Told({ figures, actions }: { readonly figures: Figures; readonly actions: number }) {
  const done = sum(figures, "status", null, "done");
  const summary = {
    actions: plural("actions", actions),
    done: plural("plan.done", done),
    share: percent(actions === 0 ? 0 : done / actions),
    late: plural("plan.late", sum(figures, "late", null)),
  };
  const spent = {
    planned: money(sum(figures, "planned", null)),
    actual: money(sum(figures, "actual", null)),
    priced: count(sum(figures, "priced", null)),
    of: plural("actions", actions),
  };
  return actions === 0 ? (
    <p>{t("dashboard.none")}</p>
  ) : (
    <p>
      {t("dashboard.summary", summary)} {t("dashboard.money", spent)}
    </p>
  );
}

interface Tile {
  readonly name: Key;
  readonly keys: string;
  readonly value: number;
  readonly text?: string;
  readonly href?: string;
}

function Tiles({ figures, network, subject, home, onAsk }: { readonly figures: Figures; readonly network: LiveNetwork; readonly subject: Uuid; readonly home: string | undefined; readonly onAsk: Ask }) {
  const id = network.card.network_id;
  const at = (key: string): number => figures[key] ?? 0;
  const opinions = t("vitality.count_of", { count: count(at("opinions_given")), of: count(at("opinions_asked")) });
  const shared: readonly Tile[] = [
    { name: "vitality.actions_late", keys: "late.*", value: sum(figures, "late", null), ...(home === undefined ? {} : { href: `${home}?status=late` }) },
    { name: "vitality.conflicts_open", keys: "conflicts", value: at("conflicts"), ...(home === undefined ? {} : { href: paths.plan(id, subject, "conflicts") }) },
    { name: "vitality.decisions_late", keys: "decisions_late", value: at("decisions_late"), href: paths.meetings(id) },
    { name: "vitality.opinions_given", keys: "opinions_given", value: at("opinions_given"), text: opinions, href: home === undefined ? paths.roadmaps(id) : paths.roadmap(id, subject) },
  ];
  const own: readonly Tile[] = [
    { name: "dashboard.members", keys: "members", value: at("members"), href: paths.directory(id) },
    { name: "dashboard.meetings_held", keys: "meetings_held", value: at("meetings_held"), href: paths.meetings(id) },
    { name: "dashboard.workshops", keys: "workshops", value: at("workshops"), href: paths.workshops(id) },
    { name: "dashboard.contributions", keys: "contributions", value: at("contributions"), href: paths.workshops(id) },
  ];
  return (
    <dl class="tiles">
      {[...(home === undefined ? own : []), ...shared.filter(({ name }) => name !== "vitality.opinions_given" || at("opinions_asked") > 0)].map(({ name, keys, value, text, href }) => (
        <div key={name}>
          <dt>{href === undefined ? t(name) : <a href={href}>{t(name)}</a>}</dt>
          <dd>
            <Counted title={t(name)} keys={keys} value={value} {...(text === undefined ? {} : { text })} onAsk={onAsk} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface TableProps {
  readonly figures: Figures;
  readonly lines: readonly Part[];
  readonly partTitle: string;
  readonly level: Level;
  readonly onAsk: Ask;
}

function ByStatus({ figures, lines, title, partTitle, level: Title, onAsk }: TableProps & { readonly title: string }) {
  return (
    <section>
      <Title>{title}</Title>
      <div class="table-scroll" role="region" aria-label={title} tabIndex={0}>
        <table class="report counted">
          <thead>
            <tr>
              <th scope="col">{partTitle}</th>
              <th scope="col">{t("dashboard.share")}</th>
              {STATUSES.map((status) => (
                <th key={status} scope="col" class="number">
                  <span class={`swatch share-${status}`} aria-hidden="true" />
                  {t(`status.${status}`)}
                </th>
              ))}
              <th scope="col" class="number">
                {t("dashboard.total")}
              </th>
              <th scope="col" class="number">
                {t("status.late")}
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line, index) => (
              <tr key={index} class={line.of === null ? "counted-all" : undefined}>
                <Head line={line} />
                <td>
                  <Share counts={STATUSES.map((status) => [status, sum(figures, "status", line.of, status)])} whole={sum(figures, "status", line.of)} />
                </td>
                {STATUSES.map((status) => (
                  <Number key={status} value={sum(figures, "status", line.of, status)} title={titled(t(`status.${status}`), line)} keys={keysOf("status", line.of, status)} onAsk={onAsk} />
                ))}
                <Number value={sum(figures, "status", line.of)} title={titled(t("dashboard.total"), line)} keys={keysOf("status", line.of, "*")} onAsk={onAsk} />
                <Number value={sum(figures, "late", line.of)} title={titled(t("status.late"), line)} keys={keysOf("late", line.of)} onAsk={onAsk} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Budget({ figures, lines, partTitle, level: Title, onAsk }: TableProps) {
  return (
    <section>
      <Title>{t("dashboard.budget")}</Title>
      <div class="table-scroll" role="region" aria-label={t("dashboard.budget")} tabIndex={0}>
        <table class="report counted">
          <thead>
            <tr>
              <th scope="col">{partTitle}</th>
              {(["dashboard.planned", "dashboard.actual", "dashboard.priced"] as const).map((key) => (
                <th key={key} scope="col" class="number">
                  {t(key)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line, index) => (
              <tr key={index} class={line.of === null ? "counted-all" : undefined}>
                <Head line={line} />
                {(["planned", "actual"] as const).map((kind) => (
                  <td key={kind} class="number">
                    <Counted value={sum(figures, kind, line.of)} written={money} title={titled(t(`dashboard.${kind}`), line)} keys={keysOf(kind, line.of)} onAsk={onAsk} />
                  </td>
                ))}
                <td class="number">
                  <Counted
                    value={sum(figures, "priced", line.of)}
                    text={t("vitality.count_of", { count: count(sum(figures, "priced", line.of)), of: count(sum(figures, "status", line.of)) })}
                    title={titled(t("dashboard.priced"), line)}
                    keys={keysOf("priced", line.of)}
                    onAsk={onAsk}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Aims({ figures, actions, level: Title, onAsk }: { readonly figures: Figures; readonly actions: number; readonly level: Level; readonly onAsk: Ask }) {
  return (
    <section>
      <Title>{t("dashboard.aims")}</Title>
      <p class="quiet">{t("dashboard.aims_several")}</p>
      <ul class="aim-bars">
        {[...AIMS, "none" as const].map((aim) => {
          const value = figures[`aim.${aim}`] ?? 0;
          return (
            <li key={aim}>
              <span>{t(`aim.${aim}`)}</span> <strong>
                <Counted value={value} title={t(`aim.${aim}`)} keys={`aim.${aim}`} onAsk={onAsk} />
              </strong>
              <Share counts={[["aim", value]]} whole={actions} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Head({ line: { name, href, depth } }: { readonly line: Part }) {
  return (
    <th scope="row" class={`depth-${Math.min(depth, 3)}`}>
      {href === null ? name : <a href={href}>{name}</a>}
    </th>
  );
}

function Number({ value, title, keys, onAsk }: { readonly value: number; readonly title: string; readonly keys: string; readonly onAsk: Ask }) {
  return (
    <td class={value === 0 ? "number quiet" : "number"}>
      <Counted value={value} title={title} keys={keys} onAsk={onAsk} />
    </td>
  );
}

/** What a number of a table counts, of which of its lines. */
function titled(what: string, line: Part): string {
  return line.of === null ? what : t("dashboard.of_part", { what, part: line.name });
}

/** How a whole divides, drawn from left to right. */
function Share({ counts, whole }: { readonly counts: readonly (readonly [string, number])[]; readonly whole: number }) {
  let x = 0;
  return (
    <svg class="share" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      {counts.map(([name, value]) => {
        const width = whole === 0 ? 0 : (100 * value) / whole;
        const from = x;
        x += width;
        return width === 0 ? null : <rect key={name} class={`share-${name}`} x={from} y="0" width={width} height="8" />;
      })}
    </svg>
  );
}

/** What some parts come to, or with null all of them; ``status.<part>.<status>`` ends in what is wanted of it. */
function sum(figures: Figures, kind: string, parts: ReadonlySet<string> | null, end?: string): number {
  let all = 0;
  for (const [key, value] of Object.entries(figures)) {
    const [of, part = "", last] = key.split(".");
    if (of === kind && (parts === null || parts.has(part)) && (end === undefined || last === end)) {
      all += value;
    }
  }
  return all;
}

function partsOf(figures: Figures): string[] {
  return Object.keys(figures).flatMap((key) => (key.startsWith("status.") ? [key.split(".")[1] ?? ""] : []));
}
