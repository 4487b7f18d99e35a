"""The networks a person belongs to, as they choose between them; and what each is shown as."""

from typing import Any

import asyncpg
import msgspec

from events import line, sql
from events.ids import NetworkId, PersonId
from projections.network_profile import network_profile
from projections.rights import Standing
from service import access
from service.identity.people import Connection
from service.networks import Network, NetworkCard, Networks

statements = sql.beside(__file__)


async def of_person(pool: "asyncpg.Pool[Any]", networks: Networks, person: PersonId) -> list[NetworkCard]:
    """The networks where this person may see anything, in the order of their names."""
    rows = {NetworkId(row["network_id"]): row for row in await pool.fetch(statements.of_person, person)}
    # The table of rights is written a moment after the fold: what is open here knows better.
    candidates = rows.keys() | {network.network_id for network in networks.running() if network.standing(person)}
    cards = []
    for network_id in candidates:
        network = await networks.open(network_id)
        try:
            standing = access.may_see(network.standing(person))
        except line.Missing:
            continue
        row = rows.get(network_id)
        cards.append(_card(network, standing, row and row["demonstration"], row and row["archived_at"]))
    return sorted(cards, key=lambda card: (card.archived, card.name.casefold(), card.network_id))


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
        roles=msgspec.to_builtins(standing.roles),
    )


async def show_as_demonstration(connection: Connection, network: NetworkId, story: str) -> None:
    """Mark a network as a demonstration of this story, for ever."""
    await connection.execute(statements.show, network, story)


async def archive(connection: Connection, network: NetworkId) -> None:
    """Put a network aside: it can still be read, and stands last in every list."""
    await connection.execute(statements.archive, network)


async def demonstrations(connection: Connection) -> dict[NetworkId, str]:
    """The demonstrations that are not archived, each with the story it tells."""
    return {NetworkId(row["network_id"]): row["demonstration"] for row in await connection.fetch(statements.demonstrations)}
