"""The support files: which member is advised by whom, on what, and which tools were handed over."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from msgspec import Struct, structs

from events import support_file
from events.ids import AuthorityId, NetworkId, PersonId, ToolId
from events.log.recorded import Recorded
from projections.projection import Projection, Row


class Tool(Struct, frozen=True):
    """One tool that was handed over; ``withdrawn`` where it was taken back."""

    tool_id: ToolId
    name: str
    notes: str | None
    delivered_at: datetime
    withdrawn: bool = False


class SupportFile(Row, frozen=True):
    """One file; ``closed_at`` is empty while it is open, ``reason`` says why it was closed."""

    file_id: UUID
    network_id: NetworkId
    authority_id: AuthorityId
    adviser_id: PersonId
    need: str
    opened_at: datetime
    tools: tuple[Tool, ...] = ()
    closed_at: datetime | None = None
    reason: str | None = None


def touches(recorded: Recorded[support_file.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, support_file.Event):
        yield recorded.stream_id


def fold(row: SupportFile | None, recorded: Recorded[support_file.Event]) -> SupportFile | None:
    match recorded.event:
        case support_file.Opened(authority, adviser, need):
            return SupportFile(recorded.stream_id, recorded.network_id, authority, adviser, need, recorded.at)
        case support_file.ToolDelivered(tool, name, notes) if row:
            return structs.replace(row, tools=(*row.tools, Tool(tool, name, notes, recorded.at)))
        case support_file.ToolTakenBack(tool) if row:
            tools = tuple(structs.replace(one, withdrawn=True) if one.tool_id == tool else one for one in row.tools)
            return structs.replace(row, tools=tools)
        case support_file.Closed() if row:
            return structs.replace(row, closed_at=recorded.at, reason=recorded.event.reason)
        case support_file.Reopened() if row:
            return structs.replace(row, closed_at=None, reason=None)
    return row


def topics(row: SupportFile) -> Iterable[str]:
    yield f"mentoring:{row.network_id}"


support_file_list = Projection("support_file_list", SupportFile, touches, fold, topics)
