"""How a network is steered: the period it works for, what it pursues in which order, and who sits in its technical committee.

Stream kind ``governance``; its stream id follows from the network's, so a network has one. Who animates the network are those
who facilitate it, each for the authority that their role names (events/network.py). Its rules:

- A period ends no earlier than it begins; either end may be open.
- An objective is worked on in one workshop at most, and a workshop works on one objective at most; it exists in this network.
- An objective is withdrawn, never deleted, and one that is withdrawn is changed no more and frees its workshop.
- A person sits in the committee once, for a member of the network or for themselves; the log holds their id alone.

Fields are strict: whoever did not see what stands is told so, and nothing of their wish happens. Only facilitators ask.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Protocol, TypeAlias, assert_never
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType, structs

from events import decider, fields, ids
from events.decider import Asked, Refused
from events.fields import Change, OrderKey
from events.ids import AuthorityId, NetworkId, ObjectiveId, PersonId, StreamId

MOST_OBJECTIVES = 50
MOST_SEATS = 100

Title: TypeAlias = Annotated[str, Meta(max_length=300, extra={"line": True})]
Day: TypeAlias = date
WorkshopId: TypeAlias = UUID  # a workshop is known by the id of its stream

# Events are stored for ever: new fields have defaults, tags are never renamed.


class PeriodSet(decider.Event, tag="governance.period_set"):
    """The network works from this day to that; null is open."""

    begins_on: Day | None
    ends_on: Day | None


class ObjectiveAdded(decider.Event, tag="governance.objective_added"):
    objective: ObjectiveId
    title: str
    order_key: str
    workshop: WorkshopId | None = None


class ObjectiveEdited(decider.Event, tag="governance.objective_edited"):
    objective: ObjectiveId
    title: str | UnsetType = UNSET
    order_key: str | UnsetType = UNSET
    workshop: WorkshopId | None | UnsetType = UNSET


class ObjectiveWithdrawn(decider.Event, tag="governance.objective_withdrawn"):
    objective: ObjectiveId


class CommitteeJoined(decider.Event, tag="governance.committee_joined"):
    """From here on this person sits in the technical committee, for this authority or for themselves."""

    person: PersonId
    authority: AuthorityId | None = None


class CommitteeLeft(decider.Event, tag="governance.committee_left"):
    person: PersonId


Event: TypeAlias = PeriodSet | ObjectiveAdded | ObjectiveEdited | ObjectiveWithdrawn | CommitteeJoined | CommitteeLeft

# Commands say what is asked; who asks, and when, arrive apart in Asked.


class SetPeriod(decider.Command, tag="governance.set_period"):
    """Say from when to when the network works; each end as it was seen and as it is wanted."""

    begins_on: Change[Day | None]
    ends_on: Change[Day | None]


class AddObjective(decider.Command, tag="governance.add_objective"):
    """Add something that the network pursues, in its place among the others, with the workshop that works on it."""

    objective: ObjectiveId
    title: Title
    order_key: OrderKey
    workshop: WorkshopId | None = None


class EditObjective(decider.Command, tag="governance.edit_objective"):
    """Change an objective, its place, or the workshop that works on it."""

    objective: ObjectiveId
    title: Change[Title] | UnsetType = UNSET
    order_key: Change[OrderKey] | UnsetType = UNSET
    workshop: Change[WorkshopId | None] | UnsetType = UNSET


class WithdrawObjective(decider.Command, tag="governance.withdraw_objective"):
    """Record that the network pursues this no more."""

    objective: ObjectiveId


class JoinCommittee(decider.Command, tag="governance.join_committee"):
    """Give a person a seat in the technical committee, or say for which authority they sit there."""

    person: PersonId
    authority: AuthorityId | None = None


class LeaveCommittee(decider.Command, tag="governance.leave_committee"):
    """Record that a person sits in the technical committee no more."""

    person: PersonId


Command: TypeAlias = SetPeriod | AddObjective | EditObjective | WithdrawObjective | JoinCommittee | LeaveCommittee

#: How the fields of an edit merge; every field that is not named here is strict.
POLICIES: Mapping[str, fields.Policy] = {"order_key": "lww"}

# State holds what the rules need and nothing else.


class State(Struct, frozen=True):
    period: PeriodSet = PeriodSet(begins_on=None, ends_on=None)
    objectives: Mapping[ObjectiveId, ObjectiveAdded] = {}
    off: frozenset[ObjectiveId] = frozenset()
    committee: Mapping[PersonId, CommitteeJoined] = {}


class Workshop(Protocol):
    """What the rules see of a workshop."""

    @property
    def sitting(self) -> int: ...


class Elsewhere(Refused, code="governance.elsewhere"):
    """This is not where the network keeps how it is steered; reload the page, then try again."""


class EndsBeforeItBegins(Refused, code="governance.ends_before_it_begins"):
    """A period ends no earlier than it begins; choose a later end, or leave it open."""


class AlreadyThere(Refused, code="governance.already_there"):
    """An objective with this identifier exists already; change that one."""


class NotThere(Refused, code="governance.not_there"):
    """The network does not pursue this objective, or no more; look at the list, then choose another one."""


class NoSuchWorkshop(Refused, code="governance.no_such_workshop"):
    """This workshop does not exist; open it first, or choose another one."""


class WorkshopTaken(Refused, code="governance.workshop_taken"):
    """This workshop works on another objective already; open one of its own for this objective."""


class TooMany(Refused, code="governance.too_many"):
    """A network pursues fifty objectives at most, and its committee has a hundred seats; take one away first."""


class NotAMember(Refused, code="governance.not_a_member"):
    """This authority is not a member of the network; admit it first."""


class MovedOn(Refused, code="governance.moved_on"):
    """Someone else has changed this since you looked; look at it once more, then decide."""


def stream_of(network: NetworkId) -> StreamId:
    """Where a network keeps how it is steered."""
    return StreamId(ids.derived(network, "governance"))


def needs(command: Command, _state: State) -> Iterable[UUID]:
    match command:
        case AddObjective(workshop=workshop) if workshop is not None:
            return (workshop,)
        case EditObjective(workshop=Change(to=workshop)) if workshop is not None:
            return (workshop,)
    return ()  # the network's own stream always comes along


def decide(command: Command, state: State, asked: Asked) -> list[Event]:
    if asked.stream != stream_of(asked.network):
        raise Elsewhere
    match command:
        case SetPeriod():
            met = _met(state.period, command, asked)
            wanted = structs.replace(state.period, **met)
            if wanted.begins_on is not None and wanted.ends_on is not None and wanted.ends_on < wanted.begins_on:
                raise EndsBeforeItBegins
            return [wanted] if met else []
        case AddObjective(objective, title, order_key, workshop):
            added = ObjectiveAdded(objective=objective, title=title, order_key=order_key, workshop=workshop)
            if objective in state.objectives:
                if state.objectives[objective] == added:
                    return []  # asked twice, happened once
                raise AlreadyThere
            if len(state.objectives) - len(state.off) >= MOST_OBJECTIVES:
                raise TooMany
            _free(workshop, objective, state, asked)
            return [added]
        case EditObjective(objective):
            if objective not in state.objectives or objective in state.off:
                raise NotThere
            met = _met(state.objectives[objective], command, asked)
            _free(met.get("workshop"), objective, state, asked)
            return [ObjectiveEdited(objective=objective, **met)] if met else []
        case WithdrawObjective(objective):
            if objective not in state.objectives:
                raise NotThere
            return [] if objective in state.off else [ObjectiveWithdrawn(objective=objective)]
        case JoinCommittee(person, authority):
            network = asked.others.get(asked.network)
            if authority is not None and (network is None or authority not in network.members):
                raise NotAMember
            if person not in state.committee and len(state.committee) >= MOST_SEATS:
                raise TooMany
            joined = CommitteeJoined(person=person, authority=authority)
            return [] if state.committee.get(person) == joined else [joined]
        case LeaveCommittee(person):
            return [CommitteeLeft(person=person)] if person in state.committee else []
        case _:
            assert_never(command)


def _met(stands: Struct, edit: Command, asked: Asked) -> dict[str, Any]:
    met = fields.meet(stands, edit, POLICIES, whole=asked.whole)
    if met.clashes:
        raise MovedOn
    return met.values


def _free(workshop: WorkshopId | None, objective: ObjectiveId, state: State, asked: Asked) -> None:
    if workshop is None:
        return
    found: Workshop | None = asked.others.get(workshop)
    if found is None or not hasattr(found, "sitting"):
        raise NoSuchWorkshop
    if any(one.workshop == workshop for key, one in state.objectives.items() if key not in {*state.off, objective}):
        raise WorkshopTaken


def evolve(state: State, event: Event) -> State:
    match event:
        case PeriodSet():
            return structs.replace(state, period=structs.replace(event, reason=None))
        case ObjectiveAdded(objective):
            return structs.replace(state, objectives={**state.objectives, objective: structs.replace(event, reason=None)})
        case ObjectiveEdited(objective) if objective in state.objectives:
            changed = fields.overlay(state.objectives[objective], fields.set_fields(event))
            return structs.replace(state, objectives={**state.objectives, objective: changed})
        case ObjectiveWithdrawn(objective):
            return structs.replace(state, off=state.off | {objective})
        case CommitteeJoined(person):
            return structs.replace(state, committee={**state.committee, person: structs.replace(event, reason=None)})
        case CommitteeLeft(person):
            return structs.replace(state, committee={key: seat for key, seat in state.committee.items() if key != person})
    return state  # what happened is never refused


rules = decider.Decider[State, Command, Event]("governance", State(), decide, evolve, needs)
