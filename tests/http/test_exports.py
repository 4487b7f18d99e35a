"""What leaves as a file: evidence for auditors and facilitators, and a row of who took what."""

import asyncio
import zipfile
from pathlib import Path
from typing import Any

import asyncpg
import httpx
from msgspec import json

from events import ids
from events.audit import verify
from service import exports, retention, settings
from service.embedded import Addresses
from tests.http.test_personal_data import arrived
from tests.http.town import Town
from tests.people import ADA, BEN, DOT, EVA, HAUTEFEUILLE
from tests.terminal import club21


async def taken(town: Town, by: Any, path: Path, **wish: Any) -> Path:
    """A bundle as somebody downloads it."""
    answer = await town.browser(by).post(f"{town.path}/evidence/bundle", json=wish)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip"), answer.text
    assert len(answer.content) == int(answer.headers["content-length"])
    path.write_bytes(answer.content)
    return path


def streams(path: Path) -> set[str]:
    with zipfile.ZipFile(path) as archive:
        return {record[27:43].hex() for record in verify.records(archive, "events/000000000001.bin")}


async def listed(town: Town, by: Any) -> list[dict[str, Any]]:
    answer = await town.get(by, "/exports")
    assert answer.status_code == 200, answer.text
    return json.decode(answer.content)  # type: ignore[no-any-return]  # this route answers a list


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_an_auditor_takes_a_network_along_and_a_facilitator_what_they_may_know_of(town: Town, tmp_path: Path, capsys: Any) -> None:
    hers, his = await town.add(BEN, "Planter une haie"), await town.add(BEN, "Racheter une parcelle")
    await town.ask(ADA, "action.restrict", his, parties=[str(BEN)])
    note = str(ids.new())
    await town.ask(BEN, "note.write", note, plan=town.plan, text="Entre nous", parties=[str(BEN)])
    whole = await taken(town, DOT, tmp_path / "whole.zip")
    assert verify.main([str(whole)]) == 0
    assert f"events 1 to {await town.head()}," in capsys.readouterr().out
    for by, shown in ((DOT, {hers, his, note}), (ADA, {hers})):
        path = await taken(town, by, tmp_path / "plan.zip", plan=town.plan)
        assert verify.main([str(path), "--against", str(whole)]) == 0
        assert streams(path) == {one.replace("-", "") for one in {town.plan, *shown}}, by
        assert (b"parcelle" in path.read_bytes()) is (by == DOT)
    ask = town.browser(ADA).post
    assert code(await ask(f"{town.path}/evidence/bundle", json={})) == (403, "evidence.whole")
    assert code(await ask(f"{town.path}/evidence/bundle", json={"plan": str(ids.new())})) == (404, "missing.plan")
    assert code(await town.browser(BEN).post(f"{town.path}/evidence/bundle", json={"plan": town.plan}))[0] == 403
    told = [(one["person_id"], one["what"], one["about"]) for one in await listed(town, ADA)]
    assert told == [
        (str(ADA), "plan_evidence", town.plan),
        (str(DOT), "plan_evidence", town.plan),
        (str(DOT), "network_evidence", None),
    ]
    assert await listed(town, DOT) == await listed(town, ADA)
    (first, *_) = await listed(town, DOT)
    older = await town.get(DOT, "/exports", before=first["export_id"])
    assert [one["what"] for one in older.json()] == ["plan_evidence", "network_evidence"]


async def test_what_is_kept_to_some_while_a_plan_is_packed_stays_out(town: Town, addresses: Addresses, tmp_path: Path) -> None:
    await taken(town, ADA, tmp_path / "signed.zip", plan=town.plan)
    waiting = "SELECT count(*) FROM pg_locks WHERE relation = 'checkpoint'::regclass AND NOT granted"
    owner = await asyncpg.connect(addresses.owner)
    try:
        async with owner.transaction():
            await owner.execute("LOCK TABLE checkpoint IN ACCESS EXCLUSIVE MODE")
            asked = asyncio.create_task(taken(town, ADA, tmp_path / "plan.zip", plan=town.plan))
            while not await owner.fetchval(waiting):
                assert not asked.done()
            kept = str(ids.new())
            await town.ask(BEN, "note.write", kept, plan=town.plan, text="Entre nous", parties=[str(BEN)])
    finally:
        await owner.close()
    path = await asked
    assert b"Entre nous" not in path.read_bytes()
    assert verify.main([str(path), "--against", str(tmp_path / "signed.zip")]) == 0
    assert streams(path) == {town.plan.replace("-", "")}


async def test_an_auditor_of_one_plan_is_told_what_left_of_that_alone(town: Town) -> None:
    other = str(ids.new())
    await town.ask(ADA, "action_plan.open", other, title="Plan paysage", authority=str(HAUTEFEUILLE))
    for plan in (town.plan, other):
        assert (await town.get(BEN, f"/plans/{plan}/plan.csv")).status_code == 200
    await exports.note(town.service.pool, DOT, "network_evidence", town.network)
    await town.ask(ADA, "network.give_role", town.network, person=str(EVA), role="auditor", topics=[f"plan:{town.plan}"])
    assert [one["about"] for one in await listed(town, ADA)] == [None, other, town.plan]
    assert [one["about"] for one in await listed(town, EVA)] == [town.plan]


async def test_what_somebody_takes_along_of_themselves_is_theirs_to_know(town: Town) -> None:
    mine = town.browser(BEN)
    before, after = [[one["what"] for one in (await mine.get("/api/my-data/export")).json()["exports"]] for _ in range(2)]
    assert sorted(after) == sorted([*before, "my_data"])
    assert await listed(town, ADA) == []


async def test_what_an_erased_person_took_along_stays_without_their_name(town: Town) -> None:
    person, browser = await arrived(town)
    await browser.get("/api/my-data/export")
    await exports.note(town.service.pool, person, "booklet", town.network)
    await town.service.inside.state.erasing.erase(person, None, "À sa demande.")
    assert [(one["person_id"], one["what"]) for one in await listed(town, ADA)] == [(str(person), "booklet")]
    assert await town.service.pool.fetchval("SELECT count(*) FROM people.export WHERE person_id = $1", person) == 1


async def test_who_exported_what_is_forgotten_in_the_end(town: Town) -> None:
    pool, keep = town.service.pool, settings.read({"KEEP_EXPORTS": "7"}).keep
    old = "INSERT INTO people.export (export_id, network_id, person_id, what, at) VALUES ($1, $2, $3, 'booklet', now() - interval '8 days')"
    await exports.note(pool, BEN, "booklet", town.network)
    await pool.execute(old, ids.new(), town.network, BEN)
    assert len(await listed(town, ADA)) == 2
    assert (await retention.purge(pool, keep, None, town.service.state.files))["exports"] == 1
    assert len(await listed(town, ADA)) == 1


async def test_an_operator_exports_and_anybody_verifies(town: Town, addresses: Addresses, tmp_path: Path) -> None:
    await taken(town, DOT, tmp_path / "signed.zip")  # so that all there is was signed

    async def run(*arguments: str, code: int = 0) -> str:
        environment = {"DATABASE_URL": addresses.application, "DATABASE_OWNER_URL": addresses.owner, "DATA": str(tmp_path)}
        done = await asyncio.to_thread(lambda: club21("audit", *arguments, **environment))
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout or done.stderr

    path = tmp_path / "network.zip"
    assert f"events 1 to {await town.head()} of epoch 1" in await run("export", str(town.network), "--to", str(path))
    await run("export", str(town.network), "--plan", town.plan, "--to", str(tmp_path / "plan.zip"))
    assert [(one["person_id"], one["what"]) for one in await listed(town, ADA)][:2] == [
        (str(town.network), "plan_evidence"),
        (str(town.network), "network_evidence"),
    ]
    with zipfile.ZipFile(path) as archive:
        line = archive.read("keys.txt").decode().split()[0]
    assert "All of it holds." in await run("verify", str(path), "--key", line, "--against", str(tmp_path / "signed.zip"))
    spoilt = bytearray(path.read_bytes())
    spoilt[spoilt.index(b"Plan climat")] ^= 1
    path.write_bytes(spoilt)
    await run("verify", str(path), code=1)
    assert "No plan of this network" in await run("export", str(town.network), "--plan", str(ids.new()), code=2)
    assert "can not be written" in await run("export", str(town.network), "--to", str(tmp_path / "nowhere" / "x.zip"), code=2)
    assert not [*tmp_path.glob("*.part")]
