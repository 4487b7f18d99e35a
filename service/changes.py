"""What changed in a plan, or in the whole network, from one moment to another, as one person may see it: by their rights and the
restrictions of today.

A line that they may not see stands nowhere, not in a count either; nor does one whose events they may not all know of. A long answer
comes in pages, in the order in which things began. What names the next page names both moments and the line that was told last: so
pages neither overlap nor leave a gap, whatever happens and whoever loses or gains a right meanwhile.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Collection
from datetime import datetime
from functools import cache
from typing import Any, TypeAlias
from uuid import UUID

from msgspec import Struct, structs

from events.decider import Invalid
from events.ids import StreamId, Token
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
PAGE, MOST = 100, 500  # lines of a page where none are asked for, and at most
EVENTS = 2_000  # events behind the lines of a page, after which it ends: one line may have thousands

#: A row that something happened to, and how that is told.
Found: TypeAlias = tuple[Moved, ChangedItem]


class Stand(Struct, frozen=True):
    """One of the two moments: where the log stood, and the instant that was asked about."""

    token: str
    at: datetime


class ChangesPage(Struct, frozen=True):
    """What changed ``since`` one moment ``until`` another; ``counts`` says of each kind of item what became of how many.

    ``items`` is one page of them; ``next`` is what to ask for as ``page`` to be told those that follow, empty with the last.
    """

    since: Stand
    until: Stand
    counts: dict[str, dict[str, int]]
    items: list[ChangedItem]
    next: str | None = None


class Place(Struct, frozen=True, order=True):
    """Where a page ended: at this line, of all that begin in the order of the log."""

    position: int
    kind: str
    key: str


async def asked(view: View, since: str, until: str | None, page: str | None = None) -> tuple[Moment, Moment, Place | None]:
    """The two moments that somebody names, or that the page names which they go on with; the second is now where it is not named."""
    place = None
    if page is not None:
        since, until, place = _read(page)
    first = await named(view, since, "from")
    second = await named(view, str(view.network.token()) if until is None else until, "to")
    if first.token > second.token:
        raise Invalid("The first moment lies behind the second; swap them.", "from", key="invalid.reversed")
    return first, second, place


def _read(page: str) -> tuple[str, str, Place]:
    """A page as ``next`` named it: the tokens of both moments, and where the one before ended."""
    try:
        since, until, position, kind, key = page.split("~")
        return str(Token.parse(since)), str(Token.parse(until)), Place(int(position), kind, key)
    except ValueError:
        raise Invalid("A page is what next of the page before it says.", "page", key="invalid.page") from None


async def named(view: View, text: str, parameter: str) -> Moment:
    """The moment that a text names; where it is none, the parameter is said that it came in."""
    try:
        return await moments.resolve(view.network, text, view.standing)
    except Invalid as error:
        raise Invalid(error.sentence, parameter, error.key, **error.values) from None


async def kept(networks: Networks, view: View, plan: UUID | None, first: Moment, second: Moment) -> list[Found]:
    """The same as ``walked``, walked once for all who turn its pages. Shown to nobody as it is."""
    network = view.network
    key = ("changes", plan, first.token, second.token, network.follower.passed_over, network.redactions)
    return await network.pasts.once(key, lambda: walked(networks, view, plan, first, second))


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


def told(view: View, found: list[Found], first: Moment, second: Moment, behind: Place | None, kind: str | None, limit: int) -> ChangesPage:
    """What of it this person may see: how much there is, and the page behind a place, of one kind where one is named."""
    items = [item for _, item in shown(view, found)]
    counts: dict[str, Counter[str]] = {}
    for item in items:
        counts.setdefault(item.kind, Counter())[item.what] += 1
    left = [item for item in items if kind in (None, item.kind) and (behind is None or _place(item) > behind)]
    page = _page(left, limit)
    follows = None
    if len(page) < len(left):
        last = _place(page[-1])
        follows = "~".join(map(str, (first.token, second.token, last.position, last.kind, last.key)))
    stands = [Stand(str(moment.token), moment.asked) for moment in (first, second)]
    summed = {kind: dict(sorted(of.items())) for kind, of in sorted(counts.items())}
    return ChangesPage(stands[0], stands[1], summed, page, follows)


def still(view: View, found: list[Found], page: ChangesPage) -> ChangesPage:
    """The page without what this person may not see any more: rights may have changed while it was made."""
    made = {id(item) for item in page.items}
    seen = {id(item) for _, item in shown(view, [one for one in found if id(one[1]) in made])}
    return structs.replace(page, items=[item for item in page.items if id(item) in seen])


def _page(left: list[ChangedItem], limit: int) -> list[ChangedItem]:
    """The first of these lines, as many as go into one page."""
    events = 0
    for number, item in enumerate(left[:limit]):
        events += len(item.events)
        if number and events > EVENTS:
            return left[:number]
    return left[:limit]


def _place(item: ChangedItem) -> Place:
    return Place(item.events[0].position, item.kind, str(item.item_id))


def shown(view: View, found: list[Found]) -> list[Found]:
    """What of it this person may see, in the order in which it began."""
    knows = cache(view.may_know_of)  # of a few thousand items, behind tens of thousands of events
    return sorted((one for one in found if _shown(view, one[0], knows)), key=lambda one: _place(one[1]))


def _shown(view: View, moved: Moved, knows: Callable[[UUID], bool]) -> bool:
    """May this person see the row as it was at both moments, as it was last, and as it is today, and know of all that happened to it?

    Without today's, what an idea said would be shown as long as it was none of the actions that only some may know of.
    """
    now = view.network.follower.row(moved.projection, moved.key)
    rows = [row for row in (moved.before, moved.last, now) if row is not None]
    return len(view.seen(moved.projection, rows)) == len(rows) and all(knows(about(recorded)) for recorded, _ in moved.events)
