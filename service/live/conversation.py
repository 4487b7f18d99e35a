"""One conversation: what a client wishes is done, in order, and answered; its commands side by side."""

import asyncio
import secrets
import time
from uuid import UUID

import structlog

from events import line
from events.asking import Receipt
from events.ids import CommandId, NetworkId, PersonId
from service import access, problems
from service.identity.actor import Actor
from service.languages import Language
from service.live import frames
from service.live.connection import Ask, Close, Compose, Connection, Intent, Spoilt
from service.live.frames import Err, Heard, Hello, More, Ping, Pres, Rej, Road, Sub, Unsub, Yack
from service.live.hub import Hub, Listener
from service.live.hubs import Hubs
from service.live.protocol import Outlet

_log = structlog.get_logger()


class Conversation:
    """From the accepted socket to its end, or from a request to the end of its answer, which is known by ``conn``."""

    def __init__(
        self,
        hubs: Hubs,
        outlet: Outlet,
        actor: Actor | None,
        language: Language,
        road: Road = "socket",
        conn: str | None = None,
        address: str = "",
    ) -> None:
        self.connection = Connection(hubs.now(), hubs.limits)
        self.road = road
        self.conn = conn or secrets.token_hex(8)
        self._hubs = hubs
        self._outlet = outlet
        self._actor = actor  # None: a program that has yet to show its token
        self._language = language
        self._hub: Hub | None = None
        self._listener: Listener | None = None
        self._asking: set[asyncio.Task[None]] = set()
        self._counted_for: str | None = None
        hubs.enter(self)
        self._count(str(actor.person) if actor else address)

    async def hear(self, data: bytes | str) -> None:
        """One message from the client. Who takes nothing is not listened to meanwhile: answers would only pile up."""
        await self._outlet.room()
        for intent in self.connection.heard(data, self._hubs.now()):
            await self._do(intent)

    async def told(self, said: Heard, size: int) -> None:
        """The same for a frame that came among others in one request, and was read there."""
        await self._outlet.room()
        for intent in self.connection.said(said, size):
            await self._do(intent)

    def overdue(self) -> None:
        """Called about once a second, while nothing may have been heard."""
        for intent in self.connection.overdue(self._hubs.now()):
            if isinstance(intent, Close):
                self.close(intent.code, intent.reason)

    def close(self, code: int, reason: str) -> None:
        """End it from our side: out of every lane, then a close that nothing follows."""
        self.connection.closed = True
        if self._hub is not None and self._listener is not None:
            self._hub.dismiss(self._listener, code, reason)
        else:
            self._hubs.meter.turn_away(self._outlet, code, reason)

    def of_session(self, session: bytes) -> bool:
        """Does it speak for this browser's sign-in?"""
        return self._actor is not None and self._actor.session == session

    def say(self, frame: frames.Frame) -> None:
        """One frame for this client alone."""
        packet = frames.encode(frame)
        self._outlet.send(packet)
        self._hubs.meter.sent(packet)

    def leave(self) -> None:
        """The client is gone. What it asked for goes on; only nobody waits for the answer."""
        self._hubs.exit(self)
        self._count(None)
        self.connection.closed = True
        if self._hub is not None and self._listener is not None:
            self._hub.leave(self._listener)

    def _count(self, whose: str | None) -> None:
        """From now on it is a connection of this account or address, if they may have one more; a poll is one while it waits."""
        if self._counted_for is not None:
            self._hubs.admission.exit(self._counted_for)
        self._counted_for = None
        if whose is not None:
            if self._hubs.admission.enter(whose):
                self._counted_for = whose
            else:
                self.close(frames.TOO_MANY, "too many connections")

    async def _do(self, intent: Intent) -> None:
        match intent:
            case Hello():
                return await self._greet(intent)
            case Err():
                return self.say(intent)
            case Close(code, reason):
                return self.close(code, reason)
        hub, listener = self._hub, self._listener
        if hub is None or listener is None or not hub.hears(listener):
            return None  # it was dismissed while it spoke
        match intent:
            case Sub(mode="replay"):
                hub.replay(listener, intent)
            case More(id, credit):
                hub.owe(listener, id, credit)
            case Sub(id, topic, since):
                if topic.startswith("text:"):
                    await self._hubs.open_text(hub, listener, topic)
                if hub.hears(listener):
                    hub.subscribe(listener, id, topic, since)
            case Unsub(id):
                hub.unsubscribe(listener, id)
            case Pres(topic, state) if access.may_appear(listener.rights, topic):
                hub.show(listener, topic, state)
            case Ping(id):
                self.say(frames.Pong(id, time.time_ns() // 1_000_000, hub.flushed))
            case Spoilt(id, fault):
                self._refuse(id, fault)
            case Ask() | Compose():
                while len(self._asking) >= self.connection.limits.commands:
                    await asyncio.wait(self._asking, return_when=asyncio.FIRST_COMPLETED)
                # Tasks start in the order in which they were made, so commands stand in line in the order in which they came.
                asking = asyncio.create_task(
                    self._ask(hub, listener, intent) if isinstance(intent, Ask) else self._write(hub, listener, intent)
                )
                self._asking.add(asking)
                asking.add_done_callback(self._asking.discard)
        return None

    async def _greet(self, hello: Hello) -> None:
        slot = self._hubs.admission.wait(self._hubs.now()) if self.road != "poll" else None
        if slot is not None:
            self.say(frames.Bye("busy", slot))
            return self.close(frames.OVERLOADED, "come back at your slot")
        if self._actor is None and hello.token is not None:
            self._actor = await self._hubs.tokens.actor(hello.token.encode())
            if self._actor is not None:
                self._count(str(self._actor.person))
        if self._actor is None:
            # Refused before it is accepted, a browser could not tell this from a lost network, and would try for ever.
            return self.close(frames.SIGNED_OUT, "sign in first")
        try:
            hub = await self._hubs.of(hello.network)
        except line.Missing:
            return self.close(frames.FORBIDDEN, "nothing here is yours to see")
        if self.connection.closed:
            return None
        if self._hubs.tokens.over(self._actor.session):
            return self.close(frames.SIGNED_OUT, "the token is over")
        listener = Listener(self.conn, self._actor.person, hello.client, self.connection, self._outlet, self.road)
        listener.session = self._actor.session
        listener.lingers = self.road != "socket"
        if not hub.join(listener):
            return self.close(frames.FORBIDDEN, "nothing here is yours to see")
        self._hub, self._listener = hub, listener
        self._outlet.on_room = lambda: hub.catch_up(listener)
        if self._hubs.heads is not None:
            self._hubs.heads.greet(hub.network, listener, hello.tree)
        return None

    async def _ask(self, hub: Hub, listener: Listener, ask: Ask) -> None:
        answer = await answered(self._hubs, hub.network, listener.person, ask, self._language, self.conn)
        if isinstance(answer, Receipt):
            hub.acknowledge(listener, answer)
        else:
            self.say(answer)

    async def _write(self, hub: Hub, listener: Listener, compose: Compose) -> None:
        answer = await written(self._hubs, hub.network, listener.person, compose, self._language, self.conn)
        hub.flush()  # whoever wrote is told what was written before it is told that it was
        self.say(answer)

    def _refuse(self, id: UUID, error: Exception) -> None:
        self.say(refused(id, error, self._language, self.conn))


async def answered(hubs: Hubs, network: NetworkId, by: PersonId, ask: Ask, language: Language, conn: str) -> Receipt | Rej:
    """What a command is answered with, once it is durable, on whichever road it came."""
    try:
        receipt: Receipt = await hubs.ask(network, ask.asking, by, ask.received)
    except Exception as error:
        return refused(ask.asking.id, error, language, conn)
    return receipt


async def written(hubs: Hubs, network: NetworkId, by: PersonId, compose: Compose, language: Language, conn: str) -> Yack | Rej:
    """What somebody is answered who wrote to a text, once it is durable, on whichever road it came."""
    try:
        return Yack(compose.write.id, await hubs.write(network, by, compose.write, compose.update))
    except Exception as error:
        return refused(compose.write.id, error, language, conn)


def refused(id: UUID, error: Exception, language: Language, conn: str) -> Rej:
    """Why nothing of a command happened; for our own faults with a line that someone must read."""
    told, _ = problems.document(error, language, conn)
    if told.status == 500:
        _log.error("command_failed", conn=conn, command_id=str(id), exc_info=error)
    return Rej(CommandId(id), told.code, told.detail, told.next, told.status in (429, 500, 503), told.at)
