"""The queue of notices: reads each network's log once, in order, and writes down whom to tell of what.

The checkpoint moves by compare-and-set in the transaction that writes the notices, so each event is queued once for each
person, whatever crashes and however many processes look. Whom to tell follows from the log up to the event itself, not
from what a process happens to know when it looks; what people want is read at that moment.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile
from typing import Any
from uuid import UUID

import asyncpg
import structlog

from events import catalogue, comment, minutes, network, question, sql
from events.decider import Event
from events.ids import NetworkId, PersonId, StreamId
from events.log.recorded import Recorded
from events.log.store import Store
from projections.restricted_items import item_places
from service.following import Choices
from service.notices import rules
from service.notices.rules import Pace, Reader, Rule, Scene

statements = sql.beside(__file__)

PAGE = 500
MOST_STREAMS = 10_000  # of a network, and
MOST_NETWORKS = 100  # that are known from one look to the next

_log = structlog.get_logger()


class Queue:
    """Takes up what was written since it last looked; a network on a given clock tells a story, and of that nobody is told."""

    def __init__(self, pool: "asyncpg.Pool[Any]", store: Store) -> None:
        self.pool = pool
        self.store = store
        self.queued = 0
        self._known: dict[NetworkId, _Known] = {}

    async def look(self, now: datetime) -> None:
        """Take up every network that has moved on."""
        for row in await self.pool.fetch(statements.behind):
            network_id = NetworkId(row["network_id"])
            try:
                while await self._page(network_id, row["time_zone"], now):
                    pass
            except (ArithmeticError, LookupError, TypeError, ValueError):
                _log.exception("notices_failed", network_id=str(network_id))  # a fault of ours; the other networks go on

    async def _page(self, network_id: NetworkId, zone: str, now: datetime) -> bool:
        """Take up the next events; True where there may be more."""
        stands = await self.pool.fetchval(statements.begin, network_id)
        if stands is None:
            return True  # another process began at this very moment
        known = self._known.pop(network_id, None)  # kept only where all of this goes well
        if known is None or known.position != stands:
            known = _Known(stands)
        page = await self.store.page(network_id, stands, PAGE)
        # What only a newer program can read may be about rights: that one goes on from there.
        read = list(takewhile(lambda one: not isinstance(one.event, catalogue.Unread), page))
        if not await self._learn(known, network_id, {StreamId(network_id)}) or not read:
            return False
        known.people.update(_given_roles(read))
        readers = await self._readers(network_id, known)
        told: list[tuple[Recorded[Event], PersonId, Pace]] = []
        if readers:
            if not await self._learn(known, network_id, _streams_of(read)):
                return False
            told = await asyncio.to_thread(_told, known.scene, read, readers)
        through = read[-1].position
        wants = {reader.person: reader.rule for reader in readers}
        windows = sorted({(person, pace) for _, person, pace in told})
        async with self.pool.acquire() as connection, connection.transaction():
            if not await connection.fetchval(statements.advance, network_id, stands, through):
                return True  # another process was faster: what it left is taken up anew
            if told:
                rows = [(recorded.position, recorded.stream_id, person, pace) for recorded, person, pace in told]
                await connection.execute(statements.queue, network_id, *(list(column) for column in zip(*rows, strict=True)))
                dues = [rules.due(pace, wants[person], zone, now) for person, pace in windows]
                people, paces = [person for person, _ in windows], [pace for _, pace in windows]
                await connection.execute(statements.gather, network_id, people, paces, dues, now, rules.LONGEST)
        self.queued += len(told)
        if readers and not any(isinstance(one.event, network.EventRedacted) for one in read):
            known.position = through
            self._keep(network_id, known)
        return len(read) == PAGE

    async def _learn(self, known: "_Known", network_id: NetworkId, wanted: set[StreamId]) -> bool:
        """Take in what these streams, and those of what their items lie within, held before; False where only a newer program reads it."""
        while missing := wanted - known.streams:
            _, loaded = await self.store.load(network_id, missing, ())
            log = sorted((one for one in loaded if one.position <= known.position), key=lambda one: one.position)
            for recorded in log:
                if isinstance(recorded.event, catalogue.Unread):
                    _log.warning("notices_wait", network_id=str(network_id), position=recorded.position)
                    return False
                known.scene.take(recorded)
            known.people.update(_given_roles(log))
            known.streams |= missing
            wanted = _streams_of(log)
        return True

    def _keep(self, network_id: NetworkId, known: "_Known") -> None:
        if len(known.streams) <= MOST_STREAMS:
            self._known[network_id] = known
        if len(self._known) > MOST_NETWORKS:
            del self._known[next(iter(self._known))]

    async def _readers(self, network_id: NetworkId, known: "_Known") -> list[Reader]:
        """Everyone who ever had a role here and has an address, with what they want."""
        return [_reader(row) for row in await self.pool.fetch(statements.readers, network_id, list(known.people))]


class _Known:
    """A network as the last look left it, so that the next one reads no stream from its beginning again."""

    def __init__(self, position: int) -> None:
        self.position = position
        self.scene = Scene()
        self.streams: set[StreamId] = set()  # those that the scene knows
        self.people: set[PersonId] = set()  # who ever had a role


def _given_roles(log: Sequence[Recorded[Event]]) -> set[PersonId]:
    return {one.event.person for one in log if isinstance(one.event, network.RoleGiven)}


def _streams_of(log: Sequence[Recorded[Event]]) -> set[StreamId]:
    """The streams of these events, of what the items that begin here lie within, and of what tells whom they ask for an answer."""
    places = [item_places.fold(None, one) for one in log if any(item_places.touches(one))]
    asking: set[UUID | None] = set()
    for one in log:
        match one.event:
            case minutes.Begun(meeting):
                asking.add(meeting)  # who was there reads the minutes over
            case question.Posed(skill=skill):
                asking.add(skill)
            case comment.Written(answers=answers):
                asking.add(answers)  # whose author is told
    within = {place.within_id for place in places if place}
    return {*(one.stream_id for one in log), *(StreamId(one) for one in within | asking if one)}


def _told(scene: Scene, page: Sequence[Recorded[Event]], readers: Sequence[Reader]) -> list[tuple[Recorded[Event], PersonId, Pace]]:
    told = []
    for recorded in page:
        told += [(recorded, person, pace) for person, pace in scene.told(recorded, scene.take(recorded), readers).items()]
    return told


def _reader(row: "asyncpg.Record") -> Reader:
    return Reader(PersonId(row["person_id"]), rule_of(row), Choices(frozenset(row["follows"]), frozenset(row["mutes"])))


def rule_of(row: "asyncpg.Record | None") -> Rule:
    """What a person chose, or what is usual."""
    return Rule(**{name: row[name] for name in Rule.__struct_fields__}) if row and row["conflicts"] else rules.USUAL
