"""How often something may be tried before one is told to wait: buckets that fill up again with time.

Nobody can keep someone else out with them. Links are too long to guess, so a good one works whatever was tried before. Passwords are
counted by account and place; whoever signed in from a browser before has a bucket of their own there, and a link by e-mail always works.
"""

import math
import time
from collections import OrderedDict
from ipaddress import ip_address, ip_network

from service.problems import TooOften

KEYS = 10_000


class Tries:
    """What each key has left: an address, an account, an account at an address."""

    def __init__(self, at_once: int = 20, a_second: float = 0.5) -> None:
        self.at_once = float(at_once)
        self.a_second = a_second
        self.left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, key: str) -> float:
        """Seconds until this key may try again; 0 where it may at once."""
        return max(0.0, (1 - self._now(key)) / self.a_second)

    def take(self, key: str) -> None:
        """One try less."""
        self._set(key, max(self._now(key) - 1, 0.0))

    def give_back(self, key: str) -> None:
        """That try was a good one."""
        self._set(key, min(self._now(key) + 1, self.at_once))

    def failed(self, key: str) -> None:
        """One more useless try; raises where there were too many lately."""
        wait = self.wait(key)
        self.take(key)
        if wait:
            raise TooOften(headers=later(wait))

    def _now(self, key: str) -> float:
        left, at = self.left.get(key, (self.at_once, time.monotonic()))
        return min(self.at_once, left + (time.monotonic() - at) * self.a_second)

    def _set(self, key: str, left: float) -> None:
        self.left[key] = (left, time.monotonic())
        self.left.move_to_end(key)
        if len(self.left) > KEYS:
            self.left.popitem(last=False)


class Gate:
    """Where passwords are tried. A try is taken before it is looked at, so that a thousand at once count as a thousand."""

    def __init__(self) -> None:
        self.addresses = Tries(20, 0.5)
        self.places = Tries(5, 1 / 60)  # of one account, from one address
        self.strangers = Tries(30, 1 / 120)  # of one account, from all browsers it was never used in
        self.browsers = Tries(10, 1 / 30)  # of one account, from a browser it was used in

    def enter(self, email: str, address: str, browser: str | None) -> "Taken":
        """Take a try; raises where there were too many, saying which way is still open."""
        if browser is not None:
            wanted = [(self.browsers, f"{email} {browser}")]
        else:
            wanted = [(self.addresses, address), (self.places, f"{email} {address}"), (self.strangers, email)]
        wait = max(tries.wait(key) for tries, key in wanted)
        if wait:
            raise TooOften("sign_in.slow", headers=later(wait))
        for tries, key in wanted:
            tries.take(key)
        return Taken(wanted)


class Taken:
    """Tries that were taken, to be given back where the password was right."""

    def __init__(self, taken: list[tuple[Tries, str]]) -> None:
        self.taken = taken

    def give_back(self) -> None:
        """The password was right."""
        for tries, key in self.taken:
            tries.give_back(key)


def later(wait: float) -> dict[str, str]:
    """The header that says when to come back."""
    return {"Retry-After": str(math.ceil(wait))}


def origin(host: str) -> str:
    """What counts as one address: with IPv6 everybody has a whole network of them."""
    try:
        return str(ip_network(f"{host}/64", strict=False)) if ip_address(host).version == 6 else host
    except ValueError:
        return host


def coarse(host: str) -> str | None:
    """An address cut to the part that names no household, for the list of one's own sessions."""
    try:
        address = ip_address(host)
    except ValueError:
        return None
    return str(ip_network(f"{address}/{16 if address.version == 4 else 32}", strict=False))
