"""The conflict inbox: wishes that met someone else's change, until people settle them.

Of actions, plans, notes, workshops with what was contributed to them, meetings with their agendas, minutes with their
sections, questionnaires, syntheses, and entries of the directory, all in one table. What stands against a wish is read beside
it from the rows of the item itself; nothing anyone typed is lost.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeAlias, get_args
from uuid import UUID

from msgspec import structs

from events import (
    action,
    action_plan,
    authority,
    body,
    finding,
    idea,
    meeting,
    minutes,
    note,
    questionnaire,
    synthesis,
    workshop,
)
from events.ids import NetworkId, PersonId
from events.log.recorded import Recorded
from projections.projection import Projection, Row

_WithParts: TypeAlias = workshop.Clashed | meeting.Clashed | minutes.Clashed | questionnaire.Clashed | synthesis.Clashed
_InNoPlan: TypeAlias = _WithParts | authority.Clashed
Clashed: TypeAlias = action.Clashed | action_plan.Clashed | note.Clashed | finding.Clashed | idea.Clashed | body.Clashed | _InNoPlan
Settled: TypeAlias = (
    action.Settled
    | action_plan.Settled
    | note.Settled
    | workshop.Settled
    | meeting.Settled
    | minutes.Settled
    | questionnaire.Settled
    | synthesis.Settled
    | authority.Settled
    | finding.Settled
    | idea.Settled
    | body.Settled
)
CLASHED: tuple[type[Clashed], ...] = get_args(Clashed)
SETTLED: tuple[type[Settled], ...] = get_args(Settled)
_TAKEN = CLASHED + SETTLED


class Wish(Row, frozen=True):
    """One value that could not stand: who wanted it, for which field of which item, and what they had seen there.

    Without a plan it is of the workshop, the meeting, the minutes, the questionnaire, the synthesis or the authority that its stream is.
    """

    conflict_id: UUID
    network_id: NetworkId
    plan_id: UUID | None
    stream_id: UUID
    item_id: UUID
    field: str
    was: Any
    yours: Any
    by: PersonId
    at: datetime
    settled_by: PersonId | None = None
    settled_at: datetime | None = None


def touches(recorded: Recorded[Clashed | Settled]) -> tuple[UUID, ...]:
    return (recorded.event.conflict,) if isinstance(recorded.event, _TAKEN) else ()


def fold(wish: Wish | None, recorded: Recorded[Clashed | Settled]) -> Wish | None:
    event = recorded.event
    if isinstance(event, CLASHED):
        return Wish(
            event.conflict,
            recorded.network_id,
            recorded.parent if isinstance(event, body.Clashed | _InNoPlan) else recorded.parent or recorded.stream_id,
            recorded.stream_id,
            event.item if isinstance(event, action_plan.Clashed | _WithParts) else recorded.stream_id,
            event.field,
            event.was,
            event.yours,
            recorded.by,
            recorded.at,
        )
    if isinstance(event, SETTLED) and wish:
        return structs.replace(wish, settled_by=recorded.by, settled_at=recorded.at)
    return wish


def topics(wish: Wish) -> Iterable[str]:
    if wish.plan_id is not None:
        yield f"plan:{wish.plan_id}"
    else:
        yield f"network:{wish.network_id}"  # so that those who are elsewhere learn that it has something to settle
        yield f"workshop:{wish.stream_id}"
        yield f"meeting:{wish.stream_id}"
        yield f"directory:{wish.network_id}"


def item(wish: Wish) -> UUID:
    return wish.stream_id


conflict_inbox = Projection("conflict_inbox", Wish, touches, fold, topics, item=item, version=2)
