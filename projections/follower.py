"""One network's fold in memory: events in, rows changed out, everything at one position.

The process that serves a network keeps its rows here; live frames, snapshots and rights answers come from them, so
subscribing is one step without I/O. Positions are asserted to be contiguous: a skipped event is an alarm, never a
mystery. A projection that raises is parked alone, unless an operator let it pass over that event; the others go on. An event
that only a newer program knows parks every projection that it may concern; that program, once it starts, folds on from there.
"""

import asyncio
import heapq
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import count
from typing import Any

import structlog
from msgspec import Struct

from events import catalogue, network
from events.decider import Event
from events.ids import NetworkId
from events.log import redaction
from events.log.recorded import Recorded
from projections.catalogue import PROJECTIONS
from projections.projection import Changed, Key, PassedOver, Projection, R, Row, Step

_log = structlog.get_logger()


class Skipped(Exception):
    """The log handed over an event that is not the next one."""


class Kept(Struct, frozen=True, gc=False):
    """A row and the position of its last change."""

    row: Row
    position: int


class Parked(Struct, frozen=True):
    """Why a projection stands still: the event it can not fold."""

    position: int
    error: str


class Follower:
    """The rows of one network at ``position``."""

    def __init__(self, network_id: NetworkId, projections: Sequence[Projection[Any]] = PROJECTIONS) -> None:
        self.network_id = network_id
        self.position = 0
        self.moved = 0  # position of the last event that moved a row between lanes, or took a text away: from there on rows say all
        self.parked: dict[str, Parked] = {}
        self.passed_over: PassedOver = frozenset()  # those that were named, folded here or not
        self.unread = 0  # events that only a newer program knows
        self._projections = projections
        self._rows: dict[str, dict[Key, Kept]] = {projection.name: {} for projection in projections}
        self._stood: dict[str, int] = dict.fromkeys(self._rows, 0)  # the events before are in the rows already, or are not asked for
        self._concerned: dict[type[Event], list[Projection[Any]]] = {}
        self._redacted: dict[int, Sequence[Recorded[Event]]] = {}  # what to fold again at this position
        self._listeners: list[Callable[[Step], None]] = []
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._order = count()

    def listen(self, heard: Callable[[Step], None]) -> None:
        """Call ``heard`` after every event from now on, in order, before anything else happens."""
        self._listeners.append(heard)

    def rows(self, projection: Projection[R]) -> dict[Key, R]:
        """The rows of a projection by key, as they stand now."""
        return {key: kept.row for key, kept in self._rows[projection.name].items()}  # type: ignore[misc]  # kept by projection

    def row(self, projection: Projection[R], key: Key) -> R | None:
        """One row as it stands now."""
        kept = self._rows[projection.name].get(key)
        return kept.row if kept else None  # type: ignore[return-value]  # kept by projection

    def kept(self, projection: Projection[Any]) -> Mapping[Key, Kept]:
        """The rows of a projection with the position of their last change."""
        return self._rows[projection.name]

    def hydrate(
        self, stored: Mapping[str, tuple[int, Iterable[tuple[Key, Kept]]]], passed_over: PassedOver = frozenset(), moved: int | None = None
    ) -> None:
        """Start from stored rows: for each projection the position they stand at, and the rows; what it may pass over; what moved last."""
        self.passed_over = passed_over
        for name, (position, rows) in stored.items():
            self._stood[name] = position
            self._rows[name] = dict(rows)
        self.position = min(self._stood.values(), default=0)
        self.moved = max(self._stood.values(), default=0) if moved is None else moved

    def mend(self, position: int, events: Sequence[Recorded[Event]]) -> None:
        """The redaction at this position, once it is applied, folds these events again: rows were folded from what they said before."""
        self._redacted[position] = events

    def apply(self, events: Iterable[Recorded[Event]]) -> None:
        """Fold the next events; raises Skipped where one is not the next."""
        for recorded in events:
            if recorded.position != self.position + 1:
                raise Skipped(f"{recorded.position} after {self.position} in {self.network_id}")
            kind = type(recorded.event)
            concerned = self._concerned.get(kind)
            if concerned is None:
                concerned = self._concerned[kind] = [one for one in self._projections if issubclass(kind, one.asks)]
            changes: list[Changed] = []
            if self._redacted:
                changes += self._folded_again(recorded, self._redacted.pop(recorded.position, ()))
            if isinstance(recorded.event, catalogue.Unread):
                self._pass_over(recorded, recorded.event)
            else:
                for projection in concerned:
                    if self._stood[projection.name] < recorded.position:
                        changes += self._fold(projection, recorded)
            self.position = recorded.position
            if self._listeners:
                if recorded.tag == redaction.TAG or any(change.moved for change in changes):
                    self.moved = recorded.position
                step = Step(recorded, tuple(changes))
                for heard in self._listeners:
                    heard(step)
        while self._waiting and self._waiting[0][0] <= self.position:
            _, _, waiting = heapq.heappop(self._waiting)
            if not waiting.done():
                waiting.set_result(None)

    def _pass_over(self, recorded: Recorded[Event], event: catalogue.Unread) -> None:
        """Park what may be asked about an event of this kind: what it means, only a newer program knows."""
        why = str(catalogue.Unknown(recorded.tag, event.schema_version))
        parked = [one.name for one in self._projections if one.concerns(recorded.tag) and self._stood[one.name] < recorded.position]
        for name in parked:
            self._park(name, recorded.position, why)
        self.unread += 1
        where = {"network_id": str(self.network_id), "position": recorded.position}
        _log.error("event_unknown", **where, tag=recorded.tag, schema_version=event.schema_version, parked=parked)

    def _park(self, name: str, position: int, why: str) -> None:
        self.parked[name] = Parked(position, why)
        self._stood[name] = sys.maxsize

    def _fold(self, projection: Projection[Any], recorded: Recorded[Event]) -> Sequence[Changed]:
        """The rows that an event changes, all of a projection's or none."""
        rows = self._rows[projection.name]
        changes = []
        try:
            for key in projection.touches(recorded):
                kept = rows.get(key)
                before = None if kept is None else kept.row
                after = projection.fold(before, recorded)
                if after is not before and after != before:
                    changes.append(Changed(projection, key, before, after))
        except Exception as error:
            where = {"network_id": str(self.network_id), "position": recorded.position}
            if (projection.name, recorded.position) in self.passed_over:
                _log.warning("event_passed_over", projection=projection.name, **where)
                return ()
            self._park(projection.name, recorded.position, f"{type(error).__name__}: {error}")
            _log.error("projection_parked", projection=projection.name, **where, exc_info=error)
            return ()
        for change in changes:
            if change.after is None:
                rows.pop(change.key, None)
            elif projection.kept:
                rows[change.key] = Kept(change.after, recorded.position)
        return changes

    def _folded_again(self, redaction: Recorded[Event], events: Sequence[Recorded[Event]]) -> list[Changed]:
        """The rows that hold a text which is redacted here, without it. Each is of one stream, so that stream alone makes it again."""
        changes: list[Changed] = []
        named = redaction.event.positions if isinstance(redaction.event, network.EventRedacted) else ()
        for projection in self._projections if events else ():
            parked = self.parked.get(projection.name)
            stands = parked.position if parked else redaction.position
            if not projection.worded or (not parked and self._stood[projection.name] >= redaction.position):
                continue  # stored rows that were written after the redaction have it in them
            past: dict[Key, Row | None] = {}
            for recorded in events:
                if recorded.position < stands and isinstance(recorded.event, projection.asks):
                    with suppress(Exception):  # it was passed over, or a park would tell
                        past.update([(key, projection.fold(past.get(key), recorded)) for key in projection.touches(recorded)])
            rows = self._rows[projection.name]
            for key, after in past.items():
                kept = rows.get(key)
                if not projection.kept and key in named:
                    changes.append(Changed(projection, key, None, after))
                elif kept is not None and after is not None and kept.row != after:
                    rows[key] = Kept(after, redaction.position)
                    changes.append(Changed(projection, key, kept.row, after))
        return changes

    async def reached(self, position: int) -> None:
        """Wait until the fold stands at this position or further."""
        if position > self.position:
            waiting = asyncio.get_running_loop().create_future()
            heapq.heappush(self._waiting, (position, next(self._order), waiting))
            await waiting
