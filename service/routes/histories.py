"""What became of anything that people name, event by event: plans, workshops, meetings and what they decided, notes and tools of mentoring.

Actions, notes and entries of the directory tell theirs at addresses of their own.
"""

from collections.abc import Mapping
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from litestar import get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery

from projections.attachment_list import attachment_list
from projections.axis_list import axis_list
from projections.comment_list import comment_list
from projections.consultation_board import consultation_list
from projections.meeting_board import meeting_agenda, meeting_decisions
from projections.meeting_list import meeting_list
from projections.meeting_series_list import meeting_series_list
from projections.mentoring_journal import mentoring_journal
from projections.minutes_board import minutes_list, minutes_sections
from projections.moment_list import moment_list
from projections.past import Entry
from projections.phase_calendar import phase_calendar
from projections.plan_list import plan_list
from projections.projection import Projection
from projections.roadmap_board import roadmap_list
from projections.support_file_list import support_file_list
from projections.synthesis_board import synthesis_clusters, synthesis_promotions
from projections.synthesis_list import synthesis_list
from projections.workshop_board import workshop_board
from projections.workshop_list import workshop_list
from service import problems, reading
from service.identity.actor import Who


class Told(NamedTuple):
    """Where the rows of a kind are, the field that names the stream they come from, and what else has rows of it."""

    rows: Projection[Any]
    stream: str
    also: tuple[Projection[Any], ...] = ()


KINDS: Mapping[str, Told] = {
    "plan": Told(plan_list, "plan_id"),
    "axis": Told(axis_list, "plan_id"),
    "phase": Told(phase_calendar, "plan_id"),
    "workshop": Told(workshop_list, "workshop_id"),
    "contribution": Told(workshop_board, "workshop_id"),
    "synthesis": Told(synthesis_list, "synthesis_id"),
    "cluster": Told(synthesis_clusters, "synthesis_id", (synthesis_promotions,)),
    "roadmap": Told(roadmap_list, "roadmap_id"),
    "consultation": Told(consultation_list, "consultation_id"),
    "meeting": Told(meeting_list, "meeting_id"),
    "agenda_item": Told(meeting_agenda, "meeting_id"),
    "decision": Told(meeting_decisions, "meeting_id"),
    "meeting_series": Told(meeting_series_list, "series_id"),
    "minutes": Told(minutes_list, "minutes_id"),
    "section": Told(minutes_sections, "minutes_id"),
    "mentorship_note": Told(mentoring_journal, "note_id"),
    "support_file": Told(support_file_list, "file_id"),
    "moment": Told(moment_list, "moment_id"),
    "attachment": Told(attachment_list, "attachment_id"),
    "comment": Told(comment_list, "comment_id"),
}


@get("/networks/{network_id:uuid}/histories/{kind:str}/{item_id:uuid}", operation_id="item_history")
async def item_history(
    network_id: FromPath[UUID],
    kind: FromPath[str],
    item_id: FromPath[UUID],
    actor: Who,
    state: State,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
    field: FromQuery[str | None] = None,
) -> list[Entry]:
    """Tell what became of one item, oldest first: who changed it from what to what, when and why."""
    of = KINDS.get(kind)
    if of is None:
        await reading.enter(state.networks, network_id, actor)  # to who does not belong here nothing is there at all
        raise problems.Missing("missing.item")
    return await reading.history(
        state.networks, network_id, actor, of.rows, item_id, "missing.item", after, at, field, attrgetter(of.stream), of.also
    )
