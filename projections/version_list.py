"""The versions of a plan that were published, and the moment of the log that each one is."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from events import action_plan
from events.ids import PersonId
from events.log.recorded import Recorded
from projections.projection import Projection, Row


class Version(Row, frozen=True):
    """One published version: the log up to ``published_position``, or up to the token ``of`` where one was named."""

    version_id: UUID
    plan_id: UUID
    label: str
    of: str | None
    published_position: int
    published_at: datetime
    published_by: PersonId


def touches(recorded: Recorded[action_plan.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, action_plan.VersionPublished):
        yield recorded.event.version


def fold(version: Version | None, recorded: Recorded[action_plan.Event]) -> Version | None:
    if version and version.plan_id != recorded.stream_id:
        return version  # people choose these ids: without this line, the version of one plan could be taken over from another
    match recorded.event:
        case action_plan.VersionPublished(version_id, label, of):
            return Version(version_id, recorded.stream_id, label, of, recorded.position, recorded.at, recorded.by)
    return version


def topics(version: Version) -> Iterable[str]:
    yield f"plan:{version.plan_id}"


version_list = Projection("version_list", Version, touches, fold, topics)
