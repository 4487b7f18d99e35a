"""Questionnaires: those of a network, and one of them whole with what its answers add up to and who could help whom."""

from uuid import UUID

from litestar import get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery
from msgspec import Struct

from projections import past
from projections.questionnaire_board import (
    Answers,
    AskedQuestion,
    Questionnaire,
    Result,
    questionnaire_answers,
    questionnaire_list,
    questionnaire_questions,
    results,
)
from projections.skill_list import skill_list
from service import needs, reading
from service.identity.actor import Who
from service.needs import NeedMet

MISSING = "missing.questionnaire"
COUNTED = 5  # people whose answers are told as one: who knows those of four learns nothing of the fifth alone


class QuestionnairePage(Struct, frozen=True):
    """One questionnaire whole, as it stood at ``token``: ``results`` count all answers, ``answers`` are those that the reader may read."""

    token: str
    questionnaire: Questionnaire
    questions: list[AskedQuestion]
    answers: list[Answers]
    answered: int
    results: list[Result]
    met: list[NeedMet]


@get("/networks/{network_id:uuid}/questionnaires", operation_id="questionnaires")
async def questionnaires(
    network_id: FromPath[UUID], actor: Who, state: State, after: FromQuery[str | None] = None, at: FromQuery[str | None] = None
) -> list[Questionnaire]:
    """List the questionnaires of a network, closed ones included."""
    return (await reading.enter(state.networks, network_id, actor, after, at)).rows(questionnaire_list)


@get("/networks/{network_id:uuid}/questionnaires/{questionnaire_id:uuid}", operation_id="questionnaire")
async def one_questionnaire(
    network_id: FromPath[UUID],
    questionnaire_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> QuestionnairePage:
    """Show one questionnaire whole, counted; of each need that nobody meets at home, who does or knows it already."""
    view = await reading.enter(state.networks, network_id, actor, after, at)
    row = view.row(questionnaire_list, questionnaire_id, MISSING)
    questions = sorted(
        (one for one in view.rows(questionnaire_questions) if one.questionnaire_id == questionnaire_id and not one.withdrawn),
        key=lambda one: one.order_key,
    )
    # What all answers add up to is for everyone; each answer for whom its row is.
    every = [one for one in view.every(questionnaire_answers) if one.questionnaire_id == questionnaire_id]
    seen = view.seen(questionnaire_answers, every)
    today = view.network.follower.row(questionnaire_list, questionnaire_id)
    closed = row.stage == "closed" and today is not None and today.stage == "closed"  # it may have been opened again
    return QuestionnairePage(
        token=str(actor.stands),
        questionnaire=row,
        questions=questions,
        answers=seen,
        answered=len(every),
        results=_told(row, results(questions, every), whole=len(seen) == len(every), closed=closed),
        met=needs.met(questions, seen, view.rows(skill_list)),
    )


@get("/networks/{network_id:uuid}/questionnaires/{questionnaire_id:uuid}/history", operation_id="questionnaire_history")
async def questionnaire_history(
    network_id: FromPath[UUID],
    questionnaire_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
    field: FromQuery[str | None] = None,
) -> list[past.Entry]:
    """Tell what became of a questionnaire, oldest first: who opened and closed it, who answered and who changed their answer, not what."""
    return await reading.history(state.networks, network_id, actor, questionnaire_list, questionnaire_id, MISSING, after, at, field)


def _told(row: Questionnaire, counted: list[Result], *, whole: bool, closed: bool) -> list[Result]:
    """What may be told of it to somebody who reads the ``whole`` of the answers, or not.

    Without this, what one person answered would be read off the sums: of few, or as they change while it is open.
    """
    if whole or row.respondents == "authorities":
        return counted
    return [one for one in counted if one.answered >= COUNTED] if closed else []
