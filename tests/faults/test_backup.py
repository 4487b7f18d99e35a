"""A backup taken while people work, restored on another machine: what was in it is there, and nobody mistakes it for the lost rest."""

import argparse
import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from events.audit import check as audit
from events.audit import checkpoint, note
from events.log import check
from service import database, programs, settings
from service.stopped import Stopped
from tests.faults.runs import until
from tests.http.conftest import served
from tests.http.town import Town, asking, found
from tests.people import ADA, BEN, DOT

ROOT = Path(__file__).parents[2]


async def postgres(data: Path, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs, as docs/operating.md says."""
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "service", "postgres", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


async def test_a_backup_restored_elsewhere_holds_what_was_written_and_begins_a_new_epoch(folder: Path) -> None:
    here, there, dump = (
        settings.read({"DATA": str(folder / "here")}),
        settings.read({"DATA": str(folder / "there")}),
        folder / "club21.dump",
    )
    async with database.reached(here) as addresses, served(addresses) as (service, url):
        town = await found(service, url)
        kept = await town.add(BEN, "Planter une haie")
        before = (await town.get(DOT, "/plans")).headers["club21-position"]
        await postgres(here.data, "pg_dump", "--format=custom", f"--file={dump}")
        lost = await town.ask(BEN, "action.edit", kept, title={"was": "Planter une haie", "to": "Planter dix haies"})
        await town.close()

    await postgres(there.data, "pg_restore", "--clean", "--if-exists", "--create", "--exit-on-error", "--dbname=postgres", str(dump))
    async with database.reached(there) as addresses, served(addresses) as (service, url):
        restored = Town(service, url, town.network, town.cookies)
        restored.plan = town.plan
        page = (await restored.get(DOT, f"/plans/{town.plan}")).json()
        assert [one["title"] for one in page["actions"]] == ["Planter une haie"]
        assert page["token"] == f"2.{before.partition('.')[2]}"
        for token in (before, lost["after"]):
            answer = await restored.get(DOT, "/plans", after=token)
            assert (answer.status_code, answer.json()["code"]) == (409, "resync")
        edit = asking("action.edit", kept, title={"was": "Planter une haie", "to": "Planter un verger"})
        receipt = json.loads((await restored.post(ADA, edit)).content)
        assert receipt["after"] == f"2.{lost['after'].partition('.')[2]}"  # the lost one's position, told apart by its epoch
        assert (await restored.get(DOT, "/plans", after=receipt["after"])).status_code == 200
        await restored.close()
        connection = await asyncpg.connect(addresses.application)
        assert [finding async for finding in check.check(connection)] == []
        first = await until(lambda: connection.fetchval("SELECT note FROM checkpoint WHERE epoch = 2 ORDER BY size LIMIT 1"))
        assert checkpoint.parse(note.parse(first)[0]).continues is not None
        assert [finding async for finding in audit.check(connection)] == []
        assert await connection.fetchval("SELECT count(*) FROM pg_roles WHERE rolname = 'club21_redactor'") == 1
        await connection.close()


@pytest.mark.parametrize(
    ("program", "environment", "why"),
    [
        ("pg_dump", {"DATABASE_URL": "postgresql://club21@127.0.0.1:1/club21"}, "cli.postgres_is_yours"),
        ("pg_dumb", {}, "cli.postgres_no_program"),
        ("../pg_dump", {}, "cli.postgres_no_program"),
        ("postgres", {}, "cli.postgres_no_program"),
    ],
)
async def test_a_program_that_can_not_be_run_is_told(folder: Path, program: str, environment: dict[str, str], why: str) -> None:
    chosen = settings.read({"DATA": str(folder), **environment})
    with pytest.raises(Stopped, match=f"^{why}$"):
        await programs.postgres(chosen, "en", argparse.Namespace(program=program, arguments=[]))
    assert list(folder.iterdir()) == []
