"""Visits: when somebody was last in a network before now, so that they are told what changed since.

A visit goes on as long as its person does something there, and is over once they did nothing for ``PAUSE``: reloading a page moves nothing.
Kept are two moments for each person and network, never what was looked at; nobody but that person is told of them.
"""

from datetime import UTC, datetime, timedelta

from msgspec import Struct

from events import sql
from events.ids import NetworkId, PersonId, Token
from service.identity.people import Connection

statements = sql.beside(__file__)

PAUSE = timedelta(minutes=30)


class Left(Struct, frozen=True):
    """When a visit ended, and where the log stood."""

    at: datetime
    through: Token


async def note(connection: Connection, network_id: NetworkId, person: PersonId, stands: Token) -> None:
    """They are here: the visit goes on, or a new one begins."""
    await connection.execute(statements.note, network_id, person, str(stands), PAUSE)


async def read(connection: Connection, network_id: NetworkId, person: PersonId, stands: Token) -> None:
    """They have seen all that changed until now: what comes next counts as since their last visit."""
    await connection.execute(statements.read, network_id, person, str(stands))


async def last(connection: Connection, network_id: NetworkId, person: PersonId) -> Left | None:
    """The end of the visit before this one; None where this is the first."""
    row = await connection.fetchrow(statements.of_person, network_id, person)
    if row is None:
        return None
    if datetime.now(UTC) - row["seen_at"] > PAUSE:
        return Left(row["seen_at"], Token.parse(row["seen"]))  # back again, and nobody noted it yet
    return None if row["left_at"] is None else Left(row["left_at"], Token.parse(row["left_through"]))
