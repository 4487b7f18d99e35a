/**
 * What changed in a plan between two dates: item by item, word by word, with who did it, when and why.
 *
 * Its address is shared as it is: `/networks/<network>/plans/<plan>/compare?from=2026-03-01&to=2026-04-30`. Each side is a date, an
 * instant, a position or `moment:<id>`; without `to` the second is now.
 */

import { useEffect, useId, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { moment, today } from "../format.ts";
import { lookup, plural, t } from "../i18n.ts";
import { Icon } from "../parts/Icon.tsx";
import { query, setQuery } from "../router.ts";
import type { PlanChanges, WhatBecame } from "../types.ts";
import { ComparedItems } from "./ComparedItems.tsx";
import { useHere } from "./here.ts";
import { inWords, isDay, marksOf } from "./moments.ts";

export function Compare() {
  const { network, plan } = useHere();
  const from = query.value.get("from") ?? "";
  const to = query.value.get("to") ?? "";
  const [found, setFound] = useState<PlanChanges | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    setFound(null);
    setFailure(null);
    if (from === "") {
      return undefined;
    }
    let stale = false;
    const until = to === "" ? "" : `&to=${encodeURIComponent(to)}`;
    ask<PlanChanges>("GET", `/networks/${network.card.network_id}/plans/${plan}/changes?from=${encodeURIComponent(from)}${until}`)
      .then((changes) => !stale && setFound(changes))
      .catch((problem: unknown) => !stale && setFailure(explain(problem)));
    return () => {
      stale = true;
    };
  }, [network, plan, from, to, network.connection.begun.value]);
  return (
    <section class="page compare" aria-labelledby="compare-title">
      <h2 id="compare-title">{t("compare.title")}</h2>
      <Moments key={`${from} ${to}`} from={from} to={to} />
      <div role="status" aria-busy={from !== "" && found === null && failure === null}>
        {failure !== null && <p class="wrong">{failure}</p>}
        {from === "" && <p class="empty">{t("compare.explained")}</p>}
        {from !== "" && found === null && failure === null && <p class="quiet">{t("loading")}</p>}
        {found !== null && <Summary found={found} from={from} to={to} />}
      </div>
      {found !== null && <ComparedItems found={found} />}
    </section>
  );
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
            {named && !marks.some(({ at }) => at === value) && <option value={value}>{inWords(network, value) ?? t("compare.position", { token: value })}</option>}
          </select>
        </div>
      )}
    </fieldset>
  );
}

const TOLD: readonly WhatBecame[] = ["added", "withdrawn", "restored", "changed", "gone", "passed", "unchanged"];

/** Between which moments, and how much of what. */
function Summary({ found, from, to }: { readonly found: PlanChanges; readonly from: string; readonly to: string }) {
  const { network, plan } = useHere();
  const said = (at: string, when: string): string => {
    const mark = marksOf(network, plan).find((one) => one.at === at);
    return mark === undefined ? t("compare.instant", { when: moment(when) }) : t("compare.named", { title: mark.title });
  };
  const until = to === "" ? t("compare.now") : said(to, found.until.at);
  const kinds = Object.entries(found.counts).sort(([a], [b]) => Number(b === "plan_board") - Number(a === "plan_board"));
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
              <dt>{lookup(`compare.kinds.${kind}`) ?? kind}</dt>
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
