"""The board of a meeting: its agenda, what authorities answer, its visits with their seats, and what it decided.

Whether an agenda holds more than its meeting has time for is added up from these rows, never entered.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from uuid import UUID

from msgspec import structs

from events import fields, ids, meeting
from events.ids import ActionId, AuthorityId, MeetingId, NetworkId, PersonId, PlanId, ThemeId, VisitId
from events.log.recorded import Recorded
from events.meeting import Reply
from projections.projection import Projection, Row


class AgendaItem(Row, frozen=True):
    """One item of an agenda; ``theme_id`` is the theme of a member that it came from."""

    item_id: UUID
    meeting_id: MeetingId
    title: str
    minutes: int
    order_key: str
    theme_id: ThemeId | None
    withdrawn: bool = False


def item_touches(recorded: Recorded[meeting.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, meeting.ItemAdded | meeting.ItemEdited | meeting.ItemWithdrawn):
        yield recorded.event.item


def item_fold(row: AgendaItem | None, recorded: Recorded[meeting.Event]) -> AgendaItem | None:
    if row and row.meeting_id != recorded.stream_id:
        return row  # people choose these ids: without this line, and its like below, one meeting could be written over from another
    match recorded.event:
        case meeting.ItemAdded(item, title, minutes, order_key, theme):
            return AgendaItem(item, MeetingId(recorded.stream_id), title, minutes, order_key, theme)
        case meeting.ItemEdited() if row:
            changed = fields.set_fields(recorded.event)
            del changed["item"]
            return structs.replace(row, **changed)
        case meeting.ItemWithdrawn() if row:
            return structs.replace(row, withdrawn=True)
    return row


def overloaded(minutes: int, items: Iterable[AgendaItem]) -> bool:
    """Does an agenda take longer than the meeting lasts?"""
    return sum(item.minutes for item in items if not item.withdrawn) > minutes


class MeetingAnswer(Row, frozen=True):
    """What one authority answers; ``reply`` is empty while it has not, ``invited_at`` where it came forward by itself."""

    answer_id: UUID
    meeting_id: MeetingId
    authority_id: AuthorityId
    invited_at: datetime | None = None
    reply: Reply | None = None
    represented_by: PersonId | None = None
    answered_at: datetime | None = None
    answered_by: PersonId | None = None


def answer_touches(recorded: Recorded[meeting.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, meeting.Invited | meeting.Answered):
        yield ids.derived(recorded.stream_id, "answer", recorded.event.authority)


def answer_fold(row: MeetingAnswer | None, recorded: Recorded[meeting.Event]) -> MeetingAnswer | None:
    match recorded.event:
        case meeting.Invited(authority) | meeting.Answered(authority) if row is None:
            row = MeetingAnswer(ids.derived(recorded.stream_id, "answer", authority), MeetingId(recorded.stream_id), authority)
    match recorded.event:
        case meeting.Invited() if row:
            return structs.replace(row, invited_at=recorded.at)
        case meeting.Answered(_, reply, by) if row:
            return structs.replace(row, reply=reply, represented_by=by, answered_at=recorded.at, answered_by=recorded.by)
    return row


class Decision(Row, frozen=True):
    """What was decided, who sees to it and by when; ``action_id`` is the action of a plan that it added or changed."""

    decision_id: UUID
    network_id: NetworkId
    meeting_id: MeetingId
    text: str
    due_on: date
    owner_id: PersonId | None
    authority_id: AuthorityId | None
    plan_id: PlanId | None
    action_id: ActionId | None
    decided_at: datetime
    finished_at: datetime | None = None
    withdrawn: bool = False


def decision_touches(recorded: Recorded[meeting.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, meeting.Decided | meeting.DecisionFinished | meeting.DecisionWithdrawn):
        yield recorded.event.decision


def decision_fold(row: Decision | None, recorded: Recorded[meeting.Event]) -> Decision | None:
    if row and row.meeting_id != recorded.stream_id:
        return row
    match recorded.event:
        case meeting.Decided(decision, text, due_on, owner, authority, plan, action):
            of = (decision, recorded.network_id, MeetingId(recorded.stream_id))
            return Decision(*of, text, due_on, owner, authority, plan, action, recorded.at)
        case meeting.DecisionFinished() if row:
            return structs.replace(row, finished_at=recorded.at)
        case meeting.DecisionWithdrawn() if row:
            return structs.replace(row, withdrawn=True)
    return row


def decision_topics(row: Decision) -> Iterable[str]:
    yield f"network:{row.network_id}"
    yield f"meeting:{row.meeting_id}"
    if row.plan_id is not None:
        yield f"plan:{row.plan_id}"  # so that an action tells where it was decided on


def decision_item(row: Decision) -> UUID | None:
    """What is decided on an action that is kept to some people tells of it."""
    return row.action_id


class Visit(Row, frozen=True):
    """One visit, and how many seats it has."""

    visit_id: UUID
    meeting_id: MeetingId
    place: str
    seats: int
    departs: str | None
    withdrawn: bool = False


def visit_touches(recorded: Recorded[meeting.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, meeting.VisitAdded | meeting.VisitWithdrawn):
        yield recorded.event.visit


def visit_fold(row: Visit | None, recorded: Recorded[meeting.Event]) -> Visit | None:
    if row and row.meeting_id != recorded.stream_id:
        return row
    match recorded.event:
        case meeting.VisitAdded(visit, place, seats, departs):
            return Visit(visit, MeetingId(recorded.stream_id), place, seats, departs)
        case meeting.VisitWithdrawn() if row:
            return structs.replace(row, withdrawn=True)
    return row


class Booking(Row, frozen=True):
    """Seats that a person booked; given back, the row is gone."""

    booking_id: UUID
    meeting_id: MeetingId
    visit_id: VisitId
    person_id: PersonId
    seats: int
    booked_at: datetime


def booking_touches(recorded: Recorded[meeting.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, meeting.Booked | meeting.BookingCancelled):
        yield recorded.event.booking


def booking_fold(row: Booking | None, recorded: Recorded[meeting.Event]) -> Booking | None:
    if row and row.meeting_id != recorded.stream_id:
        return row
    match recorded.event:
        case meeting.Booked(booking, visit, person, seats):
            return Booking(booking, MeetingId(recorded.stream_id), visit, person, seats, recorded.at)
        case meeting.BookingCancelled():
            return None
    return row


def topics(row: AgendaItem | MeetingAnswer | Visit | Booking) -> Iterable[str]:
    yield f"meeting:{row.meeting_id}"


meeting_agenda = Projection("meeting_agenda", AgendaItem, item_touches, item_fold, topics)
meeting_answers = Projection("meeting_answers", MeetingAnswer, answer_touches, answer_fold, topics)
meeting_decisions = Projection("meeting_decisions", Decision, decision_touches, decision_fold, decision_topics, item=decision_item)
meeting_visits = Projection("meeting_visits", Visit, visit_touches, visit_fold, topics)
meeting_bookings = Projection("meeting_bookings", Booking, booking_touches, booking_fold, topics)
