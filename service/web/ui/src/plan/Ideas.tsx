/** The findings a plan starts from and the ideas that feed it: who says so, who checked it, and what became of it. */

import { useId } from "preact/hooks";
import { explain } from "../api.ts";
import { ItemComments } from "../comments/ItemComments.tsx";
import { ItemFiles } from "../files/FilesPart.tsx";
import { dayOf } from "../format.ts";
import { newId } from "../ids.ts";
import { lookup, plural, t } from "../i18n.ts";
import { notify } from "../notices.ts";
import { between } from "../order.ts";
import { Follow } from "../parts/Follow.tsx";
import { nameOf } from "../parts/People.tsx";
import { atSameMoment, paths } from "../router.ts";
import type { Command, FindingLevel, FindingList, IdeaList, IdeaOrigin, ProcessPage, Uuid } from "../types.ts";
import { changed, choices, type Field, orNull, type Wanted } from "./AskDialog.tsx";
import { belonging, speaksFor } from "./Bodies.tsx";
import { Do } from "./Do.tsx";
import { type Here, mayInvite, mayWrite, useHere } from "./here.ts";
import { HistoryButton } from "./HistoryButton.tsx";

const ORIGINS: readonly IdeaOrigin[] = ["workshop", "elected", "officers", "inhabitants", "other"];
const LEVELS: readonly FindingLevel[] = ["high", "medium", "low"];

export function askNow({ network }: Here, stream: Uuid, command: Command): void {
  network
    .askNow(stream, command)
    .then(() => notify("done", t("directory.done")))
    .catch((problem: unknown) => notify("problem", explain(problem)));
}

const reason = (label: string) => ({ name: "reason", label, kind: "text" }) as const;

interface Props {
  readonly page: ProcessPage;
  readonly onAsk: (wanted: Wanted) => void;
}

export function Findings({ page, onAsk }: Props) {
  const here = useHere();
  const id = useId();
  const submit: Wanted = {
    title: t("finding.submit"),
    fields: [
      { name: "text", label: t("finding.text"), kind: "text" },
      { name: "theme", label: t("finding.theme"), optional: true },
      { name: "source", label: t("finding.source"), optional: true },
      verifier(here, here.network.me, null),
    ],
    asked: ({ text = "", theme, source, verifier: by }) => ({
      stream: newId(),
      command: { tag: "finding.submit", plan: here.plan, text, theme: orNull(theme), source: orNull(source), verifier: orNull(by) },
    }),
  };
  const rows = page.findings.filter(({ standing }) => standing !== "withdrawn");
  return (
    <section class="part" aria-labelledby={id}>
      <div class="plan-title">
        <h2 id={id}>{t("finding.title")}</h2>
        {mayWrite(here) && <Do icon="plus" label={t("finding.submit")} onClick={() => onAsk(submit)} />}
      </div>
      {rows.length === 0 && <p class="quiet">{t("finding.none")}</p>}
      <ul class="rows">
        {rows.map((row) => (
          <FindingLine key={row.finding_id} row={row} onAsk={onAsk} />
        ))}
      </ul>
    </section>
  );
}

/** Whom to ask for a look at the source: anybody but the author. */
function verifier({ network }: Here, author: Uuid, now: Uuid | null): Field {
  const others = belonging(network).filter(([person]) => person !== author);
  return { name: "verifier", label: t("finding.verifier"), kind: "choice", optional: true, options: [["", t("finding.anybody")], ...others], first: now ?? "" };
}

function FindingLine({ row, onAsk }: { readonly row: FindingList; readonly onAsk: (wanted: Wanted) => void }) {
  const here = useHere();
  const own = row.author_id === here.network.me;
  const stream = row.finding_id;
  const keeps = own || mayInvite(here.network.store.row("rights", here.network.me));
  const waits = row.standing === "submitted" && row.verifier_id !== null ? t("finding.waits_for", { who: nameOf(here.network.store, row.verifier_id) }) : null;
  const facts = [row.theme, row.source === null ? null : t("finding.from", { source: row.source }), nameOf(here.network.store, row.author_id), dayOf(row.submitted_at), waits];
  const edit: Wanted = {
    title: t("finding.edit"),
    fields: [
      { name: "text", label: t("finding.text"), kind: "text", first: row.text },
      { name: "theme", label: t("finding.theme"), optional: true, first: row.theme ?? "" },
      { name: "source", label: t("finding.source"), optional: true, first: row.source ?? "" },
      verifier(here, row.author_id, row.verifier_id),
    ],
    asked: ({ text = "", theme, source, verifier: by }) => ({
      stream,
      command: {
        tag: "finding.edit",
        ...changed("text", row.text, text),
        ...changed("theme", row.theme, orNull(theme)),
        ...changed("source", row.source, orNull(source)),
        ...changed("verifier", row.verifier_id, orNull(by)),
      },
    }),
  };
  const votes = LEVELS.map((level) => [level, Object.values(row.opinions).filter((one) => one === level).length] as const).filter(([, count]) => count > 0);
  const mine = row.opinions[here.network.me] ?? "";
  return (
    <li>
      <div>
        <p>
          {row.text} <span class="chip">{lookup(`finding_standing.${row.standing}`)}</span>
        </p>
        <p class="quiet">{facts.filter((fact) => fact !== null).join(" · ")}</p>
        {row.standing_reason !== null && <p class="quiet">{t("process.because", { who: row.standing_by === null ? "" : nameOf(here.network.store, row.standing_by), reason: row.standing_reason })}</p>}
        {votes.length > 0 && <p class="quiet">{t("finding.opinions", { counts: votes.map(([level, count]) => `${lookup(`finding_level.${level}`)} ${count}`).join(", ") })}</p>}
        <ItemComments network={here.network} about="finding" item={stream} plan={here.plan} title={row.text} at={here.at} />
        <ItemFiles network={here.network} kind="finding" item={stream} plan={here.plan} title={row.text} at={here.at} />
      </div>
      <div class="way-do">
        {mayWrite(here) && (
          <>
            {row.standing !== "dismissed" && (
              <label>
                {t("finding.priority")}{" "}
                <select
                  class="control"
                  value={mine}
                  onChange={(event) => askNow(here, stream, { tag: "finding.rate", priority: event.currentTarget.value === "" ? null : (event.currentTarget.value as FindingLevel) })}
                >
                  <option value="">{t("value.none")}</option>
                  {LEVELS.map((level) => (
                    <option key={level} value={level}>
                      {lookup(`finding_level.${level}`)}
                    </option>
                  ))}
                </select>
              </label>
            )}
            {keeps && (row.standing === "submitted" || row.standing === "contested") && <Do small label={t("do.edit")} about={row.text} onClick={() => onAsk(edit)} />}
            {!own && row.standing === "submitted" && (keeps || row.verifier_id === null || row.verifier_id === here.network.me) && <Do small label={t("finding.verify")} about={row.text} onClick={() => askNow(here, stream, { tag: "finding.verify" })} />}
            {!own && row.standing !== "contested" && (
              <Do
                small
                label={t("finding.contest")}
                about={row.text}
                onClick={() => onAsk({ title: t("finding.contest"), fields: [reason(t("finding.why_contest"))], asked: () => ({ stream, command: { tag: "finding.contest" } }) })}
              />
            )}
            {!own && row.standing === "contested" && here.mayEdit && (
              <Do
                small
                label={t("finding.conclude")}
                about={row.text}
                onClick={() =>
                  onAsk({
                    title: t("finding.conclude"),
                    fields: [{ name: "outcome", label: t("finding.outcome"), kind: "choice", options: choices("finding_standing", ["upheld", "dismissed"]), first: "upheld" }, reason(t("process.reason"))],
                    asked: ({ outcome }) => ({ stream, command: { tag: "finding.conclude", outcome: outcome as "upheld" | "dismissed" } }),
                  })
                }
              />
            )}
            {keeps && <Do small label={t("finding.withdraw")} about={row.text} onClick={() => askNow(here, stream, { tag: "finding.withdraw" })} />}
          </>
        )}
        {here.at === null && <Follow network={here.network.card.network_id} item={stream} title={row.text} listed />}
        <HistoryButton network={here.network} kind="finding" item={stream} name={row.text} small />
      </div>
    </li>
  );
}

export function Ideas({ page, onAsk }: Props) {
  const here = useHere();
  const id = useId();
  const bodies = page.bodies.filter((row) => row.dissolved_at === null && speaksFor(here.network, row));
  const propose: Wanted = {
    title: t("idea.propose"),
    fields: [
      { name: "title", label: t("idea.name") },
      { name: "text", label: t("idea.text"), kind: "text", optional: true },
      { name: "origin", label: t("idea.origin"), kind: "choice", options: [...choices("idea_origin", ORIGINS), ...bodies.map(({ body_id, name }) => [body_id, name] as const)], first: "inhabitants" },
      { name: "heard", label: t("idea.heard"), optional: true },
    ],
    asked: ({ title = "", text, origin = "", heard }) => {
      const body = bodies.some(({ body_id }) => body_id === origin);
      return {
        stream: newId(),
        command: { tag: "idea.propose", plan: here.plan, title, text: orNull(text), heard: orNull(heard), origin: body ? "body" : (origin as IdeaOrigin), body: body ? origin : null },
      };
    },
  };
  const rows = page.ideas.filter(({ standing }) => standing !== "withdrawn");
  return (
    <section class="part" aria-labelledby={id}>
      <div class="plan-title">
        <h2 id={id}>{t("idea.title")}</h2>
        {mayWrite(here) && <Do icon="plus" label={t("idea.propose")} onClick={() => onAsk(propose)} />}
      </div>
      <p class="quiet">{rows.length === 0 ? t("idea.none") : plural("idea.count", rows.length)}</p>
      <ul class="rows">
        {rows.map((row) => (
          <IdeaLine key={row.idea_id} row={row} page={page} onAsk={onAsk} />
        ))}
      </ul>
    </section>
  );
}

function IdeaLine({ row, page, onAsk }: Props & { readonly row: IdeaList }) {
  const here = useHere();
  const { store, network } = here;
  const stream = row.idea_id;
  const open = row.standing === "open";
  const body = page.bodies.find(({ body_id }) => body_id === row.from_body_id)?.name;
  const facts = [body ?? lookup(`idea_origin.${row.origin}`), row.heard, nameOf(network.store, row.author_id), dayOf(row.proposed_at), row.refined_at === null ? null : t("idea.refined", { when: dayOf(row.refined_at) })];
  const refine: Wanted = {
    title: t("idea.refine"),
    fields: [
      { name: "title", label: t("idea.name"), first: row.title },
      { name: "text", label: t("idea.text"), kind: "text", optional: true, first: row.text ?? "" },
    ],
    asked: ({ title = "", text }) => ({ stream, command: { tag: "idea.refine", ...changed("title", row.title, title), ...changed("text", row.text, orNull(text)) } }),
  };
  const promote = (): void => {
    const keys = store.all("plan_board").filter(({ plan_id }) => plan_id === here.plan).map(({ order_key }) => order_key).sort();
    const add = { tag: "action.add", plan: here.plan, title: row.title, description: row.text, order_key: between(keys.at(-1) ?? null, null) } as const;
    askNow(here, stream, { tag: "together.promote_idea", action: newId(), add });
  };
  const action = row.action_id === null ? null : store.row("plan_board", row.action_id);
  return (
    <li>
      <div>
        <p>
          <strong>{row.title}</strong> <span class="chip">{lookup(`idea_standing.${row.standing}`)}</span>
        </p>
        {row.text !== null && <p class="lines">{row.text}</p>}
        <p class="quiet">{facts.filter((fact) => fact !== null && fact !== undefined).join(" · ")}</p>
        {row.standing_reason !== null && <p class="quiet">{row.standing_reason}</p>}
        {action !== null && (
          <p>
            <a href={atSameMoment(paths.action(network.card.network_id, here.plan, action.action_id))}>{t("idea.became", { title: action.title })}</a>
          </p>
        )}
        <ItemComments network={network} about="idea" item={stream} plan={here.plan} title={row.title} at={here.at} over={row.standing === "promoted"} />
        <ItemFiles network={network} kind="idea" item={stream} plan={here.plan} title={row.title} at={here.at} may={row.action_id === null && row.standing !== "withdrawn"} />
      </div>
      <div class="way-do">
        {mayWrite(here) && (
          <>
            {open && <Do small label={t("idea.refine")} about={row.title} onClick={() => onAsk(refine)} />}
            {open && here.mayEdit && <Do small label={t("idea.promote")} about={row.title} onClick={promote} />}
            {open && here.mayEdit && (
              <Do
                small
                label={t("idea.decline")}
                about={row.title}
                onClick={() => onAsk({ title: t("idea.decline"), fields: [reason(t("idea.why_not"))], asked: () => ({ stream, command: { tag: "idea.decline" } }) })}
              />
            )}
            {open && (row.author_id === network.me || mayInvite(network.store.row("rights", network.me))) && <Do small label={t("idea.withdraw")} about={row.title} onClick={() => askNow(here, stream, { tag: "idea.withdraw" })} />}
            {row.standing === "declined" && here.mayEdit && <Do small label={t("idea.reopen")} about={row.title} onClick={() => askNow(here, stream, { tag: "idea.reopen" })} />}
          </>
        )}
        {here.at === null && <Follow network={network.card.network_id} item={stream} title={row.title} listed />}
        <HistoryButton network={network} kind="idea" item={stream} name={row.title} small />
      </div>
    </li>
  );
}
