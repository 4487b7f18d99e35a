"""Erasing a person wherever they are known: their roles in every network, every table, letters on disk, open screens.

Roles go first, each by an event of its network's log, so that nobody counts on someone who can not come back; the last facilitator of a
network can not go before another one is there. Whatever breaks off is done again from the start. It can not be undone.
"""

from typing import Any

import asyncpg

from events import ids, network
from events.asking import Asking
from events.ids import CommandId, NetworkId, PersonId, StreamId
from projections.network_profile import network_profile
from projections.rights import Standing, rights
from service import membership, problems
from service.identity import erasure, people
from service.identity.people import Connection, People
from service.identity.sessions import Sessions
from service.mail.carriers import Folder
from service.mail.post import Post
from service.networks import Network, Networks

TRIES = 3  # whoever signs in at this very moment may hold what is locked here, and wait for what is locked there


class Erasing:
    """Everything of this process that knows people."""

    def __init__(self, pool: "asyncpg.Pool[Any]", networks: Networks, known: People, sessions: Sessions, post: Post) -> None:
        self.pool = pool
        self.networks = networks
        self.known = known
        self.sessions = sessions
        self.post = post

    async def holds(self, person: PersonId) -> list[NetworkId]:
        """The networks that would be without a facilitator."""
        return [of.network_id for of, _ in await self._standings(person) if _alone(of, person)]

    async def erase(self, person: PersonId, by: PersonId | None) -> None:
        """Erase this person; Missing where there is nobody to erase. ``by`` is who carries it out, None whoever runs the service."""
        async with self.pool.acquire() as connection:
            known = await people.named(connection, person)
        if known is None or known.name is None:
            raise problems.Missing("missing.person")
        standings = await self._standings(person)
        for of, _ in standings:
            if _alone(of, person):
                profile = of.follower.row(network_profile, of.network_id)
                raise problems.Conflict("erasure.last_facilitator", network=profile.name if profile else of.network_id)
        for of, standing in standings:
            for held in standing.roles:
                # A guest's right is no role that anyone gave: it ends with their workshop, and before that by shutting them out.
                command: network.Command = network.Suspend(person=person)
                if held.role != "guest":
                    command = network.TakeRole(person=person, role=held.role, authority=held.authority_id, topics=held.topics)
                asking = Asking(id=CommandId(ids.new()), stream=StreamId(of.network_id), command=command)
                await of.ask(asking, PersonId(of.network_id))  # the network itself: who carries it out may have no say in another one
        for left in reversed(range(TRIES)):
            try:
                async with self.pool.acquire() as connection, connection.transaction():
                    erased = await self._erase(connection, person, by)
                break
            except asyncpg.DeadlockDetectedError:
                if not left:
                    raise
        await self.sessions.look()
        for network_id in erased.networks if erased else ():
            if network_id in self.known.networks:
                await self.known.look(network_id)

    async def _erase(self, connection: Connection, person: PersonId, by: PersonId | None) -> erasure.Erased | None:
        erased = await erasure.erase(connection, person, by)
        if erased is not None and isinstance(self.post.carrier, Folder):
            # Before the tables forget whose letters these are: what breaks off in between is done again.
            await self.post.carrier.forget(erased.letters, lambda text: erasure.mentions(text, erased))
        return erased

    async def _standings(self, person: PersonId) -> list[tuple[Network, Standing]]:
        """Where this person has a role, suspended or not, in networks that are still in use."""
        found = []
        for network_id in await membership.with_role(self.pool, person):
            of = await self.networks.open(network_id)
            if (standing := of.standing(person)) is not None and standing.roles:
                found.append((of, standing))
        return found


def _alone(of: Network, person: PersonId) -> bool:
    facilitators = {
        one.person_id
        for one in of.follower.rows(rights).values()
        if not one.suspended and any(held.role == "facilitator" for held in one.roles)
    }
    return facilitators == {person}
