"""Mentoring: the pool of mentors and who of them suits, one's own mentorships with their journals, questions, support files.

Mentorships and journals are shown to their parties alone: each answer holds what its reader may see, and figures are of so many
mentorships at once that nobody's evaluation can be told from them.
"""

from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery
from msgspec import Meta, Struct

from events import mentor
from events.ids import AuthorityId, PersonId
from events.mentor import Theme
from projections import past
from projections.directory import directory
from projections.member_list import member_list
from projections.mentor_list import Mentor, mentor_list
from projections.mentor_places import MentorPlaces, mentor_places
from projections.mentoring_circle import Mentorship, mentoring_circle
from projections.mentoring_journal import JournalNote, mentoring_journal
from projections.question_list import Question, question_list
from projections.rights import rights
from projections.skill_list import Skill, skill_list
from projections.support_file_list import SupportFile, support_file_list
from service import access, matching, reading, similarity
from service.identity.actor import Who
from service.matching import Match, Wanted
from service.reading import View

COUNTED = 5  # evaluated mentorships are counted by so many at once: who knows four of them learns nothing of the fifth alone


class MentoringFigures(Struct, frozen=True):
    """What mentoring comes to: offers and their places; what it was worth, once enough mentorships are closed and evaluated."""

    mentors: int
    places: int
    evaluated: int
    average_rating: float | None
    goals_reached: int | None


class MentoringPage(Struct, frozen=True):
    """All of mentoring that its reader may see, as it stood at ``token``; ``figures`` are those of today.

    ``my_offer_id`` is where an offer of the reader's own is kept, made or not.
    """

    token: str
    my_offer_id: UUID
    mentors: list[Mentor]
    places: list[MentorPlaces]
    mentorships: list[Mentorship]
    journal: list[JournalNote]
    questions: list[Question]
    support_files: list[SupportFile]
    figures: MentoringFigures


class MentorshipPage(Struct, frozen=True):
    """One mentorship with the notes of its journal that its reader may see, as it stood at ``token``."""

    token: str
    mentorship: Mentorship
    journal: list[JournalNote]


class ResourcePerson(Struct, frozen=True):
    """Somebody to call on a theme: their skill, and the intermunicipal body of their authority."""

    skill: Skill
    body_id: UUID | None


@get("/networks/{network_id:uuid}/mentoring", operation_id="mentoring")
async def whole(
    network_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> MentoringPage:
    """Show the pool, one's own mentorships, questions and support files: as they stand, or as they stood at the moment ``at``."""
    now = await reading.enter(state.networks, network_id, actor, after)
    view = await reading.at(now, None, at, actor)
    return MentoringPage(
        str(actor.stands),
        mentor.stream_of(now.network.network_id, actor.person),
        view.rows(mentor_list),
        view.rows(mentor_places),
        view.rows(mentoring_circle),
        view.rows(mentoring_journal),
        view.rows(question_list),
        view.rows(support_file_list),
        figures(now),  # compared moment by moment, they would tell one evaluation from the others
    )


@get("/networks/{network_id:uuid}/mentoring/matches", operation_id="mentor_matches")
async def mentor_matches(
    network_id: FromPath[UUID],
    actor: Who,
    state: State,
    theme: FromQuery[list[Theme] | None] = None,
    size: FromQuery[Annotated[int, Meta(ge=1, le=10**8)] | None] = None,
    authority: FromQuery[AuthorityId | None] = None,
    after: FromQuery[str | None] = None,
) -> list[Match]:
    """Suggest mentors for these themes and this size, best first, each with the reasons that its score is made of."""
    view = await reading.enter(state.networks, network_id, actor, after)
    here = (one for one in view.rows(rights) if one.roles and not one.suspended)
    roles = {PersonId(one.person_id): {held.authority_id for held in one.roles if held.authority_id} for one in here}
    mine = roles.get(actor.person, set())
    about = authority or next(iter(sorted(mine)), None)
    wanted = Wanted(actor.person, theme or (), size, about, frozenset(mine))
    # Of all mentors, not of those that the reader sees: to be left out says that somebody is full, and nothing of who is with them.
    taken = {row.offer_id: row.taken for row in view.network.follower.rows(mentor_places).values()}
    return matching.matches(wanted, view.rows(mentor_list), taken, view.rows(member_list), view.rows(directory), roles)


@get("/networks/{network_id:uuid}/mentorships/{mentorship_id:uuid}", operation_id="mentorship")
async def one(
    network_id: FromPath[UUID],
    mentorship_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> MentorshipPage:
    """Show one of one's own mentorships with its journal, now or at the moment ``at``."""
    now = await reading.enter(state.networks, network_id, actor, after)
    now.row(mentoring_circle, mentorship_id, "missing.mentorship")
    view = await reading.at(now, None, at, actor)
    return MentorshipPage(
        str(actor.stands),
        view.row(mentoring_circle, mentorship_id, "missing.mentorship"),
        [row for row in view.rows(mentoring_journal) if row.mentorship_id == mentorship_id],
    )


@get("/networks/{network_id:uuid}/mentorships/{mentorship_id:uuid}/history", operation_id="mentorship_history")
async def mentorship_history(
    network_id: FromPath[UUID],
    mentorship_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
    field: FromQuery[str | None] = None,
) -> list[past.Entry]:
    """Tell what happened to one of one's own mentorships, oldest first."""
    return await reading.history(state.networks, network_id, actor, mentoring_circle, mentorship_id, "missing.mentorship", after, at, field)


@get("/networks/{network_id:uuid}/resource-persons", operation_id="resource_persons")
async def resource_persons(
    network_id: FromPath[UUID],
    actor: Who,
    state: State,
    theme: FromQuery[Theme | None] = None,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> list[ResourcePerson]:
    """List whom to call, on a theme or on any, with the intermunicipal body of each; a question may be put to them."""
    view = await reading.enter(state.networks, network_id, actor, after, at)
    bodies = {entry.authority_id: entry.body_id for entry in view.rows(directory)}
    return [
        ResourcePerson(row, bodies.get(row.authority_id) if row.authority_id else None)
        for row in view.rows(skill_list)
        if not row.withdrawn and (theme is None or similarity.plain(theme) in similarity.plain(row.name))
    ]


def figures(view: View) -> MentoringFigures:
    """What mentoring comes to in the whole network; of evaluations only whole groups of COUNTED are told of."""
    offers = [row for row in view.rows(mentor_list) if not row.withdrawn]
    # Of everybody's mentorships, not of those that the reader sees: the answer is the same for all who reach mentoring, and names nobody.
    reached = access.audiences(view.standing, f"mentoring:{view.network.network_id}")
    every = view.network.follower.rows(mentoring_circle).values() if reached else ()
    closed = sorted(
        (row for row in every if row.closed_at is not None and row.evaluations),
        key=lambda row: (row.closed_at, row.mentorship_id),
    )
    counted = closed[: len(closed) // COUNTED * COUNTED]
    ratings = [one.rating for row in counted for one in row.evaluations]
    return MentoringFigures(
        len(offers),
        sum(row.capacity for row in offers),
        len(counted),
        round(sum(ratings) / len(ratings), 1) if ratings else None,
        sum(goal.standing in ("reached", "promoted") for row in counted for goal in row.goals) if counted else None,
    )
