/** Notes on an action or on the plan itself: what people say beside it, for the whole network or for some of those who see it. */

import type { ComponentChildren } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { explain } from "../api.ts";
import { list, moment } from "../format.ts";
import { newId } from "../ids.ts";
import { plural, t } from "../i18n.ts";
import { excess, TEXT } from "../length.ts";
import { notify, onConflicts } from "../notices.ts";
import { Choosing } from "../parts/Choosing.tsx";
import { Dialog } from "../parts/Dialog.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Avatar, nameOf } from "../parts/People.tsx";
import { useTaking } from "../stand.ts";
import { emptied } from "../typed.ts";
import type { NoteCommand, NoteList, Receipt, Uuid } from "../types.ts";
import { ConflictNote } from "./ConflictNote.tsx";
import { conflictsOn } from "./conflicts.ts";
import { said } from "./fields.ts";
import { History } from "./History.tsx";
import { mayInvite, mayWrite, useHere } from "./here.ts";
import { peopleOf } from "./RestrictDialog.tsx";

interface Place {
  /** Null for the plan itself. */
  readonly action: Uuid | null;
  readonly title: string;
}

export function NotesPart({ action, title }: Place) {
  const here = useHere();
  const all = here.store
    .all("note_list")
    .filter(({ plan_id, action_id }) => plan_id === here.plan && action_id === action)
    .sort((a, b) => (a.written_at < b.written_at ? -1 : 1));
  const notes = all.filter(({ withdrawn }) => !withdrawn);
  const gone = all.filter(({ withdrawn }) => withdrawn);
  return (
    <div class="field-wide">
      <p class="quiet">{plural("notes.count", notes.length)}</p>
      <ul class="rows said-list">
        {notes.map((note) => (
          <Note key={note.note_id} note={note} />
        ))}
      </ul>
      {gone.length > 0 && (
        <details>
          <summary>{plural("notes.gone", gone.length)}</summary>
          <ul class="rows said-list">
            {gone.map((note) => (
              <Note key={note.note_id} note={note} />
            ))}
          </ul>
        </details>
      )}
      {mayWrite(here) && <Write action={action} title={title} />}
    </div>
  );
}

/** Those on the plan itself, where one sees how it is built. */
export function PlanNotes() {
  const here = useHere();
  return (
    <section class="part" aria-labelledby="plan-notes-title">
      <h2 id="plan-notes-title">{t("notes.of_plan")}</h2>
      <NotesPart action={null} title={here.store.row("plan_list", here.plan)?.title ?? ""} />
    </section>
  );
}

function Note({ note }: { readonly note: NoteList }) {
  const here = useHere();
  const { store, network } = here;
  const [editing, setEditing] = useState(false);
  const [looking, setLooking] = useState(false);
  const who = nameOf(store, note.author);
  const writes = mayWrite(here);
  const takes = writes && (note.author === network.me || mayInvite(network.store.row("rights", network.me)));
  const turn = (): void => {
    network
      .askNow(note.note_id, { tag: note.withdrawn ? "note.restore" : "note.withdraw" })
      .then(() => notify("done", t(note.withdrawn ? "notes.restored" : "notes.withdrawn")))
      .catch((problem: unknown) => notify("problem", explain(problem)));
  };
  return (
    <li>
      <Avatar person={note.author} name={who} />
      <div>
        <p>
          <strong>{who}</strong> <span class="quiet">{moment(note.written_at)}</span>
          {note.edited_by !== null && <span class="quiet"> {t("notes.edited", { who: nameOf(store, note.edited_by), when: moment(note.edited_at ?? note.written_at) })}</span>}
        </p>
        {note.parties.length > 0 && (
          <p class="quiet">
            <Icon name="lock" /> {t("notes.for", { who: list(note.parties.map((person) => nameOf(store, person))) })}
          </p>
        )}
        {editing ? <Edit note={note} onDone={() => setEditing(false)} /> : <p class="field-value">{said(note.text)}</p>}
        {!note.withdrawn && conflictsOn(store, note.note_id, "text").map((conflict) => <ConflictNote key={conflict.conflict_id} conflict={conflict} />)}
        {!editing && (
          <p class="note-do">
            {writes && !note.withdrawn && (
              <button type="button" class="button button-small" onClick={() => setEditing(true)}>
                <Icon name="pen" />
                {t("notes.edit")}
                <span class="hidden"> {t("notes.of", { who })}</span>
              </button>
            )}{" "}
            {takes && (
              <button type="button" class="button button-small" onClick={turn}>
                <Icon name={note.withdrawn ? "restore" : "bin"} />
                {t(note.withdrawn ? "notes.restore" : "notes.withdraw")}
                <span class="hidden"> {t("notes.of", { who })}</span>
              </button>
            )}{" "}
            <button type="button" class="button button-small" onClick={() => setLooking(true)}>
              <Icon name="clock" />
              {t("notes.history")}
              <span class="hidden"> {t("notes.of", { who })}</span>
            </button>
          </p>
        )}
        {looking && (
          <Dialog wide title={t("notes.history_of", { who })} onClose={() => setLooking(false)}>
            <div class="dialog-body">
              <History path={`/notes/${note.note_id}/history`} item={note.note_id} table="note_list" />
            </div>
          </Dialog>
        )}
      </div>
    </li>
  );
}

/** What was seen when the edit began is what it is merged from; what clashes is shown beside the note, and said. */
function Edit({ note, onDone }: { readonly note: NoteList; readonly onDone: () => void }) {
  const { network, store } = useHere();
  const [was] = useState(note.text);
  const title = store.row("plan_board", note.action_id ?? "")?.title ?? store.row("plan_list", note.plan_id)?.title ?? "";
  return (
    <Text
      label={t("notes.edit")}
      first={was}
      does={t("notes.save")}
      stream={note.note_id}
      command={(to) => ({ tag: "note.edit", text: { was, to } })}
      onDone={({ conflicts }) => {
        if (conflicts.length > 0) {
          onConflicts(title, conflicts, network);
        }
        onDone();
      }}
      onCancel={onDone}
    />
  );
}

function Write({ action, title }: Place) {
  const here = useHere();
  const [chosen, setChosen] = useState<readonly Uuid[]>([]);
  const [stream, setStream] = useState<Uuid>(newId);
  const restriction = action === null ? null : here.store.row("restricted_items", action);
  const others = peopleOf(here).filter(({ value }) => value !== here.network.me && (restriction === null || restriction.parties.includes(value)));
  return (
    <Text
      label={t("notes.new")}
      first=""
      does={t("notes.write")}
      stream={stream}
      command={(text) => ({ tag: "note.write", plan: here.plan, ...(action === null ? {} : { action }), text, parties: chosen })}
      onDone={(_, goesOn) => {
        notify("done", t("notes.written", { title }));
        setStream(newId());
        if (!goesOn) {
          setChosen([]); // what is typed on stays for those for whom it was begun
        }
      }}
    >
      <details>
        <summary>{chosen.length === 0 ? t(action === null ? "notes.for_network" : "notes.for_all") : plural("notes.for_some", chosen.length)}</summary>
        <Choosing legend={t(action === null ? "notes.who_of_plan" : "notes.who")} choices={others} chosen={chosen} onChoose={setChosen} />
      </details>
    </Text>
  );
}

interface TextProps {
  readonly label: string;
  readonly first: string;
  readonly does: string;
  readonly stream: Uuid;
  readonly command: (text: string) => NoteCommand;
  /** It was taken, and whether somebody typed on in the field meanwhile. */
  readonly onDone: (receipt: Receipt, goesOn: boolean) => void;
  readonly onCancel?: () => void;
  readonly children?: ComponentChildren;
}

/** The text stays in its field until it is taken: what is refused is said below, and nothing typed is lost. */
function Text({ label, first, does, stream, command, onDone, onCancel, children }: TextProps) {
  const { network } = useHere();
  const id = useId();
  const form = useTaking<HTMLFormElement>(onCancel !== undefined);
  const area = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(first);
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const send = (): void => {
    const wanted = text.trim();
    const fault = wanted === "" ? t("wrong.empty") : excess(wanted, TEXT);
    setWrong(fault);
    if (fault === null && !busy) {
      setBusy(true);
      network
        .askNow(stream, command(wanted))
        .then((receipt) => {
          setBusy(false);
          setText(emptied(text));
          onDone(receipt, area.current?.value !== text);
        })
        .catch((problem: unknown) => {
          setBusy(false);
          setWrong(explain(problem));
        });
    }
  };
  return (
    <form
      ref={form}
      class="inline-form"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div class="grow">
        <label for={id}>{label}</label>
        <textarea ref={area} id={id} class="control" rows={3} value={text} aria-invalid={wrong !== null} aria-describedby={`${id}wrong`} onInput={(event) => setText(event.currentTarget.value)} />
        {children}
      </div>
      <button type="submit" class="button" aria-disabled={busy}>
        {does}
      </button>
      {onCancel !== undefined && (
        <button type="button" class="button" onClick={onCancel}>
          {t("do.cancel")}
        </button>
      )}
      <p id={`${id}wrong`} class="wrong" role="alert">
        {wrong}
      </p>
    </form>
  );
}
