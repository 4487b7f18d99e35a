"""Views of a plan that people keep for themselves, and those that facilitators share."""

from uuid import UUID

from litestar import delete, get, post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT

from projections.plan_list import plan_list
from service import problems, reading, saved_views
from service.identity.actor import Actor, Who
from service.saved_views import NewView, SavedView


@get("/networks/{network_id:uuid}/plans/{plan_id:uuid}/views", operation_id="views")
async def views(network_id: FromPath[UUID], plan_id: FromPath[UUID], actor: Who, state: State) -> list[SavedView]:
    """List the views of a plan that one kept, and those that are shared with the network."""
    view = await _enter(state, network_id, plan_id, actor)
    async with state.pool.acquire() as connection:
        return await saved_views.of_plan(connection, view.network.network_id, plan_id, actor.person)


@post("/networks/{network_id:uuid}/plans/{plan_id:uuid}/views", status_code=HTTP_200_OK, operation_id="keep_view")
async def keep_view(
    network_id: FromPath[UUID], plan_id: FromPath[UUID], data: JSONBody[NewView], actor: Who, state: State
) -> list[SavedView]:
    """Keep a view under a name, in place of one's own of that name; a facilitator may share it with the network."""
    view = await _enter(state, network_id, plan_id, actor)
    if data.shared and not _facilitates(view, plan_id):
        raise problems.NotAllowed("views.not_shared")
    async with state.pool.acquire() as connection:
        if await saved_views.keep(connection, view.network.network_id, plan_id, actor.person, data) is None:
            raise problems.Conflict("views.too_many")
        return await saved_views.of_plan(connection, view.network.network_id, plan_id, actor.person)


@delete("/networks/{network_id:uuid}/plans/{plan_id:uuid}/views/{view_id:uuid}", status_code=HTTP_204_NO_CONTENT, operation_id="drop_view")
async def drop_view(network_id: FromPath[UUID], plan_id: FromPath[UUID], view_id: FromPath[UUID], actor: Who, state: State) -> None:
    """Let go of a view of one's own; a facilitator, of any that is shared."""
    view = await _enter(state, network_id, plan_id, actor)
    of_others = _facilitates(view, plan_id)
    async with state.pool.acquire() as connection:
        await saved_views.drop(connection, view.network.network_id, plan_id, view_id, actor.person, of_others=of_others)


async def _enter(state: State, network_id: UUID, plan_id: UUID, actor: Actor) -> reading.View:
    view = await reading.enter(state.networks, network_id, actor)
    view.row(plan_list, plan_id, "missing.plan")
    return view


def _facilitates(view: reading.View, plan_id: UUID) -> bool:
    held = [role for role in view.standing.roles if role.role == "facilitator"]
    return any(not role.topics or f"plan:{plan_id}" in role.topics for role in held)
