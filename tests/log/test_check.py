"""The checker of the log sees what it must: each way to spoil a log is planted, and found with its place."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from events import action, network
from events.audit import check as audit
from events.audit import checkpoint, note
from events.audit.checkpoint import Checkpoint
from events.audit.trees import Trees
from events.ids import NetworkId, StreamId
from events.log import check
from events.log.check import Counted, Finding
from events.log.postgres import PostgresStore
from service.embedded import Addresses
from tests.log.batches import PLAN, Book, a_stream, added, drafted, founded, renamed
from tests.log.test_trees import HOST, KEY, pen, write


@pytest.fixture(scope="module")
async def addresses(template: Addresses) -> AsyncIterator[Addresses]:
    """A database whose logs may be spoilt: every test spoils a network of its own."""
    owner = await asyncpg.connect(template.owner)
    await owner.execute("CREATE DATABASE spoilt TEMPLATE template")
    yield Addresses(*(address.replace("/club21?", "/spoilt?", 1) for address in template))
    await owner.execute("DROP DATABASE spoilt WITH (FORCE)")
    await owner.close()


@pytest.fixture(scope="module")
async def pool(addresses: Addresses) -> "AsyncIterator[asyncpg.Pool[Any]]":
    """Connections to it, as the application."""
    async with asyncpg.create_pool(addresses.application, min_size=1, max_size=4) as made:
        yield made


@pytest.fixture(scope="module")
async def scratch(addresses: Addresses) -> AsyncIterator[asyncpg.Connection]:
    """Its owner, whom no trigger stops."""
    connection = await asyncpg.connect(addresses.owner)
    await connection.execute("SET session_replication_role = replica")
    yield connection
    await connection.close()


@pytest.fixture
async def book(pool: "asyncpg.Pool[Any]") -> Book:
    """A network whose log has seven events, and an answer of each kind."""
    return await written(pool)


async def written(pool: "asyncpg.Pool[Any]") -> Book:
    made = await founded(PostgresStore(pool))
    plan, card = a_stream(), a_stream()
    await made.write(drafted(plan, PLAN, renamed()))  # 2, 3
    await made.write(drafted(card, added(plan)))  # 4
    await made.write(drafted(plan), drafted(plan, outcome="refused:action_plan.is_withdrawn"))
    await made.write(drafted(plan, renamed("Agenda 21")), drafted(card, action.Edited(title="Fête du vélo et de la marche")))  # 5, 6
    await made.write(drafted(plan, renamed("Plan climat-air-énergie")))  # 7
    return made


async def found_in(addresses: Addresses, *networks: NetworkId, counted: Counted | None = None) -> list[Finding]:
    """What the checker finds as the service's role: all that concerns these networks."""
    connection = await asyncpg.connect(addresses.application)
    try:
        return [finding async for finding in check.check(connection, networks, counted) if finding.network_id is not None]
    finally:
        await connection.close()


async def guards_of(addresses: Addresses) -> list[Finding]:
    """What the checker finds wrong with the database itself."""
    connection = await asyncpg.connect(addresses.application)
    try:
        return [finding async for finding in check.check(connection, [])]
    finally:
        await connection.close()


def places(findings: list[Finding]) -> set[tuple[str, int | None]]:
    return {(finding.code, finding.position) for finding in findings}


async def test_a_sound_log_has_no_findings(book: Book, addresses: Addresses) -> None:
    counted = Counted()
    assert await found_in(addresses, book.network_id, counted=counted) == []
    assert (counted.networks, counted.events, counted.streams, counted.commands) == (1, 7, 3, 8)


async def test_every_network_is_looked_at_when_none_is_named(database: Addresses) -> None:
    async with asyncpg.create_pool(database.application, min_size=1, max_size=2) as pool:
        await written(pool)
        await written(pool)
        counted, steps = Counted(), list[tuple[int, int]]()
        async with pool.acquire() as connection:
            assert [one async for one in check.check(connection, None, counted, lambda done, all: steps.append((done, all)))] == []
    assert (counted.networks, counted.events) == (2, 14)
    assert steps[-1] == (28, 28)
    assert steps == sorted(steps)


async def test_a_log_longer_than_a_page_is_read_to_its_end(book: Book, addresses: Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "PAGE", 2)
    counted = Counted()
    assert await found_in(addresses, book.network_id, counted=counted) == []
    assert (counted.events, counted.streams, counted.commands) == (7, 3, 8)


NOBODY_S = "'0198c021-0000-7000-8000-0000000000ff'"  # an id that nothing has

# What is done to a log, $1, and every place in it that the checker then names.
PLANTED: dict[str, tuple[tuple[str, ...], set[tuple[str, int | None]]]] = {
    "an event removed from the middle": (
        ("DELETE FROM event WHERE network_id = $1 AND position = 5",),
        {("position_missing", 5), ("version_missing", 7), ("command_empty", 5)},
    ),
    "an event removed and its place closed": (
        (
            "DELETE FROM event WHERE network_id = $1 AND position = 5",
            "UPDATE event SET position = 5 WHERE network_id = $1 AND position = 6",
            "UPDATE event SET position = 6 WHERE network_id = $1 AND position = 7",
        ),
        {("version_missing", 6), ("command_missing", 5), ("command_missing", 6), *(("command_empty", place) for place in (5, 6, 7))},
    ),
    "the newest event removed": (("DELETE FROM event WHERE network_id = $1 AND position = 7",), {("command_empty", 7)}),
    "the founding removed": (
        ("DELETE FROM event WHERE network_id = $1 AND position = 1",),
        {("not_founded", 1), ("position_missing", 1), ("command_empty", 1), ("stream_empty", 1)},
    ),
    "an event moved to the end": (
        ("UPDATE event SET position = 9 WHERE network_id = $1 AND position = 3",),
        {
            *(("position_missing", place) for place in (3, 8)),
            ("time_backwards", 9),
            ("command_differs", 2),
            ("command_missing", 9),
            ("version_order", 5),
        },
    ),
    "two events that changed places": (
        (
            "UPDATE event SET position = 100 WHERE network_id = $1 AND position = 5",
            "UPDATE event SET position = 5 WHERE network_id = $1 AND position = 6",
            "UPDATE event SET position = 6 WHERE network_id = $1 AND position = 100",
        ),
        {("command_missing", 5), ("command_missing", 6), ("command_empty", 5), ("command_empty", 6)},
    ),
    "a version skipped": (("UPDATE event SET version = 9 WHERE network_id = $1 AND position = 7",), {("version_missing", 7)}),
    "versions in another order than positions": (
        (
            "UPDATE event SET version = 100 WHERE network_id = $1 AND position = 5",
            "UPDATE event SET version = 3 WHERE network_id = $1 AND position = 7",
            "UPDATE event SET version = 4 WHERE network_id = $1 AND position = 5",
        ),
        {("version_order", 5)},
    ),
    "an event handed to another stream": (
        ("UPDATE event SET stream_id = NOBODY_S, version = 1 WHERE network_id = $1 AND position = 7",),
        {("stream_missing", 7)},
    ),
    "text changed": (
        (
            "UPDATE event SET payload = convert_to(replace(convert_from(payload, 'UTF8'), 'marche', 'moto'), 'UTF8')"
            " WHERE network_id = $1 AND position = 6",
        ),
        {("digest_differs", 6)},
    ),
    "a digest changed": (("UPDATE event SET digest = sha256('x') WHERE network_id = $1 AND position = 2",), {("digest_differs", 2)}),
    "a salt changed": (
        ("UPDATE event SET salt = substr(sha256('x'), 1, 16) WHERE network_id = $1 AND position = 2",),
        {("digest_differs", 2)},
    ),
    "a salt taken away where nothing was redacted": (
        ("UPDATE event SET salt = NULL WHERE network_id = $1 AND position = 4",),
        {("redaction_missing", 4)},
    ),
    "another body, its digest made anew": (
        (
            """WITH forged AS (SELECT convert_to('{"tag":"action_plan.edited","title":7}', 'UTF8') AS payload) UPDATE event"""
            " SET payload = forged.payload, digest = sha256(salt || forged.payload) FROM forged WHERE network_id = $1 AND position = 5",
        ),
        {("undecodable", 5)},
    ),
    "bytes that are no text": (
        ("UPDATE event SET payload = '\\xff00', digest = sha256(salt || '\\xff00'::bytea) WHERE network_id = $1 AND position = 5",),
        {("tag_differs", 5), ("undecodable", 5)},
    ),
    "another tag in the column": (
        ("UPDATE event SET tag = 'action_plan.withdrawn' WHERE network_id = $1 AND position = 5",),
        {("tag_differs", 5), ("undecodable", 5)},
    ),
    "an event of another kind of stream": (
        (
            """WITH forged AS (SELECT convert_to('{"tag":"action.withdrawn","reason":null}', 'UTF8') AS payload) UPDATE event"""
            " SET tag = 'action.withdrawn', payload = forged.payload, digest = sha256(salt || forged.payload) FROM forged"
            " WHERE network_id = $1 AND position = 5",
        ),
        {("other_kind", 5)},
    ),
    "a shape that nobody knows": (("UPDATE event SET schema_version = 9 WHERE network_id = $1 AND position = 5",), {("unknown_tag", 5)}),
    "time that runs backwards": (
        ("UPDATE event SET at = at - interval '1 day' WHERE network_id = $1 AND position = 4",),
        {("time_backwards", 4)},
    ),
    "another author": (("UPDATE event SET by = NOBODY_S WHERE network_id = $1 AND position = 4",), {("command_differs", 4)}),
    "an event under another command": (
        ("UPDATE event SET command_id = NOBODY_S WHERE network_id = $1 AND position = 4",),
        {("command_missing", 4), ("command_empty", 4)},
    ),
    "an event under a command that was refused": (
        (
            "UPDATE event SET command_id = (SELECT command_id FROM command WHERE network_id = $1 AND outcome LIKE 'refused:%')"
            " WHERE network_id = $1 AND position = 4",
        ),
        {("command_not_applied", 4), ("command_empty", 4)},
    ),
    "an answer removed": (("DELETE FROM command WHERE network_id = $1 AND first_position = 4",), {("command_missing", 4)}),
    "an answer turned into a refusal": (
        ("UPDATE command SET outcome = 'refused:x', first_position = NULL WHERE network_id = $1 AND first_position = 4",),
        {("command_not_applied", 4)},
    ),
    "a refusal turned into an answer": (
        ("UPDATE command SET outcome = 'applied', first_position = 4 WHERE network_id = $1 AND outcome LIKE 'refused:%'",),
        {("command_empty", 4)},
    ),
    "an answer that speaks of too much": (
        ("UPDATE command SET last_position = 4 WHERE network_id = $1 AND first_position = 2",),
        {("command_differs", 2)},
    ),
    "an answer from beyond the log": (
        ("UPDATE command SET last_position = 99 WHERE network_id = $1 AND outcome = 'nothing'",),
        {("command_beyond", None)},
    ),
    "a stream's row removed": (("DELETE FROM stream WHERE network_id = $1 AND kind = 'action'",), {("stream_missing", 4)}),
    "a stream that never began": (
        ("INSERT INTO stream (network_id, stream_id, kind, first_position) VALUES ($1, NOBODY_S, 'action', 3)",),
        {("stream_empty", 3)},
    ),
    "a stream of another kind": (
        ("UPDATE stream SET kind = 'action' WHERE network_id = $1 AND kind = 'action_plan'",),
        {("stream_differs", 2), ("other_kind", 3), ("other_kind", 5), ("other_kind", 7)},
    ),
    "a stream below another root": (
        ("UPDATE stream SET parent = NOBODY_S WHERE network_id = $1 AND kind = 'action'",),
        {("stream_differs", 4)},
    ),
    "a stream that began elsewhere": (
        ("UPDATE stream SET first_position = 5 WHERE network_id = $1 AND kind = 'action'",),
        {("stream_differs", 4)},
    ),
    "a network without its row": (("DELETE FROM network WHERE network_id = $1",), {("network_missing", None)}),
    "a network without its key": (("DELETE FROM network_key WHERE network_id = $1",), {("key_missing", None)}),
}


@pytest.mark.parametrize("planted", PLANTED)
async def test_whatever_is_spoilt_is_found_with_its_place_and_nothing_else_is(
    book: Book, addresses: Addresses, scratch: asyncpg.Connection, planted: str
) -> None:
    statements, expected = PLANTED[planted]
    for statement in statements:
        done = await scratch.execute(statement.replace("NOBODY_S", NOBODY_S), book.network_id)
        assert not done.endswith(" 0"), "nothing was spoilt"
    findings = await found_in(addresses, book.network_id)
    assert places(findings) == expected
    assert {finding.network_id for finding in findings} == {book.network_id}


async def test_a_position_given_out_twice_is_found(database: Addresses) -> None:
    async with asyncpg.create_pool(database.application, min_size=1, max_size=1) as pool:
        book = await written(pool)
    spoiler = await asyncpg.connect(database.owner)
    await spoiler.execute("ALTER TABLE event DROP CONSTRAINT event_pk")
    await spoiler.execute("SET session_replication_role = replica")
    await spoiler.execute("UPDATE event SET position = 6 WHERE network_id = $1 AND position = 7", book.network_id)
    await spoiler.close()
    assert {("position_repeated", 6), ("command_empty", 7)} <= places(await found_in(database, book.network_id))


async def test_a_redaction_explains_what_it_names_and_must_have_been_done(
    book: Book, addresses: Addresses, scratch: asyncpg.Connection
) -> None:
    await scratch.execute("UPDATE event SET salt = NULL WHERE network_id = $1 AND position IN (3, 5)", book.network_id)
    await scratch.execute(
        'WITH told AS (SELECT convert_to(\'{"tag":"network.event_redacted","positions":[3,4]}\', \'UTF8\') AS payload)'
        " UPDATE event SET tag = 'network.event_redacted', payload = told.payload, digest = sha256(salt || told.payload) FROM told"
        " WHERE network_id = $1 AND position = 7",
        book.network_id,
    )
    found = places(await found_in(addresses, book.network_id))
    assert {("redaction_missing", 5), ("redaction_undone", 4)} <= found
    assert ("redaction_missing", 3) not in found


async def test_a_database_whose_guards_stand_has_no_findings(database: Addresses) -> None:
    assert await guards_of(database) == []


GUARDS = {
    "a trigger switched off on one partition": ("ALTER TABLE event_7 DISABLE TRIGGER never_changed", {"guard_missing"}),
    "a trigger removed": ("DROP TRIGGER never_changed ON event", {"guard_missing"}),
    "truncation let in": ("DROP TRIGGER never_truncated ON event_3", {"guard_missing"}),
    "a right given to the service": ("GRANT UPDATE (payload) ON event TO club21_app", {"may_change"}),
    "a right given on one partition": ("GRANT DELETE ON event_3 TO club21", {"may_change"}),
    "a right on answers": ("GRANT UPDATE ON command TO club21_app", {"may_change"}),
}


@pytest.mark.parametrize("planted", GUARDS)
async def test_a_guard_that_is_gone_is_found(database: Addresses, planted: str) -> None:
    statement, expected = GUARDS[planted]
    spoiler = await asyncpg.connect(database.owner)
    await spoiler.execute(statement)
    await spoiler.close()
    assert {finding.code for finding in await guards_of(database)} == expected


async def test_what_was_changed_and_changed_back_has_been_counted(database: Addresses) -> None:
    async with asyncpg.create_pool(database.application, min_size=1, max_size=1) as pool:
        book = await written(pool)
    spoiler = await asyncpg.connect(database.owner)
    await spoiler.execute("SET session_replication_role = replica")
    for by in (1, -1):
        await spoiler.execute("UPDATE event SET at = at + make_interval(days => $2) WHERE network_id = $1", book.network_id, by)
    await spoiler.close()
    assert await found_in(database, book.network_id) == []
    (finding,) = await guards_of(database)
    assert (finding.code, finding.values["updates"], finding.values["deletes"]) == ("rows_changed", 14, 0)


async def test_as_many_updates_as_redactions_name_are_no_finding_and_one_more_is(database: Addresses) -> None:
    async with asyncpg.create_pool(database.application, min_size=1, max_size=1) as pool:
        book = await written(pool)
        position = next(one.position for one in await book.all() if one.tag == "action_plan.edited")
        for field in ("title", "title"):  # one event, named twice
            told = network.EventRedacted(positions=(position,), fields=(field,))
            await book.write(drafted(StreamId(book.network_id), told, kind="network"))
    assert await found_in(database, book.network_id) == []
    assert await guards_of(database) == []
    spoiler = await asyncpg.connect(database.owner)
    await spoiler.execute("SET session_replication_role = replica")
    await spoiler.execute("UPDATE event SET at = at WHERE network_id = $1 AND position = 2", book.network_id)
    await spoiler.close()
    assert [finding.code for finding in await guards_of(database)] == ["rows_changed"]


async def test_a_service_that_writes_meanwhile_is_no_finding(book: Book, addresses: Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "PAGE", 3)

    async def write() -> None:
        for number in range(30):
            plan = a_stream()
            await book.write(drafted(plan, PLAN, renamed(f"Plan {number}")), drafted(plan))

    writing = asyncio.create_task(write())
    looks = 0
    while not writing.done():
        assert await found_in(addresses, book.network_id) == []
        looks += 1
    await writing
    assert looks


# --- What was signed ---------------------------------------------------------------------------------------------------


async def signed(pool: "asyncpg.Pool[Any]") -> Book:
    """Six hundred events, signed at 201, 401 and 601: two tiles are full, and 89 leaves in none."""
    made, trees = await founded(PostgresStore(pool)), Trees(pool, apart=0)
    for _ in range(3):
        await write(made, 200)
        await trees.grow(made.network_id, pen)
    return made


@pytest.fixture(scope="module")
async def signed_once(pool: "asyncpg.Pool[Any]") -> Book:
    """Whatever is done to it is taken back."""
    return await signed(pool)


async def compared(addresses: Addresses, *networks: NetworkId, counted: Counted | None = None) -> list[tuple[str, int | None, Any]]:
    """What differs from what was signed: the code, and from where to where."""
    connection = await asyncpg.connect(addresses.application)
    try:
        found = [finding async for finding in audit.check(connection, networks, counted)]
    finally:
        await connection.close()
    assert {finding.network_id for finding in found} <= {*networks}
    return [(finding.code, finding.position, finding.values.get("last")) for finding in found]


async def test_a_log_that_is_as_it_was_signed_has_no_findings(pool: "asyncpg.Pool[Any]", addresses: Addresses, signed_once: Book) -> None:
    one, never = signed_once, await written(pool)
    counted, steps = Counted(), list[tuple[int, int]]()
    assert await compared(addresses, one.network_id, never.network_id, counted=counted) == []
    assert counted.checkpoints == 3
    connection = await asyncpg.connect(addresses.application)
    assert [_ async for _ in audit.check(connection, [one.network_id], None, lambda done, all: steps.append((done, all)))] == []
    await connection.close()
    assert steps == sorted(steps)
    assert steps[-1] == (601, 601)


MOVED = (
    "UPDATE event SET position = position + 10000 WHERE network_id = $1 AND position > {at}",
    "UPDATE event SET position = position - 10000 {by} WHERE network_id = $1 AND position > 10000",
)

# What is done to a log, $1, and what is then told of it: where a tile is full, the position; where none is, between which two checkpoints.
REWRITTEN: dict[str, tuple[tuple[str, ...], list[tuple[str, int | None, Any]]]] = {
    "one bit of a digest": (
        ("UPDATE event SET digest = set_bit(digest, 77, 1 - get_bit(digest, 77)) WHERE network_id = $1 AND position = 130",),
        [("signed_differs", 130, 130)],
    ),
    "a body exchanged, with its digest": (
        (
            """WITH forged AS (SELECT convert_to('{"tag":"action_plan.edited","title":"x","reason":null}', 'UTF8') AS body) UPDATE event"""
            " SET payload = body, digest = sha256(salt || body) FROM forged WHERE network_id = $1 AND position = 256",
        ),
        [("signed_differs", 256, 256)],
    ),
    "another author in three places": (
        ("UPDATE event SET by = network_id WHERE network_id = $1 AND position IN (2, 3, 400)",),
        [("signed_differs", 2, 3), ("signed_differs", 400, 400)],
    ),
    "an event deleted": (("DELETE FROM event WHERE network_id = $1 AND position = 300",), [("signed_missing", 300, 300)]),
    "two events that changed places": (
        (
            "UPDATE event SET position = 9999 WHERE network_id = $1 AND position = 120",
            "UPDATE event SET position = 120 WHERE network_id = $1 AND position = 320",
            "UPDATE event SET position = 320 WHERE network_id = $1 AND position = 9999",
        ),
        [("signed_differs", 120, 120), ("signed_differs", 320, 320)],
    ),
    "an event deleted and its place closed": (
        ("DELETE FROM event WHERE network_id = $1 AND position = 300", *(one.format(at=300, by="- 1") for one in MOVED)),
        [("signed_differs", 300, 401), ("checkpoint_beyond", 601, 601)],
    ),
    "an event put in": (
        (
            *(one.format(at=500, by="+ 1") for one in MOVED),
            "INSERT INTO event SELECT network_id, 501, stream_id, 99999, tag, schema_version, command_id, cause, by, on_behalf_of, at,"
            " payload, salt, digest FROM event WHERE network_id = $1 AND position = 500",
        ),
        [("signed_between", 402, 601)],
    ),
    "the newest event another": (
        ("UPDATE event SET version = 99999 WHERE network_id = $1 AND position = 601",),
        [("signed_between", 402, 601)],
    ),
    "the newest events deleted, and all that speaks of them": (
        (
            "DELETE FROM event WHERE network_id = $1 AND position > 590",
            "DELETE FROM command WHERE network_id = $1 AND last_position > 590",
        ),
        [("checkpoint_beyond", 591, 601)],
    ),
    "a tag that no event has": (
        ("UPDATE event SET tag = 'é' WHERE network_id = $1 AND position = 9",),
        [("signed_differs", 9, 9)],
    ),
    "the tiles lost as well": (
        (
            "UPDATE event SET by = network_id WHERE network_id = $1 AND position = 130",
            "DELETE FROM tree_tile WHERE network_id = $1",
        ),
        [("signed_between", 1, 201)],
    ),
    "the tiles made to agree": (
        (
            "UPDATE event SET by = network_id WHERE network_id = $1 AND position = 130",
            "UPDATE tree_tile SET hashes = sha256('x') || substr(hashes, 33) WHERE network_id = $1 AND number = 0",
        ),
        [("signed_between", 1, 201)],
    ),
    "tiles lost alone": (("DELETE FROM tree_tile WHERE network_id = $1",), []),
    "another root": (
        ("UPDATE checkpoint SET root = sha256('x') WHERE network_id = $1 AND size = 401",),
        [("checkpoint_spoilt", None, None), ("signed_between", 202, 401)],
    ),
    "another note": (
        ("UPDATE checkpoint SET note = replace(note, ' ', ' AA') WHERE network_id = $1 AND size = 401",),
        [("checkpoint_spoilt", None, None)],
    ),
    "a key forgotten": (("DELETE FROM audit_key WHERE network_id = $1",), [("checkpoint_of_nobody", None, None)] * 3),
}


@pytest.mark.parametrize("planted", REWRITTEN)
async def test_whatever_is_not_as_it_was_signed_is_found(signed_once: Book, scratch: asyncpg.Connection, planted: str) -> None:
    statements, expected = REWRITTEN[planted]
    rewriting = scratch.transaction(isolation="repeatable_read")
    await rewriting.start()
    try:
        for statement in statements:
            assert not (await scratch.execute(statement, signed_once.network_id)).endswith(" 0"), "nothing was changed"
        found = [finding async for finding in audit.check(scratch, [signed_once.network_id])]
        assert [(finding.code, finding.position, finding.values.get("last")) for finding in found] == expected
    finally:
        await rewriting.rollback()


async def test_a_checkpoint_of_another_log_is_no_checkpoint_of_this_one(
    pool: "asyncpg.Pool[Any]", addresses: Addresses, scratch: asyncpg.Connection
) -> None:
    book = await signed(pool)
    root = await pool.fetchval("SELECT root FROM checkpoint WHERE network_id = $1 AND size = 401", book.network_id)
    for origin in (f"{HOST}/{a_stream()}/1", checkpoint.origin(HOST, book.network_id, 2)):
        forged = note.sign(Checkpoint(origin, 401, root).text(), origin, KEY)
        await scratch.execute("UPDATE checkpoint SET note = $2 WHERE network_id = $1 AND size = 401", book.network_id, forged)
        assert await compared(addresses, book.network_id) == [("checkpoint_spoilt", None, None)]
    origin = checkpoint.origin(HOST, book.network_id, 1)
    mine, elses = (note.sign(Checkpoint(origin, size, root).text(), origin, KEY) for size in (401, 402))
    forged = mine.rpartition("\n\n")[0] + "\n\n" + elses.rpartition("\n\n")[2]  # the right key, under another text
    await scratch.execute("UPDATE checkpoint SET note = $2 WHERE network_id = $1 AND size = 401", book.network_id, forged)
    assert await compared(addresses, book.network_id) == [("checkpoint_spoilt", None, None)]


async def test_what_was_signed_has_guards_of_its_own(database: Addresses) -> None:
    spoiler = await asyncpg.connect(database.owner)
    await spoiler.execute("DROP TRIGGER never_changed ON checkpoint")
    await spoiler.execute("GRANT DELETE ON audit_key TO club21_app")
    await spoiler.close()
    assert {(finding.code, finding.values["table"]) for finding in await guards_of(database)} == {
        ("guard_missing", "checkpoint"),
        ("may_change", "audit_key"),
    }
