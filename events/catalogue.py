"""Every kind of stream and every event tag, listed once; lifts old event shapes to new ones."""

from collections.abc import Callable, Mapping
from types import UnionType
from typing import Any, NamedTuple, TypeAlias, get_args

import msgspec

from events import (
    action,
    action_plan,
    attachment,
    authority,
    body,
    comment,
    consultation,
    decider,
    finding,
    governance,
    idea,
    meeting,
    meeting_series,
    mentor,
    mentorship,
    mentorship_note,
    minutes,
    moment,
    network,
    note,
    process,
    process_template,
    question,
    questionnaire,
    referent,
    roadmap,
    skill,
    support_file,
    synthesis,
    together,
    workshop,
)

Command: TypeAlias = (
    action.Command
    | action_plan.Command
    | network.Command
    | note.Command
    | comment.Command
    | workshop.Command
    | meeting.Command
    | meeting_series.Command
    | authority.Command
    | referent.Command
    | governance.Command
    | skill.Command
    | mentor.Command
    | mentorship.Command
    | mentorship_note.Command
    | question.Command
    | support_file.Command
    | idea.Command
    | finding.Command
    | body.Command
    | process.Command
    | process_template.Command
    | synthesis.Command
    | consultation.Command
    | roadmap.Command
    | minutes.Command
    | questionnaire.Command
    | moment.Command
    | attachment.Command
    | together.Command
)

DECIDERS: Mapping[str, decider.Decider[Any, Any, Any]] = {
    rules.name: rules
    for rules in (
        network.rules,
        action_plan.rules,
        action.rules,
        note.rules,
        comment.rules,
        workshop.rules,
        meeting.rules,
        meeting_series.rules,
        authority.rules,
        referent.rules,
        governance.rules,
        skill.rules,
        mentor.rules,
        mentorship.rules,
        mentorship_note.rules,
        question.rules,
        support_file.rules,
        minutes.rules,
        questionnaire.rules,
        idea.rules,
        finding.rules,
        body.rules,
        process.rules,
        process_template.rules,
        synthesis.rules,
        consultation.rules,
        roadmap.rules,
        moment.rules,
        attachment.rules,
    )
}

#: The shape that is written today for each tag. Raising a number needs a lifting function below for the old one.
SCHEMA_VERSIONS: dict[str, int] = {}
EVENTS: dict[str, type[decider.Event]] = {}
COMMANDS: dict[str, type[decider.Command]] = {}


def _tag(struct: type[msgspec.Struct]) -> str:
    return str(struct.__struct_config__.tag)


def _list(union: UnionType) -> None:
    for struct in get_args(union):
        if issubclass(struct, decider.Event):
            EVENTS[_tag(struct)] = struct
            SCHEMA_VERSIONS[_tag(struct)] = 1
        else:
            COMMANDS[_tag(struct)] = struct


for _module in (
    network,
    action_plan,
    action,
    note,
    comment,
    workshop,
    meeting,
    meeting_series,
    authority,
    governance,
    referent,
    skill,
    minutes,
    questionnaire,
    synthesis,
    consultation,
    roadmap,
    idea,
    finding,
    body,
    process,
    process_template,
    moment,
    attachment,
):
    _list(_module.Event)
    _list(_module.Command)
for _module in (mentor, mentorship, mentorship_note, question, support_file):
    _list(_module.Event)
    _list(_module.Command)
_list(together.Command)


class Lift(NamedTuple):
    """A shape that was written once, frozen as it was, and the pure function that makes the next schema version's of it."""

    old: type[msgspec.Struct]
    next: Callable[[Any], Any]


Read: TypeAlias = Callable[[bytes], decider.Event]

#: What becomes of old shapes, by tag and schema version; a lift leads to the version after it. None was written so far.
LIFTS: Mapping[tuple[str, int], Lift] = {}


def readers(
    events: Mapping[str, type[decider.Event]], versions: Mapping[str, int], lifts: Mapping[tuple[str, int], Lift]
) -> dict[tuple[str, int], Read]:
    """How the bytes of every shape that was ever written become an event of today, by tag and schema version."""
    found: dict[tuple[str, int], Read] = {}
    for tag, struct in events.items():
        found[tag, versions[tag]] = msgspec.json.Decoder(struct).decode
        for version in range(versions[tag] - 1, 0, -1):
            if (tag, version) not in lifts:
                raise TypeError(f"Nothing lifts {tag} from schema version {version}.")
            found[tag, version] = _lifted(lifts, tag, version, versions[tag])
    return found


def _lifted(lifts: Mapping[tuple[str, int], Lift], tag: str, version: int, today: int) -> Read:
    decode = msgspec.json.Decoder(lifts[tag, version].old).decode

    def read(payload: bytes) -> decider.Event:
        event: Any = decode(payload)
        for reached in range(version, today):
            event = lifts[tag, reached].next(event)
        return event  # type: ignore[no-any-return]  # the last lift makes an event of today, which a test of each tag shows

    return read


DECODE: dict[tuple[str, int], Read] = readers(EVENTS, SCHEMA_VERSIONS, LIFTS)


class Unknown(Exception):
    """A stored event has a tag or schema version that this program does not know: a newer one wrote it."""

    def __init__(self, tag: str, schema_version: int) -> None:
        super().__init__(f"Event {tag} in schema version {schema_version} is unknown to this version of the program; upgrade it.")


class Unread(decider.Event):
    """Stands for an event that this program does not know, where a reader must get past it. No rule and no fold takes one."""

    schema_version: int


def decode(tag: str, schema_version: int, payload: bytes) -> decider.Event:
    """A stored event, lifted to the shape of today; raises Unknown."""
    read = DECODE.get((tag, schema_version))
    if read is None:
        raise Unknown(tag, schema_version)
    return read(payload)


def decode_or_pass(tag: str, schema_version: int, payload: bytes) -> decider.Event:
    """A stored event as ``decode`` makes it; Unread where this program does not know it."""
    read = DECODE.get((tag, schema_version))
    return Unread(schema_version=schema_version) if read is None else read(payload)


def kind_of(tag: str) -> str:
    """The kind of stream that a tag belongs to: what stands before its dot."""
    return tag.partition(".")[0]


def decider_for(command: decider.Command) -> decider.Decider[Any, Any, Any]:
    """The rules that decide this command of one stream."""
    return DECIDERS[kind_of(_tag(type(command)))]
