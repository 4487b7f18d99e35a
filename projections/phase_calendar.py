"""The phases of a plan and their dates; phases may overlap."""

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from msgspec import structs

from events import action_plan, fields
from events.log.recorded import Recorded
from projections.projection import Projection, Row


class Phase(Row, frozen=True):
    """One phase of a plan."""

    phase_id: UUID
    plan_id: UUID
    title: str
    starts_on: date | None
    ends_on: date | None
    withdrawn: bool = False


def touches(recorded: Recorded[action_plan.Event]) -> Iterator[UUID]:
    match recorded.event:
        case action_plan.PhaseAdded(phase) | action_plan.PhaseEdited(phase):
            yield phase
        case action_plan.PhaseWithdrawn(phase) | action_plan.PhaseRestored(phase):
            yield phase


def fold(phase: Phase | None, recorded: Recorded[action_plan.Event]) -> Phase | None:
    if phase and phase.plan_id != recorded.stream_id:
        return phase  # people choose these ids: without this line, the phase of one plan could be taken over from another
    match recorded.event:
        case action_plan.PhaseAdded(phase_id, title, starts_on, ends_on):
            return Phase(phase_id, recorded.stream_id, title, starts_on, ends_on)
        case action_plan.PhaseEdited() as edited if phase:
            values = fields.set_fields(edited)
            del values["phase"]
            return fields.overlay(phase, values)
        case action_plan.PhaseWithdrawn() if phase:
            return structs.replace(phase, withdrawn=True)
        case action_plan.PhaseRestored() if phase:
            return structs.replace(phase, withdrawn=False)
    return phase


def topics(phase: Phase) -> Iterable[str]:
    yield f"plan:{phase.plan_id}"


phase_calendar = Projection("phase_calendar", Phase, touches, fold, topics)
