"""How much a workbook asks for, counted part by part before a reader sees it.

A few hundred bytes of XML can ask for gigabytes: one cell in the far corner, one cell repeated a million times, one long
text that every cell shares. Each part is walked once, its filled cells and their texts counted against one budget.
"""

import re
from collections.abc import Iterator
from typing import Any, TypeAlias
from xml.parsers import expat  # document types are refused below, so no entity is ever declared or expanded

from msgspec import Struct, field

MAX_ROWS = 10_000
MAX_COLUMNS = 200
MAX_CELLS = 500_000
MAX_TEXT = 20_000_000
# What a sheet may declare at most, filled or not: beyond it no spreadsheet program has written the file.
MAX_REPEATED = 2_000_000

Spot: TypeAlias = tuple[int, int]  # row and column as a person counts them: the first is 1

#: What walking a broken part raises.
BROKEN = (expat.ExpatError, ValueError, LookupError, RecursionError)

_EMPTY_SHEET = (
    b'<?xml version="1.0" encoding="UTF-8"?>'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
)
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class Part(Struct):
    """What the walk found in one sheet, beside what the reader will tell."""

    too_large: bool = False
    spans: list[tuple[Spot, Spot]] = field(default_factory=list)  # merged cells, from corner to corner
    errors: dict[Spot, str] = field(default_factory=dict)  # formulas that came to #DIV/0! and the like


class TooLarge(Exception):
    """More cells, or more text, than we take."""


class _Walker:
    """One pass over an XML part; names come without their prefix, which the writer of a file may choose."""

    def walk(self, xml: bytes) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._no_doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.text
        parser.Parse(xml, True)

    def _no_doctype(self, *_declared: Any) -> None:
        raise ValueError("a workbook has no document type")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.start(name.rpartition(":")[2], {key.rpartition(":")[2]: value for key, value in attributes.items()})

    def _end(self, name: str) -> None:
        self.end(name.rpartition(":")[2])

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, text: str) -> None: ...


class _Budget:
    """How many filled cells and characters the whole workbook has left."""

    def __init__(self) -> None:
        self.cells = MAX_CELLS
        self.text = MAX_TEXT

    def take(self, spot: Spot, length: int, times: int = 1) -> None:
        self.cells -= times
        self.text -= length * times
        if spot[0] > MAX_ROWS or spot[1] > MAX_COLUMNS or self.cells < 0 or self.text < 0:
            raise TooLarge


# --- .xlsx --------------------------------------------------------------------------------------------------------


class _Root(_Walker):
    """A part's outermost element, which says what the part is wherever it lies."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        raise _Found(name)


class _Found(Exception):
    """Enough was read."""


class _Elements(_Walker):
    """The attributes of every element of one name."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[dict[str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == self.name:
            self.found.append(attributes)


class _Shared(_Walker):
    """How long each shared text is."""

    def __init__(self) -> None:
        self.lengths: list[int] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self.lengths.append(0)

    def text(self, text: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(text)


class _Sheet(_Walker):
    """The filled cells of one worksheet: where they stand, how much they hold."""

    def __init__(self, part: Part, shared: list[int], budget: _Budget) -> None:
        self.part = part
        self.shared = shared
        self.budget = budget
        self.spot: Spot = (0, 0)
        self.kind: str | None = None  # of the cell we are in
        self.filled = False
        self.held: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "row":
                self.spot = (int(attributes.get("r", self.spot[0] + 1)), 0)
                if self.spot[0] > MAX_REPEATED:
                    raise TooLarge
            case "c":
                self.spot = _spot(attributes["r"]) if "r" in attributes else (self.spot[0], self.spot[1] + 1)
                self.kind = attributes.get("t", "n")
                self.filled = False
                self.held.clear()
            case "mergeCell":
                first, _, last = attributes["ref"].partition(":")
                self.part.spans.append((_spot(first), _spot(last or first)))
                self.budget.take((1, 1), 0)
            case _ if self.kind:
                self.filled = True
                if name == "v":
                    self.held.clear()  # what a formula came to, not the formula

    def text(self, text: str) -> None:
        if self.kind:
            self.held.append(text)

    def end(self, name: str) -> None:
        if name != "c":
            return
        if self.filled:
            held = "".join(self.held)
            length = len(held)
            if self.kind == "s":
                length = self.shared[int(held)] if held.strip() else 0
            elif self.kind == "e":
                self.part.errors[self.spot] = held[:20]
            self.budget.take(self.spot, length)
        self.kind = None


def _spot(reference: str) -> Spot:
    found = _REFERENCE.fullmatch(reference.strip().upper().replace("$", ""))
    if found is None:
        raise ValueError("no cell has this name")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def _root(xml: bytes) -> str:
    try:
        _Root().walk(xml)
    except _Found as found:
        return str(found)
    return ""


def walk_xlsx(members: dict[str, bytes]) -> dict[str, Part]:
    """The sheets of a workbook by name; one that asks for too much is emptied."""
    roots = {name: _root(content) for name, content in members.items()}
    shared = _Shared()
    for name in (name for name, root in roots.items() if root == "sst"):
        shared.walk(members[name])
    budget = _Budget()
    parts: dict[str, Part] = {}
    for name in [name for name, root in roots.items() if root in ("worksheet", "dialogsheet", "macrosheet")]:
        parts[name] = Part()
        try:
            _Sheet(parts[name], shared.lengths, budget).walk(members[name])
        except TooLarge:
            parts[name] = Part(too_large=True)
            members[name] = _EMPTY_SHEET
    return dict(_named(members, parts))


def _named(members: dict[str, bytes], parts: dict[str, Part]) -> Iterator[tuple[str, Part]]:
    """The parts under the names that people see, in their order."""
    sheets = _Elements("sheet")
    sheets.walk(members["xl/workbook.xml"])
    links = _Elements("Relationship")
    links.walk(members["xl/_rels/workbook.xml.rels"])
    targets = {link["Id"]: link["Target"] for link in links.found}
    for sheet in sheets.found:
        target = targets.get(sheet["id"], "")
        part = parts.get(target.removeprefix("/") if target.startswith("/") else f"xl/{target}")
        if part is not None:
            yield sheet["name"], part


# --- .ods ---------------------------------------------------------------------------------------------------------


class _Tables(_Walker):
    """The filled cells of every table of an OpenDocument, repeated ones as often as they stand there."""

    def __init__(self, budget: _Budget) -> None:
        self.budget = budget
        self.parts: dict[str, Part] = {}
        self.part = Part()
        self.row = 0  # the last one that ended
        self.rows = 1  # how often the current one is repeated
        self.column = 0
        self.cells: list[tuple[int, int, int]] = []  # of the current row: last column, length, how often
        self.columns = 0  # how often the current cell is repeated; 0 outside of cells
        self.filled = False
        self.length = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "table":
                self.part = self.parts[attributes.get("name", "")] = Part()
                self.row = 0
            case "table-row":
                self.rows = _times(attributes.get("number-rows-repeated", "1"))
                self.column = 0
                self.cells.clear()
            case "table-cell" | "covered-table-cell":
                self.columns = _times(attributes.get("number-columns-repeated", "1"))
                self.filled = "value-type" in attributes
                # The reader may take a value from an attribute; it is as long as that.
                self.length = sum(len(value) for value in attributes.values())
                down, right = _times(attributes.get("number-rows-spanned", "1")), _times(attributes.get("number-columns-spanned", "1"))
                if down > 1 or right > 1:
                    corner = (self.row + 1, self.column + 1)
                    self.part.spans.append((corner, (self.row + down, self.column + right)))
                    self.budget.take((1, 1), 0)

    def text(self, text: str) -> None:
        if self.columns and text.strip():
            self.filled = True
            self.length += len(text)

    def end(self, name: str) -> None:
        match name:
            case "table-cell" | "covered-table-cell":
                self.column += self.columns
                if self.filled:
                    self.cells.append((self.column, self.length, self.columns))
                self.columns = 0
            case "table-row":
                self.row += self.rows
                for column, length, times in self.cells:
                    self.budget.take((self.row, column), length, times * self.rows)


def _times(text: str) -> int:
    times = int(text)
    if not 0 < times <= MAX_REPEATED:
        raise TooLarge
    return times


def walk_ods(members: dict[str, bytes]) -> dict[str, Part]:
    """The tables of an OpenDocument by name; TooLarge when they ask for too much."""
    tables = _Tables(_Budget())
    tables.walk(members["content.xml"])
    return tables.parts
