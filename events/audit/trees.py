"""The trees of all logs of one database: they grow from the events, are signed a size at a time, and give proofs.

Off the write path: events are read by position in a transaction after the one that wrote them. A turn takes what is new of one network,
and ends with one more checkpoint; of several processes one has the turn. What is signed is written down before anybody hears of it, and
only as what was signed last goes on: a log that was rewritten below is never signed again.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from itertools import islice
from typing import Any, NamedTuple

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct

from events import sql
from events.audit import checkpoint, note, tiles, tree
from events.audit.checkpoint import Checkpoint
from events.audit.entry import LEAF, Envelope, entry
from events.audit.fresh import AT_ONCE, Fresh
from events.audit.note import Verifier
from events.audit.tiles import WIDTH, Edge, Tile
from events.audit.tree import Part
from events.ids import NetworkId

SQL = sql.beside(__file__)

APART = 1.0  # seconds between two checkpoints of one network
TURN = 131_072  # events of a turn; what is left is the next one's
PAGE = 4_096  # events read at once
SLICE = 512  # leaves joined before others in this process may go on: a third of a millisecond
PAUSE = 0.001  # seconds between two heaps of leaves made here, for whatever else this process has to do
HELD = 256  # networks whose edge stays in memory; another one's is read from its tiles


class Signed(Struct, frozen=True):
    """A checkpoint as it is stored: ``note`` is what was signed, to the byte."""

    epoch: int
    size: int
    root: bytes
    note: str


class Proof(Struct, frozen=True):
    """That one event is part of what was signed."""

    index: int
    size: int
    entry: bytes
    hashes: list[bytes]
    note: str


class Turn(NamedTuple):
    """What came of a turn: what was signed, and whether there is more to do."""

    signed: Signed | None
    more: bool


class Pen(NamedTuple):
    """With what is signed, and the host whose logs these are."""

    host: str
    key: Ed25519PrivateKey


class Rewritten(Exception):
    """What stands in the log is not what was signed: something after ``after``, and at the latest at ``through``, is another."""

    def __init__(self, network_id: NetworkId, after: int, through: int) -> None:
        super().__init__(f"{network_id}: {after + 1} to {through}")
        self.network_id = network_id
        self.after = after
        self.through = through


class Unsigned(Exception):
    """Of this size nothing was signed."""


class _Grown(NamedTuple):
    """An edge, and what was signed of it."""

    epoch: int
    size: int
    root: bytes
    edge: Edge


class Trees:
    """The trees of one database."""

    def __init__(self, pool: "asyncpg.Pool[Any]", apart: float = APART) -> None:
        self._pool = pool
        self._apart = apart
        self.fresh = Fresh()
        self._grown: OrderedDict[NetworkId, _Grown] = OrderedDict()

    # --- Growing ---------------------------------------------------------------------------------------------------

    async def grow(self, network_id: NetworkId, pen: Callable[[], Pen], known: tuple[int, int] = (0, 0)) -> Turn:
        """Take one turn for a network; Rewritten where its log is not the one that was signed.

        ``known``: epoch and size of a checkpoint that is known of elsewhere; a database without it was put back to before.
        """
        grown = self._grown.pop(network_id, None)  # put back once everything is durable
        async with self._pool.acquire() as db, db.transaction():
            if not await db.fetchval(SQL.alone, network_id):
                self._keep(network_id, grown)
                return Turn(None, True)
            stands = await db.fetchrow(SQL.stands, network_id)
            if stands is None or not stands["head"]:
                return Turn(None, False)
            epoch, head, size = stands["epoch"], stands["head"], stands["size"] or 0
            if head < size:
                raise Rewritten(network_id, head, size)
            if (epoch, size if stands["signed_epoch"] == epoch else 0) < known:
                raise Rewritten(network_id, size, max(size, known[1]))
            if stands["signed_epoch"] == epoch and size == head:
                self.fresh.run(network_id, size)
                self._keep(network_id, grown)
                return Turn(None, False)
            if stands["age"] is not None and 0 <= stands["age"] < self._apart:  # less than none: the clock was put back
                self._keep(network_id, grown)
                return Turn(None, True)
            if grown is not None and grown[:3] == (stands["signed_epoch"], size, stands["root"]):
                edge = grown.edge
            else:
                edge = await self._edge(db, network_id, size, stands["root"])
            await self._follow(db, network_id, edge, min(head, edge.size + TURN))
            continues = (stands["signed_epoch"] or epoch - 1, size) if epoch > 1 and stands["signed_epoch"] != epoch else None
            signed = await self._sign(db, network_id, epoch, edge, pen(), continues, given=stands["clock"] == "given")
        self._keep(network_id, _Grown(signed.epoch, signed.size, signed.root, edge))
        return Turn(signed, edge.size < head)

    def _keep(self, network_id: NetworkId, grown: _Grown | None) -> None:
        if grown is not None:
            self._grown[network_id] = grown
            if len(self._grown) > HELD:
                self._grown.popitem(last=False)

    async def _edge(self, db: Any, network_id: NetworkId, size: int, root: bytes | None) -> Edge:
        """The edge of what was signed last, from the tiles; where they do not come to its root, from every event."""
        if root is None:
            return Edge()
        levels: list[list[bytes]] = []
        for level, begin, end in tiles.of_edge(size):
            levels.append(
                await self._leaves(db, network_id, begin, end) if level == 0 else await self._roots(db, network_id, level, begin, end)
            )
        edge = Edge(size, levels)
        if [len(level) for level in levels] == [end - begin for _, begin, end in tiles.of_edge(size)] and edge.root() == root:
            return edge
        edge = Edge()
        await self._follow(db, network_id, edge, size)
        if edge.root() != root:
            raise Rewritten(network_id, 0, size)
        return edge

    async def _follow(self, db: Any, network_id: NetworkId, edge: Edge, through: int) -> None:
        """Let an edge grow by the events up to a position; the tiles that they fill are written."""
        while edge.size < through:
            if await self._take_fresh(db, network_id, edge, through):
                continue
            # The event that came last is read once more: where it is another one by now, so is the log.
            known = min(1, edge.size) if edge.last is not None else 0
            begin, end = edge.size - known, min(edge.size + PAGE, self.fresh.begins(network_id, edge.size, through))
            leaves = await self._leaves(db, network_id, begin, end)
            if len(leaves) != end - begin or (known and leaves[0] != edge.last):
                raise Rewritten(network_id, max(begin - 1, 0), end)
            for at in range(known, len(leaves), SLICE):
                edge.add(leaves[at : at + SLICE])
                await asyncio.sleep(0)
            await self._put(db, network_id, edge.taken())

    async def _take_fresh(self, db: Any, network_id: NetworkId, edge: Edge, through: int) -> bool:
        """Let an edge grow by what this process wrote, where that is next; never unless the database holds the same at either end of it."""
        run = self.fresh.run(network_id, edge.size)
        if run is None:
            return False
        end = min(run.end, through)
        while run.made < end:
            run.make(AT_ONCE)
            await asyncio.sleep(PAUSE)
        made, roots = run.take(end)
        if await self._leaves(db, network_id, end - 1, end) != made[-1:]:
            return False
        if edge.last is not None and await self._leaves(db, network_id, edge.size - 1, edge.size) != [edge.last]:
            raise Rewritten(network_id, max(edge.size - 2, 0), end)
        for at in range(0, len(made), SLICE):
            edge.add(made[at : at + SLICE], roots)
            await asyncio.sleep(0)
        await self._put(db, network_id, edge.taken())
        return True

    async def _sign(
        self, db: Any, network_id: NetworkId, epoch: int, edge: Edge, pen: Pen, continues: tuple[int, int] | None, *, given: bool
    ) -> Signed:
        origin = checkpoint.origin(pen.host, network_id, epoch)
        made = Checkpoint(origin, edge.size, edge.root(), continues, given)
        signed = Signed(epoch, made.size, made.root, note.sign(made.text(), origin, pen.key))
        await db.execute(SQL.know, network_id, origin, note.public_of(pen.key))
        if await db.fetchval(SQL.sign, network_id, epoch, signed.size, signed.root, signed.note) is None:
            (row,) = [one for one in await db.fetch(SQL.of_size, network_id, [signed.size]) if one["epoch"] == epoch]
            if row["root"] != signed.root:
                raise Rewritten(network_id, 0, signed.size)
            return Signed(*row)
        return signed

    # --- What is stored ----------------------------------------------------------------------------------------------

    async def _leaves(self, db: Any, network_id: NetworkId, begin: int, end: int) -> list[bytes]:
        """The leaves from ``begin`` up to ``end``; fewer where events are missing."""
        if begin == end:
            return []
        return tiles.split(await db.fetchval(SQL.leaves, network_id, begin, end, LEAF + network_id.bytes) or b"")

    async def _roots(self, db: Any, network_id: NetworkId, level: int, begin: int, end: int) -> list[bytes]:
        """The hashes of a level of tiles above the first: each is the root of a tile below. Tiles that are missing are made again."""
        found = {row["number"]: row["root"] for row in await db.fetch(SQL.roots, network_id, level - 1, begin, end)}
        for number in range(begin, end):
            if number not in found:
                made = tiles.made(level - 1, number, await self._hashes(db, network_id, level - 1, number * WIDTH, (number + 1) * WIDTH))
                await self._put(db, network_id, [made])
                found[number] = made.root
        return [found[number] for number in range(begin, end)]

    async def _hashes(self, db: Any, network_id: NetworkId, level: int, begin: int, end: int) -> list[bytes]:
        """The hashes of a level of tiles, from what is below it."""
        if level:
            return await self._roots(db, network_id, level, begin, end)
        leaves = await self._leaves(db, network_id, begin, end)
        if len(leaves) != end - begin:
            raise Rewritten(network_id, begin, end)
        return leaves

    async def _put(self, db: Any, network_id: NetworkId, full: Sequence[Tile]) -> None:
        if full:
            await db.execute(SQL.keep, network_id, *(list(column) for column in zip(*full, strict=True)))

    # --- Proofs --------------------------------------------------------------------------------------------------------

    async def newest(self, network_id: NetworkId) -> Signed | None:
        """What was signed last, by whichever process."""
        row = await self._pool.fetchrow(SQL.newest, network_id)
        return row and Signed(*row)

    async def verifiers(self, network_id: NetworkId) -> list[Verifier]:
        """Everybody who signed this log, the newest first."""
        return [Verifier(*row) for row in await self._pool.fetch(SQL.keys, network_id)]

    async def behind(self, networks: Collection[NetworkId] | None = None) -> list[Any]:
        """Of every network, or of these, what is signed, and whether there is more to sign."""
        rows: list[Any] = await self._pool.fetch(SQL.behind, None if networks is None else [*networks])
        return rows

    async def inclusion(self, network_id: NetworkId, position: int, size: int) -> Proof:
        """That the event at a position is part of what was signed at a size; Unsigned, or Rewritten."""
        async with self._pool.acquire() as db:
            row = await db.fetchrow(SQL.of_size, network_id, [size])
            if row is None or not 0 < position <= size:
                raise Unsigned
            index = position - 1
            hashes = await self._joined(db, network_id, tree.inclusion_nodes(index, size))
            envelope = await db.fetchrow(SQL.envelope, network_id, position)
        made = b"" if envelope is None else entry(Envelope(*envelope))
        if not tree.included(tree.leaf(made), index, size, hashes, row["root"]):
            raise Rewritten(network_id, 0, size)
        return Proof(index, size, made, hashes, row["note"])

    async def consistency(self, network_id: NetworkId, old: int, new: int) -> list[bytes]:
        """That what was signed at one size is how what was signed at another begins; Unsigned, or Rewritten."""
        async with self._pool.acquire() as db:
            roots = {row["size"]: row["root"] for row in await db.fetch(SQL.of_size, network_id, [old, new])}
            if not 0 < old <= new or new not in roots:
                raise Unsigned
            hashes = await self._joined(db, network_id, tree.consistency_nodes(old, new))
        if old in roots and not tree.consistent(old, roots[old], new, roots[new], hashes):
            raise Rewritten(network_id, 0, new)
        return hashes

    async def proofs(self, db: Any, network_id: NetworkId, needed: Sequence[Sequence[tuple[Part, ...]]]) -> list[list[bytes]]:
        """Several proofs at once, which share what they read; nobody looks whether they hold."""
        hashes = iter(await self._joined(db, network_id, [group for one in needed for group in one]))
        return [list(islice(hashes, len(one))) for one in needed]

    async def _joined(self, db: Any, network_id: NetworkId, needed: Sequence[tuple[Part, ...]]) -> list[bytes]:
        """The hashes of a proof: every tile it needs is read once, all in one query."""
        places = {part: tiles.place(part) for group in needed for part in group}
        wanted = sorted({(place.level, place.number) for place in places.values()})
        levels, numbers = ([one[at] for one in wanted] for at in (0, 1))
        held = {
            (row["level"], row["number"]): dict(enumerate(tiles.split(row["hashes"])))
            for row in await db.fetch(SQL.tiles, network_id, levels, numbers)
        }
        for level, number in wanted:
            if (level, number) not in held:  # not full yet, or lost
                within = [place for place in places.values() if place[:2] == (level, number)]
                begin, end = min(place.begin for place in within), max(place.end for place in within)
                hashes = await self._hashes(db, network_id, level, number * WIDTH + begin, number * WIDTH + end)
                held[level, number] = dict(enumerate(hashes, begin))
        found = {
            part: tree.over([held[place.level, place.number][at] for at in range(place.begin, place.end)]) for part, place in places.items()
        }
        return [tree.joined([found[part] for part in group]) for group in needed]
