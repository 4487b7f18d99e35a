"""What the tests of the log share: the database as the service sees it, and both stores."""

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from events import action, ids
from events.ids import ActionId, PlanId
from events.log.memory import MemoryStore
from events.log.postgres import PostgresStore
from events.log.store import Store
from service.embedded import Addresses
from tests.log.office import Office, an_office, opened


@pytest.fixture(scope="session")
async def pool(addresses: Addresses) -> "AsyncIterator[asyncpg.Pool[Any]]":
    """Connections to the database all share, as the application."""
    async with asyncpg.create_pool(addresses.application, min_size=1, max_size=6) as made:
        yield made


@pytest.fixture(params=["memory", "postgres"])
async def store(request: pytest.FixtureRequest, pool: "asyncpg.Pool[Any]") -> Store:
    """One store after the other: both keep the same promises."""
    return MemoryStore() if request.param == "memory" else PostgresStore(pool)


@pytest.fixture
async def office(store: Store) -> AsyncIterator[Office]:
    made = await an_office(store)
    yield made
    for one in made.lines:
        await one.close()


@pytest.fixture
async def given_office(store: Store) -> AsyncIterator[Office]:
    made = await an_office(store, "given", lambda *_: None)
    yield made
    for one in made.lines:
        await one.close()


@pytest.fixture
async def plan(office: Office) -> PlanId:
    return await opened(office)


@pytest.fixture
async def card(office: Office, plan: PlanId) -> ActionId:
    stream = ActionId(ids.new())
    await office.ask(stream, action.Add(plan=plan, title="Fête du vélo", order_key="V"))
    return stream
