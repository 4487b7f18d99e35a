"""One script for three engines: who loses a change, tells it twice, or tells it to whoever may not know it.

``python -m bench cross_engine`` prints the counts; ``make bench`` leaves it out, since counts do not depend on the machine.

Twenty screens follow twenty things. Some lose their connection while there are changes and come back, with what the engine has for
that; some stop reading while eight megabytes go out; some lose their right in the midst of changes. At the end a screen that does
not show the last change of a thing has lost it. Ours are asked for by commands, and go the whole way through the database.

A peer is given what it has: the channels keep as many messages as a lane of ours keeps frames and send them to whoever comes, and
have no limit on what waits for a slow client; the rooms keep nothing. Leaving a channel or a room is the peers' revocation.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import websockets

from bench import bar
from bench.bar import Bar, Pace
from bench.live_service import Serving
from bench.place import Place
from bench.processes import asked, line, process
from bench.ticking import Change, Revoke

NAMES = ("cross_engine_lost", "cross_engine_duplicated", "cross_engine_leaked")
STAYING, CUT, SLOW, REVOKED = 4, 8, 4, 4
SMALL, LARGE = 300, 8_000
QUIET = 0.7  # seconds in which nothing comes: all that comes has come


class Screen:
    """What one client was told: the newest change of each thing, and how often it was told one again."""

    def __init__(self) -> None:
        self.shows: dict[int, int] = {}
        self.duplicated = 0
        self.heard = 0

    def told(self, message: str, *, again: bool = False) -> None:
        thing, number, _ = message.split(" ", 2)
        self.heard += 1
        if int(number) > self.shows.get(int(thing), -1):
            self.shows[int(thing)] = int(number)
        elif not again:
            self.duplicated += 1

    async def follow(self, socket: Any) -> None:
        """Read until the connection ends."""
        async for data in socket:
            self.told(data)

    async def begin(self, socket: Any) -> None:
        """A new connection."""

    def address(self, port: int, name: str) -> str:
        return f"ws://127.0.0.1:{port}/live?name={name}"


class Room(Screen):
    """A client of Socket.IO, by its protocol."""

    async def follow(self, socket: Any) -> None:
        async for data in socket:
            if data[0] == "0":
                await socket.send("40")
            elif data == "2":
                await socket.send("3")
            elif data.startswith("42"):
                self.told(msgspec.json.decode(data[2:])[1])

    def address(self, port: int, name: str) -> str:
        return f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket&name={name}"


class Ours(Screen):
    """A client of /live, as docs/live.md tells it to be."""

    def __init__(self, serving: Serving, number: int) -> None:
        super().__init__()
        self.serving = serving
        self.number = number
        self.things = {action: thing for thing, action in enumerate(serving.actions)}
        self.last: dict[str, int] = {}
        self.incarnation: dict[str, Any] = {}

    async def begin(self, socket: Any) -> None:
        await self._say(socket, {"t": "hello", "v": 1, "network": self.serving.network, "client": f"screen-{self.number}"})
        await self._subscribe(socket)

    async def follow(self, socket: Any) -> None:
        async for data in socket:
            frame = msgspec.json.decode(data)
            match frame["t"]:
                case "welcome":
                    self.incarnation = {"epoch": frame["epoch"], "rev": frame["rev"]}
                case "subd":
                    self.last = {lane: self.last.get(lane, -1) for lane in frame["lanes"]}
                case "snap":
                    self._rows(frame["rows"], again=True)
                    if frame["last"]:
                        self.last = dict.fromkeys(self.last, frame["pos"])
                case "tx" if frame["pos"] > self.last.get(frame["l"], -1):
                    assert frame["prev"] <= self.last[frame["l"]], "A gap."
                    self._rows(frame["rows"], again=frame["by"] is None)  # by nobody: it tells how things stand, as a snapshot does
                    self.last[frame["l"]] = frame["pos"]
                case "head" if frame["pos"] > self.last.get(frame["l"], -1):
                    assert frame["prev"] <= self.last[frame["l"]], "A gap."
                    self.last[frame["l"]] = frame["pos"]
                case "gap":
                    await self._subscribe(socket, anew=frame["next"] == "snapshot")

    async def _subscribe(self, socket: Any, *, anew: bool = False) -> None:
        known = self.last and self.incarnation and not anew
        since = {"from": {**self.incarnation, "pos": min(self.last.values())}} if known else {}
        await self._say(socket, {"t": "sub", "id": 1, "topic": f"plan:{self.serving.plan}", **since})

    async def _say(self, socket: Any, frame: dict[str, Any]) -> None:
        await socket.send(msgspec.json.encode(frame).decode())

    def _rows(self, rows: list[dict[str, Any]], *, again: bool = False) -> None:
        for one in rows:
            row = one["row"]
            if one["table"] == "plan_board" and row is not None and " " in (row["objectives"] or ""):
                self.told(row["objectives"], again=again)


class Following:
    """One client at its screen, through every connection that it has."""

    def __init__(self, screen: Screen, port: int, name: str, cookie: str) -> None:
        self.screen = screen
        self.where = screen.address(port, name)
        self.headers = {"cookie": cookie} if cookie else {}
        self.reading: asyncio.Task[None] | None = None

    async def come(self) -> None:
        sizes = {"max_queue": 1, "compression": None, "ping_interval": None, "additional_headers": self.headers}
        protocol = {"subprotocols": [websockets.Subprotocol("rt.v1.json")]} if isinstance(self.screen, Ours) else {}
        self.socket = await websockets.connect(self.where, **sizes, **protocol)  # type: ignore[arg-type]  # told by name
        await self.screen.begin(self.socket)
        self.read()

    def read(self) -> None:
        """From here on, or again."""
        self.reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        with contextlib.suppress(websockets.ConnectionClosed):
            await self.screen.follow(self.socket)

    async def stop(self) -> None:
        """No longer read; the connection stays."""
        assert self.reading is not None
        self.reading.cancel()
        await asyncio.wait([self.reading])

    async def cut(self) -> None:
        """The network goes away."""
        await self.stop()
        self.socket.transport.abort()


KINDS = {"litestar_channels": Screen, "socketio_room": Room}


class Engine:
    """A server that a script is told to, and how its screens read."""

    def __init__(self, server: asyncio.subprocess.Process, port: int, kind: type[Screen], serving: Serving | None = None) -> None:
        self.changes = 0
        self.newest: dict[int, int] = {}  # of each thing, the number of its last change
        self.server = server
        self.port = port
        self.kind = kind
        self.serving = serving
        self.number = 0

    async def screens(self, count: int, name: str = "ada") -> list[Following]:
        made = []
        for _ in range(count):
            self.number += 1
            screen = self.kind() if self.serving is None else Ours(self.serving, self.number)
            cookie = "" if self.serving is None else self.serving.cookies[name == "ben"]
            made.append(Following(screen, self.port, name, cookie))
            await made[-1].come()
        return made

    async def change(self, count: int, low: int, high: int, size: int = SMALL) -> int:
        """So many changes of these things; returns the number of the last."""
        await asked(self.server, Change(self.changes, count, (low, high), size))
        for number in range(self.changes, self.changes + count):
            self.newest[low + number % (high - low)] = number
        self.changes += count
        return self.changes - 1


async def script(engine: Engine) -> dict[str, int]:
    """What came of it, counted."""
    staying, cut, slow = [await engine.screens(count) for count in (STAYING, CUT, SLOW)]
    revoked = await engine.screens(REVOKED, "ben")
    everyone = [*staying, *cut, *slow, *revoked]
    await engine.change(100, 0, 20)
    await quiet(everyone)
    for one in cut:
        await one.cut()
    await engine.change(300, 0, 8)
    for one in cut:
        await one.come()
    await engine.change(50, 8, 10)
    await quiet(everyone)
    for one in slow:
        await one.stop()
    await engine.change(1_000, 10, 18, LARGE)
    for one in slow:
        one.read()
    await engine.change(50, 18, 20)
    await quiet(everyone)
    may_know = await engine.change(50, 18, 20)
    await asked(engine.server, Revoke("ben"))
    await engine.change(50, 18, 20)
    await quiet(everyone)
    leaked = sum(number > may_know for one in revoked for number in one.screen.shows.values())
    others = [*staying, *cut, *slow]
    lost = sum(one.screen.shows.get(thing) != number for one in others for thing, number in engine.newest.items())
    duplicated = sum(one.screen.duplicated for one in others)
    for one in everyone:
        await one.cut()
    return {"lost": lost, "duplicated": duplicated, "leaked": leaked}


async def quiet(everyone: list[Following]) -> None:
    """Wait until nothing comes any more."""
    heard = -1
    while heard != (heard := sum(one.screen.heard for one in everyone)):  # noqa: ASYNC110 - what does not come says nothing
        await asyncio.sleep(QUIET)


@asynccontextmanager
async def running(name: str, place: Place) -> AsyncIterator[Engine]:
    if name == "ours":
        async with process("bench.live_service", place.application) as server:
            serving = msgspec.json.decode(await line(server), type=Serving)
            yield Engine(server, serving.port, Screen, serving)
    else:
        async with process(f"bench.peers.{name}", "script") as server:
            yield Engine(server, int(await line(server)), KINDS[name])


async def measure(place: Place, _pace: Pace) -> list[Bar]:
    """The script for each engine, one after the other."""
    counted: dict[str, dict[str, int]] = {}
    for name in ("ours", *KINDS):
        async with running(name, place) as engine:
            counted[name] = await script(engine)
    bars = []
    for told in NAMES:
        what = told.removeprefix("cross_engine_")
        beside = {name: counts[what] for name, counts in counted.items()}
        bars.append(bar.at_most(told, 0, [float(counted["ours"][what])], **beside))
    return bars
