"""The room of a workshop: what is asked in it, which groups have a table, who sits where, and how much was proposed.

Like the board it holds ids and no names. The tally is one number a workshop: all screens of a day add up its workshops,
those of guests too, who see no other workshop than their own.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from msgspec import structs

from events import fields, ids, workshop
from events.ids import MeetingId, PersonId
from events.log.recorded import Recorded
from events.workshop import AuthorKind
from projections.projection import Projection, Row


class WorkshopQuestion(Row, frozen=True):
    """One question that a workshop asks, in its place among the others."""

    question_id: UUID
    workshop_id: UUID
    text: str
    order_key: str
    withdrawn: bool = False


def question_touches(recorded: Recorded[workshop.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, workshop.QuestionAdded | workshop.QuestionEdited | workshop.QuestionWithdrawn):
        yield recorded.event.question


def question_fold(row: WorkshopQuestion | None, recorded: Recorded[workshop.Event]) -> WorkshopQuestion | None:
    if row and row.workshop_id != recorded.stream_id:
        return row  # people choose these ids: without this line, one workshop could be written over from another
    match recorded.event:
        case workshop.QuestionAdded(question, text, order_key):
            return WorkshopQuestion(question, recorded.stream_id, text, order_key)
        case workshop.QuestionEdited() if row:
            changed = fields.set_fields(recorded.event)
            del changed["question"]
            return structs.replace(row, **changed)
        case workshop.QuestionWithdrawn() if row:
            return structs.replace(row, withdrawn=True)
    return row


class WorkshopGroup(Row, frozen=True):
    """One group at its table; the same name in two workshops is the same group."""

    table_id: UUID
    workshop_id: UUID
    group_name: str
    assigned_at: datetime


def group_touches(recorded: Recorded[workshop.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, workshop.GroupAssigned | workshop.GroupReleased):
        yield _table(recorded.stream_id, recorded.event.group)


def group_fold(row: WorkshopGroup | None, recorded: Recorded[workshop.Event]) -> WorkshopGroup | None:
    match recorded.event:
        case workshop.GroupAssigned(group):
            return WorkshopGroup(_table(recorded.stream_id, group), recorded.stream_id, group, recorded.at)
        case workshop.GroupReleased():
            return None
    return row


def _table(workshop_id: UUID, group: str) -> UUID:
    return ids.derived(workshop_id, "group", group)


class WorkshopSeat(Row, frozen=True):
    """Where one person sits; ``kind`` is what a guest said they are, empty for someone with an account."""

    seat_id: UUID
    workshop_id: UUID
    person_id: PersonId
    group_name: str | None
    kind: AuthorKind | None = None


def seat_touches(recorded: Recorded[workshop.Event]) -> Iterator[UUID]:
    match recorded.event:
        case workshop.GuestAdmitted(person) | workshop.Seated(person):
            yield _seat(recorded.stream_id, person)
        case workshop.GroupReleased(people=people) | workshop.Closed(people):
            for person in people:
                yield _seat(recorded.stream_id, person)


def seat_fold(row: WorkshopSeat | None, recorded: Recorded[workshop.Event]) -> WorkshopSeat | None:
    match recorded.event:
        case workshop.GuestAdmitted(guest, kind, group):
            return WorkshopSeat(_seat(recorded.stream_id, guest), recorded.stream_id, guest, group, kind)
        case workshop.Seated(person, group):
            now = row or WorkshopSeat(_seat(recorded.stream_id, person), recorded.stream_id, person, group)
            return _there(structs.replace(now, group_name=group))
        case workshop.GroupReleased() if row:
            return _there(structs.replace(row, group_name=None))
        case workshop.Closed():
            return None
    return row


def _there(row: WorkshopSeat) -> WorkshopSeat | None:
    """A guest is in the room without a group too; whoever has an account is there by the group they sit in."""
    return None if row.kind is None and row.group_name is None else row


def _seat(workshop_id: UUID, person: PersonId) -> UUID:
    return ids.derived(workshop_id, "seat", person)


class WorkshopTally(Row, frozen=True):
    """How many contributions stand in a workshop, those withdrawn left out."""

    workshop_id: UUID
    meeting_id: MeetingId | None
    contributions: int = 0


Counted = workshop.Opened | workshop.Edited | workshop.Contributed | workshop.ContributionWithdrawn


def tally_touches(recorded: Recorded[workshop.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, Counted):
        yield recorded.stream_id


def tally_fold(row: WorkshopTally | None, recorded: Recorded[workshop.Event]) -> WorkshopTally | None:
    match recorded.event:
        case workshop.Opened(meeting=meeting):
            return WorkshopTally(recorded.stream_id, meeting)
        case workshop.Edited() if row:
            changed = fields.set_fields(recorded.event)
            return structs.replace(row, meeting_id=changed["meeting"]) if "meeting" in changed else row
        case workshop.Contributed():
            now = row or WorkshopTally(recorded.stream_id, None)
            return structs.replace(now, contributions=now.contributions + 1)
        case workshop.ContributionWithdrawn() if row:
            return structs.replace(row, contributions=row.contributions - 1)
    return row


def topics(row: WorkshopQuestion | WorkshopGroup | WorkshopSeat) -> Iterable[str]:
    yield f"workshop:{row.workshop_id}"


def days(row: WorkshopTally) -> Iterable[str]:
    """Without a meeting there is no day to add up: what one workshop comes to is counted from its board."""
    if row.meeting_id is not None:
        yield f"day:{row.meeting_id}"


workshop_questions = Projection("workshop_questions", WorkshopQuestion, question_touches, question_fold, topics)
workshop_groups = Projection("workshop_groups", WorkshopGroup, group_touches, group_fold, topics)
workshop_seats = Projection("workshop_seats", WorkshopSeat, seat_touches, seat_fold, topics)
workshop_tally = Projection("workshop_tally", WorkshopTally, tally_touches, tally_fold, days, worded=False)
