"""The log in PostgreSQL: one server-side call per batch, insert only.

A store holds one pool. Every call may end in Unavailable; then nobody knows whether it was written, and the same
command id, asked again, tells.
"""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import asyncpg

from events import catalogue, sql
from events.decider import Event
from events.ids import CommandId, NetworkId, PersonId, StreamId, derived
from events.log.codec import Sealed
from events.log.recorded import Recorded
from events.log.store import Answer, Head, Known, Poisoned, StaleEpoch, Unavailable, Unit, recorded_of

SQL = sql.beside(__file__)
T = TypeVar("T")
_ONLY_READ: tuple[str | None, UUID | None] = (None, None)

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

    async def found(self, network_id: NetworkId, founding: Sealed, *, clock: str, time_zone: str, at: datetime | None = None) -> None:
        command = CommandId(derived(network_id, "founding"))
        sealed = (founding.tag, founding.schema_version, founding.payload, founding.salt, founding.digest)
        await self._ask(lambda db: db.fetchval(SQL.found, network_id, clock, time_zone, os.urandom(32), command, at, *sealed))

    async def head(self, network_id: NetworkId) -> Head | None:
        row = await self._ask(lambda db: db.fetchrow(SQL.head, network_id))
        return row and Head(row["epoch"], row["position"], row["clock"], row["time_zone"], row["key"])

    async def append(
        self, network_id: NetworkId, epoch: int, versions: Mapping[StreamId, int], units: Sequence[Unit]
    ) -> list[list[Answer]]:
        streams = {stream: index for index, stream in enumerate(versions, 1)}
        drafts = [draft for unit in units for draft in unit]
        kinds = {draft.stream: (draft.kind, draft.parent) for draft in drafts}
        reads = [(index, streams[stream]) for index, draft in enumerate(drafts, 1) for stream in draft.reads]
        sealed = [(index, event) for index, draft in enumerate(drafts, 1) for event in draft.events]
        arguments = (
            network_id,
            epoch,
            list(streams),
            list(versions.values()),
            [kinds.get(stream, _ONLY_READ)[0] for stream in streams],
            [kinds.get(stream, _ONLY_READ)[1] for stream in streams],
            [index for index, unit in enumerate(units, 1) for _ in unit],
            [draft.id for draft in drafts],
            [draft.by for draft in drafts],
            [draft.on_behalf_of for draft in drafts],
            [draft.cause for draft in drafts],
            [draft.request_hash for draft in drafts],
            [draft.outcome for draft in drafts],
            [draft.at for draft in drafts],
            [streams[draft.stream] for draft in drafts],
            [command for command, _ in reads],
            [stream for _, stream in reads],
            [command for command, _ in sealed],
            [event.tag for _, event in sealed],
            [event.schema_version for _, event in sealed],
            [event.payload for _, event in sealed],
            [event.salt for _, event in sealed],
            [event.digest for _, event in sealed],
        )
        rows = await self._ask(lambda db: db.fetch(SQL.append, *arguments))
        written = dict(versions)
        found = iter(rows)
        answers: list[list[Answer]] = []
        for unit in units:
            answers.append([])
            for draft in unit:
                _, status, outcome, first, last, at = next(found)
                events: tuple[Recorded[Event], ...] = ()
                if status == "ok" and draft.events:
                    events = recorded_of(network_id, draft, draft.events, first, written[draft.stream] + 1, at)
                    written[draft.stream] += len(events)
                answers[-1].append(Answer(status, outcome, first, last, events))
        return answers

    async def streams(self, network_id: NetworkId, after: Mapping[StreamId, int]) -> list[Recorded[Event]]:
        rows = await self._ask(lambda db: db.fetch(SQL.streams, network_id, list(after), list(after.values())))
        return [_recorded(network_id, row) for row in rows]

    async def page(self, network_id: NetworkId, after: int, limit: int) -> list[Recorded[Event]]:
        rows = await self._ask(lambda db: db.fetch(SQL.page, network_id, after, limit))
        return [_recorded(network_id, row) for row in rows]

    async def plan(self, network_id: NetworkId, root: UUID, through: int) -> AsyncIterator[Recorded[Event]]:
        async with self._pool.acquire() as db, db.transaction(readonly=True):
            async for row in db.cursor(SQL.plan, network_id, root, through, prefetch=1000):
                yield _recorded(network_id, row)

    async def command(self, network_id: NetworkId, command_id: CommandId) -> Known | None:
        row = await self._ask(lambda db: db.fetchrow(SQL.command, network_id, command_id))
        return row and Known(PersonId(row["by"]), *tuple(row)[1:])

    async def _ask(self, call: Callable[[Any], Awaitable[T]]) -> T:
        try:
            async with self._pool.acquire(timeout=5) as db:
                return await call(db)
        except PASSING as error:
            raise Unavailable from error
        except asyncpg.PostgresError as error:
            if error.sqlstate == "C2101":
                raise StaleEpoch from error
            raise Poisoned(error.sqlstate) from error
        except (asyncpg.DataError, ValueError, OverflowError) as error:
            raise Poisoned(type(error).__name__) from error


def _recorded(network_id: NetworkId, row: Any) -> Recorded[Event]:
    position, stream_id, parent, version, tag, schema_version, command_id, cause, by, on_behalf_of, at, payload = row
    event = catalogue.decode(tag, schema_version, payload)
    return Recorded(network_id, position, stream_id, parent, version, tag, command_id, cause, by, on_behalf_of, at, event)
