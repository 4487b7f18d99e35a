"""What this process has just written: its leaves are made while the database is busy with the next, and nobody waits for them.

To read it from the database again takes twice as long, and what has lain for a second is in no cache any more.
It is a second way to the same bytes, never another authority: who takes leaves from here compares the last of them with what the database
holds by then, and where anything is missing or differs the database is read.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from typing import NamedTuple

from events.audit import tree
from events.audit.entry import ABSENT, LEAF, microseconds
from events.audit.tiles import WIDTH
from events.ids import NetworkId
from events.log.store import Drafted

MOST = 131_072  # leaves kept of one network; beyond it they are read again
AT_ONCE = 512  # leaves made while the database is busy: less than a millisecond


class Batch(NamedTuple):
    """Commands that were written together, after ``head``, each finding its stream at a version of ``before``."""

    head: int
    end: int
    at: datetime
    drafts: Sequence[Drafted]
    before: Sequence[int]


class Run:
    """What was written to one network without anybody between: the leaves that are made, and the batches whose leaves are not."""

    def __init__(self, network_id: NetworkId, head: int) -> None:
        self.first = self.end = head
        self.leaves: list[bytes] = []
        self.roots: dict[int, bytes] = {}  # of tiles of leaves, by number
        self._network_id = network_id
        self._batches: deque[Batch] = deque()
        self._making: Iterator[bytes] = iter(())

    @property
    def made(self) -> int:
        """The position up to which leaves are made."""
        return self.first + len(self.leaves)

    def append(self, batch: Batch) -> None:
        self._batches.append(batch)
        self.end = batch.end

    def make(self, count: int) -> bool:
        """Make so many more leaves, and the roots of the tiles that they fill; whether there are more to make."""
        before = self.made
        until = min(before + count, self.end)
        while self.made < until:
            self.leaves += islice(self._making, until - self.made)
            if self.made < until:
                self._making = leaves(self._network_id, self._batches.popleft())
        for number in range(max(-(-self.first // WIDTH), before // WIDTH), until // WIDTH):
            begin = number * WIDTH - self.first
            self.roots[number] = tree.over(self.leaves[begin : begin + WIDTH])
        return until < self.end

    def take(self, through: int) -> tuple[list[bytes], Mapping[int, bytes]]:
        """Of what is made, all up to a position, and the roots of whole tiles among them; it is kept no longer."""
        taken, self.leaves = self.leaves[: through - self.first], self.leaves[through - self.first :]
        roots, self.roots = self.roots, {number: root for number, root in self.roots.items() if number * WIDTH >= through}
        self.first = through
        return taken, roots


class Fresh:
    """The runs of all networks of which no tree has taken everything yet."""

    def __init__(self) -> None:
        self._runs: dict[NetworkId, Run] = {}
        self._due: deque[Run] = deque()

    def note(self, network_id: NetworkId, head: int, at: datetime, drafts: Sequence[Drafted], before: Sequence[int]) -> None:
        """A batch was written whole, next after ``head``, and is durable."""
        end = head + sum([len(draft.events) for draft in drafts])
        run = self._runs.get(network_id)
        if run is None or run.end != head or end - run.first > MOST:  # others wrote between, or nobody takes them
            run = self._runs[network_id] = Run(network_id, head)
        if run.made == run.end:
            self._due.append(run)
        run.append(Batch(head, end, at, drafts, before))

    def make(self) -> None:
        """Make leaves of what was noted; to be called while there is nothing better to do."""
        if self._due and not self._due[0].make(AT_ONCE):
            self._due.popleft()

    def run(self, network_id: NetworkId, after: int) -> Run | None:
        """What is known from one position on."""
        run = self._runs.get(network_id)
        if run is None or run.first > after:
            return None
        if run.made < after:  # somebody else took it
            self.forget(network_id)
            return None
        if run.first < after:
            run.take(after)
        return run if run.end > after else None

    def begins(self, network_id: NetworkId, after: int, through: int) -> int:
        """Up to which position everything after ``after`` has to be read; ``through``, where nothing is known before it."""
        run = self._runs.get(network_id)
        return run.first if run is not None and after < run.first < min(through, run.end) else through

    def forget(self, network_id: NetworkId) -> None:
        """Nobody will take any of it."""
        self._runs.pop(network_id, None)


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
