"""Events appended a second (decided, digested, durable) over rows a second of pgbench, each at its best number of writers.

What group commit gains depends on what a commit costs, so that stands beside: where the disk takes a tenth of a
millisecond, one row a commit is nearly as quick as a row can be. A table that holds hardly more than the bytes stands
beside as well.

Where the time goes, with 64 writers on two cores: a command of four events costs this process 70 to 80 microseconds with its
writer (sealing 11 %, cleaning 9 %, what tells the same request 14 %, packing 7 %, the events that those who follow are told 5 %),
and PostgreSQL as much as two thirds of that, side by side. Sending the next batch before the answer of the one before came, to queue
for the lock meanwhile, gave 11 to 15 % more where this process and the database came before all others on the machine, and 6 to 12 %
less where they did not: left out.
"""

from statistics import median

from bench import appending, bar
from bench.appending import WRITERS, Appending
from bench.bar import Bar, Pace
from bench.peers import pgbench
from bench.place import Place

NAME = "append_vs_pgbench"


async def measure(place: Place, pace: Pace) -> list[Bar]:
    """Turns of both, one after the other, at 8, 16 and 64 writers."""
    await pgbench.prepare(place)
    ours: list[dict[int, float]] = []
    theirs: list[dict[int, float]] = []
    narrow: list[float] = []
    line = await Appending.begin(place)
    try:
        await line.events_per_second(max(WRITERS), pace.seconds)
        for _ in range(pace.turns):
            ours.append({})
            theirs.append({})
            for writers in WRITERS:
                ours[-1][writers] = await line.events_per_second(writers, pace.seconds)
                theirs[-1][writers] = await pgbench.rows_per_second(place, writers, pace.seconds)
            narrow.append(await pgbench.rows_per_second(place, 16, pace.seconds, narrow=True))
    finally:
        await line.close()
    edits = await appending.edits_per_second(place, pace.seconds)
    alone = await pgbench.rows_per_second(place, 1, pace.seconds)
    at, events = bar.best(ours)
    peer_at, rows = bar.best(theirs)
    return [
        bar.at_least(
            NAME,
            3,
            5,
            bar.ratios(ours, theirs),
            events_per_s=round(events),
            writers=at,
            events_per_s_at_8=round(median(turn[8] for turn in ours)),
            rows_per_s=round(rows),
            pgbench_writers=peer_at,
            luckiest=bar.luckiest(ours, theirs),
            commit_ms=round(1000 / alone, 3),
            vs_narrow_row=round(median(our[at] / least for our, least in zip(ours, narrow, strict=True)), 2),
            everyday_edits_per_s=round(edits),
        )
    ]
