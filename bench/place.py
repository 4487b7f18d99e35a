"""Where everything is measured: a PostgreSQL of its own with fsync on, migrated, in a folder that is removed afterwards."""

import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
from msgspec import Struct

from events import ids, network
from events.ids import NetworkId
from events.log import codec
from events.log.postgres import PostgresStore
from events.log.store import Head
from migrations import migrate
from service import app, embedded


class Place(Struct, frozen=True):
    """The database, as the service uses it (``pool``) and as its owner does; ``folder`` is removed with it."""

    folder: Path
    application: str
    owner: str
    pool: Any
    store: PostgresStore

    async def found(self) -> tuple[NetworkId, Head]:
        """A new network."""
        network_id = NetworkId(ids.new())
        founding = codec.seal(network.Founded(name="Measured", clock="real", time_zone="Europe/Paris"))
        await self.store.found(network_id, founding, clock="real", time_zone="Europe/Paris")
        head = await self.store.head(network_id)
        assert head is not None
        return network_id, head

    async def execute(self, statement: str) -> None:
        """Run one statement as the owner."""
        owner = await asyncpg.connect(self.owner)
        try:
            await owner.execute(statement)
        finally:
            await owner.close()


@asynccontextmanager
async def measured(parent: Path) -> AsyncIterator[Place]:
    """A place for one run, on the disk that holds ``parent``: a folder in memory has nothing to sync."""
    parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=parent))
    folder.chmod(0o755)  # started by root, PostgreSQL runs as another account
    try:
        async with embedded.running(folder) as addresses:
            await migrate.migrate(addresses.owner, "club21")
            pool = await app.connect(addresses.application)
            try:
                assert await pool.fetchval("SHOW fsync") == "on"
                yield Place(folder, addresses.application, addresses.owner, pool, PostgresStore(pool))
            finally:
                pool.terminate()
    finally:
        home = (folder / "postgresql").resolve()
        shutil.rmtree(home, ignore_errors=True)  # may live elsewhere, and the folder point at it
        shutil.rmtree(folder, ignore_errors=True)
