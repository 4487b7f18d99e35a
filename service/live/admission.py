"""Who may come in now, and who a little later; and how many connections one account, or one address, may have.

When everyone comes back at once (a process was replaced, a line was cut), those who are served are served well, and the others are told
when to come again, one after the other, instead of all trying for ever. No clock of its own: what time it is comes in.
"""

import math
import random
from collections import Counter
from collections.abc import Iterator

from service.live.frames import Limits

AT_ONCE = 4  # seconds' worth of hellos that may come in one go
LATER = 1.05  # a little more room between two who are told to wait than they need: whoever comes too soon would wait again
SPREAD = 3.0  # seconds over which a few screens come back after a restart; many take longer


class Admission:
    """The connections of one process."""

    def __init__(self, limits: Limits, now: float) -> None:
        self._limits = limits
        self._left = float(AT_ONCE * limits.hellos)
        self._counted = now
        self._next = now  # when the next one who is told to wait may come
        self._open: Counter[str] = Counter()
        self.turned_away = 0  # hellos that were told to wait
        self.refused = 0  # connections that were too many

    def wait(self, now: float) -> int | None:
        """One more says hello: None, or how many milliseconds later they are to come."""
        a_second = self._limits.hellos
        self._left = min(float(AT_ONCE * a_second), self._left + (now - self._counted) * a_second)
        self._counted = now
        if self._left >= 1:
            self._left -= 1
            return None
        self.turned_away += 1
        self._next = max(self._next, now) + LATER / a_second
        return math.ceil((self._next - now) * 1000)

    def enter(self, whose: str) -> bool:
        """One more connection of an account, or of an address where nobody is signed in yet; False where it is one too many."""
        if 0 < self._limits.connections <= self._open[whose]:
            self.refused += 1
            return False
        self._open[whose] += 1
        return True

    def exit(self, whose: str) -> None:
        """One less."""
        self._open[whose] -= 1
        if self._open[whose] < 1:
            del self._open[whose]

    def slots(self, count: int) -> Iterator[int]:
        """For each of so many, in how many milliseconds to come back: one after the other, no faster than they would be let in."""
        spread = max(SPREAD, count / self._limits.hellos)
        for number in range(count):
            yield int((number + random.random()) / count * spread * 1000)  # noqa: S311  # spreads load, guards nothing
