"""What tests share: one event loop, one PostgreSQL a run, databases made from a migrated template.

The cluster starts with the first test that asks for it, so that the rules alone run in no time. Most tests found a network of their own in
the database all share (``addresses``); ``database`` is for those that migrate, rebuild, break or kill.
"""

import gc
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, settings

from migrations import migrate
from service import embedded
from service.embedded import Addresses

# Helpers of tests explain their assertions like tests do.
pytest.register_assert_rewrite("tests.spec", "tests.people", "tests.histories", "tests.read.logs")

# The cores are shared: an example that takes its time is no failure.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")

# A test database may forget everything at a power cut, and must not wait for a disk.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")
NAMES = count(1)

# What was imported stays: looking through it for garbage took a fifth of the time. The service does the same when it starts.
gc.set_threshold(50_000, 20, 100)


def pytest_collection_finish() -> None:
    """All that tests need is imported now."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, Any]]:
    """Every asynchronous test and fixture runs in one loop, the one the service runs in."""
    return "asyncio", {"use_uvloop": True}


def in_memory() -> Path | None:
    """The folder in memory, where it has room for a cluster: making databases on a disk slows down as a suite goes on."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    return memory if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 * 2**30 else None


def made_folder() -> Path:
    """A new folder that any account may pass through: started by root, PostgreSQL runs as another."""
    folder = Path(tempfile.mkdtemp(prefix="club21-test-", dir=in_memory()))
    folder.chmod(0o755)
    return folder


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for one test."""
    made = made_folder()
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Addresses]:
    """The PostgreSQL of this run."""
    made = made_folder()
    with embedded.briefly(made, options=FAST) as addresses:
        yield addresses
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="session")
async def template(cluster: Addresses) -> Addresses:
    """The migrated database from which the others are made; nobody works in it."""
    await _execute(cluster, "CREATE DATABASE template")
    owner = _named(cluster, "template").owner
    await migrate.migrate(owner, "club21")
    await embedded.prepare(owner)
    return cluster


@pytest.fixture(scope="session")
async def addresses(template: Addresses) -> Addresses:
    """The database that tests share: each founds networks of its own in it."""
    return await _from_template(template)


@pytest.fixture(scope="session")
async def another(template: Addresses) -> Callable[[], Awaitable[Addresses]]:
    """Makes one more migrated database, for a folder whose tests would be in the way of others."""
    return lambda: _from_template(template)


@pytest.fixture
async def database(template: Addresses) -> AsyncIterator[Addresses]:
    """A migrated database for one test alone."""
    made = await _from_template(template)
    yield made
    await _execute(template, f"DROP DATABASE {_name_of(made)} WITH (FORCE)")


async def _from_template(template: Addresses) -> Addresses:
    name = f"test_{next(NAMES)}"
    await _execute(template, f"CREATE DATABASE {name} TEMPLATE template")
    return _named(template, name)


async def _execute(cluster: Addresses, statement: str) -> None:
    connection = await asyncpg.connect(cluster.owner)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _named(cluster: Addresses, name: str) -> Addresses:
    return Addresses(*(address.replace("/club21?", f"/{name}?", 1) for address in cluster))


def _name_of(database: Addresses) -> str:
    return database.owner.partition("@/")[2].partition("?")[0]
