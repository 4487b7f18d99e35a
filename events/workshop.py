"""A workshop: a question, the people who join it for as long as it is open, and what each of them proposes.

Stream kind ``workshop``. A contribution is a proposed action and the objective it pursues. Its author edits and withdraws
it, and so does a facilitator, while the workshop is open; nothing is added or changed once it is closed. Guests are let in
by the service, for a code that facilitators show; closing names those whose right ends with it, and reopening lets none of
them back in: that is another sitting, with another code. Texts merge as in events/fields.py.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, TypeAlias, assert_never
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType, structs

from events import decider, fields
from events.decider import Asked, Refused
from events.fields import Change, Line, Text
from events.ids import ConflictId, ContributionId, PersonId, PlanId

MOST_GUESTS = 1_000  # of one sitting
MOST_EACH = 500  # contributions of one person: far beyond what anyone types, and whoever floods a workshop stops there

AuthorKind: TypeAlias = Literal["elected", "officer", "partner"]
Group: TypeAlias = Annotated[str, Meta(max_length=60, extra={"line": True})]

# Events are stored for ever: new fields have defaults, tags are never renamed.


class Opened(decider.Event, tag="workshop.opened"):
    title: str
    question: str
    plan: PlanId | None = None


class Edited(decider.Event, tag="workshop.edited"):
    title: str | UnsetType = UNSET
    question: str | UnsetType = UNSET
    plan: PlanId | None | UnsetType = UNSET


class Closed(decider.Event, tag="workshop.closed"):
    """Nothing is added from here on, and these guests have no right any more: their workshop is over."""

    guests: tuple[PersonId, ...] = ()


class Reopened(decider.Event, tag="workshop.reopened"):
    """Another sitting begins. No guest of the one before is let in by it."""


class GuestAdmitted(decider.Event, tag="workshop.guest_admitted"):
    """From here on until the workshop closes this guest contributes to it, and sees it alone."""

    guest: PersonId
    kind: AuthorKind
    group: str | None = None


class Contributed(decider.Event, tag="workshop.contributed"):
    """A proposed action and the objective it pursues; ``kind`` is what its author is, where a guest said so."""

    contribution: ContributionId
    author: PersonId
    action: str
    objective: str | None = None
    group: str | None = None
    kind: AuthorKind | None = None


class ContributionEdited(decider.Event, tag="workshop.contribution_edited"):
    contribution: ContributionId
    action: str | UnsetType = UNSET
    objective: str | None | UnsetType = UNSET
    group: str | None | UnsetType = UNSET


class ContributionWithdrawn(decider.Event, tag="workshop.contribution_withdrawn"):
    contribution: ContributionId


class Clashed(decider.Event, tag="workshop.clashed"):
    """A wish that met someone else's change: of the workshop, or of the contribution that ``item`` names."""

    conflict: ConflictId
    item: UUID
    field: str
    was: Any
    yours: Any


class Settled(decider.Event, tag="workshop.settled"):
    conflict: ConflictId


Event: TypeAlias = (
    Contributed | ContributionEdited | ContributionWithdrawn | GuestAdmitted | Clashed | Settled | Opened | Edited | Closed | Reopened
)

# Commands say what is asked; who asks, and when, arrive apart in Asked.


class Open(decider.Command, tag="workshop.open"):
    """Open a workshop on a question, about a plan where one is named."""

    title: Line
    question: Text
    plan: PlanId | None = None


class Edit(decider.Command, tag="workshop.edit"):
    """Change the workshop's title, its question, or the plan it is about."""

    title: Change[Line] | UnsetType = UNSET
    question: Change[Text] | UnsetType = UNSET
    plan: Change[PlanId | None] | UnsetType = UNSET


class Close(decider.Command, tag="workshop.close"):
    """Close the workshop: nothing more is added, and its guests' rights end at this position."""


class Reopen(decider.Command, tag="workshop.reopen"):
    """Open a closed workshop again; guests join anew, with another code."""


class Admit(decider.Command, tag="workshop.admit"):
    """Let a guest in to the sitting that their code was made for."""

    guest: PersonId
    kind: AuthorKind
    group: Group | None
    sitting: Annotated[int, Meta(ge=1, le=2**53 - 1)]


class Contribute(decider.Command, tag="workshop.contribute"):
    """Propose an action, and say which objective it pursues."""

    contribution: ContributionId
    action: Text
    objective: Text | None = None
    group: Group | None = None


class EditContribution(decider.Command, tag="workshop.edit_contribution"):
    """Change what one proposed."""

    contribution: ContributionId
    action: Change[Text] | UnsetType = UNSET
    objective: Change[Text | None] | UnsetType = UNSET
    group: Change[Group | None] | UnsetType = UNSET


class WithdrawContribution(decider.Command, tag="workshop.withdraw_contribution"):
    """Take back what one proposed; what was said stays in the history."""

    contribution: ContributionId


class Settle(decider.Command, tag="workshop.settle"):
    """Settle a conflict: keep what stands, or put a value in its place, saying what was seen standing there."""

    conflict: ConflictId
    value: Change[Any] | UnsetType = UNSET


Command: TypeAlias = Open | Edit | Close | Reopen | Admit | Contribute | EditContribution | WithdrawContribution | Settle

#: How the fields of an edit merge; every field that is not named here is strict.
POLICIES: Mapping[str, fields.Policy] = {"question": "text3", "action": "text3", "objective": "text3"}

# State holds what the rules need and nothing else.


class State(Struct, frozen=True):
    opened: Opened
    closed: bool = False
    sitting: int = 1
    guests: Mapping[PersonId, GuestAdmitted] = {}
    contributions: Mapping[ContributionId, Contributed] = {}
    each: Mapping[PersonId, int] = {}  # how much everyone contributed, whatever became of it
    off: frozenset[UUID] = frozenset()  # contributions that were withdrawn
    conflicts: Mapping[ConflictId, Clashed] = {}


class NotOpened(Refused, code="workshop.not_opened"):
    """This workshop does not exist; choose another one."""


class AlreadyOpened(Refused, code="workshop.already_opened"):
    """A workshop with this identifier exists already; open it under a new one."""


class NoSuchPlan(Refused, code="workshop.no_such_plan"):
    """The plan that this workshop would be about does not exist; choose another one, or none."""


class IsClosed(Refused, code="workshop.is_closed"):
    """This workshop is closed; ask a facilitator to open it again."""


class Full(Refused, code="workshop.full"):
    """This workshop has as many guests as it can hold; ask a facilitator to open another one."""


class TooMany(Refused, code="workshop.too_many"):
    """You have contributed as much as one person can to one workshop; edit what you proposed."""


class AlreadyThere(Refused, code="workshop.already_there"):
    """A contribution with this identifier exists already; add it under a new one."""


class NoSuchContribution(Refused, code="workshop.no_such_contribution"):
    """This contribution does not exist in the workshop or was withdrawn; write another one."""


class NotTheirs(Refused, code="workshop.not_theirs"):
    """Only whoever proposed this, or a facilitator, changes it; add a contribution of your own."""


class MovedOn(Refused, code="workshop.moved_on"):
    """The value has changed again since you looked; look at it once more, then settle."""


def needs(command: Command, _state: State | None) -> Iterable[UUID]:
    plan = command.plan if isinstance(command, Open) else command.plan.to if isinstance(command, Edit) and command.plan else None
    return () if plan is None else (plan,)  # the network's own stream always comes along


def decide(command: Command, state: State | None, asked: Asked) -> list[Event]:
    if isinstance(command, Open):
        return _open(command, state, asked)
    if state is None:
        raise NotOpened
    match command:
        case Edit():
            return _edit(command, state, asked)
        case Close():
            return [] if state.closed else [Closed(guests=tuple(sorted(state.guests)))]
        case Reopen():
            return [Reopened()] if state.closed else []
        case Settle(conflict, value):
            return _settle(conflict, value, state, asked)
    if state.closed:
        raise IsClosed
    match command:
        case Admit(guest, kind, group, sitting):
            if sitting != state.sitting:
                raise IsClosed  # the code was made for a sitting that is over
            admitted = GuestAdmitted(guest=guest, kind=kind, group=group)
            if guest not in state.guests and len(state.guests) >= MOST_GUESTS:
                raise Full
            return [] if state.guests.get(guest) == admitted else [admitted]
        case Contribute():
            return _contribute(command, state, asked)
        case EditContribution(contribution):
            met = _met(command, state, asked)
            edited: list[Event] = [ContributionEdited(contribution=contribution, **met.values)] if met.values else []
            return [*edited, *_clashes(met.clashes, contribution, "contribution.", state, asked)]
        case WithdrawContribution(contribution):
            _may_change(contribution, state, asked)
            return [] if contribution in state.off else [ContributionWithdrawn(contribution=contribution)]
        case _:
            assert_never(command)


def _open(command: Open, state: State | None, asked: Asked) -> list[Event]:
    opened = Opened(title=command.title, question=command.question, plan=command.plan)
    if state is not None:
        if state.opened == opened:
            return []  # asked twice, happened once
        raise AlreadyOpened
    if command.plan is not None and asked.others.get(command.plan) is None:
        raise NoSuchPlan
    return [opened]


def _edit(command: Edit, state: State, asked: Asked) -> list[Event]:
    met = fields.meet(state.opened, command, POLICIES, whole=asked.whole)
    plan = met.values.get("plan")
    if plan is not None and asked.others.get(plan) is None:
        raise NoSuchPlan
    edited: list[Event] = [Edited(**met.values)] if met.values else []
    return [*edited, *_clashes(met.clashes, asked.stream, "", state, asked)]


def _contribute(command: Contribute, state: State, asked: Asked) -> list[Event]:
    guest = state.guests.get(asked.by)
    contributed = Contributed(
        contribution=command.contribution,
        author=asked.by,
        action=command.action,
        objective=command.objective,
        group=command.group or (guest.group if guest else None),
        kind=guest.kind if guest else None,
    )
    known = state.contributions.get(command.contribution)
    if known is not None:
        if known == contributed:
            return []
        raise AlreadyThere
    if state.each.get(asked.by, 0) >= MOST_EACH:
        raise TooMany
    return [contributed]


def _may_change(contribution: ContributionId, state: State, asked: Asked) -> Contributed:
    """What was contributed, for whom it is theirs to change; a facilitator looks after the whole workshop."""
    known = state.contributions.get(contribution)
    if known is None:
        raise NoSuchContribution
    if known.author != asked.by and not _facilitates(asked):
        raise NotTheirs
    return known


def _facilitates(asked: Asked) -> bool:
    network = asked.others.get(asked.network)
    return network is not None and any(one.role == "facilitator" for one in network.held_by(asked.by))


def _met(command: EditContribution, state: State, asked: Asked) -> fields.Met:
    known = _may_change(command.contribution, state, asked)
    if command.contribution in state.off:
        raise NoSuchContribution
    return fields.meet(known, command, POLICIES, whole=asked.whole)


def _clashes(clashes: Iterable[fields.Clash], item: UUID, prefix: str, state: State, asked: Asked) -> list[Event]:
    known = [conflict for conflict in state.conflicts.values() if conflict.item == item]
    return [
        Clashed(conflict=conflict, item=item, field=clash.field, was=clash.was, yours=clash.yours)
        for conflict, clash in fields.newly_open(clashes, known, asked.id, prefix)
    ]


def _settle(conflict: ConflictId, value: Change[Any] | UnsetType, state: State, asked: Asked) -> list[Event]:
    clashed = state.conflicts.get(conflict)
    if clashed is None:
        return []  # someone settled it already
    about, _, field = clashed.field.rpartition(".")
    contribution = ContributionId(clashed.item)
    edited: list[Event] = []
    if about == "contribution":
        _may_change(contribution, state, asked)
    elif not _facilitates(asked):
        raise NotTheirs
    if value is not UNSET:
        if about == "contribution":
            if state.closed:
                raise IsClosed
            met = _met(fields.one_field_edit(EditContribution, field, value, contribution=str(contribution)), state, asked)
            edited = [ContributionEdited(contribution=contribution, **met.values)] if met.values else []
        else:
            met = fields.meet(state.opened, fields.one_field_edit(Edit, field, value), POLICIES)
            edited = [Edited(**met.values)] if met.values else []
        if met.clashes:
            raise MovedOn
    return [*edited, Settled(conflict=conflict)]


def evolve(state: State | None, event: Event) -> State | None:
    if state is None:
        return State(structs.replace(event, reason=None)) if isinstance(event, Opened) else None
    match event:
        case Contributed(contribution, author):
            kept = structs.replace(event, reason=None)
            each = {**state.each, author: state.each.get(author, 0) + 1}
            return structs.replace(state, contributions={**state.contributions, contribution: kept}, each=each)
        case ContributionEdited(contribution) if contribution in state.contributions:
            changed = fields.overlay(state.contributions[contribution], fields.set_fields(event))
            return structs.replace(state, contributions={**state.contributions, contribution: changed})
        case ContributionWithdrawn(contribution):
            return structs.replace(state, off=state.off | {contribution})
        case GuestAdmitted(guest):
            return structs.replace(state, guests={**state.guests, guest: structs.replace(event, reason=None)})
        case Edited():
            return structs.replace(state, opened=fields.overlay(state.opened, fields.set_fields(event)))
        case Closed():
            return structs.replace(state, closed=True, guests={})
        case Reopened():
            return structs.replace(state, closed=False, sitting=state.sitting + 1)
        case Clashed(conflict=conflict):
            return structs.replace(state, conflicts={**state.conflicts, conflict: event})
        case Settled(conflict=conflict):
            return structs.replace(state, conflicts={key: open_ for key, open_ in state.conflicts.items() if key != conflict})
    return state  # what happened is never refused


def value(state: State | None, item: UUID, field: str) -> Any:
    """What stands in a field of the workshop or of a contribution now, for those who are told of a clash."""
    if state is None:
        return None
    about, _, name = field.rpartition(".")
    row = state.contributions.get(ContributionId(item)) if about == "contribution" else state.opened
    return getattr(row, name, None)


rules = decider.Decider[State | None, Command, Event]("workshop", None, decide, evolve, needs, value=value)
