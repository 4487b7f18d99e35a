"""A meeting: planned with an agenda, answered by the authorities that are invited, attended, and what was decided in it.

Stream kind ``meeting``. Its rules:

- A meeting is planned on a day, in a series that is there and has not ended, or in none.
- Each authority answers for itself, or a facilitator does for it; the last answer counts. Who is represented says by whom.
  Whoever holds its letter answers with it, without an account: the service asks then, and the answer says whose letter it was.
- Whoever is there is checked in once: a person never twice, and someone whose name nobody keeps as what they are and for whom.
  Only members' people are counted for an authority. How many are there is counted, never typed.
- Nothing is added to a meeting that was called off, and nobody checked in to one that is closed; opened again, both go on.
  Calling one off needs a reason. What was decided is written down also after it closed.
- A decision has an owner, a person or an authority, and a day by which it is due. One of an action names that action.
- A visit has so many seats and never one more; a person books once, for themselves and those who come along.

Texts and fields merge as in events/fields.py. Items, visits and decisions are withdrawn, never deleted.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Literal, Protocol, TypeAlias, assert_never
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType, structs

from events import decider, fields
from events.decider import Asked, Refused
from events.fields import Change, Line, Members, OrderKey, Text
from events.ids import (
    ActionId,
    AgendaItemId,
    AuthorityId,
    BookingId,
    ConflictId,
    DecisionId,
    ParticipantId,
    PersonId,
    PlanId,
    SeriesId,
    ThemeId,
    VisitId,
)

MOST_PRESENT = 5_000
MOST_OF_A_KIND = 500  # items, decisions, visits of one meeting, or bookings of one visit

Kind: TypeAlias = Literal[
    "annual",
    "rendezvous",
    "morning",
    "cafe",
    "round_table",
    "visit",
    "elected_and_officers",
    "welcome",
    "agenda21_day",
    "individual",
    "video",
]
Capacity: TypeAlias = Literal["elected", "officer", "other"]
Reply: TypeAlias = Literal["accepted", "declined", "represented"]
Standing: TypeAlias = Literal["planned", "closed", "called_off"]
Day: TypeAlias = date
Clock: TypeAlias = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$(?!\n)")]  # of the network's time zone
Minutes: TypeAlias = Annotated[int, Meta(ge=1, le=10_080)]
ItemMinutes: TypeAlias = Annotated[int, Meta(ge=0, le=1_440)]
Seats: TypeAlias = Annotated[int, Meta(ge=1, le=1_000)]
Themes: TypeAlias = Annotated[tuple[Line, ...], Meta(max_length=50)]
Authorities: TypeAlias = Annotated[tuple[AuthorityId, ...], Meta(min_length=1, max_length=500)]


class Template(Struct, frozen=True):
    """What a meeting of a kind usually is: how long, and its agenda as names of the program with their minutes."""

    minutes: int
    agenda: tuple[tuple[str, int], ...] = ()


#: The usual form of each kind. An agenda holds few items: what is on it leaves time to talk.
TEMPLATES: Mapping[Kind, Template] = {
    "annual": Template(420, (("welcome", 30), ("year_in_review", 60), ("workshops", 150), ("feedback", 60), ("next_steps", 45))),
    "rendezvous": Template(180, (("welcome", 15), ("round", 30), ("experiences", 90), ("next_steps", 30))),
    "morning": Template(210, (("welcome", 15), ("theme", 60), ("on_site", 90), ("exchange", 30))),
    "cafe": Template(60, (("round", 20), ("exchange", 40))),
    "round_table": Template(120, (("introduction", 15), ("speakers", 60), ("exchange", 40))),
    "visit": Template(240, (("departure", 30), ("on_site", 120), ("exchange", 60))),
    "elected_and_officers": Template(150, (("welcome", 15), ("theme", 60), ("crossed_views", 60))),
    "welcome": Template(180, (("welcome", 15), ("network", 45), ("mentoring", 60), ("questions", 45))),
    "agenda21_day": Template(480, (("opening", 30), ("stands", 180), ("conference", 90), ("screening", 120))),
    "individual": Template(90, (("situation", 30), ("advice", 45))),
    "video": Template(60, (("theme", 30), ("exchange", 25))),
}

# Events are stored for ever: new fields have defaults, tags are never renamed.


class Planned(decider.Event, tag="meeting.planned"):
    title: str
    kind: Kind
    held_on: Day
    minutes: int
    begins: str | None = None
    place: str | None = None
    series: SeriesId | None = None
    themes: tuple[str, ...] = ()
    programme: str | None = None


class Edited(decider.Event, tag="meeting.edited"):
    title: str | UnsetType = UNSET
    kind: Kind | UnsetType = UNSET
    held_on: Day | UnsetType = UNSET
    minutes: int | UnsetType = UNSET
    begins: str | None | UnsetType = UNSET
    place: str | None | UnsetType = UNSET
    themes: tuple[str, ...] | UnsetType = UNSET
    programme: str | None | UnsetType = UNSET


class CalledOff(decider.Event, tag="meeting.called_off"):
    """It does not take place; why is its reason."""


class Closed(decider.Event, tag="meeting.closed"):
    """It took place: whoever was there is checked in."""


class Reopened(decider.Event, tag="meeting.reopened"):
    """It is planned again, or who was there is looked at once more."""


class ItemAdded(decider.Event, tag="meeting.item_added"):
    item: AgendaItemId
    title: str
    minutes: int
    order_key: str
    theme: ThemeId | None = None


class ItemEdited(decider.Event, tag="meeting.item_edited"):
    item: AgendaItemId
    title: str | UnsetType = UNSET
    minutes: int | UnsetType = UNSET
    order_key: str | UnsetType = UNSET


class ItemWithdrawn(decider.Event, tag="meeting.item_withdrawn"):
    item: AgendaItemId


class Invited(decider.Event, tag="meeting.invited"):
    authority: AuthorityId


class Answered(decider.Event, tag="meeting.answered"):
    """What an authority answers; ``by`` is who represents it, where it says so, ``letter_of`` to whom the letter went that it came with."""

    authority: AuthorityId
    reply: Reply
    by: PersonId | None = None
    letter_of: PersonId | None = None


class CheckedIn(decider.Event, tag="meeting.checked_in"):
    """Someone is there. Without ``person`` nobody keeps their name; ``authority_kind`` is what their authority was that day."""

    participant: ParticipantId
    capacity: Capacity
    authority: AuthorityId | None = None
    authority_kind: str | None = None
    person: PersonId | None = None


class CheckInUndone(decider.Event, tag="meeting.check_in_undone"):
    participant: ParticipantId


class Decided(decider.Event, tag="meeting.decided"):
    decision: DecisionId
    text: str
    due_on: Day
    owner: PersonId | None = None
    authority: AuthorityId | None = None
    plan: PlanId | None = None
    action: ActionId | None = None


class DecisionFinished(decider.Event, tag="meeting.decision_finished"):
    decision: DecisionId


class DecisionWithdrawn(decider.Event, tag="meeting.decision_withdrawn"):
    decision: DecisionId


class VisitAdded(decider.Event, tag="meeting.visit_added"):
    visit: VisitId
    place: str
    seats: int
    departs: str | None = None


class VisitWithdrawn(decider.Event, tag="meeting.visit_withdrawn"):
    visit: VisitId


class Booked(decider.Event, tag="meeting.booked"):
    booking: BookingId
    visit: VisitId
    person: PersonId
    seats: int


class BookingCancelled(decider.Event, tag="meeting.booking_cancelled"):
    booking: BookingId


class Clashed(decider.Event, tag="meeting.clashed"):
    """A wish that met someone else's change: of the meeting, or of the agenda's item that ``item`` names."""

    conflict: ConflictId
    item: UUID
    field: str
    was: Any
    yours: Any


class Settled(decider.Event, tag="meeting.settled"):
    conflict: ConflictId


Event: TypeAlias = (
    Planned
    | Edited
    | CalledOff
    | Closed
    | Reopened
    | ItemAdded
    | ItemEdited
    | ItemWithdrawn
    | Invited
    | Answered
    | CheckedIn
    | CheckInUndone
    | Decided
    | DecisionFinished
    | DecisionWithdrawn
    | VisitAdded
    | VisitWithdrawn
    | Booked
    | BookingCancelled
    | Clashed
    | Settled
)

# Commands say what is asked; who asks, and when, arrive apart in Asked.


class NewItem(Struct, frozen=True, forbid_unknown_fields=True):
    """An item of an agenda as it is planned."""

    title: Line
    minutes: ItemMinutes
    order_key: OrderKey


class Plan(decider.Command, kw_only=True, tag="meeting.plan"):
    """Plan a meeting; without minutes it is as long as meetings of its kind usually are."""

    title: Line
    kind: Kind
    held_on: Day
    minutes: Minutes | None = None
    begins: Clock | None = None
    place: Line | None = None
    series: SeriesId | None = None
    themes: Themes = ()
    programme: Text | None = None
    agenda: Annotated[dict[AgendaItemId, NewItem], Meta(max_length=50)] = {}


class Edit(decider.Command, kw_only=True, tag="meeting.edit"):
    """Change fields of a meeting; each says what the person saw and what they want."""

    title: Change[Line] | UnsetType = UNSET
    kind: Change[Kind] | UnsetType = UNSET
    held_on: Change[Day] | UnsetType = UNSET
    minutes: Change[Minutes] | UnsetType = UNSET
    begins: Change[Clock | None] | UnsetType = UNSET
    place: Change[Line | None] | UnsetType = UNSET
    themes: Members[Line] | UnsetType = UNSET
    programme: Change[Text | None] | UnsetType = UNSET


class CallOff(decider.Command, tag="meeting.call_off"):
    """Call the meeting off, with a reason."""


class Close(decider.Command, tag="meeting.close"):
    """Close the meeting: it took place, and nobody is checked in any more."""


class Reopen(decider.Command, tag="meeting.reopen"):
    """Take back that a meeting was closed or called off."""


class AddItem(decider.Command, tag="meeting.add_item"):
    """Put an item on the agenda."""

    item: AgendaItemId
    title: Line
    minutes: ItemMinutes
    order_key: OrderKey
    theme: ThemeId | None = None


class EditItem(decider.Command, tag="meeting.edit_item"):
    """Change an item of the agenda."""

    item: AgendaItemId
    title: Change[Line] | UnsetType = UNSET
    minutes: Change[ItemMinutes] | UnsetType = UNSET
    order_key: Change[OrderKey] | UnsetType = UNSET


class WithdrawItem(decider.Command, tag="meeting.withdraw_item"):
    """Take an item off the agenda."""

    item: AgendaItemId


class Invite(decider.Command, tag="meeting.invite"):
    """Invite authorities of the network; those that were invited already stay so."""

    authorities: Authorities


class Answer(decider.Command, tag="meeting.answer"):
    """Answer for an authority, invited or not: it comes, does not, or is represented by someone. Letters are answered from themselves."""

    authority: AuthorityId
    reply: Reply
    by: PersonId | None = None
    letter_of: PersonId | None = None


class CheckIn(decider.Command, tag="meeting.check_in"):
    """Record that someone is there: a person whom the network knows, or someone whose name nobody keeps."""

    participant: ParticipantId
    capacity: Capacity
    authority: AuthorityId | None = None
    person: PersonId | None = None


class UndoCheckIn(decider.Command, tag="meeting.undo_check_in"):
    """Take back a check-in that was a mistake."""

    participant: ParticipantId


class RecordDecision(decider.Command, tag="meeting.record_decision"):
    """Write down what was decided, who sees to it and by when."""

    decision: DecisionId
    text: Text
    due_on: Day
    owner: PersonId | None = None
    authority: AuthorityId | None = None
    plan: PlanId | None = None
    action: ActionId | None = None


class FinishDecision(decider.Command, tag="meeting.finish_decision"):
    """Record that what was decided is done."""

    decision: DecisionId


class WithdrawDecision(decider.Command, tag="meeting.withdraw_decision"):
    """Take a decision back that was written down by mistake; its history stays."""

    decision: DecisionId


class AddVisit(decider.Command, tag="meeting.add_visit"):
    """Offer a visit with so many seats."""

    visit: VisitId
    place: Line
    seats: Seats
    departs: Clock | None = None


class WithdrawVisit(decider.Command, tag="meeting.withdraw_visit"):
    """Call a visit off; the seats that were booked are free."""

    visit: VisitId


class Book(decider.Command, tag="meeting.book"):
    """Book seats of a visit for oneself and those who come along, or, by a facilitator, for someone else."""

    booking: BookingId
    visit: VisitId
    seats: Seats = 1
    person: PersonId | None = None


class CancelBooking(decider.Command, tag="meeting.cancel_booking"):
    """Give booked seats back."""

    booking: BookingId


class Settle(decider.Command, tag="meeting.settle"):
    """Settle a conflict: keep what stands, or put a value in its place, saying what was seen standing there."""

    conflict: ConflictId
    value: Change[Any] | UnsetType = UNSET


Command: TypeAlias = (
    Plan
    | Edit
    | CallOff
    | Close
    | Reopen
    | AddItem
    | EditItem
    | WithdrawItem
    | Invite
    | Answer
    | CheckIn
    | UndoCheckIn
    | RecordDecision
    | FinishDecision
    | WithdrawDecision
    | AddVisit
    | WithdrawVisit
    | Book
    | CancelBooking
    | Settle
)

#: How the fields of an edit merge; every field that is not named here is strict.
POLICIES: Mapping[str, fields.Policy] = {"programme": "text3", "order_key": "lww"}

# State holds what the rules need and nothing else.


class State(Struct, frozen=True):
    planned: Planned
    standing: Standing = "planned"
    items: Mapping[AgendaItemId, ItemAdded] = {}
    invited: frozenset[AuthorityId] = frozenset()
    answers: Mapping[AuthorityId, Answered] = {}
    present: Mapping[ParticipantId, CheckedIn] = {}
    decisions: Mapping[DecisionId, Decided] = {}
    visits: Mapping[VisitId, VisitAdded] = {}
    bookings: Mapping[BookingId, Booked] = {}
    off: frozenset[UUID] = frozenset()  # items, decisions, visits and bookings that were taken back
    finished: frozenset[DecisionId] = frozenset()
    conflicts: Mapping[ConflictId, Clashed] = {}

    @property
    def called_off(self) -> bool:
        """Does it not take place?"""
        return self.standing == "called_off"

    @property
    def series(self) -> SeriesId | None:
        """The series that it is one of."""
        return self.planned.series


class Series(Protocol):
    """What the rules of a meeting see of its series."""

    @property
    def ended(self) -> bool: ...


class Action(Protocol):
    """What the rules of a meeting see of an action that was decided on."""

    @property
    def withdrawn(self) -> bool: ...
    @property
    def card(self) -> Any: ...
    def hidden_from(self, person: PersonId) -> bool: ...


class NotPlanned(Refused, code="meeting.not_planned"):
    """This meeting does not exist; choose another one."""


class AlreadyPlanned(Refused, code="meeting.already_planned"):
    """A meeting with this identifier exists already; plan it under a new one."""


class NoSuchSeries(Refused, code="meeting.no_such_series"):
    """This series of meetings does not exist or has ended; choose another one, or none."""


class IsCalledOff(Refused, code="meeting.is_called_off"):
    """This meeting was called off; open it again first."""


class IsClosed(Refused, code="meeting.is_closed"):
    """This meeting is closed; open it again to change who was there or what it was about."""


class ReasonNeeded(Refused, code="meeting.reason_needed"):
    """Calling a meeting off needs a reason; say why."""


class NotAMember(Refused, code="meeting.not_a_member"):
    """This authority is not a member of the network; choose one that is."""


class NotTheirAuthority(Refused, code="meeting.not_their_authority"):
    """Each authority answers for itself; ask someone who acts for it, or a facilitator."""


class NotTheLetter(Refused, code="meeting.not_the_letter"):
    """A letter is answered by the link in it; open that link, or answer in your own name."""


class WhoRepresents(Refused, code="meeting.who_represents"):
    """Say who represents the authority, and only where it is represented."""


class AlreadyCheckedIn(Refused, code="meeting.already_checked_in"):
    """This participant is checked in already; look for them in the list."""


class TooMany(Refused, code="meeting.too_many"):
    """This meeting holds as much of this as it can; plan another one."""


class NotThere(Refused, code="meeting.not_there"):
    """This does not exist in the meeting or was taken back; look at the meeting again."""


class AlreadyThere(Refused, code="meeting.already_there"):
    """Something with this identifier exists in the meeting already; add it under a new one."""


class ThemeOnAgenda(Refused, code="meeting.theme_on_agenda"):
    """This theme is on the agenda of this meeting already; change that item."""


class OwnerNeeded(Refused, code="meeting.owner_needed"):
    """A decision needs an owner; name a person or an authority."""


class ActionNeedsPlan(Refused, code="meeting.action_needs_plan"):
    """The action that a decision is about belongs to a plan; name both or none."""


class NoSuchAction(Refused, code="meeting.no_such_action"):
    """The action that was decided on does not exist in the plan or was withdrawn; choose another one, or none."""


class VisitFull(Refused, code="meeting.visit_full"):
    """There are not as many seats left; book fewer, or ask for another visit."""


class AlreadyBooked(Refused, code="meeting.already_booked"):
    """This person has seats of this visit already; give those back to book others."""


class NotTheirSeat(Refused, code="meeting.not_their_seat"):
    """Only whoever the seats are for, or a facilitator, books them and gives them back."""


class MovedOn(Refused, code="meeting.moved_on"):
    """The value has changed again since you looked; look at it once more, then settle."""


def needs(command: Command, _state: State | None) -> Iterable[UUID]:
    match command:
        case Plan(series=series) if series is not None:
            return (series,)
        case RecordDecision(action=action) if action is not None:
            return (action,)
    return ()  # the network's own stream always comes along


def decide(command: Command, state: State | None, asked: Asked) -> list[Event]:
    if isinstance(command, Plan):
        return _plan(command, state, asked)
    if state is None:
        raise NotPlanned
    match command:
        case CallOff():
            if state.standing == "closed":
                raise IsClosed
            if state.called_off:
                return []
            if not asked.reason:
                raise ReasonNeeded
            return [CalledOff()]
        case Reopen():
            return [] if state.standing == "planned" else [Reopened()]
        case Settle(conflict, value):
            return _settle(conflict, value, state)
        case FinishDecision(decision):
            _standing(decision, state.decisions, state)
            return [] if decision in state.finished else [DecisionFinished(decision=decision)]
        case WithdrawDecision(decision):
            if decision not in state.decisions:
                raise NotThere
            return [] if decision in state.off else [DecisionWithdrawn(decision=decision)]
    if state.called_off:
        raise IsCalledOff
    match command:
        case Close():
            return [] if state.standing == "closed" else [Closed()]
        case RecordDecision():
            return _record(command, state, asked)
    if state.standing == "closed":
        raise IsClosed
    match command:
        case Edit():
            met = fields.meet(state.planned, command, POLICIES, whole=asked.whole)
            edited: list[Event] = [Edited(**met.values)] if met.values else []
            return [*edited, *fields.clashed(Clashed, met.clashes, asked.stream, "", state.conflicts, asked.id)]
        case AddItem(item, title, minutes, order_key, theme):
            added = ItemAdded(item=item, title=title, minutes=minutes, order_key=order_key, theme=theme)
            if theme is not None and any(one.theme == theme and key not in {*state.off, item} for key, one in state.items.items()):
                raise ThemeOnAgenda
            return _new(item, added, state.items)
        case EditItem(item):
            met = fields.meet(_standing(item, state.items, state), command, POLICIES, whole=asked.whole)
            changed: list[Event] = [ItemEdited(item=item, **met.values)] if met.values else []
            return [*changed, *fields.clashed(Clashed, met.clashes, item, "item.", state.conflicts, asked.id)]
        case WithdrawItem(item):
            if item not in state.items:
                raise NotThere
            return [] if item in state.off else [ItemWithdrawn(item=item)]
        case Invite(authorities):
            for authority in authorities:
                _member(authority, asked)
            return [Invited(authority=one) for one in authorities if one not in state.invited]
        case Answer(authority, reply, by, letter_of):
            return _answer(Answered(authority=authority, reply=reply, by=by, letter_of=letter_of), state, asked)
        case CheckIn():
            return _check_in(command, state, asked)
        case UndoCheckIn(participant):
            return [CheckInUndone(participant=participant)] if participant in state.present else []
        case AddVisit(visit, place, seats, departs):
            return _new(visit, VisitAdded(visit=visit, place=place, seats=seats, departs=departs), state.visits)
        case WithdrawVisit(visit):
            if visit not in state.visits:
                raise NotThere
            return [] if visit in state.off else [VisitWithdrawn(visit=visit)]
        case Book():
            return _book(command, state, asked)
        case CancelBooking(booking):
            known = state.bookings.get(booking)
            if known is None:
                raise NotThere
            _own_seat(known.person, asked)
            return [] if booking in state.off else [BookingCancelled(booking=booking)]
        case _:
            assert_never(command)


def _plan(command: Plan, state: State | None, asked: Asked) -> list[Event]:
    planned = Planned(
        title=command.title,
        kind=command.kind,
        held_on=command.held_on,
        minutes=command.minutes or TEMPLATES[command.kind].minutes,
        begins=command.begins,
        place=command.place,
        series=command.series,
        themes=command.themes,
        programme=command.programme,
    )
    items = [ItemAdded(item=key, title=one.title, minutes=one.minutes, order_key=one.order_key) for key, one in command.agenda.items()]
    if state is not None:
        if state.planned == planned and all(state.items.get(one.item) == one for one in items):
            return []  # asked twice, happened once
        raise AlreadyPlanned
    if command.series is not None:
        series: Series | None = asked.others.get(command.series)
        if series is None or not hasattr(series, "ended") or series.ended:
            raise NoSuchSeries
    return [planned, *items]


def _answer(answered: Answered, state: State, asked: Asked) -> list[Event]:
    _member(answered.authority, asked)
    if answered.letter_of is not None:
        if asked.by != asked.network:
            raise NotTheLetter  # otherwise anyone could put their answer down to whoever got a letter
    elif not (_facilitates(asked) or any(one.authority == answered.authority for one in _acting(asked))):
        raise NotTheirAuthority
    if (answered.reply == "represented") is (answered.by is None):
        raise WhoRepresents
    return [] if state.answers.get(answered.authority) == answered else [answered]


def _check_in(command: CheckIn, state: State, asked: Asked) -> list[Event]:
    kind = None if command.authority is None else str(_member(command.authority, asked).kind)
    checked = CheckedIn(
        participant=command.participant,
        capacity=command.capacity,
        authority=command.authority,
        authority_kind=kind,
        person=command.person,
    )
    if command.participant in state.present:
        if structs.replace(state.present[command.participant], authority_kind=kind) == checked:
            return []  # the same tap, sent twice
        raise AlreadyCheckedIn
    if command.person is not None and any(one.person == command.person for one in state.present.values()):
        raise AlreadyCheckedIn
    if len(state.present) >= MOST_PRESENT:
        raise TooMany
    return [checked]


def _record(command: RecordDecision, state: State, asked: Asked) -> list[Event]:
    decided = Decided(**structs.asdict(command))
    if command.decision not in state.decisions:
        if command.owner is None and command.authority is None:
            raise OwnerNeeded
        if command.authority is not None:
            _member(command.authority, asked)
        if (command.action is None) is not (command.plan is None):
            raise ActionNeedsPlan
        if command.action is not None:
            action: Action | None = asked.others.get(command.action)
            if action is None or not hasattr(action, "card") or action.card.plan != command.plan:
                raise NoSuchAction
            if action.withdrawn or action.hidden_from(asked.by):
                raise NoSuchAction  # what else is said of it would tell that it is there
    return _new(command.decision, decided, state.decisions)


def _book(command: Book, state: State, asked: Asked) -> list[Event]:
    person = command.person or asked.by
    _own_seat(person, asked)
    booked = Booked(booking=command.booking, visit=command.visit, person=person, seats=command.seats)
    if command.booking not in state.bookings:
        visit = _standing(command.visit, state.visits, state)
        taken = [one for key, one in state.bookings.items() if one.visit == command.visit and key not in state.off]
        if any(one.person == person for one in taken):
            raise AlreadyBooked
        if sum(one.seats for one in taken) + command.seats > visit.seats:
            raise VisitFull
    return _new(command.booking, booked, state.bookings)


def _new(key: UUID, event: Any, known: Mapping[Any, Any]) -> list[Event]:
    """Something that is added once: again it changes nothing, and another one under its id is refused."""
    if key in known:
        if known[key] == event:
            return []
        raise AlreadyThere
    if len(known) >= MOST_OF_A_KIND:
        raise TooMany
    return [event]


def _standing(key: UUID, known: Mapping[Any, Any], state: State) -> Any:
    if key not in known or key in state.off:
        raise NotThere
    return known[key]


def _member(authority: AuthorityId, asked: Asked) -> Any:
    """What the network knows of one of its authorities today."""
    network = asked.others.get(asked.network)
    found = network.members.get(authority) if network is not None else None
    if found is None:
        raise NotAMember
    return found


def _acting(asked: Asked) -> Iterable[Any]:
    """The roles with which someone acts here: a role for some plans alone reaches no meeting, and an auditor reads."""
    network = asked.others.get(asked.network)
    return [one for one in network.held_by(asked.by) if not one.topics and one.role not in ("auditor", "reader")] if network else ()


def _facilitates(asked: Asked) -> bool:
    return any(one.role == "facilitator" for one in _acting(asked))


def _own_seat(person: PersonId, asked: Asked) -> None:
    if person != asked.by and not _facilitates(asked):
        raise NotTheirSeat


def _settle(conflict: ConflictId, value: Change[Any] | UnsetType, state: State) -> list[Event]:
    if conflict not in state.conflicts:
        return []  # someone settled it already
    if value is not UNSET and state.standing != "planned":
        raise IsClosed if state.standing == "closed" else IsCalledOff
    parts = {
        "item": fields.Part(EditItem, ItemEdited, lambda edit: fields.meet(_standing(edit.item, state.items, state), edit, POLICIES)),
        "": fields.Part(Edit, Edited, lambda edit: fields.meet(state.planned, edit, POLICIES)),
    }
    return [*fields.settled_part(parts, state.conflicts[conflict], value, MovedOn), Settled(conflict=conflict)]


def evolve(state: State | None, event: Event) -> State | None:
    if state is None:
        return State(structs.replace(event, reason=None)) if isinstance(event, Planned) else None
    kept: Any = structs.replace(event, reason=None)
    match event:
        case CheckedIn(participant):
            return structs.replace(state, present={**state.present, participant: kept})
        case CheckInUndone(participant):
            return structs.replace(state, present={key: one for key, one in state.present.items() if key != participant})
        case Edited():
            return structs.replace(state, planned=fields.overlay(state.planned, fields.set_fields(event)))
        case CalledOff():
            return structs.replace(state, standing="called_off")
        case Closed():
            return structs.replace(state, standing="closed")
        case Reopened():
            return structs.replace(state, standing="planned")
        case ItemAdded(item):
            return structs.replace(state, items={**state.items, item: kept})
        case ItemEdited(item) if item in state.items:
            changed = fields.overlay(state.items[item], fields.set_fields(event))
            return structs.replace(state, items={**state.items, item: changed})
        case Invited(authority):
            return structs.replace(state, invited=state.invited | {authority})
        case Answered(authority):
            return structs.replace(state, answers={**state.answers, authority: kept})
        case Decided(decision):
            return structs.replace(state, decisions={**state.decisions, decision: kept})
        case DecisionFinished(decision):
            return structs.replace(state, finished=state.finished | {decision})
        case VisitAdded(visit):
            return structs.replace(state, visits={**state.visits, visit: kept})
        case Booked(booking):
            return structs.replace(state, bookings={**state.bookings, booking: kept})
        case ItemWithdrawn(gone) | DecisionWithdrawn(gone) | VisitWithdrawn(gone) | BookingCancelled(gone):
            return structs.replace(state, off=state.off | {gone})
        case Clashed(conflict=conflict):
            return structs.replace(state, conflicts={**state.conflicts, conflict: event})
        case Settled(conflict=conflict):
            return structs.replace(state, conflicts={key: open_ for key, open_ in state.conflicts.items() if key != conflict})
    return state  # what happened is never refused


def value(state: State | None, item: UUID, field: str) -> Any:
    """What stands in a field of the meeting or of an item of its agenda now, for those who are told of a clash."""
    if state is None:
        return None
    about, _, name = field.rpartition(".")
    return getattr(state.items.get(AgendaItemId(item)) if about == "item" else state.planned, name, None)


rules = decider.Decider[State | None, Command, Event]("meeting", None, decide, evolve, needs, value=value)
