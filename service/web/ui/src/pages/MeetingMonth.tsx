/** The meetings of one month, as a calendar on the wall: one stop of the keyboard, in which the arrows go from day to day. */

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { announce } from "../announce.ts";
import { list, longDay, today } from "../format.ts";
import { language, plural, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { dayAfter, isMonth, type Month, monthOf, plusMonths, weekNumber, weeksOf } from "../meeting/months.ts";
import { atSameMoment, paths, query, setQuery } from "../router.ts";
import type { Day, MeetingList } from "../types.ts";
import "../styles/calendar.css";
import { Line } from "./Meetings.tsx";

const YEARS = /^(19|20|21)/u; // beyond these there are no meetings, and no end of pressing a key

/** The month that the address asks for, or the one that today lies in. */
export function monthShown(): Month {
  const asked = query.value.get("month");
  return isMonth(asked) ? asked : monthOf(today());
}

function named(day: Day, how: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(language.value, { ...how, timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));
}

export function MeetingMonth({ network, rows, onFeed }: { readonly network: LiveNetwork; readonly rows: readonly MeetingList[]; readonly onFeed: (() => void) | null }) {
  const month = monthShown();
  const now = today();
  const grid = useRef<HTMLTableElement>(null);
  const [held, hold] = useState<Day>(now);
  const reached = useRef<Day | null>(null); // where the keys lead, which the screen follows a moment later
  const weeks = weeksOf(month);
  const stop = monthOf(held) === month ? held : monthOf(now) === month ? now : `${month}-01`;
  const title = named(`${month}-01`, { month: "long", year: "numeric" });
  const on = (day: Day): readonly MeetingList[] => rows.filter(({ held_on }) => held_on === day).sort((a, b) => ((a.begins ?? "") < (b.begins ?? "") ? -1 : 1));
  const here = rows.filter(({ held_on }) => monthOf(held_on) === month).sort((a, b) => (a.held_on < b.held_on ? -1 : 1));
  const days = rows.map(({ held_on }) => held_on).sort();
  const near = { before: days.filter((day) => monthOf(day) < month).pop(), after: days.find((day) => monthOf(day) > month) };
  useLayoutEffect(() => {
    if (reached.current === stop) {
      reached.current = null;
      grid.current?.querySelector<HTMLElement>(`[data-day="${stop}"]`)?.focus();
    }
  });
  const show = (to: Month): void => {
    if (YEARS.test(to)) {
      setQuery({ month: to });
      announce(told(to));
    }
  };
  const told = (of: Month): string => `${named(`${of}-01`, { month: "long", year: "numeric" })}, ${plural("calendar.meetings", rows.filter(({ held_on }) => monthOf(held_on) === of).length)}`;
  const onKey = (event: KeyboardEvent): void => {
    const cell = event.target as HTMLElement;
    const from = reached.current ?? cell.dataset["day"];
    if (from === undefined || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      cell.querySelector<HTMLElement>("a")?.click();
      return;
    }
    const to = dayAfter(event.key, from, event.shiftKey);
    if (to !== null && YEARS.test(to)) {
      event.preventDefault();
      reached.current = to;
      hold(to);
      if (monthOf(to) !== monthShown()) {
        show(monthOf(to));
      }
    }
  };
  return (
    <section aria-labelledby="calendar-month">
      <div class="calendar-head">
        <h2 id="calendar-month">{title}</h2>
        <div class="meeting-tools" role="group" aria-label={t("calendar.change")}>
          <button type="button" class="button" aria-label={t("calendar.before")} onClick={() => show(monthOf(plusMonths(`${month}-01`, -1)))}>
            ←
          </button>
          <button type="button" class="button" aria-disabled={month === monthOf(now)} onClick={() => month !== monthOf(now) && show(monthOf(now))}>
            {t("calendar.today")}
          </button>
          <button type="button" class="button" aria-label={t("calendar.after")} onClick={() => show(monthOf(plusMonths(`${month}-01`, 1)))}>
            →
          </button>
          {onFeed !== null && (
            <button type="button" class="button" onClick={onFeed}>
              {t("meeting.feed")}
            </button>
          )}
        </div>
      </div>
      <table ref={grid} class="calendar" role="grid" aria-labelledby="calendar-month" aria-describedby="calendar-keys" onKeyDown={onKey}>
        <thead>
          <tr>
            <th scope="col">
              <abbr title={t("calendar.week")}>{t("calendar.week_short")}</abbr>
            </th>
            {(weeks[0] ?? []).map((day) => (
              <th key={day} scope="col" abbr={named(day, { weekday: "long" })}>
                {named(day, { weekday: "short" })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              <th scope="row">{weekNumber(week[0] ?? now)}</th>
              {week.map((day) => {
                const those = on(day);
                return (
                  <td
                    key={day}
                    role="gridcell"
                    data-day={day}
                    tabIndex={day === stop ? 0 : -1}
                    aria-current={day === now ? "date" : undefined}
                    class={monthOf(day) === month ? "" : "calendar-beside"}
                  >
                    <span class="calendar-day" aria-hidden="true">
                      {Number(day.slice(8))}
                    </span>
                    <span class="hidden">{longDay(day)} </span>
                    {day === now && <span class="calendar-today">{t("calendar.today")} </span>}
                    {those.length > 0 && (
                      <>
                        <span class="chip calendar-count">
                          <span aria-hidden="true">{those.length}</span>
                          <span class="hidden">{list(those.map(({ title }) => title))}</span>
                        </span>
                        <ul>
                          {those.map((row) => (
                            <li key={row.meeting_id}>
                              <a tabIndex={-1} href={atSameMoment(paths.meeting(network.card.network_id, row.meeting_id))} class={row.standing === "called_off" ? "calendar-off" : undefined}>
                                {row.begins !== null && <span>{row.begins} </span>}
                                {row.title}
                                {row.standing === "called_off" && <span class="hidden">, {t("meeting.standing.called_off")}</span>}
                              </a>
                            </li>
                          ))}
                        </ul>
                      </>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p id="calendar-keys" class="hidden">
        {t("calendar.keys")}
      </p>
      {here.length === 0 ? (
        <div class="meeting-tools calendar-none">
          <p class="quiet">{t("calendar.none")}</p>
          {([near.before, near.after] as const).map(
            (day, at) =>
              day !== undefined && (
                <button key={at} type="button" class="button button-small" onClick={() => show(monthOf(day))}>
                  {t(at === 0 ? "calendar.last_before" : "calendar.next_after", { when: longDay(day) })}
                </button>
              ),
          )}
        </div>
      ) : (
        <ul class="meeting-lines" aria-label={told(month)}>
          {here.map((row) => (
            <Line key={row.meeting_id} row={row} address={atSameMoment(paths.meeting(network.card.network_id, row.meeting_id))} />
          ))}
        </ul>
      )}
    </section>
  );
}
