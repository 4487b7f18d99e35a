"""How something measured is spread: a count for each bound, and the sum. Noting a value costs one addition."""

from bisect import bisect_left
from collections.abc import Sequence


class Spread:
    """How many of the values noted lie at or below each bound, the last count being of those beyond all."""

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    def note(self, value: float) -> None:
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value
