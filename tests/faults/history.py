"""What was seen from outside while things broke: what clients sent and were told, what tails were given, what SQL finds.

One history is one network's. Times are of the machine's own monotonic clock, which all its processes share, so that "answered
before that one was sent" means something. The checker reads a history and nothing else; saved, it is one JSON object a line.
"""

import itertools
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

import asyncpg
import msgspec
from asyncpg.pool import PoolConnectionProxy
from msgspec import Struct

Connection: TypeAlias = asyncpg.Connection | PoolConnectionProxy
T = TypeVar("T", bound=Struct)


class Edit(Struct, frozen=True):
    """One field as the client saw it and as they want it, in plain JSON."""

    was: Any
    to: Any


class Sent(Struct, frozen=True, tag="sent"):
    """A client is about to send a command. Sent again with the same id it is another call.

    ``edits``: the strict fields it edits, by name. ``body``: whatever tells this request from another under the same id; equal
    bodies of one person are the same request. ``unit``: a name that the commands of one all-or-nothing list share.
    """

    call: int
    client: str
    command_id: UUID
    stream: UUID
    at_ns: int
    by: UUID | None = None
    edits: dict[str, Edit] = {}
    body: str = ""
    unit: str = ""


class Answered(Struct, frozen=True, tag="answered"):
    """What the client was told. A call without an answer is as one answered ``unknown``.

    ``applied``, ``nothing`` and ``refused:<code>`` are for ever. ``unknown``: it may or may not have happened (cut off, 500, 503).
    ``reused``: the id was answered before for another request. ``turned_away``: it may not be asked (404, or a code of
    ``access``) or makes no sense (400), and leaves no row. ``not_applied``: another command of its all-or-nothing list was refused.
    """

    call: int
    command_id: UUID
    status: str
    position: int | None  # of the receipt's token; None where there is no receipt, and a refusal has none
    at_ns: int
    clashed: list[str] | None = None  # the fields among the receipt's conflicts; None where nobody looked


class Followed(Struct, frozen=True, tag="followed"):
    """A tail was given this event."""

    tail: str
    position: int
    command_id: UUID
    version: int
    stream: UUID


class Stood(Struct, frozen=True, tag="stood"):
    """A tail says that it was given everything up to here: first, where it begins (0 if it never says), at last, where it ends."""

    tail: str
    position: int


class EventRow(Struct, frozen=True):
    """A row of ``event``."""

    position: int
    stream_id: UUID
    version: int
    tag: str
    schema_version: int
    command_id: UUID
    cause: UUID | None
    by: UUID
    on_behalf_of: UUID | None
    at: datetime
    payload: bytes
    salt: bytes | None
    digest: bytes


class CommandRow(Struct, frozen=True):
    """A row of ``command``."""

    command_id: UUID
    by: UUID
    request_hash: bytes | None
    outcome: str
    first_position: int | None
    last_position: int
    xmin: int  # the transaction that wrote it


class StreamRow(Struct, frozen=True):
    """A row of ``stream``."""

    stream_id: UUID
    kind: str
    parent: UUID | None
    first_position: int


class NetworkRow(Struct, frozen=True):
    """The row of ``network``."""

    network_id: UUID
    epoch: int
    clock: str
    time_zone: str


class ReadTable(Struct, frozen=True):
    """The rows of a read table, as JSON has them, and the position they are written up to."""

    position: int
    rows: list[dict[str, Any]]


class Dump(Struct, frozen=True, tag="dump"):
    """All that the database holds of one network, in one snapshot."""

    at_ns: int
    network: NetworkRow
    events: list[EventRow]
    commands: list[CommandRow]
    streams: list[StreamRow]
    read: dict[str, ReadTable] = {}


Line: TypeAlias = Sent | Answered | Followed | Stood | Dump


class History:
    """What was seen of one network, in the order in which it was noted. Kept by one event loop."""

    def __init__(self, lines: list[Line] | None = None) -> None:
        self.lines: list[Line] = [] if lines is None else lines
        self._calls = itertools.count(1 + max((one.call for one in self.of(Sent)), default=0))
        self._ids: dict[int, UUID] = {one.call: one.command_id for one in self.of(Sent)}

    def of(self, kind: type[T]) -> list[T]:
        """The lines of one kind, in order."""
        return [line for line in self.lines if isinstance(line, kind)]

    def send(
        self,
        client: str,
        command_id: UUID,
        stream: UUID,
        edits: Mapping[str, tuple[Any, Any]] | None = None,
        *,
        by: UUID | None = None,
        body: str = "",
        unit: str = "",
    ) -> int:
        """Note a command just before it is sent; ``edits`` are (was, to) by field. The call is what ``answer`` asks for."""
        call = next(self._calls)
        self._ids[call] = command_id
        wishes = {field: Edit(was, to) for field, (was, to) in (edits or {}).items()}
        self.lines.append(Sent(call, client, command_id, stream, time.monotonic_ns(), by, wishes, body, unit))
        return call

    def answer(self, call: int, status: str, position: int | None = None, clashed: list[str] | None = None) -> None:
        """Note what the client was told, just after it heard."""
        self.lines.append(Answered(call, self._ids[call], status, position, time.monotonic_ns(), clashed))

    def follow(self, tail: str, position: int, command_id: UUID, version: int, stream: UUID) -> None:
        """Note an event that a tail was given."""
        self.lines.append(Followed(tail, position, command_id, version, stream))

    def stand(self, tail: str, position: int) -> None:
        """Note where a tail says that it stands."""
        self.lines.append(Stood(tail, position))

    async def dump(self, connection: Connection, network_id: UUID, tables: tuple[str, ...] = ()) -> Dump:
        """Note all that the database holds of a network, and these views of schema ``read``."""
        made = await dumped(connection, network_id, tables)
        self.lines.append(made)
        return made

    def unanswered(self) -> list[Sent]:
        """The newest call of each id whose outcome nobody knows."""
        newest = {one.command_id: one for one in self.of(Sent)}
        known = {one.command_id for one in self.of(Answered) if one.status != "unknown"}
        return [sent for id, sent in newest.items() if id not in known]

    def save(self, path: Path) -> None:
        path.write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in self.lines))


def load(path: Path) -> History:
    """A history that was saved."""
    decoder = msgspec.json.Decoder(Line)
    return History([decoder.decode(line) for line in path.read_bytes().splitlines()])


async def dumped(connection: Connection, network_id: UUID, tables: tuple[str, ...] = ()) -> Dump:
    """All that the database holds of a network in one snapshot, read by plain SQL."""
    at_ns = time.monotonic_ns()  # what was answered before now is in it
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        await connection.execute("SET LOCAL statement_timeout = 0")
        (network,) = await _rows(connection, NetworkRow, "network", network_id, "network_id")
        events = await _rows(connection, EventRow, "event", network_id, "position, stream_id, version")
        commands = await _rows(connection, CommandRow, "command", network_id, "command_id")
        streams = await _rows(connection, StreamRow, "stream", network_id, "stream_id")
        read = {name: await _read_table(connection, name, network_id) for name in tables}
        return Dump(at_ns, network, events, commands, streams, read)


async def _rows(connection: Connection, kind: type[T], table: str, network_id: UUID, order: str) -> list[T]:
    columns = ", ".join(kind.__struct_fields__)
    query = f"SELECT {columns} FROM {table} WHERE network_id = $1 ORDER BY {order}"  # noqa: S608 - names of ours, no input
    return [kind(*row) for row in await connection.fetch(query, network_id)]


async def _read_table(connection: Connection, name: str, network_id: UUID) -> ReadTable:
    position = await connection.fetchval(
        "SELECT max(position) FROM read.checkpoint WHERE network_id = $1 AND projection = $2", network_id, name
    )
    query = f"SELECT to_json(t)::text FROM read.{name} t WHERE network_id = $1"  # noqa: S608 - names of ours, no input
    return ReadTable(position or 0, [msgspec.json.decode(row[0]) for row in await connection.fetch(query, network_id)])
