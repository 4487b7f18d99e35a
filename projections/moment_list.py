"""The named moments of a network and of its plans, and the moment of the log that each one is.

Versions of a plan that were published are moments, too; those stand in ``version_list``, and nowhere twice.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from uuid import UUID

from msgspec import structs

from events import fields, moment
from events.ids import NetworkId, PersonId, PlanId
from events.log.recorded import Recorded
from projections.projection import Projection, Row


class Moment(Row, frozen=True):
    """One named moment: the log up to ``named_position``, or up to the token ``of`` where one was named."""

    moment_id: UUID
    network_id: NetworkId
    plan_id: PlanId | None
    title: str
    kind: moment.Kind
    held_on: date
    description: str | None
    of: str | None
    named_position: int
    named_at: datetime
    named_by: PersonId
    withdrawn: bool = False


def touches(recorded: Recorded[moment.Event]) -> Iterator[UUID]:
    yield recorded.stream_id


def fold(row: Moment | None, recorded: Recorded[moment.Event]) -> Moment | None:
    match recorded.event:
        case moment.Named(title, kind, held_on, plan, description, of):
            told = (recorded.stream_id, recorded.network_id, plan, title, kind, held_on, description, of)
            return Moment(*told, recorded.position, recorded.at, recorded.by)
        case moment.Edited() as edited if row:
            return structs.replace(row, **fields.set_fields(edited))
        case moment.Withdrawn() if row:
            return structs.replace(row, withdrawn=True)
        case moment.Restored() if row:
            return structs.replace(row, withdrawn=False)
    return row


def topics(row: Moment) -> Iterable[str]:
    yield f"network:{row.network_id}" if row.plan_id is None else f"plan:{row.plan_id}"


moment_list = Projection("moment_list", Moment, touches, fold, topics)
