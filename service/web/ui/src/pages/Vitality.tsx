/** How the network is: figures that are counted and never entered, each with the list that it counts. */

import { useEffect, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { count, day } from "../format.ts";
import { type Key, plural, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { Choice } from "../meeting/Fields.tsx";
import { Then } from "../parts/AsOf.tsx";
import { paths, query } from "../router.ts";
import type { Figure, FigureLine, VitalityPage } from "../types.ts";

const MONTHS = [3, 6, 12, 24];
const QUIET = 1_000;

export function Vitality({ network }: { readonly network: LiveNetwork }) {
  const { card, connection } = network;
  const [page, setPage] = useState<VitalityPage | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [months, setMonths] = useState("6");
  const at = query.value.get("at");
  const head = connection.head.value?.pos ?? 0;
  const online = connection.state.value === "online";
  useEffect(() => {
    let gone = false;
    const fetch = (): void => {
      const asked = new URLSearchParams({ months, ...(at === null ? {} : { at }) });
      ask<VitalityPage>("GET", `/networks/${card.network_id}/vitality?${asked.toString()}`).then(
        (told) => {
          if (!gone) {
            setPage(told);
            setFailure(null);
          }
        },
        (problem: unknown) => !gone && setFailure(explain(problem)),
      );
    };
    const timer = setTimeout(fetch, page === null ? 0 : QUIET); // anew once the network is quiet again
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [card.network_id, months, at, head, online]);
  return (
    <div class="page vitality">
      <Then network={network} />
      <h1 tabIndex={-1}>{t("vitality.title")}</h1>
      <p class="lead-in">{t("vitality.about")}</p>
      {failure !== null && <p role="alert">{failure}</p>}
      {page === null && failure === null && (
        <p class="empty" aria-busy="true">
          {t("loading")}
        </p>
      )}
      {page !== null && (
        <>
          <p class="quiet">{t("vitality.on", { day: day(page.today) })}</p>
          <Choice label={t("vitality.untouched_after")} value={months} onValue={setMonths} options={MONTHS.map((one) => [String(one), plural("vitality.months", one)])} />
          <ul class="meeting-lines vitality-list">
            {page.figures.map((figure) => (
              <Told key={figure.kind} home={paths.network(card.network_id)} figure={figure} />
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function value({ count: counted, of, by_fives }: Figure): string {
  if (by_fives) {
    return counted === 0 ? t("vitality.under_five") : t("vitality.at_least", { count: count(counted) });
  }
  if (of === 0) {
    return t("vitality.nothing");
  }
  return of === null ? count(counted) : t("vitality.count_of", { count: count(counted), of: count(of) });
}

function Told({ home, figure }: { readonly home: string; readonly figure: Figure }) {
  const name = t(`vitality.${figure.kind}` as Key);
  return (
    <li>
      <span>
        <a href={figure.link === "" ? home : `${home}/${figure.link}`}>{name}</a> <strong>{value(figure)}</strong>{" "}
        {figure.alarm && <span class="chip chip-late">{t("vitality.look")}</span>}
      </span>
      {figure.behind.length > 0 && (
        <details>
          <summary>
            {t("vitality.list")}
            <span class="hidden">{t("vitality.list_of", { name })}</span>
          </summary>
          <ul>
            {figure.behind.map((line) => (
              <li key={`${line.link}${line.title}`}>
                <a href={`${home}/${line.link}`}>{line.title}</a> <span class="quiet">{about(line)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}

function about({ on, count: counted, of }: FigureLine): string {
  const parts = [on === null ? null : day(on), counted === null || of === null ? null : t("vitality.count_of", { count: count(counted), of: count(of) })];
  return parts.filter((part) => part !== null).join(" · ");
}
