"""The directory: what marks each authority of a network, what it looks for, and how far its engagement has come.

Names, kinds and codes stand beside it in the list of members; an authority that was never described has no row here, and is
a prospect.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct, structs

from events import authority, fields
from events.authority import Engagement, Initiative, InitiativeStage, MapPoint
from events.ids import AuthorityId, ConflictId, NetworkId, PersonId
from events.log.recorded import Recorded
from projections.projection import Projection, Row


class OpenWish(Struct, frozen=True):
    """A wish that met someone else's change, until somebody settles it."""

    conflict_id: ConflictId
    field: str
    was: Any
    yours: Any
    by: PersonId
    at: datetime


class AuthorityEntry(Row, frozen=True):
    """One authority as the directory tells of it; ``engaged_on`` is the day of the last step of its engagement."""

    authority_id: UUID
    network_id: NetworkId
    population: int | None
    traits: tuple[str, ...]
    needs: tuple[str, ...]
    body_id: AuthorityId | None
    initiative: Initiative | None
    initiative_stage: InitiativeStage | None
    particulars: str | None
    engagement: Engagement
    engaged_on: date | None
    conflicts: tuple[OpenWish, ...]
    changed_at: datetime
    changed_by: PersonId
    place: MapPoint | None = None


def touches(recorded: Recorded[authority.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, authority.Event):
        yield recorded.stream_id


def fold(entry: AuthorityEntry | None, recorded: Recorded[authority.Event]) -> AuthorityEntry:
    now = _blank(recorded) if entry is None else structs.replace(entry, changed_at=recorded.at, changed_by=recorded.by)
    match recorded.event:
        case authority.Edited() as edited:
            changed = fields.set_fields(edited)
            if "body" in changed:
                changed["body_id"] = changed.pop("body")
            return structs.replace(now, **changed)
        case authority.Advanced(engagement, on) | authority.SteppedBack(engagement, on):
            return structs.replace(now, engagement=engagement, engaged_on=on)
        case authority.Clashed(conflict, field, was, yours):
            wish = OpenWish(conflict, field, was, yours, recorded.by, recorded.at)
            return structs.replace(now, conflicts=(*now.conflicts, wish))
        case authority.Settled(conflict):
            return structs.replace(now, conflicts=tuple(one for one in now.conflicts if one.conflict_id != conflict))


def _blank(recorded: Recorded[Any]) -> AuthorityEntry:
    at, by = recorded.at, recorded.by
    return AuthorityEntry(recorded.stream_id, recorded.network_id, None, (), (), None, None, None, None, "prospect", None, (), at, by)


def topics(entry: AuthorityEntry) -> Iterable[str]:
    yield f"directory:{entry.network_id}"


directory = Projection("directory", AuthorityEntry, touches, fold, topics, version=2)
