"""The server's end of each WebSocket, opened up so that the hub writes encoded frames straight to the transport.

uvicorn does the handshake, reads and closes; what it would do anew for every client, framing and queueing a message, is
done once for all. Frames that bypass a connection's own encoder may never meet a compressor that remembers earlier ones,
so this protocol offers no compression. The class it extends is uvicorn's own affair: tests/live/test_protocol.py names
every attribute used here, and ``AsgiWriter`` does the same work over any other server.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, Protocol, cast

import structlog
from uvicorn.config import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.exceptions import InvalidState
from websockets.server import ServerProtocol

from service.live import frames
from service.live.frames import Packet
from service.live.hub import Writer

HIGH = 262_144  # bytes a client may leave untaken before it counts as full
LOW = 65_536
LARGEST = 1_048_576  # bytes of a message that are read at all; what one may send is told in ``welcome``, and is less
GRACE = 5.0  # seconds for a client to take its close
BEAT = Packet(frames.PING, len(frames.PING))
EXTENSION = "club21"  # where the ASGI scope carries the protocol


_log = structlog.get_logger()


class Outlet(Writer, Protocol):
    """A writer that its reader can wait for."""

    on_room: Callable[[], None]

    async def room(self) -> None: ...


class FanoutProtocol(WebSocketsSansIOProtocol):
    """One WebSocket whose transport the hub may write to; ``outlet`` is how."""

    def __init__(self, config: Config, server_state: ServerState, app_state: dict[str, Any], _loop: Any = None) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.conn = ServerProtocol(extensions=[], max_size=LARGEST, logger=self.logger)
        self.ping_interval = None  # one sweep serves all connections, instead of two timers each
        self.queue = Inbox()  # type: ignore[assignment]  # does what is used of it here, and is smaller
        self.outlet = TransportWriter(self)
        self.heard_at = self.loop.time()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(high=HIGH, low=LOW)
        self.outlet.write = self.transport.write

    def connection_lost(self, exc: Exception | None) -> None:
        self.outlet.write = _nowhere
        self.outlet.end()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        self.outlet.end()
        super().shutdown()

    def data_received(self, data: bytes) -> None:
        self.heard_at = self.loop.time()
        super().data_received(data)
        if self.close_sent or self.transport.is_closing():
            self.outlet.end()

    def send_receive_event_to_app(self) -> None:
        if self.curr_msg_data_type == "text" and not self.close_sent:
            text = b"".join(self.frames)
            try:
                text.decode()
            except UnicodeDecodeError:  # it comes from outside: no reason to fill the journal with a traceback
                self.frames = []
                self.finish(frames.MALFORMED, "not UTF-8")
                return
        super().send_receive_event_to_app()

    def pause_writing(self) -> None:
        super().pause_writing()
        self.outlet.paused = True  # no more than that, and that it turned: this is called in the midst of a broadcast
        self.outlet.turned()

    def resume_writing(self) -> None:
        super().resume_writing()
        self.outlet.paused = False
        self.loop.call_soon(self.outlet.on_room)

    async def run_asgi(self) -> None:
        cast(dict[str, Any], self.scope["extensions"])[EXTENSION] = self
        await super().run_asgi()

    def forget_handshake(self) -> None:
        """What was asked and answered once would stay for as long as the screen does: four of thirty kilobytes."""
        self.request = self.response = None  # type: ignore[assignment]  # nothing reads them after the answer

    def finish(self, code: int, reason: str) -> None:
        """Close from our side, at once and without waiting for anyone; the transport goes when the client has answered, or soon."""
        if self.close_sent or self.disconnected or not self.handshake_complete or self.transport.is_closing():
            return
        try:
            self.conn.send_close(code, reason)
        except InvalidState:
            return  # the client was faster
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.outlet.end()
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()  # for the client's own close
        self.close_timer = self.loop.call_later(GRACE, self.transport.abort)  # a client that reads nothing would keep it for ever


class Inbox:
    """Messages for the one who reads them: what is used of asyncio's queue, without the four deques that it keeps for each client."""

    __slots__ = ("_messages", "_reader")

    def __init__(self) -> None:
        self._messages: list[Any] = []  # nearly always at most one: the socket is not read meanwhile
        self._reader: asyncio.Future[None] | None = None

    def put_nowait(self, message: Any) -> None:
        self._messages.append(message)
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)

    def empty(self) -> bool:
        return not self._messages

    async def get(self) -> Any:
        while not self._messages:
            self._reader = asyncio.get_running_loop().create_future()
            try:
                await self._reader
            finally:
                self._reader = None
        return self._messages.pop(0)


class TransportWriter:
    """Frames straight to the transport: one call and one system call each.

    Whoever sends to thousands takes the ways straight to their transports and touches nothing else, not even this.
    """

    __slots__ = ("_protocol", "on_room", "paused", "shut", "turned", "write")

    def __init__(self, protocol: FanoutProtocol) -> None:
        self.paused = False
        self.shut = False  # a close was sent or received, or the line is gone
        self.write: Callable[[bytes], object] = _nowhere  # of the transport, once there is one
        self.on_room: Callable[[], None] = _nothing
        self.turned: Callable[[], None] = _nothing
        self._protocol = protocol

    @property
    def straight(self) -> Callable[[bytes], object] | None:
        # Asked anew for each lane, so that the ways to all who listen lie beside one another.
        return None if self.paused or self.shut else cast(Callable[[bytes], object], self._protocol.transport.write)

    def end(self) -> None:
        """A close was sent or received, or the line is gone."""
        if not self.shut:
            self.shut = True
            self.turned()

    @property
    def waiting(self) -> int:
        return 0 if self._protocol.disconnected else self._protocol.transport.get_write_buffer_size()

    @property
    def heard_at(self) -> float:
        # While nobody reads from the socket, silence says nothing about the other end.
        return self._protocol.loop.time() if self._protocol.read_paused else self._protocol.heard_at

    def send(self, packet: Packet, /) -> None:
        if not self.shut:
            try:
                self.write(packet.wire)
            except RuntimeError:
                self._protocol.transport.abort()  # the handle is gone already; others of the same broadcast must not suffer

    def ping(self) -> None:
        self.send(BEAT)

    def close(self, code: int, reason: str, /) -> None:
        self._protocol.finish(code, reason)

    async def room(self) -> None:
        await self._protocol.writable.wait()


class Closing(NamedTuple):
    """The last thing that is said."""

    code: int
    reason: str


class AsgiWriter:
    """The same promise kept through an ASGI server's own ``send``: a queue and a task for each client, so slower."""

    def __init__(self, send: Callable[[Any], Awaitable[None]]) -> None:
        self.paused = False
        self.queued = 0  # bytes
        self.straight = None  # each is sent through the server
        self.on_room: Callable[[], None] = _nothing
        self.turned: Callable[[], None] = _nothing
        self._send = send
        self._loop = asyncio.get_running_loop()
        self._queue: deque[Packet | bytes | Closing] = deque()
        self._filled = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self.over = False

    @property
    def heard_at(self) -> float:
        return self._loop.time()  # the server sees to heartbeats of its own

    @property
    def waiting(self) -> int:
        return self.queued

    def send(self, packet: Packet, /) -> None:
        if not self.over:
            self._put(packet, len(packet.wire))

    def ping(self) -> None:
        """The server does."""

    def close(self, code: int, reason: str, /) -> None:
        if not self.over:
            self.over = True
            self._queue.append(Closing(code, reason))
            self._filled.set()
            self._room.set()

    async def room(self) -> None:
        await self._room.wait()

    async def run(self) -> None:
        """Send what is queued until the connection is over."""
        try:
            while True:
                await self._filled.wait()
                self._filled.clear()
                while self._queue:
                    if await self._next(self._queue.popleft()):
                        return
        except Exception as error:  # every server has its own way to say that the client is gone; the reader hears of it too
            _log.info("live_unsent", error=type(error).__name__)
        finally:
            self.over = True
            self._room.set()

    async def _next(self, due: Packet | bytes | Closing) -> bool:
        if isinstance(due, Closing):
            await self._send({"type": "websocket.close", "code": due.code, "reason": due.reason})
            return True
        if isinstance(due, Packet):
            for text in due.texts:
                await self._send({"type": "websocket.send", "text": text.decode()})
            self._taken(len(due.wire))
        return False

    def _put(self, due: Packet | bytes, size: int) -> None:
        self._queue.append(due)
        self.queued += size
        self._filled.set()
        if self.queued > HIGH:
            self.paused = True
            self._room.clear()

    def _taken(self, size: int) -> None:
        self.queued -= size
        if self.paused and self.queued < LOW:
            self.paused = False
            self._room.set()
            self.on_room()


def _nothing() -> None:
    """Nobody waits for room yet."""


def _nowhere(_wire: bytes) -> None:
    """There is no line yet."""
