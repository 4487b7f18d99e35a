"""Reads the plan that stands in a workbook, row by row, cell by cell.

Help and example rows are known by their sentences, never by their number. What can not be taken as it stands becomes
a fault that names sheet, row and column and says what to do; what was taken in a way worth knowing becomes a note.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from msgspec import structs

from events import action, fields
from events.decider import Invalid
from events.ids import ActionId
from service.files import cells, plan_export, plan_rows
from service.files.cells import InWords, Unread
from service.files.columns import AIMS, AXES, SPELLINGS, Column, Layout, words
from service.files.plan_export import Left
from service.files.plan_rows import Reading, Row
from service.files.report import Remark, remark
from service.files.workbook import Cell, Sheet, Workbook

MAX_LINE, MAX_TEXT = 300, 20_000
PEOPLE = ("lead_people", "elected_people")
_SOME_PLAN = UUID(int=1)  # a row is tried against an action's limits before it is known which plan it joins
_AIMS = {aim: SPELLINGS[aim] for aim in AIMS}
#: Columns that make one field together: where one of them was changed, all of them say it.
_TOGETHER = {
    "co_leads": "lead",
    "amount": "funder",
    "starts_on": "calendar",
    "ends_on": "calendar",
    **dict.fromkeys(AIMS, "aims"),
}


def read(workbook: Workbook, only: str | None = None, left: Left | None = None) -> Reading:
    """What the workbook, or one sheet of it, says about a plan; Invalid when it holds none.

    ``left``: it is one that left here, and this is what it said then.
    """
    faults: list[Remark] = []
    notes: list[Remark] = []
    rows: list[Row] = []
    sheets = plan_rows.chosen(workbook, only)
    for sheet, layout in sheets:
        found = list(_Reader(sheet, layout, faults, notes, left or Left()).rows())
        notes += plan_rows.about_columns(sheet, layout, found)
        rows += found
    if not rows and not faults:
        faults.append(remark("no_rows", ", ".join(sheet.name for sheet, _ in sheets)))
    reading = Reading(tuple(plan_rows.shown(sheet, layout) for sheet, layout in sheets), tuple(rows), tuple(faults), tuple(notes))
    return structs.replace(reading, faults=(*faults, *plan_rows.repeated(rows, reading.header)))


class _Reader:
    """Reads one sheet."""

    def __init__(self, sheet: Sheet, layout: Layout, faults: list[Remark], notes: list[Remark], left: Left) -> None:
        self.sheet = sheet
        self.layout = layout
        self.faults = faults
        self.notes = notes
        self.columns = {column.field: column for column in reversed(layout.columns) if column.field}
        self.funders = {layout.columns[column.funder].index for column in layout.columns if column.funder is not None}
        self.left = left
        self.places = _places(sheet, layout, left)
        self.action_id: ActionId | None = None
        self.met: set[ActionId] = set()
        self.number = 0
        self.row: list[Cell] = []
        self.faulty = False

    def rows(self) -> Iterator[Row]:
        """Every row that describes an action."""
        for number, values in enumerate(self._filled_down(), start=1):
            if number <= self.layout.row:
                continue
            self.number = number
            self.row = values
            self.action_id = self._identified()
            if self.action_id is None:  # what left here is neither help nor example, however it begins
                self.row = ["" if cells.is_help(cell) else cell for cell in values]
                filled = [cell for cell in self.row if cell != ""]
                if not filled or cells.is_banner(filled):
                    continue
                if any(cells.is_example(cell) for cell in filled):
                    self._note("example_left_out")
                    continue
            self.faulty = False
            found = self._action()
            if found is not None and not self.faulty:
                yield found

    def _filled_down(self) -> list[list[Cell]]:
        """The rows, where an axis or a title merged over several of them stands in each."""
        rows = [list(row) for row in self.sheet.rows]
        held = {self.columns[name].index for name in (*AXES, "title") if name in self.columns}
        for (top, left), (bottom, _right) in self.sheet.spans:
            if left - 1 in held and self.layout.row < top <= len(rows):
                value = rows[top - 1][left - 1]
                for row in rows[top : min(bottom, len(rows))]:
                    if any(cell != "" for cell in row):
                        row[left - 1] = value
        return rows

    def _action(self) -> Row | None:
        path = self._path()
        title = self._line("title")
        sub_title = self._line("sub_title")
        if title is None:
            if not self.faulty:
                self._without_title(path, sub_title)
            return None
        people: dict[str, tuple[str, ...]] = {}
        said = self._said(people)
        checked = None if self.faulty else self._checked(sub_title or title, said)
        return Row(self.sheet.name, self.number, path, title, sub_title, checked, people, self.action_id) if checked is not None else None

    def _identified(self) -> ActionId | None:
        """The action that the row left here with; of a row that was copied, the first."""
        column = self.columns.get("id")
        shown = str(self._cell(column)).strip() if column else ""
        if not shown or not self.left.rows:
            return None
        try:
            found = ActionId(UUID(shown))
        except ValueError:
            found = None
        if found is None or found not in self.left.rows:
            self._note("unknown_id", column)
            return None
        if found in self.met:
            return None
        self.met.add(found)
        return found

    def _changed(self) -> set[object]:
        """The fields of which this row says something else than when it left."""
        before = () if self.action_id is None else self.left.rows[self.action_id]
        return {
            _field(column)
            for column in self.layout.columns
            if (place := self.places.get(column.index)) is None
            or place >= len(before)
            or not plan_export.unchanged(self._cell(column), before[place])
        }

    def _path(self) -> tuple[str, ...]:
        titles = [self._line(name) for name in AXES]
        depth = max((level for level, title in enumerate(titles, start=1) if title), default=0)
        if None in titles[:depth] and not self.faulty:
            self._fault("axis_missing", self.columns[AXES[depth - 1]], title=titles[depth - 1])
        return tuple(title for title in titles if title)

    def _without_title(self, path: tuple[str, ...], sub_title: str | None) -> None:
        """A row that is no action: an axis by itself, a total, or a fault."""
        axes = {self.columns[name].index for name in AXES if name in self.columns}
        if not any(cell != "" for index, cell in enumerate(self.row) if index not in axes):
            self._note("axis_alone", axis=" / ".join(path))
        elif any(isinstance(cell, str) and words(cell[:40]).startswith(("total", "sous total")) for cell in self.row):
            self._note("total_left_out")
        elif sub_title is not None:
            self._fault("sub_action_without_action", self.columns["title"], title=sub_title)
        else:
            self._fault("no_title", self.columns["title"])

    # --- the cells of one row ---

    def _said(self, people: dict[str, tuple[str, ...]]) -> dict[str, Any]:
        """What the columns say, by field; the names of people apart."""
        said: dict[str, Any] = {}
        changed = self._changed()
        for column in self.layout.columns:
            name = column.field
            cell = self._cell(column)
            if _field(column) not in changed:
                continue
            if name in PEOPLE:
                people[name] = self._names(column, people=True)
            elif name == "lead":
                first, *others = self._names(column) or (None,)
                said["lead"] = first
                said["co_leads"] = (*others, *said.get("co_leads", ()))
            elif name in ("co_leads", "partners"):
                said[name] = (*said.get(name, ()), *self._names(column))
            elif name in AIMS:
                said["aims"] = (*said.get("aims", ()), *((name,) if self._try(column, cells.yes, cell) else ()))
            elif name == "aims":
                found = [self._try(column, cells.choice, one, _AIMS, "no_such_aim") for one in self._names(column)]
                said["aims"] = (*said.get("aims", ()), *(aim for aim in found if aim))
            elif name == "funder":
                said.setdefault("funders", {})
                if column.index not in self.funders:  # no amount goes with it
                    said["funders"].update({one: action.Funding() for one in self._names(column)})
            elif name == "amount":
                self._amount(column, said.setdefault("funders", {}))
            elif name is None:
                said.setdefault("extra", {})[column.header] = self._text(column)
            elif name not in (*AXES, "id", "title", "sub_title", "starts_on", "ends_on"):
                said[name] = self._plain(column, cell)
        if "calendar" in changed:
            self._days(said)
        return said

    def _plain(self, column: Column, cell: Cell) -> Any:
        match column.field:
            case "status":
                return self._status(column, cell)
            case "priority":
                return self._try(column, cells.choice, cell, cells.PRIORITIES, "no_such_priority")
            case "participation":
                return self._try(column, cells.choice, cell, cells.PARTICIPATIONS, "no_such_participation")
            case "continuous":
                return bool(self._try(column, cells.yes, cell))
            case "calendar":
                return self._try(column, cells.calendar, cell)
            case "code":
                return self._try(column, cells.code, cell)
            case "lead_service":
                return self._line("lead_service")
            case "budget_planned" | "budget_actual":
                return self._money(column)
        return self._text(column)

    def _status(self, column: Column, cell: Cell) -> str:
        found: str | None = self._try(column, cells.choice, cell, cells.STATUSES, "no_such_status")
        if found == "late":
            self._note("late_is_in_progress", column)
            return "in_progress"
        if found is None:
            self._note("no_status", column)
        return found or "planned"

    def _line(self, name: str) -> str | None:
        column = self.columns.get(name)
        found: str | None = self._try(column, cells.line, self._cell(column)) if column else None
        return self._short_enough(column, found, MAX_LINE)

    def _text(self, column: Column) -> str | None:
        return self._short_enough(column, self._try(column, cells.text, self._cell(column)), MAX_TEXT)

    def _short_enough(self, column: Column | None, found: str | None, limit: int) -> str | None:
        if found is not None and len(found) > limit:
            self._fault("too_long", column, length=len(found), limit=limit)
            return None
        return found

    def _names(self, column: Column, *, people: bool = False) -> tuple[str, ...]:
        names: tuple[str, ...] = self._try(column, cells.several, self._cell(column), people) or ()
        for name in names:
            if len(name) > MAX_LINE:
                self._fault("name_too_long", column, value=name, length=len(name), limit=MAX_LINE)
                return ()
        return names

    def _money(self, column: Column) -> int | None:
        def note(key: str, **values: object) -> None:
            self._note(key, column, **values)

        found: int | None = self._try(column, cells.cents, self._cell(column), column.tax, note)
        return found

    def _amount(self, column: Column, funders: dict[str, action.Funding]) -> None:
        """An amount, and the funder in the column before it."""
        before = self.layout.columns[column.funder or 0]
        names = self._names(before)
        amount = self._money(column)
        if not names and amount:
            self._fault("amount_without_funder", column, funder=before.header, value=cells.line(self._cell(column)))
        elif amount is None:
            for name in names:
                funders.setdefault(name, action.Funding())
        elif names:
            together = ", ".join(names)[:MAX_LINE]
            if len(names) > 1:
                self._note("amount_of_several", before, funders=together)
            known = funders.get(together, action.Funding()).amount
            if known is not None:
                self._note("funder_twice", before, funder=together)
            funders[together] = action.Funding(amount + (known or 0))

    def _days(self, said: dict[str, Any]) -> None:
        """Both days; what only words can tell joins the calendar."""
        told = []
        for name in ("starts_on", "ends_on"):
            column = self.columns.get(name)
            if column is None:
                continue
            cell = self._cell(column)
            try:
                said[name] = self._try(column, cells.day, cell)
            except InWords:
                said[name] = None
                told.append(f"{column.header} : {cells.line(cell)}")
                self._note("date_in_words", column, value=cells.line(cell))
        if told:
            said["calendar"] = "\n".join(part for part in (said.get("calendar"), *told) if part)
        match said:
            case {"starts_on": date() as starts, "ends_on": date() as ends} if ends < starts:
                self._note("ends_before_start", self.columns["ends_on"], starts=f"{starts:%d/%m/%Y}", ends=f"{ends:%d/%m/%Y}")

    def _checked(self, title: str, said: dict[str, Any]) -> action.Edited | None:
        """The same in the form that is stored, once the action's own limits have been tried on it."""
        asked = {name: value for name, value in said.items() if value is not None}
        if "extra" in said:
            asked["extra"] = {header: text for header, text in said["extra"].items() if text is not None}
        plain = msgspec.to_builtins({"tag": "action.add", "plan": _SOME_PLAN, "order_key": "V", "title": title, **asked})
        try:
            added = fields.normal(msgspec.convert(plain, action.Add))
        except (Invalid, msgspec.ValidationError) as fault:
            self._fault("not_taken", None, why=fault.sentence if isinstance(fault, Invalid) else str(fault))
            return None
        kept = {name: getattr(added, name) for name in said}
        if "extra" in said:
            kept["extra"] = {header: added.extra.get(header) for header in sorted(said["extra"])}
        return structs.replace(action.Edited(), **kept)

    # --- what goes wrong, and where ---

    def _cell(self, column: Column) -> Cell:
        return self.row[column.index] if column.index < len(self.row) else ""

    def _try(self, column: Column, reading: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return reading(*arguments)
        except Unread as unread:
            self._fault(unread.key, column, **unread.values)
            return None

    def _fault(self, key: str, column: Column | None = None, **values: object) -> None:
        self.faulty = True
        self.faults.append(remark(key, self.sheet.name, self.number, column.header if column else None, **values))

    def _note(self, key: str, column: Column | None = None, **values: object) -> None:
        self.notes.append(remark(key, self.sheet.name, self.number, column.header if column else None, **values))


def _field(column: Column) -> object:
    """What a column is a part of; one that nobody knows, of nothing but itself."""
    return ("extra", column.header) if column.field is None else _TOGETHER.get(column.field, column.field)


def _places(sheet: Sheet, layout: Layout, left: Left) -> dict[int, int]:
    """Where each column stood when the file left: known by its header, and by how many before it are headed alike."""
    stood = {named: place for place, named in enumerate(_numbered(left.headers))}
    return {index: stood[named] for index, named in enumerate(_numbered(sheet.rows[layout.row - 1])) if named in stood}


def _numbered(headers: Iterable[Cell]) -> Iterator[tuple[str, int]]:
    met: Counter[str] = Counter()
    for header in headers:
        shown = " ".join(str(header).split())
        met[shown] += 1
        yield shown, met[shown]
