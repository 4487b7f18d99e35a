"""Where the bytes of files are kept: one seam; behind it PostgreSQL, or what the operator set (objects.py).

Bytes go by the hash of what they are, within one network. What a store promises is told by its contract test
(tests/http/test_attachments.py), which every store passes: to keep twice changes nothing, what was dropped is gone.
"""

from collections.abc import AsyncIterator
from typing import Any, Protocol

import asyncpg

from events import sql
from events.ids import NetworkId
from service.settings import IN_DATABASE, FileStore

statements = sql.beside(__file__)

PIECE = 1 << 18  # bytes that are read at once


class Away(OSError):
    """The store does not do what it was asked; nothing is half done, and asking again is safe."""


class Keeping(Protocol):
    """A place for bytes."""

    async def keep(self, network: NetworkId, sha256: bytes, content: bytes) -> None:
        """Keep these bytes; they are safe once this returns."""

    def read(self, network: NetworkId, sha256: bytes) -> AsyncIterator[bytes]:
        """These bytes, piece by piece; none where they are not kept."""

    async def drop(self, network: NetworkId, sha256: bytes) -> None:
        """Let go of them; a second time it changes nothing."""


class InPostgres:
    """In a table of the same database: one backup holds both, what happened and the files."""

    def __init__(self, pool: "asyncpg.Pool[Any]") -> None:
        self._pool = pool

    async def keep(self, network: NetworkId, sha256: bytes, content: bytes) -> None:
        await self._pool.execute(statements.keep, network, sha256, content)

    async def read(self, network: NetworkId, sha256: bytes) -> AsyncIterator[bytes]:
        # No connection is held while whoever reads is slow: there are few of them, and everyone needs one.
        start = 1
        while piece := await self._pool.fetchval(statements.piece, network, sha256, start, PIECE):
            yield piece
            start += len(piece)

    async def drop(self, network: NetworkId, sha256: bytes) -> None:
        await self._pool.execute(statements.drop, network, sha256)


class Moving:
    """From one store to another while both are read: what is sent is kept in the new one, and what goes, goes from both."""

    def __init__(self, before: Keeping, now: Keeping) -> None:
        self.before = before
        self.now = now

    async def keep(self, network: NetworkId, sha256: bytes, content: bytes) -> None:
        await self.now.keep(network, sha256, content)

    async def read(self, network: NetworkId, sha256: bytes) -> AsyncIterator[bytes]:
        for store in (self.now, self.before, self.now):  # it may move between the first two looks
            found = False
            async for piece in store.read(network, sha256):
                found = True
                yield piece
            if found:
                return

    async def drop(self, network: NetworkId, sha256: bytes) -> None:
        await self.before.drop(network, sha256)
        await self.now.drop(network, sha256)

    async def move(self, network: NetworkId, sha256: bytes) -> bool:
        """Move one; was there something to move? The old bytes go once the new ones are safe."""
        whole = b"".join([piece async for piece in self.before.read(network, sha256)])
        if whole:
            await self.now.keep(network, sha256, whole)
            await self.before.drop(network, sha256)
        return bool(whole)


def chosen(pool: "asyncpg.Pool[Any]", settings: FileStore) -> Keeping:
    """Where the operator wants them."""

    def at(url: str) -> Keeping:
        if url == IN_DATABASE:
            return InPostgres(pool)
        from service.attachments import objects  # its library takes time and memory, and most need none

        return objects.opened(url, settings)

    now = at(settings.url)
    return now if settings.before in (None, settings.url) else Moving(at(settings.before), now)
