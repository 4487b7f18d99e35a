"""A database that has no room left, and one that is stopped at once, again and again: what was acknowledged is there afterwards."""

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from structlog.testing import capture_logs

from events import ids
from service import database, settings
from service.embedded import Addresses
from tests.conftest import made_folder
from tests.faults.program import postmaster
from tests.faults.runs import Client, Request, Run, seeds, until
from tests.http.conftest import served
from tests.http.town import asking, found
from tests.people import BEN

ROOM = "size=160m,mode=755"


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A folder on a disk of its own, in memory and small."""
    made = made_folder()
    if os.geteuid() != 0:
        pytest.skip("only root mounts a disk that can be full")
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", ROOM, "tmpfs", str(made)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"this machine mounts no disk that can be full: {done.stderr.strip()}")
    yield made
    subprocess.run(["umount", "--lazy", str(made)], check=True)
    made.rmdir()


def fill(disk: Path) -> Path:
    """A file that takes what room there is."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(min(1_000_000, max(4096, shutil.disk_usage(disk).free))))
    return ballast


async def answers(address: str) -> bool:
    """Does the server let anyone in?"""
    try:
        connection = await asyncpg.connect(address, timeout=5)
        await connection.close()
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError):
        await asyncio.sleep(0)  # a refused connection returns at once, and others want to work
        return False
    return True


def long(ben: Client) -> Request:
    """More than a page holds, and nothing that can be pressed together."""
    notes = os.urandom(5_000).hex()
    return ben.noted(asking("action.add", ids.new(), plan=ben.run.plan, title="Haie", order_key="V", notes=notes))


@pytest.mark.usefixtures("impatient")
async def test_a_full_disk_makes_people_wait_and_loses_nothing(small_disk: Path) -> None:
    (seed,) = [*seeds(0)]
    chosen = settings.read({"DATA": str(small_disk)})
    with capture_logs():
        async with database.reached(chosen) as addresses, served(addresses) as (service, url):
            town = await found(service, url)
            run = Run(seed, town, await town.head(), addresses, [url])
            await town.close()
            async with run.followed(), Client(run, "Ben", BEN, url) as ben:
                await run.prepare()
                ballast = fill(small_disk)
                while "unknown" not in await ben.send(long(ben)):
                    assert run.answers < 1_000, "a full disk takes no more"
                assert run.busy == 1
                owner = await asyncpg.connect(addresses.owner)
                with contextlib.suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                    while True:  # the journal fills up, too: the server can not even start again
                        await owner.execute("SELECT pg_logical_emit_message(true, 'full', repeat('x', 1000000))")
                owner.terminate()
                assert await ben.send(long(ben)) == ["unknown"]
                assert run.busy == 2
                assert not await answers(addresses.application)
                ballast.unlink()
                await until(lambda: answers(addresses.application))
                await run.settle()
                assert await ben.ask(ben.joined()) == ["applied"]
                await run.judge()


@pytest.mark.usefixtures("impatient")
async def test_a_server_stopped_at_once_again_and_again_loses_nothing(folder: Path) -> None:
    for seed in seeds(0.1):
        chosen = settings.read({"DATA": str(folder)})
        with capture_logs():
            async with database.reached(chosen) as addresses, served(addresses) as (service, url):
                town = await found(service, url)
                run = Run(seed, town, await town.head(), addresses, [url])
                await town.close()

                async def weather(run: Run = run, addresses: Addresses = addresses) -> None:
                    for _ in range(2):
                        await run.answered(run.chance.randrange(5, 40))
                        async with run.storm():
                            os.kill(postmaster(folder), signal.SIGQUIT)  # what `pg_ctl -m immediate` sends
                            await run.told(lambda now=run.unknown: run.unknown > now)  # type: ignore[misc]  # of this turn
                            await until(lambda: answers(addresses.application))

                async with run.followed():
                    await run.prepare()
                    await run.work(8, 20, weather())
                    await run.judge()
        print(f"counted {run.answers} answers, {run.busy} of them busy")
