"""The log in memory: the same promises as the PostgreSQL store, for tests and as the oracle of random histories."""

import asyncio
import os
from bisect import bisect_right
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from uuid import UUID

from msgspec import Struct, field, structs

from events import catalogue, network
from events.decider import Event
from events.ids import CommandId, NetworkId, PersonId, StreamId, derived
from events.log import redaction
from events.log.codec import Sealed
from events.log.recorded import Recorded
from events.log.store import Answer, Drafted, Head, Known, Poisoned, Snapshot, StaleEpoch, Unit, recorded_of


class _Log(Struct):
    head: Head
    events: list[tuple[Recorded[Event], Sealed]] = field(default_factory=list)
    versions: dict[StreamId, int] = field(default_factory=dict)
    commands: dict[CommandId, Known] = field(default_factory=dict)
    snapshots: dict[StreamId, Snapshot] = field(default_factory=dict)

    def at(self) -> datetime:
        return self.events[-1][0].at


class _Batch(Struct):
    """What a batch found when it was its turn, and the streams that its commands may not rest on."""

    known: Mapping[CommandId, Known]
    tainted: set[StreamId]
    head: int
    moment: datetime


class MemoryStore:
    """The log of every network of one process, gone with it."""

    def __init__(self) -> None:
        self.logs: dict[NetworkId, _Log] = {}

    async def found(self, network_id: NetworkId, founding: Sealed, *, clock: str, time_zone: str, at: datetime | None = None) -> None:
        if network_id in self.logs:
            return
        log = _Log(Head(1, 1, "given" if clock == "given" else "real", time_zone, os.urandom(32)))
        by = PersonId(network_id)
        command = CommandId(derived(network_id, "founding"))
        stream = StreamId(network_id)
        recorded = Recorded(network_id, 1, stream, None, 1, founding.tag, command, None, by, None, at or datetime.now(UTC), founding.event)
        log.events.append((_as_stored(recorded, founding), founding))
        log.versions[stream] = 1
        log.commands[command] = Known(by, None, "applied", 1, 1)
        self.logs[network_id] = log

    async def head(self, network_id: NetworkId) -> Head | None:
        log = self.logs.get(network_id)
        return structs.replace(log.head, position=len(log.events)) if log else None

    async def last_by(self, network_id: NetworkId, at: datetime) -> int:
        log = self.logs.get(network_id)
        return bisect_right(log.events, at, key=lambda one: one[0].at) if log else 0

    async def append(
        self, network_id: NetworkId, epoch: int, versions: Mapping[StreamId, int], units: Sequence[Unit], seen: int | None = None
    ) -> list[list[Answer]]:
        await asyncio.sleep(0)  # others may come first, as with any database
        log = self.logs.get(network_id)
        if log is None or log.head.epoch != epoch:
            raise StaleEpoch
        ids = [id for unit in units for id, _parts in groupby(draft.id for draft in unit)]
        if len(set(ids)) < len(ids):
            raise Poisoned("unique_violation")
        told = [one.event for unit in units for draft in unit for one in draft.events if isinstance(one.event, network.EventRedacted)]
        if any(not _can_be_redacted(log, one) for one in told):
            raise Poisoned("C2102")
        batch = _Batch(
            known=dict(log.commands),
            tainted={stream for stream, version in versions.items() if log.versions.get(stream, 0) != version},
            head=len(log.events),
            moment=max(datetime.now(UTC), log.at()),
        )
        if seen == batch.head:
            batch.tainted.clear()
        return [self._write(log, network_id, unit, batch) for unit in units]

    def _write(self, log: _Log, network_id: NetworkId, unit: Unit, batch: _Batch) -> list[Answer]:
        answers: list[Answer] | None = None
        if any(draft.id in batch.known for draft in unit):
            answers = [_known(draft, batch.known.get(draft.id), batch.head) for draft in unit]
        elif any(draft.reads & batch.tainted for draft in unit):
            answers = [Answer("again", None, None, batch.head) for _ in unit]
        elif not _in_order(unit, log.at(), batch.moment):
            answers = [Answer("too_early", None, None, batch.head) for _ in unit]
        if answers is not None:
            batch.tainted.update(draft.stream for draft in unit)
            return answers
        return [self._write_one(log, network_id, draft, _time(draft, log.at(), batch.moment)) for draft in unit]

    def _write_one(self, log: _Log, network_id: NetworkId, draft: Drafted, at: datetime) -> Answer:
        first = len(log.events) + 1
        version = log.versions.get(draft.stream, 0) + 1
        recorded = recorded_of(network_id, draft, first, version, at)
        log.events.extend((_as_stored(one, sealed), sealed) for one, sealed in zip(recorded, draft.events, strict=True))
        if recorded:
            log.versions[draft.stream] = recorded[-1].version
        begin = first if recorded else None
        before = log.commands.get(draft.id)  # of the parts before it of the same command
        for one in draft.events:
            if isinstance(one.event, network.EventRedacted):
                self._redact(log, one.event)
        known = Known(draft.by, draft.request_hash, draft.outcome, (before and before.first_position) or begin, len(log.events))
        log.commands[draft.id] = known
        return Answer("ok", draft.outcome, begin, len(log.events), recorded)

    def _redact(self, log: _Log, told: network.EventRedacted) -> None:
        """What the database does as it takes such an event in."""
        for position in told.positions:
            recorded, sealed = log.events[position - 1]
            redacted = structs.replace(sealed, payload=redaction.without(sealed.payload, told.fields), salt=b"")
            log.events[position - 1] = (_as_stored(recorded, redacted), redacted)
            log.commands[recorded.command_id] = structs.replace(log.commands[recorded.command_id], request_hash=None)
            log.snapshots.pop(recorded.stream_id, None)

    async def streams(self, network_id: NetworkId, after: Mapping[StreamId, int]) -> list[Recorded[Event]]:
        events = self.logs[network_id].events
        found = [_known_to_us(one, sealed) for one, sealed in events if one.stream_id in after and one.version > after[one.stream_id]]
        return sorted(found, key=lambda one: (one.stream_id, one.version))

    async def load(
        self, network_id: NetworkId, streams: Collection[StreamId], codes: Collection[str]
    ) -> tuple[list[Snapshot], list[Recorded[Event]]]:
        log = self.logs[network_id]
        kept = {one: log.snapshots[one] for one in streams if one in log.snapshots and log.snapshots[one].code in codes}
        after = {one: kept[one].version if one in kept else 0 for one in streams}
        tail = [_as_read(one, sealed) for one, sealed in log.events if one.stream_id in after and one.version > after[one.stream_id]]
        return list(kept.values()), tail

    async def keep(self, network_id: NetworkId, snapshots: Sequence[Snapshot]) -> None:
        log = self.logs[network_id]
        for made in snapshots:
            before = log.snapshots.get(made.stream)
            if before is None or before.code != made.code or before.version < made.version:
                log.snapshots[made.stream] = made

    async def forget(self, network_id: NetworkId, streams: Collection[StreamId]) -> None:
        for stream in streams:
            self.logs[network_id].snapshots.pop(stream, None)

    async def page(self, network_id: NetworkId, after: int, limit: int) -> list[Recorded[Event]]:
        return [_as_read(one, sealed) for one, sealed in self.logs[network_id].events[after : after + limit]]

    async def plan(self, network_id: NetworkId, root: UUID | None, through: int, after: int = 0) -> AsyncIterator[Recorded[Event]]:
        for one, sealed in self.logs[network_id].events[after:through]:
            if root in (None, one.stream_id, one.parent):
                yield _known_to_us(one, sealed)

    async def command(self, network_id: NetworkId, command_id: CommandId) -> Known | None:
        return self.logs[network_id].commands.get(command_id)


def _can_be_redacted(log: _Log, told: network.EventRedacted) -> bool:
    here = all(0 < position <= len(log.events) for position in told.positions)
    return here and all({*told.fields} <= {path for path, _ in redaction.texts(log.events[one - 1][0].event)} for one in told.positions)


def _as_stored(recorded: Recorded[Event], sealed: Sealed) -> Recorded[Event]:
    """What a reader decodes from the bytes, so that a field which does not survive them fails here too."""
    return structs.replace(recorded, event=catalogue.decode_or_pass(sealed.tag, sealed.schema_version, sealed.payload))


def _as_read(recorded: Recorded[Event], sealed: Sealed) -> Recorded[Event]:
    """The event once more, where the program that wrote it down did not know it: this one may."""
    return _as_stored(recorded, sealed) if isinstance(recorded.event, catalogue.Unread) else recorded


def _known_to_us(recorded: Recorded[Event], sealed: Sealed) -> Recorded[Event]:
    read = _as_read(recorded, sealed)
    if isinstance(read.event, catalogue.Unread):
        raise catalogue.Unknown(sealed.tag, sealed.schema_version)
    return read


def _known(draft: Drafted, known: Known | None, head: int) -> Answer:
    if known is None:
        return Answer("absent", None, None, head)
    same = known.by == draft.by and known.request_hash in (None, draft.request_hash)
    return Answer("duplicate" if same else "reused", known.outcome, known.first_position, known.last_position)


def _in_order(unit: Unit, last: datetime, moment: datetime) -> bool:
    for draft in unit:
        if draft.at is not None and draft.at < last:
            return False
        if draft.events:
            last = _time(draft, last, moment)
    return True


def _time(draft: Drafted, last: datetime, moment: datetime) -> datetime:
    return max(moment, last) if draft.at is None else draft.at.astimezone(UTC)
