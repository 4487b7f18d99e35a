"""Read tables, written behind the fold: people with psql and reports read what the screens show.

One set-based write per table and batch, in the transaction that moves the checkpoint by compare-and-set: JSON for some
rows, COPY for many. A writer that loses to another process drops what that one has already written. Its
commits wait for the disk: after a crash of PostgreSQL a checkpoint that went back would leave out what was written before.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from itertools import islice
from typing import Any

import asyncpg
import msgspec
import structlog
from msgspec import Struct, structs

from events import sql
from events.ids import NetworkId
from projections import copying, words
from projections.catalogue import PROJECTIONS
from projections.follower import Follower, Kept, Parked
from projections.projection import Key, PassedOver, Projection, Row, Step

GATHER = 1.0  # seconds in which changes are gathered for one write: nobody looks at a table sooner, unless they say so

SQL = sql.beside(__file__)
_ENCODE = msgspec.json.Encoder().encode
MANY = 500  # rows from which on COPY is the shorter way
AT_ONCE = 20_000  # keys of a statement, which may take some seconds and no more
PIECE = 200  # rows that are made into text while the database takes in those before: what the line does not hold at once waits for us
TOLD_AGAIN = 2.0  # seconds until whoever is to end and has not is told again
_log = structlog.get_logger()


class Dirty(Struct):
    """Rows that changed since the last write: by projection and key, None for a removed one, with their positions."""

    rows: dict[str, dict[Key, tuple[Row | None, int]]] = {}

    def note(self, step: Step) -> None:
        for change in step.changes:
            self.rows.setdefault(change.projection.name, {})[change.key] = (change.after, step.recorded.position)

    def forget(self, name: str, through: int) -> None:
        """Drop the rows of a projection that another writer has written already."""
        self.rows[name] = {key: row for key, row in self.rows.get(name, {}).items() if row[1] > through}


class TableWriter:
    """Writes one network's rows behind its follower: ``gather`` seconds after a change, or at once when somebody waits."""

    def __init__(
        self,
        pool: "asyncpg.Pool[Any]",
        follower: Follower,
        projections: Sequence[Projection[Any]] = PROJECTIONS,
        gather: float | None = GATHER,
        written: words.Written = words.unheard,
    ) -> None:
        self._pool = pool
        self._follower = follower
        self._projections = projections
        self._gather = gather
        self._written = written
        self._dirty = Dirty({})
        self._changed = asyncio.Event()
        self._hurry = asyncio.Event()
        self._closing = False
        self._reached = asyncio.Condition()
        self._parked: set[str] = set()
        self._awaited = 0
        self._moved: int | None = None  # when rows last moved between lanes, as far as it is written
        self._stands: dict[str, int] = {}  # the checkpoint of each projection, as this writer knows it
        self.lost = 0  # writes given up to another process
        self._task: asyncio.Task[None] | None = None

    async def hydrate(self) -> None:
        """Fill the follower from the tables, in one snapshot, and follow it from there."""
        names = [projection.name for projection in self._projections]
        versions = [projection.version for projection in self._projections]
        async with self._pool.acquire() as db:
            await db.execute(SQL.begin_checkpoints, self._follower.network_id, names, versions)
            async with db.transaction(isolation="repeatable_read", readonly=True):
                checkpoints = {
                    (row["projection"], row["version"]): row["position"]
                    for row in await db.fetch(SQL.checkpoints, self._follower.network_id)
                }
                passed_over = await may_pass_over(db, self._follower.network_id)
                moved = await db.fetchval(SQL.moved, self._follower.network_id)
                stored = {
                    projection.name: (
                        checkpoints[projection.name, projection.version],
                        await _stored(db, projection, self._follower.network_id) if projection.kept else [],
                    )
                    for projection in self._projections
                }
        self._follower.hydrate(stored, passed_over, moved)
        self._moved = moved
        self._stands = {name: position for name, (position, _) in stored.items()}
        self._follower.listen(self._note)
        self._task = asyncio.create_task(self._run(), name=f"tables {self._follower.network_id}")

    async def close(self) -> None:
        """Write what is left, then stop."""
        self._closing = True
        self._changed.set()
        self._hurry.set()
        if self._task:
            await self._task

    async def abandon(self) -> None:
        """Stop and write nothing more: these rows are of another epoch."""
        while self._task and not self._task.done():
            self._task.cancel()  # again: whoever could not roll back just then takes that for an outage, and goes on
            await asyncio.wait([self._task], timeout=TOLD_AGAIN)

    async def reached(self, position: int) -> None:
        """Wait until the tables show this position or a later one."""
        if self.position >= position:
            return
        self._awaited += 1
        self._hurry.set()
        try:
            async with self._reached:
                await self._reached.wait_for(lambda: self.position >= position)
        finally:
            self._awaited -= 1

    def _note(self, step: Step) -> None:
        self._dirty.note(step)
        self._changed.set()

    async def _run(self) -> None:
        pause = 0.1
        while not (self._closing and self.position >= self._follower.position and len(self._parked) == len(self._follower.parked)):
            await self._changed.wait()
            if not (self._closing or self._awaited):
                self._hurry.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._gather):
                        await self._hurry.wait()
            self._changed.clear()
            try:
                await self._write()
                pause = 0.1
            except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError) as error:
                _log.warning("tables_not_written", network_id=str(self._follower.network_id), error=str(error))
                self._changed.set()
                if self._closing:
                    return  # the log has it all; the next start writes the rest
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5)

    @property
    def position(self) -> int:
        """The position that every table which is not parked shows at least."""
        return min((self._stands[one.name] for one in self._live()), default=self._follower.position)

    def _live(self) -> list[Projection[Any]]:
        return [projection for projection in self._projections if projection.name not in self._follower.parked]

    async def _write(self) -> None:
        # A parked projection is written up to the event before the one that it can not fold, and no further.
        fresh = {name: parked for name, parked in self._follower.parked.items() if name not in self._parked}
        ends = {one.name: self._follower.position for one in self._projections}
        ends |= {name: parked.position - 1 for name, parked in fresh.items()}
        live = [one for one in self._projections if one.name not in self._parked]
        olds = [self._stands[one.name] for one in live]
        news = [max(ends[one.name], old) for one, old in zip(live, olds, strict=True)]
        if news == olds and not fresh:
            return
        dirty, self._dirty = self._dirty, Dirty({})
        network_id, rows_moved = self._follower.network_id, self._follower.moved
        try:
            async with self._pool.acquire() as db, db.transaction():
                moved = await db.fetch(SQL.advance, network_id, [one.name for one in live], [one.version for one in live], olds, news)
                if len(moved) < len(live):
                    raise _Lost
                await self._park(db, fresh)
                if rows_moved != self._moved:
                    await db.execute(SQL.move, network_id, rows_moved)
                await db.execute(words.SQL.noted)
                for projection in live:
                    await write_rows(db, projection, network_id, dirty.rows.get(projection.name, {}))
        except _Lost:
            self.lost += 1
            self._back(dirty)
            await self._fall_in()
        except BaseException:
            self._back(dirty)
            raise
        else:
            self._parked |= set(fresh)
            self._moved = rows_moved
            self._written(network_id)
            await self._stand_at(dict(zip((one.name for one in live), news, strict=True)))

    async def _fall_in(self) -> None:
        """Another process wrote first: keep only the rows that lie beyond where it stands."""
        async with self._pool.acquire() as db:
            rows = await db.fetch(SQL.checkpoints, self._follower.network_id)
            await db.execute(SQL.move, self._follower.network_id, self._follower.moved)  # that one may be too old to know of it
        stands = {(row["projection"], row["version"]): row["position"] for row in rows}
        for projection in self._projections:
            self._dirty.forget(projection.name, stands[projection.name, projection.version])
        await self._stand_at({one.name: stands[one.name, one.version] for one in self._projections})
        self._changed.set()

    def _back(self, dirty: Dirty) -> None:
        for name, rows in dirty.rows.items():
            self._dirty.rows[name] = rows | self._dirty.rows.get(name, {})

    async def _park(self, db: Any, fresh: Mapping[str, Parked]) -> None:
        """Tell why a projection stands still, for health and for people with psql; not where a newer program got past that."""
        for name, parked in fresh.items():
            version = next(one.version for one in self._projections if one.name == name)
            await db.execute(SQL.park, self._follower.network_id, name, version, parked.position, parked.error)

    async def _stand_at(self, stands: dict[str, int]) -> None:
        async with self._reached:
            self._stands.update(stands)
            self._reached.notify_all()


async def may_pass_over(db: Any, network_id: NetworkId) -> PassedOver:
    """What an operator let the projections of a network pass over."""
    return frozenset((row["projection"], row["position"]) for row in await db.fetch(SQL.passed_over, network_id))


class _Lost(Exception):
    """Another process moved the checkpoint first."""


async def write_rows(
    db: Any, projection: Projection[Any], network_id: NetworkId, rows: dict[Key, tuple[Row | None, int]], *, fresh: bool = False
) -> None:
    """Lay rows into a projection's table; None removes one. ``fresh``: the table holds none of them yet."""
    # A row that is only ever added keeps the position of its event, whatever is done to it later.
    stand = [(row, position if projection.kept else row.position) for row, position in rows.values() if row is not None]  # type: ignore[attr-defined]  # the key of such rows
    gone = [str(key) for key, (row, _) in rows.items() if row is None]
    if len(stand) >= MANY:
        for some in range(0, len(rows), AT_ONCE) if not fresh else ():
            keys = [str(key) for key in islice(rows, some, some + AT_ONCE)]
            await db.execute(SQL.write, projection.table, network_id, "[]", keys)
        await _copy(db, projection, network_id, stand)
    elif stand or gone:
        stored = _stored_form(projection)
        documents = [stored(network_id, position, *structs.astuple(row)) for row, position in stand]
        await db.execute(SQL.write, projection.table, network_id, _ENCODE(documents).decode(), gone)


async def _copy(db: Any, projection: Projection[Any], network_id: NetworkId, rows: Sequence[tuple[Row, int]]) -> None:
    """A statement for each piece, not one with a source that is asked for more.

    Before it asks, asyncpg 0.32 waits for room in the line, and does not hear there that the line is gone or the time is up: whoever
    writes, and the end of the process, would wait for ever.
    """
    columns = copying.columns(projection)
    under_way: asyncio.Task[str] | None = None
    try:
        for some in range(0, len(rows), PIECE):
            piece = memoryview(copying.lines(projection, network_id, rows[some : some + PIECE]))
            if under_way is not None:
                await under_way
            under_way = asyncio.create_task(db.copy_to_table(projection.table, schema_name="read", columns=columns, source=piece))
            await asyncio.sleep(0)  # sent before the next piece is made
        if under_way is not None:
            await under_way
    except BaseException:
        if under_way is not None:
            under_way.cancel()
            await asyncio.wait([under_way])
        raise


@cache
def _stored_form(projection: Projection[Any]) -> Callable[..., Struct]:
    """A row as it is sent to its table: with its network and position, and without what is empty.

    A column that is not named becomes NULL, and most of a card's are: naming them was half of what had to be read.
    """
    envelope = ("network_id", "position")
    fields = projection.row.__struct_fields__
    own = [index for index, name in enumerate(fields) if name not in envelope]
    names = (*envelope, *(fields[index] for index in own))
    made = msgspec.defstruct(projection.row.__name__, [(name, Any, None) for name in names], omit_defaults=True, gc=False)
    if len(own) == len(fields):
        return made
    return lambda network_id, position, *values: made(network_id, position, *[values[index] for index in own])


async def _stored(db: Any, projection: Projection[Any], network_id: NetworkId) -> Iterable[tuple[Key, Kept]]:
    decode = msgspec.json.Decoder(projection.row).decode
    place = msgspec.json.Decoder(_Place).decode
    rows = [record[0] for record in await db.fetch(SQL.rows, projection.table, network_id)]
    made = ((decode(text), place(text).position) for text in rows)
    return [(getattr(row, projection.key), Kept(row, position)) for row, position in made]


class _Place(Struct):
    position: int
