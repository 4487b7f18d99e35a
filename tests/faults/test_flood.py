"""A flood: people change twenty actions at a time through two services while connections and services end, and six screens keep up.

One command in a hundred meets a fault. Every screen, on each road to each service, notes what it is told and keeps nothing of it; at the
end the notes are compared with the log. A million events where ``FAULT_MINUTES`` is 20 or more, a thousand in ``make test``.
"""

import asyncio
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import asyncpg
import httpx
import msgspec
import pytest

from events import ids
from service.embedded import Addresses
from tests.faults.program import Service, running
from tests.faults.runs import MINUTES, PATIENCE, Run, seeds
from tests.faults.screens import Ledger, OnPolls, OnSocket, OnStream, Seat, lines, shown
from tests.faults.test_screens import Frames, sound
from tests.http.conftest import served
from tests.http.town import PLAIN, asking, found
from tests.live.roads import ROADS
from tests.live.test_socket import TABLES
from tests.people import BEN

EVENTS = int(min(1_000_000, 1_000 + 50_000 * MINUTES))
AT_ONCE = 20  # events of a command: more would be fetched as one frame for many
WRITERS = 8
FAULTS = 0.01  # of commands
NEVER_JUDGED: Any = SimpleNamespace(
    told=lambda _: None, heard=lambda _: None, judge=lambda *_: None
)  # other tests hold frames to the document
END_ALL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'club21'"
OF_PLAN = """
SELECT array_agg(position ORDER BY position) FROM event JOIN stream USING (network_id, stream_id)
WHERE network_id = $1 AND $2 IN (stream_id, parent) AND position <= $3
"""


class Tally(Ledger):
    """Notes the position of each event that it is told apart, and lets go of it."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.document = NEVER_JUDGED
        self.heard: Any = deque(maxlen=10)
        self.noted = bytearray(EVENTS + 10_000)
        self.twice = 0

    def _tx(self, frame: dict[str, Any]) -> None:
        super()._tx(frame)
        for row in self.journal.pop(frame["l"], ()):
            self.twice += self.noted[row["position"]]
            self.noted[row["position"]] = 1


class TallyOnSocket(Tally, OnSocket): ...


class TallyOnStream(Tally, OnStream): ...


class TallyOnPolls(Tally, OnPolls): ...


class FloodSeat(Seat):
    """One tab that notes and forgets."""

    screens = {"socket": TallyOnSocket, "stream": TallyOnStream, "poll": TallyOnPolls}


class Writer:
    """Someone who changes the same twenty actions again and again, and asks again whenever they do not know what came of it."""

    def __init__(self, run: Run, number: int) -> None:
        self.run = run
        self.url = run.urls[number % len(run.urls)]
        headers = {"cookie": run.cookies[BEN], "origin": self.url, "accept-language": "en"}
        self.browser = httpx.AsyncClient(base_url=self.url, headers=headers, timeout=20, verify=PLAIN)
        self.actions = [str(ids.new()) for _ in range(AT_ONCE)]
        self.lead: str | None = None

    async def begin(self) -> None:
        await self._send([asking("action.add", one, plan=self.run.plan, title="Haie", order_key="V") for one in self.actions])

    async def change(self) -> None:
        to = f"Service {ids.new()}"
        edits = {one: {"lead": {"was": self.lead, "to": to}} for one in self.actions}
        await self._send(asking("together.edit_actions", self.run.plan, edits=edits))
        self.lead = to
        self.run.answers += 1
        await self.run.tell()

    async def _send(self, body: Any) -> None:
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    answer = await self.browser.post(f"/api/networks/{self.run.network}/commands", json=body)
                except httpx.TransportError:
                    await asyncio.sleep(0.05)
                    continue
                if answer.status_code == 200:
                    return
                assert answer.status_code == 503, answer.text


class Flood:
    """What breaks while it lasts."""

    def __init__(self, run: Run, services: list[Service], seats: list[FloodSeat], owner: Any) -> None:
        self.run = run
        self.services = services
        self.seats = seats
        self.owner = owner
        self.faults = 0

    async def write(self, writers: list[Writer]) -> None:
        left = EVENTS // AT_ONCE

        async def work(writer: Writer) -> None:
            nonlocal left
            while left > 0:
                left -= 1
                await writer.change()

        async with asyncio.TaskGroup() as group:
            breaking = group.create_task(self.spoil())
            await asyncio.gather(*(work(writer) for writer in writers))
            breaking.cancel()

    async def spoil(self) -> None:
        """A line is cut or falls silent, the database ends its connections, a service is killed now and then."""
        kinds = [self.cut, self.fall_silent, self.end_connections, self.kill]
        while True:
            await self.run.answered(1 if self.faults < len(kinds) else int(1 / FAULTS))
            await kinds[self.faults % (len(kinds) if self.faults % 40 < len(kinds) else len(kinds) - 1)]()
            self.faults += 1

    async def cut(self) -> None:
        self.run.chance.choice(self.seats).line.cut()

    async def fall_silent(self) -> None:
        line = self.run.chance.choice(self.seats).line
        line.fall_silent()
        await self.run.answered(2)
        line.cut()

    async def end_connections(self) -> None:
        await self.owner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'club21'"
        )

    async def kill(self) -> None:
        await self.services[-1].end(signal.SIGKILL)
        await self.services[-1].start()

    async def judge(self) -> list[str]:
        head = await self.owner.fetchval("SELECT max(position) FROM event WHERE network_id = $1", self.run.network)
        async with asyncio.timeout(PATIENCE):
            while not all(seat.live and min(seat.lives[-1].last.values(), default=0) >= head for seat in self.seats):
                self.seats[0].changed.clear()
                await self.seats[0].changed.wait()
        positions = await self.owner.fetchval(OF_PLAN, self.run.network, self.run.plan, head)
        return [*self.findings(positions, await self.page())]

    async def page(self) -> dict[str, Any]:
        async with httpx.AsyncClient(
            base_url=self.run.urls[0], headers={"cookie": self.run.cookies[BEN]}, timeout=60, verify=PLAIN
        ) as browser:
            answer = await browser.get(f"/api/networks/{self.run.network}/plans/{self.run.plan}")
            page = answer.raise_for_status().json()
            return {table: {next(iter(row.values())): row for row in page[name]} for name, table in TABLES.items() if page[name]}

    def findings(self, positions: list[int], page: dict[str, Any]) -> Iterator[str]:
        for seat in self.seats:
            for life in seat.lives:
                yield from (f"{seat.name} took {frame}" for frame in life.wrong)
                if life.twice:
                    yield f"{seat.name} was told {life.twice} events twice"
                if left_out := missed(life, positions):
                    yield f"{seat.name} was not told {len(left_out)} events, the first at {left_out[0]}"
            if shown(seat.lives[-1]) != page:
                yield f"{seat.name} does not show what a page does"


def missed(life: Tally, positions: list[int]) -> list[int]:
    """What happened while this life lasted, was not in a snapshot or a frame for many, and was not told."""
    spans = iter(sorted(life.unsaid))
    after, through = next(spans, (0, 0))
    found = []
    for position in positions:
        while position > through and (span := next(spans, None)) is not None:
            after, through = span[0], max(through, span[1])
        if position <= life.through and not life.noted[position] and not after < position <= through:
            found.append(position)
    return found


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (lambda told: told, ([], 0)),
        (lambda told: [*told[:-2], told[-1] | {"prev": 5}], ([6], 0)),
        (lambda told: [*told, told[-1] | {"prev": 7, "pos": 8}], ([], 1)),
    ],
    ids=["sound", "left out", "twice"],
)
def test_what_was_left_out_or_told_twice_is_counted(spoil: Callable[[Frames], Frames], named: tuple[list[int], int]) -> None:
    life = Tally(asyncio.Event())
    for frame in spoil(sound()):
        life.hear(msgspec.json.encode(frame))
    assert (missed(life, [2, 3, 4, 5, 6, 7]), life.twice) == named


async def test_a_flood_is_told_to_every_screen_once(hurried: Addresses) -> None:
    for seed in seeds(0):
        async with served(hurried) as (service, url):
            town = await found(service, url)
            began = await town.head()
            await town.close()
        owner = await asyncpg.connect(hurried.owner)
        async with running(2, hurried) as services, lines([one.port for one in services]) as made:
            run = Run(seed, town, began, hurried, [one.base for one in services])
            changed = asyncio.Event()
            seats = [FloodSeat(run, road, number, BEN, line, changed) for number, line in enumerate(made) for road in ROADS]
            staying = [asyncio.create_task(seat.stay()) for seat in seats]
            flood = Flood(run, services, seats, owner)
            writers = [Writer(run, number) for number in range(WRITERS)]
            try:
                for writer in writers:
                    await writer.begin()
                since = time.monotonic()
                await flood.write(writers)
                took = time.monotonic() - since
                findings = await flood.judge()
            finally:
                for task in staying:
                    task.cancel()
                await asyncio.gather(*staying, return_exceptions=True)
                for browser in (*(seat.browser for seat in seats), *(writer.browser for writer in writers)):
                    await browser.aclose()
        await owner.close()
        lives = [life for seat in seats for life in seat.lives]
        apart = sum(life.noted.count(1) for life in lives)
        told, connections = sum(life.told for life in lives), sum(len(life.connections) for life in lives)
        print(f"counted {EVENTS} events in {took:.0f} s, {flood.faults} faults, {told} frames with {apart} events apart,", end=" ")
        print(f"{connections} connections, {len(findings)} findings")
        assert not findings, "\n".join(findings)
        assert not run.faults, "\n".join(run.faults)
