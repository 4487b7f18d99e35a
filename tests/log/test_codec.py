"""Events as bytes: what is written today, and that everything that was ever written can be read.

tests/stored/ holds the approved form of every event: its fields, and payloads as they stand in logs. A file is never
edited, only added; it changes when an event gains a field with a default, by what that field adds.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args
from uuid import UUID

import msgspec
import pytest
from hypothesis import given as every
from msgspec import UNSET, Struct, UnsetType, inspect, structs

from events import action, action_plan, catalogue, decider, network, together
from events.ids import NetworkId
from events.log import codec
from tests import histories
from tests.people import ADA, BEN, HAUTEFEUILLE, NETWORK

STORED = Path(__file__).parent.parent / "stored"
FILES = sorted(STORED.glob("*.json"))


class Approved(Struct):
    """One file: an event in one of its schema versions."""

    tag: str
    schema_version: int
    fields: dict[str, str]
    payloads: list[dict[str, Any]]


def approved(path: Path) -> Approved:
    return msgspec.json.decode(path.read_bytes(), type=Approved)


def path_of(tag: str, schema_version: int) -> Path:
    return STORED / f"{tag}.{schema_version}.json"


# --- The shape of an event ----------------------------------------------------------------------------------------


def shape(struct: type[decider.Event]) -> dict[str, str]:
    """The fields of an event as they are stored, in order: what each holds, and what it means where it is missing."""
    info = inspect.type_info(struct)
    assert isinstance(info, inspect.StructType)
    return {field.encode_name: _said(field.type) + _else(field) for field in info.fields}


def _else(field: inspect.Field) -> str:
    """What logs mean that were written before there was this field: another default would give them another meaning."""
    if field.required:
        return ""
    default = field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
    return ", else untouched" if default in (UNSET, msgspec.NODEFAULT) else f", else {json.dumps(msgspec.to_builtins(default))}"


def _said(kind: inspect.Type) -> str:
    match kind:
        case inspect.LiteralType(values=values):
            return "one of " + " | ".join(str(value) for value in values)
        case inspect.UnionType(types=types):
            return " or ".join(sorted(_said(one) for one in types))
        case inspect.VarTupleType(item_type=item):
            return f"list of ({_said(item)})"
        case inspect.DictType(key_type=key, value_type=value):
            return f"object of ({_said(key)}: {_said(value)})"
        case inspect.StructType(fields=fields):
            return "{" + ", ".join(f"{field.encode_name}: {_said(field.type)}" for field in fields) + "}"
        case inspect.Metadata(type=inner):
            return _said(inner)
    return {"StrType": "text", "UUIDType": "id", "DateType": "day", "NoneType": "null"}.get(
        type(kind).__name__, type(kind).__name__.removesuffix("Type").lower()
    )


def faults(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    """What of a changed shape would keep a log from being read as it was meant, or be stored without approval."""
    for name, held in before.items():
        if name not in now:
            yield f"{name} is gone or was renamed: raise the schema version and lift the old shape"
        elif not _widened(held, now[name]):
            yield f"{name} was {held} and is {now[name]}: raise the schema version and lift the old shape"
    for name, held in now.items():
        if name not in before:
            if ", else " not in held:
                yield f"{name} is new and has no default: logs do not hold it"
            yield f"{name} is new: add it to the approved form"
    kept = [name for name in now if name in before]
    if kept != [name for name in before if name in now]:
        yield "the fields changed their order, which is that of the stored bytes"


def _widened(before: str, now: str) -> bool:
    """The same, or with more values to choose from: like a new tag, that is no other meaning of the old ones."""
    before, _, default = before.partition(", else ")
    now, _, default_now = now.partition(", else ")
    if default != default_now:
        return False
    if before == now:
        return True
    values, more = ({one.strip() for one in text.replace("one of", "|").replace(" or ", "|").split("|")} for text in (before, now))
    return "one of" in before and "one of" in now and values <= more


@pytest.mark.parametrize("tag", catalogue.EVENTS)
def test_what_is_written_today_has_the_approved_form(tag: str) -> None:
    version, struct = catalogue.SCHEMA_VERSIONS[tag], catalogue.EVENTS[tag]
    path = path_of(tag, version)
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        made = Approved(tag, version, shape(struct), [json.loads(codec.ENCODER.encode(one)) for one in examples(struct)])
        path.write_bytes(msgspec.json.format(msgspec.json.encode(made), indent=2) + b"\n")
        pytest.fail(f"{path.name} was missing; it is there now: look at it well, for ever begins when it is committed")
    assert list(faults(approved(path).fields, shape(struct))) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_everything_that_was_ever_stored_can_be_read(path: Path) -> None:
    form = approved(path)
    assert path == path_of(form.tag, form.schema_version)
    assert form.payloads
    for payload in form.payloads:
        event = catalogue.decode(form.tag, form.schema_version, msgspec.json.encode(payload))
        # The files are the oldest logs there are: once a shape was lifted, its expected state stands in a test of its own.
        if form.schema_version == catalogue.SCHEMA_VERSIONS[form.tag]:
            written = json.loads(codec.ENCODER.encode(event))
            assert [(name, written[name]) for name in written if name in payload] == list(payload.items())
            assert set(payload) <= {"tag", *form.fields}


def test_the_files_are_of_events_that_are_known() -> None:
    assert {(approved(path).tag, approved(path).schema_version) for path in FILES} == set(catalogue.DECODE)


class Before(decider.Event, tag="test.happened"):
    day: str
    of: Literal["a", "b"]
    note: str | None = None


class Renamed(decider.Event, tag="test.happened"):
    date: str
    of: Literal["a", "b"]
    note: str | None = None


class Retyped(decider.Event, tag="test.happened"):
    day: int
    of: Literal["a", "b"]
    note: str | None = None


class Narrowed(decider.Event, tag="test.happened"):
    day: str
    of: Literal["a"]
    note: str | None = None


class NoLongerEmpty(decider.Event, tag="test.happened"):
    day: str
    of: Literal["a", "b"]
    note: str = ""


class Otherwise(decider.Event, tag="test.happened"):
    day: str
    of: Literal["a", "b"]
    note: str | None = "nothing"


class Demanding(decider.Event, tag="test.happened"):
    day: str
    of: Literal["a", "b"]
    place: str
    note: str | None = None


class Turned(decider.Event, tag="test.happened"):
    of: Literal["a", "b"]
    day: str
    note: str | None = None


class Widened(decider.Event, tag="test.happened"):
    day: str
    of: Literal["a", "b", "c"]
    note: str | None = None


class Grown(decider.Event, tag="test.happened"):
    day: str
    of: Literal["a", "b"]
    note: str | None = None
    place: str | None | UnsetType = UNSET


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (Renamed, ["day is gone", "date is new and has no default", "date is new: add"]),
        (Retyped, ["day was text and is int"]),
        (Narrowed, ["of was one of a | b and is one of a:"]),
        (NoLongerEmpty, ["note was null or text"]),
        (Otherwise, ['note was null or text, else null and is null or text, else "nothing"']),
        (Demanding, ["place is new and has no default", "place is new: add"]),
        (Turned, ["the fields changed their order"]),
        (Grown, ["place is new: add"]),
        (Widened, []),
        (Before, []),
    ],
)
def test_a_stored_shape_does_not_change_unnoticed(now: type[decider.Event], said: list[str]) -> None:
    found = list(faults(shape(Before), shape(now)))
    assert len(found) == len(said)
    assert all(one.startswith(start) for one, start in zip(found, said, strict=True)), found


class FirstShape(msgspec.Struct, tag_field="tag", tag="test.happened"):
    """As it was written in schema version 1: one name."""

    who: str


class SecondShape(msgspec.Struct, tag_field="tag", tag="test.happened"):
    """In version 2 the name was split."""

    first: str
    last: str
    reason: str | None = None


class Happened(decider.Event, tag="test.happened"):
    """Today, in version 3: as one list."""

    names: tuple[str, ...]


def split(old: FirstShape) -> SecondShape:
    first, _, last = old.who.partition(" ")
    return SecondShape(first, last)


def listed(old: SecondShape) -> Happened:
    return Happened(names=(old.first, old.last), reason=old.reason)


LIFTS = {("test.happened", 1): catalogue.Lift(FirstShape, split), ("test.happened", 2): catalogue.Lift(SecondShape, listed)}


def test_an_old_shape_is_lifted_step_by_step_to_that_of_today() -> None:
    read = catalogue.readers({"test.happened": Happened}, {"test.happened": 3}, LIFTS)
    today = Happened(names=("Ada", "Vallon"))
    assert read["test.happened", 1](b'{"tag":"test.happened","who":"Ada Vallon"}') == today
    assert read["test.happened", 2](b'{"tag":"test.happened","first":"Ada","last":"Vallon","reason":"Vot\xc3\xa9"}') == structs.replace(
        today, reason="Voté"
    )
    assert read["test.happened", 3](codec.ENCODER.encode(today)) == today
    assert ("test.happened", 4) not in read


@pytest.mark.parametrize("missing", LIFTS)
def test_a_program_that_can_not_read_what_was_written_does_not_start(missing: tuple[str, int]) -> None:
    lifts = {shape: lift for shape, lift in LIFTS.items() if shape != missing}
    with pytest.raises(TypeError, match=f"from schema version {missing[1]}"):
        catalogue.readers({"test.happened": Happened}, {"test.happened": 3}, lifts)


def examples(struct: type[decider.Event]) -> Iterator[decider.Event]:
    """An event with nothing but what it needs, one with everything, and one with everything emptied that can be."""
    info = inspect.type_info(struct)
    assert isinstance(info, inspect.StructType)
    least = {field.name: _example(field.type) for field in info.fields if field.required}
    yield struct(**least)
    yield struct(**{field.name: _example(field.type) for field in info.fields})
    emptied = {field.name: None for field in info.fields if not field.required and _can_be_empty(field.type)}
    if set(emptied) - {"reason"}:
        yield struct(**{**least, **emptied})


def _can_be_empty(kind: inspect.Type) -> bool:
    return isinstance(kind, inspect.UnionType) and any(isinstance(one, inspect.NoneType) for one in kind.types)


def _example(kind: inspect.Type) -> Any:
    match kind:
        case inspect.LiteralType(values=values):
            return values[-1]
        case inspect.UnionType(types=types):
            return _example(next(one for one in types if not isinstance(one, inspect.NoneType)))
        case inspect.VarTupleType(item_type=inspect.LiteralType(values=values)):
            return tuple(sorted(str(value) for value in values)[:2])
        case inspect.VarTupleType(item_type=inspect.UUIDType()):
            return (ADA, BEN)
        case inspect.VarTupleType():
            return ("CAF", "École")
        case inspect.DictType(value_type=value):
            both: dict[str, Any] = {"ADEME": _example(value), "Région “Sud”": None if _can_be_empty(value) else _example(value)}
            return both
        case inspect.StructType(cls=cls, fields=fields):
            return cls(**{field.name: _example(field.type) for field in fields})
    found: Any = {
        inspect.StrType: "Fête du “vélo” \\ à Rivebelle\nsur les berges",
        inspect.UUIDType: HAUTEFEUILLE,
        inspect.DateType: date(2026, 2, 28),
        inspect.IntType: 1_250_000,
        inspect.BoolType: True,
        inspect.AnyType: {"amount": 5_000_00},
    }[type(kind)]
    return found


# --- The bytes ----------------------------------------------------------------------------------------------------


@every(histories.any_event())
def test_every_event_survives_the_codec(event: decider.Event) -> None:
    sealed = codec.seal(event)
    assert catalogue.decode(sealed.tag, sealed.schema_version, sealed.payload) == event
    assert codec.seal(catalogue.decode(sealed.tag, sealed.schema_version, sealed.payload)).payload == sealed.payload


@every(histories.any_event())
def test_a_payload_begins_with_its_tag_and_ends_with_the_reason(event: decider.Event) -> None:
    sealed = codec.seal(event, "parce que")
    keys = list(json.loads(sealed.payload))
    assert (keys[0], keys[-1]) == ("tag", "reason")
    declared = [name for name in event.__struct_fields__ if name != "reason" and getattr(event, name) is not UNSET]
    assert keys[1:-1] == declared
    assert json.loads(sealed.payload)["tag"] == sealed.tag


def test_a_payload_to_the_byte() -> None:
    edited = action.Edited(
        title="Fête", lead=None, funders={"Région": None, "ADEME": action.Funding(5)}, lead_people=(ADA,), extra={"b": "2", "a": "é"}
    )
    assert codec.seal(edited, "Voté").payload.decode() == (
        '{"tag":"action.edited","title":"Fête","lead":null,"lead_people":["0198c021-0000-7000-8000-00000000000a"],'
        '"funders":{"ADEME":{"amount":5},"Région":null},"extra":{"a":"é","b":"2"},"reason":"Voté"}'
    )
    opened = action_plan.Opened(title="Agenda 21", authority=HAUTEFEUILLE)
    assert codec.seal(opened).payload.decode() == (
        f'{{"tag":"action_plan.opened","title":"Agenda 21","authority":"{HAUTEFEUILLE}","description":null,"reason":null}}'
    )


def test_each_digest_has_a_salt_of_its_own() -> None:
    event = network.PersonSuspended(person=BEN)
    sealed = [codec.seal(event) for _ in range(50)]
    assert len({one.payload for one in sealed}) == 1
    assert len({one.salt for one in sealed}) == 50
    assert {len(one.salt) for one in sealed} == {16}
    assert all(one.digest == hashlib.sha256(one.salt + one.payload).digest() for one in sealed)


def test_an_event_is_sealed_with_the_reason_and_as_it_is_without() -> None:
    event = action.Withdrawn()
    assert codec.seal(event).event is event
    assert codec.seal(event, "Voté").event == action.Withdrawn(reason="Voté")


def test_what_a_newer_program_added_is_passed_over() -> None:
    payload = b'{"tag":"network.person_suspended","person":"%s","until":"2027-01-01","reason":null}' % str(BEN).encode()
    assert catalogue.decode("network.person_suspended", 1, payload) == network.PersonSuspended(person=BEN)


@pytest.mark.parametrize(("tag", "version"), [("network.person_levitated", 1), ("network.person_suspended", 2)])
def test_what_only_a_newer_program_knows_says_so(tag: str, version: int) -> None:
    with pytest.raises(catalogue.Unknown, match="upgrade"):
        catalogue.decode(tag, version, b"{}")
    assert catalogue.decode_or_pass(tag, version, b"{}") == catalogue.Unread(schema_version=version)


def test_every_kind_of_stream_is_the_start_of_its_tags() -> None:
    for tag, struct in {**catalogue.EVENTS, **catalogue.COMMANDS}.items():
        assert catalogue.kind_of(tag) in catalogue.DECIDERS or struct in get_args(together.Command)
        assert struct.__module__ == f"events.{catalogue.kind_of(tag)}"
        assert len(tag) <= 64
        assert tag.isascii()


# --- What was asked -----------------------------------------------------------------------------------------------

KEY = bytes(range(32))
ASKED: dict[str, Any] = {"id": str(BEN), "command": {"tag": "action.edit", "title": {"was": "É", "to": None}}, "whole": False}


def test_a_request_is_known_by_an_hmac_of_it_with_sorted_keys() -> None:
    told = json.dumps([str(NETWORK), str(ADA), ASKED], sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert codec.request_hash(KEY, NETWORK, ADA, ASKED) == hmac.new(KEY, told, "sha256").digest()


def test_requests_that_differ_are_told_apart_and_the_order_of_keys_does_not_count() -> None:
    turned = dict(reversed(ASKED.items()))
    assert codec.request_hash(KEY, NETWORK, ADA, turned) == codec.request_hash(KEY, NETWORK, ADA, ASKED)
    others = [
        codec.request_hash(bytes(32), NETWORK, ADA, ASKED),
        codec.request_hash(KEY, NetworkId(UUID(int=NETWORK.int + 1)), ADA, ASKED),
        codec.request_hash(KEY, NETWORK, BEN, ASKED),
        codec.request_hash(KEY, NETWORK, ADA, {**ASKED, "reason": None}),
        codec.request_hash(KEY, NETWORK, ADA, {**ASKED, "whole": True}),
    ]
    assert len({*others, codec.request_hash(KEY, NETWORK, ADA, ASKED)}) == 6


def test_of_a_key_given_twice_the_last_counts() -> None:
    twice = msgspec.json.decode(b'{"id":"a","id":"b"}')
    assert codec.request_hash(KEY, NETWORK, ADA, twice) == codec.request_hash(KEY, NETWORK, ADA, {"id": "b"})


def test_an_event_ignores_the_reason_when_rules_compare_it() -> None:
    assert structs.replace(codec.seal(action.Withdrawn(), "Voté").event, reason=None) == action.Withdrawn()
