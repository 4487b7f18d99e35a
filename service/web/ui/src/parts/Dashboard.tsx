/**
 * Figures as the service counts them, told as they change: in words, in a table, and drawn beside it.
 *
 * Drawings say nothing that the numbers beside them do not.
 */

import { useEffect } from "preact/hooks";
import { count, money, percent } from "../format.ts";
import { plural, t, type Key } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import type { Figures } from "../live/store.ts";
import { AIMS, STATUSES } from "../plan/fields.ts";
import { paths } from "../router.ts";
import type { Uuid } from "../types.ts";

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

export function Dashboard({ network, subject, parts, partTitle, home }: Props) {
  const topic = `figures:${subject}`;
  // A plan that was opened a moment ago has no figures yet: asked for too soon, it would be answered that there are none.
  const promised = network.store.promised("plan_list", subject);
  useEffect(() => (promised ? undefined : network.connection.follow(topic)), [network, topic, promised]);
  const figures = network.store.figures(topic);
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
      <Told figures={figures} actions={actions} />
      <Tiles figures={figures} network={network} subject={subject} home={home} />
      {actions > 0 && (
        <>
          <ByStatus figures={figures} lines={lines} title={home === undefined ? t("dashboard.by_plan") : t("dashboard.by_axis")} partTitle={partTitle} level={level} />
          <Budget figures={figures} lines={lines} partTitle={partTitle} level={level} />
          <Aims figures={figures} actions={actions} level={level} />
        </>
      )}
    </div>
  );
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
  readonly value: string;
  readonly href?: string;
}

function Tiles({ figures, network, subject, home }: { readonly figures: Figures; readonly network: LiveNetwork; readonly subject: Uuid; readonly home: string | undefined }) {
  const id = network.card.network_id;
  const at = (key: string): number => figures[key] ?? 0;
  const opinions = t("vitality.count_of", { count: count(at("opinions_given")), of: count(at("opinions_asked")) });
  const shared: readonly Tile[] = [
    { name: "vitality.actions_late", value: count(sum(figures, "late", null)), ...(home === undefined ? {} : { href: `${home}?status=late` }) },
    { name: "vitality.conflicts_open", value: count(at("conflicts")), ...(home === undefined ? {} : { href: paths.plan(id, subject, "conflicts") }) },
    { name: "vitality.decisions_late", value: count(at("decisions_late")), href: paths.meetings(id) },
    { name: "vitality.opinions_given", value: opinions, href: home === undefined ? paths.roadmaps(id) : paths.roadmap(id, subject) },
  ];
  const own: readonly Tile[] = [
    { name: "dashboard.members", value: count(at("members")), href: paths.directory(id) },
    { name: "dashboard.meetings_held", value: count(at("meetings_held")), href: paths.meetings(id) },
    { name: "dashboard.workshops", value: count(at("workshops")), href: paths.workshops(id) },
    { name: "dashboard.contributions", value: count(at("contributions")), href: paths.workshops(id) },
  ];
  return (
    <dl class="tiles">
      {[...(home === undefined ? own : []), ...shared.filter(({ name }) => name !== "vitality.opinions_given" || at("opinions_asked") > 0)].map(({ name, value, href }) => (
        <div key={name}>
          <dt>{href === undefined ? t(name) : <a href={href}>{t(name)}</a>}</dt>
          <dd>{value}</dd>
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
}

function ByStatus({ figures, lines, title, partTitle, level: Title }: TableProps & { readonly title: string }) {
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
                  <Number key={status} value={sum(figures, "status", line.of, status)} />
                ))}
                <Number value={sum(figures, "status", line.of)} />
                <Number value={sum(figures, "late", line.of)} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Budget({ figures, lines, partTitle, level: Title }: TableProps) {
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
                <td class="number">{money(sum(figures, "planned", line.of))}</td>
                <td class="number">{money(sum(figures, "actual", line.of))}</td>
                <td class="number">{t("vitality.count_of", { count: count(sum(figures, "priced", line.of)), of: count(sum(figures, "status", line.of)) })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Aims({ figures, actions, level: Title }: { readonly figures: Figures; readonly actions: number; readonly level: Level }) {
  return (
    <section>
      <Title>{t("dashboard.aims")}</Title>
      <p class="quiet">{t("dashboard.aims_several")}</p>
      <ul class="aim-bars">
        {[...AIMS, "none" as const].map((aim) => {
          const value = figures[`aim.${aim}`] ?? 0;
          return (
            <li key={aim}>
              <span>{t(`aim.${aim}`)}</span> <strong>{count(value)}</strong>
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

function Number({ value }: { readonly value: number }) {
  return <td class={value === 0 ? "number quiet" : "number"}>{count(value)}</td>;
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
