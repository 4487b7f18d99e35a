"""Undo and restore: what somebody did, a whole import, or one field, put back as far as nobody changed it since."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.status_codes import HTTP_200_OK
from msgspec import Meta

from service import reading
from service.identity.actor import Who
from service.languages import chosen
from service.undoing import AT_ONCE, Restore, Taken, Undo, Undoing, Undone


@post("/networks/{network_id:uuid}/undo", status_code=HTTP_200_OK, operation_id="undo")
async def undo(network_id: FromPath[UUID], data: JSONBody[Undo], actor: Who, state: State, request: Request[Any, Any, Any]) -> Undone:
    """Undo a command, an undo or an import, or what one did last: each field that nobody changed since. Asked again, it goes on.

    One undoes what one did oneself, a facilitator what anyone did. With ``preview`` nothing is changed.
    """
    view = await reading.enter(state.networks, network_id, actor)
    undoing: Undoing = state.undoing
    done = await undoing.undo(view, actor.person, data, chosen(request.headers.get("accept-language", "")))
    actor.stands = done.after or actor.stands
    return done


@post("/networks/{network_id:uuid}/restore", status_code=HTTP_200_OK, operation_id="restore")
async def restore(network_id: FromPath[UUID], data: JSONBody[Restore], actor: Who, state: State, request: Request[Any, Any, Any]) -> Undone:
    """Give a field the value again that it had after an event of its history, unless somebody changed it since that was looked at."""
    view = await reading.enter(state.networks, network_id, actor)
    undoing: Undoing = state.undoing
    done = await undoing.restore(view, actor.person, data, chosen(request.headers.get("accept-language", "")))
    actor.stands = done.after or actor.stands
    return done


@get("/networks/{network_id:uuid}/undos", operation_id="undos_of")
async def undos_of(
    network_id: FromPath[UUID], of: FromQuery[Annotated[list[UUID], Meta(max_length=AT_ONCE)]], actor: Who, state: State
) -> list[Taken]:
    """Tell which of these causes, as the list of activity names them, were taken back, so that it is told as what it was."""
    undoing: Undoing = state.undoing
    return await undoing.taken(await reading.enter(state.networks, network_id, actor), of)


@get("/networks/{network_id:uuid}/undos/{undo_id:uuid}", operation_id="undo_report")
async def undo_report(
    network_id: FromPath[UUID], undo_id: FromPath[UUID], actor: Who, state: State, request: Request[Any, Any, Any]
) -> Undone:
    """Show how an undo that one asked for stands, and what became of each item."""
    view = await reading.enter(state.networks, network_id, actor)
    undoing: Undoing = state.undoing
    return await undoing.report(view, actor.person, undo_id, chosen(request.headers.get("accept-language", "")))
