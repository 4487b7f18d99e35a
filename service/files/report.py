"""What a person reads about an import, before and after it runs: every row, every fault, everything worth knowing.

A remark names its place as the spreadsheet shows it (sheet, row number, column header) and its sentence by a key of
the locales; ``sentence`` is that sentence in the reader's language.
"""

from collections.abc import Sequence
from typing import Literal, TypeAlias
from uuid import UUID

from msgspec import Struct, structs

from events.asking import Conflict
from events.ids import ActionId, PlanId
from service.languages import Language, knows, say

Does: TypeAlias = Literal["add", "edit", "nothing"]
Stage: TypeAlias = Literal["refused", "nothing", "offered", "running", "finished"]

SHOWN = 80  # characters of a cell that a remark repeats


class Remark(Struct, frozen=True):
    """One fault or one note. Without a row it concerns the sheet, without a sheet the file."""

    key: str
    values: dict[str, str] = {}
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    sentence: str = ""


def remark(key: str, sheet: str | None = None, row: int | None = None, column: str | None = None, **values: object) -> Remark:
    """A remark under ``import.<key>``, its values as they are shown."""
    return Remark(f"import.{key}", {name: _short(str(value)) for name, value in values.items()}, sheet, row, column)


def _short(shown: str) -> str:
    return shown if len(shown) <= SHOWN else shown[: SHOWN - 1].rstrip() + "…"


class Heading(Struct, frozen=True):
    """How one column was understood: the field of an action it fills, or none when it is kept under its header."""

    header: str
    field: str | None


class SheetRead(Struct, frozen=True):
    """One sheet that holds a plan."""

    name: str
    header_row: int
    columns: tuple[Heading, ...]


class Line(Struct, frozen=True):
    """What becomes of one row. After the run, what was answered."""

    sheet: str
    row: int
    title: str
    does: Does
    action_id: ActionId
    sub: bool = False
    fields: tuple[str, ...] = ()
    outcome: str | None = None
    conflicts: tuple[Conflict, ...] = ()


class Report(Struct, frozen=True):
    """The whole import as it stands."""

    import_id: UUID
    plan_id: PlanId
    file: str
    stage: Stage
    sheets: tuple[SheetRead, ...]
    axes: tuple[tuple[str, ...], ...]  # new ones, each with those above it
    lines: tuple[Line, ...]
    faults: tuple[Remark, ...]
    notes: tuple[Remark, ...]


def told(remarks: Sequence[Remark], language: Language) -> tuple[Remark, ...]:
    """The remarks with their sentences; the name of a field is said in the same language."""
    return tuple(structs.replace(one, sentence=say(language, one.key, **one.values | _named(one, language))) for one in remarks)


def _named(one: Remark, language: Language) -> dict[str, str]:
    name, _, key = one.values.get("field", "").partition(".")
    label = say(language, f"field.{name}") if knows(f"field.{name}") else name
    return {"field": f"{label} ({key})" if key else label} if name else {}
