"""A program newer than this one: it knows a tag and a schema version that today's does not.

What it wrote is put into a log by hand; ``running()`` is the block in which it is the one that runs.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import pytest
from msgspec import structs

from events import action, catalogue, decider
from events.ids import PlanId, StreamId
from events.log.store import Drafted
from tests.log.batches import drafted

TAG = "action.levitated"


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
