"""Events read and decoded a second, a log from beginning to end, over those of `eventsourcing`."""

import time
from statistics import median

from bench import apart, bar, filling
from bench.bar import Bar, Pace
from bench.place import Place
from events.ids import NetworkId
from projections.rebuild import pages

NAMES = ("replay_vs_eventsourcing",)
EVENTS = 50_000


async def measure(place: Place, pace: Pace) -> list[Bar]:
    """Fill both, then read them in turns."""
    filled = await filling.fill(place, EVENTS)
    ours, theirs = [], []
    async with apart.running("eventsourcing", place.owner) as ask:
        await ask("fill", EVENTS)
        await place.execute("VACUUM ANALYZE")
        for _ in range(pace.turns):
            ours.append(await _rate(place, filled.network_id))
            theirs.append(await ask("replay"))
    return [
        bar.at_least(
            NAMES[0],
            2,
            2,
            [our / their for our, their in zip(ours, theirs, strict=True)],
            events_per_s=round(median(ours)),
            peer_events_per_s=round(median(theirs)),
        )
    ]


async def _rate(place: Place, network_id: NetworkId) -> float:
    """As a rebuild reads: pages asked for ahead."""
    head = await place.store.head(network_id)
    assert head is not None
    began, position = time.perf_counter(), 0
    async for page in pages(place.store, network_id, 0, head.position):
        position = page[-1].position
    assert position == head.position
    return position / (time.perf_counter() - began)
