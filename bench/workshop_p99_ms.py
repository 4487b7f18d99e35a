"""From a tap to every screen: a workshop of 200 phones with five proposals a minute each, in milliseconds.

A proposal is decided, durable, folded, and on all 200 screens; how long the slowest proposal of a hundred takes to reach the
last of them must lie under the bar. The service, its database and the phones each have a process of their own.
"""

from statistics import median

import msgspec

from bench import bar, workshop_phones, workshop_service
from bench.bar import Bar, Pace
from bench.place import Place
from bench.processes import line, process, tell

NAME = "workshop_p99_ms"
PHONES = 200
LONGER = 10  # than what else is measured: of a second's proposals there is no hundredth


async def measure(place: Place, pace: Pace) -> list[Bar]:
    """Turns of the same workshop, after one that warms it up."""
    async with process("bench.workshop_service", place.application, str(PHONES)) as service:
        serving = msgspec.json.decode(await line(service), type=workshop_service.Serving)
        async with process("bench.workshop_phones") as phones:
            await tell(phones, serving)
            turns = []
            for number in range(pace.turns + 1):
                await tell(phones, pace.seconds * (LONGER if number else 3))
                turns.append(msgspec.json.decode(await line(phones), type=workshop_phones.Ran))
    ran = turns[1:]
    return [
        bar.at_most(
            NAME,
            25,
            [turn.p99_ms for turn in ran],
            p50_ms=round(median(turn.p50_ms for turn in ran), 2),
            each_screen_p99_ms=round(median(turn.each_p99_ms for turn in ran), 2),
            phones=PHONES,
            proposals=sum(turn.proposals for turn in ran),
        )
    ]
