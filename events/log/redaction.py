"""Redaction: which texts of an event can be taken out of the log, and what is left of its bytes.

Texts are what somebody typed. Ids, dates, numbers, choices and the keys of tables are not: a fold would lose what it tells of.
In PostgreSQL the log does it itself, as the event that names them is written (migration 0022); this is the same for its twin.
"""

from collections.abc import Collection, Iterator
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from events.decider import Event

MARK = "[redacted]"
TAG = "network.event_redacted"

#: Kept as text, and typed by nobody: where any of these were replaced, folds and screens could make nothing of the event.
NO_WORDS = frozenset({"order_key", "field", "clock", "time_zone", "siren", "insee_code", "topics", "of", "fields"})


def texts(event: Event) -> Iterator[tuple[str, str]]:
    """The texts of an event, each by its name; one that was redacted says so."""
    for name in _worded(type(event)):
        value = getattr(event, name)
        if isinstance(value, str):
            several: Any = [(name, value)]
        elif isinstance(value, dict):
            several = [(f"{name}.{key}", one) for key, one in value.items()]
        else:
            several = [(f"{name}.{index}", one) for index, one in enumerate(value)] if isinstance(value, list | tuple) else []
        yield from ((path, one) for path, one in several if isinstance(one, str) and not _is_id_or_day(one))


@cache
def _worded(event: type[Event]) -> tuple[str, ...]:
    hints = get_type_hints(event)
    return tuple(name for name in event.__struct_fields__ if name not in NO_WORDS and _words(hints[name]))


def _words(hint: Any) -> bool:
    if get_origin(hint) in (Union, UnionType, tuple, dict):
        return any(map(_words, get_args(hint)[1:] if get_origin(hint) is dict else get_args(hint)))
    return hint in (str, Any)  # whatever a clash keeps may be text


def _is_id_or_day(text: str) -> bool:
    """What a clash keeps as text and nobody typed: the log refuses to redact it."""
    if len(text) == 10 and text[4] == text[7] == "-":
        return text.replace("-", "").isdecimal()
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def without(payload: bytes, fields: Collection[str]) -> bytes:
    """The bytes of an event with these texts replaced, and nothing else."""
    body = msgspec.json.decode(payload)
    for path in fields:
        name, _, key = path.partition(".")
        holder, last = (body, name) if not key else (body[name], int(key) if isinstance(body[name], list) else key)
        if not isinstance(holder[last], str):
            raise ValueError(f"{path} is no text.")
        holder[last] = MARK
    return msgspec.json.encode(body)
