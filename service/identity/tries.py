"""How often one address may try useless sign-in links before it is told to wait.

Tokens are too long to guess, so this keeps noise down and nobody out: a link that is good works whatever was tried before.
"""

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

    def failed(self, address: str) -> None:
        """One more useless try; raises where there were too many lately."""
        now = time.monotonic()
        left, at = self.left.get(address, (float(AT_ONCE), now))
        left = min(float(AT_ONCE), left + (now - at) * A_SECOND)
        self.left[address] = (max(left - 1, 0.0), now)
        self.left.move_to_end(address)
        if len(self.left) > ADDRESSES:
            self.left.popitem(last=False)
        if left < 1:
            raise TooOften(headers={"Retry-After": str(math.ceil((1 - left) / A_SECOND))})
