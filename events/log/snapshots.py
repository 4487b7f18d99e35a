"""The states of streams, folded from the log; of long streams from a snapshot on, so that any length is at hand at once.

A snapshot saves reading and promises nothing. It is tagged with a hash of the code that folds it and with the epoch, is not
looked at by other code or in another epoch, and may be thrown away at any time; the events after it are always read. It
holds what the events hold, so whoever redacts an event throws away the snapshots of its stream (``Store.forget``).
"""

import asyncio
import hashlib
import sys
from collections.abc import Collection
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, get_type_hints
from uuid import UUID

import msgspec
import structlog
from msgspec import Struct

from events import catalogue, decider, fields
from events.decider import Event
from events.ids import NetworkId, StreamId
from events.log.recorded import Recorded
from events.log.store import Poisoned, Snapshot, Store, Unavailable

EVERY = 256  # events of a stream between its snapshots
_ENCODER = msgspec.json.Encoder()  # in any order: nobody compares these bytes

_log = structlog.get_logger()


class Stream(Struct, frozen=True, gc=False):
    """A stream after so many events. ``unknown`` where one of them is of a newer program: then its state is known to that one alone."""

    version: int
    state: Any
    kind: str
    parent: UUID | None
    unknown: bool = False


def folded(stream: Stream | None, recorded: Recorded[Event]) -> Stream | None:
    """The stream after its next event; as it is, where this is another one."""
    if recorded.version != (stream.version + 1 if stream else 1):
        return stream
    kind, unknown = catalogue.kind_of(recorded.tag), stream is not None and stream.unknown
    if unknown or isinstance(recorded.event, catalogue.Unread):
        return Stream(recorded.version, None, kind, recorded.parent, unknown=True)
    rules = catalogue.DECIDERS[kind]
    return Stream(recorded.version, rules.evolve(stream.state if stream else rules.initial, recorded.event), kind, recorded.parent)


@cache
def code(kind: str, epoch: int) -> str:
    """What a snapshot of this kind is tagged with: it changes with anything that may change a state or how it is written."""
    evolve = sys.modules[catalogue.DECIDERS[kind].evolve.__module__]
    sources = b"".join(_source(module) for module in (evolve, fields, decider, catalogue, sys.modules[__name__]))
    return f"{epoch}.{kind}.{hashlib.sha256(sources).hexdigest()}"


@cache
def _source(module: ModuleType) -> bytes:
    return Path(str(module.__file__)).read_bytes()


def encode(state: Any) -> bytes:
    """A state in the form of the events that it was folded from."""
    return _ENCODER.encode(state)


def decode(kind: str, state: bytes) -> Any:
    """The state of a stream of this kind."""
    return _decoder(kind).decode(state)


@cache
def _decoder(kind: str) -> "msgspec.json.Decoder[Any]":
    return msgspec.json.Decoder(get_type_hints(catalogue.DECIDERS[kind].evolve)["return"])


class Snapshots:
    """The streams of one network: read from their snapshots on, and put away again behind those who work with them."""

    def __init__(self, store: Store, network_id: NetworkId, epoch: int) -> None:
        self._store = store
        self._network = network_id
        self.epoch = epoch
        self._due: dict[StreamId, Stream] = {}
        self._writer: asyncio.Task[None] | None = None

    async def load(self, wanted: Collection[StreamId]) -> dict[StreamId, Stream]:
        """These streams as they stand, without those that are not there."""
        kept, tail = await self._store.load(self._network, wanted, [code(kind, self.epoch) for kind in catalogue.DECIDERS])
        try:
            found = {one.stream: Stream(one.version, decode(one.kind, one.state), one.kind, one.parent) for one in kept}
        except (msgspec.DecodeError, UnicodeDecodeError) as error:  # whoever damaged it: the log has it all
            _log.error("snapshot_undecodable", network_id=str(self._network), error=str(error))
            kept, tail = await self._store.load(self._network, wanted, ())
            found = {}
        for recorded in tail:
            if (stream := folded(found.get(recorded.stream_id), recorded)) is not None:
                found[recorded.stream_id] = stream
        since = {one.stream: one.version for one in kept}
        for stream_id, stream in found.items():
            self.note(stream_id, since.get(stream_id, 0), stream)
        return found

    async def since(self, stream_id: StreamId) -> tuple[Any, list[Recorded[Event]]] | None:
        """What a stream came to at its snapshot, and the events after that; None where it has none."""
        kept, tail = await self._store.load(self._network, [stream_id], [code(kind, self.epoch) for kind in catalogue.DECIDERS])
        with suppress(msgspec.DecodeError, UnicodeDecodeError):  # load tells of it
            if kept:
                return decode(kept[0].kind, kept[0].state), tail
        return None

    def note(self, stream_id: StreamId, since: int, stream: Stream) -> None:
        """What is written of this stream has come from one version to another: time for a snapshot?"""
        if stream.version // EVERY > since // EVERY and not stream.unknown:
            self._due[stream_id] = stream
            if self._writer is None or self._writer.done():
                self._writer = asyncio.create_task(self._write(), name=f"snapshots {self._network}")

    async def forget(self, streams: Collection[StreamId]) -> None:
        """Throw away what was made of these streams so far, also what is due or on its way."""
        self._due = {one: stream for one, stream in self._due.items() if one not in streams}
        if self._writer is not None:
            await self._writer
        await self._store.forget(self._network, streams)

    async def close(self) -> None:
        """Put away what is due, then stop."""
        if self._writer is not None:
            await self._writer

    async def _write(self) -> None:
        while self._due:
            due, self._due = self._due, {}
            made = [
                Snapshot(stream_id, stream.version, stream.kind, stream.parent, code(stream.kind, self.epoch), encode(stream.state))
                for stream_id, stream in due.items()
            ]
            try:
                await self._store.keep(self._network, made)
            except (Unavailable, Poisoned) as error:  # the next ones will do
                _log.warning("snapshots_not_kept", network_id=str(self._network), error=repr(error))
