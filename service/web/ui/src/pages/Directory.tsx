/** The directory: the members of the network, found by kind, engagement, trait, skill or need. */

import { useEffect, useId } from "preact/hooks";
import { GUESTS, KINDS } from "../authority.ts";
import { byName, count, list, plain } from "../format.ts";
import { lookup, plural, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { nameOf } from "../parts/People.tsx";
import { atSameMoment, paths, query, setQuery } from "../router.ts";
import type { Directory as Entry, Engagement, MemberList, ReferentList, SkillList } from "../types.ts";
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

const FILTERS = ["text", "kind", "engagement", "trait", "skill", "need"] as const;
type Filter = (typeof FILTERS)[number];

export function Directory({ network }: { readonly network: LiveNetwork }) {
  useDirectory(network);
  return (
    <AsOf network={network} now={paths.directory(network.card.network_id)}>
      {(shown) => <Members network={shown} />}
    </AsOf>
  );
}

function Members({ network }: { readonly network: LiveNetwork }) {
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
      has(one.entry?.traits ?? [], asked.trait) &&
      has(one.entry?.needs ?? [], asked.need) &&
      has(one.skills.map(({ name }) => name), asked.skill) &&
      words(one).includes(plain(asked.text)),
  );
  const choices: { readonly [F in Filter]?: readonly (readonly [string, string])[] } = {
    kind: KINDS.filter((kind) => everyone.some(({ member }) => member.kind === kind)).map((kind) => [kind, lookup(`authority.${kind}`) ?? kind]),
    engagement: ENGAGEMENTS.map((one) => [one, lookup(`engagement.${one}`) ?? one]),
    trait: distinct(everyone.flatMap(({ entry }) => entry?.traits ?? [])),
    skill: distinct(everyone.flatMap(({ skills }) => skills.map(({ name }) => name))),
    need: distinct(everyone.flatMap(({ entry }) => entry?.needs ?? [])),
  };
  return (
    <div class="page directory">
      <h1 tabIndex={-1}>{t("nav.directory")}</h1>
      <p class="lead-in">{t("directory.about")}</p>
      <Filters asked={asked} choices={choices} />
      <p role="status" class="quiet">
        {plural("members.count", found.length)}
      </p>
      <ul class="rows">
        {found.map((one) => (
          <Line key={one.member.authority_id} network={network} one={one} />
        ))}
      </ul>
    </div>
  );
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

function Line({ network, one }: { readonly network: LiveNetwork; readonly one: Listed }) {
  const { member, entry, referents, skills } = one;
  const people = inhabitants(one);
  const body = entry?.body_id === null || entry === null ? null : (network.store.row("member_list", entry.body_id)?.name ?? null);
  const facts = [
    lookup(`authority.${member.kind}`),
    people === null ? null : t("directory.inhabitants", { count: count(people) }),
    body,
    entry?.initiative == null ? null : lookup(`initiative.${entry.initiative}`),
    entry?.initiative_stage == null ? null : lookup(`initiative_stage.${entry.initiative_stage}`),
  ].filter((fact) => fact !== null);
  return (
    <li>
      <div>
        <h2>
          <a href={atSameMoment(paths.authority(network.card.network_id, member.authority_id))}>{member.name}</a> {GUESTS.has(member.kind) ? <span class="chip">{t("directory.guest")}</span> : <span class="chip">{lookup(`engagement.${engagementOf(one)}`)}</span>}
        </h2>
        <p class="quiet">{facts.join(" · ")}</p>
        {(entry?.traits.length ?? 0) > 0 && <p>{t("field.value", { field: t("field.traits"), value: list(entry?.traits ?? []) })}</p>}
        {skills.length > 0 && <p>{t("field.value", { field: t("directory.skills"), value: list(skills.map(({ name }) => name)) })}</p>}
        {(entry?.needs.length ?? 0) > 0 && <p>{t("field.value", { field: t("field.needs"), value: list(entry?.needs ?? []) })}</p>}
        {referents.length > 0 && <p>{t("field.value", { field: t("directory.referents"), value: list(referents.map(({ person_id }) => nameOf(network.store, person_id))) })}</p>}
      </div>
    </li>
  );
}
