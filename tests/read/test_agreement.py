"""Followed, rebuilt and as of the head are the same, row by row, whoever wrote and whoever was killed; and the check can see.

Every planted bug below is one that somebody could make: the check that holds for us must fail for each.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import asyncpg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as every
from hypothesis import strategies as st

from events import network
from events.ids import NetworkId
from events.log.memory import MemoryStore
from events.log.postgres import PostgresStore
from events.log.recorded import Recorded
from events.log.store import Store
from projections import rebuild, rights, tables
from projections.catalogue import PROJECTIONS
from projections.follower import Follower
from projections.past import Past
from projections.projection import Projection
from projections.rights import Standing
from tests import histories
from tests.read.logs import followed, rows, whole, written
from tests.read.logs import tables as read_tables
from tests.read.test_follower import with_instead
from tests.read.test_tables import a_desk, stored_rows

Pool: TypeAlias = "asyncpg.Pool[Any]"


def leaves(standing: Standing | None, recorded: Recorded[network.Event]) -> Standing | None:
    """Rights, but for those who have none: no projection of today takes rows away, and one of tomorrow may."""
    after = rights.fold(standing, recorded)
    return after if after and after.roles and not after.suspended else None


LEAVING = with_instead(Projection("rights", Standing, rights.touches, leaves, rights.topics))


async def agree(pool: Pool, store: Store, network_id: NetworkId, projections: Iterable[Projection[Any]] = PROJECTIONS) -> None:
    """What one process would have in memory is what the tables say, what a rebuild makes, and what the past shows of the present."""
    projections = list(projections)
    log = await whole(store, network_id)
    told = await read_tables(pool, network_id)
    desk = await a_desk(pool, network_id, projections)
    await desk.tables.close()
    assert desk.follower.position == len(log), "the tables stand at the head"
    past = Past(projections)
    one_process = Follower(network_id, projections)
    one_process.apply(log)
    for recorded in log:
        past.fold(recorded)
    for projection in projections:
        if projection.kept:
            assert dict(desk.follower.kept(projection)) == dict(one_process.kept(projection)), f"followed: {projection.name}"
            assert dict(desk.follower.rows(projection)) == past.rows(projection), f"as of the head: {projection.name}"
    await rebuild.rebuild(pool, store, network_id, projections)
    assert await read_tables(pool, network_id) == told, "rebuilt"


WRITES, WAITS, KILLED = "writes", "waits", "killed"
STEPS = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 8), st.sampled_from((WRITES, WAITS, KILLED))), min_size=3, max_size=14)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@every(histories.histories(), STEPS)
async def test_three_writers_of_which_any_may_be_killed_leave_the_same_rows(
    pool: Pool, history: histories.History, steps: list[tuple[int, int, str]]
) -> None:
    store = MemoryStore()
    network_id = await written(store, history)
    log = await whole(store, network_id)
    desks = [await a_desk(pool, network_id, LEAVING) for _ in range(3)]
    for number, events, what in steps:
        desk = desks[number]
        through = log[: desk.follower.position + events]
        if what == WRITES:
            await desk.follow(through)
        else:
            desk.follower.apply(through[desk.follower.position :])
        if what == KILLED:
            await desk.tables.abandon()
            desks[number] = await a_desk(pool, network_id, LEAVING)
    for desk in desks:
        desk.follower.apply(log[desk.follower.position :])
        await desk.tables.close()
    await agree(pool, store, network_id, LEAVING)


# --- Planted bugs -------------------------------------------------------------------------------------------------


def no_compare_and_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables.SQL, "advance", tables.SQL.advance.replace(" AND c.position = wanted.old", " AND wanted.old >= 0"))


def a_loser_forgets_what_it_had_to_write(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables.TableWriter, "_back", lambda _writer, _dirty: None)


def a_row_that_is_gone_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    write = tables.write_rows

    async def forgetful(db: Any, projection: Any, network_id: Any, some: Any, *, fresh: bool = False) -> None:
        await write(db, projection, network_id, {key: row for key, row in some.items() if row[0] is not None}, fresh=fresh)

    monkeypatch.setattr(tables, "write_rows", forgetful)


def the_checkpoint_runs_ahead_of_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    write = tables.write_rows

    async def late(db: Any, projection: Any, network_id: Any, some: Any, *, fresh: bool = False) -> None:
        await write(db, projection, network_id, dict(list(some.items())[:-1]), fresh=fresh)

    monkeypatch.setattr(tables, "write_rows", late)


@pytest.mark.parametrize(
    "plant",
    [
        None,
        no_compare_and_set,
        a_loser_forgets_what_it_had_to_write,
        a_row_that_is_gone_is_forgotten,
        the_checkpoint_runs_ahead_of_the_rows,
    ],
)
async def test_the_check_sees_what_is_wrong(
    pool: Pool, monkeypatch: pytest.MonkeyPatch, plant: Callable[[pytest.MonkeyPatch], None] | None
) -> None:
    store = PostgresStore(pool)
    network_id = await written(store, histories.history(16, 40))
    log = await whole(store, network_id)
    taken = next(one.position for one in reversed(log) if isinstance(one.event, network.PersonSuspended | network.RoleTaken))
    quick, slow, stale = [await a_desk(pool, network_id, LEAVING) for _ in range(3)]
    if plant:
        plant(monkeypatch)
    stale.follower.apply(log[: taken - 1])
    slow.follower.apply(log[: taken - 1])
    await quick.follow(log[:9])
    await slow.tables.close()  # loses against the quick one, and has more to write than it
    await quick.follow(log)
    await stale.tables.close()  # has nothing to write that stands any more
    await quick.tables.close()
    monkeypatch.undo()
    if plant is None:
        await agree(pool, store, network_id, LEAVING)
        assert await stored_rows(pool, network_id) != rows(followed(log, network_id)), "rows did go"
    else:
        with pytest.raises(AssertionError):
            await agree(pool, store, network_id, LEAVING)
