/** The questionnaires of a network, and drafting another one. */

import { useState } from "preact/hooks";
import { t } from "../i18n.ts";
import { newId } from "../ids.ts";
import { excess, LINE, TEXT } from "../length.ts";
import type { LiveNetwork } from "../live/network.ts";
import { organises, useAttempt } from "../meeting/asking.ts";
import { Choice, Field, Form } from "../meeting/Fields.tsx";
import { go, paths } from "../router.ts";
import type { Respondents } from "../types.ts";

export function Questionnaires({ network }: { readonly network: LiveNetwork }) {
  const { store, card } = network;
  const rows = [...store.all("questionnaire_list")].sort((a, b) => (a.drafted_at < b.drafted_at ? 1 : -1));
  const drafts = organises(store.row("rights", network.me)) && !card.archived;
  return (
    <div class="page meetings">
      <h1 tabIndex={-1}>{t("nav.questionnaires")}</h1>
      <p class="lead-in">{t("questionnaire.about")}</p>
      {rows.length === 0 && <p class="quiet">{t(drafts ? "questionnaire.none_yours" : "questionnaire.none")}</p>}
      <ul class="meeting-lines">
        {rows.map((row) => (
          <li key={row.questionnaire_id}>
            <span>
              <a href={paths.questionnaire(card.network_id, row.questionnaire_id)}>{row.title}</a>{" "}
              <span class="quiet">{t(`questionnaire.respondents.${row.respondents}`)}</span>
            </span>
            <span class="chip">{t(`questionnaire.stage.${row.stage}`)}</span>
          </li>
        ))}
      </ul>
      {drafts && <Draft network={network} />}
    </div>
  );
}

function Draft({ network }: { readonly network: LiveNetwork }) {
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [title, setTitle] = useState("");
  const [introduction, setIntroduction] = useState("");
  const [respondents, setRespondents] = useState<Respondents>("authorities");
  const [meeting, setMeeting] = useState("");
  const meetings = network.store.all("meeting_list").filter(({ standing }) => standing !== "called_off");
  const draft = async (): Promise<void> => {
    const fault = excess(title, LINE) ?? excess(introduction, TEXT) ?? (title.trim() === "" ? t("wrong.empty") : null);
    say(fault);
    if (fault !== null) {
      return;
    }
    const one = newId();
    const told = { title: title.trim(), respondents, introduction: introduction.trim() || null, meeting: meeting || null };
    if (await attempt(one, { tag: "questionnaire.draft", ...told })) {
      go(paths.questionnaire(network.card.network_id, one));
    }
  };
  return (
    <Form title={t("questionnaire.draft")} does={t("questionnaire.draft_now")} wrong={wrong} busy={busy} onSubmit={() => void draft()}>
      <Field label={t("questionnaire.title")} value={title} onValue={setTitle} />
      <Choice
        label={t("questionnaire.respondents")}
        value={respondents}
        onValue={(value) => setRespondents(value === "people" ? "people" : "authorities")}
        options={(["authorities", "people"] as const).map((one) => [one, t(`questionnaire.respondents.${one}`)])}
      />
      <Choice
        label={t("questionnaire.meeting")}
        value={meeting}
        onValue={setMeeting}
        none={t("questionnaire.no_meeting")}
        options={meetings.map(({ meeting_id, title: label }) => [meeting_id, label])}
      />
      <Field label={t("questionnaire.introduction")} type="area" value={introduction} onValue={setIntroduction} />
    </Form>
  );
}
