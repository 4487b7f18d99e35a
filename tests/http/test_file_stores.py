"""Where the bytes of files are kept: what every store promises, how files move, and what a store that fails leaves behind."""

import hashlib
import threading
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import anyio
import pytest

from events import ids
from events.ids import NetworkId
from service import problems
from service.attachments.files import Damaged, Files
from service.attachments.keeping import Away, InPostgres, Keeping, Moving, chosen
from service.settings import IN_DATABASE, FileStore
from tests.http.town import Town
from tests.people import ADA, BEN, CAS


class Bucket(BaseHTTPRequestHandler):
    """The little of S3 that files need: one object kept, read in parts, deleted, for whoever signs with a key."""

    protocol_version = "HTTP/1.1"
    kept: ClassVar[dict[str, bytes]] = {}

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        signed = "Credential=AKEY/" in self.headers["authorization"]
        if not signed or self.headers["x-amz-content-sha256"] != hashlib.sha256(body).hexdigest():
            return self.answer(403)
        self.kept[self.path] = body
        return self.answer(200, ETag='"1"')

    def do_GET(self) -> None:
        if (whole := self.kept.get(self.path)) is None:
            return self.answer(404)
        first, last = (int(one) for one in self.headers["range"].removeprefix("bytes=").split("-"))
        part = whole[first : last + 1]
        told = {"Content_Range": f"bytes {first}-{first + len(part) - 1}/{len(whole)}", "Last_Modified": "Mon, 02 Mar 2026 08:00:00 GMT"}
        return self.answer(206, part, ETag='"1"', **told)

    def do_DELETE(self) -> None:
        self.kept.pop(self.path, None)
        self.answer(204)

    def log_message(self, *_told: Any) -> None:
        """Nobody reads it."""


@pytest.fixture(scope="module")
def bucket() -> Iterator[FileStore]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Bucket) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield FileStore(url="s3://files/club21", endpoint=f"http://127.0.0.1:{server.server_port}", region="eu", key_id="AKEY", secret="s")
        server.shutdown()


@pytest.fixture
def at(town: Town, bucket: FileStore, tmp_path: Path) -> dict[str, Keeping]:
    """One of every kind; a new kind is one line more."""
    pool = town.service.pool
    folder = chosen(pool, FileStore(url=f"file://{tmp_path}/files"))
    return {
        "postgresql": InPostgres(pool),
        "folder": folder,
        "s3": chosen(pool, bucket),
        "moving": Moving(InPostgres(pool), chosen(pool, bucket)),
    }


async def read(store: Keeping, network: NetworkId, sha256: bytes) -> bytes:
    return b"".join([piece async for piece in store.read(network, sha256)])


async def test_a_store_gives_back_what_it_was_given_until_it_is_dropped(town: Town, at: dict[str, Keeping]) -> None:
    """What every store promises."""
    here, there = town.network, NetworkId(ids.new())
    whole = bytes(range(256)) * 5_000  # several pieces
    one, other = hashlib.sha256(whole).digest(), hashlib.sha256(b"b").digest()
    for kind, store in at.items():
        assert await read(store, here, one) == b"", kind
        for _ in range(2):
            await store.keep(here, one, whole)
        await store.keep(here, other, b"b")
        assert await read(store, here, one) == whole, kind
        assert await read(store, there, one) == b"", kind
        for _ in range(2):
            await store.drop(here, one)
        assert (await read(store, here, one), await read(store, here, other)) == (b"", b"b"), kind
        await store.drop(here, other)


async def test_files_move_from_one_store_to_another_while_people_go_on(town: Town, at: dict[str, Keeping]) -> None:
    pool, network = town.service.pool, town.network
    before, now = at["postgresql"], at["folder"]
    first, gone = [await Files(pool, 5, before).take(network, BEN, pieces(one)) for one in (b"Le devis", b"Un brouillon")]
    moving = Files(pool, 5, Moving(before, now))
    second = await moving.take(network, BEN, pieces(b"Le plan"))
    sha256 = bytes.fromhex(first.sha256)
    assert await whole(moving, network, first.sha256) == b"Le devis"
    assert [await moving.move(network, sha256) for _ in range(2)] == [True, False]
    assert await moving.move(network, bytes.fromhex(second.sha256)) is False
    for sent, said in ((first, b"Le devis"), (second, b"Le plan")):
        assert await whole(moving, network, sent.sha256) == said
        assert await read(now, network, bytes.fromhex(sent.sha256)) == said
        assert await read(before, network, bytes.fromhex(sent.sha256)) == b""
    await moving.unsend(network, gone.sha256)
    assert await moving.sweep(network) == 1
    assert await read(before, network, bytes.fromhex(gone.sha256)) == b""  # what is let go of meanwhile does not come along
    assert await moving.fault(network, sha256) is None
    await now.drop(network, sha256)
    assert await moving.fault(network, sha256) == "missing"


async def test_the_library_for_other_stores_is_loaded_where_one_is_set(town: Town) -> None:
    assert type(chosen(town.service.pool, FileStore())) is InPostgres
    assert type(chosen(town.service.pool, FileStore(url=IN_DATABASE, before=IN_DATABASE))) is InPostgres


async def test_a_store_that_refuses_leaves_nothing_behind(town: Town, bucket: FileStore, capfd: pytest.CaptureFixture[str]) -> None:
    """Who sends is told to come again, no secret is logged, and no room is taken once the next look is over."""
    pool, network = town.service.pool, town.network
    wrong = FileStore(url=bucket.url, endpoint=bucket.endpoint, region="eu", key_id="OTHER", secret="sesame-7")
    refused, connections = Files(pool, 1, chosen(pool, wrong)), pool.get_size()
    with pytest.raises(Away) as caught:
        await refused.take(network, BEN, pieces(b"Le devis"))
    assert problems.document(caught.value, "en")[0].status == 503
    assert "sesame-7" not in "".join(capfd.readouterr())
    assert pool.get_size() >= connections, "the turn was given back, and not left to the database to find out"
    assert await refused.sweep(network) == 1
    assert await pool.fetchval("SELECT count(*) FROM files.file_known WHERE network_id = $1", network) == 0


async def test_whoever_has_a_file_has_what_was_attached_or_not_all_of_it(town: Town, at: dict[str, Keeping]) -> None:
    files, said = Files(town.service.pool, 5, at["s3"]), b"a;b\n" * 500_000
    sent = await files.take(town.network, BEN, pieces(said))
    (name,) = [one for one in Bucket.kept if one.endswith(sent.sha256)]
    Bucket.kept[name] = said[:-1] + b"!"
    got: list[bytes] = []

    async def have() -> None:
        async for piece in await files.read(town.network, sent.sha256) or pieces(b""):
            got.append(piece)

    with pytest.raises(Damaged):
        await have()
    assert 0 < len(b"".join(got)) < len(said)
    assert await files.fault(town.network, bytes.fromhex(sent.sha256)) == "damaged"


async def test_the_same_bytes_sent_by_two_at_once_are_kept_once(town: Town, at: dict[str, Keeping]) -> None:
    async with anyio.create_task_group() as together:
        files = [Files(town.service.pool, 5, at["s3"]) for _ in range(2)]  # two processes
        for one, person in zip((*files, *files), (BEN, CAS, CAS, BEN), strict=True):
            together.start_soon(one.take, town.network, person, pieces(b"Le devis"))
    assert len([name for name in Bucket.kept if str(town.network) in name]) == 1
    assert await town.service.pool.fetchval("SELECT count(*) FROM files.file_sent WHERE network_id = $1", town.network) == 2


async def test_what_is_being_sent_stays_and_what_was_cut_off_goes(town: Town) -> None:
    pool, network = town.service.pool, town.network
    begun, go_on = anyio.Event(), anyio.Event()

    class Slow(InPostgres):
        async def keep(self, network: NetworkId, sha256: bytes, content: bytes) -> None:
            begun.set()
            await go_on.wait()
            await super().keep(network, sha256, content)

    sending, other = Files(pool, 5, Slow(pool)), Files(pool, 5)  # two processes
    async with anyio.create_task_group() as together:
        together.start_soon(sending.take, network, BEN, pieces(b"Le devis"))
        await begun.wait()
        assert await other.sweep(network) == 0  # it is known already, and nothing refers to it yet
        together.cancel_scope.cancel()
    with anyio.fail_after(30):
        while not await other.sweep(network):  # the database has yet to hear that the line is gone
            pass
    go_on.set()
    sent = await sending.take(network, BEN, pieces(b"Le devis"))
    assert (await other.sweep(network), await whole(other, network, sent.sha256)) == (0, b"Le devis")


async def test_a_network_keeps_as_much_as_the_operator_gave_it(town: Town) -> None:
    tight = Files(town.service.pool, 1)
    large = b"a;b\n" * 200_000
    await tight.take(town.network, BEN, pieces(large))
    await tight.take(town.network, BEN, pieces(large))  # the same once more takes no room
    with pytest.raises(problems.TooLarge) as caught:
        await tight.take(town.network, CAS, pieces(large + b"c"))
    assert "has used 1 MB of 1 MB" in problems.document(caught.value, "en")[0].detail
    assert await tight.room(town.network) == (1, 1)
    told = await town.get(ADA, "/files")
    assert (told.status_code, told.json()) == (200, {"used": 1, "quota": town.service.settings.files_quota})
    await tight.take(NetworkId(ids.new()), BEN, pieces(large + b"c"))


async def pieces(whole: bytes) -> AsyncIterator[bytes]:
    yield whole


async def whole(files: Files, network: NetworkId, sha256: str) -> bytes | None:
    coming = await files.read(network, sha256)
    return None if coming is None else b"".join([piece async for piece in coming])
