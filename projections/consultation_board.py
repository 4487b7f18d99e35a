"""Consultations: who is asked about a roadmap, until when, and what each authority answered.

Every member sees every opinion; how many there are is counted from the rows.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from uuid import UUID

from msgspec import structs

from events import consultation, ids
from events.consultation import Stance
from events.ids import AuthorityId, NetworkId, PersonId, PlanId
from events.log.recorded import Recorded
from projections.projection import Projection, Row


class Consultation(Row, frozen=True):
    """One consultation; ``closed_at`` is empty while it is open, ``why_closed`` where it ended in its time."""

    consultation_id: UUID
    plan_id: PlanId
    network_id: NetworkId
    title: str
    question: str | None
    until: date
    authority_ids: tuple[AuthorityId, ...]
    opened_at: datetime
    opened_by: PersonId
    closed_at: datetime | None = None
    why_closed: str | None = None


def touches(recorded: Recorded[consultation.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, consultation.Opened | consultation.PutOff | consultation.Closed):
        yield recorded.stream_id


def fold(row: Consultation | None, recorded: Recorded[consultation.Event]) -> Consultation | None:
    match recorded.event:
        case consultation.Opened(plan, _, title, until, authorities, question):
            of = (recorded.stream_id, plan, recorded.network_id)
            return Consultation(*of, title, question, until, authorities, recorded.at, recorded.by)
        case consultation.PutOff(until) if row:
            return structs.replace(row, until=until)
        case consultation.Closed() if row:
            return structs.replace(row, closed_at=recorded.at, why_closed=recorded.event.reason)
    return row


def topics(row: Consultation) -> Iterable[str]:
    yield f"network:{row.network_id}"  # so that those who are elsewhere learn that they are asked
    yield f"plan:{row.plan_id}"


class Opinion(Row, frozen=True):
    """What one authority thinks; ``times`` counts how often it was given, the last one stands."""

    opinion_id: UUID
    consultation_id: UUID
    plan_id: PlanId
    network_id: NetworkId
    authority_id: AuthorityId
    stance: Stance
    words: str | None
    given_at: datetime
    given_by: PersonId
    times: int = 1


def opinion_touches(recorded: Recorded[consultation.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, consultation.OpinionGiven):
        yield ids.derived(recorded.stream_id, "opinion", recorded.event.authority)


def opinion_fold(row: Opinion | None, recorded: Recorded[consultation.Event]) -> Opinion | None:
    match recorded.event:
        case consultation.OpinionGiven(authority, stance, words):
            key = ids.derived(recorded.stream_id, "opinion", authority)
            of = (key, recorded.stream_id, PlanId(recorded.parent or recorded.stream_id), recorded.network_id, authority)
            return Opinion(*of, stance, words, recorded.at, recorded.by, row.times + 1 if row else 1)
    return row


def opinion_topics(row: Opinion) -> Iterable[str]:
    yield f"plan:{row.plan_id}"


consultation_list = Projection("consultation_list", Consultation, touches, fold, topics)
consultation_opinions = Projection("consultation_opinions", Opinion, opinion_touches, opinion_fold, opinion_topics)
