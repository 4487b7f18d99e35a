/** What a facilitator prepares: the questions of a workshop in their order, and the groups that have a table in it. */

import { useState } from "preact/hooks";
import { t } from "../i18n.ts";
import { newId } from "../ids.ts";
import { excess, LINE, TEXT } from "../length.ts";
import type { LiveNetwork } from "../live/network.ts";
import { useAttempt } from "../meeting/asking.ts";
import { Field, Form, Wrong } from "../meeting/Fields.tsx";
import { between } from "../order.ts";
import { emptied } from "../typed.ts";
import type { Uuid, WorkshopQuestions } from "../types.ts";
import { roomOf } from "./workshopRoom.ts";

interface Props {
  readonly network: LiveNetwork;
  readonly workshop: Uuid;
}

export function WorkshopPrepare({ network, workshop }: Props) {
  const { questions, groups } = roomOf(network, workshop);
  return (
    <section aria-labelledby="prepare">
      <h2 id="prepare">{t("workshop.prepare")}</h2>
      {questions.length > 0 && (
        <ol class="meeting-lines">
          {questions.map((question, index) => (
            <Question key={question.question_id} network={network} question={question} above={questions[index - 1] ?? null} first={questions[index - 2] ?? null} />
          ))}
        </ol>
      )}
      <AddQuestion network={network} workshop={workshop} last={questions.at(-1)?.order_key ?? null} />
      {groups.length > 0 && (
        <ul class="meeting-lines">
          {groups.map((group) => (
            <Group key={group} network={network} workshop={workshop} group={group} />
          ))}
        </ul>
      )}
      <AddGroup network={network} workshop={workshop} />
    </section>
  );
}

interface QuestionProps {
  readonly network: LiveNetwork;
  readonly question: WorkshopQuestions;
  readonly above: WorkshopQuestions | null;
  readonly first: WorkshopQuestions | null;
}

function Question({ network, question, above, first }: QuestionProps) {
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [was, setWas] = useState<string | null>(null); // what stood when the edit began is what it is merged from
  const [text, setText] = useState("");
  const { workshop_id: workshop, question_id: id } = question;
  if (was !== null) {
    const save = async (): Promise<void> => {
      const fault = text.trim() === "" ? t("workshop.no_question") : excess(text, TEXT);
      if (fault !== null) {
        say(fault);
      } else if (text.trim() === was || (await attempt(workshop, { tag: "workshop.edit_question", question: id, text: { was, to: text.trim() } }))) {
        setWas(null);
      }
    };
    return (
      <li>
        <Field label={t("workshop.question")} type="area" value={text} onValue={setText} />
        <Wrong wrong={wrong} />
        <div class="way-do">
          <button type="button" class="button button-main" aria-disabled={busy} onClick={() => void save()}>
            {t("workshop.save")}
          </button>
          <button type="button" class="button" onClick={() => setWas(null)}>
            {t("do.cancel")}
          </button>
        </div>
      </li>
    );
  }
  return (
    <li>
      <span>{question.text}</span>
      <span class="way-do">
        <button
          type="button"
          class="button button-small"
          aria-label={t("workshop.edit_of", { title: question.text })}
          onClick={() => {
            setText(question.text);
            setWas(question.text);
          }}
        >
          {t("workshop.edit")}
        </button>
        {above !== null && (
          <button
            type="button"
            class="button button-small"
            aria-disabled={busy}
            aria-label={t("workshop.up_of", { title: question.text })}
            onClick={() => {
              const to = between(first?.order_key ?? null, above.order_key);
              void attempt(workshop, { tag: "workshop.edit_question", question: id, order_key: { was: question.order_key, to } });
            }}
          >
            {t("workshop.up")}
          </button>
        )}
        <button
          type="button"
          class="button button-small"
          aria-disabled={busy}
          aria-label={t("workshop.withdraw_of", { title: question.text })}
          onClick={() => void attempt(workshop, { tag: "workshop.withdraw_question", question: id })}
        >
          {t("workshop.withdraw")}
        </button>
      </span>
      <Wrong wrong={wrong} />
    </li>
  );
}

function AddQuestion({ network, workshop, last }: Props & { readonly last: string | null }) {
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [text, setText] = useState("");
  const add = async (): Promise<void> => {
    const fault = text.trim() === "" ? t("workshop.no_question") : excess(text, TEXT);
    if (fault !== null) {
      say(fault);
    } else if (await attempt(workshop, { tag: "workshop.add_question", question: newId(), text: text.trim(), order_key: between(last, null) })) {
      setText(emptied(text));
    }
  };
  return (
    <Form title={t("workshop.add_question")} does={t("workshop.add")} wrong={wrong} busy={busy} onSubmit={() => void add()}>
      <Field label={t("workshop.question_text")} type="area" value={text} onValue={setText} />
    </Form>
  );
}

function Group({ network, workshop, group }: Props & { readonly group: string }) {
  const { wrong, busy, attempt } = useAttempt(network);
  return (
    <li>
      <span>{group}</span>
      <button
        type="button"
        class="button button-small"
        aria-disabled={busy}
        aria-label={t("workshop.withdraw_of", { title: group })}
        onClick={() => void attempt(workshop, { tag: "workshop.release_group", group })}
      >
        {t("workshop.withdraw")}
      </button>
      <Wrong wrong={wrong} />
    </li>
  );
}

function AddGroup({ network, workshop }: Props) {
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [group, setGroup] = useState("");
  const add = async (): Promise<void> => {
    const fault = group.trim() === "" ? t("workshop.no_group") : excess(group, Math.min(LINE, 60));
    if (fault !== null) {
      say(fault);
    } else if (await attempt(workshop, { tag: "workshop.assign_group", group: group.trim() })) {
      setGroup(emptied(group));
    }
  };
  return (
    <Form title={t("workshop.add_group")} does={t("workshop.add")} wrong={wrong} busy={busy} onSubmit={() => void add()}>
      <Field label={t("workshop.group_name")} value={group} onValue={setGroup} />
    </Form>
  );
}
