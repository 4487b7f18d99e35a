/** Asking for changes to a plan: each says what the person saw and wants, and how the screen shows it meanwhile. */

import { newId } from "../ids.ts";
import { t } from "../i18n.ts";
import type { Answer } from "../live/outbox.ts";
import { between } from "../order.ts";
import { same } from "../same.ts";
import type { ActionCommand, Funding, PlanBoard, PlanCommand, Uuid } from "../types.ts";
import { changeOf, type FieldName } from "./fields.ts";
import type { Here } from "./here.ts";
import { whyOf } from "./reason.ts";
import { siblings } from "./tree.ts";
import { fieldLabel, valueInWords } from "./words.ts";

/** Change one field of an action from what was seen to what is wanted. */
export function editField(here: Here, action: PlanBoard, field: FieldName, was: unknown, to: unknown, reason?: string): Promise<Answer> | null {
  if (same(was, to)) {
    return null;
  }
  const set: Partial<PlanBoard> = { [field]: to, ...(field === "status" ? { status_reason: reason ?? whyOf(action.action_id) ?? null } : {}) };
  return editAction(here, action, { tag: "action.edit", ...changeOf(field, was, to) }, set, field, to, reason);
}

export function editFunder(here: Here, action: PlanBoard, name: string, was: Funding | null, to: Funding | null): Promise<Answer> {
  const { [name]: _, ...others } = action.funders;
  const funders = to === null ? others : { ...action.funders, [name]: to };
  return editAction(here, action, { tag: "action.edit", funders: { [name]: { was, to } } }, { funders }, `funders.${name}`, to);
}

export function editExtra(here: Here, action: PlanBoard, header: string, was: string | null, to: string | null): Promise<Answer> | null {
  if (was === to) {
    return null;
  }
  const { [header]: _, ...others } = action.extra;
  const extra = to === null ? others : { ...action.extra, [header]: to };
  return editAction(here, action, { tag: "action.edit", extra: { [header]: { was, to } } }, { extra }, `extra.${header}`, to);
}

function editAction(
  here: Here,
  action: PlanBoard,
  command: ActionCommand,
  set: Partial<PlanBoard>,
  field: string,
  to: unknown,
  reason?: string,
): Promise<Answer> {
  return here.network.ask(
    action.action_id,
    command,
    {
      previews: [{ table: "plan_board", key: action.action_id, set }],
      subject: action.title,
      summary: t("field.value", { field: fieldLabel(field), value: valueInWords(field, to, here.store) }),
    },
    reason ?? whyOf(action.action_id),
  );
}

/** Put an action before or after its neighbours, in this axis or another. */
export function moveAction(here: Here, action: PlanBoard, axis: Uuid | null, after: PlanBoard | null, before: PlanBoard | null): Promise<Answer> {
  const order_key = between(after?.order_key ?? null, before?.order_key ?? null);
  const moved = axis !== action.axis_id;
  return here.network.ask(
    action.action_id,
    {
      tag: "action.edit",
      order_key: { was: action.order_key, to: order_key },
      ...(moved ? { axis: { was: action.axis_id, to: axis } } : {}),
    },
    {
      previews: [{ table: "plan_board", key: action.action_id, set: { order_key, axis_id: axis } }],
      subject: action.title,
      summary: t("summary.moved"),
    },
  );
}

/** One place up or down among its siblings; false at the end of the list. */
export function stepAction(here: Here, action: PlanBoard, step: -1 | 1): boolean {
  const around = siblings(
    here.store.all("plan_board").filter((other) => !other.withdrawn),
    action.axis_id,
    action.parent_id,
  );
  const at = around.findIndex((other) => other.action_id === action.action_id);
  const to = at + step;
  if (at === -1 || to < 0 || to >= around.length) {
    return false;
  }
  const after = step === 1 ? (around[to] ?? null) : (around[to - 1] ?? null);
  const before = step === 1 ? (around[to + 1] ?? null) : (around[to] ?? null);
  void moveAction(here, action, action.axis_id, after, before);
  return true;
}

/** A new action at the end of its axis, or under its parent; returns its id at once. */
export function addAction(here: Here, title: string, axis: Uuid | null, parent: Uuid | null): Uuid {
  const action_id = newId();
  const around = siblings(here.store.all("plan_board"), axis, parent);
  const order_key = between(around[around.length - 1]?.order_key ?? null, null);
  const now = new Date().toISOString();
  const fresh: PlanBoard = {
    action_id,
    plan_id: here.plan,
    parent_id: parent,
    axis_id: axis,
    order_key,
    title,
    code: null,
    description: null,
    objectives: null,
    lead: null,
    lead_service: null,
    co_leads: [],
    partners: [],
    lead_people: [],
    elected_people: [],
    governance: null,
    resources: null,
    participation: null,
    calendar: null,
    starts_on: null,
    ends_on: null,
    continuous: false,
    status: "planned",
    status_reason: null,
    priority: null,
    aims: [],
    funders: {},
    budget_planned: null,
    budget_actual: null,
    notes: null,
    extra: {},
    withdrawn: false,
    added_at: now,
    added_by: here.network.me,
    changed_at: now,
    changed_by: here.network.me,
  };
  void here.network.ask(
    action_id,
    { tag: "action.add", plan: here.plan, title, order_key, ...(axis === null ? {} : { axis }), ...(parent === null ? {} : { parent }) },
    { previews: [{ table: "plan_board", key: action_id, set: fresh, fresh: true }], subject: title, summary: t("summary.added") },
  );
  return action_id;
}

export function withdrawAction(here: Here, action: PlanBoard, withdrawn: boolean, reason?: string): Promise<Answer> {
  return here.network.ask(
    action.action_id,
    { tag: withdrawn ? "action.withdraw" : "action.restore" },
    {
      previews: [{ table: "plan_board", key: action.action_id, set: { withdrawn } }],
      subject: action.title,
      summary: t(withdrawn ? "summary.withdrawn" : "summary.restored"),
    },
    reason,
  );
}

/** Change the plan itself: its axes, phases, versions. */
export function askPlan(here: Here, command: PlanCommand, told: Parameters<Here["network"]["ask"]>[2]): Promise<Answer> {
  return here.network.ask(here.plan, command, told);
}
