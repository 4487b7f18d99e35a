/** Questions and answers between those who begin and those with experience, and whom to call. */

import { useState } from "preact/hooks";
import { byName, dayOf } from "../format.ts";
import { t } from "../i18n.ts";
import { newId } from "../ids.ts";
import { excess, TEXT } from "../length.ts";
import type { LiveNetwork } from "../live/network.ts";
import { facilitates, useAttempt } from "../meeting/asking.ts";
import { Choice, Field, Form, Wrong } from "../meeting/Fields.tsx";
import { Follow } from "../parts/Follow.tsx";
import { nameOf } from "../parts/People.tsx";
import { emptied } from "../typed.ts";
import type { QuestionList, SkillList, Uuid } from "../types.ts";
import { ownAuthorities } from "./Mentoring.tsx";

function holder(network: LiveNetwork, skill: SkillList): string {
  return skill.person_id === null ? (network.store.row("member_list", skill.authority_id ?? "")?.name ?? "") : nameOf(network.store, skill.person_id);
}

/** Somebody is experienced whose authority has begun. */
function Level({ network, person }: { readonly network: LiveNetwork; readonly person: Uuid }) {
  const roles = network.store.row("rights", person)?.roles ?? [];
  const experienced = roles.some(({ authority_id }) => authority_id !== null && (network.store.row("directory", authority_id)?.engagement ?? "prospect") !== "prospect");
  return <span class="chip">{t(experienced ? "mentoring.experienced" : "mentoring.beginner")}</span>;
}

export function Questions({ network, takes }: { readonly network: LiveNetwork; readonly takes: boolean }) {
  const rows = network.store
    .all("question_list")
    .filter(({ withdrawn }) => !withdrawn)
    .sort((a, b) => (a.asked_at < b.asked_at ? 1 : -1));
  return (
    <section aria-labelledby="mentoring-questions">
      <h2 id="mentoring-questions">{t("mentoring.questions")}</h2>
      {rows.length === 0 && <p class="quiet">{t("mentoring.no_question")}</p>}
      <ul class="mentoring-questions">
        {rows.map((row) => (
          <Question key={row.question_id} network={network} row={row} takes={takes} />
        ))}
      </ul>
      {takes && <Ask network={network} />}
    </section>
  );
}

function Question({ network, row, takes }: { readonly network: LiveNetwork; readonly row: QuestionList; readonly takes: boolean }) {
  const { store, me } = network;
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [text, setText] = useState("");
  const skill = row.skill_id === null ? null : store.row("skill_list", row.skill_id);
  const looksAfter = facilitates(store.row("rights", me));
  const answer = async (): Promise<void> => {
    const fault = text.trim() === "" ? t("mentoring.incomplete") : excess(text, TEXT);
    say(fault);
    if (fault === null && (await attempt(row.question_id, { tag: "question.answer", answer: newId(), text: text.trim() }))) {
      setText(emptied(text));
    }
  };
  return (
    <li id={`question-${row.question_id}`}>
      <h3 class="meeting-text">{row.text}</h3>
      <p class="quiet">
        {[nameOf(store, row.asker), dayOf(row.asked_at), row.theme, skill === null ? null : t("mentoring.put_to", { who: holder(network, skill) })].filter((part) => part !== null).join(" · ")}{" "}
        <Level network={network} person={row.asker} /> <Follow network={network.card.network_id} item={row.question_id} title={row.text} listed />
      </p>
      {takes && (row.asker === me || looksAfter) && (
        <button type="button" class="button button-small" aria-disabled={busy} onClick={() => void attempt(row.question_id, { tag: "question.withdraw" })}>
          {t("mentoring.take_question_back")}
        </button>
      )}
      <ul class="meeting-lines">
        {row.answers
          .filter(({ withdrawn }) => !withdrawn)
          .map((one) => {
            const useful = one.useful_to.includes(me);
            return (
              <li key={one.answer_id}>
                <span>
                  <span class="meeting-text">{one.text}</span>{" "}
                  <span class="quiet">{[nameOf(store, one.author), ...(one.useful_to.length === 0 ? [] : [t("mentoring.useful_to", { count: one.useful_to.length })])].join(" · ")}</span>{" "}
                  <Level network={network} person={one.author} />
                </span>
                {takes && one.author !== me && (
                  <button
                    type="button"
                    class="button button-small"
                    aria-pressed={useful}
                    aria-disabled={busy}
                    aria-label={t("mentoring.useful_of", { who: nameOf(store, one.author) })}
                    onClick={() => void attempt(row.question_id, { tag: useful ? "question.unmark_useful" : "question.mark_useful", answer: one.answer_id })}
                  >
                    {t("mentoring.useful")}
                  </button>
                )}
                {takes && (one.author === me || looksAfter) && (
                  <button type="button" class="button button-small" aria-disabled={busy} onClick={() => void attempt(row.question_id, { tag: "question.withdraw_answer", answer: one.answer_id })}>
                    {t("mentoring.take_answer_back")}
                  </button>
                )}
              </li>
            );
          })}
      </ul>
      {takes ? (
        <Form title={t("mentoring.answer_to", { text: row.text.length > 60 ? `${row.text.slice(0, 60)}…` : row.text })} does={t("mentoring.answer_do")} wrong={wrong} busy={busy} onSubmit={() => void answer()}>
          <Field label={t("mentoring.answer")} type="area" value={text} onValue={setText} />
        </Form>
      ) : (
        <Wrong wrong={wrong} />
      )}
    </li>
  );
}

function Ask({ network }: { readonly network: LiveNetwork }) {
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [text, setText] = useState("");
  const [theme, setTheme] = useState("");
  const [skill, setSkill] = useState("");
  const mine = new Set(ownAuthorities(network).map(([authority]) => authority));
  const able = network.store
    .all("skill_list")
    .filter(({ withdrawn, person_id, authority_id }) => !withdrawn && (person_id === null ? authority_id === null || !mine.has(authority_id) : person_id !== network.me))
    .map((one) => [one.skill_id, t("mentoring.resource_person", { who: holder(network, one), skill: one.name })] as const)
    .sort((a, b) => byName(a[1], b[1]));
  const send = async (): Promise<void> => {
    const fault = text.trim() === "" ? t("mentoring.incomplete") : (excess(text, TEXT) ?? excess(theme, 60));
    say(fault);
    const more = { ...(theme.trim() === "" ? {} : { theme: theme.trim() }), ...(skill === "" ? {} : { skill }) };
    if (fault === null && (await attempt(newId(), { tag: "question.ask", text: text.trim(), ...more }))) {
      setText(emptied(text));
      setTheme(emptied(theme));
    }
  };
  return (
    <Form title={t("mentoring.ask_title")} does={t("mentoring.ask_do")} wrong={wrong} busy={busy} onSubmit={() => void send()}>
      <Field label={t("mentoring.ask_text")} type="area" value={text} onValue={setText} />
      <Field label={t("mentoring.theme")} value={theme} onValue={setTheme} />
      <Choice label={t("mentoring.ask_whom")} value={skill} onValue={setSkill} none={t("mentoring.everyone")} options={able} />
    </Form>
  );
}
