/** The items that changed between two moments, by axis and action, and beside them what else belongs to the plan. */

import { moment } from "../format.ts";
import { lookup, plural, t } from "../i18n.ts";
import type { Store } from "../live/store.ts";
import { Avatar, nameOf } from "../parts/People.tsx";
import { Reworded } from "../parts/Reworded.tsx";
import { paths } from "../router.ts";
import type { ChangedItem, EventBehind, FieldHistory, ChangesPage, Uuid } from "../types.ts";
import { isField, kindOf, said } from "./fields.ts";
import { useHere } from "./here.ts";
import { HistoryButton } from "./HistoryButton.tsx";
import { seenAt } from "./moments.ts";
import { namesOf } from "./sentences.ts";
import { type Session, sessionsOf } from "./sessions.ts";
import { isTold, labelOf, WORDS, wordsOf } from "./compared.ts";
import { fieldLabel } from "./words.ts";

/** Kinds that tell their history in a dialogue, by the table of their rows. */
const HISTORIES = { axis_list: "axis", plan_list: "plan", finding_list: "finding", idea_list: "idea", body_list: "body", meeting_decisions: "decision", moment_list: "moment" } as const;
/** Columns that labels know by another name. */
const KNOWN_AS: Readonly<Record<string, string>> = { parent_id: "parent" };

export function ComparedItems({ found }: { readonly found: ChangesPage }) {
  const { store, plan } = useHere();
  const ofAction = new Map<Uuid, ChangedItem[]>();
  const others: ChangedItem[] = [];
  for (const item of found.items) {
    const action = actionOf(item, store);
    if (action === null) {
      others.push(item);
    } else {
      ofAction.set(action, [...(ofAction.get(action) ?? []), item]);
    }
  }
  const axes = new Map<Uuid | null, (readonly [Uuid, readonly ChangedItem[]])[]>();
  for (const [action, items] of ofAction) {
    const axis = axisOf(items.find(({ kind }) => kind === "plan_board") ?? store.row("plan_board", action), store);
    axes.set(axis, [...(axes.get(axis) ?? []), [action, items]]);
  }
  const order = store
    .all("axis_list")
    .filter((axis) => axis.plan_id === plan)
    .sort((a, b) => (a.order_key < b.order_key ? -1 : 1))
    .map(({ axis_id }): Uuid | null => axis_id);
  const sections = [...axes].sort(([a], [b]) => placeOf(order, a) - placeOf(order, b));
  return (
    <>
      {sections.map(([axis, actions]) => (
        <section key={axis ?? "none"} class="compare-axis">
          <h3>{axis === null ? t("compare.no_axis") : (store.row("axis_list", axis)?.title ?? t("axis.unknown"))}</h3>
          {actions.map(([action, items]) => (
            <ActionChanges key={action} action={action} items={items} until={found.until.token} />
          ))}
        </section>
      ))}
      {others.length > 0 && (
        <section class="compare-axis">
          <h3>{t("compare.others")}</h3>
          {others.map((item) => (
            <Item key={`${item.kind}/${item.item_id}`} item={item} title={titleOf(item)} />
          ))}
        </section>
      )}
    </>
  );
}

function placeOf(order: readonly (Uuid | null)[], axis: Uuid | null): number {
  const at = order.indexOf(axis);
  return at === -1 ? order.length : at;
}

/** A part of an action stands where that one does. */
function axisOf(action: { readonly axis_id: Uuid | null; readonly parent_id: Uuid | null } | null, store: Store): Uuid | null {
  const parent = action === null || action.parent_id === null ? null : store.row("plan_board", action.parent_id);
  return action?.axis_id ?? parent?.axis_id ?? null;
}

/** The action that something is, or stands on. */
function actionOf(item: ChangedItem, store: Store): Uuid | null {
  if (item.kind === "conflict_inbox") {
    const stream = store.row("conflict_inbox", String(item.item_id))?.stream_id ?? null;
    return stream !== null && store.row("plan_board", stream) !== null ? stream : null;
  }
  const on = item.kind === "comment_list" ? store.row("plan_board", store.row("comment_list", String(item.item_id))?.item_id ?? "") : null;
  return on?.action_id ?? item.action_id ?? (item.kind === "restricted_items" ? String(item.item_id) : null);
}

export function titleOf(item: ChangedItem): string {
  const called = item.called === null ? "" : said(item.called);
  return called.length > 120 ? `${called.slice(0, 118)}…` : called;
}

function ActionChanges({ action, items, until }: { readonly action: Uuid; readonly items: readonly ChangedItem[]; readonly until: string }) {
  const { store, network, plan } = useHere();
  const itself = items.find(({ kind }) => kind === "plan_board");
  const known = store.row("plan_board", action);
  const title = itself?.called ?? known?.title ?? t("person.unknown");
  const code = known?.code ?? null;
  const page = paths.action(network.card.network_id, plan, action);
  const parent = store.row("plan_board", itself?.parent_id ?? known?.parent_id ?? "");
  return (
    <article class="compare-action">
      <h4>
        {code !== null && <span class="code">{code} </span>}
        {said(title)}
        {itself !== undefined && <Badge item={itself} />}
      </h4>
      {parent !== null && (
        <p class="quiet">
          {t("action.is_sub")} {said(parent.title)}
        </p>
      )}
      {itself !== undefined && <Changed item={itself} />}
      {items
        .filter((item) => item !== itself)
        .map((item) => (
          <Item key={`${item.kind}/${item.item_id}`} item={item} title={titleOf(item)} within />
        ))}
      <p class="compare-links">
        <a href={seenAt(page, until)}>
          {t("compare.see_then")}
          <span class="hidden"> {said(title)}</span>
        </a>{" "}
        <a href={`${page}#history`}>
          {t("compare.see_history")}
          <span class="hidden"> {said(title)}</span>
        </a>
      </p>
    </article>
  );
}

export function Badge({ item }: { readonly item: ChangedItem }) {
  return <span class={`badge compare-${item.what}`}>{lookup(`compare.is.${item.what}`)}</span>;
}

/** Something of the plan, or something that stands on an action. */
function Item({ item, title, within = false }: { readonly item: ChangedItem; readonly title: string; readonly within?: boolean }) {
  const { network, store } = useHere();
  const wish = item.kind === "conflict_inbox" ? store.row("conflict_inbox", String(item.item_id)) : null;
  const history = item.kind in HISTORIES ? HISTORIES[item.kind as keyof typeof HISTORIES] : null;
  const head = (
    <>
      {lookup(`compare.kind.${item.kind}`) ?? item.kind}
      {(title !== "" || wish !== null) && <span class="compare-called"> {wish === null ? title : fieldLabel(wish.field)}</span>}
      <Badge item={item} />
    </>
  );
  return (
    <div class={within ? "compare-item" : "compare-action"}>
      {within ? <h5>{head}</h5> : <h4>{head}</h4>}
      <Changed item={item} />
      {history !== null && (
        <p class="compare-links">
          <HistoryButton network={network} kind={history} item={String(item.item_id)} name={title} small />
        </p>
      )}
    </div>
  );
}

/** Field by field, then who did it. What was added or gone says what was in it where somebody opens it. */
export function Changed({ item }: { readonly item: ChangedItem }) {
  const { store } = useHere();
  const kind = WORDS[item.kind] ?? item.kind;
  const changes = item.changes
    .filter(({ field, before, after }) => !(item.kind === "plan_board" && field === "parent_id") && (after ?? before) !== item.item_id)
    .map((change): FieldHistory => ({ ...change, field: KNOWN_AS[change.field] ?? change.field }))
    .filter((change) => isTold(change, kind, store));
  const moved = changes.length === 0 && item.what === "changed" && item.changes.some(({ field }) => field === "order_key");
  const whole = item.what === "added" || item.what === "gone" || item.what === "passed";
  return (
    <>
      {moved && <p class="quiet">{t("compare.moved")}</p>}
      {changes.length > 0 &&
        (whole ? (
          <details>
            <summary>{plural("compare.fields", changes.length)}</summary>
            <Fields item={item} changes={changes} />
          </details>
        ) : (
          <Fields item={item} changes={changes} />
        ))}
      <Hands events={item.events} />
    </>
  );
}

function Fields({ item, changes }: { readonly item: ChangedItem; readonly changes: readonly FieldHistory[] }) {
  const { store } = useHere();
  const kind = WORDS[item.kind] ?? item.kind;
  const wished = item.kind === "conflict_inbox" ? store.row("conflict_inbox", String(item.item_id)) : null;
  const words = (field: string, value: unknown): string =>
    wordsOf(wished?.field ?? (item.kind === "axis_list" && field === "parent" ? "axis.parent" : field), value, store, kind);
  return (
    <dl class="compare-fields">
      {changes.map(({ field, before, after }) => (
        <div key={field}>
          <dt>{labelOf(field, kind)}</dt>
          <dd>
            <Reworded before={words(field, without(before, after))} after={words(field, without(after, before))} closely={isWords(field, before) && isWords(field, after)} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Of a list that somebody added to or took from, what was added or taken. */
function without(these: unknown, others: unknown): unknown {
  return Array.isArray(these) && Array.isArray(others) && these.every((one) => typeof one === "string") ? these.filter((one) => !others.includes(one)) : these;
}

/** Is it a text, in which words may come and go? */
function isWords(field: string, value: unknown): boolean {
  const root = field.split(".")[0] ?? "";
  return typeof value === "string" && (isField(root) ? kindOf(root) === "text" || kindOf(root) === "line" : ["text", "title", "description", "extra", "label", "name"].includes(root));
}

const FEW = 5; // stretches of work that stand open

/** Whose hands, when and why: what somebody did at a stretch is one line. */
function Hands({ events }: { readonly events: readonly EventBehind[] }) {
  const sessions = sessionsOf([...events].reverse());
  const [newest, older] = sessions.length > FEW + 1 ? [sessions.slice(0, FEW), sessions.slice(FEW)] : [sessions, []];
  const lines = (some: readonly Session<EventBehind>[]) => (
    <ul class="compare-hands">
      {some.map((session) => (
        <Hand key={session[0].position} session={session} />
      ))}
    </ul>
  );
  return (
    <>
      {lines(newest)}
      {older.length > 0 && (
        <details>
          <summary>{plural("compare.hands", older.length)}</summary>
          {lines(older)}
        </details>
      )}
    </>
  );
}

function Hand({ session }: { readonly session: Session<EventBehind> }) {
  const { store } = useHere();
  const [newest] = session;
  const oldest = session.at(-1) ?? newest;
  const who = newest.authors.length > 0 ? newest.authors : [newest.by];
  const reasons = [...new Set(session.flatMap(({ reason }) => (reason === null ? [] : [said(reason)])))].reverse();
  return (
    <li>
      <Avatar person={who.at(-1) ?? newest.by} name={nameOf(store, who.at(-1) ?? newest.by)} />
      <span>
        {namesOf(who, store)}
        {newest.on_behalf_of !== null && ` ${t("history.on_behalf", { authority: store.row("member_list", newest.on_behalf_of)?.name ?? "" })}`},{" "}
        <time dateTime={oldest.at}>{moment(oldest.at)}</time>
        {session.length > 1 && <span class="quiet"> ({plural("history.count", session.length)})</span>}
        {reasons.map((reason) => (
          <span key={reason} class="compare-why">
            {" "}
            {t("history.why")} {reason}
          </span>
        ))}
      </span>
    </li>
  );
}
