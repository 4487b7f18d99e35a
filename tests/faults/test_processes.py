"""Two and four services on one database, each a process of its own, and people at all of them.

The same promises as with one; and nobody starves: whoever writes elsewhere may be faster, and everyone is answered.
"""

import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from structlog.testing import capture_logs

from service.embedded import Addresses
from tests.conftest import made_folder
from tests.faults.program import Service, running
from tests.faults.proxy import between
from tests.faults.runs import Run, seeds
from tests.faults.sabotage import WRITING, Sabotage, sabotaging, stopped
from tests.faults.screens import open_everywhere
from tests.http.conftest import served
from tests.http.town import found

UNFAIR = 0.2  # of the fastest client's answers; a client that starves has none


class Street:
    """The services, the run, and someone with all rights."""

    def __init__(self, services: list[Service], run: Run, sabotage: Sabotage) -> None:
        self.services = services
        self.run = run
        self.sabotage = sabotage

    async def weather(self) -> None:
        """The last service is stopped, goes on, is killed and comes back; the database ends everyone; a lock is kept."""
        faults = [self.stop, self.kill, self.end_all, self.stop_the_holder]
        self.run.chance.shuffle(faults)
        for fault in faults:
            await self.run.answered(self.run.chance.randrange(5, 30))
            await fault()

    async def stop(self) -> None:
        with stopped(self.services[-1].pid):
            await self.run.answered(20)

    async def kill(self) -> None:
        async with self.run.storm():
            await self.services[-1].end(signal.SIGKILL)
            await self.run.answered(10)
            await self.services[-1].start()

    async def end_all(self) -> None:
        assert await self.sabotage.end_all()

    async def stop_the_holder(self) -> None:
        """While one backend has the network's row and sleeps, people elsewhere are told to come again."""
        async with self.sabotage.tables_held():
            (holder, *_) = await self.sabotage.waiting(WRITING)
            async with self.run.storm():
                with stopped(holder):
                    await self.run.told(lambda now=self.run.busy: self.run.busy > now)  # type: ignore[misc]  # of this call


@asynccontextmanager
async def a_street(database: Addresses, seed: int, count: int, through: Addresses | None = None) -> AsyncIterator[Street]:
    with capture_logs():
        async with served(database) as (service, url):
            town = await found(service, url)
            began = await town.head()
            await town.close()
        async with AsyncExitStack() as stack:
            services = await stack.enter_async_context(running(count, through or database))
            run = Run(seed, town, began, database, [service.base for service in services])
            sabotage = await stack.enter_async_context(sabotaging(database, run.network))
            await stack.enter_async_context(run.followed())
            await run.prepare()
            yield Street(services, run, sabotage)


@pytest.mark.parametrize("count", [2, 4])
async def test_everyone_at_every_service_is_answered(hurried: Addresses, count: int) -> None:
    for seed in seeds(0.1):
        async with a_street(hurried, seed, count) as street:
            run = street.run
            await run.work(2 * count, 3)  # who is asked first opens the network, and everybody else is answered meanwhile
            answers = await run.work(2 * count, 0, run.answered(120))
            await run.judge()
            print(f"counted {count} services: the slowest client got {min(answers)} answers, the fastest {max(answers)}")
            assert min(answers) > UNFAIR * max(answers)


async def test_services_that_stop_and_die_lose_nothing_for_the_others_nor_for_any_screen(hurried: Addresses) -> None:
    """Screens on every road watch both services over bad lines of their own, while hints get lost and a role is taken and given back."""
    for seed in seeds(0.2):
        folder = made_folder()
        async with between(hurried, folder) as (proxy, through), a_street(hurried, seed, 2, through) as street:
            run = street.run
            async with open_everywhere(run, [service.port for service in street.services], proxy) as screens:
                await run.work(8, 20, screens.weather(street.weather()))
                await screens.everyone_may_see()
                await run.judge()
                print(f"counted {run.answers} answers, {run.busy} of them busy; {await screens.judge()}")
        folder.rmdir()
