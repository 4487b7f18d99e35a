"""How a network is, in figures with the lists behind them."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery
from msgspec import Meta, Struct

from service import reading
from service.identity.actor import Who
from service.vitality import MONTH, Day, Figure
from service.vitality import vitality as read

Months = Annotated[int, Meta(ge=1, le=120)]


class VitalityPage(Struct, frozen=True):
    """How a network was at ``token``, which was ``today``."""

    token: str
    today: date
    figures: list[Figure]


@get("/networks/{network_id:uuid}/vitality", operation_id="vitality")
async def vitality(
    network_id: FromPath[UUID],
    actor: Who,
    state: State,
    months: FromQuery[Months] = 6,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> VitalityPage:
    """Tell how the network is, now or on the day of the moment ``at``; a plan is untouched after so many ``months``."""
    view = await reading.enter(state.networks, network_id, actor, after, at)
    return VitalityPage(str(actor.stands), view.today, read(view, Day(view.today, view.zone, months * MONTH)))
