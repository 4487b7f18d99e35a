"""What waits for whoever asks."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery
from msgspec import Struct

from events.ids import PersonId
from projections.network_profile import network_profile
from service import reading
from service.identity.actor import Who
from service.waiting import Waiting
from service.waiting import waiting as read


class WaitingPage(Struct, frozen=True):
    """Everything that waits for one person at ``token``; what was due before ``today`` is late."""

    token: str
    today: date
    waiting: list[Waiting]


@get("/networks/{network_id:uuid}/waiting", operation_id="waiting")
async def waiting(network_id: FromPath[UUID], actor: Who, state: State, after: FromQuery[str | None] = None) -> WaitingPage:
    """List what waits for one's own answer, in everything that the network does: what is due first, then what has waited longest."""
    view = await reading.enter(state.networks, network_id, actor, after)
    profile = view.row(network_profile, view.network.network_id)
    today = datetime.now(ZoneInfo(profile.time_zone)).date()
    return WaitingPage(str(actor.stands), today, read(view, PersonId(actor.person), today))
