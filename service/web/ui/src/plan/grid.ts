/**
 * Moving through the table by keyboard, as in a spreadsheet: one stop of the Tab key, then arrows.
 *
 * Cells are found in the page itself, in the order they are drawn; a row of an axis has one cell across all columns.
 */

type Move = "left" | "right" | "up" | "down" | "row_start" | "row_end" | "first" | "last" | "page_up" | "page_down";

const PAGE = 10;

const KEYS: Readonly<Record<string, Move>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  Home: "row_start",
  End: "row_end",
  PageUp: "page_up",
  PageDown: "page_down",
};

export function moveOf(event: KeyboardEvent): Move | null {
  if (event.altKey || event.metaKey) {
    return null;
  }
  const move = KEYS[event.key] ?? null;
  if (!event.ctrlKey) {
    return move;
  }
  return move === "row_start" ? "first" : move === "row_end" ? "last" : null;
}

/** Where a move from this cell leads; null at the edge. */
export function target(grid: HTMLElement, cell: HTMLElement, move: Move): HTMLElement | null {
  const rows = rowsOf(grid);
  const row = cell.closest<HTMLElement>("[data-row]");
  const at = row === null ? -1 : rows.indexOf(row);
  const cells = row === null ? [] : cellsOf(row);
  const column = cells.indexOf(cell);
  switch (move) {
    case "left":
      return cells[column - 1] ?? null;
    case "right":
      return cells[column + 1] ?? null;
    case "row_start":
      return cells[0] ?? null;
    case "row_end":
      return cells[cells.length - 1] ?? null;
    case "first":
      return cellAt(rows[0], 0);
    case "last":
      return cellAt(rows[rows.length - 1], Number.MAX_SAFE_INTEGER);
    default: {
      const steps = { up: -1, down: 1, page_up: -PAGE, page_down: PAGE }[move];
      const to = Math.max(0, Math.min(rows.length - 1, at + steps));
      return to === at ? null : cellAt(rows[to], wantedColumn(cells, column));
    }
  }
}

/** Crossing a row of an axis must not lose the column one came from. */
let lastColumn = 0;
function wantedColumn(cells: readonly HTMLElement[], column: number): number {
  if (cells.length > 1) {
    lastColumn = column;
  }
  return lastColumn;
}

function cellAt(row: HTMLElement | undefined, column: number): HTMLElement | null {
  if (row === undefined) {
    return null;
  }
  const cells = cellsOf(row);
  return cells[Math.min(column, cells.length - 1)] ?? null;
}

function rowsOf(grid: HTMLElement): HTMLElement[] {
  return [...grid.querySelectorAll<HTMLElement>("[data-row]")];
}

function cellsOf(row: HTMLElement): HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>("[data-cell]")];
}

/** Exactly one cell is a stop of the Tab key: the last one that had the focus, else the first. */
export function holdStop(grid: HTMLElement, cell?: HTMLElement): void {
  const stops = [...grid.querySelectorAll<HTMLElement>('[data-cell][tabindex="0"]')];
  const stop = cell ?? stops[0] ?? grid.querySelector<HTMLElement>("[data-cell]");
  for (const other of stops) {
    if (other !== stop) {
      other.tabIndex = -1;
    }
  }
  if (stop !== null) {
    stop.tabIndex = 0;
  }
}

export function focusCell(grid: HTMLElement, cell: HTMLElement): void {
  holdStop(grid, cell);
  cell.focus();
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}
