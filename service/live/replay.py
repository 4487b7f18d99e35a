"""Replays: the events of a journal told again to an auditor, one by one, as many at a time as they asked for.

What is told again never competes with what happens: one page at a time is read for all replays of a process, and after each the
process rests for as long as it took. An auditor who takes nothing costs a position, no queue and no connection of the database.
Every event is told once, in the order of the log, and none beyond what is folded here: a right that is taken away ends a replay
where it was, with nothing of that position or after it.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

import structlog

from events import sql
from events.ids import NetworkId
from events.log import codec
from events.log.postgres import PASSING
from events.log.store import Unavailable
from projections.projection import AUDITORS
from service.live import frames
from service.live.frames import Packet
from service.live.topic import Subscription, Topic

SQL = sql.beside(__file__)
JOURNAL = "journal:"
PAGE = 250  # events
WIDE = 2_000  # positions that are looked at for a page of one plan
BYTES = 1_048_576  # of payloads in one page, but for the first event of it
CHUNK = 64 * 1024  # bytes that go out before the client's appetite is looked at again
REST = 0.1  # seconds at most between two pages
AWAY = 1.0  # seconds until a database that does not answer is asked again

_log = structlog.get_logger()


class Stored(NamedTuple):
    """One event as it stands in the log."""

    position: int
    stream_id: UUID
    version: int
    tag: str
    schema_version: int
    command_id: UUID
    cause: UUID | None
    by: UUID
    on_behalf_of: UUID | None
    at: datetime
    payload: bytes


class Page(NamedTuple):
    """Events in order, and the position through which there are no others."""

    events: Sequence[Stored]
    through: int


class Journal(Protocol):
    """Where events are read from: of a network, or of one plan, after a position and through another."""

    async def page(self, network: NetworkId, plan: UUID | None, after: int, through: int, limit: int, /) -> Page: ...


class Log:
    """The journal of every network of one database."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool

    async def page(self, network: NetworkId, plan: UUID | None, after: int, through: int, limit: int, /) -> Page:
        until = min(through, after + (limit if plan is None else WIDE))
        try:
            rows = await self._pool.fetch(SQL.page, network, plan, after, until, limit, BYTES)
        except PASSING as error:
            raise Unavailable from error
        events = [Stored(*row) for row in rows]
        cut = len(events) == limit or sum(len(one.payload) for one in events) >= BYTES
        return Page(events, events[-1].position if cut else until)


class Reader(Protocol):
    """Whoever a replay is for, as far as it goes."""

    subs: dict[int, Subscription]

    @property
    def full(self) -> bool: ...
    def send(self, packet: Packet, /) -> None: ...


class Desk(Protocol):
    """The hub, as far as a replay goes."""

    network: NetworkId

    @property
    def redacted(self) -> int: ...  # position of the last redaction
    def finish(self, replay: "Replay", /) -> None: ...
    def give_up(self, replay: "Replay", /) -> None: ...


class Replay(Subscription):
    """One replay: how far it is, through where it goes, and how many events it is still owed."""

    __slots__ = ("credit", "desk", "lane", "last", "plan", "reader", "seen", "through")

    def __init__(self, id: int, topic: Topic, desk: Desk, reader: Reader, plan: UUID | None, begin: int, through: int, credit: int) -> None:
        super().__init__(id, topic, ())
        self.desk = desk
        self.reader = reader
        self.plan = plan
        self.lane = f"{topic.name}/{AUDITORS}"
        self.last = self.seen = begin  # the event that was told last; the position through which there is no other
        self.through = through
        self.credit = credit

    @property
    def audiences(self) -> tuple[str, ...]:
        return (AUDITORS,)

    @property
    def there(self) -> bool:
        """Does anybody wait for it?"""
        return self.reader.subs.get(self.id) is self

    @property
    def ready(self) -> bool:
        """Is there something to tell them that they take now?"""
        return self.there and not self.reader.full and (self.credit > 0 or self.seen >= self.through)

    def take(self, page: Page) -> int:
        """Tell of these events as far as they take them; how many were told."""
        told, size, out = 0, 0, list[Packet]()
        for one in page.events:
            if size >= CHUNK:
                self.reader.send(frames.joined(out))
                size, out = 0, []
                if self.reader.full:
                    return told
            packet = frames.encode(self._frame(one))
            out.append(packet)
            size += len(packet.wire)
            self.last = self.seen = one.position
            self.credit -= 1
            told += 1
        self.seen = page.through
        if out:
            self.reader.send(frames.joined(out))
        return told

    def _frame(self, one: Stored) -> frames.Ev:
        return frames.Ev(
            self.lane,
            self.last,
            one.position,
            one.stream_id,
            one.version,
            one.tag,
            one.schema_version,
            one.at,
            one.by,
            one.on_behalf_of,
            one.cause,
            one.command_id,
            codec.told(one.payload),
        )


class Replays:
    """Every replay of a process, in turn."""

    def __init__(self, journal: Journal) -> None:
        self.told = 0
        self._journal = journal
        self._due: dict[Replay, None] = {}
        self._working: asyncio.Task[None] | None = None

    def wake(self, replay: Replay) -> None:
        """It may go on: somebody asked for it, or for more of it, or takes more again."""
        if replay.ready:
            self._due[replay] = None
            if self._working is None or self._working.done():
                self._working = asyncio.create_task(self._work(), name="replays")

    async def close(self) -> None:
        """No more pages are read."""
        self._due.clear()
        if self._working is not None:
            self._working.cancel()
            await asyncio.wait((self._working,))

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while self._due:
            replay = next(iter(self._due))
            del self._due[replay]
            began = loop.time()
            try:
                await self._page(replay)
                rest = min(REST, loop.time() - began)
            except Unavailable:
                _log.warning("replay_waits", network_id=str(replay.desk.network))
                rest = AWAY
            except Exception:
                _log.exception("replay_failed", network_id=str(replay.desk.network), position=replay.seen)
                replay.desk.give_up(replay)
                continue
            if replay.ready:
                self._due[replay] = None  # behind all others
            await asyncio.sleep(rest)

    async def _page(self, replay: Replay) -> None:
        if not replay.ready:
            return
        if replay.seen < replay.through:
            redacted = replay.desk.redacted
            page = await self._journal.page(replay.desk.network, replay.plan, replay.seen, replay.through, min(PAGE, replay.credit))
            # Meanwhile they may have left, or lost their right; and what was read may hold a text that is taken away by now.
            if not replay.there or replay.desk.redacted != redacted:
                return
            self.told += replay.take(page)
        if replay.seen >= replay.through and not replay.reader.full:
            replay.desk.finish(replay)
