"""What a program holds: the rows of its lanes whatever is lost, repeated or late, and it knows where something is missing."""

from typing import Any
from uuid import UUID

import msgspec
import pytest

from projections.catalogue import PROJECTIONS
from service.client.holding import JOURNALS, Caught, Commit, Holding, Lost, Over
from service.live import frames

TOPIC, ONE, TWO = "plan:1", "plan:1/network", "plan:1/facilitators"
WELCOME = frames.Welcome("c", 1, "rev", 5, frames.Heartbeat(25, 10), frames.LIMITS, frames.User(UUID(int=1)))  # type: ignore[arg-type]  # any id will do


def shown(key: int, title: str) -> bytes:
    return msgspec.json.encode({"table": "axis_list", "row": {"axis_id": key, "title": title}})


def snap(lane: str, part: int, *rows: bytes, last: bool = False) -> frames.Snap:
    return frames.Snap(1, lane, 5, part, last, frames.pages(rows, 10_000)[0])


def tx(lane: str, prev: int, pos: int, **rows: str | None) -> frames.Tx:
    """``k1="a"``: the row 1 is called a; None takes it away."""
    changed = tuple(
        msgspec.Raw(
            msgspec.json.encode({"table": "axis_list", "key": int(key[1:]), "row": title and {"axis_id": int(key[1:]), "title": title}})
        )
        for key, title in rows.items()
    )
    return frames.Tx(lane, prev, pos, UUID(int=1), None, ("action_plan.axis_edited",), changed)


FRAMES: tuple[frames.Frame, ...] = (
    WELCOME,
    frames.Subd(1, TOPIC, (ONE, TWO), "snapshot"),
    snap(ONE, 0, shown(1, "a")),
    snap(ONE, 1, shown(2, "b")),
    snap(TWO, 2, shown(1, "a"), last=True),
    frames.Live(1, 5),
    tx(ONE, 5, 6, k1="c", k3="d"),
    tx(ONE, 6, 7, k1=None),
    tx(TWO, 5, 7, k1="e"),
    frames.Head(ONE, 7, 9),
    frames.Head(TWO, 7, 9),
)
WHOLE = {1: "e", 2: "b", 3: "d"}


def holding(*heard: frames.Frame) -> Holding:
    held = Holding()
    held.follow(TOPIC)
    held.due()
    for frame in heard:
        held.hear(frame)
    return held


def titles(held: Holding) -> dict[Any, str]:
    return {key: row["title"] for key, row in held.rows("axis_list").items()}


def test_rows_are_those_that_some_lane_shows() -> None:
    held = holding(*FRAMES)
    assert titles(held) == WHOLE
    assert held.complete(9)
    assert not held.complete(10)
    assert held.due() == []


@pytest.mark.parametrize("lost", range(2, len(FRAMES)))
def test_any_frame_that_is_lost_is_noticed_by_the_next_beacon(lost: int) -> None:
    held = holding(*FRAMES[:lost], *FRAMES[lost + 1 :], frames.Head(ONE, 9, 10), frames.Head(TWO, 9, 10))
    assert not held.live or titles(held) == WHOLE
    if lost != FRAMES.index(frames.Live(1, 5)) and lost < len(FRAMES) - 2:
        (again,) = held.due()
        assert again.topic == TOPIC
        assert again.since is None or again.since.pos < 9


@pytest.mark.parametrize("twice", range(6, len(FRAMES)))
def test_a_frame_that_comes_twice_is_old_news(twice: int) -> None:
    held = holding(*FRAMES[: twice + 1], *FRAMES[6:])
    assert titles(held) == WHOLE
    assert held.due() == []


def test_what_comes_before_the_answer_belongs_to_an_earlier_time() -> None:
    held = holding(*FRAMES)
    assert held.hear(tx(ONE, 11, 12, k1="x")) == [Lost(TOPIC)]
    (again,) = held.due()
    assert (again.id, again.since) == (2, frames.Since(1, 9, "rev"))
    assert held.hear(tx(ONE, 12, 13, k2="y")) == []
    assert held.due() == [], "asked once, however much comes meanwhile"
    held.hear(frames.Subd(2, TOPIC, (ONE, TWO), "replay", 9))
    (news,) = held.hear(tx(ONE, 9, 13, k2="y"))
    assert isinstance(news, Commit)
    assert held.hear(frames.Live(2, 13)) == [Caught(TOPIC, 13, afresh=False)]
    assert titles(held) == WHOLE | {2: "y"}


def test_a_connection_that_comes_back_goes_on_from_the_lowest_lane() -> None:
    held = holding(*FRAMES[:8])
    held.disconnected()
    (again,) = held.due()
    assert again.since == frames.Since(1, 5, "rev")
    assert titles(held) == {1: "a", 2: "b", 3: "d"}


def test_a_topic_that_ends_is_held_no_more() -> None:
    held = holding(*FRAMES)
    assert held.hear(frames.End(1, "revoked", "live.revoked", retry=False)) == [Over(TOPIC, "revoked")]
    assert titles(held) == {}
    held = holding(*FRAMES)
    assert held.hear(frames.End(1, "changed", "live.changed", retry=True)) == [Lost(TOPIC)]
    (again,) = held.due()
    assert again.since is None, "with other rights, from nothing"


def test_names_are_cells_of_which_the_latest_holds() -> None:
    held, who = Holding(), str(UUID(int=7))
    held.follow("people:1")
    held.due()
    held.hear(frames.Subd(1, "people:1", ("people:1/network",), "snapshot"))
    held.hear(frames.Kv("people:1/network", 1, {who: frames.Cell("Ada")}))
    assert held.hear(frames.Live(1, 5)) == [Caught("people:1", 5, afresh=True)]
    held.hear(frames.Kv("people:1/network", 2, {who: frames.Cell("Ada Vallon")}))
    assert held.name(who) == "Ada Vallon"
    held.hear(frames.Kv("people:1/network", 3, {}, (who,)))
    assert held.name(who) is None


def test_the_tables_that_nobody_holds_are_those_of_the_service() -> None:
    assert {one.name for one in PROJECTIONS if not one.kept} == JOURNALS
