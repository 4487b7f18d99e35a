"""How often one address may try useless sign-in links: enough for every mistake, too few for guessing or for noise."""

import math
import time
from collections import OrderedDict

from service.problems import TooOften

AT_ONCE = 20
A_SECOND = 0.5
ADDRESSES = 10_000


class Tries:
    """What each address has left: it fills up again with time."""

    def __init__(self) -> None:
        self.left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def admit(self, address: str) -> None:
        """Raise where an address has tried too often lately."""
        left = self._left(address)
        if left < 1:
            raise TooOften(headers={"Retry-After": str(math.ceil((1 - left) / A_SECOND))})

    def failed(self, address: str) -> None:
        """One more useless try."""
        self.left[address] = (self._left(address) - 1, time.monotonic())
        self.left.move_to_end(address)
        if len(self.left) > ADDRESSES:
            self.left.popitem(last=False)

    def _left(self, address: str) -> float:
        left, at = self.left.get(address, (float(AT_ONCE), 0.0))
        return min(float(AT_ONCE), left + (time.monotonic() - at) * A_SECOND)
