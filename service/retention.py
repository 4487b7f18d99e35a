"""What nobody needs any more goes by itself, as long after as the operator set: looked at once an hour, on every process."""

import asyncio
import time
from typing import Any

import asyncpg
import structlog
from msgspec import structs

from events import sql
from service.attachments.files import Files
from service.mail.carriers import Carrier, Folder
from service.settings import Keep

statements = sql.beside(__file__)

EVERY = 3600.0
DAY = 86_400

_log = structlog.get_logger()


async def purge(pool: "asyncpg.Pool[Any]", keep: Keep, carrier: Carrier | None, files: Files) -> dict[str, int]:
    """Let go of all that is over; how many rows of what."""
    gone = {}
    for name, days in structs.asdict(keep).items():
        gone[name] = _count(await pool.execute(getattr(statements, name), days))
    for name in ("offers", "answer_links", "sent_files"):
        gone[name] = _count(await pool.execute(getattr(statements, name)))
    gone["files"] = await files.sweep()
    if isinstance(carrier, Folder):
        await carrier.forget_before(time.time() - keep.letters * DAY)
    return gone


async def watch(pool: "asyncpg.Pool[Any]", keep: Keep, carrier: Carrier | None, files: Files) -> None:
    """Do so once an hour; runs until it is cancelled."""
    while True:
        try:
            gone = await purge(pool, keep, carrier, files)
            if any(gone.values()):
                _log.info("purged", **gone)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, TimeoutError) as error:
            _log.warning("purge_waits", error=type(error).__name__)
        await asyncio.sleep(EVERY)


def _count(status: str) -> int:
    return int(status.rpartition(" ")[2])
