"""Every frame of ``rt.v1``, in and out, and the bytes it becomes.

A lane is a topic as one audience sees it, written ``topic/audience``. For each lane a client keeps ``last``, the
position through which it is complete. A frame that carries ``prev`` and ``pos`` (``tx``, ``head``) holds iff
prev ≤ last < pos, and moves ``last`` to ``pos``; it is old news if pos ≤ last; prev > last is a gap: something was
lost, so the client subscribes again from ``last``. A frame is encoded once, whoever listens: into a ``Packet``, which
holds the bytes of a WebSocket message ready for the wire, header included.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias, dataclass_transform
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from events.asking import Conflict, Receipt
from events.ids import CommandId, NetworkId, PersonId

VERSION = 1
SUBPROTOCOL = "rt.v1.json"

Number: TypeAlias = Annotated[int, Meta(ge=0, le=2**53 - 1)]  # what a browser reads without loss
Name: TypeAlias = Annotated[str, Meta(min_length=1, max_length=100)]

# Close codes: a client comes back after 4000–4499, and stays away after 4500–4999.
FAULT, SLOW, RESTORED, TOO_OFTEN, TOO_MANY, SIGNED_OUT, NO_HELLO = 4000, 4008, 4010, 4029, 4030, 4401, 4408
RESTART, OVERLOADED = 1012, 1013  # with the slot that ``bye`` told
MALFORMED, FORBIDDEN, SUPERSEDED, TOO_LARGE, OTHER_VERSION = 4500, 4503, 4509, 4513, 4526


@dataclass_transform(frozen_default=True, field_specifiers=(msgspec.field,))
class Frame(Struct, frozen=True, tag_field="t"):
    """A frame is one JSON object; ``t`` says which. Fields it does not know are let pass: clients may be newer."""


# --- What a client says ------------------------------------------------------------------------------------------


class Since(Struct, frozen=True):
    """How far a client is complete: incarnation of the log, position, and the shape of the rows it holds."""

    epoch: Number
    pos: Number
    rev: Name


class Tree(Struct, frozen=True):
    """What a client kept of a log: the last checkpoint that it was handed, with the root in base64."""

    epoch: Number
    size: Number
    root: Annotated[str, Meta(max_length=44)]


class Hello(Frame, tag="hello"):
    """The first frame: which network, which tab speaks, and what it kept of the log. Another connection of the same tab ends the first."""

    v: int
    network: NetworkId
    client: Name
    resume: Since | None = None
    token: Annotated[str, Meta(max_length=200)] | None = None  # of a program that can send no headers
    tree: Tree | None = None


class Sub(Frame, tag="sub"):
    """Show me this topic, from where I left it if you still can.

    ``replay`` tells the events of a journal again: after ``from``, through ``until`` or to where the log stands, as many as ``credit``.
    """

    id: Number
    topic: Name
    since: Since | None = msgspec.field(default=None, name="from")
    mode: Literal["live", "replay"] = "live"
    until: Number | None = None
    credit: Number = 0


class More(Frame, tag="more"):
    """I take so many more events of a replay."""

    id: Number
    credit: Number


class Unsub(Frame, tag="unsub"):
    id: Number


class Cmd(Frame, tag="cmd"):
    """An ``Asking``, the same as over HTTP; read apart, so that a malformed one is refused by its own id."""

    asking: Raw


class Write(Frame, tag="y"):
    """An update of a text that several people write, of the incarnation ``gen`` of its document; ``settle``: now, tell it as an event."""

    id: CommandId
    topic: Name
    gen: Number
    u: str  # base64; empty: nothing but to settle
    settle: bool = False


class Focus(Struct, frozen=True):
    """Where someone is: the item, its field, and whether they read or write there."""

    item: Name | None = None
    field: Annotated[str, Meta(max_length=400)] | None = None
    mode: Literal["view", "edit"] = "view"


class Pres(Frame, tag="pres"):
    """I am here; null is here, but on nothing. Say it again within 45 s, or be taken for gone."""

    topic: Name
    state: Focus | None


class Ping(Frame, tag="ping"):
    id: Number
    at: float


Heard: TypeAlias = Hello | Sub | More | Unsub | Cmd | Write | Pres | Ping


# --- What the service says ---------------------------------------------------------------------------------------


class Heartbeat(Struct, frozen=True):
    """A connection with a topic hears something every so many seconds; silent for longer than both together, it is dead."""

    every: int
    timeout: int


class Limits(Struct, frozen=True):
    """What a client may send: told in ``welcome``, so that none has to guess."""

    frame: int = 262_144  # bytes of one frame
    hello: int = 16_384  # bytes, while nobody has said hello
    subs: int = 64  # topics at once
    commands: int = 64  # unanswered at once; the socket is not read meanwhile
    presence: int = 1_024  # bytes of one presence frame
    rate: int = 50  # frames a second
    burst: int = 400  # frames in one go, such as an outbox replayed after a tunnel
    connections: int = 1_000  # of one account, or of one address where nobody is signed in; 0 for any number
    hellos: int = 500  # a second, from everyone together, a few seconds' worth in one go; the others are told when to come
    credit: int = 10_000  # events that one replay may be owed at once


LIMITS = Limits()


#: The ways on which frames travel: a WebSocket, a stream of server-sent events, or answers to polls.
Road: TypeAlias = Literal["socket", "stream", "poll"]


class User(Struct, frozen=True):
    person_id: PersonId


class Welcome(Frame, tag="welcome"):
    """``rev`` fingerprints all row types: a client that resumes with another gets a snapshot."""

    conn: str
    epoch: int
    rev: str
    head: int
    hb: Heartbeat
    limits: Limits
    user: User


class Subd(Frame, tag="subd"):
    """Subscribed to these lanes: a snapshot follows, or what happened since ``from``."""

    id: int
    topic: str
    lanes: tuple[str, ...]
    plan: Literal["snapshot", "replay"]
    since: int | None = msgspec.field(default=None, name="from")


class Snap(Frame, tag="snap"):
    """One page of one lane's rows. All pages are of position ``pos``; they hold once the one marked ``last`` is there."""

    id: int
    l: str  # noqa: E741  # the name on the wire, as everywhere below
    pos: int
    part: int
    last: bool
    rows: Raw  # [{table, row}]


class Tx(Frame, tag="tx"):
    """One commit as one lane sees it: who did what, and every row that changed, whole. It holds all or not at all.

    ``row`` null means that this lane no longer shows the row. A frame for someone who fell behind may stand for many
    commits: then ``by`` and ``at`` are null, ``did`` is empty, and append-only rows are left to be read over HTTP.
    """

    l: str  # noqa: E741 - the letter the protocol has for a lane
    prev: int
    pos: int
    by: UUID | None
    at: datetime | None
    did: tuple[str, ...]
    rows: tuple[Raw, ...]  # {table, key, row}


class Ev(Frame, tag="ev"):
    """One recorded event, told again; ``body`` is what is stored. It holds like ``tx``: ``prev`` is the one that was told before it."""

    l: str  # noqa: E741 - the letter the protocol has for a lane
    prev: int
    pos: int
    stream: UUID
    version: int
    tag: str
    schema_version: int
    at: datetime
    by: UUID
    on_behalf_of: UUID | None
    cause: UUID | None
    command: UUID
    body: Raw


class Cell(Struct, frozen=True):
    """What a person is called, what they do, and the number of their photo; without a name they were erased."""

    name: str | None
    function: str | None = None
    photo: int | UnsetType = UNSET  # left out where there is none, as with most people


class Kv(Frame, tag="kv"):
    """Cells by key, names or figures; the latest wins. ``pos`` of names counts on its own: they are not in the log."""

    l: str  # noqa: E741 - the letter the protocol has for a lane
    pos: int
    set: Mapping[str, Cell | int]
    gone: tuple[str, ...] = msgspec.field(default=(), name="del")


class Live(Frame, tag="live"):
    """Caught up: from here on you see it as it happens."""

    id: int
    pos: int


class Head(Frame, tag="head"):
    """Nothing in this lane after ``prev`` through ``pos``. Holds like ``tx``, so it reveals that the last frame was lost."""

    l: str  # noqa: E741 - the letter the protocol has for a lane
    prev: int
    pos: int


class Gap(Frame, tag="gap"):
    """This lane stops here: subscribe to its topic again, from ``last`` (resume) or from nothing (snapshot)."""

    l: str  # noqa: E741 - the letter the protocol has for a lane
    why: Literal["slow", "large"]
    next: Literal["resume", "snapshot"]


class End(Frame, tag="end"):
    """This subscription is over. With ``retry`` the lanes have changed: drop the topic's rows and subscribe from nothing."""

    id: int
    code: Literal["revoked", "changed", "replaced", "finished"]
    why: str
    retry: bool


class Ack(Frame, tag="ack"):
    """The receipt of a command, after its commit."""

    id: CommandId
    outcome: str
    after: str
    conflicts: tuple[Conflict, ...]


def ack(receipt: Receipt) -> Ack:
    """The receipt of a command as a frame."""
    return Ack(receipt.id, receipt.outcome, receipt.after, receipt.conflicts)


class Rej(Frame, tag="rej"):
    """Nothing of this command happened; those after it are not concerned. ``retry``: the same may succeed later."""

    id: CommandId
    code: str
    detail: str
    next: str
    retry: bool
    at: str | None = None


class Written(Frame, tag="y"):
    """What was written to a text after ``prev`` through ``pos``, counted by itself; from 0 it is all of the text. ``by`` where it was one.

    Another ``gen``: the text was begun anew, and shares nothing with what a client holds.
    """

    l: str  # noqa: E741 - the letter the protocol has for a lane
    gen: int
    prev: int
    pos: int
    u: str
    by: PersonId | None


class Yack(Frame, tag="yack"):
    """An update was written down, or was there: the text holds it at ``pos``. Everyone was told it before this."""

    id: CommandId
    pos: int


class Here(Struct, frozen=True):
    """One connection that is present."""

    conn: str
    person_id: PersonId
    state: Focus | None = None


class Present(Frame, tag="pres"):
    """Who is here: all of them (``full``), or who came, moved or left."""

    topic: str
    kind: Literal["full", "join", "upd", "leave"]
    who: tuple[Here, ...]


class Checkpoint(Frame, tag="checkpoint"):
    """What is signed of the log, as a note; ``proof`` that it continues the tree of ``old`` leaves, which this client was handed before.

    No hash in ``proof``, and other roots: nothing proves it. Without ``old`` the client has kept none of this incarnation, or a larger one.
    """

    note: str
    old: int | UnsetType = UNSET
    proof: tuple[str, ...] | UnsetType = UNSET


class Pong(Frame, tag="pong"):
    """``at`` is the service's clock, in milliseconds since 1970. What happened through ``head`` was sent before this frame."""

    id: int
    at: int
    head: int


class Bye(Frame, tag="bye"):
    """The process ends (``restart``) or has too much to do (``busy``); come back in so many milliseconds, not all at once."""

    why: str
    slot_ms: int


class Err(Frame, tag="err"):
    """What was said is no use; ``msg`` is the key of its sentence. With ``id`` it answers that subscription."""

    code: str
    msg: str
    retry: bool
    id: int | None = None


Told: TypeAlias = (
    Welcome | Subd | Snap | Tx | Ev | Kv | Live | Head | Gap | End | Ack | Rej | Written | Yack | Present | Checkpoint | Pong | Bye | Err
)


# --- Bytes -------------------------------------------------------------------------------------------------------

ROOM = 10  # the longest header of a server's frame
TEXT = 0x81  # a whole text message in one frame
PING = b"\x89\x00"  # one heartbeat for everyone

_encoder = msgspec.json.Encoder()
_buffer = bytearray(ROOM)


class Packet:
    """A frame, or several for the same people, encoded once: whole WebSocket messages as a server sends them."""

    __slots__ = ("_parts", "_start", "wire")

    def __init__(self, wire: bytes, start: int, parts: tuple["Packet", ...] = ()) -> None:
        self.wire = wire
        self._start = start
        self._parts = parts

    @property
    def count(self) -> int:
        """How many frames these are."""
        return len(self._parts) or 1

    @property
    def texts(self) -> list[bytes]:
        """The frames without their WebSocket headers, for transports that have framing of their own."""
        return [text for part in self._parts for text in part.texts] if self._parts else [self.wire[self._start :]]


def encode(frame: Frame) -> Packet:
    """The frame's bytes, written once behind room for the header, which then fills the end of that room."""
    _encoder.encode_into(frame, _buffer, ROOM)
    length = len(_buffer) - ROOM
    head = header(length)
    start = ROOM - len(head)
    _buffer[start:ROOM] = head
    return Packet(bytes(memoryview(_buffer)[start:]), len(head))


def joined(packets: Sequence[Packet]) -> Packet:
    """Frames that go out together as one write; a single one stays the object that it is."""
    return packets[0] if len(packets) == 1 else Packet(b"".join([packet.wire for packet in packets]), 0, tuple(packets))


def header(length: int) -> bytes:
    """The header of a server's text message: never masked, never split, 2, 4 or 10 bytes."""
    if length < 126:
        return bytes((TEXT, length))
    if length < 65_536:
        return bytes((TEXT, 126)) + length.to_bytes(2, "big")
    return bytes((TEXT, 127)) + length.to_bytes(8, "big")


def shown(table: str, row: Struct) -> bytes:
    """One row of a snapshot, encoded once for all its lanes."""
    return _encoder.encode({"table": table, "row": row})


def changed(table: str, key: Any, row: Struct | None) -> Raw:
    """One row of a ``tx``; null where a lane no longer shows it."""
    return Raw(_encoder.encode({"table": table, "key": key, "row": row}))


def pages(rows: Iterable[bytes], size: int) -> tuple[Raw, ...]:
    """Encoded rows laid into arrays of about this many bytes; no row is ever split, and there is always a page."""
    made: list[Raw] = []
    page: list[bytes] = []
    filled = 0
    for row in rows:
        if page and filled + len(row) > size:
            made.append(Raw(b"[" + b",".join(page) + b"]"))
            page, filled = [], 0
        page.append(row)
        filled += len(row) + 1
    made.append(Raw(b"[" + b",".join(page) + b"]"))
    return tuple(made)
