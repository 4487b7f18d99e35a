/** Bars from left to right, one or two a line, each divided into what it is made of. Drawn for the width there is, so that letters keep their size. */

import { useId } from "preact/hooks";
import { Patterns, Piece } from "./Patterns.tsx";
import { fitting, useSize } from "./useSize.ts";

export interface Segment {
  readonly kind: string;
  readonly value: number;
}

export interface Bar {
  readonly name: string;
  readonly label: string;
  readonly bands: readonly (readonly Segment[])[];
  /** What its whole length stands for, where that is not the same for all. */
  readonly most?: number;
}

interface Props {
  /** All that the drawing says, for those who do not see it. */
  readonly summary: string;
  readonly bars: readonly Bar[];
  /** What the longest bar stands for. */
  readonly most?: number;
  readonly legend?: readonly { readonly kind: string; readonly name: string }[];
}

export function Bars({ summary, bars, most = 0, legend = [] }: Props) {
  const id = useId();
  const [frame, { width, em }] = useSize();
  const wide = width > 40 * em;
  const bands = Math.max(1, ...bars.map((bar) => bar.bands.length));
  const band = (bands === 1 ? 1.1 : 0.7) * em;
  const thick = bands * band;
  const labels = Math.max(0, ...bars.map(({ label }) => label.length)) * em * 0.64;
  const left = wide ? Math.min(width * 0.32, Math.max(0, ...bars.map(({ name }) => name.length)) * em * 0.56 + em) : 0;
  const length = wide ? width - left - labels - em : width;
  const step = wide ? thick + 0.7 * em : thick + 2.3 * em;
  const places = wrapped(legend, width, em);
  const top = places.lines * 1.7 * em + (places.lines > 0 ? 0.6 * em : 0);
  const height = top + bars.length * step;
  return (
    <div ref={frame} class="chart">
      <svg role="img" aria-label={summary} width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
        <Patterns id={id} kinds={[...new Set([...legend.map(({ kind }) => kind), ...bars.flatMap((bar) => bar.bands.flat().map(({ kind }) => kind))])]} />
        {places.of.map(({ kind, name, x, line }) => (
          <g key={kind}>
            <Piece id={id} kind={kind} x={x} y={line * 1.7 * em + 0.2 * em} width={1.4 * em} height={em} />
            <text x={x + 1.8 * em} y={line * 1.7 * em + 1.1 * em}>
              {name}
            </text>
          </g>
        ))}
        {bars.map(({ name, label, bands: drawn, most: whole = most }, index) => {
          const y = top + index * step;
          const from = wide ? y : y + 1.5 * em;
          return (
            <g key={index}>
              <text x="0" y={wide ? y + thick / 2 + 0.35 * em : y + em}>
                <title>{name}</title>
                {fitting(name, wide ? left - em : width - label.length * em * 0.64 - em, em)}
              </text>
              <text class="chart-label" text-anchor="end" x={width} y={wide ? y + thick / 2 + 0.35 * em : y + em}>
                {label}
              </text>
              <rect class="chart-ground" x={left} y={from} width={length} height={thick} />
              {drawn.map((segments, at) => {
                let x = left;
                return segments.map(({ kind, value }) => {
                  const long = whole === 0 ? 0 : (length * value) / whole;
                  const begin = x;
                  x += long;
                  return long <= 0 ? null : <Piece key={kind} id={id} kind={kind} x={begin} y={from + at * band} width={long} height={band} />;
                });
              })}
            </g>
          );
        })}
      </svg>
    </div>
  );
}

interface Named {
  readonly kind: string;
  readonly name: string;
}

/** Where each word of a legend stands, line by line. */
export function wrapped<N extends Named>(legend: readonly N[], width: number, em: number): { readonly lines: number; readonly of: readonly (N & { readonly x: number; readonly line: number })[] } {
  let x = 0;
  let line = 0;
  const of = legend.map((one) => {
    const long = one.name.length * em * 0.56 + 3.4 * em;
    if (x > 0 && x + long > width) {
      x = 0;
      line += 1;
    }
    const place = { ...one, x, line };
    x += long;
    return place;
  });
  return { lines: legend.length === 0 ? 0 : line + 1, of };
}
