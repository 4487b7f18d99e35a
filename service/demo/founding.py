"""Found the demonstration networks, once; ``club21 demo --reset`` founds new ones and archives the former.

A network is marked as unfinished until its whole story stands, so that a start that was cut short goes on with the same
network at the next one. What visitors changed in a finished network is never touched.
"""

from collections.abc import Mapping
from datetime import UTC
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import asyncpg

from events import ids, sql
from events.ids import NetworkId, PersonId
from events.line import Reused
from service.demo import load
from service.demo.story import Person, Story
from service.networks import Networks

statements = sql.beside(__file__)


class Demonstration(NamedTuple):
    """One demonstration network, and who may be tried out in it, by id."""

    story: Story
    network_id: NetworkId
    signing_in: Mapping[PersonId, Person]


async def demonstrate(networks: Networks, *, reset: bool = False, progress: load.Progress | None = None) -> list[Demonstration]:
    """Every story, told in a network of its own; those that stand already are left alone unless ``reset``."""
    return [await _stand(story, networks, reset, progress) for story in load.STORIES]


async def _stand(story: Story, networks: Networks, reset: bool, progress: load.Progress | None) -> Demonstration:
    network_id, finished = await _chosen(networks.pool, story, reset)
    if not finished:
        try:
            await _tell(story, network_id, networks, progress)
        except Reused:
            # Begun by another version of the program, whose story differs: start afresh rather than mix the two.
            network_id, _ = await _chosen(networks.pool, story, reset=True)
            await _tell(story, network_id, networks, progress)
    people = {load.person_id(network_id, person.key): person for person in load.signing_in(story)}
    return Demonstration(story, network_id, people)


async def _chosen(pool: "asyncpg.Pool[Any]", story: Story, reset: bool) -> tuple[NetworkId, bool]:
    """The network that tells this story, and whether it is finished; a new id where there is none, or on ``reset``."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(statements.one_at_a_time)  # two processes that start at once tell each story once
        standing = None if reset else await connection.fetchrow(statements.standing, _marks(story))
        if standing is not None:
            return NetworkId(standing["network_id"]), standing["demonstration"] == story.key
        network_id = NetworkId(ids.new())
        await connection.execute(statements.begin, network_id, _unfinished(story))
        return network_id, False


async def _tell(story: Story, network_id: NetworkId, networks: Networks, progress: load.Progress | None) -> None:
    async with networks.pool.acquire() as connection, connection.transaction():
        await load.introduce(connection, story, network_id)
    founded_at = story.founded.replace(tzinfo=ZoneInfo(story.time_zone)).astimezone(UTC)
    network = await networks.found(network_id, story.name, "given", story.time_zone, founded_at)
    await load.load(story, network_id, network, progress)
    async with networks.pool.acquire() as connection, connection.transaction():
        await connection.execute(statements.finish, network_id, story.key)
        await connection.execute(statements.archive_others, network_id, _marks(story))


def _unfinished(story: Story) -> str:
    return f"{story.key}:unfinished"


def _marks(story: Story) -> list[str]:
    return [story.key, _unfinished(story)]
