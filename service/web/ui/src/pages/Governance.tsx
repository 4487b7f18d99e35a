/** How the network is steered: its period, who animates it, what it pursues with a workshop each, and its technical committee. */

import { useState } from "preact/hooks";
import { governanceId } from "../authority.ts";
import { byName, day } from "../format.ts";
import { newId } from "../ids.ts";
import { t } from "../i18n.ts";
import { excess, LINE } from "../length.ts";
import type { LiveNetwork } from "../live/network.ts";
import { facilitates, useAttempt } from "../meeting/asking.ts";
import { Choice, Field, Form, Wrong } from "../meeting/Fields.tsx";
import { between } from "../order.ts";
import { AsOf } from "../parts/AsOf.tsx";
import { nameOf } from "../parts/People.tsx";
import { paths } from "../router.ts";
import { emptied } from "../typed.ts";
import type { Day, NetworkGovernance, Objective, Uuid } from "../types.ts";

interface Props {
  readonly network: LiveNetwork;
  readonly stands: NetworkGovernance;
  readonly may: boolean;
}

export function Governance({ network }: { readonly network: LiveNetwork }) {
  return (
    <AsOf<NetworkGovernance> network={network} path="/governance" rows={(row) => [{ table: "network_governance", row }]} told="past.banner_governance" now={paths.governance(network.card.network_id)}>
      {(shown, at) => <Whole key={at ?? ""} network={shown} past={at !== null} />}
    </AsOf>
  );
}

function Whole({ network, past }: { readonly network: LiveNetwork; readonly past: boolean }) {
  const { store, card } = network;
  const here = governanceId(card.network_id);
  const stands = store.row("network_governance", here) ?? { governance_id: here, network_id: card.network_id, begins_on: null, ends_on: null, objectives: [], committee: [] };
  const may = facilitates(store.row("rights", network.me)) && !card.archived;
  const props = { network, stands, may };
  return (
    <div class="page meetings">
      <h1 tabIndex={-1}>{t("governance.title")}</h1>
      <Period {...props} />
      {!past && <Animators network={network} />}
      <Objectives {...props} />
      <Committee {...props} />
    </div>
  );
}

export function periodInWords(begins: Day | null, ends: Day | null): string | null {
  if (begins === null) {
    return ends === null ? null : t("governance.until", { ends: day(ends) });
  }
  return ends === null ? t("governance.from", { begins: day(begins) }) : t("governance.from_to", { begins: day(begins), ends: day(ends) });
}

function Period({ network, stands, may }: Props) {
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [begins, setBegins] = useState(stands.begins_on ?? "");
  const [ends, setEnds] = useState(stands.ends_on ?? "");
  const told = periodInWords(stands.begins_on, stands.ends_on);
  const save = (): void => {
    const fault = begins !== "" && ends !== "" && ends < begins ? t("governance.wrong_order") : null;
    say(fault);
    if (fault === null) {
      void attempt(governanceId(network.card.network_id), {
        tag: "governance.set_period",
        begins_on: { was: stands.begins_on, to: begins || null },
        ends_on: { was: stands.ends_on, to: ends || null },
      });
    }
  };
  return (
    <section aria-labelledby="period">
      <h2 id="period">{t("governance.period")}</h2>
      <p role="status">{told ?? t("value.none")}</p>
      {may && (
        <Form title={t("governance.period_edit")} does={t("governance.save")} wrong={wrong} busy={busy} onSubmit={save}>
          <Field label={t("governance.begins_on")} type="date" value={begins} onValue={setBegins} />
          <Field label={t("governance.ends_on")} type="date" value={ends} onValue={setEnds} />
        </Form>
      )}
    </section>
  );
}

/** Whoever facilitates, each for the authority that their role names. */
function Animators({ network }: { readonly network: LiveNetwork }) {
  const { store } = network;
  const held = store.all("rights").flatMap(({ person_id, roles, suspended }) => (suspended ? [] : roles.filter(({ role }) => role === "facilitator").map((one) => ({ person_id, of: one.authority_id }))));
  return (
    <section aria-labelledby="animators">
      <h2 id="animators">{t("governance.animators")}</h2>
      <ul class="meeting-lines">
        {held.map(({ person_id, of }) => (
          <Who key={`${person_id}${of}`} network={network} person={person_id} authority={of} />
        ))}
      </ul>
    </section>
  );
}

function Who({ network, person, authority }: { readonly network: LiveNetwork; readonly person: Uuid; readonly authority: Uuid | null }) {
  const of = authority === null ? null : network.store.row("member_list", authority)?.name;
  return (
    <li>
      <span>
        {nameOf(network.store, person)} {of != null && <span class="quiet">{of}</span>}
      </span>
    </li>
  );
}

function Objectives({ network, stands, may }: Props) {
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [title, setTitle] = useState("");
  const { objectives } = stands;
  const add = async (): Promise<void> => {
    const fault = excess(title, LINE) ?? (title.trim() === "" ? t("wrong.empty") : null);
    say(fault);
    const order_key = between(objectives.at(-1)?.order_key ?? null, null);
    const wish = { tag: "governance.add_objective", objective: newId(), title: title.trim(), order_key } as const;
    if (fault === null && (await attempt(governanceId(network.card.network_id), wish))) {
      setTitle(emptied(title));
    }
  };
  return (
    <section aria-labelledby="objectives">
      <h2 id="objectives">{t("governance.objectives")}</h2>
      {objectives.length === 0 && <p class="quiet">{t("governance.objectives_none")}</p>}
      <ol class="meeting-lines">
        {objectives.map((one, index) => (
          <Line key={one.objective_id} network={network} one={one} before={objectives.slice(0, index)} may={may} />
        ))}
      </ol>
      {may && (
        <Form title={t("governance.add_objective")} does={t("governance.save")} wrong={wrong} busy={busy} onSubmit={() => void add()}>
          <Field label={t("governance.objective_title")} value={title} onValue={setTitle} />
        </Form>
      )}
    </section>
  );
}

interface LineProps {
  readonly network: LiveNetwork;
  readonly one: Objective;
  readonly before: readonly Objective[];
  readonly may: boolean;
}

function Line({ network, one, before, may }: LineProps) {
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [title, setTitle] = useState(one.title);
  const here = governanceId(network.card.network_id);
  const workshops = network.store.all("workshop_list");
  const room = workshops.find(({ workshop_id }) => workshop_id === one.workshop_id);
  const edit = (changes: object): void => void attempt(here, { tag: "governance.edit_objective", objective: one.objective_id, ...changes });
  const rename = (): void => {
    const fault = excess(title, LINE) ?? (title.trim() === "" ? t("wrong.empty") : null);
    say(fault);
    if (fault === null) {
      edit({ title: { was: one.title, to: title.trim() } });
    }
  };
  return (
    <li>
      <span>
        {one.title} {room !== undefined && <a href={paths.workshop(network.card.network_id, room.workshop_id)}>{room.title}</a>}
      </span>
      {may && (
        <>
          {before.length > 0 && (
            <button
              type="button"
              class="button button-small"
              aria-disabled={busy}
              onClick={() => edit({ order_key: { was: one.order_key, to: between(before.at(-2)?.order_key ?? null, before.at(-1)?.order_key ?? null) } })}
            >
              {t("governance.move_up")}
              <span class="hidden"> {one.title}</span>
            </button>
          )}
          <button type="button" class="button button-small" aria-disabled={busy} onClick={() => void attempt(here, { tag: "governance.withdraw_objective", objective: one.objective_id })}>
            {t("governance.withdraw_objective")}
            <span class="hidden"> {one.title}</span>
          </button>
          <Form title={t("governance.edit_objective")} of={one.title} does={t("governance.save")} wrong={null} busy={busy} onSubmit={rename}>
            <Field label={t("governance.objective_title")} value={title} onValue={setTitle} />
            <Choice
              label={t("governance.workshop")}
              value={one.workshop_id ?? ""}
              none={t("governance.no_workshop")}
              onValue={(to) => edit({ workshop: { was: one.workshop_id, to: to === "" ? null : to } })}
              options={workshops.map(({ workshop_id, title: name }) => [workshop_id, name])}
            />
          </Form>
        </>
      )}
      <Wrong wrong={wrong} />
    </li>
  );
}

function Committee({ network, stands, may }: Props) {
  const { store } = network;
  const { wrong, busy, attempt, say } = useAttempt(network);
  const [person, setPerson] = useState("");
  const [authority, setAuthority] = useState("");
  const here = governanceId(network.card.network_id);
  const members = store.all("member_list").filter(({ left_at }) => left_at === null);
  const join = async (): Promise<void> => {
    const fault = person === "" ? t("referent.choose") : null;
    say(fault);
    if (fault === null && (await attempt(here, { tag: "governance.join_committee", person, authority: authority || null }))) {
      setPerson(emptied(person));
    }
  };
  return (
    <section aria-labelledby="committee">
      <h2 id="committee">{t("governance.committee")}</h2>
      {stands.committee.length === 0 && <p class="quiet">{t("governance.committee_none")}</p>}
      <ul class="meeting-lines">
        {stands.committee.map(({ person_id, authority_id }) => (
          <li key={person_id}>
            <span>
              {nameOf(store, person_id)} <span class="quiet">{authority_id === null ? "" : (store.row("member_list", authority_id)?.name ?? "")}</span>
            </span>
            {may && (
              <button type="button" class="button button-small" aria-disabled={busy} onClick={() => void attempt(here, { tag: "governance.leave_committee", person: person_id })}>
                {t("governance.committee_leave")}
                <span class="hidden"> {nameOf(store, person_id)}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
      {may && (
        <Form title={t("governance.committee_add")} does={t("governance.save")} wrong={wrong} busy={busy} onSubmit={() => void join()}>
          <Choice label={t("governance.person")} value={person} onValue={setPerson} none={t("referent.choose")} options={[...store.people()].sort((a, b) => byName(a.name, b.name)).map((one) => [one.person_id, one.name])} />
          <Choice label={t("governance.committee_for")} value={authority} onValue={setAuthority} none={t("governance.themselves")} options={[...members].sort((a, b) => byName(a.name, b.name)).map((one) => [one.authority_id, one.name])} />
        </Form>
      )}
    </section>
  );
}
