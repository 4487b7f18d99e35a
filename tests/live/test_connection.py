"""One connection: who may speak when, and what becomes of those who speak nonsense."""

from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events import ids
from service.live import frames
from service.live.connection import HELLO_WITHIN, PATIENCE, Ask, Close, Connection, Intent, Spoilt
from service.live.frames import Err, Hello, Limits, Ping, Pres, Sub, Unsub

NETWORK = "00000000-0000-0000-0000-000000000001"
PLAN = f"plan:{NETWORK}"
HELLO = {"t": "hello", "v": 1, "network": NETWORK, "client": "tab"}


def said(connection: Connection, frame: Any, now: float = 0.0) -> list[Intent]:
    text = frame if isinstance(frame, str | bytes) else msgspec.json.encode(frame).decode()
    return connection.heard(text, now)


def greeted(limits: Limits | None = None) -> Connection:
    connection = Connection(0.0, limits or Limits())
    (hello,) = said(connection, HELLO)
    assert isinstance(hello, Hello)
    return connection


def closed(intents: list[Intent]) -> int | None:
    last = intents[-1] if intents else None
    return last.code if isinstance(last, Close) else None


def asking(**command: Any) -> dict[str, Any]:
    return {"id": str(ids.new()), "stream": str(ids.new()), "command": command}


def test_nobody_is_heard_before_they_say_hello() -> None:
    for frame in ({"t": "sub", "id": 1, "topic": PLAN}, {"t": "cmd", "asking": {}}, {"t": "ping", "id": 1, "at": 0}):
        connection = Connection(0.0, Limits())
        assert closed(said(connection, frame)) == frames.MALFORMED
        assert said(connection, HELLO) == []


def test_hello_comes_within_five_seconds() -> None:
    connection = Connection(100.0, Limits())
    assert connection.overdue(100.0 + HELLO_WITHIN - 0.1) == []
    assert closed(connection.overdue(100.0 + HELLO_WITHIN)) == frames.NO_HELLO
    assert connection.overdue(200.0) == []
    assert greeted().overdue(1_000.0) == []


def test_a_client_of_another_version_stays_away() -> None:
    assert closed(said(Connection(0.0, Limits()), HELLO | {"v": 2})) == frames.OTHER_VERSION


@pytest.mark.parametrize("text", ["", "nonsense", '{"x":' + "[" * 5_000, '{"t":"hello"', '{"t":"hello","v":1,"network":"\ud800"}', "\x00"])
def test_what_is_not_json_ends_the_connection(text: str) -> None:
    for connection in (Connection(0.0, Limits()), greeted()):
        assert closed(said(connection, text)) == frames.MALFORMED


def test_too_much_at_once_ends_the_connection() -> None:
    assert closed(said(Connection(0.0, Limits()), HELLO | {"client": "x" * 20_000})) == frames.TOO_LARGE
    assert closed(said(greeted(), {"t": "cmd", "asking": "é" * 200_000})) == frames.TOO_LARGE


def test_an_unknown_frame_is_told_and_the_rest_goes_on() -> None:
    connection = greeted()
    for frame, code in (
        ({"t": "dance"}, "unknown_frame"),
        ({"t": "sub", "id": "one", "topic": PLAN}, "malformed_frame"),
        ({"id": 1}, "malformed_frame"),
        ({"t": "sub", "id": -1, "topic": PLAN}, "malformed_frame"),
        ([1], "malformed_frame"),
        (HELLO, "second_hello"),
        ({"t": "sub", "id": 1, "topic": "plan:7f3"}, "no_topic"),
        ({"t": "pres", "topic": "everything", "state": None}, "no_topic"),
        ({"t": "pres", "topic": PLAN, "state": {"item": "x", "field": "y", "mode": "dance"}}, "malformed_frame"),
        ({"t": "pres", "topic": PLAN, "state": None, "more": "x" * 1_024}, "presence_too_large"),
        ({"t": "cmd", "asking": {"id": 5}}, "malformed_command"),
        (b"\x00\x01", "binary"),
    ):
        (told,) = said(connection, frame)
        assert isinstance(told, Err)
        assert (told.code, told.retry) == (code, False)
    assert said(connection, {"t": "ping", "id": 1, "at": 0}) == [Ping(1, 0.0)]


def test_a_client_that_only_speaks_nonsense_is_closed() -> None:
    connection = greeted()
    for _ in range(PATIENCE):
        assert closed(said(connection, {"t": "dance"})) is None
    assert closed(said(connection, {"t": "dance"})) == frames.MALFORMED


def test_a_malformed_command_is_refused_by_its_id_and_harms_no_other() -> None:
    connection = greeted()
    unknown = asking(tag="action.dance")
    (spoilt,) = said(connection, {"t": "cmd", "asking": unknown})
    assert isinstance(spoilt, Spoilt)
    assert spoilt.id == UUID(unknown["id"])
    assert spoilt.fault.at == ".command.tag"
    more = asking(tag="action.withdraw") | {"colour": "red"}
    (spoilt,) = said(connection, {"t": "cmd", "asking": more})
    assert isinstance(spoilt, Spoilt)
    deep = '{"t":"cmd","asking":{"id":"' + more["id"] + '","stream":' + "[" * 900 + "]" * 900 + "}}"
    (spoilt,) = said(connection, deep)
    assert isinstance(spoilt, Spoilt)
    good = asking(tag="action.withdraw")
    (ask,) = said(connection, {"t": "cmd", "asking": good})
    assert isinstance(ask, Ask)
    assert ask.received == good, "what arrived, before defaults: it tells a repetition from another request"


def test_topics_are_limited_and_given_back() -> None:
    connection = greeted(Limits(subs=2))
    for id in (1, 2):
        assert isinstance(said(connection, {"t": "sub", "id": id, "topic": PLAN})[0], Sub)
    (told,) = said(connection, {"t": "sub", "id": 3, "topic": PLAN})
    assert isinstance(told, Err)
    assert (told.code, told.id) == ("too_many_topics", 3)
    assert said(connection, {"t": "unsub", "id": 1}) == [Unsub(1)]
    assert said(connection, {"t": "unsub", "id": 1}) == []
    connection.over(2)
    for id in (4, 5):
        assert isinstance(said(connection, {"t": "sub", "id": id, "topic": PLAN})[0], Sub)


def test_a_flood_ends_the_connection_and_a_brisk_pace_does_not() -> None:
    ping = {"t": "ping", "id": 1, "at": 0}
    connection = greeted(Limits(rate=10, burst=20))
    assert all(closed(said(connection, ping, second / 10)) is None for second in range(1_000))
    connection = greeted(Limits(rate=10, burst=20))
    assert frames.TOO_OFTEN in [closed(said(connection, ping, 0.0)) for _ in range(21)]


def test_presence_says_where_someone_is() -> None:
    (here,) = said(greeted(), {"t": "pres", "topic": PLAN, "state": {"item": NETWORK, "field": "title", "mode": "edit"}})
    assert here == Pres(PLAN, frames.Focus(NETWORK, "title", "edit"))


anything = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
tags = st.sampled_from(("hello", "sub", "unsub", "cmd", "pres", "ping", "tx", ""))
some_frame = st.builds(
    lambda tag, fields: {"t": tag} | fields,
    tags,
    st.dictionaries(st.sampled_from(("v", "network", "client", "id", "topic", "from", "asking", "state", "at")), anything),
)
message = st.one_of(st.binary(max_size=50), st.text(max_size=50), some_frame, anything, st.just(HELLO))


@given(st.lists(st.tuples(message, st.floats(0, 10)), max_size=40))
def test_nothing_a_client_sends_makes_it_fail(messages: list[tuple[Any, float]]) -> None:
    connection = Connection(0.0, Limits(subs=3, rate=2, burst=10))
    now, over = 0.0, False
    for message, passed in messages:
        now += passed
        greeted = connection.greeted
        intents = said(connection, message, now) if passed < 9 else connection.overdue(now)
        assert not (over and intents), "nothing is done after a close"
        assert all(not isinstance(intent, Sub | Unsub | Ask | Spoilt | Pres | Ping) for intent in intents if not greeted)
        assert len(connection.subs) <= 3
        over = over or closed(intents) is not None
        assert connection.closed == over
