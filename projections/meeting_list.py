"""The meetings of a network: which there are, when and where, and whether they stand, took place or were called off."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from uuid import UUID

from msgspec import structs

from events import fields, meeting
from events.ids import NetworkId, PersonId, SeriesId
from events.log.recorded import Recorded
from events.meeting import Kind, Standing
from projections.projection import Projection, Row


class Meeting(Row, frozen=True):
    """One meeting; ``begins`` is a time of the network's own zone, ``why_off`` the reason why it was called off."""

    meeting_id: UUID
    network_id: NetworkId
    series_id: SeriesId | None
    title: str
    kind: Kind
    held_on: date
    begins: str | None
    minutes: int
    place: str | None
    themes: tuple[str, ...]
    programme: str | None
    planned_at: datetime
    planned_by: PersonId
    standing: Standing = "planned"
    why_off: str | None = None


def touches(recorded: Recorded[meeting.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, meeting.Planned | meeting.Edited | meeting.CalledOff | meeting.Closed | meeting.Reopened):
        yield recorded.stream_id


def fold(row: Meeting | None, recorded: Recorded[meeting.Event]) -> Meeting | None:
    match recorded.event:
        case meeting.Planned(title, kind, held_on, minutes, begins, place, series, themes, programme):
            of = (recorded.stream_id, recorded.network_id, series)
            return Meeting(*of, title, kind, held_on, begins, minutes, place, themes, programme, recorded.at, recorded.by)
        case meeting.Edited() if row:
            return structs.replace(row, **fields.set_fields(recorded.event))
        case meeting.CalledOff() if row:
            return structs.replace(row, standing="called_off", why_off=recorded.event.reason)
        case meeting.Closed() if row:
            return structs.replace(row, standing="closed")
        case meeting.Reopened() if row:
            return structs.replace(row, standing="planned", why_off=None)
    return row


def topics(row: Meeting) -> Iterable[str]:
    yield f"network:{row.network_id}"
    yield f"meeting:{row.meeting_id}"


meeting_list = Projection("meeting_list", Meeting, touches, fold, topics)
