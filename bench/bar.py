"""The shape every bar shares: a figure, what must hold, what we are after, and the figures behind it.

Machines are noisy and may be busy with other things, so a bar is a ratio to a peer wherever there is one: both are
measured in turn, several times, and the median of the turns counts.
"""

from collections.abc import Awaitable, Callable, Sequence
from statistics import median
from typing import TypeAlias

from msgspec import Struct, structs


class Pace(Struct, frozen=True):
    """How long is measured: more turns for figures to rely on, fewer while developing."""

    turns: int
    seconds: float  # of each measurement
    events: int  # in a log that is folded


CAREFUL = Pace(turns=9, seconds=1.0, events=200_000)  # many short turns: machines change their pace from one second to the next
QUICK = Pace(turns=2, seconds=1.0, events=50_000)


class Bar(Struct, frozen=True):
    """One bar as var/bench.json holds it; where it could not be measured, without figures."""

    name: str
    value: float | None
    bar: float | None
    ok: bool
    detail: dict[str, float | int | str]


#: So many events a second with so many writers in so many seconds.
Rate: TypeAlias = Callable[[int, float], Awaitable[float]]
Turns: TypeAlias = list[dict[int, float]]  # a rate for each number of writers


def at_least(name: str, bar: float, aim: float, turns: Sequence[float], **detail: float | int | str) -> Bar:
    """A bar over which the median of the turns must lie."""
    value = median(turns)
    shown = {"aim": aim, **detail, "turns": " ".join(f"{turn:.3g}" for turn in turns)}
    return Bar(name, round(value, 3), bar, value >= bar, shown)


def at_most(name: str, bar: float, turns: Sequence[float], **detail: float | int | str) -> Bar:
    """A bar under which the median of the turns must lie."""
    over = at_least(name, bar, bar, turns, **detail)
    return structs.replace(over, ok=median(turns) <= bar)


def failed(name: str, error: Exception) -> Bar:
    """A bar that could not be measured, and why."""
    return Bar(name, None, None, False, {"why": f"{type(error).__name__}: {error}"})


async def in_turn(pace: Pace, writers: Sequence[int], ours: Rate, theirs: Rate) -> tuple[Turns, Turns]:
    """The rates of both, one after the other, at each number of writers."""
    for warm in (ours, theirs):
        await warm(max(writers), pace.seconds)
    turns: tuple[Turns, Turns] = [], []
    for _ in range(pace.turns):
        for told in turns:
            told.append({})
        for number in writers:
            turns[0][-1][number] = await ours(number, pace.seconds)
            turns[1][-1][number] = await theirs(number, pace.seconds)
    return turns


def ratios(ours: Turns, theirs: Turns, writers: int | None = None) -> list[float]:
    """Turn by turn, both at so many writers, or each at its best number of them."""
    at, peer_at = writers or best(ours)[0], writers or best(theirs)[0]
    return [our[at] / their[peer_at] for our, their in zip(ours, theirs, strict=True)]


def best(turns: Turns) -> tuple[int, float]:
    """The number of writers at which the median rate is highest, and that rate.

    One number for all turns: who rates about the same at any would be given the luckiest reading of every turn, a rate
    that they keep up nowhere.
    """
    rates = {writers: median(turn[writers] for turn in turns) for writers in turns[0]}
    return max(rates.items(), key=lambda rate: rate[1])


def luckiest(ours: Turns, theirs: Turns) -> float:
    """The ratio where each is given its highest reading of every turn."""
    return round(median(max(our.values()) / max(their.values()) for our, their in zip(ours, theirs, strict=True)), 3)


def at_best(name: str, bar: float, aim: float, ours: Turns, theirs: Turns, **detail: float | int | str) -> Bar:
    """A bar over a peer that appends events, each at its best number of writers."""
    writers, events = best(ours)
    peer_writers, peer_events = best(theirs)
    rates = {"events_per_s": round(events), "writers": writers, "peer_events_per_s": round(peer_events), "peer_writers": peer_writers}
    detail["luckiest"] = luckiest(ours, theirs)
    return at_least(name, bar, aim, ratios(ours, theirs), **rates, **detail)
