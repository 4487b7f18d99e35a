"""Logs to read: any history, as it came to stand in a store."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import asyncpg

from events import ids
from events.decider import Event, Invalid, Refused
from events.ids import NetworkId
from events.line import Line
from events.log import codec
from events.log.memory import MemoryStore
from events.log.recorded import Recorded
from events.log.store import Store
from projections.catalogue import PROJECTIONS
from projections.follower import Follower
from projections.projection import Key, Projection, Row
from tests import histories
from tests.people import FOUNDED

Rows = dict[str, dict[Key, Row]]


async def written(store: Store, history: histories.History) -> NetworkId:
    """Found a network and ask it for a whole history; nobody is asked for rights."""
    network_id = NetworkId(ids.new())
    await store.found(network_id, codec.seal(FOUNDED), clock="real", time_zone="Europe/Paris")
    await more(store, network_id, history)
    return network_id


async def more(store: Store, network_id: NetworkId, history: Iterable[Any]) -> None:
    """Ask for more, one command after the other."""
    head = await store.head(network_id)
    assert head is not None
    line = Line(store, network_id, head, lambda *_: None, lambda _written: None)
    for asking, by in histories.moved(list(history), network_id):
        with suppress(Refused, Invalid):
            await line.ask(asking, by)
    await line.close()


async def logged(history: histories.History) -> list[Recorded[Event]]:
    """The log that a history makes, in memory."""
    store = MemoryStore()
    network_id = await written(store, history)
    return await store.page(network_id, 0, 10_000)


async def whole(store: Store, network_id: NetworkId) -> list[Recorded[Event]]:
    return await store.page(network_id, 0, 10_000)


def followed(log: Iterable[Recorded[Event]], network_id: NetworkId) -> Follower:
    """A fold that followed this log."""
    follower = Follower(network_id)
    follower.apply(log)
    return follower


def rows(follower: Follower, projections: Iterable[Projection[Any]] = PROJECTIONS) -> Rows:
    """All rows, by projection and key."""
    return {projection.name: dict(follower.rows(projection)) for projection in projections if projection.kept}


async def tables(pool: "asyncpg.Pool[Any]", network_id: NetworkId) -> dict[str, list[dict[str, Any]]]:
    """What the read tables hold of a network: by projection, in the order of the keys, positions among the columns."""
    found = {}
    for projection in PROJECTIONS:
        records = await pool.fetch(
            f"SELECT * FROM read.{projection.name} WHERE network_id = $1 ORDER BY {projection.key}",  # noqa: S608 - our own names
            network_id,
        )
        found[projection.name] = [dict(record) for record in records]
    return found
