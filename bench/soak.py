"""The service for a long time: screens come and go, somebody edits, and nothing may grow. ``make soak MINUTES=20``.

Round after round some of 300 screens lose their connection and come back while 20 changes a second are made; every screen holds
every frame to its chain of positions. After each round the service says what it holds. In the second half there may be no more
open files and tasks than in the first, nor a timer more for every tenth connection that came and went, nor a kilobyte for each.
It prints a line a round, with milliseconds from commit to the last screen, and exits with 1 where something was lost, told
twice, or kept. ``MINUTES=0.3`` is the short form.
"""

import argparse
import asyncio
import contextlib
import sys
import time
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median
from typing import NamedTuple

import msgspec
import uvloop
from msgspec import structs

from bench import place
from bench.listeners import Open, Said, Say
from bench.live_service import Figures, Serving
from bench.place import Place
from bench.processes import asked, line, process

ROOT = Path(__file__).resolve().parent.parent
SCREENS = 300
COMMITS = 20  # a second
CHURN = 30  # connections lost a second
ROUND = 5.0  # seconds
WARM = 2  # rounds in which caches fill
SLACK = 8_192  # KiB by which memory moves when nothing leaks


class Round(NamedTuple):
    """What one round came to."""

    figures: Figures
    said: Said


async def soak(place: Place, minutes: float) -> list[Round]:
    """Round after round until the time is over, and at least as many as can be compared."""
    rounds: list[Round] = []
    until = time.monotonic() + minutes * 60
    async with AsyncExitStack() as stack:
        load = await stack.enter_async_context(process("bench.listeners"))
        service = await stack.enter_async_context(process("bench.live_service", place.application))
        serving = msgspec.json.decode(await line(service), type=Serving)
        topic = f"plan:{serving.plan}"
        hand = Open("hand", serving.port, 1, network=str(serving.network), topic=topic, cookies=serving.cookies[:1])
        await asked(load, hand)
        await asked(load, structs.replace(hand, group="screens", count=SCREENS))
        while len(rounds) < WARM + 2 or time.monotonic() < until:
            say = Say("hand", "screens", COMMITS, ROUND, serving.actions, churn=CHURN)
            said = msgspec.json.decode(await asked(load, say), type=Said)
            figures = msgspec.json.decode(await asked(service, None), type=Figures)
            rounds.append(Round(figures, said))
            print(told(len(rounds), rounds[-1]), flush=True)
    return rounds


def told(number: int, one: Round) -> str:
    committed, arrived = dict(one.figures.committed), dict(one.said.arrived)
    took = sorted((arrived[position] - committed[position]) * 1000 for position, _ in one.said.asked)
    p50, p95, p99 = (took[min(len(took) - 1, len(took) * percent // 100)] for percent in (50, 95, 99))
    figures = one.figures
    return (
        f"round {number}: commit to last screen p50 {p50:.1f}, p95 {p95:.1f}, p99 {p99:.1f} ms; {one.said.missed} missed, "
        f"{one.said.duplicated} duplicated; {figures.kib} KiB, {figures.files} files, {figures.timers} timers, {figures.tasks} tasks"
    )


def kept(rounds: list[Round]) -> list[str]:
    """What the service did not let go of, and what a screen lost or was told twice."""
    found = [
        f"round {number}: {one.said.missed} missed, {one.said.duplicated} duplicated"
        for number, one in enumerate(rounds, 1)
        if one.said.missed or one.said.duplicated
    ]
    half = (len(rounds) - WARM) // 2
    early, late = rounds[WARM : WARM + half], rounds[-half:]
    lost = CHURN * ROUND * half  # connections between the two
    # The driver keeps a timer for each statement that it has prepared, on each of its connections: some more come, and then no more.
    for name, slack in (("files", 3), ("timers", max(60, lost / 10)), ("tasks", 10), ("kib", max(SLACK, lost))):
        before, after = (median(getattr(one.figures, name) for one in part) for part in (early, late))
        if after - before > slack:
            found.append(f"{name} grew from {before:g} to {after:g}")
    return found


async def main(minutes: float) -> list[str]:
    async with place.measured(ROOT / "var") as there:
        return kept(await soak(there, minutes))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="soak", description=__doc__.partition("\n")[0])
    parser.add_argument("minutes", type=float, nargs="?", default=20.0)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner, contextlib.suppress(KeyboardInterrupt):
        if wrong := runner.run(main(parser.parse_args().minutes)):
            sys.exit("\n".join(wrong))
