"""Folds of a long past: begun from one that was put away, it is what the whole log tells; and nothing taken out stays in one."""

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as every
from hypothesis import strategies as st
from msgspec import structs
from structlog.testing import capture_logs

from events import action, decider, ids, network
from events.ids import NetworkId, PlanId, StreamId
from events.line import Busy
from events.log.postgres import PostgresStore
from events.log.recorded import Recorded
from events.log.store import Store
from projections import folds, past
from projections.catalogue import PROJECTIONS
from projections.folds import Folds
from projections.plan_board import plan_board
from service.pasts import KEPT, WAITING, Pasts
from tests import histories
from tests.histories import PLANS
from tests.log.batches import Book, drafted, founded
from tests.read.logs import Rows, more, whole, written

Pool: TypeAlias = "asyncpg.Pool[Any]"

HERE = "SELECT position FROM fold WHERE network_id = $1 AND root = $2 ORDER BY position"


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log is long where it has five events."""
    monkeypatch.setattr(past, "EVERY", 5)


class Counting(PostgresStore):
    """Counts the events that are read of the past."""

    read = 0

    async def plan(self, network_id: NetworkId, root: UUID | None, through: int, after: int = 0) -> AsyncIterator[Recorded[decider.Event]]:
        async for recorded in super().plan(network_id, root, through, after):
            self.read += 1
            yield recorded


async def looked(store: Store, network_id: NetworkId, root: UUID | None, position: int, kept: Folds | None = None) -> Rows:
    """What there was, once what comes of looking has been put away."""
    found = await past.as_of(store, network_id, root, position, folds=kept)
    if kept is not None:
        await kept.close()
    return {one.name: dict(found.rows(one)) for one in PROJECTIONS if one.kept}


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@every(histories.histories(), st.lists(st.floats(0, 1), min_size=1, max_size=6))
async def test_begun_from_any_fold_the_past_is_what_the_log_tells(pool: Pool, history: histories.History, shares: list[float]) -> None:
    store = PostgresStore(pool)
    network_id = await written(store, history)
    kept = Folds(pool, network_id, 1)
    head = len(await whole(store, network_id))
    for position in [*(round(share * head) for share in shares), head, head // 2]:
        for root in (None, *PLANS):
            assert await looked(store, network_id, root, position, kept) == await looked(store, network_id, root, position)


async def test_who_looks_there_again_reads_what_came_after_alone(pool: Pool) -> None:
    store = Counting(pool)
    network_id = await written(store, histories.history(3, 40))
    kept, head = Folds(pool, network_id, 1), len(await whole(store, network_id))
    before = await looked(store, network_id, None, head, kept)
    assert store.read == head
    assert await looked(store, network_id, None, head, kept) == before
    assert store.read == head, "nothing came after"
    await more(store, network_id, histories.anew(4, 3))
    now = len(await whole(store, network_id))
    assert now > head
    await looked(store, network_id, None, now, kept)
    assert store.read == now


async def test_the_first_who_looks_far_along_a_log_puts_away_several_on_the_way(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Counting(pool)
    network_id = await written(store, histories.history(3, 40))
    kept, head = Folds(pool, network_id, 1), len(await whole(store, network_id))
    await looked(store, network_id, None, head, kept)
    for position in range(head, 0, -1):
        store.read = 0
        there = await looked(store, network_id, None, position, kept)
        assert store.read < 2 * past.EVERY, "nobody waits for the log from its beginning"
        assert there == await looked(store, network_id, None, position)
    await pool.execute("DELETE FROM fold WHERE network_id = $1", network_id)
    monkeypatch.setattr(past, "ON_THE_WAY", 3)
    await looked(store, network_id, None, head, kept)
    at = [row["position"] for row in await pool.fetch(HERE, network_id, UUID(int=0))]
    assert 2 <= len(at) <= 3
    assert at[-1] == head, "few however long the log, and the one that was asked for"


async def test_folds_of_a_root_are_few_and_lie_apart(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folds, "MOST", 4)
    store = PostgresStore(pool)
    network_id = await written(store, histories.history(5, 60))
    kept, head = Folds(pool, network_id, 1), len(await whole(store, network_id))
    for position in range(5, head + 1):
        await looked(store, network_id, None, position, kept)
    at = [row["position"] for row in await pool.fetch(HERE, network_id, UUID(int=0))]
    assert len(at) == 4
    assert at[-1] > head - 5
    assert min(b - a for a, b in pairwise(at)) >= 5
    monkeypatch.setattr(folds, "LARGEST", 10)
    await pool.execute("DELETE FROM fold")
    await looked(store, network_id, None, head, kept)
    assert await pool.fetch(HERE, network_id, UUID(int=0)) == [], "none that is larger than it may be"


async def test_no_other_code_and_no_other_epoch_looks_at_a_fold(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Counting(pool)
    network_id = await written(store, histories.history(6, 20))
    head = len(await whole(store, network_id))
    await looked(store, network_id, None, head, Folds(pool, network_id, 1))
    await pool.execute("UPDATE fold SET rows = $2 WHERE network_id = $1", network_id, [b'{"plan_board": []}'])
    assert (await looked(store, network_id, None, head, Folds(pool, network_id, 1)))["plan_board"] == {}, "its own does, whatever it finds"
    store.read = 0
    restored = await looked(store, network_id, None, head, Folds(pool, network_id, 2))
    assert store.read == head
    await pool.execute("UPDATE fold SET rows = $2 WHERE network_id = $1", network_id, [b'{"plan_board": []}'])
    monkeypatch.setattr(folds, "_sources", lambda: b"as of another day")
    assert await looked(store, network_id, None, head, Folds(pool, network_id, 2)) == restored
    assert await looked(store, network_id, None, head) == restored
    await pool.execute("UPDATE fold SET rows = $2 WHERE network_id = $1", network_id, [b'{"plan_board": [{"x": 1}]}'])
    with capture_logs() as lines:
        assert await looked(store, network_id, None, head, Folds(pool, network_id, 2)) == restored
    assert [one["event"] for one in lines] == ["fold_undecodable"]


async def a_plan(pool: Pool) -> tuple[Book, PlanId]:
    """A network with a plan whose only action has a title nobody should have written, at position 3."""
    book = await founded(PostgresStore(pool))
    plan, stream = PlanId(PLANS[0]), StreamId(PLANS[1])
    await book.write(drafted(StreamId(plan), network.Renamed(name="x"), kind="action_plan"))
    await book.write(drafted(stream, action.Added(plan=plan, order_key="V", title="Secret"), kind="action", parent=plan))
    for number in range(10):
        await book.write(drafted(stream, action.Edited(notes=str(number)), kind="action", parent=plan))
    return book, plan


def texts(found: Rows) -> str:
    return msgspec.json.encode([list(rows.values()) for rows in found.values()]).decode()


async def test_what_was_taken_out_is_in_no_fold_from_there_on(pool: Pool) -> None:
    book, plan = await a_plan(pool)
    network_id = book.network_id
    kept = Folds(pool, network_id, 1)
    for position in (7, 12):
        assert "Secret" in texts(await looked(book.store, network_id, plan, position, kept))
    assert [row["position"] for row in await pool.fetch(HERE, network_id, plan)] == [7, 12]
    await kept.forget_from(8)
    assert [row["position"] for row in await pool.fetch(HERE, network_id, plan)] == [7]
    slow = await past.as_of(book.store, network_id, plan, 12, folds=kept)  # what it came to is being put away
    told = drafted(StreamId(network_id), network.Renamed(name="x"), kind="network")
    body = b'{"tag":"network.event_redacted","positions":[3],"fields":["title"]}'
    (sealed,) = told.events
    await book.write(structs.replace(told, events=(structs.replace(sealed, tag="network.event_redacted", payload=body),)))
    assert slow.rows(plan_board)
    await kept.close()
    assert await pool.fetch(HERE, network_id, plan) == [], "not even what was under way as it was taken out"


async def test_what_was_folded_before_something_was_taken_out_is_not_put_away_after(pool: Pool) -> None:
    book, plan = await a_plan(pool)
    network_id = book.network_id
    kept = Folds(pool, network_id, 1)
    found = await past.as_of(book.store, network_id, plan, 12)
    base = await kept.nearest(plan, 12, frozenset())
    await kept.forget_from(3)
    kept.keep(plan, [(12, found.taken())], frozenset(), base.times)
    await kept.close()
    assert await pool.fetch(HERE, network_id, plan) == []


async def test_all_who_look_at_one_moment_have_it_folded_once_until_something_is_taken_out(pool: Pool) -> None:
    store = Counting(pool)
    network_id = await written(store, histories.history(7, 30))
    head = len(await whole(store, network_id))
    pasts = Pasts(store, network_id, Folds(pool, network_id, 1))
    found = await asyncio.gather(*(pasts.of(None, head, frozenset(), 0) for _ in range(5)))
    assert store.read == head
    assert all(one is found[0] for one in found)
    assert {one.name: dict(found[0].rows(one)) for one in PROJECTIONS if one.kept} == await looked(store, network_id, None, head)
    assert await pasts.of(None, head, frozenset(), 1) is not found[0], "something was taken out meanwhile"
    assert await pasts.of(None, head, frozenset({("plan_board", 3)}), 0) is not found[0], "something was passed over meanwhile"
    for position in range(1, KEPT + 2):
        await pasts.of(PLANS[0], position, frozenset(), 1)
    assert len(pasts._made) == KEPT
    # Whoever asks for every moment there is does not have others wait for all of them.
    asked = (pasts.of(ids.new(), 3, frozenset(), 2) for _ in range(100))
    many = await asyncio.gather(*asked, return_exceptions=True)
    assert [isinstance(one, Busy) for one in many] == [number >= WAITING for number in range(100)]
    assert (await pasts.of(None, head, frozenset(), 2)).rows(plan_board)
    await pasts.close()


async def test_a_past_that_could_not_be_folded_is_tried_again(pool: Pool) -> None:
    store = Counting(pool)
    network_id = await written(store, histories.history(7, 3))
    pasts = Pasts(store, network_id, Folds(pool, NetworkId(network_id), 1))
    async with asyncpg.create_pool(dsn="postgres://nobody@127.0.0.1:1/none", min_size=0) as nowhere:
        store._pool, here = nowhere, store._pool
        for _ in range(2):
            with pytest.raises(ConnectionRefusedError):
                await pasts.of(None, 3, frozenset(), 0)
        store._pool = here
        assert (await pasts.of(None, 3, frozenset(), 0)).rows(plan_board) == {}
    await pasts.close()
