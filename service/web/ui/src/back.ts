/** The way back: who opened a card returns to the row, the cell and the place on the page that they came from. */

import { atSameMoment, onMove, paths, type Place, placeOf, type PlanScreen } from "./router.ts";

interface Stand {
  readonly href: string;
  /** The cell that had the focus last. */
  readonly cell: string | null;
  readonly top: number;
  /** How far the table was moved aside. */
  readonly aside: number;
}

interface Sought {
  /** In order of preference. */
  readonly selectors: readonly string[];
  readonly stand: Stand | null;
}

const LISTS: ReadonlySet<string> = new Set<PlanScreen>(["plan", "board", "timeline"]);
const SHEET = ".sheet";

const stands = new Map<string, Stand>();
/** The list of each plan that was on screen last. */
const lists = new Map<string, string>();
let sought: Sought | null = null;

export function startRemembering(): void {
  history.scrollRestoration = "manual"; // the browser would scroll before the rows are there
  onMove((from, to) => {
    const left = placeOf(from.pathname);
    const next = placeOf(to.pathname);
    if (isList(left)) {
      const cell = document.querySelector<HTMLElement>('[data-cell][tabindex="0"]')?.dataset["cell"] ?? null;
      stands.set(from.pathname, { href: from.href, cell, top: scrollY, aside: document.querySelector(SHEET)?.scrollLeft ?? 0 });
      lists.set(left.plan, from.pathname);
    }
    sought = to.hash.length > 1 ? { selectors: [`#${CSS.escape(to.hash.slice(1))}`], stand: null } : null;
    if (left.name === "action" && isList(next) && next.plan === left.plan) {
      const stand = stands.get(to.pathname) ?? null;
      const cells = stand?.cell?.startsWith(`${left.action}/`) === true ? [stand.cell] : [];
      const selectors = [...cells, `${left.action}/title`].map((cell) => `[data-cell="${CSS.escape(cell)}"]`);
      sought = { selectors: [...selectors, `[data-card="${left.action}"]`], stand };
    }
  });
}

/** Once the next page is there, the focus belongs to this element and not to the heading. */
export function seek(selector: string): void {
  sought = { selectors: [selector], stand: null };
}

/** Go to what is sought: there, nowhere to be found, or among the rows that are still being drawn. */
export function arrive(page: HTMLElement): "there" | "nowhere" | "drawing" {
  const { selectors, stand } = sought ?? { selectors: [], stand: null };
  for (const selector of selectors) {
    const found = page.querySelector<HTMLElement>(selector);
    if (found !== null) {
      sought = null;
      if (stand !== null) {
        scrollTo(0, stand.top);
        page.querySelector(SHEET)?.scrollTo({ left: stand.aside });
      }
      found.focus({ preventScroll: true });
      found.scrollIntoView({ block: "nearest", inline: "nearest" });
      return "there";
    }
  }
  if (sought !== null && page.querySelector("[data-drawing]") !== null) {
    return "drawing";
  }
  sought = null;
  return "nowhere";
}

/** The list of this plan that one came from, filtered as it was; else its table. */
export function wayBack(network: string, plan: string): string {
  const table = atSameMoment(paths.plan(network, plan));
  const href = stands.get(lists.get(plan) ?? "")?.href;
  return href !== undefined && momentIn(href) === momentIn(table) ? href : table;
}

function momentIn(href: string): string | null {
  return new URL(href, location.href).searchParams.get("at");
}

function isList(place: Place): place is Extract<Place, { readonly plan: string }> {
  return LISTS.has(place.name);
}
