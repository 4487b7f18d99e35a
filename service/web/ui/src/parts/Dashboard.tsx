/**
 * Figures as the service counts them, told as they change: in sentences, in tiles that are drawn, and in the tables beneath them.
 *
 * Drawings say nothing that the numbers beside them do not.
 */

import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { count, day, percent } from "../format.ts";
import { plural, t, type Key } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import type { Figures } from "../live/store.ts";
import { paths, query } from "../router.ts";
import type { FiguresPage, Uuid } from "../types.ts";
import { Course } from "./charts/Course.tsx";
import { Members } from "./charts/Members.tsx";
import { type Part, partsOf, sum } from "./charts/sums.ts";
import type { Ask, Question } from "./charts/table.ts";
import { Counted, type Level } from "./charts/Tile.tsx";
import { Aims, Budget, ByStatus, Funding } from "./charts/Tiles.tsx";
import { later } from "./Later.tsx";

const Explained = later(() => import("./Explained.tsx").then((part) => part.Explained), "part");

interface Props {
  readonly network: LiveNetwork;
  /** The plan, or the network itself. */
  readonly subject: Uuid;
  readonly parts: readonly Part[];
  readonly partTitle: string;
  /** Where the actions of a plan are listed. */
  readonly home?: string;
  /** What more there is to show, of whose numbers somebody may ask what they count. */
  readonly more?: (onAsk: Ask) => ComponentChildren;
}

export function Dashboard({ network, subject, parts, partTitle, home, more }: Props) {
  const topic = `figures:${subject}`;
  const at = query.value.get("at");
  const here = useRef<HTMLDivElement>(null);
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
  const plan = home === undefined ? null : subject;
  const drawn = { figures, level, onAsk: setQuestion };
  const asked = { ...drawn, network: network.card.network_id, at };
  return (
    <div ref={here} class="dashboard">
      <p class="lead-in">{t("dashboard.about")}</p>
      <Told figures={figures} actions={actions} />
      {past.page !== null && <p class="quiet">{t("dashboard.as_of", { day: day(past.page.today) })}</p>}
      <p class="dashboard-tools">
        <button type="button" class="button" onClick={() => print(here.current)}>
          {t("chart.print")}
        </button>
      </p>
      <Tiles figures={figures} network={network} subject={subject} home={home} onAsk={setQuestion} />
      {actions > 0 && (
        <>
          <ByStatus {...drawn} lines={lines} partTitle={partTitle} title={home === undefined ? t("dashboard.by_plan") : t("dashboard.by_axis")} />
          <Course key={at ?? ""} {...asked} plan={plan} />
          <Budget {...drawn} lines={lines} partTitle={partTitle} />
          <Funding {...drawn} />
          <Aims {...drawn} lines={lines} partTitle={partTitle} />
          {more?.(setQuestion)}
        </>
      )}
      {plan === null && <Members key={at ?? ""} {...asked} />}
      {question !== null && <Explained network={network} plan={plan} at={question.at ?? at} question={question} onClose={() => setQuestion(null)} />}
    </div>
  );
}

/** Printed with every table open: paper has nothing to click on. */
function print(dashboard: HTMLElement | null): void {
  const closed = [...(dashboard?.querySelectorAll<HTMLDetailsElement>(".tile > details:not([open])") ?? [])];
  for (const one of closed) {
    one.open = true;
  }
  const again = (): void => {
    for (const one of closed) {
      one.open = false;
    }
  };
  addEventListener("afterprint", again, { once: true });
  // What was opened is drawn first.
  setTimeout(() => window.print(), 100);
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

/** All in one sentence. */
function Told({ figures, actions }: { readonly figures: Figures; readonly actions: number }) {
  const done = sum(figures, "status", null, "done");
  const summary = {
    actions: plural("actions", actions),
    done: plural("plan.done", done),
    share: percent(actions === 0 ? 0 : done / actions),
    late: plural("plan.late", sum(figures, "late", null)),
  };
  return <p>{actions === 0 ? t("dashboard.none") : t("dashboard.summary", summary)}</p>;
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
            <Counted cell={{ value, written: text ?? count(value), question: { title: t(name), keys, written: count } }} onAsk={onAsk} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
