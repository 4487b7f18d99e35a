"""The tables of workshops, as people write them up after a day, read as contributions: what was proposed, why, under which orientation.

Pure: a file in, lines and remarks out. Workbooks hold a table a sheet; a text holds tables of tabs, semicolons, commas or Markdown
bars, each below a heading that names its workshop. What such tables leave open is told and never decided here: an orientation that may
be another one, a cell that may hold several actions. A row without an action goes on with the row before it.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, TypeAlias

from msgspec import Struct, field, structs

from events import fields
from service.files import cells, workbook
from service.files.archive import MAX_FILE, unreadable
from service.files.bounds import MAX_ROWS
from service.files.report import Remark, remark

Doubt: TypeAlias = Literal["before_any", "pieced_together", "beside_no_action", "centred"]

_COLUMNS = (
    ("orientation", ("orientation", "piste", "theme", "axe")),
    ("action", ("action", "proposition", "contribution", "idee", "proposal", "idea")),
    ("objective", ("objectif", "objective", "but ", "finalite", "aim")),
    ("group", ("groupe", "group", "table")),
    ("workshop", ("atelier", "workshop")),
)
_HEADING = re.compile(r"^\W*(?:atelier|workshop)\s*(?:n[o°]\s*)?(\d+)?\s*[:.–—-]\s*(?P<title>\S.*?)[\s*#]*$", re.IGNORECASE)
_HYPHEN = re.compile(r"(?<=[^\W\d_])- (?=[a-zà-ÿ])")  # where a word was broken at the end of a line
_NEXT = re.compile(r"(?:(?<=[^\s:/«(–—-])[ \t]+|\n[-–•*\d.) \t]*)(?=([A-ZÀ-Þ][^\W\d_]{3,}))")
_ACTS = re.compile(r"(?:er|ir|re|tions?|sions?|ments?|ances?)$")


class Line(Struct, frozen=True):
    """One contribution as its rows tell it. ``cuts`` are where another action may begin in ``action``."""

    sheet: str
    row: int
    action: str
    objective: str | None = None
    orientation: str | None = None
    doubt: Doubt | None = None
    group: str | None = None
    cuts: tuple[int, ...] = ()
    continued: tuple[int, ...] = ()  # rows that go on with it


class Reading(Struct, frozen=True):
    """What a file holds: its workshops in order, their lines, and what is worth knowing."""

    sheets: tuple[str, ...]
    lines: tuple[Line, ...]
    notes: tuple[Remark, ...] = ()


class Row(NamedTuple):
    """One row, as its sheet or its text counts it."""

    sheet: str
    number: int
    cells: tuple[str, ...]


class _Open(Struct):
    """A table that is being read."""

    columns: dict[str, int]
    first: int  # the line with which it begins
    label: str | None = None
    doubt: Doubt | None = None
    since: int = 0  # the line from which the label holds
    centred: bool = False
    waiting: list[int] = field(default_factory=list)  # lines before any label


def read(data: bytes, name: str) -> Reading:
    """The contributions of a file; Invalid where there are none."""
    reader = _Reader()
    for row in rows(data, name):
        reader.take(row)
    if not reader.lines:
        raise unreadable("no_contributions")
    return reader.told()


def rows(data: bytes, name: str) -> list[Row]:
    """The rows of a workbook, or of a text with tables, in order."""
    if len(data) > MAX_FILE:
        raise unreadable("file_too_large", megabytes=MAX_FILE // 1_000_000)
    found = [*(_of_workbook(data, name) if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) else _of_text(data))]
    if len(found) > MAX_ROWS:
        raise unreadable("too_much", rows=MAX_ROWS, columns=len(_COLUMNS))
    return found


def _of_workbook(data: bytes, name: str) -> Iterator[Row]:
    for sheet in workbook.read(data, name).sheets:
        if sheet.hidden:
            continue
        grid = [[cells.text(cell) or "" for cell in row] for row in sheet.rows]
        for (top, left), (bottom, _) in sheet.spans:  # a merged cell says whose rows it stands beside
            for row in range(top, min(bottom, len(grid))):
                if left <= len(grid[row]) and top <= len(grid):
                    grid[row][left - 1] = grid[row][left - 1] or grid[top - 1][left - 1]
        yield from (Row(sheet.name, number, tuple(row)) for number, row in enumerate(grid, 1))


def _of_text(data: bytes) -> Iterator[Row]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    text = workbook.clean(text)
    lines = text.split("\n")
    if any(line.lstrip().startswith("|") for line in lines):
        yield from _of_markdown(lines)
    elif "\t" in text:
        yield from (Row("", number, tuple(line.split("\t"))) for number, line in enumerate(lines, 1))
    else:
        separator = ";" if text.count(";") >= text.count(",") else ","
        told = csv.reader(io.StringIO(text), delimiter=separator)
        yield from (Row("", told.line_num, tuple(row)) for row in told)


def _of_markdown(lines: Sequence[str]) -> Iterator[Row]:
    for number, line in enumerate(lines, 1):
        bare = line.strip()
        if not bare.startswith("|"):
            yield Row("", number, (bare,))
        elif not re.fullmatch(r"[|\s:-]+", bare):
            yield Row("", number, tuple(re.split(r"(?<!\\)\|", bare.strip("|"))))


class _Reader:
    """Rows in, one after the other."""

    def __init__(self) -> None:
        self.sheet = ""
        self.sheets: dict[str, None] = {}
        self.table: _Open | None = None
        self.lines: list[Line] = []

    def take(self, row: Row) -> None:
        texts = [" ".join(cell.replace("\xa0", " ").split(" ")).strip() for cell in row.cells]
        filled = [text for text in texts if text]
        if row.sheet and row.sheet != self.sheet:
            self.sheet, self.table = row.sheet, None
        if not filled:
            return  # a page ends, and its table may go on
        if columns := _header(texts):
            self._finish()
            self.table = _Open(columns, len(self.lines))
        elif len(filled) == 1 and (heading := _HEADING.match(filled[0])) and len(texts) < 3:
            self._finish()
            self.sheet = heading["title"].strip()
        elif len(row.cells) == 1:
            self._finish()  # plain words between tables
        elif self.table is not None:
            self._row(self.table, texts, row.number)

    def _row(self, table: _Open, texts: Sequence[str], number: int) -> None:
        def cell(column: str) -> str | None:
            at = table.columns.get(column)
            found = texts[at] if at is not None and at < len(texts) else ""
            return _HYPHEN.sub("", found) or None

        label, action, objective = cell("orientation"), cell("action"), cell("objective")
        if label is not None:
            self._label(table, label, beside=action is not None)
        if action is None:
            self._goes_on(table, objective, number)
            return
        sheet = cell("workshop") or self.sheet
        self.sheets.setdefault(sheet)
        doubt = table.doubt or ("centred" if table.centred and label is None else None)
        if table.label is None and "orientation" in table.columns:
            table.waiting.append(len(self.lines))
        self.lines.append(Line(sheet, number, action, objective, table.label, doubt if table.label else None, cell("group")))

    def _label(self, table: _Open, label: str, *, beside: bool) -> None:
        """An orientation begins, unless this is the rest of the one above."""
        rest = table.label is not None and (label[:1].islower() or table.label.endswith("/"))
        if rest:
            table.label, table.doubt = f"{table.label} {label}", "pieced_together"
            self.lines[table.since :] = [
                structs.replace(one, orientation=table.label, doubt="pieced_together") for one in self.lines[table.since :]
            ]
            return
        if table.label == label:
            # The same again, where a page ends: what stands between the two is surely its own.
            self.lines[table.since :] = [
                structs.replace(one, doubt=None) if one.doubt == "centred" else one for one in self.lines[table.since :]
            ]
        table.label, table.doubt, table.since = label, None if beside else "beside_no_action", len(self.lines)
        if table.waiting:
            for at in table.waiting:
                self.lines[at] = structs.replace(self.lines[at], orientation=label, doubt="before_any")
            table.waiting, table.centred = [], True

    def _goes_on(self, table: _Open, objective: str | None, number: int) -> None:
        if len(self.lines) == table.first:
            return  # nothing it could go on with
        last = self.lines[-1]
        told = last.objective
        if objective is not None:
            within = objective[:1].islower() or (told or "").endswith((",", " par", " entre"))
            told = objective if told is None else f"{told}{' ' if within else chr(10)}{objective}"
        self.lines[-1] = structs.replace(last, objective=told, continued=(*last.continued, number))

    def _finish(self) -> None:
        self.table = None

    def told(self) -> Reading:
        openers = {plain(line.action.split(maxsplit=1)[0]) for line in self.lines}
        lines = [structs.replace(line, cuts=_cuts(line.action, openers)) for line in self.lines]
        notes = []
        for line in lines:
            notes += [remark("continues", line.sheet, row, row_of=line.row) for row in line.continued]
            if line.doubt is not None:
                notes.append(remark(f"doubt_{line.doubt}", line.sheet, line.row, orientation=line.orientation or ""))
            if line.cuts:
                notes.append(remark("several_actions", line.sheet, line.row, count=len(line.cuts) + 1))
        return Reading(tuple(self.sheets), tuple(lines), tuple(notes))


def _header(texts: Sequence[str]) -> dict[str, int] | None:
    """Where each column stands, if this row heads a table of contributions: one of actions, and another one."""
    found: dict[str, int] = {}
    for index, text in enumerate(texts):
        words = f"{plain(text)} "
        for name, said in _COLUMNS:
            # The first word that is known decides: « Actions proposées par les membres de l'atelier » are actions.
            if name not in found and any(words.startswith(one) or f" {one}" in words for one in said):
                found[name] = index
                break
    return found if "action" in found and len(found) > 1 and all(len(text) < 80 for text in texts) else None


def _cuts(action: str, openers: set[str]) -> tuple[int, ...]:
    """Where another action may begin: at a word in capitals that says that something is done, or begins another row."""
    found = []
    for match in _NEXT.finditer(action):
        word = plain(match[1])
        if match.start() > 0 and (word in openers or _ACTS.search(word) or match[0].startswith("\n")):
            found.append(match.end())
    return tuple(found)


def split(line: Line, cuts: Sequence[int]) -> list[str]:
    """The actions of a cell that a person cut at these places."""
    ends = [*sorted({cut for cut in cuts if 0 < cut < len(line.action)}), len(line.action)]
    parts = [line.action[start:end].strip(" \n-–•*;") for start, end in zip([0, *ends], ends, strict=False)]
    return [part for part in parts if part]


def plain(text: str) -> str:
    """As it is compared: without capitals and accents."""
    return "".join(one for one in unicodedata.normalize("NFD", fields.clean(text, line=True)) if not unicodedata.combining(one)).casefold()
