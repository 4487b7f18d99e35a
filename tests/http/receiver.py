"""A program that is told of what happens, as somebody else would write it: it reads HTTP by hand, and checks signatures by the book."""

import asyncio
import base64
import hashlib
import hmac
import json
import ssl
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

OK, NEVER, CUT = 200, -1, -2  # answers: a status, none at all, or the line cut once the message was read


class Heard(NamedTuple):
    """One request as it came, and what it was answered."""

    path: str
    headers: dict[str, str]
    body: bytes
    answer: int

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def told(self) -> dict[str, Any]:
        return json.loads(self.body)  # type: ignore[no-any-return]  # a message is an object

    @property
    def position(self) -> int:
        return int(self.told["data"]["position"])


def signed(secret: str, one: Heard) -> bool:
    """Is a message from whoever has the secret, whole, and of just now? Standard Webhooks 1.0, *Verifying webhook authenticity*."""
    if abs(time.time() - int(one.headers["webhook-timestamp"])) > 300:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    content = b".".join((one.id.encode(), one.headers["webhook-timestamp"].encode(), one.body))
    wanted = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    shown = [mark.partition(",") for mark in one.headers["webhook-signature"].split(" ")]
    return any(kind == "v1" and hmac.compare_digest(value, wanted) for kind, _, value in shown)


class Receiver:
    """What it heard, in order; ``answer`` decides what each is answered, ``more`` is sent behind the status line."""

    def __init__(self, answer: Callable[[], int]) -> None:
        self.heard: list[Heard] = []
        self.lines = 0  # connections that were made
        self.answer = answer
        self.more = b"content-length: 0\r\n\r\n"
        self.url = ""
        self._news = asyncio.Condition()
        self._ending = asyncio.Event()
        self._talks: set[asyncio.Task[None]] = set()

    @property
    def taken(self) -> list[Heard]:
        """What it answered as it should."""
        return [one for one in self.heard if one.answer == OK]

    async def until(self, enough: Callable[["Receiver"], bool]) -> None:
        """Wait until it has heard enough."""
        async with asyncio.timeout(60), self._news:
            await self._news.wait_for(lambda: enough(self))

    def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._talk(reader, writer))
        self._talks.add(task)
        task.add_done_callback(self._talks.discard)

    def release(self) -> None:
        """Answer at last whoever was left without an answer."""
        self._ending.set()

    async def close(self) -> None:
        for task in self._talks:
            task.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.lines += 1
        try:
            while True:
                first, *rest = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
                headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in rest)}
                body = await reader.readexactly(int(headers["content-length"]))
                answer = self.answer()
                async with self._news:
                    self.heard.append(Heard(first.split(" ")[1], headers, body, answer))
                    self._news.notify_all()
                if answer == NEVER:
                    await self._ending.wait()
                    answer = OK
                if answer < 0:
                    return
                writer.write(f"HTTP/1.1 {answer} So\r\n".encode() + self.more)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.transport.abort()


@asynccontextmanager
async def receiving(answer: Callable[[], int] = lambda: OK, tls: ssl.SSLContext | None = None) -> AsyncIterator[Receiver]:
    """A receiver on a free port of this machine."""
    made = Receiver(answer)
    server = await asyncio.start_server(made.talk, "127.0.0.1", 0, ssl=tls)
    made.url = f"http{'s' if tls else ''}://127.0.0.1:{server.sockets[0].getsockname()[1]}/told"
    try:
        yield made
    finally:
        server.close()
        await made.close()
