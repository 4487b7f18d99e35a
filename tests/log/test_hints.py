"""Hints between processes: gathered, heard by the others, and back by themselves after the connection was cut."""

import asyncio
from collections.abc import AsyncIterator, Callable

import asyncpg
import pytest
from structlog.testing import capture_logs

from events import ids
from events.ids import NetworkId
from events.log.hints import Hints
from service.embedded import Addresses


class Ear:
    """A process that hears hints."""

    def __init__(self, address: str) -> None:
        self.heard: list[NetworkId | None] = []
        self.something = asyncio.Event()
        self.hints = Hints(address, self.hear)

    def hear(self, network_id: NetworkId | None) -> None:
        self.heard.append(network_id)
        self.something.set()

    async def until(self, done: Callable[[], bool]) -> None:
        async with asyncio.timeout(60):
            while not done():
                self.something.clear()
                await self.something.wait()


@pytest.fixture
async def two(addresses: Addresses) -> AsyncIterator[tuple[Ear, Ear]]:
    """Two processes that listen."""
    separator = "&" if "?" in addresses.application else "?"
    made = Ear(addresses.application + f"{separator}application_name=ear"), Ear(addresses.application)
    for ear in made:
        ear.hints.start()
    for ear in made:
        await ear.until(lambda ear=ear: ear.heard == [None])  # type: ignore[misc]  # each its own ear
    yield made
    for ear in made:
        await ear.hints.close()


async def test_what_one_says_the_others_hear(two: tuple[Ear, Ear]) -> None:
    network_id = NetworkId(ids.new())
    two[0].hints.say(network_id)
    await two[1].until(lambda: network_id in two[1].heard)


async def test_what_is_said_at_once_is_gathered(two: tuple[Ear, Ear]) -> None:
    busy, other = NetworkId(ids.new()), NetworkId(ids.new())
    for _ in range(500):
        two[0].hints.say(busy)
    two[0].hints.say(other)
    await two[1].until(lambda: other in two[1].heard)
    assert two[1].heard.count(busy) == 1


async def test_after_a_cut_it_listens_again_and_looks_everywhere_once(two: tuple[Ear, Ear], addresses: Addresses) -> None:
    owner = await asyncpg.connect(addresses.owner)
    with capture_logs():
        await owner.fetch("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ear'")
        network_id = NetworkId(ids.new())
        # What is said while the line is down may be lost; what is said after it came back is not.
        two[0].hints.say(network_id)
        await two[0].until(lambda: two[0].heard.count(None) == 2)
        two[1].hints.say(network_id)
        await two[0].until(lambda: network_id in two[0].heard)
        two[0].hints.say(network_id)
        await two[1].until(lambda: network_id in two[1].heard)
    await owner.close()


async def test_words_on_a_channel_of_their_own_are_heard_by_the_others_in_order(addresses: Addresses) -> None:
    ears = Ear(addresses.application), Ear(addresses.application)
    told: list[tuple[int, str]] = []

    def heard(number: int, text: str) -> None:
        told.append((number, text))
        ears[number].something.set()

    for number, ear in enumerate(ears):
        ear.hints.listen("club21_words", lambda text, number=number: heard(number, text))  # type: ignore[misc]  # each its own number
        ear.hints.start()
    for ear in ears:
        await ear.until(lambda ear=ear: ear.heard == [None])  # type: ignore[misc]  # each its own ear
    longest = "é" * 3_950  # bytes count, not letters
    words = [longest, *map(str, range(200))]
    for word in words:
        ears[0].hints.tell("club21_words", word)
    await ears[1].until(lambda: len(told) >= len(words))
    assert told == [(1, word) for word in words], "and not by who told them"
    for ear in ears:
        await ear.hints.close()
