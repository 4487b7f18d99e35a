"""Texts that somebody typed and that have to go from the log: where they stand, and what is left to do once they are gone.

Rules and log take them out (docs/format.md); every process lets go of what it holds as it hears of that (service/networks.py).
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import structlog
from msgspec import Struct

from events import network, sql
from events.ids import NetworkId, PersonId
from events.log import redaction
from events.log.recorded import Recorded
from events.log.store import Store
from projections import recent_activity
from service.mail.carriers import Folder
from service.mail.post import Post
from service.networks import Networks
from service.public.shelf import Shelf

statements = sql.beside(__file__)

PAGE = 1_000
MOST = 200  # places of one redaction, as many as its command takes
LONG = 20  # characters from which on a text is looked for inside others, where nobody is asked
GATHER = 2.0  # seconds

_log = structlog.get_logger()


class Found(Struct, frozen=True):
    """One place where a text stands: in which event, of which item, in which field, and all that this field holds."""

    position: int
    field: str
    text: str
    tag: str
    stream_id: UUID
    plan_id: UUID | None
    by: PersonId
    at: datetime
    authors: tuple[PersonId, ...] = ()  # whose words it is, where that is not who told it


async def places(store: Store, network_id: NetworkId, through: int, text: str, known: Callable[[UUID], bool]) -> list[Found]:
    """Where a text stands, in capitals or not, alone or within a longer one: the first places of items that may be known of."""
    sought = plain(text)
    found: list[Found] = []
    async for recorded in _log_of(store, network_id, through):
        for field, told in redaction.texts(recorded.event):
            if sought in plain(told) and told != redaction.MARK and known(recent_activity.about(recorded)):
                plan = recorded.parent or (recorded.stream_id if recorded.tag.startswith("action_plan.") else None)
                authors = getattr(recorded.event, "authors", ())
                found.append(
                    Found(recorded.position, field, told, recorded.tag, recorded.stream_id, plan, recorded.by, recorded.at, authors)
                )
                if len(found) == MOST:
                    return found
    return found


def command(found: Iterable[Found]) -> network.Redact:
    """What takes the texts at these places out."""
    fields: dict[int, list[str]] = {}
    for one in found:
        fields.setdefault(one.position, []).append(one.field)
    return network.Redact(tuple(network.Place(position, tuple(named)) for position, named in fields.items()))


def plain(text: str) -> str:
    """A text as it is looked for: whatever its capitals and the breaks of its lines."""
    return " ".join(text.casefold().split())


async def _log_of(store: Store, network_id: NetworkId, through: int) -> AsyncIterator[Recorded[Any]]:
    for after in range(0, through, PAGE):
        for recorded in await store.page(network_id, after, min(PAGE, through - after)):
            yield recorded


class Redacting:
    """What this process does outside its networks once a text is gone from a log."""

    def __init__(self, networks: Networks, shelf: Shelf, post: Post, owner: str | None) -> None:
        self._shelf = shelf
        self._post = post
        self._owner = owner
        self._sweeping: asyncio.Task[None] | None = None
        self._again = False
        networks.redacted = self.heard
        networks.forgetting = self.forget

    def heard(self) -> None:
        """A text is gone from a log, whoever took it out: the public is shown nothing that was made before, and the files are swept."""
        self._shelf.forget()
        self._again = True
        if self._owner is not None and (self._sweeping is None or self._sweeping.done()):
            self._sweeping = asyncio.create_task(self._sweep(self._owner), name="sweep")

    async def forget(self, texts: Collection[str]) -> None:
        """Letters in a folder of this process that repeat one of these go: what is short may stand in any letter, and stays."""
        long = [text for text in map(plain, texts) if len(text) >= LONG]
        if long and isinstance(self._post.carrier, Folder):
            await self._post.carrier.forget((), lambda letter: any(text in plain(letter) for text in long))

    async def close(self) -> None:
        """Let a sweep that is under way end."""
        if self._sweeping is not None:
            await self._sweeping

    async def _sweep(self, owner: str) -> None:
        while self._again:
            await asyncio.sleep(GATHER)  # tables are written a moment after the event
            self._again = False
            try:
                await sweep(owner)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                _log.warning("redaction_not_swept", error=type(error).__name__)  # autovacuum does it in time


async def sweep(owner: str) -> None:
    """Take dead rows away wherever a redacted text may have stood, and what the planner remembers of them."""
    connection = await asyncpg.connect(owner, timeout=10)
    try:
        for row in await connection.fetch(statements.swept):
            await connection.execute(row["sweep"])
    finally:
        await connection.close(timeout=5)
