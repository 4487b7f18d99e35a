"""What the runs under faults share."""

import asyncpg
import pytest

from events import line
from service.embedded import Addresses


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line that asks again at once, and so is busy soon, where the database is away."""
    monkeypatch.setattr(line, "PAUSE", 0.01)


@pytest.fixture
async def hurried(database: Addresses, impatient: None) -> Addresses:
    """A database where nobody waits long for a lock, and whose commits wait for a standby where one is named."""
    name = database.owner.partition("@/")[2].partition("?")[0]
    owner = await asyncpg.connect(database.owner)
    await owner.execute(f"ALTER ROLE club21 IN DATABASE {name} SET lock_timeout = '200ms'")
    await owner.execute(f"ALTER ROLE club21 IN DATABASE {name} SET synchronous_commit = on")
    await owner.close()
    return database
