"""A program's live connection: it follows topics, asks for changes, and comes back by itself.

    async with Client("https://…", network, token) as client:
        client.follow(f"plan:{plan}")
        async for news in client.news():
            ...

What is held stays through a lost connection, and goes on from where it stood. A command has one id however often it is sent, so
it happens once; ``ask`` returns when it is committed and everything that is followed shows it.
"""

import asyncio
import contextlib
import random
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from typing import Any, TypeAlias
from uuid import UUID

import msgspec
from msgspec import Raw, Struct

from events import ids
from events.ids import CommandId, NetworkId, Token
from service.client import holding
from service.client.holding import Holding
from service.client.keeping import Keeping, Proved
from service.client.roads import Away, Barred, Ended, Road, Socket, Stream, verifiers
from service.live import frames

FIRST, LONGEST = 0.5, 30.0  # seconds that a client waits at most before it comes back, once and after many tries
GOOD = 10.0  # seconds after which a connection is taken for good
WELCOMING = 10.0  # seconds from a connection to its welcome
UNREAD = 1_000  # pieces of news; whoever leaves more unread is sent no more until they read

_told = msgspec.json.Decoder(frames.Told)


class Cut(Struct, frozen=True, tag="cut"):
    """The connection is gone; another is tried after so many seconds."""

    code: int | None
    wait: float


News: TypeAlias = holding.News | Proved | Cut


class Refused(Exception):
    """Nothing of a command happened; ``told`` says why, and whether the same may succeed later."""

    def __init__(self, told: frames.Rej) -> None:
        super().__init__(told.detail)
        self.told = told


def jittered(tries: int) -> float:
    """How long to wait: anywhere between nothing and a time that grows, so that not everybody comes back at once."""
    return random.uniform(0, min(LONGEST, FIRST * 2**tries))  # noqa: S311  # spreads load, guards nothing


class Client:
    """One program at one network."""

    def __init__(
        self, url: str, network: UUID, token: str, patience: Callable[[int], float] = jittered, kept: Keeping | None = None
    ) -> None:
        self.held = Holding()
        self.kept = kept or Keeping()  # of the log: what tells if it was rewritten
        self._url = url.rstrip("/")
        self._token = token
        self._hello = frames.Hello(frames.VERSION, NetworkId(network), secrets.token_hex(8))
        self._patience = patience
        self._road: Road | None = None
        self._anew = False  # another connection is wanted for what is to be followed from now on
        self._texts: AsyncIterator[str | bytes] | None = None
        self._slot: float | None = None  # seconds, told by a service that ends
        self._unread: asyncio.Queue[News | Exception] | None = None
        self._asked: dict[CommandId, tuple[frames.Cmd, asyncio.Future[frames.Ack]]] = {}
        self._awaited: list[tuple[Token, asyncio.Future[None]]] = []
        self._running: asyncio.Task[None] | None = None
        self._over: Exception | None = None

    async def __aenter__(self) -> "Client":
        """Connect; Away or Ended where that does not work the first time. Later it is tried for ever."""
        await self._connect()
        self._running = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *_error: object) -> None:
        if self._running is not None:
            self._running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._running
        if self._road is not None:
            await self._road.close()

    def follow(self, topic: str) -> None:
        """Follow a topic from now on; ``Over`` says where it is not there."""
        self.held.follow(topic)
        self._turn()

    def retell(self, topic: str, begin: int = 0, until: int | None = None) -> None:
        """Have the events of a journal told again, after and through a position; ``Over`` says when that is done, or why it is not."""
        self.held.retell(topic, begin, until)
        self._turn()

    def drop(self, topic: str) -> None:
        """Follow it no more, and hold nothing of it."""
        if (id := self.held.drop(topic)) and self._road is not None:
            self._open_anew(self._road) if self._road.fixed else self._say(frames.Unsub(id))

    async def news(self) -> AsyncIterator[News]:
        """What happens from now on, without end. Ended is raised where the service wants this client to stay away."""
        unread = self._unread = self._unread or asyncio.Queue(UNREAD)
        while self._over is None or not unread.empty():
            one = await unread.get()
            if isinstance(one, Exception):
                break
            yield one
        raise self._over or Away("closed")

    async def ask(self, stream: UUID | str, command: Mapping[str, Any], /, id: UUID | None = None, **more: Any) -> frames.Ack:
        """Ask for a change, and wait until it is committed and shown by everything that is followed. Refused says why not.

        Asked again with the same ``id`` it is the same change. ``more`` is what else an ``Asking`` has: ``reason``, ``whole``.
        """
        if self._over is not None:
            raise self._over
        named = CommandId(id or ids.new())
        asking = {"id": str(named), "stream": str(stream), "command": dict(command), **more}
        cmd, answer = frames.Cmd(Raw(msgspec.json.encode(asking))), asyncio.get_running_loop().create_future()
        self._asked[named] = cmd, answer
        self._say(cmd)
        try:
            ack: frames.Ack = await answer
        finally:
            self._asked.pop(named, None)
        await self.reached(ack.after)
        return ack

    async def reached(self, token: str) -> None:
        """Wait until everything that is followed is complete through this token."""
        shown: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._awaited.append((Token.parse(token), shown))
        self._show()
        await shown

    # --- The connection -------------------------------------------------------------------------------------------

    async def _connect(self) -> None:
        """A connection that was welcomed: a WebSocket, or a stream where somebody in between lets none through."""
        hello = msgspec.structs.replace(self._hello, tree=self.kept.tree)
        try:
            await self._welcome(await Socket.opened(self._url, self._token, hello))
        except Barred:
            self.held.disconnected()
            await self._welcome(await Stream.opened(self._url, self._token, hello, self.held.due()))

    async def _welcome(self, road: Road) -> None:
        self._road, self._texts = road, road.heard()
        try:
            async with asyncio.timeout(WELCOMING):
                async for text in self._texts:
                    if isinstance(frame := _frame(text), frames.Welcome):
                        self.held.hear(frame)
                        return
                    self._note(frame)
        except TimeoutError:
            await road.close()
        why = self._why()
        # Who is let in and cut off before a word is said meets something that lets no WebSocket through, as a proxy may.
        raise Barred(why.why) if isinstance(why, Away) and road.code in (None, 1006) and not road.fixed else why

    def _note(self, frame: frames.Frame | None) -> None:
        if isinstance(frame, frames.Bye):
            self._slot = frame.slot_ms / 1000

    def _why(self) -> Away | Ended:
        """What the end of this connection means: whether to come back is in its code."""
        code, reason = (self._road.code, self._road.reason) if self._road is not None else (None, "")
        if code is not None and (code >= frames.MALFORMED or code == frames.SIGNED_OUT):
            return Ended(code, reason)  # a token that is over stays over
        return Away(f"{code} {reason}".strip() if code else "no answer")

    async def _run(self) -> None:
        """Hear until it is over, and come back until the service says not to."""
        loop = asyncio.get_running_loop()
        tries = 0
        while True:
            began = loop.time()
            await self._hear()
            tries = 0 if loop.time() - began > GOOD else tries
            self.held.disconnected()
            why: Exception = self._why()
            if self._anew:
                self._anew = False
                try:
                    await self._connect()
                    continue
                except (Away, Ended) as error:
                    why = error
            while isinstance(why, Away):
                wait = self._patience(tries) if self._slot is None else self._slot
                code = self._road.code if self._road is not None else None
                self._slot, tries = None, tries + 1
                await self._tell(Cut(code, wait))
                await asyncio.sleep(wait)
                try:
                    await self._connect()
                    break
                except (Away, Ended) as error:
                    why = error
            else:
                return await self._end(why)

    async def _hear(self) -> None:
        texts = self._texts
        if texts is None:
            return
        self._turn()
        for cmd, _ in self._asked.values():
            self._say(cmd)  # perhaps for the second time: it has its id, so it happens once
        async for text in texts:
            frame = _frame(text)
            self._note(frame)
            match frame:
                case None:
                    continue  # of a newer service
                case frames.Ack(id) if id in self._asked:
                    self._answer(id).set_result(frame)
                case frames.Rej(id) if id in self._asked:
                    self._answer(id).set_exception(Refused(frame))
                case frames.Checkpoint(note):
                    if not self.kept.knows(note):
                        self.kept.learn(await verifiers(self._url, self._hello.network, self._token))
                    await self._tell(self.kept.told(frame))
                case _:
                    for one in self.held.hear(frame):
                        await self._tell(one)
            self._turn()
            self._show()

    def _answer(self, id: CommandId) -> "asyncio.Future[frames.Ack]":
        answer = self._asked.pop(id)[1]
        # Whoever asked may wait no more; then nobody hears of it.
        return asyncio.get_running_loop().create_future() if answer.done() else answer

    def _turn(self) -> None:
        """Ask for what is due."""
        road = self._road
        if road is not None and self._running is not None and road.code is None and (subs := self.held.due()):
            if road.fixed:
                self._open_anew(road)
            else:
                for sub in subs:
                    self._say(sub)

    def _open_anew(self, road: Road) -> None:
        self._anew = True
        _do(road.close())

    def _say(self, frame: frames.Frame) -> None:
        """Send it in its turn; on a connection that breaks it is for the next."""
        if self._road is not None and self._road.code is None:
            _do(self._road.say(frame))  # a task each: they stand in line in the order in which they were made

    def _show(self) -> None:
        welcome = self.held.welcome
        for token, shown in [*self._awaited]:
            if shown.done() or (welcome is not None and welcome.epoch != token.epoch) or self.held.complete(token.position):
                self._awaited.remove((token, shown))
                if not shown.done():
                    shown.set_result(None)

    async def _tell(self, one: News) -> None:
        if self._unread is not None:
            await self._unread.put(one)

    async def _end(self, why: Exception) -> None:
        self._over = why
        for _, answer in self._asked.values():
            if not answer.done():
                answer.set_exception(why)
        for _, shown in self._awaited:
            if not shown.done():
                shown.set_exception(why)
        if self._unread is not None:
            await self._unread.put(why)


_doing: set[asyncio.Task[None]] = set()


def _do(work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.create_task(work)
    _doing.add(task)
    task.add_done_callback(_doing.discard)


def _frame(text: str | bytes) -> frames.Frame | None:
    try:
        told: frames.Frame = _told.decode(text)
        return told
    except msgspec.ValidationError:
        return None
