"""The rows of a workbook as the actions they describe, and everything that keeps a row from being one.

Pure: cells in, rows and remarks out. A row says what its columns say and nothing about the rest: a field whose column
is missing is untouched.
"""

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from events import action, fields
from events.decider import Invalid
from events.ids import ActionId
from service.files import columns
from service.files.archive import unreadable
from service.files.bounds import MAX_COLUMNS, MAX_ROWS
from service.files.columns import Layout
from service.files.report import Heading, Remark, SheetRead, remark
from service.files.workbook import Sheet, Workbook


class Row(Struct, frozen=True):
    """One action or sub-action as its row describes it."""

    sheet: str
    number: int
    path: tuple[str, ...]  # the titles of its axes, from the first level down
    title: str
    sub_title: str | None  # given: this is a sub-action of the action called ``title``
    said: action.Edited  # what the columns say; people stand apart, by name
    people: dict[str, tuple[str, ...]] = {}
    action_id: ActionId | None = None  # given: the row left here with this action, and says only what was changed in it since

    @property
    def called(self) -> str:
        """The title of the action this row describes."""
        return self.sub_title or self.title


class Reading(Struct, frozen=True):
    """All that a workbook says about a plan."""

    sheets: tuple[SheetRead, ...]
    rows: tuple[Row, ...]
    faults: tuple[Remark, ...]
    notes: tuple[Remark, ...]

    def header(self, sheet: str, field: str) -> str | None:
        """How a sheet heads the column of a field."""
        columns = next((one.columns for one in self.sheets if one.name == sheet), ())
        return next((column.header for column in columns if column.field == field), None)


def same(title: str) -> str:
    """A title or name as it is compared: spaces, capitals and how accents are encoded do not matter."""
    return fields.clean(title, line=True).casefold()


def chosen(workbook: Workbook, only: str | None = None) -> list[tuple[Sheet, Layout]]:
    """The sheets that hold a plan, and their columns; Invalid when there is none."""
    sheets = [sheet for sheet in workbook.sheets if (sheet.name == only if only is not None else not sheet.hidden)]
    if only is not None and not sheets:
        raise unreadable("no_such_sheet", sheet=only[:80], sheets=", ".join(sheet.name for sheet in workbook.sheets))
    found = [(sheet, layout) for sheet in sheets if (layout := columns.layout(sheet))]
    if not found:
        raise _no_plan(sheets)
    return found


def _no_plan(sheets: Sequence[Sheet]) -> Invalid:
    if any(sheet.too_large for sheet in sheets):
        return unreadable("too_much", rows=MAX_ROWS, columns=MAX_COLUMNS)
    rows = [[cell for cell in row if isinstance(cell, str) and cell] for sheet in sheets for row in sheet.rows[: columns.HEADERS_WITHIN]]
    fullest = max(rows, key=len, default=[])
    return unreadable("no_columns", found=", ".join(" ".join(cell.split())[:40] for cell in fullest[:8]) or "–")


def shown(sheet: Sheet, layout: Layout) -> SheetRead:
    """How a sheet was understood, for the report."""
    return SheetRead(sheet.name, layout.row, tuple(Heading(column.header, column.field) for column in layout.columns if column.header))


def about_columns(sheet: Sheet, layout: Layout, rows: Sequence[Row]) -> Iterator[Remark]:
    """What is worth knowing about the columns as such: those nobody knows, and how amounts are taxed."""
    extra = {header for row in rows if row.said.extra for header, text in row.said.extra.items() if text is not None}
    kept = [column.header for column in layout.columns if column.field is None and column.header in extra]
    if kept:
        yield remark("columns_kept", sheet.name, columns=", ".join(kept))
    if rows and layout.of("status") is None:
        yield remark("no_status_column", sheet.name)
    taxes = sorted({column.tax for column in layout.columns if column.tax})
    if taxes and any(row.said.funders or row.said.budget_planned or row.said.budget_actual for row in rows):
        yield remark("amounts_taxed" if len(taxes) == 1 else "amounts_mixed", sheet.name, tax=taxes[0])


def repeated(rows: Sequence[Row], header: Callable[[str, str], str | None]) -> Iterator[Remark]:
    """Rows that describe the same action twice."""
    first: dict[tuple[object, ...], Row] = {}
    for row in rows:
        known = first.setdefault((tuple(map(same, row.path)), same(row.title), same(row.sub_title or "")), row)
        if known is not row and (known.action_id is None or row.action_id is None):
            key = "repeated_sub_action" if row.sub_title else "repeated_action" if row.path else "repeated_action_without_axis"
            place = str(known.number) if known.sheet == row.sheet else f"{known.number} ({known.sheet})"
            column = header(row.sheet, "sub_title" if row.sub_title else "title")
            yield remark(key, row.sheet, row.number, column, title=row.called, axis=" / ".join(row.path), first=place, action=row.title)
