"""Edits that meet: what a person saw, what they want, and what becomes of it when someone else was faster.

An edit says for each field what the person saw (``was``) and wants (``to``). Where the field still holds what they
saw, their wish stands. Where it already holds what they want, there is nothing to do. Otherwise the field's policy
decides: ``lww`` lets the newest wish stand, ``text3`` merges lines when both people changed different ones, and
``strict``, the default, keeps both values as a clash that people settle. Sets change by adding and removing, keyed
values change key by key; neither is ever replaced whole.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from difflib import SequenceMatcher
from functools import cache
from typing import Annotated, Any, Generic, Literal, NamedTuple, Protocol, TypeAlias, TypeVar, cast, dataclass_transform

import msgspec
from msgspec import UNSET, Meta, Struct, inspect, structs

from events import ids
from events.decider import Command, Event, Invalid
from events.ids import CommandId, ConflictId

T = TypeVar("T")
C = TypeVar("C", bound=Command)

Line: TypeAlias = Annotated[str, Meta(max_length=300, extra={"line": True})]
Text: TypeAlias = Annotated[str, Meta(max_length=20_000)]
OrderKey: TypeAlias = Annotated[str, Meta(min_length=1, max_length=200, pattern="^[0-9A-Za-z]*[1-9A-Za-z]$")]
Cents: TypeAlias = Annotated[int, Meta(ge=0, le=10**13)]
Policy: TypeAlias = Literal["strict", "lww", "text3"]


@dataclass_transform(frozen_default=True)
class Change(Struct, Generic[T], frozen=True, forbid_unknown_fields=True):
    """One field as the person saw it, and as they want it; null is an empty field."""

    was: T
    to: T


@dataclass_transform(frozen_default=True)
class Members(Struct, Generic[T], frozen=True, forbid_unknown_fields=True):
    """What joins a set and what leaves it."""

    add: Annotated[tuple[T, ...], Meta(max_length=200)] = ()
    remove: Annotated[tuple[T, ...], Meta(max_length=200)] = ()


class Clash(NamedTuple):
    """One wish that could not stand: the field, what the person saw, what they wanted."""

    field: str
    was: Any
    yours: Any


class Met(NamedTuple):
    """What an edit comes to: the new values by field, and the wishes that clash."""

    values: dict[str, Any]
    clashes: list[Clash]


def meet(current: Struct, edit: Command, policies: Mapping[str, Policy], *, whole: bool = False) -> Met:
    """Lay an edit on what stands now. With ``whole`` one clash keeps back every other wish, as clashes too."""
    met = Met({}, [])
    wishes: list[Clash] = []
    for name in edit.__struct_fields__:
        wish = getattr(edit, name)
        if isinstance(wish, Change):
            _settle(met, wishes, name, getattr(current, name), wish, policies.get(name, "strict"))
        elif isinstance(wish, Members):
            stands = getattr(current, name)
            wanted = members((set(stands) - set(wish.remove)) | set(wish.add))
            if wanted != stands:
                met.values[name] = wanted
        elif isinstance(wish, dict):
            now = getattr(current, name)
            part = Met({}, [])
            for key, change in wish.items():
                _settle(part, wishes, key, now.get(key), change, policies.get(name, "strict"), f"{name}.{key}")
            met.clashes.extend(part.clashes)
            if part.values:
                met.values[name] = part.values
    if whole and met.clashes:
        return Met({}, met.clashes + [wish for wish in wishes if wish not in met.clashes])
    return met


def _settle(met: Met, wishes: list[Clash], name: str, stands: Any, wish: Change[Any], policy: Policy, field: str = "") -> None:
    if wish.to in (stands, wish.was):
        return  # it is so already, or nothing was asked
    mine = Clash(field or name, msgspec.to_builtins(wish.was), msgspec.to_builtins(wish.to))
    if stands == wish.was or policy == "lww":
        met.values[name] = wish.to
    elif policy == "text3" and (merged := merge_lines(wish.was or "", stands or "", wish.to or "")) is not None:
        met.values[name] = clean(merged) or None
    else:
        met.clashes.append(mine)
        return
    wishes.append(mine)


def merge_lines(base: str, theirs: str, yours: str) -> str | None:
    """Both people's changes to one text, or None where they touch the same or neighbouring lines."""
    lines = base.split("\n")
    hunks = sorted([*_hunks(lines, theirs.split("\n")), *_hunks(lines, yours.split("\n"))], key=lambda hunk: hunk[:2])
    merged: list[str] = []
    reached = 0
    previous: tuple[int, int, list[str]] | None = None
    for start, end, put in hunks:
        if previous == (start, end, put):
            continue  # both made the same change
        if previous is not None and start <= previous[1]:
            return None
        merged += lines[reached:start] + put
        reached = end
        previous = (start, end, put)
    return "\n".join(merged + lines[reached:])


def _hunks(base: list[str], text: list[str]) -> list[tuple[int, int, list[str]]]:
    operations = SequenceMatcher(None, base, text, autojunk=False).get_opcodes()
    return [(start, end, text[first:last]) for kind, start, end, first, last in operations if kind != "equal"]


def members(values: Iterable[Any]) -> tuple[Any, ...]:
    """A set as it is stored: each once, in order."""
    return tuple(sorted(set(values)))


def set_fields(event: Event) -> dict[str, Any]:
    """The fields that an edit event touched, with their new values; untouched ones are absent."""
    return {name: value for name in event.__struct_fields__ if name != "reason" and (value := getattr(event, name)) is not UNSET}


def overlay(row: T, values: Mapping[str, Any]) -> T:
    """The row with these new values; keyed values are laid key over key, and a key set to null is gone."""
    laid = {name: _keyed(getattr(row, name), value) if isinstance(value, dict) else value for name, value in values.items()}
    return structs.replace(row, **laid)  # type: ignore[type-var]  # T is a Struct wherever this is called


def _keyed(now: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    both = {**now, **changes}
    return {key: both[key] for key in sorted(both) if both[key] is not None}


def value_of(row: Any, field: str) -> Any:
    """What stands in a field, written as clashes write it: ``title``, ``funders.ADEME``."""
    name, _, key = field.partition(".")
    value = getattr(row, name)
    return value.get(key) if key else value


class Open(Protocol):
    """A clash as an event keeps it until it is settled."""

    @property
    def field(self) -> str: ...
    @property
    def was(self) -> Any: ...
    @property
    def yours(self) -> Any: ...


def newly_open(clashes: Iterable[Clash], known: Iterable[Open], command: CommandId) -> list[tuple[ConflictId, Clash]]:
    """The clashes that are not open yet, each with the id of its conflict: the same edit again adds nothing."""
    already = [(conflict.field, conflict.was, conflict.yours) for conflict in known]
    return [
        (ConflictId(ids.derived(command, "conflict", index)), clash) for index, clash in enumerate(clashes) if tuple(clash) not in already
    ]


def one_field_edit(edit: type[C], field: str, change: Change[Any], **others: Any) -> C:
    """The edit of one field, named as clashes name it; Invalid where the value is none of that field's."""
    name, _, key = field.partition(".")
    plain = {"was": msgspec.to_builtins(change.was), "to": msgspec.to_builtins(change.to)}
    tag = edit.__struct_config__.tag
    try:
        made = msgspec.convert({"tag": tag, **others, name: {key: plain} if key else plain}, edit, str_keys=True)
    except msgspec.ValidationError as error:
        raise Invalid(str(error).partition(" - at ")[0], ".command.value") from None
    return normal(made)


# --- What arrives is normalised once, at the door ---------------------------------------------------------------

Normal: TypeAlias = Callable[[Any, str], Any]


def normal(command: T) -> T:
    """The command in the one form that is stored and compared: NFC, LF, trimmed, empty as null, sets in order.

    Invalid names the field when a text holds a control character, or is empty where it must not be.
    """
    made: T = _normal_struct(cast("Any", type(command)))(command, ".command")
    return made


@cache
def _normal_struct(struct: Any) -> Normal:
    return _whole(inspect.type_info(struct))


def _whole(info: Any) -> Normal:
    """Of a Struct, the fields that hold text; Change and Members carry their type in the annotation, not in the class."""
    fields = {field.name: made for field in info.fields if (made := _normal_of(field.type, optional=field.default is None)) is not None}

    def whole(value: Any, at: str) -> Any:
        changed = {}
        for name, made in fields.items():
            now = getattr(value, name)
            if now is not UNSET and now is not None and (better := made(now, f"{at}.{name}")) is not now:
                changed[name] = better
        return structs.replace(value, **changed) if changed else value

    return whole


def _normal_of(kind: inspect.Type, *, optional: bool = False) -> Normal | None:
    match kind:
        case inspect.Metadata(type=inner, extra=extra):
            return (
                _text(line=bool(extra and extra.get("line")), optional=optional)
                if isinstance(inner, inspect.StrType)
                else _normal_of(inner)
            )
        case inspect.StrType(pattern=None):
            return _text(line=False, optional=optional)
        case inspect.UnionType(types=types):
            empty = optional or any(isinstance(one, inspect.NoneType) for one in types)
            made = [one for one in (_normal_of(part, optional=empty) for part in types) if one is not None]
            return made[0] if made else None
        case inspect.StructType():
            return _whole(kind)
        case inspect.VarTupleType(item_type=item):
            return _tuple(_normal_of(item, optional=True))
        case inspect.DictType(key_type=key, value_type=value):
            return _dict(_normal_of(key), _normal_of(value))
    return None


def _tuple(item: Normal | None) -> Normal:
    def whole(value: Any, at: str) -> Any:
        cleaned = value if item is None else [item(one, f"{at}[{index}]") for index, one in enumerate(value)]
        return members(one for one in cleaned if one is not None)

    return whole


def _dict(key: Normal | None, item: Normal | None) -> Normal:
    def whole(value: Any, at: str) -> Any:
        cleaned = {}
        for name, one in value.items():
            better = key(name, f"{at}.{name}") if key else name
            if better in cleaned:
                raise Invalid(f"Two entries have the name {better}.", at, key="invalid.same_name", name=better)
            cleaned[better] = item(one, f"{at}.{name}") if item and one is not None else one
        return {name: cleaned[name] for name in sorted(cleaned)}

    return whole


def _text(*, line: bool, optional: bool) -> Normal:
    def whole(value: str, at: str) -> str | None:
        text = clean(value, at, line=line)
        if not text and not optional:
            raise Invalid("This text can not be empty.", at, key="invalid.empty")
        return text or None

    return whole


def clean(value: str, at: str = "", *, line: bool = False) -> str:
    """One text in NFC with LF, without control characters, trimmed; a line has no breaks and single spaces."""
    if value.isascii() and value.isprintable() and not value.startswith(" ") and not value.endswith(" ") and "  " not in value:
        return value
    text = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n")
    if line:
        text = " ".join(part for part in text.replace("\n", " ").replace("\t", " ").split(" ") if part)
    for character in text:
        if unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t":
            code = f"U+{ord(character):04X}"
            raise Invalid(f"This text holds the control character {code}; remove it.", at, key="invalid.control", code=code)
    return text.strip()
