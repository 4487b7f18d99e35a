"""Long logs, written by the store's own append in big batches, without deciding anything.

Every command begins a stream with four events, of notes and of other plans' actions in turn. One plan has the same
thousand events in a log of any length, spread over all of it.
"""

import math
from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

from bench import appending
from bench.appending import EVENTS, TEXT, Noted
from bench.place import Place
from events import action, ids
from events.ids import CommandId, NetworkId, PersonId, PlanId, StreamId
from events.log import codec
from events.log.codec import Sealed
from events.log.store import Drafted, Head

BATCH = 500  # commands, as many as the line puts into one
PLANNED = 1_000  # events of the plan that is looked at
ACTIONS = 100  # of that plan


class Filled(Struct, frozen=True):
    """A log, the plan in it, and the streams that take notes."""

    network_id: NetworkId
    head: Head
    plan: PlanId
    notes: list[StreamId]


async def fill(place: Place, events: int, of_plan: int = PLANNED) -> Filled:
    """A network of its own, whose log has so many events, or a few more, so many of them of the plan that is looked at."""
    appending.enter()
    network_id, head = await place.found()
    plan, position = PlanId(ids.new()), head.position
    others, planned = _others(), _planned(plan, of_plan)
    versions: dict[StreamId, int] = {}
    notes: list[StreamId] = []
    batches = math.ceil((events - of_plan) / (BATCH * EVENTS))
    for number in range(batches):
        drafts = [*islice(others, BATCH), *islice(planned, of_plan // batches + (number < of_plan % batches))]
        before = {one.stream: versions.get(one.stream, 0) for one in drafts}
        await place.store.append(network_id, head.epoch, before, [[one] for one in drafts], position)
        for one in drafts:
            position += len(one.events)
            if one.parent == plan:
                versions[one.stream] = versions.get(one.stream, 0) + len(one.events)
            elif one.kind == "measured":
                notes.append(one.stream)
    found = await place.store.head(network_id)
    assert found is not None
    assert found.position == position
    return Filled(network_id, found, plan, notes)


def _others() -> Iterator[Drafted]:
    """What the plan is not: notes, and the actions of a new plan every hundred actions."""
    note = tuple(codec.seal(Noted(number=number, text=TEXT)) for number in range(EVENTS))
    edits = [codec.seal(action.Edited(description=f"{TEXT} {number}")) for number in range(1, EVENTS)]
    while True:
        plan = PlanId(ids.new())
        added = codec.seal(action.Added(plan=plan, order_key="V", title="Planter des haies", description=TEXT))
        for _ in range(ACTIONS):
            yield _draft(StreamId(ids.new()), "measured", None, note)
            yield _draft(StreamId(ids.new()), "action", plan, (added, *edits))


def _planned(plan: PlanId, of_plan: int) -> Iterator[Drafted]:
    """Every action of the plan added, then each edited again and again, one event a command."""
    streams = [StreamId(ids.new()) for _ in range(ACTIONS)]
    event: action.Event
    for number in range(of_plan):
        if number < ACTIONS:
            event = action.Added(plan=plan, order_key="V", title=f"Planter des haies {number}", description=TEXT)
        else:
            event = action.Edited(description=f"{TEXT} {number}")
        yield _draft(streams[number % ACTIONS], "action", plan, (codec.seal(event),))


_PERSON = PersonId(ids.new())


def _draft(stream: StreamId, kind: str, parent: PlanId | None, events: tuple[Sealed, ...]) -> Drafted:
    return Drafted(
        id=CommandId(ids.new()),
        by=_PERSON,
        on_behalf_of=None,
        cause=None,
        request_hash=bytes(32),
        outcome="applied",
        at=None,
        stream=stream,
        kind=kind,
        parent=parent,
        reads=frozenset({stream}),
        events=events,
    )
