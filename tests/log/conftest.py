"""What the tests of the log share: the database as the service sees it, and both stores."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from events.log.memory import MemoryStore
from events.log.postgres import PostgresStore
from events.log.store import Store
from service.embedded import Addresses


@pytest.fixture(scope="session")
async def pool(addresses: Addresses) -> "AsyncIterator[asyncpg.Pool[Any]]":
    """Connections to the database all share, as the application."""
    async with asyncpg.create_pool(addresses.application, min_size=1, max_size=6) as made:
        yield made


@pytest.fixture(params=["memory", "postgres"])
async def store(request: pytest.FixtureRequest, pool: "asyncpg.Pool[Any]") -> Store:
    """One store after the other: both keep the same promises."""
    return MemoryStore() if request.param == "memory" else PostgresStore(pool)
