"""The shape every bar shares: a figure, what must hold, what we are after, and the figures behind it.

Machines are noisy and may be busy with other things, so a bar is a ratio to a peer wherever there is one: both are
measured in turn, several times, and the median of the turns counts.
"""

from collections.abc import Sequence
from statistics import median

from msgspec import Struct


class Pace(Struct, frozen=True):
    """How long is measured: more turns for figures to rely on, fewer while developing."""

    turns: int
    seconds: float  # of each measurement
    events: int  # in a log that is folded


CAREFUL = Pace(turns=9, seconds=1.0, events=200_000)  # many short turns: machines change their pace from one second to the next
QUICK = Pace(turns=2, seconds=1.0, events=50_000)


class Bar(Struct, frozen=True):
    """One bar as var/bench.json holds it."""

    name: str
    value: float
    bar: float
    ok: bool
    detail: dict[str, float | int | str]


def at_least(name: str, bar: float, aim: float, turns: Sequence[float], **detail: float | int | str) -> Bar:
    """A bar over which the median of the turns must lie."""
    value = median(turns)
    shown = {"aim": aim, **detail, "turns": " ".join(f"{turn:.3g}" for turn in turns)}
    return Bar(name, round(value, 3), bar, value >= bar, shown)


def best(turns: Sequence[dict[int, float]]) -> tuple[int, float]:
    """The number of writers at which the median rate is highest, and that rate."""
    rates = {writers: median(turn[writers] for turn in turns) for writers in turns[0]}
    return max(rates.items(), key=lambda rate: rate[1])
