"""The words by which rows are found: whoever writes rows, whoever is killed and whoever comes first, they end up as the rows stand."""

import asyncio
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
import pytest

from events import ids
from events.ids import NetworkId
from events.log.memory import MemoryStore
from projections import rebuild, words
from projections.phase_calendar import Phase, phase_calendar
from projections.tables import write_rows
from tests import histories
from tests.histories import PLANS
from tests.read.logs import written
from tests.read.test_rebuild import stood

Pool: TypeAlias = "asyncpg.Pool[Any]"


@pytest.fixture
def network_id() -> NetworkId:
    """A network of this test's own; nobody serves it, so that nobody makes its words meanwhile."""
    return NetworkId(ids.new())


async def write(db: Any, network_id: NetworkId, key: UUID, title: str | None) -> None:
    """One row, as the writer of tables writes it: named so, or gone."""
    await db.execute(words.SQL.noted)
    row = None if title is None else Phase(key, PLANS[0], title, None, None)
    await write_rows(db, phase_calendar, network_id, {key: (row, 1)})


async def put(pool: Pool, network_id: NetworkId, key: UUID, title: str | None) -> None:
    async with pool.acquire() as db, db.transaction():
        await write(db, network_id, key, title)


async def told(pool: Pool, network_id: NetworkId) -> list[str]:
    """What is looked through, by whoever knows of no words that are due."""
    return [row["title"] for row in await pool.fetch("SELECT title FROM read.searched WHERE network_id = $1 ORDER BY title", network_id)]


async def held(pool: Pool, network_id: NetworkId) -> int:
    return int(await pool.fetchval("SELECT count(*) FROM read.search_words WHERE network_id = $1", network_id))


async def test_rows_are_found_once_their_words_are_made_and_never_by_those_of_before(pool: Pool, network_id: NetworkId) -> None:
    key = ids.new()
    for title, shown in (("Élan", ["elan"]), ("Bilan", ["bilan"]), (None, []), ("Retour", ["retour"])):
        await put(pool, network_id, key, title)
        assert await told(pool, network_id) == [], "it is due"
        await words.make(pool, network_id)
        assert (await told(pool, network_id), await held(pool, network_id)) == (shown, len(shown))
    await put(pool, network_id, key, None)
    await put(pool, network_id, key, "Encore")  # gone and back before anybody looked
    await words.make(pool, network_id)
    assert await told(pool, network_id) == ["encore"]


async def test_what_changes_while_its_words_are_made_is_made_again(pool: Pool, network_id: NetworkId) -> None:
    key = ids.new()
    await put(pool, network_id, key, "Avant")
    async with pool.acquire() as db, db.transaction():
        assert await db.fetchval(words.SQL.make, network_id, await db.fetchval(words.SQL.due, network_id))
        await put(pool, network_id, key, "Après")  # waits for nobody
    assert await told(pool, network_id) == [], "it has the words of before, by which nobody may find it"
    await words.make(pool, network_id)
    assert await told(pool, network_id) == ["apres"]


async def test_a_change_that_was_noted_but_not_yet_durable_is_not_lost(pool: Pool, network_id: NetworkId) -> None:
    key = ids.new()
    await put(pool, network_id, key, "Avant")
    async with pool.acquire() as db, db.transaction():
        await write(db, network_id, key, "Après")
        await words.make(pool, network_id)
        assert await told(pool, network_id) == ["avant"]
    assert await told(pool, network_id) == []
    await words.make(pool, network_id)
    assert await told(pool, network_id) == ["apres"]


async def test_who_is_killed_while_making_words_leaves_all_of_them_due(pool: Pool, network_id: NetworkId) -> None:
    for number in range(3):
        await put(pool, network_id, ids.new(), f"Phase {number}")
    db = await pool.acquire()
    killed = db.transaction()
    await killed.start()
    assert await db.fetchval(words.SQL.make, network_id, await db.fetchval(words.SQL.due, network_id))
    db.terminate()
    await pool.release(db)
    await asyncio.gather(*(words.make(pool, network_id) for _ in range(3)))  # others at once, who wait for each other
    assert await told(pool, network_id) == ["phase 0", "phase 1", "phase 2"]
    assert await pool.fetchval("SELECT count(*) FROM read.search_due WHERE network_id = $1", network_id) == 0


async def test_what_an_older_program_writes_has_its_words_at_once_and_last(pool: Pool, network_id: NetworkId) -> None:
    key = ids.new()
    await put(pool, network_id, key, "Avant")
    async with pool.acquire() as db, db.transaction():
        assert await db.fetchval(words.SQL.make, network_id, await db.fetchval(words.SQL.due, network_id))
        async with pool.acquire() as older:
            row = Phase(key, PLANS[0], "Après", None, None)
            waiting = asyncio.create_task(write_rows(older, phase_calendar, network_id, {key: (row, 2)}))
            waits = "SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND pid = $1"
            while not await db.fetchval(waits, older.get_server_pid()):  # noqa: ASYNC110 - only the database knows that somebody waits
                await asyncio.sleep(0)
            await db.execute("COMMIT; BEGIN")
            await waiting
    assert await told(pool, network_id) == ["apres"]


async def test_every_network_that_somebody_left_due_is_seen_to(pool: Pool, network_id: NetworkId, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(250):  # more than are made at once
        await put(pool, network_id, ids.new(), f"Phase {number}")
    monkeypatch.setattr(words, "GATHERED", 0.01)
    making = words.Words(pool)
    running = asyncio.create_task(making.run())
    await made(pool, network_id, running)
    assert len(await told(pool, network_id)) == 250
    for number in (250, 251):
        await put(pool, network_id, ids.new(), f"Phase {number}")
        making.note(network_id)
    await made(pool, network_id, running)
    assert len(await told(pool, network_id)) == 252
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def made(pool: Pool, network_id: NetworkId, running: "asyncio.Task[None]") -> None:
    """Wait until somebody who runs has made all words of a network."""
    while await pool.fetchval(words.SQL.due, network_id) is not None:
        assert not running.done()
        await asyncio.sleep(0)


async def test_rows_that_are_made_again_are_due_with_what_stood_there_wrongly(pool: Pool) -> None:
    store = MemoryStore()
    network_id = await written(store, histories.history(1, 30))
    await stood(pool, store, network_id)
    await words.make(pool, network_id)
    every = "SELECT s::text FROM read.searched AS s WHERE network_id = $1 ORDER BY source, item_id"
    before = await pool.fetch(every, network_id)
    await put(pool, network_id, ids.new(), "Jamais ajoutée")
    await words.make(pool, network_id)
    assert len(before) < await held(pool, network_id)
    await rebuild.rebuild(pool, store, network_id)
    await words.make(pool, network_id)
    assert await pool.fetch(every, network_id) == before
