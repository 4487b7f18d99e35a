"""An idea for a plan: where it came from, how its words were refined, and which action became of it.

Stream kind ``idea``. An idea belongs to its plan for ever.

- Whoever takes part proposes one and says where it came from; what a body proposes is written down by one of its people,
  by those who act for one of its authorities, or by a facilitator.
- While it is open everybody who writes here refines it; texts merge line by line (events/fields.py), and a wish that
  clashes is kept as an open conflict until people settle it.
- Only an open idea is promoted, declined or withdrawn. Promoting names an action of its plan that everyone may see, and
  happens once (``together.promote_idea`` adds the action by the same command). Declining says why. Its author or a
  facilitator withdraws it.
- A declined or withdrawn idea can be taken up again; one that became an action stays that.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, Protocol, TypeAlias, assert_never, runtime_checkable
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType, structs

from events import decider, fields
from events.decider import Asked, Refused
from events.fields import Change, Line, Text
from events.ids import ActionId, AuthorityId, BodyId, ConflictId, PersonId, PlanId

Origin: TypeAlias = Literal["workshop", "elected", "officers", "inhabitants", "body", "other"]
Standing: TypeAlias = Literal["open", "promoted", "declined", "withdrawn"]

# Events are stored for ever: new fields have defaults, tags are never renamed.


class Proposed(decider.Event, tag="idea.proposed"):
    """``heard`` says where, in the words of whoever wrote it down: which workshop, which meeting; ``body`` is which body's it is."""

    plan: PlanId
    author: PersonId
    title: str
    origin: Origin
    text: str | None = None
    heard: str | None = None
    body: BodyId | None = None


class Refined(decider.Event, tag="idea.refined"):
    """The new value of each field that changed."""

    title: str | UnsetType = UNSET
    text: str | None | UnsetType = UNSET
    origin: Origin | UnsetType = UNSET
    heard: str | None | UnsetType = UNSET


class Promoted(decider.Event, tag="idea.promoted"):
    """This action became of it, or took it in."""

    action: ActionId


class Declined(decider.Event, tag="idea.declined"):
    """It is not followed; the reason says why."""


class Withdrawn(decider.Event, tag="idea.withdrawn"): ...


class Reopened(decider.Event, tag="idea.reopened"):
    """It was declined or withdrawn, and is looked at once more."""


class Clashed(decider.Event, tag="idea.clashed"):
    """A wish that met someone else's change; both values are kept."""

    conflict: ConflictId
    field: str
    was: Any
    yours: Any


class Settled(decider.Event, tag="idea.settled"):
    conflict: ConflictId


Event: TypeAlias = Refined | Proposed | Promoted | Declined | Withdrawn | Reopened | Clashed | Settled

# Commands say what is asked; who asks, and when, arrive apart in Asked.


class Propose(decider.Command, kw_only=True, tag="idea.propose"):
    """Propose an idea for a plan, and say where it came from."""

    plan: PlanId
    title: Line
    origin: Origin
    text: Text | None = None
    heard: Line | None = None
    body: BodyId | None = None


class Refine(decider.Command, kw_only=True, tag="idea.refine"):
    """Change the words of an idea; what others changed in other lines meanwhile stays."""

    title: Change[Line] | UnsetType = UNSET
    text: Change[Text | None] | UnsetType = UNSET
    origin: Change[Origin] | UnsetType = UNSET
    heard: Change[Line | None] | UnsetType = UNSET


class Promote(decider.Command, tag="idea.promote"):
    """Say which action of the plan became of the idea."""

    action: ActionId


class Decline(decider.Command, tag="idea.decline"):
    """Say that the idea is not followed, and why."""


class Withdraw(decider.Command, tag="idea.withdraw"):
    """Take an idea back; its history stays."""


class Reopen(decider.Command, tag="idea.reopen"):
    """Take up an idea again that was declined or withdrawn."""


class Settle(decider.Command, tag="idea.settle"):
    """Settle a conflict: keep what stands, or put a value in its place, saying what was seen standing there."""

    conflict: ConflictId
    value: Change[Any] | UnsetType = UNSET


Command: TypeAlias = Refine | Propose | Promote | Decline | Withdraw | Reopen | Settle

#: How the fields of an edit merge; every field that is not named here is strict.
POLICIES: Mapping[str, fields.Policy] = {"text": "text3"}

# State holds what the rules need and nothing else.


class State(Struct, frozen=True):
    idea: Proposed  # with its words as they stand
    standing: Standing = "open"
    action: ActionId | None = None
    conflicts: Mapping[ConflictId, Clashed] = {}


@runtime_checkable
class Plan(Protocol):
    """What the rules of an idea see of its plan."""

    @property
    def withdrawn(self) -> bool: ...
    @property
    def plan(self) -> Any: ...


@runtime_checkable
class Action(Protocol):
    """What the rules of an idea see of the action that became of it."""

    @property
    def card(self) -> Any: ...
    @property
    def withdrawn(self) -> bool: ...
    @property
    def parties(self) -> tuple[PersonId, ...]: ...


@runtime_checkable
class Body(Protocol):
    """What the rules of an idea see of the body that it comes from."""

    @property
    def body(self) -> Any: ...
    @property
    def dissolved(self) -> bool: ...


class Network(Protocol):
    """What the rules of an idea see of the people of the network."""

    def held_by(self, person: PersonId) -> Iterable[Any]: ...


class NotProposed(Refused, code="idea.not_proposed"):
    """This idea does not exist; reload the page."""


class AlreadyProposed(Refused, code="idea.already_proposed"):
    """An idea with this identifier exists already; propose yours under a new one."""


class NoSuchPlan(Refused, code="idea.no_such_plan"):
    """This plan does not exist or was withdrawn; choose another one, or have it restored."""


class NoSuchBody(Refused, code="idea.no_such_body"):
    """This body does not exist, was dissolved, or looks after another plan; choose another one."""


class NotOfTheBody(Refused, code="idea.not_of_the_body"):
    """Only those who belong to this body, or a facilitator, write down what it proposes; ask one of them."""


class BodyNeeded(Refused, code="idea.body_needed"):
    """An idea that comes from a body names it, and no other idea does; choose the body, or another origin."""


class NotOpen(Refused, code="idea.not_open"):
    """This idea was declined or withdrawn; have it taken up again first."""


class IsPromoted(Refused, code="idea.is_promoted"):
    """This idea became an action already; change that one."""


class NoSuchAction(Refused, code="idea.no_such_action"):
    """This action is not one of the idea's plan that everyone may see; choose another one, or add one."""


class ReasonNeeded(Refused, code="idea.reason_needed"):
    """Whoever proposed this will want to know why it is not followed; say why."""


class NotTheirs(Refused, code="idea.not_theirs"):
    """Only whoever proposed this idea, or a facilitator, takes it back."""


class MovedOn(Refused, code="idea.moved_on"):
    """The value has changed again since you looked; look at it once more, then settle."""


def needs(command: Command, _state: State | None) -> Iterable[UUID]:
    match command:
        case Propose(plan=plan, body=body):
            return (plan, body) if body else (plan,)
        case Promote(action):
            return (action,)
    return ()  # the network's own stream always comes along


def decide(command: Command, state: State | None, asked: Asked) -> list[Event]:
    if isinstance(command, Propose):
        return _propose(command, state, asked)
    if state is None:
        raise NotProposed
    match command:
        case Refine():
            met = _met(state, command, asked)
            refined: list[Event] = [Refined(**met.values)] if met.values else []
            return [*refined, *_clashes(met.clashes, state, asked)]
        case Promote(action):
            if state.action == action:
                return []  # asked twice, happened once
            _open(state)
            of = asked.others.get(action)
            if not isinstance(of, Action) or of.withdrawn or of.parties or of.card.plan != state.idea.plan:
                raise NoSuchAction  # of one that is kept to some people, the idea would tell everyone
            return [Promoted(action=action)]
        case Decline():
            if state.standing == "declined":
                return []
            _open(state)
            if not asked.reason:
                raise ReasonNeeded
            return [Declined()]
        case Withdraw():
            if state.idea.author != asked.by and not _facilitates(asked):
                raise NotTheirs
            if state.standing == "withdrawn":
                return []
            _open(state)
            return [Withdrawn()]
        case Reopen():
            if state.standing == "promoted":
                raise IsPromoted
            return [] if state.standing == "open" else [Reopened()]
        case Settle(conflict, value):
            return _settle(conflict, value, state, asked)
        case _:
            assert_never(command)


def _propose(command: Propose, state: State | None, asked: Asked) -> list[Event]:
    proposed = Proposed(author=asked.by, **structs.asdict(command))
    if state is not None:
        if structs.replace(state.idea, reason=None) == proposed:
            return []  # asked twice, happened once
        raise AlreadyProposed
    plan = asked.others.get(command.plan)
    if not isinstance(plan, Plan) or plan.withdrawn:
        raise NoSuchPlan
    if (command.origin == "body") != (command.body is not None):
        raise BodyNeeded
    if command.body is not None:
        body = asked.others.get(command.body)
        if not isinstance(body, Body) or body.dissolved or body.body.plan not in (None, command.plan):
            raise NoSuchBody
        if asked.by not in body.body.people and not _facilitates(asked) and not _acts_for(body.body.authorities, asked):
            raise NotOfTheBody
    return [proposed]


def _open(state: State) -> None:
    if state.standing == "promoted":
        raise IsPromoted
    if state.standing != "open":
        raise NotOpen


def _acts_for(authorities: Iterable[AuthorityId], asked: Asked) -> bool:
    network: Network = asked.others[asked.network]
    return any(held.authority is not None and held.authority in authorities for held in network.held_by(asked.by))


def _facilitates(asked: Asked) -> bool:
    network: Network = asked.others[asked.network]
    return any(held.role == "facilitator" for held in network.held_by(asked.by))


def _met(state: State, command: Refine, asked: Asked) -> fields.Met:
    _open(state)
    met = fields.meet(state.idea, command, POLICIES, whole=asked.whole)
    origin = met.values.get("origin")
    if origin is not None and "body" in (origin, state.idea.origin):
        raise BodyNeeded
    return met


def _clashes(clashes: Iterable[fields.Clash], state: State, asked: Asked) -> list[Event]:
    return [
        Clashed(conflict=conflict, field=clash.field, was=clash.was, yours=clash.yours)
        for conflict, clash in fields.newly_open(clashes, state.conflicts.values(), asked.id)
    ]


def _settle(conflict: ConflictId, value: Change[Any] | UnsetType, state: State, asked: Asked) -> list[Event]:
    if conflict not in state.conflicts:
        return []  # someone settled it already
    values = fields.settled(Refine, state.conflicts[conflict].field, value, lambda edit: _met(state, edit, asked), MovedOn)
    refined: list[Event] = [Refined(**values)] if values else []
    return [*refined, Settled(conflict=conflict)]


def evolve(state: State | None, event: Event) -> State | None:
    if state is None:
        return State(structs.replace(event, reason=None)) if isinstance(event, Proposed) else None
    match event:
        case Refined():
            return structs.replace(state, idea=fields.overlay(state.idea, fields.set_fields(event)))
        case Promoted(action):
            return structs.replace(state, standing="promoted", action=action)
        case Declined():
            return structs.replace(state, standing="declined")
        case Withdrawn():
            return structs.replace(state, standing="withdrawn")
        case Reopened():
            return structs.replace(state, standing="open")
        case Clashed(conflict=conflict):
            return structs.replace(state, conflicts={**state.conflicts, conflict: event})
        case Settled(conflict=conflict):
            return structs.replace(state, conflicts={key: open_ for key, open_ in state.conflicts.items() if key != conflict})
    return state  # what happened is never refused


def value(state: State | None, _item: UUID, field: str) -> Any:
    """What stands in a field now, for those who are told of a clash."""
    return fields.value_of(state.idea, field) if state else None


rules = decider.Decider[State | None, Command, Event](
    "idea", None, decide, evolve, needs, lambda event: event.plan if isinstance(event, Proposed) else None, value
)
