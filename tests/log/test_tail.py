"""The tail: every event once, in order, to one listener; a lost hint costs time and never an event."""

import asyncio
from collections.abc import AsyncIterator, Iterable

import pytest
from structlog.testing import capture_logs

from events.decider import Event
from events.ids import NetworkId
from events.log import tail as tailing
from events.log.memory import MemoryStore
from events.log.recorded import Recorded
from events.log.store import Unavailable
from events.log.tail import Tail
from tests.log.batches import PLAN, Book, a_stream, drafted, founded, renamed


class Away(MemoryStore):
    """A log that can not be read while it is away."""

    def __init__(self) -> None:
        super().__init__()
        self.away = False
        self.missed = asyncio.Event()  # someone tried to read it while it was away

    async def page(self, network_id: NetworkId, after: int, limit: int) -> list[Recorded[Event]]:
        if self.away:
            self.missed.set()
            raise Unavailable
        return await super().page(network_id, after, limit)


class Reader:
    """Whoever follows a log: notes what it hears and insists on the order; ``stumbles`` so many times."""

    def __init__(self, book: Book, poll: float = 60) -> None:
        self.heard: list[int] = []
        self.stumbles = 0
        self.something = asyncio.Event()
        self.tail = Tail(book.store, book.network_id, lambda: len(self.heard), self.apply, poll)

    def apply(self, events: Iterable[Recorded[Event]]) -> None:
        if self.stumbles:
            self.stumbles -= 1
            raise ZeroDivisionError
        for recorded in events:
            assert recorded.position == len(self.heard) + 1
            self.heard.append(recorded.position)
        self.something.set()

    async def reached(self, position: int) -> None:
        async with asyncio.timeout(60):
            while len(self.heard) < position:
                self.something.clear()
                await self.something.wait()


@pytest.fixture
def store() -> Away:
    """Tails are told by what they read; where from does not matter."""
    return Away()


@pytest.fixture
async def book(store: Away) -> Book:
    """A log of eleven events."""
    made = await founded(store)
    await made.write(drafted(a_stream(), PLAN, *(renamed(str(number)) for number in range(9))))
    return made


@pytest.fixture
async def reader(book: Book) -> AsyncIterator[Reader]:
    """One that no poll helps."""
    made = Reader(book)
    yield made
    await made.tail.close()


@pytest.fixture
async def patient(book: Book) -> AsyncIterator[Reader]:
    """One that looks by itself."""
    made = Reader(book, poll=0.01)
    await made.tail.start()
    yield made
    await made.tail.close()


async def test_it_begins_by_catching_up(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tailing, "PAGE", 3)
    await reader.tail.start()
    assert reader.heard == list(range(1, 12))


async def test_what_this_process_wrote_is_handed_over_without_a_read(book: Book, store: Away, reader: Reader) -> None:
    await reader.tail.start()
    (answer,) = await book.write(drafted(a_stream(), PLAN))
    store.away = True
    reader.tail.hand_over(answer.recorded)
    assert reader.heard == list(range(1, 13))
    assert not store.missed.is_set()


async def test_what_others_wrote_in_between_is_read_before_what_is_handed_over(book: Book, reader: Reader) -> None:
    await reader.tail.start()
    await book.write(drafted(a_stream(), PLAN))
    (mine,) = await book.write(drafted(a_stream(), PLAN))
    reader.tail.hand_over(mine.recorded)
    assert len(reader.heard) == 11, "not out of order"
    await reader.reached(13)


async def test_a_hint_brings_what_others_wrote(book: Book, reader: Reader) -> None:
    await reader.tail.start()
    await book.write(drafted(a_stream(), PLAN))
    reader.tail.hint()
    await reader.reached(12)


async def test_a_hint_for_nothing_does_nothing(reader: Reader) -> None:
    await reader.tail.start()
    reader.tail.hint()
    await asyncio.sleep(0)
    assert len(reader.heard) == 11


async def test_a_lost_hint_costs_time_and_no_event(book: Book, patient: Reader) -> None:
    await book.write(drafted(a_stream(), PLAN))
    await patient.reached(12)


async def test_a_database_that_is_away_is_waited_for(book: Book, store: Away, patient: Reader) -> None:
    with capture_logs() as lines:
        store.away = True
        patient.tail.hint()
        await store.missed.wait()
        store.away = False
        await book.write(drafted(a_stream(), PLAN))
        await patient.reached(12)
    assert {one["event"] for one in lines} == {"tail_waits"}


async def test_a_listener_that_stumbles_once_is_told_again(book: Book, patient: Reader) -> None:
    patient.stumbles = 1
    with capture_logs() as lines:
        await book.write(drafted(a_stream(), PLAN))
        await patient.reached(12)
    assert [one["event"] for one in lines] == ["tail_failed"]
