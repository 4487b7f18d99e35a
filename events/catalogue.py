"""Every kind of stream and every event tag, listed once; lifts old event shapes to new ones."""

from collections.abc import Callable, Mapping
from types import UnionType
from typing import Any, TypeAlias, get_args

import msgspec

from events import action, action_plan, decider, network

Command: TypeAlias = action.Command | action_plan.Command | network.Command

DECIDERS: Mapping[str, decider.Decider[Any, Any, Any]] = {rules.name: rules for rules in (network.rules, action_plan.rules, action.rules)}

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


for _module in (network, action_plan, action):
    _list(_module.Event)
    _list(_module.Command)

#: How stored bytes become an event of today, by tag and schema version. Old shapes are frozen beside a pure lifting function.
DECODE: dict[tuple[str, int], Callable[[bytes], decider.Event]] = {
    (tag, SCHEMA_VERSIONS[tag]): msgspec.json.Decoder(struct).decode for tag, struct in EVENTS.items()
}


class Unknown(Exception):
    """A stored event has a tag or schema version that this program does not know: a newer one wrote it."""

    def __init__(self, tag: str, schema_version: int) -> None:
        super().__init__(f"Event {tag} in schema version {schema_version} is unknown to this version of the program; upgrade it.")


def decode(tag: str, schema_version: int, payload: bytes) -> decider.Event:
    """A stored event, lifted to the shape of today; raises Unknown."""
    read = DECODE.get((tag, schema_version))
    if read is None:
        raise Unknown(tag, schema_version)
    return read(payload)


def kind_of(tag: str) -> str:
    """The kind of stream that a tag belongs to: what stands before its dot."""
    return tag.partition(".")[0]


def decider_for(command: decider.Command) -> decider.Decider[Any, Any, Any]:
    """The rules that decide this command."""
    return DECIDERS[kind_of(_tag(type(command)))]
