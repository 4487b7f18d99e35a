"""What stands in a booklet: key figures, a chapter a workshop, the next steps, and every contribution.

Pure: made of rows, as they stand or as they stood when the minutes were published, and of nothing typed twice. Every figure
is counted here. Whoever is meant is meant by their id; names come in where it is printed or shown, so that a booklet that
was published years ago forgets a person on the day they are forgotten.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from events.ids import AuthorityId, PersonId
from events.minutes import Stage
from projections.meeting_attendance import Counts, Present, counts
from projections.meeting_board import Decision
from projections.meeting_list import Meeting
from projections.minutes_board import Minutes, Section
from projections.workshop_board import Contribution
from projections.workshop_list import Workshop


class BookletText(Struct, frozen=True):
    """A section that people wrote."""

    heading: str
    text: str


class Tally(Struct, frozen=True):
    """A line of thought, and how many contributions follow it."""

    orientation: str
    contributions: int


class Proposal(Struct, frozen=True):
    """One contribution in the annex, as it was said and by which group."""

    contribution_id: UUID
    orientation: str | None
    action: str
    objective: str | None
    group: str | None


class Chapter(Struct, frozen=True):
    """One workshop: what it asked, how many worked on it, what came of it, and all that was said."""

    workshop_id: UUID
    title: str
    questions: list[str]
    groups: int
    contributions: int
    ideas: list[BookletText]
    orientations: list[Tally]
    annex: list[Proposal]


class NextStep(Struct, frozen=True):
    """One decision: who sees to it, and by when."""

    decision_id: UUID
    text: str
    due_on: date
    owner_id: PersonId | None
    authority_id: AuthorityId | None
    finished: bool


class Booklet(Struct, frozen=True):
    """A whole booklet, as it stood at ``token``; ``digest`` is the SHA-256 of all of it, by which a copy is known."""

    token: str
    minutes_id: UUID
    meeting_id: UUID
    title: str
    stage: Stage
    published_at: datetime | None
    meeting: str
    held_on: date
    place: str | None
    counts: Counts
    contributions: int
    opening: list[BookletText]
    chapters: list[Chapter]
    decisions: list[NextStep]
    next_steps: list[BookletText]
    digest: str = ""


class Rows(Struct, frozen=True):
    """The rows that a booklet is made of, all as of one moment."""

    minutes: Minutes
    sections: Sequence[Section]
    meeting: Meeting
    present: Sequence[Present]
    decisions: Sequence[Decision]
    workshops: Sequence[Workshop]
    contributions: Sequence[Contribution]
    questions: Sequence[Any] = ()


def made(token: str, rows: Rows) -> Booklet:
    """The booklet that these rows make."""
    of, meeting = rows.minutes, rows.meeting
    sections = sorted(
        (one for one in rows.sections if one.minutes_id == of.minutes_id and not one.withdrawn),
        key=lambda one: (one.order_key, one.section_id),
    )
    here = sorted((one for one in rows.workshops if one.workshop_id in of.workshops), key=lambda one: (one.opened_at, one.workshop_id))
    chapters = [_chapter(one, sections, rows) for one in here]
    decided = [one for one in rows.decisions if one.meeting_id == of.meeting_id and not one.withdrawn]
    booklet = Booklet(
        token=token,
        minutes_id=of.minutes_id,
        meeting_id=of.meeting_id,
        title=of.title,
        stage=of.stage,
        published_at=of.published_at,
        meeting=meeting.title,
        held_on=meeting.held_on,
        place=meeting.place,
        counts=counts(one for one in rows.present if one.meeting_id == of.meeting_id),
        contributions=sum(one.contributions for one in chapters),
        opening=_written(one for one in sections if one.part == "opening"),
        chapters=chapters,
        decisions=[
            NextStep(one.decision_id, one.text, one.due_on, one.owner_id, one.authority_id, one.finished_at is not None)
            for one in sorted(decided, key=lambda one: (one.due_on, one.decision_id))
        ],
        next_steps=_written(one for one in sections if one.part == "next_steps"),
    )
    said = msgspec.json.encode(booklet, order="deterministic")
    return msgspec.structs.replace(booklet, digest=hashlib.sha256(said).hexdigest())


def _chapter(of: Workshop, sections: Iterable[Section], rows: Rows) -> Chapter:
    said = sorted(
        (one for one in rows.contributions if one.workshop_id == of.workshop_id and not one.withdrawn),
        key=lambda one: (one.contributed_at, one.contribution_id),
    )
    annex = [_proposal(one) for one in said]
    orientations = Counter(one.orientation for one in annex if one.orientation)
    questions = (one for one in rows.questions if one.workshop_id == of.workshop_id and not one.withdrawn)
    asked = sorted(questions, key=lambda one: (one.order_key, one.question_id))
    return Chapter(
        workshop_id=of.workshop_id,
        title=of.title,
        questions=[of.question, *(one.text for one in asked)],
        groups=len({one.group_name for one in said if one.group_name}),
        contributions=len(said),
        ideas=_written(one for one in sections if one.workshop_id == of.workshop_id),
        orientations=[Tally(name, many) for name, many in sorted(orientations.items(), key=lambda one: (-one[1], one[0]))],
        annex=annex,
    )


def _proposal(one: Contribution) -> Proposal:
    return Proposal(one.contribution_id, getattr(one, "orientation", None), one.action, one.objective, one.group_name)


def _written(sections: Iterable[Section]) -> list[BookletText]:
    return [BookletText(one.heading, one.text) for one in sections if one.text]
