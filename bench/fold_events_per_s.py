"""Events folded a second, from SELECT to committed rows: the plan board made again from a log of which 60 % are edits.

This is `club21 rebuild`, and the fold is that of the live screens. Each turn begins with an empty table, as every new version of a
projection does; ``replacing_per_s`` is the same where the rows are there already, which costs half as much again to write: for every
row the database looks at the one that was deleted, and splits the leaves of an index that was full. All projections together, and
the first time that a network is opened, stand beside. The words by which rows are found are made later and are not in any of these.

Where the time of 200,000 events goes, in CPU seconds of this process on two busy cores: 3.1 in all, of which reading and decoding
0.8, folding 1.4, making 80,000 rows into text 0.6; the rest waits for the database to take the rows in, which is longer than it takes to
make them. JSON instead of COPY took it 1.9 for the same rows; COPY in its binary form costs it less and this process more.
"""

import random
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from statistics import median
from typing import Any

from bench import bar, town
from bench.bar import Bar, Pace
from bench.place import Place
from events import action, ids
from events.ids import ActionId, NetworkId, PersonId, PlanId, StreamId
from events.log import codec
from events.log.store import Drafted
from projections.catalogue import PROJECTIONS
from projections.plan_board import plan_board
from projections.projection import Projection
from projections.rebuild import rebuild
from service.networks import Networks

NAME = "fold_events_per_s"
EDITS = 0.6
PAGE = 500  # events of an append while the log is filled


async def measure(place: Place, pace: Pace) -> list[Bar]:
    """Fill a log once, then make its rows again several times."""
    network_id, _head = await place.found()
    await fill(place, network_id, pace.events)
    followed = await _follow(place, network_id, pace.events)
    turns, replacing = [], []
    for _ in range(pace.turns):
        await place.execute(f"TRUNCATE read.{plan_board.table}")
        turns.append(await _rate(place, network_id, pace.events, [plan_board]))
        replacing.append(await _rate(place, network_id, pace.events, [plan_board]))
    every = await _rate(place, network_id, pace.events, PROJECTIONS)
    rows = await place.pool.fetchval("SELECT count(*) FROM read.plan_board WHERE network_id = $1", network_id)
    return [
        bar.at_least(
            NAME,
            50_000,
            100_000,
            turns,
            events=pace.events,
            rows=rows,
            replacing_per_s=round(median(replacing)),
            all_projections_per_s=round(every),
            first_opened_per_s=round(followed),
        )
    ]


async def _follow(place: Place, network_id: NetworkId, events: int) -> float:
    """The first time a network is opened: every row is made and written, and the tables stand at the head from then on."""
    began = time.perf_counter()
    served = Networks(place.store, place.pool)
    await served.open(network_id)
    await served.close()
    return events / (time.perf_counter() - began)


async def _rate(place: Place, network_id: NetworkId, events: int, projections: Sequence[Projection[Any]]) -> float:
    began = time.perf_counter()
    await rebuild(place.pool, place.store, network_id, projections)
    return events / (time.perf_counter() - began)


async def fill(place: Place, network_id: NetworkId, events: int) -> None:
    """Actions added and edited, in an order that is the same each time, written without deciding anything."""
    versions: dict[StreamId, int] = {}
    drafts = _drafts(network_id, random.Random(21))
    for _ in range(0, events, PAGE):
        page = [[draft] for draft in islice(drafts, PAGE)]
        before = {draft.stream: versions.get(draft.stream, 0) for (draft,) in page}
        for (draft,) in page:
            versions[draft.stream] = versions.get(draft.stream, 0) + 1
        await place.store.append(network_id, 1, before, page)
    await place.execute("ANALYZE")


def _drafts(network_id: NetworkId, chance: random.Random) -> Iterator[Drafted]:
    person, plan = PersonId(ids.new()), PlanId(ids.new())
    actions: list[ActionId] = []
    number = 0
    while True:
        number += 1
        event: action.Event
        if not actions or chance.random() > EDITS:
            stream = ActionId(ids.new())
            actions.append(stream)
            event = action.Added(plan=plan, order_key="V", title=f"Planter des haies {number}", description=town.text(number))
        else:
            stream = chance.choice(actions)
            event = chance.choice(
                (
                    action.Edited(description=town.text(number)),
                    action.Edited(title=f"Planter des haies {number}"),
                    action.Edited(status="in_progress", budget_planned=number),
                )
            )
        yield Drafted(
            id=ids.CommandId(ids.new()),
            by=person,
            on_behalf_of=None,
            cause=None,
            request_hash=None,
            outcome="applied",
            at=None,
            stream=StreamId(stream),
            kind="action",
            parent=plan,
            reads=frozenset({StreamId(stream)}),
            events=(codec.seal(event),),
        )
