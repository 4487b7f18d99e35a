"""How a network is steered: the period it works for, what it pursues, who sits in its technical committee."""

from uuid import UUID

from litestar import get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery

from events.governance import stream_of
from events.ids import NetworkId
from projections.network_governance import Governance
from projections.network_governance import network_governance as steered
from service import reading
from service.identity.actor import Who


@get("/networks/{network_id:uuid}/governance", operation_id="governance")
async def network_governance(
    network_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> Governance:
    """Say how a network is steered, now or at the moment ``at``; one that never said so works without end and pursues nothing."""
    view = await reading.enter(state.networks, network_id, actor, after, at)
    return next(iter(view.rows(steered)), Governance(stream_of(NetworkId(network_id)), NetworkId(network_id)))
