"""The lines on which the browsers of tests ask: a connection each, kept open, and parsed in C.

What comes with httpx parses each answer in Python, which costs more than the service takes to give it: most of a sweep over every address.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator
from typing import TypeAlias

import httptools
import httpx

IDLE = 2.0  # seconds after which an idle line is not taken again, before the server cuts it
PIECE = 65_536

Address: TypeAlias = tuple[str, int]


class Wire(asyncio.StreamReaderProtocol):
    """It ends with the service: a test that fails, and closes nothing, leaves none behind."""

    def eof_received(self) -> bool:
        super().eof_received()
        return False


class Line:
    """One connection, and the answer that comes on it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.idle_since = 0.0

    @property
    def open(self) -> bool:
        """May somebody ask on it once more?"""
        return not (self.reader.at_eof() or self.writer.is_closing()) and asyncio.get_running_loop().time() - self.idle_since < IDLE

    def ask(self, request: httpx.Request, body: bytes) -> None:
        self.headers: list[tuple[bytes, bytes]] = []
        self.pieces: list[bytes] = []
        self.told = self.whole = self.stays = False
        self.bare = request.method == "HEAD"
        self.parser = httptools.HttpResponseParser(self)
        lines = [b"%s %s HTTP/1.1" % (request.method.encode(), request.url.raw_path), *map(b": ".join, request.headers.raw), b"\r\n"]
        self.writer.write(b"\r\n".join(lines) + body)

    async def hear(self, patience: float | None) -> None:
        """What comes next."""
        try:
            async with asyncio.timeout(patience):
                piece = await self.reader.read(PIECE)
        except TimeoutError as error:
            raise httpx.ReadTimeout("") from error
        except OSError as error:
            raise httpx.ReadError("") from error
        if not piece:
            raise httpx.RemoteProtocolError("The server hung up.")
        try:
            self.parser.feed_data(piece)
        except httptools.HttpParserError as error:
            raise httpx.RemoteProtocolError(str(error)) from error

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        self.told, self.whole, self.stays = True, self.bare, self.parser.should_keep_alive()

    def on_body(self, piece: bytes) -> None:
        self.pieces.append(piece)

    def on_message_complete(self) -> None:
        self.whole = True


class Lines(httpx.AsyncBaseTransport):
    """All browsers of a town share these; ``local`` is the address from which they ask."""

    def __init__(self, local: str | None = None) -> None:
        self.local = None if local is None else (local, 0)
        self.idle: defaultdict[Address, list[Line]] = defaultdict(list)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        patience = request.extensions["timeout"]["read"]
        body = b"".join([piece async for piece in request.stream])  # type: ignore[union-attr]  # of a client that awaits
        address = (request.url.host, request.url.port or 80)
        line = await self._line(address)
        try:
            line.ask(request, body)
            while not line.told:
                await line.hear(patience)
        except BaseException:
            line.writer.close()
            raise
        return httpx.Response(line.parser.get_status_code(), headers=line.headers, stream=Answer(self, address, line, patience))

    async def _line(self, address: Address) -> Line:
        idle = self.idle[address]
        while idle:
            if (line := idle.pop()).open:
                return line
            line.writer.close()
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader()
        try:
            transport, wire = await loop.create_connection(lambda: Wire(reader), *address, local_addr=self.local)
        except OSError as error:
            raise httpx.ConnectError(str(error)) from error
        return Line(reader, asyncio.StreamWriter(transport, wire, reader, loop))

    def hang_up(self, address: Address, line: Line) -> None:
        """Its answer was read, or nobody reads on."""
        if line.whole and line.stays:
            line.idle_since = asyncio.get_running_loop().time()
            self.idle[address].append(line)
        else:
            line.writer.close()

    async def aclose(self) -> None:
        for line in [line for idle in self.idle.values() for line in idle]:
            line.writer.close()
            with contextlib.suppress(OSError):
                await line.writer.wait_closed()
        self.idle.clear()


class Answer(httpx.AsyncByteStream):
    """The body of an answer, as it comes."""

    def __init__(self, lines: Lines, address: Address, line: Line, patience: float | None) -> None:
        self.lines = lines
        self.address = address
        self.line: Line | None = line
        self.patience = patience

    async def __aiter__(self) -> AsyncIterator[bytes]:
        line = self.line
        assert line is not None
        while True:
            pieces, line.pieces = line.pieces, []
            for piece in pieces:
                yield piece
            if line.whole:
                return
            await line.hear(self.patience)

    async def aclose(self) -> None:
        line, self.line = self.line, None
        if line is not None:
            self.lines.hang_up(self.address, line)
