"""Questionnaires: what they ask, who answered what, and what the answers add up to.

What an authority answers is for the whole network to read. What a person answers for themselves is for them and for the
facilitators; everyone reads what all answers add up to, which is counted here and never entered.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from msgspec import Struct, structs

from events import fields, ids, questionnaire
from events.ids import AuthorityId, MeetingId, NetworkId, PersonId
from events.log.recorded import Recorded
from events.questionnaire import About, AnswerKind, Respondents, Said, Stage
from projections.projection import FACILITATORS, NETWORK, Audience, Projection, Row, person


class Questionnaire(Row, frozen=True):
    """One questionnaire, and at what stage it is."""

    questionnaire_id: UUID
    network_id: NetworkId
    title: str
    introduction: str | None
    respondents: Respondents
    meeting_id: MeetingId | None
    stage: Stage
    drafted_at: datetime
    drafted_by: PersonId
    opened_at: datetime | None = None
    closed_at: datetime | None = None


Staged: TypeAlias = questionnaire.Drafted | questionnaire.Edited | questionnaire.Opened | questionnaire.Closed


def touches(recorded: Recorded[Staged]) -> Iterator[UUID]:
    if isinstance(recorded.event, Staged):
        yield recorded.stream_id


def fold(row: Questionnaire | None, recorded: Recorded[Staged]) -> Questionnaire | None:
    at, by = recorded.at, recorded.by
    match recorded.event:
        case questionnaire.Drafted(title, respondents, introduction, meeting):
            of = (recorded.stream_id, recorded.network_id)
            return Questionnaire(*of, title, introduction, respondents, meeting, "draft", at, by)
        case questionnaire.Edited() if row:
            return structs.replace(row, **fields.set_fields(recorded.event))
        case questionnaire.Opened() if row:
            return structs.replace(row, stage="open", opened_at=row.opened_at or at, closed_at=None)
        case questionnaire.Closed() if row:
            return structs.replace(row, stage="closed", closed_at=at)
    return row


def topics(row: Questionnaire) -> Iterable[str]:
    yield f"network:{row.network_id}"
    yield f"questionnaire:{row.questionnaire_id}"  # so that it can be followed before anything is asked in it


class AskedQuestion(Row, frozen=True):
    """One question; ``about`` says whether it asks for a need or for a practice, where it asks for either."""

    question_id: UUID
    questionnaire_id: UUID
    text: str
    kind: AnswerKind
    order_key: str
    choices: tuple[str, ...]
    required: bool
    about: About | None
    withdrawn: bool = False


Asked: TypeAlias = questionnaire.QuestionAdded | questionnaire.QuestionEdited | questionnaire.QuestionWithdrawn


def question_touches(recorded: Recorded[Asked]) -> Iterator[UUID]:
    if isinstance(recorded.event, Asked):
        yield recorded.event.question


def question_fold(row: AskedQuestion | None, recorded: Recorded[Asked]) -> AskedQuestion | None:
    if row and row.questionnaire_id != recorded.stream_id:
        return row  # people choose these ids: without this line, one questionnaire could be written over from another
    match recorded.event:
        case questionnaire.QuestionAdded(question, text, kind, order_key, choices, required, about):
            return AskedQuestion(question, recorded.stream_id, text, kind, order_key, choices, required, about)
        case questionnaire.QuestionEdited() if row:
            changed = fields.set_fields(recorded.event)
            del changed["question"]
            return structs.replace(row, **changed)
        case questionnaire.QuestionWithdrawn() if row:
            return structs.replace(row, withdrawn=True)
    return row


class Answers(Row, frozen=True):
    """What one person, or one authority by that person, answers; ``times`` counts how often they said so anew."""

    answer_id: UUID
    questionnaire_id: UUID
    person_id: PersonId
    authority_id: AuthorityId | None
    answers: dict[str, Said]
    answered_at: datetime
    changed_at: datetime
    times: int = 1


def answer_touches(recorded: Recorded[questionnaire.Answered]) -> Iterator[UUID]:
    if isinstance(recorded.event, questionnaire.Answered):
        yield ids.derived(recorded.stream_id, "answer", recorded.event.authority or recorded.event.person)


def answer_fold(row: Answers | None, recorded: Recorded[questionnaire.Answered]) -> Answers:
    person_id, answers, authority = recorded.event.person, recorded.event.answers, recorded.event.authority
    if row is None:
        key = ids.derived(recorded.stream_id, "answer", authority or person_id)
        return Answers(key, recorded.stream_id, person_id, authority, answers, recorded.at, recorded.at)
    return structs.replace(row, person_id=person_id, answers=answers, changed_at=recorded.at, times=row.times + 1)


def answer_audience(row: Answers) -> Iterable[Audience]:
    if row.authority_id is not None:
        yield NETWORK
    else:
        # Without this, colleagues would read each other's answers, and would answer what they can be seen to answer.
        yield FACILITATORS
        yield person(row.person_id)


def part_topics(row: AskedQuestion | Answers) -> Iterable[str]:
    yield f"questionnaire:{row.questionnaire_id}"


questionnaire_list = Projection("questionnaire_list", Questionnaire, touches, fold, topics)
questionnaire_questions = Projection("questionnaire_questions", AskedQuestion, question_touches, question_fold, part_topics)
questionnaire_answers = Projection("questionnaire_answers", Answers, answer_touches, answer_fold, part_topics, answer_audience)


class Result(Struct, frozen=True):
    """What all answers to one question add up to: how many there are, how often each choice, and of numbers sum, least and most."""

    question_id: UUID
    answered: int
    chosen: dict[str, int]
    sum: int | None = None
    least: int | None = None
    most: int | None = None


def results(questions: Iterable[AskedQuestion], rows: Iterable[Answers]) -> list[Result]:
    """Every question that stands, with what was answered to it."""
    rows = list(rows)
    found = []
    for question in questions:
        key = str(question.question_id)
        said = [row.answers[key] for row in rows if key in row.answers]
        chosen = Counter(one for given in said for one in (given.text or "").split("\n"))
        numbers = [given.number for given in said if given.number is not None]
        told = (sum(numbers), min(numbers), max(numbers)) if numbers else (None, None, None)
        found.append(Result(question.question_id, len(said), {choice: chosen[choice] for choice in question.choices}, *told))
    return found
