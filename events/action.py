"""An action card: one thing that a plan promises, from idea to done.

Stream kind ``action``. An action belongs to one plan for ever; with a ``parent`` it is a sub-action of another action
of that plan. Its fields are edited one by one and merge (events/fields.py). Nothing typed is lost: a wish that clashes
with someone else's change is kept as an open conflict until people settle it. Actions are withdrawn, never deleted.
It may be kept to some people, from now on and in all its past, unless it stood in a programme of the roadmap, which everyone reads.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Literal, Protocol, TypeAlias, assert_never
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType, structs

from events import decider, fields, ids
from events.decider import Asked, Refused
from events.fields import Cents, Change, Line, Members, OrderKey, Text
from events.ids import ActionId, AxisId, ConflictId, PersonId, PlanId

Status: TypeAlias = Literal["planned", "to_discuss", "in_progress", "paused", "blocked", "done", "abandoned"]  # late is computed
Priority: TypeAlias = Literal["high", "medium", "low"]
Aim: TypeAlias = Literal["climate", "biodiversity", "fulfilment", "cohesion", "responsible_consumption"]
Participation: TypeAlias = Literal["none", "information", "consultation", "concertation", "co_construction"]
Code: TypeAlias = Annotated[str, Meta(max_length=20, extra={"line": True})]
Day: TypeAlias = date
Lines: TypeAlias = Annotated[tuple[Line, ...], Meta(max_length=200)]
People: TypeAlias = Annotated[tuple[PersonId, ...], Meta(max_length=200)]


class Funding(Struct, frozen=True, forbid_unknown_fields=True):
    """What one funder gives, in cents excluding tax; null while the amount is not known."""

    amount: Cents | None = None


# Events are stored for ever: new fields have defaults, tags are never renamed.


class Added(decider.Event, tag="action.added"):
    plan: PlanId
    title: str
    order_key: str
    parent: ActionId | None = None
    axis: AxisId | None = None
    code: str | None = None
    description: str | None = None
    objectives: str | None = None
    lead: str | None = None
    lead_service: str | None = None
    co_leads: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    lead_people: tuple[PersonId, ...] = ()
    elected_people: tuple[PersonId, ...] = ()
    governance: str | None = None
    resources: str | None = None
    participation: Participation | None = None
    calendar: str | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    continuous: bool = False
    status: Status = "planned"
    priority: Priority | None = None
    aims: tuple[Aim, ...] = ()
    funders: dict[str, Funding] = {}
    budget_planned: int | None = None
    budget_actual: int | None = None
    notes: str | None = None
    extra: dict[str, str] = {}
    parties: tuple[PersonId, ...] = ()


class Edited(decider.Event, tag="action.edited"):
    """The new value of each field that changed; of funders and extra only the keys that changed, null for gone."""

    axis: AxisId | None | UnsetType = UNSET
    order_key: str | UnsetType = UNSET
    code: str | None | UnsetType = UNSET
    title: str | UnsetType = UNSET
    description: str | None | UnsetType = UNSET
    objectives: str | None | UnsetType = UNSET
    lead: str | None | UnsetType = UNSET
    lead_service: str | None | UnsetType = UNSET
    co_leads: tuple[str, ...] | UnsetType = UNSET
    partners: tuple[str, ...] | UnsetType = UNSET
    lead_people: tuple[PersonId, ...] | UnsetType = UNSET
    elected_people: tuple[PersonId, ...] | UnsetType = UNSET
    governance: str | None | UnsetType = UNSET
    resources: str | None | UnsetType = UNSET
    participation: Participation | None | UnsetType = UNSET
    calendar: str | None | UnsetType = UNSET
    starts_on: Day | None | UnsetType = UNSET
    ends_on: Day | None | UnsetType = UNSET
    continuous: bool | UnsetType = UNSET
    status: Status | UnsetType = UNSET
    priority: Priority | None | UnsetType = UNSET
    aims: tuple[Aim, ...] | UnsetType = UNSET
    funders: dict[str, Funding | None] | UnsetType = UNSET
    budget_planned: int | None | UnsetType = UNSET
    budget_actual: int | None | UnsetType = UNSET
    notes: str | None | UnsetType = UNSET
    extra: dict[str, str | None] | UnsetType = UNSET


class Clashed(decider.Event, tag="action.clashed"):
    """A wish that met someone else's change; both values are kept. What stood against it is read from the fold."""

    conflict: ConflictId
    field: str
    was: Any
    yours: Any


class Settled(decider.Event, tag="action.settled"):
    conflict: ConflictId


class Withdrawn(decider.Event, tag="action.withdrawn"): ...


class Restored(decider.Event, tag="action.restored"): ...


class Restricted(decider.Event, tag="action.restricted"):
    """From here on these people alone see the action and what happened to it; one that was added restricted names them itself."""

    parties: tuple[PersonId, ...]


class Opened(decider.Event, tag="action.opened"):
    """The whole network sees the action again, and what happened to it."""


Event: TypeAlias = Edited | Added | Clashed | Settled | Withdrawn | Restored | Restricted | Opened

# Commands say what is asked; who asks, and when, arrive apart in Asked.


class Add(decider.Command, kw_only=True, tag="action.add"):
    """Add an action to a plan, or a sub-action to one of its actions."""

    plan: PlanId
    parent: ActionId | None = None
    axis: AxisId | None = None
    order_key: OrderKey
    code: Code | None = None
    title: Line
    description: Text | None = None
    objectives: Text | None = None
    lead: Line | None = None
    lead_service: Line | None = None
    co_leads: Lines = ()
    partners: Lines = ()
    lead_people: People = ()
    elected_people: People = ()
    governance: Text | None = None
    resources: Text | None = None
    participation: Participation | None = None
    calendar: Text | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    continuous: bool = False
    status: Status = "planned"
    priority: Priority | None = None
    aims: tuple[Aim, ...] = ()
    funders: Annotated[dict[Line, Funding], Meta(max_length=200)] = {}
    budget_planned: Cents | None = None
    budget_actual: Cents | None = None
    notes: Text | None = None
    extra: Annotated[dict[Line, Text], Meta(max_length=200)] = {}
    parties: People = ()


class Edit(decider.Command, kw_only=True, tag="action.edit"):
    """Change fields of an action; each says what the person saw and what they want."""

    axis: Change[AxisId | None] | UnsetType = UNSET
    order_key: Change[OrderKey] | UnsetType = UNSET
    code: Change[Code | None] | UnsetType = UNSET
    title: Change[Line] | UnsetType = UNSET
    description: Change[Text | None] | UnsetType = UNSET
    objectives: Change[Text | None] | UnsetType = UNSET
    lead: Change[Line | None] | UnsetType = UNSET
    lead_service: Change[Line | None] | UnsetType = UNSET
    co_leads: Members[Line] | UnsetType = UNSET
    partners: Members[Line] | UnsetType = UNSET
    lead_people: Members[PersonId] | UnsetType = UNSET
    elected_people: Members[PersonId] | UnsetType = UNSET
    governance: Change[Text | None] | UnsetType = UNSET
    resources: Change[Text | None] | UnsetType = UNSET
    participation: Change[Participation | None] | UnsetType = UNSET
    calendar: Change[Text | None] | UnsetType = UNSET
    starts_on: Change[Day | None] | UnsetType = UNSET
    ends_on: Change[Day | None] | UnsetType = UNSET
    continuous: Change[bool] | UnsetType = UNSET
    status: Change[Status] | UnsetType = UNSET
    priority: Change[Priority | None] | UnsetType = UNSET
    aims: Members[Aim] | UnsetType = UNSET
    funders: Annotated[dict[Line, Change[Funding | None]], Meta(max_length=200)] | UnsetType = UNSET
    budget_planned: Change[Cents | None] | UnsetType = UNSET
    budget_actual: Change[Cents | None] | UnsetType = UNSET
    notes: Change[Text | None] | UnsetType = UNSET
    extra: Annotated[dict[Line, Change[Text | None]], Meta(max_length=200)] | UnsetType = UNSET


class Settle(decider.Command, tag="action.settle"):
    """Settle a conflict: keep what stands, or put a value in its place, saying what was seen standing there."""

    conflict: ConflictId
    value: Change[Any] | UnsetType = UNSET


class Withdraw(decider.Command, tag="action.withdraw"):
    """Take the action off the plan; its history stays and it can be restored."""


class Restore(decider.Command, tag="action.restore"):
    """Put a withdrawn action back on the plan."""


class Restrict(decider.Command, tag="action.restrict"):
    """Show the action to these people alone, from now on and in all its past; to others it is as if it were not there."""

    parties: Annotated[tuple[PersonId, ...], Meta(min_length=1, max_length=200)]


class Open(decider.Command, tag="action.open"):
    """Show a restricted action to the whole network again."""


Command: TypeAlias = Edit | Add | Settle | Withdraw | Restore | Restrict | Open

#: How the fields of an edit merge; every field that is not named here is strict.
POLICIES: Mapping[str, fields.Policy] = {
    "order_key": "lww",
    "description": "text3",
    "objectives": "text3",
    "governance": "text3",
    "resources": "text3",
    "notes": "text3",
}

# State holds what the rules need: an edit may concern any field, so that is the whole card.


class State(Struct, frozen=True):
    card: Added
    withdrawn: bool = False
    conflicts: Mapping[ConflictId, Clashed] = {}
    parties: tuple[PersonId, ...] = ()  # who alone may know of it; everyone, where nobody is named

    def hidden_from(self, person: PersonId) -> bool:
        """Is it to this person as if it were not there?"""
        return bool(self.parties) and person not in self.parties


class Plan(Protocol):
    """What the rules of an action see of its plan."""

    @property
    def withdrawn(self) -> bool: ...
    @property
    def standing_axes(self) -> frozenset[AxisId]: ...


class Roadmap(Protocol):
    """What they see of the roadmap that the plan is, if it is one."""

    @property
    def named(self) -> frozenset[ActionId]: ...


class NoSuchPlan(Refused, code="action.no_such_plan"):
    """This plan does not exist or was withdrawn; choose another one, or have it restored."""


class NoSuchAxis(Refused, code="action.no_such_axis"):
    """This axis does not exist in the plan or was withdrawn; choose another one."""


class NoSuchParent(Refused, code="action.no_such_parent"):
    """The action that this would be a part of does not exist in the plan, was withdrawn, or is a sub-action itself."""


class AlreadyAdded(Refused, code="action.already_added"):
    """An action with this identifier exists already; add it under a new one."""


class NotAdded(Refused, code="action.not_added"):
    """This action does not exist; reload the plan."""


class IsWithdrawn(Refused, code="action.is_withdrawn"):
    """This action was withdrawn; restore it before changing it."""


class ParentRestricted(Refused, code="action.parent_restricted"):
    """The action that this would be a part of is shown to some people alone; name those of them who may see the part."""


class InProgramme(Refused, code="action.in_programme"):
    """This action stands in a programme of the roadmap, which the whole network reads; write what only some may know in a note for them."""


class ReasonNeeded(Refused, code="action.reason_needed"):
    """Pausing, blocking or abandoning an action needs a reason; say why."""


class MovedOn(Refused, code="action.moved_on"):
    """The value has changed again since you looked; look at it once more, then settle."""


def needs(command: Command, state: State | None) -> Iterable[UUID]:
    match command:
        case Add(plan=plan, parent=parent):
            return (plan, parent) if parent else (plan,)
        case Edit(axis=Change(to=axis)) if axis and state:
            return (state.card.plan, *_above(state))
        case Restrict() if state:
            return (ids.roadmap_of(state.card.plan), *_above(state))
        case Settle(conflict) if state and conflict in state.conflicts and state.conflicts[conflict].field == "axis":
            return (state.card.plan, *_above(state))
    return _above(state) if state else ()


def _above(state: State) -> Iterable[UUID]:
    """The action that this is a part of: who is kept from that one is kept from its parts."""
    return (state.card.parent,) if state.card.parent else ()


def decide(command: Command, state: State | None, asked: Asked) -> list[Event]:
    if isinstance(command, Add):
        return _add(command, state, asked)
    if state is None:
        raise NotAdded
    over = asked.others.get(state.card.parent) if state.card.parent else None
    hidden = state.hidden_from(asked.by) or (isinstance(over, State) and over.hidden_from(asked.by))
    if hidden and not isinstance(command, Restrict | Open):
        raise NotAdded  # what else is said of it would tell that it is there
    match command:
        case Edit():
            met = _met(state, command, asked)
            edited: list[Event] = [Edited(**met.values)] if met.values else []
            return [*edited, *_clashes(met.clashes, state, asked)]
        case Settle(conflict, value):
            return _settle(conflict, value, state, asked)
        case Withdraw():
            return [] if state.withdrawn else [Withdrawn()]
        case Restore():
            return [Restored()] if state.withdrawn else []
        case Restrict(parties):
            return _restrict(parties, state, asked)
        case Open():
            return [Opened()] if state.parties else []
        case _:
            assert_never(command)


def _add(command: Add, state: State | None, asked: Asked) -> list[Event]:
    added = Added(**structs.asdict(command))
    if state is not None:
        if structs.replace(state.card, reason=None) == added:
            return []  # asked twice, happened once
        raise AlreadyAdded
    plan: Plan | None = asked.others.get(command.plan)
    if plan is None or plan.withdrawn:
        raise NoSuchPlan
    if command.axis is not None and command.axis not in plan.standing_axes:
        raise NoSuchAxis
    if command.parent is not None:
        parent = asked.others.get(command.parent)
        if not isinstance(parent, State) or parent.withdrawn or parent.card.parent or parent.card.plan != command.plan:
            raise NoSuchParent
        if parent.hidden_from(asked.by):
            raise NoSuchParent
        if parent.parties and not (command.parties and {*command.parties} <= {*parent.parties}):
            raise ParentRestricted
    return [added]


def _restrict(parties: tuple[PersonId, ...], state: State, asked: Asked) -> list[Event]:
    if state.parties == parties:
        return []
    roadmap: Roadmap | None = asked.others.get(ids.roadmap_of(state.card.plan))
    if not state.parties and roadmap is not None and asked.stream in roadmap.named:
        raise InProgramme
    return [Restricted(parties=parties)]


def _met(state: State, command: Edit, asked: Asked) -> fields.Met:
    if state.withdrawn:
        raise IsWithdrawn
    met = fields.meet(state.card, command, POLICIES, whole=asked.whole)
    axis = met.values.get("axis")
    if axis is not None:
        plan: Plan | None = asked.others.get(state.card.plan)
        if plan is None or axis not in plan.standing_axes:
            raise NoSuchAxis
    if met.values.get("status") in ("paused", "blocked", "abandoned") and not asked.reason:
        raise ReasonNeeded
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
    match state, event:
        case State(card=card), Edited():
            return structs.replace(state, card=fields.overlay(card, fields.set_fields(event)))
        case None, Added():
            return State(structs.replace(event, reason=None), parties=event.parties)
        case State(conflicts=conflicts), Clashed(conflict=conflict):
            return structs.replace(state, conflicts={**conflicts, conflict: event})
        case State(conflicts=conflicts), Settled(conflict=conflict):
            return structs.replace(state, conflicts={key: open_ for key, open_ in conflicts.items() if key != conflict})
        case State(), Withdrawn():
            return structs.replace(state, withdrawn=True)
        case State(), Restored():
            return structs.replace(state, withdrawn=False)
        case State(), Restricted(parties):
            return structs.replace(state, parties=parties)
        case State(), Opened():
            return structs.replace(state, parties=())
    return state  # what happened is never refused


def value(state: State | None, _item: UUID, field: str) -> Any:
    """What stands in a field now, for those who are told of a clash."""
    return fields.value_of(state.card, field) if state else None


rules = decider.Decider[State | None, Command, Event](
    "action", None, decide, evolve, needs, parent=lambda event: event.plan if isinstance(event, Added) else None, value=value
)
