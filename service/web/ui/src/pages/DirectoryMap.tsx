/**
 * The members of the network on a map of its own: no tiles, nothing from elsewhere.
 *
 * The list beside it says everything that the map says; whoever is pointed at or chosen in one of them is so in the other.
 */

import { type Signal, useComputed, useSignal } from "@preact/signals";
import { useEffect, useId, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { count, list } from "../format.ts";
import { lookup, plural, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { mayInvite } from "../plan/here.ts";
import { atSameMoment, paths, query } from "../router.ts";
import type { Outline, MapPoint, Uuid } from "../types.ts";
import { type Listed, inhabitants } from "./Directory.tsx";
import { type Coloured, FIGURES, type Figure, LEVELS } from "./directoryFigures.ts";
import { clusters, flat, FORMS, type Form, formOf, type Mark, next, outline, type Point, radius, shown, type Size, type Spot, STRATA, type View, whole, zoomed } from "./directoryPlaces.ts";

interface Props {
  readonly network: LiveNetwork;
  /** Those that the filters leave, and everyone: the map stays where it is while somebody filters. */
  readonly found: readonly Listed[];
  readonly everyone: readonly Listed[];
  readonly outlines: readonly Outline[];
  readonly coloured: Coloured;
  readonly onFigure: (figure: Figure) => void;
  readonly pointed: Signal<Uuid | null>;
  readonly chosen: Signal<Uuid | null>;
}

const STEP = 1.6; // how much nearer one press of a button brings
/** Colours of the app, as attributes: a drawing of its own asks no room among the styles that every page loads. */
const GROUND = { fill: "var(--surface)", stroke: "var(--ink)", "stroke-width": 1.25 };
const RINGS = { chosen: { fill: "none", stroke: "var(--focus)", "stroke-width": 3 }, pointed: { fill: "none", stroke: "var(--ink)", "stroke-width": 1.5 } };
const SHADES = [0, 0.3, 0.6, 1];

function shade(level: number | null): { readonly fill: string; readonly "fill-opacity": number } {
  return level === null ? { fill: "var(--quiet)", "fill-opacity": 0.35 } : { fill: "var(--accent)", "fill-opacity": SHADES[level] ?? 0 };
}

export function placeOf({ entry }: Listed): MapPoint | null {
  return entry?.place ?? null;
}

export function DirectoryMap(props: Props) {
  const placed = props.outlines.length > 0 || props.everyone.some((one) => placeOf(one) !== null);
  return placed ? <Drawn {...props} /> : <Nowhere network={props.network} />;
}

function Drawn({ network, found, everyone, outlines, coloured, onFigure, pointed, chosen }: Props) {
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const size = useSignal<Size>({ width: 480, height: 360 });
  const moved = useSignal<View | null>(null);
  useLayoutEffect(() => {
    const box = frame.current;
    if (box === null) {
      return undefined;
    }
    const measure = (): void => {
      const width = Math.max(240, Math.round(box.clientWidth));
      size.value = { width, height: Math.round(Math.min(width * 0.8, 460)) };
    };
    const watch = new ResizeObserver(measure);
    watch.observe(box);
    measure();
    return () => watch.disconnect();
  }, [size]);
  const places = everyone.flatMap((one) => placeOf(one) ?? []);
  const project = useMemo(() => flat(places), [places.length]);
  // The largest lie at the bottom: what an intermunicipal body covers, its municipalities cover again.
  const drawn = useMemo(() => outlines.map((one) => ({ ...one, ...path(one, project) })).sort((a, b) => extent(b.corners) - extent(a.corners)), [outlines, project]);
  const all = whole([...places.map(project), ...drawn.flatMap(({ corners }) => corners)], size.value);
  const view = moved.value ?? all;
  const spots = found
    .flatMap((one): Spot<Listed>[] => {
      const place = placeOf(one);
      return place === null ? [] : [{ id: one.member.authority_id, of: one, ...project(place) }];
    })
    .sort((a, b) => (inhabitants(b.of) ?? 0) - (inhabitants(a.of) ?? 0));
  const marks = clusters(spots, view, size.value);
  const lost = found.length - spots.length;
  const ids = new Set(found.map(({ member }) => member.authority_id));
  const move = (to: View): void => {
    moved.value = to.scale <= all.scale && to.x === all.x && to.y === all.y ? null : to;
  };
  const pan = (x: number, y: number): void => move({ ...view, x: view.x + x / view.scale, y: view.y + y / view.scale });
  const zoom = (by: number, to: Point = spots.find((one) => one.id === chosen.value) ?? view): void => move(zoomed(view, by, all, to));
  const chosenMark = marks.find((mark) => mark.of.some(({ member }) => member.authority_id === chosen.value));
  // Whoever is chosen in the list, and stands beside what is shown, is brought into the middle.
  useEffect(() => {
    const spot = spots.find((one) => one.id === chosen.value);
    if (spot !== undefined && !within(shown(view, size.value, spot), size.value)) {
      move({ ...view, x: spot.x, y: spot.y });
    }
  }, [chosen.value]);
  return (
    <section class="map" aria-labelledby={id}>
      <div class="map-head">
        <h2 id={id}>{t("map.title")}</h2>
        <label>
          {t("map.figure")}{" "}
          <select class="control" value={coloured.figure} onChange={(event) => onFigure(event.currentTarget.value as Figure)}>
            {FIGURES.map((figure) => (
              <option key={figure} value={figure}>
                {t(`map.by_${figure}`)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div class="map-frame" ref={frame}>
        <Drawing marks={marks} view={view} size={size.value} coloured={coloured} pointed={pointed} chosen={chosen} label={summary(spots.length, lost)} onPan={pan} onZoom={zoom} onWhole={() => (moved.value = null)}>
          <g transform={`translate(${size.value.width / 2 - view.x * view.scale} ${size.value.height / 2 - view.y * view.scale}) scale(${view.scale})`}>
            {drawn
              .filter(({ authority_id }) => ids.has(authority_id))
              .map(({ authority_id, d }) => (
                <Land key={authority_id} authority={authority_id} d={d} level={coloured.level(authority_id)} pointed={pointed} onChoose={() => (chosen.value = authority_id)} />
              ))}
          </g>
        </Drawing>
        <div class="map-buttons" role="group" aria-label={t("map.move")}>
          <Press label={t("map.nearer")} sign="+" onClick={() => zoom(STEP)} />
          <Press label={t("map.farther")} sign="−" onClick={() => zoom(1 / STEP)} />
          {moved.value !== null && (
            <>
              <Press label={t("map.whole")} sign="⤢" onClick={() => (moved.value = null)} />
              <Press label={t("map.west")} sign="←" onClick={() => pan(-size.value.width / 4, 0)} />
              <Press label={t("map.north")} sign="↑" onClick={() => pan(0, -size.value.height / 4)} />
              <Press label={t("map.south")} sign="↓" onClick={() => pan(0, size.value.height / 4)} />
              <Press label={t("map.east")} sign="→" onClick={() => pan(size.value.width / 4, 0)} />
            </>
          )}
        </div>
      </div>
      <div role="status">{chosenMark !== undefined && <Chosen network={network} mark={chosenMark} chosen={chosen} coloured={coloured} onNearer={() => zoom(2.5, middle(chosenMark.of, project))} />}</div>
      <Legend found={found} coloured={coloured} />
      <p class="quiet">
        {summary(spots.length, lost)} {lost > 0 && lost <= 6 && t("map.lost_are", { names: list(found.filter((one) => placeOf(one) === null).map(({ member }) => member.name)) })} <ToImport network={network} />
      </p>
    </section>
  );
}

function summary(there: number, lost: number): string {
  return [plural("map.there", there), lost > 0 ? plural("map.lost", lost) : ""].filter((part) => part !== "").join(" ");
}

function middle(members: readonly Listed[], project: (place: MapPoint) => Point): Point {
  const points = members.flatMap((one) => placeOf(one) ?? []).map(project);
  const sum = points.reduce((a, b) => ({ x: a.x + b.x, y: a.y + b.y }), { x: 0, y: 0 });
  return { x: sum.x / points.length, y: sum.y / points.length };
}

function within({ x, y }: Point, { width, height }: Size): boolean {
  return x > 12 && y > 12 && x < width - 12 && y < height - 12;
}

/** An outline as it is drawn, in the units of the map, and the corners of what it takes up. */
function path({ rings }: Outline, project: (place: MapPoint) => Point): { readonly d: string; readonly corners: readonly Point[] } {
  const points = rings.map((ring) => Array.from({ length: ring.length / 2 }, (_, at) => project({ latitude: ring[2 * at] ?? 0, longitude: ring[2 * at + 1] ?? 0 })));
  const every = points.flat();
  const [xs, ys] = [every.map(({ x }) => x), every.map(({ y }) => y)];
  return {
    d: points.map((ring) => `M${ring.map(({ x, y }) => `${Math.round(x)} ${Math.round(y)}`).join(" ")}Z`).join(""),
    corners: every.length === 0 ? [] : [{ x: Math.min(...xs), y: Math.min(...ys) }, { x: Math.max(...xs), y: Math.max(...ys) }],
  };
}

function extent([least, most]: readonly Point[]): number {
  return least === undefined || most === undefined ? 0 : (most.x - least.x) * (most.y - least.y);
}

function Press({ label, sign, onClick }: { readonly label: string; readonly sign: string; readonly onClick: () => void }) {
  return (
    <button type="button" class="button" aria-label={label} title={label} onClick={onClick}>
      {sign}
    </button>
  );
}

interface DrawingProps {
  readonly marks: readonly Mark<Listed>[];
  readonly view: View;
  readonly size: Size;
  readonly coloured: Coloured;
  readonly pointed: Signal<Uuid | null>;
  readonly chosen: Signal<Uuid | null>;
  readonly label: string;
  readonly onPan: (x: number, y: number) => void;
  readonly onZoom: (by: number, at?: Point) => void;
  readonly onWhole: () => void;
  readonly children: preact.ComponentChildren;
}

/** The drawing is one stop of the keyboard; within it the arrows go from member to member. */
function Drawing({ marks, view, size, coloured, pointed, chosen, label, onPan, onZoom, onWhole, children }: DrawingProps) {
  const id = useId();
  const drawing = useRef<SVGSVGElement>(null);
  const last = useRef<Uuid | null>(null);
  const grip = useRef<Point | null>(null);
  const inside = marks.filter((mark) => within(mark, size));
  const stop = (inside.find((mark) => mark.of.some(({ member }) => member.authority_id === last.current)) ?? inside[0])?.id;
  const held = useRef(false);
  // The symbol that had the focus may have become part of another one, nearer or farther.
  useLayoutEffect(() => {
    if (held.current && drawing.current?.contains(document.activeElement) !== true) {
      drawing.current?.querySelector<SVGGElement>(`[data-mark="${stop}"]`)?.focus();
    }
    held.current = false;
  });
  const focus = (mark: Mark<Listed>): void => {
    last.current = mark.id;
    if (!within(mark, size)) {
      onPan(mark.x - size.width / 2, mark.y - size.height / 2);
    }
    drawing.current?.querySelector<SVGGElement>(`[data-mark="${mark.id}"]`)?.focus();
  };
  const onKey = (event: KeyboardEvent): void => {
    const here = marks.find(({ id: one }) => one === (event.target as Element).getAttribute("data-mark"));
    const to = here === undefined ? null : next(marks, here, event.key);
    const does: Readonly<Record<string, () => void>> = { "+": () => onZoom(STEP, here && world(here)), "=": () => onZoom(STEP, here && world(here)), "-": () => onZoom(1 / STEP), "0": onWhole, Escape: () => (chosen.value = null) };
    if (event.ctrlKey || event.metaKey || event.altKey || (to === null && does[event.key] === undefined && !event.key.startsWith("Arrow"))) {
      return;
    }
    event.preventDefault();
    if (to !== null) {
      focus(to);
    } else {
      held.current = true;
      does[event.key]?.();
    }
  };
  const world = ({ x, y }: Point): Point => ({ x: view.x + (x - size.width / 2) / view.scale, y: view.y + (y - size.height / 2) / view.scale });
  return (
    <>
      <svg
        ref={drawing}
        viewBox={`0 0 ${size.width} ${size.height}`}
        width="100%"
        role="group"
        aria-label={t("map.label", { what: label })}
        aria-describedby={`${id}keys`}
        onKeyDown={onKey}
        onPointerDown={(event) => {
          if (event.pointerType === "mouse" && event.button === 0) {
            grip.current = { x: event.clientX, y: event.clientY };
          }
        }}
        onPointerMove={(event) => {
          if (grip.current !== null && event.buttons === 1) {
            onPan(grip.current.x - event.clientX, grip.current.y - event.clientY);
            grip.current = { x: event.clientX, y: event.clientY };
          }
        }}
        onPointerUp={() => (grip.current = null)}
        onPointerLeave={() => (grip.current = null)}
      >
        {children}
        {inside.map((mark) => (
          <Symbol
            key={mark.id}
            mark={mark}
            stop={mark.id === stop}
            coloured={coloured}
            pointed={pointed}
            chosen={chosen}
            onFocus={() => {
              last.current = mark.id;
            }}
          />
        ))}
      </svg>
      <p id={`${id}keys`} class="hidden">
        {t("map.keys")}
      </p>
    </>
  );
}

interface SymbolProps {
  readonly mark: Mark<Listed>;
  readonly stop: boolean;
  readonly coloured: Coloured;
  readonly pointed: Signal<Uuid | null>;
  readonly chosen: Signal<Uuid | null>;
  readonly onFocus: () => void;
}

function Symbol({ mark, stop, coloured, pointed, chosen, onFocus }: SymbolProps) {
  const first = mark.of[0];
  const has = (one: Uuid | null): boolean => one !== null && mark.of.some(({ member }) => member.authority_id === one);
  const isPointed = has(pointed.value);
  const isChosen = has(chosen.value);
  if (first === undefined) {
    return null;
  }
  const id = first.member.authority_id;
  const several = mark.of.length > 1;
  const r = several ? 13 : radius(inhabitants(first));
  const d = outline(several ? "municipality" : formOf(first.member.kind), r);
  const name = several ? t("map.several", { count: count(mark.of.length), names: names(mark.of) }) : [first.member.name, lookup(`authority.${first.member.kind}`), coloured.words(id)].filter(Boolean).join(", ");
  const choose = (): void => {
    chosen.value = isChosen ? null : id;
  };
  return (
    <g
      class="map-mark"
      data-mark={mark.id}
      role="button"
      tabIndex={stop ? 0 : -1}
      aria-pressed={isChosen}
      aria-label={name}
      transform={`translate(${Math.round(mark.x * 10) / 10} ${Math.round(mark.y * 10) / 10})`}
      onClick={choose}
      onKeyDown={(event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          choose();
        }
      }}
      onFocus={() => {
        onFocus();
        pointed.value = id;
      }}
      onBlur={() => (pointed.value = null)}
      onMouseEnter={() => (pointed.value = id)}
      onMouseLeave={() => (pointed.value = null)}
    >
      <title>{name}</title>
      <circle r="13" fill="none" pointer-events="all" />
      {(isPointed || isChosen) && <circle r={r + 5} {...RINGS[isChosen ? "chosen" : "pointed"]} />}
      <path d={d} {...GROUND} />
      {several ? (
        <text text-anchor="middle" dy="0.35em" fill="var(--ink)" font-size="13" font-weight="650">
          {count(mark.of.length)}
        </text>
      ) : (
        <path d={d} {...shade(coloured.level(id))} />
      )}
    </g>
  );
}

function names(members: readonly Listed[]): string {
  const some = members.slice(0, 3).map(({ member }) => member.name);
  return members.length > 3 ? t("map.and_others", { names: some.join(", "), count: count(members.length - 3) }) : list(some);
}

interface LandProps {
  readonly authority: Uuid;
  readonly d: string;
  readonly level: number | null;
  readonly pointed: Signal<Uuid | null>;
  readonly onChoose: () => void;
}

/** What a member covers; its symbol and its line in the list say the same. */
function Land({ authority, d, level, pointed, onChoose }: LandProps) {
  const lit = useComputed(() => pointed.value === authority).value;
  return (
    <g stroke={lit ? "var(--ink)" : "var(--edge)"} stroke-width={lit ? 2 : 1} onClick={onChoose} onMouseEnter={() => (pointed.value = authority)} onMouseLeave={() => (pointed.value = null)}>
      <path d={d} fill="var(--surface)" stroke="none" />
      <path d={d} {...shade(level)} vector-effect="non-scaling-stroke" />
    </g>
  );
}

interface ChosenProps {
  readonly network: LiveNetwork;
  readonly mark: Mark<Listed>;
  readonly chosen: Signal<Uuid | null>;
  readonly coloured: Coloured;
  readonly onNearer: () => void;
}

/** Who was chosen: one by one where several stand in one place. */
function Chosen({ network, mark, chosen, coloured, onNearer }: ChosenProps) {
  return (
    <div class="map-card">
      {mark.of.length > 1 && (
        <p>
          {plural("map.together", mark.of.length)}{" "}
          <button type="button" class="button button-small" onClick={onNearer}>
            {t("map.nearer_here")}
          </button>
        </p>
      )}
      <ul>
        {mark.of.map((one) => {
          const id = one.member.authority_id;
          const people = inhabitants(one);
          return (
            <li key={id}>
              <a href={atSameMoment(paths.authority(network.card.network_id, id))}>{one.member.name}</a>{" "}
              <span class="quiet">
                {[lookup(`authority.${one.member.kind}`), people === null ? null : t("directory.inhabitants", { count: count(people) }), coloured.words(id)].filter((part) => part !== null && part !== "").join(" · ")}
              </span>
            </li>
          );
        })}
      </ul>
      <button type="button" class="button button-small" onClick={() => (chosen.value = null)}>
        {t("map.close")}
      </button>
    </div>
  );
}

function Legend({ found, coloured }: { readonly found: readonly Listed[]; readonly coloured: Coloured }) {
  const forms = FORMS.filter((form) => found.some(({ member }) => formOf(member.kind) === form));
  return (
    <div class="map-legend">
      <ul>
        {forms.map((form) => (
          <li key={form}>
            <Key form={form} level={0} /> {t(`map.form_${form}`)}
          </li>
        ))}
      </ul>
      <ul>
        {LEVELS[coloured.figure].map(([level, key]) => (
          <li key={key}>
            <Key form="body" level={level} /> {lookup(key)}
          </li>
        ))}
      </ul>
      <p class="quiet">{t("map.sizes", { village: count(STRATA[0] ?? 0), town: count(STRATA[1] ?? 0), city: count(STRATA[2] ?? 0) })}</p>
    </div>
  );
}

function Key({ form, level }: { readonly form: Form; readonly level: number | null }) {
  return (
    <svg viewBox="-9 -9 18 18" width="18" height="18" aria-hidden="true">
      <path d={outline(form, 6)} {...GROUND} />
      <path d={outline(form, 6)} {...shade(level)} />
    </svg>
  );
}

/** Nobody is on the map yet: what puts them there. */
function Nowhere({ network }: { readonly network: LiveNetwork }) {
  const id = useId();
  return (
    <section class="map empty" aria-labelledby={id}>
      <h2 id={id}>{t("map.title")}</h2>
      <p>{t("map.empty")}</p>
      <p>
        <ToImport network={network} />
      </p>
    </section>
  );
}

function ToImport({ network }: { readonly network: LiveNetwork }) {
  const rights = network.store.row("rights", network.me);
  return rights !== null && query.value.get("at") === null && mayInvite(rights) && !rights.suspended && !network.card.archived ? <a href={paths.importPlaces(network.card.network_id)}>{t("map.import")}</a> : null;
}
