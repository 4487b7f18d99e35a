"""The list of workshops: which question each asks, at which meeting, whether it is open, and since when.

A guest's own workshop is the one row of it that they see.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from msgspec import structs

from events import fields, workshop
from events.ids import MeetingId, NetworkId, PersonId, PlanId
from events.log.recorded import Recorded
from projections.projection import Projection, Row


class Workshop(Row, frozen=True):
    """One workshop; ``sitting`` counts how often it was open, and ``closed_at`` is empty while it is."""

    workshop_id: UUID
    network_id: NetworkId
    title: str
    question: str
    plan_id: PlanId | None
    opened_at: datetime
    opened_by: PersonId
    meeting_id: MeetingId | None = None
    sitting: int = 1
    closed_at: datetime | None = None


def touches(recorded: Recorded[workshop.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, workshop.Opened | workshop.Edited | workshop.Closed | workshop.Reopened):
        yield recorded.stream_id


def fold(row: Workshop | None, recorded: Recorded[workshop.Event]) -> Workshop | None:
    match recorded.event:
        case workshop.Opened(title, question, plan, meeting):
            return Workshop(recorded.stream_id, recorded.network_id, title, question, plan, recorded.at, recorded.by, meeting)
        case workshop.Edited() if row:
            changed = fields.set_fields(recorded.event)
            for field, column in (("plan", "plan_id"), ("meeting", "meeting_id")):
                if field in changed:
                    changed[column] = changed.pop(field)
            return structs.replace(row, **changed)
        case workshop.Closed() if row:
            return structs.replace(row, closed_at=recorded.at)
        case workshop.Reopened() if row:
            return structs.replace(row, closed_at=None, sitting=row.sitting + 1)
    return row


def topics(row: Workshop) -> Iterable[str]:
    yield f"network:{row.network_id}"
    yield f"workshop:{row.workshop_id}"


workshop_list = Projection("workshop_list", Workshop, touches, fold, topics, version=2)
