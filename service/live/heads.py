"""The newest checkpoint of each log, handed to everyone who follows it: whoever kept one can tell if the log is another today.

Who comes says which they kept last, and is proved that today's log is a continuation of that; so is everyone connected, whenever a
newer one was signed, every few seconds. Of those who kept the same, all get one frame, encoded once, whose proof was read once. Those who
take less than they are sent are told later, from what they hold.
"""

import asyncio
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import structlog

from events.audit.trees import Rewritten, Signed, Unsigned
from events.ids import NetworkId
from events.log.postgres import PASSING
from service.live import frames
from service.live.frames import Packet, Tree
from service.live.hub import Hub, Listener

EVERY = 5.0  # seconds at least between two checkpoints of a network that everyone is told
KEPT = 1_000  # proofs

_log = structlog.get_logger()


class Evidence(Protocol):
    """What is signed of every log, as far as it is asked here."""

    def newest(self, network_id: NetworkId, /) -> Signed | None: ...
    async def look(self, network_id: NetworkId, /) -> Signed | None: ...
    async def consistency(self, network_id: NetworkId, old: int, new: int, /) -> list[bytes]: ...


class Heads:
    """Who was handed what, in this process."""

    def __init__(self, evidence: Evidence, hubs: Mapping[NetworkId, Hub], now: Callable[[], float], theirs: Callable[[Any], bool]) -> None:
        self.proofs = 0  # that were read
        self._evidence = evidence
        self._hubs = hubs
        self._now = now
        self._theirs = theirs  # by a row of rights: is it proved to them?
        self._told: dict[NetworkId, tuple[Signed, float]] = {}  # everyone, and when
        self._come: dict[NetworkId, list[Listener]] = {}  # since the last turn
        self._telling: dict[NetworkId, asyncio.Task[None]] = {}
        self._proved: dict[tuple[NetworkId, int, int, int], Sequence[str]] = {}

    def greet(self, network: NetworkId, listener: Listener, kept: Tree | None) -> None:
        """Somebody has come who kept this."""
        listener.kept = kept
        newest = self._evidence.newest(network)
        if listener.road == "poll" and newest is not None and kept == _tree(newest):
            listener.handed = newest  # they hold it: else each poll would be told it
            return
        self._come.setdefault(network, []).append(listener)
        self._turn(network)

    def sweep(self) -> None:
        """Called about once a second: whoever lacks the newest by now."""
        now = self._now()
        for network, hub in self._hubs.items():
            newest = self._evidence.newest(network)
            told, at = self._told.get(network, (None, 0.0))
            if hub.listeners and newest is not None and (network in self._come or (newest != told and now - at >= EVERY)):
                if newest != told:
                    self._told[network] = newest, now
                    self._come[network] = [*hub.listeners.values()]
                self._turn(network)

    async def close(self) -> None:
        """Nobody is told any more."""
        for task in [*self._telling.values()]:
            task.cancel()
            await asyncio.wait((task,))

    def _turn(self, network: NetworkId) -> None:
        if network not in self._telling:
            task = self._telling[network] = asyncio.create_task(self._tell(network), name=f"heads {network}")
            task.add_done_callback(lambda _done: self._telling.pop(network, None))

    async def _tell(self, network: NetworkId) -> None:
        newest, come = self._evidence.newest(network), self._come.pop(network, [])
        if newest is None:
            return  # everyone is told the first one
        alike: dict[Tree | None, list[Listener]] = {}
        for listener in come:
            if listener.handed != newest and not listener.full:
                alike.setdefault(listener.kept, []).append(listener)
        try:
            for kept, listeners in alike.items():
                await self._hand(network, newest, kept, listeners)
        except PASSING as error:
            _log.warning("heads_wait", network_id=str(network), error=type(error).__name__)
            self._come.setdefault(network, []).extend(come)
        except Exception:
            _log.exception("heads_failed", network_id=str(network))

    async def _hand(self, network: NetworkId, newest: Signed, kept: Tree | None, listeners: Sequence[Listener]) -> None:
        """One frame for all who kept the same."""
        if kept is not None and kept.epoch == newest.epoch and kept.size > newest.size:
            # Signed by another process a moment ago; or the log has become shorter, which they can tell by what follows.
            newest = await self._evidence.look(network) or newest
        frame = frames.Checkpoint(newest.note)
        if kept is not None and kept.epoch == newest.epoch and 0 < kept.size <= newest.size:
            frame = frames.Checkpoint(newest.note, kept.size, tuple(await self._proof(network, newest.epoch, kept.size, newest.size)))
        packet = frames.encode(frame)
        for listener in listeners:
            self._say(network, listener, packet, newest)

    def _say(self, network: NetworkId, listener: Listener, packet: Packet, newest: Signed) -> None:
        hub = self._hubs.get(network)
        if hub is not None and hub.hears(listener) and not listener.full and self._theirs(listener.rights):
            listener.handed, listener.kept = newest, _tree(newest)
            listener.send(packet)

    async def _proof(self, network: NetworkId, epoch: int, old: int, new: int) -> Sequence[str]:
        """That the log of then is how that of now begins; nothing where it is not, for that nothing proves."""
        asked = network, epoch, old, new
        if asked not in self._proved:
            try:
                found = [b64encode(one).decode() for one in await self._evidence.consistency(network, old, new)]
            except (Rewritten, Unsigned):
                _log.error("unproved", network_id=str(network), old=old, new=new)
                found = []
            self.proofs += 1
            self._proved[asked] = found
            while len(self._proved) > KEPT:
                del self._proved[next(iter(self._proved))]
        return self._proved[asked]


def _tree(signed: Signed) -> Tree:
    return Tree(signed.epoch, signed.size, b64encode(signed.root).decode())
