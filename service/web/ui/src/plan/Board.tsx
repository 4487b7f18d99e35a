/** A plan as a board: one column a status, or an axis. A card moves by dragging, or by its button, which does the same. */

import { type ReadonlySignal, type Signal, useComputed, useSignal } from "@preact/signals";
import { announce } from "../announce.ts";
import { money } from "../format.ts";
import { plural, t } from "../i18n.ts";
import { Dialog } from "../parts/Dialog.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Avatar, distinct, nameOf } from "../parts/People.tsx";
import { Late, PriorityMark, Status as StatusMark } from "../parts/Status.tsx";
import { paths, query, setQuery } from "../router.ts";
import type { PlanBoard, Status, Uuid } from "../types.ts";
import { ChooseAll, ChooseOne, Chosen } from "./Chosen.tsx";
import { isChosen, useChoosing } from "./choosing.ts";
import { EmptyPlan } from "./EmptyPlan.tsx";
import { said, STATUSES } from "./fields.ts";
import { FilterBar } from "./FilterBar.tsx";
import { leadOf } from "./filters.ts";
import { type Here, isEmpty, judgedOn, topicOf, useHere } from "./here.ts";
import { useShown, useStable } from "./shown.ts";
import { type Group, groupsOf } from "./tree.ts";
import { save } from "./useField.ts";

/** One column: a status, or an axis. Which cards stand in it changes less often than what they say. */
interface Lane {
  readonly key: string;
  readonly title: string;
  /** Null where the columns are axes. */
  readonly status: Status | null;
  readonly axis: Uuid | null;
  readonly cards: readonly Uuid[];
}

/** What is under somebody's hand. */
interface Hand {
  readonly dragged: Signal<Uuid | null>;
  readonly over: Signal<string | null>;
  readonly moving: Signal<Uuid | null>;
}

export function Board() {
  const here = useHere();
  const hand: Hand = { dragged: useSignal(null), over: useSignal(null), moving: useSignal(null) };
  const empty = useComputed(() => isEmpty(here));
  const shown = useShown();
  const byAxis = useComputed(() => query.value.get("by") === "axis");
  const lanes = useStable<readonly Lane[]>(() => {
    const groups = groupsOf(
      here.store.all("axis_list").filter((axis) => axis.plan_id === here.plan),
      shown.value,
    );
    return byAxis.value ? lanesOfAxes(groups) : lanesOfStatuses(groups.flatMap((group) => group.actions));
  });
  const choosing = useChoosing(here, shown, () => lanes.value.flatMap(({ cards }) => cards));
  const move = (id: Uuid | null, lane: Lane): void => {
    const action = id === null ? null : here.store.row("plan_board", id);
    if (action !== null && !holds(lane, action)) {
      void take(here, lane, action).then(() => announce(t("board.moved", { title: action.title, status: lane.title })));
    }
  };
  if (empty.value) {
    return <EmptyPlan />;
  }
  return (
    <>
      <FilterBar />
      <div class="timeline-tools">
        <div class="segments" role="group" aria-label={t("board.by")}>
          {([["", "board.by_status"], ["axis", "board.by_axis"]] as const).map(([by, words]) => (
            <button key={by} type="button" class="button button-small" aria-pressed={byAxis.value === (by === "axis")} onClick={() => setQuery({ by })}>
              {t(words)}
            </button>
          ))}
        </div>
        {here.mayEdit && <ChooseAll choosing={choosing} words />}
      </div>
      <div class="board" role="group" aria-label={t(byAxis.value ? "board.label_axis" : "board.label")} tabIndex={0} onClick={choosing.onTick} onKeyDown={choosing.onKey}>
        {lanes.value.map((lane) => (
          <Column key={lane.key} lane={lane} hand={hand} onDrop={(action) => move(action, lane)} />
        ))}
      </div>
      {here.mayEdit && <Chosen choosing={choosing} />}
      <Moving lanes={lanes} hand={hand} onMove={move} />
    </>
  );
}

function lanesOfStatuses(actions: readonly PlanBoard[]): readonly Lane[] {
  return STATUSES.map((status) => ({
    key: status,
    title: t(`status.${status}`),
    status,
    axis: null,
    cards: actions.filter((action) => action.status === status).map(({ action_id }) => action_id),
  }));
}

function lanesOfAxes(groups: readonly Group[]): readonly Lane[] {
  return groups.map(({ axis, actions }) => ({
    key: axis?.axis_id ?? "none",
    title: axis?.title ?? t("axis.none"),
    status: null,
    axis: axis?.axis_id ?? null,
    cards: actions.map(({ action_id }) => action_id),
  }));
}

/** Is this where it stands? */
function holds(lane: Lane, action: PlanBoard): boolean {
  return lane.status === null ? action.axis_id === lane.axis : action.status === lane.status;
}

/** Put it here; what changed is told apart. */
function take(here: Here, lane: Lane, action: PlanBoard): Promise<void> {
  return lane.status === null ? save(here, action, "axis_id", action.axis_id, lane.axis) : save(here, action, "status", action.status, lane.status);
}

function Column({ lane, hand, onDrop }: { readonly lane: Lane; readonly hand: Hand; readonly onDrop: (action: Uuid | null) => void }) {
  const { dragged, over } = hand;
  const isOver = useComputed(() => over.value === lane.key);
  return (
    <section
      class={`column column-${lane.status ?? "axis"}${isOver.value ? " column-over" : ""}`}
      aria-label={t("board.column", { status: lane.title })}
      onDragOver={(event) => {
        if (dragged.value !== null) {
          event.preventDefault();
          over.value = lane.key;
        }
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) {
          over.value = null;
        }
      }}
      onDrop={(event) => {
        event.preventDefault();
        const action = dragged.value;
        dragged.value = null;
        over.value = null;
        onDrop(action);
      }}
    >
      <LaneHead lane={lane} />
      <ul class="cards">
        {lane.cards.map((id) => (
          <Card key={id} id={id} marked={lane.status === null} dragged={hand.dragged} over={hand.over} moving={hand.moving} />
        ))}
      </ul>
    </section>
  );
}

/** Follows every amount of its column, so that the cards need not. */
function LaneHead({ lane: { title, status, cards } }: { readonly lane: Lane }) {
  const { store } = useHere();
  const sum = (field: "budget_planned" | "budget_actual"): number => cards.reduce((all, id) => all + (store.row("plan_board", id)?.[field] ?? 0), 0);
  const planned = sum("budget_planned");
  const spent = sum("budget_actual");
  return (
    <header class="column-head">
      <h2>
        {status !== null && <Icon name={status} />}
        {title}
      </h2>
      <p class="quiet">
        {plural("actions", cards.length)}
        {planned > 0 && `, ${money(planned)}`}
      </p>
      {spent > 0 && <p class="quiet">{t("table.sum_actual", { sum: money(spent) })}</p>}
    </header>
  );
}

interface CardProps extends Hand {
  readonly id: Uuid;
  /** Does it say its status itself, for its column does not? */
  readonly marked: boolean;
}

function Card({ id, marked, dragged, over, moving }: CardProps) {
  const here = useHere();
  const held = useComputed(() => dragged.value === id);
  const presentHere = useStable(() => distinct(here.network.presence.on(topicOf(here.plan), id)));
  const action = here.store.row("plan_board", id);
  if (action === null) {
    return null;
  }
  // A sub-action goes where its action does.
  const movable = here.mayEdit && !(marked && action.parent_id !== null);
  const drag = (taken: boolean): void => {
    dragged.value = taken ? id : null;
    over.value = null;
  };
  return (
    <li>
      <article
        class={held.value ? "card card-held" : "card"}
        data-choice={here.mayEdit ? isChosen(here.plan, id) : undefined}
        draggable={movable}
        onDragStart={(event) => {
          event.dataTransfer?.setData("text/plain", action.title);
          drag(true);
        }}
        onDragEnd={() => drag(false)}
      >
        {here.mayEdit && <ChooseOne action={action} stop />}
        <h3>
          {action.code !== null && <span class="code">{action.code} </span>}
          <a href={paths.action(here.network.card.network_id, here.plan, action.action_id)} data-card={action.action_id} draggable={false}>
            {said(action.title)}
          </a>
        </h3>
        {leadOf(action) !== "" && (
          <p class="card-lead quiet">
            <Icon name="person" />
            {leadOf(action)}
          </p>
        )}
        <p class="card-marks">
          {marked && <StatusMark status={action.status} />}
          <Late action={action} today={judgedOn(here)} />
          {action.priority !== null && <PriorityMark priority={action.priority} />}
          {action.budget_planned !== null && <span class="quiet">{money(action.budget_planned)}</span>}
          {here.store.waiting("plan_board", action.action_id) && (
            <span class="mark-waiting" title={t("row.waiting")}>
              <Icon name="send" />
              <span class="hidden">{t("row.waiting")}</span>
            </span>
          )}
          {presentHere.value.map((person) => (
            <Avatar key={person} person={person} name={nameOf(here.store, person)} />
          ))}
        </p>
        {action.status_reason !== null && <p class="card-reason">{action.status_reason}</p>}
        {movable && (
          <button type="button" class="button button-small" onClick={() => (moving.value = id)}>
            <Icon name="move" />
            {t("board.move")}
            <span class="hidden"> {action.title}</span>
          </button>
        )}
      </article>
    </li>
  );
}

interface MovingProps {
  readonly lanes: ReadonlySignal<readonly Lane[]>;
  readonly hand: Hand;
  readonly onMove: (action: Uuid, lane: Lane) => void;
}

/** Where a card is to go: what dragging does, as a list. */
function Moving({ lanes, hand: { moving }, onMove }: MovingProps) {
  const { store } = useHere();
  const action = moving.value === null ? null : store.row("plan_board", moving.value);
  const close = (): void => {
    moving.value = null;
  };
  if (action === null) {
    return null;
  }
  return (
    <Dialog title={t("board.move_to")} onClose={close}>
      <div class="dialog-body">
        <p class="dialog-subject">{action.title}</p>
        <ul class="choices">
          {lanes.value.map((lane) => (
            <li key={lane.key}>
              <button
                type="button"
                class={`button choice status-${lane.status ?? "axis"}`}
                aria-current={holds(lane, action)}
                onClick={() => {
                  close();
                  onMove(action.action_id, lane);
                }}
              >
                {lane.status !== null && <Icon name={lane.status} />}
                {lane.title}
                {holds(lane, action) && <span class="quiet"> {t("board.now_here")}</span>}
              </button>
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}
