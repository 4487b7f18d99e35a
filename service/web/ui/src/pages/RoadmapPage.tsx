/** One roadmap: how far it has come, what its members think of it, who adopted it, and its programme year by year. */

import { useEffect, useId, useState } from "preact/hooks";
import { byName, count, day, dayOf, today } from "../format.ts";
import { lookup, plural, t } from "../i18n.ts";
import { newId } from "../ids.ts";
import { excess, LINE, TEXT } from "../length.ts";
import type { LiveNetwork } from "../live/network.ts";
import { actsFor, facilitates, organises, useAttempt } from "../meeting/asking.ts";
import { Choice, Field, Form } from "../meeting/Fields.tsx";
import { Follow } from "../parts/Follow.tsx";
import { paths } from "../router.ts";
import { emptied } from "../typed.ts";
import type { ConsultationList, RoadmapList, RoadmapProgrammes, RoadmapStage, Stance, Uuid } from "../types.ts";

const STAGES: readonly RoadmapStage[] = ["draft", "consulted", "adopted", "running"];
const STANCES: readonly Stance[] = ["favourable", "reserved", "unfavourable", "no_opinion"];

export function RoadmapPage({ network, plan }: { readonly network: LiveNetwork; readonly plan: Uuid }) {
  const { store, connection, card } = network;
  useEffect(() => connection.follow(`plan:${plan}`), [connection, plan]);
  const row = store.all("roadmap_list").find(({ plan_id }) => plan_id === plan);
  if (row === undefined) {
    const waiting = connection.state.value !== "online";
    return (
      <div class="empty" aria-busy={waiting}>
        <h1 tabIndex={-1}>{t(waiting ? "loading" : "roadmap.missing")}</h1>
        {!waiting && <p>{t("nowhere.gone")}</p>}
        <p>
          <a href={paths.roadmaps(card.network_id)}>{t("nav.roadmaps")}</a>
        </p>
      </div>
    );
  }
  const leads = facilitates(store.row("rights", network.me)) && !card.archived;
  const writes = organises(store.row("rights", network.me)) && !card.archived;
  const consultations = [...store.all("consultation_list")].filter(({ plan_id }) => plan_id === plan).sort((a, b) => (a.opened_at < b.opened_at ? 1 : -1));
  const open = consultations.some(({ closed_at }) => closed_at === null);
  const reached = STAGES.indexOf(row.stage);
  return (
    <div class="page meeting">
      <h1 tabIndex={-1}>{store.row("plan_list", plan)?.title ?? t("nav.roadmaps")}</h1>
      <p class="lead-in">
        {t("roadmap.years", { first: row.first_year, last: row.last_year })} · <a href={paths.plan(card.network_id, plan)}>{t("roadmap.see_actions")}</a>
      </p>
      <ol class="network-marks" aria-label={t("roadmap.stages")}>
        {STAGES.map((stage, index) => (
          <li key={stage} class="chip" aria-current={stage === row.stage ? "step" : undefined}>
            {index < reached ? "✓ " : ""}
            {t(`roadmap_stage.${stage}`)}
          </li>
        ))}
      </ol>
      {row.body !== null && row.adopted_on !== null && <p>{t("roadmap.adopted_by", { body: row.body, when: day(row.adopted_on) })}</p>}
      {consultations.map((one) => (
        <Consultation key={one.consultation_id} network={network} consultation={one} leads={leads} />
      ))}
      {leads && !open && reached < STAGES.indexOf("adopted") && <SendOut network={network} plan={plan} />}
      {writes && !open && row.stage === "consulted" && <Adopt network={network} plan={plan} />}
      {(row.stage === "adopted" || row.stage === "running") && <Programmes network={network} roadmap={row} leads={leads} />}
    </div>
  );
}

interface ConsultationProps {
  readonly network: LiveNetwork;
  readonly consultation: ConsultationList;
  readonly leads: boolean;
}

/** Who answered what, who has not, and the form for those whose opinion is asked. */
function Consultation({ network, consultation, leads }: ConsultationProps) {
  const { store, card } = network;
  const close = useAttempt(network);
  const [reason, setReason] = useState("");
  const [until, setUntil] = useState("");
  const more = useAttempt(network);
  const head = useId();
  const opinions = store.all("consultation_opinions").filter(({ consultation_id }) => consultation_id === consultation.consultation_id);
  const answered = new Set(opinions.map(({ authority_id }) => authority_id));
  const silent = consultation.authority_ids.filter((one) => !answered.has(one));
  const name = (authority: Uuid): string => store.row("member_list", authority)?.name ?? authority;
  const rights = store.row("rights", network.me);
  const open = consultation.closed_at === null;
  const mine = consultation.authority_ids.filter((one) => actsFor(rights, one)).sort((a, b) => byName(name(a), name(b)));
  const early = silent.length > 0 && today() <= consultation.until;
  const end = (): void => {
    const fault = excess(reason, LINE) ?? (early && reason.trim() === "" ? t("consultation.reason_needed") : null);
    close.say(fault);
    if (fault === null) {
      void close.attempt(consultation.consultation_id, { tag: "consultation.close" }, reason.trim() === "" ? undefined : reason.trim());
    }
  };
  const giveTime = (): void => {
    if (until === "") {
      more.say(t("consultation.day_needed"));
    } else {
      void more.attempt(consultation.consultation_id, { tag: "consultation.put_off_to", until });
    }
  };
  return (
    <section aria-labelledby={head}>
      <h2 id={head}>{consultation.title}</h2>
      <p>
        <span class="chip">{t(open ? "consultation.open" : "consultation.closed")}</span>{" "}
        {open ? t("consultation.until", { when: day(consultation.until) }) : dayOf(consultation.closed_at ?? consultation.opened_at)}{" "}
        <Follow network={card.network_id} item={consultation.consultation_id} title={consultation.title} waiting={store.waiting("consultation_list", consultation.consultation_id)} />
      </p>
      {consultation.why_closed !== null && <p>{t("lineage.because", { reason: consultation.why_closed })}</p>}
      {consultation.question !== null && <p class="meeting-text">{consultation.question}</p>}
      <p class="meeting-counts">
        <strong>{count(opinions.length)}</strong> {plural("consultation.answered", consultation.authority_ids.length)}
        {STANCES.filter((stance) => opinions.some((one) => one.stance === stance)).map(
          (stance) => ` · ${t(`stance.${stance}`)} ${count(opinions.filter((one) => one.stance === stance).length)}`,
        )}
      </p>
      <details class="meeting-form">
        <summary>{t("consultation.opinions")}</summary>
        <ul class="meeting-lines">
          {[...opinions]
            .sort((a, b) => byName(name(a.authority_id), name(b.authority_id)))
            .map((one) => (
              <li key={one.opinion_id}>
                <span>
                  <strong>{name(one.authority_id)}</strong> {t(`stance.${one.stance}`)} {one.words !== null && <q>{one.words}</q>}
                </span>
                <span class="quiet">
                  {dayOf(one.given_at)}
                  {one.times > 1 && ` · ${t("consultation.replaced", { times: one.times })}`}
                </span>
              </li>
            ))}
        </ul>
        {silent.length > 0 && <p>{t("consultation.silent", { names: silent.map(name).sort(byName).join(", ") })}</p>}
      </details>
      {open && !card.archived && mine.length > 0 && <Give network={network} consultation={consultation} mine={mine} name={name} />}
      {open && leads && (
        <>
          <Form title={t("consultation.more_time")} does={t("consultation.more_time_now")} wrong={more.wrong} busy={more.busy} onSubmit={giveTime}>
            <Field label={t("consultation.last_day")} type="date" value={until} onValue={setUntil} />
          </Form>
          <Form title={t("consultation.close")} does={t("consultation.close_now")} wrong={close.wrong} busy={close.busy} onSubmit={end}>
            <Field label={t(early ? "consultation.why_now" : "consultation.why_optional")} value={reason} onValue={setReason} />
          </Form>
        </>
      )}
    </section>
  );
}

interface GiveProps {
  readonly network: LiveNetwork;
  readonly consultation: ConsultationList;
  readonly mine: readonly Uuid[];
  readonly name: (authority: Uuid) => string;
}

function Give({ network, consultation, mine, name }: GiveProps) {
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [authority, setAuthority] = useState<Uuid>(mine[0] ?? "");
  const [stance, setStance] = useState<Stance>("favourable");
  const [words, setWords] = useState("");
  const before = network.store
    .all("consultation_opinions")
    .find((one) => one.consultation_id === consultation.consultation_id && one.authority_id === authority);
  const give = async (): Promise<void> => {
    const silent = (stance === "reserved" || stance === "unfavourable") && words.trim() === "";
    const fault = excess(words, TEXT) ?? (silent ? t("consultation.words_needed") : null);
    say(fault);
    const said = words.trim() === "" ? {} : { words: words.trim() };
    if (fault === null && (await attempt(consultation.consultation_id, { tag: "consultation.give_opinion", authority, stance, ...said }))) {
      setWords(emptied(words));
    }
  };
  return (
    <Form title={t("consultation.give")} does={t("consultation.give_now")} wrong={wrong} busy={busy} onSubmit={() => void give()}>
      <Choice label={t("consultation.for")} value={authority} onValue={setAuthority} options={mine.map((one) => [one, name(one)])} />
      <Choice label={t("consultation.stance")} value={stance} onValue={(value) => setStance(value as Stance)} options={STANCES.map((one) => [one, t(`stance.${one}`)])} />
      <Field label={t("consultation.words")} type="area" value={words} onValue={setWords} />
      {before !== undefined && <p class="quiet">{t("consultation.replaces", { stance: t(`stance.${before.stance}`) })}</p>}
    </Form>
  );
}

function SendOut({ network, plan }: { readonly network: LiveNetwork; readonly plan: Uuid }) {
  const { store } = network;
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [title, setTitle] = useState(t("consultation.usual_title"));
  const [question, setQuestion] = useState("");
  const [until, setUntil] = useState("");
  const members = store.all("member_list").filter(({ left_at }) => left_at === null);
  const send = (): void => {
    const fault = excess(title, LINE) ?? excess(question, TEXT) ?? (title.trim() === "" || until === "" ? t("consultation.send_incomplete") : null);
    say(fault);
    if (fault === null) {
      const asks = question.trim() === "" ? {} : { question: question.trim() };
      const authorities = members.map(({ authority_id }) => authority_id);
      void attempt(plan, { tag: "together.consult", consultation: newId(), title: title.trim(), until, authorities, ...asks });
    }
  };
  return (
    <Form title={t("consultation.send")} does={plural("consultation.send_now", members.length)} wrong={wrong} busy={busy} onSubmit={send}>
      <Field label={t("consultation.title")} value={title} onValue={setTitle} />
      <Field label={t("consultation.last_day")} type="date" value={until} onValue={setUntil} />
      <Field label={t("consultation.question")} type="area" value={question} onValue={setQuestion} />
    </Form>
  );
}

function Adopt({ network, plan }: { readonly network: LiveNetwork; readonly plan: Uuid }) {
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [body, setBody] = useState("");
  const [on, setOn] = useState(today());
  const [label, setLabel] = useState(t("roadmap.usual_label"));
  const adopt = (): void => {
    const incomplete = body.trim() === "" || on === "" || label.trim() === "";
    const fault = excess(body, LINE) ?? excess(label, LINE) ?? (incomplete ? t("roadmap.adopt_incomplete") : null);
    say(fault);
    if (fault === null) {
      void attempt(plan, { tag: "together.adopt_roadmap", version: newId(), label: label.trim(), body: body.trim(), on });
    }
  };
  return (
    <Form title={t("roadmap.adopt")} does={t("roadmap.adopt_now")} wrong={wrong} busy={busy} onSubmit={adopt}>
      <Field label={t("roadmap.body")} value={body} onValue={setBody} />
      <Field label={t("roadmap.on")} type="date" value={on} onValue={setOn} />
      <Field label={t("roadmap.label")} value={label} onValue={setLabel} />
    </Form>
  );
}

function Programmes({ network, roadmap, leads }: { readonly network: LiveNetwork; readonly roadmap: RoadmapList; readonly leads: boolean }) {
  const { store, card } = network;
  const rows = [...store.all("roadmap_programmes")].filter(({ roadmap_id }) => roadmap_id === roadmap.roadmap_id).sort((a, b) => a.year - b.year);
  return (
    <section aria-labelledby="programmes">
      <h2 id="programmes">{t("roadmap.programmes")}</h2>
      {rows.map((row) => {
        const cards = row.action_ids.map((action) => store.row("plan_board", action));
        const done = cards.filter((one) => one?.status === "done").length;
        return (
          <section key={row.programme_id} aria-labelledby={`programme-${row.year}`}>
            <h3 id={`programme-${row.year}`}>{t("roadmap.programme_of", { year: row.year })}</h3>
            <p class="meeting-counts">{t("roadmap.progress", { done: count(done), all: count(row.action_ids.length) })}</p>
            <ul class="meeting-lines">
              {row.action_ids.map((action, index) => {
                const shown = cards[index];
                return (
                  <li key={action}>
                    <span>
                      {shown === null || shown === undefined ? t("roadmap.not_shown") : <a href={paths.action(card.network_id, shown.plan_id, action)}>{shown.title}</a>}{" "}
                      {row.carried_ids.includes(action) && <span class="chip">{t("roadmap.carried")}</span>}
                    </span>
                    {shown !== null && shown !== undefined && <span>{lookup(`status.${shown.status}`)}</span>}
                  </li>
                );
              })}
              {row.left_out.map(({ action, why }) => (
                <li key={action}>
                  <span>
                    {t("roadmap.left_out", { title: store.row("plan_board", action)?.title ?? t("roadmap.not_shown") })}{" "}
                    <span class="quiet">{t("lineage.because", { reason: why })}</span>
                  </span>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
      {leads && <SetProgramme key={rows.length} network={network} roadmap={roadmap} last={rows[rows.length - 1] ?? null} />}
    </section>
  );
}

interface SetProps {
  readonly network: LiveNetwork;
  readonly roadmap: RoadmapList;
  readonly last: RoadmapProgrammes | null;
}

/** The actions of a year: what is not over is carried over to begin with; whoever leaves something out says why. */
function SetProgramme({ network, roadmap, last }: SetProps) {
  const { store } = network;
  const { wrong, busy, attempt, say } = useAttempt(network);
  const first = last === null ? roadmap.first_year : Math.min(last.year + 1, roadmap.last_year);
  const [year, setYear] = useState(String(first));
  const actions = store.all("plan_board").filter(({ plan_id, withdrawn, parent_id }) => plan_id === roadmap.plan_id && !withdrawn && parent_id === null);
  const pending = new Set(
    (last?.action_ids ?? []).filter((action) => {
      const status = store.row("plan_board", action)?.status;
      return status !== "done" && status !== "abandoned";
    }),
  );
  const [taken, setTaken] = useState<ReadonlySet<Uuid>>(pending);
  const [reasons, setReasons] = useState<Readonly<Record<Uuid, string>>>({});
  const dropped = [...pending].filter((action) => !taken.has(action));
  const set = (): void => {
    const unexplained = dropped.some((action) => (reasons[action] ?? "").trim() === "");
    const fault = taken.size === 0 ? t("roadmap.programme_incomplete") : unexplained ? t("roadmap.left_out_incomplete") : null;
    say(fault);
    if (fault !== null) {
      return;
    }
    const chosen = [...taken];
    if (roadmap.stage === "adopted") {
      void attempt(roadmap.roadmap_id, { tag: "roadmap.start", year: Number(year), actions: chosen });
    } else {
      const left_out = dropped.map((action) => ({ action, why: (reasons[action] ?? "").trim() }));
      void attempt(roadmap.roadmap_id, { tag: "roadmap.programme", year: Number(year), actions: chosen, left_out });
    }
  };
  const years = Array.from({ length: roadmap.last_year - roadmap.first_year + 1 }, (_, index) => String(roadmap.first_year + index));
  const choose = (action: Uuid, wanted: boolean): void => {
    const next = new Set(taken);
    if (wanted) {
      next.add(action);
    } else {
      next.delete(action);
    }
    setTaken(next);
  };
  return (
    <Form
      title={t(roadmap.stage === "adopted" ? "roadmap.start" : "roadmap.next_programme")}
      does={t(roadmap.stage === "adopted" ? "roadmap.start_now" : "roadmap.set_now")}
      wrong={wrong}
      busy={busy}
      onSubmit={set}
    >
      <Choice label={t("roadmap.year")} value={year} onValue={setYear} options={years.filter((one) => Number(one) >= (last?.year ?? 0)).map((one) => [one, one])} />
      <fieldset>
        <legend>{t("roadmap.actions")}</legend>
        {actions.map((one) => (
          <label key={one.action_id} class="choice">
            <input type="checkbox" checked={taken.has(one.action_id)} onChange={(event) => choose(one.action_id, event.currentTarget.checked)} /> {one.title}
            {pending.has(one.action_id) && <span class="quiet"> {t("roadmap.pending")}</span>}
          </label>
        ))}
      </fieldset>
      {dropped.map((action) => (
        <Field
          key={action}
          label={t("roadmap.why_left_out", { title: store.row("plan_board", action)?.title ?? t("roadmap.not_shown") })}
          value={reasons[action] ?? ""}
          onValue={(value) => setReasons({ ...reasons, [action]: value })}
        />
      ))}
    </Form>
  );
}

