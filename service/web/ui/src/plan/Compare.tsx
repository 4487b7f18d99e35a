/**
 * What changed between two dates, in a plan or in the whole network: item by item, word by word, with who did it, when and why.
 *
 * Its address is shared as it is: `/networks/<network>/plans/<plan>/compare?from=2026-03-01&to=2026-04-30`. Each side is a date, an
 * instant, a position or `moment:<id>`; without `to` the second is now. What is long comes in pages, the next when somebody asks for it.
 */

import type { ComponentType } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { byName, count, moment, today } from "../format.ts";
import { lookup, plural, t } from "../i18n.ts";
import { Choice } from "../meeting/Fields.tsx";
import { Icon } from "../parts/Icon.tsx";
import { paths, query, setQuery } from "../router.ts";
import type { ChangesPage, WhatBecame } from "../types.ts";
import { ComparedItems } from "./ComparedItems.tsx";
import { useHere } from "./here.ts";
import { inWords, isDay, marksOf, useWhen } from "./moments.ts";

/** Of the plan that somebody looks at. */
export function Compare() {
  const { network, plan } = useHere();
  return (
    <section class="page compare" aria-labelledby="compare-title">
      <h2 id="compare-title">{t("compare.title")}</h2>
      <Comparison under={`/plans/${plan}`} Items={ComparedItems} />
      <p>
        <a href={`${paths.changes(network.card.network_id)}${location.search}`}>{t("compare.whole_network")}</a>
      </p>
    </section>
  );
}

interface ComparisonProps {
  /** What is compared, beneath the network. */
  readonly under: string;
  /** How its items are shown. */
  readonly Items: ComponentType<{ readonly found: ChangesPage }>;
  /** May somebody choose one kind of items? */
  readonly byKind?: boolean;
}

/** Two dates to choose, then what changed between them. */
export function Comparison({ under, Items, byKind = false }: ComparisonProps) {
  const { network } = useHere();
  const from = query.value.get("from") ?? "";
  const to = query.value.get("to") ?? "";
  const kind = byKind ? (query.value.get("kind") ?? "") : "";
  /** The first page, with the items of those that were asked for since. */
  const [found, setFound] = useState<ChangesPage | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const asked = new URLSearchParams({ from, ...(to === "" ? {} : { to }), ...(kind === "" ? {} : { kind }) });
  const address = `/networks/${network.card.network_id}${under}/changes?${asked.toString()}`;
  useEffect(() => {
    setFound(null);
    setFailure(null);
    if (from === "") {
      return undefined;
    }
    let stale = false;
    ask<ChangesPage>("GET", address)
      .then((changes) => !stale && setFound(changes))
      .catch((problem: unknown) => !stale && setFailure(explain(problem)));
    return () => {
      stale = true;
    };
  }, [address, from, network.connection.begun.value]);
  const more = async (): Promise<void> => {
    if (found === null || found.next === null || busy) {
      return;
    }
    setBusy(true);
    try {
      const page = await ask<ChangesPage>("GET", `${address}&page=${encodeURIComponent(found.next)}`);
      // Of two other dates, which somebody chose meanwhile, this is no page.
      setFound((now) => (now === found ? { ...found, items: [...found.items, ...page.items], next: page.next } : now));
      setFailure(null);
    } catch (problem) {
      setFailure(explain(problem));
    }
    setBusy(false);
  };
  return (
    <>
      <Moments key={`${from} ${to}`} from={from} to={to} />
      <div role="status" aria-busy={from !== "" && found === null && failure === null}>
        {failure !== null && <p class="wrong">{failure}</p>}
        {from === "" && <p class="empty">{t("compare.explained")}</p>}
        {from !== "" && found === null && failure === null && <p class="quiet">{t("loading")}</p>}
        {found !== null && <Summary found={found} from={from} to={to} />}
      </div>
      {found !== null && (
        <>
          {byKind && Object.keys(found.counts).length > 1 && (
            <Choice
              label={t("compare.only")}
              value={kind}
              none={t("compare.every_kind")}
              options={Object.keys(found.counts).map((one) => [one, kindsName(one)] as const).sort((a, b) => byName(a[1], b[1]))}
              onValue={(chosen) => setQuery({ kind: chosen })}
            />
          )}
          <Items found={found} />
          <More found={found} kind={kind} busy={busy} onMore={() => void more()} />
        </>
      )}
    </>
  );
}

/** How many of them stand on screen, where not all do. */
function More({ found, kind, busy, onMore }: { readonly found: ChangesPage; readonly kind: string; readonly busy: boolean; readonly onMore: () => void }) {
  const all = Object.entries(found.counts)
    .filter(([one]) => kind === "" || one === kind)
    .reduce((sum, [, counts]) => sum + Object.values(counts).reduce((so, one) => so + one, 0), 0);
  return (
    <>
      <p class="hint" role="status">
        {all > 0 && t("compare.shown", { shown: count(found.items.length), all: count(all) })}
      </p>
      {found.next !== null && (
        <button type="button" class="button" aria-disabled={busy} onClick={onMore}>
          {t("compare.more")}
        </button>
      )}
    </>
  );
}

export function kindsName(kind: string): string {
  return lookup(`compare.kinds.${kind}`) ?? kind;
}

/** The two dates; a moment that has a name may stand for either. */
function Moments({ from, to }: { readonly from: string; readonly to: string }) {
  const [first, setFirst] = useState(from);
  const [second, setSecond] = useState(to);
  const [missing, setMissing] = useState(false);
  const hint = useId();
  return (
    <form
      class="compare-dates"
      onSubmit={(event) => {
        event.preventDefault();
        setMissing(first === "");
        if (first !== "") {
          setQuery({ from: first, to: second });
        }
      }}
    >
      <Side legend={t("compare.from")} value={first} none={t("compare.choose")} describedBy={hint} onChoose={setFirst} />
      <Side legend={t("compare.to")} value={second} none={t("compare.now")} describedBy={hint} onChoose={setSecond} />
      <button type="submit" class="button button-main">
        <Icon name="clock" />
        {t("compare.do")}
      </button>
      <p id={hint} class={missing ? "wrong" : "hint"}>
        {t(missing ? "compare.missing" : "compare.hint")}
      </p>
    </form>
  );
}

interface SideProps {
  readonly legend: string;
  readonly value: string;
  /** What no choice stands for. */
  readonly none: string;
  readonly describedBy: string;
  readonly onChoose: (value: string) => void;
}

function Side({ legend, value, none, describedBy, onChoose }: SideProps) {
  const { network, plan } = useHere();
  const id = useId();
  const marks = marksOf(network, plan);
  const named = value !== "" && !isDay(value);
  const when = useWhen(network, named ? value : null);
  return (
    <fieldset class="compare-side">
      <legend>{legend}</legend>
      <div>
        <label for={`${id}day`}>{t("compare.day")}</label>
        <input
          id={`${id}day`}
          class="control"
          type="date"
          max={today()}
          value={isDay(value) ? value : ""}
          aria-describedby={describedBy}
          onInput={(event) => onChoose(event.currentTarget.value)}
        />
      </div>
      {(marks.length > 0 || named) && (
        <div>
          <label for={`${id}mark`}>{t("compare.mark")}</label>
          <select id={`${id}mark`} class="control" value={named ? value : ""} onChange={(event) => onChoose(event.currentTarget.value)}>
            <option value="">{isDay(value) ? t("compare.the_day") : none}</option>
            {marks.map((mark) => (
              <option key={mark.id} value={mark.at}>
                {mark.title}
              </option>
            ))}
            {named && !marks.some(({ at }) => at === value) && <option value={value}>{inWords(network, value) ?? (when === null ? t("past.then") : t("compare.instant", { when }))}</option>}
          </select>
        </div>
      )}
    </fieldset>
  );
}

const TOLD: readonly WhatBecame[] = ["added", "withdrawn", "restored", "changed", "gone", "passed", "unchanged"];

/** Between which moments, and how much of what. */
function Summary({ found, from, to }: { readonly found: ChangesPage; readonly from: string; readonly to: string }) {
  const { network, plan } = useHere();
  const said = (at: string, when: string): string => {
    const mark = marksOf(network, plan).find((one) => one.at === at);
    return mark === undefined ? t("compare.instant", { when: moment(when) }) : t("compare.named", { title: mark.title });
  };
  const until = to === "" ? t("compare.now") : said(to, found.until.at);
  const kinds = Object.entries(found.counts).sort(([a], [b]) => Number(b === "plan_board") - Number(a === "plan_board") || byName(kindsName(a), kindsName(b)));
  return (
    <>
      <p>
        <strong>{t("compare.between", { from: said(from, found.since.at), to: until })}</strong>
      </p>
      {kinds.length === 0 ? (
        <p class="empty">{t("compare.nothing")}</p>
      ) : (
        <dl class="compare-counts">
          {kinds.map(([kind, counts]) => (
            <div key={kind}>
              <dt>{kindsName(kind)}</dt>
              {TOLD.filter((what) => counts[what] !== undefined).map((what) => (
                <dd key={what}>{plural(`compare.${what}`, counts[what] ?? 0)}</dd>
              ))}
            </div>
          ))}
        </dl>
      )}
    </>
  );
}
