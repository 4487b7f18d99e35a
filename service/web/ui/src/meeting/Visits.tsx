/** Visits: where to, how many seats are left, and one's own. */

import { useState } from "preact/hooks";
import { plural, t } from "../i18n.ts";
import { newId } from "../ids.ts";
import { excess, LINE } from "../length.ts";
import type { LiveNetwork } from "../live/network.ts";
import { emptied } from "../typed.ts";
import type { MeetingList, MeetingVisits } from "../types.ts";
import { useAttempt } from "./asking.ts";
import { Field, Form, Wrong } from "./Fields.tsx";

interface Props {
  readonly network: LiveNetwork;
  readonly meeting: MeetingList;
  readonly mayOffer: boolean;
  readonly mayBook: boolean;
}

export function Visits({ network, meeting, mayOffer, mayBook }: Props) {
  const rows = network.store.all("meeting_visits").filter(({ meeting_id, withdrawn }) => meeting_id === meeting.meeting_id && !withdrawn);
  if (rows.length === 0 && !mayOffer) {
    return null;
  }
  return (
    <section aria-labelledby="visits">
      <h2 id="visits">{t("meeting.visits")}</h2>
      <ul class="meeting-lines">
        {rows.map((row) => (
          <Line key={row.visit_id} network={network} row={row} mayBook={mayBook} mayOffer={mayOffer} />
        ))}
      </ul>
      {mayOffer && <Offer network={network} meeting={meeting} />}
    </section>
  );
}

function Line({ network, row, mayBook, mayOffer }: { readonly network: LiveNetwork; readonly row: MeetingVisits; readonly mayBook: boolean; readonly mayOffer: boolean }) {
  const { wrong, busy, attempt } = useAttempt(network);
  const bookings = network.store.all("meeting_bookings").filter(({ visit_id }) => visit_id === row.visit_id);
  const left = row.seats - bookings.reduce((sum, { seats }) => sum + seats, 0);
  const mine = bookings.find(({ person_id }) => person_id === network.me);
  return (
    <li>
      <span>
        {row.place} <span class="quiet">{[row.departs === null ? null : t("meeting.departs", { at: row.departs }), plural("meeting.seats_left", left)].filter((part) => part !== null).join(" · ")}</span>
      </span>
      {mayBook && mine === undefined && left > 0 && (
        <button
          type="button"
          class="button"
          aria-disabled={busy}
          aria-label={t("meeting.book_of", { place: row.place })}
          onClick={() => void attempt(row.meeting_id, { tag: "meeting.book", booking: newId(), visit: row.visit_id })}
        >
          {t("meeting.book")}
        </button>
      )}
      {mayBook && mine !== undefined && (
        <button
          type="button"
          class="button"
          aria-disabled={busy}
          aria-label={t("meeting.give_back_of", { place: row.place })}
          onClick={() => void attempt(row.meeting_id, { tag: "meeting.cancel_booking", booking: mine.booking_id })}
        >
          {t("meeting.give_back")}
        </button>
      )}
      {mayOffer && (
        <button
          type="button"
          class="button button-small"
          aria-disabled={busy}
          aria-label={t("meeting.withdraw_of", { title: row.place })}
          onClick={() => void attempt(row.meeting_id, { tag: "meeting.withdraw_visit", visit: row.visit_id })}
        >
          {t("meeting.withdraw")}
        </button>
      )}
      <Wrong wrong={wrong} />
    </li>
  );
}

function Offer({ network, meeting }: { readonly network: LiveNetwork; readonly meeting: MeetingList }) {
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [place, setPlace] = useState("");
  const [seats, setSeats] = useState("20");
  const [departs, setDeparts] = useState("");
  const offer = async (): Promise<void> => {
    const fault = excess(place, LINE) ?? (place.trim() === "" ? t("meeting.no_place") : null);
    say(fault);
    if (fault === null && (await attempt(meeting.meeting_id, { tag: "meeting.add_visit", visit: newId(), place: place.trim(), seats: Number(seats) || 1, departs: departs || null }))) {
      setPlace(emptied(place));
    }
  };
  return (
    <Form title={t("meeting.offer_visit")} does={t("meeting.add")} wrong={wrong} busy={busy} onSubmit={() => void offer()}>
      <Field label={t("meeting.visit_place")} value={place} onValue={setPlace} />
      <Field label={t("meeting.seats")} type="number" min={1} value={seats} onValue={setSeats} />
      <Field label={t("meeting.departure")} type="time" value={departs} onValue={setDeparts} />
    </Form>
  );
}
