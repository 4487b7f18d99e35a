"""Tokens of programs: what a program shows instead of a cookie, known here by its hash alone.

A token is an actor of its own: its role stands in the log of its network, given and taken like anyone's, so that a
revocation has a position. Beside that it ends here, within a second on every process, and all its connections with it.
"""

import asyncio
import secrets
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

import asyncpg
import structlog
from msgspec import Struct

from events import sql
from events.ids import AuthorityId, NetworkId, PersonId
from service.identity.actor import Actor
from service.identity.people import Connection
from service.identity.sessions import BELIEVED, LOOK_EVERY, MARGIN, UNKNOWN_AT_MOST, hashed

statements = sql.beside(__file__)

PREFIX = "club21_"  # by which people and scanners of leaked secrets recognise one
LONGEST = timedelta(days=365)
NOTE_EVERY = 20.0  # seconds between two notes of when tokens were used

May: TypeAlias = Literal["read", "command"]

_log = structlog.get_logger()


class ProgramToken(Struct, frozen=True):
    """One token as facilitators see it: never what it is known by. Its ``token_id`` is the id of an actor, as in ``by``."""

    token_id: PersonId
    name: str | None
    may: May
    authority_id: AuthorityId | None
    topics: tuple[str, ...]
    made_by: PersonId
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_by: PersonId | None
    revoked_at: datetime | None


class _Known(Struct, gc=False):
    token_id: PersonId
    expires: float
    used: float = 0.0
    noted: float = 0.0


async def keep(
    connection: Connection,
    token_id: PersonId,
    network_id: NetworkId,
    may: May,
    authority: AuthorityId | None,
    topics: Sequence[str],
    by: PersonId,
    lasts: timedelta,
) -> str:
    """A new token for this actor, told once and kept nowhere."""
    secret = PREFIX + secrets.token_urlsafe(32)
    await connection.execute(statements.keep, token_id, network_id, hashed(secret.encode()), may, authority, [*topics], by, lasts)
    return secret


class Tokens:
    """Every token this process has met."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool
        self.known: dict[bytes, _Known] = {}
        self.unknown: dict[bytes, None] = {}
        self.looked = 0.0
        self.ended: list[Callable[[bytes], None]] = []

    def on_end(self, callback: Callable[[bytes], None]) -> None:
        """Call this with the hash of each token that ends, so that its live connections close."""
        self.ended.append(callback)

    async def actor(self, secret: bytes) -> Actor | None:
        """The program behind a token, or None."""
        key = hashed(secret)
        known = self.known.get(key)
        if known is None or time.monotonic() - self.looked > BELIEVED:
            known = await self._find(key)
        now = time.time()
        if known is None or known.expires <= now:
            return None
        known.used = now
        return Actor(known.token_id, key)

    def over(self, key: bytes) -> bool:
        """Did this token end? Asked where it may have between the door and here: nobody would close what begins after it."""
        return key in self.unknown

    async def of(self, network_id: NetworkId) -> list[ProgramToken]:
        """The tokens of a network, the newest first, those that are of no use any more included."""
        await self.note()
        return [
            ProgramToken(**(dict(row) | {"topics": tuple(row["topics"])}))
            for row in await self.pool.fetch(statements.of_network, network_id)
        ]

    async def revoke(self, network_id: NetworkId, token_id: PersonId, by: PersonId) -> None:
        """End a token: here at once, elsewhere within a second."""
        await self.pool.execute(statements.revoke, network_id, token_id, by)
        await self.look()

    async def look(self) -> None:
        """Drop what was revoked lately on any process, and what has expired: an open connection must not outlive its token."""
        began = time.monotonic()
        since = timedelta(seconds=MARGIN + (began - self.looked if self.looked else 0.0))
        gone = [row["token_hash"] for row in await self.pool.fetch(statements.revoked_lately, since)]
        now = time.time()
        for key in [*(key for key in gone if key in self.known), *(key for key, known in self.known.items() if known.expires <= now)]:
            self._forget(key)
        self.looked = began

    async def note(self) -> None:
        """Write down when tokens were used, so that people see which ones nobody needs."""
        lately = {key: known.used for key, known in self.known.items() if known.used > known.noted}
        if lately:
            await self.pool.execute(statements.used, [*lately], [*lately.values()])
            for key, used in lately.items():
                if known := self.known.get(key):
                    known.noted = used

    async def _find(self, key: bytes) -> _Known | None:
        if key in self.unknown:
            return None  # random tokens stay unknown: whoever guesses does not keep the database busy
        row = await self.pool.fetchrow(statements.find, key)
        if row is None:
            self._forget(key)
            return None
        return self.known.setdefault(key, _Known(PersonId(row["token_id"]), row["expires_at"].timestamp()))

    def _forget(self, key: bytes) -> None:
        if len(self.unknown) >= UNKNOWN_AT_MOST:
            del self.unknown[next(iter(self.unknown))]
        self.unknown[key] = None
        if self.known.pop(key, None) is not None:
            for callback in self.ended:
                callback(key)


async def watch_tokens(tokens: Tokens) -> None:
    """Look several times a second for tokens that ended; runs until it is cancelled."""
    noted = time.monotonic()
    while True:
        try:
            await tokens.look()
            if time.monotonic() - noted > NOTE_EVERY:
                noted = time.monotonic()
                await tokens.note()
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, TimeoutError) as error:
            _log.warning("tokens_unwatched", error=type(error).__name__)
        await asyncio.sleep(LOOK_EVERY)
