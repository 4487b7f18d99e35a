/** What was decided: who sees to it, by when, and the action of a plan that it added. */

import { useEffect, useState } from "preact/hooks";
import { byName, day, today } from "../format.ts";
import { t } from "../i18n.ts";
import { newId } from "../ids.ts";
import { excess, TEXT } from "../length.ts";
import type { LiveNetwork } from "../live/network.ts";
import { between } from "../order.ts";
import { STATUSES } from "../plan/fields.ts";
import { paths } from "../router.ts";
import { emptied } from "../typed.ts";
import type { Command, MeetingDecisions, MeetingList, Status } from "../types.ts";
import { useAttempt } from "./asking.ts";
import { Choice, Field, Form, Wrong } from "./Fields.tsx";

interface Props {
  readonly network: LiveNetwork;
  readonly meeting: MeetingList;
  readonly mayDecide: boolean;
}

export function Decisions({ network, meeting, mayDecide }: Props) {
  const rows = network.store
    .all("meeting_decisions")
    .filter(({ meeting_id, withdrawn }) => meeting_id === meeting.meeting_id && !withdrawn)
    .sort((a, b) => (a.decided_at < b.decided_at ? -1 : 1));
  return (
    <section aria-labelledby="decisions">
      <h2 id="decisions">{t("meeting.decisions")}</h2>
      {rows.length === 0 ? (
        <p class="quiet">{t("meeting.no_decision")}</p>
      ) : (
        <ul class="meeting-lines">
          {rows.map((row) => (
            <Line key={row.decision_id} network={network} row={row} mayFinish={mayDecide} />
          ))}
        </ul>
      )}
      {mayDecide && <Decide network={network} meeting={meeting} />}
    </section>
  );
}

function Line({ network, row, mayFinish }: { readonly network: LiveNetwork; readonly row: MeetingDecisions; readonly mayFinish: boolean }) {
  const { store, card } = network;
  const { wrong, busy, attempt } = useAttempt(network);
  const owner = row.owner_id === null ? (row.authority_id === null ? "" : (store.row("member_list", row.authority_id)?.name ?? "")) : (store.nameOf(row.owner_id)?.name ?? t("person.unknown"));
  const late = row.finished_at === null && row.due_on < today();
  return (
    <li>
      <span>
        <span class="meeting-text">{row.text}</span>{" "}
        <span class="quiet">{[owner, t("meeting.due", { when: day(row.due_on) })].filter((part) => part !== "").join(" · ")}</span>{" "}
        {row.finished_at !== null && <span class="chip">{t("meeting.finished")}</span>}
        {late && <span class="chip chip-late">{t("meeting.late")}</span>}{" "}
        {row.plan_id !== null && row.action_id !== null && <a href={paths.action(card.network_id, row.plan_id, row.action_id)}>{t("meeting.see_action")}</a>}
      </span>
      {mayFinish && row.finished_at === null && (
        <button
          type="button"
          class="button button-small"
          aria-disabled={busy}
          aria-label={t("meeting.finish_of", { text: row.text })}
          onClick={() => void attempt(row.meeting_id, { tag: "meeting.finish_decision", decision: row.decision_id })}
        >
          {t("meeting.finish")}
        </button>
      )}
      {mayFinish && (
        <button
          type="button"
          class="button button-small"
          aria-disabled={busy}
          aria-label={t("meeting.withdraw_of", { title: row.text })}
          onClick={() => void attempt(row.meeting_id, { tag: "meeting.withdraw_decision", decision: row.decision_id })}
        >
          {t("meeting.withdraw")}
        </button>
      )}
      <Wrong wrong={wrong} />
    </li>
  );
}

function Decide({ network, meeting }: { readonly network: LiveNetwork; readonly meeting: MeetingList }) {
  const { store } = network;
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [text, setText] = useState("");
  const [due, setDue] = useState("");
  const [owner, setOwner] = useState("");
  const [plan, setPlan] = useState("");
  const [title, setTitle] = useState("");
  const [existing, setExisting] = useState("");
  const [status, setStatus] = useState("");
  const { connection } = network;
  useEffect(() => (plan === "" ? undefined : connection.follow(`plan:${plan}`)), [connection, plan]); // its actions are here once somebody asks
  const actions = store.all("plan_board").filter(({ plan_id, withdrawn }) => plan_id === plan && !withdrawn);
  const about = actions.find(({ action_id }) => action_id === existing);
  const people = [...store.people()].sort((a, b) => byName(a.name, b.name)).map(({ person_id, name }) => [`person ${person_id}`, name] as const);
  const members = [...store.all("member_list")]
    .filter(({ left_at }) => left_at === null)
    .sort((a, b) => byName(a.name, b.name))
    .map(({ authority_id, name }) => [`authority ${authority_id}`, name] as const);
  const plans = store.all("plan_list").filter(({ withdrawn }) => !withdrawn);
  const decide = async (): Promise<void> => {
    const incomplete = text.trim() === "" || due === "" || owner === "" || (plan !== "" && about === undefined && title.trim() === "");
    const fault = excess(text, TEXT) ?? (incomplete ? t("meeting.decision_incomplete") : null);
    say(fault);
    if (fault !== null) {
      return;
    }
    const [kind, id = ""] = owner.split(" ");
    const decided = { decision: newId(), text: text.trim(), due_on: due, ...(kind === "person" ? { owner: id } : { authority: id }) };
    const wish = (): Command => {
      if (plan === "") {
        return { tag: "meeting.record_decision", ...decided };
      }
      if (about === undefined) {
        const add = { tag: "action.add", plan, title: title.trim(), order_key: between("zz", null), ends_on: due } as const;
        return { tag: "together.decide_on_action", ...decided, plan, action: newId(), add };
      }
      const edit = {
        tag: "action.edit",
        ...(about.ends_on === due ? {} : { ends_on: { was: about.ends_on, to: due } }),
        ...(status === "" || status === about.status ? {} : { status: { was: about.status, to: status as Status } }),
      } as const;
      return { tag: "together.decide_on_action", ...decided, plan, action: about.action_id, edit };
    };
    const done = await attempt(meeting.meeting_id, wish());
    if (done) {
      setText(emptied(text));
      setExisting(emptied(existing));
      setStatus(emptied(status));
      setTitle(emptied(title));
    }
  };
  return (
    <Form title={t("meeting.decide")} does={t("meeting.record")} wrong={wrong} busy={busy} onSubmit={() => void decide()}>
      <Field label={t("meeting.decision_text")} type="area" value={text} onValue={setText} />
      <Choice label={t("meeting.owner")} value={owner} onValue={setOwner} none={t("meeting.choose")} options={[...people, ...members]} />
      <Field label={t("meeting.due_on")} type="date" value={due} onValue={setDue} />
      <Choice label={t("meeting.plan")} value={plan} onValue={setPlan} none={t("meeting.no_plan")} options={plans.map(({ plan_id, title: one }) => [plan_id, one])} />
      {plan !== "" && (
        <Choice label={t("meeting.which_action")} value={existing} onValue={setExisting} none={t("meeting.new_action")} options={actions.map(({ action_id, title: one }) => [action_id, one])} />
      )}
      {plan !== "" && about === undefined && <Field label={t("meeting.action_title")} value={title} onValue={setTitle} />}
      {about !== undefined && (
        <>
          <Choice label={t("meeting.new_status")} value={status} onValue={setStatus} none={t(`status.${about.status}`)} options={STATUSES.filter((one) => one !== about.status).map((one) => [one, t(`status.${one}`)])} />
          <p class="hint">{t("meeting.action_due_hint")}</p>
        </>
      )}
    </Form>
  );
}
