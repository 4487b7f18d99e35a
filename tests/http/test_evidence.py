"""Evidence over HTTP and across processes: what is written is signed within seconds, once, and proved to who may know of it."""

import asyncio
import stat
from base64 import b64decode
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from events.audit import checkpoint, note, tree
from events.audit.note import Verifier
from events.audit.trees import APART, Signed
from service.embedded import Addresses
from service.evidence import host_of
from service.signing_key import SigningKey, Unusable
from tests.http.conftest import served
from tests.http.town import Town, found
from tests.people import ADA, BEN, CAS, DOT, EVA
from tests.terminal import club21


@pytest.fixture(autouse=True)
def at_once(request: pytest.FixtureRequest) -> Iterator[None]:
    """No second has to pass between two checkpoints of the service that these tests share; tests/log/test_trees.py sees that one does."""
    if "town" not in request.fixturenames:
        yield
        return
    evidence = request.getfixturevalue("service")[0].state.evidence
    evidence._apart, evidence._trees._apart = 0.01, 0.0
    yield
    evidence._apart = evidence._trees._apart = APART


async def until(done: Callable[[], Awaitable[Any]]) -> Any:
    """What must come, a minute if need be."""
    async with asyncio.timeout(60):
        while True:
            if (came := await done()) is not None:
                return came
            await asyncio.sleep(0.02)


async def signed_through(town: Town, position: int) -> str:
    """The newest checkpoint, once it reaches a position."""

    async def reached() -> str | None:
        answer = await town.get(BEN, "/evidence/checkpoint")
        if answer.status_code == 404:
            return None
        assert answer.headers["content-type"].startswith("text/plain")
        return answer.text if checkpoint.parse(note.parse(answer.text)[0]).size >= position else None

    return str(await until(reached))


async def test_what_is_written_is_signed_within_seconds_and_proved_offline(town: Town) -> None:
    before = await signed_through(town, await town.head())
    action = await town.add(BEN, "Planter une haie")
    after = await signed_through(town, position := await town.head())
    lines = (await town.get(BEN, "/evidence/keys")).json()
    old, new = (checkpoint.parse(note.opened(one, [Verifier.parse(line) for line in lines])) for one in (before, after))
    assert new.origin == f"{host_of(town.url)}/{town.network}/1"
    consistent = (await town.get(BEN, "/evidence/consistency", old=old.size, new=new.size)).json()
    assert tree.consistent(old.size, old.root, new.size, new.root, [b64decode(one) for one in consistent["proof"]])
    answer = (await town.get(BEN, "/evidence/inclusion", position=position)).json()
    told = checkpoint.parse(note.opened(answer["checkpoint"], [Verifier.parse(line) for line in lines]))
    entry = b64decode(answer["entry"])
    assert (answer["index"], answer["size"]) == (position - 1, told.size)
    assert tree.included(tree.leaf(entry), answer["index"], told.size, [b64decode(one) for one in answer["proof"]], told.root)
    assert entry[17:33].hex() == action.replace("-", "")  # the stream


async def test_nothing_is_signed_while_nothing_is_written(town: Town) -> None:
    last = await signed_through(town, await town.head())
    evidence = town.service.inside.state.evidence
    heard: list[Signed] = []
    evidence.heard.append(lambda network_id, signed: heard.append(signed) if network_id == town.network else None)
    evidence.notice(town.network)
    await evidence.catch_up()
    assert (await town.get(BEN, "/evidence/checkpoint")).text == last
    assert heard == []
    evidence.heard.pop()


async def test_what_somebody_may_not_know_of_is_as_absent_as_what_is_not_there(town: Town) -> None:
    kept = await town.add(ADA, "Négociation en cours", parties=[str(ADA), str(BEN)])
    position = await town.head()
    await signed_through(town, position)
    for person in (ADA, BEN, DOT):
        answer = await town.get(person, "/evidence/inclusion", position=position)
        assert b64decode(answer.json()["entry"])[17:33].hex() == kept.replace("-", "")
    absent = await town.get(CAS, "/evidence/inclusion", position=10_000)
    hidden = await town.get(CAS, "/evidence/inclusion", position=position)
    assert absent.status_code == hidden.status_code == 404
    assert absent.json() | {"id": ""} == hidden.json() | {"id": ""}
    assert (await town.get(EVA, "/evidence/checkpoint")).status_code == 404
    assert (await town.get(None, "/evidence/checkpoint")).status_code == 401


NEVER_SIGNED: tuple[tuple[str, dict[str, Any], int], ...] = (
    ("inclusion", {"position": 1, "size": 999_999}, 404),
    ("inclusion", {"position": 0}, 400),
    ("inclusion", {"position": 10**22}, 400),
    ("inclusion", {}, 400),
    ("consistency", {"old": 0, "new": 1}, 400),
    ("consistency", {"old": 2, "new": 1}, 404),
    ("consistency", {"old": 1, "new": 99_999}, 404),
    ("consistency", {"old": "x", "new": 1}, 400),
)


async def test_what_was_never_signed_is_not_proved(town: Town) -> None:
    await signed_through(town, 1)
    for name, asked, status in NEVER_SIGNED:
        answer = await town.get(BEN, f"/evidence/{name}", **asked)
        assert answer.status_code == status, (name, asked, answer.text)


async def test_a_log_that_was_rewritten_is_told_of(town: Town, addresses: Addresses) -> None:
    await signed_through(town, position := await town.head())
    owner = await asyncpg.connect(addresses.owner)
    await owner.execute("SET session_replication_role = replica")
    await owner.execute("UPDATE event SET digest = sha256(digest) WHERE network_id = $1 AND position = $2", town.network, position)
    await owner.close()
    answer = await town.get(BEN, "/evidence/inclusion", position=position)
    assert (answer.status_code, answer.json()["code"]) == (409, "evidence.rewritten")
    await town.add(BEN, "Ensuite")
    evidence = town.service.inside.state.evidence
    await until(lambda: asyncio.sleep(0, evidence.rewritten.get(town.network)))
    assert checkpoint.parse(note.parse((await town.get(BEN, "/evidence/checkpoint")).text)[0]).size == position
    assert f"club21_logs_rewritten {len(evidence.rewritten)}" in (await town.browser(None).get("/metrics")).text


async def test_every_process_hears_of_what_one_signed_and_the_next_to_start_signs_what_nobody_did(
    database: Addresses, tmp_path: Path
) -> None:
    key = str(tmp_path / "not" / "there" / "yet" / "signing.key")
    async with served(database, SIGNING_KEY=key) as (one, url), served(database, SIGNING_KEY=key) as (other, _):
        town = await found(one, url)
        heard: dict[str, list[int]] = {"one": [], "other": []}
        for name, service in (("one", one), ("other", other)):
            service.state.evidence.heard.append(lambda _network, signed, name=name: heard[name].append(signed.size))
        await other.networks.open(town.network)
        await town.add(BEN, "Planter une haie")
        head = await town.head()
        await until(lambda: asyncio.sleep(0, all(head in sizes for sizes in heard.values()) or None))
        newest = one.state.evidence.newest(town.network)
        assert other.state.evidence.newest(town.network) == newest
        for sizes in heard.values():
            assert sizes == sorted(set(sizes))  # each once, the newest last
        await town.close()
        await one.pool.execute("UPDATE network SET epoch = 2 WHERE network_id = $1", town.network)  # as a restore does
    another = tmp_path / "another.key"
    async with served(database, SIGNING_KEY=str(another)) as (service, _):
        evidence = service.state.evidence
        assert evidence.newest(town.network) is None

        async def signed() -> Signed | None:
            newest = await evidence.look(town.network)
            return newest if newest and newest.epoch == 2 else None

        first = await until(signed)
        assert newest is not None
        assert checkpoint.parse(note.parse(first.note)[0]).continues == (1, newest.size)
        assert (first.size, first.root) == (newest.size, newest.root)
        assert len(await evidence.verifiers(town.network)) == 2  # each key and each epoch a line of its own
        document = await service.pool.fetch("SELECT * FROM audit_key")
        private = another.read_bytes()
        assert all(row["public"] not in private for row in document)


def test_the_key_is_made_once_for_its_owner_alone_and_changed_by_a_new_file(tmp_path: Path) -> None:
    file = tmp_path / "data" / "signing.key"
    one, other = SigningKey(file), SigningKey(file)
    assert one.key() is one.key()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert note.public_of(one.key()) == note.public_of(other.key())
    rotated = note.public_of(one.rotate())
    assert note.public_of(one.key()) == note.public_of(other.key()) == rotated
    assert [path.name for path in file.parent.iterdir()] == ["signing.key"]


@pytest.mark.parametrize("content", [b"", b"no key", b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"])
def test_a_file_that_holds_no_key_is_left_alone(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "signing.key"
    file.write_bytes(content)
    with pytest.raises(Unusable):
        SigningKey(file).key()
    assert file.read_bytes() == content
    with pytest.raises(Unusable):
        SigningKey(tmp_path).key()


def test_a_new_key_takes_the_place_of_the_former_when_it_is_meant(tmp_path: Path) -> None:
    file = tmp_path / "signing.key"
    before = note.public_of(SigningKey(file).key())
    hesitant = club21("audit", "rotate-key", SIGNING_KEY=str(file))
    assert (hesitant.returncode, "--yes" in hesitant.stderr) == (2, True)
    assert note.public_of(SigningKey(file).key()) == before
    assert club21("audit", "rotate-key", "--yes", SIGNING_KEY=str(file)).returncode == 0
    assert note.public_of(SigningKey(file).key()) != before
    assert club21("audit", "rotate-key", "--yes", SIGNING_KEY="/proc/signing.key").returncode == 2


def test_a_service_that_can_not_sign_says_so_before_it_serves(addresses: Addresses, tmp_path: Path) -> None:
    where = {"DATABASE_URL": addresses.application, "PORT": "0", "SIGNING_KEY": str(tmp_path)}
    done = club21("serve", "--no-demo", **where)
    assert done.returncode == 2
    assert str(tmp_path) in done.stderr
    assert "SIGNING_KEY" in done.stderr
    assert len(done.stderr.splitlines()) == 1
