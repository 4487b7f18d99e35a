"""One live connection as a state machine without I/O: what was received goes in, what is to be done comes out.

It promises that nothing a client sends makes it raise, that nobody is heard before a hello, and that a broken or
greedy client is told so, then closed, at a cost bounded by its limits. What a wish leads to is the hub's affair.
"""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from typing import Any, TypeAlias

import msgspec
from msgspec import Struct

from events.asking import Asking
from events.decider import Invalid
from events.ids import CommandId
from service import problems
from service.live import frames
from service.live.frames import Cmd, Err, Heard, Hello, Limits, More, Ping, Pres, Sub, Unsub, Write

HELLO_WITHIN = 5.0  # seconds
PATIENCE = 20  # frames of no use, then the client is taken for broken
TOPIC = re.compile(r"[a-z_]{1,40}:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Ask(Struct, frozen=True):
    """A command to carry out; ``received`` is it as it arrived, which tells a repetition from another request of the same id."""

    asking: Asking
    received: Any


class Compose(Struct, frozen=True):
    """What somebody wrote to a text."""

    write: Write
    update: bytes


class Spoilt(Struct, frozen=True):
    """A command, or what was written, that could be told apart by its id, and not understood."""

    id: CommandId
    fault: Invalid


class Close(Struct, frozen=True):
    """Say no more, hear no more."""

    code: int
    reason: str


Intent: TypeAlias = Hello | Sub | More | Unsub | Pres | Ping | Ask | Compose | Spoilt | Err | Close


class _Named(Struct):
    id: CommandId


_frame = msgspec.json.Decoder(Heard)
_asking = msgspec.json.Decoder(Asking)
_plain = msgspec.json.Decoder()
_named = msgspec.json.Decoder(_Named)


class Connection:
    """What one client may say next. ``now`` is any clock that only goes forward, in seconds."""

    def __init__(self, now: float, limits: Limits) -> None:
        self.limits = limits
        self.greeted = False
        self.closed = False
        self.subs: set[int] = set()
        self._hello_by = now + HELLO_WITHIN
        self._faults = 0
        self._credit = float(limits.burst)
        self._counted = now

    def heard(self, data: bytes | str, now: float) -> list[Intent]:
        """What one message asks for; the order of the list is the order in which to do it."""
        if self.closed:
            return []
        if not self._affordable(now):
            return self._close(frames.TOO_OFTEN, "too many frames")
        if isinstance(data, bytes):
            return self._useless("binary")  # kept for long texts that many write at once
        try:
            raw = data.encode()
            if len(raw) > (self.limits.frame if self.greeted else self.limits.hello):
                return self._close(frames.TOO_LARGE, "frame too large")
            said = _frame.decode(raw)
        except msgspec.ValidationError as error:
            return self._useless("unknown_frame" if str(error).endswith("`$.t`") else "malformed_frame")
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            return self._close(frames.MALFORMED, "not JSON in UTF-8")
        return self.said(said, len(raw))

    def said(self, said: Heard, size: int) -> list[Intent]:
        """The same for a frame that was read already, and was so many bytes long."""
        return self._wished(said, size) if self.greeted else self._greeting(said)

    def overdue(self, now: float) -> list[Intent]:
        """Called from time to time: a client that never says hello is not waited for."""
        if self.closed or self.greeted or now < self._hello_by:
            return []
        return self._close(frames.NO_HELLO, "no hello")

    def over(self, id: int) -> None:
        """A subscription ended from our side."""
        self.subs.discard(id)

    def _greeting(self, said: Heard) -> list[Intent]:
        if not isinstance(said, Hello):
            return self._close(frames.MALFORMED, "hello comes first")
        if said.v != frames.VERSION:
            return self._close(frames.OTHER_VERSION, f"this is version {frames.VERSION}")
        self.greeted = True
        return [said]

    def _wished(self, said: Heard, size: int) -> list[Intent]:
        match said:
            case Cmd(asking):
                return self._command(bytes(asking))
            case Write():
                return [composed(said)]
            case Ping():
                return [said]
            case Pres(topic):
                if size > self.limits.presence:
                    return self._useless("presence_too_large")
                return [said] if TOPIC.fullmatch(topic) else self._useless("no_topic")
            case Sub(id, topic):
                if not TOPIC.fullmatch(topic):
                    return self._useless("no_topic", id)
                if id not in self.subs and len(self.subs) >= self.limits.subs:
                    return self._useless("too_many_topics", id)
                self.subs.add(id)
                return [said]
            case More(id):
                return [said] if id in self.subs else []  # it may have ended from our side a moment ago
            case Unsub(id):
                if id not in self.subs:
                    return []  # it may have ended from our side a moment ago
                self.subs.discard(id)
                return [said]
            case Hello():
                return self._useless("second_hello")

    def _command(self, raw: bytes) -> list[Intent]:
        try:
            id = _named.decode(raw).id
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            return self._useless("malformed_command")
        try:
            return [Ask(_asking.decode(raw), _plain.decode(raw))]
        except msgspec.DecodeError as error:
            return [Spoilt(id, problems.told_by_codec(str(error)))]
        except (UnicodeError, RecursionError):
            return [Spoilt(id, Invalid("This is not JSON in UTF-8.", key="invalid.json"))]

    def _affordable(self, now: float) -> bool:
        self._credit = min(float(self.limits.burst), self._credit + max(0.0, now - self._counted) * self.limits.rate)
        self._counted = now
        self._credit -= 1
        return self._credit >= 0

    def _useless(self, code: str, id: int | None = None) -> list[Intent]:
        self._faults += 1
        told = Err(code, f"live.{code}", retry=False, id=id)
        if self.greeted and self._faults <= PATIENCE:
            return [told]
        return [told, *self._close(frames.MALFORMED, code)]

    def _close(self, code: int, reason: str) -> list[Intent]:
        self.closed = True
        return [Close(code, reason)]


def composed(said: Write) -> Compose | Spoilt:
    """What a frame writes to a text, or why it writes nothing."""
    if not TOPIC.fullmatch(said.topic) or not said.topic.startswith("text:"):
        return Spoilt(said.id, Invalid("There is no such text.", ".topic", key="live.no_topic"))
    try:
        return Compose(said, b64decode(said.u, validate=True))
    except NotBase64:
        return Spoilt(said.id, Invalid("This is not base64.", ".u", key="invalid.update"))
