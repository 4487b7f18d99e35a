"""Counting figures for dashboards from the tables of one network, beside everything else."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import structlog

from service import figures
from service.figures import Counted
from service.networks import Network

AT_ONCE = 2  # counts of one process; pages are not to wait for connections
LONGEST = 10.0  # seconds

_log = structlog.get_logger()


class FromTables:
    """Has what the fold shows written, then counts it: figures are never older than the moment at which counting began."""

    def __init__(self, network: Network, pool: "asyncpg.Pool[Any]", slots: asyncio.Semaphore) -> None:
        self._network = network
        self._pool = pool
        self._slots = slots
        self._failing = False
        self._tasks: set[asyncio.Task[None]] = set()

    def today(self) -> date:
        """Today where the network counts its days."""
        return datetime.now(self._network.zone).date()

    def count(self, plan: UUID | None, audiences: Sequence[str], counted: Callable[[Counted | None], None], /) -> None:
        """Count in a while; ``counted`` is told the figures, or None where there was no counting them."""
        task = asyncio.create_task(self._count(plan, audiences, counted), name="figures")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _count(self, plan: UUID | None, audiences: Sequence[str], counted: Callable[[Counted | None], None]) -> None:
        found = None
        try:
            async with self._slots, asyncio.timeout(LONGEST):
                found = await figures.count(self._pool, self._network, plan, self.today(), audiences)
            self._failing = False
        except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError) as error:
            if not self._failing:  # said once; the next that succeeds mends it
                _log.warning("figures_not_counted", network_id=str(self._network.network_id), error=repr(error))
            self._failing = True
        counted(found)
