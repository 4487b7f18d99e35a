"""Screens on every road that the protocol takes: a socket, a stream of server-sent events, polls.

The same ``Screen`` hears the frames; what differs is how they come, and how one asks.
"""

import asyncio
import contextlib
from abc import abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import msgspec

from events.ids import PersonId, Token
from service.live.frames import Road
from tests.http.town import Town
from tests.live import screen as screens
from tests.live.screen import Watching

ROADS: tuple[Road, ...] = ("socket", "stream", "poll")


class OverHttp(Watching):
    """A screen that asks by POST. A new topic begins the stream or the poll anew, each topic from where it stands."""

    def __init__(self, browser: httpx.AsyncClient) -> None:
        super().__init__(None)  # type: ignore[arg-type]  # there is no socket
        self.browser = browser
        self.sent: dict[str, Any] = {}
        self.code: int | None = None
        self.greeting: dict[str, Any] = {}
        self.following: dict[str, dict[str, Any] | None] = {}
        self.owed: dict[str, int] = {}  # of a journal that is told again: events in all
        self.answered: list[int] = []  # the status of each answer
        self.anew = asyncio.Event()
        self.asking: set[asyncio.Task[None]] = set()

    async def hello(self, network: Any, client: str) -> None:
        self.greeting = {"t": "hello", "v": 1, "network": str(network), "client": client}

    async def send(self, frame: Any) -> None:
        asking = asyncio.create_task(self._ask(frame))
        self.asking.add(asking)
        asking.add_done_callback(self.asking.discard)
        await asyncio.sleep(0)  # they leave in the order in which they were asked

    async def _ask(self, frame: Any) -> None:
        if frame["t"] == "cmd":
            self.sent[frame["asking"]["id"]] = frame
        body = {"network": self.greeting["network"], "client": self.greeting["client"], "frames": [frame]}
        answer = await self.browser.post("/live/commands", json=body)
        if answer.status_code == 200:
            self.document.judge("answers", answer.json())
        self.answered.append(answer.status_code)
        for one in answer.json().get("frames", ()):
            await self.take(msgspec.json.encode(one))

    async def _sub(self, topic: str, since: dict[str, Any] | None) -> None:
        self.following[topic] = since
        self.anew.set()

    async def retell(self, topic: str, credit: int) -> None:
        self.owed[topic] = self.owed.get(topic, 0) + credit
        await self._sub(topic, None)

    async def more(self, topic: str, credit: int) -> None:
        await self.retell(topic, credit)  # there is none over HTTP but to ask again

    def opening(self) -> dict[str, Any]:
        """What a socket would have said first."""
        frames = [self.greeting]
        for topic, since in self.following.items():
            self._ids += 1
            self.asked[self._ids] = topic
            if topic in self.lanes_of:  # else what it said when it was asked for last may be more than it holds by now
                since = self.since(topic)
            replay = {}
            if topic in self.owed:
                told = sum(len(one) for lane, one in self.retold.items() if self.topic_of(lane) == topic)
                replay = {"mode": "replay", "credit": self.owed[topic] - told}
            frames.append({"t": "sub", "id": self._ids, "topic": topic} | ({"from": since} if since else {}) | replay)
        return {"frames": frames}

    def _end(self, frame: dict[str, Any]) -> None:
        if frame["code"] != "replaced":
            self.following.pop(self.topics[frame["id"]])
        super()._end(frame)

    def _err(self, frame: dict[str, Any]) -> None:
        super()._err(frame)
        self.following.pop(self.asked.get(frame.get("id") or -1, ""), None)

    async def reached(self, token: str) -> None:
        await self.passed(token)

    async def listen(self) -> None:
        """Hear frames until the service closes; anew for each poll, and whenever there is another topic."""
        while self.code is None:
            self.anew.clear()
            hearing = asyncio.create_task(self.hear_once())
            anew = asyncio.create_task(self.anew.wait())
            try:
                await asyncio.wait((hearing, anew), return_when=asyncio.FIRST_COMPLETED)
            finally:
                hearing.cancel()
                anew.cancel()
                await asyncio.wait((hearing, anew))
            if not hearing.cancelled():
                hearing.result()
        await self.tell()

    @abstractmethod
    async def hear_once(self) -> None:
        """One stream, or one poll."""

    async def closed(self) -> int | None:
        await self.until(lambda: self.code is not None)
        return self.code


class Streaming(OverHttp):
    async def hear_once(self) -> None:
        async with self.browser.stream("POST", "/live/events", json=self.opening()) as answer:
            answer.raise_for_status()
            closing = False
            async for line in answer.aiter_lines():
                if line == "event: close":
                    closing = True
                elif line.startswith("data: ") and closing:
                    self.code = msgspec.json.decode(line[6:])["code"]
                elif line.startswith("data: "):
                    await self.take(line[6:])


class Polling(OverHttp):
    after: str | None = None

    async def hear_once(self) -> None:
        answer = await self.browser.post("/live/poll", json=self.opening() | {"wait": 20} | ({"after": self.after} if self.after else {}))
        if answer.status_code == 401:
            self.code = 4401
            return
        answer.raise_for_status()
        said = answer.json()
        self.document.judge("polled", said)
        for frame in said["frames"]:
            await self.take(msgspec.json.encode(frame))
        if said["close"] is not None:
            self.code = said["close"]["code"]

    async def passed(self, token: str) -> None:
        self.after = token
        self.anew.set()
        await super().passed(token)
        self.after = None


@asynccontextmanager
async def watching(town: Town, road: Road, person: PersonId, *topics: str, client: str = "tab") -> AsyncIterator[Watching]:
    """A screen that shows these topics, live, on this road."""
    if road == "socket":
        address = "ws" + town.url.removeprefix("http")
        async with screens.watching(address, town.cookies[person], town.network, *topics, client=client) as there:
            yield there
        return
    screen = {"stream": Streaming, "poll": Polling}[road](town.browser(person))
    await screen.hello(town.network, client)
    screen.following = dict.fromkeys(topics)
    listening = asyncio.create_task(screen.listen())
    try:
        await screen.until(lambda: screen.live.issuperset(topics))
        yield screen
    finally:
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listening
        for asking in [*screen.asking]:
            await asking


def position(token: str) -> int:
    """Where in the log this token stands."""
    return Token.parse(token).position
