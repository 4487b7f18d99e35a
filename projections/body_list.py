"""The bodies of a network and of its plans: who belongs to each, with which mandate, and what each saw of the plan."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from uuid import UUID

from msgspec import structs

from events import body, fields
from events.body import Facet, Kind
from events.ids import AuthorityId, NetworkId, PersonId
from events.log.recorded import Recorded
from projections.projection import Projection, Row


class Body(Row, frozen=True):
    """One body; without a plan it looks after the whole network."""

    body_id: UUID
    network_id: NetworkId
    plan_id: UUID | None
    name: str
    kind: Kind
    facet: Facet | None
    theme: str | None
    mandate: str | None
    people: tuple[PersonId, ...]
    authorities: tuple[AuthorityId, ...]
    established_at: datetime
    dissolved_at: datetime | None = None


def touches(recorded: Recorded[body.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, body.Established | body.Edited | body.Dissolved):
        yield recorded.stream_id


def fold(row: Body | None, recorded: Recorded[body.Event]) -> Body | None:
    match recorded.event:
        case body.Established() as made:
            return Body(
                recorded.stream_id,
                recorded.network_id,
                made.plan,
                made.name,
                made.kind,
                made.facet,
                made.theme,
                made.mandate,
                made.people,
                made.authorities,
                recorded.at,
            )
        case body.Edited() as edited if row:
            return structs.replace(row, **fields.set_fields(edited))
        case body.Dissolved() if row:
            return structs.replace(row, dissolved_at=recorded.at)
    return row


def topics(row: Body) -> Iterable[str]:
    yield f"plan:{row.plan_id}" if row.plan_id else f"network:{row.network_id}"


body_list = Projection("body_list", Body, touches, fold, topics)


class FollowUp(Row, frozen=True):
    """What a body saw of the plan on a day."""

    follow_up_id: UUID
    network_id: NetworkId
    plan_id: UUID | None
    body_id: UUID
    seen_on: date
    text: str
    author_id: PersonId


def seen(recorded: Recorded[body.FollowedUp]) -> Iterator[UUID]:
    if isinstance(recorded.event, body.FollowedUp):
        yield recorded.event.follow_up


def follow(row: FollowUp | None, recorded: Recorded[body.FollowedUp]) -> FollowUp:
    if row is not None:
        return row  # people choose these ids: without this line, one body could write over what another saw
    event = recorded.event
    return FollowUp(event.follow_up, recorded.network_id, recorded.parent, recorded.stream_id, event.on, event.text, event.author)


def seen_where(row: FollowUp) -> Iterable[str]:
    yield f"plan:{row.plan_id}" if row.plan_id else f"network:{row.network_id}"


body_follow_ups = Projection("body_follow_ups", FollowUp, seen, follow, seen_where)
