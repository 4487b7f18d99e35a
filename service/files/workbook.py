"""A workbook as people see it: sheets, rows from 1, columns from A, cells with the values that formulas came to.

Reads .xlsx (and .xlsm, whose macros are left alone) and .ods. Whatever else is handed in is refused with a sentence
that says what to do; the only thing raised is Invalid.
"""

import io
import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Any, TypeAlias

import python_calamine
from msgspec import Struct

from service.files import archive
from service.files.archive import unreadable
from service.files.bounds import Part, Spot
from service.files.plain import original

_ERROR = re.compile(r"#(DIV/0!|N/A|NAME\?|NOM\?|NULL!|NUL!|NUM!|NOMBRE!|REF!|VALUE!|VALEUR!|SPILL!|CALC!)|Err:5\d\d")


class Failed(Struct, frozen=True):
    """What stands in a cell whose formula failed: ``#REF!``."""

    shown: str


Cell: TypeAlias = str | float | bool | date | datetime | time | timedelta | Failed


class Sheet(Struct, frozen=True):
    """One sheet; an empty cell holds an empty text."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    hidden: bool = False
    too_large: bool = False
    spans: tuple[tuple[Spot, Spot], ...] = ()  # merged cells, from corner to corner


class Workbook(Struct, frozen=True):
    """What was handed in, under the name it had there."""

    name: str
    sheets: tuple[Sheet, ...]


def read(data: bytes, name: str) -> Workbook:
    """The sheets of a file; Invalid when it is no workbook or asks for more than we take."""
    data, parts = archive.unpack(data)
    try:
        sheets = tuple(_sheets(data, parts))
    except python_calamine.PasswordError:
        raise unreadable("password") from None
    except Exception:
        raise unreadable("damaged") from None
    except BaseException as panic:
        if type(panic).__name__ != "PanicException":  # the reader's own, which no module names
            raise
        raise unreadable("damaged") from None
    if not any(sheet.rows or sheet.too_large for sheet in sheets):
        raise unreadable("empty_workbook")
    return Workbook(name, sheets)


def _sheets(data: bytes, parts: dict[str, Part]) -> list[Sheet]:
    sheets = []
    with python_calamine.load_workbook(io.BytesIO(data)) as workbook:
        for known in workbook.sheets_metadata:
            if known.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            part = parts.get(known.name, Part())
            rows = [[_cell(value) for value in row] for row in workbook.get_sheet_by_name(known.name).to_python(skip_empty_area=False)]
            for (row, column), shown in part.errors.items():
                if row <= len(rows) and column <= len(rows[row - 1]):
                    rows[row - 1][column - 1] = Failed(shown)
            hidden = known.visible != python_calamine.SheetVisibleEnum.Visible
            sheets.append(Sheet(known.name, _filled(rows), hidden, part.too_large, tuple(part.spans)))
    return sheets


def _filled(rows: list[list[Cell]]) -> tuple[tuple[Cell, ...], ...]:
    """The rows up to the last one that holds anything."""
    while rows and all(cell == "" for cell in rows[-1]):
        rows.pop()
    return tuple(tuple(row) for row in rows)


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        text = original(clean(value))  # our own exports come back as they were
        return Failed(text) if _ERROR.fullmatch(text) else text
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value  # type: ignore[no-any-return]  # the reader yields nothing but the types of Cell


def clean(text: str) -> str:
    """NFC, lines ended by LF, no control characters: cells often carry some that nobody typed or sees."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n")
    return "".join(character for character in text if character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cs")).strip()
