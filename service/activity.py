"""What happened, newest first: rows that are only ever added, read from their table up to the fold's position."""

from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from events import sql
from projections.recent_activity import Activity, recent_activity
from service.reading import View

statements = sql.beside(__file__)

_decode = msgspec.json.Decoder(Activity).decode


async def newest(view: View, pool: "asyncpg.Pool[Any]", plan: UUID | None, last: int, before: int | None, limit: int) -> list[Activity]:
    """A page of what happened in a network, or to one of its plans, up to a position."""
    through = min(last + 1, before or last + 1)
    await view.network.written(through - 1)
    found: list[Activity] = []
    while len(found) < limit:
        if plan is None:
            rows = await pool.fetch(statements.of_network, view.network.network_id, through, limit)
        else:
            rows = await pool.fetch(statements.of_plan, view.network.network_id, plan, through, limit)
        told = [_decode(row[0]) for row in rows]
        found += view.seen(recent_activity, told)
        if len(told) < limit:
            break
        through = told[-1].position  # a page that came out short would tell how much there is that is not theirs
    return found[:limit]
