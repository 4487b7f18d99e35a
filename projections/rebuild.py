"""Rebuild: make a projection's rows again from the log, while everything runs.

*Repair.* The rows of a version that is in use are folded apart, up to the position at which the tables stand, and replace
the table's in one transaction: readers see the old rows or the new ones, and a running service goes on from the same
position. A projection that can not fold an event keeps its table as it is; one that was parked starts afresh. Where it will
not be mended soon, ``pass_over`` lets it go on without what that one event changes: named, with a reason, and never forgotten.

*A new version.* Its table stands beside the old one, with checkpoints of its own. ``Desk`` brings one network level, from
wherever it stood: killed and started again, it goes on, and a service of the new version may follow the same network
meanwhile. Once every network is level, ``show`` turns the view; the old table stays, for a service of the old version
that still runs and for a way back, until it is dropped.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any, TypeAlias

import asyncpg

from events import catalogue
from events.decider import Event
from events.ids import NetworkId
from events.log import redaction
from events.log.recorded import Recorded
from events.log.store import Store
from projections import tables, words
from projections.catalogue import PROJECTIONS
from projections.follower import Follower, Parked
from projections.past import before_redaction
from projections.projection import Key, Projection, Row, Step

PAGE = 500  # events that fit in what a connection holds while the pages before are folded
WORKERS = 2  # networks at a time: one is folded while the database writes the other
AHEAD = 5  # pages asked for before they are needed
TRIES = 10  # to find every network level at one moment, while people go on working
UNHURRIED = "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"
SAVED = 50_000  # events after which a new version's rows are written, so that they need not be folded again

Progress: TypeAlias = Callable[[int, int], None]


class Unfoldable(Exception):
    """A projection can not fold an event, so its rows can not be made again before it is mended."""

    def __init__(self, projection: str, parked: Parked) -> None:
        super().__init__(f"{projection} can not fold position {parked.position}: {parked.error}")
        self.projection = projection
        self.parked = parked


class Behind(Exception):
    """The view of a projection can not be turned yet: these networks are not level, or somebody reads the view for long."""

    def __init__(self, projection: str, networks: Sequence[NetworkId]) -> None:
        waits = f"{len(networks)} networks are not level, {networks[0]} first" if networks else "somebody reads its view for long"
        super().__init__(f"{projection}: {waits}")
        self.projection = projection
        self.networks = networks


def _silent(_done: int, _all: int) -> None:
    """Nobody watches."""


async def rebuild(
    pool: "asyncpg.Pool[Any]",
    store: Store,
    network_id: NetworkId,
    projections: Sequence[Projection[Any]] = PROJECTIONS,
    progress: Progress = _silent,
) -> None:
    """Repair: make the rows of these projections again for one network; a parked projection starts afresh.

    The words by which rows are found are made afterwards (``words.make``), here or by those who serve.
    """
    follower = Follower(network_id, projections)
    added: dict[str, dict[Key, tuple[Row | None, int]]] = {one.name: {} for one in projections if not one.kept}
    if added:  # the follower lets go of these

        def note(step: Step) -> None:
            for change in step.changes:
                if change.projection.name in added:
                    added[change.projection.name][change.key] = (change.after, step.recorded.position)

        follower.listen(note)
    names, versions = [one.name for one in projections], [one.version for one in projections]
    async with pool.acquire() as db:
        await db.execute(tables.SQL.begin_checkpoints, network_id, names, versions)
        follower.passed_over = await tables.may_pass_over(db, network_id)
        reached = max(row["position"] for row in await db.fetch(tables.SQL.checkpoints, network_id))
    await _fold(store, follower, reached, progress)  # the long way, while everyone else works
    async with pool.acquire() as db, db.transaction():
        await db.execute(UNHURRIED)
        await db.execute(words.SQL.noted_at_the_end)
        await _fold(store, follower, await db.fetchval(tables.SQL.lock_checkpoints, network_id), progress)
        await db.execute(tables.SQL.move, network_id, follower.position)  # rows that no event changed may be others now
        for projection in projections:
            await db.execute(tables.SQL.clear, projection.table, network_id)
            rows = added.get(projection.name, {})
            rows.update({key: (kept.row, kept.position) for key, kept in follower.kept(projection).items()})
            await tables.write_rows(db, projection, network_id, rows, fresh=True)
            await db.execute(tables.SQL.set_checkpoint, network_id, projection.name, projection.version, follower.position)
            await db.execute(words.SQL.all_due, network_id, projection.table)


class NotParked(Exception):
    """The projection does not stand still at this event, so there is nothing to pass over: ``at`` says where it does."""

    def __init__(self, at: int | None) -> None:
        super().__init__(at)
        self.at = at


async def pass_over(
    pool: "asyncpg.Pool[Any]", store: Store, network_id: NetworkId, projection: Projection[Any], position: int, reason: str
) -> None:
    """Let a projection of one network go on without an event that it stands still at, and make its rows again.

    Raises NotParked, catalogue.Unknown where a newer program can fold it, and Unfoldable at the next one that it can not fold.
    """
    for recorded in await store.page(network_id, position - 1, 1):
        if isinstance(recorded.event, catalogue.Unread):
            raise catalogue.Unknown(recorded.tag, recorded.event.schema_version)
    async with pool.acquire() as db:
        if await db.fetchval(tables.SQL.pass_over, network_id, projection.name, position, reason) is None:
            raise NotParked(await db.fetchval(tables.SQL.parked_at, network_id, projection.name))
    try:
        await rebuild(pool, store, network_id, [projection])
    except Unfoldable as error:  # so that the next one can be named as well
        parked = error.parked
        await pool.execute(tables.SQL.park, network_id, projection.name, projection.version, parked.position, parked.error)
        raise


class Desk:
    """Brings the tables of a network level with its log, from wherever they stand."""

    def __init__(self, pool: "asyncpg.Pool[Any]", store: Store, network_id: NetworkId, projections: Sequence[Projection[Any]]) -> None:
        self._store = store
        self._network_id = network_id
        self._follower = Follower(network_id, projections)
        self.tables = tables.TableWriter(pool, self._follower, projections, gather=None)

    async def open(self) -> None:
        """Read the rows that are written already."""
        await self.tables.hydrate()

    async def level(self, progress: Progress = _silent) -> None:
        """Fold and write what is missing; again while more comes in. What was written stays, whatever happens then."""
        while (head := await self._head()) > self._follower.position:
            while self._follower.position < head:
                saved = min(self._follower.position + SAVED, head)
                await _fold(self._store, self._follower, saved, lambda done, _: progress(done, head))
                await self.tables.reached(saved)
        await self.tables.reached(self._follower.position)

    async def close(self) -> None:
        await self.tables.close()

    async def _head(self) -> int:
        head = await self._store.head(self._network_id)
        return head.position if head else 0


async def over(networks: Iterable[NetworkId], work: Callable[[NetworkId], Awaitable[None]]) -> None:
    """Some networks at a time; one that can not be made keeps none of the others from it, and is told in the end."""
    busy = asyncio.Semaphore(WORKERS)

    async def turn(network_id: NetworkId) -> None:
        async with busy:
            await work(network_id)

    for came in await asyncio.gather(*map(turn, networks), return_exceptions=True):
        if came is not None:
            raise came


async def level(
    pool: "asyncpg.Pool[Any]", store: Store, network_id: NetworkId, projections: Sequence[Projection[Any]], progress: Progress = _silent
) -> None:
    """Bring one network level with its log in the tables of new versions, from wherever they stand."""
    desk = Desk(pool, store, network_id, projections)
    await desk.open()
    try:
        await desk.level(progress)
    finally:
        await desk.close()


async def shown(pool: "asyncpg.Pool[Any]") -> dict[str, int]:
    """The version of each projection that people see."""
    return {row["projection"]: row["version"] for row in await pool.fetch(tables.SQL.shown)}


async def show(pool: "asyncpg.Pool[Any]", store: Store, projection: Projection[Any]) -> None:
    """Let the view show this version, once every network of it stands no further back than what is shown now."""
    desks: dict[NetworkId, Desk] = {}
    behind: list[NetworkId] = []
    try:
        for _ in range(TRIES):
            with suppress(asyncpg.LockNotAvailableError):
                async with pool.acquire() as db, db.transaction():
                    await db.execute("SET LOCAL lock_timeout = '2s'")  # who waits to read the view waits behind us
                    behind = [row["network_id"] for row in await db.fetch(tables.SQL.show, projection.name, projection.version)]
                if not behind:
                    return
            for network_id in behind:
                if network_id not in desks:
                    desks[network_id] = Desk(pool, store, network_id, [projection])
                    await desks[network_id].open()
                await desks[network_id].level()
        raise Behind(projection.name, behind)
    finally:
        for desk in desks.values():
            await desk.close()


async def drop_old(pool: "asyncpg.Pool[Any]", projection: Projection[Any]) -> list[str]:
    """Drop the tables of a projection's versions before the one that is shown; their names."""
    async with pool.acquire() as db, db.transaction():
        await db.execute("SET LOCAL lock_timeout = '2s'")
        return [row["name"] for row in await db.fetch(tables.SQL.drop_versions, projection.name, projection.version)]


async def _fold(store: Store, follower: Follower, through: int, progress: Progress) -> None:
    async for page in pages(store, follower.network_id, follower.position, through):
        for recorded in page:
            if recorded.tag == redaction.TAG:  # of rows that were written before it
                follower.mend(recorded.position, await before_redaction(store, recorded))
        follower.apply(page)
        for name, parked in follower.parked.items():
            raise Unfoldable(name, parked)
        progress(follower.position, through)


async def pages(store: Store, network_id: NetworkId, after: int, through: int) -> AsyncIterator[list[Recorded[Event]]]:
    """The log in pages: positions have no gap, so that some can be asked for at once and the database is never idle."""
    begins = iter(range(after, through, PAGE))
    asked: deque[asyncio.Task[list[Recorded[Event]]]] = deque()
    try:
        while True:
            for begin in begins:
                asked.append(asyncio.create_task(store.page(network_id, begin, min(PAGE, through - begin))))
                if len(asked) > AHEAD:
                    break
            if not asked:
                return
            page = await asked.popleft()
            await asyncio.sleep(0)  # the next ones are on their way
            yield page
    finally:
        for task in asked:
            task.cancel()
