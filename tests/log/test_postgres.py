"""The log in PostgreSQL: what the database itself refuses, what its statements are, and what the migrations add up to."""

import asyncio
import hashlib
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from events import action, sql
from events.log import postgres
from events.log.postgres import PostgresStore
from events.log.store import Poisoned, Unavailable
from migrations import migrate, schema
from service.embedded import Addresses
from tests.log.batches import PLAN, Book, a_stream, added, drafted, founded, renamed, statuses

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
async def book(pool: "asyncpg.Pool[Any]") -> Book:
    """A log with a plan, an action in it and a few events."""
    made = await founded(PostgresStore(pool))
    plan, card = a_stream(), a_stream()
    await made.write(
        drafted(plan, PLAN, renamed()), drafted(card, added(plan)), drafted(card, action.Edited(code="1"), kind="action", parent=plan)
    )
    return made


@pytest.fixture
async def owner(addresses: Addresses) -> "AsyncIterator[asyncpg.Connection[Any]]":
    """The owner of the log's tables: here even a superuser."""
    connection = await asyncpg.connect(addresses.owner)
    yield connection
    await connection.close()


# --- Written once -------------------------------------------------------------------------------------------------

CHANGES = (
    "UPDATE {} SET tag = 'action.edited'",
    "DELETE FROM {}",
    "TRUNCATE {}",
)


@pytest.mark.parametrize("change", CHANGES)
async def test_events_are_written_once_whoever_asks(
    book: Book, pool: "asyncpg.Pool[Any]", owner: "asyncpg.Connection[Any]", change: str
) -> None:
    partition = await pool.fetchval("SELECT tableoid::regclass::text FROM event WHERE network_id = $1", book.network_id)
    for table in ("event", partition):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="written once"):
            await owner.execute(change.format(table))
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await pool.execute(change.format(table))
    assert await book.position() == 5


@pytest.mark.parametrize("change", ["DELETE FROM {}", "TRUNCATE {}", "UPDATE {} SET {} = {}"])
@pytest.mark.parametrize(
    ("table", "column"),
    [("command", "outcome"), ("stream", "kind"), ("network", "clock"), ("network_key", "key"), ("cluster", "timeline")],
)
async def test_the_application_only_adds(pool: "asyncpg.Pool[Any]", table: str, column: str, change: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await pool.execute(change.format(table, column, column))


async def test_the_redactor_may_replace_text_and_never_remove_an_event(book: Book, owner: "asyncpg.Connection[Any]") -> None:
    role = await owner.fetchrow("SELECT rolcanlogin, rolsuper FROM pg_roles WHERE rolname = 'club21_redactor'")
    assert role is not None
    assert tuple(role) == (False, False)
    transaction = owner.transaction()
    await transaction.start()
    await owner.execute("GRANT SELECT, UPDATE, DELETE ON event TO club21_redactor")
    await owner.execute("SET LOCAL ROLE club21_redactor")
    changed = await owner.execute("UPDATE event SET salt = NULL WHERE network_id = $1 AND position = 2", book.network_id)
    assert changed == "UPDATE 1"
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="written once"):
        await owner.execute("DELETE FROM event WHERE network_id = $1", book.network_id)
    await transaction.rollback()


async def test_the_application_is_no_superuser_and_owns_nothing_of_the_log(pool: "asyncpg.Pool[Any]") -> None:
    me = await pool.fetchrow("SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user")
    assert me is not None
    assert tuple(me) == (False, False, False)
    owned = await pool.fetch(
        "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND pg_has_role(current_user, c.relowner, 'MEMBER')"
    )
    assert owned == []


async def test_what_is_stored_carries_its_digest(book: Book, pool: "asyncpg.Pool[Any]") -> None:
    rows = await pool.fetch("SELECT * FROM event WHERE network_id = $1 ORDER BY position", book.network_id)
    assert [row["position"] for row in rows] == [1, 2, 3, 4, 5]
    for row in rows:
        assert len(row["salt"]) == 16
        assert row["digest"] == hashlib.sha256(row["salt"] + row["payload"]).digest()
        assert json.loads(row["payload"])["tag"] == row["tag"]
        assert row["schema_version"] == 1


async def test_a_stream_knows_its_kind_its_root_and_where_it_began(book: Book, pool: "asyncpg.Pool[Any]") -> None:
    log = await book.all()
    plan, card = log[1].stream_id, log[3].stream_id
    rows = await pool.fetch("SELECT stream_id, kind, parent, first_position FROM stream WHERE network_id = $1 ORDER BY 4", book.network_id)
    assert [tuple(row) for row in rows] == [
        (book.network_id, "network", None, 1),
        (plan, "action_plan", None, 2),
        (card, "action", plan, 4),
    ]


async def test_a_stream_begins_where_its_first_event_came_to_stand(book: Book, pool: "asyncpg.Pool[Any]") -> None:
    stream, first = a_stream(), drafted(a_stream(), PLAN)
    await book.write(first)
    # The one before it was answered already, so everything after it moves up.
    await book.write(drafted(first.stream, renamed(), renamed(), id=first.id), drafted(stream, PLAN))
    begun = await pool.fetchval("SELECT first_position FROM stream WHERE network_id = $1 AND stream_id = $2", book.network_id, stream)
    assert begun == await book.position()


async def test_networks_spread_over_sixteen_partitions(pool: "asyncpg.Pool[Any]") -> None:
    parts = await pool.fetch("SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'event'::regclass")
    assert sorted(row["name"] for row in parts) == sorted(f"event_{number}" for number in range(16))
    guarded = await pool.fetch(
        "SELECT tgrelid::regclass::text AS name, count(*) AS triggers FROM pg_trigger WHERE tgname IN ('never_changed', 'never_truncated')"
        " GROUP BY tgrelid"
    )
    tables = ["event", *(f"event_{number}" for number in range(16)), "checkpoint", "audit_key"]
    assert {row["name"]: row["triggers"] for row in guarded} == dict.fromkeys(tables, 2)


# --- What the database says, and what it means --------------------------------------------------------------------


async def test_what_the_database_will_never_take_is_poison(book: Book) -> None:
    draft = drafted(a_stream(), PLAN)
    broken = [
        drafted(draft.stream, PLAN, request_hash=b"x", events=(type(draft.events[0])(PLAN, "x" * 65, 1, b"{}", bytes(16), bytes(32)),)),
        drafted(draft.stream, PLAN, events=(type(draft.events[0])(PLAN, "a", 40_000, b"{}", bytes(16), bytes(32)),)),
        drafted(draft.stream, PLAN, outcome="perhaps"),
    ]
    for one in broken:
        with pytest.raises(Poisoned):
            await book.write(one)
    assert await book.position() == 5
    assert statuses(await book.write(draft)) == ["ok"]


@asynccontextmanager
async def locked(owner: "asyncpg.Connection[Any]", book: Book) -> AsyncIterator[None]:
    """Someone else is at this network's log."""
    async with owner.transaction():
        await owner.execute("SELECT FROM network WHERE network_id = $1 FOR UPDATE", book.network_id)
        yield


async def test_a_backend_that_dies_in_the_middle_leaves_an_unknown_outcome_and_nothing_else(
    book: Book, owner: "asyncpg.Connection[Any]", addresses: Addresses
) -> None:
    draft = drafted(a_stream(), PLAN)
    other = await asyncpg.connect(addresses.owner)
    async with locked(owner, book):
        writing = asyncio.create_task(book.write(draft))
        waits = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        while (backend := await other.fetchval(waits)) is None:  # noqa: ASYNC110 - no backend can set an Event of ours
            await asyncio.sleep(0)
        await other.execute("SELECT pg_terminate_backend($1)", backend)
        with pytest.raises(Unavailable):
            await writing
    await other.close()
    assert await book.store.command(book.network_id, draft.id) is None
    assert statuses(await book.write(draft)) == ["ok"]


async def test_an_append_says_how_long_it_waited_for_others(book: Book, owner: "asyncpg.Connection[Any]", addresses: Addresses) -> None:
    store = book.store
    assert isinstance(store, PostgresStore)
    before, alone = sum(store.locks.counts), store.locks.total
    assert sum(store.appends.counts) == before
    other = await asyncpg.connect(addresses.owner)
    async with locked(owner, book):
        writing = asyncio.create_task(book.write(drafted(a_stream(), PLAN)))
        waited = "SELECT extract(epoch FROM clock_timestamp() - query_start) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        mine = f"{waited} AND datname = current_database()"
        while not (seconds := await other.fetchval(mine)) or seconds < 0.1:  # noqa: ASYNC110 - no backend can set an Event of ours
            await asyncio.sleep(0)
    await writing
    await other.close()
    assert sum(store.locks.counts) == sum(store.appends.counts) == before + 1
    assert store.locks.total - alone > 0.005
    assert store.locks.total < store.appends.total


async def test_who_waits_too_long_for_another_writer_may_try_again(
    book: Book, owner: "asyncpg.Connection[Any]", addresses: Addresses
) -> None:
    hurried = await asyncpg.create_pool(addresses.application, min_size=1, max_size=1, server_settings={"lock_timeout": "20ms"})
    impatient = Book(PostgresStore(hurried), book.network_id, book.head)
    async with locked(owner, book):
        with pytest.raises(Unavailable):
            await impatient.write(drafted(a_stream(), PLAN))
    assert statuses(await impatient.write(drafted(a_stream(), PLAN))) == ["ok"]
    await hurried.close()


async def test_networks_do_not_wait_for_each_other(pool: "asyncpg.Pool[Any]", book: Book, owner: "asyncpg.Connection[Any]") -> None:
    other = await founded(PostgresStore(pool))
    async with locked(owner, book):
        assert statuses(await other.write(drafted(a_stream(), PLAN))) == ["ok"]


# --- Statements ---------------------------------------------------------------------------------------------------

STATEMENTS = [
    pytest.param(path, name, id=f"{path.relative_to(ROOT)}:{name}")
    for folder in ("events", "projections", "service")
    for path in sorted((ROOT / folder).rglob("*.sql"))
    if "node_modules" not in path.parts
    for name in sql.statements(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(("path", "name"), STATEMENTS)
async def test_every_statement_is_one_that_the_migrated_database_understands(
    owner: "asyncpg.Connection[Any]", path: Path, name: str
) -> None:
    await owner.prepare(sql.statements(path.read_text(encoding="utf-8"))[name])


async def test_a_statement_about_what_is_not_there_is_noticed(owner: "asyncpg.Connection[Any]") -> None:
    with pytest.raises(asyncpg.UndefinedColumnError):
        await owner.prepare("SELECT e.colour FROM event e")


def test_a_statement_has_one_name() -> None:
    with pytest.raises(ValueError, match="called twice"):
        sql.statements("-- name: twice\nSELECT 1;\n-- name: twice\nSELECT 2;\n")
    assert sql.statements("-- why\n-- name: one\nSELECT 1\n\n-- name: two\nSELECT 2;\n") == {"one": "SELECT 1", "two": "SELECT 2;"}


async def test_a_parent_is_looked_up_by_its_stream_however_old_the_statistics_are(
    database: Addresses,
) -> None:
    """Through the index by parent, every stream of a network younger than them would be read for each event."""
    db = await asyncpg.connect(database.owner)
    try:
        before, after = "01900000-0000-7000-8000-000000000001", "01900000-0000-7000-8000-000000000002"
        many = (
            "INSERT INTO stream (network_id, stream_id, kind, parent, first_position)"
            " SELECT $1::uuid, gen_random_uuid(), 'action', CASE WHEN n % 50 > 0 THEN $1::uuid END, n FROM generate_series(1, 5000) AS n"
        )
        await db.execute(many, before)
        await db.execute("ANALYZE stream")
        await db.execute(many, after)
        for name, arguments in (("page", "NULL, 0, 1000"), ("streams", "NULL, '{}', '{}'")):
            await db.execute(f"PREPARE {name} AS {getattr(postgres.SQL, name)}")
            plan = await db.fetch(f"EXPLAIN EXECUTE {name} ({arguments.replace('NULL', repr(after))})")
            assert not any("stream_parent" in line for (line,) in plan), name
    finally:
        await db.close()


# --- Migrations ---------------------------------------------------------------------------------------------------


async def test_the_migrations_add_up_to_schema_sql(database: Addresses) -> None:
    found = await asyncio.to_thread(schema.described, database.owner)
    written = schema.FILE.read_text(encoding="utf-8") if schema.FILE.exists() else ""
    if found != written:
        schema.FILE.write_text(found, encoding="utf-8")
        pytest.fail("migrations/schema.sql was not up to date; it is now: look at it, commit it")


async def test_a_change_of_the_schema_shows(database: Addresses, owner: "asyncpg.Connection[Any]") -> None:
    before = await asyncio.to_thread(schema.described, database.owner)
    changes = (
        "ALTER TABLE event ADD COLUMN note text",
        "ALTER TABLE stream ALTER COLUMN kind DROP NOT NULL",
        "ALTER TABLE command DROP CONSTRAINT command_outcome",
        "GRANT DELETE ON event TO club21_app",
        "DROP TRIGGER never_changed ON event",
        "DROP INDEX stream_parent",
        "ALTER FUNCTION append_batch SET work_mem = '1MB'",
    )
    connection = await asyncpg.connect(database.owner)
    seen = {before}
    for change in changes:
        await connection.execute(change)
        now = await asyncio.to_thread(schema.described, database.owner)
        assert now not in seen, change
        seen.add(now)
    await connection.close()


async def test_schema_sql_is_written_from_a_database_of_its_own(
    database: Addresses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "FILE", tmp_path / "schema.sql")
    await schema.write(database.owner)
    text = (tmp_path / "schema.sql").read_text()
    assert text == await asyncio.to_thread(schema.described, database.owner)
    assert "CREATE TABLE public.event (" in text
    assert "event_0" in text
    assert "event_1 " not in text


async def test_what_was_applied_is_not_applied_again(database: Addresses) -> None:
    assert await migrate.migrate(database.owner, "club21") == []


async def test_programs_that_migrate_at_once_take_turns(cluster: Addresses) -> None:
    connection = await asyncpg.connect(cluster.owner)
    await connection.execute("CREATE DATABASE turns")
    address = cluster.owner.replace("/club21?", "/turns?", 1)
    applied = await asyncio.gather(*(migrate.migrate(address, "club21") for _ in range(3)))
    assert sorted(len(names) for names in applied) == [0, 0, len(migrate.files())]
    await connection.execute("DROP DATABASE turns WITH (FORCE)")
    await connection.close()


async def test_a_file_that_was_edited_after_it_was_applied_is_refused(database: Addresses) -> None:
    connection = await asyncpg.connect(database.owner)
    await connection.execute("UPDATE migration SET sha256 = 'other' WHERE name LIKE '0001%'")
    with pytest.raises(migrate.Unfit, match="edited"):
        await migrate.migrate(database.owner)
    await connection.close()


async def test_a_database_of_a_newer_program_is_refused(database: Addresses) -> None:
    connection = await asyncpg.connect(database.owner)
    await connection.execute("INSERT INTO migration (name, sha256) VALUES ('9999_later.sql', 'x')")
    with pytest.raises(migrate.Unfit, match="newer version"):
        await migrate.migrate(database.owner)
    await connection.close()


async def test_another_database_than_before_begins_another_epoch(database: Addresses) -> None:
    async with asyncpg.create_pool(database.application, min_size=1, max_size=1) as pool:
        book = await founded(PostgresStore(pool))
        connection = await asyncpg.connect(database.owner)
        await connection.execute("UPDATE cluster SET timeline = timeline + 1")
        await migrate.migrate(database.owner)
        head = await book.store.head(book.network_id)
        assert head is not None
        assert head.epoch == 2
        await migrate.migrate(database.owner)
        assert (await book.store.head(book.network_id)) == head
        await connection.close()


def test_migrations_are_numbered_without_doubles() -> None:
    numbers = [path.name[:4] for path in migrate.files()]
    assert numbers == sorted(set(numbers))
    assert all(re.fullmatch(r"[0-9]{4}_[a-z_]+\.sql", path.name) for path in migrate.files())
