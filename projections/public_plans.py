"""What the public sees of a network: for each plan the one version that somebody chose to show, and since when.

The version names a position (version_list.py); public pages and open data read the plan as of that position and from
nowhere else. A plan without a row is not there for the public.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from events import action_plan
from events.ids import PersonId
from events.log.recorded import Recorded
from projections.projection import Projection, Row


class PublicPlan(Row, frozen=True):
    """One plan that the public sees: which version, since when, and who showed it."""

    plan_id: UUID
    version_id: UUID
    shown_at: datetime
    shown_by: PersonId


def touches(recorded: Recorded[action_plan.Event]) -> Iterator[UUID]:
    if isinstance(recorded.event, action_plan.ShownToPublic | action_plan.HiddenFromPublic | action_plan.Withdrawn):
        yield recorded.stream_id


def fold(public: PublicPlan | None, recorded: Recorded[action_plan.Event]) -> PublicPlan | None:
    match recorded.event:
        case action_plan.ShownToPublic(version):
            return PublicPlan(recorded.stream_id, version, recorded.at, recorded.by)
        case action_plan.HiddenFromPublic() | action_plan.Withdrawn():
            return None  # a plan that is restored is not shown again by that
    return public


def topics(public: PublicPlan) -> Iterable[str]:
    yield f"plan:{public.plan_id}"


public_plans = Projection("public_plans", PublicPlan, touches, fold, topics, worded=False)
