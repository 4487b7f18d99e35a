/** Who guides whom, and on what: offers and mentorships as ties, and where those of a tie stand in a drawing of three columns. */

import type { MentorList, MentoringCircle, MentorshipStage, Uuid } from "../types.ts";

/** How far a tie has come: from something on offer to a mentorship that is over. */
export type Standing = "offered" | "asked" | "running" | "closed";
export const STANDINGS: readonly Standing[] = ["running", "asked", "closed", "offered"];

const OF_STAGE: Readonly<Record<MentorshipStage, Standing | null>> = { requested: "asked", questioned: "asked", accepted: "asked", running: "running", closed: "closed", declined: null, withdrawn: null };

/** An authority, or whoever speaks in no authority's name. */
export interface Party {
  readonly id: Uuid;
  readonly name: string;
  readonly person: Uuid;
}

export interface Tie {
  readonly id: Uuid;
  readonly standing: Standing;
  readonly guide: Party;
  readonly themes: readonly string[];
  /** None yet, of what is on offer. */
  readonly guided: Party | null;
  readonly places: number;
}

type Offer = Pick<MentorList, "offer_id" | "person_id" | "authority_id" | "themes" | "capacity" | "withdrawn">;
type Mentorship = Pick<MentoringCircle, "mentorship_id" | "offer_id" | "mentor_id" | "mentee_id" | "authority_id" | "themes" | "stage">;

/** What came to nothing is no tie; an offer that was withdrawn still says for whom its mentor spoke. */
export function tiesOf(offers: readonly Offer[], mentorships: readonly Mentorship[], party: (authority: Uuid | null, person: Uuid) => Party): readonly Tie[] {
  const speaksFor = new Map(offers.map(({ offer_id, authority_id }) => [offer_id, authority_id]));
  return [
    ...mentorships.flatMap(({ mentorship_id: id, offer_id, mentor_id, mentee_id, authority_id, themes, stage }): Tie[] => {
      const standing = OF_STAGE[stage];
      return standing === null ? [] : [{ id, standing, guide: party(speaksFor.get(offer_id) ?? null, mentor_id), themes, guided: party(authority_id, mentee_id), places: 0 }];
    }),
    ...offers
      .filter(({ withdrawn }) => !withdrawn)
      .map(({ offer_id: id, person_id, authority_id, themes, capacity }): Tie => ({ id, standing: "offered", guide: party(authority_id, person_id), themes, guided: null, places: capacity })),
  ];
}

export type Column = 0 | 1 | 2;

export interface Node {
  readonly id: string;
  readonly name: string;
  readonly column: Column;
  /** From the top of its column. */
  readonly place: number;
  /** The ties that it is part of. */
  readonly of: readonly Tie[];
}

export interface Line {
  readonly from: string;
  readonly to: string;
  readonly standing: Standing;
  readonly of: readonly Tie[];
}

export interface Drawing {
  readonly nodes: readonly Node[];
  readonly lines: readonly Line[];
  readonly rows: number;
}

interface Made {
  readonly id: string;
  readonly name: string;
  readonly column: Column;
  readonly of: Set<Tie>;
  readonly before: Set<string>;
}

/**
 * Who guides stands left, themes in the middle, who is guided right. The same ties give the same drawing, in whatever order they came:
 * the left by name, and each further column by the middle of what leads to it, so that few lines cross.
 */
export function drawn(ties: readonly Tie[], plain: (text: string) => string, byName: (a: string, b: string) => number, without: string): Drawing {
  const made = new Map<string, Made>();
  const lines = new Map<string, { readonly from: string; readonly to: string; readonly of: Tie[] }>();
  const node = (column: Column, key: string, name: string, tie: Tie): string => {
    const id = `${column}:${key}`;
    const one = made.get(id) ?? { id, name, column, of: new Set(), before: new Set() };
    made.set(id, { ...one, name: byName(name, one.name) < 0 ? name : one.name });
    one.of.add(tie);
    return id;
  };
  const line = (from: string, to: string, tie: Tie): void => {
    const id = `${from} ${to}`;
    const one = lines.get(id) ?? { from, to, of: [] };
    lines.set(id, one);
    if (!one.of.includes(tie)) {
      one.of.push(tie);
    }
    made.get(to)?.before.add(from);
  };
  for (const tie of ties) {
    const guide = node(0, tie.guide.id, tie.guide.name, tie);
    for (const theme of tie.themes.length === 0 ? [without] : tie.themes) {
      const about = node(1, plain(theme), theme, tie);
      line(guide, about, tie);
      if (tie.guided !== null) {
        line(about, node(2, tie.guided.id, tie.guided.name, tie), tie);
      }
    }
  }
  const places = new Map<string, number>();
  const middle = ({ before }: Made): number => (before.size === 0 ? 0 : [...before].reduce((sum, one) => sum + (places.get(one) ?? 0), 0) / before.size);
  const columns = ([0, 1, 2] as const).map((column) => {
    const of = [...made.values()].filter((one) => one.column === column).sort((a, b) => middle(a) - middle(b) || byName(a.name, b.name) || (a.id < b.id ? -1 : 1));
    of.forEach(({ id }, place) => places.set(id, place));
    return of;
  });
  return {
    nodes: columns.flat().map(({ id, name, column, of }) => ({ id, name, column, place: places.get(id) ?? 0, of: [...of] })),
    // What runs is seen above what is over, and that above what is only on offer.
    lines: [...lines.values()]
      .map(({ from, to, of }): Line => ({ from, to, of, standing: STANDINGS.find((one) => of.some(({ standing }) => standing === one)) ?? "offered" }))
      .sort((a, b) => STANDINGS.indexOf(b.standing) - STANDINGS.indexOf(a.standing) || (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1)),
    rows: Math.max(0, ...columns.map(({ length }) => length)),
  };
}
