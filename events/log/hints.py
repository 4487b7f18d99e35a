"""Hints between processes: somebody has written to this network. Lossy by design; a poll stands behind them.

Said outside the append (inside it they would serialise all commits), at most every few milliseconds, over a connection
of its own that also listens and comes back by itself. What is worth nothing a moment later (who is looking at what) goes
over the same connection, on channels of its own.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from typing import Any
from uuid import UUID

import asyncpg
import structlog

from events import sql
from events.ids import NetworkId

CHANNEL = "club21"
GATHER = 0.02  # seconds
TOLD_AT_MOST = 1_000  # words that wait to be told; the oldest are worth least

SQL = sql.beside(__file__)
_log = structlog.get_logger()


class Hints:
    """One listening and speaking connection of this process; ``heard`` is called for every hint and every reconnect."""

    def __init__(self, address: str, heard: Callable[[NetworkId | None], None]) -> None:
        self._address = address
        self._heard = heard
        self._said: set[NetworkId] = set()
        self._told: deque[tuple[str, str]] = deque(maxlen=TOLD_AT_MOST)
        self._others: dict[str, Callable[[str], None]] = {}
        self._speak = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="hints")

    async def close(self) -> None:
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def say(self, network_id: NetworkId) -> None:
        """Tell the other processes that this network was written to."""
        self._said.add(network_id)
        self._speak.set()

    def listen(self, channel: str, heard: Callable[[str], None]) -> None:
        """Call this with what the other processes tell on a channel; to be said before ``start``."""
        self._others[channel] = heard

    def tell(self, channel: str, text: str) -> None:
        """Tell the other processes something, in less than 8000 bytes; where the line is down, nobody hears it."""
        self._told.append((channel, text))
        self._speak.set()

    async def _run(self) -> None:
        pause = 0.1
        while True:
            try:
                db = await asyncpg.connect(self._address, timeout=5)
                try:
                    await db.add_listener(CHANNEL, self._listen)
                    for channel in self._others:
                        await db.add_listener(channel, self._listen_to_others)
                    self._told.clear()
                    self._heard(None)  # what was said meanwhile is lost: look everywhere once
                    pause = 0.1
                    await self._say_on(db)
                finally:
                    db.terminate()
            except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError) as error:
                _log.warning("hints_away", error=type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 5)

    async def _say_on(self, db: Any) -> None:
        ended = asyncio.Event()

        def end(_db: Any) -> None:
            ended.set()
            self._speak.set()

        db.add_termination_listener(end)
        while not ended.is_set():
            await self._speak.wait()
            self._speak.clear()
            said, self._said = self._said, set()
            if said and not ended.is_set():
                await db.execute(SQL.say, CHANNEL, " ".join(str(one) for one in list(said)[:200]))
            if self._told and not ended.is_set():
                told = [*self._told]
                self._told.clear()
                await db.executemany(SQL.say, told)
            await asyncio.sleep(GATHER)  # the first of many is said at once, the others together

    def _listen(self, db: Any, pid: int, _channel: str, payload: object) -> None:
        if db.is_closed() or pid == db.get_server_pid():
            return  # said by this process, which knows what it wrote
        for one in str(payload).split():
            self._heard(NetworkId(UUID(one)))

    def _listen_to_others(self, db: Any, pid: int, channel: str, payload: object) -> None:
        if not db.is_closed() and pid != db.get_server_pid():
            self._others[channel](str(payload))
