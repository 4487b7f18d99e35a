"""What a person with all rights can do to a database under people's hands: hold its locks, end and stop its processes."""

import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from uuid import UUID

import asyncpg

from service.embedded import Addresses
from tests.faults.runs import until

WAITING = """
SELECT array_agg(pid) FROM pg_stat_activity
WHERE datname = current_database() AND usename = 'club21'
    AND query LIKE '%append_batch%' AND wait_event_type || ' ' || wait_event = ANY ($1)
"""
IN_LINE = ("Lock transactionid", "Lock tuple")  # before the network's row
WRITING = ("Lock relation",)  # has the network's row, and waits at a table that somebody locked
COMMITTING = ("IPC SyncRep",)  # has committed here, and waits for a standby before it says so


class Sabotage:
    """Two connections of the owner: one to look, one to hold what others need."""

    def __init__(self, looking: Any, holding: Any, network: UUID) -> None:
        self.looking = looking
        self.holding = holding
        self.network = network

    @asynccontextmanager
    async def line_held(self) -> AsyncIterator[None]:
        """Nobody gets the network's row."""
        async with self.holding.transaction():
            await self.holding.execute("SELECT FROM network WHERE network_id = $1 FOR UPDATE", self.network)
            yield

    @asynccontextmanager
    async def tables_held(self) -> AsyncIterator[None]:
        """Whoever gets the network's row comes no further, and keeps it."""
        async with self.holding.transaction():
            await self.holding.execute("LOCK TABLE command IN SHARE ROW EXCLUSIVE MODE")
            yield

    @asynccontextmanager
    async def commits_held(self) -> AsyncIterator[None]:
        """Whoever commits waits for a standby that never comes: it is written, and nobody is told."""
        await self._standby("nobody")
        try:
            yield
        finally:
            await self._standby("")

    async def _standby(self, name: str) -> None:
        await self.looking.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{name}'")
        await self.looking.execute("SELECT pg_reload_conf()")

    async def waiting(self, where: tuple[str, ...]) -> list[int]:
        """The backends that wait there with an append, as soon as there are any."""
        found: list[int] = await until(lambda: self.looking.fetchval(WAITING, where))
        return found

    async def end(self, where: tuple[str, ...]) -> int:
        """End the backends that wait there; how many."""
        pids = await self.waiting(where)
        return sum([await self.looking.fetchval("SELECT pg_terminate_backend($1)::integer", pid) for pid in pids])

    async def end_all(self) -> int:
        """End every backend of the service."""
        query = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'club21'"
        ended: int = await self.looking.fetchval(query)
        return ended


@contextmanager
def stopped(pid: int) -> Iterator[None]:
    """A process that does nothing for a while, and keeps what it has."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@asynccontextmanager
async def sabotaging(addresses: Addresses, network: UUID) -> AsyncIterator[Sabotage]:
    """Someone with all rights, in this database for as long as the block runs."""
    looking, holding = await asyncpg.connect(addresses.owner), await asyncpg.connect(addresses.owner)
    try:
        yield Sabotage(looking, holding, network)
    finally:
        await holding.close()
        await looking.close()
