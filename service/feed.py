"""The events of a network as they are stored, one line each: for auditors, and for programs that keep a copy of a log.

Read in the order of the log, in pages, and never beyond what is folded here. Between two pages no connection is held: a slow reader costs
one page of memory, and nothing of the database. An auditor of the whole network is told every event, so that their positions are those
of the log without a gap; whoever is not, the events of what they may know of. Rights and restrictions are those of the moment at which a
page leaves, not of the one at which it was asked for.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType, structs

from events import catalogue, line, sql
from events.decider import Refused
from events.ids import AuthorityId, PersonId, StreamId, Token
from events.log import codec
from events.log.recorded import Recorded
from projections import past
from projections.catalogue import PROJECTIONS
from projections.past import Difference
from projections.rights import Standing
from service import access
from service.networks import Network

statements = sql.beside(__file__)

Changed = dict[int, tuple[Difference, ...]]  # by position

MEDIA_TYPE = "application/x-ndjson"
BYTES = 262_144  # of one page
ROW = 512  # of a line beside its payload, as feed.sql counts
NARROW, WIDE = 256, 16_384  # positions that are looked at for a page: the fewer that are found, the more

_encode = msgspec.json.Encoder().encode


class Wanted(Struct, frozen=True):
    """Which events: of one stream, of one tag or one kind of tags, by somebody, for an authority, in a time that ends before ``until``."""

    stream: UUID | None = None
    tag: str | None = None
    by: UUID | None = None
    on_behalf_of: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


class StoredEvent(Struct, frozen=True, kw_only=True):
    """One event. ``body`` holds the bytes that the digest was made of, after ``salt``, which a redacted event has no longer."""

    position: int
    token: str
    stream: UUID
    version: int
    tag: str
    schema_version: int
    at: datetime
    by: PersonId
    on_behalf_of: AuthorityId | None
    cause: UUID | None
    command: UUID
    parent: UUID | None  # the plan that the stream belongs to
    reason: str | None
    redacted: bool
    salt: bytes | None
    digest: bytes
    changes: tuple[Difference, ...] | UnsetType = UNSET  # what it changed, field by field, where that is asked for
    body: Raw  # the last, so that it can be cut out as it is stored


class End(Struct, frozen=True):
    """The last line: everything up to ``through`` was told. ``more``: a limit was reached, and it goes on from there."""

    through: str
    more: bool


class _Reason(Struct):
    reason: Any = None  # of a row that was spoilt it may be anything


_reason = msgspec.json.Decoder(_Reason).decode


class Feed:
    """One answer: the events of a network that somebody may read, from behind a position to the head as it stands, or the other way."""

    def __init__(
        self, network: Network, pool: Any, person: PersonId, over: Callable[[], bool], wanted: Wanted, *, changes: bool = False
    ) -> None:
        self.network = network
        self.pool = pool
        self.person = person
        self.over = over  # has whoever reads this been signed out meanwhile?
        self.wanted = wanted
        self.changes = changes  # is each event told with what it changed?
        self.head = network.follower.position

    async def lines(self, begin: int | None, limit: int | None, *, newest: bool) -> AsyncIterator[bytes]:
        """Pieces of whole lines. Where rights, or the database, go away meanwhile it ends early, without the last line."""
        last = begin if begin is not None else self.head + 1 if newest else 0
        end, left, width = 1 if newest else self.head, limit, NARROW
        while left != 0 and (last > end if newest else last < end):
            low, high = (max(0, last - 1 - width), last - 1) if newest else (last, min(last + width, end))
            rows = await self._page(low, high, newest=newest)
            full = sum(len(row["payload"]) + ROW for row in rows) >= BYTES
            width = max(NARROW, width // 4) if full else min(WIDE, width * 4)
            if (standing := self._standing()) is None:
                return
            told = [row for row in rows if tells(self.network, standing, row)][:left]
            made: Changed = {}
            if self.changes and told:
                made = await changes(self.network, {row["position"]: row["stream_id"] for row in told})
                if (standing := self._standing()) is None:
                    return
                told = [row for row in told if tells(self.network, standing, row)]
            left = None if left is None else left - len(told)
            # What nobody is told of leaves no trace: it ends at what was told last, or where there is nothing more.
            if left == 0:
                last = told[-1]["position"]
            elif full:
                last = rows[-1]["position"]
            else:
                last = low + 1 if newest else high
            if told:
                yield b"".join(self._line(row, made) for row in told)
        through = min(last, self.head)
        yield _encode(End(self._token(through), more=last > end if newest else last < end)) + b"\n"

    def _standing(self) -> Standing | None:
        """The rights of whoever reads, as they are now; None where they may read no further."""
        if self.network.moved or self.over():
            return None  # after a restore, what was told so far is of another log
        try:
            return access.may_enter(self.network.standing(self.person), "events")
        except (line.Missing, Refused):
            return None

    async def _page(self, low: int, high: int, *, newest: bool) -> list[Any]:
        of = self.wanted
        asked = (of.stream, of.tag, of.by, of.on_behalf_of, of.since, of.until, -1 if newest else 1)
        found: list[Any] = await self.pool.fetch(statements.page, self.network.network_id, low, high, *asked, BYTES)
        return found

    async def one(self, position: int) -> StoredEvent | None:
        """The event at a position, where somebody may be told of it."""
        rows = await self._page(position - 1, position, newest=False)
        standing = access.may_enter(self.network.standing(self.person), "event")
        known = [row for row in rows if position <= self.head and tells(self.network, standing, row)]
        return self._told(known[0]) if known else None

    def _token(self, position: int) -> str:
        return str(Token(self.network.epoch, position))

    def _line(self, row: Any, made: Changed | None = None) -> bytes:
        told = self._told(row)
        if self.changes:
            told = structs.replace(told, changes=() if made is None else made.get(told.position, ()))
        return _encode(told) + b"\n"

    def _told(self, row: Any) -> StoredEvent:
        body = codec.told(row["payload"])
        reason = _reason(body).reason
        return StoredEvent(
            position=row["position"],
            token=self._token(row["position"]),
            stream=row["stream_id"],
            version=row["version"],
            tag=row["tag"],
            schema_version=row["schema_version"],
            at=row["at"],
            by=row["by"],
            on_behalf_of=row["on_behalf_of"],
            cause=row["cause"],
            command=row["command_id"],
            parent=row["parent"],
            reason=reason if isinstance(reason, str) else None,
            redacted=row["salt"] is None,
            salt=row["salt"],
            digest=row["digest"],
            body=body,
        )


async def changes(network: Network, wanted: Mapping[int, UUID]) -> Changed:
    """What some events changed, field by field, in whatever is shown of them: by position, each given with its stream.

    Nothing of those to whose stream a newer program wrote.
    """
    store, found = network.store, Changed()
    streams = {StreamId(one): 0 for one in wanted.values()}
    try:
        log = await store.streams(network.network_id, streams)
    except catalogue.Unknown:
        if len(streams) == 1:
            return found
        for one in streams:
            found |= await changes(network, {position: stream for position, stream in wanted.items() if stream == one})
        return found
    passed_over = network.follower.passed_over
    then = past.Past(passed_over=passed_over)
    for number, recorded in enumerate(sorted(log, key=lambda one: one.position), 1):
        if number % past.TURN == 0:
            await asyncio.sleep(0)
        if recorded.position not in wanted:
            then.fold(recorded)
            continue
        touched = [
            (of, key, then.rows(of).get(key))
            for of in PROJECTIONS
            if of.kept and isinstance(recorded.event, of.asks) and (of.name, recorded.position) not in passed_over
            for key in of.touches(recorded)
        ]
        then.fold(recorded)
        told: dict[str, Difference] = {}
        for of, key, before in touched:
            after = then.rows(of).get(key)
            row = before if after is None else after
            if row is not None and tuple(of.topics(row)):  # what stands on no screen says nothing to anybody
                told |= {one.field: one for one in past.changed(before, after, recorded.event)}
        found[recorded.position] = tuple(told.values())
    return found


def tells(network: Network, standing: Standing, row: Any) -> bool:
    """May whoever has this standing be told of a stored event? By the same rule as of what happened lately."""
    if access.reads_all(standing):
        return True
    event = catalogue.decode_or_pass(row["tag"], row["schema_version"], row["payload"])
    if isinstance(event, catalogue.Unread):
        return False  # what a newer program wrote may tell of anything
    recorded = Recorded(
        network.network_id,
        row["position"],
        row["stream_id"],
        row["parent"],
        row["version"],
        row["tag"],
        row["command_id"],
        row["cause"],
        row["by"],
        row["on_behalf_of"],
        row["at"],
        event,
    )
    return access.told(recorded, standing, network.named) is not None
