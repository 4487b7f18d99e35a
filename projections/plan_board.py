"""The plan board: every action of a plan as it stands, one card each.

Answers ``GET /api/networks/…/plans/…``; feeds the table, the columns and the card on every open screen.
"""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from msgspec import structs

from events import action, fields
from events.action import Aim, Funding, Participation, Priority, Status
from events.ids import PersonId
from events.log.recorded import Recorded
from projections.projection import Projection, Row


class Card(Row, frozen=True):
    """One action or, with a parent, sub-action. Money is in cents excluding tax. Late is for readers to compute."""

    action_id: UUID
    plan_id: UUID
    parent_id: UUID | None
    axis_id: UUID | None
    order_key: str
    code: str | None
    title: str
    description: str | None
    objectives: str | None
    lead: str | None
    lead_service: str | None
    co_leads: tuple[str, ...]
    partners: tuple[str, ...]
    lead_people: tuple[PersonId, ...]
    elected_people: tuple[PersonId, ...]
    governance: str | None
    resources: str | None
    participation: Participation | None
    calendar: str | None
    starts_on: date | None
    ends_on: date | None
    continuous: bool
    status: Status
    status_reason: str | None
    priority: Priority | None
    aims: tuple[Aim, ...]
    funders: dict[str, Funding]
    budget_planned: int | None
    budget_actual: int | None
    notes: str | None
    extra: dict[str, str]
    withdrawn: bool
    added_at: datetime
    added_by: PersonId
    changed_at: datetime
    changed_by: PersonId


_ON_THE_CARD = (action.Edited, action.Added, action.Withdrawn, action.Restored)


def touches(recorded: Recorded[action.Event]) -> tuple[UUID, ...]:
    return (recorded.stream_id,) if isinstance(recorded.event, _ON_THE_CARD) else ()


def fold(card: Card | None, recorded: Recorded[action.Event]) -> Card | None:
    match recorded.event:
        case action.Edited() as edited if card:
            values = fields.set_fields(edited)
            if "axis" in values:
                values["axis_id"] = values.pop("axis")
            if "status" in values:
                values["status_reason"] = edited.reason
            values["changed_at"], values["changed_by"] = recorded.at, recorded.by
            return fields.overlay(card, values)
        case action.Added() as added:
            return Card(  # by place, in the order above: by name it takes three times as long, and a rebuild makes many
                recorded.stream_id,
                added.plan,
                added.parent,
                added.axis,
                added.order_key,
                added.code,
                added.title,
                added.description,
                added.objectives,
                added.lead,
                added.lead_service,
                added.co_leads,
                added.partners,
                added.lead_people,
                added.elected_people,
                added.governance,
                added.resources,
                added.participation,
                added.calendar,
                added.starts_on,
                added.ends_on,
                added.continuous,
                added.status,
                added.reason if added.status in ("paused", "blocked", "abandoned") else None,
                added.priority,
                added.aims,
                added.funders,
                added.budget_planned,
                added.budget_actual,
                added.notes,
                added.extra,
                False,
                recorded.at,
                recorded.by,
                recorded.at,
                recorded.by,
            )
        case action.Withdrawn() if card:
            return structs.replace(card, withdrawn=True, changed_at=recorded.at, changed_by=recorded.by)
        case action.Restored() if card:
            return structs.replace(card, withdrawn=False, changed_at=recorded.at, changed_by=recorded.by)
    return card


def topics(card: Card) -> Iterable[str]:
    yield f"plan:{card.plan_id}"


def item(card: Card) -> UUID:
    return card.action_id


plan_board = Projection("plan_board", Card, touches, fold, topics, item=item)
