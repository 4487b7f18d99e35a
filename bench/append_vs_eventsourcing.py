"""Events appended a second (decided, digested, durable) over those of `eventsourcing` in the mode whose readers miss nothing.

Each at its best number of writers, and both at eight.
"""

from statistics import median

from bench import apart, bar
from bench.appending import WRITERS, Appending
from bench.bar import Bar, Pace
from bench.place import Place

NAMES = ("append_vs_eventsourcing", "append8_vs_eventsourcing")


async def measure(place: Place, pace: Pace) -> list[Bar]:
    """Turns of both, one after the other, at 8, 16 and 64 writers, in one database."""
    line = await Appending.begin(place)
    try:
        async with apart.running("eventsourcing", place.owner) as ask:
            ours, theirs = await bar.in_turn(pace, WRITERS, line.events_per_second, lambda *turn: ask("append", *turn))
    finally:
        await line.close()
    return [
        bar.at_best(NAMES[0], 12, 20, ours, theirs),
        bar.at_least(
            NAMES[1],
            4,
            4,
            bar.ratios(ours, theirs, 8),
            events_per_s=round(median(turn[8] for turn in ours)),
            peer_events_per_s=round(median(turn[8] for turn in theirs)),
        ),
    ]
