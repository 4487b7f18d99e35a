"""What the tests of reading share: a database as the service sees it, and processes that serve networks of it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import asyncpg
import pytest

from events.log.postgres import PostgresStore
from service.embedded import Addresses
from service.networks import Networks


@pytest.fixture(scope="session")
async def addresses(another: Callable[[], Awaitable[Addresses]]) -> Addresses:
    """A database of this folder's own: its tables hold rows of networks that are in no log there."""
    return await another()


@pytest.fixture(scope="session")
async def pool(addresses: Addresses) -> "AsyncIterator[asyncpg.Pool[Any]]":
    """Connections to it, as the application."""
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
