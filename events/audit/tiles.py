"""The tree in tiles (as c2sp.org/tlog-tiles cuts it): 256 hashes side by side, of leaves, or of what stands over whole tiles.

A tile is written when it is full and never changes. What is not in a full tile yet is the edge, which follows from the tiles before it and
the newest events; so tiles can be lost and made again.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from events.audit import tree
from events.audit.tree import Part

HEIGHT = 8
WIDTH = 1 << HEIGHT
HASH = 32
NONE: Mapping[int, bytes] = {}


class Tile(NamedTuple):
    """A full tile: 256 hashes, and the one over them."""

    level: int
    number: int
    hashes: bytes
    root: bytes


class Place(NamedTuple):
    """Where a part of the tree stands: hashes ``begin`` to ``end`` of a tile are what it is made of."""

    level: int
    number: int
    begin: int
    end: int


def place(part: Part) -> Place:
    """Every complete part of the tree lies within one tile."""
    level, within = divmod(part.level, HEIGHT)
    first = part.number << within
    return Place(level, first >> HEIGHT, first & (WIDTH - 1), (first & (WIDTH - 1)) + (1 << within))


def split(hashes: bytes) -> list[bytes]:
    """Hashes end to end, one by one."""
    return [hashes[at : at + HASH] for at in range(0, len(hashes), HASH)]


def made(level: int, number: int, hashes: Sequence[bytes], root: bytes | None = None) -> Tile:
    """The tile of these 256 hashes; ``root``, where somebody has made it already."""
    return Tile(level, number, b"".join(hashes), root or tree.over(hashes))


def of_edge(size: int) -> list[tuple[int, int, int]]:
    """What the edge of a tree of this size holds: for each level of tiles, from and up to which hash no full tile holds them."""
    found = []
    level, count = 0, size
    while count:
        found.append((level, count & ~(WIDTH - 1), count))
        level, count = level + 1, count >> HEIGHT
    return found


class Edge:
    """The right edge of a growing tree: for each level of tiles the hashes that are in no full tile yet."""

    def __init__(self, size: int = 0, levels: Iterable[list[bytes]] = ()) -> None:
        self.size = size
        self.levels = [*levels]
        self.last = self.levels[0][-1] if self.levels and self.levels[0] else None  # the leaf that came last, where that is known
        self.full: list[Tile] = []  # since they were taken

    def add(self, leaves: Sequence[bytes], roots: Mapping[int, bytes] = NONE) -> None:
        """The next leaves, in order; ``roots``, by number, of those tiles of leaves for which somebody has made it already."""
        if leaves:
            self.last = leaves[-1]
        self._extend(0, self.size, leaves, roots)
        self.size += len(leaves)

    def _extend(self, level: int, count: int, hashes: Sequence[bytes], roots: Mapping[int, bytes] = NONE) -> None:
        """More hashes on a level that has ``count``; each tile that they fill is one hash on the next."""
        if not hashes:
            return
        if level == len(self.levels):
            self.levels.append([])
        held = self.levels[level] + [*hashes]
        number = count >> HEIGHT
        filled: list[Tile] = []
        while len(held) >= WIDTH:
            filled.append(made(level, number + len(filled), held[:WIDTH], roots.get(number + len(filled))))
            held = held[WIDTH:]
        self.levels[level] = held
        self.full += filled
        self._extend(level + 1, number, [one.root for one in filled])

    def taken(self) -> list[Tile]:
        """The tiles that were filled since the last call."""
        full, self.full = self.full, []
        return full

    def root(self) -> bytes:
        """The root of the tree as it stands."""
        peaks = [
            tree.over(level[part.number << part.level : (part.number + 1) << part.level])
            for level in reversed(self.levels)
            for part in tree.parts(0, len(level))
        ]
        return tree.joined(peaks) if peaks else tree.EMPTY
