"""Screens that stay open on every road while things break: at each service, over a line that is bad as well.

A screen comes back by itself, by the rules that clients are given, and keeps a ledger of its own of what it was told. At the end the
ledgers are compared with the log: whatever was told is there once and in order, whatever happened was told, and nothing
from the position that took a right away on reached whoever had it.
"""

import asyncio
import contextlib
import itertools
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx
import msgspec
import websockets

from events.ids import PersonId
from service.live import frames
from service.live.frames import Road
from tests.faults.history import Dump
from tests.faults.proxy import Proxy
from tests.faults.runs import PATIENCE, Client, Run, until
from tests.http.town import PLAIN, asking
from tests.live.roads import ROADS, OverHttp, Polling, Streaming
from tests.live.screen import Screen, Watching
from tests.live.test_socket import TABLES
from tests.people import ADA, BEN, CAS, RIVEBELLE

SILENT = 35.0  # seconds after which a connection on which nothing came is taken for dead
ROLE = {"person": str(CAS), "role": "editor", "authority": str(RIVEBELLE)}
LOST = (OSError, TimeoutError, httpx.TransportError, websockets.WebSocketException)


class Line:
    """The way from some browsers to one service, and what happens to it."""

    def __init__(self, port: int) -> None:
        self.port = port  # of the service
        self.here = 0  # where browsers find it
        self.delay: Callable[[], float] = lambda: 0.0
        self._open: dict[tuple[asyncio.StreamWriter, asyncio.StreamWriter], asyncio.Event] = {}
        self._joining: set[asyncio.Task[Any]] = set()

    def cut(self) -> None:
        """End every connection, whatever is on its way."""
        for ends in [*self._open]:
            for end in ends:
                end.transport.abort()

    def fall_silent(self) -> None:
        """Carry nothing more on the connections that are there: half open, as both ends see them. New ones find a way."""
        for flowing in self._open.values():
            flowing.clear()

    async def join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until either end goes."""
        try:
            there_reader, there = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:  # the service is down
            writer.transport.abort()
            return
        flowing = self._open[writer, there] = asyncio.Event()
        flowing.set()
        carrying = [asyncio.create_task(self._carry(*way, flowing)) for way in ((reader, there), (there_reader, writer))]
        try:
            await asyncio.wait(carrying, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in carrying:
                task.cancel()
            for end in (writer, there):
                end.transport.abort()
            del self._open[writer, there]

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, flowing: asyncio.Event) -> None:
        with contextlib.suppress(OSError):
            while some := await reader.read(65_536):
                if seconds := self.delay():
                    await asyncio.sleep(seconds)
                await flowing.wait()
                writer.write(some)
                await writer.drain()


@asynccontextmanager
async def lines(ports: Sequence[int]) -> AsyncIterator[list[Line]]:
    """A line to each of these services."""
    made = [Line(port) for port in ports]
    async with AsyncExitStack() as stack:
        for line in made:
            listening = await stack.enter_async_context(await asyncio.start_server(line.join, "127.0.0.1", 0))
            line.here = listening.sockets[0].getsockname()[1]
            stack.callback(line.cut)
        yield made


class Ledger(Screen):
    """What one screen was told, noted beside what it makes of it."""

    def __init__(self, changed: asyncio.Event, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.changed = changed
        self.connections: list[list[int]] = []  # of each: where the log stood when it was welcomed, and the last position it told of
        self.told = 0  # frames that carry rows
        self.through = 0  # the last position that was applied
        self.unsaid: list[
            tuple[int, int]
        ] = []  # after one position through another no event was told apart: a snapshot, one frame for many
        self.wrong: list[str] = []

    def hear(self, text: bytes | str) -> dict[str, Any]:
        lane = msgspec.json.decode(text).get("l")
        was = self.last.get(lane)
        frame = super().hear(text)
        now = self.last.get(lane)
        if frame["t"] == "welcome":
            self.connections.append([frame["head"], 0])
        elif "pos" in frame:
            self.connections[-1][1] = max(self.connections[-1][1], frame["pos"])
        self.told += frame["t"] in ("tx", "snap")
        if frame["t"] in ("tx", "head") and now != was and not (was is not None and frame["prev"] <= was < frame["pos"] == now):
            self.wrong.append(f"{frame['t']} {lane} from {frame['prev']} to {frame['pos']} and went from {was} to {now}")
        if now is not None and now != was:
            self.through = max(self.through, now)
            if frame["t"] == "snap":
                self.unsaid.append((0, now))
            elif frame["t"] == "tx" and frame["by"] is None:
                self.unsaid.append((frame["prev"], now))
        self.changed.set()
        return frame


class OnSocket(Ledger, Watching): ...


class OnStream(Ledger, Streaming): ...


class OnPolls(Ledger, Polling): ...


class Seat:
    """One tab of one person, on one road to one service, that stays open whatever happens.

    Who is told that nothing there is theirs to see loads the page again now and then: each time is another life, which knows nothing.
    """

    screens: Mapping[Road, Callable[..., Any]] = {"socket": OnSocket, "stream": OnStream, "poll": OnPolls}

    def __init__(self, run: Run, road: Road, number: int, person: PersonId, line: Line, changed: asyncio.Event) -> None:
        self.run = run
        self.road = road
        self.number = number  # of the service
        self.person = person
        self.name = f"{road} {number} {person}"
        self.line = line
        self.changed = changed
        self.topic = f"plan:{run.plan}"
        self.chance = random.Random(f"{run.chance.random()} {self.name}")
        self.lives: list[Any] = []
        headers = {"cookie": run.cookies[person], "accept-language": "en"}
        self.browser = httpx.AsyncClient(base_url=f"http://127.0.0.1:{line.here}", headers=headers, timeout=SILENT, verify=PLAIN)

    async def begin(self) -> None:
        """Load the page."""
        screen: Any = self.screens[self.road](self.changed, None if self.road == "socket" else self.browser)
        if isinstance(screen, OverHttp):
            await screen.hello(self.run.network, self.name)
            screen.following = {self.topic: None}
        self.lives.append(screen)

    @property
    def live(self) -> bool:
        return bool(self.lives and self.lives[-1].live)

    @property
    def outside(self) -> bool:
        """Were they shown the door, and not let in since?"""
        return len(self.lives) > 1 and not self.lives[-1].connections

    async def stay(self) -> None:
        """Watch for ever."""
        await self.begin()
        tries = 0
        while True:
            screen, code, before = self.lives[-1], None, len(self.lives[-1].connections)
            try:
                code = await (self._on_socket(screen) if self.road == "socket" else self._over_http(screen))
            except LOST:
                pass
            except httpx.HTTPStatusError as error:
                if error.response.status_code != 503:
                    self.run.faults.append(str(error))
            if code == frames.FORBIDDEN:
                await self.begin()
            elif code is not None and code >= frames.MALFORMED:
                self.run.faults.append(f"{self.name} was told to stay away: {code}")
            screen.live.clear()
            self.changed.set()
            tries = 0 if len(screen.connections) > before else tries + 1
            await asyncio.sleep(self.chance.random() * min(1.0, 0.1 * 2**tries))  # full jitter, and shorter than a browser's

    async def _on_socket(self, screen: OnSocket) -> int | None:
        async with websockets.connect(
            f"ws://127.0.0.1:{self.line.here}/live",
            additional_headers={"cookie": self.run.cookies[self.person]},
            subprotocols=[websockets.Subprotocol(frames.SUBPROTOCOL)],
            max_size=None,
            close_timeout=1,
        ) as socket:
            screen.socket = socket
            screen.gaps.clear()
            await screen.hello(self.run.network, self.name)
            await screen._sub(self.topic, screen.since(self.topic))
            try:
                while True:
                    async with asyncio.timeout(SILENT):
                        text = await socket.recv()
                    await screen.take(text)
            except websockets.ConnectionClosed as closed:
                return closed.rcvd.code if closed.rcvd else None

    async def _over_http(self, screen: OverHttp) -> int | None:
        screen.code = None
        await screen.listen()
        return screen.code

    def findings(self, dump: Dump) -> Iterator[str]:
        """What was told that should not have been, or not been told that should have."""
        stands = [*standing(dump, self.person)]
        for life in self.lives:
            yield from (f"took {frame}" for frame in life.wrong)
            for head, last in life.connections:
                right = [had for position, had in stands if position <= head][-1]
                lost = min((position for position, had in stands if position > head and not had), default=last + 1)
                if not right or last >= lost:
                    yield f"was told of {last} on a connection that began at {head}, though the right went at {lost if right else head}"
            rows = self.rows(life)
            if rows != sorted(rows):
                yield f"was told out of order: {rows}"
            if twice := self.duplicated(life):
                yield f"was told twice: {twice}"
            if left_out := self.missed(life, dump):
                yield f"was not told: {left_out}"

    def rows(self, life: Any) -> list[int]:
        """The positions of the events that it was told apart."""
        return [row["position"] for row in life.journal.get(f"{self.topic}/network", ())]

    def duplicated(self, life: Any) -> list[int]:
        return [position for position, times in Counter(self.rows(life)).items() if times > 1]

    def missed(self, life: Any, dump: Dump) -> list[int]:
        """What happened in the plan while this life lasted, was not in a snapshot or a frame for many, and was not told."""
        told = {*self.rows(life)}
        of_plan = {stream.stream_id for stream in dump.streams if self.run.plan in (str(stream.stream_id), str(stream.parent))}
        return [
            event.position
            for event in dump.events
            if event.stream_id in of_plan
            and event.position <= life.through
            and event.position not in told
            and not any(after < event.position <= through for after, through in life.unsaid)
        ]


def standing(dump: Dump, person: PersonId) -> Iterator[tuple[int, bool]]:
    """From which position on somebody had a right here, and from which on none, as the log alone tells."""
    roles: set[tuple[str, str | None]] = set()
    suspended = had = False
    yield 0, False
    for event in dump.events:
        body = msgspec.json.decode(event.payload)
        match body:
            case {"person": someone} if someone != str(person):
                continue
            case {"tag": "network.role_given"}:
                roles.add((body["role"], body.get("authority")))
            case {"tag": "network.role_taken"}:
                roles.discard((body["role"], body.get("authority")))
            case {"tag": "network.person_suspended" | "network.person_reinstated"}:
                suspended = body["tag"] == "network.person_suspended"
        if (has := bool(roles) and not suspended) != had:
            yield event.position, has
            had = has


class Screens:
    """Ben's and Cas's screens, on each road to each service; Ben keeps his rights, Cas's are taken and given back."""

    def __init__(self, run: Run, lines: list[Line], proxy: Proxy) -> None:
        self.run = run
        self.lines = lines
        self.proxy = proxy  # between the services and the database
        self.chance = random.Random(run.chance.random())
        self.changed = asyncio.Event()
        self.seats = [
            Seat(run, road, number, person, line, self.changed)
            for person in (BEN, CAS)
            for number, line in enumerate(lines)
            for road in ROADS
        ]

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something is so that changes with frames and connections."""
        async with asyncio.timeout(PATIENCE):
            while not holds():
                self.changed.clear()
                await self.changed.wait()

    # --- What breaks ----------------------------------------------------------------------------------------------

    async def weather(self, other: Coroutine[Any, Any, None]) -> None:
        """One fault after the other, in any order, and again as long as this other weather lasts; each finds Ben's screens live."""
        faults = [self.cut, self.delay, self.fall_silent, self.lose_hints, self.take_role]
        async with asyncio.TaskGroup() as both:
            lasting = both.create_task(other)
            for number in itertools.count():
                if number % len(faults) == 0:
                    self.chance.shuffle(faults)
                if number >= len(faults) and lasting.done():
                    return
                await self.until(lambda: all(seat.live for seat in self.seats if seat.person == BEN))
                await self.run.answered(self.chance.randrange(1, 15))
                await faults[number % len(faults)]()

    async def cut(self) -> None:
        for line in self.lines:
            line.cut()
            await self.run.answered(self.chance.randrange(1, 5))

    async def delay(self) -> None:
        for line in self.lines:
            line.delay = lambda: self.chance.random() * 0.05
        await self.run.answered(10)
        for line in self.lines:
            line.delay = lambda: 0.0

    async def fall_silent(self) -> None:
        """Both ends believe in their connections, until someone on the way forgets them."""
        for line in self.lines:
            line.fall_silent()
        await self.run.answered(10)
        for line in self.lines:
            line.cut()

    async def lose_hints(self) -> None:
        """No service tells the other that there is something new: the screens of both come to show it all the same."""
        self.proxy.notify = False
        await self.run.answered(10)
        bens = [seat.lives[-1] for seat in self.seats if seat.person == BEN]
        newest = max(life.through for life in bens)
        await self.until(lambda: all(life.through >= newest for life in bens))
        self.proxy.notify = True

    async def take_role(self) -> None:
        """Cas has no role until all his screens were told so, then he has it again."""
        await self.govern("network.take_role", ROLE)
        await self.run.told(lambda: all(seat.outside for seat in self.seats if seat.person == CAS))
        await self.govern("network.give_role", ROLE)

    async def govern(self, tag: str, fields: dict[str, str]) -> None:
        """Ada asks until she is answered."""
        async with Client(self.run, "Ada's hand", ADA, self.run.urls[0]) as ada:
            request = ada.noted(asking(tag, self.run.network, **fields))
            while await ada.send(request) == ["unknown"]:
                await asyncio.wait_for(self.run.calm.wait(), PATIENCE)

    # --- What must come of it -------------------------------------------------------------------------------------

    async def everyone_may_see(self) -> None:
        """Whoever has no answer has it, and Cas is no longer suspended, if he was."""
        await self.run.settle()
        await self.govern("network.reinstate", {"person": str(CAS)})

    async def judge(self) -> str:
        """Every screen shows what a page that is loaded now shows, and was told everything once, while it was theirs to see."""
        pages = {}
        for seat in self.seats:
            async with Client(self.run, "reader", seat.person, self.run.urls[seat.number]) as client:
                page = await until(client.shown)
            pages[seat] = {table: {next(iter(row.values())): row for row in page[name]} for name, table in TABLES.items() if page[name]}
        with contextlib.suppress(TimeoutError):
            await self.until(lambda: all(shown(seat.lives[-1]) == page for seat, page in pages.items()))
        dump = self.run.history.of(Dump)[-1]
        found = [f"{seat.name} {what}" for seat in self.seats for what in seat.findings(dump)]
        found += [f"{seat.name} does not show what a page does" for seat, page in pages.items() if shown(seat.lives[-1]) != page]
        assert not found, "\n".join(found)
        return ", ".join(self._counted(road, dump) for road in ROADS)

    def _counted(self, road: Road, dump: Dump) -> str:
        lives = [(seat, life) for seat in self.seats if seat.road == road for life in seat.lives]
        told, connections = sum(life.told for _, life in lives), sum(len(life.connections) for _, life in lives)
        missed = sum(len(seat.missed(life, dump)) for seat, life in lives)
        duplicated = sum(len(seat.duplicated(life)) for seat, life in lives)
        events = sum(len(seat.rows(life)) for seat, life in lives)
        return f"{road} {told} frames, {events} events apart, in {connections} connections, {missed} missed, {duplicated} duplicated"


def shown(screen: Screen) -> dict[str, dict[Any, Any]]:
    """The rows of a plan on a screen."""
    return {table: rows for table, rows in screen.rows.items() if table in TABLES.values() and rows}


@asynccontextmanager
async def open_everywhere(run: Run, ports: Sequence[int], proxy: Proxy) -> AsyncIterator[Screens]:
    """The screens, all of them live before anything breaks."""
    async with lines(ports) as made:
        screens = Screens(run, made, proxy)
        staying = [asyncio.create_task(seat.stay()) for seat in screens.seats]
        try:
            await screens.until(lambda: all(seat.live for seat in screens.seats))
            yield screens
            assert not [task for task in staying if task.done()]
        finally:
            for task in staying:
                task.cancel()
            await asyncio.gather(*staying, return_exceptions=True)
            for seat in screens.seats:
                await seat.browser.aclose()
