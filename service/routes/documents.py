"""Documents of a plan: the whole plan and an action card on paper, a year of it as slides; now, or as of a moment."""

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, QueryParameter

from events.decider import Invalid
from projections.axis_list import axis_list
from projections.network_profile import network_profile
from projections.plan_board import plan_board
from projections.plan_list import plan_list
from service import explaining, problems, reading
from service.documents import leaving, plan, printing, review
from service.documents.plan import Rows
from service.documents.stand import stand
from service.identity.actor import Actor, Who
from service.languages import Language
from service.reading import View


@get("/networks/{network_id:uuid}/plans/{plan_id:uuid}/plan.pdf", operation_id="plan_pdf")
async def plan_pdf(
    network_id: FromPath[UUID],
    plan_id: FromPath[UUID],
    actor: Who,
    state: State,
    request: Request[object, object, State],
    language: FromQuery[Language | None] = None,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> Response[bytes]:
    """Take the whole plan along as a tagged PDF: its figures, and each action with all its fields. Names are those known today."""
    now = await reading.enter(state.networks, network_id, actor, after)
    now.row(plan_list, plan_id, "missing.plan")
    words = await leaving.words(now, state, request, language)
    view = await reading.at(now, plan_id, at, actor)
    rows = _rows(view, plan_id)
    told = await asyncio.to_thread(plan.whole, rows, _figures(view, plan_id), stand(view), words)
    body = await printing.pdf("plan.typ", told)
    return await leaving.leave(body, printing.PDF, f"plan-{view.today}.pdf", "plan_pdf", plan_id, view, actor, state, rows.items)


@get("/networks/{network_id:uuid}/actions/{action_id:uuid}/action.pdf", operation_id="action_pdf")
async def action_pdf(
    network_id: FromPath[UUID],
    action_id: FromPath[UUID],
    actor: Who,
    state: State,
    request: Request[object, object, State],
    language: FromQuery[Language | None] = None,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> Response[bytes]:
    """Take one action along as a tagged PDF, with its parts. Names are those known today."""
    now = await reading.enter(state.networks, network_id, actor, after)
    plan_id = now.row(plan_board, action_id, "missing.action").plan_id
    words = await leaving.words(now, state, request, language)
    view = await reading.at(now, plan_id, at, actor)
    rows = _rows(view, plan_id)
    told = plan.one(view.row(plan_board, action_id, "missing.action"), rows, stand(view), words)
    body = await printing.pdf("action.typ", told)
    return await leaving.leave(body, printing.PDF, f"action-{view.today}.pdf", "action_pdf", plan_id, view, actor, state, rows.items)


@get("/networks/{network_id:uuid}/plans/{plan_id:uuid}/review.pptx", operation_id="plan_review")
async def plan_review(
    network_id: FromPath[UUID],
    plan_id: FromPath[UUID],
    actor: Who,
    state: State,
    request: Request[object, object, State],
    year: Annotated[int | None, QueryParameter(ge=1900, le=2199)] = None,
    language: FromQuery[Language | None] = None,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> Response[bytes]:
    """Take the review of a year along as slides: of the year that goes on as it stands, of one that is over as it stood at its end."""
    now = await reading.enter(state.networks, network_id, actor, after)
    now.row(plan_list, plan_id, "missing.plan")
    words = await leaving.words(now, state, request, language)
    view = await reading.at(now, plan_id, at, actor)
    of = year or view.today.year
    if of > view.today.year:
        raise Invalid("This year has not begun.", "year", key="invalid.year")
    earlier = await _at_the_end_of(of - 1, now, plan_id, actor)
    before = {} if earlier is None else {row.action_id: row for row in earlier.rows(plan_board) if row.plan_id == plan_id}
    if of < view.today.year:
        ended = await _at_the_end_of(of, now, plan_id, actor)
        if ended is None:
            raise problems.Missing("missing.then")
        view = ended
    actor.stands = str(stand(view).token)  # whatever else was looked at
    rows = _rows(view, plan_id)
    told = await asyncio.to_thread(review.told, of, rows, before, _figures(view, plan_id), stand(view), words)
    body = await printing.slides(told)
    return await leaving.leave(body, printing.SLIDES, f"bilan-{of}.pptx", "plan_review", plan_id, view, actor, state, rows.items)


def _rows(view: View, plan_id: UUID) -> Rows:
    cards = [row for row in view.rows(plan_board) if row.plan_id == plan_id]
    profile = next(iter(view.rows(network_profile)), None)  # who has a role for one plan alone does not see it
    return Rows(
        network=None if profile is None else profile.name,
        plan=view.row(plan_list, plan_id, "missing.plan"),
        axes=[row for row in view.rows(axis_list) if row.plan_id == plan_id],
        cards=cards,
        kept=frozenset(card.action_id for card in cards if view.named(card.action_id) is not None),
    )


def _figures(view: View, plan_id: UUID) -> Mapping[str, int]:
    """The figures that the dashboard shows this person."""
    return explaining.summed(explaining.counts(view.rows, view.every, plan_id, view.today))


async def _at_the_end_of(year: int, now: View, plan_id: UUID, actor: Actor) -> View | None:
    """The plan as a year left it; None where the network is younger."""
    try:
        return await reading.at(now, plan_id, str(date(year, 12, 31)), actor)
    except Invalid as error:
        if error.key != "invalid.before_founding":
            raise
        return None
