"""The words by which rows are found: made from the read tables a moment after these are written.

To make words takes the database several times what the rows take, so whoever writes rows only notes, in their transaction, which of
them are due (migrations/0067_search_due.sql). The words are made in batches, of one network one at a time, by every process that
writes; who looks for something makes what is due there before they look. What a process leaves undone, another one does.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeAlias

import asyncpg
import structlog

from events import sql
from events.ids import NetworkId

LOOKED_FOR = 60.0  # seconds after which is looked for what somebody left undone
GATHERED = 1.0  # seconds in which more is written, so that it is made together: who looks for something does not wait for it
RESTS = 4.0  # times as long as a batch took, so that those who write have most of the database; but no longer than that second

SQL = sql.beside(__file__)
_AWAY = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError)
_log = structlog.get_logger()

Written: TypeAlias = Callable[[NetworkId], None]


def unheard(_network_id: NetworkId) -> None:
    """Nobody here makes words: those who serve will."""


async def make(pool: "asyncpg.Pool[Any]", network_id: NetworkId) -> None:
    """Make the words of all rows of a network that are written by now; given up halfway, what was made stays."""
    through = await pool.fetchval(SQL.due, network_id)
    while through is not None and await pool.fetchval(SQL.make, network_id, through):
        pass


class Words:
    """Makes words behind those who write, a batch of each network in turn."""

    def __init__(self, pool: "asyncpg.Pool[Any]") -> None:
        self._pool = pool
        self._due: dict[NetworkId, float] = {}  # whose words are due, and from when on they are made
        self._came = asyncio.Event()

    def note(self, network_id: NetworkId) -> None:
        """Rows of this network were written."""
        if network_id not in self._due:
            self._due[network_id] = time.monotonic() + GATHERED
            self._came.set()

    async def run(self) -> None:
        """Make them, and what was left undone by a process that ended; runs until it is cancelled, at any time."""
        looks = 0.0
        while True:
            try:
                if time.monotonic() >= looks:
                    looks = time.monotonic() + LOOKED_FOR
                    self._due |= {NetworkId(row["network_id"]): 0.0 for row in await self._pool.fetch(SQL.networks)}
                await self._turn()
            except _AWAY as error:
                _log.warning("words_wait", error=type(error).__name__)
                await asyncio.sleep(1)
            self._came.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(min([looks, *self._due.values()]) - time.monotonic()):
                    await self._came.wait()

    async def _turn(self) -> None:
        for network_id in [one for one, since in self._due.items() if since <= time.monotonic()]:
            began = time.monotonic()
            del self._due[network_id]
            try:
                through = await self._pool.fetchval(SQL.due, network_id)
                more = through is not None and await self._pool.fetchval(SQL.make, network_id, through)
            except _AWAY:
                self._due[network_id] = 0.0
                raise
            if more:
                self._due[network_id] = 0.0
            await asyncio.sleep(min(RESTS * (time.monotonic() - began), GATHERED))
