"""Members: the authorities of a network, the people it knows, and what each of them may do."""

from uuid import UUID

from litestar import get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery

from projections.member_list import Member, member_list
from projections.rights import Standing, rights
from service import reading
from service.identity.actor import Who
from service.identity.people import Known


@get("/networks/{network_id:uuid}/members", operation_id="members")
async def members(network_id: FromPath[UUID], actor: Who, state: State, after: FromQuery[str | None] = None) -> list[Member]:
    """List the authorities of a network, those that left included."""
    return (await reading.enter(state.networks, network_id, actor, after)).rows(member_list)


@get("/networks/{network_id:uuid}/people", operation_id="people")
async def people(network_id: FromPath[UUID], actor: Who, state: State, after: FromQuery[str | None] = None) -> list[Known]:
    """List the people this network knows: those who sign in, and those whose names an import brought."""
    view = await reading.enter(state.networks, network_id, actor, after)
    return [*(await state.people.of(view.network.network_id)).people.values()]


@get("/networks/{network_id:uuid}/rights", operation_id="rights")
async def standings(network_id: FromPath[UUID], actor: Who, state: State, after: FromQuery[str | None] = None) -> list[Standing]:
    """List who has which role in this network, and who is suspended."""
    return (await reading.enter(state.networks, network_id, actor, after)).rows(rights)
