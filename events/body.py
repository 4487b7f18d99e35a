"""A body: people and authorities who look after something together, such as a monitoring club or a group on one theme.

Stream kind ``body``. It looks after one plan, or after the whole network where none is named.

- A monitoring club looks after a plan, inside its authority or outside of it; a working group has a theme. Its
  authorities are members of the network.
- Editors change its name, its mandate and who belongs to it; whoever takes part joins or leaves it themselves. Sets
  change by who joins and who leaves, texts merge line by line (events/fields.py), a wish that clashes is kept as an open
  conflict until people settle it.
- What a body saw of the plan is written down by day, by its people, those who act for its authorities, or a facilitator:
  a follow-up. None is dated to come.
- A body that was dissolved changes no more. What it proposes is an idea (events/idea.py).
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Literal, Protocol, TypeAlias, assert_never, runtime_checkable
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType, structs

from events import decider, fields
from events.decider import Asked, Refused
from events.fields import Change, Line, Members, Text
from events.ids import AuthorityId, ConflictId, FollowUpId, PersonId, PlanId

MOST_MEMBERS = 500  # people, or authorities, of one body
MOST_FOLLOW_UPS = 500

Kind: TypeAlias = Literal["monitoring_club", "steering_committee", "partner_conference", "working_group"]
Facet: TypeAlias = Literal["internal", "external"]
People: TypeAlias = Annotated[tuple[PersonId, ...], Meta(max_length=200)]
Authorities: TypeAlias = Annotated[tuple[AuthorityId, ...], Meta(max_length=200)]
Theme: TypeAlias = Annotated[str, Meta(max_length=60, extra={"line": True})]

# Events are stored for ever: new fields have defaults, tags are never renamed.


class Established(decider.Event, tag="body.established"):
    name: str
    kind: Kind
    plan: PlanId | None = None
    facet: Facet | None = None
    theme: str | None = None
    mandate: str | None = None
    people: tuple[PersonId, ...] = ()
    authorities: tuple[AuthorityId, ...] = ()


class Edited(decider.Event, tag="body.edited"):
    """The new value of each field that changed."""

    name: str | UnsetType = UNSET
    theme: str | None | UnsetType = UNSET
    mandate: str | None | UnsetType = UNSET
    people: tuple[PersonId, ...] | UnsetType = UNSET
    authorities: tuple[AuthorityId, ...] | UnsetType = UNSET


class FollowedUp(decider.Event, tag="body.followed_up"):
    """What it saw of the plan on this day."""

    follow_up: FollowUpId
    on: date
    text: str
    author: PersonId


class Dissolved(decider.Event, tag="body.dissolved"): ...


class Clashed(decider.Event, tag="body.clashed"):
    """A wish that met someone else's change; both values are kept."""

    conflict: ConflictId
    field: str
    was: Any
    yours: Any


class Settled(decider.Event, tag="body.settled"):
    conflict: ConflictId


Event: TypeAlias = FollowedUp | Edited | Established | Dissolved | Clashed | Settled

# Commands say what is asked; who asks, and when, arrive apart in Asked.


class Establish(decider.Command, kw_only=True, tag="body.establish"):
    """Establish a body for a plan or for the network, with its mandate and who belongs to it."""

    name: Line
    kind: Kind
    plan: PlanId | None = None
    facet: Facet | None = None
    theme: Theme | None = None
    mandate: Text | None = None
    people: People = ()
    authorities: Authorities = ()


class Edit(decider.Command, kw_only=True, tag="body.edit"):
    """Change a body's name, theme or mandate, or who belongs to it."""

    name: Change[Line] | UnsetType = UNSET
    theme: Change[Theme | None] | UnsetType = UNSET
    mandate: Change[Text | None] | UnsetType = UNSET
    people: Members[PersonId] | UnsetType = UNSET
    authorities: Members[AuthorityId] | UnsetType = UNSET


class Join(decider.Command, tag="body.join"):
    """Belong to a body from now on."""


class Leave(decider.Command, tag="body.leave"):
    """Belong to a body no more."""


class FollowUp(decider.Command, tag="body.follow_up"):
    """Write down what the body saw of the plan on a day."""

    follow_up: FollowUpId
    on: date
    text: Text


class Dissolve(decider.Command, tag="body.dissolve"):
    """End a body; what it did stays."""


class Settle(decider.Command, tag="body.settle"):
    """Settle a conflict: keep what stands, or put a value in its place, saying what was seen standing there."""

    conflict: ConflictId
    value: Change[Any] | UnsetType = UNSET


Command: TypeAlias = FollowUp | Edit | Join | Leave | Establish | Dissolve | Settle

#: How the fields of an edit merge; every field that is not named here is strict.
POLICIES: Mapping[str, fields.Policy] = {"mandate": "text3"}

# State holds what the rules need and nothing else.


class State(Struct, frozen=True):
    body: Established  # as it stands
    follow_ups: Mapping[FollowUpId, FollowedUp] = {}
    dissolved: bool = False
    conflicts: Mapping[ConflictId, Clashed] = {}


@runtime_checkable
class Plan(Protocol):
    """What the rules of a body see of its plan."""

    @property
    def withdrawn(self) -> bool: ...
    @property
    def plan(self) -> Any: ...


class Network(Protocol):
    """What the rules of a body see of the network."""

    @property
    def members(self) -> Mapping[AuthorityId, Any]: ...
    def held_by(self, person: PersonId) -> Iterable[Any]: ...


class NotEstablished(Refused, code="body.not_established"):
    """This body does not exist; choose another one."""


class AlreadyEstablished(Refused, code="body.already_established"):
    """A body with this identifier exists already; establish yours under a new one."""


class NoSuchPlan(Refused, code="body.no_such_plan"):
    """This plan does not exist or was withdrawn; choose another one, or have it restored."""


class PlanNeeded(Refused, code="body.plan_needed"):
    """A monitoring club looks after a plan, inside its authority or outside of it; name the plan, and say which."""


class ThemeNeeded(Refused, code="body.theme_needed"):
    """A working group has a theme; say in a few words what it works on."""


class NotAMember(Refused, code="body.not_a_member"):
    """One of these authorities is not a member of the network; admit it first, or leave it out."""


class TooMany(Refused, code="body.too_many"):
    """This body has as many members, or as many follow-ups, as it can hold; establish another one."""


class IsDissolved(Refused, code="body.is_dissolved"):
    """This body was dissolved; establish a new one."""


class NotTheirs(Refused, code="body.not_theirs"):
    """Only those who belong to this body, or a facilitator, write down what it saw; join it first."""


class AlreadyThere(Refused, code="body.already_there"):
    """A follow-up with this identifier exists already; write it under a new one."""


class NotYet(Refused, code="body.not_yet"):
    """This day is still to come; write down what the body saw once it has seen it."""


class MovedOn(Refused, code="body.moved_on"):
    """The value has changed again since you looked; look at it once more, then settle."""


def needs(command: Command, _state: State | None) -> Iterable[UUID]:
    return (command.plan,) if isinstance(command, Establish) and command.plan else ()  # the network's own stream always comes along


def decide(command: Command, state: State | None, asked: Asked) -> list[Event]:
    if isinstance(command, Establish):
        return _establish(command, state, asked)
    if state is None:
        raise NotEstablished
    if isinstance(command, Dissolve):
        return [] if state.dissolved else [Dissolved()]
    if state.dissolved:
        raise IsDissolved
    match command:
        case FollowUp(follow_up, on, text):
            return _follow_up(FollowedUp(follow_up=follow_up, on=on, text=text, author=asked.by), state, asked)
        case Edit():
            met = _met(state, command, asked)
            edited: list[Event] = [Edited(**met.values)] if met.values else []
            return [*edited, *_clashes(met.clashes, state, asked)]
        case Join():
            return _members(Edit(people=Members(add=(asked.by,))), state, asked)
        case Leave():
            return _members(Edit(people=Members(remove=(asked.by,))), state, asked)
        case Settle(conflict, value):
            return _settle(conflict, value, state, asked)
        case _:
            assert_never(command)


def _establish(command: Establish, state: State | None, asked: Asked) -> list[Event]:
    established = Established(**structs.asdict(command))
    if state is not None:
        if structs.replace(state.body, reason=None) == established:
            return []  # asked twice, happened once
        raise AlreadyEstablished
    if command.plan is not None:
        plan = asked.others.get(command.plan)
        if not isinstance(plan, Plan) or plan.withdrawn:
            raise NoSuchPlan
    if command.kind == "monitoring_club" and (command.plan is None or command.facet is None):
        raise PlanNeeded
    if command.kind == "working_group" and command.theme is None:
        raise ThemeNeeded
    _of_the_network(command.authorities, asked)
    return [established]


def _of_the_network(authorities: Iterable[AuthorityId], asked: Asked) -> None:
    network: Network = asked.others[asked.network]
    if not set(authorities) <= set(network.members):
        raise NotAMember


def _follow_up(followed: FollowedUp, state: State, asked: Asked) -> list[Event]:
    known = state.follow_ups.get(followed.follow_up)
    if known is not None:
        if known == followed:
            return []
        raise AlreadyThere
    network: Network = asked.others[asked.network]
    held = list(network.held_by(asked.by))
    acts = any(one.role == "facilitator" or (one.authority is not None and one.authority in state.body.authorities) for one in held)
    if asked.by not in state.body.people and not acts:
        raise NotTheirs
    if followed.on > asked.at.date() + timedelta(days=1):  # where the network is, it may be tomorrow already
        raise NotYet
    if len(state.follow_ups) >= MOST_FOLLOW_UPS:
        raise TooMany
    return [followed]


def _members(edit: Edit, state: State, asked: Asked) -> list[Event]:
    met = _met(state, edit, asked)
    return [Edited(**met.values)] if met.values else []


def _met(state: State, command: Edit, asked: Asked) -> fields.Met:
    met = fields.meet(state.body, command, POLICIES, whole=asked.whole)
    if state.body.kind == "working_group" and met.values.get("theme", state.body.theme) is None:
        raise ThemeNeeded
    _of_the_network(set(met.values.get("authorities", ())) - set(state.body.authorities), asked)
    if any(len(met.values.get(name, ())) > MOST_MEMBERS for name in ("people", "authorities")):
        raise TooMany
    return met


def _clashes(clashes: Iterable[fields.Clash], state: State, asked: Asked) -> list[Event]:
    return [
        Clashed(conflict=conflict, field=clash.field, was=clash.was, yours=clash.yours)
        for conflict, clash in fields.newly_open(clashes, state.conflicts.values(), asked.id)
    ]


def _settle(conflict: ConflictId, value: Change[Any] | UnsetType, state: State, asked: Asked) -> list[Event]:
    if conflict not in state.conflicts:
        return []  # someone settled it already
    values = fields.settled(Edit, state.conflicts[conflict].field, value, lambda edit: _met(state, edit, asked), MovedOn)
    edited: list[Event] = [Edited(**values)] if values else []
    return [*edited, Settled(conflict=conflict)]


def evolve(state: State | None, event: Event) -> State | None:
    if state is None:
        return State(structs.replace(event, reason=None)) if isinstance(event, Established) else None
    match event:
        case FollowedUp(follow_up):
            return structs.replace(state, follow_ups={**state.follow_ups, follow_up: structs.replace(event, reason=None)})
        case Edited():
            return structs.replace(state, body=fields.overlay(state.body, fields.set_fields(event)))
        case Dissolved():
            return structs.replace(state, dissolved=True)
        case Clashed(conflict=conflict):
            return structs.replace(state, conflicts={**state.conflicts, conflict: event})
        case Settled(conflict=conflict):
            return structs.replace(state, conflicts={key: open_ for key, open_ in state.conflicts.items() if key != conflict})
    return state  # what happened is never refused


def value(state: State | None, _item: UUID, field: str) -> Any:
    """What stands in a field now, for those who are told of a clash."""
    return fields.value_of(state.body, field) if state else None


rules = decider.Decider[State | None, Command, Event](
    "body", None, decide, evolve, needs, lambda event: event.plan if isinstance(event, Established) else None, value
)
