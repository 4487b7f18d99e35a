/** The directory: the members of the network, found by kind, engagement, what they did and know how to do, in a list and on a map. */

import { type Signal, useComputed, useSignal } from "@preact/signals";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { ask } from "../api.ts";
import { GUESTS, KINDS } from "../authority.ts";
import { byName, count, list, plain } from "../format.ts";
import { lookup, plural, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { nameOf } from "../parts/People.tsx";
import { mayInvite } from "../plan/here.ts";
import { atSameMoment, paths, query, setQuery } from "../router.ts";
import type { Directory as Entry, Engagement, MemberList, Outline, ReferentList, SkillList, Uuid } from "../types.ts";
import { type Coloured, useColours } from "./directoryFigures.ts";
import { DirectoryMap, placeOf } from "./DirectoryMap.tsx";
import { AsOf } from "./PastDirectory.tsx";

export const ENGAGEMENTS: readonly Engagement[] = ["prospect", "engaged", "recognised"];

/** What the directory shows of one member. */
export interface Listed {
  readonly member: MemberList;
  readonly entry: Entry | null;
  readonly referents: readonly ReferentList[];
  readonly skills: readonly SkillList[];
}

export function useDirectory(network: LiveNetwork): void {
  const { connection, card } = network;
  useEffect(() => connection.follow(`directory:${card.network_id}`), [connection, card.network_id]);
}

export function listed(network: LiveNetwork, member: MemberList): Listed {
  const { store } = network;
  const of = member.authority_id;
  return {
    member,
    entry: store.row("directory", of),
    referents: store.all("referent_list").filter((one) => one.authority_id === of && one.retired_at === null),
    skills: store.all("skill_list").filter((one) => one.authority_id === of && !one.withdrawn),
  };
}

export function inhabitants({ member, entry }: Listed): number | null {
  return entry?.population ?? member.population;
}

export function engagementOf({ entry }: Listed): Engagement {
  return entry?.engagement ?? "prospect";
}

const FILTERS = ["text", "kind", "engagement", "initiative", "role", "trait", "skill", "need"] as const;
type Filter = (typeof FILTERS)[number];

export function Directory({ network }: { readonly network: LiveNetwork }) {
  useDirectory(network);
  return (
    <AsOf network={network} now={paths.directory(network.card.network_id)}>
      {(shown) => <Members network={shown} live={network} />}
    </AsOf>
  );
}

/** The outlines of members, where a facilitator brought any: geography, the same whenever the rest is of. */
function useOutlines({ card }: LiveNetwork): readonly Outline[] {
  const [outlines, setOutlines] = useState<readonly Outline[]>([]);
  useEffect(() => {
    ask<readonly Outline[]>("GET", `/networks/${card.network_id}/directory/outlines`)
      .then(setOutlines)
      .catch(() => undefined); // the map does without
  }, [card.network_id]);
  return outlines;
}

function Members({ network, live }: { readonly network: LiveNetwork; readonly live: LiveNetwork }) {
  const outlines = useOutlines(live);
  const pointed = useSignal<Uuid | null>(null);
  const chosen = useSignal<Uuid | null>(null);
  const members = network.store.all("member_list").filter(({ left_at }) => left_at === null);
  const everyone = members.map((member) => listed(network, member)).sort((a, b) => byName(a.member.name, b.member.name));
  const asked = Object.fromEntries(FILTERS.map((filter) => [filter, query.value.get(filter) ?? ""])) as Record<Filter, string>;
  const words = (one: Listed): string =>
    plain([one.member.name, ...(one.entry?.traits ?? []), ...(one.entry?.needs ?? []), ...one.skills.map(({ name }) => name), ...one.referents.map(({ person_id }) => nameOf(network.store, person_id))].join(" "));
  const has = (values: readonly string[], wanted: string): boolean => wanted === "" || values.some((value) => plain(value) === plain(wanted));
  const found = everyone.filter(
    (one) =>
      (asked.kind === "" || one.member.kind === asked.kind) &&
      (asked.engagement === "" || engagementOf(one) === asked.engagement) &&
      (asked.initiative === "" || one.entry?.initiative === asked.initiative) &&
      (asked.role === "" || rolesOf(one).includes(asked.role)) &&
      has(one.entry?.traits ?? [], asked.trait) &&
      has(one.entry?.needs ?? [], asked.need) &&
      has(one.skills.map(({ name }) => name), asked.skill) &&
      words(one).includes(plain(asked.text)),
  );
  const choices: { readonly [F in Filter]?: readonly (readonly [string, string])[] } = {
    kind: KINDS.filter((kind) => everyone.some(({ member }) => member.kind === kind)).map((kind) => [kind, lookup(`authority.${kind}`) ?? kind]),
    engagement: ENGAGEMENTS.map((one) => [one, lookup(`engagement.${one}`) ?? one]),
    initiative: [...new Set(everyone.flatMap(({ entry }) => entry?.initiative ?? []))].map((one) => [one, lookup(`initiative.${one}`) ?? one]),
    role: ROLES.filter((role) => everyone.some((one) => rolesOf(one).includes(role))).map((role) => [role, lookup(`directory.role_${role}`) ?? role]),
    trait: distinct(everyone.flatMap(({ entry }) => entry?.traits ?? [])),
    skill: distinct(everyone.flatMap(({ skills }) => skills.map(({ name }) => name))),
    need: distinct(everyone.flatMap(({ entry }) => entry?.needs ?? [])),
  };
  const coloured = useColours(live, everyone);
  return (
    <div class="page directory directory-wide">
      <h1 tabIndex={-1}>{t("nav.directory")}</h1>
      <p class="lead-in">{t("directory.about")}</p>
      <Filters asked={asked} choices={choices} />
      <div class="plan-title">
        <p role="status" class="quiet">
          {plural("members.count", found.length)}
        </p>
        <a class="button button-small" href={atSameMoment(`/api/networks/${live.card.network_id}/directory.csv`)} download>
          {t("directory.take")}
        </a>
        {!query.value.has("at") && found.length > 0 && found.length <= MOST_CARDS && (
          <a class="button button-small" href={`/api/networks/${live.card.network_id}/contacts.vcf${found.length === everyone.length ? "" : `?${found.map(({ member }) => `authority=${member.authority_id}`).join("&")}`}`} download>
            {t("directory.take_cards")}
          </a>
        )}
      </div>
      <div class="directory-sides">
        <DirectoryMap network={live} found={found} everyone={everyone} outlines={outlines} coloured={coloured} onFigure={(figure) => setQuery({ figure: figure === "engagement" ? null : figure })} pointed={pointed} chosen={chosen} />
        <ul class="rows" aria-label={t("directory.list")}>
          {found.map((one) => (
            <Line key={one.member.authority_id} network={network} one={one} coloured={coloured} pointed={pointed} chosen={chosen} />
          ))}
        </ul>
      </div>
      {found.length === 0 && (
        <p>
          {t(members.length > 0 ? "directory.nobody" : mayInvite(live.store.row("rights", live.me)) ? "directory.empty_yours" : "directory.empty")} {members.length === 0 && <a href={paths.members(live.card.network_id)}>{t("nav.members")}</a>}
        </p>
      )}
    </div>
  );
}

const MOST_CARDS = 500; // in one address (service/routes/personal.py)

const ROLES = ["elected", "officer", "ambassador"] as const;

/** As what people speak for a member. */
function rolesOf({ referents }: Listed): readonly string[] {
  return referents.flatMap(({ capacity, ambassador_of }) => [capacity, ...(ambassador_of.length > 0 ? ["ambassador"] : [])]);
}

function distinct(words: readonly string[]): readonly (readonly [string, string])[] {
  return [...new Map(words.map((word) => [plain(word), word])).values()].sort(byName).map((word) => [word, word]);
}

interface FiltersProps {
  readonly asked: Record<Filter, string>;
  readonly choices: { readonly [F in Filter]?: readonly (readonly [string, string])[] };
}

function Filters({ asked, choices }: FiltersProps) {
  const id = useId();
  return (
    <div class="filters" role="search" aria-label={t("directory.filter")}>
      <div class="filter filter-text">
        <label for={`${id}text`}>{t("directory.text")}</label>
        <input id={`${id}text`} type="search" class="control" value={asked.text} onInput={(event) => setQuery({ text: event.currentTarget.value })} />
      </div>
      {FILTERS.filter((filter) => (choices[filter] ?? []).length > 0).map((filter) => (
        <div key={filter} class="filter">
          <label for={`${id}${filter}`}>{t(`directory.by_${filter as Exclude<Filter, "text">}`)}</label>
          <select id={`${id}${filter}`} class="control" value={asked[filter]} onChange={(event) => setQuery({ [filter]: event.currentTarget.value })}>
            <option value="">{t("directory.any")}</option>
            {choices[filter]?.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </div>
      ))}
      {FILTERS.some((filter) => asked[filter] !== "") && (
        <button type="button" class="button" onClick={() => setQuery(Object.fromEntries(FILTERS.map((filter) => [filter, null])))}>
          {t("filter.clear")}
        </button>
      )}
    </div>
  );
}

/** Is there room for the map beside the list? As styles/directory.css has it. */
function besides(): boolean {
  return matchMedia("(min-width: 64rem)").matches;
}

interface LineProps {
  readonly network: LiveNetwork;
  readonly one: Listed;
  readonly coloured: Coloured;
  readonly pointed: Signal<Uuid | null>;
  readonly chosen: Signal<Uuid | null>;
}

function Line({ network, one, coloured, pointed, chosen }: LineProps) {
  const { member, entry, referents, skills } = one;
  const id = member.authority_id;
  const here = useRef<HTMLLIElement>(null);
  const lit = useComputed(() => pointed.value === id).value;
  const isChosen = useComputed(() => chosen.value === id).value;
  // Where the map stands above the list, whoever is chosen there is told below it: the page stays where it is.
  useEffect(() => {
    if (isChosen && besides()) {
      here.current?.scrollIntoView({ block: "nearest" });
    }
  }, [isChosen]);
  const locate = (): void => {
    chosen.value = isChosen ? null : id;
    if (!isChosen && !besides()) {
      document.querySelector(".map")?.scrollIntoView();
    }
  };
  const people = inhabitants(one);
  const body = entry?.body_id === null || entry === null ? null : (network.store.row("member_list", entry.body_id)?.name ?? null);
  const facts = [
    lookup(`authority.${member.kind}`),
    people === null ? null : t("directory.inhabitants", { count: count(people) }),
    body,
    entry?.initiative == null ? null : lookup(`initiative.${entry.initiative}`),
    entry?.initiative_stage == null ? null : lookup(`initiative_stage.${entry.initiative_stage}`),
    coloured.figure === "engagement" ? null : coloured.words(id),
  ].filter((fact) => fact !== null);
  return (
    <li ref={here} class={isChosen ? "line-chosen" : lit ? "line-lit" : ""} onMouseEnter={() => (pointed.value = id)} onMouseLeave={() => (pointed.value = null)} onFocusIn={() => (pointed.value = id)} onFocusOut={() => (pointed.value = null)}>
      <div>
        <h2>
          <a href={atSameMoment(paths.authority(network.card.network_id, id))}>{member.name}</a> {GUESTS.has(member.kind) ? <span class="chip">{t("directory.guest")}</span> : <span class="chip">{lookup(`engagement.${engagementOf(one)}`)}</span>}
        </h2>
        <p class="quiet">{facts.join(" · ")}</p>
        {(entry?.traits.length ?? 0) > 0 && <p>{t("field.value", { field: t("field.traits"), value: list(entry?.traits ?? []) })}</p>}
        {skills.length > 0 && <p>{t("field.value", { field: t("directory.skills"), value: list(skills.map(({ name }) => name)) })}</p>}
        {(entry?.needs.length ?? 0) > 0 && <p>{t("field.value", { field: t("field.needs"), value: list(entry?.needs ?? []) })}</p>}
        {referents.length > 0 && <p>{t("field.value", { field: t("directory.referents"), value: list(referents.map(({ person_id }) => nameOf(network.store, person_id))) })}</p>}
      </div>
      {placeOf(one) !== null && (
        <button type="button" class="button button-small" aria-pressed={isChosen} onClick={locate}>
          {t("map.locate")}
          <span class="hidden"> {member.name}</span>
        </button>
      )}
    </li>
  );
}
