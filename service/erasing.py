"""Erasing a person wherever they are known: every table, letters on disk, open screens, then their roles in every network.

The last facilitator of a network can not go before another one is there. Roles are taken by events, and last: a screen that lost its role
would not hear that its person was erased. Whatever breaks off is done again from the start. It can not be undone.
"""

from typing import Any

import asyncpg

from events import ids, network
from events.asking import Asking
from events.ids import CommandId, PersonId, StreamId
from projections.network_profile import network_profile
from projections.rights import Standing, rights
from service import membership, problems
from service.identity import erasure, people, requests
from service.identity.people import Connection, People
from service.identity.sessions import Sessions
from service.mail.carriers import Folder
from service.mail.post import Post
from service.networks import Network, Networks
from service.notices import wants

TRIES = 3  # whoever signs in at this very moment may hold what is locked here, and wait for what is locked there


class Erasing:
    """Everything of this process that knows people."""

    def __init__(self, pool: "asyncpg.Pool[Any]", networks: Networks, known: People, sessions: Sessions, post: Post) -> None:
        self.pool = pool
        self.networks = networks
        self.known = known
        self.sessions = sessions
        self.post = post

    async def erase(self, person: PersonId, by: PersonId | None, told: str | None = None) -> None:
        """Erase this person; Missing where there is nothing left to erase.

        ``by`` carries it out, None is whoever runs the service; ``told`` stays beside the request.
        """
        async with self.pool.acquire() as connection:
            known = await people.named(connection, person)
        standings = await self._standings(person)
        if known is None or (known.name is None and not standings):
            raise problems.Missing("missing.person")
        for of, _ in standings:
            if _alone(of, person):
                profile = of.follower.row(network_profile, of.network_id)
                raise problems.Conflict("erasure.last_facilitator", network=profile.name if profile else of.network_id)
        erased = None
        for left in reversed(range(0 if known.name is None else TRIES)):  # without a name only roles are left, of a time that broke off
            try:
                async with self.pool.acquire() as connection, connection.transaction():
                    erased = await self._erase(connection, person, by, told)
                break
            except asyncpg.DeadlockDetectedError:
                if not left:
                    raise
        for network_id in erased.networks if erased else ():
            if network_id in self.known.networks:
                await self.known.look(network_id)
        await self.sessions.look()
        for of, standing in standings:
            for held in standing.roles:
                # A guest's right is no role that anyone gave: it ends with their workshop, and before that by shutting them out.
                command: network.Command = network.Suspend(person=person)
                if held.role != "guest":
                    command = network.TakeRole(person=person, role=held.role, authority=held.authority_id, topics=held.topics)
                asking = Asking(id=CommandId(ids.new()), stream=StreamId(of.network_id), command=command)
                await of.ask(asking, PersonId(of.network_id))  # the network itself: who carries it out may have no say in another one

    async def _erase(self, connection: Connection, person: PersonId, by: PersonId | None, told: str | None) -> erasure.Erased | None:
        if by is None:  # whoever runs the service was asked in some other way; that it was, and why it was done, stays
            await requests.ask(connection, person, None, "erasure", None)
        erased = await erasure.erase(connection, person, by, told)
        await wants.forget(connection, person)
        if erased is not None and isinstance(self.post.carrier, Folder):
            # Before the tables forget whose letters these are: what breaks off in between is done again.
            await self.post.carrier.forget(erased.letters, lambda text: erasure.mentions(text, erased))
        return erased

    async def _standings(self, person: PersonId) -> list[tuple[Network, Standing]]:
        """Where this person has a role, suspended or not, in networks that are still in use."""
        found = []
        for network_id in await membership.with_role(self.pool, self.networks, person):
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
