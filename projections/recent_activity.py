"""Recent activity: what happened, one row an event, for people to read in plain words.

Rows are only ever added and stay in their table; screens put the words to them.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from events import fields, questionnaire
from events.decider import Event
from events.ids import AuthorityId, NetworkId, PersonId
from events.log.recorded import Recorded
from projections.projection import Projection, Row

#: What only some people may read of an event that everyone hears of: what a person answered is theirs and the facilitators'.
UNTOLD: Mapping[type[Event], frozenset[str]] = {questionnaire.Answered: frozenset({"answers"})}


#: What tells of an action that it names, though it happened to something that everyone may know of.
ABOUT = frozenset({"meeting.decided", "synthesis.promoted", "idea.promoted", "skill.declared", "skill.endorsed"})


class Activity(Row, frozen=True):
    """One thing that happened; ``changed`` holds the fields of the event with their new values."""

    position: int
    network_id: NetworkId
    plan_id: UUID | None
    stream_id: UUID
    tag: str
    by: PersonId
    on_behalf_of: AuthorityId | None
    at: datetime
    cause: UUID | None
    command_id: UUID
    reason: str | None
    changed: dict[str, Any]


def touches(recorded: Recorded[Event]) -> Iterator[int]:
    yield recorded.position


def fold(_nothing: Activity | None, recorded: Recorded[Event]) -> Activity:
    plan = recorded.parent or (recorded.stream_id if recorded.tag.startswith("action_plan.") else None)
    untold = UNTOLD.get(type(recorded.event), frozenset())
    return Activity(
        recorded.position,
        recorded.network_id,
        plan,
        recorded.stream_id,
        recorded.tag,
        recorded.by,
        recorded.on_behalf_of,
        recorded.at,
        recorded.cause,
        recorded.command_id,
        recorded.event.reason,
        {name: fields.plain(value) for name, value in fields.set_fields(recorded.event).items() if name not in untold},
    )


def topics(activity: Activity) -> Iterable[str]:
    yield f"plan:{activity.plan_id}" if activity.plan_id else f"network:{activity.network_id}"


def item(activity: Activity) -> UUID:
    action = activity.changed.get("action") if activity.tag in ABOUT else None
    return UUID(str(action)) if action else activity.stream_id


def about(recorded: Recorded[Event]) -> UUID:
    """The item that an event tells of: who may not know of it is not told of the event."""
    action: UUID | None = getattr(recorded.event, "action", None) if recorded.tag in ABOUT else None
    return action or recorded.stream_id


recent_activity = Projection("recent_activity", Activity, touches, fold, topics, item=item, kept=False)
