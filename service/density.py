"""How much happened to a plan on which day: what a slider over its history shows.

Counted from what this person may know of, as all activity is told: what happened to an item that is kept from them is no part of it.
"""

from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
from msgspec import Struct

from events import sql
from projections.recent_activity import ABOUT
from projections.restricted_items import item_places, restricted_items
from service.reading import View

statements = sql.beside(__file__)


class ActiveDay(Struct, frozen=True):
    """A day by the clocks of the network on which something happened, and how much."""

    day: date
    happened: int


async def of_plan(view: View, pool: "asyncpg.Pool[Any]", plan: UUID) -> list[ActiveDay]:
    """Every day on which something happened to a plan that this person may know of, oldest first."""
    head = view.network.follower.position
    await view.network.written(head)
    rows = await pool.fetch(statements.of_plan, view.network.network_id, plan, view.zone.key, head, [*ABOUT], _kept_from(view, plan))
    return [ActiveDay(row["day"], row["happened"]) for row in rows]


def _kept_from(view: View, plan: UUID) -> list[UUID]:
    """The items of a plan that this person may not know of. Without this, a count would tell that somebody works on one, and when."""
    items = {row.item_id for row in view.every(restricted_items) if row.plan_id == plan}
    items |= {row.item_id for row in view.every(item_places) if row.plan_id == plan}
    return [item for item in items if not view.may_know_of(item)]
