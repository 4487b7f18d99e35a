"""Comments: those on one item, in the order in which they are read, and one by itself. What became of one tells its history."""

from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, QueryParameter

from projections.comment_list import Comment, comment_list, in_order
from service import reading
from service.identity.actor import Who

Skip = Annotated[int, QueryParameter(ge=0, le=1_000_000)]
Limit = Annotated[int, QueryParameter(ge=1, le=500)]


@get("/networks/{network_id:uuid}/items/{item_id:uuid}/comments", operation_id="comments")
async def comments(
    network_id: FromPath[UUID],
    item_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
    skip: Skip = 0,
    limit: Limit = 200,
) -> list[Comment]:
    """List the comments on an item, each that began something with its answers behind it, now or at the moment ``at``."""
    view = await reading.enter(state.networks, network_id, actor, after, at)
    return in_order(view.seen(comment_list, [row for row in view.every(comment_list) if row.item_id == item_id]))[skip : skip + limit]


@get("/networks/{network_id:uuid}/comments/{comment_id:uuid}", operation_id="comment")
async def comment(
    network_id: FromPath[UUID],
    comment_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> Comment:
    """Show one comment, on which item it is and what it answers: as it stands, or as it stood at the moment ``at``."""
    view = await reading.enter(state.networks, network_id, actor, after, at)
    return view.row(comment_list, comment_id, "missing.comment")
