"""A bad line between a service and PostgreSQL: it cuts, delays, falls silent, and loses an answer after the commit.

It listens on a Unix socket of its own and reads the protocol only so far that it knows where a message ends, which request
is an append, and when its answer is complete. So an answer that is lost here was given: what it told of is committed.
"""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import unquote

from service.embedded import Addresses

APPEND = b"append_batch("
READY = b"Z"  # the last message of every answer


class Proxy:
    """Every connection that goes through it, and what happens to them."""

    def __init__(self, server: str) -> None:
        self.server = server
        self.delay: Callable[[], float] = lambda: 0.0  # seconds, for each message that a client sends
        self.lose_answers = 0  # so many appends are carried out, and nobody hears of it
        self.lose_requests = 0  # so many appends arrive by half, and are not carried out
        self.notify = True  # False: hints between processes get lost
        self.refusing = False
        self.lost: list[str] = []
        self.hit = asyncio.Event()  # something got lost, or stands still
        self._connections: dict[_Connection, asyncio.Task[None] | None] = {}

    def cut(self) -> int:
        """End every connection at once, whatever is on its way; how many there were."""
        there = list(self._connections)
        for connection in there:
            connection.abort()
        return len(there)

    def fall_silent(self) -> None:
        """Leave every connection open and carry nothing on it any more: a lost route, as both ends see it. New ones find a way."""
        self.hit.clear()
        for connection in self._connections:
            connection.flowing.clear()

    async def join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client's connection, until either side ends it."""
        if self.refusing:
            writer.transport.abort()
            return
        try:
            there = await asyncio.open_unix_connection(self.server)
        except OSError:
            writer.transport.abort()
            return
        connection = _Connection(self, (reader, writer), there)
        self._connections[connection] = asyncio.current_task()
        try:
            await connection.run()
        finally:
            connection.abort()
            del self._connections[connection]

    async def close(self) -> None:
        """End every connection, and return when nothing of them is left."""
        self.refusing = True
        left = [task for task in self._connections.values() if task is not None]
        self.cut()
        await asyncio.gather(*left)

    def note(self, what: str) -> None:
        self.lost.append(what)
        self.hit.set()


class _Connection:
    def __init__(
        self,
        proxy: Proxy,
        client: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        server: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        self.proxy = proxy
        self.client = client
        self.server = server
        self.appends: set[bytes] = set()  # prepared statements that append
        self.losing = False
        self.flowing = asyncio.Event()
        self.flowing.set()

    async def run(self) -> None:
        ways = [asyncio.create_task(self._ask()), asyncio.create_task(self._answer())]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            for ended in await asyncio.gather(*ways, return_exceptions=True):
                if isinstance(ended, Exception) and not isinstance(ended, OSError | asyncio.IncompleteReadError):
                    raise ended

    def abort(self) -> None:
        for _, writer in (self.client, self.server):
            writer.transport.abort()
        self.flowing.set()

    async def _ask(self) -> None:
        (reader, _), (_, writer) = self.client, self.server
        start = await reader.readexactly(4)
        writer.write(start + await reader.readexactly(int.from_bytes(start) - 4))
        while True:
            head = await reader.readexactly(5)
            body = await reader.readexactly(int.from_bytes(head[1:]) - 4)
            await self._carried()
            if seconds := self.proxy.delay():
                await asyncio.sleep(seconds)
            match head[:1]:
                case b"P" if APPEND in body:
                    self.appends.add(body.partition(b"\0")[0])
                case b"B" if body.split(b"\0", 2)[1] in self.appends:
                    if self.proxy.lose_requests:
                        self.proxy.lose_requests -= 1
                        self.proxy.note("request")
                        await _passed_on(writer, (head + body)[: len(body) // 2])
                        return
                    if self.proxy.lose_answers:
                        self.proxy.lose_answers -= 1
                        self.losing = True
            if not await _passed_on(writer, head + body):
                return

    async def _answer(self) -> None:
        (reader, _), (_, writer) = self.server, self.client
        while True:
            head = await reader.readexactly(5)
            body = await reader.readexactly(int.from_bytes(head[1:]) - 4)
            if self.losing:
                if head[:1] == READY:
                    self.proxy.note("answer")
                    return
                continue
            if head[:1] == b"A" and not self.proxy.notify:
                self.proxy.note("hint")
                continue
            await self._carried()
            if not await _passed_on(writer, head + body):
                return

    async def _carried(self) -> None:
        if not self.flowing.is_set():
            self.proxy.note("silent")
            await self.flowing.wait()


async def _passed_on(writer: asyncio.StreamWriter, message: bytes) -> bool:
    """Send a message to an end that is still there."""
    if not writer.is_closing():
        writer.write(message)
        await writer.drain()
    return not writer.is_closing()


@asynccontextmanager
async def between(addresses: Addresses, folder: Path) -> AsyncIterator[tuple[Proxy, Addresses]]:
    """A proxy to this server, and the addresses that lead through it."""
    found = re.search(r"host=([^&]+)&port=(\d+)", addresses.application)
    assert found is not None, addresses.application
    name = f".s.PGSQL.{found[2]}"
    proxy = Proxy(str(Path(unquote(found[1])) / name))
    listening = await asyncio.start_unix_server(proxy.join, folder / name)
    try:
        yield proxy, Addresses(*(address.replace(found[1], str(folder), 1) for address in addresses))
    finally:
        listening.close()
        await proxy.close()
        with contextlib.suppress(OSError):
            (folder / name).unlink()
