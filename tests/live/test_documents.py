"""Documents of texts: replicas converge whatever happens between them, and what is no update does no harm."""

import contextlib
import gc
import random
import time
from types import FunctionType
from typing import Any

import pytest
from hypothesis import example, settings
from hypothesis import given as every
from hypothesis import strategies as st

from events import fields
from events.decider import Invalid, Refused
from service.texts import document
from service.texts.document import Document, Update
from tests.live.screen import Written

WORDS = ("é", "😀", "mot ", "ligne\n", "x", "deux mots ", "a\u0301 ")


class Keeper:
    """What the service does with a document, without its database: rows, what was told, what the log says."""

    def __init__(self) -> None:
        self.rows = [Update(1, document.EMPTY, position=1)]
        self.told = 1
        self.text: str | None = None
        self.document = Document(self.rows)

    def take(self, update: bytes) -> bool:
        """Somebody sent this: was it new?"""
        brought = self.document.take(update)
        if brought is not None:
            self.rows.append(Update(self.rows[-1].seq + 1, brought))
        return brought is not None

    def restart(self) -> None:
        self.document = Document(self.rows)

    def tell(self) -> None:
        """An event tells the text, and what was told becomes one state."""
        self.text, self.told = self.document.plain, self.rows[-1].seq
        self.rows = [Update(self.told, Document(self.rows).state())]

    def edit(self, text: str | None) -> None:
        """The log says something else by now."""
        self.text = text
        met = document.met(self.rows, self.told, text)
        if met is not None:
            self.rows.append(Update(self.rows[-1].seq + 1, met, position=1))
            self.restart()

    def since(self, seq: int) -> bytes:
        rows = [one for one in self.rows if one.seq > seq] if seq >= self.rows[0].seq else self.rows
        return document.merged(rows or [Update(0, document.EMPTY)])


class Client:
    """One replica: what it holds, what it typed and has no answer for."""

    def __init__(self) -> None:
        self.text = Written(1)
        self.typed: list[bytes] = []
        self.seq = 0

    def hear(self, keeper: Keeper) -> None:
        self.text.document.apply_update(keeper.since(self.seq))
        self.seq = keeper.rows[-1].seq


def story(keeper: Keeper, clients: list[Client], random: random.Random, turns: int, *, keeps: bool) -> list[str]:
    """Anything that can happen between clients and a service; a character of each word that was typed, which no other has."""
    words = []
    for turn in range(turns):
        client = random.choice(clients)
        now = str(client.text.text)
        match random.choice(("type", "type", "type", "send", "hear", "lost", "restart", "tell", "edit")):
            case "type":
                at = random.randrange(len(now) + 1)
                words.append(chr(0x4E00 + turn))
                word = words[-1] + random.choice(WORDS)
                instead = 0 if keeps else random.randrange(min(6, len(now) - at) + 1)
                client.typed.append(client.text.type(at, word, instead))
            case "send" if client.typed:
                sent, client.typed = document.merged([Update(0, one) for one in client.typed]), []
                keeper.take(sent)
            case "lost" if client.typed:  # it arrived, and nobody knows
                keeper.take(document.merged([Update(0, one) for one in client.typed]))
            case "hear":
                client.hear(keeper)
            case "restart":
                keeper.restart()
            case "tell":
                keeper.tell()
            case "edit" if keeper.text is not None:
                words.append(chr(0x4E00 + turn))
                keeper.edit(words[-1] + keeper.text)
    return words


@settings(max_examples=25)
@every(st.randoms(use_true_random=False), st.booleans())
def test_three_replicas_converge_and_no_block_stands_twice(random: Any, keeps: bool) -> None:
    keeper, clients = Keeper(), [Client() for _ in range(3)]
    words = story(keeper, clients, random, 30, keeps=keeps)
    for client in clients:
        for one in client.typed:
            keeper.take(one)
        assert not keeper.take(client.text.document.get_update())  # all of it was there already
    for client in clients:
        client.hear(keeper)
    text = keeper.document.value
    assert [str(client.text.text) for client in clients] == [text] * 3
    if keeps:
        assert [text.count(word) for word in words] == [1] * len(words)
    state = Document(keeper.rows, collect=True)
    assert state.value == text
    keeper.tell()
    assert document.met(keeper.rows, keeper.told, keeper.text) is None  # nothing is left to be done


@settings(max_examples=50)
@every(st.text(max_size=60), st.text(max_size=60))
@example("Un\nDeux\nTrois", "Un\nDeux et demi\nTrois")
@example("é😀a\u0301", "😀é")
def test_a_text_is_brought_to_say_something_else_by_no_more_than_differs(old: str, new: str) -> None:
    made = Document()
    made.write(old)
    brought = made.write(new)
    assert made.value == new
    assert len(brought) <= 60 + len(new.encode()) + 4 * len(old)


def test_a_long_text_is_changed_in_the_lines_that_differ() -> None:
    lines = [f"Ligne {number}" for number in range(800)]
    made = Document()
    made.write("\n".join(lines))
    assert len(made.write("\n".join([*lines[:400], "Une de plus", *lines[400:]]))) < 60


def test_lines_that_are_alike_are_not_compared_each_with_each() -> None:
    made = Document()
    made.write("\n" * 500)
    now = "\nligne\n" * 250
    began = time.perf_counter()
    made.write(now)
    assert made.value == now
    assert time.perf_counter() - began < 1, "three seconds, in which the process does nothing else"


@settings(max_examples=60)
@every(st.binary(max_size=80), st.integers(0, 10**9), st.integers(0, 255))
def test_what_is_no_update_is_refused_and_does_no_harm(noise: bytes, place: int, byte: int) -> None:
    client = Written(1)
    keeper = Keeper()
    keeper.take(client.type(0, "Bonjour 😀 à tous"))
    spoilt = bytearray(client.type(3, "x", 4))
    spoilt[place % len(spoilt)] = byte
    for update in (noise, bytes(spoilt)):
        before = keeper.document.value
        try:
            keeper.take(update)
        except (Refused, Invalid):
            keeper.restart()
            assert keeper.document.value == before
        assert fields.clean(keeper.document.value) is not None


def test_only_a_plain_text_of_some_length_is_taken() -> None:
    other = Written(1)
    other.text.insert(0, "gras", {"bold": True})
    with pytest.raises(Invalid):
        Document().take(other.document.get_update())
    long = Written(1)
    with pytest.raises(document.TooLong):
        Document().take(long.type(0, "x" * (fields.LONGEST_TEXT + 1)))
    with pytest.raises(document.TooLong):
        Document().take(b"\0" * (document.MOST_UPDATE + 1))
    late = Written(1)
    late.type(0, "vu ")
    with pytest.raises(document.Lacks):
        Document().take(late.type(3, "de lui seul"))
    with pytest.raises(document.Lacks):
        Document().take(late.type(0, "", 3))


def update_of(info: int, rest: bytes, writers: int = 1) -> bytes:
    """An update as nobody's editor writes it: one part each of so many writers, at the beginning of the text."""
    parts = [bytes((1, 128 | one & 127, one >> 7, 0, info)) + b"\x01\x04text" * (info not in (0, 10)) + rest for one in range(writers)]
    return bytes((128 | writers & 127, writers >> 7)) + b"".join(parts) + b"\0"


@pytest.mark.parametrize(
    "update",
    [
        update_of(8, b"\x01" + b"\x75\x01" * 3 + b"\x7e"),  # a list in a list in a list; some thousands would end the process
        update_of(9, b"\x02id" + b"\x75\x01" * 3 + b"\x7e"),  # a document within, told in the same way
        update_of(7, b"\x02"),  # a text within
        update_of(4 | 32, b"\x01k\x01x"),  # under a key
        update_of(1, b"\xff\xff\xff\xff\x0f"),  # more strokes than can be counted
        update_of(0, b"\xff" * 200),  # a number without an end
        update_of(4, b"\x7fx"),  # a text that ends after the update
        update_of(4, b"\x01x") + b"x",
        update_of(4, b"\x01x").replace(b"text", b"memo"),
    ],
)
def test_nothing_but_plain_text_is_read_at_all(update: bytes) -> None:
    with pytest.raises(Invalid):
        Document().take(update)


def test_a_document_knows_so_many_writers_and_no_more() -> None:
    one = update_of(4, b"\x01x")
    assert Document().take(one)
    made = Document()
    assert made.take(update_of(4, b"\x01x", document.MOST_WRITERS))
    with pytest.raises(document.TooLong):
        made.take(Written(document.MOST_WRITERS + 1).type(0, "x"))
    with pytest.raises(document.TooLong):
        Document().take(update_of(4, b"\x01x", document.MOST_WRITERS + 1))


def test_a_document_that_nobody_holds_any_more_is_let_go() -> None:
    """What watches one holds all of it, in memory that no garbage is collected from: hundreds of kilobytes for each reading."""
    for update in (Written(1).type(0, "x"), b"no update", update_of(4, b"\x01\xff"), Written(1).type(0, "x" * 20_001)):
        with contextlib.suppress(Refused, Invalid):
            Document().take(update)
    Document().write("x")
    gc.collect()
    watching = [one for one in gc.get_objects() if isinstance(one, FunctionType) and one.__module__ == document.__name__]
    assert not [one for one in watching if "<lambda>" in one.__qualname__]
