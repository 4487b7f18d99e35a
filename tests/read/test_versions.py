"""A new version of a projection: made beside the old one, level before anybody sees it, and never seen half done."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, TypeAlias

import asyncpg
import pytest
from msgspec import structs
from structlog.testing import capture_logs

from events import action
from events.ids import NetworkId
from events.log.postgres import PostgresStore
from events.log.recorded import Recorded
from projections import plan_board as board
from projections import rebuild
from projections.catalogue import PROJECTIONS
from projections.follower import Parked
from projections.plan_board import Card, plan_board
from projections.projection import Projection
from service.embedded import Addresses
from tests import histories
from tests.read.logs import more, rows, whole, written
from tests.read.test_follower import with_instead
from tests.read.test_tables import Desk, a_desk
from tests.terminal import club21

Pool: TypeAlias = "asyncpg.Pool[Any]"


def louder(card: Card | None, recorded: Recorded[action.Event]) -> Card | None:
    """The plan board of the next version shows titles in capitals."""
    after = board.fold(card, recorded)
    return after and structs.replace(after, title=after.title.upper())


class Killed(Exception):
    """The process ends here."""


LOUD = Projection("plan_board", Card, board.touches, louder, board.topics, version=2)


@pytest.fixture
async def pool(database: Addresses) -> AsyncIterator[Pool]:
    """A database in which the migration of the next version was run: views are everybody's, so it is this test's own."""
    owner = await asyncpg.connect(database.owner)
    await owner.execute("SET ROLE club21_app; CREATE TABLE read.plan_board_2 (LIKE read.plan_board_1 INCLUDING ALL)")
    await owner.close()
    async with asyncpg.create_pool(database.application, min_size=1, max_size=8) as made:
        yield made


async def lived_in(pool: Pool, seed: int, process: Desk | None = None) -> NetworkId:
    """A network that was served by a process of the old version."""
    store = PostgresStore(pool)
    network_id = await written(store, histories.history(seed, 30))
    desk = process or await a_desk(pool, network_id)
    await desk.follow(await whole(store, network_id))
    await desk.tables.close()
    return network_id


async def made(pool: Pool, network_id: NetworkId, projection: Projection[Any] = LOUD) -> None:
    """Bring one network level, as the command does."""
    await rebuild.level(pool, PostgresStore(pool), network_id, [projection])


async def titles(pool: Pool, network_id: NetworkId, table: str = "plan_board") -> set[str]:
    found = await pool.fetch(f"SELECT title FROM read.{table} WHERE network_id = $1", network_id)  # noqa: S608 - our own names
    return {row["title"] for row in found}


async def stands(pool: Pool, network_id: NetworkId, version: int) -> int | None:
    at: int | None = await pool.fetchval(
        "SELECT position FROM read.checkpoint WHERE network_id = $1 AND projection = 'plan_board' AND version = $2", network_id, version
    )
    return at


async def test_nobody_sees_a_new_version_before_every_network_is_level(pool: Pool) -> None:
    here, there = await lived_in(pool, 1), await lived_in(pool, 2)
    before = await titles(pool, here)
    assert (await rebuild.shown(pool))["plan_board"] == 1
    await made(pool, here)
    assert await titles(pool, here, "plan_board_2") == {title.upper() for title in before}
    behind = [row["network_id"] for row in await pool.fetch("SELECT * FROM read.show_version('plan_board', 2) AS network_id")]
    assert behind == [there]
    assert await titles(pool, here) == before
    await made(pool, there)
    await rebuild.show(pool, PostgresStore(pool), LOUD)
    assert (await rebuild.shown(pool))["plan_board"] == 2
    assert await titles(pool, here) == {title.upper() for title in before}


async def test_networks_that_are_behind_when_the_view_turns_are_brought_level_first(pool: Pool) -> None:
    network_id = await lived_in(pool, 1)
    await rebuild.show(pool, PostgresStore(pool), LOUD)
    assert await stands(pool, network_id, 2) == await stands(pool, network_id, 1)
    assert (await rebuild.shown(pool))["plan_board"] == 2


async def test_a_network_founded_while_the_others_are_made_does_not_slip_through(pool: Pool) -> None:
    await made(pool, await lived_in(pool, 1))
    late = await lived_in(pool, 2)
    await rebuild.show(pool, PostgresStore(pool), LOUD)
    assert {title.upper() for title in await titles(pool, late, "plan_board_1")} == await titles(pool, late)


async def test_a_rebuild_that_was_killed_goes_on_where_it_was(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild, "SAVED", 5)
    monkeypatch.setattr(rebuild, "PAGE", 5)
    network_id = await lived_in(pool, 3)
    head = await stands(pool, network_id, 1)
    assert head is not None
    desk = rebuild.Desk(pool, PostgresStore(pool), network_id, [LOUD])
    await desk.open()

    def killed(done: int, _of: int) -> None:
        if done > 10:
            raise Killed

    with pytest.raises(Killed):
        await desk.level(killed)
    await desk.tables.abandon()  # nobody closes anything in a process that was killed
    assert await stands(pool, network_id, 2) == 10
    told: list[tuple[int, int]] = []
    again = rebuild.Desk(pool, PostgresStore(pool), network_id, [LOUD])
    await again.open()
    await again.level(lambda done, of: told.append((done, of)))
    await again.close()
    assert told[0] == (15, head), "it does not begin anew"
    assert told[-1] == (head, head)
    assert await titles(pool, network_id, "plan_board_2") == {title.upper() for title in await titles(pool, network_id)}


async def test_processes_of_both_versions_run_side_by_side(pool: Pool) -> None:
    store = PostgresStore(pool)
    network_id = await written(store, histories.history(4, 10))
    old, new = await a_desk(pool, network_id), await a_desk(pool, network_id, with_instead(LOUD))
    making = asyncio.create_task(made(pool, network_id))
    for seed in range(3):
        await more(store, network_id, histories.anew(seed, 6))
        log = await whole(store, network_id)
        await asyncio.gather(old.follow(log), new.follow(log))
    await making
    await rebuild.show(pool, store, LOUD)
    await more(store, network_id, histories.anew(9, 6))
    log = await whole(store, network_id)
    await asyncio.gather(old.follow(log), new.follow(log))
    for desk in (old, new):
        await desk.tables.close()
    assert await stands(pool, network_id, 1) == await stands(pool, network_id, 2) == len(log)
    calm = {card.title for card in old.follower.rows(plan_board).values()}
    assert await titles(pool, network_id, "plan_board_1") == calm
    assert await titles(pool, network_id) == {title.upper() for title in calm}
    again = await a_desk(pool, network_id, with_instead(LOUD))
    await again.tables.close()
    assert rows(again.follower)["plan_board"] == rows(new.follower)["plan_board"]


async def test_the_way_back_is_the_same_way(pool: Pool) -> None:
    store = PostgresStore(pool)
    network_id = await lived_in(pool, 5)
    await made(pool, network_id)
    await rebuild.show(pool, store, LOUD)
    await more(store, network_id, histories.anew(2, 8))
    newer = await a_desk(pool, network_id, with_instead(LOUD))
    await newer.follow(await whole(store, network_id))
    await newer.tables.close()
    await rebuild.show(pool, store, plan_board)
    assert (await rebuild.shown(pool))["plan_board"] == 1
    assert {title.upper() for title in await titles(pool, network_id)} == await titles(pool, network_id, "plan_board_2")


async def test_a_new_version_that_can_not_fold_an_event_is_not_shown_and_says_why(pool: Pool) -> None:
    def fold(card: Card | None, recorded: Recorded[action.Event]) -> Card | None:
        if recorded.position == 11:
            raise ZeroDivisionError("no")
        return louder(card, recorded)

    broken = Projection("plan_board", Card, board.touches, fold, board.topics, version=2)
    network_id = await lived_in(pool, 6)
    with capture_logs(), pytest.raises(rebuild.Unfoldable, match="plan_board can not fold position 11: ZeroDivisionError: no"):
        await rebuild.show(pool, PostgresStore(pool), broken)
    assert (await rebuild.shown(pool))["plan_board"] == 1
    parked = await pool.fetchrow("SELECT projection, version, parked_position FROM read.checkpoint WHERE parked_position IS NOT NULL")
    assert parked is not None
    assert tuple(parked) == ("plan_board", 2, 11)
    await rebuild.show(pool, PostgresStore(pool), LOUD)  # mended, it goes on
    assert await pool.fetchval("SELECT count(parked_position) FROM read.checkpoint") == 0
    assert await stands(pool, network_id, 2) == await stands(pool, network_id, 1)


async def test_who_may_read_a_view_may_read_it_after_it_was_turned(pool: Pool, database: Addresses) -> None:
    owner = await asyncpg.connect(database.owner)
    reader = f"reader_{id(owner)}"  # roles are the cluster's, not the database's
    await owner.execute(f"CREATE ROLE {reader}; GRANT SELECT ON read.plan_board TO {reader}, PUBLIC")
    of = "SELECT relacl, relowner FROM pg_class WHERE oid = 'read.plan_board'::regclass"
    before = await owner.fetchrow(of)
    await rebuild.show(pool, PostgresStore(pool), LOUD)
    after = await owner.fetchrow(of)
    assert before is not None
    assert after is not None
    assert (sorted(after["relacl"]), after["relowner"]) == (sorted(before["relacl"]), before["relowner"])
    assert not await owner.fetchval("SELECT has_function_privilege($1, 'read.show_version(text, integer)', 'EXECUTE')", reader)
    await owner.execute(f"DROP OWNED BY {reader}; DROP ROLE {reader}")
    await owner.close()


async def test_a_view_that_somebody_reads_is_not_torn_from_under_them(pool: Pool) -> None:
    network_id = await lived_in(pool, 7)
    await made(pool, network_id)
    async with pool.acquire() as reading, reading.transaction(readonly=True):
        await reading.fetch("SELECT count(*) FROM read.plan_board")
        turning = asyncio.create_task(rebuild.show(pool, PostgresStore(pool), LOUD))
        waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        while not await pool.fetchval(waits):  # noqa: ASYNC110 - no backend can set an Event of ours
            await asyncio.sleep(0)
        assert not turning.done()
    await turning
    assert (await rebuild.shown(pool))["plan_board"] == 2


async def test_a_network_that_can_not_be_made_keeps_none_of_the_others_from_it(pool: Pool) -> None:
    ids = [await lived_in(pool, seed) for seed in (1, 2, 3)]
    done: list[NetworkId] = []

    async def work(network_id: NetworkId) -> None:
        if network_id == ids[0]:
            raise rebuild.Unfoldable("plan_board", Parked(3, "no"))
        await made(pool, network_id)
        done.append(network_id)

    with pytest.raises(rebuild.Unfoldable):
        await rebuild.over(ids, work)
    assert sorted(done) == sorted(ids[1:])


async def test_old_tables_go_when_somebody_says_so(pool: Pool) -> None:
    network_id = await lived_in(pool, 8)
    await made(pool, network_id)
    assert await rebuild.drop_old(pool, LOUD) == [], "the table that is shown stays"
    await rebuild.show(pool, PostgresStore(pool), LOUD)
    assert await rebuild.drop_old(pool, plan_board) == [], "the version of this program stays"
    assert await rebuild.drop_old(pool, LOUD) == ["plan_board_1"]
    assert await stands(pool, network_id, 1) is None
    assert await titles(pool, network_id)
    assert (await rebuild.shown(pool))["plan_board"] == 2


async def typed(database: Addresses, *arguments: str) -> tuple[str, str]:
    """What the command line says, on its two outputs."""
    done = await asyncio.to_thread(lambda: club21(*arguments, DATABASE_URL=database.application))
    return done.stdout, done.stderr


async def test_the_command_makes_what_nobody_sees_yet_and_turns_the_view(pool: Pool, database: Addresses) -> None:
    here, there = await lived_in(pool, 9), await lived_in(pool, 10)
    before = {network_id: await titles(pool, network_id) for network_id in (here, there)}
    # The database as the version before this program left it: it shows a table of its own, and knows nothing of ours.
    await pool.execute("CREATE TABLE read.plan_board_0 (LIKE read.plan_board_1 INCLUDING ALL)")
    await pool.execute("UPDATE read.checkpoint SET version = 0 WHERE projection = 'plan_board'; DELETE FROM read.plan_board_1")
    await pool.execute("SELECT read.show_version('plan_board', 0)")
    assert (await rebuild.shown(pool))["plan_board"] == 0
    one_alone, _ = await typed(database, "rebuild", "--network", str(here))
    assert "1 projections in 1 networks" in one_alone
    assert (await rebuild.shown(pool))["plan_board"] == 0, "the others are not level"
    said, _ = await typed(database, "rebuild")
    assert (await rebuild.shown(pool))["plan_board"] == 1
    assert f"{here}: {await stands(pool, here, 1)} events" in said
    assert "People see the new tables now: plan_board_1." in said
    assert {network_id: await titles(pool, network_id) for network_id in (here, there)} == before
    assert await typed(database, "rebuild", "--drop-old") == (
        "Dropped: item_places_1, plan_board_0, conflict_inbox_1, workshop_list_1, workshop_board_1, synthesis_clusters_1, directory_1\n",
        "",
    )
    again, _ = await typed(database, "rebuild")
    assert f"{len(PROJECTIONS)} projections in 2 networks" in again, "where all is shown, all is made anew"


async def test_every_view_shows_the_version_of_this_program(pool: Pool) -> None:
    assert await rebuild.shown(pool) == {projection.name: projection.version for projection in PROJECTIONS}
