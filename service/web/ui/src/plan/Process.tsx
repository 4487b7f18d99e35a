/** The process behind a plan: how far it has come, its calendar, what councils resolved, its recognition, findings, ideas and bodies. */

import { useEffect, useId, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { processId } from "../authority.ts";
import { day, list, today } from "../format.ts";
import { newId } from "../ids.ts";
import { lookup, t } from "../i18n.ts";
import { notify } from "../notices.ts";
import { between } from "../order.ts";
import { paths } from "../router.ts";
import type { BodyKind, Canvases, PhaseCalendar, ProcessPage, ResolutionSubject, SessionPublic, SessionPurpose } from "../types.ts";
import { AskDialog, choices, orNull, type Wanted } from "./AskDialog.tsx";
import { Body, establishing } from "./Bodies.tsx";
import { startFrom } from "./canvas.ts";
import { Do } from "./Do.tsx";
import { mayInvite, mayWrite, useHere } from "./here.ts";
import { askNow, Findings, Ideas } from "./Ideas.tsx";

const SUBJECTS: readonly ResolutionSubject[] = ["engagement", "adviser", "assessment", "strategy", "plan", "evaluation", "other"];
const KINDS: readonly BodyKind[] = ["monitoring_club", "steering_committee", "partner_conference", "working_group"];
const PUBLICS: readonly SessionPublic[] = ["officers", "elected", "inhabitants", "local_actors"];
const TABLES = ["process_list", "process_steps", "process_resolutions", "process_recognitions", "process_sessions", "finding_list", "idea_list", "body_list", "body_follow_ups", "phase_calendar"] as const;

/** Asked for anew whenever a row of it changes, at the moment on screen. */
function usePage(): ProcessPage | string | null {
  const { network, plan, at } = useHere();
  const [found, setFound] = useState<ProcessPage | string | null>(null);
  const rows = TABLES.map((table) => network.store.all(table));
  useEffect(() => {
    let stale = false;
    const head = network.connection.head.peek();
    const moment = at !== null ? `?at=${encodeURIComponent(at)}` : head === null ? "" : `?after=${head.epoch}.${head.pos}`;
    ask<ProcessPage>("GET", `/networks/${network.card.network_id}/plans/${plan}/process${moment}`)
      .then((page) => !stale && setFound(page))
      .catch((problem: unknown) => !stale && setFound(explain(problem)));
    return () => {
      stale = true;
    };
  }, [network, plan, at, network.connection.begun.value, ...rows]);
  return found;
}

export function Process() {
  const here = useHere();
  const page = usePage();
  const [wanted, setWanted] = useState<Wanted | null>(null);
  if (page === null || typeof page === "string") {
    return (
      <p class={page === null ? "quiet" : "wrong"} aria-busy={page === null}>
        {page ?? t("loading")}
      </p>
    );
  }
  const part = { page, onAsk: setWanted };
  return (
    <div class="page process">
      <Steps {...part} />
      <Calendar phases={page.phases} />
      <Findings {...part} />
      <Ideas {...part} />
      {page.process !== null && <Resolutions {...part} />}
      {page.process !== null && <Recognition {...part} />}
      {page.process !== null && <Sessions {...part} />}
      <Bodies {...part} />
      {wanted !== null && <AskDialog network={here.network} wanted={wanted} onClose={() => setWanted(null)} />}
    </div>
  );
}

interface Part {
  readonly page: ProcessPage;
  readonly onAsk: (wanted: Wanted) => void;
}

function Steps({ page, onAsk }: Part) {
  const here = useHere();
  const id = useId();
  const stream = processId(here.network.card.network_id, here.plan);
  const begin = (): void => {
    ask<Canvases>("GET", `/networks/${here.network.card.network_id}/process-canvases`)
      .then((found) => onAsk(starting(found, here.network.card.network_id, here.plan)))
      .catch((problem: unknown) => notify("problem", explain(problem)));
  };
  const { stage } = page;
  const steps = page.steps.filter(({ withdrawn }) => !withdrawn);
  const last = steps.at(-1)?.order_key ?? null;
  return (
    <section class="part" aria-labelledby={id}>
      <div class="plan-title">
        <h2 id={id}>{t("process.stage")}</h2>
        {here.mayEdit && page.process === null && <Do icon="flag" label={t("process.start")} onClick={begin} />}
        {here.mayEdit && page.process !== null && (
          <Do
            icon="plus"
            label={t("process.add_step")}
            onClick={() =>
              onAsk({
                title: t("process.add_step"),
                fields: [{ name: "title", label: t("process.step") }],
                asked: ({ title = "" }) => ({ stream, command: { tag: "process.add_step", step: newId(), title, order_key: between(last, null) } }),
              })
            }
          />
        )}
      </div>
      {page.process === null && <p class="quiet">{t("process.none")}</p>}
      <p>
        <a href={paths.canvases(here.network.card.network_id)}>{t("canvas.see")}</a>
      </p>
      {page.process !== null && (
        <p>
          {t("process.done_of", { done: stage.done, steps: stage.steps })}{" "}
          {stage.next === null ? null : <strong>{t("process.next", { step: stage.next })}</strong>}
        </p>
      )}
      <ol class="rows">
        {steps.map((step) => (
          <li key={step.step_id}>
            <p>
              {step.title} {step.done_on !== null && <span class="chip">{t("process.done_on", { day: day(step.done_on) })}</span>}
            </p>
            {here.mayEdit && step.done_on === null && (
              <Do
                small
                label={t("process.do")}
                about={step.title}
                onClick={() =>
                  onAsk({
                    title: step.title,
                    fields: [{ name: "on", label: t("process.on"), kind: "date", first: today() }],
                    asked: ({ on = "" }) => ({ stream, command: { tag: "process.do_step", step: step.step_id, on } }),
                  })
                }
              />
            )}
            {here.mayEdit && step.done_on === null && <Do small label={t("process.withdraw_step")} about={step.title} onClick={() => askNow(here, stream, { tag: "process.withdraw_step", step: step.step_id })} />}
            {here.mayEdit && step.done_on !== null && <Do small label={t("process.undo")} about={step.title} onClick={() => askNow(here, stream, { tag: "process.undo_step", step: step.step_id })} />}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** The canvases to choose from, and what starting from one sends. */
function starting({ usual, own }: Canvases, network: string, plan: string): Wanted {
  const offered = own.filter(({ withdrawn }) => !withdrawn);
  return {
    title: t("process.start"),
    fields: [
      {
        name: "canvas",
        label: t("process.canvas"),
        kind: "choice",
        options: [...usual.map(({ canvas, name }) => [canvas, name] as const), ...offered.map(({ template_id, name }) => [template_id, name] as const)],
        first: usual[0]?.canvas ?? "",
      },
    ],
    asked: ({ canvas }) => {
      const shipped = usual.find((one) => one.canvas === canvas);
      const template = offered.find((one) => one.template_id === canvas);
      return startFrom(network, plan, { canvas: shipped?.canvas ?? null, template: template?.template_id ?? null, titles: shipped?.steps ?? template?.steps ?? [] });
    },
  };
}

function Calendar({ phases }: { readonly phases: readonly PhaseCalendar[] }) {
  const id = useId();
  const rows = phases.filter(({ withdrawn }) => !withdrawn).sort((a, b) => ((a.starts_on ?? "9") < (b.starts_on ?? "9") ? -1 : 1));
  const dated = ({ starts_on, ends_on }: PhaseCalendar): boolean => starts_on !== null || ends_on !== null; // nobody knows with what the others coincide
  const during = (one: PhaseCalendar): readonly string[] =>
    rows
      .filter((other) => other !== one && dated(one) && dated(other) && (other.starts_on ?? "") <= (one.ends_on ?? "9") && (one.starts_on ?? "") <= (other.ends_on ?? "9"))
      .map(({ title }) => title);
  return (
    <section class="part" aria-labelledby={id}>
      <h2 id={id}>{t("structure.phases")}</h2>
      {rows.length === 0 && <p class="quiet">{t("phase.none")}</p>}
      <ol class="rows">
        {rows.map((row) => (
          <li key={row.phase_id}>
            <p>
              {row.title}{" "}
              <span class="quiet">
                {dated(row) ? `${row.starts_on === null ? "…" : day(row.starts_on)} – ${row.ends_on === null ? "…" : day(row.ends_on)}` : t("timeline.no_dates")}
                {during(row).length > 0 && ` · ${t("process.during", { phases: list(during(row)) })}`}
              </span>
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Resolutions({ page, onAsk }: Part) {
  const here = useHere();
  const id = useId();
  const stream = processId(here.network.card.network_id, here.plan);
  const whole = (text: string | undefined): number | null => (text === undefined || text === "" ? null : Number(text.replace(/\D/g, "")));
  const record: Wanted = {
    title: t("resolution.record"),
    fields: [
      { name: "reference", label: t("resolution.reference") },
      { name: "on", label: t("process.on"), kind: "date" },
      { name: "body", label: t("resolution.body"), first: t("resolution.council") },
      { name: "subject", label: t("resolution.subject"), kind: "choice", options: choices("resolution_subject", SUBJECTS), first: "engagement" },
      { name: "title", label: t("resolution.title_of") },
      { name: "provider", label: t("resolution.provider"), optional: true },
      { name: "result", label: t("resolution.result"), kind: "choice", options: choices("resolution_result", ["adopted", "rejected"]), first: "adopted" },
      { name: "votes_for", label: t("resolution.for"), kind: "number", optional: true },
      { name: "votes_against", label: t("resolution.against"), kind: "number", optional: true },
      { name: "abstained", label: t("resolution.abstained"), kind: "number", optional: true },
    ],
    asked: ({ reference = "", on = "", body = "", subject, title = "", provider, result, votes_for, votes_against, abstained }) => ({
      stream,
      command: {
        tag: "process.record_resolution",
        resolution: newId(),
        ...{ reference, on, body, title, subject: subject as ResolutionSubject, provider: orNull(provider), result: result as "adopted" | "rejected" },
        ...{ votes_for: whole(votes_for), votes_against: whole(votes_against), abstained: whole(abstained) },
      },
    }),
  };
  const rows = page.resolutions.filter(({ withdrawn }) => !withdrawn);
  return (
    <section class="part" aria-labelledby={id}>
      <div class="plan-title">
        <h2 id={id}>{t("resolution.title")}</h2>
        {here.mayEdit && <Do icon="plus" label={t("resolution.record")} onClick={() => onAsk(record)} />}
      </div>
      {rows.length === 0 && <p class="quiet">{t("resolution.none")}</p>}
      <ul class="rows">
        {rows.map((row) => {
          const unanimity = page.unanimity[row.resolution_id];
          const votes = row.votes_for === null ? null : t("resolution.votes", { for: row.votes_for, against: row.votes_against ?? 0, abstained: row.abstained ?? 0 });
          const facts = [day(row.resolved_on), row.council, row.reference, lookup(`resolution_subject.${row.subject}`), row.provider, votes];
          return (
            <li key={row.resolution_id}>
              <div>
                <p>
                  <strong>{row.title}</strong> <span class="chip">{lookup(`resolution_result.${row.result}`)}</span>{" "}
                  {unanimity !== undefined && <span class="chip">{lookup(`unanimity.${unanimity}`)}</span>}
                </p>
                <p class="quiet">{facts.filter((fact) => fact !== null).join(" · ")}</p>
              </div>
              {here.mayEdit && (
                <Do
                  small
                  label={t("resolution.withdraw")}
                  about={row.reference}
                  onClick={() =>
                    onAsk({
                      title: t("resolution.withdraw"),
                      fields: [{ name: "reason", label: t("process.reason"), kind: "text" }],
                      asked: () => ({ stream, command: { tag: "process.withdraw_resolution", resolution: row.resolution_id } }),
                    })
                  }
                />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Recognition({ page, onAsk }: Part) {
  const here = useHere();
  const id = useId();
  const stream = processId(here.network.card.network_id, here.plan);
  const authority = page.plan.authority_id;
  const facilitates = mayInvite(here.network.store.row("rights", here.network.me));
  const waiting = page.recognitions.some(({ outcome }) => outcome === "waiting");
  const granted = page.recognitions.some(({ outcome }) => outcome === "granted");
  const on = { name: "on", label: t("process.on"), kind: "date", first: today() } as const;
  const why = { name: "reason", label: t("process.reason"), kind: "text" } as const;
  return (
    <section class="part" aria-labelledby={id}>
      <div class="plan-title">
        <h2 id={id}>{t("recognition.title")}</h2>
        {here.mayEdit && !waiting && !granted && (
          <Do
            icon="plus"
            label={t("recognition.request")}
            onClick={() =>
              onAsk({
                title: t("recognition.request"),
                fields: [{ name: "dossier", label: t("recognition.dossier"), kind: "text" }, on],
                asked: ({ dossier = "", on: when = "" }) => ({ stream, command: { tag: "process.request_recognition", request: newId(), dossier, on: when } }),
              })
            }
          />
        )}
      </div>
      <p class="quiet">{t("field.value", { field: t("field.engagement"), value: lookup(`engagement.${page.engagement}`) ?? page.engagement })}</p>
      {page.untold && <p class="wrong">{t("recognition.untold")}</p>}
      <ul class="rows">
        {page.recognitions.map((row) => (
          <li key={row.request_id}>
            <div>
              <p>
                {row.dossier} <span class="chip">{lookup(`recognition_outcome.${row.outcome}`)}</span>
              </p>
              <p class="quiet">
                {t("recognition.asked", { day: day(row.requested_on) })}
                {row.answered_on !== null && ` · ${t("recognition.answered", { day: day(row.answered_on) })}`}
                {row.answer_reason !== null && ` · ${row.answer_reason}`}
              </p>
            </div>
            {here.mayEdit && row.outcome === "waiting" && (
              <div class="way-do">
                <Do
                  small
                  label={t("recognition.grant")}
                  onClick={() =>
                    onAsk({
                      title: t("recognition.grant"),
                      fields: [on, why],
                      asked: ({ on: when = "" }) => {
                        const told = { request: row.request_id, on: when, authority };
                        // Who may not take the step of the engagement records the answer; the page then tells that the step is missing.
                        return { stream, command: facilitates && page.engagement === "engaged" ? { tag: "together.grant_recognition", ...told } : { tag: "process.grant_recognition", ...told } };
                      },
                    })
                  }
                />
                <Do
                  small
                  label={t("recognition.refuse")}
                  onClick={() =>
                    onAsk({
                      title: t("recognition.refuse"),
                      fields: [on, why],
                      asked: ({ on: when = "" }) => ({ stream, command: { tag: "process.refuse_recognition", request: row.request_id, on: when } }),
                    })
                  }
                />
              </div>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Sessions({ page, onAsk }: Part) {
  const here = useHere();
  const id = useId();
  const stream = processId(here.network.card.network_id, here.plan);
  const meetings = here.network.store.all("meeting_list").filter(({ standing }) => standing !== "called_off");
  const record: Wanted = {
    title: t("training.record"),
    fields: [
      { name: "title", label: t("training.name") },
      { name: "purpose", label: t("training.purpose"), kind: "choice", options: choices("session_purpose", ["training", "mobilisation"]), first: "training" },
      { name: "on", label: t("process.on"), kind: "date", first: today() },
      { name: "public", label: t("training.public"), kind: "choice", options: choices("session_public", PUBLICS), first: "officers" },
      { name: "headcount", label: t("training.headcount"), kind: "number" },
      { name: "attended", label: t("training.attended"), kind: "number", optional: true },
      { name: "meeting", label: t("training.meeting"), kind: "choice", optional: true, options: [["", t("value.none")], ...meetings.map(({ meeting_id, title }) => [meeting_id, title] as const)] },
    ],
    asked: ({ title = "", purpose, on = "", public: who, headcount, attended, meeting }) => ({
      stream,
      command: {
        tag: "process.record_session",
        session: newId(),
        ...{ title, on, purpose: purpose as SessionPurpose, public: who as SessionPublic, headcount: Number(headcount), meeting: orNull(meeting) },
        attended: attended === undefined || attended === "" ? null : Number(attended),
      },
    }),
  };
  return (
    <section class="part" aria-labelledby={id}>
      <div class="plan-title">
        <h2 id={id}>{t("training.title")}</h2>
        {here.mayEdit && <Do icon="plus" label={t("training.record")} onClick={() => onAsk(record)} />}
      </div>
      {page.coverage.map((one) => (
        <p key={`${one.purpose}${one.public}`}>
          {t("training.coverage", {
            purpose: lookup(`session_purpose.${one.purpose}`) ?? "",
            public: lookup(`session_public.${one.public}`) ?? "",
            reached: one.reached,
            headcount: one.headcount,
            rate: Math.round(one.rate * 100),
          })}
        </p>
      ))}
      <ul class="rows">
        {page.sessions
          .filter(({ withdrawn }) => !withdrawn)
          .map((row) => (
            <li key={row.session_id}>
              <p>
                <strong>{row.title}</strong>{" "}
                <span class="quiet">
                  {[day(row.held_on), lookup(`session_public.${row.public}`), row.attended === null ? t("training.checked_in") : t("training.came", { count: row.attended, of: row.headcount })].join(" · ")}
                </span>
              </p>
              {here.mayEdit && <Do small label={t("training.withdraw")} about={row.title} onClick={() => askNow(here, stream, { tag: "process.withdraw_session", session: row.session_id })} />}
            </li>
          ))}
      </ul>
    </section>
  );
}

function Bodies({ page, onAsk }: Part) {
  const here = useHere();
  const { network } = here;
  const id = useId();
  const rows = page.bodies.filter(({ dissolved_at }) => dissolved_at === null);
  return (
    <section class="part" aria-labelledby={id}>
      <div class="plan-title">
        <h2 id={id}>{t("body.title")}</h2>
        {here.mayEdit && <Do icon="plus" label={t("body.establish")} onClick={() => onAsk(establishing(network, { title: t("body.establish"), kinds: KINDS, plan: here.plan }))} />}
      </div>
      {rows.length === 0 && <p class="quiet">{t("body.none")}</p>}
      <ul class="rows">
        {rows.map((row) => (
          <Body key={row.body_id} network={network} row={row} followUps={page.follow_ups} writes={mayWrite(here)} edits={here.mayEdit} onAsk={onAsk} />
        ))}
      </ul>
    </section>
  );
}
