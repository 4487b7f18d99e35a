"""One-time sign-in links: whoever holds one may sign in as its person, once and for a while.

The token stands in the fragment of the address, which no server and no proxy sees; the page redeems it by POST when a
button is pressed, since mail scanners open every link. A new link leaves the former ones as they are, so that nobody can
void what lies in someone else's letters by asking for more.
"""

import secrets
from datetime import timedelta
from uuid import UUID

from events import sql
from events.ids import PersonId
from service import problems
from service.identity import accounts, invitations
from service.identity.keys import hashed
from service.identity.people import Connection

statements = sql.beside(__file__)

LASTS = timedelta(hours=24)
BY_MAIL = timedelta(minutes=30)


async def make(
    connection: Connection,
    base_url: str,
    person: PersonId,
    lasts: timedelta = LASTS,
    email: str | None = None,
    invitation: UUID | None = None,
) -> str:
    """A new sign-in link for this person, told once and kept nowhere; ``email`` is the address it is sent to."""
    token = secrets.token_urlsafe(32)
    await connection.execute(statements.make, hashed(token.encode()), person, lasts, email, invitation)
    return f"{base_url}/sign-in#{token}"


async def redeem(connection: Connection, token: str) -> PersonId:
    """The person a link was made for; a link that is of no use says why."""
    key = hashed(token.encode())
    row = await connection.fetchrow(statements.redeem, key)
    if row is None:
        link = await connection.fetchrow(statements.look, key)
        if link is None:
            raise problems.SignedOut("sign_in.unknown")
        raise problems.SignedOut("sign_in.used" if link["used"] else "sign_in.expired")
    person = PersonId(row["person_id"])
    if row["email"] is not None:
        # Whoever redeems it reads mail there. Where the address became someone else's meanwhile, they still sign in as themselves.
        await accounts.confirm(connection, person, row["email"])
        await invitations.accept(connection, person, row["email"])
    return person
