"""The command line: it explains itself, and what keeps a command from its work is one sentence and exit code 2."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import asyncpg
import httpx
import pytest

from service import app
from service.embedded import Addresses
from service.identity import accounts, links
from tests.terminal import club21

ROOT = Path(__file__).parents[2]
COMMANDS = (
    "serve",
    "migrate",
    "rebuild",
    "pass-over",
    "demo",
    "found",
    "invite",
    "import",
    "people",
    "link",
    "log",
    "postgres",
    "types",
    "bench",
)


def test_every_command_explains_itself() -> None:
    told = subprocess.run(  # by an interpreter of its own, as a person's shell does
        [sys.executable, "-m", "service", "--help"], cwd=ROOT, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=True
    )
    for name in COMMANDS:
        assert name in told.stdout
    assert "exit code" in club21("types", "--help").stdout


def test_an_unknown_command_is_refused() -> None:
    assert club21("explode").returncode == 2


def _one_sentence(done: subprocess.CompletedProcess[str], *parts: str) -> None:
    assert done.returncode == 2, done
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    for part in parts:
        assert part in done.stderr


def test_a_port_that_is_taken_is_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        _one_sentence(club21("serve", PORT=str(port)), f"Port {port} is taken", f"PORT={port + 1}")
        _one_sentence(club21("serve", PORT=str(port), LANG="fr_FR.UTF-8"), f"Le port {port} est déjà pris")


def test_a_secret_that_everybody_can_read_is_told_at_the_start() -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        (file := Path(folder, "secret")).write_text("s3cret")
        file.chmod(0o644)
        done = club21("serve", PORT="0", DATA="/proc/club21", LANG="fr_FR.UTF-8", OIDC_CLIENT_SECRET_FILE=str(file))
        told, _ = done.stderr.splitlines()  # and, as before, what keeps it from starting
        assert (f"chmod 600 {file}" in told, "tout le monde" in told, "s3cret" in done.stderr) == (True, True, False)
        file.chmod(0o600)
        assert len(club21("serve", PORT="0", DATA="/proc/club21", OIDC_CLIENT_SECRET_FILE=str(file)).stderr.splitlines()) == 1


def test_a_database_that_does_not_answer_is_one_sentence_without_its_password() -> None:
    done = club21("serve", PORT="0", DATABASE_URL="postgresql://ada:secret@127.0.0.1:1/club21")
    _one_sentence(done, "does not answer", "DATABASE_URL", "postgresql://ada@127.0.0.1:1/club21")
    assert "secret" not in done.stderr


def test_a_data_folder_that_can_not_be_used_is_one_sentence() -> None:
    _one_sentence(club21("serve", PORT="0", DATA="/proc/club21"), "/proc/club21", "DATA=")


def test_every_fault_of_the_settings_is_told_at_once() -> None:
    done = club21("serve", PORT="eight", LOG_FORMAT="xml")
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 2


async def test_a_reader_who_goes_away_sees_no_traceback(database: Addresses) -> None:
    where = {"DATABASE_URL": database.application, "DATABASE_OWNER_URL": database.owner}
    assert (await asyncio.to_thread(lambda: club21("migrate", **where))).returncode == 0
    reading, writing = os.pipe()
    os.close(reading)
    done = await asyncio.to_thread(
        lambda: subprocess.run(
            [sys.executable, "-m", "service", "log", "stats"],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], **where},
            stdout=writing,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


async def test_a_network_of_ones_own_is_founded_and_people_are_let_in(database: Addresses) -> None:
    where = {"DATABASE_URL": database.application, "DATABASE_OWNER_URL": database.owner}

    async def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return await asyncio.to_thread(lambda: club21(*arguments, **where))

    assert (await run("migrate")).returncode == 0
    founded = await run("found", "Réseau de la vallée", "--facilitator", "Ada Vallon")
    assert founded.returncode == 0, founded.stderr
    (network,) = re.findall(r"\(([0-9a-f-]{36})\)", founded.stdout)
    assert re.search(r"http://localhost:8000/sign-in#[\w-]{43}\n", founded.stdout)
    unnamed = await run("invite", network, "editor", "Ben Clairmont", "--authority", "212100010")
    _one_sentence(unnamed, "--authority-name")
    named = ("--authority", "212100010", "--authority-name", "Hautefeuille")
    assert (await run("invite", network, "editor", "Ben Clairmont", *named)).returncode == 0
    _one_sentence(await run("invite", network, "auditor", "Cas", "--email", "nowhere"), "nowhere", "--email")
    mailed = await run("invite", network, "partner", "Dot Aubrac", "--email", "Dot@Hautefeuille.example")
    assert (mailed.returncode, "/sign-in#" in mailed.stdout) == (0, True), mailed.stderr
    connection = await asyncpg.connect(database.application)
    await links.redeem(connection, mailed.stdout.partition("#")[2].strip())
    account = await accounts.of_email(connection, "dot@hautefeuille.example")
    await connection.close()
    assert (await run("invite", network, "auditor", "Somebody", "--email", "dot@hautefeuille.example")).returncode == 0
    people = (await run("people")).stdout
    assert account is not None
    assert f"{account.person}  Dot Aubrac · auditor, partner" in people
    assert "Réseau de la vallée" in people
    assert "Ada Vallon · facilitator" in people
    person = re.findall(r"([0-9a-f-]{36})  Ben Clairmont · editor", people)[0]
    assert "/sign-in#" in (await run("link", person)).stdout
    _one_sentence(await run("link", network), "Nobody has the id")
    _one_sentence(await run("invite", person, "auditor", "Eva"), "No network has the id")
    rebuilt = await run("rebuild", "plan_board", "rights")
    assert (rebuilt.returncode, "2 projections in 1 networks" in rebuilt.stdout) == (0, True)
    _one_sentence(await run("rebuild", "horoscope"), "horoscope", "plan_board")
    passing = ("--network", network, "--reason", "Nobody knows what it means.")
    _one_sentence(await run("pass-over", "horoscope", "3", *passing), "horoscope", "plan_board")
    _one_sentence(await run("pass-over", "plan_board", "3", *passing), "does not stand still at event 3")
    for guard in ("rights", "public_plans"):
        _one_sentence(await run("pass-over", guard, "3", *passing), "who may see what")
    _one_sentence(await run("pass-over", "plan_board", "3", "--network", network, "--reason", " "), "--reason")
    await _parked(database, network, "plan_board", 3)
    assert "goes on without event 3" in (await run("pass-over", "plan_board", "3", *passing)).stdout


async def _parked(database: Addresses, network: str, projection: str, position: int) -> None:
    """As a program that could not fold this event leaves the table behind."""
    connection = await asyncpg.connect(database.application)
    try:
        await connection.execute(
            "UPDATE read.checkpoint SET position = $3 - 1, parked_position = $3, parked_error = 'no' "
            "WHERE network_id = $1 AND projection = $2",
            *(UUID(network), projection, position),
        )
    finally:
        await connection.close()


async def test_whoever_takes_the_word_to_end_for_something_else_is_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "TOLD_AGAIN", 0.01)

    async def watch() -> None:
        with suppress(TimeoutError):
            try:
                await asyncio.Event().wait()
            finally:
                raise TimeoutError  # as giving back a connection does
        await asyncio.Event().wait()

    watching = asyncio.create_task(watch())
    await asyncio.sleep(0)
    async with asyncio.timeout(10):
        await app.ended([watching])
    assert watching.cancelled()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
async def test_serve_starts_and_stops_cleanly(database: Addresses, stop: signal.Signals) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "PORT": "0",
        "LOG_FORMAT": "json",
        "DATABASE_URL": database.application,
        "DATABASE_OWNER_URL": database.owner,
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "service", "serve", "--no-demo"),
        cwd=ROOT,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        url = (await process.stdout.readline()).decode().split()[-1]
        async with httpx.AsyncClient(base_url=url, verify=False, timeout=60) as browser:  # noqa: S501  # nothing here is encrypted
            assert (await browser.get("/health/ready")).status_code == 200
            process.send_signal(signal.SIGUSR1)  # asked where it stands, it tells, and goes on
            assert b"(most recent call first)" in await process.stderr.readuntil(b", in serve\n")
            assert (await browser.get("/health/ready")).status_code == 200
            process.send_signal(stop)
            assert await asyncio.wait_for(process.wait(), 60) == 0
        assert b"Traceback" not in await process.stderr.read()
    finally:
        with suppress(ProcessLookupError):
            process.kill()
