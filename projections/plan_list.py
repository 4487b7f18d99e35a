"""The list of plans: what a network works on, and which authority owns each."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from msgspec import structs

from events import action_plan, fields
from events.ids import AuthorityId, NetworkId, PersonId
from events.log.recorded import Recorded
from projections.projection import Projection, Row


class Plan(Row, frozen=True):
    """One plan."""

    plan_id: UUID
    network_id: NetworkId
    title: str
    description: str | None
    authority_id: AuthorityId
    opened_at: datetime
    opened_by: PersonId
    withdrawn: bool = False


def touches(recorded: Recorded[action_plan.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, action_plan.Opened | action_plan.Edited | action_plan.Withdrawn | action_plan.Restored):
        yield recorded.stream_id


def fold(plan: Plan | None, recorded: Recorded[action_plan.Event]) -> Plan | None:
    match recorded.event:
        case action_plan.Opened(title, authority, description):
            return Plan(recorded.stream_id, recorded.network_id, title, description, authority, recorded.at, recorded.by)
        case action_plan.Edited() if plan:
            return fields.overlay(plan, fields.set_fields(recorded.event))
        case action_plan.Withdrawn() if plan:
            return structs.replace(plan, withdrawn=True)
        case action_plan.Restored() if plan:
            return structs.replace(plan, withdrawn=False)
    return plan


def topics(plan: Plan) -> Iterable[str]:
    yield f"network:{plan.network_id}"
    yield f"plan:{plan.plan_id}"


plan_list = Projection("plan_list", Plan, touches, fold, topics)
