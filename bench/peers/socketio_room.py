"""python-socketio: everyone in one room, to which each message is emitted; who is revoked leaves the room."""

from typing import Any
from urllib.parse import parse_qs

import socketio
import uvloop

from bench import ticking

sockets = socketio.AsyncServer(async_mode="asgi", max_http_buffer_size=1 << 20)
names: dict[str, str | None] = {}


@sockets.event  # type: ignore[untyped-decorator]  # untyped here, for those who have not installed it
async def connect(sid: str, environ: dict[str, Any]) -> None:
    names[sid] = parse_qs(environ["QUERY_STRING"]).get("name", [None])[0]
    await sockets.enter_room(sid, "measured")


@sockets.event  # type: ignore[untyped-decorator]  # as the one above
async def disconnect(sid: str, _reason: str) -> None:
    names.pop(sid, None)


async def publish(message: str) -> None:
    await sockets.emit("change", message, room="measured")


async def revoke(name: str) -> None:
    for sid in [sid for sid, its in names.items() if its == name]:
        await sockets.leave_room(sid, "measured")


async def main() -> None:
    async with ticking.served(socketio.ASGIApp(sockets)) as port:
        await ticking.act(port, publish, revoke)


if __name__ == "__main__":
    uvloop.run(main())
