/** The history of one item, field by field: before, after, who, when, why. Newest first; what somebody changed at a stretch is one. */

import type { ComponentChildren } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { moment } from "../format.ts";
import { plural, t } from "../i18n.ts";
import { Icon } from "../parts/Icon.tsx";
import { Avatar, nameOf } from "../parts/People.tsx";
import type { FieldHistory, HistoryEntry, Uuid } from "../types.ts";
import { chosen } from "./choices.ts";
import { labelOf, WORDS } from "./compared.ts";
import { isField, kindOf, REDACTED, said } from "./fields.ts";
import { mayInvite, useHere } from "./here.ts";
import { RedactDialog } from "./RedactDialog.tsx";
import { didIn, namesOf } from "./sentences.ts";
import { comesTo, isEdit, type Session, sessionsOf } from "./sessions.ts";
import { EntriesAre, PutBack, UndoChange } from "./UndoHere.tsx";
import { alone, isPlumbing, valueInWords } from "./words.ts";

interface Props {
  /** Where it is asked for, beneath the network. */
  readonly path: string;
  readonly item: Uuid;
  readonly table: "plan_board" | "note_list" | "directory" | "plan_list" | "axis_list" | "workshop_list" | "workshop_board" | "meeting_list" | "meeting_decisions" | "minutes_list" | "minutes_sections" | "questionnaire_list" | "synthesis_clusters" | "finding_list" | "idea_list" | "body_list" | "mentoring_circle" | "mentoring_journal" | "support_file_list" | "moment_list" | "comment_list";
  /** The page that shows the item as it stood then. */
  readonly seenAt?: (position: number) => string;
}

export function History({ path, item, table, seenAt }: Props) {
  const kind = WORDS[table] ?? table;
  const here = useHere();
  const { store, network, at } = here;
  const [shown, setShown] = useState<{ readonly entries: readonly HistoryEntry[]; readonly field: string } | null>(null);
  const [all, setAll] = useState<readonly HistoryEntry[]>([]);
  const [field, setField] = useState("");
  const choice = useId();
  const [failure, setFailure] = useState<string | null>(null);
  const [redacting, setRedacting] = useState<string | null>(null);
  const conflicts = store.all("conflict_inbox").filter((conflict) => conflict.item_id === item);
  const row = store.row(table, item);
  // What is still on its way is in no history yet.
  const waiting = store.waiting(table, item) || conflicts.some(({ conflict_id }) => store.waiting("conflict_inbox", conflict_id));
  const settled = conflicts.filter((conflict) => conflict.settled_at !== null).length;
  useEffect(() => {
    if (waiting) {
      return undefined;
    }
    let stale = false;
    const head = network.connection.head.peek();
    const asked = new URLSearchParams({ ...(head === null ? {} : { after: `${head.epoch}.${head.pos}` }), ...(field === "" ? {} : { field }) });
    const until = at === null ? Number.POSITIVE_INFINITY : Number(at.split(".")[1]);
    ask<readonly HistoryEntry[]>("GET", `/networks/${network.card.network_id}${path}?${asked}`)
      .then((found) => {
        if (!stale) {
          const entries = found.filter(({ position }) => position <= until).reverse();
          setShown({ entries, field });
          setFailure(null);
          if (field === "") {
            setAll(entries);
          }
        }
      })
      .catch((problem: unknown) => {
        if (!stale) {
          setFailure(explain(problem));
        }
      });
    return () => {
      stale = true;
    };
  }, [path, field, row, waiting, at, conflicts.length, settled, network, network.connection.begun.value]);

  if (failure !== null) {
    return <p class="wrong">{failure}</p>;
  }
  if (shown === null) {
    return <p class="quiet">{t("loading")}</p>;
  }
  const { entries } = shown;
  const ofAll = shown.field === "";
  const changed = new Set(all.flatMap(({ tag, changes }) => (tag.endsWith("clashed") ? [] : changes.map((change) => change.field))));
  const fields = [...changed].filter((name) => name !== "order_key");
  return (
    <EntriesAre value={all}>
      {fields.length > 1 && (
        <p class="history-field">
          <label for={choice}>{t("history.of_field")}</label>
          <select id={choice} class="control" value={field} onChange={(event) => setField(event.currentTarget.value)}>
            <option value="">{t("history.every_field")}</option>
            {fields.map((name) => (
              <option key={name} value={name}>
                {labelOf(name, kind)}
              </option>
            ))}
          </select>
        </p>
      )}
      <p class="quiet" role="status">
        {ofAll ? plural("history.count", entries.length) : plural("history.versions", entries.filter(({ tag }) => !tag.endsWith("clashed")).length)}
      </p>
      <ol class="history" reversed>
        {sessionsOf(entries, ofAll ? isEdit : () => false).map((session) => {
          const told = session.map((entry) => (
            <li key={entry.position} class="history-entry">
              <Entry entry={entry} kind={kind} seenAt={seenAt} onRedact={setRedacting} />
            </li>
          ));
          return session.length === 1 ? (
            told
          ) : (
            <li key={session.at(-1)?.position} class="history-session">
              <AtOnce session={session} kind={kind} seenAt={seenAt} />
              <details>
                <summary>{t("history.session_each")}</summary>
                <ol class="history-each" reversed>
                  {told}
                </ol>
              </details>
            </li>
          );
        })}
      </ol>
      {redacting !== null && <RedactDialog text={redacting} network={network} onClose={() => setRedacting(null)} />}
    </EntriesAre>
  );
}

interface EntryProps {
  readonly kind: string;
  readonly seenAt: Props["seenAt"];
}

/** One event: who did what to which fields, when and why. */
function Entry({ entry, kind, seenAt, onRedact }: EntryProps & { readonly entry: HistoryEntry; readonly onRedact: (text: string) => void }) {
  const { store } = useHere();
  return (
    <>
      <Doer entry={entry} seenAt={seenAt}>
        {entry.authors.length > 1 ? t("told.many.section_written") : didIn(entry.tag, Object.fromEntries(entry.changes.map(({ field, after }) => [field, after])), store)}
      </Doer>
      {entry.reason !== null && (
        <p class="history-why">
          <span class="label">{t("history.why")}</span> {said(entry.reason)} <Redact field={t("history.why")} text={entry.reason} onRedact={onRedact} />
        </p>
      )}
      <Changes changes={entry.changes} kind={kind}>
        {({ field, before, after }) => (
          <>
            <PutBack entry={entry} field={field} kind={kind} />{" "}
            <Redact field={labelOf(field, kind)} text={textIn(field, after, kind) ?? textIn(field, before, kind)} onRedact={onRedact} />
          </>
        )}
      </Changes>
      <UndoChange entry={entry} />
    </>
  );
}

/** What somebody changed at a stretch, and what it comes to. */
function AtOnce({ session, kind, seenAt }: EntryProps & { readonly session: Session<HistoryEntry> }) {
  const changes = comesTo(session);
  const reasons = [...new Set(session.flatMap(({ reason }) => (reason === null ? [] : [said(reason)])))].reverse();
  return (
    <>
      <Doer entry={session[0]} seenAt={seenAt}>
        {plural("history.session", session.length)}
      </Doer>
      {reasons.map((reason) => (
        <p key={reason} class="history-why">
          <span class="label">{t("history.why")}</span> {reason}
        </p>
      ))}
      {changes.length === 0 ? <p class="history-why quiet">{t("history.session_nothing")}</p> : <Changes changes={changes} kind={kind} />}
    </>
  );
}

function Doer({ entry, seenAt, children }: { readonly entry: HistoryEntry; readonly seenAt: Props["seenAt"]; readonly children: ComponentChildren }) {
  const { store } = useHere();
  const who = entry.authors.at(-1) ?? entry.by;
  return (
    <div class="history-who">
      <Avatar person={who} name={nameOf(store, who)} />
      <p>
        <strong>{entry.authors.length > 0 ? namesOf(entry.authors, store) : nameOf(store, entry.by)}</strong> {children}
        {entry.on_behalf_of !== null && ` ${t("history.on_behalf", { authority: store.row("member_list", entry.on_behalf_of)?.name ?? "" })}`}
        <br />
        <time dateTime={entry.at} class="quiet">
          {moment(entry.at)}
        </time>
      </p>
      {seenAt !== undefined && (
        <a class="history-at" href={seenAt(entry.position)}>
          {t("history.see")}
          <span class="hidden"> {moment(entry.at)}</span>
        </a>
      )}
    </div>
  );
}

interface ChangesProps {
  readonly changes: readonly FieldHistory[];
  readonly kind: string;
  /** What stands behind a new value. */
  readonly children?: (change: FieldHistory) => ComponentChildren;
}

/** Fields before and after; where an item stands in its list is told where nothing else changed. */
function Changes({ changes, kind, children }: ChangesProps) {
  const { store } = useHere();
  if (changes.length === 0) {
    return null;
  }
  return (
    <table class="changes">
      <thead>
        <tr>
          <th scope="col">{t("history.field")}</th>
          <th scope="col">{t("history.before")}</th>
          <th scope="col">{t("history.after")}</th>
        </tr>
      </thead>
      <tbody>
        {changes
          .filter(({ field, after }) => (field !== "order_key" || changes.length === 1) && !field.endsWith("_position") && !isPlumbing(after, store))
          .map((change) => (
            <tr key={change.field}>
              <th scope="row">{labelOf(change.field, kind)}</th>
              <td class="before">{valueInWords(change.field, alone(change.before, change.after), store, kind)}</td>
              <td class="after">
                {valueInWords(change.field, alone(change.after, change.before), store, kind)} {children?.(change)}
              </td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}

interface RedactProps {
  readonly field: string;
  readonly text: string | null;
  readonly onRedact: (text: string) => void;
}

/** Where a text stands that somebody typed, its way out of the log, for who looks after the network. */
function Redact({ field, text, onRedact }: RedactProps) {
  const here = useHere();
  if (text === null || text === REDACTED || !mayInvite(here.network.store.row("rights", here.network.me)) || here.network.card.archived) {
    return null;
  }
  return (
    <button type="button" class="button-plain redact" title={t("redact.do")} onClick={() => onRedact(text)}>
      <Icon name="bin" />
      <span class="hidden">{t("redact.of", { field })}</span>
    </button>
  );
}

const NO_TEXT = /^(\d{4}-\d\d-\d\d(T\S+)?|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/u;

/** The first text that a value holds and somebody may have typed. */
function textIn(field: string, value: unknown, kind: string): string | null {
  if (isField(field) && !["line", "text", "lines"].includes(kindOf(field))) {
    return null;
  }
  const all = typeof value === "object" && value !== null ? Object.values(value) : [value];
  return all.find((one): one is string => typeof one === "string" && one !== REDACTED && one.trim().length > 2 && !NO_TEXT.test(one) && chosen(kind, field, one) === null) ?? null;
}
