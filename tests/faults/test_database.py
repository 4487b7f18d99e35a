"""A database of one's own: a service that is not its owner starts when there is nothing to migrate, and says so when there is."""

import asyncpg
import pytest

from service import settings
from service.database import reached
from service.embedded import Addresses
from service.stopped import Stopped


def as_nobody_special(addresses: Addresses) -> settings.Settings:
    return settings.read({"DATABASE_URL": addresses.application})


async def test_a_replica_that_does_not_know_the_owner_starts_after_the_migration(database: Addresses) -> None:
    async with reached(as_nobody_special(database)) as addresses:
        assert addresses.owner == addresses.application == database.application


async def test_a_replica_before_the_migration_says_whom_to_name(database: Addresses) -> None:
    connection = await asyncpg.connect(database.owner)
    await connection.execute("DELETE FROM migration WHERE name LIKE '0001%'")
    await connection.close()
    with pytest.raises(Stopped, match=r"cli\.database_forbidden"):
        async with reached(as_nobody_special(database)):
            pass
