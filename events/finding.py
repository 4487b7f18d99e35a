"""A finding of the assessment that a plan starts from: what was found, on which theme, from which source, and whether it holds.

Stream kind ``finding``. A finding belongs to its plan for ever.

- Whoever takes part submits one, and may name who is asked to verify it.
- Its author and facilitators edit it as long as it is not verified or concluded: contest it first. Texts merge line by
  line (events/fields.py); a wish that clashes is kept as an open conflict until people settle it.
- Nobody verifies what they submitted. Where a verifier is named, they verify it, or a facilitator.
- Whoever takes part contests it, with a reason, but its author, who edits or withdraws it.
- A contest is concluded with a reason, upheld or dismissed, by somebody who neither submitted the finding nor contested it.
- Each person has one opinion on how high its priority is, the last one they gave; none on a finding that was dismissed.
- Its author or a facilitator withdraws it; nothing becomes of it then.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, Protocol, TypeAlias, assert_never, runtime_checkable
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType, structs

from events import decider, fields
from events.decider import Asked, Refused
from events.fields import Change, Line, Text
from events.ids import ConflictId, PersonId, PlanId

MOST_OPINIONS = 500  # on one finding: beyond that the order of priorities does not change any more

Standing: TypeAlias = Literal["submitted", "verified", "contested", "upheld", "dismissed", "withdrawn"]
Outcome: TypeAlias = Literal["upheld", "dismissed"]
Level: TypeAlias = Literal["high", "medium", "low"]
Theme: TypeAlias = Annotated[str, Meta(max_length=60, extra={"line": True})]

# Events are stored for ever: new fields have defaults, tags are never renamed.


class Submitted(decider.Event, tag="finding.submitted"):
    plan: PlanId
    author: PersonId
    text: str
    theme: str | None = None
    source: str | None = None
    verifier: PersonId | None = None


class Edited(decider.Event, tag="finding.edited"):
    """The new value of each field that changed."""

    text: str | UnsetType = UNSET
    theme: str | None | UnsetType = UNSET
    source: str | None | UnsetType = UNSET
    verifier: PersonId | None | UnsetType = UNSET


class Verified(decider.Event, tag="finding.verified"):
    """Somebody else than its author looked at the source: it holds."""


class Contested(decider.Event, tag="finding.contested"):
    """This person says that it does not hold; the reason says why."""

    by: PersonId


class Concluded(decider.Event, tag="finding.concluded"):
    """What became of the contest; the reason says why."""

    outcome: Outcome


class Rated(decider.Event, tag="finding.rated"):
    """How high this person finds its priority; null takes their opinion back."""

    by: PersonId
    priority: Level | None


class Withdrawn(decider.Event, tag="finding.withdrawn"): ...


class Clashed(decider.Event, tag="finding.clashed"):
    """A wish that met someone else's change; both values are kept."""

    conflict: ConflictId
    field: str
    was: Any
    yours: Any


class Settled(decider.Event, tag="finding.settled"):
    conflict: ConflictId


Event: TypeAlias = Rated | Edited | Submitted | Verified | Contested | Concluded | Withdrawn | Clashed | Settled

# Commands say what is asked; who asks, and when, arrive apart in Asked.


class Submit(decider.Command, kw_only=True, tag="finding.submit"):
    """Submit a finding to the assessment of a plan: what was found, and where it can be looked up."""

    plan: PlanId
    text: Text
    theme: Theme | None = None
    source: Line | None = None
    verifier: PersonId | None = None


class Edit(decider.Command, kw_only=True, tag="finding.edit"):
    """Change a finding that is not verified yet, or that is contested."""

    text: Change[Text] | UnsetType = UNSET
    theme: Change[Theme | None] | UnsetType = UNSET
    source: Change[Line | None] | UnsetType = UNSET
    verifier: Change[PersonId | None] | UnsetType = UNSET


class Verify(decider.Command, tag="finding.verify"):
    """Say that a finding of someone else holds."""


class Contest(decider.Command, tag="finding.contest"):
    """Say that a finding of someone else does not hold, and why."""


class Conclude(decider.Command, tag="finding.conclude"):
    """Say what became of a contest, and why."""

    outcome: Outcome


class Rate(decider.Command, tag="finding.rate"):
    """Say how high the priority of a finding is, or take one's opinion back."""

    priority: Level | None


class Withdraw(decider.Command, tag="finding.withdraw"):
    """Take a finding out of the assessment; its history stays."""


class Settle(decider.Command, tag="finding.settle"):
    """Settle a conflict: keep what stands, or put a value in its place, saying what was seen standing there."""

    conflict: ConflictId
    value: Change[Any] | UnsetType = UNSET


Command: TypeAlias = Rate | Edit | Submit | Verify | Contest | Conclude | Withdraw | Settle

#: How the fields of an edit merge; every field that is not named here is strict.
POLICIES: Mapping[str, fields.Policy] = {"text": "text3"}

# State holds what the rules need and nothing else.


class State(Struct, frozen=True):
    finding: Submitted  # with its words as they stand
    standing: Standing = "submitted"
    contested_by: PersonId | None = None
    opinions: Mapping[PersonId, Level] = {}
    conflicts: Mapping[ConflictId, Clashed] = {}


@runtime_checkable
class Plan(Protocol):
    """What the rules of a finding see of its plan."""

    @property
    def withdrawn(self) -> bool: ...
    @property
    def plan(self) -> Any: ...


class Network(Protocol):
    """What the rules of a finding see of the people of the network."""

    def held_by(self, person: PersonId) -> Iterable[Any]: ...


class NotSubmitted(Refused, code="finding.not_submitted"):
    """This finding does not exist; reload the page."""


class AlreadySubmitted(Refused, code="finding.already_submitted"):
    """A finding with this identifier exists already; submit yours under a new one."""


class NoSuchPlan(Refused, code="finding.no_such_plan"):
    """This plan does not exist or was withdrawn; choose another one, or have it restored."""


class IsWithdrawn(Refused, code="finding.is_withdrawn"):
    """This finding was withdrawn; submit a new one."""


class Stands(Refused, code="finding.stands"):
    """This finding was verified, or a contest of it concluded; contest it, and say why, before it is changed."""


class NotToVerify(Refused, code="finding.not_to_verify"):
    """This finding is contested or was concluded; conclude the contest instead of verifying it."""


class OwnFinding(Refused, code="finding.own"):
    """Nobody verifies, contests or concludes on their own finding; ask somebody else, or edit it."""


class AnotherVerifier(Refused, code="finding.another_verifier"):
    """Somebody else was asked to verify this finding; ask them or a facilitator."""


class ReasonNeeded(Refused, code="finding.reason_needed"):
    """Contesting a finding, and concluding on a contest, need a reason; say why."""


class NotContested(Refused, code="finding.not_contested"):
    """Nobody contests this finding now; there is nothing to conclude."""


class OwnContest(Refused, code="finding.own_contest"):
    """Nobody concludes on a contest of their own; ask somebody else."""


class NotTheirs(Refused, code="finding.not_theirs"):
    """Only whoever submitted this finding, or a facilitator, changes or withdraws it; contest it instead."""


class IsDismissed(Refused, code="finding.is_dismissed"):
    """This finding was dismissed, so it has no priority; look at those that stand."""


class TooManyOpinions(Refused, code="finding.too_many_opinions"):
    """This finding has as many opinions as it can hold; one more would not change its priority."""


class MovedOn(Refused, code="finding.moved_on"):
    """The value has changed again since you looked; look at it once more, then settle."""


def needs(command: Command, _state: State | None) -> Iterable[UUID]:
    return (command.plan,) if isinstance(command, Submit) else ()  # the network's own stream always comes along


def decide(command: Command, state: State | None, asked: Asked) -> list[Event]:
    if isinstance(command, Submit):
        return _submit(command, state, asked)
    if state is None:
        raise NotSubmitted
    if isinstance(command, Withdraw):
        _theirs(state, asked)
        return [] if state.standing == "withdrawn" else [Withdrawn()]
    if state.standing == "withdrawn":
        raise IsWithdrawn
    match command:
        case Rate(priority):
            return _rate(priority, state, asked)
        case Edit():
            _theirs(state, asked)
            met = _met(state, command, asked)
            edited: list[Event] = [Edited(**met.values)] if met.values else []
            return [*edited, *_clashes(met.clashes, state, asked)]
        case Verify():
            return _verify(state, asked)
        case Contest():
            return _contest(state, asked)
        case Conclude(outcome):
            return _conclude(outcome, state, asked)
        case Settle(conflict, value):
            return _settle(conflict, value, state, asked)
        case _:
            assert_never(command)


def _submit(command: Submit, state: State | None, asked: Asked) -> list[Event]:
    submitted = Submitted(author=asked.by, **structs.asdict(command))
    if state is not None:
        if structs.replace(state.finding, reason=None) == submitted:
            return []  # asked twice, happened once
        raise AlreadySubmitted
    plan = asked.others.get(command.plan)
    if not isinstance(plan, Plan) or plan.withdrawn:
        raise NoSuchPlan
    return [submitted]


def _verify(state: State, asked: Asked) -> list[Event]:
    if state.finding.author == asked.by:
        raise OwnFinding
    if state.finding.verifier not in (None, asked.by) and not _facilitates(asked):
        raise AnotherVerifier
    if state.standing == "verified":
        return []  # asked twice, happened once
    if state.standing != "submitted":
        raise NotToVerify
    return [Verified()]


def _contest(state: State, asked: Asked) -> list[Event]:
    if state.finding.author == asked.by:
        raise OwnFinding
    if state.standing == "contested":
        return []  # once is enough
    if not asked.reason:
        raise ReasonNeeded
    return [Contested(by=asked.by)]


def _conclude(outcome: Outcome, state: State, asked: Asked) -> list[Event]:
    if state.finding.author == asked.by:
        raise OwnFinding
    if state.standing == outcome:
        return []
    if state.standing != "contested":
        raise NotContested
    if state.contested_by == asked.by:
        raise OwnContest
    if not asked.reason:
        raise ReasonNeeded
    return [Concluded(outcome=outcome)]


def _rate(priority: Level | None, state: State, asked: Asked) -> list[Event]:
    if state.standing == "dismissed":
        raise IsDismissed
    if state.opinions.get(asked.by) == priority:
        return []
    if asked.by not in state.opinions and len(state.opinions) >= MOST_OPINIONS:
        raise TooManyOpinions
    return [Rated(by=asked.by, priority=priority)]


def _theirs(state: State, asked: Asked) -> None:
    if state.finding.author != asked.by and not _facilitates(asked):
        raise NotTheirs


def _facilitates(asked: Asked) -> bool:
    network: Network = asked.others[asked.network]
    return any(held.role == "facilitator" for held in network.held_by(asked.by))


def _met(state: State, command: Edit, asked: Asked) -> fields.Met:
    if state.standing not in ("submitted", "contested"):
        raise Stands
    return fields.meet(state.finding, command, POLICIES, whole=asked.whole)


def _clashes(clashes: Iterable[fields.Clash], state: State, asked: Asked) -> list[Event]:
    return [
        Clashed(conflict=conflict, field=clash.field, was=clash.was, yours=clash.yours)
        for conflict, clash in fields.newly_open(clashes, state.conflicts.values(), asked.id)
    ]


def _settle(conflict: ConflictId, value: Change[Any] | UnsetType, state: State, asked: Asked) -> list[Event]:
    _theirs(state, asked)
    if conflict not in state.conflicts:
        return []  # someone settled it already
    values = fields.settled(Edit, state.conflicts[conflict].field, value, lambda edit: _met(state, edit, asked), MovedOn)
    edited: list[Event] = [Edited(**values)] if values else []
    return [*edited, Settled(conflict=conflict)]


def evolve(state: State | None, event: Event) -> State | None:
    if state is None:
        return State(structs.replace(event, reason=None)) if isinstance(event, Submitted) else None
    match event:
        case Rated(by, priority):
            others = {person: level for person, level in state.opinions.items() if person != by}
            return structs.replace(state, opinions=others if priority is None else {**others, by: priority})
        case Edited():
            return structs.replace(state, finding=fields.overlay(state.finding, fields.set_fields(event)))
        case Verified():
            return structs.replace(state, standing="verified")
        case Contested(by):
            return structs.replace(state, standing="contested", contested_by=by)
        case Concluded(outcome):
            return structs.replace(state, standing=outcome)
        case Withdrawn():
            return structs.replace(state, standing="withdrawn")
        case Clashed(conflict=conflict):
            return structs.replace(state, conflicts={**state.conflicts, conflict: event})
        case Settled(conflict=conflict):
            return structs.replace(state, conflicts={key: open_ for key, open_ in state.conflicts.items() if key != conflict})
    return state  # what happened is never refused


def value(state: State | None, _item: UUID, field: str) -> Any:
    """What stands in a field now, for those who are told of a clash."""
    return fields.value_of(state.finding, field) if state else None


rules = decider.Decider[State | None, Command, Event](
    "finding", None, decide, evolve, needs, lambda event: event.plan if isinstance(event, Submitted) else None, value
)
