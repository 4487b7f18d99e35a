/** One meeting: when and where, what is on its agenda, who answers, who is there, what was decided. */

import { useEffect, useState } from "preact/hooks";
import { CommentsPart } from "../comments/CommentsPart.tsx";
import { day } from "../format.ts";
import { lookup, t } from "../i18n.ts";
import { excess, LINE } from "../length.ts";
import type { LiveNetwork } from "../live/network.ts";
import { Agenda } from "../meeting/Agenda.tsx";
import { Answers } from "../meeting/Answers.tsx";
import { organises, takesPart, useAttempt } from "../meeting/asking.ts";
import { Attendance } from "../meeting/Attendance.tsx";
import { Change, Clashes, EditMeeting } from "../meeting/Edit.tsx";
import { Decisions } from "../meeting/Decisions.tsx";
import { Field, Form, minutesInWords, Wrong } from "../meeting/Fields.tsx";
import { Visits } from "../meeting/Visits.tsx";
import { useDirectory } from "./Directory.tsx";
import { momentAt } from "../plan/moments.ts";
import { said } from "../plan/fields.ts";
import { HistoryButton } from "../plan/HistoryButton.tsx";
import { AsOf } from "../parts/AsOf.tsx";
import { FilesPart } from "../files/FilesPart.tsx";
import { Follow } from "../parts/Follow.tsx";
import { paths, query } from "../router.ts";
import type { MeetingList, MeetingPage as Shown, SnapRow, Token, Uuid } from "../types.ts";

function rowsOf(page: Shown): readonly SnapRow[] {
  return [
    { table: "meeting_list", row: page.meeting },
    ...page.agenda.map((row) => ({ table: "meeting_agenda", row }) as const),
    ...page.answers.map((row) => ({ table: "meeting_answers", row }) as const),
    ...page.attendance.map((row) => ({ table: "meeting_attendance", row }) as const),
    ...page.decisions.map((row) => ({ table: "meeting_decisions", row }) as const),
    ...page.visits.map((row) => ({ table: "meeting_visits", row }) as const),
    ...page.bookings.map((row) => ({ table: "meeting_bookings", row }) as const),
  ];
}

export function MeetingPage({ network, meeting }: { readonly network: LiveNetwork; readonly meeting: Uuid }) {
  const { store, connection, card } = network;
  useEffect(() => connection.follow(`meeting:${meeting}`), [connection, meeting]);
  useDirectory(network); // at the door whoever speaks for an authority stands first
  // Who belongs to the network, and its series, are called as they are today.
  const names = (): readonly SnapRow[] => [
    ...store.all("member_list").map((row) => ({ table: "member_list", row }) as const),
    ...store.all("meeting_series_list").map((row) => ({ table: "meeting_series_list", row }) as const),
  ];
  return (
    <AsOf<Shown> network={network} path={`/meetings/${meeting}`} rows={(page) => [...rowsOf(page), ...names()]} told="past.banner_meeting" now={paths.meeting(card.network_id, meeting)}>
      {(of, at) => <Whole network={of} meeting={meeting} at={at} />}
    </AsOf>
  );
}

function Whole({ network, meeting, at }: { readonly network: LiveNetwork; readonly meeting: Uuid; readonly at: Token | null }) {
  const past = at !== null;
  const { store, connection, card } = network;
  const shown = store.row("meeting_list", meeting);
  if (shown === null) {
    const waiting = connection.state.value !== "online";
    return (
      <div class="empty" aria-busy={waiting}>
        <h1 tabIndex={-1}>{t(waiting ? "loading" : "meeting.missing")}</h1>
        {!waiting && <p>{t("nowhere.gone")}</p>}
        <p>
          <a href={paths.meetings(card.network_id)}>{t("nav.meetings")}</a>
        </p>
      </div>
    );
  }
  const rights = past ? null : store.row("rights", network.me);
  const organising = organises(rights) && !card.archived;
  const open = shown.standing === "planned" && !past;
  return (
    <div class="page meeting">
      <Head network={network} meeting={shown} mayEdit={organising && open} />
      {!past && <Clashes network={network} meeting={meeting} may={organising && open} />}
      {organising && <Standing network={network} meeting={shown} />}
      <Attendance network={network} meeting={shown} mayCheckIn={organising && open} />
      <Agenda network={network} meeting={shown} mayEdit={organising && open} />
      <Answers network={network} meeting={shown} mayInvite={organising && open} open={open && !card.archived} />
      <Decisions network={network} meeting={shown} mayDecide={organising && shown.standing !== "called_off"} />
      <Visits network={network} meeting={shown} mayOffer={organising && open} mayBook={takesPart(rights) && open && !card.archived} />
      <CommentsPart network={network} about="meeting" item={meeting} plan={null} title={shown.title} at={at} />
      <FilesPart network={network} kind="meeting" item={meeting} at={at} />
    </div>
  );
}

function Head({ network, meeting, mayEdit }: { readonly network: LiveNetwork; readonly meeting: MeetingList; readonly mayEdit: boolean }) {
  const series = meeting.series_id === null ? null : network.store.row("meeting_series_list", meeting.series_id);
  const told = [
    lookup(`meeting_kind.${meeting.kind}`),
    day(meeting.held_on),
    meeting.begins === null ? null : t("meeting.at", { at: meeting.begins }),
    minutesInWords(meeting.minutes),
    meeting.place,
    series?.title ?? null,
  ];
  return (
    <header>
      <h1 tabIndex={-1}>{meeting.title}</h1>
      <p class="lead-in">{told.filter((part) => part !== null).join(" · ")}</p>
      {(meeting.standing !== "planned" || meeting.themes.length > 0) && (
        <p class="network-marks">
          {meeting.standing !== "planned" && <span class="chip">{t(`meeting.standing.${meeting.standing}`)}</span>}
          {meeting.themes.map((theme) => (
            <span key={theme} class="chip">
              {theme}
            </span>
          ))}
        </p>
      )}
      <div class="meeting-tools">
        <a class="button button-small" href={paths.minutes(meeting.network_id, meeting.meeting_id)}>
          {t("minutes.see")}
        </a>
        <a class="button button-small" href={`/api/networks/${meeting.network_id}/meetings/${meeting.meeting_id}/invitation.ics`} download>
          {t("meeting.take_along")}
        </a>
        {query.value.get("at") === null && <Follow network={meeting.network_id} item={meeting.meeting_id} title={meeting.title} waiting={network.store.waiting("meeting_list", meeting.meeting_id)} />}
        <HistoryButton network={network} kind="meeting" item={meeting.meeting_id} name={said(meeting.title)} small seenAt={(position) => `${paths.meeting(meeting.network_id, meeting.meeting_id)}?at=${momentAt(network, position)}`} />
        {mayEdit && <Change label={t("meeting.edit")}>{(close) => <EditMeeting network={network} meeting={meeting} onClose={close} />}</Change>}
      </div>
      {meeting.why_off !== null && <p>{t("meeting.why_off", { reason: meeting.why_off })}</p>}
      {meeting.programme !== null && <p class="meeting-text">{meeting.programme}</p>}
    </header>
  );
}

/** Closing, calling off, and taking either back. */
function Standing({ network, meeting }: { readonly network: LiveNetwork; readonly meeting: MeetingList }) {
  const { wrong, busy, attempt } = useAttempt(network);
  const off = useAttempt(network);
  const [reason, setReason] = useState("");
  const { meeting_id: id, standing } = meeting;
  if (standing !== "planned") {
    return (
      <>
        <button type="button" class="button" aria-disabled={busy} onClick={() => void attempt(id, { tag: "meeting.reopen" })}>
          {t("meeting.reopen")}
        </button>
        <Wrong wrong={wrong} />
      </>
    );
  }
  const callOff = (): void => {
    const fault = excess(reason, LINE) ?? (reason.trim() === "" ? t("meeting.no_reason") : null);
    off.say(fault);
    if (fault === null) {
      void off.attempt(id, { tag: "meeting.call_off" }, reason.trim());
    }
  };
  return (
    <div class="meeting-tools">
      <button type="button" class="button" aria-disabled={busy} onClick={() => void attempt(id, { tag: "meeting.close" })}>
        {t("meeting.close")}
      </button>
      <Wrong wrong={wrong} />
      <Form title={t("meeting.call_off")} does={t("meeting.call_off_now")} wrong={off.wrong} busy={off.busy} onSubmit={callOff}>
        <Field label={t("meeting.reason")} value={reason} onValue={setReason} />
      </Form>
    </div>
  );
}
