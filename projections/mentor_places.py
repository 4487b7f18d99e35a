"""How many places of a mentor are taken: for the mentor alone to see."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from msgspec import structs

from events import mentor
from events.ids import NetworkId, PersonId
from events.log.recorded import Recorded
from projections.projection import Audience, Projection, Row, person


class MentorPlaces(Row, frozen=True):
    """The places of one offer that are taken."""

    offer_id: UUID
    network_id: NetworkId
    person_id: PersonId
    taken: int = 0


def touches(recorded: Recorded[mentor.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, mentor.Offered | mentor.Taken | mentor.GivenBack):
        yield recorded.stream_id


def fold(row: MentorPlaces | None, recorded: Recorded[mentor.Event]) -> MentorPlaces | None:
    match recorded.event:
        case mentor.Offered(person=mentoring) if row is None:
            return MentorPlaces(recorded.stream_id, recorded.network_id, mentoring)
        case mentor.Taken() if row:
            return structs.replace(row, taken=row.taken + 1)
        case mentor.GivenBack() if row:
            return structs.replace(row, taken=row.taken - 1)
    return row


def topics(row: MentorPlaces) -> Iterable[str]:
    yield f"mentoring:{row.network_id}"


def audience(row: MentorPlaces) -> Iterable[Audience]:
    yield person(row.person_id)


def item(row: MentorPlaces) -> UUID:
    return row.offer_id


mentor_places = Projection("mentor_places", MentorPlaces, touches, fold, topics, audience, item=item, worded=False)
