/** What changed in the whole network between two dates, kind by kind: for who looks after it, for auditors, and for who wants to know. */

import { useEffect, useMemo } from "preact/hooks";
import { byName, count } from "../format.ts";
import { lookup, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import type { Store } from "../live/store.ts";
import { Badge, Changed, titleOf } from "../plan/ComparedItems.tsx";
import { Comparison, kindsName } from "../plan/Compare.tsx";
import { said } from "../plan/fields.ts";
import { HereIs, overlooks, topicOf, useHere } from "../plan/here.ts";
import { paths } from "../router.ts";
import { called } from "../plan/words.ts";
import type { ChangedItem, ChangesPage } from "../types.ts";

const PLANS = 12; // whose axes and actions are named by their titles, at most
const EVENTS = 12; // that are linked to from one item, at most

export function NetworkChanges({ network }: { readonly network: LiveNetwork }) {
  const here = useMemo(() => ({ network, store: network.store, plan: "", at: null, asOf: null, mayEdit: false }), [network]);
  return (
    <HereIs value={here}>
      <div class="page compare">
        <h1 tabIndex={-1}>{t("compare.network")}</h1>
        <p class="lead-in">{t("compare.network_about")}</p>
        <Comparison under="" Items={ByKind} byKind />
      </div>
    </HereIs>
  );
}

function ByKind({ found }: { readonly found: ChangesPage }) {
  const { network, store } = useHere();
  const plans = [...new Set(found.items.map(({ plan_id }) => plan_id))].filter((one) => one !== null && store.row("plan_list", one) !== null).slice(0, PLANS).join(" ");
  useEffect(() => {
    const left = plans === "" ? [] : plans.split(" ").map((one) => network.connection.follow(topicOf(one)));
    return () => left.forEach((leave) => leave());
  }, [network, plans]);
  const kinds = [...new Set(found.items.map(({ kind }) => kind))].sort((a, b) => byName(kindsName(a), kindsName(b)));
  return (
    <>
      {kinds.map((kind) => (
        <section key={kind} class="compare-axis">
          <h2>{kindsName(kind)}</h2>
          {found.items
            .filter((item) => item.kind === kind)
            .map((item) => (
              <One key={`${item.kind}/${item.item_id}`} item={item} />
            ))}
        </section>
      ))}
    </>
  );
}

function One({ item }: { readonly item: ChangedItem }) {
  const { network, store } = useHere();
  const title = titleOf(item) || named(item, store);
  const within = placed(item, store);
  const href = pageOf(item, network.card.network_id, store);
  const mayRead = overlooks(store.row("rights", network.me));
  return (
    <article class="compare-action">
      <h3>
        {href === null ? title : <a href={href}>{title}</a>}
        <Badge item={item} />
      </h3>
      {within !== "" && within !== title && <p class="quiet">{within}</p>}
      <Changed item={item} />
      {mayRead && (
        <p class="compare-links">
          {t("compare.in_journal")}{" "}
          {item.events.slice(0, EVENTS).map(({ position }) => (
            <span key={position}>
              <a href={paths.journal(network.card.network_id, position)} aria-label={t("journal.open", { number: count(position) })}>
                {count(position)}
              </a>{" "}
            </span>
          ))}
          {item.events.length > EVENTS && <a href={`${paths.journal(network.card.network_id)}?stream=${item.stream_id}`}>{t("journal.all_of_it")}</a>}
        </p>
      )}
    </article>
  );
}

/** What an item without a title goes by: whoever or whatever it is of. */
function named(item: ChangedItem, store: Store): string {
  const group = item.changes.find(({ field }) => field === "group_name");
  if (item.kind === "workshop_groups" && group !== undefined) {
    return said(String(group.after ?? group.before));
  }
  const ids = [String(item.item_id), ...ID_FIELDS.flatMap((name) => item.changes.filter(({ field }) => field === name).map(({ before, after }) => String(after ?? before))), item.stream_id];
  return ids.map((id) => called(id, store)).find((name) => name !== "") ?? lookup(`compare.kind.${item.kind}`) ?? kindsName(item.kind);
}

const ID_FIELDS = ["person_id", "participant_id", "authority_id", "owner_id", "mentee_id"] as const;

/** What it stands in: its plan, or the meeting, the workshop or the questionnaire that it belongs to. */
function placed(item: ChangedItem, store: Store): string {
  const plan = item.plan_id === null ? null : store.row("plan_list", item.plan_id);
  return plan?.title ?? (item.stream_id === item.item_id ? "" : called(item.stream_id, store));
}

/** The page on which it stands today; null where it has none. */
function pageOf({ kind, item_id, plan_id, action_id, stream_id }: ChangedItem, network: string, store: Store): string | null {
  const [root] = kind.split("_");
  if (plan_id !== null) {
    if (action_id !== null && kind !== "meeting_decisions") {
      return paths.action(network, plan_id, action_id);
    }
    if (root === "roadmap" || root === "consultation") {
      return paths.roadmap(network, plan_id);
    }
    if (kind !== "meeting_decisions" && root !== "workshop") {
      return paths.plan(network, plan_id, PLAN_SCREENS[kind] ?? (root === "process" ? "process" : "structure"));
    }
  }
  switch (root) {
    case "meeting":
      return store.row("meeting_list", stream_id) === null ? paths.meetings(network) : paths.meeting(network, stream_id);
    case "workshop":
      return paths.workshop(network, stream_id);
    case "questionnaire":
      return paths.questionnaire(network, stream_id);
    case "synthesis":
      return paths.synthesis(network, stream_id);
    case "minutes":
      return paths.meetings(network);
    case "roadmap":
    case "consultation":
      return paths.roadmaps(network);
    case "member":
    case "directory":
      return paths.authority(network, String(item_id));
    case "referent":
    case "skill":
      return paths.directory(network);
    case "mentor":
    case "mentoring":
    case "question":
    case "support":
      return kind === "mentoring_circle" ? paths.mentorship(network, String(item_id)) : paths.mentoring(network);
    case "rights":
      return paths.members(network);
    case "network":
      return paths.governance(network);
    case "body":
      return paths.groups(network);
    default:
      return null;
  }
}

const PLAN_SCREENS: Readonly<Record<string, "process" | "conflicts" | "plan">> = { conflict_inbox: "conflicts", finding_list: "process", idea_list: "process", body_list: "process", body_follow_ups: "process", note_list: "plan", comment_list: "plan" };
