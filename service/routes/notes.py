"""Notes: one of them, and what became of it. Those of a plan come with the plan."""

from uuid import UUID

from litestar import get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery

from projections.note_list import Note, note_list
from projections.past import Entry
from service import reading
from service.identity.actor import Who


@get("/networks/{network_id:uuid}/notes/{note_id:uuid}", operation_id="note")
async def note(
    network_id: FromPath[UUID],
    note_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> Note:
    """Show one note: as it stands, or as it stood at the moment ``at``."""
    return await reading.one(state.networks, network_id, actor, note_list, note_id, "missing.note", after, at)


@get("/networks/{network_id:uuid}/notes/{note_id:uuid}/history", operation_id="note_history")
async def note_history(
    network_id: FromPath[UUID],
    note_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
    field: FromQuery[str | None] = None,
) -> list[Entry]:
    """Tell what happened to a note, oldest first: who changed it from what to what, when and why."""
    return await reading.history(state.networks, network_id, actor, note_list, note_id, "missing.note", after, at, field)
