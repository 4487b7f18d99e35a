"""A question that somebody asks the network, or a resource person of it, and what others answer.

Stream kind ``question``, one stream a question. It is how beginners and those with experience help each other in the open;
what is for two people alone is a mentorship. Its rules:

- Whoever writes here asks, on a theme or none. A question may be put to a resource person, by naming a skill that is declared
  and not one's own.
- Anyone answers, and answers again; nobody finds their own answer useful, and each finds an answer useful once.
- Who asked or answered takes it back, and so does a facilitator; to a question that was taken back nobody answers.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Protocol, TypeAlias, assert_never, runtime_checkable
from uuid import UUID

from msgspec import Meta, Struct, structs

from events import decider
from events.decider import Asked, Refused
from events.fields import Text
from events.ids import AnswerId, PersonId

MOST_ANSWERS = 200  # to one question

Theme: TypeAlias = Annotated[str, Meta(max_length=60, extra={"line": True})]

# Events are stored for ever: new fields have defaults, tags are never renamed.


class Posed(decider.Event, tag="question.posed"):
    """``skill`` is that of the resource person to whom it is put."""

    asker: PersonId
    text: str
    theme: str | None = None
    skill: UUID | None = None


class Answered(decider.Event, tag="question.answered"):
    answer: AnswerId
    author: PersonId
    text: str


class FoundUseful(decider.Event, tag="question.found_useful"):
    answer: AnswerId
    by: PersonId


class UsefulTakenBack(decider.Event, tag="question.useful_taken_back"):
    answer: AnswerId
    by: PersonId


class AnswerWithdrawn(decider.Event, tag="question.answer_withdrawn"):
    answer: AnswerId


class Withdrawn(decider.Event, tag="question.withdrawn"): ...


Event: TypeAlias = Posed | Answered | FoundUseful | UsefulTakenBack | AnswerWithdrawn | Withdrawn

# Commands say what is asked; who asks, and when, arrive apart in Asked.


class Ask(decider.Command, kw_only=True, tag="question.ask"):
    """Ask the network something, or a resource person by one of their skills."""

    text: Text
    theme: Theme | None = None
    skill: UUID | None = None


class Answer(decider.Command, tag="question.answer"):
    """Answer a question."""

    answer: AnswerId
    text: Text


class MarkUseful(decider.Command, tag="question.mark_useful"):
    """Say that somebody's answer helped."""

    answer: AnswerId


class UnmarkUseful(decider.Command, tag="question.unmark_useful"):
    """Take back that an answer helped."""

    answer: AnswerId


class WithdrawAnswer(decider.Command, tag="question.withdraw_answer"):
    """Take an answer back; its history stays."""

    answer: AnswerId


class Withdraw(decider.Command, tag="question.withdraw"):
    """Take a question back; its history stays."""


Command: TypeAlias = Ask | Answer | MarkUseful | UnmarkUseful | WithdrawAnswer | Withdraw

# State holds what the rules need and nothing else.


class State(Struct, frozen=True):
    posed: Posed
    withdrawn: bool = False
    answers: Mapping[AnswerId, Answered] = {}
    off: frozenset[AnswerId] = frozenset()
    useful: frozenset[tuple[AnswerId, PersonId]] = frozenset()


class Network(Protocol):
    """What the rules of a question see of the network: who acts for whom, as what."""

    def held_by(self, person: PersonId) -> Iterable[Any]: ...


@runtime_checkable
class Skill(Protocol):
    """What the rules of a question see of the skill of a resource person."""

    @property
    def declared(self) -> Any: ...
    @property
    def withdrawn(self) -> bool: ...


class NotPosed(Refused, code="question.not_posed"):
    """This question does not exist or was taken back; reload the page."""


class AlreadyPosed(Refused, code="question.already_posed"):
    """A question with this identifier exists already; ask under a new one."""


class NoSuchSkill(Refused, code="question.no_such_skill"):
    """This skill does not exist, was withdrawn or is your own; choose another resource person, or ask the whole network."""


class AlreadyThere(Refused, code="question.already_there"):
    """An answer with this identifier exists already; answer under a new one."""


class NoSuchAnswer(Refused, code="question.no_such_answer"):
    """This answer does not exist or was taken back; reload the page."""


class OwnAnswer(Refused, code="question.own_answer"):
    """Others say whether your answer helped; leave it to them."""


class NotTheirs(Refused, code="question.not_theirs"):
    """Only its author, or a facilitator, takes it back; ask one of them."""


class TooMany(Refused, code="question.too_many"):
    """This question has as many answers as it can hold; ask a new one."""


def needs(command: Command, _state: State | None) -> Iterable[UUID]:
    return (command.skill,) if isinstance(command, Ask) and command.skill is not None else ()


def decide(command: Command, state: State | None, asked: Asked) -> list[Event]:
    if isinstance(command, Ask):
        return _ask(command, state, asked)
    if state is None or (state.withdrawn and not isinstance(command, Withdraw)):
        raise NotPosed
    match command:
        case Answer(answer, text):
            answered = Answered(answer=answer, author=asked.by, text=text)
            if answer in state.answers:
                if state.answers[answer] == answered and answer not in state.off:
                    return []
                raise AlreadyThere
            if len(state.answers) >= MOST_ANSWERS:
                raise TooMany
            return [answered]
        case MarkUseful(answer):
            if _answer(answer, state).author == asked.by:
                raise OwnAnswer
            return [] if (answer, asked.by) in state.useful else [FoundUseful(answer=answer, by=asked.by)]
        case UnmarkUseful(answer):
            _answer(answer, state)
            return [UsefulTakenBack(answer=answer, by=asked.by)] if (answer, asked.by) in state.useful else []
        case WithdrawAnswer(answer):
            if answer not in state.answers:
                raise NoSuchAnswer
            _theirs(state.answers[answer].author, asked)
            return [] if answer in state.off else [AnswerWithdrawn(answer=answer)]
        case Withdraw():
            _theirs(state.posed.asker, asked)
            return [] if state.withdrawn else [Withdrawn()]
        case _:
            assert_never(command)


def _ask(command: Ask, state: State | None, asked: Asked) -> list[Event]:
    posed = Posed(asker=asked.by, text=command.text, theme=command.theme, skill=command.skill)
    if state is not None:
        if state.posed == posed and not state.withdrawn:
            return []  # asked twice, happened once
        raise AlreadyPosed
    if command.skill is not None:
        known = asked.others.get(command.skill)
        if not isinstance(known, Skill) or known.withdrawn or _holds(known.declared, asked):
            raise NoSuchSkill
    return [posed]


def _holds(declared: Any, asked: Asked) -> bool:
    """Is this skill the person's own, or that of an authority they act for?"""
    network: Network | None = asked.others.get(asked.network)
    mine = set() if network is None else {held.authority for held in network.held_by(asked.by)} - {None}
    return declared.person == asked.by or (declared.person is None and declared.authority in mine)


def _answer(answer: AnswerId, state: State) -> Answered:
    if answer not in state.answers or answer in state.off:
        raise NoSuchAnswer
    return state.answers[answer]


def _theirs(author: PersonId, asked: Asked) -> None:
    network: Network | None = asked.others.get(asked.network)
    facilitates = network is not None and any(held.role == "facilitator" for held in network.held_by(asked.by))
    if asked.by not in (author, asked.network) and not facilitates:
        raise NotTheirs


def evolve(state: State | None, event: Event) -> State | None:
    if state is None:
        return State(structs.replace(event, reason=None)) if isinstance(event, Posed) else None
    match event:
        case Answered(answer):
            return structs.replace(state, answers={**state.answers, answer: structs.replace(event, reason=None)})
        case FoundUseful(answer, by):
            return structs.replace(state, useful=state.useful | {(answer, by)})
        case UsefulTakenBack(answer, by):
            return structs.replace(state, useful=state.useful - {(answer, by)})
        case AnswerWithdrawn(answer):
            return structs.replace(state, off=state.off | {answer})
        case Withdrawn():
            return structs.replace(state, withdrawn=True)
    return state  # what happened is never refused


rules = decider.Decider[State | None, Command, Event]("question", None, decide, evolve, needs)
