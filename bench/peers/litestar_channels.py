"""Litestar's ChannelsPlugin in memory, as its pages show it, on uvicorn with its quickest sockets and without compression."""

import asyncio
from typing import Any

import uvicorn
import uvloop
from litestar import Litestar, WebSocket, websocket
from litestar.channels import ChannelsPlugin, Subscriber
from litestar.channels.backends.memory import MemoryChannelsBackend

from bench import ticking

subscribers: list[Subscriber] = []
channels = ChannelsPlugin(MemoryChannelsBackend(), channels=["measured"])
MESSAGE = ticking.TEXT.encode()


@websocket("/live")
async def live(socket: WebSocket[Any, Any, Any]) -> None:
    """Pass on what is published until the client leaves."""
    await socket.accept()
    async with channels.start_subscription("measured") as subscriber, subscriber.run_in_background(socket.send_text):
        subscribers.append(subscriber)
        try:
            while (await socket.receive())["type"] != "websocket.disconnect":
                pass
        finally:
            subscribers.remove(subscriber)


def publish(batch: int) -> None:
    for _ in range(batch):
        channels.publish(MESSAGE, "measured")


def full() -> bool:
    return any(subscriber.qsize * len(MESSAGE) > ticking.WAITING for subscriber in subscribers[:20])


async def main() -> None:
    at = ticking.listening()
    app = Litestar([live], plugins=[channels], openapi_config=None, logging_config=None)
    config = uvicorn.Config(app, ws="websockets-sansio", http="httptools", log_config=None, ws_per_message_deflate=False)
    server = uvicorn.Server(config)
    server.config.ws_ping_interval = None
    serving = asyncio.create_task(server.serve(sockets=[at]))
    await ticking.answer(at.getsockname()[1], lambda: len(subscribers), publish, full)
    server.should_exit = True
    await serving


if __name__ == "__main__":
    uvloop.run(main())
