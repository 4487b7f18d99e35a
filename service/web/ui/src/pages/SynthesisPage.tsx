/** One synthesis: what waits for a cluster, what may say the same, and the clusters with what they hold, their scores and what came of them. */

import { useEffect, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { CommentsPart } from "../comments/CommentsPart.tsx";
import { FilesPart } from "../files/FilesPart.tsx";
import { language, plural, t } from "../i18n.ts";
import { newId } from "../ids.ts";
import { excess, LINE } from "../length.ts";
import type { LiveNetwork } from "../live/network.ts";
import { organises, takesPart, useAttempt } from "../meeting/asking.ts";
import { Asking, Change } from "../meeting/Edit.tsx";
import { Choice, Field, Form, Wrong } from "../meeting/Fields.tsx";
import { Choosing } from "../parts/Choosing.tsx";
import { Follow } from "../parts/Follow.tsx";
import { Take } from "../parts/Take.tsx";
import { Met } from "../plan/ConflictNote.tsx";
import { openConflicts } from "../plan/conflicts.ts";
import { address, paths } from "../router.ts";
import { Cluster } from "../synthesis/Cluster.tsx";
import { Said } from "../synthesis/Said.tsx";
import { emptied } from "../typed.ts";
import type { Alike, Command, Source, SynthesisList, Uuid, WorkshopBoard } from "../types.ts";
import { isComing } from "./workshopRoom.ts";

export function SynthesisPage({ network, synthesis }: { readonly network: LiveNetwork; readonly synthesis: Uuid }) {
  const { store, connection, card } = network;
  useEffect(() => connection.follow(`synthesis:${synthesis}`), [connection, synthesis]);
  const row = store.row("synthesis_list", synthesis);
  const workshops = row?.workshop_ids.join(" ") ?? "";
  useEffect(() => {
    const left = workshops.split(" ").map((workshop) => (workshop === "" ? () => undefined : connection.follow(`workshop:${workshop}`)));
    return () => left.forEach((leave) => leave());
  }, [connection, workshops]);
  const rights = store.row("rights", network.me);
  const may = organises(rights) && !card.archived;
  const said = store.all("workshop_board").filter(({ workshop_id }) => row?.workshop_ids.includes(workshop_id) ?? false);
  const placed = new Set(
    store
      .all("synthesis_sources")
      .filter((place) => place.synthesis_id === synthesis && place.cluster_id !== null)
      .map(({ contribution_id }) => contribution_id),
  );
  const alike = useAlike(network, may ? synthesis : null, said.length, placed.size);
  // What is drawn before all of it is here would be pushed down by the rest.
  const coming = (row?.workshop_ids ?? []).some((workshop) => isComing(network, workshop)) || (may && alike.pairs === null && alike.fault === null);
  if (row === null || coming) {
    const waiting = coming || connection.state.value !== "online";
    return (
      <div class="empty" aria-busy={waiting}>
        <h1 tabIndex={-1}>{row?.title ?? t(waiting ? "loading" : "synthesis.missing")}</h1>
        {!waiting && <p>{t("nowhere.gone")}</p>}
        <p>
          <a href={paths.syntheses(card.network_id)}>{t("nav.syntheses")}</a>
        </p>
      </div>
    );
  }
  const clusters = store
    .all("synthesis_clusters")
    .filter(({ synthesis_id, merged_into }) => synthesis_id === synthesis && merged_into === null)
    .sort((a, b) => (a.made_at < b.made_at ? -1 : 1));
  const waits = said.filter(({ contribution_id, withdrawn }) => !placed.has(contribution_id) && !withdrawn);
  const { hash } = address.value;
  const sought = hash.startsWith("#cluster-") && store.row("synthesis_clusters", hash.slice("#cluster-".length)) === null;
  return (
    <div class="page meeting" data-drawing={sought || undefined}>
      <h1 tabIndex={-1}>{row.title}</h1>
      <p>
        <Follow network={card.network_id} item={synthesis} title={row.title} waiting={store.waiting("synthesis_list", synthesis)} />
      </p>
      <p class="lead-in">
        {plural("synthesis.contributions", said.length)} · <a href="#clusters">{plural("synthesis.clusters", clusters.length)}</a> ·{" "}
        <a href="#waiting">{plural("synthesis.waiting", waits.length)}</a>
      </p>
      <Take path={`/networks/${card.network_id}/syntheses/${synthesis}/synthesis.pdf?language=${language.value}`} label={t("taking.synthesis")} hint={t("taking.synthesis_hint")} />
      {may && <Change label={t("synthesis.edit")}>{(close) => <EditSynthesis network={network} row={row} onClose={close} />}</Change>}
      {openConflicts(store)
        .filter(({ item_id }) => item_id === synthesis)
        .map((wish) => (
          <Met key={wish.conflict_id} conflict={wish} network={network} store={store} may={may} />
        ))}
      {may && <Suggestions network={network} synthesis={synthesis} said={said} alike={alike} />}
      <Waiting network={network} synthesis={row} waits={waits} may={may} />
      <section aria-labelledby="clusters">
        <h2 id="clusters">{t("synthesis.clusters_title")}</h2>
        {clusters.length === 0 && <p class="quiet">{t("synthesis.no_cluster")}</p>}
        {clusters.map((cluster) => (
          <Cluster
            key={cluster.cluster_id}
            network={network}
            cluster={cluster}
            others={clusters}
            may={may}
            mayScore={takesPart(rights) && !card.archived}
          />
        ))}
      </section>
      <CommentsPart network={network} about="synthesis" item={synthesis} plan={null} title={row.title} at={null} />
      <FilesPart network={network} kind="synthesis" item={synthesis} />
    </div>
  );
}

function EditSynthesis({ network, row, onClose }: { readonly network: LiveNetwork; readonly row: SynthesisList; readonly onClose: () => void }) {
  const [was] = useState(row);
  const [title, setTitle] = useState(was.title);
  const [chosen, setChosen] = useState(was.workshop_ids);
  const workshops = [...network.store.all("workshop_list")].sort((a, b) => (a.opened_at < b.opened_at ? -1 : 1));
  const asked = (): Command | null | string => {
    const fault = excess(title, LINE) ?? (title.trim() === "" || chosen.length === 0 ? t("synthesis.open_incomplete") : null);
    const add = chosen.filter((one) => !was.workshop_ids.includes(one));
    const remove = was.workshop_ids.filter((one) => !chosen.includes(one));
    const wishes = {
      ...(title.trim() === was.title ? {} : { title: { was: was.title, to: title.trim() } }),
      ...(add.length + remove.length === 0 ? {} : { workshops: { add, remove } }),
    };
    return fault ?? (Object.keys(wishes).length === 0 ? null : { tag: "synthesis.edit", ...wishes });
  };
  return (
    <Asking network={network} stream={was.synthesis_id} subject={was.title} onClose={onClose} asked={asked}>
      <Field label={t("synthesis.title")} value={title} onValue={setTitle} />
      <Choosing legend={t("synthesis.of_workshops")} choices={workshops.map(({ workshop_id, title: label }) => ({ value: workshop_id, label }))} chosen={chosen} onChoose={setChosen} />
    </Asking>
  );
}

function sourceOf({ workshop_id: workshop, contribution_id: contribution }: WorkshopBoard): Source {
  return { workshop, contribution };
}

interface WaitingProps {
  readonly network: LiveNetwork;
  readonly synthesis: SynthesisList;
  readonly waits: readonly WorkshopBoard[];
  readonly may: boolean;
}

/** What is in no cluster yet: several are chosen and gathered under a title, or put into a cluster that is there. */
function Waiting({ network, synthesis, waits, may }: WaitingProps) {
  const { store } = network;
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [chosen, setChosen] = useState<readonly Uuid[]>([]);
  const [into, setInto] = useState("");
  const [title, setTitle] = useState("");
  const open = store
    .all("synthesis_clusters")
    .filter((one) => one.synthesis_id === synthesis.synthesis_id && one.merged_into === null && one.aside_at === null && store.row("synthesis_promotions", one.cluster_id) === null);
  const gather = async (): Promise<void> => {
    const sources = waits
      .filter(({ contribution_id }) => chosen.includes(contribution_id))
      .map(sourceOf);
    const fault = excess(title, LINE) ?? (sources.length === 0 || (into === "" && title.trim() === "") ? t("synthesis.gather_incomplete") : null);
    say(fault);
    if (fault !== null) {
      return;
    }
    const done =
      into === ""
        ? await attempt(synthesis.synthesis_id, { tag: "synthesis.gather", cluster: newId(), title: title.trim(), sources })
        : await attempt(synthesis.synthesis_id, { tag: "synthesis.add_sources", cluster: into, sources });
    if (done) {
      setChosen((now) => now.filter((one) => !chosen.includes(one)));
      setTitle(emptied(title));
    }
  };
  return (
    <section aria-labelledby="waiting">
      <h2 id="waiting">{t("synthesis.waiting_title")}</h2>
      {waits.length === 0 && <p class="quiet">{t("synthesis.nothing_waits")}</p>}
      <ul class="meeting-lines">
        {waits.map((one) => (
          <li key={one.contribution_id}>
            {may ? (
              <label class="choice">
                <input
                  type="checkbox"
                  checked={chosen.includes(one.contribution_id)}
                  onChange={(event) =>
                    setChosen(event.currentTarget.checked ? [...chosen, one.contribution_id] : chosen.filter((key) => key !== one.contribution_id))
                  }
                />{" "}
                {one.action}
              </label>
            ) : (
              <span>{one.action}</span>
            )}
            <Said network={network} contribution={one} />
          </li>
        ))}
      </ul>
      {may && waits.length > 0 && (
        <Form title={t("synthesis.gather")} does={t("synthesis.gather_now")} wrong={wrong} busy={busy} onSubmit={() => void gather()}>
          <Choice
            label={t("synthesis.into")}
            value={into}
            onValue={setInto}
            none={t("synthesis.new_cluster")}
            options={open.map(({ cluster_id, title: one }) => [cluster_id, one])}
          />
          {into === "" && <Field label={t("synthesis.cluster_title")} value={title} onValue={setTitle} />}
        </Form>
      )}
    </section>
  );
}

interface Likeness {
  /** Null until it is known. */
  readonly pairs: readonly Alike[] | null;
  readonly fault: string | null;
}

/** What may say the same in a synthesis, if one is named; asked again when more is said, or placed. */
function useAlike(network: LiveNetwork, synthesis: Uuid | null, said: number, placed: number): Likeness {
  const [likeness, setLikeness] = useState<Likeness>({ pairs: null, fault: null });
  useEffect(() => {
    if (synthesis === null) {
      return undefined;
    }
    let here = true;
    ask<readonly Alike[]>("GET", `/networks/${network.card.network_id}/syntheses/${synthesis}/alike`)
      .then((pairs) => here && setLikeness({ pairs, fault: null }))
      .catch((problem: unknown) => here && setLikeness(({ pairs }) => ({ pairs, fault: explain(problem) })));
    return () => {
      here = false;
    };
  }, [network, synthesis, said, placed]);
  return likeness;
}

interface SuggestionsProps {
  readonly network: LiveNetwork;
  readonly synthesis: Uuid;
  readonly said: readonly WorkshopBoard[];
  readonly alike: Likeness;
}

/** What may say the same, with the words that two texts share; people decide. */
function Suggestions({ network, synthesis, said, alike: { pairs, fault } }: SuggestionsProps) {
  const { wrong, busy, attempt } = useAttempt(network);
  const known = new Map(said.map((one) => [one.contribution_id, one]));
  const shown = (pairs ?? []).flatMap((pair) => {
    const [first, second] = [known.get(pair.first_id), known.get(pair.second_id)];
    return first === undefined || second === undefined ? [] : [{ pair, first, second }];
  });
  const join = ({ pair, first, second }: (typeof shown)[number]): void => {
    const [one, other] = [sourceOf(first), sourceOf(second)];
    const into = pair.first_cluster_id ?? pair.second_cluster_id;
    if (pair.first_cluster_id !== null && pair.second_cluster_id !== null) {
      void attempt(synthesis, { tag: "synthesis.merge", cluster: pair.second_cluster_id, into: pair.first_cluster_id });
    } else if (into !== null) {
      void attempt(synthesis, { tag: "synthesis.add_sources", cluster: into, sources: [pair.first_cluster_id === null ? one : other] });
    } else {
      void attempt(synthesis, { tag: "synthesis.gather", cluster: newId(), title: first.action.slice(0, 120), sources: [one, other] });
    }
  };
  return (
    <section aria-labelledby="alike">
      <h2 id="alike">{t("synthesis.alike")}</h2>
      <Wrong wrong={wrong ?? fault} />
      {shown.length === 0 && <p class="quiet">{t("synthesis.nothing_alike")}</p>}
      <ul class="meeting-lines">
        {shown.slice(0, 8).map((one) => (
          <li key={`${one.pair.first_id} ${one.pair.second_id}`}>
            <span>
              <q>{one.first.action}</q> · <q>{one.second.action}</q>
              <br />
              <span class="quiet">{t("synthesis.shared_words", { words: one.pair.words.join(", ") })}</span>
            </span>
            <button
              type="button"
              class="button button-small"
              aria-disabled={busy}
              aria-label={t("synthesis.join_of", { first: one.first.action, second: one.second.action })}
              onClick={() => join(one)}
            >
              {t("synthesis.join")}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
