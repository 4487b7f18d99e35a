"""Does a log still come to what was signed of it? Every event is hashed anew, in order, and compared with every checkpoint there is.

Reads what is stored and nothing else, one snapshot a network, and hashes in Python, where what signs has the database do it. What is
wrong is named by its position where a tile still holds the leaf that was signed there, else by the two checkpoints it lies between.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any, NamedTuple

from events import sql
from events.audit import checkpoint, note, tiles, tree
from events.audit.entry import Envelope, entry
from events.audit.note import Verifier
from events.audit.tree import Frontier
from events.ids import NetworkId
from events.log import check as log
from events.log.check import Connection, Counted, Finding, Progress

SQL = sql.beside(__file__)
PAGE = 8_192  # positions, of 32 whole tiles
NOTHING, SPOILT = bytes(32), b"\xff" * 32  # stand where there is no event, or one that can have no entry; hashes of none


class _Run(NamedTuple):
    """Positions side by side where something else stands than was signed, or nothing."""

    code: str
    first: int
    last: int


async def check(
    connection: Connection, networks: Sequence[NetworkId] | None = None, counted: Counted | None = None, progress: Progress | None = None
) -> AsyncIterator[Finding]:
    """Everything that is not as it was signed, in each network or in those named."""
    counted = Counted() if counted is None else counted
    heads = await connection.fetch(log.SQL.networks, networks)
    total, done = sum(row["head"] for row in heads), 0
    for row in heads:

        def tell(position: int, before: int = done) -> None:
            if progress is not None:
                progress(min(before + position, total), total)

        async with connection.transaction(isolation="repeatable_read", readonly=True):
            await connection.execute(log.SQL.unhurried)
            async for finding in _Network(connection, NetworkId(row["network_id"]), counted, tell).findings():
                counted.findings += 1
                yield finding
        done += row["head"]
        tell(0, done)


class _Network:
    """One network, read in the snapshot of the transaction that is open."""

    def __init__(self, connection: Connection, network_id: NetworkId, counted: Counted, tell: Callable[[int], None]) -> None:
        self._connection = connection
        self._network = network_id
        self._counted = counted
        self._tell = tell

    async def findings(self) -> AsyncIterator[Finding]:
        known = [Verifier(*row) for row in await self._connection.fetch(SQL.keys, self._network)]
        head = await self._connection.fetchval(SQL.head, self._network)
        agreed = Frontier()
        async for row in self._connection.cursor(SQL.checkpoints, self._network, prefetch=1_000):
            self._counted.checkpoints += 1
            for code in self._of_note(row, known):
                yield self._finding(code, None, epoch=row["epoch"], size=row["size"])
            if row["size"] > head:
                yield self._finding("checkpoint_beyond", head + 1, last=row["size"], epoch=row["epoch"])
                return  # those after it say the same
            here = await self._grown(agreed, row["size"])
            if here.root() == row["root"]:
                agreed = here
                continue
            signed, runs = await self._narrowed(agreed, row["size"])
            if signed.root() != row["root"]:
                yield self._finding("signed_between", agreed.size + 1, last=row["size"], epoch=row["epoch"])
                return  # what came after it can not be told apart from this
            for run in runs:
                yield self._finding(run.code, run.first, last=run.last)
            agreed = signed

    def _finding(self, code: str, position: int | None, **values: str | int) -> Finding:
        return Finding(code, self._network, position, {**values})

    def _of_note(self, row: Any, known: list[Verifier]) -> Iterator[str]:
        """Is what was signed what stands in the columns, under the name of this log, by a key of it?"""
        try:
            text, signatures = note.parse(row["note"])
            told = checkpoint.parse(text)
        except (note.Malformed, checkpoint.Malformed):
            yield "checkpoint_spoilt"
            return
        name = told.origin.split("/")[-2:]
        if (told.size, told.root, name) != (row["size"], row["root"], [str(self._network), str(row["epoch"])]):
            yield "checkpoint_spoilt"
            return
        if not {(one.name, one.id) for one in signatures} & {(one.name, one.id) for one in known}:
            yield "checkpoint_of_nobody"
            return
        try:
            note.opened(row["note"], known)
        except note.Unverified:
            yield "checkpoint_spoilt"

    async def _grown(self, before: Frontier, size: int) -> Frontier:
        """The tree of the events as they are, from an earlier size on."""
        here = Frontier.of(before.size, before.hashes)
        async for leaves in self._leaves(before.size, size):
            for leaf in leaves:
                here.add(leaf)
            self._tell(here.size)
        return here

    async def _narrowed(self, before: Frontier, size: int) -> tuple[Frontier, list[_Run]]:
        """The tree of what the tiles remember, of the events only where there is no tile; and where the two differ."""
        here, runs = Frontier.of(before.size, before.hashes), list[_Run]()
        async for leaves in self._leaves(before.size, size):
            begin = here.size
            remembered = await self._remembered(begin, begin + len(leaves))
            for position, leaf in enumerate(leaves, begin + 1):
                signed = remembered.get(position, leaf)
                here.add(signed)
                if signed != leaf:
                    code = "signed_missing" if leaf == NOTHING else "signed_differs"
                    first = runs.pop().first if runs and (runs[-1].code, runs[-1].last) == (code, position - 1) else position
                    runs.append(_Run(code, first, position))
        return here, runs

    async def _leaves(self, begin: int, end: int) -> AsyncIterator[list[bytes]]:
        """The leaves of the events after one position and through another, a page at a time; nothing where one is missing."""
        while begin < end:
            through = min(begin - begin % PAGE + PAGE, end)
            leaves = [NOTHING] * (through - begin)
            for row in await self._connection.fetch(SQL.events, self._network, begin, through):
                *columns, position = row
                leaves[position - begin - 1] = _leaf(Envelope(*columns))
            yield leaves
            begin = through

    async def _remembered(self, begin: int, end: int) -> dict[int, bytes]:
        """The leaves that full tiles hold, by position."""
        rows = await self._connection.fetch(SQL.tiles, self._network, begin // tiles.WIDTH, -(-end // tiles.WIDTH))
        return {
            position: leaf
            for row in rows
            for position, leaf in enumerate(tiles.split(row["hashes"]), row["number"] * tiles.WIDTH + 1)
            if begin < position <= end
        }


def _leaf(envelope: Envelope) -> bytes:
    try:
        return tree.leaf(entry(envelope))
    except ValueError:  # of a tag that no event ever had
        return SPOILT
