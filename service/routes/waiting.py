"""What waits for whoever asks."""

from datetime import date
from uuid import UUID

from litestar import get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery
from msgspec import Struct

from events.ids import PersonId
from projections.network_profile import network_profile
from service import access, reading
from service.identity import requests
from service.identity.actor import Who
from service.notices import wants
from service.waiting import Waiting, late, ordered
from service.waiting import waiting as read


class WaitingPage(Struct, frozen=True):
    """Everything that waits for one person at ``token``; what was due before ``today`` is late.

    ``late`` are the actions that they lead or follow and whose day is over: those that they lead wait for them as well.
    """

    token: str
    today: date
    waiting: list[Waiting]
    late: list[Waiting]


@get("/networks/{network_id:uuid}/waiting", operation_id="waiting")
async def waiting(
    network_id: FromPath[UUID], actor: Who, state: State, after: FromQuery[str | None] = None, at: FromQuery[str | None] = None
) -> WaitingPage:
    """List what waits for one's own answer, in everything that the network does: what is due first, then what has waited longest.

    At an earlier moment it is what then waited for somebody who may do what one may do today, without what people ask about their data.
    """
    view = await reading.enter(state.networks, network_id, actor, after, at)
    me = PersonId(actor.person)
    async with state.pool.acquire() as connection:
        choices = await wants.choices(connection, view.network.network_id, me)
    found = read(view, me, view.today, choices)
    if at is None and any(held.role in access.ROUTES["data_requests"] for held in view.standing.roles):
        found = ordered([*found, *await _data_requests(state, view)])
    return WaitingPage(str(actor.stands), view.today, found, late(view, me, choices, view.today))


async def _data_requests(state: State, view: reading.View) -> list[Waiting]:
    """What people ask about their data, together: it stands in no log."""
    network_id = view.network.network_id
    async with state.pool.acquire() as connection:
        asked = [one for one in await requests.of_network(connection, network_id) if one.stage == "open"]
    if not asked:
        return []
    due = min(one.due_at for one in asked).astimezone(view.zone).date()
    since = min(one.asked_at for one in asked)
    profile = view.network.follower.row(network_profile, network_id)
    return [Waiting("data_requests", network_id, profile.name if profile else "", "data-requests", since, due, count=len(asked))]
