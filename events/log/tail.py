"""The tail of one network's log: every event once, in order, to one listener.

What this process writes is handed over without a read; what others write is read from the log in pages, on a hint or
every second. The listener's own position decides what is next, so a lost hint costs time and never an event.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable, Sequence

import structlog

from events.decider import Event
from events.ids import NetworkId
from events.log import redaction
from events.log.recorded import Recorded
from events.log.store import Store, Unavailable

PAGE = 1_000
POLL = 1.0  # seconds

_log = structlog.get_logger()


class Tail:
    """Feeds ``apply`` with the events after ``position()``, for ever."""

    def __init__(
        self,
        store: Store,
        network_id: NetworkId,
        position: Callable[[], int],
        apply: Callable[[Iterable[Recorded[Event]]], None],
        poll: float = POLL,
        redacted: Callable[[Recorded[Event]], Awaitable[None]] | None = None,
    ) -> None:
        self._store = store
        self._network = network_id
        self._position = position
        self._apply = apply
        self._poll = poll
        self._redacted = redacted  # hears of each redaction before it is applied
        self._wake = asyncio.Event()
        self._closing = False
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Catch up with the log, then follow it."""
        while await self._page():
            pass
        self._task = asyncio.create_task(self._run(), name=f"tail {self._network}")

    async def close(self) -> None:
        self._closing = True
        self._wake.set()
        if self._task:
            await self._task

    def hand_over(self, written: Sequence[Recorded[Event]]) -> None:
        """Events that this process has just written, in order."""
        if written[0].position == self._position() + 1 and all(one.tag != redaction.TAG for one in written):
            self._apply(written)
        else:
            self._wake.set()  # another process wrote in between, or the log has to be read again; it has it all

    def hint(self) -> None:
        """Someone may have written."""
        self._wake.set()

    async def _run(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._poll):
                    await self._wake.wait()
            self._wake.clear()
            if self._closing:
                return
            try:
                while await self._page():
                    pass
            except Unavailable:
                _log.warning("tail_waits", network_id=str(self._network))
            except Exception:
                _log.exception("tail_failed", network_id=str(self._network))

    async def _page(self) -> bool:
        """Read and apply one page; True where there may be more."""
        page = await self._store.page(self._network, self._position(), PAGE)
        for recorded in page:
            if recorded.tag == redaction.TAG and self._redacted is not None:
                await self._redacted(recorded)
        self._apply(recorded for recorded in page if recorded.position > self._position())
        return len(page) == PAGE
