"""A note: what someone writes beside a plan or one of its actions, for the whole network or for named people.

Stream kind ``note``. A note belongs to its plan or action for ever, and so do its author and the people it is for: the
author is always one of them. To everyone else it is as if it were not there, and so is a note on an action that is kept
from them, or on a part of one. Its text is edited by those who see it and merges line by line; a wish that clashes with
someone else's change is kept as an open conflict until one of them settles it. Notes are withdrawn, never deleted.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Protocol, TypeAlias, assert_never, runtime_checkable
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType, structs

from events import decider, fields
from events.decider import Asked, Refused
from events.fields import Change, Text
from events.ids import ActionId, ConflictId, PersonId, PlanId

# Events are stored for ever: new fields have defaults, tags are never renamed.


class Written(decider.Event, tag="note.written"):
    """It stands on an action, itself perhaps part of another, or on the plan; ``parties`` alone see it, or all where none are named."""

    plan: PlanId
    author: PersonId
    text: str
    action: ActionId | None = None
    part_of: ActionId | None = None
    parties: tuple[PersonId, ...] = ()


class Edited(decider.Event, tag="note.edited"):
    text: str


class Clashed(decider.Event, tag="note.clashed"):
    """A wish that met someone else's change; both texts are kept."""

    conflict: ConflictId
    field: str
    was: Any
    yours: Any


class Settled(decider.Event, tag="note.settled"):
    conflict: ConflictId


class Withdrawn(decider.Event, tag="note.withdrawn"): ...


class Restored(decider.Event, tag="note.restored"): ...


Event: TypeAlias = Written | Edited | Clashed | Settled | Withdrawn | Restored

# Commands say what is asked; who asks, and when, arrive apart in Asked.


class Write(decider.Command, kw_only=True, tag="note.write"):
    """Write a note on an action or on a plan, for the whole network, or for some people and oneself."""

    plan: PlanId
    action: ActionId | None = None
    text: Text
    parties: Annotated[tuple[PersonId, ...], Meta(max_length=200)] = ()


class Edit(decider.Command, tag="note.edit"):
    """Change the text of a note; what others changed in other lines meanwhile stays."""

    text: Change[Text]


class Settle(decider.Command, tag="note.settle"):
    """Settle a conflict: keep the text that stands, or put another in its place, saying what was seen standing there."""

    conflict: ConflictId
    value: Change[Any] | UnsetType = UNSET


class Withdraw(decider.Command, tag="note.withdraw"):
    """Take a note away; its history stays and it can be restored."""


class Restore(decider.Command, tag="note.restore"):
    """Put a withdrawn note back."""


Command: TypeAlias = Write | Edit | Settle | Withdraw | Restore

POLICIES: Mapping[str, fields.Policy] = {"text": "text3"}

# State holds what the rules need and nothing else.


class State(Struct, frozen=True):
    note: Written  # with the text as it stands
    withdrawn: bool = False
    conflicts: Mapping[ConflictId, Clashed] = {}


class Plan(Protocol):
    """What the rules of a note see of its plan."""

    @property
    def withdrawn(self) -> bool: ...


@runtime_checkable
class Action(Protocol):
    """What the rules of a note see of its action, and of the one that this is a part of."""

    @property
    def card(self) -> Any: ...
    @property
    def withdrawn(self) -> bool: ...
    def hidden_from(self, person: PersonId) -> bool: ...


class Network(Protocol):
    """What the rules of a note see of the people of the network."""

    def held_by(self, person: PersonId) -> Iterable[Any]: ...


class NoSuchPlan(Refused, code="note.no_such_plan"):
    """This plan does not exist or was withdrawn; choose another one, or have it restored."""


class NoSuchAction(Refused, code="note.no_such_action"):
    """This action does not exist in the plan or was withdrawn; write the note elsewhere, or have it restored."""


class AlreadyWritten(Refused, code="note.already_written"):
    """A note with this identifier exists already; write it under a new one."""


class NotWritten(Refused, code="note.not_written"):
    """This note does not exist; reload the page."""


class IsWithdrawn(Refused, code="note.is_withdrawn"):
    """This note was withdrawn; restore it before changing it."""


class NotTheirs(Refused, code="note.not_theirs"):
    """Only its author or a facilitator withdraws a note, or restores it."""


class MovedOn(Refused, code="note.moved_on"):
    """The text has changed again since you looked; look at it once more, then settle."""


def needs(command: Command, state: State | None) -> Iterable[UUID]:
    match command:
        case Write(plan=plan, action=action):
            return (plan, action) if action else (plan,)
    if state is None:
        return ()
    return [one for one in (state.note.action, state.note.part_of) if one is not None]


def beyond(command: Command, others: Mapping[UUID, Any]) -> Iterable[UUID]:
    """The action that the one written on is a part of: who is kept from that one writes on none of its parts."""
    action = others.get(command.action) if isinstance(command, Write) and command.action else None
    return (action.card.parent,) if isinstance(action, Action) and action.card.parent else ()


def decide(command: Command, state: State | None, asked: Asked) -> list[Event]:
    if isinstance(command, Write):
        return _write(command, state, asked)
    if state is None or _hidden(state.note, asked):
        raise NotWritten
    match command:
        case Edit():
            met = _met(state, command)
            edited: list[Event] = [Edited(**met.values)] if met.values else []
            return [*edited, *_clashes(met.clashes, state, asked)]
        case Settle(conflict, value):
            return _settle(conflict, value, state)
        case Withdraw():
            _theirs(state.note, asked)
            return [] if state.withdrawn else [Withdrawn()]
        case Restore():
            _theirs(state.note, asked)
            return [Restored()] if state.withdrawn else []
        case _:
            assert_never(command)


def _write(command: Write, state: State | None, asked: Asked) -> list[Event]:
    plan: Plan | None = asked.others.get(command.plan)
    if plan is None or plan.withdrawn:
        raise NoSuchPlan
    part_of = None
    if command.action is not None:
        action = asked.others.get(command.action)
        if not isinstance(action, Action) or action.withdrawn or action.card.plan != command.plan:
            raise NoSuchAction
        part_of = action.card.parent
        if _kept((command.action, part_of), asked):
            raise NoSuchAction  # else it would be taken, and shown to nobody who is not named there
    parties = fields.members({*command.parties, asked.by}) if command.parties else ()
    written = Written(plan=command.plan, author=asked.by, text=command.text, action=command.action, part_of=part_of, parties=parties)
    if state is None:
        return [written]
    if structs.replace(state.note, reason=None) != written:
        raise AlreadyWritten
    return []  # asked twice, happened once


def _met(state: State, command: Edit) -> fields.Met:
    if state.withdrawn:
        raise IsWithdrawn
    return fields.meet(state.note, command, POLICIES)


def _clashes(clashes: Iterable[fields.Clash], state: State, asked: Asked) -> list[Event]:
    return [
        Clashed(conflict=conflict, field=clash.field, was=clash.was, yours=clash.yours)
        for conflict, clash in fields.newly_open(clashes, state.conflicts.values(), asked.id)
    ]


def _settle(conflict: ConflictId, value: Change[Any] | UnsetType, state: State) -> list[Event]:
    if conflict not in state.conflicts:
        return []  # someone settled it already
    values = fields.settled(Edit, state.conflicts[conflict].field, value, lambda edit: _met(state, edit), MovedOn)
    edited: list[Event] = [Edited(**values)] if values else []
    return [*edited, Settled(conflict=conflict)]


def _hidden(note: Written, asked: Asked) -> bool:
    """Is it to this person as if it were not there? A note is seen by no one who does not see what it stands on."""
    return _kept((note.action, note.part_of), asked) or (bool(note.parties) and asked.by not in note.parties)


def _kept(on: Iterable[ActionId | None], asked: Asked) -> bool:
    """Is one of these actions kept from who asks?"""
    over = [asked.others.get(one) for one in on if one is not None]
    return any(isinstance(one, Action) and one.hidden_from(asked.by) for one in over)


def _theirs(note: Written, asked: Asked) -> None:
    network: Network = asked.others[asked.network]
    if asked.by != note.author and not any(held.role == "facilitator" for held in network.held_by(asked.by)):
        raise NotTheirs


def evolve(state: State | None, event: Event) -> State | None:
    match state, event:
        case None, Written():
            return State(structs.replace(event, reason=None))
        case State(note=note), Edited(text):
            return structs.replace(state, note=structs.replace(note, text=text))
        case State(conflicts=conflicts), Clashed(conflict=conflict):
            return structs.replace(state, conflicts={**conflicts, conflict: event})
        case State(conflicts=conflicts), Settled(conflict=conflict):
            return structs.replace(state, conflicts={key: open_ for key, open_ in conflicts.items() if key != conflict})
        case State(), Withdrawn():
            return structs.replace(state, withdrawn=True)
        case State(), Restored():
            return structs.replace(state, withdrawn=False)
    return state  # what happened is never refused


def value(state: State | None, _item: UUID, field: str) -> Any:
    """What stands in a field now, for those who are told of a clash."""
    return fields.value_of(state.note, field) if state else None


rules = decider.Decider[State | None, Command, Event](
    "note", None, decide, evolve, needs, lambda event: event.plan if isinstance(event, Written) else None, value, beyond
)
