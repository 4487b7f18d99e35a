"""The service with many screens before it, a process of its own: ``python -m bench.live_service <address of the database> [fan]``.

It serves as always, and notes when the database answered each append. Each line in asks for one thing: figures of the process,
or, with ``fan``, a fan-out, for which the hub is fed with steps made here, since no database commits as often as a hub can send. It says
where, and who takes part, in one line; it ends when its standard input does.
"""

import asyncio
import gc
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import uvloop
from msgspec import Struct

from bench import ticking, town
from bench.listeners import more_files
from bench.ticking import Change, Revoke, Tick, Ticked
from events import action, fields, ids, network
from events.ids import CommandId, NetworkId, PersonId, PlanId, StreamId
from events.log.postgres import PostgresStore
from events.log.recorded import Recorded
from events.log.store import Answer
from projections.projection import Changed, Projection, Row, Step
from service import app, logs, serving, settings
from service.door import cookie_name
from service.identity import people
from service.live.hub import Hub
from service.live.lane import MEMORY
from service.networks import Network

FAR = 1_000_000  # positions of a fan-out all have seven digits
FRAME = 400  # bytes of a frame of a fan-out
ACTIONS = 20


class Serving(Struct, frozen=True):
    """What clients have to know; the cookies are an editor's and a partner's."""

    port: int
    network: NetworkId
    plan: PlanId
    actions: tuple[str, ...]
    cookies: tuple[str, ...]


class Figures(Struct, frozen=True):
    """Of this process: memory, open files, what waits for a time, tasks; and since last asked, when each position was committed."""

    kib: int
    files: int
    timers: int
    tasks: int
    committed: list[tuple[int, float]]


committed: list[tuple[int, float]] = []


def note_commits() -> None:
    """When the database's answer was here, for every append from now on."""
    append = PostgresStore.append

    async def noted(self: PostgresStore, *arguments: Any) -> list[list[Answer]]:
        answers = await append(self, *arguments)
        now = time.perf_counter()
        committed.extend((answer.last_position, now) for unit in answers for answer in unit if answer.recorded)
        return answers

    PostgresStore.append = noted  # type: ignore[method-assign,assignment]  # in this process alone, to know the moment


class Measured(Row, frozen=True):
    """A row of no other use, so that a frame with it has the size that is asked for."""

    number: int
    text: str


class Fanning:
    """Steps of one commit each, as the fold would tell them to the hub of one plan."""

    def __init__(self, hub: Hub, plan: PlanId) -> None:
        self.hub = hub
        self.plan = plan
        hub.position = hub.flushed = self.position = FAR
        self.rows: dict[int, Measured] = {}
        self.projection = Projection("measured", Measured, _nothing, _as_it_is, lambda _row: (f"plan:{plan}",))
        self.lane = hub._topics[f"plan:{plan}"].lane("network", FAR, MEMORY)
        self.padding = ""

    def publish(self, batch: int) -> None:
        """So many commits in one turn of the loop; flushed at once, where the hub would rest a while after each long flush."""
        for _ in range(batch):
            self.position += 1
            key = self.position % 100
            row = Measured(key, f"{self.padding}{self.position}")
            changed = Changed(self.projection, key, self.rows.get(key), row)
            self.rows[key] = row
            by, stream = PersonId(self.hub.network), StreamId(self.plan)
            recorded = Recorded[action.Event](
                *(self.hub.network, self.position, stream, None, 1, "measured.noted", CommandId(ids.new()), None, by, None),
                datetime.now(UTC),
                action.Withdrawn(),
            )
            self.hub.hear(Step(recorded, (changed,)))
        self.hub.flush()

    def full(self) -> bool:
        first = [listener for listener, _ in zip(self.lane.listeners, range(20), strict=False)]
        return any(listener.writer.waiting > ticking.WAITING for listener in first)

    async def fan(self, tick: Tick) -> Ticked:
        """As the peers do."""
        ticked = await ticking.ticked(tick, lambda: len(self.lane.listeners), self.publish, self.full)
        self.padding += "x" * (FRAME - len(self.lane._ring[-1].packet.texts[0]))  # from the end of the first turn on, which is a warm-up
        return ticked


class Changing:
    """A script's changes, as commands: the things are actions, of which each change is another text."""

    def __init__(self, network: Network, furnished: town.Town, ben: PersonId) -> None:
        self.network = network
        self.town = furnished
        self.ben = ben
        self.was: dict[int, str | None] = {}

    async def change(self, change: Change) -> int:
        """In order, many at once."""
        asking = []
        for thing, text in change.messages():
            objectives = fields.Change(self.was.get(thing), text)
            self.was[thing] = text
            command = town.asking(self.town.actions[thing], action.Edit(objectives=objectives))
            asking.append(asyncio.create_task(self.network.ask(command, self.town.editor)))
            if len(asking) % 100 == 0:
                await asyncio.wait(asking)
        assert {receipt.outcome for receipt in await asyncio.gather(*asking)} == {"applied"}
        return len(asking)

    async def revoke(self) -> int:
        """Ben may see nothing here any more."""
        itself = PersonId(self.network.network_id)
        command = town.asking(self.network.network_id, network.TakeRole(person=self.ben, role="partner", authority=None))
        await self.network.ask(command, itself)
        return 1


def _nothing(_recorded: Recorded[action.Withdrawn]) -> tuple[int, ...]:
    return ()


def _as_it_is(row: Measured | None, _recorded: Recorded[Any]) -> Measured | None:
    return row


def figures() -> Figures:
    """Of this process, now."""
    gc.collect()
    kib = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024
    timers = sum(type(one).__name__ == "TimerHandle" for one in gc.get_objects())
    told = committed.copy()
    committed.clear()
    return Figures(kib, len(os.listdir("/proc/self/fd")), timers, len(asyncio.all_tasks()), told)


async def _signed(service: app.App, measured: Network) -> None:
    """Wait until all of it is signed: who came before a checkpoint would be told more than who came after it, and bytes are counted."""
    evidence = service.inside.state.evidence
    async with asyncio.timeout(60):
        while (newest := evidence.newest(measured.network_id)) is None or newest.size < measured.follower.position:  # noqa: ASYNC110 - nobody says
            await asyncio.sleep(0.05)


async def serve(address: str, *, fans: bool) -> None:
    more_files()
    note_commits()
    listening = ticking.listening()
    port = listening.getsockname()[1]
    chosen = settings.read({"DATABASE_URL": address, "PORT": str(port), "REQUESTS_A_SECOND": "0", "CONNECTIONS": "0"}, None)
    async with app.running(chosen, address, logs.set_up("json")) as service:
        measured = await service.networks.found(NetworkId(ids.new()), "Measured", "real", "Europe/Paris")
        furnished = await town.furnish(measured.network_id, measured.ask, ACTIONS)
        ben = PersonId(ids.new())
        await measured.ask(town.asking(measured.network_id, network.GiveRole(person=ben, role="partner")), PersonId(measured.network_id))
        cookies = []
        async with service.pool.acquire() as connection:
            await people.add(connection, "Ada", None, furnished.editor)
            await people.add(connection, "Ben", None, ben)
            for person in (furnished.editor, ben):
                token = await service.sessions.begin(connection, person)
                cookies.append(f"{cookie_name(chosen)}={token}")
        await _signed(service, measured)
        ticking.collect_less()
        asked = await ticking.lines()
        server = serving.server(service)
        running = asyncio.create_task(server.serve(sockets=[listening]))
        ready = Serving(port, measured.network_id, furnished.plan, tuple(map(str, furnished.actions)), tuple(cookies))
        print(msgspec.json.encode(ready).decode(), flush=True)
        fanning = Fanning(await service.hubs.of(measured.network_id), furnished.plan) if fans else None
        changing = Changing(measured, furnished, ben)
        while line := await asked.readline():
            told: Figures | Ticked | int
            match msgspec.json.decode(line, type=Tick | Change | Revoke | None):
                case Tick() as tick:
                    assert fanning is not None
                    told = await fanning.fan(tick)
                case Change() as change:
                    told = await changing.change(change)
                case Revoke():
                    told = await changing.revoke()
                case None:
                    told = figures()
            print(msgspec.json.encode(told).decode(), flush=True)
        server.should_exit = True
        await running


if __name__ == "__main__":
    uvloop.run(serve(sys.argv[1], fans="fan" in sys.argv))
