"""Networks: those that the person who asks belongs to."""

from litestar import get
from litestar.datastructures import State

from service import membership
from service.identity.actor import Who


@get("/networks", operation_id="networks")
async def networks(actor: Who, state: State) -> list[membership.NetworkCard]:
    """List the networks you belong to, with your roles in each."""
    return await membership.of_person(state.pool, state.networks, actor.person)
