/** The canvases that processes start from: those that come with the program, and the network's own, to write, change and use. */

import { useEffect, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { byName } from "../format.ts";
import { t } from "../i18n.ts";
import { newId } from "../ids.ts";
import type { LiveNetwork } from "../live/network.ts";
import { notify } from "../notices.ts";
import { AskDialog, type Wanted } from "../plan/AskDialog.tsx";
import { type From, startFrom } from "../plan/canvas.ts";
import { Do } from "../plan/Do.tsx";
import { mayEdit } from "../plan/here.ts";
import type { Canvases as Read, UsualCanvas } from "../types.ts";

interface One {
  readonly key: string;
  readonly name: string;
  readonly from: From;
}

function isOwn(one: One | null): one is One {
  return one !== null && one.from.template !== null;
}

export function Canvases({ network }: { readonly network: LiveNetwork }) {
  const { store, card } = network;
  const [usual, setUsual] = useState<readonly UsualCanvas[]>([]);
  const [wanted, setWanted] = useState<Wanted | null>(null);
  useEffect(() => {
    ask<Read>("GET", `/networks/${card.network_id}/process-canvases`).then((read) => setUsual(read.usual), (problem: unknown) => notify("problem", explain(problem)));
  }, [card.network_id]);
  const edits = mayEdit(store.row("rights", network.me)) && !card.archived;
  const own = store
    .all("process_templates")
    .filter(({ withdrawn }) => !withdrawn)
    .map(({ template_id, name, steps }) => ({ key: template_id, name, from: { canvas: null, template: template_id, titles: steps } }))
    .sort((a, b) => byName(a.name, b.name));
  const all: readonly One[] = [...own, ...usual.map(({ canvas, name, steps }) => ({ key: canvas, name, from: { canvas, template: null, titles: steps } }))];
  const plans = store.all("plan_list").filter(({ withdrawn }) => !withdrawn);
  // A canvas is never changed, so that a process can tell what it started from: another one takes its place.
  const write = (title: string, one: One | null): Wanted => ({
    title,
    fields: [
      { name: "name", label: t("body.name"), first: one?.name ?? "" },
      { name: "steps", label: t("canvas.steps"), kind: "text", first: one?.from.titles.join("\n") ?? "" },
    ],
    asked: ({ name = "", steps = "" }) => ({
      stream: newId(),
      command: { tag: "process_template.write", name, steps },
      ...(isOwn(one) ? { then: { stream: one.key, command: { tag: "process_template.withdraw" } as const } } : {}),
    }),
  });
  const use = (one: One): Wanted => ({
    title: t("canvas.use_of", { name: one.name }),
    fields: [{ name: "plan", label: t("canvas.plan"), kind: "choice", options: plans.map(({ plan_id, title }) => [plan_id, title] as const), first: plans[0]?.plan_id ?? "" }],
    asked: ({ plan = "" }) => startFrom(card.network_id, plan, one.from),
  });
  const withdraw = (one: One): void => {
    network
      .askNow(one.key, { tag: "process_template.withdraw" })
      .then(() => notify("done", t("directory.done")))
      .catch((problem: unknown) => notify("problem", explain(problem)));
  };
  return (
    <div class="page canvases">
      <div class="plan-title">
        <h1 tabIndex={-1}>{t("canvas.title")}</h1>
        {edits && <Do icon="plus" label={t("canvas.write")} onClick={() => setWanted(write(t("canvas.write"), null))} />}
      </div>
      <p class="lead-in">{t("canvas.about")}</p>
      {all.map((one) => (
        <section key={one.key} class="part" aria-labelledby={`canvas-${one.key}`}>
          <h2 id={`canvas-${one.key}`}>
            {one.name} <span class="chip">{t(isOwn(one) ? "canvas.own" : "canvas.shipped")}</span>
          </h2>
          <ol>
            {one.from.titles.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
          {edits && (
            <div class="way-do">
              {plans.length > 0 && <Do small label={t("canvas.use")} about={one.name} onClick={() => setWanted(use(one))} />}
              <Do small label={t(isOwn(one) ? "do.edit" : "canvas.adapt")} about={one.name} onClick={() => setWanted(write(t(isOwn(one) ? "canvas.edit" : "canvas.adapt"), one))} />
              {isOwn(one) && <Do small label={t("canvas.withdraw")} about={one.name} onClick={() => withdraw(one)} />}
            </div>
          )}
        </section>
      ))}
      {wanted !== null && <AskDialog network={network} wanted={wanted} onClose={() => setWanted(null)} />}
    </div>
  );
}
