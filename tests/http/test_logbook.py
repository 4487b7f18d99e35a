"""``club21 log``: an operator checks the log, follows it, measures it and begins a new epoch."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from events import action_plan, ids
from events.asking import Asking
from events.ids import CommandId, NetworkId, PersonId, PlanId, StreamId
from service import app, settings
from service.embedded import Addresses
from service.identity import people
from service.networks import Network
from tests.people import ADA, HAUTEFEUILLE, opening
from tests.terminal import club21


class Operator:
    """Somebody at a terminal, and a database with one network in it."""

    def __init__(self, addresses: Addresses, network: Network) -> None:
        self.addresses = addresses
        self.network = network
        self.environment = {
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "DATABASE_URL": addresses.application,
            "DATABASE_OWNER_URL": addresses.owner,
        }

    async def run(self, *arguments: str, code: int = 0, **environment: str) -> str:
        """Run one command to its end: what it said."""
        done = await asyncio.to_thread(lambda: club21("log", *arguments, **{**self.environment, **environment}))
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout or done.stderr

    async def begin(self, *arguments: str, **environment: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "service", "log", *arguments),
            env={**self.environment, **environment},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def open_plan(self, title: str) -> str:
        """Somebody opens a plan: the token of it."""
        command = action_plan.Open(title=title, authority=HAUTEFEUILLE)
        asking = Asking(id=CommandId(ids.new()), stream=StreamId(PlanId(ids.new())), command=command)
        return str((await self.network.ask(asking, ADA)).after)

    async def spoil(self, statement: str) -> None:
        owner = await asyncpg.connect(self.addresses.owner)
        await owner.execute("SET session_replication_role = replica")
        await owner.execute(statement)
        await owner.close()


@pytest.fixture
async def operator(database: Addresses) -> AsyncIterator[Operator]:
    async with app.running(settings.read({}), database.application, lambda _request: None, signing=False) as service:
        network = await service.networks.found(NetworkId(ids.new()), "Réseau des deux vallées", "real", "Europe/Paris")
        async with service.pool.acquire() as connection:
            await people.add(connection, "Ada Vallon", None, ADA)
        for command in opening():
            asking = Asking(id=CommandId(ids.new()), stream=StreamId(network.network_id), command=command)
            await network.ask(asking, PersonId(network.network_id))
        made = Operator(database, network)
        await made.open_plan("Plan climat")
        yield made


async def test_a_sound_log_is_said_to_be_sound(operator: Operator) -> None:
    network = str(operator.network.network_id)
    said, lines, unknown = await asyncio.gather(
        operator.run("check"),
        operator.run("check", "--network", network, "--json"),
        operator.run("check", "--network", str(ids.new()), code=2),
    )
    assert said.endswith("The log is sound.\n")
    assert "networks 1, events 8, streams 2, commands 8" in said
    told = json.loads(lines)
    assert (told["sound"], told["networks"], told["events"], told["findings"]) == (True, 1, 8, 0)
    assert "No network has the id" in unknown


async def test_a_spoilt_log_is_told_place_by_place(operator: Operator) -> None:
    await operator.spoil("UPDATE event SET at = at - interval '1 day', payload = '{}' WHERE position = 8")
    said, french, lines = await asyncio.gather(
        operator.run("check", code=1), operator.run("check", code=1, LANG="fr_FR.UTF-8"), operator.run("check", "--json", code=1)
    )
    assert f"{operator.network.network_id} · position 8 · The digest does not fit the content" in said
    assert "The log is not sound; findings: 5" in said
    assert "Le journal n’est pas intact" in french
    *findings, verdict = map(json.loads, lines.splitlines())
    assert {one["code"] for one in findings} == {"rows_changed", "digest_differs", "tag_differs", "undecodable", "time_backwards"}
    assert {one["position"] for one in findings if one["network_id"]} == {8}
    assert (verdict["sound"], verdict["findings"]) == (False, 5)


async def test_the_newest_events_are_shown_and_those_from_a_token_on(operator: Operator) -> None:
    await operator.open_plan("Agenda 21")
    await operator.spoil(r"UPDATE event SET payload = '\xff00' WHERE position = 3")
    network = ("--network", str(operator.network.network_id))
    said, lines, other, no_token = await asyncio.gather(
        operator.run("tail", *network),
        operator.run("tail", *network, "--from", "1.8", "--json"),
        operator.run("tail", *network, "--from", "2.1", code=2),
        operator.run("tail", *network, "--from", "8", code=2),
    )
    first, *_, last = said.splitlines()
    assert first.startswith("1.1  ")
    assert "network.founded" in first
    assert "spoilt=ff00" in said.splitlines()[2]
    assert last.startswith("1.9  ")
    assert "action_plan.opened" in last
    assert "Ada Vallon" in last
    documents: list[dict[str, Any]] = [json.loads(line) for line in lines.splitlines()]
    assert [(one["token"], one["body"]["title"]) for one in documents] == [("1.8", "Plan climat"), ("1.9", "Agenda 21")]
    assert "which stands at 1.9" in other
    assert "“8” is no token" in no_token


async def test_what_is_written_meanwhile_is_followed(operator: Operator) -> None:
    process = await operator.begin("tail", "--network", str(operator.network.network_id), "--from", "1.9", "--follow", "--json")
    assert process.stdout is not None
    for title in ("Plan climat", "Agenda 21", "Plan vélo"):
        token = await operator.open_plan(title)
        async with asyncio.timeout(60):
            line = json.loads(await process.stdout.readline())
        assert (line["token"], line["body"]["title"]) == (token, title)
    process.terminate()
    await process.communicate()


async def test_the_log_is_measured(operator: Operator) -> None:
    await operator.network.tables.reached(8)
    said, document = await asyncio.gather(operator.run("stats"), operator.run("stats", "--json"))
    assert "networks 1, events 8, streams 2, commands 8" in said
    assert "Réseau des deux vallées" in said
    told = json.loads(document)
    assert told["outcomes"] == {"applied": 8}
    assert len(told["partitions"]) == 16
    assert sum(told["days"].values()) == 8
    assert told["networks"][0]["streams"] == 2


async def test_a_new_epoch_is_begun_only_on_purpose(operator: Operator) -> None:
    network = str(operator.network.network_id)
    asked, unknown, done = await asyncio.gather(
        operator.run("new-epoch", "--all", code=2),
        operator.run("new-epoch", "--network", str(ids.new()), "--yes", code=2),
        operator.run("new-epoch", "--network", network, "--yes"),
    )
    assert "add --yes" in asked
    assert "No network has the id" in unknown
    assert f"{network}  new epoch 2" in done
    assert f"{network}  new epoch 3" in await operator.run("new-epoch", "--all", "--yes")
    assert "2.1 is none of this log, which stands at 3.8" in await operator.run("tail", "--network", network, "--from", "2.1", code=2)
