"""What live counts: plain numbers that nobody looks at until ``/metrics`` is asked.

A frame for thousands is counted once, by how many it went to, so that whoever sends touches nothing more for each of them.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Protocol

from events.spread import Spread
from service.live.frames import Packet

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
OTHER_CLOCK = 3600.0  # seconds; what is said to lie further back was told on a clock of its own, as demonstrations are


class Closable(Protocol):
    """The way to one client, as far as it matters here."""

    def close(self, code: int, reason: str, /) -> None: ...


class Meter:
    """The counts of one process."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.frames = 0
        self.bytes = 0
        self.gaps = 0
        self.refused = 0  # connections that ended before they were welcome
        self.closes: Counter[int] = Counter()  # from our side, by code
        self.lag = Spread(BOUNDS)  # seconds
        self._clock = clock

    def sent(self, packet: Packet, times: int = 1) -> None:
        """This went to so many."""
        self.frames += packet.count * times
        self.bytes += len(packet.wire) * times

    def turn_away(self, outlet: Closable, code: int, reason: str) -> None:
        """End a connection that nobody has welcomed."""
        outlet.close(code, reason)
        self.closes[code] += 1
        self.refused += 1

    def flushed(self, commits: Iterable[datetime]) -> None:
        """What was committed at these times has gone out."""
        now = self._clock()
        for at in commits:
            late = now - at.timestamp()
            if late < OTHER_CLOCK:
                self.lag.note(max(0.0, late))


#: Of listeners whom no hub has let in yet.
UNCOUNTED = Meter()
