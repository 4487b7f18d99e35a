"""Links by which a letter that invites to a meeting is answered: for its authority and that meeting, and nothing else.

Whoever holds the letter answers with it, without an account; a mail program that opens the link answers nothing. It is good until the
meeting begins, a newer letter brings another one, it is taken back, or its person speaks for the authority no more. The secret stands in
the fragment of the address, which no server and no proxy sees, and is told once; what is kept is its hash.
"""

import secrets
from datetime import date
from typing import NamedTuple

from events import sql
from events.ids import AuthorityId, MeetingId, NetworkId, PersonId
from service.identity.keys import hashed
from service.identity.people import Connection

statements = sql.beside(__file__)


class Holder(NamedTuple):
    """Whose letter it is, and what it answers."""

    network: NetworkId
    meeting: MeetingId
    authority: AuthorityId
    person: PersonId


async def make(connection: Connection, base_url: str, of: Holder, held_on: date) -> str:
    """A new link for this letter; the one of the letter before is of no use any more."""
    secret = secrets.token_urlsafe(32)
    await connection.execute(statements.make, *of, hashed(secret.encode()), held_on)
    return f"{base_url}/answer#{secret}"


async def whose(connection: Connection, secret: str) -> Holder | None:
    """What a secret answers, if it is one."""
    row = await connection.fetchrow(statements.whose, hashed(secret.encode()))
    if row is None:
        return None
    network, meeting, authority, person = row
    return Holder(NetworkId(network), MeetingId(meeting), AuthorityId(authority), PersonId(person))


async def revoke(connection: Connection, network: NetworkId, meeting: MeetingId) -> int:
    """Take back what the letters of a meeting are answered with; how many links that were."""
    return len(await connection.fetch(statements.revoke, network, meeting))
