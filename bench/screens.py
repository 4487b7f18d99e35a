"""From a commit to 500 screens, at 50 commits a second, in milliseconds; over an echo by bare transports in the same run.

A screen of its own edits a plan; the database's answer is the commit; a commit has arrived when the last of the 500 has the last
byte of its frame, by the same clock. The echo is the same number of frames of 400 bytes, from the client's sending them to the
last byte at the last of 500 transports, with nothing between. From the tap of whoever edits stands beside.
"""

from contextlib import AsyncExitStack
from statistics import median

import msgspec
from msgspec import Struct

from bench import bar
from bench.bar import Bar, Pace
from bench.listeners import Open, Said, Say
from bench.live_service import Figures, Serving
from bench.place import Place
from bench.processes import asked, line, process

NAMES = ("screen_p50_ms", "screen_p99_ms", "screen_p99_vs_echo")
SCREENS = 500
COMMITS = 50  # a second
LONGER = 3  # than what else is measured: of a second's commits there is no hundredth


class Turn(Struct, frozen=True):
    """Milliseconds of one turn, each sorted: from the commit, from the tap, and of the echo."""

    commit: list[float]
    tap: list[float]
    echo: list[float]


async def measure(place: Place, pace: Pace) -> list[Bar]:
    """Turns of both, one after the other, after one of each that warms it up."""
    async with AsyncExitStack() as stack:
        load = await stack.enter_async_context(process("bench.listeners"))
        service = await stack.enter_async_context(process("bench.live_service", place.application))
        bare = await stack.enter_async_context(process("bench.peers.transports"))
        serving = msgspec.json.decode(await line(service), type=Serving)
        port = int(await line(bare))
        ours = Open("", serving.port, SCREENS, network=str(serving.network), topic=f"plan:{serving.plan}", cookies=serving.cookies[:1])
        for name, count in (("screens", SCREENS), ("hand", 1)):
            await asked(load, msgspec.structs.replace(ours, group=name, count=count))
        for name, count in (("echoes", SCREENS), ("caller", 1)):
            await asked(load, Open(name, port, count, None))
        turns = []
        for number in range(pace.turns + 1):
            seconds = pace.seconds * (LONGER if number else 1)
            edits = msgspec.json.decode(await asked(load, Say("hand", "screens", COMMITS, seconds, serving.actions)), type=Said)
            committed = dict(msgspec.json.decode(await asked(service, None), type=Figures).committed)
            echoes = msgspec.json.decode(await asked(load, Say("caller", "echoes", COMMITS, seconds)), type=Said)
            assert edits.missed == edits.duplicated == edits.snapshots == echoes.missed == echoes.duplicated == 0
            turns.append(Turn(_took(committed, edits), _took(dict(edits.asked), edits), _took(dict(echoes.asked), echoes)))
    measured = turns[1:]
    echo = round(median(_at(turn.echo, 99) for turn in measured), 2)
    return [
        bar.at_most(NAMES[0], 5, [_at(turn.commit, 50) for turn in measured], screens=SCREENS, commits_per_s=COMMITS),
        bar.at_most(
            NAMES[1],
            25,
            [_at(turn.commit, 99) for turn in measured],
            from_tap_p50_ms=round(median(_at(turn.tap, 50) for turn in measured), 2),
            from_tap_p99_ms=round(median(_at(turn.tap, 99) for turn in measured), 2),
            commits=sum(len(turn.commit) for turn in measured),
        ),
        bar.at_most(
            NAMES[2],
            4,
            [_at(turn.commit, 99) / _at(turn.echo, 99) for turn in measured],
            echo_p50_ms=round(median(_at(turn.echo, 50) for turn in measured), 2),
            echo_p99_ms=echo,
        ),
    ]


def _took(began: dict[int, float], said: Said) -> list[float]:
    arrived = dict(said.arrived)
    return sorted((arrived[position] - began[position]) * 1000 for position, _ in said.asked)


def _at(took: list[float], percent: int) -> float:
    return took[min(len(took) - 1, len(took) * percent // 100)]
