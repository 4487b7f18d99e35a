"""An event that can not be folded: one projection of one network stands still, everybody can see it, and it goes on once mended."""

from collections.abc import Callable
from typing import Any

import asyncpg
import pytest
from structlog.testing import capture_logs

from events import action
from events.ids import NetworkId
from events.log.postgres import PostgresStore
from events.log.recorded import Recorded
from projections import plan_board as board
from projections import rebuild
from projections.follower import Follower
from projections.past import Past
from projections.plan_board import plan_board
from projections.projection import Projection
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


def stumbling_over(*at: int) -> Projection[Any]:
    """The plan board, but for some events that it can not fold."""

    def fold(card: board.Card | None, recorded: Recorded[action.Event]) -> board.Card | None:
        if recorded.position in at:
            raise ZeroDivisionError("no")
        return board.fold(card, recorded)

    return Projection("plan_board", board.Card, board.touches, fold, board.topics)


async def parked(pool: "asyncpg.Pool[Any]", broken: Projection[Any]) -> NetworkId:
    """A network whose plan board stands still at the first event that it can not fold."""
    store = PostgresStore(pool)
    network_id = await written(store, histories.history(22, 20))
    desk = await a_desk(pool, network_id, with_instead(broken))
    await desk.follow(await whole(store, network_id))
    await desk.tables.close()
    return network_id


async def test_an_operator_lets_a_table_go_on_without_an_event_and_says_why(
    pool: "asyncpg.Pool[Any]", process: Callable[[], Networks]
) -> None:
    store, broken = PostgresStore(pool), stumbling_over(11)
    network_id, other_id = await parked(pool, broken), await parked(pool, broken)
    with pytest.raises(rebuild.NotParked) as refused:
        await rebuild.pass_over(pool, store, network_id, broken, 12, "Nobody knows what it means.")
    assert refused.value.at == 11
    await rebuild.pass_over(pool, store, network_id, broken, 11, "Nobody knows what it means.")

    log = await whole(store, network_id)
    assert (await checkpoints(pool, network_id))["plan_board"] == len(log)
    assert [one for one in (await health.look(pool, process())).parked if str(network_id) in one] == []
    kept = await pool.fetchrow("SELECT * FROM read.passed_over WHERE network_id = $1", network_id)
    assert kept is not None
    assert (kept["position"], kept["reason"], kept["error"]) == (11, "Nobody knows what it means.", "ZeroDivisionError: no")
    assert (await checkpoints(pool, other_id))["plan_board"] == 10, "in this network alone"

    await more(store, network_id, histories.anew(1, 5))
    log = await whole(store, network_id)
    desk = await a_desk(pool, network_id, with_instead(broken))
    await desk.follow(log)
    await desk.tables.close()
    assert desk.follower.parked == {}
    without = Follower(network_id, [broken])
    without.passed_over = desk.follower.passed_over
    with capture_logs() as lines:
        without.apply(log)
    assert [(one["event"], one["position"]) for one in lines] == [("event_passed_over", 11)]
    assert (await stored_rows(pool, network_id))["plan_board"] == without.rows(broken) == desk.follower.rows(broken)
    past = Past([broken], desk.follower.passed_over)
    for recorded in log:
        past.fold(recorded)
    assert past.rows(broken) == without.rows(broken)
    with pytest.raises(ZeroDivisionError):
        Past([broken]).fold(log[10])

    await rebuild.rebuild(pool, store, network_id, [plan_board])
    mended = await a_desk(pool, network_id)
    await mended.tables.close()
    assert await stored_rows(pool, network_id) == rows(mended.follower), "a version that can fold it does"
    assert mended.follower.rows(plan_board) != without.rows(broken)


async def test_the_next_event_that_can_not_be_folded_is_named_and_passed_over_by_itself(pool: "asyncpg.Pool[Any]") -> None:
    store, broken = PostgresStore(pool), stumbling_over(11, 12)
    network_id = await parked(pool, broken)
    with pytest.raises(rebuild.Unfoldable) as stopped:
        await rebuild.pass_over(pool, store, network_id, broken, 11, "No longer known.")
    assert stopped.value.parked.position == 12
    assert (await checkpoints(pool, network_id))["plan_board"] == 10, "nothing changed yet"
    await rebuild.pass_over(pool, store, network_id, broken, 12, "No longer known.")
    assert (await checkpoints(pool, network_id))["plan_board"] == len(await whole(store, network_id))
