/** A whole import or bulk action undone: first what would be, and what people changed since and keeps; then, once confirmed, row by row. */

import { useEffect, useId, useState } from "preact/hooks";
import { ask, explain, Refusal } from "../api.ts";
import { announce } from "../announce.ts";
import { newId } from "../ids.ts";
import { plural, t } from "../i18n.ts";
import { Dialog } from "../parts/Dialog.tsx";
import { Icon } from "../parts/Icon.tsx";
import type { Undone, UndoneItem, Uuid } from "../types.ts";
import { staying } from "../undo.ts";
import { useHere } from "./here.ts";

const SHOWN = 20; // items that stay, by name
const LOOK = 1_000;

type Stage = { readonly name: "reading" | "asked" | "running" | "done"; readonly answer: Undone | null; readonly failure: string | null };

interface Props {
  readonly cause: Uuid;
  /** From the history of one item of many: whatever it was that they had in common. */
  readonly whole?: boolean;
}

export function UndoImport({ cause, whole = false }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" class={whole ? "button button-small" : "button"} onClick={() => setOpen(true)}>
        <Icon name="restore" />
        {t(whole ? "undo.whole" : "undo.import")}
      </button>
      {open && <Undoing cause={cause} whole={whole} onClose={() => setOpen(false)} />}
    </>
  );
}

function Undoing({ cause, whole, onClose }: Required<Props> & { readonly onClose: () => void }) {
  const { network } = useHere();
  // One id for all of it: asked again after a break, what is undone already is not undone twice.
  const [id] = useState(newId);
  const [{ name, answer, failure }, setStage] = useState<Stage>({ name: "reading", answer: null, failure: null });
  const address = `/networks/${network.card.network_id}/undo`;
  useEffect(() => {
    let over = false;
    ask<Undone>("POST", address, { id, import: cause, preview: true })
      .then((found) => !over && setStage({ name: "asked", answer: found, failure: null }))
      .catch((problem: unknown) => !over && setStage({ name: "reading", answer: null, failure: explain(problem) }));
    return () => {
      over = true;
    };
  }, [address, cause, id]);
  const run = async (): Promise<void> => {
    setStage({ name: "running", answer, failure: null });
    try {
      const done = await ask<Undone>("POST", address, { id, import: cause });
      setStage({ name: "done", answer: done, failure: null });
      announce(t(whole ? "undo.whole_done" : "undo.import_done"));
    } catch (problem) {
      const unsure = problem instanceof Refusal && problem.problem.status === 0;
      setStage({ name: "asked", answer, failure: unsure ? t("undo.unsure") : explain(problem) });
    }
  };
  const goes = answer === null ? 0 : answer.items.filter((item) => item.fields.some(({ became }) => became === "undone") && !item.outcome?.startsWith("refused")).length;
  const stays = answer === null ? [] : answer.items.map((item) => ({ item, why: staying(network, item) })).filter(({ why }) => why.length > 0);
  return (
    <Dialog title={t(whole ? "undo.whole" : "undo.import")} onClose={onClose}>
      <div class="dialog-body">
        <div role="status">
          {name === "reading" && failure === null && <p>{t("loading")}</p>}
          {answer !== null && name !== "running" && <p>{goes === 0 ? t("undo.already_all") : plural(name === "done" ? "undo.was" : "undo.will", goes)}</p>}
          {stays.length > 0 && name !== "running" && <p>{plural("undo.stays", stays.length)}</p>}
        </div>
        {name === "running" && <Running undo={id} />}
        {stays.length > 0 && name !== "running" && (
          <ul class="undo-stays">
            {stays.slice(0, SHOWN).map(({ item, why }) => (
              <li key={item.id}>{t("undo.refused", { what: nameOf(item), why: why.join(" ") })}</li>
            ))}
          </ul>
        )}
        {failure !== null && <p class="wrong wrong-box">{failure}</p>}
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={onClose}>
            {t(name === "done" ? "do.close" : "undo.back")}
          </button>
          {(name === "asked" || name === "running") && goes > 0 && (
            <button type="button" class="button button-main" disabled={name === "running"} onClick={() => void run()}>
              {t(whole ? "undo.whole_ask" : "undo.ask")}
            </button>
          )}
        </footer>
      </div>
    </Dialog>
  );

  function nameOf({ item }: UndoneItem): string {
    const { store } = network;
    return store.row("plan_board", item)?.title ?? store.row("axis_list", item)?.title ?? store.row("workshop_board", item)?.action ?? t("undo.item");
  }
}

/** How far it has come, asked for every second. */
function Running({ undo }: { readonly undo: Uuid }) {
  const { network } = useHere();
  const id = useId();
  const [far, setFar] = useState<Undone | null>(null);
  useEffect(() => {
    const timer = setInterval(() => {
      ask<Undone>("GET", `/networks/${network.card.network_id}/undos/${undo}`).then(setFar).catch(() => undefined);
    }, LOOK);
    return () => clearInterval(timer);
  }, [network, undo]);
  const known = far !== null && far.steps > 0;
  return (
    <div class="working">
      <p id={id}>{known ? t("undo.import_running", { done: far.done, steps: far.steps }) : t("loading")}</p>
      {known ? <progress aria-labelledby={id} value={far.done} max={far.steps} /> : <progress aria-labelledby={id} />}
    </div>
  );
}
