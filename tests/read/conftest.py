"""What the tests of reading share: the database as the service sees it, and processes that serve networks of it."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import asyncpg
import pytest

from events.log.postgres import PostgresStore
from service.embedded import Addresses
from service.networks import Networks


@pytest.fixture(scope="session")
async def pool(addresses: Addresses) -> "AsyncIterator[asyncpg.Pool[Any]]":
    """Connections to the database all share, as the application."""
    async with asyncpg.create_pool(addresses.application, min_size=1, max_size=8) as made:
        yield made


@pytest.fixture
async def process(pool: "asyncpg.Pool[Any]") -> AsyncIterator[Callable[[], Networks]]:
    """Makes what one process of the service holds; several of them are several processes on one database."""
    made: list[Networks] = []

    def one() -> Networks:
        made.append(Networks(PostgresStore(pool), pool))
        return made[-1]

    yield one
    for networks in made:
        await networks.close()
