"""The notes of a plan and of its actions, each with its author, its text as it stands, and who it is for."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from msgspec import structs

from events import note
from events.ids import PersonId
from events.log.recorded import Recorded
from projections.projection import Projection, Row


class Note(Row, frozen=True):
    """One note; ``parties`` alone see it where some are named, and nobody sees it who does not see what it stands on."""

    note_id: UUID
    plan_id: UUID
    action_id: UUID | None
    author: PersonId
    text: str
    parties: tuple[PersonId, ...]
    written_at: datetime
    edited_by: PersonId | None = None
    edited_at: datetime | None = None
    withdrawn: bool = False


def touches(recorded: Recorded[note.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, note.Event):
        yield recorded.stream_id


def fold(row: Note | None, recorded: Recorded[note.Event]) -> Note | None:
    match recorded.event:
        case note.Written() as written:
            return Note(recorded.stream_id, written.plan, written.action, written.author, written.text, written.parties, recorded.at)
        case note.Edited(text) if row:
            return structs.replace(row, text=text, edited_by=recorded.by, edited_at=recorded.at)
        case note.Withdrawn() if row:
            return structs.replace(row, withdrawn=True)
        case note.Restored() if row:
            return structs.replace(row, withdrawn=False)
    return row


def topics(row: Note) -> Iterable[str]:
    yield f"plan:{row.plan_id}"


def item(row: Note) -> UUID:
    return row.note_id


note_list = Projection("note_list", Note, touches, fold, topics, item=item)
