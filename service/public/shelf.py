"""The shelf from which the public reads: plans as of the position that each is shown at, kept at hand while nothing changed.

What is kept is kept under everything that it came from, the restrictions of today included, so that what was taken back or
restricted is gone at the position where that happened, and nothing has to be thrown away in time.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Generic, TypeVar
from uuid import UUID

import asyncpg
from msgspec import Struct

from events import line, sql
from events.ids import NetworkId, Token
from projections import past
from projections.member_list import Member, member_list
from projections.network_profile import network_profile
from projections.plan_list import plan_list
from projections.public_plans import PublicPlan, public_plans
from projections.restricted_items import restricted_items
from projections.version_list import Version, version_list
from service import networks
from service.networks import Network, Networks
from service.problems import Missing
from service.public import authorities, content
from service.public.authorities import Authority
from service.public.content import Content, Head, Owner

statements = sql.beside(__file__)

LISTED = 500  # networks on one list; whoever has the address of a plan finds it all the same
AT_ONCE = 2  # pasts that are folded for the public at the same time; people who signed in are not to wait for them
ACTIONS = 50_000  # that are kept in memory, of all plans together
HEADS = 5_000
BYTES = 32_000_000  # of pages and files that are kept as they were written

#: Where one of these stands still at an event that it can not fold, nobody here knows what is public.
SURE = networks.GUARDS | {public_plans.name, version_list.name, plan_list.name}

V = TypeVar("V")


class Kept(Generic[V]):
    """What was made lately, up to a weight; what was not asked for longest goes first."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.weight = 0
        self._values: OrderedDict[Hashable, tuple[V, int]] = OrderedDict()

    def get(self, key: Hashable) -> V | None:
        """What is kept under this key."""
        found = self._values.get(key)
        if found is None:
            return None
        self._values.move_to_end(key)
        return found[0]

    def clear(self) -> None:
        """Let go of everything."""
        self._values.clear()
        self.weight = 0

    def keep(self, key: Hashable, value: V, weight: int) -> None:
        """Keep this, unless it alone is heavier than all that may be kept."""
        if weight > self.most or key in self._values:
            return
        self._values[key] = value, weight
        self.weight += weight
        while self.weight > self.most:
            _, (_, lighter) = self._values.popitem(last=False)
            self.weight -= lighter


class Place(Struct, frozen=True):
    """Everything that a public plan comes from: where two of them are equal, so is what the public sees."""

    network_id: NetworkId
    epoch: int
    public: PublicPlan
    version: Version
    position: int
    network: Any
    owner: Any
    restricted: frozenset[Any]
    redactions: int


class Shelf:
    """Every plan that the public sees."""

    def __init__(self, served: Networks, pool: "asyncpg.Pool[Any]") -> None:
        self.served = served
        self.pool = pool
        self.folds = 0  # pasts that were folded, for tests to see that something was at hand
        self._contents: Kept[Content] = Kept(ACTIONS)
        self._heads: Kept[Head] = Kept(HEADS)
        self._written: Kept[bytes] = Kept(BYTES)
        self._folding = asyncio.Semaphore(AT_ONCE)
        self._writing = asyncio.Lock()

    def forget(self) -> None:
        """A text was redacted somewhere: what is kept may hold it. That happens rarely, and what is asked for is folded again."""
        for kept in (self._contents, self._heads, self._written):
            kept.clear()

    async def plan(self, network_id: str, plan_id: str) -> tuple[Place, Content]:
        """A plan that the public sees; Missing, whatever the reason, where there is none."""
        try:
            network = await self.served.open(NetworkId(UUID(network_id)))
            place = _place(network, UUID(plan_id))
        except (ValueError, line.Missing):
            raise Missing from None
        found = None if place is None else self._contents.get(place) or await self._fold(place)
        if place is None or found is None:
            raise Missing
        return place, found

    async def heads(self) -> list[Head]:
        """Every plan that the public sees, network by network, each with its newest first."""
        open_here = [one.network_id for one in self.served.running() if one.follower.kept(public_plans)]
        found = []
        for row in await self.pool.fetch(statements.publishing, open_here, LISTED):
            network = await self.served.open(NetworkId(row["network_id"]))
            try:
                places = [_place(network, UUID(str(plan_id))) for plan_id in network.follower.kept(public_plans)]
            except networks.RightsUnknown:
                continue  # a newer program alone can tell; every other network is shown
            for place in places:
                if place is not None:
                    head = self._heads.get(place)
                    if head is None:
                        content = await self._fold(place)
                        head = None if content is None else content.head
                    if head is not None:
                        found.append(head)
        return sorted(found, key=lambda head: (head.network.casefold(), head.network_id, -head.shown_at.timestamp(), head.plan_id))

    async def written(self, network_id: str, plan_id: str, form: Hashable, write: Callable[[Content], bytes]) -> bytes:
        """A page or file of a plan that the public sees, as it was written before or is written now."""
        place, shown = await self.plan(network_id, plan_id)
        return await self._once((place, form), lambda: write(shown))

    async def of_authorities(self, network_id: str, form: Hashable, write: Callable[[Mapping[UUID, Authority]], bytes]) -> bytes:
        """A page of the authorities of a network, of which the public sees something of one at least; Missing else, whatever the reason."""
        try:
            network = await self.served.open(NetworkId(UUID(network_id)))
        except (ValueError, line.Missing):
            raise Missing from None
        seen, contents = await self._shown(network)
        owners = tuple(map(_owner, network.follower.rows(member_list).values()))

        def written() -> bytes:
            found = authorities.found(owners, contents)
            if not found:
                raise Missing
            return write(found)

        moved = max((one.position for one in network.follower.kept(member_list).values()), default=0)  # the last change of any of them
        return await self._once((seen, moved, form), written)

    async def feed(
        self, network_id: str, plan_id: str | None, form: Hashable, write: Callable[[Sequence[Content]], bytes]
    ) -> tuple[bytes, Sequence[Content]]:
        """What is written of a plan that the public sees, or of all of a network, and what it is written of; Missing where none is."""
        if plan_id is not None:
            place, shown = await self.plan(network_id, plan_id)
            seen: tuple[Place, ...] = (place,)
            contents = [shown]
        else:
            try:
                seen, contents = await self._shown(await self.served.open(NetworkId(UUID(network_id))))
            except (ValueError, line.Missing):
                raise Missing from None
        if not contents:
            raise Missing
        return await self._once((seen, plan_id is None, form), lambda: write(contents)), contents

    async def _shown(self, network: Network) -> tuple[tuple[Place, ...], list[Content]]:
        """Every plan of a network that the public sees."""
        _sure(network)
        places = [_place(network, UUID(str(plan_id))) for plan_id in sorted(network.follower.kept(public_plans), key=str)]
        seen = tuple(place for place in places if place is not None)
        contents = [self._contents.get(place) or await self._fold(place) for place in seen]
        return seen, [one for one in contents if one is not None]

    async def _once(self, key: Hashable, write: Callable[[], bytes]) -> bytes:
        if (found := self._written.get(key)) is not None:
            return found
        async with self._writing:
            if (found := self._written.get(key)) is not None:
                return found  # somebody else asked for it a moment ago
            # A thousand actions take a quarter of a second to write: in a thread, so that nobody's screen waits for it.
            made = await asyncio.to_thread(write)
            self._written.keep(key, made, len(made))
        return made

    async def _fold(self, place: Place) -> Content | None:
        async with self._folding:
            if (made := self._contents.get(place)) is not None:
                return made  # somebody else asked for it a moment ago
            self.folds += 1
            plan_id = place.public.plan_id
            then = await past.as_of(self.served.store, place.network_id, plan_id, place.position)
            demonstrates = await self.pool.fetchval(statements.demonstrates, place.network_id)
        shown = content.public(then, plan_id, place.restricted)
        if shown is None:
            return None
        (title, description), groups = shown
        head = Head(
            network_id=place.network_id,
            plan_id=plan_id,
            token=Token(place.epoch, place.position),
            version_id=place.version.version_id,
            label=place.version.label,
            published_at=place.version.published_at,
            shown_at=place.public.shown_at,
            network=place.network.name,
            clock=place.network.clock,
            time_zone=place.network.time_zone,
            demonstration=bool(demonstrates),
            owner=None if place.owner is None else _owner(place.owner),
            title=title,
            description=description,
        )
        made = Content(head, groups)
        self._contents.keep(place, made, 1 + sum(len(group.actions) for group in groups))
        self._heads.keep(place, head, 1)
        return made


def _owner(member: Member) -> Owner:
    return Owner(*(getattr(member, name) for name in Owner.__struct_fields__))


def _sure(network: Network) -> None:
    """Without this a change that only a newer program can read would leave on the public's screen what was taken back by it."""
    if not SURE.isdisjoint(network.follower.parked):
        raise networks.RightsUnknown


def _place(network: Network, plan_id: UUID) -> Place | None:
    """Where the public sees a plan, as of the rows in memory; None where it does not."""
    follower = network.follower
    _sure(network)
    public, plan = follower.row(public_plans, plan_id), follower.row(plan_list, plan_id)
    version = None if public is None else follower.row(version_list, public.version_id)
    if public is None or plan is None or version is None or version.plan_id != plan_id:
        return None
    # A moment that a version names stood in the log when it was published: no epoch since has changed what is before it.
    position = version.published_position if version.of is None else min(Token.parse(version.of).position, version.published_position)
    restricted = frozenset(follower.kept(restricted_items))
    profile, owner = follower.row(network_profile, network.network_id), follower.row(member_list, plan.authority_id)
    return Place(network.network_id, network.epoch, public, version, position, profile, owner, restricted, network.redactions)
