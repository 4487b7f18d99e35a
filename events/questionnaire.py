"""A questionnaire: questions written, opened, answered once by each person or authority, closed, and counted.

Stream kind ``questionnaire``. Its rules:

- It is drafted for people or for authorities, in a meeting or for all members, and opened once it has a question.
- Questions are added, changed and withdrawn while it is a draft, and never after: every answer is to the same questions. It is opened
  without a wish that waits.
- While it is open each person answers for themselves, or each authority once, by whoever acts for it or a facilitator who
  interviewed it. Who answers again changes their answer; what they said before stays in the history.
- An answer fits its questions: one of the choices, some of them, a whole number, a text; nothing that is required is left out.
- Closed, it takes no answer until it is opened again.

A question may ask about what someone needs or what they do already: that is what needs and practices are matched by. Edits merge as in
events/fields.py, the choices of a question line by line; a clash is an event that waits to be settled.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, TypeAlias, assert_never
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType, structs

from events import decider, fields
from events.decider import Asked, Refused
from events.fields import Change, Line, OrderKey, Text
from events.ids import AuthorityId, ConflictId, MeetingId, PersonId, QuestionId

MOST_QUESTIONS = 100
MOST_ANSWERS = 5_000
MOST_CHOICES = 50

Stage: TypeAlias = Literal["draft", "open", "closed"]
Respondents: TypeAlias = Literal["people", "authorities"]
AnswerKind: TypeAlias = Literal["text", "choice", "choices", "number"]
About: TypeAlias = Literal["need", "practice"]
Choice: TypeAlias = Annotated[str, Meta(max_length=200, extra={"line": True})]
Number: TypeAlias = Annotated[int, Meta(ge=-(10**12), le=10**12)]


class Given(Struct, frozen=True, forbid_unknown_fields=True):
    """What someone says to one question: a text, what they chose, or a whole number."""

    text: Text | None = None
    chosen: Annotated[tuple[Choice, ...], Meta(max_length=MOST_CHOICES)] = ()
    number: Number | None = None


# Events are stored for ever: new fields have defaults, tags are never renamed.


class Said(Struct, frozen=True):
    """What was said to one question, as it is kept: what was chosen stands one a line in the text."""

    text: str | None = None
    number: int | None = None


class Drafted(decider.Event, tag="questionnaire.drafted"):
    title: str
    respondents: Respondents
    introduction: str | None = None
    meeting: MeetingId | None = None


class Edited(decider.Event, tag="questionnaire.edited"):
    title: str | UnsetType = UNSET
    introduction: str | None | UnsetType = UNSET


class QuestionAdded(decider.Event, tag="questionnaire.question_added"):
    question: QuestionId
    text: str
    kind: AnswerKind
    order_key: str
    choices: tuple[str, ...] = ()
    required: bool = False
    about: About | None = None


class QuestionEdited(decider.Event, tag="questionnaire.question_edited"):
    question: QuestionId
    text: str | UnsetType = UNSET
    order_key: str | UnsetType = UNSET
    required: bool | UnsetType = UNSET
    kind: AnswerKind | UnsetType = UNSET
    choices: tuple[str, ...] | UnsetType = UNSET
    about: About | None | UnsetType = UNSET


class QuestionWithdrawn(decider.Event, tag="questionnaire.question_withdrawn"):
    question: QuestionId


class Opened(decider.Event, tag="questionnaire.opened"):
    """From here on it is answered, and its questions stay as they are."""


class Closed(decider.Event, tag="questionnaire.closed"):
    """No answer is taken any more."""


class Answered(decider.Event, tag="questionnaire.answered"):
    """What a person says for themselves, or for the authority that is named; a later one takes the place of an earlier one."""

    person: PersonId
    answers: dict[str, Said]
    authority: AuthorityId | None = None


class Clashed(decider.Event, tag="questionnaire.clashed"):
    """A wish that met someone else's change: of the questionnaire, or of the question that ``item`` names."""

    conflict: ConflictId
    item: UUID
    field: str
    was: Any
    yours: Any


class Settled(decider.Event, tag="questionnaire.settled"):
    conflict: ConflictId


Event: TypeAlias = Drafted | Edited | QuestionAdded | QuestionEdited | QuestionWithdrawn | Opened | Closed | Answered | Clashed | Settled

# Commands say what is asked; who asks, and when, arrive apart in Asked.


class Draft(decider.Command, tag="questionnaire.draft"):
    """Draft a questionnaire, for people or for authorities, in a meeting or for all members."""

    title: Line
    respondents: Respondents
    introduction: Text | None = None
    meeting: MeetingId | None = None


class Edit(decider.Command, tag="questionnaire.edit"):
    """Change the title of a questionnaire or what introduces it."""

    title: Change[Line] | UnsetType = UNSET
    introduction: Change[Text | None] | UnsetType = UNSET


class AddQuestion(decider.Command, tag="questionnaire.add_question"):
    """Add a question to the draft; one with choices names them, one a line, in the order in which they are shown."""

    question: QuestionId
    text: Text
    kind: AnswerKind
    order_key: OrderKey
    choices: Text | None = None
    required: bool = False
    about: About | None = None


class EditQuestion(decider.Command, tag="questionnaire.edit_question"):
    """Change a question of the draft; its choices are one a line, and go where it asks for none any more."""

    question: QuestionId
    text: Change[Text] | UnsetType = UNSET
    order_key: Change[OrderKey] | UnsetType = UNSET
    required: Change[bool] | UnsetType = UNSET
    kind: Change[AnswerKind] | UnsetType = UNSET
    choices: Change[Text | None] | UnsetType = UNSET
    about: Change[About | None] | UnsetType = UNSET


class WithdrawQuestion(decider.Command, tag="questionnaire.withdraw_question"):
    """Take a question off the draft."""

    question: QuestionId


class Open(decider.Command, tag="questionnaire.open"):
    """Open the questionnaire for answers, for the first time or again."""


class Close(decider.Command, tag="questionnaire.close"):
    """Close the questionnaire: no answer is taken any more."""


class Answer(decider.Command, tag="questionnaire.answer"):
    """Answer for oneself, or for the authority that is named; answering again changes what one said."""

    answers: Annotated[dict[QuestionId, Given], Meta(max_length=MOST_QUESTIONS)]
    authority: AuthorityId | None = None


class Settle(decider.Command, tag="questionnaire.settle"):
    """Settle a conflict: keep what stands, or put a value in its place, saying what was seen standing there."""

    conflict: ConflictId
    value: Change[Any] | UnsetType = UNSET


Command: TypeAlias = Draft | Edit | AddQuestion | EditQuestion | WithdrawQuestion | Open | Close | Answer | Settle

#: How the fields of an edit merge; every field that is not named here is strict.
POLICIES: Mapping[str, fields.Policy] = {"introduction": "text3", "choices": "text3", "order_key": "lww"}

# State holds what the rules need and nothing else.


class State(Struct, frozen=True):
    drafted: Drafted
    stage: Stage = "draft"
    questions: Mapping[QuestionId, QuestionAdded] = {}
    off: frozenset[QuestionId] = frozenset()
    answers: Mapping[UUID, Answered] = {}  # by person or authority, whose it is
    conflicts: Mapping[ConflictId, Clashed] = {}

    @property
    def asked(self) -> Mapping[QuestionId, QuestionAdded]:
        """The questions that stand."""
        return {key: one for key, one in self.questions.items() if key not in self.off}


class NotDrafted(Refused, code="questionnaire.not_drafted"):
    """This questionnaire does not exist; choose another one."""


class AlreadyDrafted(Refused, code="questionnaire.already_drafted"):
    """A questionnaire with this identifier exists already; draft it under a new one."""


class NoSuchMeeting(Refused, code="questionnaire.no_such_meeting"):
    """There is no such meeting, or it was called off; choose another one, or none."""


class IsOpened(Refused, code="questionnaire.is_opened"):
    """This questionnaire was opened, so its questions stay as they are; draft another one."""


class MovedOn(Refused, code="questionnaire.moved_on"):
    """The value has changed again since you looked; look at it once more, then settle."""


class SettleFirst(Refused, code="questionnaire.settle_first"):
    """Two wishes for a question met and nobody has chosen yet; settle that before opening the questionnaire."""


class AlreadyThere(Refused, code="questionnaire.already_there"):
    """A question with this identifier exists already; add it under a new one."""


class TooMany(Refused, code="questionnaire.too_many"):
    """This questionnaire holds as many questions or answers as it can; draft another one."""


class ChoicesNeeded(Refused, code="questionnaire.choices_needed"):
    """A question with choices names from two to fifty short ones, one a line, and no other question names any; correct them."""


class NoSuchQuestion(Refused, code="questionnaire.no_such_question"):
    """This question does not exist or was withdrawn; look at the questionnaire again."""


class NoQuestion(Refused, code="questionnaire.no_question"):
    """This questionnaire asks nothing; add a question, then open it."""


class NotOpen(Refused, code="questionnaire.not_open"):
    """This questionnaire is not open for answers; ask a facilitator to open it."""


class WhoseAnswer(Refused, code="questionnaire.whose_answer"):
    """Name the authority that you answer for, where the questionnaire is for authorities, and only there."""


class NotTheirAuthority(Refused, code="questionnaire.not_their_authority"):
    """Each authority answers for itself; ask someone who acts for it, or a facilitator."""


class Unanswered(Refused, code="questionnaire.unanswered"):
    """A question that needs an answer has none; answer it, then send the questionnaire again."""


class DoesNotFit(Refused, code="questionnaire.does_not_fit"):
    """An answer does not fit its question; choose among what it offers, or write what it asks for."""


def needs(command: Command, _state: State | None) -> Iterable[UUID]:
    return (command.meeting,) if isinstance(command, Draft) and command.meeting is not None else ()


def decide(command: Command, state: State | None, asked: Asked) -> list[Event]:
    if isinstance(command, Draft):
        return _draft(command, state, asked)
    if state is None:
        raise NotDrafted
    match command:
        case Open():
            if not state.asked:
                raise NoQuestion
            if state.conflicts:
                raise SettleFirst
            return [] if state.stage == "open" else [Opened()]
        case Close():
            if state.stage == "draft":
                raise NotOpen
            return [] if state.stage == "closed" else [Closed()]
        case Answer():
            return _answer(command, state, asked)
    if isinstance(command, Settle) and command.conflict not in state.conflicts:
        return []  # someone settled it already
    if state.stage != "draft":
        raise IsOpened
    match command:
        case Edit():
            met = fields.meet(state.drafted, command, POLICIES, whole=asked.whole)
            edited: list[Event] = [Edited(**met.values)] if met.values else []
            return [*edited, *fields.clashed(Clashed, met.clashes, asked.stream, "", state.conflicts, asked.id)]
        case AddQuestion():
            return _add(QuestionAdded(**structs.asdict(command) | {"choices": _listed(command.choices)}), state)
        case EditQuestion(question):
            met = _met(command, state, whole=asked.whole)
            changed: list[Event] = [QuestionEdited(question=question, **met.values)] if met.values else []
            return [*changed, *fields.clashed(Clashed, met.clashes, question, "question.", state.conflicts, asked.id)]
        case WithdrawQuestion(question):
            if question not in state.questions:
                raise NoSuchQuestion
            return [] if question in state.off else [QuestionWithdrawn(question=question)]
        case Settle(conflict, value):
            parts = {
                "question": fields.Part(EditQuestion, QuestionEdited, lambda edit: _met(edit, state)),
                "": fields.Part(Edit, Edited, lambda edit: fields.meet(state.drafted, edit, POLICIES)),
            }
            return [*fields.settled_part(parts, state.conflicts[conflict], value, MovedOn), Settled(conflict=conflict)]
        case _:
            assert_never(command)


def _draft(command: Draft, state: State | None, asked: Asked) -> list[Event]:
    drafted = Drafted(**structs.asdict(command))
    if state is not None:
        if state.drafted == drafted:
            return []  # asked twice, happened once
        raise AlreadyDrafted
    if command.meeting is not None:
        meeting: Any = asked.others.get(command.meeting)
        if not hasattr(meeting, "present") or meeting.called_off:
            raise NoSuchMeeting
    return [drafted]


def _listed(choices: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line.strip() for line in (choices or "").split("\n") if line.strip()))


def _written(choices: Iterable[str]) -> str | None:
    return "\n".join(choices) or None


def _met(command: EditQuestion, state: State, *, whole: bool = False) -> fields.Met:
    """An edit of a question, whose choices meet as the text in which people write them."""
    known = state.asked.get(command.question)
    if known is None:
        raise NoSuchQuestion
    if isinstance(command.choices, Change):
        was, to = (_written(_listed(text)) for text in (command.choices.was, command.choices.to))
        command = structs.replace(command, choices=Change(was, to))
    told = {name: value for name, value in structs.asdict(known).items() if name != "reason"}
    seen = AddQuestion(**told | {"choices": _written(known.choices)})
    met = fields.meet(seen, command, POLICIES, whole=whole)
    if "choices" in met.values:
        met.values["choices"] = _listed(met.values["choices"])
    if met.values.get("kind") in ("text", "number") and known.choices:
        met.values["choices"] = ()
    _fit(structs.replace(known, **met.values))
    return met


def _fit(question: QuestionAdded) -> None:
    some = question.kind in ("choice", "choices")
    if (
        not (2 <= len(question.choices) <= MOST_CHOICES if some else not question.choices)
        or max(map(len, question.choices), default=0) > 200
    ):
        raise ChoicesNeeded


def _add(question: QuestionAdded, state: State) -> list[Event]:
    if question.question in state.questions:
        if state.questions[question.question] == question:
            return []
        raise AlreadyThere
    if len(state.questions) >= MOST_QUESTIONS:
        raise TooMany
    _fit(question)
    return [question]


def _answer(command: Answer, state: State, asked: Asked) -> list[Event]:
    if state.stage != "open":
        raise NotOpen
    if (state.drafted.respondents == "authorities") is (command.authority is None):
        raise WhoseAnswer
    if command.authority is not None:
        _may_answer_for(command.authority, asked)
    said = {key: one for key, one in command.answers.items() if one != Given()}
    for key, one in said.items():
        if key not in state.asked:
            raise NoSuchQuestion
        if not _fits(one, state.asked[key]):
            raise DoesNotFit
    if any(one.required and key not in said for key, one in state.asked.items()):
        raise Unanswered
    answers = {str(key): Said("\n".join(said[key].chosen) or said[key].text, said[key].number) for key in sorted(said)}
    answered = Answered(person=asked.by, answers=answers, authority=command.authority)
    whose: UUID = command.authority or asked.by
    if whose not in state.answers and len(state.answers) >= MOST_ANSWERS:
        raise TooMany
    before = state.answers.get(whose)
    return [] if before is not None and before.answers == answers else [answered]


def _fits(said: Given, question: QuestionAdded) -> bool:
    match question.kind:
        case "text":
            return said == Given(text=said.text)
        case "number":
            return said == Given(number=said.number)
        case "choice":
            return said == Given(chosen=said.chosen) and len(said.chosen) == 1 and said.chosen[0] in question.choices
        case "choices":
            return said == Given(chosen=said.chosen) and set(said.chosen) <= set(question.choices)


def _may_answer_for(authority: AuthorityId, asked: Asked) -> None:
    network = asked.others.get(asked.network)
    held = [one for one in network.held_by(asked.by) if not one.topics] if network is not None else []
    if network is None or authority not in network.members:
        raise NotTheirAuthority
    if not any(one.role == "facilitator" or one.authority == authority for one in held):
        raise NotTheirAuthority


def evolve(state: State | None, event: Event) -> State | None:
    if state is None:
        return State(structs.replace(event, reason=None)) if isinstance(event, Drafted) else None
    kept: Any = structs.replace(event, reason=None)
    match event:
        case Edited():
            return structs.replace(state, drafted=fields.overlay(state.drafted, fields.set_fields(event)))
        case QuestionAdded(question):
            return structs.replace(state, questions={**state.questions, question: kept})
        case QuestionEdited(question) if question in state.questions:
            changed = fields.overlay(state.questions[question], fields.set_fields(event))
            return structs.replace(state, questions={**state.questions, question: changed})
        case QuestionWithdrawn(question):
            return structs.replace(state, off=state.off | {question})
        case Opened():
            return structs.replace(state, stage="open")
        case Closed():
            return structs.replace(state, stage="closed")
        case Answered(person, _, authority):
            return structs.replace(state, answers={**state.answers, authority or person: kept})
        case Clashed(conflict=conflict):
            return structs.replace(state, conflicts={**state.conflicts, conflict: event})
        case Settled(conflict=conflict):
            return structs.replace(state, conflicts={key: open_ for key, open_ in state.conflicts.items() if key != conflict})
    return state  # what happened is never refused


def value(state: State | None, item: UUID, field: str) -> Any:
    """What stands in a field of the questionnaire or of a question now, for those who are told of a clash."""
    if state is None:
        return None
    about, _, name = field.rpartition(".")
    known = state.questions.get(QuestionId(item)) if about == "question" else state.drafted
    return _written(known.choices) if name == "choices" and isinstance(known, QuestionAdded) else getattr(known, name, None)


rules = decider.Decider[State | None, Command, Event]("questionnaire", None, decide, evolve, needs, value=value)
