"""The two ways to a service: a WebSocket, and where none gets through, a stream of server-sent events with commands beside it.

Both end by themselves when the connection does; ``code`` then says whether to come back.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import Protocol
from uuid import UUID

import httpx
import msgspec
import websockets
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from service.live import frames

OPENING = 10.0  # seconds for a service to answer
SILENT = 60.0  # seconds without a beat, after which a stream is dead; one comes every 25


class Away(Exception):
    """Nobody answers there, or nobody who speaks this protocol; ``why`` says more."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Barred(Away):
    """Somebody answers, but lets no WebSocket through."""


class Ended(Exception):
    """The service wants this client to stay away: who it is, what it asks for, or how it speaks will not do."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code} {reason}")
        self.code = code
        self.reason = reason


class Road(Protocol):
    """One connection; ``fixed`` where it follows what it was opened with, and another has to be opened for anything else."""

    fixed: bool

    @property
    def code(self) -> int | None: ...
    @property
    def reason(self) -> str: ...
    async def say(self, frame: frames.Frame) -> None: ...
    def heard(self) -> AsyncIterator[str | bytes]: ...
    async def close(self) -> None: ...


class Socket:
    """A WebSocket."""

    fixed = False

    def __init__(self, socket: websockets.ClientConnection) -> None:
        self.socket = socket

    @classmethod
    async def opened(cls, url: str, token: str, hello: frames.Hello) -> "Socket":
        """One that has said hello."""
        try:
            socket = await websockets.connect(
                "ws" + url.removeprefix("http") + "/live",
                additional_headers={"authorization": f"Bearer {token}"},
                subprotocols=[websockets.Subprotocol(frames.SUBPROTOCOL)],
                open_timeout=OPENING,
                max_size=None,
            )
        except InvalidStatus as error:
            raise Barred(f"HTTP {error.response.status_code}") from error
        except (InvalidHandshake, TimeoutError) as error:
            raise Barred(str(error) or type(error).__name__) from error
        except OSError as error:
            raise Away(str(error)) from error
        made = cls(socket)
        await made.say(hello)
        return made

    @property
    def code(self) -> int | None:
        return self.socket.close_code

    @property
    def reason(self) -> str:
        return self.socket.close_reason or ""

    async def say(self, frame: frames.Frame) -> None:
        with contextlib.suppress(ConnectionClosed):
            await self.socket.send(msgspec.json.encode(frame).decode())

    async def heard(self) -> AsyncIterator[str | bytes]:
        with contextlib.suppress(ConnectionClosed):
            while True:
                yield await self.socket.recv()

    async def close(self) -> None:
        await self.socket.close()


class Stream:
    """Server-sent events; what is asked beside them is answered among them."""

    fixed = True

    def __init__(self, web: httpx.AsyncClient, hello: frames.Hello, answer: httpx.Response) -> None:
        self.code: int | None = None
        self.reason = ""
        self._web = web
        self._hello = hello
        self._answer = answer
        self._closed = False
        self._texts: asyncio.Queue[str | bytes | None] = asyncio.Queue(64)  # more than that is left with the service
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def opened(cls, url: str, token: str, hello: frames.Hello, subs: Sequence[frames.Sub]) -> "Stream":
        """One that follows these topics."""
        patience = httpx.Timeout(OPENING, read=SILENT)
        web = httpx.AsyncClient(base_url=url, headers={"authorization": f"Bearer {token}"}, timeout=patience)
        try:
            asked = web.build_request("POST", "/live/events", content=_body(frames=[hello, *subs]), headers=JSON)
            answer = await web.send(asked, stream=True)
        except httpx.HTTPError as error:
            await web.aclose()
            raise Away(str(error) or type(error).__name__) from error
        if answer.status_code == 200:
            return cls(web, hello, answer)
        await web.aclose()
        if answer.status_code in STAYS_AWAY:
            raise Ended(*STAYS_AWAY[answer.status_code])
        raise Away(f"HTTP {answer.status_code}")

    async def say(self, frame: frames.Frame) -> None:
        if self._closed:
            return
        hello = self._hello
        body = _body(network=hello.network, client=hello.client, frames=[frame])
        try:
            answer = await self._web.post("/live/commands", content=body, headers=JSON)
            for told in msgspec.json.decode(answer.raise_for_status().content, type=_Answers).frames:
                await self._texts.put(bytes(told))
        except (httpx.HTTPError, msgspec.DecodeError):
            await self.close()  # what was asked is asked again beside the next stream

    async def heard(self) -> AsyncIterator[str | bytes]:
        while (text := await self._texts.get()) is not None:
            yield text

    async def close(self) -> None:
        self._closed = True
        if asyncio.current_task() is not self._reading:
            self._reading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._reading
        await self._web.aclose()

    async def _read(self) -> None:
        event = ""
        try:
            async for line in self._answer.aiter_lines():
                name, _, value = line.partition(": ")
                if name == "event":
                    event = value
                elif name == "data" and event == "close":
                    closed = msgspec.json.decode(value)
                    self.code, self.reason = closed["code"], closed["reason"]
                elif name == "data":
                    await self._texts.put(value)
                elif not line:
                    event = ""
        except httpx.HTTPError:
            pass  # the line is gone: another is tried
        finally:
            self._end()

    def _end(self) -> None:
        while True:
            try:
                return self._texts.put_nowait(None)
            except asyncio.QueueFull:
                self._texts.get_nowait()  # nobody reads a stream that is over: what was not read is asked for again


async def verifiers(url: str, network: UUID, token: str) -> list[str]:
    """The keys that the log of a network is signed with, by what the service says; none where it does not say."""
    try:
        async with httpx.AsyncClient(base_url=url, headers={"authorization": f"Bearer {token}"}, timeout=OPENING) as web:
            answer = await web.get(f"/api/networks/{network}/evidence/keys")
            return msgspec.json.decode(answer.raise_for_status().content, type=list[str])
    except (httpx.HTTPError, msgspec.DecodeError):
        return []


class _Answers(msgspec.Struct):
    frames: list[msgspec.Raw]


JSON = {"content-type": "application/json"}
STAYS_AWAY = {401: (frames.SIGNED_OUT, "not signed in"), 404: (frames.FORBIDDEN, "nothing here is yours to see")}


def _body(**parts: object) -> bytes:
    return msgspec.json.encode(parts)
