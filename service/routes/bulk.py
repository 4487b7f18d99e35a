"""Bulk actions: many actions changed at once, after a preview, under one cause."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK

from service import reading
from service.bulk import Bulk, Bulked, Bulks
from service.identity.actor import Who
from service.languages import chosen


@post("/networks/{network_id:uuid}/bulk", status_code=HTTP_200_OK, operation_id="change_many")
async def change_many(
    network_id: FromPath[UUID], data: JSONBody[Bulk], actor: Who, state: State, request: Request[Any, Any, Any]
) -> Bulked:
    """Change or withdraw many actions as one thing that is undone whole: one command each. Asked again, it does only what is left.

    With ``preview`` nothing is changed: the answer tells what would be, field by field, and what would be refused and why.
    """
    view = await reading.enter(state.networks, network_id, actor)
    bulks: Bulks = state.bulks
    done = await bulks.change(view.network, actor.person, data, chosen(request.headers.get("accept-language", "")))
    actor.stands = done.after or actor.stands
    return done


@get("/networks/{network_id:uuid}/bulk/{bulk_id:uuid}", operation_id="bulk_report")
async def bulk_report(
    network_id: FromPath[UUID], bulk_id: FromPath[UUID], actor: Who, state: State, request: Request[Any, Any, Any]
) -> Bulked:
    """Show how a bulk action that one asked for stands, and what became of it."""
    view = await reading.enter(state.networks, network_id, actor)
    bulks: Bulks = state.bulks
    return await bulks.report(view.network, actor.person, bulk_id, chosen(request.headers.get("accept-language", "")))
