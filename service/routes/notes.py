"""Notes: one of them, and what became of it. Those of a plan come with the plan."""

from uuid import UUID

from litestar import get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery

from events.ids import StreamId
from projections.note_list import Note, note_list
from projections.past import Entry, history
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
    now = await reading.enter(state.networks, network_id, actor, after)
    plan_id = now.row(note_list, note_id, "missing.note").plan_id
    view = await reading.at(state.networks, now, plan_id, at, actor)
    return view.row(note_list, note_id, "missing.note")


@get("/networks/{network_id:uuid}/notes/{note_id:uuid}/history", operation_id="note_history")
async def note_history(
    network_id: FromPath[UUID], note_id: FromPath[UUID], actor: Who, state: State, after: FromQuery[str | None] = None
) -> list[Entry]:
    """Tell what happened to a note, oldest first: who changed it from what to what, when and why."""
    view = await reading.enter(state.networks, network_id, actor, after)
    view.row(note_list, note_id, "missing.note")
    events = await state.networks.store.streams(view.network.network_id, {StreamId(note_id): 0})
    return history((recorded for recorded in events if recorded.position <= view.network.follower.position), note_list)
