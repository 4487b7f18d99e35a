"""Roadmaps: how far each has come, by whom it was adopted, and which actions each of its years has.

How many of them are done is counted from the rows of the actions beside it, never entered.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from uuid import UUID

from msgspec import structs

from events import ids, roadmap
from events.ids import ActionId, ConsultationId, NetworkId, PersonId, PlanId, VersionId
from events.log.recorded import Recorded
from events.roadmap import Omitted, Stage
from projections.projection import Projection, Row


class Roadmap(Row, frozen=True):
    """One roadmap; ``consultation_id`` is the last consultation of its members, ``version_id`` the version that was adopted."""

    roadmap_id: UUID
    plan_id: PlanId
    network_id: NetworkId
    first_year: int
    last_year: int
    drafted_at: datetime
    drafted_by: PersonId
    stage: Stage = "draft"
    consultation_id: ConsultationId | None = None
    sent_out_at: datetime | None = None
    body: str | None = None
    adopted_on: date | None = None
    adopted_at: datetime | None = None
    adopted_by: PersonId | None = None
    version_id: VersionId | None = None
    started_at: datetime | None = None
    started_by: PersonId | None = None


def touches(recorded: Recorded[roadmap.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, roadmap.Drafted | roadmap.SentOut | roadmap.Adopted | roadmap.Started):
        yield recorded.stream_id


def fold(row: Roadmap | None, recorded: Recorded[roadmap.Event]) -> Roadmap | None:
    match recorded.event:
        case roadmap.Drafted(plan, first_year, last_year):
            return Roadmap(recorded.stream_id, plan, recorded.network_id, first_year, last_year, recorded.at, recorded.by)
        case roadmap.SentOut(consultation) if row:
            return structs.replace(row, stage="consulted", consultation_id=consultation, sent_out_at=recorded.at)
        case roadmap.Adopted(body, on, version) if row:
            by = {"adopted_at": recorded.at, "adopted_by": recorded.by}
            return structs.replace(row, stage="adopted", body=body, adopted_on=on, version_id=version, **by)
        case roadmap.Started() if row:
            return structs.replace(row, stage="running", started_at=recorded.at, started_by=recorded.by)
    return row


def topics(row: Roadmap) -> Iterable[str]:
    yield f"network:{row.network_id}"
    yield f"plan:{row.plan_id}"


class Programme(Row, frozen=True):
    """The programme of one year; ``left_out`` says for actions of the one before why they are not in it."""

    programme_id: UUID
    roadmap_id: UUID
    plan_id: PlanId
    year: int
    action_ids: tuple[ActionId, ...]
    carried_ids: tuple[ActionId, ...]
    left_out: tuple[Omitted, ...]
    programmed_at: datetime
    programmed_by: PersonId
    times: int = 1


def programme_touches(recorded: Recorded[roadmap.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, roadmap.Programmed):
        yield ids.derived(recorded.stream_id, "programme", recorded.event.year)


def programme_fold(row: Programme | None, recorded: Recorded[roadmap.Event]) -> Programme | None:
    match recorded.event:
        case roadmap.Programmed(year, actions, carried, left_out):
            of = (ids.derived(recorded.stream_id, "programme", year), recorded.stream_id, PlanId(recorded.parent or recorded.stream_id))
            times = row.times + 1 if row else 1
            return Programme(*of, year, actions, carried, left_out, recorded.at, recorded.by, times)
    return row


def programme_topics(row: Programme) -> Iterable[str]:
    yield f"plan:{row.plan_id}"


roadmap_list = Projection("roadmap_list", Roadmap, touches, fold, topics)
roadmap_programmes = Projection("roadmap_programmes", Programme, programme_touches, programme_fold, programme_topics)
