/** Who is there: large buttons for whoever stands at the door with a phone, and what every tap adds up to. */

import { useState } from "preact/hooks";
import { byName, hourOf, list } from "../format.ts";
import { lookup, plural, type PluralKey, t } from "../i18n.ts";
import { newId } from "../ids.ts";
import type { LiveNetwork } from "../live/network.ts";
import { paths } from "../router.ts";
import type { Capacity, MeetingAttendance, MeetingList, Uuid } from "../types.ts";
import { useAttempt } from "./asking.ts";
import { counts } from "./counting.ts";
import { Choice, Wrong } from "./Fields.tsx";

const CAPACITIES: readonly Capacity[] = ["elected", "officer", "other"];

interface Props {
  readonly network: LiveNetwork;
  readonly meeting: MeetingList;
  readonly mayCheckIn: boolean;
}

export function Attendance({ network, meeting, mayCheckIn }: Props) {
  const rows = network.store
    .all("meeting_attendance")
    .filter(({ meeting_id }) => meeting_id === meeting.meeting_id)
    .sort((a, b) => (a.checked_in_at < b.checked_in_at ? 1 : -1));
  const told = counts(rows);
  return (
    <section aria-labelledby="attendance">
      <h2 id="attendance">{t("meeting.attendance")}</h2>
      <div role="status" class="meeting-counts">
        <p>
          <strong class="meeting-people">{plural("meeting.people", told.people)}</strong>{" "}
          {told.people > 0 && list(CAPACITIES.filter((one) => told.as[one] > 0).map((one) => plural(`meeting.as.${one}`, told.as[one])))}
        </p>
        <p>
          <strong class="meeting-authorities">{plural("meeting.authorities", told.authorities)}</strong>{" "}
          {told.authorities > 0 && list(told.kinds.map(([kind, count]) => plural(`meeting.of_kind.${kind}` as PluralKey, count)))}
        </p>
      </div>
      {mayCheckIn && <Door network={network} meeting={meeting.meeting_id} rows={rows} />}
      {mayCheckIn && (
        <p>
          <a href={paths.importAttendance(meeting.network_id, meeting.meeting_id)}>{t("attendance_import.open")}</a>
        </p>
      )}
      {rows.length > 0 && (
        <details class="meeting-form">
          <summary>{t("meeting.who_is_there")}</summary>
          <ul class="meeting-lines">
            {rows.map((row) => (
              <Line key={row.participant_id} network={network} row={row} mayUndo={mayCheckIn} />
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Door({ network, meeting, rows }: { readonly network: LiveNetwork; readonly meeting: Uuid; readonly rows: readonly MeetingAttendance[] }) {
  const { store } = network;
  const [authority, setAuthority] = useState("");
  const [person, setPerson] = useState("");
  const there = new Set(rows.map(({ person_id }) => person_id));
  const authorities = [...store.all("member_list")].filter(({ left_at }) => left_at === null).sort((a, b) => byName(a.name, b.name));
  const referents = store.all("referent_list").filter(({ retired_at }) => retired_at === null);
  const speaks = (who: Uuid) => referents.find((one) => one.person_id === who && (authority === "" || one.authority_id === authority));
  const people = [...store.people()]
    .filter(({ person_id }) => !there.has(person_id))
    .sort((a, b) => Number(speaks(b.person_id) !== undefined) - Number(speaks(a.person_id) !== undefined) || byName(a.name, b.name));
  const choose = (who: Uuid): void => {
    setPerson(who);
    const of = speaks(who) ?? referents.find((one) => one.person_id === who);
    if (of !== undefined) {
      setAuthority(of.authority_id); // whoever speaks for one authority alone comes for it; one tap less at the door
    }
  };
  const known = person === "" ? undefined : speaks(person);
  const checkIn = (capacity: Capacity): void => {
    const participant = newId();
    const row = {
      participant_id: participant,
      meeting_id: meeting,
      capacity,
      authority_id: authority === "" ? null : authority,
      authority_kind: store.row("member_list", authority)?.kind ?? null,
      person_id: person === "" ? null : person,
      checked_in_at: new Date().toISOString(),
    };
    void network.ask(
      meeting,
      { tag: "meeting.check_in", participant, capacity, authority: row.authority_id, person: row.person_id },
      {
        previews: [{ table: "meeting_attendance", key: participant, fresh: true, set: row }],
        subject: (person === "" ? null : store.nameOf(person)?.name) ?? t(`meeting.capacity.${capacity}`),
        summary: t("meeting.check_in"),
      },
    );
    setPerson("");
  };
  return (
    <div class="meeting-door">
      <Choice
        label={t("meeting.authority")}
        value={authority}
        onValue={setAuthority}
        none={t("meeting.no_authority")}
        options={authorities.map(({ authority_id, name }) => [authority_id, name])}
      />
      <Choice label={t("meeting.person")} value={person} onValue={choose} none={t("meeting.unnamed")} options={people.map(({ person_id, name, function: does }) => [person_id, does === null ? name : `${name} (${does})`])} />
      <p class="hint">{t("meeting.door_hint")}</p>
      <div class="meeting-taps">
        {CAPACITIES.map((capacity) => (
          <button key={capacity} type="button" class={known === undefined || known.capacity === capacity ? "button button-main meeting-tap" : "button meeting-tap"} onClick={() => checkIn(capacity)}>
            {t(`meeting.capacity.${capacity}`)}
          </button>
        ))}
      </div>
    </div>
  );
}

function Line({ network, row, mayUndo }: { readonly network: LiveNetwork; readonly row: MeetingAttendance; readonly mayUndo: boolean }) {
  const { wrong, busy, attempt } = useAttempt(network);
  const { store } = network;
  const name = row.person_id === null ? t("meeting.unnamed") : (store.nameOf(row.person_id)?.name ?? t("person.unknown"));
  const authority = row.authority_id === null ? null : (store.row("member_list", row.authority_id)?.name ?? lookup(`authority.${row.authority_kind}`));
  return (
    <li>
      <span>
        {name} <span class="quiet">{[t(`meeting.capacity.${row.capacity}`), authority, hourOf(row.checked_in_at)].filter((part) => part !== null).join(" · ")}</span>
      </span>
      {mayUndo && (
        <button
          type="button"
          class="button button-small"
          aria-disabled={busy}
          aria-label={t("meeting.undo_of", { name })}
          onClick={() => void attempt(row.meeting_id, { tag: "meeting.undo_check_in", participant: row.participant_id })}
        >
          {t("meeting.undo")}
        </button>
      )}
      <Wrong wrong={wrong} />
    </li>
  );
}
