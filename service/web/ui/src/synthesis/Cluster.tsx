/** One cluster: what it holds, what people think of it, and what becomes of it. */

import { useEffect, useState } from "preact/hooks";
import { givenId } from "../authority.ts";
import { count } from "../format.ts";
import { plural, t } from "../i18n.ts";
import { newId } from "../ids.ts";
import { excess, LINE, TEXT } from "../length.ts";
import type { LiveNetwork } from "../live/network.ts";
import { useAttempt } from "../meeting/asking.ts";
import { Asking, Change } from "../meeting/Edit.tsx";
import { Choice, Field, Form, Wrong } from "../meeting/Fields.tsx";
import { between, inOrder } from "../order.ts";
import { Met } from "../plan/ConflictNote.tsx";
import { openConflicts } from "../plan/conflicts.ts";
import { HistoryButton } from "../plan/HistoryButton.tsx";
import { paths } from "../router.ts";
import { emptied } from "../typed.ts";
import type { Command, Criterion, SynthesisClusters, SynthesisScores, Uuid } from "../types.ts";
import { Said } from "./Said.tsx";

const CRITERIA: readonly Criterion[] = ["added_value", "opportunity", "need", "competence"];

interface Props {
  readonly network: LiveNetwork;
  readonly cluster: SynthesisClusters;
  readonly others: readonly SynthesisClusters[];
  readonly may: boolean;
  readonly mayScore: boolean;
}

export function Cluster({ network, cluster, others, may, mayScore }: Props) {
  const { store, card } = network;
  const { wrong, busy, attempt } = useAttempt(network);
  const places = store
    .all("synthesis_sources")
    .filter((place) => place.synthesis_id === cluster.synthesis_id && place.cluster_id === cluster.cluster_id);
  const merged = store.all("synthesis_clusters").filter(({ merged_into }) => merged_into === cluster.cluster_id);
  const answers = store
    .all("synthesis_answers")
    .filter((one) => one.synthesis_id === cluster.synthesis_id && one.cluster_id === cluster.cluster_id);
  const scores = store
    .all("synthesis_scores")
    .filter((one) => one.synthesis_id === cluster.synthesis_id && one.cluster_id === cluster.cluster_id);
  const promotion = store.row("synthesis_promotions", cluster.cluster_id);
  const open = cluster.aside_at === null && promotion === null;
  const wishes = openConflicts(store).filter(({ item_id }) => item_id === cluster.cluster_id);
  const head = `cluster-${cluster.cluster_id}`;
  return (
    <article class="meeting-form cluster" aria-labelledby={head}>
      <h3 id={head} tabIndex={-1}>
        {cluster.title}
      </h3>
      <p>
        <span class="chip">{plural("synthesis.sources", places.length)}</span>{" "}
        {cluster.aside_at !== null && <span class="chip">{t("synthesis.aside")}</span>}{" "}
        {promotion !== null && (
          <>
            <span class="chip">{t("synthesis.promoted")}</span>{" "}
            <a href={paths.action(card.network_id, promotion.plan_id, promotion.action_id)}>{t("synthesis.see_action")}</a>
          </>
        )}
      </p>
      {cluster.why_aside !== null && <p>{t("lineage.because", { reason: cluster.why_aside })}</p>}
      {cluster.summary !== null && <p class="meeting-text">{cluster.summary}</p>}
      {wishes.map((wish) => (
        <Met key={wish.conflict_id} conflict={wish} network={network} store={store} may={may} />
      ))}
      <div class="meeting-replies">
        {may && open && (
          <Change label={t("do.edit")} about={t("quoted", { text: cluster.title })}>
            {(close) => <EditIt network={network} cluster={cluster} onClose={close} />}
          </Change>
        )}
        <HistoryButton network={network} kind="cluster" item={cluster.cluster_id} name={cluster.title} small />
      </div>
      {merged.length > 0 && <p class="quiet">{t("synthesis.merged_from", { titles: merged.map(({ title }) => title).join(", ") })}</p>}
      <ul class="meeting-lines">
        {places.map((place) => {
          const said = store.row("workshop_board", place.contribution_id);
          return (
            said !== null && (
              <li key={place.place_id}>
                <span>
                  {said.action} {said.withdrawn && <span class="chip">{t("synthesis.taken_back")}</span>}
                </span>
                <Said network={network} contribution={said} />
                {may && open && places.length > 1 && (
                  <button
                    type="button"
                    class="button button-small"
                    aria-disabled={busy}
                    aria-label={t("synthesis.split_of", { text: said.action })}
                    onClick={() =>
                      void attempt(cluster.synthesis_id, {
                        tag: "synthesis.split_off",
                        cluster: cluster.cluster_id,
                        into: newId(),
                        title: said.action.slice(0, 120),
                        sources: [{ workshop: place.workshop_id, contribution: place.contribution_id }],
                      })
                    }
                  >
                    {t("synthesis.split")}
                  </button>
                )}
                {may && open && places.length > 1 && (
                  <button
                    type="button"
                    class="button button-small"
                    aria-disabled={busy}
                    aria-label={t("synthesis.take_out_of", { text: said.action })}
                    onClick={() =>
                      void attempt(cluster.synthesis_id, {
                        tag: "synthesis.remove_sources",
                        cluster: cluster.cluster_id,
                        sources: [{ workshop: place.workshop_id, contribution: place.contribution_id }],
                      })
                    }
                  >
                    {t("synthesis.take_out")}
                  </button>
                )}
              </li>
            )
          );
        })}
      </ul>
      {answers.length > 0 && (
        <>
          <h4>{t("synthesis.answers")}</h4>
          <ul class="meeting-lines">
            {answers.map((answer) => {
              const asked = store.row("questionnaire_list", answer.questionnaire_id ?? "");
              return (
                <li key={answer.link_id}>
                  <span>
                    <span class="meeting-text">{answer.text}</span>{" "}
                    {asked !== null && <a href={paths.questionnaire(card.network_id, asked.questionnaire_id)}>{asked.title}</a>}
                  </span>
                  {may && (
                    <button
                      type="button"
                      class="button button-small"
                      aria-disabled={busy}
                      aria-label={t("synthesis.unlink_of", { text: answer.text })}
                      onClick={() => void attempt(cluster.synthesis_id, { tag: "synthesis.unlink_answer", cluster: cluster.cluster_id, answer: answer.answer_id })}
                    >
                      {t("synthesis.unlink")}
                    </button>
                  )}
                </li>
              );
            })}
          </ul>
        </>
      )}
      <Scores network={network} scores={scores} />
      {mayScore && open && <Give network={network} cluster={cluster} scores={scores} />}
      {may && open && (
        <>
          <PromoteIt network={network} cluster={cluster} />
          <MergeIt network={network} cluster={cluster} others={others} />
          <Link network={network} cluster={cluster} />
          <Aside network={network} cluster={cluster} />
        </>
      )}
      {may && cluster.aside_at !== null && (
        <button
          type="button"
          class="button button-small"
          aria-disabled={busy}
          aria-label={t("synthesis.take_up_of", { title: cluster.title })}
          onClick={() => void attempt(cluster.synthesis_id, { tag: "synthesis.take_up", cluster: cluster.cluster_id })}
        >
          {t("synthesis.take_up")}
        </button>
      )}
      <Wrong wrong={wrong} />
    </article>
  );
}

function Scores({ network, scores }: { readonly network: LiveNetwork; readonly scores: readonly SynthesisScores[] }) {
  if (scores.length === 0) {
    return null;
  }
  return (
    <details>
      <summary>
        {CRITERIA.filter((criterion) => scores.some((one) => one.criterion === criterion))
          .map((criterion) => {
            const given = scores.filter((one) => one.criterion === criterion);
            const mean = given.reduce((sum, { points }) => sum + points, 0) / given.length;
            return `${t(`criterion.${criterion}`)} ${count(Math.round(mean * 10) / 10)}/5`;
          })
          .join(" · ")}
      </summary>
      <ul>
        {scores.map((one) => (
          <li key={one.score_id}>
            {`${t(`criterion.${one.criterion}`)}, ${t("synthesis.points", { points: one.points })} · ${network.store.nameOf(one.person_id)?.name ?? t("person.unknown")}`}
            {one.times > 1 && <span class="quiet"> {t("synthesis.changed_score")}</span>} <q>{one.why}</q>
          </li>
        ))}
      </ul>
    </details>
  );
}

interface Of {
  readonly network: LiveNetwork;
  readonly cluster: SynthesisClusters;
}

function Give({ network, cluster, scores }: Of & { readonly scores: readonly SynthesisScores[] }) {
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [criterion, setCriterion] = useState<Criterion>("added_value");
  const mine = scores.find((one) => one.person_id === network.me && one.criterion === criterion);
  const [points, setPoints] = useState("3");
  const [why, setWhy] = useState("");
  const give = async (): Promise<void> => {
    const fault = excess(why, TEXT) ?? (why.trim() === "" ? t("synthesis.why_needed") : null);
    say(fault);
    const scored = { tag: "synthesis.score", cluster: cluster.cluster_id, criterion, points: Number(points), why: why.trim() } as const;
    if (fault === null && (await attempt(cluster.synthesis_id, scored))) {
      setWhy(emptied(why));
    }
  };
  return (
    <Form title={t("synthesis.score")} does={t("synthesis.score_now")} wrong={wrong} busy={busy} onSubmit={() => void give()}>
      <Choice
        label={t("synthesis.criterion")}
        value={criterion}
        onValue={(value) => setCriterion(value as Criterion)}
        options={CRITERIA.map((one) => [one, t(`criterion.${one}`)])}
      />
      <Choice label={t("synthesis.points_label")} value={points} onValue={setPoints} options={["1", "2", "3", "4", "5"].map((one) => [one, one])} />
      <Field label={t("synthesis.why")} type="area" value={why} onValue={setWhy} />
      {mine !== undefined && <p class="quiet">{t("synthesis.my_score", { points: mine.points })}</p>}
    </Form>
  );
}

function PromoteIt({ network, cluster }: Of) {
  const { store } = network;
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [plan, setPlan] = useState("");
  const [title, setTitle] = useState(cluster.title);
  const roadmaps = new Set(store.all("roadmap_list").map(({ plan_id }) => plan_id));
  const plans = [...store.all("plan_list")].filter(({ withdrawn }) => !withdrawn).sort((a, b) => Number(roadmaps.has(b.plan_id)) - Number(roadmaps.has(a.plan_id)));
  const promote = (): void => {
    const fault = excess(title, LINE) ?? (plan === "" || title.trim() === "" ? t("synthesis.promote_incomplete") : null);
    say(fault);
    if (fault !== null) {
      return;
    }
    const add = { tag: "action.add", plan, title: title.trim(), order_key: between("zz", null), ...(cluster.summary === null ? {} : { description: cluster.summary }) } as const;
    void attempt(cluster.synthesis_id, { tag: "together.promote_cluster", cluster: cluster.cluster_id, plan, action: newId(), add });
  };
  return (
    <Form title={t("synthesis.promote")} does={t("synthesis.promote_now")} wrong={wrong} busy={busy} onSubmit={promote}>
      <Choice
        label={t("synthesis.plan")}
        value={plan}
        onValue={setPlan}
        none={t("meeting.choose")}
        options={plans.map(({ plan_id, title: one }) => [plan_id, roadmaps.has(plan_id) ? t("synthesis.roadmap_named", { title: one }) : one])}
      />
      <Field label={t("synthesis.action_title")} value={title} onValue={setTitle} />
    </Form>
  );
}

function MergeIt({ network, cluster, others }: Of & { readonly others: readonly SynthesisClusters[] }) {
  const { store } = network;
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [into, setInto] = useState("");
  const open = others.filter((one) => one.cluster_id !== cluster.cluster_id && one.aside_at === null && store.row("synthesis_promotions", one.cluster_id) === null);
  if (open.length === 0) {
    return null;
  }
  const merge = (): void => {
    if (into === "") {
      say(t("synthesis.merge_incomplete"));
    } else {
      void attempt(cluster.synthesis_id, { tag: "synthesis.merge", cluster: cluster.cluster_id, into: into as Uuid });
    }
  };
  return (
    <Form title={t("synthesis.merge")} does={t("synthesis.merge_now")} wrong={wrong} busy={busy} onSubmit={merge}>
      <Choice label={t("synthesis.merge_into")} value={into} onValue={setInto} none={t("meeting.choose")} options={open.map(({ cluster_id, title }) => [cluster_id, title])} />
    </Form>
  );
}

/** Chosen among what authorities answered, question by question, or written down where it was answered elsewhere. */
function Link({ network, cluster }: Of) {
  const { store, connection } = network;
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [asked, setAsked] = useState("");
  const [question, setQuestion] = useState("");
  const [chosen, setChosen] = useState("");
  const [text, setText] = useState("");
  useEffect(() => (asked === "" ? undefined : connection.follow(`questionnaire:${asked}`)), [connection, asked]);
  const questionnaires = store.all("questionnaire_list").filter(({ stage, respondents }) => stage !== "draft" && respondents === "authorities");
  const questions = store
    .all("questionnaire_questions")
    .filter(({ questionnaire_id, withdrawn }) => questionnaire_id === asked && !withdrawn)
    .sort(inOrder(({ question_id }) => question_id));
  const answers = store.all("questionnaire_answers").flatMap((one) => {
    const given = one.questionnaire_id === asked ? one.answers[question] : undefined;
    const words = given?.text?.split("\n").join(", ") ?? given?.number?.toString() ?? "";
    return words === "" ? [] : [{ id: one.answer_id, who: store.row("member_list", one.authority_id ?? "")?.name ?? "", words }];
  });
  const link = async (): Promise<void> => {
    const answer = answers.find(({ id }) => id === chosen);
    const posed = questions.find(({ question_id }) => question_id === question)?.text ?? "";
    const told = asked === "" ? text.trim() : answer === undefined ? "" : t("synthesis.answer_said", { who: answer.who, question: posed, words: answer.words });
    const fault = excess(told, TEXT) ?? (told === "" ? t(asked === "" ? "synthesis.answer_incomplete" : "synthesis.answer_not_chosen") : null);
    say(fault);
    const of = asked === "" ? { answer: newId() } : { answer: givenId(chosen, question), questionnaire: asked };
    if (fault === null && (await attempt(cluster.synthesis_id, { tag: "synthesis.link_answer", cluster: cluster.cluster_id, text: told, ...of }))) {
      setText(emptied(text));
      setChosen(emptied(chosen));
    }
  };
  return (
    <Form title={t("synthesis.link")} does={t("synthesis.link_now")} wrong={wrong} busy={busy} onSubmit={() => void link()}>
      {questionnaires.length > 0 && (
        <Choice
          label={t("synthesis.answer_from")}
          value={asked}
          onValue={(value) => {
            setAsked(value);
            setQuestion("");
            setChosen("");
          }}
          none={t("synthesis.answer_elsewhere")}
          options={questionnaires.map(({ questionnaire_id, title }) => [questionnaire_id, title])}
        />
      )}
      {asked === "" && <Field label={t("synthesis.answer_text")} type="area" value={text} onValue={setText} />}
      {asked !== "" && (
        <Choice label={t("synthesis.answer_question")} value={question} onValue={setQuestion} none={t("meeting.choose")} options={questions.map((one) => [one.question_id, one.text])} />
      )}
      {question !== "" && answers.length === 0 && <p class="quiet">{t("synthesis.no_answer")}</p>}
      {question !== "" && answers.length > 0 && (
        <Choice label={t("synthesis.answer_chosen")} value={chosen} onValue={setChosen} none={t("meeting.choose")} options={answers.map(({ id, who, words }) => [id, `${who}, ${words}`])} />
      )}
    </Form>
  );
}

function EditIt({ network, cluster, onClose }: Of & { readonly onClose: () => void }) {
  const [was] = useState(cluster);
  const [title, setTitle] = useState(was.title);
  const [summary, setSummary] = useState(was.summary ?? "");
  const asked = (): Command | null | string => {
    const fault = excess(title, LINE) ?? excess(summary, TEXT) ?? (title.trim() === "" ? t("wrong.empty") : null);
    const to = summary.trim() || null;
    const wishes = {
      ...(title.trim() === was.title ? {} : { title: { was: was.title, to: title.trim() } }),
      ...(to === was.summary ? {} : { summary: { was: was.summary, to } }),
    };
    return fault ?? (Object.keys(wishes).length === 0 ? null : { tag: "synthesis.edit_cluster", cluster: was.cluster_id, ...wishes });
  };
  return (
    <Asking network={network} stream={was.synthesis_id} subject={was.title} onClose={onClose} asked={asked}>
      <Field label={t("synthesis.cluster_title")} value={title} onValue={setTitle} />
      <Field label={t("synthesis.summary")} type="area" value={summary} onValue={setSummary} />
    </Asking>
  );
}

function Aside({ network, cluster }: Of) {
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [reason, setReason] = useState("");
  const leave = (): void => {
    const fault = excess(reason, LINE) ?? (reason.trim() === "" ? t("synthesis.aside_incomplete") : null);
    say(fault);
    if (fault === null) {
      void attempt(cluster.synthesis_id, { tag: "synthesis.put_aside", cluster: cluster.cluster_id }, reason.trim());
    }
  };
  return (
    <Form title={t("synthesis.put_aside")} does={t("synthesis.put_aside_now")} wrong={wrong} busy={busy} onSubmit={leave}>
      <Field label={t("synthesis.reason")} value={reason} onValue={setReason} />
    </Form>
  );
}
