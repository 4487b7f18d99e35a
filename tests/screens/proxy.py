"""A proxy as administrations have them: it carries what it understands, refuses what it does not, and cuts at will.

Browsers ask it for pages by their whole address, and for a tunnel where they want a WebSocket.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit


class Proxy:
    """What it lets pass, and what is open through it."""

    def __init__(self) -> None:
        self.refused: tuple[str, ...] = ()  # paths, and CONNECT for every tunnel
        self.asked: list[str] = []
        self._open: set[asyncio.StreamWriter] = set()

    def refuse(self, *paths: str) -> None:
        """From now on these are refused, and whatever is open is cut."""
        self.refused = paths
        for writer in self._open:
            writer.transport.abort()

    async def join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request, or one tunnel."""
        self._open.add(writer)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await self._carry(reader, writer)
        self._open.discard(writer)
        writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        method, address, _ = head.split(" ", 2)
        place = urlsplit(f"//{address}" if method == "CONNECT" else address)
        asked = method if method == "CONNECT" else place.path
        self.asked.append(asked)
        if asked in self.refused:
            writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            await _ended(writer)
            return
        there = await asyncio.open_connection(place.hostname, place.port)
        if method == "CONNECT":
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            lines = [line for line in head.split("\r\n")[1:] if not line.lower().startswith(("connection:", "proxy-connection:"))]
            path = place.path + (f"?{place.query}" if place.query else "")
            there[1].write("\r\n".join([f"{method} {path} HTTP/1.1", "Connection: close", *lines]).encode("latin-1"))
        ways = [asyncio.create_task(_passed(reader, there[1])), asyncio.create_task(_passed(there[0], writer))]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        there[1].close()
        await _ended(writer)


async def _passed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while some := await reader.read(65_536):
        writer.write(some)
        await writer.drain()


async def _ended(writer: asyncio.StreamWriter) -> None:
    writer.close()
    await writer.wait_closed()


@asynccontextmanager
async def open_proxy() -> AsyncIterator[tuple[Proxy, str]]:
    """A proxy on this machine, and its address."""
    proxy = Proxy()
    server = await asyncio.start_server(proxy.join, "127.0.0.1", 0)
    try:
        yield proxy, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        proxy.refuse()
