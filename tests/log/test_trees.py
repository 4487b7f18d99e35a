"""The tree of a log in PostgreSQL: it grows off the write path, every size is signed once, and proofs come from tiles or from events."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import structs

from events import network
from events.audit import checkpoint, fresh, note, tiles, tree, trees
from events.audit.entry import Envelope, entry
from events.audit.note import Verifier
from events.audit.trees import Pen, Rewritten, Signed, Trees, Unsigned
from events.ids import AuthorityId, StreamId
from events.log.postgres import PostgresStore
from service.embedded import Addresses
from service.evidence import Evidence
from tests.log.batches import PLAN, Book, a_stream, drafted, founded, renamed

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
HOST = "club21.example"


def pen() -> Pen:
    return Pen(HOST, KEY)


@pytest.fixture
async def book(pool: "asyncpg.Pool[Any]") -> Book:
    return await founded(PostgresStore(pool))


@pytest.fixture
def grown(pool: "asyncpg.Pool[Any]") -> Trees:
    """Trees that need not wait for a second to pass."""
    return Trees(pool, apart=0)


@pytest.fixture
async def owner(addresses: Addresses) -> AsyncIterator[asyncpg.Connection]:
    """Whom no trigger stops."""
    connection = await asyncpg.connect(addresses.owner)
    await connection.execute("SET session_replication_role = replica")
    yield connection
    await connection.close()


async def write(book: Book, events: int) -> None:
    """So many events more, of plans of a hundred."""
    for begin in range(0, events, 100):
        await book.write(drafted(a_stream(), *[PLAN, *[renamed(f"Plan {number}") for number in range(99)]][: events - begin]))


async def sign(trees: Trees, book: Book) -> Signed:
    """All that there is."""
    while True:
        turn = await trees.grow(book.network_id, pen)
        if not turn.more:
            return turn.signed or await trees.newest(book.network_id) or pytest.fail("nothing was signed")


def heard(book: Book, grown: Trees) -> None:
    """Let these trees hear of what is written here, as in the service."""
    assert isinstance(book.store, PostgresStore)
    book.store.appended, book.store.once_sent = grown.fresh.note, grown.fresh.make


async def leaves(pool: "asyncpg.Pool[Any]", book: Book) -> list[bytes]:
    """As the format says, from the columns, without any of the SQL that the service hashes with."""
    columns = ", ".join(Envelope._fields)
    rows = await pool.fetch(f"SELECT {columns} FROM event WHERE network_id = $1 ORDER BY position", book.network_id)  # noqa: S608 - columns of ours
    return [tree.leaf(entry(Envelope(*row))) for row in rows]


def root_of(leaves: list[bytes]) -> bytes:
    frontier = tree.Frontier()
    for one in leaves:
        frontier.add(one)
    return frontier.root()


async def rows(pool: "asyncpg.Pool[Any]", book: Book) -> list[Any]:
    return await pool.fetch("SELECT epoch, size, root, note FROM checkpoint WHERE network_id = $1 ORDER BY epoch, size", book.network_id)


async def test_what_is_signed_is_the_root_of_every_event_under_the_name_of_the_log(book: Book, grown: Trees, pool: Any) -> None:
    await write(book, 20)
    signed = await sign(grown, book)
    assert (signed.epoch, signed.size, signed.root) == (1, 21, root_of(await leaves(pool, book)))
    assert [str(one) for one in await grown.verifiers(book.network_id)] == [
        str(Verifier(f"{HOST}/{book.network_id}/1", note.public_of(KEY)))
    ]
    told = checkpoint.parse(note.opened(signed.note, await grown.verifiers(book.network_id)))
    assert (told.origin, told.size, told.root, told.continues, told.given) == (f"{HOST}/{book.network_id}/1", 21, signed.root, None, False)
    assert await grown.newest(book.network_id) == signed


async def test_every_kind_of_column_is_hashed_by_the_database_as_the_format_says(pool: Any, grown: Trees) -> None:
    book = await founded(PostgresStore(pool), "given")
    plan = a_stream()
    await book.write(drafted(plan, PLAN, at=datetime(2012, 2, 29, 23, 59, 59, 999999, UTC), cause=a_stream(), on_behalf_of=a_stream()))
    await book.write(drafted(plan, renamed("é" * 300), at=datetime.max.replace(tzinfo=UTC)))
    signed = await sign(grown, book)
    assert signed.root == root_of(await leaves(pool, book))
    assert "\nclock given\n" in signed.note


async def test_what_was_just_written_is_hashed_from_memory_as_the_database_would(
    book: Book, grown: Trees, pool: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Streams that go on, several events of a command, on behalf of somebody and with a cause; and another process that writes between."""
    heard(book, grown)
    stream = a_stream()
    said = drafted(stream, PLAN, *[renamed(f"Plan {number}") for number in range(3)])
    more = structs.replace(drafted(stream, renamed("Plan 5")), cause=UUID(int=7), on_behalf_of=AuthorityId(UUID(int=8)))
    await book.write(said, drafted(a_stream(), PLAN), more, seen=1)
    run = grown.fresh.run(book.network_id, 1) or pytest.fail("nothing was kept")
    assert run.made == 1, "nobody waits for it"
    await book.write(*[drafted(a_stream(), PLAN) for _ in range(300)], seen=await book.position())
    assert run.leaves == (await leaves(pool, book))[1:7], "made while the database wrote what came next"
    while run.make(fresh.AT_ONCE):
        pass
    assert run.leaves == (await leaves(pool, book))[1:]
    assert run.roots == {}, "of no whole tile all is known"
    for of_others in (False, True, False, False):
        store = PostgresStore(pool) if of_others else book.store  # of theirs, nobody here hears
        await Book(store, book.network_id, book.head).write(drafted(a_stream(), PLAN), seen=await book.position())
    assert (await sign(grown, book)).root == root_of(await leaves(pool, book))
    await book.write(*[drafted(a_stream(), PLAN) for _ in range(300)], seen=await book.position())
    assert (await sign(grown, book)).root == root_of(await leaves(pool, book))
    assert grown.fresh.run(book.network_id, await book.position()) is None
    monkeypatch.setattr(trees, "TURN", 70)  # a turn ends in the middle of a batch
    for _ in range(3):
        await book.write(*[drafted(a_stream(), PLAN) for _ in range(50)], seen=await book.position())
    assert (await sign(grown, book)).root == root_of(await leaves(pool, book))


async def test_what_the_database_holds_counts_where_it_is_not_what_was_written(
    book: Book, grown: Trees, pool: Any, owner: asyncpg.Connection
) -> None:
    heard(book, grown)
    await sign(grown, book)
    await book.write(drafted(a_stream(), PLAN, *[renamed(f"Plan {number}") for number in range(4)]), seen=1)
    await owner.execute("UPDATE event SET command_id = stream_id WHERE network_id = $1 AND position = 6", book.network_id)
    assert (await sign(grown, book)).root == root_of(await leaves(pool, book))


async def test_nothing_new_is_nothing_signed_and_a_second_lies_between_two(
    book: Book, grown: Trees, pool: Any, owner: asyncpg.Connection
) -> None:
    await sign(grown, book)
    assert await grown.grow(book.network_id, pen) == (None, False)
    await write(book, 1)
    patient = Trees(pool, apart=60)
    assert await patient.grow(book.network_id, pen) == (None, True)
    assert (await sign(grown, book)).size == 2
    assert [row["size"] for row in await rows(pool, book)] == [1, 2]
    await write(book, 1)
    await owner.execute(
        "UPDATE checkpoint SET at = at + interval '1 hour' WHERE network_id = $1", book.network_id
    )  # the clock was put back
    assert (turn := await patient.grow(book.network_id, pen)).signed is not None
    assert turn.signed.size == 3


async def test_a_log_that_was_never_founded_is_not_signed(grown: Trees) -> None:
    assert await grown.grow(network_id_of_nobody(), pen) == (None, False)


def network_id_of_nobody() -> Any:
    return a_stream()


async def test_a_long_log_is_signed_turn_by_turn_and_every_proof_holds(
    book: Book, grown: Trees, pool: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trees, "TURN", 300)
    monkeypatch.setattr(trees, "PAGE", 70)
    await write(book, 900)
    every = await leaves(pool, book)
    await sign(grown, book)
    sizes = [row["size"] for row in await rows(pool, book)]
    assert sizes == [300, 600, 900, 901]
    for row in await rows(pool, book):
        assert row["root"] == root_of(every[: row["size"]])
    for position in (1, 256, 257, 300, 301, 512, 900, 901):
        for size in (one for one in sizes if one >= position):
            proof = await grown.inclusion(book.network_id, position, size)
            assert tree.included(tree.leaf(proof.entry), position - 1, size, proof.hashes, root_of(every[:size]))
            assert f"\n{size}\n" in proof.note
    for old in (1, 255, 256, 300, 599, 900, 901):
        hashes = await grown.consistency(book.network_id, old, 901)
        assert tree.consistent(old, root_of(every[:old]), 901, root_of(every), hashes)
    for position, size in ((0, 300), (301, 300), (5, 299)):
        with pytest.raises(Unsigned):
            await grown.inclusion(book.network_id, position, size)
    for old, new in ((0, 300), (301, 300), (5, 299), (300, 1000)):
        with pytest.raises(Unsigned):
            await grown.consistency(book.network_id, old, new)


async def test_another_process_goes_on_from_what_was_signed(book: Book, pool: Any) -> None:
    for count in (3, 260, 500, 5, 300):
        await write(book, count)
        signed = await sign(Trees(pool, apart=0), book)
        assert signed.root == root_of(await leaves(pool, book))


async def test_of_processes_that_race_one_signs_each_size(book: Book, pool: Any) -> None:
    racing = [Trees(pool, apart=0) for _ in range(4)]
    for _ in range(8):
        await asyncio.gather(write(book, 5), *(one.grow(book.network_id, pen) for one in racing))
    await asyncio.gather(*(sign(one, book) for one in racing))
    every, found = await leaves(pool, book), await rows(pool, book)
    assert found[-1]["size"] == len(every)
    for row in found:
        assert row["root"] == root_of(every[: row["size"]])
    assert len({row["size"] for row in found}) == len(found)


async def test_two_who_sign_one_size_at_once_come_to_the_one_that_was_written(
    book: Book, pool: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The turn is what keeps them apart; without it the key of the table still does."""
    monkeypatch.setattr(trees.SQL, "alone", "SELECT true OR $1::uuid IS NULL")
    await write(book, 300)
    one, other = await asyncio.gather(*(Trees(pool, apart=0).grow(book.network_id, pen) for _ in range(2)))
    (row,) = await rows(pool, book)
    assert {turn.signed.note for turn in (one, other) if turn.signed} == {row["note"]}


async def test_who_dies_before_it_is_written_leaves_nothing_and_who_dies_after_loses_nothing(book: Book, grown: Trees, pool: Any) -> None:
    await write(book, 300)

    def dying() -> Pen:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await grown.grow(book.network_id, dying)
    assert await rows(pool, book) == []
    turn = await grown.grow(book.network_id, pen)  # and now nobody is told
    after = Trees(pool, apart=0)
    assert await after.newest(book.network_id) == turn.signed
    assert await after.grow(book.network_id, pen) == (None, False)
    await write(book, 1)
    assert (await sign(after, book)).root == root_of(await leaves(pool, book))


async def test_lost_tiles_are_made_again(book: Book, pool: Any, owner: asyncpg.Connection) -> None:
    await write(book, 700)
    every = await leaves(pool, book)
    await sign(Trees(pool, apart=0), book)
    kept = await owner.fetch("SELECT * FROM tree_tile WHERE network_id = $1 ORDER BY level, number", book.network_id)
    assert [(row["level"], row["number"]) for row in kept] == [(0, 0), (0, 1)]
    for lost in ("number = 0", "number = 1", "true"):
        await owner.execute(f"DELETE FROM tree_tile WHERE network_id = $1 AND {lost}", book.network_id)  # noqa: S608 - words of ours
        proof = await Trees(pool).inclusion(book.network_id, 3, 701)
        assert tree.included(tree.leaf(proof.entry), 2, 701, proof.hashes, root_of(every))
        await owner.execute(f"DELETE FROM tree_tile WHERE network_id = $1 AND {lost}", book.network_id)  # noqa: S608 - words of ours
        await write(book, 1)
        signed = await sign(Trees(pool, apart=0), book)
        assert signed.root == root_of(await leaves(pool, book))
        assert kept == await owner.fetch("SELECT * FROM tree_tile WHERE network_id = $1 ORDER BY level, number", book.network_id)


async def test_damaged_tiles_are_made_again_by_who_goes_on_from_them(book: Book, pool: Any, owner: asyncpg.Connection) -> None:
    await write(book, 300)
    await sign(Trees(pool, apart=0), book)
    await owner.execute("UPDATE tree_tile SET root = sha256('x'), hashes = hashes || ''::bytea WHERE network_id = $1", book.network_id)
    await write(book, 1)
    assert (await sign(Trees(pool, apart=0), book)).root == root_of(await leaves(pool, book))


SPOILT = {
    "a byte of a digest": "UPDATE event SET digest = set_byte(digest, 5, get_byte(digest, 5) # 1) WHERE network_id = $1 AND position = 7",
    "another author": "UPDATE event SET by = network_id WHERE network_id = $1 AND position = 7",
    "an event gone": "DELETE FROM event WHERE network_id = $1 AND position = 7",
    "the newest event gone": "DELETE FROM event WHERE network_id = $1 AND position = 301",
    "the newest event another": "UPDATE event SET version = 900 WHERE network_id = $1 AND position = 301",
}


@pytest.mark.parametrize("planted", SPOILT)
async def test_a_log_that_was_rewritten_is_proved_to_nobody_and_never_signed_again(
    book: Book, grown: Trees, pool: Any, owner: asyncpg.Connection, planted: str
) -> None:
    await write(book, 300)
    await sign(grown, book)
    before = await rows(pool, book)
    assert not (await owner.execute(SPOILT[planted], book.network_id)).endswith(" 0")
    with pytest.raises(Rewritten):
        await grown.inclusion(book.network_id, 301 if "newest" in planted else 7, 301)
    await owner.execute("DELETE FROM tree_tile WHERE network_id = $1", book.network_id)
    if "gone" not in planted:  # the head is where it was, so something new can follow
        await write(book, 1)
    with pytest.raises(Rewritten):
        await Trees(pool, apart=0).grow(book.network_id, pen) if planted != "an event gone" else await write_past(book, pool)
    assert await rows(pool, book) == before


async def write_past(book: Book, pool: Any) -> None:
    await write(book, 1)
    await Trees(pool, apart=0).grow(book.network_id, pen)


async def test_a_log_that_ends_before_what_was_signed_is_not_signed(book: Book, grown: Trees, pool: Any, owner: asyncpg.Connection) -> None:
    await write(book, 5)
    await sign(grown, book)
    await owner.execute("DELETE FROM event WHERE network_id = $1 AND position > 4", book.network_id)
    for one in (grown, Trees(pool, apart=0)):
        with pytest.raises(Rewritten) as told:
            await one.grow(book.network_id, pen)
        assert (told.value.after, told.value.through) == (4, 6)


async def test_who_held_what_a_fail_over_lost_goes_on_from_what_stands(
    book: Book, grown: Trees, pool: Any, owner: asyncpg.Connection
) -> None:
    """The newest events went, and with them what was signed of them; others stand in their places by now."""
    await write(book, 3)
    await sign(grown, book)
    await write(book, 3)
    await sign(grown, book)
    for table, column in (("event", "position"), ("checkpoint", "size"), ("command", "last_position")):
        await owner.execute(f"DELETE FROM {table} WHERE network_id = $1 AND {column} > 4", book.network_id)  # noqa: S608 - names of ours
    await owner.execute("DELETE FROM stream WHERE network_id = $1 AND first_position > 4", book.network_id)
    await write(book, 4)
    assert (await sign(grown, book)).root == root_of(await leaves(pool, book))


async def test_a_database_that_was_put_back_is_signed_under_a_new_name_alone(
    book: Book, pool: Any, owner: asyncpg.Connection, tmp_path: Path
) -> None:
    """Neither its server nor its timeline tells of it; who signed it before remembers, beside the key."""

    async def look() -> Evidence:
        made = Evidence(pool, f"https://{HOST}", tmp_path / "signing.key", apart=0)
        made.notice(book.network_id)
        await made.catch_up()
        return made

    await write(book, 3)
    await look()
    await write(book, 3)
    await look()
    for table, column in (("event", "position"), ("checkpoint", "size"), ("command", "last_position"), ("stream", "first_position")):
        await owner.execute(f"DELETE FROM {table} WHERE network_id = $1 AND {column} > 4", book.network_id)  # noqa: S608 - names of ours
    await write(book, 4)  # others stand in their places by now
    told = (await look()).rewritten[book.network_id]
    assert (told.after, told.through) == (4, 7)
    assert [row["size"] for row in await rows(pool, book)] == [4]
    await owner.execute("UPDATE network SET epoch = 2 WHERE network_id = $1", book.network_id)
    assert not (await look()).rewritten
    (_, named) = await rows(pool, book)
    assert checkpoint.parse(note.parse(named["note"])[0]).continues == (1, 4)


async def test_where_nothing_can_be_remembered_beside_the_key_signing_goes_on(book: Book, pool: Any, tmp_path: Path) -> None:
    (tmp_path / "signing.key.signed").write_text("no folder")
    evidence = Evidence(pool, f"https://{HOST}", tmp_path / "signing.key", apart=0)
    evidence.notice(book.network_id)
    await evidence.catch_up()
    assert evidence.newest(book.network_id) is not None


async def test_the_event_that_was_signed_last_is_looked_at_once_more(book: Book, grown: Trees, owner: asyncpg.Connection) -> None:
    """What a fail-over lost may have been written again as something else, while the edge is still in memory."""
    await write(book, 5)
    await sign(grown, book)
    await owner.execute("UPDATE event SET command_id = stream_id WHERE network_id = $1 AND position = 6", book.network_id)
    await write(book, 1)
    with pytest.raises(Rewritten) as told:
        await grown.grow(book.network_id, pen)
    assert (told.value.after, told.value.through) == (4, 7)


async def test_a_new_epoch_says_what_it_continues_from(book: Book, grown: Trees, pool: Any, owner: asyncpg.Connection) -> None:
    await write(book, 4)
    old = await sign(grown, book)
    await owner.execute("UPDATE network SET epoch = 2 WHERE network_id = $1", book.network_id)
    first = await sign(grown, book)  # though nothing was written
    assert (first.epoch, first.size, first.root) == (2, 5, old.root)
    told = checkpoint.parse(note.parse(first.note)[0])
    assert (told.origin, told.continues) == (f"{HOST}/{book.network_id}/2", (1, 5))
    await book.write(drafted(a_stream(), PLAN), epoch=2)
    second = await sign(grown, book)
    assert checkpoint.parse(note.parse(second.note)[0]).continues is None
    assert tree.consistent(5, old.root, 6, second.root, await grown.consistency(book.network_id, 5, 6))
    assert len(await grown.verifiers(book.network_id)) == 2


async def test_a_new_key_is_a_new_line_and_the_old_one_stays(book: Book, grown: Trees) -> None:
    old = await sign(grown, book)
    await write(book, 1)
    other = Ed25519PrivateKey.generate()
    turn = await grown.grow(book.network_id, lambda: Pen(HOST, other))
    lines = await grown.verifiers(book.network_id)
    assert [one.public for one in lines] == [note.public_of(other), note.public_of(KEY)]
    assert turn.signed is not None
    for signed, line in ((turn.signed, lines[0]), (old, lines[1])):
        assert checkpoint.parse(note.opened(signed.note, [line])).size == signed.size


async def test_a_redaction_leaves_every_proof_as_it_was(book: Book, grown: Trees, pool: Any) -> None:
    await write(book, 5)
    before = await sign(grown, book)
    proof = await grown.inclusion(book.network_id, 3, before.size)
    (named,) = [one for one in await book.all() if one.position == 3]
    told = network.EventRedacted(positions=(3,), fields=("title",))
    await book.write(drafted(StreamId(book.network_id), told, kind="network"))
    assert await pool.fetchval("SELECT salt IS NULL FROM event WHERE network_id = $1 AND position = $2", book.network_id, named.position)
    after = await sign(Trees(pool, apart=0), book)
    assert await grown.inclusion(book.network_id, 3, before.size) == proof
    assert tree.consistent(before.size, before.root, after.size, after.root, await grown.consistency(book.network_id, 6, 7))


async def test_nobody_changes_what_was_signed_nor_the_keys(book: Book, grown: Trees, pool: Any, addresses: Addresses) -> None:
    await sign(grown, book)
    owner = await asyncpg.connect(addresses.owner)
    for db in (pool, owner):
        for table in ("checkpoint", "audit_key"):
            for statement in (f"UPDATE {table} SET at = now()", f"DELETE FROM {table}", f"TRUNCATE {table}"):  # noqa: S608 - names of ours
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await db.execute(statement)
    await owner.close()


async def test_a_proof_reads_as_many_tiles_as_the_tree_is_high(book: Book, grown: Trees, pool: Any, owner: asyncpg.Connection) -> None:
    """Seventy thousand events: three queries, two tiles' worth of hashes."""
    copied = """INSERT INTO event SELECT network_id, position + g, stream_id, version + g, tag, schema_version, command_id, cause, by,
        on_behalf_of, at, payload, salt, digest FROM event, generate_series(1, 70000) g WHERE network_id = $1 AND position = 1"""
    await owner.execute(copied, book.network_id)
    signed = await sign(grown, book)
    asked = list[str]()

    class Counting:
        def __init__(self, db: Any) -> None:
            self.db = db

        def __getattr__(self, name: str) -> Any:
            asked.append(name)
            return getattr(self.db, name)

    async with pool.acquire() as db:
        hashes = await grown._joined(Counting(db), book.network_id, tree.inclusion_nodes(40_000, signed.size))
    assert len(asked) <= 3, asked
    assert len(hashes) == 17
    (envelope,) = [await pool.fetchrow(trees.SQL.envelope, book.network_id, 40_001)]
    assert tree.included(tree.leaf(entry(Envelope(*envelope))), 40_000, signed.size, hashes, signed.root)
    assert await owner.fetchval("SELECT count(*) FROM tree_tile WHERE network_id = $1", book.network_id) == (70_001 >> 8) + 1
    assert tiles.of_edge(70_001) == [(0, 69888, 70001), (1, 256, 273), (2, 0, 1)]
