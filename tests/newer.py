"""A program newer than this one: it knows a tag and schema versions that today's does not.

What it wrote is put into a log by hand, and ``running()`` is the block in which it is the one that runs; or ``python -m tests.newer``
is that program, and writes what it knows: in it, whoever withdraws an action lets it levitate, and people are suspended in a new shape.
"""

import copy
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import pytest
from msgspec import structs

from events import action, catalogue, decider, network
from events.ids import PlanId, StreamId
from events.log.store import Drafted
from service.__main__ import main
from tests.log.batches import drafted

TAG = "action.levitated"
SUSPENDED = "network.person_suspended"


class Levitated(decider.Event, tag=TAG):
    """What a newer program lets happen to an action."""

    height: int


def levitated(stream: StreamId, plan: PlanId) -> Drafted:
    """The newer program's command, as it was decided."""
    draft = drafted(stream, action.Withdrawn(), kind="action", parent=plan)
    payload = msgspec.json.encode(Levitated(height=3))
    return structs.replace(draft, events=(structs.replace(draft.events[0], tag=TAG, payload=payload),))


def reshaped(stream: StreamId, plan: PlanId) -> Drafted:
    """An event that today's program knows, in a shape that only the newer one knows."""
    return in_a_new_shape(drafted(stream, action.Edited(notes="un"), kind="action", parent=plan))


def in_a_new_shape(draft: Drafted) -> Drafted:
    return structs.replace(draft, events=(structs.replace(draft.events[0], schema_version=2),))


@contextmanager
def running() -> Iterator[None]:
    """The newer program runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(catalogue.DECODE, (TAG, 1), msgspec.json.Decoder(Levitated).decode)
        patch.setitem(catalogue.DECODE, ("action.edited", 2), msgspec.json.Decoder(action.Edited).decode)
        yield


def decide(command: action.Command, state: action.State | None, asked: decider.Asked) -> list[Levitated] | list[action.Event]:
    """The newer program's rules of an action."""
    return [Levitated(height=3)] if isinstance(command, action.Withdraw) else action.decide(command, state, asked)


def evolve(state: action.State | None, event: action.Event | Levitated) -> action.State | None:
    return state if isinstance(event, Levitated) else action.evolve(state, event)


@contextmanager
def writing() -> Iterator[None]:
    """The newer program runs, and writes as it does."""
    rules = copy.copy(action.rules)
    rules.decide, rules.evolve = decide, evolve  # type: ignore[assignment]  # they make one event more
    with running(), pytest.MonkeyPatch.context() as patch:
        patch.setitem(catalogue.EVENTS, TAG, Levitated)
        patch.setitem(catalogue.SCHEMA_VERSIONS, TAG, 1)
        patch.setitem(catalogue.SCHEMA_VERSIONS, SUSPENDED, 2)
        patch.setitem(catalogue.DECODE, (SUSPENDED, 2), msgspec.json.Decoder(network.PersonSuspended).decode)
        patch.setitem(catalogue.DECIDERS, "action", rules)
        yield


if __name__ == "__main__":
    with writing():
        sys.exit(main())
