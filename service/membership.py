"""The networks a person belongs to, as they choose between them; and what each is shown as."""

from typing import Any

import asyncpg
from msgspec import Struct

from events import line, sql
from events.ids import NetworkId, PersonId
from events.network import Clock
from projections.network_profile import network_profile
from projections.rights import Held, Standing
from service import access
from service.identity.people import Connection
from service.networks import Network, Networks, RightsUnknown

statements = sql.beside(__file__)


class NetworkCard(Struct, frozen=True):
    """One network as its people choose it."""

    network_id: NetworkId
    name: str
    clock: Clock
    time_zone: str
    demonstration: bool
    archived: bool
    token: str
    roles: tuple[Held, ...]


async def of_person(pool: "asyncpg.Pool[Any]", networks: Networks, person: PersonId) -> list[NetworkCard]:
    """The networks where this person may see anything, in the order of their names."""
    rows = {NetworkId(row["network_id"]): row for row in await pool.fetch(statements.of_person, person)}
    # The table of rights is written a moment after the fold: what is open here knows better.
    candidates = rows.keys() | {network.network_id for network in networks.running() if _standing(network, person)}
    cards = []
    for network_id in candidates:
        network = await networks.open(network_id)
        try:
            standing = access.may_see(_standing(network, person))
        except line.Missing:
            continue
        row = rows.get(network_id)
        cards.append(_card(network, standing, row and row["demonstration"], row and row["archived_at"]))
    return sorted(cards, key=lambda card: (card.archived, card.name.casefold(), card.network_id))


def _standing(network: Network, person: PersonId) -> Standing | None:
    try:
        return network.standing(person)
    except RightsUnknown:  # a newer program alone can tell; every other network of this person goes on
        return None


def _card(network: Network, standing: Standing, demonstration: str | None, archived_at: Any) -> NetworkCard:
    profile = network.follower.row(network_profile, network.network_id)
    assert profile is not None  # noqa: S101 - position 1 of every log founds the network
    return NetworkCard(
        network_id=network.network_id,
        name=profile.name,
        clock=profile.clock,
        time_zone=profile.time_zone,
        demonstration=demonstration is not None,
        archived=archived_at is not None,
        token=str(network.token()),
        roles=standing.roles,
    )


async def with_role(pool: "asyncpg.Pool[Any]", networks: Networks, person: PersonId) -> list[NetworkId]:
    """Every network in use where somebody may have a role; suspended or not."""
    used = {NetworkId(row["network_id"]) for row in await pool.fetch(statements.known_in, person)}
    # The table of rights is written a moment after the fold: what is open here knows better.
    return [*used | {network.network_id for network in networks.running() if _standing(network, person)}]


async def all_of_them(connection: "Connection | asyncpg.Pool[Any]") -> list[NetworkId]:
    """Every network of the database, oldest first."""
    return [NetworkId(row["network_id"]) for row in await connection.fetch(statements.all_of_them)]


async def only_real_ones(connection: Connection) -> bool:
    """Are there networks, and none that demonstrates?"""
    return bool(await connection.fetchval(statements.only_real_ones))
