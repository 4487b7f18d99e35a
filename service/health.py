"""Is this process fit to serve? What it asks of the database, and what it says of itself."""

import asyncio
from typing import Any, Literal

import asyncpg
from msgspec import Struct

from events import sql
from projections import tables
from projections.catalogue import PROJECTIONS
from service.networks import Networks

statements = sql.beside(__file__)

PATIENCE = 2.0


class Health(Struct, frozen=True):
    """``ready``: it can take requests. What is parked or void needs a look, and does not keep anyone from working.

    ``parked``: a network and the projection of it that stands still at an event; of networks that are not open here, as the tables say.
    """

    ready: bool
    database: Literal["reached", "away"]
    parked: list[str]
    void: list[str]


async def look(pool: "asyncpg.Pool[Any]", networks: Networks) -> Health:
    """How this process stands now."""
    here = {f"{network.network_id} {name}" for network in networks.running() for name in network.follower.parked}
    try:
        async with asyncio.timeout(PATIENCE):
            row = await pool.fetchrow(statements.guarantees)
            stand_still = await pool.fetch(tables.SQL.parked)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, TimeoutError):
        return Health(False, "away", sorted(here), [])
    ours = {(projection.name, projection.version) for projection in PROJECTIONS}
    known = {network.network_id for network in networks.running()}  # tables follow a moment later
    left = {
        f"{one['network_id']} {one['projection']}"
        for one in stand_still
        if one["network_id"] not in known and (one["projection"], one["version"]) in ours
    }
    return Health(True, "reached", sorted(here | left), void_guarantees(row))


def void_guarantees(row: Any) -> list[str]:
    """What does not hold because of the role the service signs in as."""
    void = []
    if row["superuser"]:
        void.append("insert_only: the service signs in as a superuser, who may change events; see docs/operating.md")
    elif row["owner"]:
        void.append("insert_only: the service signs in as the owner of the log, who may change events; see docs/operating.md")
    return void
