"""Two versions of the program side by side, each a process of its own on one database, while one is replaced by the other.

The newer one writes what the older can not read: an event that it never heard of, and one in a shape that is new to it.
"""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import asyncpg
import httpx
from structlog.testing import capture_logs

from service.embedded import Addresses
from tests.faults.program import Service
from tests.faults.runs import until
from tests.http.conftest import served
from tests.http.town import Town, asking, found
from tests.live.screen import watching
from tests.people import ADA, BEN, CAS

WAITS = {"plan_board", "conflict_inbox", "recent_activity"}  # for the newer program, where an event of an action is unknown
LEVEL = "SELECT bool_and(position >= $2 AND parked_position IS NULL) FROM read.checkpoint WHERE network_id = $1"


class At(Town):
    """The same town, through one of the services."""

    def __init__(self, town: Town, service: Service) -> None:
        super().__init__(town.service, service.base, town.network, town.cookies)
        self.plan = town.plan
        self.browsers: dict[Any, httpx.AsyncClient] = {}

    def browser(self, person: Any, **headers: str) -> httpx.AsyncClient:
        if (made := self.browsers.get(person)) is None:
            made = self.browsers[person] = super().browser(person, origin=self.url, **headers)
        return made

    async def card(self, action: str, **after: str) -> dict[str, Any]:
        answer = await self.get(BEN, f"/plans/{self.plan}", **after)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = next(one for one in answer.json()["actions"] if one["action_id"] == action)
        return found

    async def parked(self) -> set[str]:
        """What stands still of this network, as the service says of itself."""
        health = (await self.browser(None).get("/health/ready")).json()
        assert health["ready"]
        return {name for network, name in (one.split() for one in health["parked"]) if network == str(self.network)}

    async def is_newer(self, answer: httpx.Response) -> bool:
        """Whoever asked was told in a sentence to come again when the newer program runs here."""
        said = answer.json()
        known = (answer.status_code, answer.headers.get("retry-after"), said.get("code")) == (503, "60", "newer")
        return known and "newer version" in said["detail"]


def led(action: str, was: str | None, by: str) -> dict[str, Any]:
    return asking("action.edit", action, lead={"was": was, "to": by})


def edited(town: Town) -> dict[str, Any]:
    return asking("action_plan.edit", town.plan, title={"was": "Plan climat", "to": "Plan air"})


@asynccontextmanager
async def both(database: Addresses) -> AsyncIterator[tuple[Service, Service]]:
    """A service of today, and beside it one of tomorrow."""
    older, newer = [Service("--no-demo", DATABASE_URL=database.application) for _ in range(2)]
    newer.program = "tests.newer"
    try:
        await asyncio.gather(older.start(), newer.start())
        yield older, newer
        for service in (older, newer):
            assert await service.end(signal.SIGINT) == 0
    except BaseException:
        print(older.last_words(), newer.last_words(), sep="\n\n")
        raise
    finally:
        for service in (older, newer):
            if service.process is not None:
                await service.end(signal.SIGKILL)


async def test_an_older_program_goes_on_beside_a_newer_one_and_comes_back_as_that(database: Addresses) -> None:
    with capture_logs():
        async with served(database) as (service, url):
            towns = [await found(service, url) for _ in range(2)]
            theirs, ours = await towns[0].add(BEN, "Planter une haie"), await towns[0].add(BEN, "Fête du vélo")
            for town in towns:
                await town.close()
    async with both(database) as (older, newer), AsyncExitStack() as stack:
        here, there, elsewhere, elsewhere_newer = [At(town, one) for town in towns for one in (older, newer)]
        for town in (here, there, elsewhere, elsewhere_newer):
            stack.push_async_callback(town.close)
        assert await here.parked() == set()
        async with watching(
            "ws" + older.base.removeprefix("http"), here.cookies[CAS], here.network, f"plan:{here.plan}", origin=here.url
        ) as screen:
            # Something happens to an action that the older program never heard of.
            after = (await there.ask(BEN, "action.withdraw", theirs))["after"]
            before = await here.card(theirs, after=after)
            assert await here.is_newer(await here.post(BEN, led(theirs, None, "CCAS")))
            bulk = asking("together.edit_actions", here.plan, edits={one: {"lead": {"was": None, "to": "CCAS"}} for one in (ours, theirs)})
            assert await here.is_newer(await here.post(BEN, bulk))
            granted = await here.post(BEN, led(ours, None, "Mairie"))
            assert granted.status_code == 200, "what does not rest on it is decided here"
            assert (await there.card(ours, after=granted.json()["after"]))["lead"] == "Mairie", "and shown by the newer one at once"
            assert (await here.card(ours, after=granted.json()["after"]))["lead"] is None, "as it was before that event, here"
            renamed = await here.ask(ADA, "action_plan.edit", here.plan, title={"was": "Plan climat", "to": "Plan air"})
            await screen.until(lambda: screen.rows["plan_list"][here.plan]["title"] == "Plan air")
            assert await here.parked() == WAITS
            assert await there.parked() == set()
            # Rights are told of in a shape that is new to it: of that network nobody knows here who may see what.
            suspended = await elsewhere_newer.ask(ADA, "network.suspend", elsewhere.network, person=str(CAS))
            assert (await elsewhere_newer.get(CAS, "/plans")).status_code == 404
            assert await elsewhere_newer.parked() == set()
            await until(lambda: heard(elsewhere, suspended["after"]))
            for person in (ADA, BEN, CAS):
                assert await elsewhere.is_newer(await elsewhere.get(person, "/plans"))
                assert await elsewhere.is_newer(await elsewhere.post(person, edited(elsewhere)))
            assert "rights" in await elsewhere.parked()
            assert (await here.get(CAS, "/plans")).status_code == 200, "the other network goes on"
        connection = await asyncpg.connect(database.application)
        for town in (here, elsewhere):  # the newer one writes the tables of both to their ends
            head = await connection.fetchval("SELECT max(position) FROM event WHERE network_id = $1", town.network)
            await until(lambda town=town, head=head: level(connection, town, head))  # type: ignore[misc]  # of this turn
        await connection.close()

        assert await older.end(signal.SIGINT) == 0
        older.program = "tests.newer"
        await older.start()
        assert (await here.card(ours, after=renamed["after"]))["lead"] == "Mairie"
        assert await here.card(theirs) == before
        granted = await here.post(BEN, led(theirs, None, "CCAS"))
        assert granted.status_code == 200
        assert (await here.card(theirs, after=granted.json()["after"]))["lead"] == "CCAS"
        assert [(await elsewhere.get(person, "/plans")).status_code for person in (ADA, BEN, CAS)] == [200, 200, 404]
        assert await here.parked() == await elsewhere.parked() == set()


async def heard(town: At, after: str) -> bool:
    """Has the service met what it can not read?"""
    return (await town.get(ADA, "/plans", after=after)).status_code == 503


async def level(connection: Any, town: At, head: int) -> bool:
    """Do the tables show everything, and does none stand still?"""
    return bool(await connection.fetchval(LEVEL, town.network, head))
