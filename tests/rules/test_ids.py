"""Ids: new ones sort by the moment they were made, derived ones are the same everywhere; tokens are written one way."""

import contextlib
import time
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events import ids
from events.ids import Token


def test_new_ids_are_version_7_and_each_is_greater_than_the_last() -> None:
    made = [ids.new() for _ in range(10_000)]
    assert made == sorted(set(made))
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}


def test_a_new_id_begins_with_the_millisecond_it_was_made_in() -> None:
    before = time.time_ns() // 1_000_000
    stamp = ids.new().int >> 80
    # Ten thousand made in one millisecond run ahead of the clock, by a few milliseconds at most.
    assert before <= stamp <= time.time_ns() // 1_000_000 + 20


@pytest.mark.parametrize("later", [[0, 0, 0], [0, -5_000_000_000, -5_000_000_000], [0, 100, 200]], ids=["stands", "jumps back", "creeps"])
def test_new_ids_grow_whatever_the_clock_does(monkeypatch: pytest.MonkeyPatch, later: list[int]) -> None:
    now = time.time_ns() + 10**12
    clock = iter([now + one for one in later])
    monkeypatch.setattr(time, "time_ns", lambda: next(clock))
    monkeypatch.setattr(ids, "_last", 0)  # and back to where it was
    made = [ids.new() for _ in later]
    assert made == sorted(set(made))
    assert [one.int >> 64 for one in made] == sorted({one.int >> 64 for one in made}), "by their time, not by chance"


def test_a_derived_id_is_uuid5_of_its_parts_joined_by_colons() -> None:
    network = UUID("0198C021-0000-7000-8000-000000000001")
    assert ids.derived(network, "deadline", 12) == uuid5(network, "deadline:12")
    assert ids.derived(network, UUID("0198C021-0000-7000-8000-00000000000A")) == uuid5(network, "0198c021-0000-7000-8000-00000000000a")


def test_decomposed_accents_derive_the_same_id() -> None:
    assert ids.derived(NAMESPACE_URL, "Cafe\u0301") == ids.derived(NAMESPACE_URL, "Café")


def test_an_authority_has_one_id_everywhere() -> None:
    assert ids.authority(siren="212100010") == uuid5(NAMESPACE_URL, "club21:authority:siren:212100010")
    assert ids.authority(insee="2A004") == uuid5(NAMESPACE_URL, "club21:authority:insee:2A004")


@pytest.mark.parametrize(
    "named",
    [
        {},
        {"siren": "212100010", "insee": "21001"},
        {"siren": ""},
        {"insee": ""},
        {"siren": "21210001"},
        {"siren": "212 100 010"},
        {"insee": "2"},
    ],
)
def test_an_authority_is_named_by_one_well_formed_number(named: dict[str, str]) -> None:
    # Two towns whose number is missing must not become one.
    with pytest.raises(ValueError, match="authority"):
        ids.authority(**named)


@given(st.integers(1, 10**17), st.integers(0, 10**17))
def test_a_token_reads_as_it_was_written(epoch: int, position: int) -> None:
    token = Token(epoch, position)
    assert str(token) == f"{epoch}.{position}"
    assert Token.parse(str(token)) == token


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "1.",
        ".1",
        "01.1",
        "1.01",
        "0.1",
        "1.-1",
        "-1.1",
        "1.1.1",
        " 1.1",
        "1.1 ",
        "1,1",
        "1.1e3",
        "¹.1",
        "\u0661.\u0662",
        "1.1234567890123456789",
        "+1.1",
    ],
)
def test_anything_else_is_no_token(text: str) -> None:
    with pytest.raises(ValueError, match=r"written epoch\.position"):
        Token.parse(text)


@given(st.text(max_size=12))
def test_reading_a_token_ends_in_a_token_or_a_value_error(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert str(Token.parse(text)) == text
