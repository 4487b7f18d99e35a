/** Bringing in what workshops wrote up on paper: choose a file, look at what it leaves open, cut and correct, confirm. */

import { useId, useState } from "preact/hooks";
import { excess, TEXT } from "../length.ts";
import { plural, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { Paper, Take } from "../parts/Paper.tsx";
import { paths } from "../router.ts";
import type { ContributionOffer, ContributionsResult, ContributionsTaken, ProposedContribution, Uuid } from "../types.ts";

/** What a person changed of one row: its actions, one a line, and its orientation. */
interface Corrected {
  readonly actions: readonly string[] | null;
  readonly orientation: string | null;
}

const AS_IT_IS: Corrected = { actions: null, orientation: null };
const keyOf = ({ sheet, row }: { readonly sheet: string; readonly row: number }): string => `${sheet}:${row}`;

/** The actions of a cell that is cut wherever another one may begin; places are counted in characters, not in halves of them. */
function cutOf({ action, cuts }: ProposedContribution): readonly string[] {
  const all = Array.from(action);
  const ends = [...cuts, all.length];
  return [0, ...cuts]
    .map((start, index) =>
      all
        .slice(start, ends[index])
        .join("")
        .replace(/^[\s\-–•*;]+|[\s\-–•*;]+$/g, ""),
    )
    .filter((part) => part !== "");
}

/** The actions that a row brings: as a person corrected it, or as it stands; one that broke off is cut as it was. */
function actionsOf(line: ProposedContribution, { actions }: Corrected): readonly string[] {
  return actions ?? (line.begun ? cutOf(line) : [line.action]);
}

export function ContributionImport({ network }: { readonly network: LiveNetwork }) {
  return (
    <Paper<ContributionOffer, ContributionsResult>
      title={t("contributions.title")}
      about={t("contributions.about")}
      label={t("contributions.file")}
      path={`/networks/${network.card.network_id}/contributions/imports`}
      check={(offer, busy, take) => <Check key={offer.import_id} network={network} offer={offer} busy={busy} onTake={take} />}
      result={({ rooms }) => (
        <ul>
          {rooms.map(({ sheet, workshop_id }) => (
            <li key={sheet}>
              <a href={paths.workshop(network.card.network_id, workshop_id ?? "")}>{sheet}</a>
            </li>
          ))}
        </ul>
      )}
    />
  );
}

interface CheckProps {
  readonly network: LiveNetwork;
  readonly offer: ContributionOffer;
  readonly busy: boolean;
  readonly onTake: (taken: ContributionsTaken) => void;
}

function Check({ network, offer, busy, onTake }: CheckProps) {
  const id = useId();
  const [corrected, setCorrected] = useState<ReadonlyMap<string, Corrected>>(new Map());
  const [rooms, setRooms] = useState<Readonly<Record<string, Uuid | null>>>(Object.fromEntries(offer.rooms.map(({ sheet, workshop_id }) => [sheet, workshop_id])));
  const [meeting, setMeeting] = useState("");
  const of = (line: ProposedContribution): Corrected => corrected.get(keyOf(line)) ?? AS_IT_IS;
  const change = (line: ProposedContribution, to: Partial<Corrected>): void => setCorrected(new Map(corrected).set(keyOf(line), { ...of(line), ...to }));
  const lines = offer.lines
    .filter(({ there }) => !there)
    .flatMap((line) =>
      actionsOf(line, of(line)).map((action, index) => ({
        ...{ sheet: line.sheet, row: line.row, part: index + 1, action, objective: line.objective, group: line.group },
        orientation: of(line).orientation ?? line.orientation,
      })),
    );
  const open = network.store.all("workshop_list").filter(({ closed_at }) => closed_at === null);
  const meetings = network.store.all("meeting_list").filter(({ standing }) => standing !== "called_off");
  return (
    <>
      <p class="paper-total" role="status">
        {offer.rooms.map(({ sheet }) => lines.filter((line) => line.sheet === sheet).length).join(" + ")} = <strong>{plural("contributions.count", lines.length)}</strong>
      </p>
      {offer.rooms.some(({ sheet }) => rooms[sheet] === null) && meetings.length > 0 && (
        <p class="paper-file">
          <label for={`${id}meeting`}>{t("workshop.meeting")}</label>
          <select id={`${id}meeting`} class="control" value={meeting} onChange={(event) => setMeeting(event.currentTarget.value)}>
            <option value="">{t("workshop.no_meeting")}</option>
            {meetings.map(({ meeting_id, title }) => (
              <option key={meeting_id} value={meeting_id}>
                {title}
              </option>
            ))}
          </select>
        </p>
      )}
      {offer.rooms.map(({ sheet }, place) => (
        <section key={sheet} aria-labelledby={`${id}sheet${place}`}>
          <h2 id={`${id}sheet${place}`}>{sheet}</h2>
          <p class="paper-file">
            <label for={`${id}room${place}`}>{t("contributions.goes_to")}</label>
            <select
              id={`${id}room${place}`}
              class="control"
              value={rooms[sheet] ?? ""}
              onChange={(event) => setRooms({ ...rooms, [sheet]: event.currentTarget.value === "" ? null : event.currentTarget.value })}
            >
              <option value="">{t("contributions.new_room")}</option>
              {open.map(({ workshop_id, title }) => (
                <option key={workshop_id} value={workshop_id}>
                  {title}
                </option>
              ))}
            </select>
          </p>
          <ul class="workshop-list">
            {offer.lines
              .filter((line) => line.sheet === sheet)
              .map((line) => (
                <Row key={line.row} offer={offer} line={line} corrected={of(line)} onChange={(to) => change(line, to)} />
              ))}
          </ul>
        </section>
      ))}
      <Take words={plural("contributions.take", lines.length)} lines={lines.length} busy={busy} onTake={() => onTake({ lines, rooms, meeting: meeting === "" ? null : meeting })} />
    </>
  );
}

interface RowProps {
  readonly offer: ContributionOffer;
  readonly line: ProposedContribution;
  readonly corrected: Corrected;
  readonly onChange: (to: Partial<Corrected>) => void;
}

function Row({ offer, line, corrected, onChange }: RowProps) {
  const id = useId();
  const [typing, setTyping] = useState<string | null>(null);
  const notes = offer.notes.filter(({ sheet, row }) => sheet === line.sheet && row !== null && (row === line.row || line.continued.includes(row)));
  const actions = actionsOf(line, corrected);
  const typed = (typing ?? "").split("\n").map((one) => one.trim()).filter((one) => one !== "");
  const wrong = typing === null ? null : (typed.map((one) => excess(one, TEXT)).find((one) => one !== null) ?? null);
  return (
    <li>
      <p class="quiet">
        {t("importing.row", { row: line.row })}
        {line.there && <> · {t("contributions.there")}</>}
      </p>
      {typing === null ? (
        actions.map((action, index) => (
          <p key={`${index}${action}`} class="workshop-action">
            {action}
          </p>
        ))
      ) : (
        <p class="paper-file">
          <label for={`${id}actions`}>{t("contributions.one_a_line")}</label>
          <textarea id={`${id}actions`} class="control" rows={4} value={typing} onInput={(event) => setTyping(event.currentTarget.value)} />
        </p>
      )}
      <div role="alert">{wrong !== null && <p class="wrong">{wrong}</p>}</div>
      {line.objective !== null && <p class="workshop-objective">{line.objective}</p>}
      {!line.there && notes.length > 0 && (
        <ul class="paper-notes">
          {notes.map(({ key, row, sentence }) => (
            <li key={`${row}${key}`}>{row === line.row ? sentence : `${t("importing.row", { row: row ?? 0 })} · ${sentence}`}</li>
          ))}
        </ul>
      )}
      {!line.there && (line.doubt !== null || typing !== null) ? (
        <p class="paper-file">
          <label for={id}>{t("workshop.orientation")}</label>
          <input
            id={id}
            class="control"
            autocomplete="off"
            maxLength={300}
            value={corrected.orientation ?? line.orientation ?? ""}
            onInput={(event) => onChange({ orientation: event.currentTarget.value })}
          />
        </p>
      ) : (
        line.orientation !== null && <p class="quiet">{corrected.orientation ?? line.orientation}</p>
      )}
      {!line.there && typing === null && (
        <p class="meeting-tools">
          {line.cuts.length > 0 && (
            <button type="button" class="button button-small" onClick={() => onChange({ actions: actions.length > 1 ? [line.action] : cutOf(line) })}>
              {actions.length > 1 ? t("contributions.join") : t("contributions.cut", { count: line.cuts.length + 1 })}
            </button>
          )}
          <button
            type="button"
            class="button button-small"
            aria-label={t("contributions.correct_row", { row: line.row })}
            onClick={() => setTyping(actions.join("\n"))}
          >
            {t("contributions.correct")}
          </button>
        </p>
      )}
      {typing !== null && (
        <button
          type="button"
          class="button button-small"
          aria-disabled={wrong !== null || typed.length === 0}
          onClick={() => {
            if (wrong === null && typed.length > 0) {
              onChange({ actions: typed });
              setTyping(null);
            }
          }}
        >
          {t("contributions.corrected")}
        </button>
      )}
    </li>
  );
}
