/** The axes of a plan: added, renamed, moved, withdrawn. */

import { useId, useState } from "preact/hooks";
import { announce } from "../announce.ts";
import { newId } from "../ids.ts";
import { plural, t } from "../i18n.ts";
import { between, inOrder } from "../order.ts";
import { Icon } from "../parts/Icon.tsx";
import { InlineText } from "../parts/InlineText.tsx";
import type { AxisList } from "../types.ts";
import { ConflictNote } from "./ConflictNote.tsx";
import { openConflicts } from "./conflicts.ts";
import { askPlan } from "./edit.ts";
import { said } from "./fields.ts";
import { type Here, useHere } from "./here.ts";
import { HistoryButton } from "./HistoryButton.tsx";
import { axesInOrder, within } from "./tree.ts";

const byOrder = inOrder<AxisList>((axis) => axis.axis_id);

export function AxesPart() {
  const here = useHere();
  const axes = here.store.all("axis_list").filter((axis) => axis.plan_id === here.plan);
  const places = axesInOrder(axes);
  const withdrawn = axes.filter((axis) => axis.withdrawn);
  return (
    <section class="part" aria-labelledby="axes-title">
      <h2 id="axes-title">{t("structure.axes")}</h2>
      {places.length === 0 && <p class="empty">{t("axis.none_yet")}</p>}
      <ol class="axes">
        {places.map(({ axis, depth }) => (
          <AxisLine key={axis.axis_id} axis={axis} depth={depth} axes={axes} />
        ))}
      </ol>
      {here.mayEdit && <NewAxis axes={axes} />}
      {withdrawn.length > 0 && (
        <details class="withdrawn">
          <summary>{plural("axis.withdrawn", withdrawn.length)}</summary>
          <ul class="rows">
            {withdrawn.map((axis) => (
              <li key={axis.axis_id}>
                <span>{axis.title}</span>
                {here.mayEdit && (
                  <button
                    type="button"
                    class="button button-small"
                    onClick={() => {
                      void askPlan(
                        here,
                        { tag: "action_plan.restore_axis", axis: axis.axis_id },
                        { previews: [{ table: "axis_list", key: axis.axis_id, set: { withdrawn: false } }], subject: axis.title, summary: t("summary.restored") },
                      );
                    }}
                  >
                    <Icon name="restore" />
                    {t("action.restore")}
                    <span class="hidden"> {axis.title}</span>
                  </button>
                )}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

interface LineProps {
  readonly axis: AxisList;
  readonly depth: number;
  readonly axes: readonly AxisList[];
}

function AxisLine({ axis, depth, axes }: LineProps) {
  const here = useHere();
  const actions = here.store.all("plan_board").filter((action) => action.axis_id === axis.axis_id && !action.withdrawn);
  const told = (set: Partial<AxisList>, summary: string) => ({
    previews: [{ table: "axis_list" as const, key: axis.axis_id, set }],
    subject: axis.title,
    summary,
  });
  const step = (by: -1 | 1): void => {
    const siblings = axes.filter((other) => !other.withdrawn && other.parent_id === axis.parent_id).sort(byOrder);
    const to = siblings.findIndex((other) => other.axis_id === axis.axis_id) + by;
    if (to < 0 || to >= siblings.length) {
      announce(t("table.not_moved", { title: axis.title }));
      return;
    }
    const after = by === 1 ? siblings[to] : siblings[to - 1];
    const before = by === 1 ? siblings[to + 1] : siblings[to];
    const order_key = between(after?.order_key ?? null, before?.order_key ?? null);
    void askPlan(
      here,
      { tag: "action_plan.edit_axis", axis: axis.axis_id, order_key: { was: axis.order_key, to: order_key } },
      told({ order_key }, t("summary.moved")),
    );
    announce(t(by === -1 ? "table.moved_up" : "table.moved_down", { title: axis.title }));
  };
  const conflicts = openConflicts(here.store).filter((conflict) => conflict.item_id === axis.axis_id);
  return (
    <li class={`axis-line band-${Math.min(depth, 2)}`}>
      <div class="axis-main">
        <InlineText
          label={t("axis.title")}
          quiet
          value={axis.title}
          required
          readOnly={!here.mayEdit}
          onSave={(was, to) =>
            void askPlan(
              here,
              { tag: "action_plan.edit_axis", axis: axis.axis_id, title: { was: was ?? "", to: to ?? "" } },
              told({ title: to ?? "" }, t("field.value", { field: t("axis.title"), value: to ?? "" })),
            )
          }
        />
        <span class="quiet axis-count">{plural("actions", actions.length)}</span>
        {axis.internal && <span class="chip">{t("axis.internal")}</span>}
        {here.mayEdit && (
          <span class="axis-buttons">
            <button type="button" class="button-plain" onClick={() => step(-1)}>
              <Icon name="up" />
              <span class="hidden">{t("axis.up", { title: axis.title })}</span>
            </button>
            <button type="button" class="button-plain" onClick={() => step(1)}>
              <Icon name="down" />
              <span class="hidden">{t("axis.down", { title: axis.title })}</span>
            </button>
            <button
              type="button"
              class="button-plain"
              onClick={() => {
                void askPlan(here, { tag: "action_plan.withdraw_axis", axis: axis.axis_id }, told({ withdrawn: true }, t("summary.withdrawn")));
              }}
            >
              <Icon name="bin" />
              <span class="hidden">{t("axis.withdraw", { title: axis.title })}</span>
            </button>
          </span>
        )}
      </div>
      {here.mayEdit && <AxisDetails here={here} axis={axis} axes={axes} told={told} />}
      {here.at === null && <HistoryButton network={here.network} kind="axis" item={axis.axis_id} name={said(axis.title)} small />}
      {!here.mayEdit && axis.description !== null && <p class="quiet">{axis.description}</p>}
      {conflicts.map((conflict) => (
        <ConflictNote key={conflict.conflict_id} conflict={conflict} />
      ))}
    </li>
  );
}

interface DetailsProps {
  readonly here: Here;
  readonly axis: AxisList;
  readonly axes: readonly AxisList[];
  readonly told: (set: Partial<AxisList>, summary: string) => Parameters<typeof askPlan>[2];
}

function AxisDetails({ here, axis, axes, told }: DetailsProps) {
  const id = useId();
  const inside = within(axes, axis.axis_id);
  return (
    <details class="axis-details">
      <summary>
        {t("axis.details")}
        <span class="hidden"> {axis.title}</span>
      </summary>
      <div class="fields">
        <InlineText
          label={t("field.description")}
          value={axis.description}
          long
          onSave={(was, to) =>
            void askPlan(
              here,
              { tag: "action_plan.edit_axis", axis: axis.axis_id, description: { was, to } },
              told({ description: to }, t("field.value", { field: t("field.description"), value: to ?? t("value.empty") })),
            )
          }
        />
        <div class="field">
          <label for={`${id}parent`}>{t("axis.parent")}</label>
          <select
            id={`${id}parent`}
            class="control"
            value={axis.parent_id ?? ""}
            onChange={(event) => {
              const to = event.currentTarget.value === "" ? null : event.currentTarget.value;
              void askPlan(
                here,
                { tag: "action_plan.edit_axis", axis: axis.axis_id, parent: { was: axis.parent_id, to } },
                told({ parent_id: to }, t("summary.moved")),
              );
            }}
          >
            <option value="">{t("axis.top")}</option>
            {axesInOrder(axes)
              .filter(({ axis: other }) => !inside.has(other.axis_id))
              .map(({ axis: other, depth }) => (
                <option key={other.axis_id} value={other.axis_id}>
                  {"\u2003".repeat(depth) + other.title}
                </option>
              ))}
          </select>
        </div>
        <label class="tick tick-alone">
          <input
            type="checkbox"
            checked={axis.internal}
            onChange={(event) => {
              const to = event.currentTarget.checked;
              void askPlan(
                here,
                { tag: "action_plan.edit_axis", axis: axis.axis_id, internal: { was: axis.internal, to } },
                told({ internal: to }, t("field.value", { field: t("axis.internal"), value: t(to ? "value.yes" : "value.no") })),
              );
            }}
          />
          <span>{t("axis.internal_long")}</span>
        </label>
      </div>
    </details>
  );
}

function NewAxis({ axes }: { readonly axes: readonly AxisList[] }) {
  const here = useHere();
  const id = useId();
  const [title, setTitle] = useState("");
  const [parent, setParent] = useState("");
  const [wrong, setWrong] = useState(false);
  return (
    <form
      class="inline-form"
      onSubmit={(event) => {
        event.preventDefault();
        const wanted = title.trim();
        if (wanted === "") {
          setWrong(true);
          return;
        }
        const axis = newId();
        const parent_id = parent === "" ? null : parent;
        const siblings = axes.filter((other) => other.parent_id === parent_id).sort(byOrder);
        const order_key = between(siblings[siblings.length - 1]?.order_key ?? null, null);
        const fresh: AxisList = { axis_id: axis, plan_id: here.plan, parent_id, title: wanted, description: null, order_key, internal: false, withdrawn: false };
        void askPlan(
          here,
          { tag: "action_plan.add_axis", axis, title: wanted, order_key, ...(parent_id === null ? {} : { parent: parent_id }) },
          { previews: [{ table: "axis_list", key: axis, set: fresh, fresh: true }], subject: wanted, summary: t("summary.added") },
        );
        setTitle("");
        setWrong(false);
        announce(t("axis.added", { title: wanted }));
      }}
    >
      <div class="grow">
        <label for={`${id}title`}>{t("axis.new")}</label>
        <input
          id={`${id}title`}
          class="control"
          maxLength={300}
          autocomplete="off"
          value={title}
          aria-invalid={wrong}
          aria-describedby={`${id}wrong`}
          onInput={(event) => setTitle(event.currentTarget.value)}
        />
      </div>
      <div>
        <label for={`${id}parent`}>{t("axis.parent")}</label>
        <select id={`${id}parent`} class="control" value={parent} onChange={(event) => setParent(event.currentTarget.value)}>
          <option value="">{t("axis.top")}</option>
          {axesInOrder(axes).map(({ axis, depth }) => (
            <option key={axis.axis_id} value={axis.axis_id}>
              {"\u2003".repeat(depth) + axis.title}
            </option>
          ))}
        </select>
      </div>
      <button type="submit" class="button button-main">
        <Icon name="plus" />
        {t("axis.add")}
      </button>
      <p id={`${id}wrong`} class="wrong">
        {wrong && t("wrong.empty")}
      </p>
    </form>
  );
}
