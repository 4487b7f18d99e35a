"""Figures: what one SQL statement counts is what a recount of the rows comes to that each audience is shown, whatever happened."""

import asyncio
from collections import Counter
from collections.abc import Callable, Collection
from datetime import date
from functools import partial
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
from hypothesis import HealthCheck, Phase, settings
from hypothesis import given as every
from hypothesis import strategies as st
from structlog.testing import capture_logs

from events import action
from events.asking import Asking
from events.fields import Change
from events.ids import CommandId, NetworkId, StreamId
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
from projections.tables import TableWriter
from projections.workshop_board import workshop_board
from projections.workshop_list import workshop_list
from service import explaining, figures, waiting
from service.embedded import Addresses
from service.live.counting import FromTables
from service.networks import Networks
from tests import histories
from tests.histories import ACTIONS, PLANS
from tests.people import ADA, BEN, CAS
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
            found[f"aim.{aim}"] += 1
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
