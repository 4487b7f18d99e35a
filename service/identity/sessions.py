"""Sessions: who is signed in, known by the hash of a random token that only the cookie holds.

Every request asks, so sessions are kept at hand. A task looks several times a second for those that ended, on whatever
process; when it can not look, nothing at hand is believed and each request asks the database.
"""

import asyncio
import hashlib
import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

import asyncpg
import structlog
from msgspec import Struct

from events import sql
from events.ids import PersonId
from service.identity.actor import Actor
from service.identity.people import Connection, People

statements = sql.beside(__file__)

LASTS = timedelta(days=30)
LOOK_EVERY = 0.4
MARGIN = 10.0  # seconds that an end may take from its clock to its commit
BELIEVED = 1.0  # seconds without a look after which what is at hand counts for nothing
UNKNOWN_AT_MOST = 10_000
NOTE_EVERY = 60.0  # seconds between two notes of who was seen

Method: TypeAlias = Literal["link", "password", "provider"]

_log = structlog.get_logger()


class Session(Struct, gc=False):
    """One signed-in browser; ``seen`` is when it last asked for something, ``noted`` what the table knows of that."""

    person: PersonId
    expires: float
    guest: bool
    seen: float = 0.0
    noted: float = 0.0


class Listed(Struct, frozen=True):
    """A session as its owner tells it apart from the others."""

    session_id: str
    begun_at: datetime
    seen_at: datetime
    expires_at: datetime
    method: Method
    device: str | None
    place: str | None
    here: bool


class Browser(Struct, frozen=True):
    """What is known of a browser that signs in: the little that its owner needs to recognise it."""

    device: str | None = None
    place: str | None = None
    token: str | None = None  # of the cookie that stays when a session ends


UNSEEN = Browser()


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
        now = time.time()
        if session is None or session.expires <= now:
            return None
        session.seen = now
        return Actor(session.person, key, guest=session.guest)

    def over(self, key: bytes) -> bool:
        """Is this session known to have ended? Asked where that may have happened between the door and here."""
        return key in self.unknown

    async def _find(self, key: bytes) -> Session | None:
        if key in self.unknown:
            return None  # random tokens stay unknown: whoever guesses does not keep the database busy
        row = await self.pool.fetchrow(statements.find, key)
        if row is None:
            self._forget(key)
            return None
        return self.known.setdefault(key, Session(PersonId(row["person_id"]), row["expires_at"].timestamp(), row["guest"]))

    async def begin(
        self,
        connection: Connection,
        person: PersonId,
        method: Method = "link",
        browser: Browser = UNSEEN,
        lasts: timedelta = LASTS,
        vouched: tuple[str, str] | None = None,
    ) -> str:
        """Sign a person in: the token for their cookie, told once and kept nowhere. ``vouched`` is who did, and with which ID token."""
        token = secrets.token_urlsafe(32)
        known_by = hashed(browser.token.encode()) if browser.token else None
        provider, id_token = vouched or (None, None)
        kept = (method, browser.device, browser.place, known_by, provider, id_token)
        await connection.execute(statements.begin, hashed(token.encode()), person, lasts, *kept)
        return token

    async def came_from(self, key: bytes) -> tuple[str | None, str | None]:
        """The provider that vouched for this session, and the ID token it wants to see at the end."""
        row = await self.pool.fetchrow(statements.came_from, key)
        return (row["provider"], row["id_token"]) if row else (None, None)

    async def of(self, person: PersonId, here: bytes) -> list[Listed]:
        """Where a person is signed in, the browser that was seen last first."""
        await self.note()
        rows = await self.pool.fetch(statements.of_person, person)
        return [
            Listed(
                session_id=row["session_hash"][:16].hex(),
                begun_at=row["begun_at"],
                seen_at=row["seen_at"],
                expires_at=row["expires_at"],
                method=row["method"],
                device=row["device"],
                place=row["place"],
                here=row["session_hash"] == here,
            )
            for row in rows
        ]

    async def find_of(self, person: PersonId, session_id: bytes) -> bytes | None:
        """The session that its owner calls by this id; nobody else's."""
        key: bytes | None = await self.pool.fetchval(statements.one_of_person, person, session_id)
        return key

    async def knows(self, person: PersonId, browser: Browser) -> bool:
        """Did this person sign in from this browser before?"""
        return browser.token is not None and bool(
            await self.pool.fetchval(statements.browser_known, person, hashed(browser.token.encode()))
        )

    async def freshly_proved(self, key: bytes, within: timedelta) -> bool:
        """Did this session begin a moment ago, by a link or at a provider? Its owner then needs no former password."""
        row = await self.pool.fetchrow(statements.proof, key)
        return row is not None and row["method"] != "password" and row["age"] < within

    async def end(self, key: bytes) -> None:
        """Sign one browser out, here at once and elsewhere within a second."""
        await self.pool.execute(statements.end_one, key)
        self._forget(key)

    async def end_all_of(self, person: PersonId, but: bytes | None = None) -> None:
        """Sign a person out everywhere, or everywhere else."""
        await self.pool.execute(statements.end_all_of, person, but)
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
        # After an hour without the database, what ended in that hour counts, not only what ended just now.
        since = timedelta(seconds=MARGIN + (began - self.looked if self.looked else 0.0))
        for row in await self.pool.fetch(statements.ended_lately, since):
            if row["session_hash"] in self.known:
                self._forget(row["session_hash"])
        self.looked = began

    async def note(self) -> None:
        """Write down who was seen, and let go of what expired: an open screen must not outlive its session."""
        now = time.time()
        for key in [key for key, session in self.known.items() if session.expires <= now]:
            self._forget(key)
        lately = {key: session.seen for key, session in self.known.items() if session.seen > session.noted}
        if lately:
            await self.pool.execute(statements.seen, [*lately], [*lately.values()])
            for key, seen in lately.items():
                if session := self.known.get(key):
                    session.noted = seen


async def watch(sessions: Sessions, people: People) -> None:
    """Look several times a second for sessions that ended and names that changed; runs until it is cancelled."""
    noted = time.monotonic()
    while True:
        try:
            await sessions.look()
            await people.look_again()
            if time.monotonic() - noted > NOTE_EVERY:
                noted = time.monotonic()
                await sessions.note()
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, TimeoutError) as error:
            _log.warning("sessions_unwatched", error=type(error).__name__)
        await asyncio.sleep(LOOK_EVERY)
