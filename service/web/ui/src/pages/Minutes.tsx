/** The minutes of a meeting: written together, reviewed, amended by those who were there, approved, published. */

import { useEffect, useState } from "preact/hooks";
import { minutesId } from "../authority.ts";
import { CommentsPart } from "../comments/CommentsPart.tsx";
import { language, lookup, plural, t } from "../i18n.ts";
import { newId } from "../ids.ts";
import { excess, LINE, TEXT } from "../length.ts";
import type { LiveNetwork } from "../live/network.ts";
import { facilitates, organises, takesPart, useAttempt } from "../meeting/asking.ts";
import { Asking, Change } from "../meeting/Edit.tsx";
import { Choice, Field, Form, Wrong } from "../meeting/Fields.tsx";
import { Moving } from "../meeting/Moving.tsx";
import { between, inOrder } from "../order.ts";
import { Choosing } from "../parts/Choosing.tsx";
import { FilesPart } from "../files/FilesPart.tsx";
import { Follow } from "../parts/Follow.tsx";
import { nameOf } from "../parts/People.tsx";
import { Take } from "../parts/Take.tsx";
import { Met } from "../plan/ConflictNote.tsx";
import { openConflicts } from "../plan/conflicts.ts";
import { HistoryButton } from "../plan/HistoryButton.tsx";
import { paths } from "../router.ts";
import { SetAside, SharedText } from "../texts/SharedText.tsx";
import { emptied } from "../typed.ts";
import type { Command, MeetingList, MinutesAmendments, MinutesList, MinutesSections, Uuid, WorkshopList } from "../types.ts";

export function Minutes({ network, meeting }: { readonly network: LiveNetwork; readonly meeting: Uuid }) {
  const { store, connection, card } = network;
  const id = minutesId(meeting);
  useEffect(() => connection.follow(`meeting:${meeting}`), [connection, meeting]);
  const row = store.row("minutes_list", id);
  const begun = row !== null;
  const stage = row?.stage ?? null;
  useEffect(() => (begun ? connection.follow(`minutes:${id}`) : undefined), [connection, id, begun]);
  useEffect(() => {
    // At another stage the fields that somebody may stand in are gone.
    if (stage !== null) {
      network.presence.tell(`minutes:${id}`, { item: null, field: null, mode: "view" });
    }
    return () => network.presence.leave(`minutes:${id}`);
  }, [network, id, stage]);
  const of = store.row("meeting_list", meeting);
  if (of === null) {
    const waiting = connection.state.value !== "online";
    return (
      <div class="empty" aria-busy={waiting}>
        <h1 tabIndex={-1}>{t(waiting ? "loading" : "meeting.missing")}</h1>
        {!waiting && <p>{t("nowhere.gone")}</p>}
        {!waiting && (
          <p>
            <a href={paths.meetings(card.network_id)}>{t("nav.meetings")}</a>
          </p>
        )}
      </div>
    );
  }
  const rights = store.row("rights", network.me);
  const writes = organises(rights) && !card.archived;
  return (
    <div class="page meeting">
      <header>
        <h1 tabIndex={-1}>{row?.title ?? t("minutes.title_of", { title: of.title })}</h1>
        <p class="lead-in">
          <a href={paths.meeting(card.network_id, meeting)}>{t("minutes.to_meeting")}</a>
          {row !== null && " · "}
          {row !== null && <a href={paths.booklet(card.network_id, meeting)}>{t("minutes.see_booklet")}</a>}
        </p>
        {row !== null && (
          <div class="meeting-replies">
            {row.stage === "draft" && writes && <Change label={t("minutes.edit")}>{(close) => <EditMinutes network={network} row={row} onClose={close} />}</Change>}
            <Follow network={card.network_id} item={id} title={row.title} waiting={store.waiting("minutes_list", id)} />
            <HistoryButton network={network} kind="minutes" item={id} name={row.title} small />
          </div>
        )}
        {row !== null && <Take path={`/networks/${card.network_id}/meetings/${meeting}/minutes.pdf?language=${language.value}`} label={t("minutes.pdf")} />}
      </header>
      {row === null ? (
        <>
          <p>{t("minutes.not_begun")}</p>
          {writes && of.standing !== "called_off" && <Begin network={network} meeting={of} />}
        </>
      ) : (
        <>
          <Begun network={network} row={row} writes={writes} facilitating={facilitates(rights) && !card.archived} amends={takesPart(rights) && !card.archived && wasThere(network, meeting)} />
          <CommentsPart network={network} about="minutes" item={id} plan={null} title={row.title} at={null} />
          <FilesPart network={network} kind="minutes" item={id} />
        </>
      )}
    </div>
  );
}

function wasThere({ store, me }: LiveNetwork, meeting: Uuid): boolean {
  return store.all("meeting_attendance").some((one) => one.meeting_id === meeting && one.person_id === me);
}

function Begin({ network, meeting }: { readonly network: LiveNetwork; readonly meeting: MeetingList }) {
  const { wrong, busy, attempt, say } = useAttempt(network);
  const workshops = inTime(network.store.all("workshop_list"));
  const [title, setTitle] = useState(t("minutes.title_of", { title: meeting.title }));
  const [chosen, setChosen] = useState<readonly Uuid[]>(workshops.filter(({ meeting_id }) => meeting_id === meeting.meeting_id).map(({ workshop_id }) => workshop_id));
  const begin = (): void => {
    const fault = excess(title, LINE) ?? (title.trim() === "" ? t("wrong.empty") : null);
    say(fault);
    if (fault !== null) {
      return;
    }
    const named = workshops.filter(({ workshop_id }) => chosen.includes(workshop_id)).map(({ workshop_id }) => workshop_id);
    const usual = [
      { part: "opening" as const, heading: t("minutes.opening"), workshop: null },
      ...named.map((workshop) => ({ part: "workshop" as const, heading: t("minutes.ideas"), workshop })),
      { part: "next_steps" as const, heading: t("minutes.next_steps"), workshop: null },
    ];
    let order: string | null = null;
    const sections = Object.fromEntries(
      usual.map((section) => {
        order = between(order, null);
        return [newId(), { ...section, order_key: order, text: null }];
      }),
    );
    void attempt(minutesId(meeting.meeting_id), { tag: "minutes.begin", meeting: meeting.meeting_id, title: title.trim(), workshops: [...named].sort(), sections });
  };
  return (
    <form
      class="meeting-form meeting-door"
      onSubmit={(event) => {
        event.preventDefault();
        begin();
      }}
    >
      <Field label={t("minutes.name")} value={title} onValue={setTitle} />
      {workshops.length === 0 ? (
        <p class="quiet">{t("minutes.no_workshop")}</p>
      ) : (
        <Choosing legend={t("minutes.workshops")} choices={workshops.map(({ workshop_id, title: label }) => ({ value: workshop_id, label }))} chosen={chosen} onChoose={setChosen} />
      )}
      <Wrong wrong={wrong} />
      <button type="submit" class="button button-main" aria-disabled={busy}>
        {t("minutes.begin_now")}
      </button>
    </form>
  );
}

/** As the booklet has them. */
function inTime(workshops: readonly WorkshopList[]): readonly WorkshopList[] {
  return [...workshops].sort((a, b) => (a.opened_at < b.opened_at ? -1 : 1));
}

function EditMinutes({ network, row, onClose }: { readonly network: LiveNetwork; readonly row: MinutesList; readonly onClose: () => void }) {
  const [was] = useState(row);
  const [title, setTitle] = useState(was.title);
  const [chosen, setChosen] = useState(was.workshops);
  const workshops = inTime(network.store.all("workshop_list"));
  const asked = (): Command | null | string => {
    const fault = excess(title, LINE) ?? (title.trim() === "" ? t("wrong.empty") : null);
    const add = chosen.filter((one) => !was.workshops.includes(one));
    const remove = was.workshops.filter((one) => !chosen.includes(one));
    const wishes = {
      ...(title.trim() === was.title ? {} : { title: { was: was.title, to: title.trim() } }),
      ...(add.length + remove.length === 0 ? {} : { workshops: { add, remove } }),
    };
    return fault ?? (Object.keys(wishes).length === 0 ? null : { tag: "minutes.edit", ...wishes });
  };
  return (
    <Asking network={network} stream={row.minutes_id} subject={was.title} onClose={onClose} asked={asked}>
      <Field label={t("minutes.name")} value={title} onValue={setTitle} />
      {workshops.length > 0 && (
        <Choosing legend={t("minutes.workshops")} choices={workshops.map(({ workshop_id, title: label }) => ({ value: workshop_id, label }))} chosen={chosen} onChoose={setChosen} />
      )}
    </Asking>
  );
}

interface BegunProps {
  readonly network: LiveNetwork;
  readonly row: MinutesList;
  readonly writes: boolean;
  readonly facilitating: boolean;
  readonly amends: boolean;
}

function Begun({ network, row, writes, facilitating, amends }: BegunProps) {
  const { store } = network;
  const all = store
    .all("minutes_sections")
    .filter(({ minutes_id }) => minutes_id === row.minutes_id)
    .sort(inOrder(({ section_id }) => section_id));
  const standing = all.filter(({ withdrawn }) => !withdrawn);
  // In the order of the booklet; within each part people put them in order.
  const chapters = inTime(store.all("workshop_list")).map(({ workshop_id }) => workshop_id);
  const parts = [
    standing.filter(({ part }) => part === "opening"),
    ...chapters.map((chapter) => standing.filter(({ workshop_id }) => workshop_id === chapter)),
    standing.filter(({ part }) => part === "next_steps"),
  ];
  const amendments = store
    .all("minutes_amendments")
    .filter(({ minutes_id }) => minutes_id === row.minutes_id)
    .sort((a, b) => (a.proposed_at < b.proposed_at ? -1 : 1));
  const wishes = openConflicts(store).filter(({ stream_id }) => stream_id === row.minutes_id);
  const drafting = row.stage === "draft" && writes;
  return (
    <>
      <p role="status">
        <span class="chip">{t(`minutes.stage.${row.stage}`)}</span> {t(`minutes.explained.${row.stage}`)}
      </p>
      <Steps network={network} row={row} writes={writes} facilitating={facilitating} />
      <SetAside network={network} subjects={new Map(all.map(({ section_id, heading }) => [section_id, heading]))} />
      {wishes
        .filter(({ item_id }) => !standing.some(({ section_id }) => section_id === item_id))
        .map((wish) => (
          <Met key={wish.conflict_id} conflict={wish} network={network} store={store} may={drafting} />
        ))}
      {parts.flatMap((beside) =>
        beside.map((section, index) => (
          <Section key={section.section_id} network={network} beside={beside} index={index} section={section} drafting={drafting} amends={amends && row.stage === "review"} />
        )),
      )}
      {drafting && <AddSection network={network} row={row} last={all.at(-1)?.order_key ?? null} />}
      {drafting && <Withdrawn network={network} sections={all.filter(({ withdrawn }) => withdrawn)} />}
      {amendments.length > 0 && (
        <section aria-labelledby="amendments">
          <h2 id="amendments">{t("minutes.amendments")}</h2>
          <ul class="meeting-lines">
            {amendments.map((one) => (
              <Amendment key={one.amendment_id} network={network} one={one} answers={writes && row.stage === "review"} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** The next step, and the way back; each is offered only where it is the next. */
function Steps({ network, row, writes, facilitating }: Omit<BegunProps, "amends">) {
  const { wrong, busy, attempt } = useAttempt(network);
  const back = useAttempt(network);
  const [why, setWhy] = useState("");
  const id = row.minutes_id;
  const next =
    row.stage === "draft" && writes
      ? ({ tag: "minutes.send_to_review", label: t("minutes.send") } as const)
      : row.stage === "review" && facilitating
        ? ({ tag: "minutes.approve", label: t("minutes.approve") } as const)
        : row.stage === "approved" && facilitating
          ? ({ tag: "minutes.publish", label: t("minutes.publish") } as const)
          : null;
  return (
    <div class="meeting-tools">
      {next !== null && (
        <button type="button" class="button button-main" aria-disabled={busy} onClick={() => void attempt(id, { tag: next.tag })}>
          {next.label}
        </button>
      )}
      <Wrong wrong={wrong} />
      {facilitating && (row.stage === "review" || row.stage === "approved") && (
        <Form
          title={t("minutes.take_back")}
          does={t("minutes.take_back")}
          wrong={back.wrong}
          busy={back.busy}
          onSubmit={() => void back.attempt(id, { tag: "minutes.take_back" }, why.trim() === "" ? undefined : why.trim())}
        >
          <Field label={t("minutes.why")} value={why} onValue={setWhy} />
        </Form>
      )}
    </div>
  );
}

function placeOf(network: LiveNetwork, section: MinutesSections): string | null {
  if (section.part === "workshop") {
    return t("minutes.part.of", { title: network.store.row("workshop_list", section.workshop_id ?? "")?.title ?? "" });
  }
  return lookup(`minutes.part.${section.part}`);
}

interface SectionProps {
  readonly network: LiveNetwork;
  readonly section: MinutesSections;
  /** The sections of its part, and where among them it stands. */
  readonly beside: readonly MinutesSections[];
  readonly index: number;
  readonly drafting: boolean;
  readonly amends: boolean;
}

function Section({ network, section, beside, index, drafting, amends }: SectionProps) {
  const { wrong, busy, attempt } = useAttempt(network);
  const wishes = openConflicts(network.store).filter(({ item_id }) => item_id === section.section_id);
  const { section_id: id, minutes_id: of, heading } = section;
  const save = (was: string | null, to: string | null): void => {
    void network.ask(
      of,
      { tag: "minutes.edit_section", section: id, text: { was, to } },
      { previews: [{ table: "minutes_sections", key: id, set: { text: to } }], subject: heading, summary: t("minutes.save") },
    );
  };
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{heading}</h2>
      {placeOf(network, section) !== heading && <p class="quiet">{placeOf(network, section)}</p>}
      {wishes.map((wish) => (
        <Met key={wish.conflict_id} conflict={wish} network={network} store={network.store} may={drafting} />
      ))}
      {drafting ? (
        <>
          <SharedText
            network={network}
            item={id}
            subject={heading}
            value={section.text}
            label={t("minutes.text_of", { heading })}
            topic={`minutes:${of}`}
            onSave={save}
          />
          <div class="meeting-replies">
            <Change label={t("minutes.edit_heading")} about={t("quoted", { text: heading })}>
              {(close) => <EditHeading network={network} section={section} onClose={close} />}
            </Change>
            <Moving
              title={heading}
              rows={beside}
              index={index}
              busy={busy}
              onMove={(to) => void attempt(of, { tag: "minutes.edit_section", section: id, order_key: { was: section.order_key, to } })}
            />
            <button
              type="button"
              class="button button-small"
              aria-disabled={busy}
              aria-label={t("minutes.withdraw_of", { heading })}
              onClick={() => void attempt(of, { tag: "minutes.withdraw_section", section: id })}
            >
              {t("minutes.withdraw")}
            </button>
            <HistoryButton network={network} kind="section" item={id} name={t("quoted", { text: heading })} small />
          </div>
        </>
      ) : (
        <p class={section.text === null ? "quiet" : "meeting-text"}>{section.text ?? t("minutes.empty")}</p>
      )}
      <Wrong wrong={wrong} />
      {amends && <Amend network={network} section={section} />}
    </section>
  );
}

function EditHeading({ network, section, onClose }: { readonly network: LiveNetwork; readonly section: MinutesSections; readonly onClose: () => void }) {
  const [was] = useState(section.heading);
  const [heading, setHeading] = useState(was);
  const to = heading.trim();
  const asked = (): Command | null | string =>
    excess(heading, LINE) ??
    (to === "" ? t("wrong.empty") : to === was ? null : { tag: "minutes.edit_section", section: section.section_id, heading: { was, to } });
  return (
    <Asking network={network} stream={section.minutes_id} subject={was} onClose={onClose} asked={asked}>
      <Field label={t("minutes.heading")} value={heading} onValue={setHeading} />
    </Asking>
  );
}

/** What was taken off, with what was written in it, until somebody puts it back. */
function Withdrawn({ network, sections }: { readonly network: LiveNetwork; readonly sections: readonly MinutesSections[] }) {
  const { wrong, busy, attempt } = useAttempt(network);
  return sections.length === 0 ? null : (
    <details class="meeting-form">
      <summary>{plural("minutes.withdrawn", sections.length)}</summary>
      <ul class="meeting-lines">
        {sections.map(({ section_id: section, minutes_id, heading, text }) => (
          <li key={section}>
            <span>
              {heading} {text !== null && <span class="quiet meeting-text">{text}</span>}
            </span>
            <button
              type="button"
              class="button button-small"
              aria-disabled={busy}
              aria-label={t("minutes.restore_of", { heading })}
              onClick={() => void attempt(minutes_id, { tag: "minutes.restore_section", section })}
            >
              {t("minutes.restore")}
            </button>
          </li>
        ))}
      </ul>
      <Wrong wrong={wrong} />
    </details>
  );
}

function Amend({ network, section }: { readonly network: LiveNetwork; readonly section: MinutesSections }) {
  const { wrong, busy, attempt, say } = useAttempt(network);
  const start = { seen: section.text, text: section.text ?? "" };
  const [{ seen, text }, setDraft] = useState(start);
  const [why, setWhy] = useState("");
  const propose = async (): Promise<void> => {
    const fault = excess(text, TEXT) ?? excess(why, TEXT);
    say(fault);
    if (fault !== null) {
      return;
    }
    const wanted = { was: seen, to: text.trim() === "" ? null : text.trim() };
    const asked = { tag: "minutes.propose_amendment", amendment: newId(), section: section.section_id, text: wanted, why: why.trim() === "" ? null : why.trim() } as const;
    if (await attempt(section.minutes_id, asked)) {
      setDraft((now) => (now.text === text ? start : now));
      setWhy(emptied(why));
    }
  };
  return (
    <Form title={t("minutes.amend_of", { heading: section.heading })} does={t("minutes.amend_send")} wrong={wrong} busy={busy} onSubmit={() => void propose()}>
      <Field label={t("minutes.amend_text")} type="area" value={text} onValue={(typed) => setDraft({ seen, text: typed })} />
      <Field label={t("minutes.amend_why")} value={why} onValue={setWhy} />
    </Form>
  );
}

function Amendment({ network, one, answers }: { readonly network: LiveNetwork; readonly one: MinutesAmendments; readonly answers: boolean }) {
  const { wrong, busy, attempt } = useAttempt(network);
  const [why, setWhy] = useState("");
  const { amendment_id: amendment, minutes_id: of } = one;
  const heading = network.store.row("minutes_sections", one.section_id)?.heading ?? "";
  const open = one.outcome === null;
  return (
    <li>
      <span>
        {t("minutes.amendment_by", { who: nameOf(network.store, one.author_id), heading })}{" "}
        {one.outcome !== null && <span class="chip">{t(`minutes_outcome.${one.outcome}`)}</span>}
        <span class="minutes-was">
          <del class="meeting-text">{one.was ?? t("minutes.empty_now")}</del>
        </span>
        <span class="minutes-was">
          <ins class="meeting-text">{one.wanted ?? t("minutes.empty_now")}</ins>
        </span>
        {[one.why, one.why_not].map((told) => told !== null && (
          <span key={told} class="quiet">
            {told}{" "}
          </span>
        ))}
      </span>
      {open && answers && (
        <span class="meeting-replies">
          <button
            type="button"
            class="button button-main"
            aria-disabled={busy}
            aria-label={t("minutes.accept_of", { heading })}
            onClick={() => void attempt(of, { tag: "minutes.accept_amendment", amendment })}
          >
            {t("minutes.accept")}
          </button>
          <Field label={t("minutes.why_not")} value={why} onValue={setWhy} />
          <button
            type="button"
            class="button"
            aria-disabled={busy}
            aria-label={t("minutes.decline_of", { heading })}
            onClick={() => void attempt(of, { tag: "minutes.decline_amendment", amendment }, why.trim() === "" ? undefined : why.trim())}
          >
            {t("minutes.decline")}
          </button>
        </span>
      )}
      {open && one.author_id === network.me && (
        <button type="button" class="button button-small" aria-disabled={busy} onClick={() => void attempt(of, { tag: "minutes.withdraw_amendment", amendment })}>
          {t("minutes.drop")}
        </button>
      )}
      <Wrong wrong={wrong} />
    </li>
  );
}

function AddSection({ network, row, last }: { readonly network: LiveNetwork; readonly row: MinutesList; readonly last: string | null }) {
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [heading, setHeading] = useState("");
  const [where, setWhere] = useState("opening");
  const workshops = inTime(network.store.all("workshop_list").filter(({ workshop_id }) => row.workshops.includes(workshop_id))).map(({ workshop_id: id }) => [id, t("minutes.part.of", { title: network.store.row("workshop_list", id)?.title ?? "" })] as const);
  const add = async (): Promise<void> => {
    const fault = excess(heading, LINE) ?? (heading.trim() === "" ? t("wrong.empty") : null);
    say(fault);
    if (fault !== null) {
      return;
    }
    const place = where === "opening" || where === "next_steps" ? ({ part: where } as const) : ({ part: "workshop", workshop: where } as const);
    if (await attempt(row.minutes_id, { tag: "minutes.add_section", section: newId(), heading: heading.trim(), order_key: between(last, null), ...place })) {
      setHeading(emptied(heading));
    }
  };
  return (
    <Form title={t("minutes.add_section")} does={t("minutes.add")} wrong={wrong} busy={busy} onSubmit={() => void add()}>
      <Field label={t("minutes.heading")} value={heading} onValue={setHeading} />
      <Choice
        label={t("minutes.where")}
        value={where}
        onValue={setWhere}
        options={[["opening", t("minutes.part.opening")], ...workshops, ["next_steps", t("minutes.part.next_steps")]]}
      />
    </Form>
  );
}
