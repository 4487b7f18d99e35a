"""The phones of a workshop, a process of its own that costs little: ``python -m bench.workshop_phones``.

Each is one socket that follows the workshop. A tap is when a phone begins to send its proposal; a proposal has arrived when
the last of the phones holds the row of it, read by the same clock. Frames are not parsed: an id in them is looked for.
The first line in says where; each further line asks for one run of so many seconds and is answered by one line.
"""

import asyncio
import random
import re
import secrets
import sys
import time
from base64 import b64encode
from typing import cast

import msgspec
import uvloop
from msgspec import Struct

from bench.workshop_service import Serving

A_MINUTE = 5  # proposals of each phone
MASK = bytes(4)  # a client has to mask what it sends; with zeros that changes nothing


class Ran(Struct, frozen=True):
    """What came of one run: how long proposals took to reach the last screen, and each single screen."""

    proposals: int
    p50_ms: float
    p99_ms: float
    each_p99_ms: float


class Run:
    """Proposals under way, by number: when they were tapped, and when each phone had them."""

    def __init__(self) -> None:
        # An id is this, then a number, so that what a frame holds is found without reading it.
        self.prefix = f"01{secrets.token_hex(3)}-{secrets.token_hex(2)}-7{secrets.token_hex(2)[1:]}-8{secrets.token_hex(2)[1:]}-"
        self.sought = re.compile(rb'"contribution_id":"%b([0-9a-f]{12})"' % self.prefix.encode())
        self.tapped: list[float] = []
        self.took: list[list[float]] = []
        self.under_way = 0  # rows that some phone does not hold yet
        self.arrived = asyncio.Event()


class Phone(asyncio.Protocol):
    """One socket: frames in are looked at for proposals, frames out are told whole."""

    def __init__(self, cookie: str, serving: Serving, number: int, run: Run) -> None:
        self.cookie = cookie
        self.serving = serving
        self.number = number
        self.run = run
        self.live = asyncio.get_running_loop().create_future()
        self.buffer = b""
        self.upgraded = False
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        key = b64encode(secrets.token_bytes(16)).decode()
        self.transport.write(
            f"GET /live HTTP/1.1\r\nhost: localhost:{self.serving.port}\r\ncookie: {self.cookie}\r\nupgrade: websocket\r\n"
            f"connection: Upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: {key}\r\n"
            "sec-websocket-protocol: rt.v1.json\r\n\r\n".encode()
        )

    def say(self, payload: bytes, kind: int = 1) -> None:
        size = len(payload)
        length = bytes([0x80 | size]) if size < 126 else bytes([0x80 | 126]) + size.to_bytes(2)
        self.transport.write(bytes([0x80 | kind]) + length + MASK + payload)

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        self.buffer += data
        if not self.upgraded:
            head, end, self.buffer = self.buffer.partition(b"\r\n\r\n")
            if not end:
                self.buffer = head
                return
            if not head.startswith(b"HTTP/1.1 101"):
                self.live.set_exception(RuntimeError(f"Not let in: {head!r}"))
                return
            self.upgraded = True
            hello = {"t": "hello", "v": 1, "network": self.serving.network, "client": f"phone-{self.number}"}
            self.say(msgspec.json.encode(hello))
            self.say(msgspec.json.encode({"t": "sub", "id": 1, "topic": f"workshop:{self.serving.workshop}"}))
        at = 0
        while len(self.buffer) >= at + 2:
            size, start = self.buffer[at + 1], at + 2
            if size >= 126:
                wide = 2 if size == 126 else 8
                size, start = int.from_bytes(self.buffer[start : start + wide]), start + wide
            if len(self.buffer) < start + size:
                break
            self._frame(self.buffer[at] & 0x0F, self.buffer[start : start + size], now)
            at = start + size
        self.buffer = self.buffer[at:]

    def _frame(self, kind: int, payload: bytes, now: float) -> None:
        if kind == 9:
            self.say(payload, 10)
        elif kind == 8:
            self.connection_lost(ConnectionError(f"The service closed a socket: {payload!r}"))
        elif not self.live.done():
            if b'"t":"live"' in payload:
                self.live.set_result(None)
        elif b'"t":"rej"' in payload or b'"t":"gap"' in payload:
            raise RuntimeError(f"Not taken: {payload!r}")
        else:
            for found in {*self.run.sought.findall(payload)}:
                number = int(found, 16)
                self.run.took[number].append(now - self.run.tapped[number])
                self.run.under_way -= 1
                if self.run.under_way == 0:
                    self.run.arrived.set()

    def propose(self) -> None:
        number = len(self.run.tapped)
        contribution = f"{self.run.prefix}{number:012x}"
        said = {"contribution": contribution, "action": f"Proposal {number} to share what we have.", "objective": "To save money and time."}
        asking = {"id": secrets.token_hex(16), "stream": self.serving.workshop, "command": {"tag": "workshop.contribute", **said}}
        frame = msgspec.json.encode({"t": "cmd", "asking": asking})
        self.run.took.append([])
        self.run.under_way += len(self.serving.cookies)
        self.run.arrived.clear()
        self.run.tapped.append(time.perf_counter())
        self.say(frame)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.live.done():
            self.live.set_exception(exc or ConnectionError("The service closed a socket."))


async def run(phones: list[Phone], seconds: float) -> Ran:
    """Everyone proposes as often as they do, at moments of their own."""
    told = phones[0].run
    began = len(told.tapped)
    loop = asyncio.get_running_loop()
    start = loop.time()
    moments = sorted(random.uniform(0, seconds) for _ in range(round(len(phones) * A_MINUTE * seconds / 60)))
    for moment in moments:
        await asyncio.sleep(max(0.0, start + moment - loop.time()))
        random.choice(phones).propose()
    async with asyncio.timeout(30):
        await told.arrived.wait()
    every = sorted(one for took in told.took[began:] for one in took)
    last = sorted(max(took) for took in told.took[began:])
    return Ran(len(last), _at(last, 50), _at(last, 99), _at(every, 99))


def _at(took: list[float], percent: int) -> float:
    return took[min(len(took) - 1, len(took) * percent // 100)] * 1000


async def main() -> None:
    told = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(told), sys.stdin)
    serving = msgspec.json.decode(await told.readline(), type=Serving)
    together = Run()
    phones = [Phone(cookie, serving, number, together) for number, cookie in enumerate(serving.cookies)]
    for phone in phones:
        await loop.create_connection(lambda phone=phone: phone, "127.0.0.1", serving.port)  # type: ignore[misc]  # of this turn
        await phone.live
    while line := await told.readline():
        print(msgspec.json.encode(await run(phones, msgspec.json.decode(line, type=float))).decode(), flush=True)


if __name__ == "__main__":
    uvloop.run(main())
