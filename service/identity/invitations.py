"""Invitations: a role in a network and a letter with a link, for as long as the link lasts.

The role is given at once, by the facilitator who invites, so that the log says who let whom in; a person without a session can do nothing
with it. An address that is an account's already means its person, whatever name the invitation gives.
"""

from datetime import datetime, timedelta
from typing import Literal, TypeAlias
from uuid import UUID

from msgspec import Struct

from events import ids, sql
from events.ids import AuthorityId, NetworkId, PersonId
from service.identity import accounts, people
from service.identity.people import Connection

statements = sql.beside(__file__)

LASTS = timedelta(days=7)

InvitedRole: TypeAlias = Literal["facilitator", "editor", "elected_official", "partner", "auditor"]
Stage: TypeAlias = Literal["open", "expired", "accepted", "revoked"]


class Invitation(Struct, frozen=True):
    """An invitation as facilitators see it; the address goes once it was accepted or revoked."""

    invitation_id: UUID
    person_id: PersonId
    email: str | None
    role: InvitedRole
    authority_id: AuthorityId | None
    invited_by: PersonId
    made_at: datetime
    expires_at: datetime
    stage: Stage


class Guest(Struct, frozen=True):
    """Whom an open invitation is for."""

    invitation_id: UUID
    person: PersonId
    expires_at: datetime


async def make(
    connection: Connection,
    network: NetworkId,
    by: PersonId,
    name: str,
    function: str | None,
    email: str,
    role: InvitedRole,
    authority: AuthorityId | None,
) -> Invitation:
    """Someone new here, or whose address is known already; the role and the letter follow."""
    async with connection.transaction():
        await connection.execute(statements.lock, email)  # two invitations at once mean one person
        account = await accounts.of_email(connection, email)
        guest = await open_for(connection, email)
        if account is not None or guest is not None:
            # Without this a facilitator anywhere could rename anyone whose address they know.
            person = account.person if account is not None else guest.person  # type: ignore[union-attr]  # one of them is there
            await people.meet(connection, network, person)
        else:
            person = await people.invite(connection, network, name, function)
        invitation_id = ids.new()
        await connection.execute(statements.make, network, invitation_id, person, email, by, role, authority, LASTS)
        made = await find(connection, network, invitation_id)
    assert made is not None  # noqa: S101 - it was written a line above
    return made


async def find(connection: Connection, network: NetworkId, invitation_id: UUID) -> Invitation | None:
    """One invitation of this network."""
    row = await connection.fetchrow(statements.find, network, invitation_id)
    return Invitation(**row) if row else None


async def of_network(connection: Connection, network: NetworkId) -> list[Invitation]:
    """Every invitation of this network, the newest first."""
    return [Invitation(**row) for row in await connection.fetch(statements.of_network, network)]


async def open_for(connection: Connection, email: str) -> Guest | None:
    """An invitation to this address that can still be accepted, in whatever network."""
    row = await connection.fetchrow(statements.open_for, email)
    return Guest(row["invitation_id"], PersonId(row["person_id"]), row["expires_at"]) if row else None


async def is_open(connection: Connection, invitation_id: UUID) -> Guest | None:
    """This invitation, where it can still be accepted."""
    row = await connection.fetchrow(statements.is_open, invitation_id)
    return Guest(row["invitation_id"], PersonId(row["person_id"]), row["expires_at"]) if row else None


async def again(connection: Connection, network: NetworkId, invitation_id: UUID) -> int | None:
    """It lasts as long again: how often it was sent, this time included. None where it was accepted or revoked."""
    sent: int | None = await connection.fetchval(statements.again, network, invitation_id, LASTS)
    return sent


async def accept(connection: Connection, person: PersonId, email: str) -> None:
    """This person reads mail at this address: whatever invited them there has arrived."""
    await connection.execute(statements.accept, person, email)


async def revoke(connection: Connection, network: NetworkId, invitation_id: UUID) -> bool:
    """Its links are of no use any more; False where it was accepted or revoked already."""
    return bool(await connection.fetchval(statements.revoke, network, invitation_id))
