"""Rebuild: make a projection's rows again from the log, while everything runs.

The rows are folded apart, up to the position at which the tables stand, and replace the table's in one transaction, so
readers see the old rows or the new ones and a running service goes on from the same position. A projection that can not
fold an event keeps its table as it is.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import asyncpg

from events.decider import Event
from events.ids import NetworkId
from events.log.recorded import Recorded
from events.log.store import Store
from projections import tables
from projections.catalogue import PROJECTIONS
from projections.follower import Follower, Parked
from projections.projection import Key, Projection, Row, Step

PAGE = 1_000  # as much as the database can send while the page before is folded


class Unfoldable(Exception):
    """A projection can not fold an event, so its rows can not be made again before it is mended."""

    def __init__(self, projection: str, parked: Parked) -> None:
        super().__init__(f"{projection} can not fold position {parked.position}: {parked.error}")
        self.projection = projection
        self.position = parked.position


async def rebuild(
    pool: "asyncpg.Pool[Any]",
    store: Store,
    network_id: NetworkId,
    projections: Sequence[Projection[Any]] = PROJECTIONS,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> None:
    """Make the rows of these projections again for one network; a parked projection starts afresh."""
    for projection in projections:
        follower = Follower(network_id, [projection])
        rows: dict[Key, tuple[Row | None, int]] = {}
        if not projection.kept:  # the follower lets go of these

            def note(step: Step, rows: dict[Key, tuple[Row | None, int]] = rows) -> None:
                rows.update({change.key: (change.after, step.recorded.position) for change in step.changes})

            follower.listen(note)
        async with pool.acquire() as db:
            await db.execute(tables.SQL.begin_checkpoints, network_id, [projection.name], [projection.version])
            reached = max(row["position"] for row in await db.fetch(tables.SQL.checkpoints, network_id))
        await _fold(store, follower, reached, progress)  # the long way, while everyone else works
        async with pool.acquire() as db, db.transaction():
            await db.execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")
            await _fold(store, follower, await db.fetchval(tables.SQL.lock_checkpoints, network_id), progress)
            await db.execute(tables.SQL.clear, projection.table, network_id)
            rows.update({key: (kept.row, kept.position) for key, kept in follower.kept(projection).items()})
            await tables.write_rows(db, projection, network_id, rows)
            await db.execute(tables.SQL.set_checkpoint, network_id, projection.name, projection.version, follower.position)


async def _fold(store: Store, follower: Follower, through: int, progress: Callable[[int, int], None]) -> None:
    def read(after: int) -> "asyncio.Task[list[Recorded[Event]]]":
        return asyncio.create_task(store.page(follower.network_id, after, min(PAGE, through - after)))

    reading = read(follower.position)
    try:
        while follower.position < through:
            page = await reading
            reading = read(page[-1].position)
            await asyncio.sleep(0)  # on its way
            follower.apply(page)
            for name, parked in follower.parked.items():
                raise Unfoldable(name, parked)
            progress(follower.position, through)
    finally:
        reading.cancel()
