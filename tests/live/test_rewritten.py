"""A database that is rewritten behind the service's back, with everything that was signed of it: a client that comes back can tell."""

import argparse
import asyncio
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import pytest

from events import ids
from events.ids import NetworkId
from service import watching
from service.client.keeping import Keeping, Kept, Proved
from service.client.live import Client
from service.embedded import Addresses
from service.live import heads, hubs
from service.stopped import Stopped
from tests.http.conftest import served
from tests.http.test_tokens import made
from tests.http.town import Town, asking, found
from tests.live.test_client import audited
from tests.people import ADA
from tests.terminal import club21


async def proved(client: Client, size: int) -> Proved:
    """The first that is told of the log at this size or beyond, or what is wrong with it."""
    async with asyncio.timeout(30):
        async for news in client.news():
            if isinstance(news, Proved) and (news.why is not None or news.size >= size):
                return news
    raise AssertionError


async def flip(db: Any, network: NetworkId, last: int) -> None:
    await db.execute("UPDATE event SET digest = sha256(payload) WHERE network_id = $1 AND position = $2", network, last - 2)


async def drop(db: Any, network: NetworkId, last: int) -> None:
    await db.execute("DELETE FROM event WHERE network_id = $1 AND position = $2", network, last - 2)
    await shift(db, network, last - 2, -1)


async def insert(db: Any, network: NetworkId, last: int) -> None:
    await shift(db, network, last - 2, 1)
    columns = "tag, schema_version, cause, by, on_behalf_of, at, payload, salt, digest"
    await db.execute(
        f"INSERT INTO event (network_id, position, stream_id, version, command_id, {columns})"  # noqa: S608  # nothing of it comes from outside
        f" SELECT network_id, $2, gen_random_uuid(), 1, gen_random_uuid(), {columns} FROM event WHERE network_id = $1 AND position = $3",
        *(network, last - 1, last - 2),
    )


async def swap(db: Any, network: NetworkId, last: int) -> None:
    for before, after in ((last - 2, 1_000), (last - 1, last - 2), (1_000, last - 1)):
        await db.execute("UPDATE event SET position = $3 WHERE network_id = $1 AND position = $2", network, before, after)


async def shift(db: Any, network: NetworkId, after: int, by: int) -> None:
    """All that stands behind this, by one place."""
    await db.execute("UPDATE event SET position = position + 1000 WHERE network_id = $1 AND position > $2", network, after)
    await db.execute("UPDATE event SET position = position - 1000 + $2 WHERE network_id = $1 AND position > 1000", network, by)


ATTACKS: dict[str, Callable[[Any, NetworkId, int], Awaitable[None]]] = {
    "flip": flip,
    "delete": drop,
    "insert": insert,
    "swap": swap,
    "nothing": lambda *_: asyncio.sleep(0),
}


async def test_a_client_that_returns_can_tell_that_the_log_was_rewritten(
    database: Addresses, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(heads, "EVERY", 0.0)
    monkeypatch.setattr(hubs, "SWEEP_EVERY", 0.05)
    key = str(tmp_path / "signing.key")  # what stands beside it is deleted: nobody else may be writing there
    towns: dict[str, tuple[Town, str, int, Keeping]] = {}
    async with served(database, SIGNING_KEY=key) as (service, url):
        service.inside.state.evidence._apart = 0.05
        for attack in ATTACKS:
            town = await found(service, url)
            added = [asking("action.add", ids.new(), plan=town.plan, title=f"Action {number}", order_key="V") for number in range(4)]
            assert (await town.post(ADA, added)).status_code == 200
            towns[attack] = town, (await made(town))["secret"], await town.head(), Keeping()
        for town, secret, last, kept in towns.values():
            async with Client(url, town.network, secret, kept=kept) as client:
                assert (await proved(client, last)).why is None
            await town.close()
    shutil.rmtree(f"{key}.signed")  # what the service itself remembers of it
    db = await asyncpg.connect(database.owner)
    try:
        await db.execute("SET session_replication_role = replica")  # whoever owns the database is held by no trigger
        for attack, (town, _, last, _) in towns.items():
            async with db.transaction():
                await ATTACKS[attack](db, town.network, last)
                if attack != "nothing":
                    for table in ("checkpoint", "tree_tile"):  # so that the service signs what it finds
                        await db.execute(f"DELETE FROM {table} WHERE network_id = $1", town.network)  # noqa: S608  # nothing of it comes from outside
    finally:
        await db.close()
    async with served(database, BASE_URL=url, SIGNING_KEY=key) as (service, again):
        service.inside.state.evidence._apart = 0.05
        for attack, (town, secret, last, kept) in towns.items():
            before = kept.tree
            async with Client(again, town.network, secret, kept=kept) as client:
                if attack == "nothing":
                    assert kept.broken is None
                    continue
                told = await proved(client, last)
            assert (attack, told.why) == (attack, "shorter" if attack == "delete" else "rewritten")
            assert kept.tree == before
            assert kept.broken is not None


async def test_watch_keeps_what_is_signed_and_does_not_forget_that_it_was_rewritten(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await town.add(ADA, "Compost")
    secret, file = await audited(town), tmp_path / "kept.json"
    asked = ("watch", str(town.network), "--url", town.url, "--replay", "--from", "2", "--keep", str(file))

    async def watched(**where: str) -> Any:
        return await asyncio.to_thread(lambda: club21(*asked, CLUB21_TOKEN=secret, **where))

    done = await watched()
    assert (done.returncode, done.stderr) == (0, "")
    told = [msgspec.json.decode(line) for line in done.stdout.splitlines()]
    assert [one["position"] for one in told] == [*range(3, await town.head() + 1)]
    assert told[-1].keys() >= {"stream", "version", "tag", "at", "by", "body"}
    ((network, kept),) = msgspec.json.decode(file.read_bytes(), type=dict[str, Kept]).items()
    assert network == str(town.network)
    assert kept.tree is not None
    assert kept.keys
    other = msgspec.structs.replace(kept.tree, root="IJWS+83mWBEFvfr85YVTwR8GNMWXKLpFvhd1bM5Ddbg=")
    file.write_bytes(msgspec.json.encode({network: msgspec.structs.replace(kept, tree=other)}))
    done = await watched()
    (sentence,) = done.stderr.splitlines()
    assert (done.returncode, "rewritten" in sentence) == (1, True), sentence
    monkeypatch.setenv("CLUB21_TOKEN", secret)
    options = argparse.Namespace(network=network, url="http://nowhere.example", topics=[], keep=file)
    with pytest.raises(watching.Lacking, match="watch_rewritten"):  # the next time nobody is even asked
        await watching.watch(town.service.settings, "en", options)


@pytest.mark.parametrize("content", [b"[]", b"{", b'{"x":1}'])
def test_a_file_that_keeps_nothing_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "kept.json").write_bytes(content)
    with pytest.raises(Stopped, match=r"cli\.watch_no_keep"):
        watching._read(tmp_path / "kept.json", ids.new())
