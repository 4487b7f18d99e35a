/** A plan as a table: axes as bands, actions as rows, every cell edited where it stands, everything by keyboard. */

import { type ReadonlySignal, type Signal, signal, useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { announce } from "../announce.ts";
import { money } from "../format.ts";
import { plural, t } from "../i18n.ts";
import { Icon } from "../parts/Icon.tsx";
import { later } from "../parts/Later.tsx";
import { go, paths, query } from "../router.ts";
import type { PlanBoard, Uuid } from "../types.ts";
import { ActionRow } from "./ActionRow.tsx";
import { adding } from "./adding.ts";
import { ChooseAll, Chosen } from "./Chosen.tsx";
import { useChoosing } from "./choosing.ts";
import { ALWAYS, type Column, columnLabel, columnsOf, offered } from "./columns.ts";
import { stepAction } from "./edit.ts";
import { EmptyPlan } from "./EmptyPlan.tsx";
import { hasEdited } from "./editing.ts";
import { FilterBar } from "./FilterBar.tsx";
import { clearFilters, filtersIn, isFiltered } from "./filters.ts";
import { focusCell, holdStop, moveOf, target } from "./grid.ts";
import { isEmpty, leavingMoment, useHere } from "./here.ts";
import { useShown, useStable } from "./shown.ts";
import { groupsOf } from "./tree.ts";

const PasteDialog = later(() => import("./PasteDialog.tsx").then((part) => part.PasteDialog), "part");

/** The shape of the table: which rows stand where. It changes less often than what is in them. */
interface Band {
  readonly axis: Uuid | null;
  readonly title: string;
  readonly depth: number;
  readonly internal: boolean;
  readonly actions: readonly Uuid[];
}

/** What was pasted, and the rows and columns that it may reach. */
interface Pasted {
  readonly text: string;
  readonly rows: readonly PlanBoard[];
  readonly columns: readonly Column[];
}

/** Rows drawn at once; the rest follow frame by frame, so that old machines answer from the start. */
const CHUNK = 30;

/** The axes that a person folded away stay so while the app is open. */
const closedBands = new Map<Uuid, Signal<ReadonlySet<string>>>();

function closedIn(plan: Uuid): Signal<ReadonlySet<string>> {
  const closed = closedBands.get(plan) ?? signal<ReadonlySet<string>>(new Set());
  closedBands.set(plan, closed);
  return closed;
}

export function PlanTable() {
  const here = useHere();
  const { store } = here;
  const grid = useRef<HTMLTableElement>(null);
  const closed = closedIn(here.plan);
  const drawn = useSignal(CHUNK);
  const [pasted, setPasted] = useState<Pasted | null>(null);
  const [isNew] = useState(() => !hasEdited()); // while the table stands, so that nothing moves under a hand

  const shown = useShown();
  const empty = useComputed(() => isEmpty(here));
  const filtered = useComputed(() => isFiltered(filtersIn(query.value)));
  const bands = useStable<readonly Band[]>(() =>
    groupsOf(
      store.all("axis_list").filter((axis) => axis.plan_id === here.plan),
      shown.value,
    )
      .filter(({ actions }) => actions.length > 0 || !filtered.value)
      .map(({ axis, depth, actions }) => ({
        axis: axis?.axis_id ?? null,
        title: axis?.title ?? t("axis.none"),
        depth,
        internal: axis?.internal ?? false,
        actions: actions.map(({ action_id }) => action_id),
      })),
  );
  const total = useComputed(() => shown.value.length);
  const unfolded = useComputed(() => bands.value.reduce((all, { axis, actions }) => all + (closed.value.has(axis ?? "") ? 0 : actions.length), 0));

  useSignalEffect(() => {
    const missing = total.value > drawn.value && !leavingMoment.value;
    if (missing) {
      const frame = requestAnimationFrame(() => {
        drawn.value += CHUNK;
      });
      return () => cancelAnimationFrame(frame);
    }
    return undefined;
  });
  useEffect(() => {
    const draw = (): void => {
      drawn.value = Number.POSITIVE_INFINITY; // paper shows all, and waits for no frame
    };
    addEventListener("beforeprint", draw);
    return () => removeEventListener("beforeprint", draw);
  }, []);
  useEffect(() => {
    if (grid.current !== null) {
      holdStop(grid.current);
    }
  });

  const offer = useStable(() => offered(shown.value));
  const visible = useStable(() => columnsOf(here.plan, here.network.me).filter((column) => offer.value.includes(column))).value;
  const width = visible.length + 1;
  let room = drawn.value;

  const fold = (band: Band): void => {
    const key = band.axis ?? "";
    const next = new Set(closed.value);
    if (!next.delete(key)) {
      next.add(key);
    }
    closed.value = next;
  };

  /** The actions of the axes that are not folded away, as they stand. */
  const standing = (): readonly Uuid[] => bands.value.filter((band) => !closed.value.has(band.axis ?? "")).flatMap(({ actions }) => actions);

  const choosing = useChoosing(here, shown, standing);

  /** Space on the name of an action chooses it, with Shift on any of its cells all from the last one on. */
  const onChoose = (event: KeyboardEvent, action: Uuid | undefined, isName: boolean): boolean => {
    if (choosing.onKey(event)) {
      return true;
    }
    if (!here.mayEdit || event.altKey || event.ctrlKey || event.metaKey || event.key !== " " || action === undefined || !(isName || event.shiftKey)) {
      return false;
    }
    event.preventDefault();
    choosing.take(action, event.shiftKey);
    return true;
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const table = grid.current;
    const cell = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>("[data-cell]") : null;
    if (table === null || cell === null || event.target !== cell) {
      return;
    }
    const action = cell.dataset["action"];
    if (onChoose(event, action, cell.dataset["cell"] === `${action}/${ALWAYS}`)) {
      return;
    }
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown") && action !== undefined && here.mayEdit) {
      event.preventDefault();
      const row = store.row("plan_board", action);
      const moved = row !== null && stepAction(here, row, event.key === "ArrowUp" ? -1 : 1);
      announce(t(moved ? (event.key === "ArrowUp" ? "table.moved_up" : "table.moved_down") : "table.not_moved", { title: row?.title ?? "" }));
      requestAnimationFrame(() => {
        if (!cell.isConnected || document.activeElement !== cell) {
          focusCell(table, table.querySelector<HTMLElement>(`[data-cell="${CSS.escape(cell.dataset["cell"] ?? "")}"]`) ?? cell);
        }
      });
      return;
    }
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && action !== undefined) {
      event.preventDefault();
      go(paths.action(here.network.card.network_id, here.plan, action));
      return;
    }
    const move = moveOf(event);
    if (move !== null) {
      event.preventDefault();
      const to = target(table, cell, move);
      if (to !== null) {
        focusCell(table, to);
      }
    }
  };

  /** Cells of a spreadsheet, on the cell that has the focus: they are laid over it and what stands below and to its right. */
  const onPaste = (event: ClipboardEvent): void => {
    const cell = event.target instanceof HTMLElement && event.target.dataset["cell"] !== undefined ? event.target : null;
    const action = cell?.dataset["action"];
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (action === undefined || !here.mayEdit || text === "") {
      return;
    }
    event.preventDefault();
    const order = standing();
    const all: readonly Column[] = [ALWAYS, ...visible];
    setPasted({
      text,
      rows: order.slice(order.indexOf(action)).flatMap((id) => store.row("plan_board", id) ?? []),
      columns: all.slice(all.indexOf((cell?.dataset["cell"] ?? "").slice(action.length + 1) as Column)),
    });
  };

  if (empty.value) {
    return <EmptyPlan />;
  }
  return (
    <>
      <FilterBar all={offer.value} />
      {here.mayEdit && isNew && (
        <p class="hint table-hint">
          <span class="for-mouse">{t("table.hint")}</span>
          <span class="for-touch">{t("table.hint_touch")}</span>
        </p>
      )}
      <div class="sheet" role="region" aria-label={t("table.region")}>
        <table
          ref={grid}
          role="grid"
          class={here.mayEdit ? "grid grid-choosing" : "grid"}
          aria-label={t("table.label")}
          aria-rowcount={unfolded.value + bands.value.length + 2}
          aria-colcount={width}
          aria-readonly={!here.mayEdit}
          aria-multiselectable={here.mayEdit}
          data-drawing={total.value > drawn.value ? true : undefined}
          onKeyDown={onKeyDown}
          onClick={choosing.onTick}
          onPaste={onPaste}
          onFocusIn={(event) => {
            const cell = (event.target as Element).closest<HTMLElement>("[data-cell]");
            if (cell !== null && grid.current !== null) {
              holdStop(grid.current, cell);
            }
          }}
        >
          {/* Rows that are no table to the eye (table.css) say what they are: some browsers would take them for nothing. */}
          <thead role="rowgroup">
            <tr role="row">
              <th scope="col" role="columnheader" class="col-title">
                {here.mayEdit && <ChooseAll choosing={choosing} />}
                {columnLabel(ALWAYS)}
              </th>
              {visible.map((column) => (
                <th key={column} scope="col" role="columnheader" class={`col-${column.startsWith("extra.") ? "extra" : column}`}>
                  {columnLabel(column)}
                </th>
              ))}
            </tr>
          </thead>
          {bands.value.map((band) => {
            const open = !closed.value.has(band.axis ?? "");
            const rows = open ? band.actions.slice(0, Math.max(0, room)) : [];
            room -= rows.length;
            return (
              <tbody key={band.axis ?? ""} role="rowgroup">
                <tr role="row" class={`band band-${Math.min(band.depth, 2)}`} data-row>
                  <th
                    scope="rowgroup"
                    role="rowheader"
                    colSpan={width}
                    data-cell={`axis/${band.axis ?? ""}`}
                    tabIndex={-1}
                    aria-expanded={open}
                    onClick={() => fold(band)}
                    onKeyDown={(event) => {
                      if (event.target === event.currentTarget && (event.key === "Enter" || event.key === " ")) {
                        event.preventDefault();
                        fold(band);
                      }
                    }}
                  >
                    <span class="band-inner">
                      <Icon name={open ? "down" : "right"} />
                      <span class="band-title">{band.title}</span>
                      {band.internal && <span class="chip">{t("axis.internal")}</span>}
                      <span class="band-count">{plural("actions", band.actions.length)}</span>
                      {here.mayEdit && (
                        <button
                          type="button"
                          class="button-plain band-add"
                          tabIndex={-1}
                          onClick={(event) => {
                            event.stopPropagation();
                            adding.value = { axis: band.axis, parent: null };
                          }}
                        >
                          <Icon name="plus" />
                          <span>{t("action.add_here")}</span>
                          <span class="hidden"> {band.title}</span>
                        </button>
                      )}
                    </span>
                  </th>
                </tr>
                {rows.map((action) => (
                  <ActionRow key={action} action={action} columns={visible} />
                ))}
              </tbody>
            );
          })}
          <Totals shown={shown} columns={visible} />
        </table>
      </div>
      {here.mayEdit && <Chosen choosing={choosing} />}
      {pasted !== null && <PasteDialog {...pasted} onClose={() => setPasted(null)} />}
      {total.value === 0 && filtered.value && (
        <div class="empty">
          <p>{t("table.none_found")}</p>
          <button type="button" class="button" onClick={clearFilters}>
            {t("filter.clear")}
          </button>
        </div>
      )}
      {total.value === 0 && !filtered.value && <EmptyPlan />}
      <details class="keys">
        <summary>{t("keys.title")}</summary>
        <dl>
          {KEYS.map(([keys, words]) => (
            <div key={keys}>
              <dt>
                <kbd>{t(keys)}</kbd>
              </dt>
              <dd>{t(words)}</dd>
            </div>
          ))}
        </dl>
      </details>
    </>
  );
}

const KEYS = [
  ["keys.arrows", "keys.arrows_do"],
  ["keys.enter", "keys.enter_do"],
  ["keys.escape", "keys.escape_do"],
  ["keys.tab", "keys.tab_do"],
  ["keys.open", "keys.open_do"],
  ["keys.choose", "keys.choose_do"],
  ["keys.paste", "keys.paste_do"],
  ["keys.move", "keys.move_do"],
  ["keys.ends", "keys.ends_do"],
] as const;

const TOTALS = [
  ["budget_planned", "table.sum_planned"],
  ["budget_actual", "table.sum_actual"],
] as const;

/** Follows every amount, so that the table around it need not. */
function Totals({ shown, columns }: { readonly shown: ReadonlySignal<readonly PlanBoard[]>; readonly columns: readonly string[] }) {
  const actions = shown.value;
  const sum = (of: (action: PlanBoard) => number | null): number => actions.reduce((all, action) => all + (of(action) ?? 0), 0);
  return (
    <tfoot role="rowgroup">
      <tr role="row">
        <th scope="row" role="rowheader" class="col-title">
          {plural("table.total", actions.length)}
          {/* What no column sums is summed here. */}
          {TOTALS.map(
            ([field, words]) =>
              !columns.includes(field) && (
                <span key={field} class="total-more">
                  {t(words, { sum: money(sum((action) => action[field])) })}
                </span>
              ),
          )}
        </th>
        {columns.map((column) => (
          <td key={column} role="gridcell" class={`col-${column.startsWith("extra.") ? "extra" : column}${column.startsWith("budget") || column === "funders" ? " number" : ""}`}>
            {column === "budget_planned" && money(sum((action) => action.budget_planned))}
            {column === "budget_actual" && money(sum((action) => action.budget_actual))}
            {column === "funders" &&
              money(sum((action) => Object.values(action.funders).reduce((all, { amount }) => all + (amount ?? 0), 0)))}
            {column === "status" && plural("plan.done", actions.filter((action) => action.status === "done").length)}
          </td>
        ))}
      </tr>
    </tfoot>
  );
}
