"""Evidence bundles: what was exported verifies, and whatever was done to log or bundle is found with its position, by another program."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator, Callable
from contextlib import redirect_stderr, redirect_stdout
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from events import action, ids, network
from events.audit import bundle, tree, trees, verify
from events.audit.entry import Envelope, entry
from events.audit.trees import Trees
from events.fields import Change
from events.ids import ActionId, PlanId
from events.log.postgres import PostgresStore
from tests.log.office import Office, an_office, opened
from tests.log.test_trees import grown, owner, pen, sign  # noqa: F401 - fixtures among them
from tests.people import ADA

SECRET = "Mme Sylvette Aubépin, 14 rue des Lilas"


class Kept(NamedTuple):
    """A log, and what an auditor carried home at some moment of it."""

    office: Office
    plan: PlanId
    card: ActionId
    trees: Trees
    pool: Any
    folder: Path

    async def export(self, name: str, plan: PlanId | None = None, **named: Any) -> Path:
        await sign(self.trees, self.office)
        return await self.taken(name, plan, **named)

    async def taken(self, name: str, plan: PlanId | None = None, **named: Any) -> Path:
        """Without asking for a signature first."""
        path = self.folder / name
        async with self.pool.acquire() as db:
            with path.open("wb") as target:
                await bundle.write(db, self.trees, self.office.network_id, target, plan, **named)
        return path


@pytest.fixture
async def kept(pool: "asyncpg.Pool[Any]", grown: Trees, tmp_path: Path) -> AsyncIterator[Kept]:  # noqa: F811 - the fixture of that name
    office = await an_office(PostgresStore(pool))
    plan, card = await opened(office), ActionId(ids.new())
    await sign(grown, office)
    await office.ask(card, action.Add(plan=plan, title="Fête du vélo", order_key="V"))
    await office.ask(card, action.Edit(lead=Change(None, "Fanette")))
    await sign(grown, office)
    for number in range(3):
        await office.ask(card, action.Edit(budget_planned=Change(number or None, number + 1)))
        await opened(office)
    yield Kept(office, plan, card, grown, pool, tmp_path)
    for one in office.lines:
        await one.close()


def ran(*arguments: object) -> tuple[int, str]:
    """How the verifier ends and what it says, run as a stranger runs it but in this process."""
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        code = verify.main([str(one) for one in arguments])
    return code, said.getvalue()


def verified(*arguments: object, code: int = 0) -> str:
    """What it says, where it ends as it should."""
    ended, said = ran(*arguments)
    assert ended == code, said
    return said


async def test_a_bundle_verifies_by_a_file_that_stands_alone(kept: Kept) -> None:
    path = await kept.export("all.zip")
    with zipfile.ZipFile(path) as archive:
        alone = kept.folder / "verify.py"
        alone.write_bytes(archive.read("verify.py"))
        (line,) = archive.read("keys.txt").decode().split()
        notes = archive.read("checkpoints.txt").decode()
    done = subprocess.run(  # noqa: ASYNC221 - nobody else is waiting
        [sys.executable, "-I", str(alone), str(path), "--key", line], capture_output=True, text=True, check=False, cwd="/"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "events 1 to 16, 3 checkpoints" in done.stdout
    assert "a key out of the bundle" in verified(path)
    (kept.folder / "note").write_text(first_of(notes))
    assert "All of it holds." in verified(path, "--against", kept.folder / "note")


def first_of(notes: str) -> str:
    body, signatures, *_ = notes.split("\n\n")
    return f"{body}\n\n{signatures}\n"


async def test_records_hold_the_entries_that_the_format_names(kept: Kept) -> None:
    rows = await kept.pool.fetch(
        "SELECT e.*, r.record FROM event e JOIN event_record r USING (network_id, position) WHERE network_id = $1", kept.office.network_id
    )
    for row in rows:
        made = entry(Envelope(*(row[name] for name in Envelope._fields)))
        record = row["position"].to_bytes(8) + len(made).to_bytes(2) + made + bytes([16]) + row["salt"] + row["payload"]
        assert row["record"] == record
        assert sha256(b"\0" + made).digest() == tree.leaf(made)


CHANGED = "convert_to(replace(convert_from(payload, 'UTF8'), 'Fête', 'Fuite'), 'UTF8')"
COLUMNS = "schema_version, command_id, cause, by, on_behalf_of, at, payload, salt, digest"

#: What somebody who owns the database may do, and what the verifier says of it: beside an older bundle, and beside an older checkpoint.
LIES: dict[str, tuple[str, str, str]] = {
    "a byte of the content": (
        "UPDATE event SET payload = set_byte(payload, 30, get_byte(payload, 30) # 1) WHERE {12}",
        "position 12 has content of another digest",
        "position 12 has content of another digest",
    ),
    "content with a digest that fits": (
        "UPDATE event SET payload = {changed}, digest = sha256(salt || {changed}) WHERE {9}",
        "position 9 is another than in the older bundle",
        "positions 9 to 10 are not those of checkpoint 1.10",
    ),
    "who did it": (
        "UPDATE event SET by = stream_id WHERE {10}",
        "position 10 is another than in the older bundle",
        "positions 9 to 10 are not those of checkpoint 1.10",
    ),
    "when it was": (
        "UPDATE event SET at = at - interval '1 day' WHERE {3}",
        "position 3 is another than in the older bundle",
        "positions 1 to 8 are not those of checkpoint 1.8",
    ),
    "an event deleted": ("DELETE FROM event WHERE {11}", "position 11 is missing", "position 11 is missing: 12 stands in its place"),
    "the last deleted": ("DELETE FROM event WHERE {16}", "position 15 was the last", "position 15 was the last"),
    "two events swapped": (
        "UPDATE event SET position = 901 WHERE {12}; UPDATE event SET position = 12 WHERE {13}; UPDATE event SET position = 13 WHERE {901}",
        "position 12 is another than in the older bundle",
        "positions 11 to 16 are not those of checkpoint 1.16",
    ),
    "two events of one stream swapped": (
        "UPDATE event SET position = 901 WHERE {9}; UPDATE event SET position = 9 WHERE {10}; UPDATE event SET position = 10 WHERE {901}",
        "position 9",
        "position 9 has version 2 of its stream",
    ),
    "an event inserted": (
        "UPDATE event SET position = position + 100 WHERE position > 10 AND {network};"
        "UPDATE event SET position = position - 99 WHERE position > 10 AND {network};"
        "INSERT INTO event (network_id, position, stream_id, version, tag, {columns})"
        "SELECT network_id, 11, gen_random_uuid(), 1, tag, {columns} FROM event WHERE {10}",
        "position 11 is another than in the older bundle",
        "positions 11 to 16 are not those of checkpoint 1.16",
    ),
    "a text that nobody redacted": (
        'UPDATE event SET salt = NULL, payload = \'{{"tag":"action.edited","lead":"[redacted]"}}\' WHERE {10}',
        "position 10 was redacted, and nothing says why",
        "position 10 was redacted, and nothing says why",
    ),
}


@pytest.mark.parametrize("lie", LIES)
async def test_whoever_rewrites_the_log_is_found_out(kept: Kept, owner: asyncpg.Connection, lie: str) -> None:  # noqa: F811 - the fixture
    older = await kept.export("older.zip")
    with zipfile.ZipFile(older) as archive:
        kept.folder.joinpath("note").write_text(first_of(archive.read("checkpoints.txt").decode()))
    assert "All of it holds" in verified(await kept.taken("again.zip"), "--against", older)
    here = f"network_id = '{kept.office.network_id}'"
    statement, beside_bundle, beside_note = LIES[lie]
    positions = {str(number): f"{here} AND position = {number}" for number in (*range(1, 17), 901)}
    await owner.execute(_filled(statement, {**positions, "network": here, "changed": CHANGED, "columns": COLUMNS}))
    newer = await kept.taken("newer.zip")
    assert f"NOT GOOD: {beside_bundle}" in verified(newer, "--against", older, code=1)
    assert f"NOT GOOD: {beside_note}" in verified(newer, "--against", kept.folder / "note", code=1)


def _filled(statement: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        statement = statement.replace(f"{{{name}}}", value)
    return statement.replace("{{", "{").replace("}}", "}")


async def test_what_was_redacted_is_told_and_everything_still_holds(kept: Kept) -> None:
    office = kept.office
    await office.ask(kept.card, action.Edit(description=Change(None, SECRET)))
    older, older_plan = await kept.export("older.zip"), await kept.taken("plan.zip", kept.plan)
    assert SECRET.encode() in older.read_bytes()
    places = (network.Place(17, ("description",)),)
    await office.ask(office.network_id, network.Redact(places), ADA, reason="Une personne privée est nommée.")
    with pytest.raises(trees.Unsigned):
        await kept.taken("too_soon.zip")  # what says why the salt is gone is not signed yet
    for newer, before in ((await kept.export("newer.zip"), older), (await kept.taken("newer_plan.zip", kept.plan), older_plan)):
        assert SECRET.encode() not in newer.read_bytes()
        assert "no longer proved: 17 (by 18)" in verified(newer, "--against", before)
    places = (network.Place(18, ("reason",)),)
    await office.ask(office.network_id, network.Redact(places), ADA, reason="Le motif la nommait aussi.")
    # Whoever owns the database may write into 18 what they like by now, also that other texts were redacted.
    told = "17 (by 18, whose word is not proved either), 18 (by 19)."
    assert told in verified(await kept.export("newest.zip"))


@pytest.mark.parametrize("at_once", [2, bundle.PROVED])
async def test_a_plan_alone_is_proved_event_by_event(
    kept: Kept,
    owner: asyncpg.Connection,  # noqa: F811 - the fixture
    monkeypatch: pytest.MonkeyPatch,
    at_once: int,
) -> None:
    monkeypatch.setattr(bundle, "PROVED", at_once)
    whole = await kept.export("all.zip")
    path = await kept.taken("plan.zip", kept.plan, sizes=[8])
    with zipfile.ZipFile(path) as archive:
        assert json.loads(archive.read("bundle.json"))["plan"] == str(kept.plan)
        told = [int.from_bytes(one[:8]) for one in verify.records(archive, "events/000000000001.bin")]
    assert told == [8, 9, 10, 11, 13, 15]
    assert "not that nothing was left out" in verified(path)
    kept.folder.joinpath("note").write_text(first_of(zipfile.ZipFile(whole).read("checkpoints.txt").decode()))
    for older in (whole, kept.folder / "note", path):
        verified(path, "--against", older)
    await kept.office.ask(kept.card, action.Edit(lead=Change("Fanette", "Gaspard")))
    await kept.export("later.zip")
    later = await kept.taken("later_plan.zip", kept.plan)
    assert "Without a proof from" not in verified(later, "--against", path)
    monkeypatch.setattr(bundle, "OF_PLAN", 1)
    later = await kept.taken("thin_plan.zip", kept.plan)
    assert "Without a proof from checkpoint 1.16: only the events of both are compared." in verified(later, "--against", path)
    hidden = await kept.taken("hidden.zip", kept.plan, hidden=[kept.card])
    assert "All of it holds" in verified(hidden)
    with zipfile.ZipFile(hidden) as archive:
        assert [int.from_bytes(one[:8]) for one in verify.records(archive, "events/000000000001.bin")] == [8]
    await owner.execute(f"UPDATE event SET by = stream_id WHERE network_id = '{kept.office.network_id}' AND position = 10")  # noqa: S608 - the id of a network
    forged = await kept.taken("forged.zip", kept.plan)
    verified(forged, code=1)
    assert "is another than in the older bundle" in verified(await kept.taken("all.zip"), "--against", path, code=1)


async def test_a_restored_log_says_from_where_it_goes_on(kept: Kept, owner: asyncpg.Connection) -> None:  # noqa: F811 - the fixture
    lost = await kept.export("lost.zip")
    here = f"network_id = '{kept.office.network_id}'"
    await owner.execute(f"DELETE FROM event WHERE {here} AND position > 10; DELETE FROM checkpoint WHERE {here} AND size > 10")  # noqa: S608 - the id of a network
    await owner.execute(f"DELETE FROM command WHERE {here} AND last_position > 10; DELETE FROM stream WHERE {here} AND first_position > 10")  # noqa: S608 - the id of a network
    await owner.execute(f"UPDATE network SET epoch = 2 WHERE {here}")  # noqa: S608 - the id of a network
    path = await kept.export("restored.zip")
    assert "epoch 2, events 1 to 10, 3 checkpoints" in verified(path)
    with zipfile.ZipFile(lost) as archive:
        kept.folder.joinpath("note").write_text(first_of(archive.read("checkpoints.txt").decode()))
    verified(path, "--against", kept.folder / "note")
    assert "positions 11 to 16 of the checkpoint 1.16 that was kept are not in this history" in verified(path, "--against", lost, code=1)


async def test_a_key_that_is_trusted_is_the_only_one(kept: Kept) -> None:
    path = await kept.export("all.zip")
    other = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw()
    line = verify.verifier("elsewhere/x/1", other)
    assert "is not signed by a key that is known" in verified(path, "--key", line, code=1)
    assert "no verifier line" in verified(path, "--key", line.replace("+", "+0", 1), code=2)


def altered(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """A bundle packed anew after something was done to its files, so that no checksum of the archive tells."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    made = path.with_name("altered.zip")
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made


@pytest.mark.parametrize("whole", [True, False])
async def test_whatever_bit_is_turned_is_found_or_says_nothing(kept: Kept, whole: bool) -> None:
    await kept.export("all.zip")
    path = await kept.taken("bundle.zip", None if whole else kept.plan, sizes=[8, 10])
    with zipfile.ZipFile(path) as archive:
        lengths = {one.filename: one.file_size * 8 for one in archive.infolist() if one.filename != "verify.py"}
    sound = verified(path)

    @settings(max_examples=120, derandomize=True)
    @given(st.one_of(*(st.tuples(st.just(name), st.integers(0, bits - 1)) for name, bits in lengths.items())))
    def turned(place: tuple[str, int]) -> None:
        name, bit = place

        def turn(files: dict[str, bytes]) -> None:
            content = bytearray(files[name])
            content[bit // 8] ^= 1 << bit % 8
            files[name] = bytes(content)

        code, said = ran(altered(path, turn))
        # The id beside a signature only says whose key to try: then what is said is what was said before.
        assert code in (1, 2) or said == sound, said

    turned()


def without(name: str) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        del files[name]

    return change


def turned_round(notes: bytes) -> bytes:
    """The same checkpoints, so that the newest does not stand last."""
    parts = notes.decode().split("\n\n")
    both = [f"{body}\n\n{signatures.strip()}\n" for body, signatures in zip(parts[::2], parts[1::2], strict=True)]
    return "\n".join(reversed(both)).encode()


def shortened(files: dict[str, bytes]) -> None:
    """As if nothing had been written since an older checkpoint, with the newest one hidden before it."""
    about = json.loads(files["bundle.json"])
    about["size"] = 8
    told, length = files["events/000000000001.bin"], 0
    for _ in range(8):
        length += 4 + int.from_bytes(told[length : length + 4])
    files |= {
        "bundle.json": json.dumps(about).encode(),
        "checkpoints.txt": turned_round(files["checkpoints.txt"]),
        "events/000000000001.bin": told[:length],
    }


#: Archives that nobody means well with.
HOSTILE: dict[str, Callable[[dict[str, bytes]], None]] = {
    "a name that leads elsewhere": lambda files: files.update({"../evil.txt": b""}),
    "a file that does not belong there": lambda files: files.update({"evil.txt": b""}),
    "no checkpoints": without("checkpoints.txt"),
    "no events": without("events/000000000001.bin"),
    "empty checkpoints": lambda files: files.update({"checkpoints.txt": b""}),
    "half a note": lambda files: files.update({"checkpoints.txt": files["checkpoints.txt"][:90]}),
    "no text": lambda files: files.update({"keys.txt": b"\xff\xfe"}),
    "no document": lambda files: files.update({"bundle.json": b"[" * 100_000}),
    "another document": lambda files: files.update({"bundle.json": b'"x"'}),
    "a list": lambda files: files.update({"bundle.json": b"[1]"}),
    "a size beyond all": lambda files: files.update({"bundle.json": files["bundle.json"].replace(b'"size":16', b'"size":99999999999')}),
    "a record without an end": lambda files: files.update({"events/000000000001.bin": b"\xff\xff\xff\xff" + bytes(1000)}),
    "a record of nothing": lambda files: files.update({"events/000000000001.bin": bytes(4)}),
    "half a record": lambda files: files.update({"events/000000000001.bin": files["events/000000000001.bin"][:-3]}),
    "a larger checkpoint before the last": shortened,
    "events beyond the checkpoint": lambda files: files.update({"events/000000016385.bin": b""}),
}


@pytest.mark.parametrize("trick", HOSTILE)
async def test_a_hostile_archive_is_told_in_a_sentence(kept: Kept, trick: str) -> None:
    said = verified(altered(await kept.export("all.zip"), HOSTILE[trick]), code=1 if trick in FOUND else 2)
    assert said.strip().count("\n") <= 2
    assert "Traceback" not in said


FOUND = {"a record without an end", "a record of nothing", "half a record"}  # told with the position


async def test_what_is_no_archive_is_told_in_a_sentence(kept: Kept) -> None:
    path = await kept.export("all.zip")
    whole = path.read_bytes()
    for content in (b"", b"no archive", whole[: len(whole) // 2], whole[len(whole) // 2 :], whole[:-10], bytes(1000)):
        path.write_bytes(content)
        assert verified(path, code=2).count("\n") == 1
    assert verified(path.with_name("nowhere.zip"), code=2)
    bomb = path.with_name("bomb.zip")
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in verify.TEXTS:
            archive.writestr(name, bytes((17 << 20) if name == "checkpoints.txt" else 10))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("bundle.json", "{}")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("bundle.json", "{}")
    proofs = altered(await kept.export("plan.zip", kept.plan), lambda files: files.update({"consistency.bin": bytes((16 << 20) + 4)}))
    for one in (bomb, path, proofs):
        assert "can not be checked" in verified(one, code=2)
