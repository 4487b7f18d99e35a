"""The four faults that a live service must not have, planted one by one: each is seen by what watches for it.

A frame is dropped; one is sent after the right to it is gone; two are swapped; something is shown before it is written. The first three
are planted in the hub and seen by the machine of test_lanes; the last in the line of commands, and seen where a screen, a hub, a fold, a
line and a store that fails work together.
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test
from structlog.testing import capture_logs

from events import line
from events.decider import Invalid, Refused
from events.line import Line
from events.log.memory import MemoryStore
from events.log.store import recorded_of
from events.log.tail import Tail
from projections.catalogue import PROJECTIONS
from projections.follower import Follower
from projections.rights import rights
from service import access
from service.live import frames
from service.live.connection import Connection
from service.live.frames import Packet
from service.live.hub import Hub, Listener
from tests import histories
from tests.live.screen import Screen
from tests.live.test_lanes import Lanes, Leaky
from tests.log.batches import founded
from tests.log.faulty import Faulty
from tests.people import DOT

FIRST = len(histories.asked_first())


# --- From a command to a screen -------------------------------------------------------------------------------------


class Reader:
    """A screen at a hub: what is sent is heard at once, and compared with how long the log is by then."""

    def __init__(self, hub: Hub, written: Any, *topics: str) -> None:
        self.screen = Screen()
        self.paused, self.waiting, self.heard_at = False, 0, 0.0
        self.straight = None
        self.turned: Callable[[], None] = lambda: None
        self.written = written
        self.early: list[int] = []  # positions that were not in the log when they were told
        listener = Listener("conn", DOT, "tab", Connection(0.0, frames.LIMITS), self)
        assert hub.join(listener)
        for id, topic in enumerate(topics, 1):
            hub.subscribe(listener, id, topic)

    def send(self, packet: Packet, /) -> None:
        for text in packet.texts:
            position = msgspec.json.decode(text).get("pos", 0)
            if position > self.written():
                self.early.append(position)
            self.screen.hear(text)

    def ping(self) -> None: ...

    def close(self, code: int, reason: str, /) -> None:
        pytest.fail(f"closed with {code}: {reason}")


async def watched(history: histories.History, script: Iterable[str], turns: int, kind: type[Line]) -> None:
    """Ask a whole history at once, while the store fails now and then and somebody watches: they see the log, and no more."""
    book = await founded(MemoryStore())
    network_id, store = book.network_id, Faulty(book.store)
    follower = Follower(network_id)
    tail = Tail(store, network_id, lambda: follower.position, follower.apply)
    await tail.start()
    door = kind(store, network_id, book.head, lambda *_: None, tail.hand_over)
    topics = f"network:{network_id}", f"plan:{histories.PLANS[0]}"

    def hub_of(fold: Follower) -> Hub:
        return Hub(network_id, 1, fold, PROJECTIONS, rights, access.audiences, asyncio.get_running_loop())

    def written() -> int:
        return len(book.store.logs[network_id].events)  # type: ignore[attr-defined]  # the store in memory

    try:
        moved = histories.moved(history, network_id)
        for asking, by in moved[:FIRST]:
            await door.ask(asking, by)
        hub = hub_of(follower)
        follower.listen(hub.publish)
        reader = Reader(hub, written, *topics)
        store.script, store.turns = list(script), turns
        await asyncio.gather(*(quietly(door, asking, by) for asking, by in moved[FIRST:]))
        assert not reader.early, "shown before it was written"
        tail.hint()
        async with asyncio.timeout(10):
            await follower.reached(written())
        hub.flush()
        fresh = Follower(network_id)
        fresh.apply(await book.store.page(network_id, 0, 10_000))
        assert reader.screen.lanes == Reader(hub_of(fresh), written, *topics).screen.lanes
        assert not reader.screen.gaps
    finally:
        await door.close()
        await tail.close()


async def quietly(door: Line, asking: Any, by: Any) -> None:
    with contextlib.suppress(Refused, Invalid, line.Missing, line.Busy):
        await door.ask(asking, by)


scripts = st.lists(st.sampled_from(("answered", "answered", "answer lost", "request lost", "refused")), max_size=6)


@settings(max_examples=12)
@given(histories.histories(25), scripts, st.integers(0, 3))
async def test_nothing_is_shown_before_it_is_written_and_everything_that_was_is(
    history: histories.History, script: list[str], turns: int
) -> None:
    await seen(history, script, turns, Line)


async def seen(history: histories.History, script: list[str], turns: int, kind: type[Line]) -> None:
    with pytest.MonkeyPatch.context() as patch, capture_logs():
        patch.setattr(line, "PAUSE", 0)
        patch.setattr(line, "TRIES", 20)
        await watched(history, script, turns, kind)


# --- The faults -----------------------------------------------------------------------------------------------------


class Dropping(Hub):
    """Every seventh frame is lost on the way to somebody."""

    sent = 0

    def _broadcast(self, listeners: Iterable[Listener], packet: Packet, full: list[Listener]) -> None:
        kept = []
        for listener in listeners:
            self.sent += 1
            if self.sent % 7:
                kept.append(listener)
        super()._broadcast(kept, packet, full)


class Swapping(Hub):
    """Of two frames that go out together, the second goes first."""

    def flush(self) -> None:
        self._seal()
        self._pending.reverse()
        super().flush()


class Hasty(Line):
    """Tells whoever follows what it is about to write."""

    async def _write(self, batch: Any, *, followed: bool) -> Any:
        told: list[Any] = []
        for _, unit in batch.units:
            for draft in unit:
                told += recorded_of(self._network, draft, self._position + len(told) + 1, 1, datetime.now(UTC))
        if told:
            self._written(told)
        return await super()._write(batch, followed=followed)


@pytest.mark.parametrize("fault", [Dropping, Leaky, Swapping], ids=["a frame is dropped", "after a revocation", "two frames are swapped"])
def test_a_fault_of_the_hub_is_seen(fault: type[Hub]) -> None:
    machine = type("Faulty", (Lanes,), {"kind": fault})
    only_look = settings(
        max_examples=2_000, stateful_step_count=40, deadline=None, phases=[Phase.generate], derandomize=True, database=None
    )
    with pytest.raises((AssertionError, KeyError, pytest.fail.Exception)):
        run_state_machine_as_test(machine, settings=only_look)


async def test_what_is_shown_before_it_is_written_is_seen() -> None:
    for script in ([], ["request lost"]):
        with pytest.raises(AssertionError, match="before it was written"):
            await seen(histories.history(1, 25), script, 1, Hasty)
