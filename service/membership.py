"""The networks a person belongs to, as they choose between them; and what each is shown as."""

from typing import Any

import asyncpg
import msgspec
from msgspec import Struct, structs

from events import line, sql
from events.ids import NetworkId, PersonId, Token
from events.network import Clock
from projections.network_profile import Profile, network_profile
from projections.restricted_items import item_places, restricted_items
from projections.rights import Held, Standing, rights
from service import access
from service.identity.people import Connection
from service.networks import Network, Networks, RightsUnknown

statements = sql.beside(__file__)

_NEEDED = (rights, restricted_items, item_places, network_profile)  # by who asks what they may see, and what they are shown
_decode_standing = msgspec.json.Decoder(Standing).decode
_decode_profile = msgspec.json.Decoder(Profile).decode


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
    """The networks where this person may see anything, in the order of their names.

    Those that are open here are asked; of the others the tables tell, where they show all of the log. To open hundreds takes seconds.
    """
    asked = [(one.name, one.version) for one in _NEEDED]
    rows = {NetworkId(row["network_id"]): row for row in await pool.fetch(statements.of_person, person, *zip(*asked, strict=True))}
    running = {network.network_id: network for network in networks.running()}
    # The table of rights is written a moment after the fold: what is open here knows better.
    candidates = rows.keys() | {network_id for network_id, network in running.items() if _standing(network, person)}
    cards = []
    for network_id in candidates:
        row = rows.get(network_id)
        try:
            if network_id not in running and row is not None and row["level"]:
                made = _told_by_tables(row)
            else:
                made = _told_by(await networks.open(network_id), person)
        except line.Missing:
            continue
        marked = row or {"demonstration": None, "archived_at": None}
        cards.append(structs.replace(made, demonstration=marked["demonstration"] is not None, archived=marked["archived_at"] is not None))
    return sorted(cards, key=lambda card: (card.archived, card.name.casefold(), card.network_id))


def _standing(network: Network, person: PersonId) -> Standing | None:
    try:
        return network.standing(person)
    except RightsUnknown:  # a newer program alone can tell; every other network of this person goes on
        return None


def _told_by(network: Network, person: PersonId) -> NetworkCard:
    standing = access.may_see(_standing(network, person))
    profile = network.follower.row(network_profile, network.network_id)
    assert profile is not None  # noqa: S101 - position 1 of every log founds the network
    return _card(profile, network.token(), standing)


def _told_by_tables(row: Any) -> NetworkCard:
    standing = access.may_see(_decode_standing(row["standing"]))
    return _card(_decode_profile(row["profile"]), Token(row["epoch"], row["position"]), standing)


def _card(profile: Profile, token: Token, standing: Standing) -> NetworkCard:
    return NetworkCard(
        network_id=NetworkId(profile.network_id),
        name=profile.name,
        clock=profile.clock,
        time_zone=profile.time_zone,
        demonstration=False,
        archived=False,
        token=str(token),
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
