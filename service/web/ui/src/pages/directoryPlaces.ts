/** Where members stand on a flat map: places to points, points that overlap to clusters, and which one lies next in a direction. */

import type { AuthorityKind, MapPoint, Uuid } from "../types.ts";

/** East and south, in hundred-thousandths of a degree of latitude: about a metre each. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The middle of what is shown, and how many pixels a unit takes. */
export interface View extends Point {
  readonly scale: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Spot<T> extends Point {
  readonly id: Uuid;
  readonly of: T;
}

/** What one symbol stands for: a member, or several that would overlap. In pixels. */
export interface Mark<T> extends Point {
  readonly id: Uuid;
  readonly of: readonly T[];
}

/** Pixels between the middles of two symbols: nearer than that they are one, so that a finger never meets two. */
export const APART = 26;
const EDGE = 30; // pixels that stay free around everything
const NEAREST = 0.1; // pixels a unit: a street fills the map
const VILLAGE = 6_000; // units that are shown around a member that stands alone

/** Degrees of longitude shrink towards the poles; over a region, the same everywhere is true enough. */
export function flat(around: readonly MapPoint[]): (place: MapPoint) => Point {
  const middle = around.length === 0 ? 46_50000 : around.reduce((sum, { latitude }) => sum + latitude, 0) / around.length;
  const shrunk = Math.cos((middle / 1e5) * (Math.PI / 180));
  return ({ latitude, longitude }) => ({ x: longitude * shrunk, y: -latitude });
}

/** Everything at once. */
export function whole(points: readonly Point[], { width, height }: Size): View {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [left, right] = ends(xs);
  const [top, bottom] = ends(ys);
  const scale = Math.min((width - 2 * EDGE) / Math.max(right - left, VILLAGE), (height - 2 * EDGE) / Math.max(bottom - top, VILLAGE));
  return { x: (left + right) / 2, y: (top + bottom) / 2, scale: Math.min(Math.max(scale, 1e-6), NEAREST) };
}

function ends(values: readonly number[]): readonly [number, number] {
  return values.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)] as const, [values[0] ?? 0, values[0] ?? 0] as const);
}

/** Nearer by a factor, or farther, never farther than everything. */
export function zoomed(view: View, by: number, all: View, to: Point = view): View {
  const scale = Math.min(Math.max(view.scale * by, all.scale), NEAREST);
  return scale === all.scale ? all : { x: to.x, y: to.y, scale };
}

export function shown(view: View, { width, height }: Size, { x, y }: Point): Point {
  return { x: width / 2 + (x - view.x) * view.scale, y: height / 2 + (y - view.y) * view.scale };
}

/** One symbol for those that would overlap; of these the first in line gives it its place and its name. */
export function clusters<T>(spots: readonly Spot<T>[], view: View, size: Size): readonly Mark<T>[] {
  const cells = new Map<string, { readonly id: Uuid; readonly x: number; readonly y: number; readonly of: T[] }[]>();
  const marks: { readonly id: Uuid; readonly x: number; readonly y: number; readonly of: T[] }[] = [];
  for (const spot of spots) {
    const at = shown(view, size, spot);
    const [column, row] = [Math.floor(at.x / APART), Math.floor(at.y / APART)];
    const beside = [-1, 0, 1].flatMap((dx) => [-1, 0, 1].flatMap((dy) => cells.get(`${column + dx}:${row + dy}`) ?? []));
    const near = beside.find(({ x, y }) => Math.hypot(x - at.x, y - at.y) < APART);
    if (near === undefined) {
      const mark = { id: spot.id, ...at, of: [spot.of] };
      marks.push(mark);
      cells.set(`${column}:${row}`, [...(cells.get(`${column}:${row}`) ?? []), mark]);
    } else {
      near.of.push(spot.of);
    }
  }
  return marks;
}

const AHEAD: Readonly<Record<string, Point>> = { ArrowLeft: { x: -1, y: 0 }, ArrowRight: { x: 1, y: 0 }, ArrowUp: { x: 0, y: -1 }, ArrowDown: { x: 0, y: 1 } };

/** The symbol that lies next in the direction of an arrow key; those far aside count as farther. */
export function next<T>(marks: readonly Mark<T>[], from: Point, key: string): Mark<T> | null {
  const ahead = AHEAD[key];
  if (ahead === undefined) {
    return null;
  }
  let best: Mark<T> | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const mark of marks) {
    const [dx, dy] = [mark.x - from.x, mark.y - from.y];
    const along = dx * ahead.x + dy * ahead.y;
    const aside = Math.abs(dx * ahead.y) + Math.abs(dy * ahead.x);
    if (along > 1 && along + 2 * aside < least) {
      least = along + 2 * aside;
      best = mark;
    }
  }
  return best;
}

export type Form = "municipality" | "body" | "wide" | "state" | "partner";
export const FORMS: readonly Form[] = ["municipality", "body", "wide", "state", "partner"];

const FORM_OF: Partial<Readonly<Record<AuthorityKind, Form>>> = { municipality: "municipality", intermunicipal_body: "body", department: "wide", region: "wide", state_service: "state", chamber: "state" };

export function formOf(kind: AuthorityKind): Form {
  return FORM_OF[kind] ?? "partner";
}

/** The outline of a form around the origin, about as large as a disc of this radius. */
export function outline(form: Form, radius: number): string {
  const r = radius;
  switch (form) {
    case "municipality":
      return `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
    case "body":
      return polygon([-0.9, -0.9, 0.9, -0.9, 0.9, 0.9, -0.9, 0.9], r);
    case "wide":
      return polygon([0, -1.3, 1.3, 0, 0, 1.3, -1.3, 0], r);
    case "state":
      return polygon([0, -1.25, 1.2, 0.9, -1.2, 0.9], r);
    case "partner":
      return polygon([-0.4, -1.1, 0.4, -1.1, 0.4, -0.4, 1.1, -0.4, 1.1, 0.4, 0.4, 0.4, 0.4, 1.1, -0.4, 1.1, -0.4, 0.4, -1.1, 0.4, -1.1, -0.4, -0.4, -0.4], r);
  }
}

function polygon(corners: readonly number[], r: number): string {
  return `M${corners.map((one) => Math.round(one * r * 10) / 10).join(" ")}Z`;
}

/** Four sizes, so that they can be told apart: a village, a small town, a town, a city. */
export const STRATA: readonly number[] = [2_000, 10_000, 50_000];

export function radius(people: number | null): number {
  return people === null ? 6 : 6 + 2.5 * STRATA.filter((least) => people >= least).length;
}
