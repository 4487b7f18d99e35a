"""Frames delivered a second to 1,000 clients, 400 bytes each, one frame a tick, over those of peers; and four a tick, at once.

Ours go through what every screen has: the door, the route, the protocol, the hub, its lane, and a frame encoded anew for each
commit. Only the fold is fed by hand, since no database commits as often as a hub can send; the hub is told to send at the end of
each tick, where in service it would gather more after a long one. Bare transports write bytes that were made once. Rates count
from the first frame to the last byte at the last client. What each engine makes of a tick of four stands beside.
"""

from contextlib import AsyncExitStack
from statistics import median

import msgspec

from bench import bar
from bench.bar import Bar, Pace
from bench.listeners import Count, Open
from bench.live_service import Serving
from bench.place import Place
from bench.processes import asked, line, process
from bench.ticking import Tick, Ticked

NAMES = ("fanout_vs_transport", "fanout_vs_litestar_channels", "fanout_vs_websockets_broadcast", "fanout_burst_vs_litestar_channels")
CLIENTS = 1_000
BURST = 4
SHORTER = 0.4  # than what else is measured: there are eight in a turn
NEXT_TO = ("ours", "transports")  # so near each other that they are measured by turns within a turn, a slice each
SLICES = 4  # since machines change their pace within a second
PEERS = {"transports": None, "litestar_channels": "/live", "websockets_broadcast": "/"}


async def measure(place: Place, pace: Pace) -> list[Bar]:
    """Turns of all of them, one after the other, each with its clients there all the time."""
    async with AsyncExitStack() as stack:
        load = await stack.enter_async_context(process("bench.listeners"))
        engines = {"ours": await stack.enter_async_context(process("bench.live_service", place.application, "fan"))}
        serving = msgspec.json.decode(await line(engines["ours"]), type=Serving)
        topic = f"plan:{serving.plan}"
        await asked(load, Open("ours", serving.port, CLIENTS, network=str(serving.network), topic=topic, cookies=serving.cookies[:1]))
        for name, path in PEERS.items():
            engines[name] = await stack.enter_async_context(process(f"bench.peers.{name}"))
            await asked(load, Open(name, int(await line(engines[name])), CLIENTS, path))
        for name in engines:
            await asked(load, Count(name, 0))

        async def fan(name: str, batch: int, seconds: float) -> tuple[int, float]:
            ticked = msgspec.json.decode(await asked(engines[name], Tick(seconds, batch, CLIENTS)), type=Ticked)
            ended = float(await asked(load, Count(name, ticked.frames)))
            cpu.setdefault((name, batch), []).append(ticked.cpu / ticked.frames / CLIENTS * 1e6)
            return ticked.frames * CLIENTS, ended - ticked.began

        async def turn(batch: int) -> dict[tuple[str, int], float]:
            told: dict[str, list[tuple[int, float]]] = {name: [] for name in engines}
            for _ in range(SLICES):
                for name in NEXT_TO:
                    told[name].append(await fan(name, batch, pace.seconds * SHORTER / SLICES))
            for name in engines.keys() - {*NEXT_TO}:
                told[name].append(await fan(name, batch, pace.seconds * SHORTER))
            return {(name, batch): sum(many for many, _ in slices) / sum(took for _, took in slices) for name, slices in told.items()}

        cpu: dict[tuple[str, int], list[float]] = {}
        for name in engines:
            await fan(name, 1, pace.seconds / 4)
        turns = [await turn(1) | await turn(BURST) for _ in range(pace.turns)]

    def over(peer: str, batch: int) -> list[float]:
        return [turn["ours", batch] / turn[peer, batch] for turn in turns]

    def rates(batch: int) -> dict[str, float]:
        rates = {f"{name}_per_s": round(median(turn[name, batch] for turn in turns)) for name in engines}
        return rates | {f"{name}_cpu_us": round(median(cpu[name, batch]), 2) for name in engines}

    return [
        bar.at_least(NAMES[0], 0.9, 1.0, over("transports", 1), clients=CLIENTS, **rates(1)),
        bar.at_least(NAMES[1], 3, 3.1, over("litestar_channels", 1)),
        bar.at_least(NAMES[2], 1.3, 1.5, over("websockets_broadcast", 1)),
        bar.at_least(NAMES[3], 8, 10, over("litestar_channels", BURST), a_tick=BURST, **rates(BURST)),
    ]
