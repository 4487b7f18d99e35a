/** One questionnaire: its questions while it is a draft, a form to answer while it is open, and what the answers add up to. */

import { useEffect, useId, useState } from "preact/hooks";
import { ask } from "../api.ts";
import { CommentsPart } from "../comments/CommentsPart.tsx";
import { byName } from "../format.ts";
import { plural, t } from "../i18n.ts";
import { newId } from "../ids.ts";
import { excess, LINE, TEXT } from "../length.ts";
import type { LiveNetwork } from "../live/network.ts";
import { actsFor, facilitates, organises, takesPart, useAttempt } from "../meeting/asking.ts";
import { Asking, Change } from "../meeting/Edit.tsx";
import { Choice, Field, Form, Wrong } from "../meeting/Fields.tsx";
import { Moving } from "../meeting/Moving.tsx";
import { notify } from "../notices.ts";
import { between, inOrder } from "../order.ts";
import { Choosing } from "../parts/Choosing.tsx";
import { Follow } from "../parts/Follow.tsx";
import { Met } from "../plan/ConflictNote.tsx";
import { openConflicts } from "../plan/conflicts.ts";
import { HistoryButton } from "../plan/HistoryButton.tsx";
import { paths } from "../router.ts";
import { emptied } from "../typed.ts";
import type { AnswerAbout, AnswerKind, Command, ConflictInbox, GivenAnswer, QuestionnaireAnswers, QuestionnaireList, QuestionnairePage as Told, QuestionnaireQuestions, Uuid } from "../types.ts";

const KINDS: readonly AnswerKind[] = ["text", "choice", "choices", "number"];

export function QuestionnairePage({ network, questionnaire }: { readonly network: LiveNetwork; readonly questionnaire: Uuid }) {
  const { store, connection, card } = network;
  const row = store.row("questionnaire_list", questionnaire);
  const there = row !== null;
  useEffect(() => (there ? connection.follow(`questionnaire:${questionnaire}`) : undefined), [connection, questionnaire, there]);
  if (row === null) {
    const waiting = connection.state.value !== "online";
    return (
      <div class="empty" aria-busy={waiting}>
        <h1 tabIndex={-1}>{t(waiting ? "loading" : "questionnaire.missing")}</h1>
        {!waiting && <p>{t("nowhere.gone")}</p>}
        <p>
          <a href={paths.questionnaires(card.network_id)}>{t("nav.questionnaires")}</a>
        </p>
      </div>
    );
  }
  const rights = store.row("rights", network.me);
  const questions = store
    .all("questionnaire_questions")
    .filter(({ questionnaire_id, withdrawn }) => questionnaire_id === questionnaire && !withdrawn)
    .sort(inOrder(({ question_id }) => question_id));
  const writes = organises(rights) && !card.archived;
  const answers = store.all("questionnaire_answers").filter(({ questionnaire_id }) => questionnaire_id === questionnaire);
  return (
    <div class="page meeting">
      <header>
        <h1 tabIndex={-1}>{row.title}</h1>
        <p class="lead-in">
          <span class="chip">{t(`questionnaire.stage.${row.stage}`)}</span> {t(`questionnaire.respondents.${row.respondents}`)}
        </p>
        {row.introduction !== null && <p class="meeting-text">{row.introduction}</p>}
        <div class="meeting-replies">
          {row.stage === "draft" && writes && <Change label={t("questionnaire.edit")}>{(close) => <EditQuestionnaire network={network} row={row} onClose={close} />}</Change>}
          <Follow network={card.network_id} item={questionnaire} title={row.title} waiting={store.waiting("questionnaire_list", questionnaire)} />
          <HistoryButton network={network} kind="questionnaire" item={questionnaire} name={row.title} small />
        </div>
      </header>
      {wishesFor(network, questionnaire).map((wish) => (
        <Met key={wish.conflict_id} conflict={wish} network={network} store={store} may={writes && row.stage === "draft"} />
      ))}
      {facilitates(rights) && !card.archived && <Steps network={network} row={row} />}
      {row.stage === "draft" && <Questions network={network} row={row} questions={questions} writes={writes} />}
      {row.stage === "open" && takesPart(rights) && !card.archived && <Answering network={network} row={row} questions={questions} answers={answers} />}
      {row.stage !== "draft" && <Results network={network} row={row} questions={questions} answers={answers} />}
      <CommentsPart network={network} about="questionnaire" item={questionnaire} plan={null} title={row.title} at={null} />
    </div>
  );
}

function wishesFor({ store }: LiveNetwork, item: Uuid): readonly ConflictInbox[] {
  return openConflicts(store).filter(({ item_id }) => item_id === item);
}

function Steps({ network, row }: { readonly network: LiveNetwork; readonly row: QuestionnaireList }) {
  const { wrong, busy, attempt } = useAttempt(network);
  const open = row.stage === "open";
  return (
    <div class="meeting-tools">
      <button type="button" class="button" aria-disabled={busy} onClick={() => void attempt(row.questionnaire_id, { tag: open ? "questionnaire.close" : "questionnaire.open" })}>
        {t(open ? "questionnaire.close" : row.stage === "closed" ? "questionnaire.reopen" : "questionnaire.open")}
      </button>
      <Wrong wrong={wrong} />
    </div>
  );
}

interface QuestionsProps {
  readonly network: LiveNetwork;
  readonly row: QuestionnaireList;
  readonly questions: readonly QuestionnaireQuestions[];
}

function Questions({ network, row, questions, writes }: QuestionsProps & { readonly writes: boolean }) {
  const { wrong, busy, attempt } = useAttempt(network);
  return (
    <section aria-labelledby="questions">
      <h2 id="questions">{t("questionnaire.questions")}</h2>
      {questions.length === 0 && <p class="quiet">{t("questionnaire.no_question")}</p>}
      <ol class="meeting-lines">
        {questions.map((one, index) => (
          <li key={one.question_id}>
            <span>
              <span class="meeting-text">{one.text}</span>{" "}
              <span class="quiet">
                {[
                  t(`questionnaire_kind.${one.kind}`),
                  ...one.choices,
                  ...(one.about === null ? [] : [t(`questionnaire_is.${one.about}`)]),
                  ...(one.required ? [t("questionnaire.required")] : []),
                ].join(" · ")}
              </span>
            </span>
            {writes && (
              <Change label={t("do.edit")} about={t("quoted", { text: one.text })}>
                {(close) => <EditQuestion network={network} question={one} onClose={close} />}
              </Change>
            )}
            {writes && (
              <Moving
                title={one.text}
                rows={questions}
                index={index}
                busy={busy}
                onMove={(to) =>
                  void attempt(row.questionnaire_id, { tag: "questionnaire.edit_question", question: one.question_id, order_key: { was: one.order_key, to } })
                }
              />
            )}
            {writes && (
              <button
                type="button"
                class="button button-small"
                aria-disabled={busy}
                aria-label={t("questionnaire.withdraw_of", { question: one.text })}
                onClick={() => void attempt(row.questionnaire_id, { tag: "questionnaire.withdraw_question", question: one.question_id })}
              >
                {t("questionnaire.withdraw")}
              </button>
            )}
            {wishesFor(network, one.question_id).map((wish) => (
              <Met key={wish.conflict_id} conflict={wish} network={network} store={network.store} may={writes} />
            ))}
          </li>
        ))}
      </ol>
      <Wrong wrong={wrong} />
      {writes && <AddQuestion network={network} row={row} questions={questions} />}
    </section>
  );
}

/** A question as somebody writes it. */
interface Written {
  readonly text: string;
  readonly kind: AnswerKind;
  readonly choices: string;
  readonly about: AnswerAbout | "";
  readonly required: boolean;
}

const NOTHING: Written = { text: "", kind: "text", choices: "", about: "", required: false };

function hasChoices({ kind }: Written): boolean {
  return kind === "choice" || kind === "choices";
}

function faultOf({ text, choices }: Written): string | null {
  return excess(text, TEXT) ?? excess(choices, TEXT) ?? (text.trim() === "" ? t("wrong.empty") : null);
}

function QuestionFields({ written, onWritten }: { readonly written: Written; readonly onWritten: (written: Written) => void }) {
  const put = (some: Partial<Written>): void => onWritten({ ...written, ...some });
  return (
    <>
      <Field label={t("questionnaire.question")} type="area" value={written.text} onValue={(text) => put({ text })} />
      <Choice
        label={t("questionnaire.kind")}
        value={written.kind}
        onValue={(value) => put({ kind: KINDS.find((one) => one === value) ?? "text" })}
        options={KINDS.map((one) => [one, t(`questionnaire_kind.${one}`)])}
      />
      {hasChoices(written) && <Field label={t("questionnaire.choices")} type="area" value={written.choices} onValue={(choices) => put({ choices })} />}
      <Choice
        label={t("questionnaire.is")}
        value={written.about}
        onValue={(value) => put({ about: value === "need" || value === "practice" ? value : "" })}
        none={t("questionnaire_is.nothing")}
        options={(["need", "practice"] as const).map((one) => [one, t(`questionnaire_is.${one}`)])}
      />
      <label>
        <input type="checkbox" checked={written.required} onChange={(event) => put({ required: event.currentTarget.checked })} /> {t("questionnaire.required")}
      </label>
    </>
  );
}

function AddQuestion({ network, row, questions }: QuestionsProps) {
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [written, setWritten] = useState(NOTHING);
  const add = async (): Promise<void> => {
    const fault = faultOf(written);
    say(fault);
    if (fault !== null) {
      return;
    }
    const { text, kind, choices, about, required } = written;
    const asked = { question: newId(), text: text.trim(), kind, order_key: between(questions.at(-1)?.order_key ?? null, null), choices: hasChoices(written) ? choices : null, required, about: about || null };
    if (await attempt(row.questionnaire_id, { tag: "questionnaire.add_question", ...asked })) {
      setWritten((now) => ({ ...now, text: emptied(text)(now.text), choices: emptied(choices)(now.choices) }));
    }
  };
  return (
    <Form title={t("questionnaire.add_question")} does={t("questionnaire.add")} wrong={wrong} busy={busy} onSubmit={() => void add()}>
      <QuestionFields written={written} onWritten={setWritten} />
    </Form>
  );
}

/** Each field goes with what was seen as the dialogue opened; the choices of a question that has none any more go by themselves. */
function EditQuestion({ network, question, onClose }: { readonly network: LiveNetwork; readonly question: QuestionnaireQuestions; readonly onClose: () => void }) {
  const [was] = useState(question);
  const [seen] = useState<Written>(() => ({ ...was, choices: was.choices.join("\n"), about: was.about ?? "" }));
  const [written, setWritten] = useState(seen);
  const asked = (): Command | null | string => {
    const wished = { ...written, text: written.text.trim() };
    const choices = wished.choices.trim();
    const wishes = {
      ...(wished.text === seen.text ? {} : { text: { was: seen.text, to: wished.text } }),
      ...(wished.kind === seen.kind ? {} : { kind: { was: seen.kind, to: wished.kind } }),
      ...(!hasChoices(wished) || choices === seen.choices ? {} : { choices: { was: seen.choices || null, to: choices || null } }),
      ...(wished.about === seen.about ? {} : { about: { was: seen.about || null, to: wished.about || null } }),
      ...(wished.required === seen.required ? {} : { required: { was: seen.required, to: wished.required } }),
    };
    return faultOf(wished) ?? (Object.keys(wishes).length === 0 ? null : { tag: "questionnaire.edit_question", question: was.question_id, ...wishes });
  };
  return (
    <Asking network={network} stream={was.questionnaire_id} subject={was.text} onClose={onClose} asked={asked}>
      <QuestionFields written={written} onWritten={setWritten} />
    </Asking>
  );
}

function EditQuestionnaire({ network, row, onClose }: { readonly network: LiveNetwork; readonly row: QuestionnaireList; readonly onClose: () => void }) {
  const [was] = useState(row);
  const [title, setTitle] = useState(was.title);
  const [introduction, setIntroduction] = useState(was.introduction ?? "");
  const asked = (): Command | null | string => {
    const fault = excess(title, LINE) ?? excess(introduction, TEXT) ?? (title.trim() === "" ? t("wrong.empty") : null);
    const to = introduction.trim() || null;
    const wishes = {
      ...(title.trim() === was.title ? {} : { title: { was: was.title, to: title.trim() } }),
      ...(to === was.introduction ? {} : { introduction: { was: was.introduction, to } }),
    };
    return fault ?? (Object.keys(wishes).length === 0 ? null : { tag: "questionnaire.edit", ...wishes });
  };
  return (
    <Asking network={network} stream={was.questionnaire_id} subject={was.title} onClose={onClose} asked={asked}>
      <Field label={t("questionnaire.title")} value={title} onValue={setTitle} />
      <Field label={t("questionnaire.introduction")} type="area" value={introduction} onValue={setIntroduction} />
    </Asking>
  );
}

interface AnswersProps extends QuestionsProps {
  readonly answers: readonly QuestionnaireAnswers[];
}

/** One form a person, or one an authority that they act for; what was answered stands in it and can be changed. */
function Answering({ network, row, questions, answers }: AnswersProps) {
  const { store, me } = network;
  const rights = store.row("rights", me);
  const mine = [...store.all("member_list")].filter(({ left_at, authority_id }) => left_at === null && actsFor(rights, authority_id)).sort((a, b) => byName(a.name, b.name));
  const [chosen, setChosen] = useState("");
  const people = row.respondents === "people";
  const authority = people ? null : chosen || (mine.length === 1 ? (mine[0]?.authority_id ?? null) : null);
  const said = answers.find((one) => (people ? one.authority_id === null && one.person_id === me : one.authority_id === authority)) ?? null;
  return (
    <section aria-labelledby="answer">
      <h2 id="answer">{t(said === null ? "questionnaire.answer" : "questionnaire.change")}</h2>
      <p class="hint">{t(`questionnaire.read_by.${row.respondents}`)}</p>
      {!people && mine.length !== 1 && (
        <Choice label={t("questionnaire.for")} value={chosen} onValue={setChosen} none={t("questionnaire.choose")} options={mine.map(({ authority_id, name }) => [authority_id, name])} />
      )}
      {(people || authority !== null) && <Answer key={authority ?? me} network={network} row={row} questions={questions} authority={authority} said={said} />}
    </section>
  );
}

interface AnswerProps extends QuestionsProps {
  readonly authority: Uuid | null;
  readonly said: QuestionnaireAnswers | null;
}

function Answer({ network, row, questions, authority, said }: AnswerProps) {
  const { wrong, busy, attempt } = useAttempt(network);
  const [typed, setTyped] = useState<Readonly<Record<Uuid, string>>>({});
  const stands = (id: Uuid): string => typed[id] ?? said?.answers[id]?.text ?? said?.answers[id]?.number?.toString() ?? "";
  const type = (id: Uuid, value: string): void => setTyped((now) => ({ ...now, [id]: value }));
  const given = ({ question_id, kind }: QuestionnaireQuestions): GivenAnswer => {
    const text = stands(question_id);
    const none = { text: null, chosen: [], number: null };
    return kind === "text" ? { ...none, text: text.trim() || null } : kind === "number" ? { ...none, number: text.trim() === "" ? null : Math.round(Number(text)) } : { ...none, chosen: text === "" ? [] : text.split("\n") };
  };
  const send = async (): Promise<void> => {
    const answers = Object.fromEntries(questions.map((one) => [one.question_id, given(one)]));
    if (await attempt(row.questionnaire_id, { tag: "questionnaire.answer", answers, authority })) {
      setTyped((now) => Object.fromEntries(Object.entries(now).filter(([id, value]) => value !== typed[id])));
      notify("done", t("questionnaire.sent"));
    }
  };
  return (
    <form
      class="meeting-form"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {questions.map((one) => {
        const value = stands(one.question_id);
        const label = one.required ? `${one.text} (${t("questionnaire.required")})` : one.text;
        switch (one.kind) {
          case "text":
            return <Field key={one.question_id} label={label} type="area" value={value} onValue={(to) => type(one.question_id, to)} />;
          case "number":
            return <Field key={one.question_id} label={label} type="number" value={value} onValue={(to) => type(one.question_id, to)} />;
          case "choice":
            return (
              <Choice key={one.question_id} label={label} value={value} onValue={(to) => type(one.question_id, to)} none={t("questionnaire.choose")} options={one.choices.map((choice) => [choice, choice])} />
            );
          case "choices":
            return (
              <Choosing
                key={one.question_id}
                legend={label}
                choices={one.choices.map((choice) => ({ value: choice, label: choice }))}
                chosen={value === "" ? [] : value.split("\n")}
                onChoose={(chosen) => type(one.question_id, chosen.join("\n"))}
              />
            );
        }
      })}
      <Wrong wrong={wrong} />
      <button type="submit" class="button button-main" aria-disabled={busy}>
        {t("questionnaire.send")}
      </button>
    </form>
  );
}

/** What the service counted of all answers, asked for anew whenever one is seen to change. */
function Results({ network, row, questions, answers }: AnswersProps) {
  const id = useId();
  const { store, card } = network;
  const [told, setTold] = useState<Told | null>(null);
  const seen = answers.map(({ answer_id, times }) => `${answer_id}${times}`).join();
  useEffect(() => {
    let stale = false;
    ask<Told>("GET", `/networks/${card.network_id}/questionnaires/${row.questionnaire_id}`)
      .then((page) => !stale && setTold(page))
      .catch(() => undefined); // what is counted may wait; everything else on the page is there
    return () => {
      stale = true;
    };
  }, [card, row, seen]);
  if (told === null) {
    return null;
  }
  const name = (authority: Uuid | null): string => (authority === null ? "" : (store.row("member_list", authority)?.name ?? ""));
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{t("questionnaire.results")}</h2>
      <p class="questionnaire-answered" role="status">
        {plural("questionnaire.answered", told.answered)}
      </p>
      {questions.map((question) => {
        const result = told.results.find(({ question_id }) => question_id === question.question_id);
        const written = question.kind === "text" ? answers.flatMap((one) => (one.answers[question.question_id]?.text ? [one] : [])) : [];
        return (
          <div key={question.question_id}>
            <h3>{question.text}</h3>
            <ul class="meeting-lines">
              {Object.entries(result?.chosen ?? {}).map(([choice, many]) => (
                <li key={choice}>
                  <span>{choice}</span> <span>{many}</span>
                </li>
              ))}
              {result !== undefined && result.sum !== null && (
                <li>
                  <span>{t("questionnaire.numbers", { sum: result.sum, least: result.least ?? 0, most: result.most ?? 0 })}</span>
                </li>
              )}
              {written.map((one) => (
                <li key={one.answer_id}>
                  <span>
                    <span class="meeting-text">{one.answers[question.question_id]?.text}</span> <span class="quiet">{name(one.authority_id)}</span>{" "}
                    {one.times > 1 && <span class="quiet">{t("questionnaire.changed", { times: one.times - 1 })}</span>}
                  </span>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
      {told.met.length > 0 && (
        <>
          <h3>{t("questionnaire.met")}</h3>
          <ul class="meeting-lines questionnaire-met">
            {told.met.map((met) => (
              <li key={`${met.authority_id}${met.need}${met.helper_id}${met.reason}`}>
                <span>{t(`questionnaire.met.${met.reason}`, { who: name(met.authority_id), need: met.need, helper: name(met.helper_id), words: met.words })}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
