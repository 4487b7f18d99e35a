"""Who does already what someone else needs: answers of a questionnaire met with each other and with the skills of the directory.

A need that an authority told is unmet as long as it does not say that it does the same already. Nothing is suggested without
a reason to read: another one's answer to a question about practices, or a skill that it declared. Words are compared as
similarity.py compares them, without accents and capitals; every line of a text is one.
"""

from collections.abc import Iterable
from typing import Literal, TypeAlias
from uuid import UUID

from msgspec import Struct

from events.questionnaire import About
from projections.questionnaire_board import Answers, AskedQuestion
from projections.skill_list import Skill
from service.similarity import plain

MOST = 200  # suggestions of one questionnaire: beyond that it is a table of everything

MetBy: TypeAlias = Literal["practice", "skill"]


class NeedMet(Struct, frozen=True):
    """Something that one authority needs, and another one that does it or knows how to."""

    authority_id: UUID
    need: str
    helper_id: UUID
    reason: MetBy
    words: str


def met(questions: Iterable[AskedQuestion], rows: Iterable[Answers], skills: Iterable[Skill]) -> list[NeedMet]:
    """Every unmet need with everyone who could help, in the order of needs; practices before skills."""
    told, able = _read(questions, rows, skills)
    found = [
        NeedMet(authority, need, helper, reason, words[key])
        for authority, key, need in told
        for reason, whose in able
        for helper, words in whose.items()
        if key in words and helper != authority
    ]
    return sorted(found, key=lambda one: (plain(one.need), one.authority_id, one.reason, one.helper_id))[:MOST]


def alone(questions: Iterable[AskedQuestion], rows: Iterable[Answers], skills: Iterable[Skill]) -> tuple[list[tuple[UUID, str]], int]:
    """The needs that nobody else could help with, by authority; and of how many."""
    told, able = _read(questions, rows, skills)
    left = [
        (authority, need)
        for authority, key, need in told
        if not any(key in words for _, whose in able for helper, words in whose.items() if helper != authority)
    ]
    return sorted(left, key=lambda one: (plain(one[1]), one[0])), len(told)


def _read(
    questions: Iterable[AskedQuestion], rows: Iterable[Answers], skills: Iterable[Skill]
) -> tuple[list[tuple[UUID, str, str]], tuple[tuple[MetBy, dict[UUID, dict[str, str]]], ...]]:
    """What each authority needs and does not do itself; and who does what, or knows how to."""
    asked = list(questions)
    answers: dict[UUID, Answers] = {row.authority_id: row for row in rows if row.authority_id is not None}
    does = {authority: _said("practice", asked, row) for authority, row in answers.items()}
    knows: dict[UUID, dict[str, str]] = {}
    for skill in skills:
        if skill.authority_id is not None and not skill.withdrawn:
            knows.setdefault(skill.authority_id, {})[plain(skill.name)] = skill.name
    told = [
        (authority, key, need)
        for authority, row in answers.items()
        for key, need in _said("need", asked, row).items()
        if key not in does[authority]
    ]
    return told, (("practice", does), ("skill", knows))


def _said(about: About, questions: Iterable[AskedQuestion], row: Answers) -> dict[str, str]:
    """What an authority answered to the questions about needs or about practices, line by line."""
    lines = [
        line.strip()
        for question in questions
        if question.about == about and not question.withdrawn and str(question.question_id) in row.answers
        for line in (row.answers[str(question.question_id)].text or "").split("\n")
    ]
    return {plain(line): line for line in lines if line}
