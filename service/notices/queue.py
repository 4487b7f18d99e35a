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

import asyncpg
import structlog

from events import catalogue, network, sql
from events.decider import Event
from events.ids import NetworkId, PersonId, StreamId
from events.log.recorded import Recorded
from events.log.store import Store
from service.notices import rules
from service.notices.rules import Pace, Reader, Rule, Scene

statements = sql.beside(__file__)

PAGE = 500

_log = structlog.get_logger()


class Queue:
    """Takes up what was written since it last looked; a network on a given clock tells a story, and of that nobody is told."""

    def __init__(self, pool: "asyncpg.Pool[Any]", store: Store) -> None:
        self.pool = pool
        self.store = store
        self.queued = 0

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
        page = await self.store.page(network_id, stands, PAGE)
        streams = {StreamId(network_id), *(recorded.stream_id for recorded in page)}
        _, loaded = await self.store.load(network_id, streams, ())
        log = sorted((one for one in loaded if one.position <= stands + len(page)), key=lambda one: one.position)
        # What only a newer program can read may be about rights: that one goes on from there.
        known = list(takewhile(lambda one: not isinstance(one.event, catalogue.Unread), log))
        if len(known) < len(log):
            _log.warning("notices_wait", network_id=str(network_id), position=log[len(known)].position)
            page = [one for one in page if one.position < log[len(known)].position]
        if not page:
            return False
        readers = await self._readers(network_id, known)
        told = await asyncio.to_thread(_told, known, stands, readers) if readers else []
        through = page[-1].position
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
        return len(page) == PAGE

    async def _readers(self, network_id: NetworkId, log: Sequence[Recorded[Event]]) -> list[Reader]:
        """Everyone who ever had a role here and has an address, with what they want."""
        people = {one.event.person for one in log if isinstance(one.event, network.RoleGiven)}
        return [_reader(row) for row in await self.pool.fetch(statements.readers, network_id, list(people))]


def _told(log: Sequence[Recorded[Event]], after: int, readers: Sequence[Reader]) -> list[tuple[Recorded[Event], PersonId, Pace]]:
    scene = Scene()
    told = []
    for recorded in log:
        matters = scene.take(recorded)
        if recorded.position > after:
            told += [(recorded, person, pace) for person, pace in scene.told(recorded, matters, readers).items()]
    return told


def _reader(row: "asyncpg.Record") -> Reader:
    return Reader(PersonId(row["person_id"]), rule_of(row), frozenset(row["follows"]))


def rule_of(row: "asyncpg.Record | None") -> Rule:
    """What a person chose, or what is usual."""
    return Rule(**{name: row[name] for name in Rule.__struct_fields__}) if row and row["conflicts"] else rules.USUAL
