"""An event that can not be folded: one projection of one network stands still, everybody can see it, and it goes on once mended."""

from collections.abc import Callable
from typing import Any

import asyncpg
from structlog.testing import capture_logs

from events.log.postgres import PostgresStore
from projections import rebuild
from projections.plan_board import plan_board
from service import health
from service.networks import Networks
from tests import histories
from tests.read.logs import more, rows, whole, written
from tests.read.test_follower import stumbling, with_instead
from tests.read.test_tables import a_desk, checkpoints, stored_rows


async def test_what_stands_still_shows_in_health_on_every_process_until_it_is_made_again(
    pool: "asyncpg.Pool[Any]", process: Callable[[], Networks]
) -> None:
    store = PostgresStore(pool)
    network_id, other_id = [await written(store, histories.history(seed, 10)) for seed in (7, 8)]
    poisoned = await a_desk(pool, network_id, with_instead(stumbling(11)))
    sound = await a_desk(pool, other_id, with_instead(stumbling(10_000)))
    with capture_logs() as lines:
        await poisoned.follow(await whole(store, network_id))
        await sound.follow(await whole(store, other_id))
    assert [(one["event"], one["projection"], one["position"]) for one in lines] == [("projection_parked", "plan_board", 11)]
    for desk in (poisoned, sound):
        await desk.tables.close()
    elsewhere = process()
    found = await health.look(pool, elsewhere)
    assert (found.ready, [one for one in found.parked if str(network_id) in one]) == (True, [f"{network_id} plan_board"])
    assert not [one for one in found.parked if str(other_id) in one]
    at = await checkpoints(pool, network_id)
    assert at.pop("plan_board") == 10
    assert set(at.values()) == {len(await whole(store, network_id))}, "the others went on"

    await rebuild.rebuild(pool, store, network_id, [plan_board])
    assert not [one for one in (await health.look(pool, elsewhere)).parked if str(network_id) in one]
    await more(store, network_id, histories.anew(1, 5))
    mended = await a_desk(pool, network_id)
    await mended.follow(await whole(store, network_id))
    await mended.tables.close()
    assert await stored_rows(pool, network_id) == rows(mended.follower)
