"""The pasts of a network that are looked at in this process: each folded once for all who look there, a few at a time.

Whoever goes through the screens of one moment asks for the same past again and again, and a fold of a long log takes its time and a
connection to the database. A past never changes but by a redaction, or where an operator lets a projection pass over an event: neither
finds one that was folded before.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Hashable
from contextlib import asynccontextmanager
from typing import Any, TypeVar
from uuid import UUID

from events.ids import NetworkId
from events.line import Busy
from events.log.store import Store
from projections import past
from projections.folds import Folds
from projections.past import Past
from projections.projection import PassedOver

KEPT = 4  # of a network
LASTS = 60.0  # seconds that one is kept after it was first asked for
AT_ONCE = 2  # that are folded
WAITING = 32  # that are folded or wait for it: whoever asks for more is told to come again, so that others are not kept waiting for these

T = TypeVar("T")


class Pasts:
    """The pasts of one network in one epoch."""

    def __init__(self, store: Store, network_id: NetworkId, folds: Folds) -> None:
        self._store = store
        self._network_id = network_id
        self._folds = folds
        self._made: dict[Hashable, asyncio.Task[Any]] = {}
        self._under_way: set[asyncio.Task[Any]] = set()
        self._folding = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    async def of(self, root: UUID | None, position: int, passed_over: PassedOver, redactions: int) -> Past:
        """A plan, or with None the whole network, as of a position; ``redactions`` counts those that this process has heard of."""
        return await self.once((root, position, passed_over, redactions), lambda: self._fold(root, position, passed_over))

    async def once(self, key: Hashable, make: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """What is made of the past under this key: by whoever asks first, for all who ask within a minute."""
        if (task := self._made.get(key)) is None:
            while len(self._made) >= KEPT:
                self._made.pop(next(iter(self._made)))
            task = self._made[key] = asyncio.create_task(make(), name="past")
            self._under_way.add(task)
            task.add_done_callback(lambda done: self._done(key, done))
        return await asyncio.shield(task)

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Where somebody folds: for as long as that takes, and once it is their turn; Busy where too many wait for it."""
        if self._waiting >= WAITING:
            raise Busy
        self._waiting += 1
        try:
            async with self._folding:
                yield
        finally:
            self._waiting -= 1

    def _done(self, key: Hashable, task: asyncio.Task[Any]) -> None:
        self._under_way.discard(task)
        if task.cancelled() or task.exception() is not None:
            self._forget(key, task)
        else:
            asyncio.get_running_loop().call_later(LASTS, self._forget, key, task)

    def _forget(self, key: Hashable, task: asyncio.Task[Any]) -> None:
        if self._made.get(key) is task:
            del self._made[key]

    async def _fold(self, root: UUID | None, position: int, passed_over: PassedOver) -> Past:
        async with self.place():
            return await past.as_of(self._store, self._network_id, root, position, passed_over, self._folds)

    async def close(self) -> None:
        """Wait until all that is looked at is answered, and what is under way has been put away."""
        await asyncio.gather(*self._under_way, return_exceptions=True)
        self._made.clear()
        await self._folds.close()
