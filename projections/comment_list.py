"""The comments on every item, each with its author, its words as they stand, whom it calls and what it answers."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from msgspec import structs

from events import comment, fields
from events.comment import On
from events.ids import CommentId, NetworkId, PersonId, PlanId
from events.log.recorded import Recorded
from projections.projection import Projection, Row


class Comment(Row, frozen=True):
    """One comment, seen by who may see its item; ``answers_id`` is the comment that it answers."""

    comment_id: UUID
    network_id: NetworkId
    about: On
    item_id: UUID
    plan_id: PlanId | None
    answers_id: CommentId | None
    author_id: PersonId
    text: str
    mentions: tuple[PersonId, ...]
    written_at: datetime
    edited_at: datetime | None = None
    withdrawn: bool = False
    withdrawn_by: PersonId | None = None


def touches(recorded: Recorded[comment.Event]) -> Iterator[UUID]:
    yield recorded.stream_id


def fold(row: Comment | None, recorded: Recorded[comment.Event]) -> Comment | None:
    match recorded.event:
        case comment.Written(on, item, author, text, plan, answers, mentions):
            of = (recorded.stream_id, recorded.network_id, on, item, plan, answers)
            return Comment(*of, author, text, mentions, recorded.at)
        case comment.Edited() if row:
            return structs.replace(row, **fields.set_fields(recorded.event), edited_at=recorded.at)
        case comment.Withdrawn(by) if row:
            return structs.replace(row, withdrawn=True, withdrawn_by=by)
        case comment.Restored() if row:
            return structs.replace(row, withdrawn=False, withdrawn_by=None)
    return row


#: Where an item is shown that has no topic of its own. That of a workshop is its guests', who are no members: they read no comment.
_TOPICS: Mapping[On, str] = {"workshop": "network", "mentorship": "mentoring", "authority": "directory"}


def topics(row: Comment) -> Iterable[str]:
    whole = _TOPICS.get(row.about)
    yield f"plan:{row.plan_id}" if row.plan_id else f"{whole}:{row.network_id}" if whole else f"{row.about}:{row.item_id}"


def item(row: Comment) -> UUID:
    return row.comment_id  # which lies within what is commented on: restricted_items.py


def in_order(rows: Collection[Comment]) -> list[Comment]:
    """As they are read: each that answers none, the oldest first, and its answers behind it."""
    written = {row.comment_id: row.written_at for row in rows}

    def place(row: Comment) -> tuple[datetime, UUID, bool, datetime, UUID]:
        first = row.answers_id or row.comment_id
        return (written.get(first, row.written_at), first, row.answers_id is not None, row.written_at, row.comment_id)

    return sorted(rows, key=place)


comment_list = Projection("comment_list", Comment, touches, fold, topics, item=item)
