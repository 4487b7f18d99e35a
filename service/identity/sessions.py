"""Sessions: who is signed in, in which browsers; the cookie holds a key (keys.py), and the person sees and ends each of them."""

import secrets
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from msgspec import Struct

from events import sql
from events.ids import PersonId
from service.identity.keys import Keys, hashed
from service.identity.people import Connection, People

statements = sql.beside(__file__)

LASTS = timedelta(days=30)

Method: TypeAlias = Literal["link", "password", "provider"]


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


class Sessions(Keys):
    """Every session this process has met."""

    find = statements.find
    ended_lately = statements.ended_lately
    lately_used = statements.seen
    note_every = 60.0
    unwatched = "sessions_unwatched"

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


async def watch(sessions: Sessions, people: People) -> None:
    """Look several times a second for sessions that ended and names that changed; runs until it is cancelled."""
    await sessions.watch(people.look_again)
