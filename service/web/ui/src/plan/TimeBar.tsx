/** The way through the past of a plan: a day to type, what has a name, and a slider over all that happened, which also moves by itself. */

import { signal } from "@preact/signals";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { announce } from "../announce.ts";
import { ask, explain } from "../api.ts";
import { plural, t } from "../i18n.ts";
import { Icon } from "../parts/Icon.tsx";
import { Menu } from "../parts/Menu.tsx";
import { address, go, paths, query } from "../router.ts";
import type { ActiveDay, Day, Uuid } from "../types.ts";
import { leavingMoment, useHere } from "./here.ts";
import { isDay, longDay, type Mark, marksOf } from "./moments.ts";
import { mayName, NameMoment } from "./NameMoment.tsx";

const DAY = 86_400_000;
const BARS = 120; // more would be thinner than a pixel on a small screen
const PAUSE = 120; // milliseconds that a slider rests before the plan of that day is asked for
const STOPS = 40; // on the way from the first day to the last
const STAYS = 1_500; // milliseconds that a moment stands on screen before the next one
const STAYS_CALMLY = 4_000; // for whoever asks their machine for less motion
const SAYS = 6_000; // milliseconds between two that are said aloud

/** The plan whose past goes by on its own; a page of the past takes over from the page of today. */
const playing = signal<Uuid | null>(null);

const numberOf = (day: Day): number => Math.round(Date.parse(`${day}T00:00:00Z`) / DAY);
const dayAtNumber = (number: number): Day => new Date(number * DAY).toISOString().slice(0, 10);

/** The same page as it stood at a moment. */
function to(at: string, how: "push" | "replace"): void {
  const next = new URL(address.peek());
  next.searchParams.set("at", at);
  go(next.href, how);
}

export function TimeBar() {
  const here = useHere();
  const { network, plan } = here;
  const [days, setDays] = useState<readonly ActiveDay[] | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [naming, setNaming] = useState(false);
  useEffect(() => {
    let stale = false;
    ask<readonly ActiveDay[]>("GET", `/networks/${network.card.network_id}/plans/${plan}/density`)
      .then((found) => !stale && setDays(found))
      .catch((problem: unknown) => !stale && setFailure(explain(problem)));
    return () => {
      stale = true;
    };
  }, [network, plan, network.connection.begun.value]);
  const marks = marksOf(network, plan);
  return (
    <section class="time-bar" aria-label={t("time.title")}>
      <div class="time-ways">
        <OneDay days={days ?? []} />
        {marks.length > 0 && <NextMarks marks={marks} />}
        {marks.length > 0 && (
          <Menu
            summary={
              <>
                <Icon name="flag" />
                {t("time.named")}
                <span class="count">{marks.length}</span>
              </>
            }
          >
            <ul class="time-marks">
              {marks.map((mark) => (
                <li key={mark.id}>
                  <a href={hrefAt(mark.at)} aria-current={query.value.get("at") === mark.at ? "true" : undefined}>
                    {mark.title}
                  </a>
                  <span class="quiet">{t("time.mark", { kind: mark.kind, when: longDay(mark.day) })}</span>
                </li>
              ))}
            </ul>
          </Menu>
        )}
        <a class="button" href={`${paths.plan(network.card.network_id, plan, "compare")}?from=${encodeURIComponent(query.value.get("at") ?? "")}`}>
          <Icon name="columns" />
          {t("compare.title")}
        </a>
        {mayName(here) && (
          <button type="button" class="button" onClick={() => setNaming(true)}>
            <Icon name="plus" />
            {t("moment.name")}
          </button>
        )}
      </div>
      {failure !== null && <p class="wrong">{failure}</p>}
      {days !== null && days.length > 0 && <Slider days={days} marks={marks} />}
      {naming && <NameMoment onClose={() => setNaming(false)} />}
    </section>
  );
}

function hrefAt(at: string): string {
  const next = new URL(address.value);
  next.searchParams.set("at", at);
  return next.pathname + next.search;
}

/** Which day is on screen: the one that the address names, else the day of the last thing that happened by then. */
function shownDay(asOf: Day | null): Day | null {
  const at = query.value.get("at");
  return at !== null && isDay(at) ? at : asOf;
}

function OneDay({ days }: { readonly days: readonly ActiveDay[] }) {
  const { asOf } = useHere();
  const id = useId();
  const shown = shownDay(asOf);
  const [typed, setTyped] = useState<string | null>(null);
  useEffect(() => setTyped(null), [shown]);
  return (
    <form
      class="time-day"
      onSubmit={(event) => {
        event.preventDefault();
        const wanted = typed ?? shown ?? "";
        if (isDay(wanted)) {
          to(wanted, "push");
        }
      }}
    >
      <label for={id}>{t("time.day")}</label>
      <input id={id} class="control" type="date" required min={days[0]?.day} value={typed ?? shown ?? ""} onInput={(event) => setTyped(event.currentTarget.value)} />
      <button type="submit" class="button">
        {t("time.see")}
      </button>
    </form>
  );
}

/** To the moment with a name before what is on screen, and to the one after. */
function NextMarks({ marks }: { readonly marks: readonly Mark[] }) {
  const { asOf } = useHere();
  const at = query.value.get("at");
  const shown = shownDay(asOf);
  const named = marks.findIndex((mark) => mark.at === at); // the newest stand first
  const older = named === -1 ? marks.find((mark) => shown === null || mark.day < shown) : marks[named + 1];
  const newer = named === -1 ? marks.findLast((mark) => shown !== null && mark.day > shown) : marks[named - 1];
  return (
    <>
      {([["left", "time.named_before", older], ["right", "time.named_after", newer]] as const).map(([icon, words, mark]) => (
        <button
          key={icon}
          type="button"
          class="button"
          aria-disabled={mark === undefined}
          title={mark?.title}
          onClick={() => {
            if (mark !== undefined) {
              playing.value = null;
              announce(t("time.at_named", { title: mark.title, when: longDay(mark.day) }));
              to(mark.at, "push");
            }
          }}
        >
          <Icon name={icon} />
          <Icon name="flag" />
          <span class="hidden">
            {t(words)} {mark?.title}
          </span>
        </button>
      ))}
    </>
  );
}

/** Day by day; how much happened stands above, and two buttons leap to where something did. */
function Slider({ days, marks }: { readonly days: readonly ActiveDay[]; readonly marks: readonly Mark[] }) {
  const here = useHere();
  const id = useId();
  const first = numberOf(days[0]?.day ?? "1970-01-01");
  const last = numberOf(days[days.length - 1]?.day ?? "1970-01-01");
  const shown = shownDay(here.asOf);
  const stands = shown === null ? last : Math.min(last, Math.max(first, numberOf(shown)));
  const [moving, setMoving] = useState<number | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const said = useRef(0);
  const player = useRef<HTMLButtonElement>(null);
  const rest = (): void => {
    timer.current = undefined;
    leavingMoment.value = false;
  };
  useEffect(() => {
    // A page that was asked for on the way does not pull the slider back to it.
    if (timer.current === undefined) {
      setMoving(null);
      rest();
    }
  }, [here]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      rest();
    },
    [],
  );
  const value = moving ?? stands;
  const happened = new Map(days.map((one) => [numberOf(one.day), one.happened]));
  const told = (number: number): string => plural("time.happened", happened.get(number) ?? 0, { when: longDay(dayAtNumber(number)) });
  const leave = (number: number): void => {
    timer.current = undefined;
    if (query.peek().get("at") === dayAtNumber(number)) {
      setMoving(null); // there and back: nothing will come
      rest();
    } else {
      to(dayAtNumber(number), "replace");
    }
  };
  const move = (number: number): void => {
    playing.value = null;
    setMoving(number);
    leavingMoment.value = true;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => leave(number), PAUSE);
  };
  const goTo = (number: number): void => {
    clearTimeout(timer.current);
    setMoving(number);
    leavingMoment.value = true;
    leave(number);
  };
  const leap = (number: number | undefined): void => {
    playing.value = null;
    if (number !== undefined) {
      announce(told(number));
      goTo(number);
    }
  };
  const numbers = [...happened.keys()];
  const plays = playing.value === here.plan;
  const actions = here.store.all("plan_board").filter(({ plan_id, withdrawn }) => plan_id === here.plan && !withdrawn).length;
  // Of the rows on screen: the address may be ahead of them.
  const say = (): void => {
    if (here.asOf !== null) {
      said.current = Date.now();
      announce(t("time.stands", { when: longDay(here.asOf), actions: plural("actions", actions) }));
    }
  };
  const play = (): void => {
    if (plays) {
      playing.value = null;
      say();
    } else {
      playing.value = here.plan;
      said.current = Date.now();
      goTo(value >= last ? first : value);
    }
  };
  // The next one is asked for once this one has stood there for a while, however long it took to come.
  useEffect(() => {
    if (!plays || here.at === null || moving !== null) {
      return undefined;
    }
    if (stands >= last) {
      playing.value = null;
      say();
      return undefined;
    }
    if (Date.now() - said.current >= SAYS) {
      say();
    }
    const next = numbers[Math.min(numbers.length, numbers.findIndex((number) => number > stands) + Math.ceil(numbers.length / STOPS)) - 1] ?? last;
    const stay = setTimeout(() => goTo(next), matchMedia("(prefers-reduced-motion: reduce)").matches ? STAYS_CALMLY : STAYS);
    return () => clearTimeout(stay);
  }, [here, plays, moving]);
  useEffect(() => {
    if (query.peek().get("at") === null) {
      playing.value = null; // it went by when the plan was looked at before
    } else if (playing.peek() === here.plan && document.activeElement === document.body) {
      player.current?.focus(); // whoever began on the page of today still has the button under their hand
    }
    return () => {
      if (!address.peek().pathname.includes(here.plan)) {
        playing.value = null;
      }
    };
  }, [here.plan]);
  const before = numbers.filter((number) => number < value).at(-1);
  const after = numbers.find((number) => number > value);
  return (
    <div class="time-line">
      <button ref={player} type="button" class="button" onClick={play}>
        <Icon name={plays ? "paused" : "play"} />
        <span class="hidden">{t(plays ? "time.pause" : "time.play")}</span>
      </button>
      <button type="button" class="button" aria-disabled={before === undefined} onClick={() => leap(before)}>
        <Icon name="left" />
        <span class="hidden">{t("time.before")}</span>
      </button>
      <div class="time-slider">
        <Density days={days} marks={marks} first={first} last={last} />
        <label class="hidden" for={id}>
          {t("time.slider")}
        </label>
        <input id={id} type="range" min={first} max={Math.max(last, first + 1)} step={1} value={value} aria-valuetext={told(value)} onInput={(event) => move(Math.min(last, event.currentTarget.valueAsNumber))} />
        <p class="time-ends">
          <span class="quiet">{longDay(dayAtNumber(first))}</span>
          <output for={id}>{told(value)}</output>
          <span class="quiet">{longDay(dayAtNumber(last))}</span>
        </p>
      </div>
      <button type="button" class="button" aria-disabled={after === undefined} onClick={() => leap(after)}>
        <Icon name="right" />
        <span class="hidden">{t("time.after")}</span>
      </button>
    </div>
  );
}

/** How much happened, and where names stand: seen at a glance, and said by the slider and the list. */
function Density({ days, marks, first, last }: { readonly days: readonly ActiveDay[]; readonly marks: readonly Mark[]; readonly first: number; readonly last: number }) {
  const span = Math.max(1, last - first);
  const bins = Math.min(BARS, span + 1);
  const bars = new Array<number>(bins).fill(0);
  for (const { day, happened } of days) {
    const bin = Math.min(bins - 1, Math.floor(((numberOf(day) - first) / span) * (bins - 1) + 0.5));
    bars[bin] = (bars[bin] ?? 0) + happened;
  }
  const most = Math.max(...bars, 1);
  // A day on which one thing happened is seen beside one on which a thousand did.
  const path = bars.map((count, bin) => (count === 0 ? "" : `M${bin} 20v-${(2 + 18 * Math.sqrt(count / most)).toFixed(1)}h.8V20z`)).join("");
  return (
    <svg class="time-density" viewBox={`0 0 ${bins} 20`} preserveAspectRatio="none" aria-hidden="true">
      <path d={path} />
      {marks.map(({ id, day }) => {
        const x = ((numberOf(day) - first) / span) * (bins - 1) + 0.4;
        return x >= 0 && x <= bins ? <line key={id} class="time-mark" x1={x} x2={x} y1={0} y2={20} vector-effect="non-scaling-stroke" /> : null;
      })}
    </svg>
  );
}
