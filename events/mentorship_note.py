"""A note in the journal of a mentorship: shared by mentor and mentee, or for its author's side alone.

Stream kind ``mentorship_note``, one stream a note. Its rules:

- The two write while their mentorship is accepted or runs. A note belongs to it for ever, and so does whether it is private.
- A shared note is for the two of them, a private one for whoever wrote it. To everyone else it is as if it were not there.
- Its author alone changes it or takes it away.
"""

from collections.abc import Iterable
from typing import Protocol, TypeAlias, assert_never, runtime_checkable
from uuid import UUID

from msgspec import Struct, structs

from events import decider, fields
from events.decider import Asked, Refused
from events.fields import Change, Text
from events.ids import MentorshipId, PersonId, SessionId

# Events are stored for ever: new fields have defaults, tags are never renamed.


class Written(decider.Event, tag="mentorship_note.written"):
    """What is ``private`` is its author's alone; ``session`` is the one that it tells of."""

    mentorship: MentorshipId
    author: PersonId
    text: str
    private: bool
    session: SessionId | None = None


class Edited(decider.Event, tag="mentorship_note.edited"):
    text: str


class Withdrawn(decider.Event, tag="mentorship_note.withdrawn"): ...


Event: TypeAlias = Written | Edited | Withdrawn

# Commands say what is asked; who asks, and when, arrive apart in Asked.


class Write(decider.Command, kw_only=True, tag="mentorship_note.write"):
    """Write into the journal of one's mentorship: for both, or for oneself alone."""

    mentorship: MentorshipId
    text: Text
    private: bool
    session: SessionId | None = None


class Edit(decider.Command, tag="mentorship_note.edit"):
    """Change the text of one's own note."""

    text: Change[Text]


class Withdraw(decider.Command, tag="mentorship_note.withdraw"):
    """Take one's own note away; its history stays, for those who saw it."""


Command: TypeAlias = Write | Edit | Withdraw

# State holds what the rules need and nothing else.


class State(Struct, frozen=True):
    written: Written  # with the text as it stands
    withdrawn: bool = False


@runtime_checkable
class Mentorship(Protocol):
    """What the rules of a note see of its mentorship."""

    @property
    def parties(self) -> tuple[PersonId, PersonId]: ...
    @property
    def under_way(self) -> bool: ...
    @property
    def sessions(self) -> Iterable[SessionId]: ...


class NotWritten(Refused, code="mentorship_note.not_written"):
    """This note does not exist; reload the page."""


class AlreadyWritten(Refused, code="mentorship_note.already_written"):
    """A note with this identifier exists already; write it under a new one."""


class NoSuchMentorship(Refused, code="mentorship_note.no_such_mentorship"):
    """This mentorship does not exist; choose one of your own."""


class NotUnderWay(Refused, code="mentorship_note.not_under_way"):
    """This mentorship is not accepted, or it is over; its journal is closed."""


class NoSuchSession(Refused, code="mentorship_note.no_such_session"):
    """This session was not written down; record it first, or write without naming one."""


class NotTheirs(Refused, code="mentorship_note.not_theirs"):
    """Only its author changes a note; write one of your own."""


class MovedOn(Refused, code="mentorship_note.moved_on"):
    """Your note has changed since you looked; copy what you typed, look at it once more, then save."""


def needs(command: Command, state: State | None) -> Iterable[UUID]:
    if isinstance(command, Write):
        return (command.mentorship,)
    return () if state is None else (state.written.mentorship,)


def decide(command: Command, state: State | None, asked: Asked) -> list[Event]:
    if isinstance(command, Write):
        return _write(command, state, asked)
    if state is None or not _knows(state.written, asked):
        raise NotWritten
    if asked.by != state.written.author:
        raise NotTheirs
    match command:
        case Edit():
            if state.withdrawn:
                raise NotWritten
            met = fields.meet(state.written, command, {"text": "text3"})
            if met.clashes:
                raise MovedOn  # nobody else writes here: the other text is their own, from another window
            return [Edited(**met.values)] if met.values else []
        case Withdraw():
            return [] if state.withdrawn else [Withdrawn()]
        case _:
            assert_never(command)


def _write(command: Write, state: State | None, asked: Asked) -> list[Event]:
    written = Written(author=asked.by, **structs.asdict(command))
    if state is not None:
        if state.written == written:
            return []  # asked twice, happened once
        raise AlreadyWritten
    known = asked.others.get(command.mentorship)
    if not isinstance(known, Mentorship) or asked.by not in known.parties:
        raise NoSuchMentorship
    if not known.under_way:
        raise NotUnderWay
    if command.session is not None and command.session not in known.sessions:
        raise NoSuchSession
    return [written]


def _knows(written: Written, asked: Asked) -> bool:
    """May this person know of the note at all?"""
    known = asked.others.get(written.mentorship)
    return asked.by == written.author or (not written.private and isinstance(known, Mentorship) and asked.by in known.parties)


def evolve(state: State | None, event: Event) -> State | None:
    match state, event:
        case None, Written():
            return State(structs.replace(event, reason=None))
        case State(written), Edited(text):
            return structs.replace(state, written=structs.replace(written, text=text))
        case State(), Withdrawn():
            return structs.replace(state, withdrawn=True)
    return state  # what happened is never refused


rules = decider.Decider[State | None, Command, Event]("mentorship_note", None, decide, evolve, needs)
