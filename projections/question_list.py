"""The questions of a network, with what was answered and who found it useful."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from uuid import UUID

from msgspec import Struct, structs

from events import question
from events.ids import AnswerId, NetworkId, PersonId
from events.log.recorded import Recorded
from projections.projection import Projection, Row


class GivenAnswer(Struct, frozen=True):
    """One answer, and whom it helped."""

    answer_id: AnswerId
    author: PersonId
    text: str
    at: datetime
    useful_to: tuple[PersonId, ...] = ()
    withdrawn: bool = False


class Question(Row, frozen=True):
    """One question; ``skill_id`` is that of the resource person to whom it is put, empty where it is for everybody."""

    question_id: UUID
    network_id: NetworkId
    asker: PersonId
    text: str
    theme: str | None
    skill_id: UUID | None
    asked_at: datetime
    answers: tuple[GivenAnswer, ...] = ()
    withdrawn: bool = False


def touches(recorded: Recorded[question.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, question.Event):
        yield recorded.stream_id


def fold(row: Question | None, recorded: Recorded[question.Event]) -> Question | None:
    match recorded.event:
        case question.Posed(asker, text, theme, skill):
            return Question(recorded.stream_id, recorded.network_id, asker, text, theme, skill, recorded.at)
        case question.Answered(answer, author, text) if row:
            return structs.replace(row, answers=(*row.answers, GivenAnswer(answer, author, text, recorded.at)))
        case question.FoundUseful(answer, by) if row:
            return _changed(row, answer, lambda one: structs.replace(one, useful_to=(*one.useful_to, by)))
        case question.UsefulTakenBack(answer, by) if row:
            return _changed(row, answer, lambda one: structs.replace(one, useful_to=tuple(who for who in one.useful_to if who != by)))
        case question.AnswerWithdrawn(answer) if row:
            return _changed(row, answer, lambda one: structs.replace(one, withdrawn=True))
        case question.Withdrawn() if row:
            return structs.replace(row, withdrawn=True)
    return row


def _changed(row: Question, answer: AnswerId, change: Callable[[GivenAnswer], GivenAnswer]) -> Question:
    return structs.replace(row, answers=tuple(change(one) if one.answer_id == answer else one for one in row.answers))


def topics(row: Question) -> Iterable[str]:
    yield f"mentoring:{row.network_id}"


question_list = Projection("question_list", Question, touches, fold, topics)
