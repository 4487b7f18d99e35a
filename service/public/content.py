"""What of a plan is public: these fields, of what nobody keeps to some people, as of the position that is shown.

Never personal data: who leads an action, who changed it and why stay in the network. Texts that people wrote are shown as
they wrote them; whoever shows a version to the public reads them first, and is told so.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from events.action import Aim, Funding, Participation, Status
from events.ids import NetworkId, Token
from events.network import AuthorityKind, Clock
from projections.axis_list import Axis, axis_list
from projections.past import Past
from projections.plan_board import Card, plan_board
from projections.plan_list import plan_list
from projections.restricted_items import restricted_items
from service import access, outline


class Action(Struct, frozen=True, kw_only=True):
    """An action as the public sees it: a field that does not stand here is not public."""

    action_id: UUID
    parent_id: UUID | None
    axis_id: UUID | None
    code: str | None
    title: str
    description: str | None
    objectives: str | None
    lead: str | None
    lead_service: str | None
    co_leads: tuple[str, ...]
    partners: tuple[str, ...]
    participation: Participation | None
    calendar: str | None
    starts_on: date | None
    ends_on: date | None
    continuous: bool
    status: Status
    aims: tuple[Aim, ...]
    funders: dict[str, Funding]
    budget_planned: int | None
    added_at: datetime
    changed_at: datetime


#: The fields of an action that are not public, each with the reason; docs/publication.md says the same, and a test compares.
KEPT: Mapping[str, str] = {
    "plan_id": "stands in the address",
    "order_key": "is the order in which actions are shown",
    "lead_people": "names people",
    "elected_people": "names people",
    "governance": "often names people: who sits where",
    "resources": "often names people: who works on it, for how long",
    "notes": "is for those who work on the action",
    "extra": "are columns of an imported workbook that nobody here has read",
    "status_reason": "is said among colleagues",
    "priority": "is a ranking among colleagues, not a commitment",
    "budget_actual": "is published with the accounts that a council adopts",
    "withdrawn": "a withdrawn action is not public",
    "added_by": "names people",
    "changed_by": "names people",
}


class Owner(Struct, frozen=True):
    """The authority whose plan it is, as far as the network knows it today."""

    name: str
    kind: AuthorityKind
    siren: str | None
    insee_code: str | None
    authority_id: UUID


class Head(Struct, frozen=True, kw_only=True):
    """Which plan it is, of whom, and which of its versions the public sees since when."""

    network_id: NetworkId
    plan_id: UUID
    token: Token
    version_id: UUID
    label: str
    published_at: datetime
    shown_at: datetime
    network: str
    clock: Clock
    time_zone: str
    demonstration: bool
    owner: Owner | None
    title: str
    description: str | None


class Group(Struct, frozen=True):
    """One axis with its actions, each followed by its parts; the last group may be of those without an axis."""

    axis: Axis | None
    depth: int
    actions: tuple[Action, ...]


class Content(Struct, frozen=True):
    """All that is public of a plan, in reading order."""

    head: Head
    groups: tuple[Group, ...]

    @property
    def actions(self) -> list[Action]:
        """Every public action, in reading order."""
        return [action for group in self.groups for action in group.actions]


def public(then: Past, plan_id: UUID, restricted: frozenset[Any]) -> tuple[tuple[str, str | None], tuple[Group, ...]] | None:
    """What of a plan as it stood is for everyone: its title and description, and its groups; None where it was not there.

    Nothing of what is ``restricted`` today, nor of what was when the plan stood so.
    """
    plan = then.rows(plan_list).get(plan_id)
    if plan is None or plan.withdrawn:
        return None
    axes = [axis for axis in then.rows(axis_list).values() if axis.plan_id == plan_id and not axis.withdrawn]
    cards = [card for card in then.rows(plan_board).values() if card.plan_id == plan_id and not card.withdrawn]
    return (plan.title, plan.description), grouped(axes, access.seen_by_public(cards, restricted.union(then.rows(restricted_items))))


def grouped(axes: Sequence[Axis], cards: Sequence[Card]) -> tuple[Group, ...]:
    """What of these axes and actions is for everyone, in reading order."""
    return tuple(Group(one.axis, one.depth, tuple(map(_action, one.cards))) for one in outline.parts(axes, cards))


def _action(card: Card) -> Action:
    return Action(**{name: getattr(card, name) for name in Action.__struct_fields__})
