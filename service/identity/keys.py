"""Keys: random tokens that only their holder has, a browser in its cookie or a program in its settings, known here by their hash alone.

Every request asks whose key it shows, so keys are kept at hand. A task looks several times a second for those that ended, on whatever
process; when it can not look, nothing at hand is believed and each request asks the database.
"""

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import ClassVar

import asyncpg
import structlog
from msgspec import Struct

from events.ids import PersonId
from service.identity.actor import Actor

LOOK_EVERY = 0.4
MARGIN = 10.0  # seconds that an end may take from its clock to its commit
BELIEVED = 1.0  # seconds without a look after which what is at hand counts for nothing
UNKNOWN_AT_MOST = 10_000

_log = structlog.get_logger()


class Known(Struct, gc=False):
    """One key; ``used`` is when somebody last came with it, ``noted`` what the table knows of that."""

    actor: PersonId
    expires: float
    guest: bool
    used: float = 0.0
    noted: float = 0.0


def hashed(token: bytes) -> bytes:
    """What the tables hold instead of a token."""
    return hashlib.sha256(token).digest()


class Keys:
    """Every key of one kind that this process has met."""

    find: ClassVar[str]  # the statements of the kind
    ended_lately: ClassVar[str]
    lately_used: ClassVar[str]
    note_every: ClassVar[float]  # seconds between two notes of when keys were used
    unwatched: ClassVar[str]  # what the log says when the database does not answer

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool
        self.known: dict[bytes, Known] = {}
        self.unknown: dict[bytes, None] = {}
        self.looked = 0.0
        self.ended: list[Callable[[bytes], None]] = []

    def on_end(self, callback: Callable[[bytes], None]) -> None:
        """Call this with the hash of each key that ends, so that its live connections close."""
        self.ended.append(callback)

    async def actor(self, token: bytes) -> Actor | None:
        """Whose key this is, or None."""
        key = hashed(token)
        known = self.known.get(key)
        if known is None or time.monotonic() - self.looked > BELIEVED:
            known = await self._find(key)
        now = time.time()
        if known is None or known.expires <= now:
            return None
        known.used = now
        return Actor(known.actor, key, guest=known.guest)

    def over(self, key: bytes) -> bool:
        """Did this key end? Asked where it may have between the door and here: nobody would close what begins after it."""
        return key in self.unknown

    async def look(self) -> None:
        """Drop what ended lately on any process, and what has expired: an open screen must not outlive its key."""
        began = time.monotonic()
        # After an hour without the database, what ended in that hour counts, not only what ended just now.
        since = timedelta(seconds=MARGIN + (began - self.looked if self.looked else 0.0))
        gone = [row["key"] for row in await self.pool.fetch(self.ended_lately, since)]
        now = time.time()
        for key in [*(key for key in gone if key in self.known), *(key for key, known in self.known.items() if known.expires <= now)]:
            self._forget(key)
        self.looked = began

    async def note(self) -> None:
        """Write down when keys were used, so that people see which ones nobody needs."""
        lately = {key: known.used for key, known in self.known.items() if known.used > known.noted}
        if lately:
            await self.pool.execute(self.lately_used, [*lately], [*lately.values()])
            for key, used in lately.items():
                if known := self.known.get(key):
                    known.noted = used

    async def watch(self, *looks: Callable[[], Awaitable[None]]) -> None:
        """Look several times a second, at this and at what else is given; runs until it is cancelled."""
        noted = time.monotonic()
        while True:
            try:
                for look in (self.look, *looks):
                    await look()
                if time.monotonic() - noted > self.note_every:
                    noted = time.monotonic()
                    await self.note()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, TimeoutError) as error:
                _log.warning(self.unwatched, error=type(error).__name__)
            await asyncio.sleep(LOOK_EVERY)

    async def _find(self, key: bytes) -> Known | None:
        if key in self.unknown:
            return None  # random tokens stay unknown: whoever guesses does not keep the database busy
        row = await self.pool.fetchrow(self.find, key)
        if row is None:
            self._forget(key)
            return None
        return self.known.setdefault(key, Known(PersonId(row["actor"]), row["expires_at"].timestamp(), row["guest"]))

    def _forget(self, key: bytes) -> None:
        if len(self.unknown) >= UNKNOWN_AT_MOST:
            del self.unknown[next(iter(self.unknown))]
        self.unknown[key] = None
        if self.known.pop(key, None) is not None:
            for callback in self.ended:
                callback(key)
