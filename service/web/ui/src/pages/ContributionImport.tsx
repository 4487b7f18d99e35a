/** Bringing in what workshops wrote up on paper: choose a file, look at what it leaves open, cut and correct, confirm. */

import { useId, useState } from "preact/hooks";
import { announce } from "../announce.ts";
import { ask, explain } from "../api.ts";
import { plural, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { paths } from "../router.ts";
import type { ContributionOffer, ContributionsResult, ContributionsTaken, ProposedContribution, Uuid } from "../types.ts";

/** What a person changed of one row. */
interface Corrected {
  readonly cut: boolean;
  readonly orientation: string | null;
}

const AS_IT_IS: Corrected = { cut: false, orientation: null };
const keyOf = ({ sheet, row }: { readonly sheet: string; readonly row: number }): string => `${sheet}:${row}`;

/** The actions of a cell that is cut wherever another one may begin; places are counted in characters, not in halves of them. */
function partsOf({ action, cuts }: ProposedContribution, cut: boolean): readonly string[] {
  if (!cut) {
    return [action];
  }
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

export function ContributionImport({ network }: { readonly network: LiveNetwork }) {
  const id = useId();
  const [offer, setOffer] = useState<ContributionOffer | null>(null);
  const [result, setResult] = useState<ContributionsResult | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const base = `/networks/${network.card.network_id}`;
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    if (busy) {
      return;
    }
    setFailure(null);
    setBusy(true);
    try {
      await work();
    } catch (problem) {
      setFailure(explain(problem));
    } finally {
      setBusy(false);
    }
  };
  const read = (file: File): Promise<void> =>
    attempt(async () => {
      const form = new FormData();
      form.append("file", file);
      setResult(null);
      setOffer(await ask<ContributionOffer>("POST", `${base}/contributions/imports`, form));
    });
  const take = (import_id: Uuid, taken: ContributionsTaken): Promise<void> =>
    attempt(async () => {
      const done = await ask<ContributionsResult>("POST", `${base}/contributions/imports/${import_id}/run`, taken);
      setResult(done);
      setOffer(null);
      announce(t("contributions.done", { count: done.outcomes.filter(({ outcome }) => outcome === "applied").length }));
    });
  return (
    <div class="page paper">
      <h1 tabIndex={-1}>{t("contributions.title")}</h1>
      <p class="lead-in">{t("contributions.about")}</p>
      <p class="paper-file">
        <label for={id}>{t("contributions.file")}</label>
        <input
          id={id}
          class="control"
          type="file"
          accept=".xlsx,.ods,.csv,.tsv,.txt,.md"
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file !== undefined) {
              void read(file);
            }
          }}
        />
      </p>
      <div role="alert">{failure !== null && <p class="wrong wrong-box">{failure}</p>}</div>
      {offer !== null && <Check key={offer.import_id} network={network} offer={offer} busy={busy} onTake={(taken) => void take(offer.import_id, taken)} />}
      {result !== null && <Result network={network} result={result} />}
    </div>
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
      partsOf(line, of(line).cut).map((action, index) => ({
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
        <section key={sheet} aria-labelledby={`${id}${place}`}>
          <h2 id={`${id}${place}`}>{sheet}</h2>
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
      <button
        type="button"
        class="button button-main button-large"
        aria-disabled={busy || lines.length === 0}
        onClick={() => lines.length > 0 && onTake({ lines, rooms, meeting: meeting === "" ? null : meeting })}
      >
        {plural("contributions.take", lines.length)}
      </button>
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
  const notes = offer.notes.filter(({ sheet, row }) => sheet === line.sheet && row !== null && (row === line.row || line.continued.includes(row)));
  return (
    <li>
      <p class="quiet">
        {t("importing.row", { row: line.row })}
        {line.there && <> · {t("contributions.there")}</>}
      </p>
      {partsOf(line, corrected.cut).map((part, index) => (
        <p key={`${index}${part}`} class="workshop-action">
          {part}
        </p>
      ))}
      {line.objective !== null && <p class="workshop-objective">{line.objective}</p>}
      {!line.there && notes.length > 0 && (
        <ul class="paper-notes">
          {notes.map(({ key, row, sentence }) => (
            <li key={`${row}${key}`}>{row === line.row ? sentence : `${t("importing.row", { row: row ?? 0 })} · ${sentence}`}</li>
          ))}
        </ul>
      )}
      {!line.there && line.doubt !== null ? (
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
        line.orientation !== null && <p class="quiet">{line.orientation}</p>
      )}
      {!line.there && line.cuts.length > 0 && (
        <button type="button" class="button button-small" onClick={() => onChange({ cut: !corrected.cut })}>
          {corrected.cut ? t("contributions.join") : t("contributions.cut", { count: line.cuts.length + 1 })}
        </button>
      )}
    </li>
  );
}

function Result({ network, result }: { readonly network: LiveNetwork; readonly result: ContributionsResult }) {
  const refused = result.outcomes.filter(({ why }) => why !== null);
  return (
    <>
      <p role="status">{t("contributions.done", { count: result.outcomes.filter(({ outcome }) => outcome === "applied").length })}</p>
      <ul>
        {result.rooms.map(({ sheet, workshop_id }) => (
          <li key={sheet}>
            <a href={paths.workshop(network.card.network_id, workshop_id ?? "")}>{sheet}</a>
          </li>
        ))}
      </ul>
      {refused.length > 0 && (
        <ul class="paper-notes">
          {refused.map(({ sheet, row, part, why }) => (
            <li key={`${sheet}${row}${part}`}>
              {sheet}, {t("importing.row", { row })} · {why}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
