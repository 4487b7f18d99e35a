"""The conflict inbox: wishes that met someone else's change, until people settle them.

What stands against a wish is read beside it from the plan board; nothing anyone typed is lost.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import structs

from events import action, action_plan
from events.ids import PersonId
from events.log.recorded import Recorded
from projections.projection import Projection, Row


class Wish(Row, frozen=True):
    """One value that could not stand: who wanted it, for which field of which item, and what they had seen there."""

    conflict_id: UUID
    plan_id: UUID
    stream_id: UUID
    item_id: UUID
    field: str
    was: Any
    yours: Any
    by: PersonId
    at: datetime
    settled_by: PersonId | None = None
    settled_at: datetime | None = None


def touches(recorded: Recorded[action.Event | action_plan.Event]) -> Iterator[UUID]:
    event = recorded.event
    if isinstance(event, action.Clashed | action_plan.Clashed | action.Settled | action_plan.Settled):
        yield event.conflict


def fold(wish: Wish | None, recorded: Recorded[action.Event | action_plan.Event]) -> Wish | None:
    match recorded.event:
        case action.Clashed() | action_plan.Clashed() as clashed:
            item = clashed.item if isinstance(clashed, action_plan.Clashed) else recorded.stream_id
            plan = recorded.parent or recorded.stream_id
            return Wish(
                clashed.conflict,
                plan,
                recorded.stream_id,
                item,
                clashed.field,
                clashed.was,
                clashed.yours,
                recorded.by,
                recorded.at,
            )
        case action.Settled() | action_plan.Settled() if wish:
            return structs.replace(wish, settled_by=recorded.by, settled_at=recorded.at)
    return wish


def topics(wish: Wish) -> Iterable[str]:
    yield f"plan:{wish.plan_id}"


def item(wish: Wish) -> UUID:
    return wish.stream_id


conflict_inbox = Projection("conflict_inbox", Wish, touches, fold, topics, item=item)
