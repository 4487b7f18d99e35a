"""The files of every network: sent within bounds, told by their content, kept once, handed out, and gone when nothing refers to them.

Bytes are sent before the command that attaches them, so some are never attached: these go a day later. Only who sent bytes attaches
them, or whoever knew a hash could have the file of others. A network keeps at most as much as the operator set.
"""

import asyncio
import hashlib
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Literal, NamedTuple

import asyncpg
import structlog

from events import sql
from events.attachment import LARGEST, Attach, Type
from events.decider import Invalid
from events.ids import NetworkId, PersonId
from service import problems
from service.attachments import content
from service.attachments.keeping import Away, InPostgres, Keeping, Moving
from service.identity.tries import Tries

statements = sql.beside(__file__)

AT_ONCE = 2  # that are looked into and kept: each is in memory meanwhile, and holds a connection
COMING, COMING_OF_ONE = 60, 6  # that are being sent, in all and by one person; whoever sends more is told to come again
PATIENCE = 900.0  # seconds that one may take
IN_MEMORY = 1_000_000  # bytes; what is longer waits on the disk
MEGABYTE = 1_000_000

_log = structlog.get_logger()


class Sent(NamedTuple):
    """What was sent, as the command that attaches it has to say."""

    sha256: str
    size: int
    type: Type


class Damaged(Exception):
    """What the store gives is not what was kept there."""


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
                    return await self._look_into(network, person, await asyncio.to_thread(coming.read))
        finally:
            self._coming[person] -= 1

    @asynccontextmanager
    async def _turn(self, network: NetworkId, sha256: bytes, patience: float) -> AsyncIterator[Any]:
        """Alone with these bytes, in all processes, on a connection that is held for it; None where somebody else is for longer."""
        async with self._pool.acquire() as connection:
            ended = False
            try:
                began = time.monotonic()
                while not (mine := await connection.fetchval(statements.take_turn, network, sha256)):
                    if time.monotonic() - began >= patience:
                        break
                    await asyncio.sleep(0.05)
                try:
                    yield connection if mine else None
                finally:
                    with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError):
                        ended = not mine or await connection.fetchval(statements.end_turn, network, sha256)
            finally:
                if not ended:
                    with suppress(asyncpg.InterfaceError):  # the pool let go of a line that was lost
                        connection.terminate()  # the turn ends with it, whatever was under way

    async def _look_into(self, network: NetworkId, person: PersonId, whole: bytes) -> Sent:
        if not whole:
            raise Invalid("This file is empty; choose another one.", "", key="invalid.empty_file")
        kind, sha256 = await asyncio.to_thread(_looked_into, whole)
        await self._keep(network, person, sha256, whole, kind)
        return Sent(sha256.hex(), len(whole), kind)

    async def _keep(self, network: NetworkId, person: PersonId, sha256: bytes, whole: bytes, kind: Type) -> None:
        # Known before they are kept, and as long as they are: a process that is killed in between leaves nothing that nobody finds.
        async with self._turn(network, sha256, PATIENCE) as connection:
            if connection is None:
                raise problems.Busy(headers=problems.SOON)
            async with connection.transaction():
                await connection.execute(statements.alone, network)
                kept = await connection.fetchval(statements.kept, network, sha256)
                fits = kept + len(whole) <= self._quota
                if fits:
                    await connection.execute(statements.know, network, sha256, len(whole), kind)
            if fits:
                await self.keeping.keep(network, sha256, whole)
                await connection.execute(statements.send, network, sha256, person)
        if not fits:
            raise problems.TooLarge("file.quota", used=-(-kept // MEGABYTE), quota=self._quota // MEGABYTE)

    async def room(self, network: NetworkId) -> tuple[int, int]:
        """How many megabytes this network keeps, begun ones counted whole, and how many it may."""
        kept = await self._pool.fetchval(statements.kept, network, b"")
        return -(-kept // MEGABYTE), self._quota // MEGABYTE

    async def offered(self, network: NetworkId, by: PersonId, asked: Attach) -> bool:
        """Did this person send these bytes here not long ago, and are they what is said of them?"""
        row = await self._pool.fetchrow(statements.sent, network, bytes.fromhex(asked.sha256), by)
        return row is not None and (row["size"], row["type"]) == (asked.size, asked.type)

    async def read(self, network: NetworkId, sha256: str) -> AsyncIterator[bytes] | None:
        """The bytes, piece by piece; none where they are kept no more."""
        pieces = _unchanged(self.keeping.read(network, bytes.fromhex(sha256)), sha256)
        first = await anext(pieces, None)
        return None if first is None else _on(first, pieces)

    async def unsend(self, network: NetworkId, sha256: str) -> None:
        """Nobody attaches these bytes any more without sending them again."""
        await self._pool.execute(statements.unsend, network, bytes.fromhex(sha256))

    async def sweep(self, network: NetworkId | None = None) -> int:
        """Let go of what no item refers to and nobody sent lately: all were erased, or none was ever attached; how many went."""
        gone, failed = 0, None
        for of in [network] if network is not None else await self.networks():
            for row in await self._pool.fetch(statements.loose, of, None):
                try:
                    gone += await self._let_go(of, row["sha256"])
                except Away as error:
                    failed = error  # it stays known, so the next look tries again
        if failed is not None:
            raise failed
        return gone

    async def _let_go(self, network: NetworkId, sha256: bytes) -> bool:
        async with self._turn(network, sha256, 0) as connection:
            if connection is None or not await connection.fetch(statements.loose, network, sha256):
                return False  # somebody sends the same again
            await self.keeping.drop(network, sha256)
            await connection.execute(statements.forget, network, sha256)
        return True

    async def fault(self, network: NetworkId, sha256: bytes) -> Literal["missing", "damaged"] | None:
        """Is something wrong with what is kept of these bytes?"""
        digest, found = hashlib.sha256(), False
        async for piece in self.keeping.read(network, sha256):
            digest.update(piece)
            found = True
        if not found:
            return "missing" if await self._pool.fetch(statements.still_known, network, sha256) else None  # erased meanwhile
        return None if digest.digest() == sha256 else "damaged"

    async def move(self, network: NetworkId, sha256: bytes) -> bool:
        """Move these bytes from the store before to the one now, where they still are there."""
        async with self._turn(network, sha256, PATIENCE) as connection:
            if connection is None:
                raise Away
            if not isinstance(self.keeping, Moving) or not await connection.fetch(statements.still_known, network, sha256):
                return False
            return await self.keeping.move(network, sha256)

    async def known(self) -> list[tuple[NetworkId, bytes]]:
        """All that is kept, of every network."""
        return [(row["network_id"], row["sha256"]) for row in await self._pool.fetch(statements.known)]

    async def networks(self) -> list[NetworkId]:
        """Those that keep any."""
        return [row["network_id"] for row in await self._pool.fetch(statements.networks)]


def _looked_into(whole: bytes) -> tuple[Type, bytes]:
    """What it is, and its hash: of the largest each takes a while, and on the loop everyone would wait."""
    return content.told(whole), hashlib.sha256(whole).digest()


def too_large() -> problems.TooLarge:
    return problems.TooLarge("file.too_large", megabytes=LARGEST // MEGABYTE)


async def _unchanged(pieces: AsyncIterator[bytes], sha256: str) -> AsyncIterator[bytes]:
    """These pieces, the last one only if all together are what was attached: else whoever has them is left without an end."""
    digest, held = hashlib.sha256(), b""
    async for piece in pieces:
        digest.update(piece)
        if held:
            yield held
        held = piece
    if held and digest.hexdigest() != sha256:
        _log.error("file_damaged", sha256=sha256)
        raise Damaged
    if held:
        yield held


async def _on(first: bytes, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in pieces:
        yield piece
