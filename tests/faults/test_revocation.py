"""A right is taken back at any moment, while people write, on two services that are processes of their own.

Whatever took it away (a role taken, a suspension, a token revoked, a session ended), nothing from there on is delivered to who had it,
over a socket or HTTP, by either service, and nothing they ask for is accepted.
"""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from typing import Any

import httpx
import websockets

from events import ids
from events.ids import PersonId
from service.embedded import Addresses
from service.identity import people
from service.live import frames
from tests.faults.program import Service, running
from tests.faults.runs import seeds
from tests.http.conftest import served
from tests.http.test_tokens import closed, made
from tests.http.town import Town, asking, found
from tests.live.screen import Watching
from tests.people import ADA, CAS, HAUTEFEUILLE

WAYS = ("role", "suspension", "token", "session")
ROLE = {"role": "editor", "authority": str(HAUTEFEUILLE)}


def at(token: str) -> int:
    return int(token.partition(".")[2])


class Caller:
    """Somebody at one service: reads, edits an action of their own, and listens, until nothing of it is granted any more."""

    def __init__(self, base: str, town: Town, headers: dict[str, str], action: str) -> None:
        self.base = base
        self.town = town
        self.headers = headers
        self.action = action
        self.notes: str | None = None
        self.browser = httpx.AsyncClient(base_url=base, headers=headers, timeout=60)
        self.told = [0]  # the positions of what was answered
        self.refused: set[int] = set()
        self.screen: Watching

    async def edit(self) -> httpx.Response:
        """One change."""
        was, self.notes = self.notes, f"Autrement {ids.new()}"
        wish = asking("action.edit", self.action, notes={"was": was, "to": self.notes})
        return await self.browser.post(f"{self.town.path}/commands", json=wish)

    async def write(self) -> None:
        """Change it for ever."""
        while True:
            answer = await self.edit()
            assert answer.status_code == 200, answer.text

    async def act(self) -> None:
        while (answer := await self.edit()).status_code == 200:
            self.told.append(at(answer.json()["after"]))
        self.refused.add(answer.status_code)

    async def read(self) -> None:
        while (answer := await self.browser.get(f"{self.town.path}/actions/{self.action}")).status_code == 200:
            self.told.append(at(answer.headers["club21-position"]))
        self.refused.add(answer.status_code)

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        address = "ws" + self.base.removeprefix("http") + "/live"
        async with websockets.connect(address, subprotocols=[frames.SUBPROTOCOL], additional_headers=self.headers) as socket:  # type: ignore[list-item]  # a NewType of str
            self.screen = Watching(socket)
            hearing = asyncio.create_task(self.screen.listen())
            await self.screen.hello(self.town.network, "caller")
            await self.screen.subscribe(f"plan:{self.town.plan}")
            try:
                yield
            finally:
                hearing.cancel()
                with contextlib.suppress(asyncio.CancelledError, websockets.ConnectionClosed):
                    await hearing

    def heard(self) -> int:
        """The last position of which a frame told."""
        last: int = max(frame["pos"] for frame in self.screen.heard if "pos" in frame)
        return last


class World:
    """A network, who lives in it, and somebody for each way to be shut out."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.headers: dict[str, dict[str, str]] = {}
        self.ids: dict[str, str] = {}
        self.actions: dict[str, list[str]] = {}

    async def peopled(self) -> "World":
        town = self.town
        self.actions["writing"] = [await town.add(ADA, f"Action {number}") for number in range(2)]
        for way in WAYS:
            self.actions[way] = [await town.add(ADA, f"Action {number}") for number in range(2)]
            if way == "token":
                token = await made(town, may="command", authority_id=str(HAUTEFEUILLE))
                self.ids[way], self.headers[way] = token["token"]["token_id"], {"authorization": f"Bearer {token['secret']}"}
                continue
            person, cookie = PersonId(ids.new()), town.cookies[ADA].partition("=")[0]
            async with town.service.pool.acquire() as connection:
                await people.add(connection, way, None, person)
                self.headers[way] = {"cookie": f"{cookie}={await town.service.sessions.begin(connection, person)}"}
            await town.ask(ADA, "network.give_role", town.network, person=str(person), **ROLE)
            self.ids[way] = str(person)
        return self

    async def shut_out(self, way: str, base: str) -> int | None:
        """Take the right back at this service: from which position on, where the log tells."""
        town, its = self.town, self.headers[way]
        async with httpx.AsyncClient(base_url=base, timeout=60) as browser:
            if way == "session":
                assert (await browser.delete("/api/session", headers=its)).status_code == 204
                return None
            browser.headers["cookie"] = town.cookies[ADA]
            if way == "token":
                gone = await browser.delete(f"{town.path}/tokens/{self.ids[way]}")
                assert gone.status_code == 204
                return at(gone.headers["club21-position"])
            tag, more = ("network.take_role", ROLE) if way == "role" else ("network.suspend", {})
            wish: dict[str, Any] = asking(tag, town.network, person=self.ids[way], **more)
            answer = await browser.post(f"{town.path}/commands", json=wish)
            assert answer.status_code == 200, answer.text
            return at(answer.json()["after"])

    async def written(self, base: str) -> int:
        """The position of something that is written now."""
        async with httpx.AsyncClient(base_url=base, headers={"cookie": self.town.cookies[ADA]}, timeout=60) as browser:
            wish = asking("action.add", ids.new(), plan=self.town.plan, title="Plus tard", order_key="V")
            receipt: dict[str, str] = (await browser.post(f"{self.town.path}/commands", json=wish)).json()
            return at(receipt["after"])


async def shut_out_while_all_speak(world: World, way: str, services: list[Service], chance: random.Random) -> None:
    town = world.town
    here_and_there = zip(services, world.actions[way], strict=True)
    callers = [Caller(service.base, town, world.headers[way], action) for service, action in here_and_there]
    here, there = chance.sample(callers, 2)  # where it happens, and elsewhere
    async with asyncio.timeout(60), here.listening(), there.listening():
        busy = {caller: [asyncio.create_task(doing()) for doing in (caller.act, caller.read)] for caller in callers}
        screen = chance.choice(callers).screen
        moment = len(screen.heard) + chance.randrange(1, 60)
        await screen.until(lambda: len(screen.heard) >= moment)
        end = await world.shut_out(way, here.base)
        ends = {here: end or await world.written(here.base)}
        await asyncio.gather(*busy[there])
        # A session is of no log: what it ends with is what is written once a service has refused it for the first time.
        ends[there] = end or await world.written(there.base)
        await asyncio.gather(*busy[here])
        codes = {await closed(caller.screen) for caller in callers}
    assert codes <= ({frames.SIGNED_OUT} if way == "session" else {frames.FORBIDDEN, frames.SIGNED_OUT}), way
    for caller in callers:
        assert caller.refused <= {401, 404}, (way, caller.refused)
        assert len(caller.told) > 1, "whoever was granted nothing before proves nothing"
        assert max(caller.heard(), *caller.told) < ends[caller], (way, "where it happened" if caller is here else "elsewhere")
        assert (await caller.browser.get(f"{town.path}/plans")).status_code in (401, 404)
        await caller.browser.aclose()


async def test_nothing_that_follows_a_revocation_reaches_anyone_in_any_process(database: Addresses) -> None:
    for seed in seeds(0.1):
        chance = random.Random(seed)
        async with served(database) as (service, url):
            world = await World(await found(service, url)).peopled()
            await world.town.close()
        async with running(2, database) as services:
            each = zip((ADA, CAS), services, world.actions["writing"], strict=True)
            writers = [Caller(one.base, world.town, {"cookie": world.town.cookies[who]}, action) for who, one, action in each]
            writing = [asyncio.create_task(one.write()) for one in writers]
            for way in chance.sample(WAYS, len(WAYS)):
                await shut_out_while_all_speak(world, way, services, chance)
            assert not any(task.done() for task in writing)
            for task, one in zip(writing, writers, strict=True):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
                await one.browser.aclose()
