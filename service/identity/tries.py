"""How often something may be tried before one is told to wait: buckets that fill up again with time.

Nobody can keep someone else out with them. Links are too long to guess, so a good one works whatever was tried before. Passwords are
counted by account and place; whoever signed in from a browser before has a bucket of their own there, and a link by e-mail always works.

What guards a secret is counted in the database, once for all processes (``Secrets``); what only keeps one of them from being kept busy is
counted in each (``Tries``), at no cost.
"""

import hashlib
import math
import time
from collections import OrderedDict
from ipaddress import ip_address, ip_network
from typing import Any, NamedTuple

import asyncpg

from events import sql
from service.problems import TooOften

statements = sql.beside(__file__)

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


class Bucket(NamedTuple):
    """So many at once, and so many a second more."""

    name: str
    at_once: float
    a_second: float


ADDRESSES = Bucket("address", 20, 0.5)
PLACES = Bucket("place", 5, 1 / 60)  # of one account, from one address
STRANGERS = Bucket("stranger", 30, 1 / 120)  # of one account, from all browsers it was never used in
BROWSERS = Bucket("browser", 10, 1 / 30)  # of one account, from a browser it was used in
LINKS = Bucket("link", 20, 0.5)  # useless ones, from one address
LETTERS = Bucket("letter", 10, 1 / 60)  # asked for from one address, or by one person
LETTERS_TO = Bucket("letter to", 3, 1 / 300)  # of one reader
CONVENING = Bucket("convening", 12, 1 / 3600)  # rounds of letters to all who are awaited, by one person: a meeting may move, and again

Try = tuple[Bucket, str]


class Secrets:
    """Tries at what somebody could guess, the same for every process. All buckets of a try are taken from, or none."""

    def __init__(self, pool: "asyncpg.Pool[Any]") -> None:
        self.pool = pool

    async def wait(self, *wanted: Try) -> float:
        """Take one try of each; the seconds until there is one where there is none, and then none is taken."""
        keys = [_hashed(one) for one in wanted]
        sizes = [bucket.at_once for bucket, _ in wanted], [bucket.a_second for bucket, _ in wanted]
        try:
            async with self.pool.acquire() as connection, connection.transaction():
                # One after the other for each key: a thousand at once count as a thousand, in whichever processes they arrive.
                await connection.execute(statements.alone, [int.from_bytes(key[:4], signed=True) for key in keys])
                return float(await connection.fetchval(statements.take, keys, *sizes))
        except asyncpg.LockNotAvailableError:
            return 1.0  # so many stand in line for this one key that it took seconds

    async def take(self, *wanted: Try, code: str = "too_often") -> None:
        """Take one try of each; raises where there were too many lately."""
        if wait := await self.wait(*wanted):
            raise TooOften(code, headers=later(wait))

    async def enter(self, email: str, address: str, browser: str | None) -> tuple[Try, ...]:
        """Take a try at a password, before it is looked at; raises where there were too many, saying which way is still open."""
        known: tuple[Try, ...] = ((BROWSERS, f"{email} {browser}"),)
        unknown: tuple[Try, ...] = ((ADDRESSES, address), (PLACES, f"{email} {address}"), (STRANGERS, email))
        wanted = unknown if browser is None else known
        await self.take(*wanted, code="sign_in.slow")
        return wanted

    async def give_back(self, taken: tuple[Try, ...]) -> None:
        """The password was right."""
        await self.pool.execute(statements.give_back, [_hashed(one) for one in taken])


def _hashed(one: Try) -> bytes:
    return hashlib.sha256(f"{one[0].name} {one[1]}".encode()).digest()


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
