"""Visits: what changed since one was last here. It is noted for oneself alone, and stands in no log."""

from datetime import datetime
from uuid import UUID

from litestar import get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_204_NO_CONTENT
from msgspec import Struct

from events.ids import PersonId
from service import reading
from service import since as changed
from service.identity import visits
from service.identity.actor import Who
from service.identity.visits import Left
from service.notices import wants
from service.reading import View
from service.since import ItemSince


class BeingHere(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody is here; ``read``: and has seen all that changed."""

    read: bool = False


class SincePage(Struct, frozen=True):
    """What others changed since the last visit: it ended at ``left_at``, with the log at ``left_through``; null in the first one."""

    token: str
    left_at: datetime | None
    left_through: str | None
    items: list[ItemSince]
    more: bool


@get("/networks/{network_id:uuid}/since-last-visit", operation_id="since_last_visit")
async def since_last_visit(network_id: FromPath[UUID], actor: Who, state: State, after: FromQuery[str | None] = None) -> SincePage:
    """Tell what others changed since one was last here, of what one leads, follows or answers for, item by item."""
    view = await reading.enter(state.networks, network_id, actor, after)
    me = PersonId(actor.person)
    async with state.pool.acquire() as connection:
        left = await visits.last(connection, view.network.network_id, me)
        choices = await wants.choices(connection, view.network.network_id, me)
    if left is None:
        return SincePage(str(actor.stands), None, None, [], more=False)
    position = await _position(view, left)
    items, more = await changed.since(view, state.pool, me, choices, position)
    return SincePage(str(actor.stands), left.at, f"{view.network.epoch}.{position}", items, more)


@post("/networks/{network_id:uuid}/visit", status_code=HTTP_204_NO_CONTENT, operation_id="visit")
async def visit(network_id: FromPath[UUID], data: JSONBody[BeingHere], actor: Who, state: State) -> None:
    """Note that one is here, so that the next visit begins where this one ends; a visit is over after half an hour without."""
    network = (await reading.enter(state.networks, network_id, actor)).network
    async with state.pool.acquire() as connection:
        await (visits.read if data.read else visits.note)(connection, network.network_id, PersonId(actor.person), network.token())


async def _position(view: View, left: Left) -> int:
    """Where the log stood when a visit ended; after a restore positions are given anew, and its instant tells."""
    network = view.network
    if left.through.epoch == network.epoch:
        return left.through.position
    return await network.store.last_by(network.network_id, left.at)
