"""Restricted items: what some people alone may know of, and who they are.

Every way out asks here: whatever tells of a restricted item, now or of its past, is for its parties, as they are today.
That it is there, and for whom, its parties and the facilitators see, so that a restriction can be changed when all who
were named have left.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from events import action
from events.ids import PersonId
from events.log.recorded import Recorded
from projections.projection import FACILITATORS, Audience, Projection, Row, person


class Restriction(Row, frozen=True):
    """Who alone may see one item, since when, and who said so."""

    item_id: UUID
    plan_id: UUID
    parties: tuple[PersonId, ...]
    by: PersonId
    at: datetime


def touches(recorded: Recorded[action.Added | action.Restricted | action.Opened]) -> Iterator[UUID]:
    match recorded.event:
        case action.Restricted() | action.Opened():
            yield recorded.stream_id
        case action.Added(parties=parties) if parties:
            yield recorded.stream_id


def fold(_before: Restriction | None, recorded: Recorded[action.Added | action.Restricted | action.Opened]) -> Restriction | None:
    match recorded.event:
        case action.Restricted(parties) | action.Added(parties=parties):
            return Restriction(recorded.stream_id, recorded.parent or recorded.stream_id, parties, recorded.by, recorded.at)
    return None


def topics(restriction: Restriction) -> Iterable[str]:
    yield f"plan:{restriction.plan_id}"


def audience(restriction: Restriction) -> Iterable[Audience]:
    yield FACILITATORS
    yield from map(person, restriction.parties)


def shown_to(projection: Projection[Any], row: Any, restriction: Any) -> frozenset[Audience]:
    """Who may see a row, given the restriction of the item that it tells of, if there is one."""
    return frozenset(projection.audience(row) if restriction is None else map(person, restriction.parties))


# Where this stands still nobody reads, so no unknown event of another tag may stop it: a new way to restrict is a new shape of these.
restricted_items = Projection("restricted_items", Restriction, touches, fold, topics, audience, closed=True)
