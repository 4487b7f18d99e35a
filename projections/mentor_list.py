"""The mentors' pool: who offers to guide others, on what, and how many at once.

How many of their places are taken stands in a row of its own (mentor_places.py): a row that everybody sees must not change
where somebody is accepted or leaves, since a frame tells who did it, and when.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from msgspec import structs

from events import fields, mentor
from events.ids import AuthorityId, NetworkId, PersonId
from events.log.recorded import Recorded
from projections.projection import Projection, Row


class Mentor(Row, frozen=True):
    """One offer; what runs goes on while it is ``paused``, or once it is ``withdrawn``."""

    offer_id: UUID
    network_id: NetworkId
    person_id: PersonId
    authority_id: AuthorityId | None
    themes: tuple[str, ...]
    capacity: int
    offered_at: datetime
    paused: bool = False
    withdrawn: bool = False


def touches(recorded: Recorded[mentor.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, mentor.Offered | mentor.Edited | mentor.Paused | mentor.Resumed | mentor.Withdrawn):
        yield recorded.stream_id


def fold(row: Mentor | None, recorded: Recorded[mentor.Event]) -> Mentor | None:
    match recorded.event:
        case mentor.Offered(person, themes, capacity, authority):
            return Mentor(recorded.stream_id, recorded.network_id, person, authority, themes, capacity, recorded.at)
        case mentor.Edited() if row:
            return structs.replace(row, **fields.set_fields(recorded.event))
        case mentor.Paused() if row:
            return structs.replace(row, paused=True)
        case mentor.Resumed() if row:
            return structs.replace(row, paused=False)
        case mentor.Withdrawn() if row:
            return structs.replace(row, withdrawn=True)
    return row


def topics(row: Mentor) -> Iterable[str]:
    yield f"mentoring:{row.network_id}"


mentor_list = Projection("mentor_list", Mentor, touches, fold, topics)
