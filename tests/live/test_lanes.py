"""Lanes against an oracle: whatever is published, joined, resumed, revoked, stalled, dropped and lost, in any order.

The oracle keeps every prefix of the log folded. After every frame that a screen applies, the lane's rows on that screen are
the rows of that prefix which that lane shows, byte for byte what travelled to everyone else in the lane.
"""

from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from msgspec import structs

from events.ids import PersonId
from projections.projection import AUDITORS, Changed
from service.live import frames
from service.live.frames import Frame, Since
from service.live.hub import Hub, Listener
from service.live.lane import Lane
from tests.live.oracle import AUDIENCES, PEOPLE, TOPICS, Kept, Line, Town, Written, canary

people = st.sampled_from(PEOPLE)
texts = st.sampled_from(("", "a", "b", "c" * 40, "d" * 300, "e" * 1_200))
some_topics = st.sets(st.sampled_from(TOPICS), max_size=2).map(lambda chosen: tuple(sorted(chosen)))
some_audiences = st.sets(st.sampled_from(AUDIENCES), max_size=2).map(lambda chosen: tuple(sorted(chosen)))
rights = st.sampled_from(
    ((), ("network",), ("network", "parties"), ("facilitators", "network", "parties"), (AUDITORS, "facilitators", "network"))
)
written = st.builds(
    lambda note, topics, audiences, text: Written(note=note, topics=topics, audiences=audiences, text=text),
    st.integers(1, 8),
    some_topics,
    some_audiences,
    texts,
)


class Lanes(RuleBasedStateMachine):
    """Anything that can happen to people who watch one network."""

    kind: type[Hub] = Hub

    @initialize()
    def found(self) -> None:
        self.town = Town(kind=self.kind)
        self.town.happen(*(Written(note=note, topics=(topic,), audiences=AUDIENCES, text="") for note, topic in enumerate(TOPICS, 10)))
        for person in PEOPLE[:2]:
            self.town.grant(person, "network", "parties")
        for person in PEOPLE[:2]:
            self.town.client(person, "tab", *TOPICS[:2])

    @rule(events=st.lists(written, min_size=1, max_size=3), by=people, turn=st.booleans())
    def publish(self, events: list[Written], by: PersonId, turn: bool) -> None:
        self.town.happen(*events, by=by)
        if turn:
            self.town.turn()

    @rule(notes=st.lists(st.integers(1, 8), min_size=1, max_size=12), turn=st.booleans())
    def edit(self, notes: list[int], turn: bool) -> None:
        for note in notes:
            self.town.write(note, str(self.town.position))
            if turn:
                self.town.turn()

    @rule(note=st.integers(1, 8), parties=st.sets(people, max_size=2).map(lambda chosen: tuple(sorted(chosen))))
    def keep_to_some(self, note: int, parties: tuple[PersonId, ...]) -> None:
        self.town.write(note, canary(note))
        self.town.happen(Kept(note=note, parties=parties))

    @rule(which=st.integers(0, 4), note=st.integers(1, 8), parties=st.sets(people, max_size=1).map(tuple))
    def keep_to_some_what_is_half_sent(self, which: int, note: int, parties: tuple[PersonId, ...]) -> None:
        for one in range(1, 9):
            self.town.write(one, canary(one) + "e" * 1_200)
        client = self.town.clients[which % len(self.town.clients)]
        if client.listener is not None:
            client.subscribe(TOPICS[1])  # from nothing, which is more than the line takes
        self.town.happen(Kept(note=note, parties=parties))

    @rule(person=people, to=rights)
    def change_rights(self, person: PersonId, to: tuple[str, ...]) -> None:
        self.town.grant(person, *to)

    @rule()
    def everyone_hears(self) -> None:
        self.town.turn()
        for client in self.town.clients:
            client.hear()

    @rule(seconds=st.sampled_from((1, 12, 26)))
    def wait(self, seconds: int) -> None:
        self.town.wait(seconds)

    @precondition(lambda self: len(self.town.clients) < 5)
    @rule(person=people, topics=some_topics)
    def come(self, person: PersonId, topics: tuple[str, ...]) -> None:
        self.town.client(person, f"tab {len(self.town.clients)}", *topics)

    @rule(which=st.integers(0, 4), topic=st.sampled_from(TOPICS))
    def subscribe(self, which: int, topic: str) -> None:
        client = self.town.clients[which % len(self.town.clients)]
        if client.listener is not None and topic not in client.screen.lanes_of:
            client.subscribe(topic)

    @rule(which=st.integers(0, 4), count=st.sampled_from((1, 2, 5, 1_000)))
    def hear(self, which: int, count: int) -> None:
        self.town.clients[which % len(self.town.clients)].hear(count)

    @rule(which=st.integers(0, 4))
    def mend(self, which: int) -> None:
        client = self.town.clients[which % len(self.town.clients)]
        if client.listener is not None:
            client.mend()

    @rule(which=st.integers(0, 4))
    def lose_connection(self, which: int) -> None:
        self.town.clients[which % len(self.town.clients)].drop()

    @rule(which=st.integers(0, 4), note=st.integers(1, 8))
    def miss_the_news(self, which: int, note: int) -> None:
        client = self.town.clients[which % len(self.town.clients)]
        self.town.turn()
        client.hear()
        self.town.write(note, str(self.town.position))
        self.town.turn()
        client.lost = client.line.lose(-1) or client.lost

    @rule(which=st.integers(0, 4), heard=st.integers(0, 9))
    def blink(self, which: int, heard: int) -> None:
        client = self.town.clients[which % len(self.town.clients)]
        client.hear(heard)
        client.drop()
        client.connect()

    @rule(which=st.integers(0, 4), to=rights)
    def come_back_as_another(self, which: int, to: tuple[str, ...]) -> None:
        client = self.town.clients[which % len(self.town.clients)]
        client.hear()
        client.drop()
        self.town.grant(client.person, *to)
        client.connect()

    @rule(which=st.integers(0, 4))
    def come_back(self, which: int) -> None:
        client = self.town.clients[which % len(self.town.clients)]
        if client.listener is None:
            client.connect()

    @rule(which=st.integers(0, 4), nth=st.integers(0, 5))
    def lose_a_frame(self, which: int, nth: int) -> None:
        client = self.town.clients[which % len(self.town.clients)]
        client.lost = client.line.lose(nth) or client.lost

    @invariant()
    def nobody_is_queued_for(self) -> None:
        for client in self.town.clients:
            # High water, what one write may add to it, and the answers to what the client itself asked for.
            assert client.line.waiting < Line.HIGH + 40_000

    def teardown(self) -> None:
        if hasattr(self, "town"):
            self.town.settle()
            self.town.wait(26)
            self.town.settle()
            self.town.compare()


class Restarts(Lanes):
    """The same, and now and then the process is another one."""

    @rule(heard=st.booleans())
    def restart(self, heard: bool) -> None:
        if heard:
            self.everyone_hears()
        self.town.restart()
        for client in self.town.clients:
            client.connect()


class Leaky(Hub):
    """Goes on sending to people who have lost the right to see."""

    def _reconsider(self, change: Changed, position: int) -> None: ...


class Careless(Hub):
    """Believes that someone who fell behind has had what was about to be sent."""

    def _fall_behind(self, listener: Listener) -> None:
        super()._fall_behind(listener)
        for sub in listener.subs.values():
            sub.behind = {lane: lane.last for lane in sub.behind}


class Vague(Hub):
    """Its beacons do not say from where on nothing happened."""

    def _head(self, lane: Lane) -> Frame:
        return frames.Head(lane.name, 0, self.flushed)


class Trusting(Hub):
    """Lets people resume who have other rights now."""

    def _resumable(self, listener: Listener, since: Since) -> bool:
        return since.pos <= self.position


class Narrow(Hub):
    """Forgets to take a row away from those who may no longer see it."""

    def _lay(self, commit: Any, tag: str, change: Changed) -> None:
        if change.after is not None:
            super()._lay(commit, tag, structs.replace(change, before=None))


class Remembering(Hub):
    """Shows whoever comes back the frames of before a note was kept to some people."""

    def _seal(self) -> None:
        for part in self._commit.lanes.values() if self._commit else ():
            part.narrowed = False
        super()._seal()


class Unmoved(Hub):
    """Keeps to some people what happens from now on, and not the row that is there."""

    def _move(self, commit: Any, tag: str, item: Any) -> None: ...


class Paging(Hub):
    """Goes on with the pages of a snapshot that hold what is kept to some people by now."""

    def _take_back(self, topic: Any, lane: Lane) -> None: ...


class Forgetful(Hub):
    """Believes, when it has only just begun, that no row ever went from one lane to another."""

    def subscribe(self, *asked: Any) -> None:
        self._fold.moved = 0  # type: ignore[misc]  # of the fold of a real process nobody sets it
        super().subscribe(*asked)


@pytest.mark.parametrize("bug", [Careless, Vague, Trusting, Narrow, Remembering, Unmoved, Paging, Forgetful])
def test_a_planted_bug_is_seen(bug: type[Hub]) -> None:
    machine = type("Faulty", (Restarts if bug is Forgetful else Lanes,), {"kind": bug})
    only_look = settings(
        max_examples=2_000, stateful_step_count=40, deadline=None, phases=[Phase.generate], derandomize=True, database=None
    )
    with pytest.raises((AssertionError, KeyError, pytest.fail.Exception)):
        run_state_machine_as_test(machine, settings=only_look)


TestLanes = Lanes.TestCase
TestLanes.settings = settings(max_examples=60, stateful_step_count=40, deadline=None, report_multiple_bugs=False)
TestRestarts = Restarts.TestCase
TestRestarts.settings = settings(max_examples=60, stateful_step_count=40, deadline=None, report_multiple_bugs=False)
