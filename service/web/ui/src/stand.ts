/** Where the focus goes when what had it is gone: to what stands in its place now, never to nowhere. */

import { useLayoutEffect, useRef } from "preact/hooks";

/** What can be read by itself, and holds no key that does something: from here one goes on with Tab. */
const READ = "td, th, li, tr, h2, h3, form, fieldset, section, article, dialog";

/** What has the focus, then what it stands in, up to the page; each with its place among its neighbours and what it says. */
type Stand = readonly { readonly one: Element; readonly at: number; readonly says: string }[];

let last: Stand = [];
let onPage: Stand = []; // the last that was no short message: those go by themselves
let path = "";

function standOf(one: Element): Stand {
  const found = [];
  for (let here: Element | null = one; here !== null && here !== document.body; here = here.parentElement) {
    found.push({ one: here, at: [...(here.parentElement?.children ?? [])].indexOf(here), says: here === one ? (here.textContent ?? "") : "" });
  }
  return found;
}

function take(one: Element | null | undefined): boolean {
  if ((one instanceof HTMLElement || one instanceof SVGElement) && one.checkVisibility()) {
    if (one instanceof HTMLElement && one.tabIndex < 0 && one.matches(READ)) {
      one.tabIndex = -1;
    }
    one.focus();
  }
  return one !== null && one !== undefined && document.activeElement === one;
}

/**
 * What came to stand there, else what stood before it: its twin where that is a cell or is typed into, a button only where it says the same.
 * A key that is still pressed must not do to the next one what it did to this.
 */
function near(stand: Stand, level: number): boolean {
  const [here, gone, first] = [stand[level]?.one, stand[level - 1], stand[0]];
  if (here === undefined || gone === undefined || first === undefined) {
    return false;
  }
  const beside = [here.children[gone.at], here.children[gone.at - 1]];
  const twins = beside
    .map((one) => stand.slice(0, level - 1).reduceRight<Element | undefined>((found, { at }) => found?.children[at], one))
    .filter((one) => one?.localName === first.one.localName && (one.matches("td, th, textarea, select, input") || one.textContent === first.says));
  return [...twins, ...beside.filter((one) => one?.matches("li, tr") === true)].some(take);
}

function goTo(stand: Stand): boolean {
  const end = stand.findIndex(({ one }) => one.localName === "main" || one.localName === "dialog");
  const inside = stand.slice(0, end < 0 ? stand.length : end);
  return inside.some(({ one }, level) => {
    if (!one.isConnected) {
      return false;
    }
    return (level === 0 && take(one)) || near(inside, level) || (level > 0 && one.matches(READ) && take(one.matches("section, article") ? (one.querySelector("h2, h3") ?? one) : one));
  });
}

/** Put the focus there, else on the button of the menu it stood in, else where it was on the page, else on its heading. */
function find(stand: Stand): void {
  const heading = document.querySelector<HTMLElement>("main h1");
  const menu = stand.find(({ one }) => one.localName === "details" && one.isConnected)?.one;
  if (!goTo(stand) && !take(menu?.querySelector("summary")) && !goTo(onPage) && heading !== null) {
    heading.tabIndex = -1;
    heading.focus();
  }
}

/** Remember where the focus is; what is answered puts it back there, or to what stands there by then. */
export function remember(): () => void {
  const stand = document.activeElement === document.body ? last : standOf(document.activeElement ?? document.body);
  const there = location.pathname;
  return () => {
    if (location.pathname === there) {
      find(stand);
    }
  };
}

/** A form that a button opens in its place takes the focus, and gives it back. */
export function useTaking<Form extends HTMLElement>(taking = true) {
  const form = useRef<Form>(null);
  useLayoutEffect(() => {
    if (!taking) {
      return undefined;
    }
    const back = remember();
    form.current?.querySelector<HTMLElement>("input, textarea, select")?.focus();
    return () => queueMicrotask(back);
  }, [taking]);
  return form;
}

/** Whoever presses a button that goes away by that, or reads a row that somebody else takes out, goes on from there. */
export function startStanding(): void {
  document.addEventListener("focusin", ({ target }) => {
    last = standOf(target as Element);
    path = location.pathname;
    if (!last.some(({ one }) => one.matches(".notices, dialog"))) {
      onPage = last;
    }
  });
  // Whoever pressed beside it left it, and reads on somewhere else: what becomes of it must not fetch them back.
  document.addEventListener("pointerdown", ({ target }) => {
    if (last[0]?.one.contains(target as Node) === false) {
      last = [];
    }
  });
  new MutationObserver(() => {
    const gone = last[0]?.one.isConnected === false && document.activeElement === document.body;
    if (gone && path === location.pathname) {
      find(last);
    }
  }).observe(document.body, { childList: true, subtree: true });
}
