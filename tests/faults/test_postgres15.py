"""The oldest PostgreSQL that serves: the promises of the store, and the whole service, on a system's own version 15."""

import os
import pwd
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from events.log import check
from events.log.postgres import PostgresStore
from events.log.store import Store
from migrations import migrate
from service import embedded
from service.embedded import Addresses
from tests.conftest import FAST, made_folder
from tests.http.conftest import served
from tests.http.town import found
from tests.log import test_store
from tests.people import BEN, DOT

BINARIES = Path("/usr/lib/postgresql/15/bin")

if not (BINARIES / "initdb").exists():
    pytest.skip("this machine has no PostgreSQL 15 of its own to try", allow_module_level=True)


def run(program: str, *arguments: str) -> None:
    """One of its programs; none of them runs as root."""
    quietly: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    if os.geteuid() == 0:
        quietly |= {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []}
    subprocess.run([BINARIES / program, *arguments], cwd="/", env={"LC_ALL": "C.UTF-8"}, check=True, **quietly)


@pytest.fixture(scope="module")
def server() -> Iterator[Path]:
    """A cluster of version 15: the folder of its socket."""
    folder = made_folder()
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody")
    data = str(folder / "data")
    run("initdb", "-D", data, "-U", "postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--auth=trust", "--no-sync")
    options = " ".join(f"-c {option}" for option in (*FAST, "listen_addresses=", f"unix_socket_directories={folder}"))
    run("pg_ctl", "-D", data, "-w", "-l", f"{folder}/journal.log", "-o", options, "start")
    yield folder
    run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
async def addresses(server: Path) -> Addresses:
    """A migrated database on it, and the roles that docs/operating.md asks for."""
    owner = await asyncpg.connect(f"postgresql://postgres@/postgres?host={server}")
    assert owner.get_server_version().major == 15
    await owner.execute(embedded.statements.roles)
    await owner.execute("CREATE DATABASE club21")
    await owner.close()
    made = Addresses(*(f"postgresql://{role}@/club21?host={server}" for role in ("club21", "postgres")))
    await migrate.migrate(made.owner, "club21")
    return made


@pytest.fixture(scope="module")
async def pool(addresses: Addresses) -> "AsyncIterator[asyncpg.Pool[Any]]":
    """Connections to it, as the application."""
    async with asyncpg.create_pool(addresses.application, min_size=1, max_size=6) as made:
        yield made


@pytest.fixture
def store(pool: "asyncpg.Pool[Any]") -> Store:
    """The store that every promise below is tried on."""
    return PostgresStore(pool)


# Every test of the store that asks for the fixtures above runs here as well, on version 15.
globals().update({name: test for name, test in vars(test_store).items() if name.startswith("test_")})


async def test_the_service_runs_on_it_and_its_log_is_sound(addresses: Addresses) -> None:
    async with served(addresses) as (service, url):
        town = await found(service, url)
        await town.add(BEN, "Planter une haie")
        assert (await town.get(DOT, "/plans")).status_code == 200
        assert await service.pool.fetchval("SELECT count(*) FROM read.log_event WHERE network_id = $1", town.network) == 9
        async with service.pool.acquire() as connection:
            assert [finding async for finding in check.check(connection, [town.network])] == []
        await town.close()
