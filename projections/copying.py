"""Rows as PostgreSQL's COPY takes them in: a line of text for each.

Where many rows are written, reading them out of JSON takes the database three times as long as laying them down. Text is
made a column at a time: most columns of most rows hold one and the same value.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeAlias

import msgspec
from msgspec import inspect, structs

from events.ids import NetworkId
from projections.projection import Projection, Row

Written: TypeAlias = Callable[[Sequence[Any]], list[str]]

_ENCODE = msgspec.json.Encoder().encode
_NULL = r"\N"


def lines(projection: Projection[Any], network_id: NetworkId, rows: Sequence[tuple[Row, int]]) -> bytes:
    """These rows with their positions, in the order of ``columns``."""
    fields = list(zip(*[structs.astuple(row) for row, _ in rows], strict=True))
    made = [_column(written, fields[index]) for index, written in _own(projection)]
    envelope = ([network_id.hex] * len(rows), [str(position) for _, position in rows])
    return ("\n".join(map("\t".join, zip(*envelope, *made, strict=True))) + "\n").encode()


@cache
def columns(projection: Projection[Any]) -> list[str]:
    """The columns of a projection's table: what every row has, then its own."""
    fields = projection.row.__struct_fields__
    return ["network_id", "position", *[fields[index] for index, _ in _own(projection)]]


@cache
def _own(projection: Projection[Any]) -> list[tuple[int, Written]]:
    """The fields of a row that are not of its envelope, and how a column of each is written."""
    info: Any = inspect.type_info(projection.row)
    return [(index, _kind(field.type)) for index, field in enumerate(info.fields) if field.name not in ("network_id", "position")]


def _column(written: Written, values: Sequence[Any]) -> list[str]:
    empty = values.count(None)
    if empty == len(values):
        return [_NULL] * empty
    if empty:
        full = iter(written([value for value in values if value is not None]))
        return [_NULL if value is None else next(full) for value in values]
    # In documents 1 is true and 1.0 as well, and to compare ids takes longer than to write them.
    if written not in (_documents, _ids) and values.count(values[0]) == len(values):
        return written(values[:1]) * len(values)
    return written(values)


def _kind(kind: inspect.Type) -> Written:
    match kind:
        case inspect.UnionType(types=types):
            (one,) = [one for one in types if not isinstance(one, inspect.NoneType)]
            return _kind(one)
        case inspect.StrType() | inspect.LiteralType():
            return _texts
        case inspect.UUIDType():
            return _ids
        case inspect.IntType() | inspect.BoolType() | inspect.DateType():
            return lambda values: [str(value) for value in values]
        case inspect.DateTimeType():
            return _instants
        case inspect.VarTupleType(item_type=inspect.StrType() | inspect.LiteralType() | inspect.UUIDType()):
            return lambda values: _texts([_array(value) for value in values])
    return _documents


def _ids(values: Sequence[Any]) -> list[str]:
    return [value.hex for value in values]


def _documents(values: Sequence[Any]) -> list[str]:
    return _texts([_ENCODE(value).decode() for value in values])


def _instants(values: Sequence[Any]) -> list[str]:
    return _ENCODE(values).decode()[2:-2].split('","')  # str() takes ten times as long


def _texts(values: Sequence[str]) -> list[str]:
    return [value if value.isprintable() and "\\" not in value else _escaped(value) for value in values]


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace("\n", r"\n").replace("\r", r"\r").replace("\t", r"\t")


def _array(values: Sequence[Any]) -> str:
    quoted = [str(value).replace("\\", r"\\").replace('"', r"\"") for value in values]
    return "{" + ",".join([f'"{value}"' for value in quoted]) + "}"
