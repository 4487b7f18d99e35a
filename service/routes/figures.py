"""The figures of a dashboard, for screens and programs that ask once, what each counts, how they came to be, and how members are."""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, QueryParameter
from msgspec import Struct

from events.ids import PersonId, Token
from projections.plan_list import plan_list
from projections.projection import Audience
from service import access, explaining, hearing, months, reading
from service import figures as counting
from service.explaining import Count
from service.hearing import MemberHeard
from service.identity.actor import Who
from service.live.dashboards import FIGURES
from service.months import Month
from service.problems import Missing
from service.reading import View


class FiguresPage(Struct, frozen=True):
    """Figures as of ``token``, on the day ``today``: whole numbers by key; what is not told is nought."""

    token: str
    today: date
    figures: dict[str, int]


class Cause(Struct, frozen=True):
    """One of the events that made something count."""

    position: int
    tag: str
    by: PersonId
    at: datetime


class CountedItem(Struct, frozen=True):
    """Something that a figure counts, for how much, and why; ``row`` names the rows that it is one of."""

    key: str
    row: str
    item_id: UUID
    stream_id: UUID
    plan_id: UUID | None
    title: str
    value: int
    causes: list[Cause]


class ExplainedFigure(Struct, frozen=True):
    """What a figure counts, as of ``token``: ``items`` is one page of ``count``, and all of them come to ``value``."""

    token: str
    today: date
    value: int
    count: int
    items: list[CountedItem]


class MonthsPage(Struct, frozen=True):
    """The ends of the last months and, last of all, the day ``today``, as of ``token``."""

    token: str
    today: date
    months: list[Month]


class MembersHeard(Struct, frozen=True):
    """How the members of a network are as of ``token``, on the day ``today``."""

    token: str
    today: date
    members: list[MemberHeard]


@get("/networks/{network_id:uuid}/figures", operation_id="figures")
async def figures(
    network_id: FromPath[UUID],
    actor: Who,
    state: State,
    plan: FromQuery[UUID | None] = None,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
) -> FiguresPage:
    """Count what a dashboard of the network, or of one plan, shows to whoever asks: keys are those of docs/dashboards.md."""
    view = await reading.enter(state.networks, network_id, actor, after, at)
    audiences = _audiences(view, plan, actor.person)
    if at is not None:
        counts = _counts(view, plan, audiences)
        told = FiguresPage(str(actor.stands), view.today, await asyncio.to_thread(explaining.summed, counts))
        access.may_enter(view.network.standing(actor.person), actor.asks)
        return told
    network, topic = view.network, f"{FIGURES}{plan or network_id}"
    counted = await counting.count(state.pool, network, plan, view.today, audiences)
    # The tables may be ahead of the rights here: whoever lost theirs meanwhile is not told what came after.
    await network.reached(Token(network.epoch, counted.reaches))
    standing = access.may_enter(network.standing(actor.person), actor.asks)
    audiences = tuple(one for one in audiences if one in access.audiences(standing, topic))
    actor.stands = str(Token(network.epoch, counted.pos))
    return FiguresPage(actor.stands, counted.day, counting.summed(counted, audiences))


@get("/networks/{network_id:uuid}/months", operation_id="figures_by_month")
async def figures_by_month(
    network_id: FromPath[UUID],
    actor: Who,
    state: State,
    plan: FromQuery[UUID | None] = None,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
    last: Annotated[int, QueryParameter(ge=1, le=240)] = 24,
) -> MonthsPage:
    """Count at each month's end the actions that there were, those begun, done and late, of which whoever asks may know today."""
    view = await reading.enter(state.networks, network_id, actor, after, at)
    _audiences(view, plan, actor.person)
    found = await months.of(view, state.pool, plan, last)
    access.may_enter(view.network.standing(actor.person), actor.asks)
    return MonthsPage(str(actor.stands), view.today, found)


@get("/networks/{network_id:uuid}/heard", operation_id="members_heard")
async def members_heard(
    network_id: FromPath[UUID], actor: Who, state: State, after: FromQuery[str | None] = None, at: FromQuery[str | None] = None
) -> MembersHeard:
    """Tell of each member when it was last heard, last came to a meeting, and last changed anything in its plans."""
    view = await reading.enter(state.networks, network_id, actor, after, at)
    _audiences(view, None, actor.person)
    found = await hearing.members(view, state.pool)
    access.may_enter(view.network.standing(actor.person), actor.asks)
    return MembersHeard(str(actor.stands), view.today, found)


@get("/networks/{network_id:uuid}/figures/{key:str}/events", operation_id="explain_figure")
async def explain_figure(
    network_id: FromPath[UUID],
    key: FromPath[str],
    actor: Who,
    state: State,
    plan: FromQuery[UUID | None] = None,
    after: FromQuery[str | None] = None,
    at: FromQuery[str | None] = None,
    skip: Annotated[int, QueryParameter(ge=0, le=2**31 - 1)] = 0,
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
) -> ExplainedFigure:
    """Tell what a figure counts, and the events that made each of it count; a part of the key may be several, with commas, or ``*``."""
    view = await reading.enter(state.networks, network_id, actor, after, at)
    found = await asyncio.to_thread(_fitting, view, _counts(view, plan, _audiences(view, plan, actor.person)), key)
    page = found[skip : skip + limit]
    causes = await explaining.reasons(view, [one for _, one in page])
    # Rights may have been taken back while the log was read.
    access.may_enter(view.network.standing(actor.person), actor.asks)
    items = [
        CountedItem(
            one.key,
            one.of.name,
            getattr(one.row, one.of.key),
            explaining.stream_of(one),
            getattr(one.row, "plan_id", None),
            title,
            one.value,
            [Cause(event.position, event.tag, event.by, event.at) for event in because],
        )
        for (title, one), because in zip(page, causes, strict=True)
    ]
    return ExplainedFigure(str(actor.stands), view.today, sum(one.value for _, one in found), len(found), items)


def _audiences(view: View, plan: UUID | None, person: PersonId) -> tuple[Audience, ...]:
    """For whom the figures of a plan, or of the network, are counted that somebody is told; Missing where there are none for them."""
    if plan is not None:
        view.row(plan_list, plan)
    audiences = counting.theirs(access.audiences(view.standing, f"{FIGURES}{plan or view.network.network_id}"), person)
    if not audiences:
        raise Missing("missing")
    return audiences


def _counts(view: View, plan: UUID | None, audiences: tuple[Audience, ...]) -> Iterator[Count]:
    """What is counted, of the rows as they stand now: it is counted as it is asked for."""
    every = explaining.held(view)
    return explaining.counts(explaining.shown(view, audiences, every), every, plan, view.today)


def _fitting(view: View, counts: Iterable[Count], key: str) -> list[tuple[str, Count]]:
    """What of it the figures count that are wanted, with what people call it, in order."""
    named = [(explaining.title(view, one), one) for one in counts if one.value and explaining.fits(one.key, key)]
    return sorted(named, key=lambda one: (one[1].of.name, one[0].casefold(), one[1].key, getattr(one[1].row, one[1].of.key)))
