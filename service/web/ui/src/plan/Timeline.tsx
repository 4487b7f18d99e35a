/** A plan in time: its actions as bars under their axes, its phases and what stands out above them, and today as a line through all. */

import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { day } from "../format.ts";
import { language, lookup, plural, t } from "../i18n.ts";
import { compare } from "../order.ts";
import { Icon } from "../parts/Icon.tsx";
import { atSameMoment, paths, query, setQuery } from "../router.ts";
import type { PhaseCalendar, PlanBoard, Uuid } from "../types.ts";
import { ChooseAll, ChooseOne, Chosen } from "./Chosen.tsx";
import { isChosen, useChoosing } from "./choosing.ts";
import { dropHeld, inWords, letGo } from "./datesHeld.ts";
import { hasEdited } from "./editing.ts";
import { EmptyPlan } from "./EmptyPlan.tsx";
import { said } from "./fields.ts";
import { FilterBar } from "./FilterBar.tsx";
import { clearFilters, filtersIn, isFiltered } from "./filters.ts";
import { isEmpty, judgedOn, leavingMoment, useHere } from "./here.ts";
import { type Milestone, MILESTONE_KINDS, type MilestoneKind, milestoneKind, useMilestones } from "./milestones.ts";
import { useShown, useStable } from "./shown.ts";
import { dayOf, isDated, isIn, lanesOf, numberOf, periods, place, type Range, rangeOf, shareOf, spanOf, widthOf, type Zoom, zoomOf, ZOOMS } from "./timeline.ts";
import { TimelineDates } from "./TimelineDates.tsx";
import { HEIGHT, TimelineRow } from "./TimelineRow.tsx";
import { TimelineTable } from "./TimelineTable.tsx";
import { groupsOf } from "./tree.ts";

interface Band {
  readonly axis: Uuid | null;
  readonly title: string;
  readonly depth: number;
  readonly actions: readonly Uuid[];
}

/** Bars drawn at once; the rest follow frame by frame. */
const CHUNK = 60;
const FIRST_UNDATED = 20;

export function Timeline() {
  const here = useHere();
  const { store } = here;
  const sheet = useRef<HTMLDivElement>(null);
  const centre = useRef<number | null>(null);
  const drawn = useSignal(CHUNK);
  const current = useSignal<Uuid | null>(null);
  const [dating, setDating] = useState<Uuid | null>(null);
  const [isNew] = useState(() => !hasEdited());
  const shown = useShown();
  const subs = useComputed(() => {
    const found = new Map<Uuid, readonly [number, number]>();
    for (const { parent_id, status, withdrawn } of store.all("plan_board")) {
      if (parent_id !== null && !withdrawn) {
        const [done, all] = found.get(parent_id) ?? [0, 0];
        found.set(parent_id, [done + (status === "done" ? 1 : 0), all + 1]);
      }
    }
    return new Map([...found].map(([parent, [done, all]]) => [parent, `${String(done)}/${String(all)}`]));
  });
  const empty = useComputed(() => isEmpty(here));
  const groups = useComputed(() =>
    groupsOf(
      store.all("axis_list").filter((axis) => axis.plan_id === here.plan),
      shown.value,
    ),
  );
  const bands = useStable<readonly Band[]>(() =>
    groups.value
      .map(({ axis, depth, actions }) => ({
        axis: axis?.axis_id ?? null,
        title: axis?.title ?? t("axis.none"),
        depth,
        actions: actions.filter(isDated).map(({ action_id }) => action_id),
      }))
      .filter(({ actions }) => actions.length > 0),
  );
  const undated = useStable<readonly Uuid[]>(() => groups.value.flatMap(({ actions }) => actions.filter((action) => !isDated(action)).map(({ action_id }) => action_id)));
  const total = useComputed(() => bands.value.reduce((sum, { actions }) => sum + actions.length, 0));
  const choosing = useChoosing(here, shown, () => [...bands.value.flatMap(({ actions }) => actions), ...undated.value]);
  const stop = useComputed(() => {
    const all = bands.value.flatMap(({ actions }) => actions);
    return current.value !== null && all.includes(current.value) ? current.value : (all[0] ?? null);
  });
  const phases = useStable(() =>
    store
      .all("phase_calendar")
      .filter((phase) => phase.plan_id === here.plan && !phase.withdrawn && isDated(phase))
      .sort((a, b) => compare(a.starts_on ?? a.ends_on ?? "", b.starts_on ?? b.ends_on ?? "")),
  ).value;
  const milestones = useMilestones();
  const today = judgedOn(here);
  const days = useStable(() => shown.value.flatMap(daysOf)).value;
  const all = [...days, ...phases.flatMap(daysOf), ...milestones.map((one) => one.day)];
  const asked = query.value.get("zoom");
  const zoom = ZOOMS.find((one) => one === asked) ?? zoomOf(all, today);
  const range = useStableRange(rangeOf(all, today, zoom));
  const width = widthOf(range, zoom);

  useSignalEffect(() => {
    if (total.value > drawn.value && !leavingMoment.value) {
      const frame = requestAnimationFrame(() => {
        drawn.value += CHUNK;
      });
      return () => cancelAnimationFrame(frame);
    }
    return undefined;
  });
  useEffect(() => {
    // Who closes the tab, or goes to another screen, means what they moved.
    const leave = (): void => letGo(here);
    addEventListener("pagehide", leave);
    return () => {
      removeEventListener("pagehide", leave);
      leave();
    };
  }, [here]);
  useLayoutEffect(() => {
    if (sheet.current !== null) {
      const last = days.reduce((most, one) => Math.max(most, numberOf(one)), 0);
      // A plan whose time is over is not looked at where nothing stands any more.
      const over = centre.current === null && last !== 0 && last < numberOf(today);
      show(sheet.current, range, over ? last : (centre.current ?? numberOf(today)), over ? 0.9 : undefined);
    }
  }, [zoom, days.length > 0]);

  if (empty.value) {
    return <EmptyPlan />;
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (choosing.onKey(event)) {
      return;
    }
    const bar = event.target instanceof Element ? event.target.closest<SVGElement>("[data-bar]") : null;
    const bars = [...(sheet.current?.querySelectorAll<SVGElement>("[data-bar]") ?? [])];
    const at = bar === null ? -1 : bars.indexOf(bar);
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: bars.length - 1 }[event.key];
    if (at !== -1 && to !== undefined) {
      event.preventDefault();
      bars[to]?.focus();
    }
  };
  const keys = here.mayEdit && (
    <p class="hint table-hint" id="timeline-keys">
      <span class="for-mouse">{t("timeline.hint")}</span>
      <span class="for-touch">{t("timeline.hint_touch")}</span>
    </p>
  );
  let room = drawn.value;
  return (
    <>
      <FilterBar />
      <div class="timeline-tools">
        <div class="segments" role="group" aria-label={t("timeline.zoom")}>
          {ZOOMS.map((one) => (
            <button
              key={one}
              type="button"
              class="button button-small"
              aria-pressed={one === zoom}
              onClick={() => {
                centre.current = sheet.current === null ? null : middle(sheet.current, range);
                setQuery({ zoom: one });
              }}
            >
              {lookup(`timeline.zoom.${one}`)}
            </button>
          ))}
        </div>
        {isIn(range, numberOf(today)) && (
          <button type="button" class="button button-small" onClick={() => sheet.current !== null && show(sheet.current, range, numberOf(today))}>
            {t(here.at === null ? "timeline.today" : "timeline.then")}
          </button>
        )}
        {undated.value.length > 0 && <a href="#undated">{plural("timeline.undated", undated.value.length)}</a>}
        <button type="button" class="button button-small" onClick={() => print()}>
          {t("timeline.print")}
        </button>
      </div>
      {isNew && keys}
      {total.value === 0 && (
        <div class="empty">
          <p>{t(shown.value.length === 0 && isFiltered(filtersIn(query.value)) ? "table.none_found" : here.mayEdit ? "timeline.none" : "timeline.none_to_read")}</p>
          {isFiltered(filtersIn(query.value)) && (
            <button type="button" class="button" onClick={clearFilters}>
              {t("filter.clear")}
            </button>
          )}
        </div>
      )}
      <div ref={sheet} class="sheet timeline-sheet" role="region" aria-label={t("timeline.region")} tabIndex={0} onKeyDown={onKeyDown} onClick={choosing.onTick}>
        <div class="timeline-frame">
          <svg class="timeline-wide" width={width} height="1" aria-hidden="true" />
          <Lines range={range} today={today} />
          <table
            class="timeline"
            role="table"
            aria-label={t("timeline.label", { from: day(dayOf(range.from)), to: day(dayOf(range.to - 1)) })}
            data-drawing={total.value > drawn.value ? true : undefined}
            onFocusIn={(event) => {
              const bar = (event.target as Element).closest<SVGElement>("[data-bar]");
              if (bar !== null && sheet.current !== null) {
                current.value = bar.dataset["bar"] ?? null;
                reveal(sheet.current, bar);
              }
            }}
          >
            <thead role="rowgroup">
              <tr role="row">
                <th scope="col" role="columnheader" class="col-title" data-choice={here.mayEdit ? "" : undefined}>
                  {here.mayEdit && <ChooseAll choosing={choosing} />}
                  {t("timeline.action")}
                </th>
                <th scope="col" role="columnheader" class="timeline-line">
                  <span class="hidden">{t("timeline.dates")}</span>
                  <Scale range={range} zoom={zoom} today={today} then={here.at !== null} />
                </th>
              </tr>
            </thead>
            {phases.length + milestones.length > 0 && <Calendar range={range} phases={phases} milestones={milestones} />}
            {bands.value.map((band) => {
              const rows = band.actions.slice(0, Math.max(0, room));
              room -= rows.length;
              return (
                <tbody key={band.axis ?? ""} role="rowgroup">
                  <tr role="row" class={`band band-${String(Math.min(band.depth, 2))}`}>
                    <th scope="rowgroup" role="rowheader" colSpan={2}>
                      <span class="band-inner">
                        <span class="band-title">{band.title}</span>
                        <span class="band-count">{plural("actions", band.actions.length)}</span>
                      </span>
                    </th>
                  </tr>
                  {rows.map((id) => (
                    <TimelineRow key={id} id={id} range={range} zoom={zoom} stop={stop} subs={subs} onDates={setDating} onChoose={choosing.take} />
                  ))}
                </tbody>
              );
            })}
          </table>
        </div>
      </div>
      {!isNew && here.mayEdit && (
        <details class="keys">
          <summary>{t("timeline.keys")}</summary>
          {keys}
        </details>
      )}
      <TimelineTable groups={groups} phases={phases} milestones={milestones} />
      {undated.value.length > 0 && <Undated ids={undated.value} onDates={setDating} onTick={choosing.onTick} />}
      {here.mayEdit && <Chosen choosing={choosing} />}
      {dating !== null && (
        <TimelineDates
          id={dating}
          onClose={() => {
            const bar = `[data-bar="${CSS.escape(dating)}"]`;
            dropHeld();
            setDating(null);
            // Who gave an action its first dates stood in a list that it has left.
            requestAnimationFrame(() => document.activeElement?.matches("button") !== true && document.querySelector<SVGElement>(bar)?.focus());
          }}
        />
      )}
    </>
  );
}

function daysOf({ starts_on, ends_on }: Pick<PlanBoard, "starts_on" | "ends_on">): readonly string[] {
  return [starts_on, ends_on].filter((one) => one !== null);
}

function useStableRange(range: Range): Range {
  const last = useRef(range);
  if (last.current.from !== range.from || last.current.to !== range.to) {
    last.current = range;
  }
  return last.current;
}

/** How much of the sheet the titles cover, and how wide the line is. */
function measured(sheet: HTMLElement): { readonly covered: number; readonly line: number } {
  const covered = sheet.querySelector<HTMLElement>("thead .col-title")?.offsetWidth ?? 0;
  return { covered, line: sheet.scrollWidth - covered };
}

/** Bring a day into sight, a third of the way in. */
function show(sheet: HTMLElement, range: Range, number: number, way = 1 / 3): void {
  const { covered, line } = measured(sheet);
  sheet.scrollLeft = shareOf(range, number) * line - (sheet.clientWidth - covered) * way;
}

/** The day that `show` would bring to where the sheet stands. */
function middle(sheet: HTMLElement, range: Range): number {
  const { covered, line } = measured(sheet);
  return range.from + ((sheet.scrollLeft + (sheet.clientWidth - covered) / 3) / line) * (range.to - range.from);
}

/** A bar that has the focus begins where it can be seen. */
function reveal(sheet: HTMLElement, bar: SVGElement): void {
  const body = bar.querySelector(".bar-body")?.getBoundingClientRect();
  const frame = sheet.getBoundingClientRect();
  const { covered } = measured(sheet);
  if (body !== undefined && (body.left < frame.left + covered || body.left > frame.right - 24)) {
    sheet.scrollLeft += body.left - frame.left - covered - 24;
  }
}

interface Drawn {
  readonly range: Range;
  readonly today: string;
}

/** Behind all rows: where years begin, and today. */
function Lines({ range, today }: Drawn) {
  const now = place(range, numberOf(today));
  return (
    <svg class="timeline-lines" aria-hidden="true">
      {periods(range, "years").map(({ from }) => (
        <line key={from} x1={place(range, from)} x2={place(range, from)} y1="0" y2="100%" />
      ))}
      {isIn(range, numberOf(today)) && <line class="timeline-now" x1={now} x2={now} y1="0" y2="100%" />}
    </svg>
  );
}

/** As many quarters or months as have room for their names on paper. */
const FINE = 36;

/** Years, below them quarters or months, and the word for the line of today; drawn, for each bar says its days in words. */
function Scale({ range, zoom, today, then }: Drawn & { readonly zoom: Zoom; readonly then: boolean }) {
  const month = new Intl.DateTimeFormat(language.value, { month: "short", timeZone: "UTC" });
  const label = (from: number): string => (zoom === "months" ? month.format(new Date(dayOf(from))) : t("timeline.quarter", { number: Math.floor((Number(dayOf(from).slice(5, 7)) + 2) / 3) }));
  const late = shareOf(range, numberOf(today)) > 0.85;
  const long = periods(range, zoom).length > FINE;
  return (
    <svg class="timeline-scale" width="100%" height="52" aria-hidden="true">
      {/* No drawing within the drawing: at the head of each page of paper, Chromium loses where such a one stands. */}
      {periods(range, "years").map(({ from }) => (
        <text key={from} class="scale-year" x={place(range, from)} dx="4" y="14">
          {dayOf(from).slice(0, 4)}
        </text>
      ))}
      {zoom !== "years" &&
        periods(range, zoom).map(({ from }) => (
          <g key={from} class={long ? "scale-fine" : undefined}>
            <line x1={place(range, from)} x2={place(range, from)} y1="18" y2="35" />
            <text x={place(range, from)} dx="4" y="30">
              {label(from)}
            </text>
          </g>
        ))}
      {isIn(range, numberOf(today)) && (
        <text class="scale-now" x={place(range, numberOf(today))} dx={late ? -4 : 4} y="47" text-anchor={late ? "end" : "start"}>
          {t(then ? "timeline.then" : "timeline.today")}
        </text>
      )}
    </svg>
  );
}

const SHAPES: { readonly [K in MilestoneKind]: string } = {
  council: "M0-7 7 0 0 7-7 0Z",
  steering: "M0-6A6 6 0 1 1 0 6 6 6 0 1 1 0-6Z",
  other: "M0-6 7 6-7 6Z",
};

const LANE = 22;

/** The phases of making the plan, and one line for each kind of what stands out. */
function Calendar({ range, phases, milestones }: { readonly range: Range; readonly phases: readonly PhaseCalendar[]; readonly milestones: readonly Milestone[] }) {
  const here = useHere();
  const wide = (days: number): string => place({ from: 0, to: range.to - range.from }, days);
  const spans = phases.flatMap((phase) => {
    const span = spanOf({ ...phase, continuous: false }, range);
    return span === null ? [] : [{ phase, span }];
  });
  const lanes = lanesOf(spans.map(({ span }) => span));
  return (
    <tbody class="timeline-calendar" role="rowgroup">
      {phases.length > 0 && (
        <tr role="row">
          <th scope="row" role="rowheader" class="col-title">
            <a href={atSameMoment(paths.plan(here.network.card.network_id, here.plan, "structure"))}>{t("timeline.phases")}</a>
          </th>
          <td role="cell">
            <svg
              class="timeline-track"
              width="100%"
              height={10 + LANE * (1 + Math.max(...lanes))}
              role="img"
              aria-label={phases.map((phase) => t("timeline.milestone", { day: inWords(phase), title: said(phase.title) })).join(" ; ")}
            >
              {spans.map(({ phase, span }, at) => (
                <svg key={phase.phase_id} x={place(range, span.from)} y={5 + LANE * (lanes[at] ?? 0)} width={wide(span.to - span.from)} height={LANE - 4}>
                  <title>{t("timeline.milestone", { day: inWords(phase), title: said(phase.title) })}</title>
                  <rect class="phase-body" width="100%" height={LANE - 4} />
                  <text x="6" y="14">
                    {said(phase.title)}
                  </text>
                </svg>
              ))}
            </svg>
          </td>
        </tr>
      )}
      {MILESTONE_KINDS.map((kind) => {
        const found = milestones.filter((one) => one.kind === kind);
        return (
          found.length > 0 && (
            <tr key={kind} role="row">
              <th scope="row" role="rowheader" class="col-title">
                {milestoneKind(kind)}
              </th>
              <td role="cell">
                <svg class="timeline-track" width="100%" height={HEIGHT} role="img" aria-label={found.map((one) => t("timeline.milestone", { day: day(one.day), title: said(one.title) })).join(" ; ")}>
                  {found.map((one, at) => {
                    const from = numberOf(one.day);
                    const next = found[at + 1];
                    return (
                      <g key={one.id} class={`milestone milestone-${kind}`}>
                        <title>{t("timeline.milestone", { day: day(one.day), title: said(one.title) })}</title>
                        <svg class="whole" x={place(range, from)} y={HEIGHT / 2}>
                          <path d={SHAPES[kind]} />
                        </svg>
                        {/* Its words end where the next one stands. */}
                        <svg x={place(range, from)} width={wide((next === undefined ? range.to : numberOf(next.day)) - from)} height={HEIGHT}>
                          <text x="12" y="21">
                            {said(one.title)}
                          </text>
                        </svg>
                      </g>
                    );
                  })}
                </svg>
              </td>
            </tr>
          )
        );
      })}
    </tbody>
  );
}

/** Actions that nobody has given a date, and how to. */
function Undated({ ids, onDates, onTick }: { readonly ids: readonly Uuid[]; readonly onDates: (action: Uuid) => void; readonly onTick: (event: MouseEvent) => void }) {
  const here = useHere();
  const [whole, setWhole] = useState(false);
  return (
    <section class="timeline-undated" aria-labelledby="undated">
      <h2 id="undated" tabIndex={-1}>
        {plural("timeline.undated", ids.length)}
      </h2>
      <p class="quiet">{t(here.mayEdit ? "timeline.undated_why" : "timeline.undated_read")}</p>
      <ul class="rows" onClick={onTick}>
        {ids.slice(0, whole ? ids.length : FIRST_UNDATED).map((id) => {
          const action = here.store.row("plan_board", id);
          return (
            action !== null && (
              <li key={id} data-choice={here.mayEdit ? isChosen(here.plan, id) : undefined}>
                {here.mayEdit && <ChooseOne action={action} stop />}
                <span>
                  {action.code !== null && <span class="code">{action.code} </span>}
                  <a href={atSameMoment(paths.action(here.network.card.network_id, here.plan, id))} data-card={id}>
                    {said(action.title)}
                  </a>{" "}
                  <span class="quiet">{t(`status.${action.status}`)}</span>
                </span>
                {here.mayEdit && (
                  <button type="button" class="button button-small" onClick={() => onDates(id)}>
                    <Icon name="clock" />
                    {t("timeline.give")}
                    <span class="hidden"> {action.title}</span>
                  </button>
                )}
              </li>
            )
          );
        })}
      </ul>
      {!whole && ids.length > FIRST_UNDATED && (
        <button type="button" class="button" onClick={() => setWhole(true)}>
          {plural("timeline.all_undated", ids.length)}
        </button>
      )}
    </section>
  );
}
