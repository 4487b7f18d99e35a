"""The Merkle tree over a log (RFC 6962, proofs as in RFC 9162): one root for every size, and short proofs between them.

Leaf i is the event at position i + 1. Pure: hashes in, hashes out; docs/format.md says which bytes a leaf is made of.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple, Self

EMPTY = sha256(b"").digest()  # the root of no events; never signed


class Part(NamedTuple):
    """A complete part of the tree: the 2^level leaves from ``number`` · 2^level on. What is in it never changes again."""

    level: int
    number: int


def leaf(entry: bytes) -> bytes:
    """The hash of one entry."""
    return sha256(b"\0" + entry).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two parts side by side."""
    return sha256(b"\1" + left + right).digest()


def over(hashes: Sequence[bytes]) -> bytes:
    """The hash over parts of one level, 1, 2, 4, 8 … of them."""
    level = list(hashes)
    while len(level) > 1:
        level = [sha256(b"\1" + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=True)]
    return level[0]


def joined(hashes: Sequence[bytes]) -> bytes:
    """The hash over complete parts side by side, each smaller than the one before it."""
    *others, right = hashes
    for left in reversed(others):
        right = node(left, right)
    return right


def parts(begin: int, end: int) -> tuple[Part, ...]:
    """The complete parts that the leaves from ``begin`` up to ``end`` fall into, the largest first."""
    found = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        found.append(Part(level, begin >> level))
        begin += 1 << level
    return tuple(found)


class Frontier:
    """All that is needed of a tree to let it grow: its size, and the hashes of the parts of that size."""

    def __init__(self) -> None:
        self.size = 0
        self.hashes: list[bytes] = []

    @classmethod
    def of(cls, size: int, hashes: Sequence[bytes]) -> Self:
        """The frontier that was kept of a tree of this size."""
        if len(hashes) != size.bit_count():
            raise ValueError(f"A tree of {size} leaves has {size.bit_count()} parts, not {len(hashes)}.")
        made = cls()
        made.size, made.hashes = size, list(hashes)
        return made

    def add(self, leaf: bytes) -> None:
        """One more leaf; parts of one size become one."""
        size = self.size
        self.size += 1
        while size & 1:
            leaf = node(self.hashes.pop(), leaf)
            size >>= 1
        self.hashes.append(leaf)

    def root(self) -> bytes:
        """The root of this size."""
        return joined(self.hashes) if self.hashes else EMPTY


def inclusion_nodes(index: int, size: int) -> list[tuple[Part, ...]]:
    """What proves that a leaf is in the tree of this size: for each hash of the proof the parts that it joins."""
    if not 0 <= index < size:
        raise ValueError(f"There is no leaf {index} in a tree of {size}.")
    begin, end = 0, size
    found = []
    while end - begin > 1:
        middle = begin + _half(end - begin)
        if index < middle:
            found.append(parts(middle, end))
            end = middle
        else:
            found.append(parts(begin, middle))
            begin = middle
    return found[::-1]


def consistency_nodes(old: int, new: int) -> list[tuple[Part, ...]]:
    """What proves that the tree of ``old`` leaves is how the one of ``new`` begins: for each hash the parts that it joins."""
    if not 0 < old <= new:
        raise ValueError(f"A tree of {old} leaves is not how one of {new} begins.")
    begin, end = 0, new
    found = []
    while end != old:
        middle = begin + _half(end - begin)
        if old <= middle:
            found.append(parts(middle, end))
            end = middle
        else:
            found.append(parts(begin, middle))
            begin = middle
    if begin:  # else what is left is the old tree itself, whose root both sides know
        found.append(parts(begin, end))
    return found[::-1]


def included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Does this prove that the leaf is in the tree with this root?"""
    if not 0 <= index < size:
        return False
    here, last = index, size - 1
    for one in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            leaf = node(one, leaf)
            here, last = _climbed(here, last)
        else:
            leaf = node(leaf, one)
        here, last = here >> 1, last >> 1
    return last == 0 and leaf == root


def consistent(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Does this prove that the tree with the old root is how the one with the new root begins?"""
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    if old & (old - 1) == 0:
        proof = [old_root, *proof]
    if not proof:
        return False
    here, last = old - 1, new - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    before = after = proof[0]
    for one in proof[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            before, after = node(one, before), node(one, after)
            here, last = _climbed(here, last)
        else:
            after = node(after, one)
        here, last = here >> 1, last >> 1
    return last == 0 and (before, after) == (old_root, new_root)


def _half(count: int) -> int:
    """Where a tree of more than one leaf divides: the greatest power of two below its size."""
    return 1 << ((count - 1).bit_length() - 1)


def _climbed(here: int, last: int) -> tuple[int, int]:
    """Past the levels on which a last node has nobody beside it."""
    while here and not here & 1:
        here, last = here >> 1, last >> 1
    return here, last
