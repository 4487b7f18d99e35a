"""Sessions: who is signed in, known by the hash of a random token that only the cookie holds.

Every request asks, so sessions are kept at hand. A task looks several times a second for those that ended, on whatever
process; when it can not look, nothing at hand is believed and each request asks the database.
"""

import asyncio
import hashlib
import secrets
import time
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

import asyncpg
import structlog

from events import sql
from events.ids import PersonId
from service.identity.actor import Actor
from service.identity.people import Connection, People

statements = sql.beside(__file__)

LASTS = timedelta(days=30)
LOOK_EVERY = 0.4
BELIEVED = 1.0  # seconds without a look after which what is at hand counts for nothing
UNKNOWN_AT_MOST = 10_000

_log = structlog.get_logger()


class Session(NamedTuple):
    """One signed-in browser."""

    person: PersonId
    expires: float


def hashed(token: bytes) -> bytes:
    """What the tables hold instead of a token."""
    return hashlib.sha256(token).digest()


class Sessions:
    """Every session this process has met."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool
        self.known: dict[bytes, Session] = {}
        self.unknown: dict[bytes, None] = {}
        self.looked = 0.0
        self.ended: list[Callable[[bytes], None]] = []

    def on_end(self, callback: Callable[[bytes], None]) -> None:
        """Call this with the hash of each session that ends, so that its live connections close."""
        self.ended.append(callback)

    async def actor(self, token: bytes) -> Actor | None:
        """The person behind a token, or None."""
        key = hashed(token)
        session = self.known.get(key)
        if session is None or time.monotonic() - self.looked > BELIEVED:
            session = await self._find(key)
        return Actor(session.person, key) if session is not None and session.expires > time.time() else None

    async def _find(self, key: bytes) -> Session | None:
        if key in self.unknown:
            return None  # random tokens stay unknown: whoever guesses does not keep the database busy
        row = await self.pool.fetchrow(statements.find, key)
        if row is None:
            self._forget(key)
            return None
        self.known[key] = Session(PersonId(row["person_id"]), row["expires_at"].timestamp())
        return self.known[key]

    async def begin(self, connection: Connection, person: PersonId) -> str:
        """Sign a person in: the token for their cookie, told once and kept nowhere."""
        token = secrets.token_urlsafe(32)
        await connection.execute(statements.begin, hashed(token.encode()), person, LASTS)
        return token

    async def end(self, key: bytes) -> None:
        """Sign one browser out, here at once and elsewhere within a second."""
        await self.pool.execute(statements.end_one, key)
        self._forget(key)

    async def end_all_of(self, person: PersonId) -> None:
        """Sign a person out everywhere."""
        await self.pool.execute(statements.end_all_of, person)
        await self.look()

    def _forget(self, key: bytes) -> None:
        if len(self.unknown) >= UNKNOWN_AT_MOST:
            del self.unknown[next(iter(self.unknown))]
        self.unknown[key] = None
        if self.known.pop(key, None) is not None:
            for callback in self.ended:
                callback(key)

    async def look(self) -> None:
        """Drop what ended lately, on any process."""
        began = time.monotonic()
        for row in await self.pool.fetch(statements.ended_lately):
            if row["session_hash"] in self.known:
                self._forget(row["session_hash"])
        self.looked = began


async def watch(sessions: Sessions, people: People) -> None:
    """Look several times a second for sessions that ended and names that changed; runs until it is cancelled."""
    while True:
        try:
            await sessions.look()
            await people.look_again()
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, TimeoutError) as error:
            _log.warning("sessions_unwatched", error=type(error).__name__)
        await asyncio.sleep(LOOK_EVERY)
