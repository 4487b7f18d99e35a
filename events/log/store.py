"""What every store of the log promises: the PostgreSQL one, and its twin in memory.

One network is one log. Positions are 1, 2, 3 … and so are the versions of each stream. ``append`` takes a batch that
was decided at the given versions of the streams it read and, under the network's lock, writes what still holds.
"""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol, TypeAlias
from uuid import UUID

from msgspec import Struct

from events.decider import Event
from events.ids import AuthorityId, CommandId, NetworkId, PersonId, StreamId
from events.log.codec import Sealed
from events.log.recorded import Recorded

Status: TypeAlias = Literal["ok", "again", "duplicate", "reused", "too_early", "absent"]


class Drafted(Struct, frozen=True, kw_only=True, gc=False):
    """One command as it was decided: its outcome, its events, and every stream that it read.

    A command of several streams is drafted in parts, side by side in one unit: all have its id, its outcome, and the events of
    a stream each; it leaves one row.
    """

    id: CommandId
    by: PersonId
    on_behalf_of: AuthorityId | None
    cause: UUID | None
    request_hash: bytes | None
    outcome: str  # applied, nothing, or refused:<code>
    at: datetime | None  # named by a loader of a network on a given clock
    stream: StreamId
    kind: str
    parent: UUID | None  # the root that the stream belongs to
    reads: frozenset[StreamId]  # its own stream always among them
    events: tuple[Sealed, ...] = ()


Unit: TypeAlias = Sequence[Drafted]  # all or nothing


class Answer(Struct, frozen=True, gc=False):
    """What became of one drafted command.

    ``again``: a stream it read has moved on; decide it anew. ``duplicate``: its id was answered before, and this is
    that answer. ``reused``: its id was answered for another request. ``too_early``: the time it names lies before the
    event ahead of it. ``absent``: its unit was answered before, and this command was not part of the answer.
    """

    status: Status
    outcome: str | None
    first_position: int | None
    last_position: int
    recorded: tuple[Recorded[Event], ...] = ()


def recorded_of(network_id: NetworkId, draft: Drafted, position: int, version: int, at: datetime) -> tuple[Recorded[Event], ...]:
    """The events of a draft that was written from this position and version on."""
    stream, parent, command, cause, by, behalf = draft.stream, draft.parent, draft.id, draft.cause, draft.by, draft.on_behalf_of
    return tuple(
        [
            Recorded(network_id, position + index, stream, parent, version + index, one.tag, command, cause, by, behalf, at, one.event)
            for index, one in enumerate(draft.events)
        ]
    )


class Known(Struct, frozen=True):
    """A command's row: the answer that its id gets for ever."""

    by: PersonId
    request_hash: bytes | None
    outcome: str
    first_position: int | None
    last_position: int


class Head(Struct, frozen=True):
    """Where a log stands, and how it was founded."""

    epoch: int
    position: int
    clock: Literal["real", "given"]
    time_zone: str
    key: bytes


class Snapshot(Struct, frozen=True):
    """The state that a stream's first events lead to, as ``code`` folds and writes it. It can be thrown away at any time."""

    stream: StreamId
    version: int
    kind: str
    parent: UUID | None
    code: str
    state: bytes


class StaleEpoch(Exception):
    """The network is not there, or was moved to another epoch by a restore."""


class Unavailable(Exception):
    """The database did not answer; what was asked may or may not have been written. Ask again with the same id."""


class Poisoned(Exception):
    """The database refuses this batch for what is in it, whenever it is tried."""


class Store(Protocol):
    """The log of many networks."""

    async def found(self, network_id: NetworkId, founding: Sealed, *, clock: str, time_zone: str, at: datetime | None = None) -> None:
        """Found a network: its row, its key and position 1, all or nothing; founding it again changes nothing."""

    async def head(self, network_id: NetworkId) -> Head | None:
        """Where the log stands, or None where there is no such network."""

    async def last_by(self, network_id: NetworkId, at: datetime) -> int:
        """The position of the last event that was written at this instant or before; 0 where there is none."""

    async def append(
        self, network_id: NetworkId, epoch: int, versions: Mapping[StreamId, int], units: Sequence[Unit], seen: int | None = None
    ) -> list[list[Answer]]:
        """Write the units that still hold, in order; one answer per command.

        ``versions``: of every stream read. ``seen``: the position at which they all were the newest, where that is known.
        """

    async def streams(self, network_id: NetworkId, after: Mapping[StreamId, int]) -> list[Recorded[Event]]:
        """The events of these streams after these versions, by stream and version; raises catalogue.Unknown."""

    async def load(
        self, network_id: NetworkId, streams: Collection[StreamId], codes: Collection[str]
    ) -> tuple[list[Snapshot], list[Recorded[Event]]]:
        """The snapshots of these streams that have one of these codes; all events after them, by version, Unread where unknown."""

    async def keep(self, network_id: NetworkId, snapshots: Sequence[Snapshot]) -> None:
        """Put snapshots away. Each stream has one: the newest of a code, or the last that was put away of another."""

    async def forget(self, network_id: NetworkId, streams: Collection[StreamId]) -> None:
        """Throw away the snapshots of these streams: whoever redacts one of their events must."""

    async def page(self, network_id: NetworkId, after: int, limit: int) -> list[Recorded[Event]]:
        """At most ``limit`` events after a position, in order, without a gap: in place of one that is unknown, Unread."""

    def plan(self, network_id: NetworkId, root: UUID | None, through: int, after: int = 0) -> AsyncIterator[Recorded[Event]]:
        """The events of a root stream and of all streams below it, or with None of all streams, after a position and up to another.

        They come in order; raises catalogue.Unknown.
        """

    async def command(self, network_id: NetworkId, command_id: CommandId) -> Known | None:
        """The row of a command, or None where its id was never answered."""
