"""How a plan or a network came along: at each month's end how many actions it held, how many of them were begun, done and late.

Counted in one pass over what changed any of this, from the table of recent activity: never by folding the past again for each month. Each
month's end is what the figures as of that day are, for the same reader; a test compares them. What is kept from the reader today is
counted in no month.
"""

import asyncio
from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg
from msgspec import Struct

from events import sql
from service import moments
from service.reading import View

statements = sql.beside(__file__)

BEGUN = frozenset({"in_progress", "paused", "blocked", "done"})
OVER = frozenset({"done", "abandoned"})
TURN = 1_000  # changes before others have their turn


class Month(Struct, frozen=True):
    """What there was on a day: the last one of a month, or the one that somebody looks at."""

    day: date
    actions: int
    begun: int
    done: int
    late: int


class Stand(Struct):
    """One action on the way through its changes."""

    plan: UUID
    known: bool  # to who asks
    status: str = "planned"
    ends_on: date | None = None
    continuous: bool = False
    withdrawn: bool = False


class Tally:
    """One plan on the way through its changes."""

    def __init__(self) -> None:
        self.withdrawn = False
        self.actions = self.begun = self.done = 0
        self.ends: Counter[date] = Counter()  # of those that may become late

    def count(self, one: Stand, by: int) -> None:
        """Count an action in, or with -1 out again."""
        if one.withdrawn or not one.known:
            return
        self.actions += by
        self.begun += by * (one.status in BEGUN)
        self.done += by * (one.status == "done")
        if one.ends_on is not None and not one.continuous and one.status not in OVER:
            self.ends[one.ends_on] += by


async def of(view: View, pool: "asyncpg.Pool[Any]", plan: UUID | None, most: int) -> list[Month]:
    """The ends of the last months, at ``most`` so many, in which a plan or the network had actions, and the day that is looked at."""
    position = view.position
    await view.network.written(position)
    async with view.network.pasts.place():
        turns = await pool.fetch(statements.turns, view.network.network_id, plan, position)
        if not turns:
            return []
        tallies: defaultdict[UUID, Tally] = defaultdict(Tally)
        stands: dict[UUID, Stand] = {}
        months, read = [], 0
        for until, day in _ends(view, turns[0]["at"], most):
            while read < len(turns) and turns[read]["at"] <= until:
                _turn(view, tallies, stands, turns[read])
                read += 1
                if read % TURN == 0:
                    await asyncio.sleep(0)
            months.append(_month(day, tallies))
        return months


def _ends(view: View, first: datetime, most: int) -> Iterator[tuple[datetime, date]]:
    """The last instant of each month from the first one on, and last of all the moment that is looked at."""
    now = view.instant
    last = now.year * 12 + now.month - 1
    begun = first.astimezone(view.zone)
    for month in range(max(begun.year * 12 + begun.month - 1, last - most), last):
        year, number = month // 12, month % 12 + 1
        day = date(year, number, monthrange(year, number)[1])
        yield moments.instant(day.isoformat(), view.zone, now), day
    yield datetime.max.replace(tzinfo=now.tzinfo), now.date()  # all that was read: of one instant a moment may hold a part


def _turn(view: View, tallies: defaultdict[UUID, Tally], stands: dict[UUID, Stand], turn: Any) -> None:
    plan, item, tag = turn["plan_id"], turn["stream_id"], turn["tag"]
    tally = tallies[plan]
    if tag.startswith("action_plan."):
        tally.withdrawn = tag == "action_plan.withdrawn"
        return
    if tag == "action.added":
        # Without this the sums would tell that something is kept from them, and when it was done.
        stands[item] = Stand(plan, view.may_know_of(item))
    elif item in stands:
        tally.count(stands[item], -1)
    else:
        return  # an operator let the table pass over its beginning
    one = stands[item]
    if tag in ("action.withdrawn", "action.restored"):
        one.withdrawn = tag == "action.withdrawn"
    one.status = turn["status"] or one.status
    one.continuous = one.continuous if turn["continuous"] is None else turn["continuous"]
    if turn["dated"]:
        one.ends_on = turn["ends_on"]
    tally.count(one, 1)


def _month(day: date, tallies: defaultdict[UUID, Tally]) -> Month:
    standing = [tally for tally in tallies.values() if not tally.withdrawn]
    return Month(
        day,
        sum(tally.actions for tally in standing),
        sum(tally.begun for tally in standing),
        sum(tally.done for tally in standing),
        sum(many for tally in standing for end, many in tally.ends.items() if end < day),
    )
