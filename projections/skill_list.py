"""The skills: who knows how to do what, what shows it, and who vouches for it."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from msgspec import Struct, structs

from events import skill
from events.ids import ActionId, AuthorityId, NetworkId, PersonId
from events.log.recorded import Recorded
from projections.projection import Projection, Row


class Endorsement(Struct, frozen=True):
    """Somebody who vouches for a skill, and in what words; which action shows it to them, the history tells who may see that one."""

    by: PersonId
    evidence: str | None
    at: datetime


class Skill(Row, frozen=True):
    """One skill of an authority, of a person, or of a person as one of an authority; seen by who may see the action that shows it."""

    skill_id: UUID
    network_id: NetworkId
    name: str
    authority_id: AuthorityId | None
    person_id: PersonId | None
    action_id: ActionId | None
    evidence: str | None
    declared_at: datetime
    declared_by: PersonId
    endorsements: tuple[Endorsement, ...] = ()
    withdrawn: bool = False


def touches(recorded: Recorded[skill.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, skill.Event):
        yield recorded.stream_id


def fold(row: Skill | None, recorded: Recorded[skill.Event]) -> Skill | None:
    match recorded.event:
        case skill.Declared(name, authority, person, action, evidence):
            return Skill(recorded.stream_id, recorded.network_id, name, authority, person, action, evidence, recorded.at, recorded.by)
        case skill.Endorsed(by, evidence=evidence) if row:
            others = tuple(one for one in row.endorsements if one.by != by)
            return structs.replace(row, endorsements=(*others, Endorsement(by, evidence, recorded.at)))
        case skill.Withdrawn() if row:
            return structs.replace(row, withdrawn=True)
    return row


def topics(row: Skill) -> Iterable[str]:
    yield f"directory:{row.network_id}"


skill_list = Projection("skill_list", Skill, touches, fold, topics, item=lambda row: row.action_id)
