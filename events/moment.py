"""A named moment: a council's vote, a meeting of the steering committee, a version; what everyone can return to.

Stream kind ``moment``. It is the log up to its own event, or up to an earlier token that it names, and stays that for ever:
what it is called, what kind it is of, its day and what is said of it can be mended, which prefix it is can not. It is of one
plan or of the whole network, whose people see it. Fields that different people mend merge; a wish that meets someone else's
change is refused. Moments are withdrawn, never deleted: an address that names one leads there all the same.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal, Protocol, TypeAlias, assert_never, runtime_checkable
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType, structs

from events import decider, fields
from events.decider import Asked, Refused
from events.fields import Change, Line, Text, Token
from events.ids import PlanId

Kind: TypeAlias = Literal["council_vote", "steering_committee", "version", "other"]

# Events are stored for ever: new fields have defaults, tags are never renamed.


class Named(decider.Event, tag="moment.named"):
    """The log as it stood when this happened, or at the token ``of``, under a title people remember."""

    title: str
    kind: Kind
    held_on: date
    plan: PlanId | None = None
    description: str | None = None
    of: str | None = None


class Edited(decider.Event, tag="moment.edited"):
    title: str | UnsetType = UNSET
    kind: Kind | UnsetType = UNSET
    held_on: date | UnsetType = UNSET
    description: str | None | UnsetType = UNSET


class Withdrawn(decider.Event, tag="moment.withdrawn"): ...


class Restored(decider.Event, tag="moment.restored"): ...


Event: TypeAlias = Named | Edited | Withdrawn | Restored

# Commands say what is asked; who asks, and when, arrive apart in Asked.


class Name(decider.Command, tag="moment.name"):
    """Name a moment of the network or of a plan: now, or an earlier token."""

    title: Line
    kind: Kind
    held_on: date
    plan: PlanId | None = None
    description: Text | None = None
    of: Token | None = None


class Edit(decider.Command, tag="moment.edit"):
    """Mend what a moment is called, its kind, its day or what is said of it."""

    title: Change[Line] | UnsetType = UNSET
    kind: Change[Kind] | UnsetType = UNSET
    held_on: Change[date] | UnsetType = UNSET
    description: Change[Text | None] | UnsetType = UNSET


class Withdraw(decider.Command, tag="moment.withdraw"):
    """Take a moment off the list; who has its address still gets there."""


class Restore(decider.Command, tag="moment.restore"):
    """Put a withdrawn moment back on the list."""


Command: TypeAlias = Name | Edit | Withdraw | Restore

POLICIES: Mapping[str, fields.Policy] = {"description": "text3"}

# State holds what the rules need and nothing else.


class State(Struct, frozen=True):
    named: Named  # as it was named, and mended since
    first: Named
    withdrawn: bool = False


@runtime_checkable
class Plan(Protocol):
    """What the rules of a moment see of its plan."""

    @property
    def standing_axes(self) -> Iterable[UUID]: ...
    @property
    def withdrawn(self) -> bool: ...


class NotNamed(Refused, code="moment.not_named"):
    """This moment does not exist; choose another one."""


class AlreadyNamed(Refused, code="moment.already_named"):
    """A moment with this identifier exists already; name it under a new one."""


class NoSuchPlan(Refused, code="moment.no_such_plan"):
    """This plan does not exist or was withdrawn; choose another one, or name a moment of the whole network."""


class IsWithdrawn(Refused, code="moment.is_withdrawn"):
    """This moment was withdrawn; restore it before changing it."""


class ChangedMeanwhile(Refused, code="moment.changed_meanwhile"):
    """Someone else has changed this moment meanwhile; look at what it says now, then try again."""


def needs(command: Command, _state: State | None) -> Iterable[UUID]:
    return (command.plan,) if isinstance(command, Name) and command.plan is not None else ()


def decide(command: Command, state: State | None, asked: Asked) -> list[Event]:
    if isinstance(command, Name):
        named = Named(**structs.asdict(command))
        if state is not None:
            if state.first != named:
                raise AlreadyNamed
            return []  # asked twice, happened once
        plan = None if command.plan is None else asked.others.get(command.plan)
        if command.plan is not None and (not isinstance(plan, Plan) or plan.withdrawn):
            raise NoSuchPlan
        return [named]
    if state is None:
        raise NotNamed
    match command:
        case Edit():
            if state.withdrawn:
                raise IsWithdrawn
            met = fields.meet(state.named, command, POLICIES)
            if met.clashes:
                raise ChangedMeanwhile
            return [Edited(**met.values)] if met.values else []
        case Withdraw():
            return [] if state.withdrawn else [Withdrawn()]
        case Restore():
            return [Restored()] if state.withdrawn else []
        case _:
            assert_never(command)


def evolve(state: State | None, event: Event) -> State | None:
    match state, event:
        case None, Named():
            named = structs.replace(event, reason=None)
            return State(named, named)
        case State(named=named), Edited():
            return structs.replace(state, named=fields.overlay(named, fields.set_fields(event)))
        case State(), Withdrawn():
            return structs.replace(state, withdrawn=True)
        case State(), Restored():
            return structs.replace(state, withdrawn=False)
    return state  # what happened is never refused


rules = decider.Decider[State | None, Command, Event](
    "moment", None, decide, evolve, needs, lambda event: event.plan if isinstance(event, Named) else None
)
