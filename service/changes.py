"""What changed in a plan from one moment to another, as one person may see it: by their rights and the restrictions of today.

A line that they may not see stands nowhere, not in a count either; nor does one whose events they may not all know of.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Collection
from datetime import datetime
from functools import cache
from typing import Any, TypeAlias
from uuid import UUID

from msgspec import Struct

from events.decider import Invalid
from events.ids import StreamId
from projections import diff, past
from projections.diff import ChangedItem, Moved
from projections.meeting_board import meeting_decisions
from projections.projection import Projection
from projections.recent_activity import about
from service import moments
from service.moments import Moment
from service.networks import Networks
from service.reading import View

PIECE = 200  # rows that are told before others have their turn

#: A row that something happened to, and how that is told.
Found: TypeAlias = tuple[Moved, ChangedItem]


class Stand(Struct, frozen=True):
    """One of the two moments: where the log stood, and the instant that was asked about."""

    token: str
    at: datetime


class PlanChanges(Struct, frozen=True):
    """What changed ``since`` one moment ``until`` another; ``counts`` says of each kind of item what became of how many."""

    since: Stand
    until: Stand
    counts: dict[str, dict[str, int]]
    items: list[ChangedItem]


async def asked(view: View, since: str, until: str | None) -> tuple[Moment, Moment]:
    """The two moments that somebody names; the second is now where it is not named."""
    first = await named(view, since, "from")
    second = await named(view, str(view.network.token()) if until is None else until, "to")
    if first.token > second.token:
        raise Invalid("The first moment lies behind the second; swap them.", "from", key="invalid.reversed")
    return first, second


async def named(view: View, text: str, parameter: str) -> Moment:
    """The moment that a text names; where it is none, the parameter is said that it came in."""
    try:
        return await moments.resolve(view.network, text, view.standing)
    except Invalid as error:
        raise Invalid(error.sentence, parameter, error.key, **error.values) from None


async def walked(
    networks: Networks, view: View, plan: UUID | None, first: Moment, second: Moment, of: Collection[Projection[Any]] | None = None
) -> list[Found]:
    """Every row of a plan, or of the whole network, that something happened to from one moment to another; ``of`` some projections alone.

    Whoever may see it. Shown to nobody as it is.
    """
    network, since, until = view.network, first.token.position, second.token.position
    passed_over = network.follower.passed_over
    # What meetings decided on a plan lies in their own streams, and not below it.
    meetings = {row.meeting_id for row in network.follower.rows(meeting_decisions).values() if plan is not None and row.plan_id == plan}
    async with network.pasts.place():  # a connection, and a good part of this process, for as long as it takes
        then = await past.as_of(networks.store, network.network_id, plan, since, passed_over, network.folds)
        beside = await networks.store.streams(network.network_id, {StreamId(one): 0 for one in meetings}) if meetings else []
        for recorded in beside:
            if recorded.position <= since:
                then.fold(recorded)
        walk = diff.Walk(then, plan, passed_over)
        async for recorded in past.in_turns(networks.store.plan(network.network_id, plan, until, since)):
            walk.take(recorded)
    for recorded in beside:  # of the same row are only events of one stream, so those of others may come later
        if since < recorded.position <= until:
            walk.take(recorded)
    found = []
    for number, moved in enumerate(walk.moved(), 1):
        if of is None or moved.projection in of:
            found.append((moved, moved.told()))
        if number % PIECE == 0:
            await asyncio.sleep(0)
    return found


def told(view: View, found: list[Found], first: Moment, second: Moment) -> PlanChanges:
    """What of it this person may see."""
    items = [item for _, item in shown(view, found)]
    counts: dict[str, Counter[str]] = {}
    for item in items:
        counts.setdefault(item.kind, Counter())[item.what] += 1
    stands = [Stand(str(moment.token), moment.asked) for moment in (first, second)]
    return PlanChanges(stands[0], stands[1], {kind: dict(sorted(of.items())) for kind, of in sorted(counts.items())}, items)


def shown(view: View, found: list[Found]) -> list[Found]:
    """What of it this person may see, in the order in which it began."""
    knows = cache(view.may_know_of)  # of a few thousand items, behind tens of thousands of events
    return sorted((one for one in found if _shown(view, one[0], knows)), key=lambda one: one[1].events[0].position)


def _shown(view: View, moved: Moved, knows: Callable[[UUID], bool]) -> bool:
    """May this person see the row as it was at both moments, as it was last, and as it is today, and know of all that happened to it?

    Without today's, what an idea said would be shown as long as it was none of the actions that only some may know of.
    """
    now = view.network.follower.row(moved.projection, moved.key)
    rows = [row for row in (moved.before, moved.last, now) if row is not None]
    return len(view.seen(moved.projection, rows)) == len(rows) and all(knows(about(recorded)) for recorded, _ in moved.events)
