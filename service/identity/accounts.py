"""Accounts: the address and the password with which a person signs in by themselves.

An address belongs to whoever showed that they read it, by redeeming a link that was sent there. One address, one person; a person has
one address. The whole row goes when its person is forgotten.
"""

import re
from datetime import datetime

import asyncpg
from msgspec import Struct

from events import sql
from events.decider import Invalid
from events.ids import PersonId
from service.identity.people import Connection

statements = sql.beside(__file__)

# Enough to tell an address from a slip of the pen; whether it exists is shown by the mail that arrives. No control characters: they
# would end a header and begin another.
ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f]{1,64}@[^\W_](?:[\w-]{0,62}\.)+[^\W\d_][\w-]{1,62}")


class Account(Struct, frozen=True):
    """What is kept of one account."""

    person: PersonId
    email: str
    password_hash: str | None
    password_set_at: datetime | None


def address(text: str, at: str = ".email") -> str:
    """An e-mail address as it is kept: without case and blanks around; raises where it is none."""
    told = text.strip().lower()
    if len(told) > 254 or not ADDRESS.fullmatch(told):
        raise Invalid("This is not an e-mail address.", at, "invalid.email")
    return told


async def of_email(connection: Connection, email: str) -> Account | None:
    """The account with this address."""
    return _account(await connection.fetchrow(statements.of_email, email))


async def of_person(connection: Connection, person: PersonId) -> Account | None:
    """The account of this person."""
    return _account(await connection.fetchrow(statements.of_person, person))


def _account(row: "asyncpg.Record | None") -> Account | None:
    if row is None:
        return None
    return Account(PersonId(row["person_id"]), row["email"], row["password_hash"], row["password_set_at"])


async def confirm(connection: Connection, person: PersonId, email: str) -> bool:
    """This person reads mail at this address, so it is theirs; False where it is someone else's already."""
    return bool(await connection.fetchval(statements.confirm, person, email))


async def keep_password(connection: Connection, person: PersonId, password_hash: str) -> None:
    """A new password."""
    await connection.execute(statements.keep_password, person, password_hash)


async def still(connection: Connection, account: Account) -> bool:
    """Is its password what it was when it was read? Until the end of the transaction nobody changes it."""
    return bool(await connection.fetchval(statements.still, account.person) == account.password_hash)


async def rehash(connection: Connection, person: PersonId, password_hash: str) -> None:
    """The same password under today's parameters."""
    await connection.execute(statements.rehash, person, password_hash)


async def forget(connection: Connection, person: PersonId) -> None:
    """No address and no password is kept of this person any more."""
    await connection.execute(statements.forget, person)
