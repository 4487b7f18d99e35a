"""People at work while the way to the database breaks, and while the database breaks: nothing acknowledged is lost.

Each run prints its seed; ``FAULT_SEED=… pytest tests/faults/test_faults.py -k NAME`` makes the same choices again.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import asyncpg
import pytest

from events import line
from service.embedded import Addresses
from tests.conftest import made_folder
from tests.faults.proxy import Proxy, between
from tests.faults.runs import Run, seeds
from tests.faults.sabotage import COMMITTING, IN_LINE, WRITING, Sabotage, sabotaging, stopped
from tests.http.conftest import served
from tests.http.town import found

Fault = Callable[[], Awaitable[None]]


class Place:
    """Two services on one database, one of them over a bad line; a run; and someone with all rights."""

    def __init__(self, run: Run, proxy: Proxy, sabotage: Sabotage) -> None:
        self.run = run
        self.proxy = proxy
        self.sabotage = sabotage

    def faults(self) -> dict[str, Fault]:
        return {
            "answers lost": self.lose_answers,
            "requests lost": self.lose_requests,
            "cut": self.cut,
            "delayed": self.delay,
            "silent": self.fall_silent,
            "refused": self.refuse,
            "ended in line": self.end_in_line,
            "ended while writing": self.end_while_writing,
            "ended in commit": self.end_in_commit,
            "all ended": self.end_all,
            "holder stopped": self.stop_the_holder,
        }

    async def weather(self, faults: list[Fault]) -> None:
        """One fault after the other, in any order, with a little quiet between them."""
        self.run.chance.shuffle(faults)
        for fault in faults:
            await self.run.answered(self.run.chance.randrange(1, 20))
            await fault()

    async def lose_answers(self) -> None:
        self.proxy.lose_answers = self.run.chance.randrange(1, 4)
        await self.run.answered(10)

    async def lose_requests(self) -> None:
        self.proxy.lose_requests = self.run.chance.randrange(1, 4)
        await self.run.answered(10)

    async def cut(self) -> None:
        for _ in range(self.run.chance.randrange(1, 4)):
            self.proxy.cut()
            await self.run.answered(self.run.chance.randrange(1, 5))

    async def delay(self) -> None:
        self.proxy.delay = lambda: self.run.chance.random() * 0.02
        await self.run.answered(20)
        self.proxy.delay = lambda: 0.0

    async def fall_silent(self) -> None:
        """Both ends believe in their connections, until someone on the way forgets them."""
        self.proxy.fall_silent()
        await asyncio.wait_for(self.proxy.hit.wait(), 30)
        self.proxy.cut()
        self.proxy.speak()

    async def refuse(self) -> None:
        self.proxy.refusing = True
        self.proxy.cut()
        async with self.run.storm():
            await self.run.told(lambda now=self.run.busy: self.run.busy > now)  # type: ignore[misc]  # of this call
            self.proxy.refusing = False

    async def end_in_line(self) -> None:
        async with self.sabotage.line_held():
            assert await self.sabotage.end(IN_LINE)

    async def end_while_writing(self) -> None:
        async with self.sabotage.tables_held():
            assert await self.sabotage.end(WRITING)

    async def end_in_commit(self) -> None:
        async with self.sabotage.commits_held():
            assert await self.sabotage.end(COMMITTING)

    async def end_all(self) -> None:
        assert await self.sabotage.end_all()

    async def stop_the_holder(self) -> None:
        """The one that has the network's row does nothing any more: the others give up, and say so."""
        async with self.sabotage.tables_held():
            (holder, *_) = await self.sabotage.waiting(WRITING)
            async with self.run.storm():
                with stopped(holder):
                    await self.run.told(lambda now=self.run.busy: self.run.busy > now)  # type: ignore[misc]  # of this call


@asynccontextmanager
async def a_place(database: Addresses, seed: int) -> AsyncIterator[Place]:
    folder = made_folder()
    async with between(database, folder) as (proxy, through), served(through) as (service, url), served(database) as (_, straight):
        town = await found(service, url)
        run = Run(seed, town, await town.head(), database, [url, straight])
        await town.close()
        async with sabotaging(database, run.network) as sabotage, run.followed():
            await run.prepare()
            yield Place(run, proxy, sabotage)
    folder.rmdir()


@pytest.fixture
async def hurried(database: Addresses, monkeypatch: pytest.MonkeyPatch) -> Addresses:
    """A database where nobody waits long for a lock, and whose commits wait for a standby where one is named."""
    name = database.owner.partition("@/")[2].partition("?")[0]
    owner = await asyncpg.connect(database.owner)
    await owner.execute(f"ALTER ROLE club21 IN DATABASE {name} SET lock_timeout = '200ms'")
    await owner.execute(f"ALTER ROLE club21 IN DATABASE {name} SET synchronous_commit = on")
    await owner.close()
    monkeypatch.setattr(line, "PAUSE", 0.01)
    return database


async def test_in_any_weather_nothing_that_was_acknowledged_is_lost(hurried: Addresses) -> None:
    for seed in seeds(0.25):
        async with a_place(hurried, seed) as place:
            await place.run.work(8, 20, place.weather(list(place.faults().values())))
            await place.run.judge()
            print(f"counted {place.run.answers} answers, {place.run.busy} of them busy, {len(place.proxy.lost)} lost on the way")
