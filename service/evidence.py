"""Evidence that nobody rewrote a log: every network's is signed within a second of what is written, and proved to who asks.

Each process lets the trees of the networks grow that it wrote to, and looks now and then for what others left unsigned: of several that
look at one network, one signs. Whoever signed, every process hears of it, and so does who follows.
"""

import asyncio
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg
import structlog

from events.audit import trees
from events.audit.fresh import Fresh
from events.audit.trees import Pen, Proof, Rewritten, Signed, Trees, Unsigned
from events.ids import NetworkId
from events.log.hints import Hints
from events.log.postgres import PASSING
from service import signing_key
from service.last_signed import LastSigned
from service.signing_key import SigningKey

CHANNEL = "club21_signed"
LOOK = 5.0  # seconds between two looks at what others signed, behind their word
SWEEP = 60.0  # seconds between two looks at every network of the database

_log = structlog.get_logger()


def host_of(base_url: str) -> str:
    """Whose logs these are, as the names of all that is signed begin."""
    return urlsplit(base_url).netloc.rpartition("@")[2]


class Evidence:
    """What is signed of every log that this process knows. ``heard`` is called for each checkpoint that is news here."""

    def __init__(self, pool: "asyncpg.Pool[Any]", base_url: str, key: Path, apart: float = trees.APART) -> None:
        self.heard: list[Callable[[NetworkId, Signed], None]] = []
        self.rewritten: dict[NetworkId, Rewritten] = {}  # never signed again by this process
        self.signed = 0
        self._trees = Trees(pool, apart)
        self._apart = apart
        self._host = host_of(base_url)
        self._key = SigningKey(key)
        self._last = LastSigned(key.with_name(f"{key.name}.signed"))
        self._newest: dict[NetworkId, Signed] = {}
        self._due: dict[NetworkId, None] = {}
        self._told: set[NetworkId] = set()  # of these, somebody else says that they signed
        self._wake = asyncio.Event()
        self._hints: Hints | None = None

    # --- What is known -------------------------------------------------------------------------------------------------

    def newest(self, network_id: NetworkId) -> Signed | None:
        """The newest checkpoint that this process knows of."""
        return self._newest.get(network_id)

    async def look(self, network_id: NetworkId) -> Signed | None:
        """The newest checkpoint, as the database has it."""
        if (found := await self._trees.newest(network_id)) is not None:
            self._hear(network_id, found)
        return self.newest(network_id)

    async def inclusion(self, network_id: NetworkId, position: int, size: int | None = None) -> Proof:
        """That the event at a position is part of what was signed, at a size or last; Unsigned, or Rewritten."""
        if size is None:
            newest = await self.look(network_id)
            if newest is None:
                raise Unsigned
            size = newest.size
        return await self._trees.inclusion(network_id, position, size)

    async def consistency(self, network_id: NetworkId, old: int, new: int) -> list[bytes]:
        """That what was signed at one size is how what was signed at another begins; Unsigned, or Rewritten."""
        return await self._trees.consistency(network_id, old, new)

    async def verifiers(self, network_id: NetworkId) -> list[str]:
        """A line for every key that something of this network was signed with, the newest first."""
        return [str(one) for one in await self._trees.verifiers(network_id)]

    # --- Signing -------------------------------------------------------------------------------------------------------

    def link(self, hints: Hints) -> None:
        """Tell the other processes what was signed, and hear of it from them; to be said before the hints start."""
        self._hints = hints
        hints.listen(CHANNEL, self._listen)

    @property
    def fresh(self) -> Fresh:
        """What is to hear of all that this process writes."""
        return self._trees.fresh

    def notice(self, network_id: NetworkId) -> None:
        """This network was opened or written to here."""
        if network_id not in self.rewritten:
            self._due[network_id] = None
            self._wake.set()

    async def run(self, running: Callable[[], Iterable[NetworkId]] = tuple) -> None:
        """Sign what is new, for ever; ``running`` names the networks that somebody looks at here."""
        swept, looked = float("-inf"), time.monotonic()
        while True:
            try:
                now = time.monotonic()
                if now - swept >= SWEEP:
                    await self._sweep(None)
                    swept = looked = now
                elif now - looked >= LOOK:
                    await self._sweep([*running()])
                    looked = now
                await self.catch_up()
            except PASSING as error:
                _log.warning("evidence_waits", error=type(error).__name__)
            except signing_key.Unusable as error:
                _log.error("signing_key_unusable", file=str(error.file), why=str(error.why))
            except Exception:
                _log.exception("evidence_failed")
            await asyncio.sleep(self._apart)  # what is written meanwhile is signed together
            if not self._due:
                try:
                    async with asyncio.timeout(LOOK):
                        await self._wake.wait()
                except TimeoutError:
                    continue

    async def catch_up(self) -> None:
        """Hear of what others signed, and take one turn for each network that has something new."""
        self._wake.clear()
        told, self._told = self._told, set()
        for network_id in told:
            await self.look(network_id)
        for network_id in list(self._due):
            del self._due[network_id]  # whatever is written from here on makes it due again
            more = True
            try:
                signed, more = await self._trees.grow(network_id, self._pen, self._last.of(network_id))
                if signed is not None:
                    self.signed += 1
                    self._last.keep(network_id, signed)
                    self._hear(network_id, signed)
                    if self._hints is not None:
                        self._hints.tell(CHANNEL, str(network_id))
                elif network_id not in self._newest:
                    await self.look(network_id)
            except Rewritten as error:
                more = False
                self._due.pop(network_id, None)
                self.rewritten[network_id] = error
                self.fresh.forget(network_id)
                _log.error("log_rewritten", network_id=str(network_id), first=error.after + 1, last=error.through)
            finally:
                if more:
                    self._due[network_id] = None

    async def _sweep(self, networks: list[NetworkId] | None) -> None:
        """What was left unsigned by who ended too soon, and what others signed and nobody told."""
        if networks == []:
            return
        for row in await self._trees.behind(networks):
            network_id = NetworkId(row["network_id"])
            known = self.newest(network_id)
            if row["behind"] and network_id not in self.rewritten:
                self._due[network_id] = None
            of_interest = networks is not None or known is not None
            if row["size"] is not None and of_interest and (known is None or (known.epoch, known.size) < (row["epoch"], row["size"])):
                self._told.add(network_id)

    def _pen(self) -> Pen:
        return Pen(self._host, self._key.key())

    def _listen(self, text: str) -> None:
        self._told.add(NetworkId(UUID(text)))
        self._wake.set()

    def _hear(self, network_id: NetworkId, signed: Signed) -> None:
        known = self._newest.get(network_id)
        if known is not None and (known.epoch, known.size) >= (signed.epoch, signed.size):
            return
        self._newest[network_id] = signed
        for hear in self.heard:
            try:
                hear(network_id, signed)
            except Exception:
                _log.exception("evidence_unheard")
