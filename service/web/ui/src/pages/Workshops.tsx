/** The workshops of a network; a facilitator opens and closes them here, and shows the code to the room. */

import { useEffect, useId, useState } from "preact/hooks";
import { explain } from "../api.ts";
import { CommentsPart } from "../comments/CommentsPart.tsx";
import { FilesPart } from "../files/FilesPart.tsx";
import { longDayOf } from "../format.ts";
import { plural, t } from "../i18n.ts";
import { newId } from "../ids.ts";
import { excess, LINE, TEXT } from "../length.ts";
import type { LiveNetwork } from "../live/network.ts";
import { Follow } from "../parts/Follow.tsx";
import { Icon } from "../parts/Icon.tsx";
import { openConflicts } from "../plan/conflicts.ts";
import { mayInvite } from "../plan/here.ts";
import { address, paths } from "../router.ts";
import { Became } from "../synthesis/Said.tsx";
import { emptied } from "../typed.ts";
import type { Rights, SynthesisSources, Uuid, WorkshopList } from "../types.ts";
import { WorkshopCode } from "./WorkshopCode.tsx";
import { WorkshopPrepare } from "./WorkshopPrepare.tsx";
import { isComing, useDay } from "./workshopRoom.ts";
import { WorkshopView } from "./WorkshopView.tsx";

function mayContribute(rights: Rights | null): boolean {
  return rights !== null && !rights.suspended && rights.roles.some(({ role }) => role !== "auditor" && role !== "reader");
}

export function Workshops({ network }: { readonly network: LiveNetwork }) {
  const rows = [...network.store.all("workshop_list")].sort((a, b) => (a.opened_at < b.opened_at ? 1 : -1));
  const facilitates = mayInvite(network.store.row("rights", network.me)) && !network.card.archived;
  const waiting = rows.length === 0 && network.connection.state.value !== "online";
  return (
    <div class="page">
      <h1 tabIndex={-1}>{t("nav.workshops")}</h1>
      <p class="lead-in">{t("workshop.about")}</p>
      {waiting && (
        <p class="empty" aria-busy="true">
          {t("loading")}
        </p>
      )}
      {!waiting && rows.length === 0 && <p class="empty">{t(facilitates ? "workshop.none_yours" : "workshop.none_yet")}</p>}
      <ul class="workshop-list">
        {rows.map((row) => (
          <Line key={row.workshop_id} network={network} row={row} facilitates={facilitates} />
        ))}
      </ul>
      {facilitates && <OpenWorkshop network={network} />}
      {facilitates && (
        <p>
          <a href={paths.importContributions(network.card.network_id)}>{t("contributions.title")}</a>
        </p>
      )}
    </div>
  );
}

function Line({ network, row, facilitates }: { readonly network: LiveNetwork; readonly row: WorkshopList; readonly facilitates: boolean }) {
  const open = row.closed_at === null;
  const held = row.meeting_id === null ? null : network.store.row("meeting_list", row.meeting_id);
  useDay(network, row);
  const tally = row.meeting_id === null ? null : network.store.row("workshop_tally", row.workshop_id);
  const unsettled = openConflicts(network.store).filter(({ stream_id }) => stream_id === row.workshop_id).length;
  return (
    <li>
      <h2>
        <a href={paths.workshop(network.card.network_id, row.workshop_id)}>{row.title}</a>
      </h2>
      <p>{row.question}</p>
      {held !== null && (
        <p>
          <a href={paths.meeting(network.card.network_id, held.meeting_id)}>{held.title}</a>
        </p>
      )}
      <p class="quiet">{row.closed_at === null ? t("workshop.open_since", { when: longDayOf(row.opened_at) }) : t("workshop.closed_since", { when: longDayOf(row.closed_at) })}</p>
      {tally !== null && <p class="workshop-count">{plural("workshop.count", tally.contributions)}</p>}
      {unsettled > 0 && <p>{plural("conflict.open", unsettled)}</p>}
      {facilitates && <Doors key={`${row.sitting}${open}`} network={network} row={row} />}
    </li>
  );
}

/** Open, with its code, or closed. */
function Doors({ network, row }: { readonly network: LiveNetwork; readonly row: WorkshopList }) {
  const [failure, setFailure] = useState<string | null>(null);
  const { workshop_id: workshop, closed_at } = row;
  const attempt = (work: Promise<unknown>): void => {
    setFailure(null);
    work.catch((problem: unknown) => setFailure(explain(problem)));
  };
  return (
    <>
      <WorkshopCode network={network} row={row} />
      {failure !== null && (
        <p class="wrong" role="alert">
          {failure}
        </p>
      )}
      <div class="way-do">
        {closed_at === null ? (
          <button type="button" class="button" onClick={() => attempt(network.askNow(workshop, { tag: "workshop.close" }))}>
            {t("workshop.close")}
          </button>
        ) : (
          <button type="button" class="button" onClick={() => attempt(network.askNow(workshop, { tag: "workshop.reopen" }))}>
            {t("workshop.reopen")}
          </button>
        )}
      </div>
    </>
  );
}

function OpenWorkshop({ network }: { readonly network: LiveNetwork }) {
  const id = useId();
  const [title, setTitle] = useState("");
  const [question, setQuestion] = useState("");
  const [meeting, setMeeting] = useState("");
  const meetings = [...network.store.all("meeting_list")].filter(({ standing }) => standing !== "called_off").sort((a, b) => (a.held_on < b.held_on ? 1 : -1));
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const open = async (): Promise<void> => {
    const fault = excess(title, LINE) ?? excess(question, TEXT) ?? (title.trim() === "" || question.trim() === "" ? t("workshop.open_incomplete") : null);
    setWrong(fault);
    if (fault !== null) {
      return;
    }
    setBusy(true);
    try {
      await network.askNow(newId(), { tag: "workshop.open", title: title.trim(), question: question.trim(), meeting: meeting === "" ? null : meeting });
      setTitle(emptied(title));
      setQuestion(emptied(question));
    } catch (problem) {
      setWrong(explain(problem));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      class="workshop-form"
      aria-labelledby={`${id}heading`}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) {
          void open();
        }
      }}
    >
      <h2 id={`${id}heading`}>{t("workshop.open_title")}</h2>
      <label for={`${id}title`}>{t("workshop.title")}</label>
      <input id={`${id}title`} class="control" autocomplete="off" value={title} onInput={(event) => setTitle(event.currentTarget.value)} />
      <label for={`${id}question`}>{t("workshop.question")}</label>
      <textarea id={`${id}question`} class="control" rows={3} value={question} onInput={(event) => setQuestion(event.currentTarget.value)} />
      {meetings.length > 0 && (
        <>
          <label for={`${id}meeting`}>{t("workshop.meeting")}</label>
          <select id={`${id}meeting`} class="control" value={meeting} onChange={(event) => setMeeting(event.currentTarget.value)}>
            <option value="">{t("workshop.no_meeting")}</option>
            {meetings.map(({ meeting_id, title: called }) => (
              <option key={meeting_id} value={meeting_id}>
                {called}
              </option>
            ))}
          </select>
        </>
      )}
      <div role="alert">{wrong !== null && <p class="wrong">{wrong}</p>}</div>
      <button type="submit" class="button button-main" aria-disabled={busy}>
        <Icon name="plus" />
        {t("workshop.open")}
      </button>
    </form>
  );
}

/** One workshop, for those who belong to the network. */
export function WorkshopPage({ network, workshop }: { readonly network: LiveNetwork; readonly workshop: Uuid }) {
  const { store, connection } = network;
  useEffect(() => connection.follow(`workshop:${workshop}`), [connection, workshop]);
  const rights = store.row("rights", network.me);
  const facilitates = mayInvite(rights);
  const shown = isComing(network, workshop) ? null : store.row("workshop_list", workshop);
  const syntheses = store
    .all("synthesis_list")
    .filter(({ workshop_ids }) => workshop_ids.includes(workshop))
    .map(({ synthesis_id }) => synthesis_id)
    .sort()
    .join(" ");
  useEffect(() => {
    const left = syntheses.split(" ").map((one) => (one === "" ? () => undefined : connection.follow(`synthesis:${one}`)));
    return () => left.forEach((leave) => leave());
  }, [connection, syntheses]);
  const places = new Map<Uuid, SynthesisSources[]>();
  for (const place of store.all("synthesis_sources")) {
    if (place.workshop_id === workshop && place.cluster_id !== null) {
      places.set(place.contribution_id, [...(places.get(place.contribution_id) ?? []), place]);
    }
  }
  const sought = address.value.hash.startsWith("#said-") && store.row("workshop_board", address.value.hash.slice("#said-".length)) === null;
  return (
    <div class="workshop" data-drawing={sought || undefined}>
      <p>
        <a href={paths.wall(network.card.network_id, workshop)}>{t("workshop.wall")}</a>{" "}
        {shown !== null && <Follow network={network.card.network_id} item={workshop} title={shown.title} waiting={store.waiting("workshop_list", workshop)} />}
      </p>
      <WorkshopView
        network={network}
        workshop={workshop}
        facilitates={facilitates}
        readsOnly={!mayContribute(rights) || network.card.archived}
        doors={facilitates && !network.card.archived && shown !== null && <Doors key={`${shown.sitting}${shown.closed_at === null}`} network={network} row={shown} />}
        below={(one) => <Became network={network} contribution={one} places={places.get(one.contribution_id) ?? []} />}
      />
      {facilitates && !network.card.archived && shown !== null && <WorkshopPrepare network={network} workshop={workshop} />}
      {shown !== null && <FilesPart network={network} kind="workshop" item={workshop} />}
      {shown !== null && <CommentsPart network={network} about="workshop" item={workshop} plan={null} title={shown.title} at={null} />}
    </div>
  );
}
