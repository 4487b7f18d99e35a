/** What happened, told in plain words: one sentence an event, which names what it happened to at its end. */

import { useEffect } from "preact/hooks";
import { list } from "../format.ts";
import { lookup, t, type Values } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import type { Store } from "../live/store.ts";
import type { Json, RecentActivity, Uuid } from "../types.ts";
import { chosen } from "./choices.ts";
import { said } from "./fields.ts";
import { called, fieldLabel, short, valueInWords } from "./words.ts";

export interface Sentence {
  readonly who: string;
  /** What they did, up to the name of what they did it to: "a clos la réunion". */
  readonly text: string;
  /** Does the text go on with the name of what they did it to? */
  readonly named: boolean;
  /** The action it is about, when there is one to open. */
  readonly action: string | null;
  /** What it is about, as it is called; nothing where the text says it all, or where nobody here knows. */
  readonly title: string;
  readonly reason: string | null;
}

const LONG = 90;
/** Changes of these say nothing to a reader beside what the sentence says. */
const SILENT: ReadonlySet<string> = new Set(["order_key", "plan", "parent", "axis_id", "tag", "conflict", "version", "phase"]);

/** Who did it: a guest is let in by the service, and it is they who joined. */
export function doerOf(entry: RecentActivity): string {
  const guest = entry.changed["guest"];
  return entry.tag === "workshop.guest_admitted" && typeof guest === "string" ? guest : (authorsOf(entry).at(-1) ?? entry.by);
}

/** Whose words it tells, where they are not who tells it: what people write together is told whenever they pause. */
export function authorsOf(entry: RecentActivity): readonly string[] {
  const authors = entry.changed["authors"];
  return Array.isArray(authors) ? authors.filter((one): one is string => typeof one === "string") : [];
}

export function namesOf(people: readonly string[], store: Store): string {
  return list(people.map((one) => store.nameOf(one)?.name ?? t("person.unknown")));
}

export function sentenceOf(entry: RecentActivity, store: Store): Sentence {
  const about = itemOf(entry, store);
  const action = store.row("plan_board", about.item);
  const authors = authorsOf(entry);
  // The network itself asks for what nobody signed in for.
  const person = authors.length > 0 ? namesOf(authors, store) : entry.by === entry.stream_id || store.row("network_profile", entry.by) !== null ? t("person.service") : (store.nameOf(doerOf(entry))?.name ?? t("person.unknown"));
  const text = told(entry, store, about);
  const named = text.endsWith(TITLE);
  return {
    who: person,
    text: named ? text.slice(0, -TITLE.length) : text,
    named,
    action: action?.action_id ?? null,
    title: !named ? "" : action === null ? titleOf(entry, store, about) : said(action.title),
    reason: entry.reason === null ? null : said(entry.reason),
  };
}

/** Where a sentence names what it is about: nowhere else than at its end. */
const TITLE = "{title}";

/** A title as it stands in a sentence. */
export function quoted(title: string): string {
  return t("told.named", { title });
}

/** What was done, in the words of the history of one item, which needs not be named again. */
export function didIn(tag: string, changed: Readonly<Record<string, unknown>>, store: Store): string {
  const words = placeholders(changed as RecentActivity["changed"], store, "this");
  return (lookup(`did.${tag}`, words) ?? lookup(`told.${tag}`, words) ?? t("told.something")).replace(TITLE, "");
}

/** What something stands on that is added to items of many kinds, such as a comment; else what it happened to. */
interface About {
  readonly item: Uuid;
  readonly kind: string;
}

const PLACED = { comment: "comment_list", attachment: "attachment_list" } as const;

function itemOf({ tag, stream_id, plan_id, changed }: RecentActivity, store: Store): About {
  const root = tag.split(".")[0] ?? "";
  if (root === "note") {
    const note = store.row("note_list", stream_id);
    const on = note === null ? changed["action"] : note.action_id;
    return typeof on === "string" ? { item: on, kind: "action" } : { item: plan_id ?? "", kind: note !== null || tag === "note.written" ? "plan" : "this" };
  }
  if (root === "comment" || root === "attachment") {
    const row = store.row(PLACED[root], stream_id);
    const kind = row === null ? (changed["on"] ?? changed["kind"]) : "about" in row ? row.about : row.kind;
    return { item: row?.item_id ?? textOf(changed["item"]), kind: typeof kind === "string" ? kind : "this" };
  }
  return { item: stream_id, kind: root };
}

function told(entry: RecentActivity, store: Store, about: About): string {
  const fields = Object.entries(entry.changed).filter(([field]) => !SILENT.has(field));
  if (entry.tag === "action.edited") {
    const moved = "order_key" in entry.changed || "axis" in entry.changed;
    const [only] = fields;
    if (only === undefined) {
      return t(moved ? "told.moved" : "told.edited");
    }
    if (fields.length === 1) {
      const [field, value] = only;
      if (value === null || (Array.isArray(value) && value.length === 0)) {
        return t("told.emptied", { field: fieldLabel(field) });
      }
      const words = valueInWords(field, value, store);
      return words.length > LONG || words.includes("\n")
        ? t("told.rewrote", { field: fieldLabel(field) })
        : t("told.set", { field: fieldLabel(field), value: words });
    }
    return t("told.set_many", { fields: list(fields.map(([field]) => fieldLabel(field))) });
  }
  const letter = entry.changed["letter_of"];
  if (typeof letter === "string") {
    return t("meeting.told_by_letter", { name: store.nameOf(letter)?.name ?? t("person.unknown") });
  }
  if (authorsOf(entry).length > 1) {
    return t("told.many.section_written");
  }
  const of = store.row("support_file_list", entry.stream_id) ?? store.row("referent_list", entry.stream_id);
  return lookup(`told.${entry.tag}`, placeholders({ authority: of?.authority_id ?? null, ...entry.changed }, store, about.kind)) ?? t("told.something");
}

/** Who and what stands inside a sentence; its title is left to its end. */
function placeholders(changed: RecentActivity["changed"], store: Store, kind: string): Values {
  const authority = textOf(changed["authority"] ?? changed["authority_id"]);
  const part = PARTS.map((name) => textOf(changed[name])).find((text) => text !== "") ?? "";
  const field = changed["field"];
  return {
    authority: store.row("member_list", authority)?.name ?? t("told.an_authority"),
    field: typeof field === "string" ? fieldLabel(field) : "",
    on: lookup(`told.on.${kind}`) ?? t("told.on.this"),
    part: part === "" ? "" : ` ${quoted(short(part))}`,
    person: store.nameOf(textOf(changed["person"] ?? changed["person_id"]))?.name ?? t("told.a_person"),
    role: chosen("network", "role", textOf(changed["role"])) ?? "",
    to: lookup(`told.to.${kind}`) ?? t("told.to.this"),
  };
}

/** By which of its fields a part is called that somebody adds to something. */
const PARTS = ["title", "heading", "name", "place", "text"] as const;

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

/** Events that name what they tell of by one of their own fields, and those that name it by its id. */
const OWN: Readonly<Record<string, string>> = {
  "finding.submitted": "text",
  "meeting_series.theme_proposed": "title",
  "question.posed": "text",
  "referent.ambassador_appointed": "theme",
  "referent.ambassador_ended": "theme",
};
const BY_ID: Readonly<Record<string, readonly string[]>> = { action_plan: ["axis", "phase", "version"], governance: ["objective"], meeting_series: ["meeting"] };

/** The name of what it is about, when that is no action: a plan, an axis, a phase, a workshop, a member. */
function titleOf(entry: RecentActivity, store: Store, about: About): string {
  const { tag, changed } = entry;
  const own = OWN[tag];
  if (own !== undefined) {
    return short(textOf(changed[own]));
  }
  const root = tag.split(".")[0] ?? "";
  const names = BY_ID[root]?.find((name) => typeof changed[name] === "string");
  if (names !== undefined) {
    const id = textOf(changed[names]);
    const objective = store.row("network_governance", entry.network_id)?.objectives.find(({ objective_id }) => objective_id === id)?.title;
    return objective ?? (called(id, store) || short(textOf(changed["title"] ?? changed["label"])));
  }
  const known = called(about.item, store);
  if (known !== "") {
    return known;
  }
  if (root === "process" || root === "roadmap" || root === "consultation") {
    return short(textOf(changed["title"])) || (entry.plan_id === null ? "" : called(entry.plan_id, store));
  }
  // What a part is called is no name of the whole.
  return lookup(`told.${tag}`)?.includes("{part}") === true || about.item !== entry.stream_id ? "" : short(textOf(changed["title"] ?? changed["name"]));
}

const PLANS = 12; // whose actions are named by their titles, at most

/** Follow what the titles of these come with: the plans of actions, the directory of skills, and what mentors and mentees see. */
export function useTitles({ connection, store, card }: LiveNetwork, told: readonly { readonly tag: string; readonly plan: Uuid | null }[]): void {
  const plans = [...new Set(told.map(({ plan }) => plan))].filter((one) => one !== null && store.row("plan_list", one) !== null).slice(0, PLANS);
  const kinds = new Set(told.map(({ tag }) => tag.split(".")[0] ?? ""));
  const topics = [
    ...plans.map((one) => `plan:${one}`),
    ...(["skill", "referent"].some((kind) => kinds.has(kind)) ? [`directory:${card.network_id}`] : []),
    ...(["question", "support_file"].some((kind) => kinds.has(kind)) ? [`mentoring:${card.network_id}`] : []),
  ].join(" ");
  useEffect(() => {
    const left = topics.split(" ").map((one) => (one === "" ? () => undefined : connection.follow(one)));
    return () => left.forEach((leave) => leave());
  }, [connection, topics]);
}
