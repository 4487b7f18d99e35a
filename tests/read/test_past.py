"""The past: as of any position a plan is what it was when it was followed there, and stays so for ever."""

import asyncio
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
from hypothesis import HealthCheck, settings
from hypothesis import given as every
from hypothesis import strategies as st

from events import ids
from events.ids import NetworkId
from events.log.memory import MemoryStore
from events.log.postgres import PostgresStore
from events.log.store import Store
from projections import past, rebuild
from projections.axis_list import axis_list
from projections.conflict_inbox import conflict_inbox
from projections.phase_calendar import phase_calendar
from projections.plan_board import plan_board
from projections.plan_list import plan_list
from projections.projection import Projection
from projections.version_list import version_list
from service.networks import Networks
from tests import histories
from tests.histories import PLANS
from tests.read.logs import Rows, followed, more, rows, tables, whole, written
from tests.read.test_tables import a_desk, stored_rows

Pool: TypeAlias = "asyncpg.Pool[Any]"

OF_A_PLAN: tuple[Projection[Any], ...] = (plan_list, axis_list, phase_calendar, version_list, plan_board, conflict_inbox)


def of_plan(found: Rows, plan: UUID) -> Rows:
    """What of these rows belongs to one plan."""
    return {one.name: {key: row for key, row in found[one.name].items() if getattr(row, "plan_id", None) == plan} for one in OF_A_PLAN}


async def then(store: Store, network_id: NetworkId, plan: UUID, position: int) -> Rows:
    found = await past.as_of(store, network_id, plan, position)
    return {one.name: dict(found.rows(one)) for one in OF_A_PLAN}


@every(histories.histories(), st.floats(0, 1))
async def test_as_of_any_position_is_what_was_followed_up_to_it(history: histories.History, share: float) -> None:
    store = MemoryStore()
    network_id = await written(store, history)
    log = await whole(store, network_id)
    position = round(share * len(log))
    now = rows(followed(log[:position], network_id))
    for plan in PLANS:
        assert await then(store, network_id, plan, position) == of_plan(now, plan)


async def test_others_have_their_turn_while_a_long_log_is_folded() -> None:
    store = MemoryStore()
    network_id = await written(store, histories.history(1, 900))
    events, others = len(await whole(store, network_id)), 0
    folding = asyncio.create_task(past.as_of(store, network_id, None, events))
    while not folding.done():
        await asyncio.sleep(0)
        others += 1
    assert others > events // past.TURN > 2


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@every(histories.histories(), st.floats(0, 1))
async def test_followed_is_rebuilt_is_as_of_the_head_is_hydrated(pool: Pool, history: histories.History, share: float) -> None:
    store = PostgresStore(pool)
    network_id = await written(store, history)
    log = await whole(store, network_id)
    desk = await a_desk(pool, network_id)
    await desk.follow(log[: round(share * len(log))])
    await desk.follow(log)
    await desk.tables.close()
    live = rows(desk.follower)
    hydrated = await stored_rows(pool, network_id)
    before = await tables(pool, network_id)
    await rebuild.rebuild(pool, store, network_id)
    assert live == rows(followed(log, network_id)) == hydrated == await stored_rows(pool, network_id)
    assert await tables(pool, network_id) == before
    for plan in PLANS:
        assert await then(store, network_id, plan, len(log)) == of_plan(live, plan)


async def test_the_past_does_not_change(pool: Pool) -> None:
    store = PostgresStore(pool)
    network_id = await written(store, histories.history(9, 20))
    position = len(await whole(store, network_id))
    before = await then(store, network_id, PLANS[0], position)
    await more(store, network_id, histories.anew(10, 20))
    assert len(await whole(store, network_id)) > position
    assert await then(store, network_id, PLANS[0], position) == before
    assert await then(store, network_id, PLANS[0], len(await whole(store, network_id))) != before


async def test_both_stores_tell_the_same_past(pool: Pool) -> None:
    history = histories.history(11, 30)
    stores: list[Store] = [MemoryStore(), PostgresStore(pool)]
    made = [await written(store, history) for store in stores]
    for position in (5, 12, 20, 30):
        found = [await past.as_of(store, network_id, PLANS[0], position) for store, network_id in zip(stores, made, strict=True)]
        assert [one.rows(axis_list) for one in found[:1]] == [one.rows(axis_list) for one in found[1:]]
        assert [set(one.rows(plan_board)) for one in found[:1]] == [set(one.rows(plan_board)) for one in found[1:]]


async def test_before_a_plan_was_opened_there_is_nothing_of_it(pool: Pool) -> None:
    store = PostgresStore(pool)
    network_id = await written(store, histories.history(12, 5))
    assert not any((await then(store, network_id, PLANS[0], 7)).values())
    assert not any((await then(store, network_id, ids.new(), 100)).values())


async def test_a_published_version_never_changes(pool: Pool, process: Any) -> None:
    networks: Networks = process()
    store = networks.store
    network_id = await written(store, histories.history(16, 40))
    network = await networks.open(network_id)
    versions = list(network.follower.rows(version_list).values())
    assert versions
    for version in versions:
        shown = await then(store, network_id, version.plan_id, version.published_position)
        await more(store, network_id, histories.anew(14, 5))
        assert await then(store, network_id, version.plan_id, version.published_position) == shown
