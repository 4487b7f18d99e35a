/** A plan as a board: one column a status. A card moves by dragging, or by its button, which does the same. */

import { useComputed, useSignal } from "@preact/signals";
import { announce } from "../announce.ts";
import { money } from "../format.ts";
import { lookup, plural, t } from "../i18n.ts";
import { Dialog } from "../parts/Dialog.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Avatar, distinct, nameOf } from "../parts/People.tsx";
import { Late, PriorityMark } from "../parts/Status.tsx";
import { paths, query } from "../router.ts";
import type { PlanBoard, Status } from "../types.ts";
import { EmptyPlan } from "./EmptyPlan.tsx";
import { said, STATUSES } from "./fields.ts";
import { FilterBar } from "./FilterBar.tsx";
import { filtersIn, leadOf, passes } from "./filters.ts";
import { isEmpty, judgedOn, topicOf, useHere } from "./here.ts";
import { groupsOf, within } from "./tree.ts";
import { save } from "./useField.ts";

export function Board() {
  const here = useHere();
  const moving = useSignal<PlanBoard | null>(null);
  const dragged = useSignal<string | null>(null);
  const over = useSignal<Status | null>(null);
  const empty = useComputed(() => isEmpty(here));
  const shown = useComputed(() => {
    const filters = filtersIn(query.value);
    const axes = within(here.store.all("axis_list"), filters.axis);
    const now = judgedOn(here);
    const actions = here.store.all("plan_board").filter((action) => action.plan_id === here.plan && passes(action, filters, here.network.me, now, axes));
    return groupsOf(here.store.all("axis_list"), actions).flatMap((group) => group.actions);
  });
  const move = (action: PlanBoard, status: Status): void => {
    if (action.status !== status) {
      void save(here, action, "status", action.status, status).then(() => {
        announce(t("board.moved", { title: action.title, status: t(`status.${status}`) }));
      });
    }
  };
  if (empty.value) {
    return <EmptyPlan />;
  }
  return (
    <>
      <FilterBar />
      <div class="board" role="group" aria-label={t("board.label")} tabIndex={0}>
        {STATUSES.map((status) => {
          const cards = shown.value.filter((action) => action.status === status);
          const sum = cards.reduce((all, { budget_planned }) => all + (budget_planned ?? 0), 0);
          return (
            <section
              key={status}
              class={`column column-${status}${over.value === status ? " column-over" : ""}`}
              aria-label={t("board.column", { status: t(`status.${status}`) })}
              onDragOver={(event) => {
                if (dragged.value !== null) {
                  event.preventDefault();
                  over.value = status;
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
                  move(action, status);
                }
              }}
            >
              <header class="column-head">
                <h2>
                  <Icon name={status} />
                  {t(`status.${status}`)}
                </h2>
                <p class="quiet">
                  {plural("actions", cards.length)}
                  {sum > 0 && `, ${money(sum)}`}
                </p>
              </header>
              <ul class="cards">
                {cards.map((action) => (
                  <li key={action.action_id}>
                    <Card
                      action={action}
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
          );
        })}
      </div>
      {moving.value !== null && (
        <MoveDialog
          action={moving.value}
          onClose={() => {
            moving.value = null;
          }}
          onMove={(status) => {
            const action = moving.value;
            moving.value = null;
            if (action !== null) {
              move(action, status);
            }
          }}
        />
      )}
    </>
  );
}

interface CardProps {
  readonly action: PlanBoard;
  readonly held: boolean;
  readonly onMove: () => void;
  readonly onDrag: (held: boolean) => void;
}

function Card({ action, held, onMove, onDrag }: CardProps) {
  const here = useHere();
  const people = distinct(here.network.presence.on(topicOf(here.plan), action.action_id));
  return (
    <article
      class={held ? "card card-held" : "card"}
      draggable={here.mayEdit}
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
      {here.mayEdit && (
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
  readonly onMove: (status: Status) => void;
  readonly onClose: () => void;
}

function MoveDialog({ action, onMove, onClose }: MoveProps) {
  return (
    <Dialog title={t("board.move_to")} onClose={onClose}>
      <div class="dialog-body">
        <p class="dialog-subject">{action.title}</p>
        <ul class="choices">
          {STATUSES.map((status) => (
            <li key={status}>
              <button type="button" class={`button choice status-${status}`} aria-current={status === action.status} onClick={() => onMove(status)}>
                <Icon name={status} />
                {lookup(`status.${status}`)}
                {status === action.status && <span class="quiet"> {t("board.now_here")}</span>}
              </button>
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}
