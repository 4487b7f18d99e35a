"""The axes of a plan, up to three levels, in the order people gave them."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from msgspec import structs

from events import action_plan, fields
from events.log.recorded import Recorded
from projections.projection import Projection, Row


class Axis(Row, frozen=True):
    """One axis of a plan; ``internal`` ones concern the authority's own running."""

    axis_id: UUID
    plan_id: UUID
    parent_id: UUID | None
    title: str
    description: str | None
    order_key: str
    internal: bool
    withdrawn: bool = False


def touches(recorded: Recorded[action_plan.Event]) -> Iterator[UUID]:
    match recorded.event:
        case action_plan.AxisAdded(axis=axis) | action_plan.AxisEdited(axis=axis):
            yield axis
        case action_plan.AxisWithdrawn(axis) | action_plan.AxisRestored(axis):
            yield axis


def fold(axis: Axis | None, recorded: Recorded[action_plan.Event]) -> Axis | None:
    if axis and axis.plan_id != recorded.stream_id:
        return axis  # people choose these ids: without this line, the axis of one plan could be taken over from another
    match recorded.event:
        case action_plan.AxisAdded() as added:
            return Axis(added.axis, recorded.stream_id, added.parent, added.title, added.description, added.order_key, added.internal)
        case action_plan.AxisEdited() as edited if axis:
            values = fields.set_fields(edited)
            del values["axis"]
            if "parent" in values:
                values["parent_id"] = values.pop("parent")
            return fields.overlay(axis, values)
        case action_plan.AxisWithdrawn() if axis:
            return structs.replace(axis, withdrawn=True)
        case action_plan.AxisRestored() if axis:
            return structs.replace(axis, withdrawn=False)
    return axis


def topics(axis: Axis) -> Iterable[str]:
    yield f"plan:{axis.plan_id}"


axis_list = Projection("axis_list", Axis, touches, fold, topics)
