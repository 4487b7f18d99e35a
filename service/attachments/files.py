"""The files of every network: sent within bounds, told by their content, kept once, handed out, and gone when nothing refers to them.

Bytes are sent before the command that attaches them, so some are never attached: these go a day later. Only who sent bytes attaches
them, or whoever knew a hash could have the file of others. A network keeps at most as much as the operator set.
"""

import asyncio
import hashlib
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import asyncpg

from events import sql
from events.attachment import LARGEST, Attach, Type
from events.decider import Invalid
from events.ids import NetworkId, PersonId
from service import problems
from service.attachments import content
from service.attachments.keeping import InPostgres, Keeping
from service.identity.tries import Tries

statements = sql.beside(__file__)

AT_ONCE = 2  # that are looked into and kept: each is in memory meanwhile, and holds a connection
COMING, COMING_OF_ONE = 60, 6  # that are being sent, in all and by one person; whoever sends more is told to come again
PATIENCE = 900.0  # seconds that one may take
IN_MEMORY = 1_000_000  # bytes; what is longer waits on the disk
MEGABYTE = 1_000_000


class Sent(NamedTuple):
    """What was sent, as the command that attaches it has to say."""

    sha256: str
    size: int
    type: Type


class Files:
    """The files of this process; ``quota`` is how many megabytes a network keeps at most."""

    def __init__(self, pool: "asyncpg.Pool[Any]", quota: int, keeping: Keeping | None = None) -> None:
        self.keeping = keeping or InPostgres(pool)
        self._pool = pool
        self._quota = quota * MEGABYTE
        self._tries = Tries(120, 0.5)
        self._coming: Counter[PersonId] = Counter()
        self._places = asyncio.Semaphore(AT_ONCE)

    async def take(self, network: NetworkId, person: PersonId, pieces: AsyncIterator[bytes]) -> Sent:
        """Keep what somebody sends: read no further than a file may be long, and kept only once it is known what it is."""
        if self._coming.total() >= COMING or self._coming[person] >= COMING_OF_ONE:
            raise problems.Busy(headers=problems.SOON)
        self._tries.failed(str(person))  # good ones count as well: looking into them is what costs
        self._coming[person] += 1
        try:
            with tempfile.SpooledTemporaryFile(IN_MEMORY) as coming:
                async with asyncio.timeout(PATIENCE):
                    async for piece in pieces:
                        if coming.tell() + len(piece) > LARGEST:
                            raise too_large()
                        coming.write(piece)
                async with self._places:
                    coming.seek(0)
                    return await self._look_into(network, person, coming.read())
        finally:
            self._coming[person] -= 1

    async def _look_into(self, network: NetworkId, person: PersonId, whole: bytes) -> Sent:
        if not whole:
            raise Invalid("This file is empty; choose another one.", "", key="invalid.empty_file")
        kind = await asyncio.to_thread(content.told, whole)
        sha256 = hashlib.sha256(whole).digest()
        await self._keep(network, person, sha256, whole, kind)
        return Sent(sha256.hex(), len(whole), kind)

    async def _keep(self, network: NetworkId, person: PersonId, sha256: bytes, whole: bytes, kind: Type) -> None:
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(statements.alone, network)
            kept = await connection.fetchval(statements.kept, network, sha256)
            if kept + len(whole) > self._quota:
                used, most = -(-kept // MEGABYTE), self._quota // MEGABYTE
                raise problems.TooLarge("file.quota", used=used, quota=most)
            await connection.execute(statements.know, network, sha256, len(whole), kind)
            await self.keeping.keep(network, sha256, whole)
            await connection.execute(statements.send, network, sha256, person)

    async def offered(self, network: NetworkId, by: PersonId, asked: Attach) -> bool:
        """Did this person send these bytes here not long ago, and are they what is said of them?"""
        row = await self._pool.fetchrow(statements.sent, network, bytes.fromhex(asked.sha256), by)
        return row is not None and (row["size"], row["type"]) == (asked.size, asked.type)

    async def read(self, network: NetworkId, sha256: str) -> AsyncIterator[bytes] | None:
        """The bytes, piece by piece; none where they are kept no more."""
        pieces = self.keeping.read(network, bytes.fromhex(sha256))
        first = await anext(pieces, None)
        return None if first is None else _on(first, pieces)

    async def unsend(self, network: NetworkId, sha256: str) -> None:
        """Nobody attaches these bytes any more without sending them again."""
        await self._pool.execute(statements.unsend, network, bytes.fromhex(sha256))

    async def sweep(self, network: NetworkId | None = None) -> int:
        """Let go of what no item refers to and nobody sent lately: all were erased, or none was ever attached; how many went."""
        gone = 0
        for of in [network] if network is not None else [row["network_id"] for row in await self._pool.fetch(statements.networks)]:
            async with self._pool.acquire() as connection, connection.transaction():
                await connection.execute(statements.alone, of)  # nobody sends the same again meanwhile
                for row in await connection.fetch(statements.forget, of):
                    await self.keeping.drop(of, row["sha256"])
                    gone += 1
        return gone


def too_large() -> problems.TooLarge:
    return problems.TooLarge("file.too_large", megabytes=LARGEST // MEGABYTE)


async def _on(first: bytes, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in pieces:
        yield piece
