"""Where the bytes of files are kept: one seam, and PostgreSQL behind it.

Bytes go by the hash of what they are, within one network. What a store promises is told by its contract test
(tests/http/test_attachments.py), which every store passes: to keep twice changes nothing, what was dropped is gone.
"""

from collections.abc import AsyncIterator
from typing import Any, Protocol

import asyncpg

from events import sql
from events.ids import NetworkId

statements = sql.beside(__file__)

PIECE = 1 << 18  # bytes that are read at once


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
