"""An independent look at a whole log: does everything in it hold that the log promises?

Reads what is stored and nothing else, and shares no code with what writes it but the shapes of the events. Each network is
read in one snapshot, a page at a time and twice: by position, beside its commands; and by stream, beside its rows of
streams. So memory does not grow with the log, and a service may go on writing meanwhile.

It can not see that the newest events were removed together with every row that speaks of them, nor a body exchanged for another
with all that rests on it: events/audit/check.py does, by what was signed.
"""

import hashlib
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
import msgspec
from asyncpg.pool import PoolConnectionProxy
from msgspec import Struct

from events import catalogue, sql
from events.ids import NetworkId

Connection: TypeAlias = asyncpg.Connection | PoolConnectionProxy
Progress: TypeAlias = Callable[[int, int], None]

SQL = sql.beside(__file__)
PAGE = 2_000


class Finding(Struct, frozen=True):
    """One thing that is wrong, where it is, and what shows it. Without a network it is about the whole database."""

    code: str
    network_id: NetworkId | None
    position: int | None
    values: dict[str, str | int]


class Counted(Struct):
    """What was looked at."""

    networks: int = 0
    events: int = 0
    streams: int = 0
    commands: int = 0
    checkpoints: int = 0
    findings: int = 0


class _Redaction(Struct):
    """What a redaction says of itself, whatever else it holds."""

    positions: tuple[int, ...] = ()


class _Run(Struct):
    """Events side by side that one command left."""

    command_id: UUID
    by: UUID
    first: int
    last: int


async def check(
    connection: Connection, networks: Sequence[NetworkId] | None = None, counted: Counted | None = None, progress: Progress | None = None
) -> AsyncIterator[Finding]:
    """Everything that is wrong with the guards of the database, then with each of its networks, or with those named."""
    counted = Counted() if counted is None else counted
    async for finding in _guards(connection):
        counted.findings += 1
        yield finding
    heads = await connection.fetch(SQL.networks, networks)
    total = sum(2 * row["head"] for row in heads)
    done = 0

    def tell(read: int) -> None:
        if progress is not None:
            progress(min(done + read, total), total)

    for row in heads:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            await connection.execute(SQL.unhurried)
            async for finding in _Network(connection, NetworkId(row["network_id"]), counted, tell).findings():
                counted.findings += 1
                yield finding
        counted.networks += 1
        done += 2 * row["head"]
        tell(0)


async def _guards(connection: Connection) -> AsyncIterator[Finding]:
    """I11: nobody who appends may change what was written, a trigger refuses everyone else, and nothing was changed so far."""
    async with connection.transaction(readonly=True):
        await connection.execute(SQL.unhurried)
        for row in await connection.fetch(SQL.unguarded):
            yield Finding("guard_missing", None, None, {"table": row["table_name"], "guard": row["guard"]})
        for row in await connection.fetch(SQL.privileged):
            yield Finding("may_change", None, None, {"role": row["role"], "table": row["table_name"], "privilege": row["privilege"]})
        for row in await connection.fetch(SQL.rewritten):
            yield Finding("rows_changed", None, None, {"table": row["table_name"], "updates": row["updates"], "deletes": row["deletes"]})


class _Network:
    """One network, read in the snapshot of the transaction that is open."""

    def __init__(self, connection: Connection, network_id: NetworkId, counted: Counted, tell: Callable[[int], None]) -> None:
        self._connection = connection
        self._network = network_id
        self._counted = counted
        self._tell = tell
        self._read = 0
        self._found: list[Finding] = []  # since the last page
        self._without_salt: set[int] = set()
        self._redacted: set[int] = set()
        self._command: Any = None  # the next answer, in the order of the events it speaks of

    async def findings(self) -> AsyncIterator[Finding]:
        """What is wrong with this network: its founding, its order, its commands, its streams."""
        await self._founding()
        async for _page_done in self._by_position():
            for finding in self._drained():
                yield finding
        async for _page_done in self._by_stream():
            for finding in self._drained():
                yield finding

    def _drained(self) -> Iterator[Finding]:
        found, self._found = self._found, []
        self._tell(self._read)
        yield from found

    def _note(self, code: str, position: int | None, **values: object) -> None:
        shown = {name: value if isinstance(value, int) else str(value) for name, value in values.items()}
        self._found.append(Finding(code, self._network, position, shown))

    async def _founding(self) -> None:
        row = await self._connection.fetchrow(SQL.founding, self._network)
        assert row is not None  # noqa: S101 - three questions have one answer each
        for has, code in (("has_row", "network_missing"), ("has_key", "key_missing"), ("is_founded", "not_founded")):
            if not row[has]:
                self._note(code, 1 if has == "is_founded" else None)

    # --- By position: I1, digests, times, shapes, and that commands and events tell the same story --------------------

    async def _by_position(self) -> AsyncIterator[None]:
        applied = aiter(self._connection.cursor(SQL.applied, self._network, prefetch=PAGE))
        self._command = await anext(applied, None)
        run: _Run | None = None
        position, at = 0, None
        async for page in self._pages(SQL.events):
            for row in page:
                before, position = position, row["position"]
                if position > before + 1:
                    self._note("position_missing", before + 1, last=position - 1)
                elif position <= before:
                    self._note("position_repeated", position)
                if at is not None and row["at"] < at:
                    self._note("time_backwards", position, at=row["at"].isoformat(), before=at.isoformat())
                at = row["at"]
                self._content(row)
                if run is not None and run.command_id == row["command_id"] and position == run.last + 1 and run.by == row["by"]:
                    run.last = position
                    continue
                if run is not None:
                    await self._account(run, applied)
                run = _Run(row["command_id"], row["by"], position, position)
            self._counted.events += len(page)
            yield
        if run is not None:
            await self._account(run, applied)
        while self._command is not None:
            await self._empty(applied)
            yield
        for row in await self._connection.fetch(SQL.beyond, self._network, position):
            self._note("command_beyond", None, command=row["command_id"], outcome=row["outcome"], last=row["last_position"], head=position)
        for missing in sorted(self._without_salt - self._redacted):
            self._note("redaction_missing", missing)
        self._counted.commands += await self._connection.fetchval(SQL.commands, self._network)
        yield

    def _content(self, row: Any) -> None:
        """What one event says of itself: its bytes, their digest, their tag and their shape."""
        position, tag, payload = row["position"], row["tag"], row["payload"]
        if row["salt"] is None:
            self._without_salt.add(position)
        elif hashlib.sha256(row["salt"] + payload).digest() != row["digest"]:
            self._note("digest_differs", position)
        if not payload.startswith(b'{"tag":"%b"' % tag.encode()):
            self._note("tag_differs", position, tag=tag)
        try:
            catalogue.decode(tag, row["schema_version"], payload)
        except catalogue.Unknown:
            self._note("unknown_tag", position, tag=tag, schema_version=row["schema_version"])
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            self._note("undecodable", position, tag=tag, why=error)
        if tag == "network.event_redacted":
            self._redaction(position, payload)

    def _redaction(self, position: int, payload: bytes) -> None:
        try:
            named = {one for one in msgspec.json.decode(payload, type=_Redaction).positions if one < position}
        except msgspec.DecodeError:
            return  # told as undecodable
        for untouched in sorted(named - self._without_salt):
            self._note("redaction_undone", untouched, by=position)
        self._redacted |= named

    async def _account(self, run: _Run, applied: AsyncIterator[Any]) -> None:
        """Is there an answer that says what this run of events is?"""
        while self._command is not None and self._command["first_position"] < run.first:
            await self._empty(applied)
        command = self._command
        if command is None or (command["first_position"], command["command_id"]) != (run.first, run.command_id):
            outcome = await self._connection.fetchval(SQL.outcome, self._network, run.command_id)
            if outcome in (None, "applied"):
                self._note("command_missing", run.first, command=run.command_id, last=run.last)
            else:
                self._note("command_not_applied", run.first, command=run.command_id, last=run.last, outcome=outcome)
            return
        for field, found in (("last_position", run.last), ("by", run.by)):
            if command[field] != found:
                self._note("command_differs", run.first, command=run.command_id, field=field, stored=command[field], found=found)
        self._command = await anext(applied, None)

    async def _empty(self, applied: AsyncIterator[Any]) -> None:
        command = self._command
        self._note("command_empty", command["first_position"], command=command["command_id"], last=command["last_position"])
        self._command = await anext(applied, None)

    # --- By stream: I2, and that the rows of streams say what their first events say ----------------------------------

    async def _by_stream(self) -> AsyncIterator[None]:
        streams = aiter(self._connection.cursor(SQL.streams, self._network, prefetch=PAGE))
        known = await anext(streams, None)
        mine: Any = None
        current: UUID | None = None
        version = position = 0
        async for page in self._pages(SQL.versions):
            for row in page:
                if row["stream_id"] != current:
                    current, version, position = row["stream_id"], 0, 0
                    self._counted.streams += 1
                    while known is not None and known["stream_id"] < current:
                        self._note("stream_empty", known["first_position"], stream=known["stream_id"])
                        known = await anext(streams, None)
                    mine = None
                    if known is not None and known["stream_id"] == current:
                        mine, known = known, await anext(streams, None)
                    else:
                        self._note("stream_missing", row["position"], stream=current)
                before, version = version, row["version"]
                if version > before + 1:
                    self._note("version_missing", row["position"], stream=current, version=before + 1, last=version - 1)
                elif version <= before:
                    self._note("version_repeated", row["position"], stream=current, version=version)
                elif row["position"] <= position:
                    self._note("version_order", row["position"], stream=current, version=version, before=position)
                position = row["position"]
                if mine is not None:
                    self._of_stream(mine, row)
            yield
        while known is not None:
            self._note("stream_empty", known["first_position"], stream=known["stream_id"])
            known = await anext(streams, None)
            yield
        yield

    def _of_stream(self, stream: Any, row: Any) -> None:
        position, kind = row["position"], row["tag"].partition(".")[0]
        if row["version"] != 1:
            if kind != stream["kind"]:
                self._note("other_kind", position, stream=stream["stream_id"], kind=stream["kind"], tag=row["tag"])
            return
        first: dict[str, object] = {"kind": kind, "first_position": position}
        decider = catalogue.DECIDERS.get(kind)
        try:
            event = catalogue.decode(row["tag"], row["schema_version"], row["payload"])
        except (catalogue.Unknown, msgspec.DecodeError, UnicodeDecodeError):
            decider = None  # told where it was read by position
        if decider is not None:
            first["parent"] = decider.parent(event)
        for field, found in first.items():
            if stream[field] != found:
                self._note("stream_differs", position, stream=stream["stream_id"], field=field, stored=stream[field], found=found)

    async def _pages(self, statement: str) -> AsyncIterator[list[Any]]:
        cursor = await self._connection.cursor(statement, self._network)
        while page := await cursor.fetch(PAGE):
            self._read += len(page)
            yield page
