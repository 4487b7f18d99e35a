"""Every kind of item that people look at: how it is called, where that is, and who follows it without having said so.

A kind more is one line of ``KINDS``: people then follow and mute it, are told by letter what happens to it, and find it under what
changed. What is no item by itself is told of where it belongs.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from uuid import UUID

from events.ids import PersonId
from projections.body_list import body_list
from projections.consultation_board import consultation_list
from projections.finding_list import finding_list
from projections.idea_list import idea_list
from projections.meeting_list import meeting_list
from projections.meeting_series_list import meeting_series_list
from projections.member_list import member_list
from projections.mentoring_circle import mentoring_circle
from projections.minutes_board import minutes_list
from projections.moment_list import moment_list
from projections.plan_board import plan_board
from projections.plan_list import plan_list
from projections.projection import Projection
from projections.question_list import question_list
from projections.questionnaire_board import questionnaire_list
from projections.referent_list import referent_list
from projections.restricted_items import item_places
from projections.skill_list import skill_list
from projections.synthesis_list import synthesis_list
from projections.workshop_list import workshop_list

Stood = Callable[[Projection[Any], UUID], Any]  # the row of a projection under a key, or None


class Kind(NamedTuple):
    """``titled`` is the field that it is called by, ``link`` where it is looked at, below the network's page.

    ``people`` are the fields of those who lead it, wrote it or are named by it: they follow it unless they mute it.
    """

    projection: Projection[Any]
    titled: str
    link: str
    people: tuple[str, ...] = ()


KINDS: tuple[Kind, ...] = (
    Kind(plan_board, "title", "plans/{0.plan_id}/actions/{0.action_id}", ("lead_people", "elected_people", "added_by")),
    Kind(plan_list, "title", "plans/{0.plan_id}", ("opened_by",)),
    Kind(idea_list, "title", "plans/{0.plan_id}/process", ("author_id",)),
    Kind(finding_list, "text", "plans/{0.plan_id}/process", ("author_id",)),
    Kind(consultation_list, "title", "roadmaps/{0.plan_id}", ("opened_by",)),
    Kind(meeting_list, "title", "meetings/{0.meeting_id}", ("planned_by",)),
    Kind(minutes_list, "title", "meetings/{0.meeting_id}/minutes", ("begun_by",)),
    Kind(meeting_series_list, "title", "meetings"),
    Kind(workshop_list, "title", "workshops/{0.workshop_id}", ("opened_by",)),
    Kind(synthesis_list, "title", "syntheses/{0.synthesis_id}", ("opened_by",)),
    Kind(questionnaire_list, "title", "questionnaires/{0.questionnaire_id}", ("drafted_by",)),
    Kind(member_list, "name", "directory/{0.authority_id}"),
    Kind(mentoring_circle, "need", "mentoring/{0.mentorship_id}", ("mentor_id", "mentee_id")),
    Kind(question_list, "text", "mentoring#question-{0.question_id}", ("asker",)),
    Kind(body_list, "name", "groups", ("people",)),
    Kind(moment_list, "title", "activity", ("named_by",)),
)

#: What is told of where it belongs, besides what ``item_places`` says lies within something.
WITHIN: tuple[tuple[Projection[Any], str], ...] = ((referent_list, "authority_id"), (skill_list, "authority_id"))
#: What is an item itself, and belongs to another one: who follows that one follows this one, too.
PART_OF: tuple[tuple[Projection[Any], str], ...] = (*WITHIN, (minutes_list, "meeting_id"))


def kind_of(stood: Stood, item: UUID) -> tuple[Kind, Any] | None:
    """Of which kind an item is, and its row, whoever may see it."""
    return next(((kind, row) for kind in KINDS if (row := stood(kind.projection, item)) is not None), None)


def shown(stood: Stood, item: UUID) -> UUID:
    """The item of whose page something is told: itself where it has one, else what it lies within."""
    for one in around(stood, item, WITHIN):
        if kind_of(stood, one) is not None:
            return one
    return item


def around(stood: Stood, item: UUID, part_of: tuple[tuple[Projection[Any], str], ...] = PART_OF) -> Iterator[UUID]:
    """An item, then what it lies within, from the nearest to the farthest."""
    at: UUID | None = item
    seen: set[UUID] = set()
    while at is not None and at not in seen:
        yield at
        seen.add(at)
        place = stood(item_places, at)
        rows = [(stood(projection, at), field) for projection, field in part_of] if place is None else []
        at = next((getattr(row, field) for row, field in rows if row is not None), None) if place is None else place.within_id


def named(stood: Stood, item: UUID) -> frozenset[PersonId]:
    """Who leads an item, wrote it or is named by it."""
    found = kind_of(stood, item)
    return frozenset() if found is None else people(*found)


def people(kind: Kind, row: Any) -> frozenset[PersonId]:
    told = [getattr(row, field) for field in kind.people]
    return frozenset(one for value in told for one in (value if isinstance(value, tuple) else (value,)) if one is not None)
