"""Guests: how someone without an account joins one workshop by a code of six digits, and what is known of their session.

A guest is an actor with an id of their own; the name they give stands with those of other people, outside the log, and can
be erased like theirs. What they may do is folded from the log. Codes can be guessed by trying, so useless tries are counted
by address, in the database: ten a minute, whatever process they reach. Tries of one address stand in line, so a thousand at
once count as a thousand; good ones are not counted, since a whole room joins from one address.
"""

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

import asyncpg
from msgspec import Struct

from events import sql
from events.ids import NetworkId, PersonId
from service.identity import tries
from service.identity.people import Connection
from service.problems import TooOften

statements = sql.beside(__file__)

DIGITS = 6
TRIES = 10
WITHIN = timedelta(minutes=1)
LASTS = timedelta(days=7)  # a session; the right it gives ends with the workshop
DRAWS = 20  # codes that are drawn before giving up: one that another workshop has is of no use


class Joining(Struct, frozen=True):
    """What a code is for: one sitting of one workshop."""

    network_id: NetworkId
    workshop_id: UUID
    sitting: int


def _hashed(what: str, text: str) -> bytes:
    return hashlib.sha256(f"club21:{what}:{text}".encode()).digest()


async def make_code(connection: Connection, joining: Joining, by: PersonId) -> str:
    """A new code for a workshop, told once; the one it had is of no use any more."""
    for _ in range(DRAWS):
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        try:
            async with connection.transaction():
                await connection.execute(
                    statements.keep, joining.network_id, joining.workshop_id, _hashed("code", code), joining.sitting, by
                )
        except asyncpg.UniqueViolationError:
            continue
        return code
    raise RuntimeError("every code that was drawn belongs to another workshop")


async def look_up(connection: Connection, address: str, code: str) -> Joining | None:
    """The sitting that a code is for; None, and one try less, where it is for none. The same work either way."""
    origin = _hashed("address", address)
    async with connection.transaction():
        await connection.execute(statements.stand_in_line, origin.hex())
        row = await connection.fetchrow(statements.tried, origin, WITHIN)
        assert row is not None  # noqa: S101 - a count has a row
        if row["tries"] >= TRIES:
            raise TooOften("workshop.slow", headers=tries.later(row["wait"]))
        found = await connection.fetchrow(statements.look_up, _hashed("code", code))
        if found is None:
            await connection.execute(statements.failed, origin, WITHIN)
            return None
    return Joining(NetworkId(found["network_id"]), found["workshop_id"], found["sitting"])


async def failed(connection: Connection, address: str) -> None:
    """A code that was found, and is of no use: its workshop has closed."""
    await connection.execute(statements.failed, _hashed("address", address), WITHIN)


async def note(connection: Connection, person: PersonId, network_id: NetworkId, workshop_id: UUID) -> None:
    """Remember that this person is a guest: a session of theirs opens no account, whatever they ask for."""
    await connection.execute(statements.note, person, network_id, workshop_id)


async def of(connection: "Connection | asyncpg.Pool", person: PersonId) -> tuple[NetworkId, UUID] | None:
    """The network and the workshop that this person is a guest of."""
    row = await connection.fetchrow(statements.of_person, person)
    return (NetworkId(row["network_id"]), row["workshop_id"]) if row else None
