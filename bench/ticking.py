"""The serving side of a fan-out run, the same for ours and for each peer: so many ticks, then word of how many there were.

A tick hands one frame (or several that came at once) to everyone and lets the loop turn. Nobody is pushed past what clients
take: the next tick waits while the first of them have more than a little before them.
"""

import asyncio
import gc
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import uvicorn
from msgspec import Struct

TEXT = "x" * 400  # what each frame carries
WAITING = 65_536  # bytes that a client may have before it


class Tick(Struct, frozen=True, tag="tick"):
    """Fan out for so long, so many frames at once, when so many clients are there."""

    seconds: float
    batch: int
    clients: int


class Change(Struct, frozen=True, tag="change"):
    """Of a script: change these things in turn, so many changes in all, numbered from ``first``, each of so many bytes."""

    first: int
    count: int
    things: tuple[int, int]
    size: int

    def messages(self) -> Iterator[tuple[int, str]]:
        low, high = self.things
        for number in range(self.first, self.first + self.count):
            thing = low + number % (high - low)
            yield thing, f"{thing} {number} ".ljust(self.size, ".")


class Revoke(Struct, frozen=True, tag="revoke"):
    """Of a script: from here on nothing is for those who are called so."""

    name: str


class Ticked(Struct, frozen=True):
    """When it began, how many frames there were, and the seconds of processor that this process took for them."""

    began: float
    frames: int
    cpu: float


def listening() -> socket.socket:
    """A port of our own."""
    made = socket.socket()
    made.bind(("127.0.0.1", 0))
    made.listen(2048)
    return made


@asynccontextmanager
async def served(app: Any) -> AsyncIterator[int]:
    """A peer's application on uvicorn with its quickest parts, without compression or keepalive: its port."""
    at = listening()
    config = uvicorn.Config(
        app, ws="websockets-sansio", http="httptools", log_config=None, ws_per_message_deflate=False, ws_ping_interval=None
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[at]))
    yield at.getsockname()[1]
    server.should_exit = True
    await serving


async def lines() -> asyncio.StreamReader:
    """What is asked for; at its end nobody asks any more."""
    asked = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(asked), sys.stdin)
    return asked


def collect_less() -> None:
    """As `club21 serve` does."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


async def ticked(tick: Tick, members: Callable[[], int], publish: Callable[[int], None], full: Callable[[], bool]) -> Ticked:
    """Publish until the time is over."""
    async with asyncio.timeout(30):
        while members() < tick.clients:  # noqa: ASYNC110 - what peers keep says nothing when it grows
            await asyncio.sleep(0.01)
    began, cpu, frames = time.perf_counter(), time.process_time(), 0
    while time.perf_counter() < began + tick.seconds:
        publish(tick.batch)
        frames += tick.batch
        await asyncio.sleep(0)
        while full():  # noqa: ASYNC110 - nor when it is sent
            await asyncio.sleep(0.0005)
    return Ticked(began, frames, time.process_time() - cpu)


async def answer(port: int, members: Callable[[], int], publish: Callable[[int], None], full: Callable[[], bool]) -> None:
    """A peer's side: say where, then do what is asked until nobody asks any more."""
    collect_less()
    asked = await lines()
    print(port, flush=True)
    while line := await asked.readline():
        done = await ticked(msgspec.json.decode(line, type=Tick), members, publish, full)
        print(msgspec.json.encode(done).decode(), flush=True)


async def act(port: int, publish: Callable[[str], Awaitable[object]], revoke: Callable[[str], Awaitable[object]]) -> None:
    """A peer's side of a script."""
    asked = await lines()
    print(port, flush=True)
    script = msgspec.json.Decoder(Change | Revoke)
    while line := await asked.readline():
        match script.decode(line):
            case Change() as change:
                for _, message in change.messages():
                    await publish(message)
                    await asyncio.sleep(0)
            case Revoke(name):
                await revoke(name)
        print("done", flush=True)
