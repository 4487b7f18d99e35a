"""What people tell of themselves, what they agreed to be shown, and all that is kept of them.

A mandate is public: somebody was elected to it. An address and a number are private: a network sees them as long as their person agrees,
in words that are numbered, so that it can be told later what was agreed to.
"""

from datetime import datetime
from typing import Any, Literal, TypeAlias

import msgspec
from msgspec import Struct

from events import sql
from events.ids import NetworkId, PersonId
from service.identity.people import Connection

statements = sql.beside(__file__)

#: The number of the words on the page "My data" that ask for this; raised when they change.
WORDING = 1
TOLD = 2  # said to whoever introduced them, who ticked that it was: a person without an account has no screen to tick

About: TypeAlias = Literal["contact", "photo"]


class Profile(Struct, frozen=True):
    """What is known of one person, as they see it themselves."""

    person_id: PersonId
    name: str | None
    function: str | None
    mandate: str | None
    contact_email: str | None
    contact_phone: str | None
    contact_shown: bool


class Consent(Struct, frozen=True):
    """What was agreed to, in which words, from when to when."""

    about: str
    wording: int
    given_at: datetime
    withdrawn_at: datetime | None


class Shown(Struct, frozen=True):
    """What a network is shown of a person beside name and function: their mandate, and what they agreed to."""

    person_id: PersonId
    name: str
    function: str | None
    mandate: str | None
    contact_email: str | None
    contact_phone: str | None


async def of_person(connection: Connection, person: PersonId) -> Profile | None:
    """What one person told of themselves."""
    row = await connection.fetchrow(statements.of_person, person)
    return Profile(**row) if row else None


async def change(
    connection: Connection, person: PersonId, name: str, function: str | None, mandate: str | None, email: str | None, phone: str | None
) -> None:
    """From now on this is what is known."""
    async with connection.transaction():
        await connection.execute(statements.change, person, name, function, mandate)
        if email or phone:
            await connection.execute(statements.keep_contact, person, email, phone)
        else:
            await connection.execute(statements.drop_contact, person)


async def agree(connection: Connection, person: PersonId, about: About, *, given: bool, wording: int = WORDING) -> None:
    """Give or withdraw a consent; a second time it changes nothing."""
    if given:
        await connection.execute(statements.agree, person, about, wording)
    else:
        await connection.execute(statements.withdraw, person, about)


async def consents(connection: Connection, person: PersonId) -> list[Consent]:
    """All that was ever agreed to, the newest first."""
    return [Consent(**row) for row in await connection.fetch(statements.consents, person)]


async def shown_in(connection: Connection, network: NetworkId) -> list[Shown]:
    """Mandates, and private contacts of those who agreed."""
    return [Shown(**row) for row in await connection.fetch(statements.shown_in, network)]


async def everything(connection: Connection, person: PersonId) -> dict[str, Any]:
    """All that is kept of one person, and what they did; the texts they wrote stand in their networks, where they read them."""
    told: dict[str, Any] = {"profile": msgspec.to_builtins(await of_person(connection, person))}
    for part in (
        "account",
        "consents",
        "sessions",
        "identities",
        "invitations",
        "letters",
        "exports",
        "visits",
        "notices",
        "follows",
        "reminders",
        "views",
    ):
        told[part] = [dict(row) for row in await connection.fetch(getattr(statements, part), person)]
    networks = [row["network_id"] for row in await connection.fetch(statements.networks, person)]
    acts = [dict(row) for network in networks for row in await connection.fetch(statements.acts, network, person)]
    return {**told, "networks": networks, "acts": acts}
