"""The files attached to the items of a network: what each is called, how large it is, and what became of it.

Their bytes lie beside the log (service/attachments/): a row tells of them to whoever may see the item.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from msgspec import structs

from events import attachment, fields
from events.attachment import Kind, Type
from events.ids import NetworkId, PersonId
from events.log.recorded import Recorded
from projections.projection import Projection, Row


class Attachment(Row, frozen=True):
    """One file on one item; ``withdrawn`` ones can be restored, of ``erased`` ones nothing is left but what they were called."""

    attachment_id: UUID
    network_id: NetworkId
    item_id: UUID
    kind: Kind
    plan_id: UUID | None
    name: str
    title: str | None
    type: Type
    size: int
    sha256: str
    attached_by: PersonId
    attached_at: datetime
    withdrawn: bool = False
    erased: bool = False


def touches(recorded: Recorded[attachment.Event]) -> Iterator[UUID]:
    yield recorded.stream_id


def fold(row: Attachment | None, recorded: Recorded[attachment.Event]) -> Attachment | None:
    match recorded.event:
        case attachment.Attached(item, kind, sha256, name, size, type, author, plan, _, title):
            of = (recorded.stream_id, recorded.network_id, item, kind, plan)
            return Attachment(*of, name, title, type, size, sha256, author, recorded.at)
        case attachment.Renamed() as renamed if row:
            return structs.replace(row, **fields.set_fields(renamed))
        case attachment.Withdrawn() if row:
            return structs.replace(row, withdrawn=True)
        case attachment.Restored() if row:
            return structs.replace(row, withdrawn=False)
        case attachment.Erased() if row:
            return structs.replace(row, erased=True)
    return row


#: The topic on which an item is shown; what is named nowhere here is shown on its plan. That of a workshop is its guests' as well, who are
#: no members: they have no file.
_TOPICS: Mapping[Kind, str] = {
    "meeting": "meeting:{item}",
    "minutes": "minutes:{item}",
    "synthesis": "synthesis:{item}",
    "workshop": "network:{network}",
    "mentorship": "mentoring:{network}",
    "authority": "directory:{network}",
}


def topics(row: Attachment) -> Iterable[str]:
    yield _TOPICS.get(row.kind, "plan:{plan}").format(item=row.item_id, network=row.network_id, plan=row.plan_id)


def item(row: Attachment) -> UUID:
    return row.attachment_id


attachment_list = Projection("attachment_list", Attachment, touches, fold, topics, item=item)
