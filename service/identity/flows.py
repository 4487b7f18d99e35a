"""Signing in at a provider: from our page there and back, bound to one browser, and who that makes someone here.

A flow is used once and for ten minutes, in the browser where it began: whoever catches a state, or sends someone else theirs, gets nowhere.
"""

import secrets
from typing import NamedTuple

from events import sql
from events.ids import PersonId
from service.identity import accounts, invitations
from service.identity.keys import hashed
from service.identity.people import Connection
from service.identity.providers import Identified, Provider, Unproved

statements = sql.beside(__file__)


class Flow(NamedTuple):
    """What a browser takes along: ``address`` to go to, ``token`` in a cookie."""

    address: str
    token: str


class Back(NamedTuple):
    """What was asked, as it is needed to judge the answer."""

    nonce: str
    verifier: str | None


async def begin(connection: Connection, provider: Provider) -> Flow:
    """A new flow."""
    state, nonce, token = (secrets.token_urlsafe(32) for _ in range(3))
    verifier = secrets.token_urlsafe(48) if provider.chosen.pkce else None
    address = await provider.address(state, nonce, verifier)
    await connection.execute(statements.begin, hashed(state.encode()), hashed(token.encode()), provider.key, nonce, verifier)
    await connection.execute(statements.clear)
    return Flow(address, token)


async def back(connection: Connection, provider: Provider, state: str, token: str) -> Back:
    """The flow that this state belongs to, in this browser; it can not be used again."""
    row = await connection.fetchrow(statements.back, hashed(state.encode()), hashed(token.encode()), provider.key)
    if row is None:
        raise Unproved("oidc.state")
    return Back(row["nonce"], row["verifier"])


async def reconcile(connection: Connection, provider: Provider, who: Identified) -> PersonId:
    """The person here whom a provider vouches for: met before, or known by an address, or invited at one."""
    issuer = provider.chosen.issuer
    email = accounts.address(who.email) if who.email else None
    met = await connection.fetchval(statements.met, issuer, who.subject)
    if met is not None:
        if email is not None:
            await invitations.accept(connection, PersonId(met), email)
        return PersonId(met)
    if email is None:
        raise Unproved("oidc.no_email")
    account = await accounts.of_email(connection, email)
    guest = await invitations.open_for(connection, email)
    person = account.person if account else guest.person if guest else None
    if person is None:
        raise Unproved("oidc.unknown")
    if provider.chosen.kind == "standard" and await connection.fetchval(statements.other, issuer, person):
        # An address that was given to a newcomer must not open the account of whoever had it before. ProConnect counts people by the
        # office that vouches for them, so there one person has several.
        raise Unproved("oidc.other")
    await accounts.confirm(connection, person, email)
    await invitations.accept(connection, person, email)
    await connection.execute(statements.meet, issuer, who.subject, person)
    return person


async def forget(connection: Connection, person: PersonId) -> None:
    """No provider is known to vouch for this person any more."""
    await connection.execute(statements.forget, person)
