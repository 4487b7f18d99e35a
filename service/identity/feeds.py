"""Secret addresses of calendars: what a calendar program asks for, since it can not sign in.

Whoever has the address reads the meetings of one network as its person may, until that person makes another one, revokes
it, or belongs to the network no more. The secret is told once; what is kept is its hash.
"""

import secrets

from events import sql
from events.ids import NetworkId, PersonId
from service.identity.keys import hashed
from service.identity.people import Connection

statements = sql.beside(__file__)


async def make(connection: Connection, network_id: NetworkId, person: PersonId) -> str:
    """A new secret for this person's calendar of this network; the one before is of no use any more."""
    secret = secrets.token_urlsafe(32)
    await connection.execute(statements.make, network_id, person, hashed(secret.encode()))
    return secret


async def revoke(connection: Connection, network_id: NetworkId, person: PersonId) -> None:
    """Take the address back: it answers nobody from here on."""
    await connection.execute(statements.revoke, network_id, person)


async def whose(connection: Connection, secret: str) -> tuple[NetworkId, PersonId] | None:
    """The network and the person whose calendar a secret opens."""
    row = await connection.fetchrow(statements.whose, hashed(secret.encode()))
    return (NetworkId(row["network_id"]), PersonId(row["person_id"])) if row else None
