"""The server's end of each HTTP connection, with an end to waiting: for the head of a request, for its body, for who reads the answer.

uvicorn waits for ever for all three, and keeps whatever head it is sent. A few hundred clients that send a byte a minute would hold every
connection there is (slowloris), and one that never ends its head all memory. The class it extends is uvicorn's own affair:
tests/http/test_limits.py names what is used of it.
"""

import asyncio
from typing import Any, cast

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from service import security
from service.live.protocol import EXTENSION

LARGEST_HEAD = 65_536  # bytes of request line and headers; a browser sends two thousand
HEAD_WITHIN = 10.0  # seconds
BODY_WITHIN = 20.0  # seconds, and as many more as its length takes over a slow line
SLOWEST = 20_000  # bytes a second
TAKEN_WITHIN = 60.0  # seconds in which a client takes something of an answer that waits


class PatientProtocol(HttpToolsProtocol):
    """An HTTP connection that nobody can hold for long by sending or taking nothing."""

    def __init__(
        self, config: Config, server_state: ServerState, app_state: dict[str, Any], _loop: asyncio.AbstractEventLoop | None = None
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._head = 0  # bytes of the head that is being received; -1 where none is
        self._awaited: float | None = HEAD_WITHIN  # seconds for what is being sent; None where nothing is
        self._asked_anew = True  # something else is awaited than when the timer was set
        self.streams = False  # what it answers never ends; who reads it slowly is looked after elsewhere
        self._sent_by: asyncio.TimerHandle | None = None
        self._taken_by: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn narrows it in the same way
        self._set_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        self._await(None)
        self._set_timer()
        if self._taken_by is not None:
            self._taken_by.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._awaited is None and getattr(self.cycle, "response_complete", True):
            self._await(HEAD_WITHIN)  # line ends before a request begin none, and would keep a connection for ever
        super().data_received(data)
        if self._head >= 0:
            self._head += len(data)
            if self._head > LARGEST_HEAD and not self.transport.is_closing():
                self.transport.write(security.plain_answer("431 Request Header Fields Too Large", "Too many or too long headers."))
                self.transport.close()
        self._set_timer()

    def send_400_response(self, msg: str) -> None:
        self.transport.write(security.plain_answer("400 Bad Request", msg))
        self.transport.close()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        cast(dict[str, Any], self.scope)["extensions"] = {EXTENSION: self}
        self._head = 0
        self.streams = False
        self._await(HEAD_WITHIN)

    def on_headers_complete(self) -> None:
        self._head = -1
        self._await(BODY_WITHIN + self._length() / SLOWEST)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._await(None)
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        self._await(None)  # from here on it is a socket, which counts for itself
        super().handle_websocket_upgrade()

    def pause_writing(self) -> None:
        super().pause_writing()
        if not self.streams:
            self._taken_by = self.loop.call_later(TAKEN_WITHIN, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._taken_by is not None:
            self._taken_by.cancel()

    def _length(self) -> int:
        told = next((value for name, value in self.headers if name == b"content-length"), b"0")
        return int(told) if told.isdigit() and len(told) < 9 else 0

    def _await(self, seconds: float | None) -> None:
        self._awaited = seconds
        self._asked_anew = True

    def _set_timer(self) -> None:
        """Once for all that came in one piece: most requests do, and need no timer at all."""
        if not self._asked_anew:
            return
        self._asked_anew = False
        if self._sent_by is not None:
            self._sent_by.cancel()
        # Cut without a word: whoever sends nothing for so long reads nothing, and what answers is told that its client has left.
        self._sent_by = None if self._awaited is None else self.loop.call_later(self._awaited, self.transport.abort)
