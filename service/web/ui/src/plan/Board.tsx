/** A plan as a board: one column a status, or an axis. A card moves by dragging, or by its button, which does the same. */

import { useComputed, useSignal } from "@preact/signals";
import { announce } from "../announce.ts";
import { money } from "../format.ts";
import { plural, t } from "../i18n.ts";
import { Dialog } from "../parts/Dialog.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Avatar, distinct, nameOf } from "../parts/People.tsx";
import { Late, PriorityMark, Status as StatusMark } from "../parts/Status.tsx";
import { paths, query, setQuery } from "../router.ts";
import type { PlanBoard, Status } from "../types.ts";
import { EmptyPlan } from "./EmptyPlan.tsx";
import { said, STATUSES } from "./fields.ts";
import { FilterBar } from "./FilterBar.tsx";
import { leadOf } from "./filters.ts";
import { type Here, isEmpty, judgedOn, topicOf, useHere } from "./here.ts";
import { useShown } from "./shown.ts";
import { type Group, groupsOf } from "./tree.ts";
import { save } from "./useField.ts";

/** One column: a status, or an axis. */
interface Lane {
  readonly key: string;
  readonly title: string;
  readonly status: Status | null;
  readonly cards: readonly PlanBoard[];
  /** Is this where it stands? */
  readonly holds: (action: PlanBoard) => boolean;
  /** Put it here; what changed is told apart. */
  readonly take: (action: PlanBoard) => Promise<void>;
}

export function Board() {
  const here = useHere();
  const moving = useSignal<PlanBoard | null>(null);
  const dragged = useSignal<string | null>(null);
  const over = useSignal<string | null>(null);
  const empty = useComputed(() => isEmpty(here));
  const shown = useShown();
  const byAxis = query.value.get("by") === "axis";
  const groups = useComputed(() =>
    groupsOf(
      here.store.all("axis_list").filter((axis) => axis.plan_id === here.plan),
      shown.value,
    ),
  );
  const lanes = byAxis ? lanesOfAxes(here, groups.value) : lanesOfStatuses(here, groups.value.flatMap((group) => group.actions));
  const move = (action: PlanBoard, lane: Lane): void => {
    if (!lane.holds(action)) {
      void lane.take(action).then(() => announce(t("board.moved", { title: action.title, status: lane.title })));
    }
  };
  if (empty.value) {
    return <EmptyPlan />;
  }
  return (
    <>
      <FilterBar />
      <div class="segments" role="group" aria-label={t("board.by")}>
        {([["", "board.by_status"], ["axis", "board.by_axis"]] as const).map(([by, words]) => (
          <button key={by} type="button" class="button button-small" aria-pressed={byAxis === (by === "axis")} onClick={() => setQuery({ by })}>
            {t(words)}
          </button>
        ))}
      </div>
      <div class="board" role="group" aria-label={t(byAxis ? "board.label_axis" : "board.label")} tabIndex={0}>
        {lanes.map((lane) => (
          <section
            key={lane.key}
            class={`column column-${lane.status ?? "axis"}${over.value === lane.key ? " column-over" : ""}`}
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
              const action = dragged.value === null ? null : here.store.row("plan_board", dragged.value);
              dragged.value = null;
              over.value = null;
              if (action !== null) {
                move(action, lane);
              }
            }}
          >
            <LaneHead lane={lane} />
            <ul class="cards">
              {lane.cards.map((action) => (
                <li key={action.action_id}>
                  <Card
                    action={action}
                    movable={here.mayEdit && !(byAxis && action.parent_id !== null)}
                    marked={byAxis}
                    held={dragged.value === action.action_id}
                    onMove={() => {
                      moving.value = action;
                    }}
                    onDrag={(held) => {
                      dragged.value = held ? action.action_id : null;
                      over.value = null;
                    }}
                  />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      {moving.value !== null && (
        <MoveDialog
          action={moving.value}
          lanes={lanes}
          onClose={() => {
            moving.value = null;
          }}
          onMove={(lane) => {
            const action = moving.value;
            moving.value = null;
            if (action !== null) {
              move(action, lane);
            }
          }}
        />
      )}
    </>
  );
}

function lanesOfStatuses(here: Here, actions: readonly PlanBoard[]): readonly Lane[] {
  return STATUSES.map((status) => ({
    key: status,
    title: t(`status.${status}`),
    status,
    cards: actions.filter((action) => action.status === status),
    holds: (action) => action.status === status,
    take: (action) => save(here, action, "status", action.status, status),
  }));
}

/** A sub-action goes where its action does. */
function lanesOfAxes(here: Here, groups: readonly Group[]): readonly Lane[] {
  return groups.map(({ axis, actions }) => ({
    key: axis?.axis_id ?? "none",
    title: axis?.title ?? t("axis.none"),
    status: null,
    cards: actions,
    holds: (action) => action.axis_id === (axis?.axis_id ?? null),
    take: (action) => save(here, action, "axis_id", action.axis_id, axis?.axis_id ?? null),
  }));
}

function LaneHead({ lane: { title, status, cards } }: { readonly lane: Lane }) {
  const sum = (field: "budget_planned" | "budget_actual"): number => cards.reduce((all, action) => all + (action[field] ?? 0), 0);
  const spent = sum("budget_actual");
  return (
    <header class="column-head">
      <h2>
        {status !== null && <Icon name={status} />}
        {title}
      </h2>
      <p class="quiet">
        {plural("actions", cards.length)}
        {sum("budget_planned") > 0 && `, ${money(sum("budget_planned"))}`}
      </p>
      {spent > 0 && <p class="quiet">{t("table.sum_actual", { sum: money(spent) })}</p>}
    </header>
  );
}

interface CardProps {
  readonly action: PlanBoard;
  readonly movable: boolean;
  /** Does it say its status itself, for its column does not? */
  readonly marked: boolean;
  readonly held: boolean;
  readonly onMove: () => void;
  readonly onDrag: (held: boolean) => void;
}

function Card({ action, movable, marked, held, onMove, onDrag }: CardProps) {
  const here = useHere();
  const people = distinct(here.network.presence.on(topicOf(here.plan), action.action_id));
  return (
    <article
      class={held ? "card card-held" : "card"}
      draggable={movable}
      onDragStart={(event) => {
        event.dataTransfer?.setData("text/plain", action.title);
        onDrag(true);
      }}
      onDragEnd={() => onDrag(false)}
    >
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
        {people.map((person) => (
          <Avatar key={person} person={person} name={nameOf(here.store, person)} />
        ))}
      </p>
      {action.status_reason !== null && <p class="card-reason">{action.status_reason}</p>}
      {movable && (
        <button type="button" class="button button-small" onClick={onMove}>
          <Icon name="move" />
          {t("board.move")}
          <span class="hidden"> {action.title}</span>
        </button>
      )}
    </article>
  );
}

interface MoveProps {
  readonly action: PlanBoard;
  readonly lanes: readonly Lane[];
  readonly onMove: (lane: Lane) => void;
  readonly onClose: () => void;
}

function MoveDialog({ action, lanes, onMove, onClose }: MoveProps) {
  return (
    <Dialog title={t("board.move_to")} onClose={onClose}>
      <div class="dialog-body">
        <p class="dialog-subject">{action.title}</p>
        <ul class="choices">
          {lanes.map((lane) => (
            <li key={lane.key}>
              <button type="button" class={`button choice status-${lane.status ?? "axis"}`} aria-current={lane.holds(action)} onClick={() => onMove(lane)}>
                {lane.status !== null && <Icon name={lane.status} />}
                {lane.title}
                {lane.holds(action) && <span class="quiet"> {t("board.now_here")}</span>}
              </button>
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}
