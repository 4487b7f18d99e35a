"""A frame is lost, comes twice, or comes too late, whichever: the screen notices with the next frame of its lane, or with one beacon.

Until then, and after it has asked again, what it shows of a lane is what the log says at the position that it believes itself to be at.
"""

from typing import Any, Literal, TypeAlias

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from service.live.hub import HEARTBEAT
from service.live.lane import Memory
from tests.live.oracle import AUDIENCES, PEOPLE, PLANS, Client, Town
from tests.live.screen import Screen

Fault: TypeAlias = Literal["lost", "twice", "late"]
BEN = PEOPLE[1]
MATTER = ("tx", "head", "snap", "gap")  # the frames that carry rows or positions
SMALL = Memory(frames=4, bytes=4_000, rows=20, frame=1_500, page=400)

Edits: TypeAlias = list[tuple[int, str, str]]
edits = st.lists(
    st.tuples(st.integers(1, 5), st.sampled_from(PLANS), st.sampled_from(("", "a", "b" * 300, "c" * 2_000))), min_size=1, max_size=8
)


def told(text: bytes) -> tuple[str, str]:
    """The kind of a frame and its lane; nothing for those that carry neither rows nor positions."""
    frame: Any = msgspec.json.decode(text)
    return (frame["t"], frame["l"]) if frame["t"] in MATTER else ("", "")


def spoil(client: Client, fault: Fault, nth: int) -> bytes | None:
    """One of the frames under way suffers: the frame with which this has to be noticed, if there is one under way."""
    way = client.line.under_way
    places = [at for at, text in enumerate(way) if told(text)[0]]
    if not places:
        return None
    at = places[nth % len(places)]
    text, (kind, lane) = way[at], told(way[at])
    after = next((place for place in range(at + 1, len(way)) if told(way[place])[1] == lane), None)
    if fault == "twice":
        way.insert(at + 1 if after is None else after + 1, text)
        client.line.waiting += len(text)
    elif fault == "lost":
        client.line.waiting -= len(text)
    elif after is not None:
        way.insert(after + 1, text)
    if fault == "lost" or (fault == "late" and after is not None):
        del way[at]
        client.lost = True
        return None if after is None or carries_nothing(text, way[after - 1]) else way[after - 1]
    client.lost = kind == "snap"  # pages are counted: one that comes twice is asked for again, and all with it
    return None


def carries_nothing(text: bytes, following: bytes) -> bool:
    """Does this only greet someone with the position that was reached before they came? The frames that all hear follow on without it."""
    frame, then = msgspec.json.decode(text), msgspec.json.decode(following)
    return bool(frame["t"] == "head" and then["t"] in ("tx", "head") and then["prev"] <= frame["prev"])


def hear(town: Town, client: Client, suspect: bytes | None = None) -> None:
    """All that is under way, and all that waited for room behind it."""
    while client.line.under_way or town.clock.turning:
        while (text := client.line.arrive()) is not None:
            town.check(client, text)
            if text is suspect:
                assert Screen.topic_of(told(text)[1]) in client.screen.gaps, "not noticed with the next frame"
        town.turn()


@settings(max_examples=100)
@given(edits, edits, st.sampled_from(("lost", "twice", "late")), st.integers(0, 40), st.booleans())
def test_whichever_frame_it_is_the_screen_notices(before: Edits, after: Edits, fault: Fault, nth: int, at_once: bool) -> None:
    town = Town(SMALL)
    town.grant(BEN, "network")
    for edits in ([(note, PLANS[note % 2], "d" * 300) for note in range(6, 12)], before):  # so that a snapshot has several pages
        happen(town, edits)
    ben = town.client(BEN, "tab", *PLANS)
    if not at_once:  # the frames of the snapshot arrive; else one of them may suffer
        hear(town, ben)
        ben.mend()
        hear(town, ben)
    happen(town, after)
    suspect = spoil(ben, fault, nth)
    hear(town, ben, suspect)
    town.wait(HEARTBEAT.every)
    hear(town, ben)
    for topic in PLANS:
        for lane in ben.screen.lanes_of[topic]:
            complete = ben.screen.last.get(lane) == town.position and ben.screen.lanes[lane] == town.rows(lane, town.position)
            assert complete or topic in ben.screen.gaps, f"{lane} lost something and does not know"
    town.settle()
    town.compare()
    for lane, entries in ben.screen.journal.items():
        assert len({entry["position"] for entry in entries}) == len(entries), f"{lane} tells something twice"


def happen(town: Town, edits: Edits) -> None:
    for note, topic, text in edits:
        town.write(note, text, (topic,), AUDIENCES)
        town.turn()
