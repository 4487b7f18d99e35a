"""The events of a network as they are stored, one line each: for auditors, and for programs that keep a copy of a log.

Read in the order of the log, in pages, and never beyond what is folded here. Between two pages no connection is held: a slow reader costs
one page of memory, and nothing of the database. An auditor of the whole network is told every event, so that their positions are those
of the log without a gap; whoever is not, the events of what they may know of. Rights and restrictions are those of the moment at which a
page leaves, not of the one at which it was asked for.
"""

from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Raw, Struct

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

    def __init__(self, network: Network, pool: Any, person: PersonId, over: Callable[[], bool], wanted: Wanted) -> None:
        self.network = network
        self.pool = pool
        self.person = person
        self.over = over  # has whoever reads this been signed out meanwhile?
        self.wanted = wanted
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
            try:
                if self.network.moved or self.over():
                    return  # after a restore, what was told so far is of another log
                standing = access.may_enter(self.network.standing(self.person), "events")
            except (line.Missing, Refused):
                return
            told = [row for row in rows if tells(self.network, standing, row)][:left]
            left = None if left is None else left - len(told)
            # What nobody is told of leaves no trace: it ends at what was told last, or where there is nothing more.
            if left == 0:
                last = told[-1]["position"]
            elif full:
                last = rows[-1]["position"]
            else:
                last = low + 1 if newest else high
            if told:
                yield b"".join(map(self._line, told))
        through = min(last, self.head)
        yield _encode(End(self._token(through), more=last > end if newest else last < end)) + b"\n"

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

    def _line(self, row: Any) -> bytes:
        return _encode(self._told(row)) + b"\n"

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


async def changes(network: Network, told: StoredEvent) -> list[Difference]:
    """What an event changed, field by field, in whatever is shown of it; nothing where a newer program wrote to its stream."""
    try:
        log = await network.store.streams(network.network_id, {StreamId(told.stream): 0})
    except catalogue.Unknown:
        return []
    before = [one for one in log if one.position <= told.position]
    recorded, found = before[-1], dict[str, Difference]()
    for of in PROJECTIONS:
        if of.kept and isinstance(recorded.event, of.asks) and (of.name, recorded.position) not in network.follower.passed_over:
            for key in of.touches(recorded):
                concerned = [one for one in before if isinstance(one.event, of.asks) and key in of.touches(one)]
                found |= {one.field: one for one in past.history(concerned, of)[-1].changes}
    return list(found.values())


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
