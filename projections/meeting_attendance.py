"""Who is at a meeting: one row a check-in, as what and for which authority. What it adds up to is counted here, never entered."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from events import meeting
from events.ids import AuthorityId, MeetingId, PersonId
from events.log.recorded import Recorded
from events.meeting import Capacity
from projections.projection import Projection, Row


class Present(Row, frozen=True):
    """Someone who is there; ``person_id`` is empty where nobody keeps their name. Taken back, the row is gone."""

    participant_id: UUID
    meeting_id: MeetingId
    capacity: Capacity
    authority_id: AuthorityId | None
    authority_kind: str | None
    person_id: PersonId | None
    checked_in_at: datetime


def touches(recorded: Recorded[meeting.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, meeting.CheckedIn | meeting.CheckInUndone):
        yield recorded.event.participant


def fold(row: Present | None, recorded: Recorded[meeting.Event]) -> Present | None:
    if row and row.meeting_id != recorded.stream_id:
        return row  # people choose these ids: without this line, one meeting could count someone out of another
    match recorded.event:
        case meeting.CheckedIn(participant, capacity, authority, kind, person):
            return Present(participant, MeetingId(recorded.stream_id), capacity, authority, kind, person, recorded.at)
        case meeting.CheckInUndone():
            return None
    return row


def topics(row: Present) -> Iterable[str]:
    yield f"meeting:{row.meeting_id}"


meeting_attendance = Projection("meeting_attendance", Present, touches, fold, topics)


class Counts(Struct, frozen=True):
    """How many are there, as what; and how many authorities are, by kind: each once, however many come for it."""

    people: int
    elected: int
    officers: int
    others: int
    authorities: int
    authorities_by_kind: dict[str, int]


def counts(rows: Iterable[Present]) -> Counts:
    """What check-ins add up to."""
    rows = list(rows)
    capacity = Counter(row.capacity for row in rows)
    kinds = {row.authority_id: str(row.authority_kind) for row in rows if row.authority_id is not None}
    by_kind = dict(sorted(Counter(kinds.values()).items()))
    return Counts(len(rows), capacity["elected"], capacity["officer"], capacity["other"], len(kinds), by_kind)
