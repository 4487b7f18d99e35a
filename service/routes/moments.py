"""Named moments: those of a network and its plans, and on which days a plan changed."""

from uuid import UUID

from litestar import get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery

from projections.moment_list import Moment, moment_list
from projections.plan_list import plan_list
from service import density, reading
from service.density import ActiveDay
from service.identity.actor import Who


@get("/networks/{network_id:uuid}/moments", operation_id="moments")
async def moments(network_id: FromPath[UUID], actor: Who, state: State, after: FromQuery[str | None] = None) -> list[Moment]:
    """List the moments that somebody named, of the network and of its plans, withdrawn ones included; versions stand with their plan."""
    return (await reading.enter(state.networks, network_id, actor, after)).rows(moment_list)


@get("/networks/{network_id:uuid}/plans/{plan_id:uuid}/density", operation_id="plan_density")
async def plan_density(
    network_id: FromPath[UUID], plan_id: FromPath[UUID], actor: Who, state: State, after: FromQuery[str | None] = None
) -> list[ActiveDay]:
    """Count what happened to a plan, day by day: as of which days it is worth looking at."""
    view = await reading.enter(state.networks, network_id, actor, after)
    view.row(plan_list, plan_id, "missing.plan")
    return await density.of_plan(view, state.pool, plan_id)
