"""Tokens of programs: what a program shows instead of a cookie, known here by its hash alone.

A token is an actor of its own: its role stands in the log of its network, given and taken like anyone's, so that a
revocation has a position. Beside that it ends here, within a second on every process, and all its connections with it.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from msgspec import Struct

from events import network, sql
from events.ids import AuthorityId, NetworkId, PersonId
from service.identity.keys import Keys, hashed
from service.identity.people import Connection

statements = sql.beside(__file__)

PREFIX = "club21_"  # by which people and scanners of leaked secrets recognise one
LONGEST = timedelta(days=365)

May: TypeAlias = Literal["read", "command", "audit"]
ROLES: Mapping[May, network.Role] = {"read": "reader", "command": "editor", "audit": "auditor"}  # in the log of its network


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


class Tokens(Keys):
    """Every token this process has met."""

    find = statements.find
    ended_lately = statements.revoked_lately
    lately_used = statements.used
    note_every = 20.0
    unwatched = "tokens_unwatched"

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


async def watch_tokens(tokens: Tokens) -> None:
    """Look several times a second for tokens that ended; runs until it is cancelled."""
    await tokens.watch()
