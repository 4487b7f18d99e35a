"""The log in PostgreSQL: one server-side call per batch, insert only.

A store holds one pool. Every call may end in Unavailable; then nobody knows whether it was written, and the same
command id, asked again, tells.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from time import perf_counter
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

import asyncpg
from msgspec import Struct

from events import catalogue, sql
from events.decider import Event
from events.ids import CommandId, NetworkId, PersonId, StreamId, derived
from events.log.codec import Sealed
from events.log.recorded import Recorded
from events.log.store import Answer, Drafted, Head, Known, Poisoned, Snapshot, StaleEpoch, Unavailable, Unit, recorded_of
from events.spread import Spread

SQL = sql.beside(__file__)
T = TypeVar("T")
#: Hears of each batch that was written as it was numbered: after which position, when, what, and the versions that its commands found.
Appended: TypeAlias = Callable[[NetworkId, int, datetime, Sequence[Drafted], Sequence[int]], None]
PATIENCE = 5.0  # seconds for a connection
SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)

#: The database is away or busy, for all that its answer says: asking again is safe.
PASSING = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.LockNotAvailableError,
    asyncpg.TransactionRollbackError,
    asyncpg.IdleInTransactionSessionTimeoutError,
)


class PostgresStore:
    """The log of every network of one database."""

    def __init__(self, pool: "asyncpg.Pool[Any]") -> None:
        self._pool = pool
        self.appends = Spread(SECONDS)  # from asking for a connection to the answer after the commit
        self.locks = Spread(SECONDS)  # of that, waiting for others who write to the network
        self.appended: Appended = lambda *_: None
        self.once_sent: Callable[[], None] = lambda: None  # called once what is appended is on its way to the database

    async def found(self, network_id: NetworkId, founding: Sealed, *, clock: str, time_zone: str, at: datetime | None = None) -> None:
        command = CommandId(derived(network_id, "founding"))
        sealed = (founding.tag, founding.schema_version, founding.payload, founding.salt, founding.digest)
        await self._ask(lambda db: db.fetchval(SQL.found, network_id, clock, time_zone, os.urandom(32), command, at, *sealed))

    async def head(self, network_id: NetworkId) -> Head | None:
        row = await self._ask(lambda db: db.fetchrow(SQL.head, network_id))
        return row and Head(row["epoch"], row["position"], row["clock"], row["time_zone"], row["key"])

    async def last_by(self, network_id: NetworkId, at: datetime) -> int:
        found: int = await self._ask(lambda db: db.fetchval(SQL.last_by, network_id, at))
        return found

    async def append(
        self, network_id: NetworkId, epoch: int, versions: Mapping[StreamId, int], units: Sequence[Unit], seen: int | None = None
    ) -> list[list[Answer]]:
        before, packed = _packed(network_id, versions, units)
        began = perf_counter()
        asyncio.get_running_loop().call_soon(self.once_sent)
        rows = await self._ask(lambda db: db.fetch(SQL.append, network_id, epoch, seen, *packed))
        self.appends.note(perf_counter() - began)
        self.locks.note(rows[0]["waited"])
        if rows[0]["ord"] == 0:
            drafts = [draft for unit in units for draft in unit]
            self.appended(network_id, rows[0]["last_position"], rows[0]["at"], drafts, before)
            return _all_stand(network_id, units, before, rows[0]["last_position"], rows[0]["at"])
        written = dict(versions)
        found = iter(rows)
        answers: list[list[Answer]] = []
        for unit in units:
            answers.append([])
            for draft in unit:
                _, status, outcome, first, last, at, _ = next(found)
                events: tuple[Recorded[Event], ...] = ()
                if status == "ok" and draft.events:
                    events = recorded_of(network_id, draft, first, written[draft.stream] + 1, at)
                    written[draft.stream] += len(events)
                answers[-1].append(Answer(status, outcome, first, last, events))
        return answers

    async def streams(self, network_id: NetworkId, after: Mapping[StreamId, int]) -> list[Recorded[Event]]:
        rows = await self._ask(lambda db: db.fetch(SQL.streams, network_id, list(after), list(after.values())))
        return [_recorded(network_id, row) for row in rows]

    async def load(
        self, network_id: NetworkId, streams: Collection[StreamId], codes: Collection[str]
    ) -> tuple[list[Snapshot], list[Recorded[Event]]]:
        rows = await self._ask(lambda db: db.fetch(SQL.load, network_id, list(streams), list(codes)))
        kept, tail = [], []
        for row in rows:
            if row["position"] is None:
                kept.append(Snapshot(row["stream_id"], row["version"], row["tag"], row["parent"], row["code"], row["payload"]))
            else:
                tail.append(_recorded(network_id, tuple(row)[:-1], catalogue.decode_or_pass))
        return kept, tail

    async def keep(self, network_id: NetworkId, snapshots: Sequence[Snapshot]) -> None:
        columns = ([one.stream for one in snapshots], [one.version for one in snapshots], [one.code for one in snapshots])
        await self._ask(lambda db: db.execute(SQL.keep, network_id, *columns, [one.state for one in snapshots]))

    async def forget(self, network_id: NetworkId, streams: Collection[StreamId]) -> None:
        await self._ask(lambda db: db.execute(SQL.forget, network_id, list(streams)))

    async def page(self, network_id: NetworkId, after: int, limit: int) -> list[Recorded[Event]]:
        rows = await self._ask(lambda db: db.fetch(SQL.page, network_id, after, limit))
        return [_recorded(network_id, row, catalogue.decode_or_pass) for row in rows]

    async def plan(self, network_id: NetworkId, root: UUID | None, through: int, after: int = 0) -> AsyncIterator[Recorded[Event]]:
        asked = (SQL.span, network_id, after, through) if root is None else (SQL.plan, network_id, after, through, root)
        async with self._pool.acquire() as db, db.transaction(readonly=True):
            async for row in db.cursor(*asked, prefetch=1000):
                yield _recorded(network_id, row)

    async def command(self, network_id: NetworkId, command_id: CommandId) -> Known | None:
        row = await self._ask(lambda db: db.fetchrow(SQL.command, network_id, command_id))
        return row and Known(PersonId(row["by"]), *tuple(row)[1:])

    async def _ask(self, call: Callable[[Any], Awaitable[T]]) -> T:
        try:
            async with asyncio.timeout(PATIENCE):  # costs less than a timeout of the pool's, which is a task of its own
                db = await self._pool.acquire()
            try:
                return await call(db)
            except TimeoutError:
                await self._pool.expire_connections()  # the way there may be lost: each of the others would be waited for as long
                raise
            finally:
                await self._pool.release(db)
        except PASSING as error:
            raise Unavailable from error
        except asyncpg.PostgresError as error:
            if error.sqlstate == "C2101":
                raise StaleEpoch from error
            raise Poisoned(error.sqlstate) from error
        except (asyncpg.DataError, ValueError, OverflowError) as error:
            raise Poisoned(type(error).__name__) from error


class _Place(Struct, gc=False):
    """A stream of a batch: its number among them, and the version that the batch has brought it to."""

    number: int
    version: int


def _packed(network_id: NetworkId, versions: Mapping[StreamId, int], units: Sequence[Unit]) -> tuple[list[int], tuple[Any, ...]]:
    """The version that each command finds its stream at, and the batch as append_batch takes it.

    Few arrays, and the bytes of all events end to end: to encode an array takes longer than to write its rows.
    """
    drafts = [draft for unit in units for draft in unit]
    places = {stream: _Place(number, version) for number, (stream, version) in enumerate(versions.items(), 1)}
    by_all = all(network_id in draft.reads for draft in drafts)
    read: list[tuple[int | None, int]] = [(None, places[StreamId(network_id)].number)] if by_all else []
    tags: dict[str, tuple[int, int]] = {}
    begun: list[tuple[int, str, UUID | None, int]] = []
    streams, before, starts, kinds, ends = [], [], [], [], []
    sealed: list[Sealed] = []
    size = 0
    for command, draft in enumerate(drafts, 1):
        place = places[draft.stream]
        streams.append(place.number)
        before.append(place.version)
        starts.append(len(sealed))
        if len(draft.reads) > 1 + by_all:
            read += [(command, places[stream].number) for stream in draft.reads]
        if not draft.events:
            continue
        if not place.version:
            begun.append((place.number, draft.kind, draft.parent, len(sealed) + 1))
        place.version += len(draft.events)
        sealed += draft.events
        for event in draft.events:
            kind = tags.get(event.tag) or tags.setdefault(event.tag, (len(tags) + 1, event.schema_version))
            kinds.append(kind[0])
            size += len(event.payload)
            ends.append(size)
    return before, (
        _ids(versions),
        _numbers(versions.values()),
        *_columns(begun, 4),
        [number for number, unit in enumerate(units, 1) for _ in unit] if len(drafts) > len(units) else None,
        _ids([draft.id for draft in drafts]),
        _ids([draft.by for draft in drafts]),
        _unless_empty([draft.on_behalf_of for draft in drafts]),
        _unless_empty([draft.cause for draft in drafts]),
        [draft.request_hash for draft in drafts],
        _unless_empty([None if draft.outcome == "applied" else draft.outcome for draft in drafts]),
        _unless_empty([draft.at for draft in drafts]),
        _numbers(streams),
        _numbers(before) if len(set(streams)) < len(streams) else None,
        _numbers(starts),
        *_columns(read, 2),
        list(tags),
        [schema_version for _, schema_version in tags.values()],
        _numbers(kinds) if len(tags) > 1 else None,
        _numbers(ends) if ends else None,
        b"".join([event.payload for event in sealed]),
        b"".join([event.salt for event in sealed]),
        b"".join([event.digest for event in sealed]),
    )


def _numbers(values: Iterable[int]) -> str:
    """Numbers as PostgreSQL writes an array: it reads that sooner than each of them is encoded."""
    return f"{{{','.join(map(str, values))}}}"


def _ids(values: Iterable[UUID]) -> str:
    return "{" + ",".join([one.hex for one in values]) + "}"


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> Sequence[list[Any] | None]:
    return [list(column) for column in zip(*rows, strict=True)] or [None] * width


def _unless_empty(values: list[Any]) -> list[Any] | None:
    return None if values.count(None) == len(values) else values


def _all_stand(network_id: NetworkId, units: Sequence[Unit], before: Sequence[int], head: int, at: datetime) -> list[list[Answer]]:
    """The answers of a batch that was written as it was numbered, after ``head``."""
    versions = iter(before)
    answers: list[list[Answer]] = []
    for unit in units:
        answers.append([])
        for draft in unit:
            version = next(versions)
            if draft.events:
                events = recorded_of(network_id, draft, head + 1, version + 1, at)
                answers[-1].append(Answer("ok", draft.outcome, head + 1, head + len(events), events))
                head += len(events)
            else:
                answers[-1].append(Answer("ok", draft.outcome, None, head))
    return answers


def _recorded(network_id: NetworkId, row: Any, decode: Callable[[str, int, bytes], Event] = catalogue.decode) -> Recorded[Event]:
    position, stream_id, parent, version, tag, schema_version, command_id, cause, by, on_behalf_of, at, payload = row
    event = decode(tag, schema_version, payload)
    return Recorded(network_id, position, stream_id, parent, version, tag, command_id, cause, by, on_behalf_of, _moment(at), event)


@lru_cache(maxsize=256)
def _moment(sent: bytes) -> datetime:
    """A moment as PostgreSQL sends it, in microseconds since 2000: for the driver that is a fifth of all that reading a log takes it.

    Events of one batch have the same. The last moment there can be is sent as infinity.
    """
    since = int.from_bytes(sent, signed=True)
    return datetime.max.replace(tzinfo=UTC) if since == _INFINITY else _ZERO + timedelta(microseconds=since)


_ZERO = datetime(2000, 1, 1, tzinfo=UTC)
_INFINITY = 2**63 - 1
