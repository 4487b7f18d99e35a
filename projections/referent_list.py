"""The referents: who speaks for which authority, since when, and which themes they are ambassadors of."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from msgspec import structs

from events import referent
from events.ids import AuthorityId, NetworkId, PersonId
from events.log.recorded import Recorded
from events.referent import Capacity
from projections.projection import Projection, Row


class Referent(Row, frozen=True):
    """One person for one authority; ``retired_at`` is set once they speak for it no more."""

    referent_id: UUID
    network_id: NetworkId
    person_id: PersonId
    authority_id: AuthorityId
    capacity: Capacity
    named_at: datetime
    ambassador_of: tuple[str, ...] = ()
    retired_at: datetime | None = None


def touches(recorded: Recorded[referent.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, referent.Event):
        yield recorded.stream_id


def fold(row: Referent | None, recorded: Recorded[referent.Event]) -> Referent | None:
    match recorded.event:
        case referent.Named(person, authority, capacity):
            if row is not None and row.retired_at is None:
                return structs.replace(row, capacity=capacity)
            return Referent(recorded.stream_id, recorded.network_id, person, authority, capacity, recorded.at)
        case referent.Retired() if row:
            return structs.replace(row, ambassador_of=(), retired_at=recorded.at)
        case referent.AmbassadorAppointed(theme) if row:
            return structs.replace(row, ambassador_of=tuple(sorted({*row.ambassador_of, theme})))
        case referent.AmbassadorEnded(theme) if row:
            return structs.replace(row, ambassador_of=tuple(one for one in row.ambassador_of if one != theme))
    return row


def topics(row: Referent) -> Iterable[str]:
    yield f"directory:{row.network_id}"


referent_list = Projection("referent_list", Referent, touches, fold, topics)
