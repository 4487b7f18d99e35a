"""Replays against the log itself: every event once and in order, whoever comes, goes, stalls, asks for more or loses their right."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from events.ids import NetworkId
from events.log import codec
from events.log.store import Unavailable
from projections.projection import AUDITORS
from service.live import frames, replay
from service.live.frames import Since
from service.live.lane import MEMORY
from service.live.replay import Page, Replay, Replays, Stored
from tests.live.oracle import NETWORK, PEOPLE, TOPICS, Line, Town

ADA, BEN, CAS = PEOPLE
TOPIC = f"journal:{NETWORK}"


class Book:
    """The journal of a town: what was recorded, and how its reading goes."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.stored: list[Stored] = []
        self.away = 0  # times that it does not answer
        self.read: list[int] = []  # events of each page
        self.meanwhile: Any = None  # what happens while a page is on its way
        town.follower.listen(self._record)

    def _record(self, step: Any) -> None:
        one = step.recorded
        body = msgspec.json.encode({"number": one.position})
        self.stored.append(Stored(one.position, one.stream_id, one.version, one.tag, 1, one.command_id, None, one.by, None, one.at, body))

    async def page(self, network: NetworkId, plan: UUID | None, after: int, through: int, limit: int, /) -> Page:
        assert (network, plan) == (NETWORK, None)
        found = [*self.stored[after : min(through, after + limit)]]
        await asyncio.sleep(0)
        if self.meanwhile is not None:
            self.meanwhile = self.meanwhile()
        if self.away:
            self.away -= 1
            raise Unavailable
        self.read.append(len(found))
        return Page(found, found[-1].position)


class Auditing:
    """A town with somebody who replays its journal, and what they were told."""

    def __init__(self, kind: type[Replays] = Replays) -> None:
        self.town = Town(MEMORY)
        self.book = Book(self.town)
        self.replays = self.town.hub._replays = kind(self.book)
        self.town.grant(ADA, "facilitators", "network")
        self.town.grant(CAS, AUDITORS, "network")
        self.client = self.town.client(CAS)
        self.told: list[int] = []
        self.through: int | None = None
        self.over: str | None = None
        self.last = 0
        self.right_lost_at: int | None = None
        self._id = 0

    def write(self, count: int) -> None:
        for number in range(count):
            self.town.write(number % 5)
        self.town.turn()

    def ask(self, credit: int, until: int | None = None) -> None:
        self._id += 1
        self.through = self.over = None
        since = Since(1, self.last, "any") if self.last else None
        assert self.client.listener is not None
        if self.town.hub.hears(self.client.listener):
            self.town.hub.replay(self.client.listener, frames.Sub(self._id, TOPIC, since, "replay", until, credit))

    def more(self, credit: int) -> None:
        assert self.client.listener is not None
        if self.town.hub.hears(self.client.listener):
            self.town.hub.owe(self.client.listener, self._id, credit)

    async def rest(self) -> None:
        """Until nothing more is read."""
        working = self.replays._working
        if working is not None:
            await asyncio.wait((working,))

    async def hear(self) -> None:
        """Everything that was sent; and what is sent since there is room for it."""
        while True:
            await self.rest()
            if not self.client.line.under_way:
                break
            while (text := self.client.line.arrive()) is not None:
                self._hear(msgspec.json.decode(text))
            self.town.turn()  # in which somebody notices that there is room

    def _hear(self, frame: dict[str, Any]) -> None:
        match frame["t"]:
            case "ev":
                assert self.over is None, "nothing comes after the end"
                assert frame["prev"] == self.last, "no event may be missing, and none told twice"
                assert frame["pos"] == frame["body"]["number"] == self.last + 1
                assert self.right_lost_at is None or frame["pos"] < self.right_lost_at
                self.last = frame["pos"]
                self.told.append(frame["pos"])
            case "head":
                assert frame["prev"] == self.last == frame["pos"]
                self.through = frame["pos"]
            case "end" if frame["id"] == self._id:
                self.over = frame["code"]


@pytest.fixture
def auditing() -> Auditing:
    return Auditing()


async def test_a_replay_tells_every_event_and_says_through_where(auditing: Auditing) -> None:
    auditing.write(10)
    auditing.ask(100)
    await auditing.hear()
    assert auditing.told == [*range(1, 13)]
    assert (auditing.through, auditing.over) == (12, "finished")
    assert not auditing.client.listener.subs  # type: ignore[union-attr]  # they are there


async def test_no_more_is_told_than_was_asked_for(auditing: Auditing) -> None:
    auditing.write(10)
    auditing.ask(0)
    await auditing.hear()
    assert (auditing.told, auditing.book.read) == ([], [])
    for credit, told in ((5, 5), (3, 8)):
        auditing.more(credit)
        await auditing.hear()
        assert (auditing.told[-1], auditing.over) == (told, None)
    auditing.more(100)
    await auditing.hear()
    assert auditing.over == "finished"


async def test_nobody_is_owed_more_than_the_limit(auditing: Auditing) -> None:
    auditing.ask(2**53 - 1, until=0)
    auditing.ask(0, until=1)
    owed = auditing.client.listener.subs[2]  # type: ignore[union-attr]  # they are there
    assert isinstance(owed, Replay)
    for _ in range(3):
        auditing.more(9_999)
    assert owed.credit == frames.LIMITS.credit
    await auditing.hear()


async def test_it_goes_from_where_they_stand_through_where_they_say(auditing: Auditing) -> None:
    auditing.write(10)
    auditing.last = 4
    auditing.ask(100, until=9)
    await auditing.hear()
    assert (auditing.told, auditing.through) == ([*range(5, 10)], 9)
    auditing.ask(100, until=50)
    await auditing.hear()
    assert (auditing.told[-1], auditing.through) == (12, 12)


async def test_of_another_log_nothing_was_told(auditing: Auditing) -> None:
    assert auditing.client.listener is not None
    auditing.town.hub.replay(auditing.client.listener, frames.Sub(2, TOPIC, Since(7, 2, "any"), "replay", None, 100))
    await auditing.hear()
    assert auditing.told == [1, 2]


async def test_who_takes_nothing_costs_a_position(auditing: Auditing) -> None:
    auditing.write(500)
    auditing.ask(10_000)
    await auditing.rest()
    assert auditing.client.line.paused
    assert auditing.client.line.waiting < 2 * Line.HIGH + replay.CHUNK
    assert len(auditing.book.read) == 1
    assert not auditing.replays._due
    await auditing.hear()
    assert auditing.told == [*range(1, 503)]
    assert auditing.over == "finished"


async def test_others_hear_what_happens_while_a_replay_waits(auditing: Auditing) -> None:
    auditing.write(300)
    ben = auditing.town.client(ADA, "tab", TOPICS[1])
    ben.hear()
    auditing.ask(10_000)
    auditing.write(5)
    ben.hear()
    assert ben.screen.last[f"{TOPICS[1]}/network"] == auditing.town.position
    await auditing.hear()
    assert auditing.through == auditing.town.position - 5, "it goes as far as the log went when it was asked for"


async def test_two_replays_take_turns(auditing: Auditing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay, "PAGE", 10)
    monkeypatch.setattr(Line, "HIGH", 1_000_000)
    auditing.write(100)
    auditing.town.grant(BEN, AUDITORS, "network")
    other = auditing.town.client(BEN)
    assert other.listener is not None
    auditing.ask(40)
    auditing.town.hub.replay(other.listener, frames.Sub(1, TOPIC, None, "replay", None, 40))
    asked: list[int] = []
    read = auditing.book.page

    async def noted(network: NetworkId, plan: UUID | None, after: int, through: int, limit: int, /) -> Page:
        asked.append(after)
        return await read(network, plan, after, through, limit)

    monkeypatch.setattr(auditing.book, "page", noted)
    await auditing.rest()
    assert asked == [0, 0, 10, 10, 20, 20, 30, 30]


async def test_a_database_that_is_away_is_asked_again(auditing: Auditing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay, "AWAY", 0.0)
    auditing.write(3)
    auditing.book.away = 2
    auditing.ask(100)
    await auditing.hear()
    assert auditing.told == [*range(1, 6)]


async def test_a_fault_of_ours_ends_the_connection_so_that_they_come_back(auditing: Auditing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditing.book, "page", None)
    auditing.ask(1)
    await auditing.rest()
    assert auditing.client.line.code == frames.FAULT


@pytest.mark.parametrize("topic", [TOPIC, f"journal:{UUID(int=77)}", TOPICS[1], "journal:"])
async def test_only_auditors_replay_and_only_what_is_there(auditing: Auditing, topic: str) -> None:
    for client in (auditing.town.client(ADA), *((auditing.client,) if topic != TOPIC else ())):
        assert client.listener is not None
        while client.line.arrive() is not None:
            continue
        auditing.town.hub.replay(client.listener, frames.Sub(1, topic, None, "replay", None, 5))
        auditing.town.hub.subscribe(client.listener, 2, TOPIC)
        text = client.line.arrive()
        assert text is not None
        assert msgspec.json.decode(text)["code"] == "missing"
        assert not client.listener.subs


async def test_a_text_that_is_redacted_while_its_page_is_read_is_not_told(auditing: Auditing) -> None:
    auditing.write(3)

    def redact() -> None:
        auditing.town.hub.redacted = auditing.town.position
        auditing.book.stored[2] = auditing.book.stored[2]._replace(payload=b'{"number":3,"text":"[redacted]"}')

    auditing.book.meanwhile = redact
    auditing.ask(100)
    await auditing.rest()
    sent = b"".join(auditing.client.line.under_way)
    assert sent.count(b'"t":"ev"') == 5
    assert b"[redacted]" in sent


def test_a_row_that_somebody_spoilt_adds_no_frame() -> None:
    for payload in (b'{"a":1}\ndata: {"t":"bye"}', b"\xff", b"{", b'{"a":1}\r\n', b'{"a":1},{"t":"bye"}', b""):
        assert msgspec.json.decode(codec.told(payload)).keys() == {"spoilt"}
    assert bytes(codec.told(b'{"a":1}')) == b'{"a":1}'


# --- Anything in any order ------------------------------------------------------------------------------------------

steps = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.integers(1, 40)),
        st.tuples(st.just("more"), st.integers(0, 60)),
        st.tuples(st.just("hear"), st.just(0)),
        st.tuples(st.just("take"), st.integers(1, 30)),
        st.tuples(st.just("blink"), st.integers(0, 60)),
        st.tuples(st.just("again"), st.integers(0, 60)),
        st.tuples(st.just("away"), st.integers(1, 2)),
        st.tuples(st.just("revoke"), st.integers(0, 3)),
    ),
    max_size=14,
)


async def happens(auditing: Auditing, script: Sequence[tuple[str, int]]) -> None:
    """What the script says; at the end, everything that was owed was told."""
    auditing.write(3)
    auditing.ask(5)
    for what, count in script:
        match what:
            case "write":
                auditing.write(count)
            case "more":
                auditing.more(count)
            case "hear":
                await auditing.hear()
            case "take":
                await asyncio.sleep(0)
                for _ in range(count):
                    if (text := auditing.client.line.arrive()) is not None:
                        auditing._hear(msgspec.json.decode(text))
                auditing.town.turn()
            case "blink":
                auditing.client.drop()
                assert auditing.client.connect()
                auditing.ask(count)
            case "again":
                await auditing.hear()
                auditing.ask(count)
            case "away":
                auditing.book.away = count
            case "revoke" if count == 0:
                await asyncio.sleep(0)
                auditing.right_lost_at = auditing.town.grant(CAS, "network")
                auditing.write(2)
                await auditing.hear()
                assert auditing.over in ("changed", "finished")  # in this town everybody has some lane of every topic
                assert len(auditing.told) <= auditing.right_lost_at - 1
                return
    await auditing.hear()
    auditing.ask(10_000)
    await auditing.hear()
    assert auditing.told == [*range(1, auditing.town.position + 1)]
    assert auditing.over == "finished"


async def tried(kind: type[Replays], script: Sequence[tuple[str, int]]) -> None:
    with pytest.MonkeyPatch.context() as patch, capture_logs():
        for name, value in {"AWAY": 0.0, "REST": 0.0, "PAGE": 7, "CHUNK": 900}.items():
            patch.setattr(replay, name, value)
        await happens(Auditing(kind), script)


@settings(max_examples=40, deadline=None)
@given(steps)
async def test_whatever_happens_every_event_is_told_once_and_in_order(script: list[tuple[str, int]]) -> None:
    await tried(Replays, script)


class Hasty(Replays):
    """Believes that a page that was begun was taken."""

    async def _page(self, replay: Replay) -> None:
        before = replay.seen
        await super()._page(replay)
        if replay.reader.full and replay.seen > before:
            replay.seen = min(replay.through, before + 7)


class Forgetful(Replays):
    """Goes back to where a page began when the client is full."""

    async def _page(self, replay: Replay) -> None:
        before = replay.seen
        await super()._page(replay)
        if replay.reader.full:
            replay.seen = before


class Trusting(Replays):
    """Tells whoever asked for a page, whatever became of their right while it was read."""

    async def _page(self, replay: Replay) -> None:
        if replay.seen < replay.through:
            asked = replay.desk.network, replay.plan, replay.seen, replay.through, min(7, max(1, replay.credit))
            replay.take(await self._journal.page(*asked))
        elif replay.there:
            replay.desk.finish(replay)


@pytest.mark.parametrize("bug", [Hasty, Forgetful, Trusting])
async def test_a_planted_bug_is_seen(bug: type[Replays]) -> None:
    look = settings(max_examples=40, deadline=None, phases=[Phase.generate], derandomize=True, database=None)
    scripts: list[list[tuple[str, int]]] = []

    @look
    @given(steps)
    def collect(script: list[tuple[str, int]]) -> None:
        scripts.append(script)

    collect()
    with pytest.raises(AssertionError):
        await all_tried(bug, scripts)


async def all_tried(kind: type[Replays], scripts: Sequence[Sequence[tuple[str, int]]]) -> None:
    for script in scripts:
        await tried(kind, script)
