"""Passwords: long ones that a person makes up, kept as argon2id and compared away from the event loop.

Length counts, composition does not (CNIL 2022-100, ANSSI 2021): twelve characters at least, none demanded, none forbidden. What is left
of a password without well-known words, runs and the person's own name must still be more than a guess.
"""

import asyncio
import unicodedata
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from events.decider import Invalid
from service import problems

T = TypeVar("T")

SHORTEST = 12
LONGEST = 256  # characters; longer ones only make work
LEFT_AT_LEAST = 6  # characters, once what everybody tries first is taken out
AT_ONCE = 2  # each takes 64 MB and a core for a moment
WAITING_AT_MOST = 60

HASHER = PasswordHasher()  # argon2id with the second choice of RFC 9106
#: Compared with where there is no account or no password: takes as long, and fits nothing.
NOBODY = f"$argon2id$v=19$m={HASHER.memory_cost},t={HASHER.time_cost},p={HASHER.parallelism}${'A' * 22}${'A' * 43}"

#: What lists of stolen passwords are made of, in the two languages of the people here.
WORDS = tuple(Path(__file__).with_name("common_words.txt").read_text(encoding="ascii").split())
LEET = str.maketrans("@4310$57!", "aaeiossti")  # what is written for letters; both sides are read this way
ROWS = ("azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "01234567890")
RUNS = tuple(row.translate(LEET) for row in ROWS)


class Passwords:
    """Makes and compares hashes in threads of its own, a few at once: many tries cost their senders time, not us memory."""

    def __init__(self) -> None:
        self.threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="argon2")
        self.waiting = 0
        self.compared = 0

    async def make(self, password: str) -> str:
        """The hash that is kept of a password."""
        return await self._in_thread(lambda: HASHER.hash(plain(password)))

    async def fits(self, kept: str | None, password: str) -> bool:
        """Is this the password? Where none is kept the answer takes as long, so that nobody learns who has an account."""
        self.compared += 1
        return await self._in_thread(lambda: _fits(kept or NOBODY, password))

    async def _in_thread(self, work: Callable[[], T]) -> T:
        if self.waiting >= WAITING_AT_MOST:
            raise problems.Busy(headers=problems.SOON)
        self.waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self.threads, work)
        finally:
            self.waiting -= 1


def _fits(kept: str, password: str) -> bool:
    try:
        return HASHER.verify(kept, plain(password))
    except (VerificationError, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Was this hash made with weaker parameters than today's?"""
    return HASHER.check_needs_rehash(kept)


def plain(password: str) -> str:
    """One password, however a keyboard composes its accents."""
    return unicodedata.normalize("NFKC", password)


def acceptable(password: str, own: Iterable[str]) -> None:
    """Raise where a password is one of the first that anybody would try; ``own`` is what is known of its person."""
    told = plain(password)
    if len(told) < SHORTEST:
        raise Invalid(f"A password has at least {SHORTEST} characters.", ".password", "password.short", shortest=SHORTEST)
    if len(told) > LONGEST:
        raise Invalid(f"A password has at most {LONGEST} characters.", ".password", "password.long", longest=LONGEST)
    if len(_left(told, own)) < LEFT_AT_LEAST:
        raise Invalid(
            "This password is too easy to guess; try three or four words that do not belong together.", ".password", "password.easy"
        )


def _left(password: str, own: Iterable[str]) -> str:
    """What is left of it without well-known words, one's own names, repetitions and runs."""
    text = _folded(password).translate(LEET)
    parts = {
        part for text_ in own for part in _folded(text_).replace("@", " ").replace(".", " ").replace("-", " ").split() if len(part) > 2
    }
    for word in sorted((*parts, *WORDS), key=len, reverse=True):
        text = text.replace(word.translate(LEET), " ")
    left = ""
    for one in text:
        if one != " " and not (left and (one == left[-1] or _neighbours(left[-1], one))):
            left += one
        elif one != " ":
            left = left[:-1] + one  # a run counts as one character
    return "".join(dict.fromkeys(left)) if len(set(left)) < LEFT_AT_LEAST else left


def _neighbours(one: str, other: str) -> bool:
    return any(one + other in row or other + one in row for row in RUNS)


def _folded(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one)).casefold()
