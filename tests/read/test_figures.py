"""Figures: what one SQL statement counts is what a recount of the rows comes to that each audience is shown, whatever happened."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
from hypothesis import HealthCheck, Phase, settings
from hypothesis import given as every
from hypothesis import strategies as st
from msgspec import structs
from structlog.testing import capture_logs

from events import action, action_plan, ids
from events.asking import Asking
from events.decider import Invalid, Refused
from events.fields import Change
from events.ids import CommandId, NetworkId, PersonId, StreamId
from events.line import Line
from events.log import codec
from events.log.postgres import PostgresStore
from projections.conflict_inbox import conflict_inbox
from projections.consultation_board import consultation_list, consultation_opinions
from projections.follower import Follower
from projections.meeting_board import meeting_decisions
from projections.meeting_list import meeting_list
from projections.member_list import member_list
from projections.plan_board import plan_board
from projections.plan_list import plan_list
from projections.projection import AUDITORS, NETWORK, Projection, R, person
from projections.restricted_items import item_places, named, restricted_items, shown_to
from projections.rights import Held, Standing
from projections.tables import TableWriter
from projections.workshop_board import workshop_board
from projections.workshop_list import workshop_list
from service import access, explaining, figures, moments, months, waiting
from service.embedded import Addresses
from service.live.counting import FromTables
from service.networks import Networks
from service.reading import View
from tests import histories
from tests.histories import ACTIONS, PLANS
from tests.people import ADA, BEN, CAS, DOT, FOUNDED, stream
from tests.read.logs import followed, more, whole, written

Pool: TypeAlias = "asyncpg.Pool[Any]"
AUDIENCES = (NETWORK, person(ADA), person(BEN), person(CAS), AUDITORS)
DAY = date(2026, 6, 1)


def shown(follower: Follower, of: Projection[R], audience: str) -> list[R]:
    """The rows of a projection that a lane of this audience shows."""

    def to(row: R) -> Collection[str]:
        item = of.item(row)
        only = (
            None
            if item is None
            else named(item, lambda one: follower.row(restricted_items, one), lambda one: follower.row(item_places, one))
        )
        return shown_to(of, row, only)

    return [row for row in follower.rows(of).values() if audience == AUDITORS or audience in to(row)]


def recount(follower: Follower, plan: UUID | None, day: date, audience: str) -> dict[str, int]:
    """The same figures, counted row by row."""

    def here(of: UUID | None) -> bool:
        return plan is None or of == plan

    found: Counter[str] = Counter()
    plans = {row.plan_id for row in follower.rows(plan_list).values() if plan is not None or not row.withdrawn}
    standing = {row.action_id: row for row in follower.rows(plan_board).values() if not row.withdrawn}
    for card in shown(follower, plan_board, audience):
        if card.withdrawn or card.plan_id not in plans or not here(card.plan_id):
            continue
        above = standing.get(card.parent_id) if card.parent_id else None  # whoever sees a part sees the whole, if in another lane
        within = above if above is not None and above.plan_id == card.plan_id else card
        part = card.plan_id if plan is None else within.axis_id
        name = str(part or "none")
        found[f"status.{name}.{card.status}"] += 1
        end = waiting.ends(card)
        found[f"late.{name}"] += end is not None and end < day
        found[f"planned.{name}"] += card.budget_planned or 0
        found[f"actual.{name}"] += card.budget_actual or 0
        found[f"priced.{name}"] += card.budget_planned is not None
        for aim in card.aims or ("none",):
            found[f"aim.{name}.{aim}"] += 1
        for funder, funding in card.funders.items():
            found[f"funding.{escaped(funder)}"] += 1
            found[f"funded.{escaped(funder)}"] += funding.amount or 0
    found["conflicts"] = sum(row.settled_at is None and here(row.plan_id) for row in shown(follower, conflict_inbox, audience))
    decided = (row for row in shown(follower, meeting_decisions, audience) if row.finished_at is None and not row.withdrawn)
    found["decisions_late"] = sum(row.due_on < day and here(row.plan_id) for row in decided)
    asking = {
        row.consultation_id: row for row in shown(follower, consultation_list, audience) if row.closed_at is None and here(row.plan_id)
    }
    found["opinions_asked"] = sum(len(row.authority_ids) for row in asking.values())
    given = (row for row in shown(follower, consultation_opinions, audience) if row.consultation_id in asking)
    found["opinions_given"] = sum(row.authority_id in asking[row.consultation_id].authority_ids for row in given)
    if plan is None:
        found["members"] = sum(row.left_at is None for row in shown(follower, member_list, audience))
        sitting = {row.workshop_id for row in shown(follower, workshop_list, audience) if row.closed_at is None}
        found["workshops"] = len(sitting)
        found["contributions"] = sum(not row.withdrawn and row.workshop_id in sitting for row in shown(follower, workshop_board, audience))
        met = (row.held_on for row in shown(follower, meeting_list, audience) if row.standing != "called_off")
        found["meetings_held"] = sum(one.year == day.year and one <= day for one in met)
    return {key: value for key, value in found.items() if value}


def escaped(funder: str) -> str:
    return "".join(f"%{ord(one):02X}" if one in "%.,*/" else one for one in funder)


async def compare(pool: Pool, network_id: NetworkId, plans: Collection[UUID]) -> None:
    """Every figure of every audience is what its rows come to."""
    log = await whole(PostgresStore(pool), network_id)
    follower = Follower(network_id)
    tables = TableWriter(pool, follower)
    await tables.hydrate()
    follower.apply([one for one in log if one.position > follower.position])
    await tables.reached(follower.position)
    await tables.close()
    standing = followed(log, network_id)
    for plan in (None, *plans):
        counted = await figures.stored(pool, network_id, plan, DAY, AUDIENCES)
        assert (counted.pos, counted.reaches, counted.guarded) == (log[-1].position,) * 3
        for audience in AUDIENCES:
            assert counted.figures[audience] == recount(standing, plan, DAY, audience)
            items = explaining.counts(partial(shown, standing, audience=audience), lambda of: standing.rows(of).values(), plan, DAY)
            assert explaining.summed(items) == counted.figures[audience]


# The shortest prefix that fails is not looked for: it takes minutes.
@settings(phases=[Phase.explicit, Phase.reuse, Phase.generate], max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@every(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
async def test_figures_are_what_the_rows_come_to_that_each_audience_is_shown(pool: Pool, seed: int, later: int) -> None:
    store = PostgresStore(pool)
    network_id = await written(store, histories.history(seed, 50))
    await compare(pool, network_id, PLANS)
    await more(store, network_id, histories.anew(later, 20))
    await compare(pool, network_id, PLANS)


async def test_what_chance_seldom_finds_is_counted_right_too(pool: Pool) -> None:
    top, below, other, late = ACTIONS
    opened = Change(None, date(2026, 1, 1))
    commands: list[tuple[StreamId, Any]] = [
        (StreamId(late), action.Add(plan=PLANS[0], parent=top, title="Sans fin", ends_on=date(2026, 1, 1), continuous=True, order_key="V")),
        (StreamId(other), action.Add(plan=PLANS[0], title="En retard", ends_on=date(2026, 1, 1), order_key="V")),
        (StreamId(below), action.Edit(ends_on=opened)),
        (StreamId(top), action.Restrict((ADA, BEN))),
        (StreamId(below), action.Restrict((BEN, CAS))),  # so that only Ben may see it
        (StreamId(late), action.Restrict((CAS,))),  # so that nobody may but auditors
        (StreamId(top), action.Withdraw()),  # and what was below is in no axis
    ]
    store = PostgresStore(pool)
    network_id = await written(store, histories.history(0, 0))
    for number, (at, command) in enumerate(commands, 1):
        await more(store, network_id, [(Asking(id=CommandId(UUID(int=number)), stream=at, command=command), ADA)])
        await compare(pool, network_id, PLANS[:1])
    counted = await figures.stored(pool, network_id, PLANS[0], DAY, AUDIENCES)
    assert {audience: counted.figures[audience].get("late.none", 0) for audience in AUDIENCES} == {
        NETWORK: 1,
        person(ADA): 0,
        person(BEN): 1,
        person(CAS): 0,
        AUDITORS: 2,
    }


READERS = {ADA: Held("facilitator"), BEN: Held("editor"), CAS: Held("editor"), DOT: Held("auditor")}


async def spread(pool: Pool, seed: int) -> NetworkId:
    """A network in which a whole history took about two years, and then something happened around the ends of months."""
    chance, store = random.Random(seed), PostgresStore(pool)
    network_id, at = NetworkId(ids.new()), datetime(2024, 6, 10, 9, tzinfo=UTC)
    await store.found(network_id, codec.seal(FOUNDED), clock="given", time_zone="Europe/Paris", at=at)
    head = await store.head(network_id)
    assert head is not None
    line = Line(store, network_id, head, lambda *_: None, lambda _written: None)
    for asking, by in histories.moved(histories.history(seed, 60), network_id):
        at += timedelta(days=chance.choice((0, 0, 1, 5, 30)))
        with suppress(Refused, Invalid):
            await line.ask(structs.replace(asking, at=at), by)

    def end(later: int) -> datetime:
        """The last instant of a month in Paris, so many after this one."""
        month = at.year * 12 + at.month + later
        return datetime(month // 12, month % 12 + 1, 1, tzinfo=ZoneInfo("Europe/Paris")) - timedelta(microseconds=1)

    kept, due, dated, other = (StreamId(stream(number)) for number in (15, 16, 17, 18))
    over = Change(None, end(2).date())
    around: list[tuple[datetime, StreamId, Any]] = [
        (end(1), StreamId(PLANS[0]), action_plan.Restore()),
        (end(1), kept, action.Add(plan=PLANS[0], title="Gardée", ends_on=over.to, parties=(BEN,), order_key="V")),
        (end(1), due, action.Add(plan=PLANS[0], title="Due", ends_on=over.to, order_key="V")),
        (end(1) + timedelta(microseconds=1), dated, action.Add(plan=PLANS[0], title="Datée", continuous=True, order_key="V")),
        (end(2), dated, action.Edit(ends_on=over)),
        (end(3), other, action.Add(plan=PLANS[0], title="Autre", status="blocked", order_key="V")),
        (end(4), dated, action.Edit(continuous=Change(True, False))),
        (end(4), kept, action.Edit(status=Change("planned", "done"))),
        (end(5), due, action.Edit(ends_on=Change(over.to, None))),
        (end(6), other, action.Withdraw()),
        (end(7), StreamId(PLANS[0]), action_plan.Withdraw()),
    ]
    for when, of, command in around:
        with suppress(Refused):
            await line.ask(Asking(id=CommandId(ids.new()), stream=of, command=command, at=when), BEN)
    await line.close()
    return network_id


@settings(phases=[Phase.explicit, Phase.reuse, Phase.generate], max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture])
@every(st.integers(0, 2**32 - 1))
async def test_at_each_month_s_end_there_is_what_the_figures_of_that_day_are(
    pool: Pool, process: Callable[[], Networks], seed: int
) -> None:
    network = await process().open(await spread(pool, seed))
    readers = [Standing(one, network.network_id, (held,)) for one, held in READERS.items()]
    head = network.follower.position

    async def sights(at: str) -> list[View]:
        """What each of them is shown of the network as it was."""
        moment = await moments.resolve(network, at, readers[0])
        then = await network.pasts.of(None, moment.token.position, network.follower.passed_over, network.redactions)
        return [View(network, one, then, moment) for one in readers]

    told: dict[str, list[tuple[int, UUID | None, months.Month]]] = {}
    for at in (f"1.{head}", f"1.{head // 2}"):
        for reader, looked in enumerate(await sights(at)):
            for plan in (None, PLANS[0]):
                for one in (found := await months.of(looked, pool, plan, 120)):
                    told.setdefault(at if one is found[-1] else one.day.isoformat(), []).append((reader, plan, one))
    assert len(told) > 9
    for at, these in told.items():
        views = await sights(at)
        for reader, of, one in these:
            view = views[reader]
            audiences = figures.theirs(access.audiences(view.standing), PersonId(view.standing.person_id))
            every = explaining.held(view)
            counted = explaining.summed(explaining.counts(explaining.shown(view, audiences, every), every, of, view.today))
            assert one == of_that_day(counted, view.today)


def of_that_day(counted: figures.Figures, day: date) -> months.Month:
    def status(*wanted: str) -> int:
        return sum(value for key, value in counted.items() if key.startswith("status.") and key.split(".")[2] in wanted)

    begun = ("in_progress", "paused", "blocked", "done")
    late = sum(value for key, value in counted.items() if key.startswith("late."))
    return months.Month(day, status("planned", "to_discuss", "abandoned", *begun), status(*begun), status("done"), late)


async def test_counting_that_fails_is_said_once_and_mended_by_the_next(
    addresses: Addresses, pool: Pool, process: Callable[[], Networks]
) -> None:
    network = await process().open(await written(PostgresStore(pool), histories.history(0, 0)))
    async with asyncpg.create_pool(addresses.application, min_size=0, max_size=1) as closed:
        counting = FromTables(network, closed, asyncio.Semaphore(1))

    async def count() -> figures.Counted | None:
        told: asyncio.Future[figures.Counted | None] = asyncio.get_running_loop().create_future()
        counting.count(None, AUDIENCES, told.set_result)
        async with asyncio.timeout(60):
            return await told

    with capture_logs() as logs:
        assert [await count(), await count()] == [None, None]
        counting._pool = pool
        found = await count()
    assert [line["event"] for line in logs] == ["figures_not_counted"]
    assert found is not None
    assert found.pos == network.follower.position
    assert found.figures[NETWORK] == recount(network.follower, None, counting.today(), NETWORK)
