"""The figures of a dashboard, for screens and programs that ask once."""

from datetime import date, datetime
from uuid import UUID

from litestar import get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery
from msgspec import Struct

from events.ids import Token
from projections.plan_list import plan_list
from service import access, reading
from service import figures as counting
from service.identity.actor import Who
from service.live.dashboards import FIGURES
from service.problems import Missing


class FiguresPage(Struct, frozen=True):
    """Figures as of ``token``, on the day ``today``: whole numbers by key; what is not told is nought."""

    token: str
    today: date
    figures: dict[str, int]


@get("/networks/{network_id:uuid}/figures", operation_id="figures")
async def figures(
    network_id: FromPath[UUID], actor: Who, state: State, plan: FromQuery[UUID | None] = None, after: FromQuery[str | None] = None
) -> FiguresPage:
    """Count what a dashboard of the network, or of one plan, shows to whoever asks: keys are those of docs/dashboards.md."""
    view = await reading.enter(state.networks, network_id, actor, after)
    if plan is not None:
        view.row(plan_list, plan)
    network, topic = view.network, f"{FIGURES}{plan or network_id}"
    audiences = counting.theirs(access.audiences(view.standing, topic), actor.person)
    if not audiences:
        raise Missing("missing")
    counted = await counting.count(state.pool, network, plan, datetime.now(view.zone).date(), audiences)
    # The tables may be ahead of the rights here: whoever lost theirs meanwhile is not told what came after.
    await network.reached(Token(network.epoch, counted.reaches))
    standing = access.may_enter(network.standing(actor.person), actor.asks)
    audiences = tuple(one for one in audiences if one in access.audiences(standing, topic))
    actor.stands = str(Token(network.epoch, counted.pos))
    return FiguresPage(actor.stands, counted.day, counting.summed(counted, audiences))
