/** What tells the parts of a drawing apart beside their colour: each has strokes of its own. */

const STROKES: Readonly<Record<string, string>> = {
  planned: "M2 2h.01M6 6h.01",
  to_discuss: "M2 2h3M6 6h3",
  in_progress: "M-1 5 5-1M3 9 9 3",
  paused: "M2 0v8M6 0v8",
  blocked: "M-1 5 5-1M3 9 9 3M-1 3 5 9M3-1 9 5",
  abandoned: "M0 2h8M0 6h8",
  late: "M-1 3 5 9M3-1 9 5",
  none: "M4 4h.01",
};

/** Whatever else is drawn is solid: what is done, or the one thing that is shown. */
export function Patterns({ id, kinds }: { readonly id: string; readonly kinds: readonly string[] }) {
  return (
    <defs>
      {kinds
        .filter((kind) => kind in STROKES)
        .map((kind) => (
          <pattern key={kind} id={`${id}-${kind}`} width="8" height="8" patternUnits="userSpaceOnUse">
            <path class="chart-stroke" d={STROKES[kind]} />
          </pattern>
        ))}
    </defs>
  );
}

interface Box {
  readonly id: string;
  readonly kind: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A piece of a bar, or of the legend. */
export function Piece({ id, kind, ...box }: Box) {
  return (
    <>
      <rect class={`chart-piece chart-${kind}`} {...box} />
      {kind in STROKES && <rect fill={`url(#${id}-${kind})`} {...box} />}
    </>
  );
}
