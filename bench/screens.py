"""From a commit to 500 screens, at 50 commits a second, in milliseconds; over an echo by bare transports in the same run.

A screen of its own edits a plan; the database's answer is the commit; a commit has arrived when the last byte of its frame is at the
last of the 500 sockets, as the kernel dates it: 500 screens read for themselves, and the one process that reads for all of them here is
not what is measured. When that had read it stands beside, and so does the way from the tap of whoever edits. The echo is the same number
of frames of 400 bytes, from the client's sending them to the last byte at the last of 500 transports, with nothing between, dated alike.
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
    """Milliseconds of one turn, each sorted: from the commit, until it was read, from the tap, and of the echo."""

    commit: list[float]
    read: list[float]
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
        ours = Open(
            "", serving.port, SCREENS, network=str(serving.network), topic=f"plan:{serving.plan}", cookies=serving.cookies[:1], stamped=True
        )
        for name, count in (("screens", SCREENS), ("hand", 1)):
            await asked(load, msgspec.structs.replace(ours, group=name, count=count))
        for name, count in (("echoes", SCREENS), ("caller", 1)):
            await asked(load, Open(name, port, count, None, stamped=True))
        turns = []
        for number in range(pace.turns + 1):
            seconds = pace.seconds * (LONGER if number else 1)
            edits = msgspec.json.decode(await asked(load, Say("hand", "screens", COMMITS, seconds, serving.actions)), type=Said)
            committed = dict(msgspec.json.decode(await asked(service, None), type=Figures).committed)
            echoes = msgspec.json.decode(await asked(load, Say("caller", "echoes", COMMITS, seconds)), type=Said)
            assert edits.missed == edits.duplicated == edits.snapshots == echoes.missed == echoes.duplicated == 0
            tapped, sent = dict(edits.asked), dict(echoes.asked)
            turns.append(
                Turn(
                    _took(committed, edits.arrived), _took(committed, edits.read), _took(tapped, edits.arrived), _took(sent, echoes.arrived)
                )
            )
    measured = turns[1:]
    echo = round(median(_at(turn.echo, 99) for turn in measured), 2)
    return [
        bar.at_most(
            NAMES[0],
            5,
            [_at(turn.commit, 50) for turn in measured],
            until_read_p50_ms=round(median(_at(turn.read, 50) for turn in measured), 2),
            screens=SCREENS,
            commits_per_s=COMMITS,
        ),
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


def _took(began: dict[int, float], ended: list[tuple[int, float]]) -> list[float]:
    return sorted((moment - began[position]) * 1000 for position, moment in ended if position in began)


def _at(took: list[float], percent: int) -> float:
    return took[min(len(took) - 1, len(took) * percent // 100)]
