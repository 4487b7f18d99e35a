"""What grows with the log, where nothing should: the time of an append, and that of looking at one plan's past.

One long log serves both, and audit_events_per_s.py; what it is compared with stands in the same database and is measured in turn.
"""

import random
import time
from statistics import median
from typing import Any

from bench import audit_events_per_s, bar, filling
from bench.appending import STREAMS, WRITERS, Appending
from bench.bar import Bar, Pace
from bench.filling import Filled
from bench.place import Place
from events.line import Line
from projections import past
from projections.folds import Folds

NAMES = ("append_growth", "past_growth", audit_events_per_s.NAME)
SHORT = 10_000
TIMES = 10  # a log is long
LOOKS = 5  # at the past, each turn
LENGTH = 10_000  # events of a long plan
ALONG = 20  # moments that are looked at of it, each turn


async def measure(place: Place, pace: Pace) -> list[Bar]:
    """Fill a log, and one of a tenth, then append to the long one and to short ones, and look back in both."""
    began = time.perf_counter()
    long, tenth = await filling.fill(place, pace.events * TIMES), await filling.fill(place, pace.events)
    filled = (long.head.position + tenth.head.position) / (time.perf_counter() - began)
    short = [await filling.fill(place, SHORT) for _ in range(pace.turns)]
    await place.execute("VACUUM ANALYZE")  # what the server would do by itself in the middle of a turn
    await place.execute("CHECKPOINT")
    grown = [await _append(place, pace, long, short, round(filled)), await _past(place, pace, long, tenth)]
    return [*grown, await audit_events_per_s.measure(place, long, 5 * pace.events)]


async def _append(place: Place, pace: Pace, long: Filled, short: list[Filled], filled: int) -> Bar:
    """The rates of 64 writers who go on with streams that are there."""
    last, first = [], []
    grown = _appending(place, long)
    try:
        await grown.events_per_second(max(WRITERS), pace.seconds)
        for one in short:
            young = _appending(place, one)
            try:
                await young.events_per_second(max(WRITERS), pace.seconds / 2)
                first.append(await young.events_per_second(max(WRITERS), pace.seconds))
            finally:
                await young.close()
            last.append(await grown.events_per_second(max(WRITERS), pace.seconds))
    finally:
        await grown.close()
    return bar.at_least(
        NAMES[0],
        0.85,
        1.0,
        [now / then for now, then in zip(last, first, strict=True)],
        events=long.head.position,
        events_per_s=round(median(last)),
        events_per_s_at_10000=round(median(first)),
        filled_per_s=filled,
    )


def _appending(place: Place, filled: Filled) -> Appending:
    appending = Appending(Line(place.store, filled.network_id, filled.head, lambda *_: None, lambda _written: None))
    every = len(filled.notes) // (max(WRITERS) * STREAMS)  # streams from all over the log
    appending.streams = [filled.notes[writer * every :: max(WRITERS) * every][:STREAMS] for writer in range(max(WRITERS))]
    return appending


async def _past(place: Place, pace: Pace, long: Filled, tenth: Filled) -> Bar:
    """One plan as of the middle of the log and as of its end."""
    turns: list[tuple[float, float]] = []
    for _ in range(pace.turns + 1):
        turns.append((await _look(place, long), await _look(place, tenth)))
    (first, _), *turns = turns
    return bar.at_most(
        NAMES[1],
        1.3,
        [now / then for now, then in turns],
        events=long.head.position,
        plan_events=filling.PLANNED,
        as_of_ms=round(median(now for now, _ in turns), 2),
        as_of_ms_in_a_tenth=round(median(then for _, then in turns), 2),
        first_look_ms=round(first, 2),
        **await _length(place, pace),
    )


async def _length(place: Place, pace: Pace) -> dict[str, Any]:
    """One plan as of moments all along its ten thousand events, and along a thousand, through what was put away as others looked."""
    short, grown = await filling.fill(place, LENGTH, LENGTH // TIMES), await filling.fill(place, LENGTH * 2, LENGTH)
    await place.execute("VACUUM ANALYZE")
    kept = {one.network_id: Folds(place.pool, one.network_id, one.head.epoch) for one in (short, grown)}
    turns: list[tuple[float, float]] = []
    try:
        for _ in range(pace.turns + 2):  # what is put away one by one is all there after two turns
            turns.append((await _along(place, grown, kept[grown.network_id]), await _along(place, short, kept[short.network_id])))
    finally:
        for folds in kept.values():
            await folds.close()
    turns = turns[2:]
    return {
        "past_length": round(median(now / then for now, then in turns), 2),
        "as_of_ms_of_10000": round(median(now for now, _ in turns), 2),
        "as_of_ms_of_1000": round(median(then for _, then in turns), 2),
    }


async def _along(place: Place, filled: Filled, folds: Folds) -> float:
    """Milliseconds of an as-of, at moments that nobody looked at before."""
    spent = 0.0
    for _ in range(ALONG):
        position = random.randint(1, filled.head.position)
        began = time.perf_counter()
        await past.as_of(place.store, filled.network_id, filled.plan, position, folds=folds)
        spent += time.perf_counter() - began
        await folds.close()
    return spent * 1000 / ALONG


async def _look(place: Place, filled: Filled) -> float:
    """Milliseconds of an as-of."""
    began = time.perf_counter()
    for _ in range(LOOKS):
        for position in (filled.head.position // 2, filled.head.position):
            await past.as_of(place.store, filled.network_id, filled.plan, position)
    return (time.perf_counter() - began) * 1000 / (2 * LOOKS)
