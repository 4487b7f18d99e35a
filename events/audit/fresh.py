"""What this process has just written, kept until its leaves are in the tree: to read it from the database again takes twice as long.

It is a second way to the same bytes, never another authority: who takes leaves from here compares the last of them with what the database
holds by then, and where anything is missing or differs the database is read.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from events.audit.entry import ABSENT, LEAF, microseconds
from events.ids import NetworkId
from events.log.store import Drafted

MOST = 131_072  # events kept of one network; beyond it they are read again


class Batch(NamedTuple):
    """Commands that were written together, after ``head``, each finding its stream at a version of ``before``."""

    head: int
    end: int
    at: datetime
    drafts: Sequence[Drafted]
    before: Sequence[int]


class Fresh:
    """The batches of each network that no tree has taken yet, one behind the other."""

    def __init__(self) -> None:
        self._kept: dict[NetworkId, deque[Batch]] = {}

    def note(self, network_id: NetworkId, head: int, at: datetime, drafts: Sequence[Drafted], before: Sequence[int]) -> None:
        """A batch was written whole, next after ``head``, and is durable."""
        end = head + sum([len(draft.events) for draft in drafts])
        kept = self._kept.setdefault(network_id, deque())
        if kept and (kept[-1].end != head or end - kept[0].head > MOST):
            kept.clear()  # others wrote between, or nobody takes them
        kept.append(Batch(head, end, at, drafts, before))

    def take(self, network_id: NetworkId, after: int, through: int) -> list[Batch]:
        """What is known from one position on, whole batches up to another; it is kept no longer."""
        self.forget(network_id, after)
        kept = self._kept.get(network_id, deque())
        taken = []
        if kept and kept[0].head == after:
            while kept and kept[0].end <= through:
                taken.append(kept.popleft())
        if not kept:
            self._kept.pop(network_id, None)
        return taken

    def begins(self, network_id: NetworkId, after: int, through: int) -> int:
        """Up to which position everything after ``after`` has to be read; ``through``, where nothing is known before it."""
        kept = self._kept.get(network_id, ())
        return next((batch.head for batch in kept if after < batch.head < through), through)

    def forget(self, network_id: NetworkId, through: int | None = None) -> None:
        """Somebody else took what begins before this position, or nobody will take any of it."""
        kept = self._kept.get(network_id, deque())
        while kept and (through is None or kept[0].head < through):
            kept.popleft()
        if not kept:
            self._kept.pop(network_id, None)


def leaves(network_id: NetworkId, batch: Batch) -> Iterator[bytes]:
    """The leaves of a batch, in order: the bytes that entry.py says, put together from what its events have in common."""
    begin = LEAF + network_id.bytes
    at = microseconds(batch.at).to_bytes(8, signed=True)
    for draft, version in zip(batch.drafts, batch.before, strict=True):
        stream = begin + draft.stream.bytes
        cause, behalf = (ABSENT if id is None else id.bytes for id in (draft.cause, draft.on_behalf_of))
        end = b"".join((draft.id.bytes, cause, draft.by.bytes, behalf, at))
        for number, one in enumerate(draft.events, version + 1):
            yield sha256(b"".join((stream, number.to_bytes(4), _kind(one.tag, one.schema_version), end, one.digest))).digest()


@lru_cache(maxsize=1_024)
def _kind(tag: str, schema_version: int) -> bytes:
    told = tag.encode("ascii")
    return bytes([len(told)]) + told + schema_version.to_bytes(2)
