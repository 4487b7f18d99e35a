"""Redaction: which texts of an event can be taken out of the log, and what is left of its bytes.

Texts are what somebody typed. Ids, dates, numbers, choices and the keys of tables are not: a fold would lose what it tells of.
In PostgreSQL the log does it itself, as the event that names them is written (migration 0022); this is the same for its twin.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from events.decider import Event

MARK = "[redacted]"
TAG = "network.event_redacted"

#: The only values of several that have parts with texts in them: answers to a questionnaire, and why a programme leaves something out.
DEEPER = re.compile(r"(answers|left_out)\.([^.]+)\.(text|why)")

#: Kept as text, and typed by nobody: where any of these were replaced, folds and screens could make nothing of the event.
NO_WORDS = frozenset({"order_key", "field", "clock", "time_zone", "siren", "insee_code", "topics", "of", "fields", "sha256"})


#: What goes with a text: a digest of it would tell whoever guesses the text that they guessed right.
ALONG: Mapping[str, tuple[str, ...]] = {"minutes.section_written": ("sha256",)}


def texts(event: Event) -> Iterator[tuple[str, str]]:
    """The texts of an event, each by its name; one that was redacted says so."""
    for name in _worded(type(event)):
        value = getattr(event, name)
        if isinstance(value, str):
            several: Any = [(name, value)]
        elif isinstance(value, dict):
            several = [pair for key, one in value.items() for pair in _within(f"{name}.{key}", one)]
        else:
            listed = enumerate(value) if isinstance(value, list | tuple) else ()
            several = [pair for index, one in listed for pair in _within(f"{name}.{index}", one)]
        yield from ((path, one) for path, one in several if isinstance(one, str) and not _is_id_or_day(one))


def _within(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """A value of several, or each text of one that has parts: ``answers.<question>.text``."""
    if isinstance(value, msgspec.Struct):
        yield from ((f"{path}.{part}", getattr(value, part)) for part in value.__struct_fields__)
    else:
        yield path, value


@cache
def _worded(event: type[Event]) -> tuple[str, ...]:
    hints = get_type_hints(event)
    return tuple(name for name in event.__struct_fields__ if name not in NO_WORDS and _words(hints[name]))


def _words(hint: Any) -> bool:
    if get_origin(hint) in (Union, UnionType, tuple, dict):
        return any(map(_words, get_args(hint)[1:] if get_origin(hint) is dict else get_args(hint)))
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return any(map(_words, get_type_hints(hint).values()))
    return hint in (str, Any)  # whatever a clash keeps may be text


def _is_id_or_day(text: str) -> bool:
    """What a clash keeps as text and nobody typed: the log refuses to redact it."""
    if len(text) == 10 and text[4] == text[7] == "-":
        return text.replace("-", "").isdecimal()
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def keys(path: str) -> tuple[str, ...]:
    """The way to a text. Keys of tables may hold dots of their own, those of what has parts do not; field_path() says the same."""
    if parts := DEEPER.fullmatch(path):
        return parts.groups()
    name, dot, key = path.partition(".")
    return (name, key) if dot else (name,)


def without(payload: bytes, fields: Collection[str]) -> bytes:
    """The bytes of an event with these texts replaced, and nothing else."""
    body = msgspec.json.decode(payload)
    for path in (*fields, *ALONG.get(body["tag"], ())):
        holder: Any = None
        found: Any = body
        for last in keys(path):
            holder, key = found, int(last) if isinstance(found, list) else last
            found = holder[key]
        if not isinstance(found, str):
            raise ValueError(f"{path} is no text.")
        holder[key] = MARK
    return msgspec.json.encode(body)
