"""Dashboards, scene by scene and by chance: figures of a moment that was, to those who may see them, at most four times a second.

No database and no clock: the tables of these scenes are a second fold that is behind the first or ahead of it, and counting takes as long
as a scene says. That the statement counts the same is shown in tests/read/test_figures.py.
"""

from collections import deque
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from hypothesis import Phase, settings
from hypothesis import given as every
from hypothesis import strategies as st

from events import action, network
from events.asking import Asking
from events.decider import Event
from events.fields import Change
from events.ids import CommandId, NetworkId, PersonId, StreamId
from events.log.recorded import Recorded
from projections.catalogue import PROJECTIONS
from projections.follower import Follower
from projections.projection import AUDITORS, NETWORK, person
from projections.rights import rights
from service import access
from service.figures import Counted
from service.live import frames
from service.live.connection import Connection
from service.live.dashboards import AGAIN, EVERY
from service.live.hub import Hub, Listener
from tests import histories
from tests.histories import ACTIONS, AXES, PLANS
from tests.live.oracle import Clock, Line
from tests.people import ADA, BEN, CAS, DOT
from tests.people import NETWORK as NETWORK_ID
from tests.read.logs import logged
from tests.read.test_figures import recount

PEOPLE = (ADA, BEN, CAS, DOT)
MONDAY, TUESDAY = date(2026, 6, 1), date(2026, 6, 2)
LANES = {ADA: NETWORK, BEN: NETWORK, CAS: NETWORK, DOT: AUDITORS}


def asking(number: int, at: StreamId, command: Any) -> tuple[Asking, PersonId]:
    return Asking(id=CommandId(UUID(int=number)), stream=at, command=command), ADA


class Office:
    """One process: a fold, a hub with listeners, and tables that stand wherever the scene has them stand."""

    def __init__(self, log: Sequence[Recorded[Event]], start: int) -> None:
        self.log = log
        self.network = NetworkId(log[0].network_id)
        self.clock = Clock()
        self.day = MONDAY
        self.fold = Follower(self.network)
        self.fold.apply(log[:start])
        self.tables: int | None = None  # where they stand; None: where the fold does
        self.asked: deque[Callable[[bool], None]] = deque()  # counts under way
        self.counts: list[tuple[float, UUID | None, tuple[str, ...]]] = []
        self.at_once = True  # a count is answered as soon as it is asked for
        self.narrowed = 0
        self.at = cache(self._at)
        self.hub = Hub(self.network, 1, self.fold, PROJECTIONS, rights, access.audiences, self.clock, counting=self)
        self.fold.listen(self.hub.hear)
        self.screens: list[Screen] = []

    def _at(self, position: int) -> Follower:
        """The fold as it stood."""
        follower = Follower(self.network)
        follower.apply(self.log[:position])
        return follower

    def today(self) -> date:
        return self.day

    def count(self, plan: UUID | None, audiences: Sequence[str], counted: Callable[[Counted | None], None], /) -> None:
        self.counts.append((self.clock.now, plan, tuple(audiences)))
        assert len(self.asked) < 3, "counts of one dashboard do not pile up"
        began = self.fold.position

        def answer(well: bool) -> None:
            position = self.fold.position if self.tables is None else max(began, self.tables)  # what was in memory is written first
            figures = {audience: recount(self.at(position), plan, self.day, audience) for audience in audiences}
            counted(Counted(self.day, position, position, position, figures) if well else None)

        self.asked.append(answer)
        if self.at_once:
            self.answer()

    def answer(self, *, well: bool = True) -> None:
        self.asked.popleft()(well)

    def follow(self, events: int = 1) -> None:
        """The fold goes on."""
        for recorded in self.log[self.fold.position : self.fold.position + events]:
            if isinstance(recorded.event, action.Restricted | action.Opened):
                self.narrowed = recorded.position
            self.fold.apply([recorded])

    def wait(self, seconds: float) -> None:
        self.clock.now += seconds
        self.turn()

    def turn(self) -> None:
        while self.clock.turning:
            self.clock.turn()

    def screen(self, who: PersonId, *topics: str) -> "Screen":
        made = Screen(self, who, f"tab {len(self.screens)}")
        self.screens.append(made)
        for topic in topics:
            made.subscribe(topic)
        return made


class Screen:
    """Someone's figures, by the rules that clients are given."""

    def __init__(self, office: Office, who: PersonId, tab: str) -> None:
        self.office = office
        self.who = who
        self.line = Line(office.clock)
        self.line.HIGH = 10**9  # whoever is slow is a scene of test_hub.py
        self.listener = Listener(tab, who, tab, Connection(office.clock.now, frames.LIMITS), self.line)
        self.cells: dict[str, dict[str, int]] = {}
        self.heard: list[tuple[float, dict[str, Any]]] = []
        self.ended: list[dict[str, Any]] = []
        self.errors: list[dict[str, Any]] = []
        self.joined = office.hub.join(self.listener)
        self.subs = 0

    def subscribe(self, topic: str) -> None:
        self.subs += 1
        self.cells = {lane: cells for lane, cells in self.cells.items() if not lane.startswith(f"{topic}/")}
        self.office.hub.subscribe(self.listener, self.subs, topic)

    def hear(self) -> list[dict[str, Any]]:
        """What has arrived; every frame is checked on its way."""
        found = []
        while (text := self.line.arrive()) is not None:
            frame = msgspec.json.decode(text)
            found.append(frame)
            self.heard.append((self.office.clock.now, frame))
            if frame["t"] == "kv":
                cells = self.cells.setdefault(frame["l"], {})
                cells.update(frame["set"])
                for key in frame["del"]:
                    cells.pop(key, None)
                self.check(frame)
            elif frame["t"] == "end":
                self.ended.append(frame)
            elif frame["t"] == "err":
                self.errors.append(frame)
        return found

    def check(self, frame: dict[str, Any]) -> None:
        """They hold the figures of the moment that the frame tells: none that is to come, none before a restriction."""
        office = self.office
        topic, _, audience = frame["l"].partition("/")
        subject = UUID(topic.partition(":")[2])
        assert office.narrowed <= frame["pos"] <= office.fold.position
        at = office.at(frame["pos"])
        assert self.cells[frame["l"]] == recount(at, None if subject == office.network else subject, office.day, audience)
        assert audience in access.audiences(office.fold.row(rights, self.who), topic)

    @property
    def told(self) -> list[dict[str, Any]]:
        return [frame for frame in self.hear() if frame["t"] == "kv"]


def topic(office: Office, plan: UUID | None = None) -> str:
    return f"figures:{plan or office.network}"


async def an_office(*commands: tuple[StreamId, Any]) -> Office:
    """A network with a plan of two actions, about to hear of these commands."""
    first = histories.asked_first()
    log = await logged(histories.History(0, 0, [*first, *(asking(number, *one) for number, one in enumerate(commands, 1))]))
    start = len(await logged(histories.History(0, 0, first)))
    return Office(log, start)


def edit(number: int) -> tuple[StreamId, Any]:
    """One of many edits that each move a figure."""
    was, to = (number - 1) * 100 or None, number * 100
    return StreamId(ACTIONS[0]), action.Edit(budget_planned=Change(was, to))


async def test_a_screen_gets_all_figures_then_what_changes() -> None:
    office = await an_office((StreamId(ACTIONS[1]), action.Edit(status=Change("planned", "done"))))
    ada = office.screen(ADA, topic(office, PLANS[0]))
    office.turn()
    assert [frame["t"] for frame in ada.hear()] == ["welcome", "subd", "live", "kv", "kv"], (
        "one for the network's lane, an empty one of her own"
    )
    lane = f"{topic(office, PLANS[0])}/network"
    assert ada.cells[lane] == {f"status.{AXES[0]}.planned": 2, f"aim.{AXES[0]}.none": 2}
    office.follow()
    office.wait(EVERY)
    (frame,) = ada.told
    assert frame["l"] == lane
    assert frame["pos"] == office.fold.position
    assert frame["set"] == {f"status.{AXES[0]}.planned": 1, f"status.{AXES[0]}.done": 1}, "only what changed"


async def test_a_storm_of_edits_is_four_frames_a_second_and_one_count_for_all() -> None:
    office = await an_office(*(edit(number) for number in range(1, 101)))
    screens = [office.screen(who, topic(office)) for who in PEOPLE * 3]
    office.turn()
    for screen in screens:
        screen.hear()
        screen.line.packets.clear()
    office.counts.clear()
    began = office.clock.now
    for _ in range(100):
        office.follow()
        office.wait(0.03)
        for screen in screens:
            screen.hear()
    office.wait(EVERY)
    took = office.clock.now - began
    assert len(office.counts) <= took / EVERY + 1, "as many however many listen"
    for screen in screens:
        screen.hear()
        at = [at for at, frame in screen.heard if frame["t"] == "kv" and at > began]
        assert len(at) > 8
        assert all(sum(start <= one < start + 1 for one in at) <= 4 for start in at)
        lane = f"{topic(office)}/{LANES[screen.who]}"
        assert screen.cells[lane][f"planned.{PLANS[0]}"] == 10_000, "the last holds"
    assert len({tuple(map(id, screen.line.packets)) for screen in screens if screen.who != DOT}) == 1, "the same bytes, encoded once"


async def test_nobody_listens_nobody_counts_and_who_comes_back_is_told_all() -> None:
    office = await an_office(*(edit(number) for number in range(1, 5)))
    office.follow()
    office.wait(1)
    assert office.counts == []
    ada = office.screen(ADA, topic(office))
    office.turn()
    ada.hear()
    office.hub.leave(ada.listener)
    office.counts.clear()
    office.follow(2)
    office.wait(1)
    assert office.counts == []
    again = office.screen(ADA, topic(office))
    assert again.told == [], "what was long ago is not shown"
    office.wait(EVERY)
    again.hear()
    assert again.cells[f"{topic(office)}/network"][f"planned.{PLANS[0]}"] == 300
    ben = office.screen(BEN, topic(office))
    (whole,) = ben.told
    assert whole["set"] == again.cells[f"{topic(office)}/network"]
    again.subscribe(topic(office))
    again.hear()
    assert again.cells[f"{topic(office)}/network"] == whole["set"], "whoever asks again gets everything"


async def test_what_is_kept_to_some_is_counted_for_them_alone_and_comes_and_goes() -> None:
    kept = StreamId(ACTIONS[0])
    office = await an_office((kept, action.Restrict((BEN,))), (kept, action.Open()))
    plan = topic(office, PLANS[0])
    ada, ben, dot = (office.screen(who, plan) for who in (ADA, BEN, DOT))
    office.turn()
    for screen in (ada, ben, dot):
        screen.hear()
    both = {f"status.{AXES[0]}.planned": 2, f"aim.{AXES[0]}.none": 2}
    office.follow()
    cas = office.screen(CAS, plan)
    assert cas.told == [], "what they were is not told any more"
    office.wait(EVERY)
    for screen in (ada, ben, cas, dot):
        screen.hear()
    assert ada.cells == {f"{plan}/network": {}, f"{plan}/{person(ADA)}": {}}, "the action below lies within"
    assert ben.cells == {f"{plan}/network": {}, f"{plan}/{person(BEN)}": both}
    assert cas.cells == {f"{plan}/network": {}, f"{plan}/{person(CAS)}": {}}
    assert dot.cells == {f"{plan}/{AUDITORS}": both}
    office.follow()
    office.wait(EVERY)
    for screen in (ada, ben, cas, dot):
        screen.hear()
        assert {key: value for cells in screen.cells.values() for key, value in cells.items()} == both
    assert ben.cells[f"{plan}/{person(BEN)}"] == {}


async def test_figures_from_before_a_restriction_are_not_told_after_it() -> None:
    office = await an_office((StreamId(ACTIONS[0]), action.Restrict((BEN,))))
    ada = office.screen(ADA, topic(office))
    office.at_once = False
    office.turn()
    office.tables = office.fold.position  # counted before, and answered after
    office.follow()
    office.answer()
    office.turn()
    assert ada.told == []
    office.tables, office.at_once = None, True
    office.wait(EVERY)
    assert ada.told[0]["pos"] == office.fold.position
    assert ada.cells[f"{topic(office)}/network"] == {"members": 2}


async def test_tables_that_another_process_wrote_ahead_are_told_when_the_fold_is_there_to_those_who_still_may() -> None:
    office = await an_office(edit(1), (StreamId(NETWORK_ID), network.Suspend(BEN)), edit(2))
    ada, ben = office.screen(ADA, topic(office)), office.screen(BEN, topic(office))
    office.turn()
    before = len(ben.told) and dict(ben.cells)
    office.tables = len(office.log)
    office.follow()
    office.wait(EVERY)
    ada.hear()
    assert ben.told == [], "not while the fold is behind"
    office.follow(2)
    office.turn()
    assert ada.told[-1]["pos"] == len(office.log)
    ben.hear()
    assert [frame["code"] for frame in ben.ended] == ["revoked"]
    assert ben.cells == before, "nothing of that position or after it"
    assert ben.line.code == frames.FORBIDDEN


async def test_a_count_that_fails_or_takes_long_comes_later_and_disturbs_nobody() -> None:
    office = await an_office(*(edit(number) for number in range(1, 30)))
    ada = office.screen(ADA, topic(office), f"network:{office.network}")
    office.turn()
    ada.hear()
    office.at_once = False
    office.follow()
    office.wait(EVERY)
    office.answer(well=False)
    office.follow()
    office.wait(EVERY)
    assert not office.asked, "not at once again"
    office.wait(AGAIN)
    office.follow()
    office.wait(3)
    assert len(office.asked) == 1, "none beside one that takes long"
    office.answer()
    office.follow()
    office.turn()
    assert ada.told[-1]["set"] == {f"planned.{PLANS[0]}": 300, f"priced.{PLANS[0]}": 1}
    office.wait(2.9)
    assert not office.asked, "as long a rest as it took"
    office.wait(0.2)
    assert len(office.asked) == 1


async def test_who_reads_slowly_is_told_the_latest_alone_and_what_is_no_more() -> None:
    gone = StreamId(ACTIONS[0]), action.Edit(budget_planned=Change(1_900, None))
    office = await an_office(*(edit(number) for number in range(1, 20)), gone)
    ada = office.screen(ADA, topic(office))
    ada.line.on_room = lambda: office.hub.catch_up(ada.listener)
    office.turn()
    ada.hear()
    ada.line.HIGH = 200
    for _ in range(19):
        office.follow()
        office.wait(EVERY)
    assert ada.line.waiting < 500, "a position, not a queue"
    office.follow()
    office.wait(EVERY)
    assert ada.told[-1]["pos"] < len(office.log)
    office.turn()
    office.wait(EVERY)
    assert ada.told[0]["pos"] == len(office.log)
    assert f"planned.{PLANS[0]}" not in ada.cells[f"{topic(office)}/network"]


async def test_a_new_day_makes_something_late_though_nothing_happens() -> None:
    office = await an_office((StreamId(ACTIONS[0]), action.Edit(ends_on=Change(None, MONDAY))), edit(1))
    office.follow()
    ada = office.screen(ADA, topic(office))
    office.turn()
    ada.hear()
    office.day = TUESDAY
    office.wait(EVERY)
    assert ada.told == []
    office.hub.sweep()
    office.wait(EVERY)
    assert [frame["set"] for frame in ada.told] == [{f"late.{PLANS[0]}": 1}]


async def test_figures_of_a_plan_that_is_not_there_are_not_there() -> None:
    office = await an_office()
    ada = office.screen(ADA, topic(office, UUID(int=404)), "figures:nonsense")
    ada.hear()
    assert [error["code"] for error in ada.errors] == ["missing", "missing"]


# As there, the shortest that fails is not looked for.
@settings(max_examples=15, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@every(st.integers(0, 2**32 - 1), st.lists(st.tuples(st.integers(0, 7), st.integers(0, 3)), min_size=20, max_size=80))
async def test_every_frame_tells_the_figures_of_a_moment_whatever_happens(seed: int, steps: list[tuple[int, int]]) -> None:
    log = await logged(histories.history(seed, 60))
    office = Office(log, len(await logged(histories.History(0, 0, histories.asked_first()))))
    office.at_once = False
    topics = (topic(office), topic(office, PLANS[0]))
    for what, which in steps:
        match what:
            case 0 | 1 | 2:
                office.follow(which + 1)
            case 3:
                office.tables = min(len(log), max(1, office.fold.position + which * which - 4))
                if office.asked:
                    office.answer(well=which != 3)
                office.tables = None
            case 4 | 5:
                if office.asked:
                    office.answer()
            case 6:
                office.wait((0.01, EVERY, 1, AGAIN)[which])
            case 7:
                office.screen(PEOPLE[which], *topics)
        office.turn()
        for screen in office.screens:
            screen.hear()
    office.follow(len(log))
    office.at_once = True
    while office.asked:
        office.answer()
    for _ in range(3):
        office.wait(AGAIN)
    office.hub.sweep()
    for screen in office.screens:
        screen.hear()
        for sub in screen.listener.subs.values():
            for lane in sub.lanes:
                plan = None if sub.topic.name == topics[0] else PLANS[0]
                assert screen.cells[lane.name] == recount(office.at(len(log)), plan, office.day, lane.audience)
