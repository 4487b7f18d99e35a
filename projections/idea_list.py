"""The ideas for a plan: where each came from, its words as they stand, and what became of it."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from msgspec import structs

from events import fields, idea
from events.idea import Origin, Standing
from events.ids import PersonId
from events.log.recorded import Recorded
from projections.projection import Projection, Row


class Idea(Row, frozen=True):
    """One idea; ``action_id`` is the action that became of it: it says the same, so it is seen by who may see that one."""

    idea_id: UUID
    plan_id: UUID
    author_id: PersonId
    title: str
    text: str | None
    origin: Origin
    heard: str | None
    from_body_id: UUID | None
    proposed_at: datetime
    refined_at: datetime | None = None
    standing: Standing = "open"
    standing_reason: str | None = None
    action_id: UUID | None = None


_TOLD = (idea.Refined, idea.Proposed, idea.Promoted, idea.Declined, idea.Withdrawn, idea.Reopened)


def touches(recorded: Recorded[idea.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, _TOLD):
        yield recorded.stream_id


def fold(row: Idea | None, recorded: Recorded[idea.Event]) -> Idea | None:
    event = recorded.event
    if row is None:
        if not isinstance(event, idea.Proposed):
            return None
        return Idea(
            recorded.stream_id, event.plan, event.author, event.title, event.text, event.origin, event.heard, event.body, recorded.at
        )
    match event:
        case idea.Refined():
            return structs.replace(row, **fields.set_fields(event), refined_at=recorded.at)
        case idea.Promoted(action):
            return structs.replace(row, standing="promoted", action_id=action, standing_reason=event.reason)
        case idea.Declined():
            return structs.replace(row, standing="declined", standing_reason=event.reason)
        case idea.Withdrawn():
            return structs.replace(row, standing="withdrawn", standing_reason=event.reason)
        case idea.Reopened():
            return structs.replace(row, standing="open", standing_reason=event.reason)
    return row


def topics(row: Idea) -> Iterable[str]:
    yield f"plan:{row.plan_id}"


idea_list = Projection("idea_list", Idea, touches, fold, topics, item=lambda row: row.action_id)
