"""Edits that meet: what a person saw, what they want, and what becomes of it when someone else was faster.

An edit says for each field what the person saw (``was``) and wants (``to``). Where the field still holds what they
saw, their wish stands. Where it already holds what they want, there is nothing to do. Otherwise the field's policy
decides: ``lww`` lets the newest wish stand, ``text3`` merges lines when both people changed different ones, and
``strict``, the default, keeps both values as a clash that people settle. Sets change by adding and removing, keyed
values change key by key; neither is ever replaced whole.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from difflib import SequenceMatcher
from functools import cache
from typing import Annotated, Any, Generic, Literal, NamedTuple, Protocol, TypeAlias, TypeVar, cast, dataclass_transform
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType, inspect, structs

from events import ids
from events.decider import Command, Event, Invalid, Refused
from events.ids import CommandId, ConflictId

T = TypeVar("T")
C = TypeVar("C", bound=Command)

LONGEST_TEXT = 20_000  # characters
MOST_COMPARED = 250_000  # pairs of lines; comparing them takes a tenth of a second, in which nobody else is served
OFTEN = 8  # times that a line stands in a text, which tells nothing any more of where it belongs

Line: TypeAlias = Annotated[str, Meta(max_length=300, extra={"line": True})]
Text: TypeAlias = Annotated[str, Meta(max_length=LONGEST_TEXT)]
# The end of a pattern matches before a last line break too; what follows it here keeps that one out.
OrderKey: TypeAlias = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[0-9A-Za-z]*[1-9A-Za-z]$(?!\n)")]
Token: TypeAlias = Annotated[str, Meta(pattern=r"^[1-9][0-9]{0,17}\.[1-9][0-9]{0,17}$(?!\n)")]  # an earlier moment of the log
Cents: TypeAlias = Annotated[int, Meta(ge=0, le=10**13)]
Policy: TypeAlias = Literal["strict", "lww", "text3"]
Hunk: TypeAlias = tuple[int, int, list[str]]  # first line, line after the last, lines put in their place


@dataclass_transform(frozen_default=True)
class Change(Struct, Generic[T], frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One field as the person saw it, and as they want it; null is an empty field.

    With ``strict`` nothing is merged, whatever the field's policy is: where somebody changed it since, that stands.
    """

    was: T
    to: T
    strict: bool = False


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
    for name, wish in zip(edit.__struct_fields__, structs.astuple(edit), strict=True):
        if wish is UNSET:
            continue
        if isinstance(wish, Change):
            _settle(met, wishes, name, getattr(current, name), wish, policies.get(name, "strict"))
        elif isinstance(wish, Members):
            stands = getattr(current, name)
            wanted = members((set(stands) - set(wish.remove)) | set(wish.add))
            if wanted != stands:
                met.values[name] = wanted
                wishes.append(Clash(name, plain(stands), plain(wanted)))
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
    mine = Clash(field or name, plain(wish.was), plain(wish.to))
    policy = "strict" if wish.strict else policy
    if stands == wish.was or policy == "lww":
        met.values[name] = wish.to
    elif policy == "text3" and (merged := _merged(wish.was, stands, wish.to)) is not None:
        if merged == (stands or ""):
            return  # what was wanted stands in the text already
        met.values[name] = merged
    else:
        met.clashes.append(mine)
        return
    wishes.append(mine)


def plain(value: Any) -> Any:
    """A value as an event keeps it among others of any type: sets as lists, as they are read back."""
    if value is None or isinstance(value, str | int):
        return value
    return [plain(one) for one in value] if isinstance(value, tuple) else msgspec.to_builtins(value)


def _merged(was: str | None, stands: str | None, to: str | None) -> str | None:
    """The text that both wanted, or None where people must say."""
    merged = merge_lines(was or "", stands or "", to or "")
    if merged is None or not 0 < len(cleaned := clean(merged)) <= LONGEST_TEXT:
        return None  # nobody wanted an empty text, and a longer one could never be edited again: nobody may send it as what they saw
    again = merge_lines(was or "", cleaned, to or "")
    # Among lines that repeat, a change that stands already may not be told from a new one: asked twice, it would happen twice.
    return cleaned if again is not None and clean(again) == cleaned else None


def merge_lines(base: str, theirs: str, yours: str) -> str | None:
    """Both people's changes to one text, or None where they touch the same or neighbouring lines."""
    lines = base.split("\n")
    changes = sorted([*hunks(lines, theirs.split("\n")), *hunks(lines, yours.split("\n"))], key=lambda hunk: hunk[:2])
    merged: list[str] = []
    reached = 0
    previous: Hunk | None = None
    for start, end, put in changes:
        if previous == (start, end, put):
            continue  # both made the same change
        if previous is not None and start <= previous[1]:
            return None
        merged += lines[reached:start] + put
        reached = end
        previous = (start, end, put)
    return "\n".join(merged + lines[reached:])


def hunks(base: list[str], text: list[str]) -> list[Hunk]:
    """What changed between two lists of lines; one hunk where there is too much to compare."""
    same = _same(base, text)
    rest = min(len(base), len(text)) - same
    ending = min(rest, _same(base[::-1], text[::-1]))
    old, new = base[same : len(base) - ending], text[same : len(text) - ending]
    if len(old) * len(new) > MOST_COMPARED:
        return [(same, same + len(old), new)]
    # Each line that stands here often is looked at again and again, by all of its like: blank ones alone would take seconds.
    often = {line for line, times in Counter(new).items() if times > OFTEN}
    operations = SequenceMatcher(often.__contains__, old, new, autojunk=False).get_opcodes()
    return [(same + start, same + end, new[first:last]) for kind, start, end, first, last in operations if kind != "equal"]


def _same(one: list[str], other: list[str]) -> int:
    """How many lines two texts begin with alike."""
    return next((index for index, (here, there) in enumerate(zip(one, other, strict=False)) if here != there), min(len(one), len(other)))


def members(values: Iterable[Any]) -> tuple[Any, ...]:
    """A set as it is stored: each once, in order."""
    return tuple(sorted(set(values)))


_ENVELOPE = frozenset(("tag", "reason"))  # what every event has, and no field of what was edited


def set_fields(event: Event) -> dict[str, Any]:
    """The fields that an edit event touched, with their new values; untouched ones are absent."""
    # Most of them are untouched: what encodes an event passes over these in less than half the time of looking at each here.
    return {name: getattr(event, name) for name in msgspec.to_builtins(event) if name not in _ENVELOPE}


def overlay(row: T, values: Mapping[str, Any]) -> T:
    """The row with these new values; keyed values are laid key over key, and a key set to null is gone."""
    kind: Any = type(row)
    keyed = _keyed_fields(kind)
    if not keyed.isdisjoint(values):
        values = {name: _keyed(getattr(row, name), value) if name in keyed else value for name, value in values.items()}
    return structs.replace(row, **values)  # type: ignore[type-var]  # T is a Struct wherever this is called


@cache
def _keyed_fields(kind: type[Any]) -> frozenset[str]:
    info: Any = inspect.type_info(kind)
    return frozenset(field.name for field in info.fields if isinstance(field.type, inspect.DictType))


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


def newly_open(clashes: Iterable[Clash], known: Iterable[Open], command: CommandId, prefix: str = "") -> list[tuple[ConflictId, Clash]]:
    """The clashes that are not open yet, each with the id of its conflict: the same edit again adds nothing.

    ``prefix`` says of which kind of item in an aggregate they are: ``axis.title``.
    """
    already = [(conflict.field, conflict.was, conflict.yours) for conflict in known]
    named = [clash._replace(field=prefix + clash.field) for clash in clashes]
    return [(ConflictId(ids.derived(command, "conflict", index)), clash) for index, clash in enumerate(named) if clash not in already]


def one_field_edit(edit: type[C], field: str, change: Change[Any], **others: Any) -> C:
    """The edit of one field, named as clashes name it; Invalid where the value is none of that field's."""
    name, _, key = field.partition(".")
    wish: dict[str, Any] = {"was": plain(change.was), "to": plain(change.to)}
    tag = edit.__struct_config__.tag
    try:
        if isinstance(change.was, list) or isinstance(change.to, list):  # a set changes by what joins and what leaves it
            was, to = (msgspec.convert(one or [], set[str]) for one in (change.was, change.to))
            wish = {"add": sorted(to - was), "remove": sorted(was - to)}
        made = msgspec.convert({"tag": tag, **others, name: {key: wish} if key else wish}, edit, str_keys=True)
        return normal(made)
    except msgspec.ValidationError as error:
        raise Invalid(str(error).partition(" - at ")[0], ".command.value") from None
    except Invalid as error:
        raise Invalid(error.sentence, ".command.value", error.key, **error.values) from None


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
    fields = [(field.name, _normal_of(field.type, optional=field.default is None)) for field in info.fields]

    def whole(value: Any, at: str) -> Any:
        changed = {}
        for (name, made), now in zip(fields, structs.astuple(value), strict=True):
            if now is None or now is UNSET or made is None:
                continue
            if (better := made(now, f"{at}.{name}")) is not now:
                changed[name] = better
        return structs.replace(value, **changed) if changed else value

    return whole


def _normal_of(kind: inspect.Type, *, optional: bool = False) -> Normal | None:
    match kind:
        case inspect.Metadata(type=inspect.StrType(max_length=longest), extra=extra):
            return _text(line=bool(extra and extra.get("line")), optional=optional, longest=longest)
        case inspect.Metadata(type=inner):
            return _normal_of(inner)
        case inspect.StrType(pattern=None, max_length=longest):
            return _text(line=False, optional=optional, longest=longest)
        case inspect.UUIDType():
            return real_id
        case inspect.UnionType(types=types):
            empty = optional or any(isinstance(one, inspect.NoneType) for one in types)
            made = [one for one in (_normal_of(part, optional=empty) for part in types) if one is not None]
            return made[0] if made else None
        case inspect.StructType():
            return _whole(kind)
        case inspect.VarTupleType(item_type=item, min_length=least):
            return _tuple(_normal_of(item, optional=True), least or 0)
        case inspect.DictType(key_type=key, value_type=value):
            return _dict(_normal_of(key), _normal_of(value))
    return None


def _tuple(item: Normal | None, least: int) -> Normal:
    def whole(value: Any, at: str) -> Any:
        cleaned = value if item is None else [item(one, f"{at}[{index}]") for index, one in enumerate(value)]
        made = members(one for one in cleaned if one is not None)
        if len(made) < least:
            raise Invalid("This text can not be empty.", at, key="invalid.empty")
        return made

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


def _text(*, line: bool, optional: bool, longest: int | None) -> Normal:
    def whole(value: str, at: str) -> str | None:
        text = clean(value, at, line=line)
        if not text and not optional:
            raise Invalid("This text can not be empty.", at, key="invalid.empty")
        if longest is not None and len(text) > longest:  # some characters become several
            raise Invalid(f"Too long: at most {longest}.", at, key="invalid.too_long", limit=longest)
        return text or None

    return whole


def real_id(value: UUID, at: str) -> UUID:
    """An id, which is never the nil one: where the log is hashed, that one stands for none."""
    if not value.int:
        raise Invalid("The nil UUID is nobody's id; make another one.", at, key="invalid.nil")
    return value


#: Control characters, but for line feed and tab, and halves of surrogate pairs.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def clean(value: str, at: str = "", *, line: bool = False) -> str:
    """One text in NFC with LF, without control characters, trimmed; a line has no breaks and single spaces."""
    if value.isprintable() and "  " not in value and value.strip(" ") == value and unicodedata.is_normalized("NFC", value):
        return value
    text = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n")
    if line:
        text = " ".join(part for part in text.replace("\n", " ").replace("\t", " ").split(" ") if part)
    if found := _CONTROL.search(text):
        code = f"U+{ord(found[0]):04X}"
        raise Invalid(f"This text holds the control character {code}; remove it.", at, key="invalid.control", code=code)
    return text.strip()


def settled(edit: type[C], field: str, change: Change[Any] | UnsetType, met: Callable[[C], Met], moved_on: type[Refused]) -> dict[str, Any]:
    """What settling a clash changes: nothing where what stands is kept, and ``moved_on`` where that is not what was seen any more."""
    if change is UNSET:
        return {}
    found = met(one_field_edit(edit, field, change))
    if found.clashes:
        raise moved_on
    return found.values


class OfItem(Open, Protocol):
    """A clash of an aggregate of which several parts are edited; ``item`` is the one that it is about."""

    @property
    def item(self) -> UUID: ...


def clashed(
    made: Callable[..., T], clashes: Iterable[Clash], item: UUID, prefix: str, known: Mapping[ConflictId, OfItem], command: CommandId
) -> list[T]:
    """The events of these clashes of one part, but for those that are open already."""
    same = [conflict for conflict in known.values() if conflict.item == item]
    return [
        made(conflict=conflict, item=item, field=clash.field, was=clash.was, yours=clash.yours)
        for conflict, clash in newly_open(clashes, same, command, prefix)
    ]


class Part(NamedTuple):
    """How one part of an aggregate is edited: by which command, kept as which event, and how such an edit meets what stands."""

    edit: type[Command]
    edited: Callable[..., Any]
    met: Callable[[Any], Met]


def settled_part(parts: Mapping[str, Part], clash: OfItem, change: Change[Any] | UnsetType, moved_on: type[Refused]) -> list[Any]:
    """The edit that settling a clash of one part comes to; none where what stands is kept.

    Parts are named as clashes name them, and so is the id of each: ``axis.title`` is of the ``axis`` that ``item`` names.
    """
    if change is UNSET:
        return []
    about, _, field = clash.field.rpartition(".")
    part = parts[about]
    found = part.met(one_field_edit(part.edit, field, change, **({about: str(clash.item)} if about else {})))
    if found.clashes:
        raise moved_on
    return [part.edited(**({about: clash.item} if about else {}), **found.values)] if found.values else []
