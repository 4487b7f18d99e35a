"""A store that fails as databases do: answers lost after the commit, requests lost before it, batches it will not take.

It is a store like the others and keeps their promises through the one it wraps; only what its users hear is disturbed.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from events.decider import Event
from events.ids import CommandId, NetworkId, StreamId
from events.log.codec import Sealed
from events.log.recorded import Recorded
from events.log.store import Answer, Drafted, Head, Known, Poisoned, Snapshot, Store, Unavailable, Unit


class Faulty:
    """The log in another store, over a bad line."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.lose_answers = 0  # of so many appends the answer is lost after they were written
        self.lose_requests = 0  # so many appends never arrive
        self.script: list[str] = []  # what becomes of the next appends, in order: "answered", or one of the faults
        self.turns = 0  # of the loop that an append takes, before it is written and again before it is answered
        self.poisonous: Callable[[Drafted], bool] = lambda _draft: False
        self.before_append: Callable[[], object] | None = None  # awaited where it returns something to await
        self.batches: list[int] = []
        self._open = asyncio.Event()
        self._open.set()
        self.arrived = asyncio.Event()  # an append has come to the gate

    def shut(self) -> None:
        """Keep appends waiting until ``open``."""
        self._open.clear()
        self.arrived.clear()

    def open(self) -> None:
        self._open.set()

    async def append(
        self, network_id: NetworkId, epoch: int, versions: Mapping[StreamId, int], units: Sequence[Unit], seen: int | None = None
    ) -> list[list[Answer]]:
        self.batches.append(sum(len(unit) for unit in units))
        self.arrived.set()
        await self._open.wait()
        if self.before_append is not None and asyncio.iscoroutine(doing := self.before_append()):
            await doing
        fault = self.script.pop(0) if self.script else "answered"
        for _ in range(self.turns):
            await asyncio.sleep(0)
        if self.lose_requests or fault == "request lost":
            self.lose_requests = max(0, self.lose_requests - 1)
            raise Unavailable
        if (fault == "refused" and sum(len(unit) for unit in units) > 1) or any(self.poisonous(draft) for unit in units for draft in unit):
            raise Poisoned("22000")
        # Whatever is refused for the company it is in passes alone.
        answers = await self._store.append(network_id, epoch, versions, units, seen)
        for _ in range(self.turns):
            await asyncio.sleep(0)
        if self.lose_answers or fault == "answer lost":
            self.lose_answers = max(0, self.lose_answers - 1)
            raise Unavailable
        return answers

    async def found(self, network_id: NetworkId, founding: Sealed, *, clock: str, time_zone: str, at: datetime | None = None) -> None:
        await self._store.found(network_id, founding, clock=clock, time_zone=time_zone, at=at)

    async def head(self, network_id: NetworkId) -> Head | None:
        return await self._store.head(network_id)

    async def last_by(self, network_id: NetworkId, at: datetime) -> int:
        return await self._store.last_by(network_id, at)

    async def streams(self, network_id: NetworkId, after: Mapping[StreamId, int]) -> list[Recorded[Event]]:
        return await self._store.streams(network_id, after)

    async def load(
        self, network_id: NetworkId, streams: Collection[StreamId], codes: Collection[str]
    ) -> tuple[list[Snapshot], list[Recorded[Event]]]:
        return await self._store.load(network_id, streams, codes)

    async def keep(self, network_id: NetworkId, snapshots: Sequence[Snapshot]) -> None:
        await self._store.keep(network_id, snapshots)

    async def forget(self, network_id: NetworkId, streams: Collection[StreamId]) -> None:
        await self._store.forget(network_id, streams)

    async def page(self, network_id: NetworkId, after: int, limit: int) -> list[Recorded[Event]]:
        return await self._store.page(network_id, after, limit)

    def plan(self, network_id: NetworkId, root: UUID | None, through: int, after: int = 0) -> AsyncIterator[Recorded[Event]]:
        return self._store.plan(network_id, root, through, after)

    async def command(self, network_id: NetworkId, command_id: CommandId) -> Known | None:
        return await self._store.command(network_id, command_id)
