"""The plug pulled while people edit: kill -9 of the service, of PostgreSQL, and of both, and nothing acknowledged is lost.

By default each victim is killed once; ``make faults MINUTES=20`` goes on with a share of that time for each.
"""

import asyncio
import contextlib
import os
import random
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from events import ids
from service import embedded
from tests.faults.program import Service, postmaster
from tests.faults.runs import seeds

EDITS = 200
AT_ONCE = 16
PATIENCE = 60.0  # seconds for an answer that must come


class Kept(Service):
    """The program with a database of its own, and an editor of its demonstration."""

    def __init__(self, data: Path) -> None:
        super().__init__(DATA=str(data))
        self.cookie = ""

    @contextlib.asynccontextmanager
    async def browser(self) -> AsyncIterator[httpx.AsyncClient]:
        """An editor's browser: signed in once, and still signed in when the service comes back."""
        limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
        async with httpx.AsyncClient(base_url=self.base, timeout=PATIENCE, limits=limits, headers={"origin": self.base}) as client:
            if not self.cookie:
                answer = await client.post("/api/session", json={"token": self.links[1]})
                assert answer.status_code == 200, answer.text
                self.cookie = answer.headers["set-cookie"].split(";")[0]
            client.headers["cookie"] = self.cookie
            yield client


class Journal:
    """What the people saw: what they asked, and what they were told."""

    def __init__(self) -> None:
        self.asked: dict[str, dict[str, Any]] = {}
        self.told: dict[str, dict[str, Any]] = {}
        self.heard = asyncio.Event()

    def tell(self, id: str, receipt: dict[str, Any]) -> None:
        self.told[id] = receipt
        self.heard.set()

    async def reaches(self, answers: int) -> None:
        while len(self.told) < answers:
            self.heard.clear()
            await self.heard.wait()

    def unanswered(self) -> list[dict[str, Any]]:
        return [asking for id, asking in self.asked.items() if id not in self.told]


def edits(actions: list[str], count: int, chance: random.Random) -> list[dict[str, Any]]:
    """Edits whose order does not matter: each adds a partner of its own."""
    made = []
    for _ in range(count):
        id = str(ids.new())
        command = {"tag": "action.edit", "partners": {"add": [f"Partenaire {id}"]}}
        made.append({"id": id, "stream": chance.choice(actions), "command": command})
    return made


async def ask_all(client: httpx.AsyncClient, network: str, askings: list[dict[str, Any]], journal: Journal) -> None:
    """Ask, some at once, until the service is gone."""
    waiting = iter(askings)

    async def hand() -> None:
        for asking in waiting:
            journal.asked[asking["id"]] = asking
            try:
                answer = await client.post(f"/api/networks/{network}/commands", json=asking)
            except (httpx.TransportError, AttributeError):  # the latter: what the client stumbles over when its line goes as it is made
                return
            if answer.status_code == 200:
                journal.tell(asking["id"], answer.json())
            else:
                assert answer.status_code in (500, 503), answer.text  # nobody knows what came of it: it is asked again

    await asyncio.gather(*(hand() for _ in range(AT_ONCE)))


async def check(data: Path, network: UUID, journal: Journal) -> None:
    """The log has every acknowledged command once, where it was said to be, and positions 1..n."""
    async with embedded.running(data) as addresses:
        db = await asyncpg.connect(addresses.application)
        try:
            positions = [row["position"] for row in await db.fetch("SELECT position FROM event WHERE network_id = $1 ORDER BY 1", network)]
            assert positions == list(range(1, len(positions) + 1))
            versions = await db.fetch(
                "SELECT stream_id, array_agg(version ORDER BY position) AS versions FROM event WHERE network_id = $1 GROUP BY 1", network
            )
            assert all(row["versions"] == list(range(1, len(row["versions"]) + 1)) for row in versions)
            written: dict[str, list[int]] = {}
            for row in await db.fetch("SELECT command_id, position FROM event WHERE network_id = $1", network):
                written.setdefault(str(row["command_id"]), []).append(row["position"])
        finally:
            await db.close()
    for id, receipt in journal.told.items():
        assert receipt["outcome"] == "applied"
        assert [f"1.{position}" for position in written.get(id, [])] == [receipt["after"]]
    assert not journal.unanswered()
    assert set(journal.asked) <= set(written)


async def kill_while_editing(data: Path, victim: str, seed: int) -> None:
    chance = random.Random(seed)
    service = Kept(data)
    journal = Journal()
    await service.start()
    try:
        async with service.browser() as editor:
            (card, *_) = (await editor.get("/api/networks")).json()
            network = card["network_id"]
            (plan, *_) = (await editor.get(f"/api/networks/{network}/plans")).json()
            page = (await editor.get(f"/api/networks/{network}/plans/{plan['plan_id']}")).json()
            actions = [action["action_id"] for action in page["actions"] if not action["withdrawn"]]
            asking = asyncio.create_task(ask_all(editor, network, edits(actions, EDITS, chance), journal))
            threshold = chance.randrange(20, EDITS - 50)
            async with asyncio.timeout(PATIENCE):
                await journal.reaches(threshold)
            if victim in ("postmaster", "both"):
                os.kill(postmaster(data), signal.SIGKILL)
            if victim in ("service", "both"):
                await service.end(signal.SIGKILL)
            await asking
        if victim in ("service", "both"):
            await service.start()
        async with service.browser() as editor:
            await ask_all(editor, network, edits(actions, 20, chance), journal)
            async with asyncio.timeout(PATIENCE):  # an outcome that nobody knows resolves to one of the two, and the same id tells which
                while journal.unanswered():
                    await ask_all(editor, network, journal.unanswered(), journal)
    except BaseException:
        print(service.last_words())
        await service.end(signal.SIGKILL)
        raise
    assert await service.end(signal.SIGINT) == 0
    await check(data, UUID(network), journal)


@pytest.mark.parametrize("victim", ["service", "postmaster", "both"])
async def test_a_kill_loses_nothing_that_was_acknowledged(folder: Path, victim: str) -> None:
    for seed in seeds(0.1):
        await kill_while_editing(folder, victim, seed)
