"""Load over HTTP, a process of its own that costs little: ``python -m bench.load``.

Requests are put together from bytes made before, answers are looked at and not parsed; each keep-alive connection sends
its next request when the last one is answered. The first line in says where; each further line asks for one run and is
answered by one line.
"""

import asyncio
import secrets
import sys
import time
from functools import partial
from typing import cast
from uuid import UUID

import msgspec
import uvloop
from msgspec import Struct

CONNECTIONS = 64
WIDTH = 8  # digits of a number in a body, so that all bodies of a kind have one length


class Target(Struct, frozen=True):
    """Where the requests of one run go."""

    port: int
    path: str
    cookie: str
    seconds: float
    durable: bool  # edits that are kept, of which each names what the one before left


class Run(Struct, frozen=True):
    """What came of one run."""

    per_second: float
    p50_ms: float
    p99_ms: float


class Edits:
    """Edits of the description of actions, each seeing the one before; a connection has actions of its own."""

    def __init__(self, actions: list[UUID], text: str) -> None:
        # A command id is this, then a number: ids that are made one after the other stand side by side in an index.
        self.id = f"01{secrets.token_hex(3)}-{secrets.token_hex(2)}-7{secrets.token_hex(2)[1:]}-8{secrets.token_hex(2)[1:]}-"
        self.made = 0
        self.edits = [0] * len(actions)
        self.before = [
            b'","stream":"%b","command":{"tag":"action.edit","description":{"was":"%b ' % (str(one).encode(), text.encode())
            for one in actions
        ]
        self.between = b'","to":"%b ' % text.encode()

    def next(self, action: int) -> bytes:
        number = self.edits[action]
        self.edits[action] += 1
        self.made += 1
        return b'{"id":"%b%012x%b%08d%b%08d"}}}' % (self.id.encode(), self.made, self.before[action], number, self.between, number + 1)


class Client(asyncio.Protocol):
    """One keep-alive connection."""

    def __init__(self, head: bytes, edits: Edits, mine: range, until: float, done: asyncio.Future[None], took: list[float]) -> None:
        self.head = head
        self.edits = edits
        self.mine = mine
        self.turn = 0
        self.until = until
        self.done = done
        self.took = took
        self.began = 0.0
        self.buffer = b""
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.send()

    def send(self) -> None:
        self.began = time.perf_counter()
        body = self.edits.next(self.mine[self.turn % len(self.mine)])
        self.turn += 1
        self.transport.write(self.head % len(body) + body)

    def data_received(self, data: bytes) -> None:
        self.buffer = data = self.buffer + data
        end = data.find(b"\r\n\r\n")
        if end < 0:
            return
        length = data.lower().find(b"content-length:")
        if len(data) < end + 4 + int(data[length + 15 : data.find(b"\r", length)]):
            return
        self.buffer = b""
        now = time.perf_counter()
        self.took.append(now - self.began)
        if not data.startswith(b"HTTP/1.1 200 ") or b'"outcome":"applied"' not in data:
            self.end(RuntimeError(f"Not applied: {data!r}"))
        elif now < self.until:
            self.send()
        else:
            self.end(None)

    def end(self, error: Exception | None) -> None:
        self.transport.close()
        if not self.done.done():
            self.done.set_exception(error) if error else self.done.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self.end(exc or ConnectionError("The service closed a connection."))


async def run(target: Target, edits: Edits) -> Run:
    """Keep every connection busy for a while."""
    loop = asyncio.get_running_loop()
    cookie = f"cookie: {target.cookie}\r\n" if target.cookie else ""
    head = (
        f"POST {target.path} HTTP/1.1\r\nhost: localhost:{target.port}\r\n{cookie}"
        "content-type: application/json\r\naccept: application/json\r\nuser-agent: bench\r\ncontent-length: %d\r\n\r\n"
    ).encode()
    took: list[float] = []
    began = time.perf_counter()
    ends = [loop.create_future() for _ in range(CONNECTIONS)]
    for number, done in enumerate(ends):
        client = Client(head, edits, range(number, len(edits.edits), CONNECTIONS), began + target.seconds, done, took)
        await loop.create_connection(partial(_same, client), "127.0.0.1", target.port)
    async with asyncio.timeout(target.seconds + 30):
        await asyncio.gather(*ends)
    seconds = time.perf_counter() - began
    took.sort()
    return Run(len(took) / seconds, took[len(took) // 2] * 1000, took[len(took) * 99 // 100] * 1000)


def _same(client: Client) -> Client:
    return client


def main() -> None:
    actions, text = msgspec.json.decode(sys.stdin.readline(), type=tuple[list[UUID], str])
    kept, lost = Edits(actions, text), Edits(actions, text)
    for line in sys.stdin:
        target = msgspec.json.decode(line, type=Target)
        result = uvloop.run(run(target, kept if target.durable else lost))
        print(msgspec.json.encode(result).decode(), flush=True)


if __name__ == "__main__":
    main()
