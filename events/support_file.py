"""A support file: the technical help that an adviser gives one member, and the tools they hand over.

Stream kind ``support_file``, one stream a file; the whole network sees it, so that a tool made for one serves the next. Its rules:

- It is opened for a member of the network, by its adviser or by a facilitator. Nobody advises their own authority.
- Tools are delivered by its adviser or a facilitator while it is open, and taken back by them.
- They close it and say why, and open it again.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol, TypeAlias, assert_never

from msgspec import Struct, structs

from events import decider
from events.decider import Asked, Refused
from events.fields import Line, Text
from events.ids import AuthorityId, PersonId, ToolId

MOST_TOOLS = 200  # of one file

# Events are stored for ever: new fields have defaults, tags are never renamed.


class Opened(decider.Event, tag="support_file.opened"):
    authority: AuthorityId
    adviser: PersonId
    need: str


class ToolDelivered(decider.Event, tag="support_file.tool_delivered"):
    """What was handed over, and where it is or how it is used."""

    tool: ToolId
    name: str
    notes: str | None = None


class ToolTakenBack(decider.Event, tag="support_file.tool_taken_back"):
    tool: ToolId


class Closed(decider.Event, tag="support_file.closed"): ...


class Reopened(decider.Event, tag="support_file.reopened"): ...


Event: TypeAlias = Opened | ToolDelivered | ToolTakenBack | Closed | Reopened

# Commands say what is asked; who asks, and when, arrive apart in Asked.


class Open(decider.Command, tag="support_file.open"):
    """Open the file of a member: who advises it, and what it needs."""

    authority: AuthorityId
    adviser: PersonId
    need: Text


class DeliverTool(decider.Command, tag="support_file.deliver_tool"):
    """Write down which tool was handed over."""

    tool: ToolId
    name: Line
    notes: Text | None = None


class TakeToolBack(decider.Command, tag="support_file.take_tool_back"):
    """Take a tool out of the file; its history stays."""

    tool: ToolId


class Close(decider.Command, tag="support_file.close"):
    """Close the file, saying why."""


class Reopen(decider.Command, tag="support_file.reopen"):
    """Open a closed file again."""


Command: TypeAlias = Open | DeliverTool | TakeToolBack | Close | Reopen

# State holds what the rules need and nothing else.


class State(Struct, frozen=True):
    opened: Opened
    closed: bool = False
    tools: Mapping[ToolId, ToolDelivered] = {}
    off: frozenset[ToolId] = frozenset()


class Network(Protocol):
    """What the rules of a file see of the network: its members, and who acts for which."""

    @property
    def members(self) -> Mapping[AuthorityId, Any]: ...
    def held_by(self, person: PersonId) -> Iterable[Any]: ...


class NotOpened(Refused, code="support_file.not_opened"):
    """This file does not exist; reload the page."""


class AlreadyOpened(Refused, code="support_file.already_opened"):
    """A file with this identifier exists already; open it under a new one."""


class NotAMember(Refused, code="support_file.not_a_member"):
    """This authority is not a member of the network; admit it first."""


class OwnAuthority(Refused, code="support_file.own_authority"):
    """Nobody advises their own authority; choose an adviser from elsewhere who belongs to the network."""


class NotTheirs(Refused, code="support_file.not_theirs"):
    """Only its adviser or a facilitator keeps this file; ask one of them."""


class IsClosed(Refused, code="support_file.is_closed"):
    """This file is closed; open it again first."""


class ReasonNeeded(Refused, code="support_file.reason_needed"):
    """Closing a file needs a reason; say what came of it."""


class AlreadyThere(Refused, code="support_file.already_there"):
    """A tool with this identifier exists already; deliver it under a new one."""


class NoSuchTool(Refused, code="support_file.no_such_tool"):
    """This tool is not in the file; reload the page."""


class TooMany(Refused, code="support_file.too_many"):
    """This file holds as many tools as one can; open another one."""


def decide(command: Command, state: State | None, asked: Asked) -> list[Event]:
    network: Network | None = asked.others.get(asked.network)
    if isinstance(command, Open):
        return _open(command, state, asked, network)
    if state is None:
        raise NotOpened
    _theirs(state.opened.adviser, asked, network)
    match command:
        case Close():
            if not state.closed and asked.reason is None:
                raise ReasonNeeded
            return [] if state.closed else [Closed()]
        case Reopen():
            return [Reopened()] if state.closed else []
        case DeliverTool(tool, name, notes):
            delivered = ToolDelivered(tool=tool, name=name, notes=notes)
            if tool in state.tools:
                if state.tools[tool] == delivered and tool not in state.off:
                    return []
                raise AlreadyThere
            if state.closed:
                raise IsClosed
            if len(state.tools) >= MOST_TOOLS:
                raise TooMany
            return [delivered]
        case TakeToolBack(tool):
            if tool not in state.tools:
                raise NoSuchTool
            if tool in state.off:
                return []
            if state.closed:
                raise IsClosed
            return [ToolTakenBack(tool=tool)]
        case _:
            assert_never(command)


def _open(command: Open, state: State | None, asked: Asked, network: Network | None) -> list[Event]:
    opened = Opened(authority=command.authority, adviser=command.adviser, need=command.need)
    if state is not None:
        if state.opened == opened:
            return []  # asked twice, happened once
        raise AlreadyOpened
    _theirs(command.adviser, asked, network)
    if network is None or command.authority not in network.members:
        raise NotAMember
    held = [*network.held_by(command.adviser)]
    if not held or any(one.authority == command.authority for one in held):
        raise OwnAuthority
    return [opened]


def _theirs(adviser: PersonId, asked: Asked, network: Network | None) -> None:
    facilitates = network is not None and any(held.role == "facilitator" for held in network.held_by(asked.by))
    if asked.by not in (adviser, asked.network) and not facilitates:
        raise NotTheirs


def evolve(state: State | None, event: Event) -> State | None:
    match state, event:
        case None, Opened():
            return State(structs.replace(event, reason=None))
        case State(tools=tools), ToolDelivered(tool):
            return structs.replace(state, tools={**tools, tool: structs.replace(event, reason=None)})
        case State(off=off), ToolTakenBack(tool):
            return structs.replace(state, off=off | {tool})
        case State(), Closed():
            return structs.replace(state, closed=True)
        case State(), Reopened():
            return structs.replace(state, closed=False)
    return state  # what happened is never refused


rules = decider.Decider[State | None, Command, Event]("support_file", None, decide, evolve)
