/** One action as a bar: where it stands in time, how far it is, said in words beside it. Keys and hands move it, the button beside it does the same. */

import { type ReadonlySignal, useComputed } from "@preact/signals";
import { useRef } from "preact/hooks";
import { count } from "../format.ts";
import { plural, t } from "../i18n.ts";
import { Icon, type IconName } from "../parts/Icon.tsx";
import { atSameMoment, go, paths } from "../router.ts";
import type { Status, Uuid } from "../types.ts";
import { ChooseOne } from "./Chosen.tsx";
import { isChosen } from "./choosing.ts";
import { openConflicts } from "./conflicts.ts";
import { drawnDates, dropHeld, held, hold, inWords, letGo, letGoSoon } from "./datesHeld.ts";
import { said } from "./fields.ts";
import { judgedOn, topicOf, useHere } from "./here.ts";
import { isLate } from "./late.ts";
import { type Dates, moved, numberOf, place, type Range, shareOf, spanOf, steps, stretched, type Unit, type Zoom } from "./timeline.ts";

/** Taller than a finger is wide, twice over. */
export const HEIGHT = 34;
const TOP = 8;
const BAR = 18;
/** A hand that trembles moves nothing. */
const TREMBLE = 4;

interface Props {
  readonly id: Uuid;
  readonly range: Range;
  readonly zoom: Zoom;
  /** The one bar that the Tab key stops at. */
  readonly stop: ReadonlySignal<Uuid | null>;
  /** How many of its sub-actions are done, of how many: "2/3". */
  readonly subs: ReadonlySignal<ReadonlyMap<Uuid, string>>;
  readonly onDates: (action: Uuid) => void;
  readonly onChoose: (action: Uuid, shift: boolean) => void;
}

export function TimelineRow({ id, range, zoom, stop, subs, onDates, onChoose }: Props) {
  const here = useHere();
  const { store, network } = here;
  const drag = useRef<{ readonly x: number; readonly width: number; readonly edge: string | null; readonly dates: Dates; moving: boolean } | null>(null);
  const isStop = useComputed(() => stop.value === id);
  const progress = useComputed(() => subs.value.get(id) ?? "0/0");
  const clashing = useComputed(() => openConflicts(store).some((one) => one.item_id === id && (one.field === "starts_on" || one.field === "ends_on")));
  const isHeld = useComputed(() => held.value?.action.action_id === id);
  const row = store.row("plan_board", id);
  if (row === null) {
    return null;
  }
  const action = isHeld.value ? { ...row, ...drawnDates(row) } : row;
  const span = spanOf(action, range);
  if (span === null) {
    return null;
  }
  const today = judgedOn(here);
  const late = isLate(action, today);
  const [done = 0, all = 0] = progress.value.split("/").map(Number);
  const share = action.status === "done" ? 1 : all === 0 ? 0 : done / all;
  const words = [t(`status.${action.status}`), ...(late ? [t("status.late")] : []), ...(all > 0 ? [`${String(done)}/${String(all)}`] : [])].join(", ");
  const told = [inWords(action, action.continuous), t(`status.${action.status}`), ...(late ? [t("status.late")] : []), ...(all > 0 ? [plural("timeline.subs", done, { all: count(all) })] : [])].join(", ");
  const card = atSameMoment(paths.action(network.card.network_id, here.plan, id));
  const begin = (event: PointerEvent): void => {
    const track = (event.currentTarget as Element).closest("svg");
    if (!here.mayEdit || event.button !== 0 || event.pointerType === "touch" || track === null) {
      return;
    }
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    const edge = event.target instanceof SVGElement ? (event.target.dataset["edge"] ?? null) : null;
    drag.current = { x: event.clientX, width: track.getBoundingClientRect().width, edge, dates: drawnDates(row), moving: false };
  };
  const drawn = (event: PointerEvent): void => {
    const now = drag.current;
    if (now === null || (!now.moving && Math.abs(event.clientX - now.x) < TREMBLE)) {
      return;
    }
    now.moving = true;
    const { unit, by } = steps(range, zoom, event.clientX - now.x, now.width);
    hold(here, row, now.edge === "start" || now.edge === "end" ? stretched(now.dates, now.edge, unit, by) : moved(now.dates, unit, by));
  };
  const end = (event: PointerEvent): void => {
    const now = drag.current;
    drag.current = null;
    if (now?.moving === true) {
      letGo(here);
    } else if (event.pointerType === "touch" && here.mayEdit) {
      onDates(id);
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === " " && here.mayEdit && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      onChoose(id, event.shiftKey);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      letGo(here);
      if (here.mayEdit && !event.ctrlKey && !event.metaKey) {
        onDates(id);
      } else {
        go(card);
      }
    } else if (event.key === "Escape" && isHeld.value) {
      event.stopPropagation();
      drag.current = null;
      dropHeld();
    } else if (here.mayEdit && !event.metaKey && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
      event.preventDefault(); // with Alt, too, which would leave the page
      const unit: Unit = event.ctrlKey || event.altKey ? "day" : "month";
      const by = event.key === "ArrowLeft" ? -1 : 1;
      const dates = drawnDates(row);
      if (event.shiftKey && action.continuous && dates.ends_on === null) {
        return; // it has no end to move
      }
      hold(here, row, event.shiftKey ? stretched(dates, "end", unit, by) : moved(dates, unit, by));
      letGoSoon(here);
    }
  };
  return (
    <tr role="row" class={action.parent_id === null ? undefined : "sub-action"} data-choice={here.mayEdit ? isChosen(here.plan, id) : undefined}>
      <th scope="row" role="rowheader" class="col-title">
        {here.mayEdit && <ChooseOne action={action} />}
        <span class="timeline-title">
          {action.code !== null && <span class="code">{action.code} </span>}
          <a href={card} data-card={id} title={said(action.title)} tabIndex={-1}>
            {said(action.title)}
          </a>
        </span>
        {clashing.value && (
          <a class="mark-conflict" href={paths.plan(network.card.network_id, here.plan, "conflicts")} title={t("conflict.row")}>
            <Icon name="conflict" />
            <span class="hidden">{t("conflict.row")}</span>
          </a>
        )}
        {here.mayEdit && (
          <button type="button" class="button-plain timeline-open" tabIndex={-1} title={t("timeline.change")} onClick={() => onDates(id)}>
            <Icon name="pen" />
            <span class="hidden">{t("timeline.change_one", { title: action.title })}</span>
          </button>
        )}
      </th>
      <td role="cell">
        <svg class="timeline-track" width="100%" height={HEIGHT}>
          <g
            class={`bar bar-${action.status}${late ? " bar-late" : ""}${isHeld.value ? " bar-held" : ""}`}
            data-bar={id}
            role={here.mayEdit ? "slider" : "link"}
            tabindex={isStop.value ? 0 : -1}
            aria-label={here.mayEdit ? said(action.title) : `${said(action.title)}, ${inWords(action, action.continuous)}, ${words}`}
            aria-describedby={here.mayEdit ? "timeline-keys" : undefined}
            {...(here.mayEdit ? { "aria-valuemin": range.from, "aria-valuemax": range.to, "aria-valuenow": Math.round(span.from), "aria-valuetext": told } : {})}
            onFocus={() => network.presence.tell(topicOf(here.plan), { item: id, field: "starts_on", mode: "view" })}
            onBlur={() => letGo(here)}
            onKeyDown={onKeyDown}
            onPointerDown={begin}
            onPointerMove={drawn}
            onPointerUp={end}
            onPointerCancel={() => {
              drag.current = null;
              dropHeld();
            }}
            onDblClick={() => here.mayEdit && onDates(id)}
            onClick={() => !here.mayEdit && go(card)}
          >
            {late && action.ends_on !== null && <line class="bar-overdue" x1={place(range, span.to)} x2={place(range, numberOf(today))} y1={HEIGHT / 2} y2={HEIGHT / 2} />}
            <svg class="whole" x={place(range, span.from)} width={place({ from: 0, to: range.to - range.from }, span.to - span.from)} y={TOP} height={BAR}>
              <rect class="bar-hit" width="24" y={-TOP} height={HEIGHT} />
              <rect class="bar-hit" width="100%" y={-TOP} height={HEIGHT} />
              <rect class="bar-body" width="100%" height={BAR} rx={span.openStart || span.openEnd ? 0 : 3} />
              {share > 0 && <rect class="bar-share" width={`${String(share * 100)}%`} height={BAR} rx="3" />}
              {span.openStart && <path class="bar-open" d={`M0 0 -7 ${String(BAR / 2)} 0 ${String(BAR)}Z`} />}
              {span.openEnd && (
                <svg class="whole" x="100%">
                  <path class="bar-open" d={`M0 0 7 ${String(BAR / 2)} 0 ${String(BAR)}Z`} />
                </svg>
              )}
              {here.mayEdit && action.starts_on !== null && <rect class="bar-edge" data-edge="start" x="-5" width="9" height={BAR} />}
              {here.mayEdit && action.ends_on !== null && (
                <svg class="whole" x="100%">
                  <rect class="bar-edge" data-edge="end" x="-4" width="9" height={BAR} />
                </svg>
              )}
            </svg>
            <Words text={words} icon={late ? "late" : (action.status satisfies Status)} range={range} from={span.from} to={late ? Math.max(span.to, Math.min(range.to, numberOf(today))) : span.to} />
          </g>
        </svg>
      </td>
    </tr>
  );
}

/** What the bar says, to its right; near the end of the line to its left; where neither has room, upon it. */
function Words({ text, icon, range, from, to }: Range & { readonly text: string; readonly icon: IconName; readonly range: Range }) {
  const right = shareOf(range, to) < 0.85;
  const left = !right && shareOf(range, from) > 0.15;
  return (
    <svg class="whole bar-words" x={place(range, left ? from : right ? to : from)}>
      <svg class="whole" x={left ? -26 : 10} y="9">
        <Icon name={icon} />
      </svg>
      <text x={left ? -30 : 30} y="22" text-anchor={left ? "end" : "start"}>
        {text}
      </text>
    </svg>
  );
}
