"""A canvas of steps of a network's own, from which processes start (events/process.py); some more come with the program.

Stream kind ``process_template``. A canvas has at least one step and at most a hundred, no two alike. It is never changed:
another one is written, so that a process can tell what it started from. Withdrawn, it is offered to nobody any more.
"""

from typing import TypeAlias, assert_never

from msgspec import Struct, structs

from events import decider
from events.decider import Asked, Refused
from events.fields import Line, Text

MOST_STEPS = 100
LONGEST_STEP = 300  # characters

# Events are stored for ever: new fields have defaults, tags are never renamed.


class Written(decider.Event, tag="process_template.written"):
    name: str
    steps: tuple[str, ...]


class Withdrawn(decider.Event, tag="process_template.withdrawn"): ...


Event: TypeAlias = Written | Withdrawn

# Commands say what is asked; who asks, and when, arrive apart in Asked.


class Write(decider.Command, tag="process_template.write"):
    """Write a canvas: its name, and its steps, one a line."""

    name: Line
    steps: Text


class Withdraw(decider.Command, tag="process_template.withdraw"):
    """Offer a canvas to nobody any more."""


Command: TypeAlias = Write | Withdraw

# State holds what the rules need and nothing else.


class State(Struct, frozen=True):
    written: Written
    withdrawn: bool = False


class NotWritten(Refused, code="process_template.not_written"):
    """This canvas does not exist; choose another one."""


class AlreadyWritten(Refused, code="process_template.already_written"):
    """A canvas with this identifier exists already; write yours under a new one."""


class NoSteps(Refused, code="process_template.no_steps"):
    """A canvas has from one to a hundred steps of 300 characters at most, one a line, no two alike; mend the list."""


def decide(command: Command, state: State | None, asked: Asked) -> list[Event]:
    match command:
        case Write(name, steps):
            titles = tuple(" ".join(line.split()) for line in steps.split("\n") if line.strip())
            if not 1 <= len(titles) <= MOST_STEPS or len(set(titles)) < len(titles) or max(map(len, titles)) > LONGEST_STEP:
                raise NoSteps
            written = Written(name=name, steps=titles)
            if state is not None and state.written != written:
                raise AlreadyWritten
            return [written] if state is None else []  # asked twice, happened once
        case Withdraw():
            if state is None:
                raise NotWritten
            return [] if state.withdrawn else [Withdrawn()]
        case _:
            assert_never(command)


def evolve(state: State | None, event: Event) -> State | None:
    match state, event:
        case None, Written():
            return State(structs.replace(event, reason=None))
        case State(), Withdrawn():
            return structs.replace(state, withdrawn=True)
    return state  # what happened is never refused


rules = decider.Decider[State | None, Command, Event]("process_template", None, decide, evolve)
