"""Litestar's ChannelsPlugin in memory, as its pages show it, on uvicorn with its quickest sockets and without compression.

With ``script`` it keeps as many messages as a lane of ours keeps frames, and sends them to whoever comes.
"""

import sys
from typing import Any

import uvloop
from litestar import Litestar, WebSocket, websocket
from litestar.channels import ChannelsPlugin, Subscriber
from litestar.channels.backends.memory import MemoryChannelsBackend

from bench import ticking

subscribers: dict[Subscriber, str | None] = {}
HISTORY = 512 if "script" in sys.argv else 0
channels = ChannelsPlugin(MemoryChannelsBackend(history=HISTORY), channels=["measured"])
MESSAGE = ticking.TEXT.encode()


@websocket("/live")
async def live(socket: WebSocket[Any, Any, Any]) -> None:
    """Pass on what is published until the client leaves."""
    await socket.accept()
    async with channels.start_subscription("measured", HISTORY) as subscriber, subscriber.run_in_background(socket.send_text):
        subscribers[subscriber] = socket.query_params.get("name")
        try:
            while (await socket.receive())["type"] != "websocket.disconnect":
                pass
        finally:
            del subscribers[subscriber]


def publish(batch: int) -> None:
    for _ in range(batch):
        channels.publish(MESSAGE, "measured")


def full() -> bool:
    return any(one.qsize * len(MESSAGE) > ticking.WAITING for one, _ in zip(subscribers, range(20), strict=False))


async def revoke(name: str) -> None:
    for subscriber in [one for one, its in subscribers.items() if its == name]:
        await channels.unsubscribe(subscriber)


async def main() -> None:
    app = Litestar([live], plugins=[channels], openapi_config=None, logging_config=None)
    async with ticking.served(app) as port:
        if HISTORY:
            await ticking.act(port, lambda text: channels.wait_published(text, "measured"), revoke)
        else:
            await ticking.answer(port, lambda: len(subscribers), publish, full)


if __name__ == "__main__":
    uvloop.run(main())
