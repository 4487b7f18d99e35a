"""A plan taken along as a file: the workbook that an import takes back, the same as CSV for a spreadsheet, and CSV for open data."""

import asyncio
from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery

from events.ids import PlanId, Token
from projections.axis_list import axis_list
from projections.member_list import member_list
from projections.network_profile import network_profile
from projections.plan_board import plan_board
from projections.plan_list import Plan, plan_list
from projections.restricted_items import restricted_items
from service import access, exports, reading
from service.files import plan_export
from service.files.plan_export import Left, Origin
from service.identity.actor import Actor, Who
from service.public import content, open_data
from service.reading import View


@get("/networks/{network_id:uuid}/plans/{plan_id:uuid}/plan.xlsx", operation_id="plan_workbook")
async def plan_workbook(
    network_id: FromPath[UUID],
    plan_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> Response[bytes]:
    """Take the plan along as a workbook. Brought back by an import, it changes what was changed in it, and nothing else."""
    view, plan, left = await _left(network_id, plan_id, actor, state, after, at)
    stands = Token(view.network.epoch, view.position)
    await exports.note(state.pool, actor.person, "plan_workbook", view.network.network_id, plan_id)
    origin = Origin(view.network.network_id, PlanId(plan_id), stands)
    return _file(await asyncio.to_thread(plan_export.workbook, origin, left, plan.title), plan_export.WORKBOOK, f"plan-{view.today}.xlsx")


@get("/networks/{network_id:uuid}/plans/{plan_id:uuid}/plan.csv", operation_id="plan_table")
async def plan_table(
    network_id: FromPath[UUID],
    plan_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> Response[bytes]:
    """Take the plan along as CSV, with semicolons, days and amounts as spreadsheets in France read them."""
    view, _, left = await _left(network_id, plan_id, actor, state, after, at)
    await exports.note(state.pool, actor.person, "plan_table", view.network.network_id, plan_id)
    return _file(await asyncio.to_thread(plan_export.table, left), plan_export.TABLE, f"plan-{view.today}.csv")


@get("/networks/{network_id:uuid}/plans/{plan_id:uuid}/open-data.csv", operation_id="plan_open_table")
async def plan_open_table(
    network_id: FromPath[UUID],
    plan_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> Response[bytes]:
    """Take along what of the plan may be open data, as CSV with commas and ISO days: no names, nothing that is kept to some people.

    The columns are those of a plan that was shown to the public; this one is a moment of the plan, shown or not, under no licence yet.
    """
    now = await reading.enter(state.networks, network_id, actor, after)
    now.row(plan_list, plan_id, "missing.plan")
    view = await reading.at(now, plan_id, at, actor)
    plan = view.row(plan_list, plan_id, "missing.plan")
    # Nothing of what is kept to some today, nor of what was when the plan stood so: whoever reads this file, it is meant for everybody.
    kept = {row.item_id for row in view.every(restricted_items)}
    cards = [row for row in view.rows(plan_board) if row.plan_id == plan_id and not row.withdrawn]
    cards = access.seen_by_public([row for row in cards if view.named(row.action_id) is None], kept)
    axes = [row for row in view.rows(axis_list) if row.plan_id == plan_id and not row.withdrawn]
    network = "".join(row.name for row in view.rows(network_profile))
    owner = next(((row.name, row.siren or "") for row in view.rows(member_list) if row.authority_id == plan.authority_id), ("", ""))
    stands = Token(view.network.epoch, view.position)
    first = (network, *owner, str(plan_id), plan.title, str(stands), view.today.isoformat(), "")
    body = await asyncio.to_thread(lambda: open_data.lines_of(first, content.grouped(axes, cards)))
    await exports.note(state.pool, actor.person, "plan_open_table", view.network.network_id, plan_id)
    return _file(body, plan_export.TABLE, f"plan-{view.today}-open-data.csv")


async def _left(network_id: UUID, plan_id: UUID, actor: Actor, state: State, after: str | None, at: str | None) -> tuple[View, Plan, Left]:
    """The plan as this reader sees it, in rows. Names are those of today, whenever the rest is of."""
    now = await reading.enter(state.networks, network_id, actor, after)
    now.row(plan_list, plan_id, "missing.plan")
    view = await reading.at(now, plan_id, at, actor)
    people = (await state.people.of(view.network.network_id)).people
    left = plan_export.leave(
        [row for row in view.rows(axis_list) if row.plan_id == plan_id],
        [row for row in view.rows(plan_board) if row.plan_id == plan_id],
        {person: one.name for person, one in people.items() if one.name is not None},
    )
    return view, view.row(plan_list, plan_id, "missing.plan"), left


def _file(body: bytes, media_type: str, name: str) -> Response[Any]:
    return Response(body, media_type=media_type, headers={"content-disposition": f'attachment; filename="{name}"'})
