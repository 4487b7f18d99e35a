"""The minutes of meetings: at what stage they are, their sections, and the amendments of those who were there.

The position at which minutes were published is kept: the booklet that everyone reads is made of what stood there.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal, TypeAlias
from uuid import UUID

from msgspec import structs

from events import fields, minutes
from events.ids import MeetingId, NetworkId, PersonId, SectionId, WorkshopId
from events.log.recorded import Recorded
from events.minutes import Part, Stage
from projections.projection import Projection, Row

Outcome: TypeAlias = Literal["accepted", "declined", "withdrawn"]


class Minutes(Row, frozen=True):
    """The minutes of one meeting; ``published_position`` is where they stand for ever, empty until they are published."""

    minutes_id: UUID
    network_id: NetworkId
    meeting_id: MeetingId
    title: str
    workshops: tuple[WorkshopId, ...]
    stage: Stage
    begun_at: datetime
    begun_by: PersonId
    reviewed_at: datetime | None = None
    approved_at: datetime | None = None
    approved_by: PersonId | None = None
    published_at: datetime | None = None
    published_by: PersonId | None = None
    published_position: int | None = None


Staged: TypeAlias = minutes.Begun | minutes.Edited | minutes.SentToReview | minutes.TakenBack | minutes.Approved | minutes.Published


def touches(recorded: Recorded[Staged]) -> Iterator[UUID]:
    if isinstance(recorded.event, Staged):
        yield recorded.stream_id


def fold(row: Minutes | None, recorded: Recorded[Staged]) -> Minutes | None:
    at, by = recorded.at, recorded.by
    match recorded.event:
        case minutes.Begun(meeting, title, workshops):
            return Minutes(recorded.stream_id, recorded.network_id, meeting, title, workshops, "draft", at, by)
        case minutes.Edited() if row:
            return structs.replace(row, **fields.set_fields(recorded.event))
        case minutes.SentToReview() if row:
            return structs.replace(row, stage="review", reviewed_at=at)
        case minutes.TakenBack() if row:
            return structs.replace(row, stage="draft", reviewed_at=None, approved_at=None, approved_by=None)
        case minutes.Approved() if row:
            return structs.replace(row, stage="approved", approved_at=at, approved_by=by)
        case minutes.Published() if row:
            return structs.replace(row, stage="published", published_at=at, published_by=by, published_position=recorded.position)
    return row


def topics(row: Minutes) -> Iterable[str]:
    yield f"network:{row.network_id}"
    yield f"minutes:{row.minutes_id}"  # so that they can be followed before anything is written in them


class Section(Row, frozen=True):
    """One section; ``workshop_id`` says in the chapter of which workshop it stands."""

    section_id: UUID
    minutes_id: UUID
    part: Part
    workshop_id: WorkshopId | None
    heading: str
    text: str | None
    order_key: str
    changed_at: datetime
    changed_by: PersonId
    withdrawn: bool = False


Written: TypeAlias = (
    minutes.SectionAdded | minutes.SectionEdited | minutes.SectionWritten | minutes.SectionWithdrawn | minutes.SectionRestored
)


def section_touches(recorded: Recorded[Written]) -> Iterator[UUID]:
    if isinstance(recorded.event, Written):
        yield recorded.event.section


def section_fold(row: Section | None, recorded: Recorded[Written]) -> Section | None:
    if row and row.minutes_id != recorded.stream_id:
        return row  # people choose these ids: without this line, and its like below, one meeting could write into another's minutes
    match recorded.event:
        case minutes.SectionAdded(section, part, heading, order_key, text, workshop):
            at, by = recorded.at, recorded.by
            return Section(section, recorded.stream_id, part, workshop, heading, text, order_key, at, by)
        case minutes.SectionEdited() if row:
            changed = fields.set_fields(recorded.event)
            del changed["section"]
            return structs.replace(row, **changed, changed_at=recorded.at, changed_by=recorded.by)
        case minutes.SectionWritten(text=text, authors=authors) if row:
            return structs.replace(row, text=text, changed_at=recorded.at, changed_by=authors[-1] if authors else recorded.by)
        case minutes.SectionWithdrawn() if row:
            return structs.replace(row, withdrawn=True)
        case minutes.SectionRestored() if row:
            return structs.replace(row, withdrawn=False)
    return row


class Amendment(Row, frozen=True):
    """Another text that someone who was there wants for a section; ``outcome`` is empty while it waits."""

    amendment_id: UUID
    minutes_id: UUID
    section_id: SectionId
    author_id: PersonId
    was: str | None
    wanted: str | None
    why: str | None
    proposed_at: datetime
    outcome: Outcome | None = None
    answered_at: datetime | None = None
    answered_by: PersonId | None = None
    why_not: str | None = None


Amended: TypeAlias = minutes.AmendmentProposed | minutes.AmendmentAccepted | minutes.AmendmentDeclined | minutes.AmendmentWithdrawn


def amendment_touches(recorded: Recorded[Amended]) -> Iterator[UUID]:
    if isinstance(recorded.event, Amended):
        yield recorded.event.amendment


def amendment_fold(row: Amendment | None, recorded: Recorded[Amended]) -> Amendment | None:
    if row and row.minutes_id != recorded.stream_id:
        return row
    match recorded.event:
        case minutes.AmendmentProposed(amendment, section, was, to, author, why):
            return Amendment(amendment, recorded.stream_id, section, author, was, to, why, recorded.at)
        case minutes.AmendmentAccepted() if row:
            return structs.replace(row, outcome="accepted", answered_at=recorded.at, answered_by=recorded.by)
        case minutes.AmendmentDeclined() if row:
            why_not = recorded.event.reason
            return structs.replace(row, outcome="declined", answered_at=recorded.at, answered_by=recorded.by, why_not=why_not)
        case minutes.AmendmentWithdrawn() if row:
            return structs.replace(row, outcome="withdrawn", answered_at=recorded.at, answered_by=recorded.by)
    return row


def part_topics(row: Section | Amendment) -> Iterable[str]:
    yield f"minutes:{row.minutes_id}"


minutes_list = Projection("minutes_list", Minutes, touches, fold, topics)
minutes_sections = Projection("minutes_sections", Section, section_touches, section_fold, part_topics)
minutes_amendments = Projection("minutes_amendments", Amendment, amendment_touches, amendment_fold, part_topics)
