/** Checking in from a list on paper: choose it, say which member is meant where a name is none, leave out who was not there, confirm. */

import { useEffect, useId, useState } from "preact/hooks";
import { byName } from "../format.ts";
import { plural, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { Choice } from "../meeting/Fields.tsx";
import { Paper, Take } from "../parts/Paper.tsx";
import { paths } from "../router.ts";
import type { AttendanceOffer, AttendanceResult, AttendanceTaken, Capacity, ProposedPresence, Uuid } from "../types.ts";

const CAPACITIES: readonly Capacity[] = ["elected", "officer", "other"];

/** What a person changed of one row; nothing chosen for an authority is nobody's. */
interface Corrected {
  readonly capacity?: Capacity;
  readonly authority?: Uuid | null;
  readonly out?: boolean;
}

export function AttendanceImport({ network, meeting }: { readonly network: LiveNetwork; readonly meeting: Uuid }) {
  const { store, connection, card } = network;
  useEffect(() => connection.follow(`meeting:${meeting}`), [connection, meeting]);
  const title = store.row("meeting_list", meeting)?.title ?? "";
  return (
    <Paper<AttendanceOffer, AttendanceResult>
      title={t("attendance_import.title", { title })}
      about={t("attendance_import.about")}
      label={t("attendance_import.file")}
      path={`/networks/${card.network_id}/meetings/${meeting}/attendance/imports`}
      check={(offer, busy, take) => <Check key={offer.import_id} network={network} offer={offer} busy={busy} onTake={take} />}
      result={() => (
        <p>
          <a href={paths.meeting(card.network_id, meeting)}>{t("attendance_import.see")}</a>
        </p>
      )}
    />
  );
}

interface CheckProps {
  readonly network: LiveNetwork;
  readonly offer: AttendanceOffer;
  readonly busy: boolean;
  readonly onTake: (taken: AttendanceTaken) => void;
}

function Check({ network, offer, busy, onTake }: CheckProps) {
  const [corrected, setCorrected] = useState<ReadonlyMap<ProposedPresence, Corrected>>(new Map());
  const of = (line: ProposedPresence): Corrected => corrected.get(line) ?? {};
  const change = (line: ProposedPresence, to: Corrected): void => setCorrected(new Map(corrected).set(line, { ...of(line), ...to }));
  // Who came for an authority that is none of the network waits until a person says which one is meant, or that it is none.
  const open = (line: ProposedPresence): boolean => line.unknown && of(line).authority === undefined;
  const lines = offer.lines
    .filter((line) => !line.there && of(line).out !== true && !open(line))
    .map((line) => {
      const { capacity = line.capacity, authority = line.authority } = of(line);
      return { sheet: line.sheet, row: line.row, capacity, authority, person: line.person };
    });
  const waiting = offer.lines.filter((line) => !line.there && of(line).out !== true && open(line)).length;
  return (
    <>
      <p class="paper-total" role="status">
        <strong>{plural("meeting.people", lines.length)}</strong>{" "}
        {[
          plural("meeting.authorities", new Set(lines.flatMap(({ authority }) => authority ?? [])).size),
          ...CAPACITIES.map((one) => [one, lines.filter(({ capacity }) => capacity === one).length] as const)
            .filter(([, count]) => count > 0)
            .map(([one, count]) => plural(`meeting.as.${one}`, count)),
          ...(waiting > 0 ? [plural("attendance_import.waiting", waiting)] : []),
        ].join(" · ")}
      </p>
      <ul class="workshop-list">
        {offer.lines.map((line) => (
          <Row key={`${line.sheet}:${line.row}`} network={network} offer={offer} line={line} corrected={of(line)} onChange={(to) => change(line, to)} />
        ))}
      </ul>
      <Take words={plural("attendance_import.take", lines.length)} lines={lines.length} busy={busy} onTake={() => onTake({ lines })} />
    </>
  );
}

interface RowProps {
  readonly network: LiveNetwork;
  readonly offer: AttendanceOffer;
  readonly line: ProposedPresence;
  readonly corrected: Corrected;
  readonly onChange: (to: Corrected) => void;
}

function Row({ network, offer, line, corrected, onChange }: RowProps) {
  const id = useId();
  const { store } = network;
  const notes = offer.notes.filter(({ sheet, row }) => sheet === line.sheet && row === line.row);
  const members = [...store.all("member_list")].filter(({ left_at }) => left_at === null).sort((a, b) => byName(a.name, b.name));
  const person = line.person === null ? null : (store.nameOf(line.person)?.name ?? null);
  const authority = corrected.authority ?? line.authority;
  const told = [
    authority === null ? null : (store.row("member_list", authority)?.name ?? null),
    t(`meeting.capacity.${corrected.capacity ?? line.capacity}`),
    person,
    line.there ? t("contributions.there") : null,
  ];
  return (
    <li>
      <p class="quiet">{[line.sheet, t("importing.row", { row: line.row })].filter((part) => part !== "").join(", ")}</p>
      <p class={corrected.out === true ? "quiet" : "workshop-action"}>{line.said}</p>
      <p class="quiet">{told.filter((part) => part !== null).join(" · ")}</p>
      {!line.there && notes.length > 0 && (
        <ul class="paper-notes">
          {notes.map(({ key, sentence }) => (
            <li key={key}>{sentence}</li>
          ))}
        </ul>
      )}
      {!line.there && (
        <>
          {notes.length > 0 && corrected.out !== true && (
            <div class="meeting-fields">
              <Choice
                label={t("meeting.authority")}
                value={corrected.authority === undefined ? (line.authority ?? (line.unknown ? "" : "none")) : (corrected.authority ?? "none")}
                onValue={(value) => onChange({ authority: value === "none" ? null : value })}
                {...(line.unknown && corrected.authority === undefined ? { none: t("attendance_import.which") } : {})}
                options={[["none", t("meeting.no_authority")], ...members.map(({ authority_id, name }) => [authority_id, name] as const)]}
              />
              <Choice
                label={t("attendance_import.as")}
                value={corrected.capacity ?? line.capacity}
                onValue={(value) => onChange({ capacity: value as Capacity })}
                options={CAPACITIES.map((one) => [one, t(`meeting.capacity.${one}`)] as const)}
              />
            </div>
          )}
          <p>
            <input id={id} type="checkbox" checked={corrected.out === true} onChange={(event) => onChange({ out: event.currentTarget.checked })} />{" "}
            <label for={id}>{t("attendance_import.leave_out")}</label>
          </p>
        </>
      )}
    </li>
  );
}
