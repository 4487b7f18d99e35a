"""People at work while the way to the database breaks, and while the database breaks: nothing acknowledged is lost.

Each run prints its seed; ``FAULT_SEED=… pytest tests/faults/test_faults.py -k NAME`` makes the same choices again.
"""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from msgspec import UNSET
from structlog.testing import capture_logs

from events import ids, line
from events.asking import Asking
from events.ids import CommandId, NetworkId, PersonId, StreamId
from events.log import postgres
from service import app
from service.app import App
from service.embedded import Addresses
from tests.conftest import made_folder
from tests.faults.proxy import Proxy, between
from tests.faults.runs import Client, Run, seeds
from tests.faults.sabotage import COMMITTING, IN_LINE, WRITING, Sabotage, sabotaging, stopped
from tests.http.conftest import served
from tests.http.town import found
from tests.live.screen import watching
from tests.log.batches import LONG_AGO
from tests.people import BEN, CAS, opening

Fault = Callable[[], Awaitable[None]]


class Place:
    """Two services on one database, one of them over a bad line; a run; and someone with all rights."""

    def __init__(self, service: App, run: Run, proxy: Proxy, sabotage: Sabotage) -> None:
        self.service = service  # the one over the bad line
        self.run = run
        self.proxy = proxy
        self.sabotage = sabotage

    @asynccontextmanager
    async def all_connections(self) -> AsyncIterator[None]:
        """Every connection of the service is taken."""
        async with AsyncExitStack() as taken:
            for _ in range(self.service.pool.get_max_size()):
                await taken.enter_async_context(self.service.pool.acquire())
            yield

    async def rate(self) -> float:
        """Answers a second."""
        before, began = self.run.answers, time.monotonic()
        await self.run.work(8, 20)
        return (self.run.answers - before) / (time.monotonic() - began)

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
        aim = self.run.answers + 30  # by then the pool had other connections than those that were there
        await self.run.told(lambda: self.proxy.hit.is_set() or self.run.answers >= aim)
        self.proxy.cut()

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
    with capture_logs():  # their tracebacks take longer to print than the run
        async with between(database, folder) as (proxy, through), served(through) as (service, url), served(database) as (_, straight):
            town = await found(service, url)
            run = Run(seed, town, await town.head(), database, [url, straight])
            await town.close()
            async with sabotaging(database, run.network) as sabotage, run.followed():
                await run.prepare()
                yield Place(service, run, proxy, sabotage)
    folder.rmdir()


async def test_in_any_weather_nothing_that_was_acknowledged_is_lost(hurried: Addresses) -> None:
    for seed in seeds(0.25):
        async with a_place(hurried, seed) as place:
            await place.run.work(8, 20, place.weather(list(place.faults().values())))
            await place.run.judge()
            print(f"counted {place.run.answers} answers, {place.run.busy} of them busy, {len(place.proxy.lost)} lost on the way")


async def test_an_answer_lost_after_the_commit_is_told_by_its_id(hurried: Addresses) -> None:
    (seed,) = [*seeds(0)]
    async with a_place(hurried, seed) as place, Client(place.run, "Ben", BEN, place.run.urls[0]) as ben:
        for lost, told in ((1, "applied"), (line.TRIES, "applied"), (line.TRIES + 1, "unknown")):
            place.proxy.lose_answers = lost
            request = ben.noted(ben.joined())
            assert await ben.send(request) == [told], "a lost answer is asked for again, for a while"
            assert place.proxy.lose_answers == 0
            assert await ben.send(request) == ["applied"]
        assert place.proxy.lost == ["answer"] * (1 + line.TRIES + line.TRIES + 1)
        await place.run.judge()


async def test_a_way_that_fell_silent_is_given_up_and_another_one_taken(database: Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "ANSWERS_WITHIN", 1.0)
    (seed,) = [*seeds(0)]
    async with a_place(database, seed) as place, Client(place.run, "Ben", BEN, place.run.urls[0]) as ben:
        await ben.look()  # signed in from now on: who asks first is looked up
        async with place.all_connections():
            pass
        place.proxy.fall_silent()
        assert await ben.send(ben.noted(ben.joined())) == ["applied"], "after one of them the others are not tried, too"
        assert "silent" in place.proxy.lost
        await place.run.judge()


async def test_while_all_connections_are_taken_people_are_told_to_come_again(hurried: Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    (seed,) = [*seeds(0)]
    async with a_place(hurried, seed) as place, Client(place.run, "Ben", BEN, place.run.urls[0]) as ben:
        async with place.all_connections():
            monkeypatch.setattr(postgres, "PATIENCE", 0.1)
            monkeypatch.setattr(app, "WAITS", 0.1)
            busy = place.run.busy
            assert await ben.send(ben.noted(ben.joined())) == ["unknown"]
            assert place.run.busy == busy + 1
            monkeypatch.undo()
        assert await ben.ask(ben.joined()) == ["applied"]
        await place.run.judge()


async def test_without_hints_screens_follow_another_service_all_the_same(database: Addresses) -> None:
    (seed,) = [*seeds(0)]
    async with a_place(database, seed) as place:
        run, proxy = place.run, place.proxy
        proxy.notify = False
        address, topic = "ws" + run.urls[0].removeprefix("http"), f"plan:{run.plan}"
        async with watching(address, run.cookies[BEN], run.network, topic) as screen, Client(run, "Cas", CAS, run.urls[1]) as cas:
            for _ in range(3):
                await cas.add()
                await screen.until(lambda: run.cards[-1] in screen.rows.get("plan_board", {}))
        assert "hint" in proxy.lost
        await run.judge()


async def test_an_old_snapshot_held_open_stops_nobody(database: Addresses) -> None:
    for seed in seeds(0.05):
        async with a_place(database, seed) as place:
            before = await place.rate()
            holding = await asyncpg.connect(database.owner)
            async with holding.transaction(isolation="repeatable_read"):
                count = "SELECT count(*) FROM event"
                stood = await holding.fetchval(count)
                meanwhile = await place.rate()
                assert await holding.fetchval(count) == stood
            await holding.close()
            await place.run.judge()
            print(f"counted {before:.0f} answers/s, {meanwhile:.0f} answers/s while an old snapshot was held open")


async def test_time_never_runs_backwards_when_a_clock_did(database: Addresses) -> None:
    async with served(database) as (service, _):
        network = await service.networks.found(NetworkId(ids.new()), "Réseau des deux vallées", "given", "Europe/Paris", LONG_AGO)
        voice = PersonId(network.network_id)
        ahead = datetime.now(UTC) + timedelta(hours=2)
        for number, command in enumerate(opening()):
            at = ahead if number == 0 else UNSET  # it was two hours later then than it is now
            asked = Asking(id=CommandId(ids.new()), stream=StreamId(network.network_id), command=command, at=at)
            await network.ask(asked, voice, loading=True)
        times = [one.at for one in await service.networks.store.page(network.network_id, 0, 100)]
    assert times == [LONG_AGO, *[times[1]] * len(opening())]
    assert times[1] >= ahead.replace(microsecond=0)
