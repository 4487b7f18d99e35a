"""The same protocol where WebSockets do not get through: frames as a stream of server-sent events, or polled; commands by POST.

Stateless on purpose: whichever process a request reaches can answer it. A stream, and each poll, begins with what a socket would
have said first (``hello``, then ``sub`` with ``from``), so that an answer that is lost loses nothing: the next one is asked from
where the client stands.
"""

import asyncio
import contextlib
import secrets
import time
from collections.abc import Callable, Sequence
from typing import Annotated, Any, NamedTuple, TypeAlias, cast
from uuid import UUID

import msgspec
import structlog
from litestar import Request, get, post
from litestar.datastructures import State
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK
from litestar.types import ASGIApp, Receive, Scope, Send
from msgspec import Meta, Raw, Struct

from events.asking import Receipt
from events.decider import Invalid
from events.ids import NetworkId, Token
from service import access, problems
from service.identity.actor import Actor, Who
from service.languages import Language, chosen
from service.live import frames
from service.live.connection import Ask, Compose, Connection, Spoilt
from service.live.conversation import Conversation, answered, refused, written
from service.live.frames import Ack, Cmd, Err, Hello, Name, Packet, Ping, Pong, Pres, Rej, Sub, Write, Yack
from service.live.hubs import Hubs
from service.live.presence import conn_of
from service.live.protocol import EXTENSION, GRACE, AsgiWriter, Closing
from service.security_limits import PatientProtocol
from service.strict import decoded

AT_ONCE = 100  # frames in one body
LARGEST_HELLO = 65_536  # bytes of a body that opens a stream, or polls
LONGEST = 25  # seconds that a poll may wait
GATHER = 0.05  # seconds in which what follows the first news is waited for
NO_HURRY = 1.0  # seconds in which others may come and go before that alone answers a poll
ANSWER = 262_144  # bytes, after which an answer is closed as soon as it can be
STREAM = ((b"content-type", b"text/event-stream"), (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no"))
STILL_THERE = b": \n\n"

_log = structlog.get_logger()

Said: TypeAlias = Annotated[list[Raw], Meta(min_length=1, max_length=AT_ONCE)]


class Opening(Struct):
    """What opens a stream: ``hello``, then a ``sub`` for each topic, perhaps from where it was left."""

    frames: Said


class Poll(Struct):
    """The same, answered once there is news, or after so many seconds; ``after``: they wait to see a change of their own."""

    frames: Said
    wait: Annotated[float, Meta(ge=0, le=LONGEST)] = LONGEST
    after: str | None = None


class Asked(Struct):
    """What a tab has to say beside its stream."""

    network: NetworkId
    client: Name
    frames: Said
    conn: Name | None = None


Answer: TypeAlias = Ack | Yack | Rej | Pong | Err


class Answers(Struct):
    """One answer to each frame that wants one, in the order of the questions."""

    frames: list[Answer]


class Opened(NamedTuple):
    """What a socket would have said first; each topic with the length of its frame."""

    hello: Hello
    subs: Sequence[tuple[Sub, int]]


_hello = msgspec.json.Decoder(Hello)
_sub = msgspec.json.Decoder(Sub)
_question = msgspec.json.Decoder(Cmd | Write | Pres | Ping)


def routes(hubs: Hubs) -> list[HTTPRouteHandler]:
    """The handlers of ``/live/events``, ``/live/poll`` and ``/live/commands``."""

    @post("/live/events", status_code=HTTP_200_OK, request_max_body_size=LARGEST_HELLO, include_in_schema=False)
    async def open_stream(data: JSONBody[Opening], actor: Who, state: State, request: Request[Any, Any, Any]) -> ASGIApp:
        """Stream what a socket would say to one that began with these frames."""
        return _stream(hubs, state, actor, _language(request), _read_opening(data.frames))

    @get("/live/events", include_in_schema=False)
    async def open_plain_stream(
        actor: Who,
        state: State,
        request: Request[Any, Any, Any],
        network: FromQuery[UUID],
        topic: FromQuery[list[str] | None] = None,
        client: FromQuery[str | None] = None,
    ) -> ASGIApp:
        """Stream the same to what can send no body, from the beginning of each topic."""
        hello = Hello(frames.VERSION, NetworkId(network), (client or secrets.token_hex(8))[:100])
        subs = [(Sub(number, name), len(name)) for number, name in enumerate((topic or [])[:AT_ONCE], 1)]
        return _stream(hubs, state, actor, _language(request), Opened(hello, subs))

    @post("/live/poll", status_code=HTTP_200_OK, request_max_body_size=LARGEST_HELLO, include_in_schema=False)
    async def poll(data: JSONBody[Poll], actor: Who, state: State, request: Request[Any, Any, Any]) -> ASGIApp:
        """Answer with what a socket would have said by the time there is news."""
        opened = _read_opening(data.frames)
        try:
            after = None if data.after is None else Token.parse(data.after)
        except ValueError as error:
            raise Invalid(str(error), ".after", "invalid.token") from None
        return _polled(hubs, state, actor, _language(request), opened, data.wait, after)

    @post("/live/commands", status_code=HTTP_200_OK, include_in_schema=False)
    async def ask(data: JSONBody[Asked], actor: Who, state: State, request: Request[Any, Any, Any]) -> Answers:
        """Answer commands, hear who is where, and tell the time; the tab's stream may be in another process."""
        network = await state.networks.open(data.network)
        if not access.audiences(network.standing(actor.person)):
            raise problems.Missing
        return Answers(await _Asking(hubs, data, actor, _language(request), network.token().position).answers())

    return [open_stream, open_plain_stream, poll, ask]


# --- A stream ------------------------------------------------------------------------------------------------------


class EventWriter(AsgiWriter):
    """Frames as server-sent events, through a server's own ``send``; what it has not taken yet is bounded as on a socket."""

    def __init__(self, send: Send, transport: asyncio.Transport | None) -> None:
        super().__init__(cast(Any, send))
        self._transport = transport  # where it is known: what waits in there was not taken either

    @property
    def waiting(self) -> int:
        return self.queued + (self._transport.get_write_buffer_size() if self._transport is not None else 0)

    def ping(self) -> None:
        if not self.over and not self.queued:  # who does not take what there is needs no more of it
            self._put(STILL_THERE, len(STILL_THERE))

    async def _next(self, due: Any) -> bool:
        if isinstance(due, Closing):
            end = msgspec.json.encode({"code": due.code, "reason": due.reason})
            await self._send({"type": "http.response.body", "body": b"event: close\ndata: " + end + b"\n\n", "more_body": False})
            return True
        body = due if isinstance(due, bytes) else b"".join([b"data: " + text + b"\n\n" for text in due.texts])
        await self._send({"type": "http.response.body", "body": body, "more_body": True})
        self._taken(len(due) if isinstance(due, bytes) else len(due.wire))
        return False


def _stream(hubs: Hubs, state: State, actor: Actor, language: Language, opened: Opened) -> ASGIApp:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        protocol = cast(dict[str, Any], scope).get("extensions", {}).get(EXTENSION)
        transport = None
        if isinstance(protocol, PatientProtocol):
            protocol.streams, transport = True, protocol.transport
        writer = EventWriter(send, transport)
        conversation = _begin(hubs, state, actor, language, writer, opened.hello, "stream")
        sending: asyncio.Task[None] | None = None
        leaving = asyncio.create_task(_left(receive))
        try:
            await send({"type": "http.response.start", "status": HTTP_200_OK, "headers": STREAM})
            sending = asyncio.create_task(writer.run())
            await _say(conversation, opened)
            await asyncio.wait((sending, leaving), return_when=asyncio.FIRST_COMPLETED)
        finally:
            conversation.leave()
            leaving.cancel()
            if sending is not None:
                await _finish(writer, sending, transport)

    return answer


async def _finish(writer: EventWriter, sending: asyncio.Task[None], transport: asyncio.Transport | None) -> None:
    """Let the close be taken; a client that takes nothing would keep its connection for ever."""
    if writer.over:
        _, taking = await asyncio.wait((sending,), timeout=GRACE)
        if taking and transport is not None:
            transport.abort()
            await asyncio.wait((sending,), timeout=1)  # until the server has noticed
    sending.cancel()


# --- A poll --------------------------------------------------------------------------------------------------------


class Gathering:
    """What there is to answer a poll with, as frames come.

    Until everything was said that is there already (``waits``), it takes a whole snapshot; what comes after that is bounded.
    """

    def __init__(self, after: Token | None) -> None:
        self.paused = False
        self.waiting = 0
        self.straight = None
        self.on_room: Callable[[], None] = lambda: None
        self.turned: Callable[[], None] = lambda: None
        self.texts: list[bytes] = []
        self.closing: Closing | None = None
        self.waits = False
        self.held: int | None = None  # the position of cells that the client says it has: others are news
        self.news = asyncio.Event()  # something that may wait a moment longer
        self.urgent = asyncio.Event()
        self.over = asyncio.Event()
        self._after = after
        self._loop = asyncio.get_running_loop()

    @property
    def heard_at(self) -> float:
        return self._loop.time()

    @property
    def full(self) -> bool:
        """Is there enough for one answer?"""
        return self.waiting > ANSWER or self.over.is_set()

    def send(self, packet: Packet, /) -> None:
        if self.closing is not None:
            return
        for text in packet.texts:
            self.texts.append(text)
            self._weigh(text)
        self.waiting += len(packet.wire)
        self.paused = self.waits and self.full

    def ping(self) -> None:
        """The next poll says that they are there."""

    def close(self, code: int, reason: str, /) -> None:
        if self.closing is None:
            self.closing = Closing(code, reason)
            for event in (self.news, self.urgent, self.over):
                event.set()

    async def room(self) -> None:
        """There is room until it is answered."""

    def answer(self) -> bytes:
        close = None if self.closing is None else {"code": self.closing.code, "reason": self.closing.reason}
        return b'{"frames":[' + b",".join(self.texts) + b'],"close":' + msgspec.json.encode(close) + b"}"

    def _weigh(self, text: bytes) -> None:
        """Is this what they wait for?"""
        match _kind.decode(text):
            case _Kind("snap" | "tx" | "ev" | "y" | "gap" | "end" | "err" | "bye"):
                self.urgent.set()
            case _Kind("kv") if not self.waits and self.held is None:
                self.news.set()  # told all cells each time, because they do not say which they have
            case _Kind("kv", pos=pos) if self.waits or pos != self.held:
                self.urgent.set()
            case _Kind("head" | "live", pos=pos) if self._after is not None and pos >= self._after.position:
                self.urgent.set()
            case _Kind("pres", kind="join" | "upd" | "leave"):
                self.news.set()
        if self.urgent.is_set():
            self.news.set()


class _Kind(Struct):
    t: str
    pos: int = 0
    kind: str = ""


_kind = msgspec.json.Decoder(_Kind)


def _polled(hubs: Hubs, state: State, actor: Actor, language: Language, opened: Opened, wait: float, after: Token | None) -> ASGIApp:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        gathering = Gathering(after)
        conversation = _begin(hubs, state, actor, language, gathering, opened.hello, "poll")
        leaving = asyncio.create_task(_left(receive))
        try:
            await _say(conversation, opened, gathering)
            gathering.waits = True
            if not gathering.urgent.is_set() and await _until(gathering.news, leaving, wait):
                await _until(gathering.urgent, leaving, min(NO_HURRY, wait))
                await _until(gathering.over, leaving, GATHER)
            if leaving.done():
                raise problems.Left
        finally:
            conversation.leave()
            leaving.cancel()
        body = gathering.answer()
        headers = ((b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()))
        await send({"type": "http.response.start", "status": HTTP_200_OK, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": False})

    return answer


async def _until(event: asyncio.Event, leaving: asyncio.Task[None], seconds: float) -> bool:
    """Wait for this, unless they leave first, and no longer than so many seconds; did it come?"""
    coming = asyncio.create_task(event.wait())
    await asyncio.wait((coming, leaving), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    coming.cancel()
    return event.is_set()


# --- How both begin ----------------------------------------------------------------------------------------------


async def _say(conversation: Conversation, opened: Opened, gathering: Gathering | None = None) -> None:
    try:
        await conversation.told(opened.hello, 0)
        for sub, size in opened.subs:
            if gathering is not None:
                if gathering.full:
                    return  # the next poll asks for the others
                gathering.held = None if sub.since is None else sub.since.pos
            await conversation.told(sub, size)
    except Exception:
        _log.exception("live_failed", conn=conversation.conn)
        conversation.close(frames.FAULT, "our fault; come back")


def _begin(hubs: Hubs, state: State, actor: Actor, language: Language, writer: Any, hello: Hello, road: frames.Road) -> Conversation:
    """A conversation with this tab; nothing may be awaited between the question whether its session is over and this."""
    if state.sessions.over(actor.session):
        raise problems.SignedOut
    return Conversation(hubs, writer, actor, language, road, conn_of(actor.person, hello.client))


async def _left(receive: Receive) -> None:
    """Until the client has gone away."""
    with contextlib.suppress(problems.Left):
        while (await receive())["type"] != "http.disconnect":
            continue


# --- What a tab says beside it -----------------------------------------------------------------------------------


class _Asking:
    """The answers to one body of questions."""

    def __init__(self, hubs: Hubs, asked: Asked, actor: Actor, language: Language, head: int) -> None:
        self._hubs = hubs
        self._asked = asked
        self._actor = actor
        self._language = language
        self._head = head
        self._conn = conn_of(actor.person, asked.client)

    async def answers(self) -> list[Answer]:
        """Commands stand in line in the order in which they came, and are answered in it."""
        limits = self._hubs.limits
        questions = [_read(_question, raw, at) for at, raw in enumerate(self._asked.frames)]
        if any(size > limits.frame for _, size in questions):
            raise problems.TooLarge
        connection = Connection(self._hubs.now(), limits)
        connection.greeted = True
        answering = [asyncio.create_task(self._answer(intent)) for said, size in questions for intent in connection.said(said, size)]
        return [answer for answer in await asyncio.gather(*answering) if answer is not None]

    async def _answer(self, intent: Any) -> Answer | None:
        match intent:
            case Ask():
                return await self._command(intent)
            case Compose():
                return await written(self._hubs, self._asked.network, self._actor.person, intent, self._language, self._conn)
            case Spoilt(id, fault):
                return refused(id, fault, self._language, self._conn)
            case Pres(topic, state):
                here = await self._hubs.present(self._asked.network, self._actor, self._asked.client, topic, state)
                return None if here else Err("missing", "live.missing", retry=False)
            case Ping(id):
                return Pong(id, time.time_ns() // 1_000_000, self._head)
            case Err():
                return intent
        return None

    async def _command(self, ask: Ask) -> Ack | Rej:
        answer = await answered(self._hubs, self._asked.network, self._actor.person, ask, self._language, self._conn)
        if not isinstance(answer, Receipt):
            return answer
        self._actor.stands = answer.after
        # It is committed: from here on nothing may fail, and nothing is opened for a stream that is in another process.
        hub = self._hubs.at_hand(self._asked.network)
        if hub is not None and (listener := hub.of_tab(self._actor.person, self._asked.client)) is not None:
            hub.expect(listener, answer.after)
        return frames.ack(answer)


# --- Bodies ------------------------------------------------------------------------------------------------------


def _read_opening(said: Sequence[Raw]) -> Opened:
    hello, _ = _read(_hello, said[0], 0)
    return Opened(hello, [_read(_sub, raw, at) for at, raw in enumerate(said[1:], 1)])


def _read(decoder: msgspec.json.Decoder[Any], raw: Raw, at: int) -> tuple[Any, int]:
    """A frame of a body and its length; one that is malformed is told by its place."""
    text = bytes(raw)
    try:
        return decoded(decoder, text), len(text)
    except Invalid as fault:
        raise Invalid(fault.sentence, f".frames[{at}]{fault.at}", fault.key, **fault.values) from None


def _language(request: Request[Any, Any, Any]) -> Language:
    return chosen(request.headers.get("accept-language", ""))
