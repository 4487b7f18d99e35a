"""People as networks know them: a name and a function beside the id that the logs hold.

Names stand only in the tables behind this module, so that a person can be forgotten while the log stays whole. Names met
in an import become unclaimed people, one per network and normalised name, until someone invites them.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from msgspec import Struct

from events import ids, sql
from events.ids import NetworkId, PersonId

Connection: TypeAlias = asyncpg.Connection | PoolConnectionProxy

statements = sql.beside(__file__)


class Known(Struct, frozen=True):
    """One person as a network knows them; ``name`` is null once they are forgotten. ``photo`` counts up; null where none is shown."""

    person_id: PersonId
    name: str | None
    function: str | None
    claimed: bool
    photo: int | None = None


class Named(Struct, frozen=True):
    """Everyone a network knows, at one revision; a later one has a greater number, on every process."""

    revision: int
    people: Mapping[PersonId, Known]


Listener: TypeAlias = Callable[[NetworkId, Named], None]

NOBODY = Named(0, {})


def normalised(name: str) -> str:
    """One name, however it is written: no accents, no case, single spaces, no punctuation between its parts."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one)).casefold()
    return " ".join("".join(one if one.isalnum() else " " for one in plain).split())


async def add(connection: Connection, name: str, function: str | None = None, person: PersonId | None = None) -> PersonId:
    """Add a person, or bring what is known of them up to date."""
    person = person or PersonId(ids.new())
    await connection.execute(statements.add, person, name, function)
    return person


async def meet(connection: Connection, network: NetworkId, person: PersonId) -> None:
    """Let a network know this person's name, as someone who was invited."""
    await connection.execute(statements.meet, network, person)


async def invite(connection: Connection, network: NetworkId, name: str, function: str | None = None) -> PersonId:
    """Let someone into a network by name. Whoever an import already met under that name is the same person from now on."""
    async with connection.transaction():
        await connection.execute(statements.lock_names, network)
        met = await connection.fetchrow(statements.unclaimed_of, network, [normalised(name)])
        person = await add(connection, name, function, PersonId(met["person_id"]) if met else None)
        await meet(connection, network, person)
    return person


async def named(connection: Connection, person: PersonId) -> Known | None:
    """What is known of one person, in no network's eyes."""
    row = await connection.fetchrow(statements.named, person)
    return Known(PersonId(row["person_id"]), row["name"], row["function"], True) if row else None


async def unclaimed(connection: Connection, network: NetworkId, names: Iterable[str]) -> dict[str, PersonId]:
    """The person whom each name means here: someone the network knows by exactly that name, else one added unclaimed."""
    keys = {name: key for name in names if (key := normalised(name))}
    async with connection.transaction():
        await connection.execute(statements.lock_names, network)  # two imports at once add a name only once
        met = {
            row["unclaimed_name"]: row["person_id"] for row in await connection.fetch(statements.unclaimed_of, network, [*keys.values()])
        }
        claimed: dict[str, list[PersonId]] = {}
        for row in await connection.fetch(statements.known_names, network):
            claimed.setdefault(normalised(row["name"]), []).append(row["person_id"])
        met |= {key: people[0] for key, people in claimed.items() if len(people) == 1}
        new: dict[str, tuple[PersonId, str]] = {}
        for name, key in keys.items():
            if key not in met and key not in new:
                new[key] = (PersonId(ids.new()), " ".join(name.split()))
        if new:
            added = [*zip(*((person, name, key) for key, (person, name) in new.items()), strict=True)]
            await connection.execute(statements.add_unclaimed, network, *(list(column) for column in added))
    return {name: PersonId(met[key] if key in met else new[key][0]) for name, key in keys.items()}


async def introduce(connection: Connection, network: NetworkId, name: str, function: str | None) -> PersonId | None:
    """Let a network know someone who has no account; None where it knows somebody of this name, whoever that is.

    Whoever invites them by that name later invites this person: what is known of them stays with them.
    """
    key = normalised(name)
    async with connection.transaction():
        await connection.execute(statements.lock_names, network)
        known = {normalised(row["name"]) for row in await connection.fetch(statements.known_names, network)}
        if key in known or await connection.fetchrow(statements.unclaimed_of, network, [key]) is not None:
            return None
        person = PersonId(ids.new())
        await connection.execute(statements.add_unclaimed, network, [person], [name], [key])
        await add(connection, name, function, person)
    return person


async def has_no_account(connection: Connection, network: NetworkId, person: PersonId) -> bool:
    """Does this network know this person by name alone, who could ask for nothing themselves?"""
    return bool(await connection.fetchval(statements.has_no_account, network, person))


class People:
    """Everyone each network knows, kept at hand; whoever listens hears of a change within a second, wherever it was made."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool
        self.networks: dict[NetworkId, Named] = {}
        self.listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """Call this whenever what a network knows of people has changed."""
        self.listeners.append(listener)

    async def of(self, network: NetworkId) -> Named:
        """Everyone this network knows."""
        return self.networks.get(network) or await self.look(network)

    def at_hand(self, network: NetworkId) -> Named:
        """The same without waiting: nobody, where the network was never asked for."""
        return self.networks.get(network, NOBODY)

    async def look(self, network: NetworkId) -> Named:
        """Read a network's people anew, and tell whoever listens what changed."""
        rows = await self.pool.fetch(statements.of_network, network)
        found = {
            PersonId(row["person_id"]): Known(row["person_id"], row["name"], row["function"], row["claimed"], row["photo"]) for row in rows
        }
        revision = max((int(row["changed_at"].timestamp() * 1_000_000) for row in rows), default=0)
        before = self.networks.get(network, NOBODY)
        if network not in self.networks or before.people != found:
            self.networks[network] = Named(max(revision, before.revision), found)
            for listener in self.listeners if before.people != found else ():
                listener(network, self.networks[network])
        return self.networks[network]

    async def look_again(self) -> None:
        """Read anew every network at hand whose people changed lately."""
        for row in await self.pool.fetch(statements.networks_changed):
            if row["network_id"] in self.networks:
                await self.look(NetworkId(row["network_id"]))
