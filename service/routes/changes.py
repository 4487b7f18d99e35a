"""What changed in a plan, or in the whole network, between two moments."""

import asyncio
from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, QueryParameter

from projections.plan_list import plan_list
from service import changes, reading
from service.changes import MOST, PAGE, ChangesPage
from service.identity.actor import Who

Since = Annotated[str, QueryParameter(name="from", max_length=64, description="The first moment: a position, a date or an instant.")]
Until = Annotated[str | None, QueryParameter(name="to", max_length=64, description="The second moment; now, where it is left out.")]

Page = Annotated[str | None, QueryParameter(max_length=200, description="What next of the page before says; it names both moments, too.")]
Kind = Annotated[
    str | None,
    QueryParameter(max_length=64, pattern="^[a-z_]+$", description="One of the kinds that counts names; the counts tell all of them."),
]
Limit = Annotated[int, QueryParameter(ge=1, le=MOST)]


@get("/networks/{network_id:uuid}/changes", operation_id="network_changes")
async def network_changes(
    network_id: FromPath[UUID],
    actor: Who,
    state: State,
    since: Since,
    until: Until = None,
    page: Page = None,
    kind: Kind = None,
    limit: Limit = PAGE,
    after: FromQuery[str | None] = None,
) -> ChangesPage:
    """Tell what changed in the whole network from one moment to another: item by item, field by field, who did it, when and why."""
    view = await reading.enter(state.networks, network_id, actor, after)
    first, second, behind = await changes.asked(view, since, until, page)
    found = await changes.kept(state.networks, view, None, first, second)
    # Asked again after every wait: a right may have been taken back meanwhile.
    view = await reading.enter(state.networks, network_id, actor)
    told = await asyncio.to_thread(changes.told, view, found, first, second, behind, kind, limit)  # of thousands of lines
    view = await reading.enter(state.networks, network_id, actor)
    actor.stands = str(second.token)
    return changes.still(view, found, told)


@get("/networks/{network_id:uuid}/plans/{plan_id:uuid}/changes", operation_id="plan_changes")
async def plan_changes(
    network_id: FromPath[UUID],
    plan_id: FromPath[UUID],
    actor: Who,
    state: State,
    since: Since,
    until: Until = None,
    page: Page = None,
    kind: Kind = None,
    limit: Limit = PAGE,
    after: FromQuery[str | None] = None,
) -> ChangesPage:
    """Tell what changed in a plan from one moment to another: item by item, field by field, who did it, when and why."""
    view = await reading.enter(state.networks, network_id, actor, after)
    view.row(plan_list, plan_id, "missing.plan")
    first, second, behind = await changes.asked(view, since, until, page)
    found = await changes.kept(state.networks, view, plan_id, first, second)
    view = await reading.enter(state.networks, network_id, actor)
    told = await asyncio.to_thread(changes.told, view, found, first, second, behind, kind, limit)
    view = await reading.enter(state.networks, network_id, actor)
    view.row(plan_list, plan_id, "missing.plan")
    actor.stands = str(second.token)
    return changes.still(view, found, told)
