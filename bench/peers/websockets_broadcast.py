"""``broadcast`` of the websockets library on uvloop, with its text made bytes once and without compression or keepalive."""

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve

from bench import ticking

connections: dict[ServerConnection, None] = {}
MESSAGE = ticking.TEXT.encode()


async def live(connection: ServerConnection) -> None:
    """Stay until the client leaves."""
    connections[connection] = None
    try:
        await connection.wait_closed()
    finally:
        del connections[connection]


def publish(batch: int) -> None:
    for _ in range(batch):
        broadcast(connections, MESSAGE, text=True)


def full() -> bool:
    first = [connection for connection, _ in zip(connections, range(20), strict=False)]
    return any(connection.transport.get_write_buffer_size() > ticking.WAITING for connection in first)


async def main() -> None:
    at = ticking.listening()
    async with serve(live, sock=at, compression=None, ping_interval=None):
        await ticking.answer(at.getsockname()[1], lambda: len(connections), publish, full)


if __name__ == "__main__":
    uvloop.run(main())
