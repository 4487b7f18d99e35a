"""Rebuild: rows made again from the log are the rows that were followed, while everything runs."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import asyncpg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as every
from structlog.testing import capture_logs

from events import ids
from events.decider import Event
from events.ids import NetworkId
from events.log.memory import MemoryStore
from events.log.postgres import PostgresStore
from events.log.recorded import Recorded
from events.log.store import Store
from projections import rebuild
from projections.catalogue import BY_NAME, PROJECTIONS
from projections.phase_calendar import Phase, phase_calendar
from projections.plan_board import plan_board
from projections.projection import Projection
from projections.tables import write_rows
from tests import histories
from tests.histories import PLANS
from tests.read.logs import followed, more, rows, tables, whole, written
from tests.read.test_follower import stumbling, with_instead
from tests.read.test_tables import a_desk, checkpoints, stored_rows

Pool: TypeAlias = "asyncpg.Pool[Any]"


async def spoil(pool: Pool, network_id: NetworkId) -> None:
    """Something wrote into the tables that is not in the log."""
    for projection in PROJECTIONS:
        await pool.execute("SELECT read.clear_rows($1, $2)", projection.table, network_id)
    wrong = Phase(ids.new(), PLANS[0], "Jamais ajoutée", None, None)
    async with pool.acquire() as db:
        await write_rows(db, phase_calendar, network_id, {wrong.phase_id: (wrong, 1)})


async def stood(pool: Pool, store: Store, network_id: NetworkId, projections: Any = PROJECTIONS) -> list[Recorded[Event]]:
    """Follow the whole log into the tables, then stop."""
    log = await whole(store, network_id)
    desk = await a_desk(pool, network_id, projections)
    with capture_logs():
        await desk.follow(log)
    await desk.tables.close()
    return log


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@every(histories.histories())
async def test_what_is_made_again_is_what_was_followed(pool: Pool, history: histories.History) -> None:
    store = MemoryStore()
    network_id = await written(store, history)
    log = await stood(pool, store, network_id)
    before = await tables(pool, network_id)
    await spoil(pool, network_id)
    await rebuild.rebuild(pool, store, network_id)
    assert await tables(pool, network_id) == before
    assert await stored_rows(pool, network_id) == rows(followed(log, network_id))
    assert set((await checkpoints(pool, network_id)).values()) == {len(log)}


async def test_tables_that_were_never_written_are_made_up_to_where_the_others_stand(pool: Pool) -> None:
    store = MemoryStore()
    network_id = await written(store, histories.history(1, 10))
    # Nobody served this network yet: no table of it stands anywhere, so there is nothing to make.
    await rebuild.rebuild(pool, store, network_id)
    assert set((await checkpoints(pool, network_id)).values()) == {0}
    log = await stood(pool, store, network_id, [one for one in PROJECTIONS if one is not plan_board])
    await rebuild.rebuild(pool, store, network_id, [plan_board])
    assert await stored_rows(pool, network_id) == rows(followed(log, network_id))


async def test_only_what_is_asked_for_is_made_again(pool: Pool) -> None:
    store = MemoryStore()
    network_id = await written(store, histories.history(2, 15))
    await stood(pool, store, network_id)
    before = await tables(pool, network_id)
    await spoil(pool, network_id)
    await rebuild.rebuild(pool, store, network_id, [plan_board])
    after = await tables(pool, network_id)
    assert after["plan_board"] == before["plan_board"]
    assert after["axis_list"] == []


async def test_other_networks_are_left_alone(pool: Pool) -> None:
    store = MemoryStore()
    here, there = [await written(store, histories.history(seed, 10)) for seed in (3, 4)]
    for network_id in (here, there):
        await stood(pool, store, network_id)
    before = await tables(pool, there)
    await rebuild.rebuild(pool, store, here)
    assert await tables(pool, there) == before


async def test_rebuilding_tells_how_far_it_is(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild, "PAGE", 4)
    store = MemoryStore()
    network_id = await written(store, histories.history(5, 1))
    log = await stood(pool, store, network_id)
    told: list[tuple[int, int]] = []
    await rebuild.rebuild(pool, store, network_id, [plan_board], lambda done, of: told.append((done, of)))
    assert told == [(position, len(log)) for position in (*range(4, len(log), 4), len(log))]


async def test_a_service_that_runs_goes_on_from_the_same_position(pool: Pool) -> None:
    store = PostgresStore(pool)
    network_id = await written(store, histories.history(6, 12))
    desk = await a_desk(pool, network_id)
    await desk.follow(await whole(store, network_id))

    async def people() -> None:
        for seed in range(3):
            await more(store, network_id, histories.anew(seed, 8))
            desk.follower.apply((await whole(store, network_id))[desk.follower.position :])
            await asyncio.sleep(0)

    await asyncio.gather(people(), rebuild.rebuild(pool, store, network_id))
    log = await whole(store, network_id)
    await desk.follow(log)
    await desk.tables.close()
    assert await stored_rows(pool, network_id) == rows(followed(log, network_id))
    assert [row["position"] for row in (await tables(pool, network_id))["recent_activity"]] == list(range(1, len(log) + 1))


class Meanwhile(PostgresStore):
    """A log that somebody writes to, and follows into the tables, while its first page is read."""

    def __init__(self, pool: Pool, meanwhile: Callable[[], Awaitable[None]]) -> None:
        super().__init__(pool)
        self.meanwhile: Callable[[], Awaitable[None]] | None = meanwhile

    async def page(self, network_id: NetworkId, after: int, limit: int) -> list[Recorded[Event]]:
        if self.meanwhile is not None:
            meanwhile, self.meanwhile = self.meanwhile, None
            await meanwhile()
        return await super().page(network_id, after, limit)


async def test_what_was_written_while_it_folded_is_part_of_it(pool: Pool) -> None:
    store = PostgresStore(pool)
    network_id = await written(store, histories.history(6, 12))
    desk = await a_desk(pool, network_id)
    await desk.follow(await whole(store, network_id))

    async def meanwhile() -> None:
        await more(store, network_id, histories.anew(2, 20))
        await desk.follow(await whole(store, network_id))

    await rebuild.rebuild(pool, Meanwhile(pool, meanwhile), network_id, [plan_board])
    log = await whole(store, network_id)
    assert set((await checkpoints(pool, network_id)).values()) == {len(log)}
    await more(store, network_id, histories.anew(3, 5))
    log = await whole(store, network_id)
    await desk.follow(log)
    assert desk.tables.lost == 0, "it did not notice"
    await desk.tables.close()
    assert await stored_rows(pool, network_id) == rows(followed(log, network_id))


async def test_a_parked_projection_is_made_anew_once_it_was_mended(pool: Pool) -> None:
    store = MemoryStore()
    network_id = await written(store, histories.history(7, 10))
    log = await stood(pool, store, network_id, with_instead(stumbling(11)))
    assert (await checkpoints(pool, network_id))["plan_board"] < len(log)
    await rebuild.rebuild(pool, store, network_id, [plan_board])
    assert (await checkpoints(pool, network_id))["plan_board"] == len(log)
    assert await pool.fetchval("SELECT count(parked_position) FROM read.checkpoint WHERE network_id = $1", network_id) == 0
    assert await stored_rows(pool, network_id) == rows(followed(log, network_id))


async def test_what_can_not_be_folded_keeps_its_table_and_says_why(pool: Pool) -> None:
    store = MemoryStore()
    network_id = await written(store, histories.history(8, 10))
    await stood(pool, store, network_id)
    before = await tables(pool, network_id)
    broken: Projection[Any] = stumbling(11)
    with capture_logs(), pytest.raises(rebuild.Unfoldable, match="plan_board can not fold position 11"):
        await rebuild.rebuild(pool, store, network_id, [broken])
    assert await tables(pool, network_id) == before
    assert BY_NAME["plan_board"] is plan_board
