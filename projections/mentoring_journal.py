"""The journal of a mentorship: what mentor and mentee write down for both of them, and each for themselves alone."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from msgspec import structs

from events import mentorship_note
from events.ids import MentorshipId, NetworkId, PersonId, SessionId
from events.log.recorded import Recorded
from projections.projection import Audience, Projection, Row, person


class JournalNote(Row, frozen=True):
    """One note; a ``private`` one is shown to its author, a shared one to the two parties of its mentorship (restricted_items.py)."""

    note_id: UUID
    network_id: NetworkId
    mentorship_id: MentorshipId
    session_id: SessionId | None
    author: PersonId
    private: bool
    text: str
    written_at: datetime
    edited_at: datetime | None = None
    withdrawn: bool = False


def touches(recorded: Recorded[mentorship_note.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, mentorship_note.Event):
        yield recorded.stream_id


def fold(row: JournalNote | None, recorded: Recorded[mentorship_note.Event]) -> JournalNote | None:
    match recorded.event:
        case mentorship_note.Written(mentorship, author, text, private, session):
            return JournalNote(recorded.stream_id, recorded.network_id, mentorship, session, author, private, text, recorded.at)
        case mentorship_note.Edited(text) if row:
            return structs.replace(row, text=text, edited_at=recorded.at)
        case mentorship_note.Withdrawn() if row:
            return structs.replace(row, withdrawn=True)
    return row


def topics(row: JournalNote) -> Iterable[str]:
    yield f"mentoring:{row.network_id}"


def audience(row: JournalNote) -> Iterable[Audience]:
    yield person(row.author)  # and, of a shared note, to the other party: restricted_items.py names them both


def item(row: JournalNote) -> UUID:
    return row.note_id


mentoring_journal = Projection("mentoring_journal", JournalNote, touches, fold, topics, audience, item=item)
