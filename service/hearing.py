"""How each member of a network is: when it was last heard, when it last came to a meeting, which of its plans lie untouched.

A member is heard in whatever somebody does who holds a role for it, or who does it on its behalf. Read from what the reader may see: what
is kept from them tells nothing here.
"""

from collections import defaultdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg
from msgspec import Struct

from events import sql
from events.ids import AuthorityId, PlanId
from projections.meeting_attendance import meeting_attendance
from projections.meeting_list import meeting_list
from projections.member_list import member_list
from projections.plan_board import plan_board
from projections.plan_list import plan_list
from projections.recent_activity import ABOUT
from projections.restricted_items import item_places, restricted_items
from projections.rights import rights
from service.reading import View

statements = sql.beside(__file__)


class TouchedPlan(Struct, frozen=True):
    """A plan of a member, and the day on which something in it last changed."""

    plan_id: PlanId
    title: str
    on: date


class MemberHeard(Struct, frozen=True):
    """One member: the days on which it was last heard and last came to a meeting, null for never; and its plans."""

    authority_id: AuthorityId
    name: str
    joined_on: date
    heard_on: date | None
    came_on: date | None
    plans: list[TouchedPlan]


async def members(view: View, pool: "asyncpg.Pool[Any]") -> list[MemberHeard]:
    """Every member of a network, by name."""
    heard, came, plans = await _heard(view, pool), _came(view), _plans(view)
    rows = [row for row in view.rows(member_list) if row.left_at is None]
    return [
        MemberHeard(
            AuthorityId(row.authority_id),
            row.name,
            _day(view, row.joined_at),
            heard.get(row.authority_id),
            came.get(row.authority_id),
            plans[row.authority_id],
        )
        for row in sorted(rows, key=lambda one: (one.name.casefold(), one.authority_id))
    ]


def _day(view: View, at: datetime) -> date:
    return at.astimezone(view.zone).date()


async def _heard(view: View, pool: "asyncpg.Pool[Any]") -> dict[UUID, date]:
    position = view.position
    await view.network.written(position)
    people: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for standing in view.rows(rights):
        for held in standing.roles:
            if held.authority_id is not None:
                people[standing.person_id].add(held.authority_id)
    items = {row.item_id for row in view.every(restricted_items)} | {row.item_id for row in view.every(item_places)}
    kept = [item for item in items if not view.may_know_of(item)]
    members = [row.authority_id for row in view.rows(member_list)]
    found: dict[UUID, date] = {}
    for row in await pool.fetch(statements.heard, view.network.network_id, position, [*people], members, [*ABOUT], kept):
        for authority in people[row["who"]] if row["who"] in people else (row["who"],):
            found[authority] = max(_day(view, row["at"]), found.get(authority, date.min))
    return found


def _came(view: View) -> dict[UUID, date]:
    held = {row.meeting_id: row.held_on for row in view.rows(meeting_list) if row.standing != "called_off" and row.held_on <= view.today}
    found: dict[UUID, date] = {}
    for present in view.rows(meeting_attendance):
        if present.authority_id is not None and present.meeting_id in held:
            found[present.authority_id] = max(held[present.meeting_id], found.get(present.authority_id, date.min))
    return found


def _plans(view: View) -> defaultdict[UUID, list[TouchedPlan]]:
    touched = {row.plan_id: row.opened_at for row in view.rows(plan_list) if not row.withdrawn}
    for card in view.rows(plan_board):
        if card.plan_id in touched:
            touched[card.plan_id] = max(touched[card.plan_id], card.changed_at)
    found: defaultdict[UUID, list[TouchedPlan]] = defaultdict(list)
    for row in sorted(view.rows(plan_list), key=lambda one: one.title.casefold()):
        if row.plan_id in touched:
            found[row.authority_id].append(TouchedPlan(PlanId(row.plan_id), row.title, _day(view, touched[row.plan_id])))
    return found
