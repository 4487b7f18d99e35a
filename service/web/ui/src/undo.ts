/** Taking back what was done: the last change by its message or by Ctrl+Z, any change from a history, a whole import. */

import { ask, explain } from "./api.ts";
import { moment } from "./format.ts";
import { newId } from "./ids.ts";
import { t } from "./i18n.ts";
import type { LiveNetwork } from "./live/network.ts";
import { notify } from "./notices.ts";
import { fieldLabel } from "./plan/words.ts";
import type { Undone, UndoneItem, Uuid } from "./types.ts";

interface Step {
  readonly network: LiveNetwork;
  readonly what: string;
  /** The command or the undo that it was, or the cause of many: known once it is made, null where it never was. */
  readonly made: Promise<Uuid | null>;
  readonly by: "command" | "import";
}

const KEPT = 50;
/** What a person changes in one go and expects to take back so; the rest is in the histories. */
const AT_HAND = /^(action\.(?!settle)|action_plan\.(?!publish|show|hide|settle|open)|note\.(?!settle)|comment\.|together\.(edit_actions|dissolve_axis))/u;

let done: readonly Step[] = [];
let undone: readonly Step[] = [];

/** A change of one's own is on its way: once it is made, it can be taken back at once. */
export function remember(network: LiveNetwork, tag: string, command: Uuid, what: string, made: Promise<boolean>): void {
  if (!AT_HAND.test(tag)) {
    return;
  }
  const step: Step = { network, what, made: made.then((applied) => (applied ? command : null)), by: "command" };
  done = [...done.slice(1 - KEPT), step];
  undone = [];
  void made.then((applied) => {
    if (!applied) {
      done = done.filter((other) => other !== step);
    } else if (done.includes(step)) {
      const action = { label: t("undo.do"), name: t("undo.do_of", { what }), run: () => back(step) };
      notify("done", t("undo.saved"), { action, about: "undo" });
    }
  });
}

/** Many changes of one's own with one cause were made: they are taken back together, by what this answers as well. */
export function rememberWhole(network: LiveNetwork, cause: Uuid, what: string, sentence: string): () => void {
  const step: Step = { network, what, made: Promise.resolve(cause), by: "import" };
  done = [...done.slice(1 - KEPT), step];
  undone = [];
  const run = (): void => back(step);
  notify("done", sentence, { action: { label: t("undo.do"), name: t("undo.do_of", { what }), run }, about: "undo" });
  return run;
}

function back(step: Step): void {
  done = done.filter((other) => other !== step);
  undone = [...undone, reversed(step, t("undo.done", { what: step.what }))];
}

/** Pressed at once, while the change is still on its way, it is this one that goes back, and no other. */
function reversed(step: Step, sentence: string): Step {
  const made = step.made.then(async (command) => {
    if (step.by === "import") {
      notify("done", t("undo.working"), { about: "undo" });
    }
    const taken = command === null ? null : await undo(step.network, { [step.by]: command }, sentence);
    return taken?.outcome === "applied" ? taken.undo_id : null;
  });
  return { ...step, made, by: "command" };
}

/** Undo, or tell why not; null where nothing came of it. */
export async function undo(network: LiveNetwork, named: { readonly command?: Uuid; readonly import?: Uuid }, sentence: string): Promise<Undone | null> {
  return told(network, sentence, () => ask<Undone>("POST", `/networks/${network.card.network_id}/undo`, { id: newId(), ...named }));
}

/** Give a field the value again that it had after an event, unless somebody changed it since ``seen``. */
export async function putBack(network: LiveNetwork, position: number, field: string, seen: number, label: string): Promise<Undone | null> {
  const asked = { id: newId(), position, field, seen };
  return told(network, t("undo.done_value", { field: label }), () => ask<Undone>("POST", `/networks/${network.card.network_id}/restore`, asked));
}

async function told(network: LiveNetwork, all: string, asked: () => Promise<Undone>): Promise<Undone | null> {
  try {
    const answer = await asked();
    const stays = answer.items.flatMap((item) => staying(network, item));
    const sentence = answer.outcome === "applied" ? all : answer.items.length === 0 ? t("undo.nothing") : stays.length === 0 ? t("undo.already_all") : "";
    notify(stays.length === 0 ? "done" : "conflict", [sentence, ...stays].filter((one) => one !== "").join(" "), { about: "undo" });
    return answer;
  } catch (problem) {
    notify("problem", explain(problem));
    return null;
  }
}

/** What stays of one item, and why, in sentences. */
export function staying(network: LiveNetwork, item: UndoneItem): readonly string[] {
  if (item.why !== null) {
    return [item.why];
  }
  return item.fields.flatMap(({ field, became, by, at }) => {
    if (became === "changed") {
      const named = field === "standing" ? "undo.worked" : "undo.changed";
      const who = by === null ? null : (network.store.nameOf(by)?.name ?? t("person.unknown"));
      return who === null || at === null ? [t("undo.changed_by_nobody", { field: fieldLabel(field) })] : [t(named, { field: fieldLabel(field), who, when: moment(at) })];
    }
    return became === "redacted" ? [t("undo.redacted", { field: fieldLabel(field) })] : [];
  });
}

const TYPED = "input, textarea, select, [contenteditable], dialog";

/** Ctrl+Z takes back the last change, Ctrl+Shift+Z does it again; in a field they are the field's own. */
export function onKey(event: KeyboardEvent): void {
  const again = event.shiftKey;
  if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented) {
    return;
  }
  if (event.target instanceof Element && event.target.closest(TYPED) !== null) {
    return;
  }
  const step = again ? undone.at(-1) : done.at(-1);
  if (step === undefined) {
    return;
  }
  event.preventDefault();
  if (again) {
    undone = undone.slice(0, -1);
    done = [...done, reversed(step, t("undo.redone", { what: step.what }))];
  } else {
    back(step);
  }
}

/** Nothing of one network is taken back from within another. */
export function forgetDone(): void {
  done = [];
  undone = [];
}
