"""Actions: one card, and its history field by field."""

from uuid import UUID

from litestar import get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery

from projections.past import Entry
from projections.plan_board import Card, plan_board
from service import reading
from service.identity.actor import Who


@get("/networks/{network_id:uuid}/actions/{action_id:uuid}", operation_id="action")
async def action(
    network_id: FromPath[UUID],
    action_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> Card:
    """Show one action: as it stands, or as it stood at the moment ``at``."""
    return await reading.one(state.networks, network_id, actor, plan_board, action_id, "missing.action", after, at)


@get("/networks/{network_id:uuid}/actions/{action_id:uuid}/history", operation_id="action_history")
async def action_history(
    network_id: FromPath[UUID],
    action_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
    field: FromQuery[str | None] = None,
) -> list[Entry]:
    """Tell what happened to an action, oldest first: who changed which field from what to what, when and why."""
    return await reading.history(state.networks, network_id, actor, plan_board, action_id, "missing.action", after, at, field)
