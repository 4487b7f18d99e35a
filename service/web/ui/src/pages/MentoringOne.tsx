/** One mentorship, for its two parties: the request and its answer, the charter, goals, the journal, and what it was worth. */

import { useState } from "preact/hooks";
import { CommentsPart } from "../comments/CommentsPart.tsx";
import { FilesPart } from "../files/FilesPart.tsx";
import { day, dayOf, today } from "../format.ts";
import { lookup, t } from "../i18n.ts";
import { newId } from "../ids.ts";
import { excess, TEXT } from "../length.ts";
import type { LiveNetwork } from "../live/network.ts";
import { organises, useAttempt } from "../meeting/asking.ts";
import { Choice, Field, Form, Wrong } from "../meeting/Fields.tsx";
import { between } from "../order.ts";
import { AsOf } from "../parts/AsOf.tsx";
import { Follow } from "../parts/Follow.tsx";
import { nameOf } from "../parts/People.tsx";
import { HistoryButton } from "../plan/HistoryButton.tsx";
import { momentAt } from "../plan/moments.ts";
import { paths } from "../router.ts";
import { useTaking } from "../stand.ts";
import { emptied } from "../typed.ts";
import type { Ending, Goal, MentoringCircle, MentoringJournal, MentorshipPage, SnapRow, Uuid } from "../types.ts";
import { otherOf, useMentoring } from "./Mentoring.tsx";
import { Nowhere } from "./Nowhere.tsx";

const ENDINGS: readonly Ending[] = ["goals_reached", "on_its_own", "no_time", "no_match", "other"];
const RATINGS = ["1", "2", "3", "4", "5"].map((one) => [one, one] as const);

interface Part {
  readonly network: LiveNetwork;
  readonly row: MentoringCircle;
  /** Is the person of this screen one of the two? An auditor reads along. */
  readonly takes: boolean;
}

export function MentoringOne({ network, mentorship }: { readonly network: LiveNetwork; readonly mentorship: Uuid }) {
  useMentoring(network);
  // Members and meetings are called what they are called today, like people.
  const rows = ({ mentorship: row, journal }: MentorshipPage): readonly SnapRow[] => [
    { table: "mentoring_circle", row },
    ...journal.map((note) => ({ table: "mentoring_journal", row: note })),
    ...network.store.all("member_list").map((member) => ({ table: "member_list", row: member })),
    ...network.store.all("meeting_list").map((meeting) => ({ table: "meeting_list", row: meeting })),
  ];
  return (
    <AsOf network={network} path={`/mentorships/${mentorship}`} rows={rows} told="past.banner_mentorship" now={paths.mentorship(network.card.network_id, mentorship)}>
      {(then, at) => <One network={then} mentorship={mentorship} at={at} />}
    </AsOf>
  );
}

function One({ network, mentorship, at }: { readonly network: LiveNetwork; readonly mentorship: Uuid; readonly at: string | null }) {
  const { store, connection, me, card } = network;
  const row = store.row("mentoring_circle", mentorship);
  if (row === null) {
    return connection.state.value === "online" ? (
      <Nowhere />
    ) : (
      <p class="empty" aria-busy="true">
        {t("loading")}
      </p>
    );
  }
  const takes = at === null && (row.mentor_id === me || row.mentee_id === me) && !card.archived;
  const title = t(row.mentor_id === me ? "mentoring.as_mentor" : "mentoring.as_mentee", { who: otherOf(network, row) });
  const underWay = row.stage === "accepted" || row.stage === "running";
  const begun = underWay || row.stage === "closed";
  return (
    <div class="page mentoring">
      <div class="plan-title">
        <h1 tabIndex={-1}>{title}</h1>
        {at === null && (
          <div class="way-do">
            <Follow network={card.network_id} item={mentorship} title={title} waiting={store.waiting("mentoring_circle", mentorship)} />
            <HistoryButton
              network={network}
              kind="mentorship"
              item={mentorship}
              name={t("mentoring.this_one")}
              seenAt={(position) => `${paths.mentorship(card.network_id, mentorship)}?at=${momentAt(network, position)}`}
            />
          </div>
        )}
      </div>
      <p>
        <span class="chip">{lookup(`mentorship_stage.${row.stage}`)}</span> <span class="quiet">{t("mentoring.secret")}</span>
      </p>
      <Asked network={network} row={row} takes={takes} />
      {begun && <Charter network={network} row={row} takes={takes && underWay} />}
      {(row.stage === "running" || row.goals.length > 0) && <Goals network={network} row={row} takes={takes && row.stage === "running"} />}
      {begun && <Journal network={network} row={row} takes={takes && underWay} keeps={takes} />}
      {begun && (takes || row.stage === "closed") && <End network={network} row={row} takes={takes} />}
      <CommentsPart network={network} about="mentorship" item={mentorship} plan={null} title={title} at={at} parties={[row.mentor_id, row.mentee_id]} over={row.stage === "withdrawn"} />
      <FilesPart network={network} kind="mentorship" item={mentorship} at={at} may={takes && row.stage !== "declined" && row.stage !== "withdrawn"} />
    </div>
  );
}

function Asked({ network, row, takes }: Part) {
  const { store, me } = network;
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [text, setText] = useState("");
  const [reason, setReason] = useState("");
  const pending = row.stage === "requested" || row.stage === "questioned";
  const guides = row.mentor_id === me;
  const authority = row.authority_id === null ? nameOf(store, row.mentee_id) : (store.row("member_list", row.authority_id)?.name ?? "");
  const talk = async (): Promise<void> => {
    const fault = text.trim() === "" ? t("mentoring.incomplete") : excess(text, TEXT);
    say(fault);
    if (fault === null && (await attempt(row.mentorship_id, guides ? { tag: "mentorship.ask_more", question: text.trim() } : { tag: "mentorship.answer", answer: text.trim() }))) {
      setText(emptied(text));
    }
  };
  const mayTalk = guides ? row.stage === "requested" : row.stage === "questioned";
  return (
    <section aria-labelledby="mentoring-asked">
      <h2 id="mentoring-asked">{t("mentoring.request")}</h2>
      <p class="quiet">{[lookup(`situation.${row.situation}`), authority, ...row.themes].join(" · ")}</p>
      <p class="meeting-text">{row.need}</p>
      {row.exchanges.length > 0 && (
        <dl class="facts">
          {row.exchanges.map(({ question, answer }) => (
            <div key={question}>
              <dt class="meeting-text">{question}</dt>
              <dd class="meeting-text">{answer ?? "…"}</dd>
            </div>
          ))}
        </dl>
      )}
      {takes && pending && mayTalk && (
        <Form title={t(guides ? "mentoring.ask_more" : "mentoring.answer_more")} does={t(guides ? "mentoring.ask_more" : "mentoring.answer_more")} wrong={wrong} busy={busy} onSubmit={() => void talk()}>
          <Field label={t(guides ? "mentoring.question" : "mentoring.answer")} type="area" value={text} onValue={setText} />
        </Form>
      )}
      {takes && pending && guides && (
        <>
          <button type="button" class="button button-main" aria-disabled={busy} onClick={() => void attempt(row.mentorship_id, { tag: "together.accept_mentorship", offer: row.offer_id })}>
            {t("mentoring.accept")}
          </button>
          <Form title={t("mentoring.decline")} does={t("mentoring.decline")} wrong={null} busy={busy} onSubmit={() => void attempt(row.mentorship_id, { tag: "mentorship.decline" }, reason.trim() === "" ? undefined : reason.trim())}>
            <Field label={t("mentoring.reason")} value={reason} onValue={setReason} />
          </Form>
        </>
      )}
      {takes && pending && !guides && (
        <button type="button" class="button" aria-disabled={busy} onClick={() => void attempt(row.mentorship_id, { tag: "mentorship.withdraw" })}>
          {t("mentoring.take_back")}
        </button>
      )}
      {!(takes && pending && mayTalk) && <Wrong wrong={wrong} />}
      {row.stage === "declined" && row.reason !== null && <p class="meeting-text">{row.reason}</p>}
    </section>
  );
}

function Charter({ network, row, takes }: Part) {
  const { store, me } = network;
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [text, setText] = useState(row.charter ?? "");
  const [on, setOn] = useState(today());
  const [meeting, setMeeting] = useState("");
  const welcomes = store.all("meeting_list").filter(({ kind, standing }) => kind === "welcome" && standing !== "called_off");
  const both = row.agreed.length === 2;
  const propose = (): void => {
    const fault = text.trim() === "" ? t("mentoring.incomplete") : excess(text, TEXT);
    say(fault);
    if (fault === null) {
      void attempt(row.mentorship_id, { tag: "mentorship.propose_charter", text: text.trim() });
    }
  };
  return (
    <section aria-labelledby="mentoring-charter">
      <h2 id="mentoring-charter">{t("mentoring.charter")}</h2>
      {row.charter === null ? <p class="quiet">{t("mentoring.no_charter")}</p> : <p class="meeting-text">{row.charter}</p>}
      {row.agreed.map((person) => (
        <p key={person} class="quiet">
          {t("mentoring.agreed_by", { who: nameOf(store, person) })}
        </p>
      ))}
      {row.started_on !== null && (
        <p>
          {t("mentoring.started_on", { when: day(row.started_on) })}
          {row.meeting_id !== null && (
            <>
              {" · "}
              <a href={paths.meeting(network.card.network_id, row.meeting_id)}>{store.row("meeting_list", row.meeting_id)?.title ?? t("nav.meetings")}</a>
            </>
          )}
        </p>
      )}
      {takes && row.stage === "accepted" && (
        <>
          {row.charter !== null && !row.agreed.includes(me) && (
            <button type="button" class="button button-main" aria-disabled={busy} onClick={() => void attempt(row.mentorship_id, { tag: "mentorship.agree_charter", text: row.charter ?? "" })}>
              {t("mentoring.charter_agree")}
            </button>
          )}
          <Form title={t(row.charter === null ? "mentoring.charter_propose" : "mentoring.charter_change")} does={t("mentoring.charter_propose")} wrong={wrong} busy={busy} onSubmit={propose}>
            <Field label={t("mentoring.charter_text")} type="area" value={text} onValue={setText} />
          </Form>
          {both && (
            <Form title={t("mentoring.start")} does={t("mentoring.start")} wrong={wrong} busy={busy} onSubmit={() => void attempt(row.mentorship_id, { tag: "mentorship.start", on, ...(meeting === "" ? {} : { meeting }) })}>
              <Field label={t("mentoring.start_on")} type="date" value={on} onValue={setOn} />
              <Choice label={t("mentoring.start_meeting")} value={meeting} onValue={setMeeting} none={t("mentoring.without_meeting")} options={welcomes.map((one) => [one.meeting_id, `${one.title}, ${day(one.held_on)}`])} />
            </Form>
          )}
        </>
      )}
    </section>
  );
}

function Goals({ network, row, takes }: Part) {
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [text, setText] = useState("");
  const [due, setDue] = useState("");
  const set = async (): Promise<void> => {
    const fault = text.trim() === "" ? t("mentoring.incomplete") : excess(text, TEXT);
    say(fault);
    if (fault === null && (await attempt(row.mentorship_id, { tag: "mentorship.set_goal", goal: newId(), text: text.trim(), ...(due === "" ? {} : { due_on: due }) }))) {
      setText(emptied(text));
      setDue(emptied(due));
    }
  };
  return (
    <section aria-labelledby="mentoring-goals">
      <h2 id="mentoring-goals">{t("mentoring.goals")}</h2>
      {row.goals.length === 0 && <p class="quiet">{t("mentoring.no_goal")}</p>}
      <ul class="meeting-lines">
        {row.goals.map((goal) => (
          <Line key={goal.goal_id} network={network} row={row} takes={takes} goal={goal} />
        ))}
      </ul>
      {takes && (
        <Form title={t("mentoring.set_goal")} does={t("mentoring.set_goal")} wrong={wrong} busy={busy} onSubmit={() => void set()}>
          <Field label={t("mentoring.goal_text")} type="area" value={text} onValue={setText} />
          <Field label={t("mentoring.due_on")} type="date" value={due} onValue={setDue} />
        </Form>
      )}
    </section>
  );
}

function Line({ network, row, takes, goal }: Part & { readonly goal: Goal }) {
  const { store, me, card } = network;
  const { wrong, busy, attempt } = useAttempt(network);
  const plans = store.all("plan_list").filter(({ withdrawn }) => !withdrawn);
  const [plan, setPlan] = useState(plans[0]?.plan_id ?? "");
  const promote = (): void => {
    const title = goal.text.split("\n")[0]?.slice(0, 300) ?? "";
    const add = { tag: "action.add", plan, title, order_key: between("zz", null), ...(goal.due_on === null ? {} : { ends_on: goal.due_on }) } as const;
    void attempt(row.mentorship_id, { tag: "together.promote_goal", goal: goal.goal_id, plan, action: newId(), add });
  };
  return (
    <li class="mentoring-goal">
      <span>
        <span class="meeting-text">{goal.text}</span> {goal.due_on !== null && <span class="quiet">{t("mentoring.due", { when: day(goal.due_on) })}</span>}{" "}
        <span class="chip">{lookup(`goal_standing.${goal.standing}`)}</span>{" "}
        {goal.plan_id !== null && goal.action_id !== null && <a href={paths.action(card.network_id, goal.plan_id, goal.action_id)}>{t("mentoring.see_action")}</a>}
      </span>
      {takes && goal.standing === "open" && (
        <>
          <button type="button" class="button button-small" aria-disabled={busy} aria-label={t("mentoring.reach_of", { text: goal.text })} onClick={() => void attempt(row.mentorship_id, { tag: "mentorship.reach_goal", goal: goal.goal_id })}>
            {t("mentoring.reach")}
          </button>
          <button type="button" class="button button-small" aria-disabled={busy} aria-label={t("mentoring.drop_of", { text: goal.text })} onClick={() => void attempt(row.mentorship_id, { tag: "mentorship.drop_goal", goal: goal.goal_id })}>
            {t("mentoring.drop")}
          </button>
          {organises(store.row("rights", me)) && plans.length > 0 && (
            <Form title={t("mentoring.promote")} of={goal.text} does={t("mentoring.promote")} wrong={null} busy={busy} onSubmit={promote}>
              <Choice label={t("mentoring.plan")} value={plan} onValue={setPlan} options={plans.map(({ plan_id, title }) => [plan_id, title])} />
            </Form>
          )}
        </>
      )}
      <Wrong wrong={wrong} />
    </li>
  );
}

/** Once it is over nothing more is written; what one wrote oneself can still be mended or taken away. */
function Journal({ network, row, takes, keeps }: Part & { readonly keeps: boolean }) {
  const { store } = network;
  const { wrong, busy, attempt, say } = useAttempt(network);
  const meeting = useAttempt(network);
  const [text, setText] = useState("");
  const [whom, setWhom] = useState("shared");
  const [session, setSession] = useState("");
  const [on, setOn] = useState(today());
  const [minutes, setMinutes] = useState("");
  const notes = store
    .all("mentoring_journal")
    .filter(({ mentorship_id, withdrawn }) => mentorship_id === row.mentorship_id && !withdrawn)
    .sort((a, b) => (a.written_at < b.written_at ? 1 : -1));
  const write = async (): Promise<void> => {
    const fault = text.trim() === "" ? t("mentoring.incomplete") : excess(text, TEXT);
    say(fault);
    const told = { mentorship: row.mentorship_id, text: text.trim(), private: whom === "private", ...(session === "" ? {} : { session }) };
    if (fault === null && (await attempt(newId(), { tag: "mentorship_note.write", ...told }))) {
      setText(emptied(text));
    }
  };
  const when = (id: Uuid | null): string => {
    const held = row.sessions.find(({ session_id }) => session_id === id);
    return held === undefined ? "" : t("mentoring.session_on", { when: day(held.on) });
  };
  return (
    <section aria-labelledby="mentoring-journal">
      <h2 id="mentoring-journal">{t("mentoring.journal")}</h2>
      {row.sessions.length > 0 && (
        <ul class="meeting-lines">
          {row.sessions.map((one) => (
            <li key={one.session_id}>{[when(one.session_id), ...(one.minutes === null ? [] : [t("mentoring.minutes_long", { minutes: one.minutes })])].join(" · ")}</li>
          ))}
        </ul>
      )}
      {notes.length === 0 && <p class="quiet">{t("mentoring.no_note")}</p>}
      <ul class="meeting-lines mentoring-notes">
        {notes.map((note) => (
          <Note key={note.note_id} network={network} note={note} when={when(note.session_id)} keeps={keeps} />
        ))}
      </ul>
      {takes && (
        <>
          <Form title={t("mentoring.write")} does={t("mentoring.write")} wrong={wrong} busy={busy} onSubmit={() => void write()}>
            <Field label={t("mentoring.note")} type="area" value={text} onValue={setText} />
            <Choice
              label={t("mentoring.visibility")}
              value={whom}
              onValue={setWhom}
              options={[
                ["shared", t("mentoring.shared", { who: otherOf(network, row) })],
                ["private", t("mentoring.private")],
              ]}
            />
            {row.sessions.length > 0 && <Choice label={t("mentoring.session")} value={session} onValue={setSession} none={t("mentoring.no_session")} options={row.sessions.map((one) => [one.session_id, when(one.session_id)])} />}
          </Form>
          {row.stage === "running" && (
            <Form
              title={t("mentoring.record_session")}
              does={t("mentoring.record_session")}
              wrong={meeting.wrong}
              busy={meeting.busy}
              onSubmit={() => void meeting.attempt(row.mentorship_id, { tag: "mentorship.record_session", session: newId(), on, ...(/^[1-9]\d*$/.test(minutes) ? { minutes: Number(minutes) } : {}) })}
            >
              <Field label={t("mentoring.start_on")} type="date" value={on} onValue={setOn} />
              <Field label={t("mentoring.minutes")} type="number" min={1} value={minutes} onValue={setMinutes} />
            </Form>
          )}
        </>
      )}
    </section>
  );
}

function Note({ network, note, when, keeps }: { readonly network: LiveNetwork; readonly note: MentoringJournal; readonly when: string; readonly keeps: boolean }) {
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [editing, setEditing] = useState(false);
  const form = useTaking<HTMLFormElement>(editing);
  const [text, setText] = useState(note.text);
  const mine = keeps && note.author === network.me;
  const save = async (): Promise<void> => {
    const fault = text.trim() === "" ? t("mentoring.incomplete") : excess(text, TEXT);
    say(fault);
    if (fault === null && (await attempt(note.note_id, { tag: "mentorship_note.edit", text: { was: note.text, to: text.trim() } }))) {
      setEditing(false);
    }
  };
  const edited = note.edited_at === null ? "" : t("mentoring.note_edited", { when: dayOf(note.edited_at) });
  return (
    <li>
      {editing ? (
        <form
          ref={form}
          class="mentoring-note"
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <Field label={t("mentoring.note")} type="area" value={text} onValue={setText} />
          <button type="submit" class="button button-small button-main" aria-disabled={busy}>
            {t("do.save")}
          </button>{" "}
          <button type="button" class="button button-small" onClick={() => setEditing(false)}>
            {t("do.cancel")}
          </button>
        </form>
      ) : (
        <span>
          <span class="meeting-text">{note.text}</span>{" "}
          <span class="quiet">{[nameOf(network.store, note.author), dayOf(note.written_at), edited, when].filter((part) => part !== "").join(" · ")}</span>{" "}
          <span class="chip">{t(note.private ? "mentoring.private_chip" : "mentoring.shared_chip")}</span>
        </span>
      )}
      {mine && !editing && (
        <span class="way-do">
          <button
            type="button"
            class="button button-small"
            onClick={() => {
              setText(note.text);
              setEditing(true);
            }}
          >
            {t("do.edit")}
            <span class="hidden"> {note.text.slice(0, 60)}</span>
          </button>
          <button type="button" class="button button-small" aria-disabled={busy} onClick={() => void attempt(note.note_id, { tag: "mentorship_note.withdraw" })}>
            {t("mentoring.note_withdraw")}
            <span class="hidden"> {note.text.slice(0, 60)}</span>
          </button>
          {note.edited_at !== null && <HistoryButton network={network} kind="mentorship_note" item={note.note_id} name={note.text.slice(0, 60)} small />}
        </span>
      )}
      <Wrong wrong={wrong} />
    </li>
  );
}

function End({ network, row, takes }: Part) {
  const { store, me } = network;
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [ending, setEnding] = useState("");
  const [rating, setRating] = useState("");
  const [words, setWords] = useState("");
  const closed = row.stage === "closed";
  const mine = row.evaluations.some(({ by }) => by === me);
  const told = { ...(words.trim() === "" ? {} : { words: words.trim() }) };
  const send = (): void => {
    const fault = (closed && rating === "") || (!closed && ending === "") ? t("mentoring.incomplete") : excess(words, TEXT);
    say(fault);
    if (fault === null) {
      const wish = closed
        ? ({ tag: "mentorship.evaluate", rating: Number(rating), ...told } as const)
        : ({ tag: "together.close_mentorship", offer: row.offer_id, ending: ending as Ending, ...(rating === "" ? {} : { rating: Number(rating) }), ...told } as const);
      void attempt(row.mentorship_id, wish);
    }
  };
  return (
    <section aria-labelledby="mentoring-end">
      <h2 id="mentoring-end">{t("mentoring.end_title")}</h2>
      {row.closed_at !== null && <p>{t("mentoring.closed_because", { when: dayOf(row.closed_at), ending: lookup(`ending.${row.ending ?? "other"}`) ?? "" })}</p>}
      <ul class="meeting-lines">
        {row.evaluations.map((one) => (
          <li key={one.by}>
            <span>
              {t("mentoring.rated", { who: nameOf(store, one.by), rating: one.rating })} <span class="quiet meeting-text">{one.words}</span>
            </span>
          </li>
        ))}
      </ul>
      {takes && !(closed && mine) && (
        <Form title={t(closed ? "mentoring.evaluate" : "mentoring.close")} does={t(closed ? "mentoring.evaluate" : "mentoring.close")} wrong={wrong} busy={busy} onSubmit={send}>
          {!closed && <Choice label={t("mentoring.ending")} value={ending} onValue={setEnding} none={t("mentoring.choose")} options={ENDINGS.map((one) => [one, lookup(`ending.${one}`) ?? one])} />}
          <Choice label={t("mentoring.rating")} value={rating} onValue={setRating} none={t("mentoring.choose")} options={RATINGS} />
          <Field label={t("mentoring.words")} type="area" value={words} onValue={setWords} />
        </Form>
      )}
    </section>
  );
}
