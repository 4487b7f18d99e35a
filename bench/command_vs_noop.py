"""Commands a second over HTTP, decided and durable, over a signed-in request that does nothing behind the same door.

64 keep-alive connections edit a thousand actions, each naming what the edit before it left. The service, its database
and the load each have a process of their own. The ratio to a bare Litestar application stands beside.
"""

import asyncio
from statistics import median
from typing import NamedTuple

import msgspec

from bench import bar, town
from bench.bar import Bar, Pace
from bench.load import CONNECTIONS, Run, Target
from bench.place import Place
from bench.processes import line, process, tell
from bench.service import Serving

NAME = "command_vs_noop"


class Turn(NamedTuple):
    """One turn: our commands, and how many requests a second the peers answered around it."""

    ours: Run
    idle: float
    bare: float


async def measure(place: Place, pace: Pace) -> list[Bar]:
    """Turns of all three, with the peer before and after ours, after a warm-up."""
    turns: list[Turn] = []
    async with process("bench.service", place.application) as service:
        serving = msgspec.json.decode(await line(service), type=Serving)
        durable = Target(serving.port, f"/api/networks/{serving.network}/commands", serving.cookie, pace.seconds, durable=True)
        idle = Target(serving.port, f"/api/networks/{serving.network}/noop", serving.cookie, pace.seconds, durable=False)
        bare = Target(serving.bare_port, "/noop", "", pace.seconds, durable=False)
        async with process("bench.load") as load:
            await tell(load, (serving.actions, town.TEXT))
            for target in (durable, idle, bare):
                await _run(load, target)
            for _ in range(pace.turns):
                before, ours, after = [await _run(load, target) for target in (idle, durable, idle)]
                turns.append(Turn(ours, (before.per_second + after.per_second) / 2, (await _run(load, bare)).per_second))
    return [
        bar.at_least(
            NAME,
            0.65,
            0.8,
            [turn.ours.per_second / turn.idle for turn in turns],
            commands_per_s=round(median(turn.ours.per_second for turn in turns)),
            p50_ms=round(median(turn.ours.p50_ms for turn in turns), 2),
            p99_ms=round(median(turn.ours.p99_ms for turn in turns), 2),
            noop_per_s=round(median(turn.idle for turn in turns)),
            bare_noop_per_s=round(median(turn.bare for turn in turns)),
            vs_bare_noop=round(median(turn.ours.per_second / turn.bare for turn in turns), 3),
            connections=CONNECTIONS,
        )
    ]


async def _run(load: asyncio.subprocess.Process, target: Target) -> Run:
    await tell(load, target)
    return msgspec.json.decode(await line(load), type=Run)
