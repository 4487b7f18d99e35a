"""Events appended a second (decided, digested, durable) over those of UmaDB's Rust server, each at its best number of writers."""

import tempfile
from statistics import median

from bench import apart, bar
from bench.appending import WRITERS, Appending
from bench.bar import Bar, Pace
from bench.place import Place

NAMES = ("append_vs_umadb",)


async def measure(place: Place, pace: Pace) -> list[Bar]:
    """Turns of both, one after the other, at 8, 16 and 64 writers; UmaDB's data lie beside PostgreSQL's."""
    line = await Appending.begin(place)
    try:
        with tempfile.TemporaryDirectory(prefix="umadb-", dir=place.folder) as folder:
            async with apart.running("umadb", folder) as ask:
                ours, theirs = await bar.in_turn(pace, WRITERS, line.events_per_second, lambda *turn: ask("append", *turn))
                anyhow = [await ask("append_anyhow", max(WRITERS), pace.seconds) for _ in range(pace.turns)]
    finally:
        await line.close()
    return [
        bar.at_best(
            NAMES[0],
            1.0,
            1.5,
            ours,
            theirs,
            ratio_at_8=round(median(bar.ratios(ours, theirs, 8)), 2),
            peer_unconditional_per_s=round(median(anyhow)),
        )
    ]
