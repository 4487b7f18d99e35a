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
    at, events = bar.best(ours)
    peer_at, peer_events = bar.best(theirs)
    return [
        bar.at_least(
            NAMES[0],
            12,
            20,
            bar.ratios(ours, theirs),
            events_per_s=round(events),
            writers=at,
            peer_events_per_s=round(peer_events),
            peer_writers=peer_at,
        ),
        bar.at_least(
            NAMES[1],
            4,
            4,
            [our[8] / their[8] for our, their in zip(ours, theirs, strict=True)],
            events_per_s=round(median(turn[8] for turn in ours)),
            peer_events_per_s=round(median(turn[8] for turn in theirs)),
        ),
    ]
