"""Figures of a plan or of a network, for dashboards: counted by one SQL statement over the read tables, never entered.

A figure is a whole number under a key, such as ``status.<part>.done`` or ``late.<part>``: the parts of a network are its plans, those of a
plan its axes, ``none`` for what is in no axis; amounts are in cents. What is not told is nought. Each audience has figures of its own, the
same for everyone in it: of what the whole network may see, of what is kept to one person and some others, of everything (auditors). Whoever
is in several is told their sum, since no row is for two of them.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Struct

from events import sql
from events.ids import NetworkId, PersonId
from projections.projection import AUDITORS, NETWORK, Audience, person
from service.networks import Network

SQL = sql.beside(__file__)
#: The projections that figures are counted from: nothing else can change one.
COUNTED: frozenset[str] = frozenset(re.findall(r"\bread\.(\w+)", SQL.figures)) - {"checkpoint", "shown_version"}

Figures = Mapping[str, int]


class Counted(Struct, frozen=True):
    """Figures by audience, of the tables as they stood.

    Every table stood at ``pos`` or further and none beyond ``reaches``; those that say what is kept to whom stood at ``guarded``.
    """

    day: date
    pos: int
    reaches: int
    guarded: int
    figures: Mapping[Audience, Figures]


async def count(pool: Any, network: Network, plan: UUID | None, day: date, audiences: Sequence[Audience]) -> Counted:
    """The figures of one plan or of a whole network, on a day, for each of these audiences: not older than the rows in memory are now."""
    await network.tables.reached(network.follower.position)
    return await stored(pool, network.network_id, plan, day, audiences)


async def stored(pool: Any, network_id: NetworkId, plan: UUID | None, day: date, audiences: Sequence[Audience]) -> Counted:
    """The same, of the tables as they stand."""
    rows = await pool.fetch(SQL.figures, network_id, plan, day, list(audiences), sorted(COUNTED))
    found: dict[Audience, dict[str, int]] = {audience: {} for audience in audiences}
    for row in rows:
        if row["audience"] is not None:
            found[row["audience"]][row["key"]] = row["value"]
    stands = [rows[0][name] or 0 for name in ("pos", "reaches", "guarded")]
    return Counted(day, stands[0], stands[1], stands[2], found)


def theirs(audiences: Collection[Audience], who: PersonId) -> tuple[Audience, ...]:
    """The audiences of someone, of those that have figures."""
    if AUDITORS in audiences:
        return (AUDITORS,)
    return tuple(one for one in (NETWORK, person(who)) if one in audiences)


def summed(counted: Counted, audiences: Sequence[Audience]) -> dict[str, int]:
    """The figures of whoever is in these audiences."""
    found: dict[str, int] = {}
    for audience in audiences:
        for key, value in counted.figures[audience].items():
            found[key] = found.get(key, 0) + value
    return dict(sorted(found.items()))
