"""How a network is steered: its period, its objectives in order with the workshop of each, and its technical committee."""

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from msgspec import Struct, structs

from events import fields, governance
from events.ids import AuthorityId, NetworkId, ObjectiveId, PersonId
from events.log.recorded import Recorded
from projections.projection import Projection, Row


class Objective(Struct, frozen=True):
    """Something that the network pursues, and the workshop that works on it."""

    objective_id: ObjectiveId
    title: str
    order_key: str
    workshop_id: UUID | None


class Seat(Struct, frozen=True):
    """One person of the technical committee, and the authority that they sit there for."""

    person_id: PersonId
    authority_id: AuthorityId | None


class Governance(Row, frozen=True):
    """How one network is steered; the days of its period are null where it is open."""

    governance_id: UUID
    network_id: NetworkId
    begins_on: date | None = None
    ends_on: date | None = None
    objectives: tuple[Objective, ...] = ()
    committee: tuple[Seat, ...] = ()


def touches(recorded: Recorded[governance.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, governance.Event):
        yield recorded.stream_id


def fold(row: Governance | None, recorded: Recorded[governance.Event]) -> Governance:
    now = row or Governance(recorded.stream_id, recorded.network_id)
    match recorded.event:
        case governance.PeriodSet(begins_on, ends_on):
            return structs.replace(now, begins_on=begins_on, ends_on=ends_on)
        case governance.ObjectiveAdded(objective, title, order_key, workshop):
            return _ordered(now, [*now.objectives, Objective(objective, title, order_key, workshop)])
        case governance.ObjectiveEdited(objective) as edited:
            changed = fields.set_fields(edited)
            del changed["objective"]
            if "workshop" in changed:
                changed["workshop_id"] = changed.pop("workshop")
            return _ordered(now, [structs.replace(one, **changed) if one.objective_id == objective else one for one in now.objectives])
        case governance.ObjectiveWithdrawn(objective):
            return _ordered(now, [one for one in now.objectives if one.objective_id != objective])
        case governance.CommitteeJoined(person, authority):
            others = tuple(one for one in now.committee if one.person_id != person)
            return structs.replace(now, committee=(*others, Seat(person, authority)))
        case governance.CommitteeLeft(person):
            return structs.replace(now, committee=tuple(one for one in now.committee if one.person_id != person))


def _ordered(row: Governance, objectives: list[Objective]) -> Governance:
    return structs.replace(row, objectives=tuple(sorted(objectives, key=lambda one: (one.order_key, one.objective_id))))


def topics(row: Governance) -> Iterable[str]:
    yield f"network:{row.network_id}"


network_governance = Projection("network_governance", Governance, touches, fold, topics)
