"""5,000 open connections in one process: what an idle one costs in memory, and a storm in which all are lost and come back at once.

Memory is the slope of the service's resident set between a thousand and all of them, after they were sent what they follow.
Through the storm somebody goes on editing; every client holds every frame to its chain of positions, and each position is one
commit, so one that did not come is missed, and one that came twice duplicated.
"""

from contextlib import AsyncExitStack

import msgspec
from msgspec import structs

from bench import bar
from bench.bar import Bar, Pace
from bench.listeners import Open, Said, Say
from bench.live_service import Figures, Serving
from bench.place import Place
from bench.processes import asked, line, process

NAMES = ("connection_kib", "connections", "missed", "duplicated")
FEW, MANY = 1_000, 5_000
COMMITS = 4  # a second: 20,000 frames


async def measure(place: Place, pace: Pace) -> list[Bar]:
    """One run: it is about loss and memory, which another turn makes no surer."""
    async with AsyncExitStack() as stack:
        load = await stack.enter_async_context(process("bench.listeners"))
        service = await stack.enter_async_context(process("bench.live_service", place.application))
        serving = msgspec.json.decode(await line(service), type=Serving)
        topic = f"plan:{serving.plan}"
        ours = Open("hand", serving.port, 1, network=str(serving.network), topic=topic, cookies=serving.cookies[:1])
        await asked(load, ours)
        kib = []
        for count in (FEW, MANY):
            took = float(await asked(load, structs.replace(ours, group="screens", count=count)))
            kib.append(msgspec.json.decode(await asked(service, None), type=Figures).kib)
        storm = Say("hand", "screens", COMMITS, 5 + pace.seconds * 5, serving.actions, storm=True)
        said = msgspec.json.decode(await asked(load, storm), type=Said)
        after = msgspec.json.decode(await asked(service, None), type=Figures)
    commits = len(said.asked)
    return [
        bar.at_most(NAMES[0], 30, [(kib[1] - kib[0]) / (MANY - FEW)], kib_at_1000=kib[0], kib_at_5000=kib[1], kib_after_storm=after.kib),
        bar.at_least(
            NAMES[1],
            MANY,
            MANY,
            [float(said.live)],
            open_seconds=round(took, 1),
            back_after_storm_s=round(said.recovered, 1),
            commits=commits,
            snapshots=said.snapshots,
            told_to_come_later=said.turned_away,
            files=after.files,
        ),
        bar.at_most(NAMES[2], 0, [float(said.missed)], deliveries=commits * MANY),
        bar.at_most(NAMES[3], 0, [float(said.duplicated)], deliveries=commits * MANY),
    ]
