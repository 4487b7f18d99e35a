"""A workshop: what it asks, the groups at its tables, the people who join for as long as it is open, and what they propose.

Stream kind ``workshop``. Its rules:

- A workshop asks one question in all, and questions in order beneath it; it may be about a plan and belong to a meeting, whose
  workshops are open side by side. Questions and groups may be prepared and mended while it is closed.
- A group is its name, however it is capitalised: the same name in two workshops is the same group, at another table. Where
  groups are assigned, nobody works in another one; where none is, people name their group as they like.
- A person sits in one group at a time, or in none. What they contribute is their group's.
- A contribution is an action and the objective it pursues, or an orientation, or an objective, each alone. It may name its
  orientation, and a question that is still asked. Its author edits and withdraws it, and so do those who sit in its group at
  that moment, and facilitators, while the workshop is open; nothing is added or changed once it is closed.
- Guests are let in by the service, for a code that facilitators show. Closing names those whose right ends with it, and
  reopening lets none of them back in: that is another sitting, with another code.

Texts merge as in events/fields.py. Questions and contributions are withdrawn, never deleted.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, TypeAlias, assert_never
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType, structs

from events import decider, fields
from events.decider import Asked, Refused
from events.fields import Change, Line, OrderKey, Text
from events.ids import ConflictId, ContributionId, MeetingId, PersonId, PlanId, QuestionId

MOST_GUESTS = 1_000  # of one sitting
MOST_QUESTIONS = 50
MOST_GROUPS = 100
MOST_EACH = 500  # contributions of one person: far beyond what anyone types, and whoever floods a workshop stops there

AuthorKind: TypeAlias = Literal["elected", "officer", "partner"]
Nature: TypeAlias = Literal["action", "orientation", "objective"]
Group: TypeAlias = Annotated[str, Meta(max_length=60, extra={"line": True})]

# Events are stored for ever: new fields have defaults, tags are never renamed.


class Opened(decider.Event, tag="workshop.opened"):
    title: str
    question: str
    plan: PlanId | None = None
    meeting: MeetingId | None = None


class Edited(decider.Event, tag="workshop.edited"):
    title: str | UnsetType = UNSET
    question: str | UnsetType = UNSET
    plan: PlanId | None | UnsetType = UNSET
    meeting: MeetingId | None | UnsetType = UNSET


class Closed(decider.Event, tag="workshop.closed"):
    """Nothing is added from here on, and these guests have no right any more: their workshop is over."""

    guests: tuple[PersonId, ...] = ()


class Reopened(decider.Event, tag="workshop.reopened"):
    """Another sitting begins. No guest of the one before is let in by it."""


class QuestionAdded(decider.Event, tag="workshop.question_added"):
    question: QuestionId
    text: str
    order_key: str


class QuestionEdited(decider.Event, tag="workshop.question_edited"):
    question: QuestionId
    text: str | UnsetType = UNSET
    order_key: str | UnsetType = UNSET


class QuestionWithdrawn(decider.Event, tag="workshop.question_withdrawn"):
    """It is asked no more; what answered it stays."""

    question: QuestionId


class GroupAssigned(decider.Event, tag="workshop.group_assigned"):
    """From here on this group has a table in this workshop, and nobody works in one that has none."""

    group: str


class GroupReleased(decider.Event, tag="workshop.group_released"):
    """The group has no table here any more, and these people sit in none; what it contributed stays."""

    group: str
    people: tuple[PersonId, ...] = ()


class Seated(decider.Event, tag="workshop.seated"):
    """This person sits in this group, and in no other, until they sit elsewhere."""

    person: PersonId
    group: str | None = None


class GuestAdmitted(decider.Event, tag="workshop.guest_admitted"):
    """From here on until the workshop closes this guest contributes to it, and sees it alone."""

    guest: PersonId
    kind: AuthorKind
    group: str | None = None


class Contributed(decider.Event, tag="workshop.contributed"):
    """A proposed action and the objective it pursues; ``kind`` is what its author is, where a guest said so.

    ``action`` holds what was said, whatever its ``nature``: an action, or an orientation or an objective alone.
    """

    contribution: ContributionId
    author: PersonId
    action: str
    objective: str | None = None
    group: str | None = None
    kind: AuthorKind | None = None
    orientation: str | None = None
    question: QuestionId | None = None
    nature: Nature = "action"


class ContributionEdited(decider.Event, tag="workshop.contribution_edited"):
    contribution: ContributionId
    action: str | UnsetType = UNSET
    objective: str | None | UnsetType = UNSET
    group: str | None | UnsetType = UNSET
    orientation: str | None | UnsetType = UNSET
    question: QuestionId | None | UnsetType = UNSET
    nature: Nature | UnsetType = UNSET


class ContributionWithdrawn(decider.Event, tag="workshop.contribution_withdrawn"):
    contribution: ContributionId


class Clashed(decider.Event, tag="workshop.clashed"):
    """A wish that met someone else's change: of the workshop, or of the question or contribution that ``item`` names."""

    conflict: ConflictId
    item: UUID
    field: str
    was: Any
    yours: Any


class Settled(decider.Event, tag="workshop.settled"):
    conflict: ConflictId


Event: TypeAlias = (
    Contributed
    | ContributionEdited
    | ContributionWithdrawn
    | GuestAdmitted
    | Seated
    | Clashed
    | Settled
    | Opened
    | Edited
    | Closed
    | Reopened
    | QuestionAdded
    | QuestionEdited
    | QuestionWithdrawn
    | GroupAssigned
    | GroupReleased
)

# Commands say what is asked; who asks, and when, arrive apart in Asked.


class Open(decider.Command, tag="workshop.open"):
    """Open a workshop on a question, about a plan and in a meeting where they are named."""

    title: Line
    question: Text
    plan: PlanId | None = None
    meeting: MeetingId | None = None


class Edit(decider.Command, tag="workshop.edit"):
    """Change the workshop's title, its question, the plan it is about, or the meeting it belongs to."""

    title: Change[Line] | UnsetType = UNSET
    question: Change[Text] | UnsetType = UNSET
    plan: Change[PlanId | None] | UnsetType = UNSET
    meeting: Change[MeetingId | None] | UnsetType = UNSET


class Close(decider.Command, tag="workshop.close"):
    """Close the workshop: nothing more is added, and its guests' rights end at this position."""


class Reopen(decider.Command, tag="workshop.reopen"):
    """Open a closed workshop again; guests join anew, with another code."""


class AddQuestion(decider.Command, tag="workshop.add_question"):
    """Ask one more question, in its place among the others."""

    question: QuestionId
    text: Text
    order_key: OrderKey


class EditQuestion(decider.Command, tag="workshop.edit_question"):
    """Put a question in other words, or in another place."""

    question: QuestionId
    text: Change[Text] | UnsetType = UNSET
    order_key: Change[OrderKey] | UnsetType = UNSET


class WithdrawQuestion(decider.Command, tag="workshop.withdraw_question"):
    """Ask this question no more; what answered it stays."""

    question: QuestionId


class AssignGroup(decider.Command, tag="workshop.assign_group"):
    """Give a group a table in this workshop."""

    group: Group


class ReleaseGroup(decider.Command, tag="workshop.release_group"):
    """Take a group's table away; what it contributed stays."""

    group: Group


class Sit(decider.Command, tag="workshop.sit"):
    """Sit down in a group, or in none."""

    group: Group | None = None


class Admit(decider.Command, tag="workshop.admit"):
    """Let a guest in to the sitting that their code was made for."""

    guest: PersonId
    kind: AuthorKind
    group: Group | None
    sitting: Annotated[int, Meta(ge=1, le=2**53 - 1)]


class Contribute(decider.Command, tag="workshop.contribute"):
    """Propose an action and say which objective it pursues, or propose an orientation or an objective alone.

    ``action`` is what is said, whatever its nature.
    """

    contribution: ContributionId
    action: Text
    objective: Text | None = None
    group: Group | None = None
    orientation: Line | None = None
    question: QuestionId | None = None
    nature: Nature = "action"


class EditContribution(decider.Command, tag="workshop.edit_contribution"):
    """Change what one proposed, or one's group did."""

    contribution: ContributionId
    action: Change[Text] | UnsetType = UNSET
    objective: Change[Text | None] | UnsetType = UNSET
    group: Change[Group | None] | UnsetType = UNSET
    orientation: Change[Line | None] | UnsetType = UNSET
    question: Change[QuestionId | None] | UnsetType = UNSET
    nature: Change[Nature] | UnsetType = UNSET


class WithdrawContribution(decider.Command, tag="workshop.withdraw_contribution"):
    """Take back what one proposed, or one's group did; what was said stays in the history."""

    contribution: ContributionId


class Settle(decider.Command, tag="workshop.settle"):
    """Settle a conflict: keep what stands, or put a value in its place, saying what was seen standing there."""

    conflict: ConflictId
    value: Change[Any] | UnsetType = UNSET


Command: TypeAlias = (
    Open
    | Edit
    | Close
    | Reopen
    | AddQuestion
    | EditQuestion
    | WithdrawQuestion
    | AssignGroup
    | ReleaseGroup
    | Sit
    | Admit
    | Contribute
    | EditContribution
    | WithdrawContribution
    | Settle
)

#: How the fields of an edit merge; every field that is not named here is strict.
POLICIES: Mapping[str, fields.Policy] = {"question": "text3", "text": "text3", "action": "text3", "objective": "text3", "order_key": "lww"}
#: Which question a contribution answers is one of them or another, never a bit of both.
OF_CONTRIBUTIONS: Mapping[str, fields.Policy] = {"action": "text3", "objective": "text3"}

# State holds what the rules need and nothing else.


class State(Struct, frozen=True):
    opened: Opened
    closed: bool = False
    sitting: int = 1
    questions: Mapping[QuestionId, QuestionAdded] = {}
    groups: tuple[str, ...] = ()
    guests: Mapping[PersonId, GuestAdmitted] = {}
    seats: Mapping[PersonId, str] = {}
    contributions: Mapping[ContributionId, Contributed] = {}
    each: Mapping[PersonId, int] = {}  # how much everyone contributed, whatever became of it
    off: frozenset[UUID] = frozenset()  # questions and contributions that were withdrawn
    conflicts: Mapping[ConflictId, Clashed] = {}


class NotOpened(Refused, code="workshop.not_opened"):
    """This workshop does not exist; choose another one."""


class AlreadyOpened(Refused, code="workshop.already_opened"):
    """A workshop with this identifier exists already; open it under a new one."""


class NoSuchPlan(Refused, code="workshop.no_such_plan"):
    """The plan that this workshop would be about does not exist; choose another one, or none."""


class NoSuchMeeting(Refused, code="workshop.no_such_meeting"):
    """The meeting that this workshop would belong to does not exist; choose another one, or none."""


class NoSuchQuestion(Refused, code="workshop.no_such_question"):
    """This question does not exist in the workshop or was withdrawn; choose another one, or none."""


class NoSuchGroup(Refused, code="workshop.no_such_group"):
    """No group of this name works in this workshop; name one of those that do, or none."""


class TooManyParts(Refused, code="workshop.too_many_parts"):
    """This workshop has as many questions or groups as it can hold; withdraw some of them first."""


class IsClosed(Refused, code="workshop.is_closed"):
    """This workshop is closed; ask a facilitator to open it again."""


class Full(Refused, code="workshop.full"):
    """This workshop has as many guests as it can hold; ask a facilitator to open another one."""


class TooMany(Refused, code="workshop.too_many"):
    """You have contributed as much as one person can to one workshop; edit what you proposed."""


class AlreadyThere(Refused, code="workshop.already_there"):
    """A question or contribution with this identifier exists already; add it under a new one."""


class NoSuchContribution(Refused, code="workshop.no_such_contribution"):
    """This contribution does not exist in the workshop or was withdrawn; write another one."""


class NotTheirs(Refused, code="workshop.not_theirs"):
    """Only whoever proposed this, their group, or a facilitator changes it; add a contribution of your own."""


class MovedOn(Refused, code="workshop.moved_on"):
    """The value has changed again since you looked; look at it once more, then settle."""


def needs(command: Command, _state: State | None) -> Iterable[UUID]:
    match command:  # the network's own stream always comes along
        case Open(plan=plan, meeting=meeting):
            named: tuple[UUID | None, ...] = (plan, meeting)
        case Edit(plan=plan, meeting=meeting):
            named = (plan.to if plan else None, meeting.to if meeting else None)
        case _:
            return ()
    return [one for one in named if one is not None]


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
        case AddQuestion() | EditQuestion() | WithdrawQuestion():
            return _on_questions(command, state, asked)
        case AssignGroup(table):
            return _assign(table, state)
        case ReleaseGroup(table):
            known = _assigned(table, state)
            people = tuple(sorted(person for person, seat in state.seats.items() if seat == known))
            return [] if known is None else [GroupReleased(group=known, people=people)]
    if state.closed:
        raise IsClosed
    match command:
        case Admit(guest, kind, group, sitting):
            if sitting != state.sitting:
                raise IsClosed  # the code was made for a sitting that is over
            admitted = GuestAdmitted(guest=guest, kind=kind, group=_group(group, state))
            if guest not in state.guests and len(state.guests) >= MOST_GUESTS:
                raise Full
            return [] if state.guests.get(guest) == admitted else [admitted]
        case Sit(group):
            seat = _group(group, state)
            return [] if state.seats.get(asked.by) == seat else [Seated(person=asked.by, group=seat)]
        case Contribute():
            return _contribute(command, state, asked)
        case EditContribution(contribution):
            met = _met(command, state, asked)
            edited: list[Event] = [ContributionEdited(contribution=contribution, **met.values)] if met.values else []
            return [*edited, *fields.clashed(Clashed, met.clashes, contribution, "contribution.", state.conflicts, asked.id)]
        case WithdrawContribution(contribution):
            _may_change(contribution, state, asked)
            return [] if contribution in state.off else [ContributionWithdrawn(contribution=contribution)]
        case _:
            assert_never(command)


def _open(command: Open, state: State | None, asked: Asked) -> list[Event]:
    opened = Opened(title=command.title, question=command.question, plan=command.plan, meeting=command.meeting)
    if state is not None:
        if state.opened == opened:
            return []  # asked twice, happened once
        raise AlreadyOpened
    _exist(command.plan, command.meeting, asked)
    return [opened]


def _edit(command: Edit, state: State, asked: Asked) -> list[Event]:
    met = fields.meet(state.opened, command, POLICIES, whole=asked.whole)
    _exist(met.values.get("plan"), met.values.get("meeting"), asked)
    edited: list[Event] = [Edited(**met.values)] if met.values else []
    return [*edited, *fields.clashed(Clashed, met.clashes, asked.stream, "", state.conflicts, asked.id)]


def _exist(plan: PlanId | None, meeting: MeetingId | None, asked: Asked) -> None:
    if plan is not None and asked.others.get(plan) is None:
        raise NoSuchPlan
    if meeting is not None and asked.others.get(meeting) is None:
        raise NoSuchMeeting


def _on_questions(command: AddQuestion | EditQuestion | WithdrawQuestion, state: State, asked: Asked) -> list[Event]:
    match command:
        case AddQuestion(question, text, order_key):
            added = QuestionAdded(question=question, text=text, order_key=order_key)
            known = state.questions.get(question)
            if known is not None:
                if known == added:
                    return []
                raise AlreadyThere
            if question in state.contributions:
                raise AlreadyThere
            if len(state.questions.keys() - state.off) >= MOST_QUESTIONS:
                raise TooManyParts
            return [added]
        case EditQuestion(question):
            met = fields.meet(_question(question, state), command, POLICIES, whole=asked.whole)
            edited: list[Event] = [QuestionEdited(question=question, **met.values)] if met.values else []
            return [*edited, *fields.clashed(Clashed, met.clashes, question, "question.", state.conflicts, asked.id)]
        case WithdrawQuestion(question):
            if question not in state.questions:
                raise NoSuchQuestion
            return [] if question in state.off else [QuestionWithdrawn(question=question)]


def _question(question: QuestionId, state: State) -> QuestionAdded:
    known = state.questions.get(question)
    if known is None or question in state.off:
        raise NoSuchQuestion
    return known


def _assign(group: str, state: State) -> list[Event]:
    if _assigned(group, state) is not None:
        return []
    if len(state.groups) >= MOST_GROUPS:
        raise TooManyParts
    return [GroupAssigned(group=group)]


def _assigned(group: str, state: State) -> str | None:
    """The name of an assigned group as it was assigned, however it is capitalised here."""
    return next((one for one in state.groups if one.casefold() == group.casefold()), None)


def _group(group: str | None, state: State) -> str | None:
    """The group that is meant; one that has no table here is none, where groups have tables."""
    if group is None or not state.groups:
        return group
    known = _assigned(group, state)
    if known is None:
        raise NoSuchGroup
    return known


def _contribute(command: Contribute, state: State, asked: Asked) -> list[Event]:
    guest, seat = state.guests.get(asked.by), state.seats.get(asked.by)
    contributed = Contributed(
        contribution=command.contribution,
        author=asked.by,
        action=command.action,
        objective=command.objective,
        group=_group(command.group, state) or (seat if seat in state.groups or not state.groups else None),
        kind=guest.kind if guest else None,
        orientation=command.orientation,
        question=command.question,
        nature=command.nature,
    )
    known = state.contributions.get(command.contribution)
    if known is not None:
        if known == contributed:
            return []
        raise AlreadyThere
    if command.contribution in state.questions:
        raise AlreadyThere  # the ids of both stand side by side in what was withdrawn
    if command.question is not None:
        _question(command.question, state)
    if state.each.get(asked.by, 0) >= MOST_EACH:
        raise TooMany
    return [contributed]


def _may_change(contribution: ContributionId, state: State, asked: Asked) -> Contributed:
    """What was contributed, for whom it is theirs to change; a facilitator looks after the whole workshop."""
    known = state.contributions.get(contribution)
    if known is None:
        raise NoSuchContribution
    theirs = known.author == asked.by or (known.group is not None and known.group == state.seats.get(asked.by))
    if not theirs and not _facilitates(asked):
        raise NotTheirs
    return known


def _facilitates(asked: Asked) -> bool:
    network = asked.others.get(asked.network)
    return network is not None and any(one.role == "facilitator" for one in network.held_by(asked.by))


def _met(command: EditContribution, state: State, asked: Asked) -> fields.Met:
    known = _may_change(command.contribution, state, asked)
    if command.contribution in state.off:
        raise NoSuchContribution
    if command.group and command.group.to is not None:
        command = structs.replace(command, group=structs.replace(command.group, to=_group(command.group.to, state)))
    met = fields.meet(known, command, OF_CONTRIBUTIONS, whole=asked.whole)
    if met.values.get("question") is not None:
        _question(met.values["question"], state)
    return met


def _settle(conflict: ConflictId, value: Change[Any] | UnsetType, state: State, asked: Asked) -> list[Event]:
    clashed = state.conflicts.get(conflict)
    if clashed is None:
        return []  # someone settled it already
    if clashed.field.startswith("contribution."):
        _may_change(ContributionId(clashed.item), state, asked)
        if value is not UNSET and state.closed:
            raise IsClosed
    elif not _facilitates(asked):
        raise NotTheirs
    parts = {
        "contribution": fields.Part(EditContribution, ContributionEdited, lambda edit: _met(edit, state, asked)),
        "question": fields.Part(EditQuestion, QuestionEdited, lambda edit: fields.meet(_question(edit.question, state), edit, POLICIES)),
        "": fields.Part(Edit, Edited, lambda edit: fields.meet(state.opened, edit, POLICIES)),
    }
    return [*fields.settled_part(parts, clashed, value, MovedOn), Settled(conflict=conflict)]


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
        case GuestAdmitted(guest, group=group):
            seats = _seated(state.seats, guest, group)
            return structs.replace(state, guests={**state.guests, guest: structs.replace(event, reason=None)}, seats=seats)
        case Seated(person, group):
            return structs.replace(state, seats=_seated(state.seats, person, group))
        case Edited():
            return structs.replace(state, opened=fields.overlay(state.opened, fields.set_fields(event)))
        case Closed():
            left = {person: group for person, group in state.seats.items() if person not in state.guests}
            return structs.replace(state, closed=True, guests={}, seats=left)
        case Reopened():
            return structs.replace(state, closed=False, sitting=state.sitting + 1)
        case QuestionAdded(question):
            return structs.replace(state, questions={**state.questions, question: structs.replace(event, reason=None)})
        case QuestionEdited(question) if question in state.questions:
            asked = fields.overlay(state.questions[question], fields.set_fields(event))
            return structs.replace(state, questions={**state.questions, question: asked})
        case QuestionWithdrawn(question):
            return structs.replace(state, off=state.off | {question})
        case GroupAssigned(group):
            return structs.replace(state, groups=(*state.groups, group))
        case GroupReleased(group):
            seats = {person: one for person, one in state.seats.items() if one != group}
            return structs.replace(state, groups=tuple(one for one in state.groups if one != group), seats=seats)
        case Clashed(conflict=conflict):
            return structs.replace(state, conflicts={**state.conflicts, conflict: event})
        case Settled(conflict=conflict):
            return structs.replace(state, conflicts={key: open_ for key, open_ in state.conflicts.items() if key != conflict})
    return state  # what happened is never refused


def _seated(seats: Mapping[PersonId, str], person: PersonId, group: str | None) -> dict[PersonId, str]:
    others = {one: seat for one, seat in seats.items() if one != person}
    return others if group is None else {**others, person: group}


def value(state: State | None, item: UUID, field: str) -> Any:
    """What stands in a field of the workshop, of a question or of a contribution now, for those who are told of a clash."""
    if state is None:
        return None
    about, _, name = field.rpartition(".")
    row: Any = state.opened
    if about:
        row = state.contributions.get(ContributionId(item)) if about == "contribution" else state.questions.get(QuestionId(item))
    return getattr(row, name, None)


rules = decider.Decider[State | None, Command, Event]("workshop", None, decide, evolve, needs, value=value)
