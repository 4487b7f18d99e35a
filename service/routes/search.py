"""Search: whatever has the words, of all that one may see."""

from typing import Annotated
from uuid import UUID

from litestar import Request, get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, QueryParameter

from events.decider import Invalid
from service import reading, searching
from service.identity.actor import Actor, Who
from service.searching import Results


@get("/networks/{network_id:uuid}/search", operation_id="search")
async def search(
    network_id: FromPath[UUID],
    actor: Who,
    state: State,
    request: Request[Actor | None, None, State],
    q: FromQuery[str] = "",
    kind: FromQuery[str | None] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=searching.COUNTED)] = 5,
    after: FromQuery[str | None] = None,
) -> Results:
    """Find what has the words of ``q``, without accents, as one types, with typing errors: ``limit`` of each kind, the best first."""
    if "at" in request.query_params:
        raise Invalid("Search looks through what stands today.", "at", key="invalid.search_past")
    view = await reading.enter(state.networks, network_id, actor, after)
    people = (await state.people.of(view.network.network_id)).people
    return await searching.search(view, state.pool, people, str(actor.stands), q, kind, limit)
