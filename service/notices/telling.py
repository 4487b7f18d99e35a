"""Telling people: the queue, then the digests, every few seconds in every process; whichever is faster does it."""

import asyncio
from datetime import UTC, datetime

import asyncpg
import structlog

from events.log.store import Unavailable
from service.identity.people import People
from service.mail.post import Post
from service.networks import Networks
from service.notices import reminding
from service.notices.closing import KIND, Closing
from service.notices.digests import Digests
from service.notices.digests import statements as digest_statements
from service.notices.queue import Queue
from service.notices.reminding import Reminding

EVERY = 5.0  # seconds

_log = structlog.get_logger()


class Telling:
    """Everything about notices that runs by itself."""

    def __init__(self, networks: Networks, people: People, post: Post, base_url: str) -> None:
        self.queue = Queue(networks.pool, networks.store)
        self.digests = Digests(networks.pool, networks, people, post, base_url)
        self.closing = Closing(networks, people, post, base_url)
        self.reminding = Reminding(networks, post, base_url)
        self.by_itself = True  # does it look without being asked?
        self.waiting = 0
        self.oldest = 0.0  # seconds
        post.writers["digest"] = self.digests.writer
        post.writers[KIND] = self.closing.writer
        post.writers[reminding.KIND] = self.reminding.writer

    async def look(self, now: datetime) -> None:
        """Queue what was written, close what is due at this moment, write of what ends soon, remind of what is due."""
        await self.queue.look(now)
        await self.closing.look(now)
        await self.reminding.look(now)
        await self.digests.close(now)
        row = await self.queue.pool.fetchrow(digest_statements.oldest)
        self.waiting, self.oldest = (row["waiting"], row["seconds"] or 0.0) if row else (0, 0.0)

    async def run(self) -> None:
        """Look again and again, until it is cancelled."""
        while True:
            try:
                if self.by_itself:
                    await self.look(datetime.now(UTC))
            except (
                OSError,
                asyncpg.PostgresError,
                asyncpg.InterfaceError,
                asyncpg.InternalClientError,
                TimeoutError,
                Unavailable,
            ) as error:
                _log.warning("notices_wait", error=type(error).__name__)
            except Exception:
                _log.exception("notices_failed")  # the next look may find other events; what was not queued waits where it is
            await asyncio.sleep(EVERY)
