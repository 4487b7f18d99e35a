/** Changing what was planned, each field sent with what was seen as the dialogue opened; and what met someone else's change. */

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { lookup, t } from "../i18n.ts";
import { excess, LINE, TEXT } from "../length.ts";
import type { LiveNetwork } from "../live/network.ts";
import { Dialog } from "../parts/Dialog.tsx";
import { Met } from "../plan/ConflictNote.tsx";
import { openConflicts } from "../plan/conflicts.ts";
import type { Command, MeetingAgenda, MeetingKind, MeetingList, Uuid } from "../types.ts";
import { useAttempt } from "./asking.ts";
import { Choice, Field, Wrong } from "./Fields.tsx";

const KINDS: readonly MeetingKind[] = ["annual", "rendezvous", "morning", "cafe", "round_table", "visit", "elected_and_officers", "welcome", "agenda21_day", "individual", "video"];

interface ChangeProps {
  /** What the button says, and beside it for whom it can not be seen what it is about. */
  readonly label: string;
  readonly about?: string;
  readonly children: (close: () => void) => ComponentChildren;
}

/** A button that opens a dialogue; what is in it begins anew each time, with what stands then. */
export function Change({ label, about, children }: ChangeProps) {
  const [open, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  return (
    <>
      <button type="button" class="button button-small" onClick={() => setOpen(true)}>
        {label}
        {about !== undefined && <span class="hidden"> {about}</span>}
      </button>
      {open && (
        <Dialog title={about === undefined ? label : `${label} ${about}`} onClose={close}>
          {children(close)}
        </Dialog>
      )}
    </>
  );
}

interface AskingProps {
  readonly network: LiveNetwork;
  readonly stream: Uuid;
  /** What it is called, for who must hear that two wishes met. */
  readonly subject?: string;
  readonly onClose: () => void;
  /** What is asked, null where nothing changed, or what is wrong with what was written. */
  readonly asked: () => Command | null | string;
  readonly children: ComponentChildren;
}

export function Asking({ network, stream, subject, onClose, asked, children }: AskingProps) {
  const { wrong, busy, attempt, say } = useAttempt(network);
  const send = async (): Promise<void> => {
    const wish = asked();
    if (typeof wish === "string") {
      say(wish);
    } else if (wish === null || (await attempt(stream, wish, undefined, subject))) {
      onClose();
    }
  };
  return (
    <form
      class="dialog-body"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {children}
      <Wrong wrong={wrong} />
      <footer class="dialog-foot">
        <button type="button" class="button" onClick={onClose}>
          {t("do.cancel")}
        </button>
        <button type="submit" class="button button-main" aria-disabled={busy}>
          {t("do.save")}
        </button>
      </footer>
    </form>
  );
}

const lines = (text: string): readonly string[] => text.split("\n").map((line) => line.trim()).filter((line) => line !== "");

export function EditMeeting({ network, meeting, onClose }: { readonly network: LiveNetwork; readonly meeting: MeetingList; readonly onClose: () => void }) {
  const [was] = useState(meeting);
  const [to, setTo] = useState(() => ({
    title: was.title,
    kind: was.kind as string,
    held_on: was.held_on,
    begins: was.begins ?? "",
    minutes: String(was.minutes),
    place: was.place ?? "",
    themes: was.themes.join("\n"),
    programme: was.programme ?? "",
  }));
  const put = (field: keyof typeof to) => (value: string): void => setTo({ ...to, [field]: value });
  const asked = (): Command | null | string => {
    if (to.title.trim() === "" || to.held_on === "") {
      return t("meeting.plan_incomplete");
    }
    const fault = excess(to.title, LINE) ?? excess(to.place, LINE) ?? excess(to.programme, TEXT);
    if (fault !== null) {
      return fault;
    }
    const wanted = { title: to.title.trim(), kind: to.kind, held_on: to.held_on, begins: to.begins || null, minutes: Number(to.minutes) || was.minutes, place: to.place.trim() || null, programme: to.programme.trim() || null };
    const wishes = Object.entries(wanted).filter(([field, value]) => value !== was[field as keyof typeof wanted]);
    const themes = lines(to.themes);
    const add = themes.filter((one) => !was.themes.includes(one));
    const remove = was.themes.filter((one) => !themes.includes(one));
    if (wishes.length === 0 && add.length + remove.length === 0) {
      return null;
    }
    const changes = Object.fromEntries(wishes.map(([field, value]) => [field, { was: was[field as keyof typeof wanted], to: value }]));
    return { tag: "meeting.edit", ...changes, ...(add.length + remove.length > 0 ? { themes: { add, remove } } : {}) };
  };
  return (
    <Asking network={network} stream={meeting.meeting_id} onClose={onClose} asked={asked}>
      <Field label={t("meeting.title")} value={to.title} onValue={put("title")} />
      <Choice label={t("meeting.kind")} value={to.kind} onValue={put("kind")} options={KINDS.map((kind) => [kind, lookup(`meeting_kind.${kind}`) ?? kind])} />
      <Field label={t("meeting.held_on")} type="date" value={to.held_on} onValue={put("held_on")} />
      <Field label={t("meeting.begins")} type="time" value={to.begins} onValue={put("begins")} />
      <Field label={t("meeting.item_minutes")} type="number" min={1} value={to.minutes} onValue={put("minutes")} />
      <Field label={t("meeting.place")} value={to.place} onValue={put("place")} />
      <Field label={t("meeting.themes_one_a_line")} type="area" value={to.themes} onValue={put("themes")} />
      <Field label={t("meeting.programme")} type="area" value={to.programme} onValue={put("programme")} />
    </Asking>
  );
}

export function EditItem({ network, item, onClose }: { readonly network: LiveNetwork; readonly item: MeetingAgenda; readonly onClose: () => void }) {
  const [was] = useState(item);
  const [title, setTitle] = useState(was.title);
  const [minutes, setMinutes] = useState(String(was.minutes));
  const asked = (): Command | null | string => {
    const fault = excess(title, LINE) ?? (title.trim() === "" ? t("meeting.no_title") : null);
    const wishes = {
      ...(title.trim() === was.title ? {} : { title: { was: was.title, to: title.trim() } }),
      ...(Number(minutes) === was.minutes ? {} : { minutes: { was: was.minutes, to: Number(minutes) || 0 } }),
    };
    return fault ?? (Object.keys(wishes).length === 0 ? null : { tag: "meeting.edit_item", item: was.item_id, ...wishes });
  };
  return (
    <Asking network={network} stream={item.meeting_id} onClose={onClose} asked={asked}>
      <Field label={t("meeting.item_title")} value={title} onValue={setTitle} />
      <Field label={t("meeting.item_minutes")} type="number" min={0} value={minutes} onValue={setMinutes} />
    </Asking>
  );
}

/** Wishes for this meeting or its agenda that met someone else's, each settled where it stands. */
export function Clashes({ network, meeting, may }: { readonly network: LiveNetwork; readonly meeting: Uuid; readonly may: boolean }) {
  const open = openConflicts(network.store).filter(({ stream_id }) => stream_id === meeting);
  return open.length === 0 ? null : (
    <section aria-label={t("conflict.inbox")}>
      {open.map((conflict) => (
        <Met key={conflict.conflict_id} conflict={conflict} network={network} store={network.store} may={may} />
      ))}
    </section>
  );
}
