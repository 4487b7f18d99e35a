"""Plans: those of a network, one of them whole, what happened to it, what waits to be settled."""

from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, QueryParameter
from msgspec import Struct

from projections.axis_list import Axis, axis_list
from projections.conflict_inbox import Wish, conflict_inbox
from projections.note_list import Note, note_list
from projections.phase_calendar import Phase, phase_calendar
from projections.plan_board import Card, plan_board
from projections.plan_list import Plan, plan_list
from projections.public_plans import PublicPlan, public_plans
from projections.recent_activity import Activity
from projections.restricted_items import Restriction, restricted_items
from projections.version_list import Version, version_list
from service import activity, reading
from service.identity.actor import Who


class PlanPage(Struct, frozen=True):
    """One plan, whole, as it stood at ``token``."""

    token: str
    plan: Plan
    axes: list[Axis]
    phases: list[Phase]
    versions: list[Version]
    public: list[PublicPlan]
    actions: list[Card]
    conflicts: list[Wish]
    notes: list[Note]
    restrictions: list[Restriction]


@get("/networks/{network_id:uuid}/plans", operation_id="plans")
async def plans(
    network_id: FromPath[UUID], actor: Who, state: State, after: FromQuery[str | None] = None, at: FromQuery[str | None] = None
) -> list[Plan]:
    """List the plans of a network, withdrawn ones included."""
    return (await reading.enter(state.networks, network_id, actor, after, at)).rows(plan_list)


@get("/networks/{network_id:uuid}/plans/{plan_id:uuid}", operation_id="plan")
async def plan(
    network_id: FromPath[UUID],
    plan_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> PlanPage:
    """Show one plan whole: as it stands, or as it stood at the moment ``at``."""
    now = await reading.enter(state.networks, network_id, actor, after)
    now.row(plan_list, plan_id, "missing.plan")
    view = await reading.at(now, plan_id, at, actor)
    return PlanPage(
        token=str(actor.stands),
        plan=view.row(plan_list, plan_id, "missing.plan"),
        axes=[row for row in view.rows(axis_list) if row.plan_id == plan_id],
        phases=[row for row in view.rows(phase_calendar) if row.plan_id == plan_id],
        versions=[row for row in view.rows(version_list) if row.plan_id == plan_id],
        public=[row for row in view.rows(public_plans) if row.plan_id == plan_id],
        actions=[row for row in view.rows(plan_board) if row.plan_id == plan_id],
        conflicts=[row for row in view.rows(conflict_inbox) if row.plan_id == plan_id],
        notes=[row for row in view.rows(note_list) if row.plan_id == plan_id],
        restrictions=[row for row in now.rows(restricted_items) if row.plan_id == plan_id],  # those of today count, whenever the rest is of
    )


@get("/networks/{network_id:uuid}/plans/{plan_id:uuid}/conflicts", operation_id="conflicts")
async def conflicts(
    network_id: FromPath[UUID],
    plan_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
    open: FromQuery[bool] = False,
) -> list[Wish]:
    """List the wishes that met someone else's change in this plan; with ``open``, only those that nobody has settled."""
    now = await reading.enter(state.networks, network_id, actor, after)
    now.row(plan_list, plan_id, "missing.plan")
    view = await reading.at(now, plan_id, at, actor)
    view.row(plan_list, plan_id, "missing.plan")
    return [row for row in view.rows(conflict_inbox) if row.plan_id == plan_id and not (open and row.settled_at)]


Before = Annotated[int | None, QueryParameter(ge=1, le=2**53 - 1)]
Limit = Annotated[int, QueryParameter(ge=1, le=200)]


@get("/networks/{network_id:uuid}/plans/{plan_id:uuid}/activity", operation_id="plan_activity")
async def plan_activity(
    network_id: FromPath[UUID],
    plan_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
    before: Before = None,
    limit: Limit = 50,
) -> list[Activity]:
    """List what happened to a plan, newest first; the page that follows is ``before`` the last position of this one."""
    view = await reading.enter(state.networks, network_id, actor, after)
    last = await reading.through(view, at, actor)
    view.row(plan_list, plan_id, "missing.plan")
    return await activity.newest(view, state.pool, plan_id, last, before, limit)


@get("/networks/{network_id:uuid}/activity", operation_id="activity")
async def network_activity(
    network_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
    before: Before = None,
    limit: Limit = 50,
) -> list[Activity]:
    """List what happened in a network, newest first; the page that follows is ``before`` the last position of this one."""
    view = await reading.enter(state.networks, network_id, actor, after)
    last = await reading.through(view, at, actor)
    return await activity.newest(view, state.pool, None, last, before, limit)
