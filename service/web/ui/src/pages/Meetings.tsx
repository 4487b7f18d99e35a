/** The meetings of a network by year, its series with what they promise, and the themes that members propose. */

import { type RefObject } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { day, today } from "../format.ts";
import { language, lookup, plural, t } from "../i18n.ts";
import { newId } from "../ids.ts";
import { excess, LINE, TEXT } from "../length.ts";
import type { LiveNetwork } from "../live/network.ts";
import { facilitates, organises, takesPart, useAttempt } from "../meeting/asking.ts";
import { yearsOf } from "../meeting/counting.ts";
import { Asking, Change } from "../meeting/Edit.tsx";
import { Choice, Field, Form, minutesInWords, Wrong } from "../meeting/Fields.tsx";
import { monthOf } from "../meeting/months.ts";
import { between } from "../order.ts";
import { AsOf } from "../parts/AsOf.tsx";
import { Follow } from "../parts/Follow.tsx";
import { isDay } from "../plan/moments.ts";
import { atSameMoment, go, paths, query } from "../router.ts";
import { emptied } from "../typed.ts";
import type { CalendarFeed, Command, MeetingDiary, MeetingKind, MeetingList, MeetingSeriesList, MeetingThemeList, NewAgendaItem, SnapRow, UsualMeeting, Uuid } from "../types.ts";
import { MeetingMonth } from "./MeetingMonth.tsx";

export function Meetings({ network }: { readonly network: LiveNetwork }) {
  const { store, card } = network;
  const rows = (page: MeetingDiary): readonly SnapRow[] => [
    ...page.meetings.map((row) => ({ table: "meeting_list", row }) as const),
    ...page.series.map((row) => ({ table: "meeting_series_list", row }) as const),
    ...page.themes.map((row) => ({ table: "meeting_theme_list", row }) as const),
    ...store.all("member_list").map((row) => ({ table: "member_list", row }) as const), // called as they are today
  ];
  return (
    <AsOf<MeetingDiary> network={network} path="/meetings" rows={rows} told="past.banner_meetings" now={paths.meetings(card.network_id)}>
      {(of, at) => <Diary key={at ?? ""} network={of} at={at} />}
    </AsOf>
  );
}

function Diary({ network, at }: { readonly network: LiveNetwork; readonly at: string | null }) {
  const { store, connection, card } = network;
  const past = at !== null;
  const rights = past ? null : store.row("rights", network.me);
  const organising = organises(rights) && !card.archived;
  const rows = [...store.all("meeting_list")].sort((a, b) => (a.held_on < b.held_on ? 1 : -1));
  const series = [...store.all("meeting_series_list")].sort((a, b) => (a.started_at < b.started_at ? -1 : 1));
  const years = [...new Set(rows.map(({ held_on }) => held_on.slice(0, 4)))];
  const feed = useRef<HTMLDetailsElement>(null);
  const asMonth = query.value.has("month");
  const waiting = !past && rows.length === 0 && connection.state.value !== "online";
  return (
    <div class="page meetings">
      <h1 tabIndex={-1}>{t("nav.meetings")}</h1>
      <p class="lead-in">{t("meeting.about")}</p>
      {waiting && (
        <p class="empty" aria-busy="true">
          {t("loading")}
        </p>
      )}
      {series.length > 0 && (
        <section aria-labelledby="series">
          <h2 id="series">{t("meeting.series")}</h2>
          <ul class="meeting-lines">
            {series.map((one) => (
              <Promise key={one.series_id} network={network} series={one} meetings={rows} may={organising} at={at} />
            ))}
          </ul>
        </section>
      )}
      {!waiting && rows.length === 0 && <p class="empty">{t(organising ? "meeting.none_yours" : "meeting.none_yet")}</p>}
      {rows.length > 0 && <ShownAs network={network} asMonth={asMonth} />}
      {asMonth && rows.length > 0 && <MeetingMonth network={network} rows={rows} onFeed={past ? null : () => openFeed(feed)} />}
      {(asMonth ? [] : years).map((year) => (
        <section key={year} aria-labelledby={`year-${year}`}>
          <h2 id={`year-${year}`}>{year}</h2>
          <ul class="meeting-lines">
            {rows
              .filter(({ held_on }) => held_on.startsWith(year))
              .map((row) => (
                <Line key={row.meeting_id} row={row} address={atSameMoment(paths.meeting(card.network_id, row.meeting_id))} />
              ))}
          </ul>
        </section>
      ))}
      <Themes network={network} past={past} series={series.filter(({ ended_at }) => ended_at === null)} />
      {organising && <PlanMeeting network={network} series={series.filter(({ ended_at }) => ended_at === null)} />}
      {organising && <StartSeries network={network} />}
      {!past && <Feed network={network} here={feed} />}
    </div>
  );
}

/** The list comes first, on a phone most of all; the address keeps which of the two somebody looks at. */
function ShownAs({ network, asMonth }: { readonly network: LiveNetwork; readonly asMonth: boolean }) {
  const list = atSameMoment(paths.meetings(network.card.network_id));
  const month = `${list}${list.includes("?") ? "&" : "?"}month=`;
  return (
    <nav class="tabs" aria-label={t("calendar.shown_as")}>
      <ul>
        <li>
          <a href={list} aria-current={asMonth ? undefined : "page"}>
            {t("calendar.list")}
          </a>
        </li>
        <li>
          <a href={`${month}${asMonth ? (query.value.get("month") ?? "") : monthOf(today())}`} aria-current={asMonth ? "page" : undefined}>
            {t("calendar.calendar")}
          </a>
        </li>
      </ul>
    </nav>
  );
}

function openFeed({ current }: RefObject<HTMLDetailsElement | null>): void {
  if (current !== null) {
    current.open = true;
    current.querySelector("summary")?.focus();
  }
}

/** What a series promises, year by year; the alarm stands where there are too few meetings. */
interface PromiseProps {
  readonly network: LiveNetwork;
  readonly series: MeetingSeriesList;
  readonly meetings: readonly MeetingList[];
  readonly may: boolean;
  readonly at: string | null;
}

function Promise({ network, series, meetings, may, at }: PromiseProps) {
  const { wrong, busy, attempt } = useAttempt(network);
  return (
    <li>
      <span>
        <strong>{series.title}</strong>
        {series.ended_at !== null && <span class="chip">{t("meeting.series_ended")}</span>} {at === null && <Follow network={network.card.network_id} item={series.series_id} title={series.title} listed />}
      </span>
      <ul class="meeting-years">
        {[...yearsOf(series, meetings, at !== null && isDay(at) ? at : today())].reverse().map(({ year, target, meetings: count, alarm }) => (
          <li key={year}>
            {plural("meeting.of_target", count, { year, target })}{" "}
            {alarm !== "none" && (
              <span class="chip chip-late">{alarm === "missed" ? t("meeting.target_missed") : plural("meeting.target_short", target - count)}</span>
            )}
          </li>
        ))}
      </ul>
      {may && series.ended_at === null && (
        <>
          <Change label={t("do.edit")} about={series.title}>
            {(close) => <EditSeries network={network} series={series} onClose={close} />}
          </Change>
          <button type="button" class="button button-small" aria-disabled={busy} onClick={() => void attempt(series.series_id, { tag: "meeting_series.end" })}>
            {t("meeting.end_series")}
            <span class="hidden"> {series.title}</span>
          </button>
        </>
      )}
      <Wrong wrong={wrong} />
    </li>
  );
}

/** From a year on so many meetings are promised; what was promised before stays. */
function EditSeries({ network, series, onClose }: { readonly network: LiveNetwork; readonly series: MeetingSeriesList; readonly onClose: () => void }) {
  const [year, setYear] = useState(today().slice(0, 4));
  const [target, setTarget] = useState("");
  const asked = (): Command | string => (target.trim() === "" ? t("wrong.empty") : { tag: "meeting_series.set_target", year: Number(year), target: Number(target) });
  return (
    <Asking network={network} stream={series.series_id} onClose={onClose} asked={asked}>
      <Field label={t("meeting.first_year")} type="number" min={1990} value={year} onValue={setYear} />
      <Field label={t("meeting.yearly_target")} type="number" min={0} value={target} onValue={setTarget} />
    </Asking>
  );
}

export function Line({ row, address }: { readonly row: MeetingList; readonly address: string }) {
  const told = [day(row.held_on), row.begins === null ? null : t("meeting.at", { at: row.begins }), lookup(`meeting_kind.${row.kind}`), minutesInWords(row.minutes), row.place];
  return (
    <li>
      <span>
        <a href={address}>{row.title}</a> <span class="quiet">{told.filter((part) => part !== null).join(" · ")}</span>{" "}
        {row.standing !== "planned" && <span class="chip">{t(`meeting.standing.${row.standing}`)}</span>}
      </span>
    </li>
  );
}

function Themes({ network, series, past }: { readonly network: LiveNetwork; readonly series: readonly MeetingSeriesList[]; readonly past: boolean }) {
  const { store, card } = network;
  const rights = past ? null : store.row("rights", network.me);
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [title, setTitle] = useState("");
  const [why, setWhy] = useState("");
  const [of, setOf] = useState("");
  const chosen = of === "" ? (series[0]?.series_id ?? "") : of;
  const rows = store.all("meeting_theme_list").filter(({ withdrawn }) => !withdrawn);
  const mayPropose = takesPart(rights) && !card.archived && series.length > 0;
  if (rows.length === 0 && !mayPropose) {
    return null;
  }
  const propose = async (): Promise<void> => {
    const fault = excess(title, LINE) ?? excess(why, TEXT) ?? (title.trim() === "" ? t("meeting.no_title") : null);
    say(fault);
    if (fault === null && (await attempt(chosen, { tag: "meeting_series.propose_theme", theme: newId(), title: title.trim(), why: why.trim() || null }))) {
      setTitle(emptied(title));
      setWhy(emptied(why));
    }
  };
  return (
    <section aria-labelledby="themes">
      <h2 id="themes">{t("meeting.themes")}</h2>
      {rows.length > 0 && (
        <ul class="meeting-lines">
          {rows.map((row) => (
            <ThemeLine key={row.theme_id} network={network} row={row} mine={!past && !card.archived && (row.author_id === network.me || facilitates(rights))} />
          ))}
        </ul>
      )}
      {mayPropose && (
        <Form title={t("meeting.propose_theme")} does={t("meeting.propose")} wrong={wrong} busy={busy} onSubmit={() => void propose()}>
          <Field label={t("meeting.theme_title")} value={title} onValue={setTitle} />
          <Field label={t("meeting.theme_why")} type="area" value={why} onValue={setWhy} />
          {series.length > 1 && (
            <Choice label={t("meeting.in_series")} value={chosen} onValue={setOf} options={series.map(({ series_id, title: one }) => [series_id, one])} />
          )}
        </Form>
      )}
    </section>
  );
}

function ThemeLine({ network, row, mine }: { readonly network: LiveNetwork; readonly row: MeetingThemeList; readonly mine: boolean }) {
  const { wrong, busy, attempt } = useAttempt(network);
  const { store, card } = network;
  return (
    <li>
      <span>
        {row.title} {row.why !== null && <span class="quiet">{row.why}</span>}{" "}
        {row.meeting_id !== null && (
          <a href={atSameMoment(paths.meeting(card.network_id, row.meeting_id))}>{t("meeting.scheduled_in", { title: store.row("meeting_list", row.meeting_id)?.title ?? "" })}</a>
        )}
      </span>
      {mine && row.meeting_id === null && (
        <button
          type="button"
          class="button button-small"
          aria-disabled={busy}
          aria-label={t("meeting.withdraw_of", { title: row.title })}
          onClick={() => void attempt(row.series_id, { tag: "meeting_series.withdraw_theme", theme: row.theme_id })}
        >
          {t("meeting.withdraw")}
        </button>
      )}
      <Wrong wrong={wrong} />
    </li>
  );
}

function PlanMeeting({ network, series }: { readonly network: LiveNetwork; readonly series: readonly MeetingSeriesList[] }) {
  const { card } = network;
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [usual, setUsual] = useState<readonly UsualMeeting[]>([]);
  const [title, setTitle] = useState("");
  const [kind, setKind] = useState<MeetingKind>("rendezvous");
  const [on, setOn] = useState("");
  const [at, setAt] = useState("");
  const [minutes, setMinutes] = useState("");
  const [place, setPlace] = useState("");
  const [of, setOf] = useState("");
  const [programme, setProgramme] = useState("");
  const spoken = language.value;
  useEffect(() => {
    ask<readonly UsualMeeting[]>("GET", `/networks/${card.network_id}/meeting-kinds`)
      .then(setUsual)
      .catch(() => setUsual([])); // without the usual agendas a meeting is planned all the same, with an empty one
  }, [card.network_id, spoken]);
  const template = usual.find((one) => one.kind === kind);
  const plan = async (): Promise<void> => {
    const fault = excess(title, LINE) ?? excess(place, LINE) ?? excess(programme, TEXT) ?? (title.trim() === "" || on === "" ? t("meeting.plan_incomplete") : null);
    say(fault);
    if (fault !== null) {
      return;
    }
    const meeting = newId();
    const agenda: Record<Uuid, NewAgendaItem> = {};
    let last: string | null = null;
    for (const { title: item, minutes: long } of template?.agenda ?? []) {
      last = between(last, null);
      agenda[newId()] = { title: item, minutes: long, order_key: last };
    }
    const planned = { title: title.trim(), kind, held_on: on, minutes: Number(minutes) || null, begins: at || null, place: place.trim() || null };
    if (await attempt(meeting, { tag: "meeting.plan", ...planned, series: of || null, programme: programme.trim() || null, agenda })) {
      go(paths.meeting(card.network_id, meeting));
    }
  };
  return (
    <Form title={t("meeting.plan_title")} does={t("meeting.plan_it")} wrong={wrong} busy={busy} onSubmit={() => void plan()}>
      <Field label={t("meeting.title")} value={title} onValue={setTitle} />
      <Choice
        label={t("meeting.kind")}
        value={kind}
        onValue={(value) => setKind(value as MeetingKind)}
        options={usual.length > 0 ? usual.map(({ kind: one, title: name }) => [one, name]) : [["rendezvous", t("meeting_kind.rendezvous")]]}
      />
      {template !== undefined && (
        <p class="hint">
          {t("meeting.usually", { minutes: minutesInWords(template.minutes), agenda: template.agenda.map(({ title: item }) => item).join(" · ") })}
        </p>
      )}
      <Field label={t("meeting.held_on")} type="date" value={on} onValue={setOn} />
      <Field label={t("meeting.begins")} type="time" value={at} onValue={setAt} />
      <Field label={t("meeting.lasts")} type="number" min={1} value={minutes} onValue={setMinutes} />
      <Field label={t("meeting.place")} value={place} onValue={setPlace} />
      {series.length > 0 && (
        <Choice label={t("meeting.in_series")} value={of} onValue={setOf} none={t("meeting.no_series")} options={series.map(({ series_id, title: one }) => [series_id, one])} />
      )}
      <Field label={t("meeting.programme")} type="area" value={programme} onValue={setProgramme} />
    </Form>
  );
}

/** The secret address that a calendar program asks; told once, so it stands here until the page is left. */
function Feed({ network, here }: { readonly network: LiveNetwork; readonly here: RefObject<HTMLDetailsElement | null> }) {
  const [address, setAddress] = useState<string | null>(null);
  const [told, setTold] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const id = useId();
  const at = `/networks/${network.card.network_id}/calendar-feed`;
  const attempt = (work: Promise<unknown>): void => {
    setWrong(null);
    setTold(null);
    work.catch((problem: unknown) => setWrong(explain(problem)));
  };
  const make = async (): Promise<void> => setAddress((await ask<CalendarFeed>("POST", at)).address);
  const revoke = async (): Promise<void> => {
    await ask("DELETE", at);
    setAddress(null);
    setTold(t("meeting.feed_revoked"));
  };
  return (
    <details ref={here} class="meeting-form">
      <summary>{t("meeting.feed")}</summary>
      <p class="hint">{t("meeting.feed_hint")}</p>
      {address !== null && (
        <p class="meeting-field">
          <label for={id}>{t("meeting.feed_address")}</label>
          <input id={id} class="control" readOnly value={address} onFocus={(event) => event.currentTarget.select()} />
        </p>
      )}
      <p role="status">{told}</p>
      <Wrong wrong={wrong} />
      <div class="meeting-tools">
        <button type="button" class="button" onClick={() => attempt(make())}>
          {t("meeting.feed_make")}
        </button>
        <button type="button" class="button" onClick={() => attempt(revoke())}>
          {t("meeting.feed_revoke")}
        </button>
      </div>
    </details>
  );
}

function StartSeries({ network }: { readonly network: LiveNetwork }) {
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [title, setTitle] = useState("");
  const [year, setYear] = useState(today().slice(0, 4));
  const [target, setTarget] = useState("2");
  const start = async (): Promise<void> => {
    const fault = excess(title, LINE) ?? (title.trim() === "" ? t("meeting.no_title") : null);
    say(fault);
    if (fault === null && (await attempt(newId(), { tag: "meeting_series.start", title: title.trim(), year: Number(year), target: Number(target) }))) {
      setTitle(emptied(title));
    }
  };
  return (
    <Form title={t("meeting.start_series")} does={t("meeting.start")} wrong={wrong} busy={busy} onSubmit={() => void start()}>
      <Field label={t("meeting.series_title")} value={title} onValue={setTitle} />
      <Field label={t("meeting.first_year")} type="number" min={1990} value={year} onValue={setYear} />
      <Field label={t("meeting.yearly_target")} type="number" min={0} value={target} onValue={setTarget} />
    </Form>
  );
}
