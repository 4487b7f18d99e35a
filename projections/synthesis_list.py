"""The list of syntheses: which workshops each brings together, and since when."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from msgspec import structs

from events import fields, synthesis
from events.ids import NetworkId, PersonId, WorkshopId
from events.log.recorded import Recorded
from projections.projection import Projection, Row


class Synthesis(Row, frozen=True):
    """One synthesis, and the workshops whose contributions it gathers."""

    synthesis_id: UUID
    network_id: NetworkId
    title: str
    workshop_ids: tuple[WorkshopId, ...]
    opened_at: datetime
    opened_by: PersonId


def touches(recorded: Recorded[synthesis.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, synthesis.Opened | synthesis.Edited):
        yield recorded.stream_id


def fold(row: Synthesis | None, recorded: Recorded[synthesis.Event]) -> Synthesis | None:
    match recorded.event:
        case synthesis.Opened(title, workshops):
            return Synthesis(recorded.stream_id, recorded.network_id, title, workshops, recorded.at, recorded.by)
        case synthesis.Edited() if row:
            changed = fields.set_fields(recorded.event)
            if "workshops" in changed:
                changed["workshop_ids"] = changed.pop("workshops")
            return structs.replace(row, **changed)
    return row


def topics(row: Synthesis) -> Iterable[str]:
    yield f"network:{row.network_id}"
    yield f"synthesis:{row.synthesis_id}"


synthesis_list = Projection("synthesis_list", Synthesis, touches, fold, topics)
