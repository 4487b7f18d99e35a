"""The tree, what is signed of it, and proofs: as RFC 6962 and C2SP say, with pymerkle and published notes as judges."""

from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any
from uuid import UUID

import pymerkle
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from events.audit import checkpoint, note, tiles, tree
from events.audit.checkpoint import Checkpoint
from events.audit.entry import Envelope, entry, microseconds
from events.audit.note import Malformed, Unverified, Verifier
from events.audit.tiles import Edge
from events.audit.tree import Frontier, Part

MOST = 300
LEAVES = [tree.leaf(str(number).encode()) for number in range(MOST)]


@cache
def judge() -> pymerkle.InmemoryTree:
    made = pymerkle.InmemoryTree(algorithm="sha256")
    made.append_entries([str(number).encode() for number in range(MOST)])
    return made


@cache
def part(level: int, index: int) -> bytes:
    return LEAVES[index] if level == 0 else tree.node(part(level - 1, 2 * index), part(level - 1, 2 * index + 1))


@cache
def joined(parts: tuple[Part, ...]) -> bytes:
    return tree.joined([part(*one) for one in parts])


def proof(needed: list[tuple[Part, ...]]) -> list[bytes]:
    return [joined(parts) for parts in needed]


@cache
def roots() -> list[bytes]:
    frontier, found = Frontier(), [tree.EMPTY]
    for one in LEAVES:
        frontier.add(one)
        found.append(frontier.root())
    return found


def test_every_root_is_that_of_an_independent_tree() -> None:
    assert roots() == [sha256(b"").digest(), *(judge().get_root(size) for size in range(1, MOST + 1))]


def test_a_frontier_goes_on_from_what_was_kept_of_it() -> None:
    frontier = Frontier()
    for size, one in enumerate(LEAVES):
        frontier = Frontier.of(size, frontier.hashes)
        frontier.add(one)
    assert frontier.root() == roots()[MOST]
    with pytest.raises(ValueError, match="parts"):
        Frontier.of(5, [b""])


def test_every_proof_of_a_leaf_is_that_of_an_independent_tree_and_proves_nothing_else() -> None:
    for size in range(1, MOST + 1):
        for index in {*range(0, size, 7), size - 1}:
            made = proof(tree.inclusion_nodes(index, size))
            assert made == judge().prove_inclusion(index + 1, size).path[1:]
            assert tree.included(LEAVES[index], index, size, made, roots()[size])
            assert not tree.included(LEAVES[index - 1], index, size, made, roots()[size]) or size == 1
            assert not tree.included(LEAVES[index], index, size, made, roots()[size - 1])
            assert not tree.included(LEAVES[index], index, size, [*made, made[0] if made else tree.EMPTY], roots()[size])


@cache
def over(begin: int, end: int) -> bytes:
    """The root of these leaves alone, by the independent tree."""
    return bytes(judge()._get_root(begin, end))


def as_the_rfc_says(old: int, begin: int, end: int, known: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b) of RFC 6962, section 2.1.2, word for word; pymerkle hashes, and cuts its own proofs otherwise."""
    if old == end - begin:
        return [] if known else [over(begin, end)]
    half = next(1 << power for power in range(9, -1, -1) if 1 << power < end - begin)
    if old <= half:
        return [*as_the_rfc_says(old, begin, begin + half, known), over(begin + half, end)]
    return [*as_the_rfc_says(old - half, begin + half, end, False), over(begin, begin + half)]


def test_every_pair_of_sizes_has_the_proof_that_the_rfc_describes() -> None:
    for new in range(1, MOST + 1):
        for old in range(1, new + 1):
            made = proof(tree.consistency_nodes(old, new))
            assert made == as_the_rfc_says(old, 0, new, True)
            assert tree.consistent(old, roots()[old], new, roots()[new], made)


@given(st.integers(1, MOST), st.integers(1, MOST), st.integers(0, 20), st.integers(0, 255))
def test_a_proof_with_one_byte_changed_proves_nothing(one: int, other: int, which: int, bit: int) -> None:
    old, new = sorted((one, other))
    made = proof(tree.consistency_nodes(old, new))
    if made:
        which %= len(made)
        spoilt = bytearray(made[which])
        spoilt[bit // 8] ^= 1 << bit % 8
        made[which] = bytes(spoilt)
        assert not tree.consistent(old, roots()[old], new, roots()[new], made)
    assert not tree.consistent(old, roots()[old - 1], new, roots()[new], made)


def test_a_proof_that_is_too_short_for_the_size_proves_nothing() -> None:
    """The root of a part is no leaf's place in a tree that is higher."""
    for low, high in ((1, 5), (2, 3), (4, 7), (8, 9), (100, 300)):
        made = proof(tree.inclusion_nodes(0, low))
        assert tree.included(LEAVES[0], 0, low, made, roots()[low])
        assert not tree.included(LEAVES[0], 0, high, made, roots()[low])


def test_what_is_no_place_in_a_tree_has_no_proof() -> None:
    for index, size in ((-1, 3), (3, 3), (0, 0)):
        assert not tree.included(tree.EMPTY, index, size, [], tree.EMPTY)
        with pytest.raises(ValueError, match="no leaf"):
            tree.inclusion_nodes(index, size)
    for old, new in ((0, 3), (4, 3), (0, 0)):
        assert not tree.consistent(old, tree.EMPTY, new, tree.EMPTY, [])
        with pytest.raises(ValueError, match="begins"):
            tree.consistency_nodes(old, new)


@settings(max_examples=25)
@given(st.lists(st.integers(0, 700), max_size=5))
def test_the_edge_has_the_root_of_every_leaf_whatever_came_at_once(counts: list[int]) -> None:
    edge, frontier, full = Edge(), Frontier(), list[tiles.Tile]()
    for count in counts:
        leaves = [tree.leaf(b"%d" % number) for number in range(edge.size, edge.size + count)]
        edge.add(leaves)
        full += edge.taken()
        for one in leaves:
            frontier.add(one)
        assert edge.root() == frontier.root()
    assert [len(level) for level in edge.levels] == [end - begin for _, begin, end in tiles.of_edge(edge.size)]
    assert sorted(one.number for one in full if one.level == 0) == list(range(edge.size >> 8))
    again = Edge(edge.size, [list(level) for level in edge.levels])
    assert again.root() == edge.root()


def test_a_tile_over_tiles_is_filled_by_the_last_leaf_of_the_last_of_them() -> None:
    edge = Edge()
    edge.add([b"%032d" % number for number in range(256 * 256 - 1)])
    assert {one.level for one in edge.taken()} == {0}
    edge.add([b"%032d" % (256 * 256 - 1)])
    last, over = edge.taken()
    assert (last.level, last.number, over.level, over.number) == (0, 255, 1, 0)
    assert over.hashes[-32:] == last.root
    assert edge.root() == over.root


@given(st.integers(0, 30), st.integers(0, 10_000))
def test_every_part_of_the_tree_lies_within_one_tile(level: int, index: int) -> None:
    where = tiles.place(Part(level, index))
    assert 0 <= where.begin < where.end <= tiles.WIDTH
    assert ((where.number << 8) + where.begin) << (8 * where.level) == index << level
    assert (where.end - where.begin) << (8 * where.level) == 1 << level


# --- Entries -------------------------------------------------------------------------------------------------------

ENVELOPE = Envelope(
    UUID("0198c021-0000-7000-8000-000000000001"),
    UUID("0198c021-0000-7000-8000-000000000002"),
    3,
    "action.edited",
    1,
    UUID("0198c021-0000-7000-8000-000000000004"),
    None,
    UUID("0198c021-0000-7000-8000-000000000005"),
    None,
    datetime(2026, 3, 1, 12, 30, 15, 123457, UTC),
    bytes(range(32)),
)


def test_an_entry_is_to_the_byte_what_the_format_says() -> None:
    assert entry(ENVELOPE).hex() == (
        "01"
        "0198c021000070008000000000000001"
        "0198c021000070008000000000000002"
        "00000003"
        "0d" + b"action.edited".hex() + "0001"
        "0198c021000070008000000000000004"
        + "00" * 16
        + "0198c021000070008000000000000005"
        + "00" * 16
        + (1772368215123457).to_bytes(8).hex()
        + bytes(range(32)).hex()
    )


def test_every_field_of_an_event_is_in_its_entry() -> None:
    another = UUID("0198c021-0000-7000-8000-0000000000ff")
    for field, value in ENVELOPE._asdict().items():
        other: dict[type, Any] = {int: 9, str: "action.added", bytes: bytes(32), datetime: ENVELOPE.at + timedelta(microseconds=1)}
        assert entry(ENVELOPE._replace(**{field: other.get(type(value), another)})) != entry(ENVELOPE), field


def test_a_time_is_counted_in_whole_microseconds_also_before_1970_and_at_the_end_of_time() -> None:
    assert microseconds(datetime(1969, 12, 31, 23, 59, 59, 999999, UTC)) == -1
    assert microseconds(datetime.max.replace(tzinfo=UTC)) == 253402300799999999


# --- Notes ---------------------------------------------------------------------------------------------------------

#: The published example of Go's golang.org/x/mod/sumdb/note.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SAID = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETER_SAID = f"{SAID}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
ENOCHS = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
#: And those of c2sp.org/signed-note and of the database of Go's modules.
EXAMPLE = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE_SAID = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
SUMDB = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"


@pytest.mark.parametrize("line", [PETER, ENOCH, EXAMPLE, SUMDB])
def test_published_verifier_lines_are_read_and_written(line: str) -> None:
    assert str(Verifier.parse(line)) == line


def test_no_other_verifier_line_passes_for_one() -> None:
    for at in range(len(PETER)):
        for spoilt in (PETER[:at], PETER[at + 1 :], PETER[:at] + chr(ord(PETER[at]) + 1) + PETER[at + 1 :]):
            with pytest.raises(Malformed):
                Verifier.parse(spoilt)


def test_published_notes_are_opened_and_one_known_signature_is_enough() -> None:
    peter, enoch = Verifier.parse(PETER), Verifier.parse(ENOCH)
    assert note.opened(PETER_SAID, [peter]) == SAID
    assert note.opened(EXAMPLE_SAID, [Verifier.parse(EXAMPLE)]) == "This is an example message.\n"
    for known in ([peter], [enoch], [peter, enoch]):
        assert note.opened(PETER_SAID + ENOCHS, known) == SAID


def test_a_note_that_was_changed_or_that_nobody_known_signed_is_not_opened() -> None:
    peter, enoch = Verifier.parse(PETER), Verifier.parse(ENOCH)
    for spoilt, known in (
        (PETER_SAID.replace("answer", "Answer"), [peter]),
        (PETER_SAID.replace("x08go/ZJ", "x08go/ZK") + ENOCHS, [peter, enoch]),  # one good one does not make up for a bad one
        (PETER_SAID + ENOCHS.replace("rwz+eBzm", "rwz+eBzn"), [peter, enoch]),
        (PETER_SAID, [enoch]),
        (PETER_SAID, []),
    ):
        with pytest.raises(Unverified):
            note.opened(spoilt, known)


@pytest.mark.parametrize(
    "spoilt",
    [
        SAID,
        f"{SAID}\n",
        PETER_SAID[:-1],
        f"\x01{PETER_SAID}",
        f"{SAID}\n— Bad Name {PETER_SAID.rpartition(' ')[2]}",
        f"{PETER_SAID}Unexpected line.\n",
        SAID + "\n" + PETER_SAID.removeprefix(SAID + "\n") * 101,
        f"{SAID}\n— PeterNeumann x08g\n",
    ],
)
def test_what_is_no_note_is_not_opened(spoilt: str) -> None:
    with pytest.raises(Malformed):
        note.opened(spoilt, [Verifier.parse(PETER)])


def test_what_we_sign_is_the_published_note() -> None:
    seed = note._unpacked("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
    key = Ed25519PrivateKey.from_private_bytes(seed)
    assert note.sign(SAID, "PeterNeumann", key) == PETER_SAID
    assert str(Verifier("PeterNeumann", note.public_of(key))) == PETER
    for text, name in (("no end", "name"), (SAID, "a+b"), (SAID, "a b"), (SAID, ""), ("a\x07\n", "name")):
        with pytest.raises(Malformed):
            note.sign(text, name, key)


# --- Checkpoints ---------------------------------------------------------------------------------------------------

NETWORK = UUID("0198c021-0000-7000-8000-000000000001")
ROOT = tree.leaf(b"")


@pytest.mark.parametrize("continues", [None, (1, 90), (2, 0)])
@pytest.mark.parametrize("given_clock", [False, True])
def test_a_checkpoint_is_read_as_it_was_written(continues: tuple[int, int] | None, given_clock: bool) -> None:
    made = Checkpoint(checkpoint.origin("club21.example:8443", NETWORK, 3), 20, ROOT, continues, given_clock)
    assert checkpoint.parse(made.text()) == made


def test_a_checkpoint_is_written_as_c2sp_says() -> None:
    made = Checkpoint(checkpoint.origin("club21.example", NETWORK, 2), 97, ROOT, (1, 90), given=True)
    assert made.text() == (f"club21.example/{NETWORK}/2\n97\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\ncontinues 1.90\nclock given\n")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n1\n",
        "a\n0\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n",
        "a\n01\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n",
        "a\n1\nbjQL\n",
        "a\n1\nno base64\n",
        "a\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=",
        "\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n",
        "a\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n\nx\n",
        "a\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\ncontinues 1\n",
    ],
)
def test_what_is_no_checkpoint_is_not_read(text: str) -> None:
    with pytest.raises(checkpoint.Malformed):
        checkpoint.parse(text)


def test_lines_that_others_add_are_passed_over() -> None:
    assert checkpoint.parse("a\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\nwitnessed\n") == Checkpoint("a", 1, ROOT)
