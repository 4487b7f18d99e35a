/** One cell: shows a value, becomes its editor, gives the focus back. */

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { money, moment } from "../format.ts";
import { t } from "../i18n.ts";
import { draftOf } from "../live/drafts.ts";
import type { Present } from "../live/presence.ts";
import { Control } from "../parts/Control.tsx";
import { Icon } from "../parts/Icon.tsx";
import { distinct, nameOf } from "../parts/People.tsx";
import { AimMarks, PriorityMark, Status } from "../parts/Status.tsx";
import { atSameMoment, go, paths } from "../router.ts";
import type { PlanBoard } from "../types.ts";
import { type Column, columnLabel } from "./columns.ts";
import { editField } from "./edit.ts";
import { cellName, type Editing, editing } from "./editing.ts";
import { AIMS, type FieldName, inWords, isField, kindOf, said } from "./fields.ts";
import { focusCell, target } from "./grid.ts";
import { type Here, topicOf, useHere } from "./here.ts";
import { SetDialog } from "./SetDialog.tsx";
import { useField } from "./useField.ts";
import { namesIn, valueInWords } from "./words.ts";

interface Props {
  readonly action: PlanBoard;
  readonly column: Column;
  readonly edited: Editing | null;
  readonly clashing: boolean;
  readonly others: readonly Present[];
  readonly children?: ComponentChildren;
}

const TYPED: ReadonlySet<string> = new Set(["line", "text", "lines", "money"]);

export function ActionCell({ action, column, edited, clashing, others, children }: Props) {
  const here = useHere();
  const cell = useRef<HTMLTableCellElement>(null);
  const editable = here.mayEdit && isField(column);
  const wasEdited = useRef(false);
  useLayoutEffect(() => {
    // The editor is gone and took the focus with it: the cell takes it back, unless the person went elsewhere.
    if (wasEdited.current && edited === null && (document.activeElement === document.body || document.activeElement === null)) {
      cell.current?.focus();
    }
    wasEdited.current = edited !== null;
  }, [edited]);

  const begin = (typed: string | null): void => {
    if (editable) {
      if (kindOf(column as FieldName) === "switch") {
        void editField(here, action, column as FieldName, action[column as FieldName], action[column as FieldName] !== true);
      } else {
        editing.value = { action: action.action_id, column, typed };
      }
    } else if (column === "funders" || column.startsWith("extra.")) {
      go(paths.action(here.network.card.network_id, here.plan, action.action_id));
    }
  };
  const name = cellName(action.action_id, column);
  const people = distinct(others);
  const classes = [
    `col-${column.startsWith("extra.") ? "extra" : column}`,
    clashing ? "cell-clashing" : "",
    people.length > 0 ? "cell-busy" : "",
    edited === null ? "" : "cell-editing",
    column.startsWith("budget") || column === "funders" ? "number" : "",
  ].join(" ");
  const attributes = {
    ref: cell,
    class: classes,
    "data-cell": name,
    "data-action": action.action_id,
    tabIndex: -1,
    "aria-readonly": editable ? undefined : true,
    onFocus: () => here.network.presence.tell(topicOf(here.plan), { item: action.action_id, field: column, mode: edited === null ? "view" : "edit" }),
    onClick: (event: MouseEvent) => {
      // Nobody taps twice: on a touch screen the first tap opens, the card from the title and the editor elsewhere.
      if (edited === null && event instanceof PointerEvent && event.pointerType === "touch" && (event.target as Element).closest("a, button, label") === null) {
        if (column === "title") {
          go(atSameMoment(paths.action(here.network.card.network_id, here.plan, action.action_id)));
        } else {
          begin(null);
        }
      }
    },
    onDblClick: (event: MouseEvent) => {
      if (edited === null && (event.target as Element).closest("a, button, label") === null) {
        begin(null);
      }
    },
    onKeyDown: (event: KeyboardEvent) => {
      if (event.target !== event.currentTarget || edited !== null || event.ctrlKey || event.metaKey || event.altKey) {
        return;
      }
      if (event.key === "Enter" || event.key === "F2") {
        event.preventDefault();
        begin(null);
      } else if (event.key === " " && !event.shiftKey && editable && !TYPED.has(kindOf(column as FieldName))) {
        event.preventDefault();
        begin(null);
      } else if (event.key.length === 1 && event.key !== " " && editable && TYPED.has(kindOf(column as FieldName))) {
        event.preventDefault();
        begin(event.key);
      }
    },
  };
  const inside = (
    <>
      {edited === null || !isField(column) ? <Shown here={here} action={action} column={column} /> : <Editor here={here} action={action} field={column} edited={edited} />}
      {people.length > 0 && (
        <span class="cell-who">
          <Icon name="pen" />
          {people.map((person) => nameOf(here.store, person)).join(", ")}
        </span>
      )}
      {children}
    </>
  );
  return column === "title" ? (
    <th scope="row" role="rowheader" {...attributes}>
      {inside}
    </th>
  ) : (
    <td role="gridcell" {...attributes}>{inside}</td>
  );
}

function Shown({ here, action, column }: { readonly here: Here; readonly action: PlanBoard; readonly column: Column }) {
  switch (column) {
    case "title":
      return (
        <span class="cell-title">
          {said(action.title)}
        </span>
      );
    case "status":
      return <Status status={action.status} />;
    case "priority":
      return action.priority === null ? null : <PriorityMark priority={action.priority} />;
    case "aims":
      return <AimMarks aims={action.aims} all={AIMS} />;
    case "funders": {
      const names = Object.keys(action.funders);
      const sum = Object.values(action.funders).reduce((all, { amount }) => all + (amount ?? 0), 0);
      return names.length === 0 ? null : (
        <span title={valueInWords("funders", action.funders, here.store)}>
          {names.join(", ")}
          {sum > 0 && ` ${money(sum)}`}
        </span>
      );
    }
    case "changed":
      return (
        <span class="quiet">
          {nameOf(here.store, action.changed_by)}, {moment(action.changed_at)}
        </span>
      );
    default:
      if (isField(column)) {
        const words = column === "continuous" && !action.continuous ? "" : inWords(column, action[column], namesIn(here.store));
        return <span class="clamp">{words}</span>;
      }
      return <span class="clamp">{action.extra[column.slice("extra.".length)] ?? ""}</span>;
  }
}

interface EditorProps {
  readonly here: Here;
  readonly action: PlanBoard;
  readonly field: FieldName;
  readonly edited: Editing;
}

function Editor(props: EditorProps) {
  const kind = kindOf(props.field);
  const close = (): void => {
    editing.value = null;
  };
  return kind === "aims" || kind === "people" ? (
    <>
      <Shown here={props.here} action={props.action} column={props.field} />
      <SetDialog action={props.action} field={props.field} onClose={close} />
    </>
  ) : (
    <TypedEditor {...props} close={close} />
  );
}

function TypedEditor({ here, action, field, edited, close }: EditorProps & { readonly close: () => void }) {
  const state = useField(here, action, field);
  const done = useRef(false);
  const long = kindOf(field) === "text" || kindOf(field) === "lines";
  const notes = `${action.action_id}-${field}-notes`;
  useLayoutEffect(() => {
    const fresh = draftOf(action.action_id, field).peek() === null;
    state.begin();
    if (edited.typed !== null && fresh) {
      state.type(edited.typed);
    }
  }, []);

  const save = (text?: string): boolean => {
    const understood = state.save(text);
    if (understood && !done.current) {
      done.current = true;
      close();
    }
    return understood;
  };
  return (
    <span class={long ? "cell-editor cell-editor-long" : "cell-editor"}>
      <Control
        field={field}
        text={state.text}
        label={t("cell.editing", { column: columnLabel(field), title: action.title })}
        describedBy={notes}
        invalid={state.wrong !== null}
        taking
        onType={state.type}
        onChoose={(text) => save(text)}
        onLeave={() => {
          if (!done.current) {
            save();
          }
        }}
        onKeyDown={(event) => {
          const cell = event.currentTarget instanceof HTMLElement ? event.currentTarget.closest<HTMLElement>("[data-cell]") : null;
          const grid = cell?.closest<HTMLElement>('[role="grid"]') ?? null;
          if (event.key === "Escape") {
            event.preventDefault();
            event.stopPropagation();
            done.current = true;
            state.cancel();
            close();
          } else if (event.key === "Enter" && (!long || event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            event.stopPropagation();
            save();
          } else if (event.key === "Tab") {
            event.preventDefault();
            if (save() && cell !== null && grid !== null) {
              focusCell(grid, target(grid, cell, event.shiftKey ? "left" : "right") ?? cell);
            }
          } else {
            event.stopPropagation();
          }
        }}
      />
      <span class="notes" id={notes}>
        {state.wrong !== null && (
          <span class="wrong">
            <Icon name="late" />
            {state.wrong}
          </span>
        )}
        {state.meanwhile !== null && (
          <span class="meanwhile">
            <Icon name="conflict" />
            <span>
              {t("field.meanwhile", { who: nameOf(here.store, state.meanwhile.by) })} <q>{valueInWords(field, state.meanwhile.value, here.store)}</q>
            </span>
          </span>
        )}
        {long && <span class="hint">{t("cell.long_hint")}</span>}
      </span>
    </span>
  );
}
