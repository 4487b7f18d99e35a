"""Bare transports on uvloop: bytes that were made before, written to each. There is nothing less that a server could do.

It is an echo as well: what one client sends goes to everyone.
"""

import asyncio
from typing import cast

import uvloop

from bench import ticking

clients: list[asyncio.Transport] = []
FRAME = b"\x81\x7e" + len(ticking.TEXT).to_bytes(2, "big") + ticking.TEXT.encode()


class Bare(asyncio.Protocol):
    """One client."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.buffer = b""
        clients.append(self.transport)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while len(self.buffer) >= 8 + (size := int.from_bytes(self.buffer[2:4], "big")) > 8:
            write(self.buffer[:1] + b"\x7e" + self.buffer[2:4] + self.buffer[8 : 8 + size])  # masked with zeros, and no longer
            self.buffer = self.buffer[8 + size :]

    def connection_lost(self, exc: Exception | None) -> None:
        clients.remove(self.transport)


def write(frame: bytes) -> None:
    for client in clients:
        client.write(frame)


def full() -> bool:
    return any(client.get_write_buffer_size() > ticking.WAITING for client in clients[:20])


async def main() -> None:
    at = ticking.listening()
    await asyncio.get_running_loop().create_server(Bare, sock=at)
    await ticking.answer(at.getsockname()[1], lambda: len(clients), lambda batch: write(FRAME * batch), full)


if __name__ == "__main__":
    uvloop.run(main())
