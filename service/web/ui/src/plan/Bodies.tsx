/** The bodies of a plan or of the whole network: what each is for, who belongs to it, and what it saw. */

import { useState } from "preact/hooks";
import { explain } from "../api.ts";
import { byName, day, list, today } from "../format.ts";
import { newId } from "../ids.ts";
import { lookup, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { notify } from "../notices.ts";
import { Confirm } from "../parts/Confirm.tsx";
import { Follow } from "../parts/Follow.tsx";
import { nameOf } from "../parts/People.tsx";
import { query } from "../router.ts";
import type { BodyFacet, BodyFollowUps, BodyKind, BodyList, Uuid } from "../types.ts";
import { changed, choices, chosenIn, type Field, orNull, type Typed, type Wanted } from "./AskDialog.tsx";
import { Do } from "./Do.tsx";
import { HistoryButton } from "./HistoryButton.tsx";

const FACETS: readonly BodyFacet[] = ["internal", "external"];

/** Those who have a part in the network, to choose from. */
export function belonging({ store }: LiveNetwork): readonly (readonly [Uuid, string])[] {
  return store
    .all("rights")
    .filter(({ roles, suspended }) => roles.length > 0 && !suspended)
    .map(({ person_id }) => [person_id, nameOf(store, person_id)] as const)
    .sort(([, a], [, b]) => byName(a, b));
}

/** May this person write down what the body saw and what it proposes? */
export function speaksFor({ store, me }: LiveNetwork, body: BodyList): boolean {
  const held = store.row("rights", me)?.roles ?? [];
  return body.people.includes(me) || held.some(({ role, authority_id }) => role === "facilitator" || (authority_id !== null && body.authorities.includes(authority_id)));
}

function members(name: "people" | "authorities", was: readonly Uuid[], typed: Typed) {
  const to = chosenIn(typed, name);
  const add = to.filter((one) => !was.includes(one)).sort();
  const remove = was.filter((one) => !to.includes(one)).sort();
  return add.length + remove.length === 0 ? {} : { [name]: { add, remove } };
}

function who(network: LiveNetwork, people: readonly Uuid[], authorities: readonly Uuid[]): readonly Field[] {
  const bodies = network.store
    .all("member_list")
    .filter(({ left_at }) => left_at === null)
    .map(({ authority_id, name }) => [authority_id, name] as const)
    .sort(([, a], [, b]) => byName(a, b));
  return [
    { name: "people", label: t("body.people"), kind: "many", options: belonging(network), first: people.join("\n"), optional: true },
    { name: "authorities", label: t("body.authorities"), kind: "many", options: bodies, first: authorities.join("\n"), optional: true },
  ];
}

interface Establishing {
  readonly title: string;
  readonly kinds: readonly BodyKind[];
  readonly plan: Uuid | null;
  readonly theme?: string;
  readonly authorities?: readonly Uuid[];
}

export function establishing(network: LiveNetwork, { title, kinds, plan, theme = "", authorities = [] }: Establishing): Wanted {
  const [first = "working_group"] = kinds;
  return {
    title,
    fields: [
      { name: "kind", label: t("body.kind"), kind: "choice", options: choices("body_kind", kinds), first },
      { name: "facet", label: t("body.facet"), kind: "choice", options: choices("body_facet", FACETS), first: "external", when: ({ kind }) => kind === "monitoring_club" },
      { name: "theme", label: t("group.theme"), first: theme, when: ({ kind }) => kind === "working_group" },
      { name: "name", label: t("body.name"), first: first === "monitoring_club" ? t("body.club") : "" },
      { name: "mandate", label: t("body.mandate"), kind: "text", optional: true },
      ...who(network, [network.me], authorities),
    ],
    asked: (typed) => {
      const kind = typed["kind"] as BodyKind;
      const of = { facet: kind === "monitoring_club" ? (typed["facet"] as BodyFacet) : null, theme: kind === "working_group" ? orNull(typed["theme"]) : null };
      const belong = { people: [...chosenIn(typed, "people")].sort(), authorities: [...chosenIn(typed, "authorities")].sort() };
      return { stream: newId(), command: { tag: "body.establish", name: typed["name"] ?? "", kind, plan, mandate: orNull(typed["mandate"]), ...of, ...belong } };
    },
  };
}

function editing(network: LiveNetwork, row: BodyList): Wanted {
  const grouped = row.kind === "working_group";
  return {
    title: t("body.edit"),
    fields: [
      { name: "name", label: t("body.name"), first: row.name },
      ...(grouped ? [{ name: "theme", label: t("group.theme"), first: row.theme ?? "" }] : []),
      { name: "mandate", label: t("body.mandate"), kind: "text", first: row.mandate ?? "", optional: true },
      ...who(network, row.people, row.authorities),
    ],
    asked: (typed) => ({
      stream: row.body_id,
      command: {
        tag: "body.edit",
        ...changed("name", row.name, typed["name"] ?? ""),
        ...(grouped ? changed("theme", row.theme, orNull(typed["theme"])) : {}),
        ...changed("mandate", row.mandate, orNull(typed["mandate"])),
        ...members("people", row.people, typed),
        ...members("authorities", row.authorities, typed),
      },
    }),
  };
}

interface Props {
  readonly network: LiveNetwork;
  readonly row: BodyList;
  readonly followUps: readonly BodyFollowUps[];
  /** Does this person take part here, and do they edit? */
  readonly writes: boolean;
  readonly edits: boolean;
  readonly onAsk: (wanted: Wanted) => void;
}

export function Body({ network, row, followUps, writes, edits, onAsk }: Props) {
  const { store, me } = network;
  const [dissolving, setDissolving] = useState(false);
  const belongs = row.people.includes(me);
  const all = [...row.people.map((person) => nameOf(store, person)), ...row.authorities.map((one) => store.row("member_list", one)?.name ?? "")];
  const kind = [lookup(`body_kind.${row.kind}`), row.facet === null ? null : lookup(`body_facet.${row.facet}`), row.theme].filter((one) => one !== null);
  const follow: Wanted = {
    title: t("body.follow_up"),
    fields: [
      { name: "on", label: t("process.on"), kind: "date", first: today() },
      { name: "text", label: t("body.saw"), kind: "text" },
    ],
    asked: ({ on = "", text = "" }) => ({ stream: row.body_id, command: { tag: "body.follow_up", follow_up: newId(), on, text } }),
  };
  const join = (): void => {
    network
      .askNow(row.body_id, { tag: belongs ? "body.leave" : "body.join" })
      .then(() => notify("done", t("directory.done")))
      .catch((problem: unknown) => notify("problem", explain(problem)));
  };
  return (
    <li>
      <div>
        <p>
          <strong>{row.name}</strong> <span class="chip">{kind.join(" · ")}</span>
        </p>
        {row.mandate !== null && <p class="lines">{row.mandate}</p>}
        <p class="quiet">{all.length === 0 ? t("body.nobody") : list(all)}</p>
        {followUps
          .filter(({ body_id }) => body_id === row.body_id)
          .map((one) => (
            <p key={one.follow_up_id} class="lines">
              {t("field.value", { field: day(one.seen_on), value: one.text })}
            </p>
          ))}
      </div>
      <div class="way-do">
        {writes && <Do small label={t(belongs ? "body.leave" : "body.join")} about={row.name} onClick={join} />}
        {writes && speaksFor(network, row) && <Do small label={t("body.follow_up")} about={row.name} onClick={() => onAsk(follow)} />}
        {edits && <Do small label={t("do.edit")} about={row.name} onClick={() => onAsk(editing(network, row))} />}
        {edits && <Do small label={t("body.dissolve")} about={row.name} onClick={() => setDissolving(true)} />}
        {query.value.get("at") === null && <Follow network={network.card.network_id} item={row.body_id} title={row.name} listed />}
        <HistoryButton network={network} kind="body" item={row.body_id} name={row.name} small />
      </div>
      {dissolving && (
        <Confirm
          title={t("body.dissolve_of", { name: row.name })}
          does={t("body.dissolve")}
          onConfirm={() => network.askNow(row.body_id, { tag: "body.dissolve" })}
          onClose={() => setDissolving(false)}
        >
          <p>{t("body.dissolve_about")}</p>
        </Confirm>
      )}
    </li>
  );
}
