/**
 * Who guides whom, by authority and theme: a drawing of three columns, and a table that says the same.
 *
 * Of mentorships it holds those that its reader may see (docs/mentoring.md), and of everybody what they offer; of today or of a day past.
 */

import { useRef } from "preact/hooks";
import { announce } from "../announce.ts";
import { byName, list, plain } from "../format.ts";
import { lookup, plural, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import type { Store } from "../live/store.ts";
import { AsOf } from "../parts/AsOf.tsx";
import { useSize } from "../parts/charts/useSize.ts";
import "../parts/charts/charts.css";
import { nameOf } from "../parts/People.tsx";
import { atSameMoment, paths, query, setQuery } from "../router.ts";
import type { MentoringPage, SnapRow, Uuid } from "../types.ts";
import { type Mark, next } from "./directoryPlaces.ts";
import { useMentoring } from "./Mentoring.tsx";
import { drawn, type Drawing, type Line, type Node, type Party, type Standing, STANDINGS, type Tie, tiesOf } from "./mentoringTies.ts";

/** How a line is drawn: the kinds differ in their strokes, beside their names in the legend. */
const STROKES: Readonly<Record<Standing, Readonly<Record<string, string | number>>>> = {
  running: { "stroke-width": 3, stroke: "var(--accent)" },
  asked: { "stroke-width": 2, stroke: "var(--accent)", "stroke-dasharray": "7 5" },
  closed: { "stroke-width": 1.5, stroke: "var(--ink)" },
  offered: { "stroke-width": 1.5, stroke: "var(--quiet)", "stroke-dasharray": "1.5 4" },
};

export function MentoringGraph({ network }: { readonly network: LiveNetwork }) {
  useMentoring(network);
  const rows = (page: MentoringPage): readonly SnapRow[] => [
    ...page.mentors.map((row) => ({ table: "mentor_list", row }) as const),
    ...page.mentorships.map((row) => ({ table: "mentoring_circle", row }) as const),
  ];
  return (
    <AsOf<MentoringPage> network={network} path="/mentoring" rows={rows} told="past.banner_mentoring" now={paths.mentoringGraph(network.card.network_id)}>
      {(then) => <Circle network={then} today={network.store} />}
    </AsOf>
  );
}

function Circle({ network, today }: { readonly network: LiveNetwork; readonly today: Store }) {
  const { store, card } = network;
  const party = (authority: Uuid | null, person: Uuid): Party => ({
    id: authority ?? person,
    name: (authority === null ? null : today.row("member_list", authority)?.name) ?? nameOf(store, person),
    person,
  });
  const ties = tiesOf(store.all("mentor_list"), store.all("mentoring_circle"), party);
  const drawing = drawn(ties, plain, byName, t("mentoring_graph.no_theme"));
  const chosen = drawing.nodes.find(({ id }) => id === query.value.get("of")) ?? null;
  const shown = chosen === null ? ties : chosen.of;
  return (
    <div class="page">
      <h1 tabIndex={-1}>{t("mentoring_graph.title")}</h1>
      <p class="lead-in">{t("mentoring_graph.about")}</p>
      <p>
        <a href={paths.mentoring(card.network_id)}>{t("nav.mentoring")}</a>
      </p>
      {ties.length === 0 ? (
        <p class="empty">{t("mentoring_graph.empty")}</p>
      ) : (
        <>
          <Drawn drawing={drawing} chosen={chosen} />
          <div class="meeting-tools">
            <p>
              {plural("mentoring_graph.ties", shown.length)}
              {chosen !== null && t("chart.of", { title: chosen.name })}
            </p>
            {chosen !== null && (
              <button type="button" class="button button-small" onClick={() => setQuery({ of: null })}>
                {t("mentoring_graph.all")}
              </button>
            )}
          </div>
          <Ties network={network} ties={shown} />
        </>
      )}
    </div>
  );
}

const COLUMNS = ["guides", "themes", "guided"] as const;

/** The drawing is one stop of the keyboard; within it the arrows go from one to the next. */
function Drawn({ drawing: { nodes, lines, rows }, chosen }: { readonly drawing: Drawing; readonly chosen: Node | null }) {
  const [frame, { width, em }] = useSize();
  const last = useRef<string | null>(null);
  const [wide, high, step] = [width * 0.28, 3 * em, 3.8 * em];
  const head = 2 * em;
  const most = nodes.reduce((longest, { column }) => ({ ...longest, [column]: (longest[column] ?? 0) + 1 }), {} as Readonly<Record<number, number>>);
  const left = ({ column }: Node): number => (column * (width - wide)) / 2;
  const middle = ({ column, place }: Node): number => head + (place + 0.5 + (rows - (most[column] ?? 0)) / 2) * step;
  const by = new Map(nodes.map((node) => [node.id, node]));
  const marks = nodes.map((node): Mark<Node> => ({ id: node.id, x: left(node) + wide / 2, y: middle(node), of: [node] }));
  const stop = (by.get(last.current ?? "") ?? chosen ?? nodes[0])?.id;
  const lit = (of: readonly Tie[]): boolean => chosen === null || of.some((tie) => chosen.of.includes(tie));
  const height = head + rows * step;
  const path = ({ from, to }: Line): string => {
    const [a, b] = [by.get(from), by.get(to)];
    if (a === undefined || b === undefined) {
      return "";
    }
    const [x, end] = [left(a) + wide, left(b)];
    const bend = (x + end) / 2;
    return `M${x} ${middle(a)}C${bend} ${middle(a)} ${bend} ${middle(b)} ${end} ${middle(b)}`;
  };
  const choose = (node: Node): void => {
    setQuery({ of: node === chosen ? null : node.id });
    announce(node === chosen ? t("mentoring_graph.all_shown") : plural("mentoring_graph.ties", node.of.length));
  };
  return (
    <>
      <div ref={frame} class="chart">
        <svg
          role="group"
          aria-label={t("mentoring_graph.label")}
          width={width}
          height={height}
          viewBox={`0 0 ${width} ${height}`}
          onKeyDown={(event) => {
            const here = marks.find(({ id }) => id === (event.target as Element).getAttribute("data-node"));
            const to = here === undefined ? null : next(marks, here, event.key);
            if (to !== null && !event.ctrlKey && !event.metaKey && !event.altKey) {
              event.preventDefault();
              event.currentTarget.querySelector<SVGGElement>(`[data-node="${CSS.escape(to.id)}"]`)?.focus();
            }
          }}
        >
          {COLUMNS.map((column, at) => (
            <text key={column} class="chart-label" text-anchor="middle" x={(at * (width - wide)) / 2 + wide / 2} y={em}>
              {t(`mentoring_graph.${column}`)}
            </text>
          ))}
          {lines.map((line) => (
            <path key={`${line.from} ${line.to}`} d={path(line)} fill="none" stroke-linecap="round" stroke-opacity={lit(line.of) ? 1 : 0.15} {...STROKES[line.standing]} />
          ))}
          {nodes.map((node) => (
            <g
              key={node.id}
              class="map-mark"
              data-node={node.id}
              role="button"
              tabIndex={node.id === stop ? 0 : -1}
              aria-pressed={node === chosen}
              transform={`translate(${left(node)} ${middle(node) - high / 2})`}
              onClick={() => choose(node)}
              onKeyDown={(event) => {
                if (event.key === "Enter" || event.key === " ") {
                  event.preventDefault();
                  choose(node);
                }
              }}
              onFocus={() => {
                last.current = node.id;
              }}
            >
              <title>{t(`mentoring_graph.node_${COLUMNS[node.column]}`, { name: node.name, ties: told(node) })}</title>
              <rect width={wide} height={high} rx={node.column === 1 ? high / 2 : 4} fill="var(--surface)" stroke={node === chosen ? "var(--accent)" : "var(--edge)"} stroke-width={node === chosen ? 3 : 1} />
              <text text-anchor="middle" font-weight={chosen !== null && lit(node.of) ? 650 : 400}>
                {folded(node.name, wide - em, em).map((part, at, all) => (
                  <tspan key={at} x={wide / 2} y={high / 2 + (at - (all.length - 1) / 2) * 1.2 * em + 0.35 * em}>
                    {at > 0 && " "}
                    {part}
                  </tspan>
                ))}
              </text>
            </g>
          ))}
        </svg>
      </div>
      <ul class="meeting-tools">
        {STANDINGS.filter((one) => lines.some(({ standing }) => standing === one)).map((one) => (
          <li key={one}>
            <svg width="36" height="10" aria-hidden="true">
              <path d="M2 5H34" stroke-linecap="round" {...STROKES[one]} />
            </svg>{" "}
            {t(`mentoring_graph.${one}`)}
          </li>
        ))}
      </ul>
      <p class="quiet">{t("mentoring_graph.keys")}</p>
    </>
  );
}

/** What leads to somebody or from them, in words: whoever does not see the lines hears them. */
function told(node: Node): string {
  const others = node.of.flatMap(({ guide, guided }) => [...(node.column === 0 ? [] : [guide.name]), ...(node.column === 2 || guided === null ? [] : [guided.name])]);
  return others.length === 0 ? t("mentoring_graph.offered") : list([...new Set(others)]);
}

/** A name in two lines at most, of which only the end is left out: whoever speaks to the page says what they read of it. */
function folded(name: string, width: number, em: number): readonly string[] {
  const most = Math.max(3, Math.floor(width / (em * 0.62)));
  const short = (text: string): string => (text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`);
  const words = name.split(" ");
  let first = words.shift() ?? "";
  while (words[0] !== undefined && first.length + 1 + words[0].length <= most) {
    first = `${first} ${words.shift()}`;
  }
  return words.length === 0 || first.length > most ? [short(first)] : [first, short(words.join(" "))];
}

function Ties({ network: { store, card }, ties }: { readonly network: LiveNetwork; readonly ties: readonly Tie[] }) {
  const said = ({ id, person, name }: Party) => (id === person ? name : t("mentoring_graph.party", { authority: name, who: nameOf(store, person) }));
  const sorted = [...ties].sort((a, b) => byName(a.guide.name, b.guide.name) || STANDINGS.indexOf(a.standing) - STANDINGS.indexOf(b.standing) || byName(a.guided?.name ?? "", b.guided?.name ?? ""));
  return (
    <div class="table-scroll" role="region" aria-label={t("mentoring_graph.title")} tabIndex={0}>
      <table class="report">
        <thead>
          <tr>
            {[...COLUMNS, "standing" as const].map((column) => (
              <th key={column} scope="col">
                {t(`mentoring_graph.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map((tie) => (
            <tr key={`${tie.standing} ${tie.id}`}>
              <th scope="row">{said(tie.guide)}</th>
              <td>{tie.themes.length === 0 ? t("mentoring_graph.no_theme") : list(tie.themes)}</td>
              <td>{tie.guided === null ? t("mentoring_graph.nobody_yet") : said(tie.guided)}</td>
              <td>
                {tie.guided === null ? (
                  plural("mentoring_graph.places", tie.places)
                ) : (
                  <a href={atSameMoment(paths.mentorship(card.network_id, tie.id))}>{lookup(`mentorship_stage.${store.row("mentoring_circle", tie.id)?.stage ?? ""}`)}</a>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
