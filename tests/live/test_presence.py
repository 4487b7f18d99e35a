"""Who is here, as several processes see it: the same people, soon after; nobody whose right is gone; nobody for someone else."""

import itertools
from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events import ids
from events.ids import NetworkId, PersonId
from service.live import presence
from service.live.frames import Focus
from service.live.hub import Listener
from service.live.lane import MEMORY
from service.live.presence import AGAIN_EVERY, EVERY, LARGEST, PRESENT_FOR, Link, There, Word
from tests.live.oracle import NETWORK, PEOPLE, PLANS, Client, Clock, Kept, Line, Town

ADA, BEN, CAS = PEOPLE
PLAN = PLANS[0]
TITLE = Focus("7", "title", "edit")
SOON = 3 * EVERY


class Process:
    """One process of several, with a hub and a fold of its own."""

    def __init__(self, street: "Street") -> None:
        self.street = street
        self.town = Town(MEMORY, clock=street.clock)
        self.town.ids = itertools.count(1_000 * len(street.processes) + 1)
        self.link = Link(self.tell)
        self.lives = True

    def join(self) -> None:
        """Somebody says hello to this network here for the first time."""
        self.town.hub.presence.link(self.link.others(NETWORK))

    def tell(self, text: str) -> None:
        if self.lives:
            self.street.words.append((self, text))

    def watch(self, person: PersonId, name: str = "tab") -> Client:
        client = self.town.client(person, name, PLAN)
        client.hear()
        return client

    def there(self) -> set[tuple[PersonId, Focus | None]]:
        """Who is on the plan, as whoever comes now is told."""
        told: Any = msgspec.json.decode(self.town.hub.presence.everyone(PLAN).texts[0])
        return {(PersonId(UUID(one["person_id"])), msgspec.convert(one["state"], Focus | None)) for one in told["who"]}


class Street:
    """Processes that serve the same network, and the line between them."""

    def __init__(self, count: int = 2) -> None:
        self.clock = Clock()
        self.words: list[tuple[Process, str]] = []
        self.loses: Callable[[Word], bool] = lambda _word: False
        self.heard: list[Word] = []
        self.processes: list[Process] = []
        for _ in range(count):
            self.processes.append(Process(self))
        for process in self.processes:
            process.join()
        for person in PEOPLE:
            self.grant(person, "network")
        for process in self.processes:
            process.town.write(1)
        self.wait(SOON)

    def grant(self, person: PersonId, *audiences: str) -> None:
        for process in self.processes:
            process.town.grant(person, *audiences)

    def wait(self, seconds: float) -> None:
        """Time passes; what is told meanwhile arrives, or does not."""
        until = self.clock.now + seconds
        while True:
            self.clock.turn()
            while self.words:
                by, text = self.words.pop(0)
                for process in self.processes:
                    if process is not by and process.lives and (word := process.link.read(text)) and not self.loses(word):
                        self.heard.append(word)
                        process.town.hub.presence.heard(word)
            if self.clock.now >= until:
                break
            self.clock.now = min(until, self.clock.now + EVERY)
            for process in self.processes:
                if process.lives:
                    process.town.hub.sweep()


def show(client: Client, state: Focus | None = None) -> None:
    assert client.listener is not None
    client.town.hub.show(client.listener, PLAN, state)


def kinds(client: Client) -> list[str]:
    """How a screen hears of people, in order."""
    found = []
    while (text := client.line.arrive()) is not None:
        frame = client.screen.hear(text)
        if frame["t"] == "pres":
            found.append(frame["kind"])
    return found


@pytest.fixture
def street() -> Street:
    return Street()


def test_people_at_two_processes_see_each_other_come_move_and_go(street: Street) -> None:
    here, there = street.processes
    ada, ben = here.watch(ADA), there.watch(BEN)
    show(ada)
    show(ada, TITLE)
    street.wait(SOON)
    assert kinds(ben) == ["join"], "what is gathered here is one word there"
    assert here.there() == there.there() == {(ADA, TITLE)}
    show(ada, None)
    show(ben)
    street.wait(SOON)
    assert sorted(kinds(ben)) == ["join", "upd"]
    assert here.there() == there.there() == {(ADA, None), (BEN, None)}
    ada.drop()
    street.wait(SOON)
    assert kinds(ben) == ["leave"]
    assert here.there() == there.there() == {(BEN, None)}


def test_who_says_the_same_again_costs_no_word(street: Street) -> None:
    ada = street.processes[0].watch(ADA)
    show(ada, TITLE)
    street.wait(SOON)
    before = len(street.heard)
    for _ in range(5):
        show(ada, TITLE)
        street.wait(EVERY)
    assert [word.kind for word in street.heard[before:] if word.kind != "still"] == []


def test_a_process_that_begins_asks_who_is_there(street: Street) -> None:
    show(street.processes[0].watch(ADA), TITLE)
    street.wait(SOON)
    late = Process(street)
    for person in PEOPLE:
        late.town.grant(person, "network")
    late.town.write(1)
    street.processes.append(late)
    late.join()
    assert late.there() == set()
    street.wait(SOON)
    assert late.there() == {(ADA, TITLE)}


def test_a_word_that_is_lost_is_made_up_for(street: Street) -> None:
    here, there = street.processes
    ada, ben = here.watch(ADA), here.watch(BEN)
    show(ben)
    street.wait(SOON)
    street.loses = lambda word: word.kind in ("here", "gone")
    show(ada, TITLE)
    ben.drop()
    street.wait(SOON)
    assert there.there() == {(BEN, None)}
    street.wait(AGAIN_EVERY)
    assert there.there() == {(ADA, TITLE), (BEN, None)}
    for _ in range(4):
        show(ada, TITLE)
        street.wait(PRESENT_FOR / 4)
    assert there.there() == {(ADA, TITLE)}, "nobody tells of Ben any more"


def test_the_people_of_a_process_that_is_killed_fade(street: Street) -> None:
    here, there = street.processes
    show(here.watch(ADA))
    street.wait(SOON)
    here.lives = False
    street.wait(PRESENT_FOR - AGAIN_EVERY)
    assert there.there() == {(ADA, None)}
    street.wait(AGAIN_EVERY + 1)
    assert there.there() == set()


def test_the_people_of_a_process_that_ends_are_gone_and_those_of_others_are_not(street: Street) -> None:
    here, there = street.processes
    ada, cas = here.watch(ADA), there.watch(CAS)
    show(ada)
    show(cas)
    street.wait(SOON)
    here.town.hub.presence.say_goodbye()
    here.lives = False
    street.wait(SOON)
    assert there.there() == {(CAS, None)}
    assert kinds(cas)[-1] == "leave"


def test_who_says_nothing_for_a_while_is_gone_everywhere(street: Street) -> None:
    show(street.processes[0].watch(ADA))
    street.wait(PRESENT_FOR - 1)
    assert [process.there() for process in street.processes] == [{(ADA, None)}] * 2
    street.wait(2)
    assert [process.there() for process in street.processes] == [set()] * 2


# --- Rights --------------------------------------------------------------------------------------------------------


def test_whoever_loses_their_right_is_gone_in_the_same_step_here_and_elsewhere(street: Street) -> None:
    here, there = street.processes
    ada = here.watch(ADA)
    bens = [process.watch(BEN) for process in street.processes]
    show(ada, TITLE)
    street.wait(SOON)
    for ben in bens:
        assert kinds(ben) == ["join"]
    street.grant(ADA)
    for process, ben in zip(street.processes, bens, strict=True):
        assert process.there() == set()
        assert kinds(ben) == ["leave"], "nothing was waited for"
    show_again = There(PLAN, ADA, "another", TITLE)
    there.town.hub.presence.heard(Word("elsewhere", NETWORK, "still", (show_again,)))
    street.wait(AGAIN_EVERY + 1)
    assert here.there() == there.there() == set()


def test_nobody_is_believed_to_be_where_they_have_no_right_as_it_stands_here(street: Street) -> None:
    here, there = street.processes
    there.town.grant(ADA)  # the other fold has not come so far yet
    show(here.watch(ADA))
    street.wait(AGAIN_EVERY + 1)
    assert here.there() == {(ADA, None)}
    assert there.there() == set()
    there.town.grant(ADA, "network")
    street.wait(AGAIN_EVERY + 1)
    assert there.there() == {(ADA, None)}, "told again, it is believed"


def test_an_item_that_not_everyone_may_know_of_is_not_named_by_either(street: Street) -> None:
    here, there = street.processes
    item = UUID(int=7)
    ben = there.watch(BEN)
    show(here.watch(ADA), Focus(str(item), "title", "edit"))
    street.wait(SOON)
    assert there.there() == {(ADA, Focus(str(item), "title", "edit"))}
    for process in street.processes:
        process.town.happen(Kept(note=item, parties=(CAS,)))  # type: ignore[arg-type]  # an id does as well as a number
    assert here.there() == there.there() == {(ADA, None)}
    there.town.hub.presence.heard(Word("elsewhere", NETWORK, "here", (There(PLAN, CAS, "c", Focus(str(item))),)))
    street.wait(SOON)
    assert there.there() == {(ADA, None), (CAS, None)}
    heard = kinds(ben)
    assert heard == ["join", "upd", "join"] or heard == ["join", "join", "upd"]


def test_nobody_speaks_for_someone_else(street: Street) -> None:
    here, there = street.processes
    ada = here.watch(ADA)
    show(ada, TITLE)
    street.wait(SOON)
    assert ada.listener is not None
    conn = ada.listener.conn
    for kind in ("still", "gone", "left"):
        there.town.hub.presence.heard(Word("a third", NETWORK, kind, () if kind == "left" else (There(PLAN, ADA, conn),)))
    there.town.hub.presence.show((BEN, conn), PLAN, None)  # the same name for a connection, and another person
    there.town.hub.presence.leave((BEN, conn), PLAN)
    assert there.there() == {(ADA, TITLE)}
    assert presence.conn_of(ADA, "tab") != presence.conn_of(BEN, "tab")


def test_who_signs_out_is_gone_from_everywhere_with_all_tabs_of_that_browser(street: Street) -> None:
    here, there = street.processes
    here.town.hub.presence.show((ADA, "first"), PLAN, None, b"browser")
    here.town.hub.presence.show((ADA, "second"), PLAN, TITLE, b"browser")
    here.town.hub.presence.show((ADA, "phone"), PLAN, None, b"phone")
    street.wait(SOON)
    assert there.there() == {(ADA, None), (ADA, TITLE)}
    here.town.hub.presence.end_session(b"browser")
    street.wait(SOON)
    assert here.there() == there.there() == {(ADA, None)}


# --- Without a connection ------------------------------------------------------------------------------------------


def test_who_has_no_connection_may_tell_any_process_where_they_are(street: Street) -> None:
    here, there = street.processes
    ben = here.watch(BEN)
    who = ADA, presence.conn_of(ADA, "tab")
    here.town.hub.presence.show(who, PLAN, TITLE)
    street.wait(SOON)
    there.town.hub.presence.show(who, PLAN, None)
    street.wait(AGAIN_EVERY + 1)
    assert here.there() == there.there() == {(ADA, None)}, "the last word holds, whatever is told again"
    assert kinds(ben) == ["join", "upd"]
    street.wait(PRESENT_FOR)
    assert here.there() == there.there() == set()


def test_one_person_is_not_everyone_there_is_however_many_tabs_they_name(street: Street) -> None:
    here, there = street.processes
    cas = there.watch(CAS)
    for number in range(presence.MOST_OF_ONE + 10):
        here.town.hub.presence.show((ADA, presence.conn_of(ADA, f"tab {number}")), PLAN, None)
    show(here.watch(BEN))
    street.wait(SOON)
    for process in street.processes:
        told: Any = msgspec.json.decode(process.town.hub.presence.everyone(PLAN).texts[0])
        people = [one["person_id"] for one in told["who"]]
        assert [people.count(str(one)) for one in (ADA, BEN)] == [presence.MOST_OF_ONE, 1]
    assert "join" in kinds(cas)
    street.wait(PRESENT_FOR + 2)
    here.town.hub.presence.show((ADA, "tab"), PLAN, None)
    assert here.there() == {(ADA, None)}, "there is room again"


def test_a_listener_that_lingers_is_there_until_it_fades(street: Street) -> None:
    here, _ = street.processes
    ada = here.watch(ADA)
    assert ada.listener is not None
    ada.listener.lingers = True
    show(ada)
    ada.drop()
    street.wait(SOON)
    assert here.there() == {(ADA, None)}
    street.grant(ADA)
    assert here.there() == set(), "and not where they have no right any more"


def test_a_tab_that_opens_its_stream_anew_does_not_come_and_go(street: Street) -> None:
    here, _ = street.processes
    ben, ada = here.watch(BEN), here.watch(ADA)
    assert ada.listener is not None
    show(ada)
    street.wait(SOON)
    # Over HTTP a tab is always called the same.
    again = Listener(ada.listener.conn, ADA, ada.name, ada.listener.connection, Line(street.clock))
    assert here.town.hub.join(again)
    street.wait(SOON)
    assert here.there() == {(ADA, None)}
    assert kinds(ben) == ["join"]


# --- Words ---------------------------------------------------------------------------------------------------------


@settings(max_examples=20)
@given(st.lists(st.tuples(st.text(max_size=100), st.text(max_size=400)), max_size=12).map(lambda few: few * 5))
def test_every_word_is_short_enough_and_together_they_tell_of_everyone(states: list[tuple[str, str]]) -> None:
    who = [There(PLAN, ADA, f"conn {number}", Focus(item or None, field, "edit")) for number, (item, field) in enumerate(states)]
    link = Link(lambda _text: None)
    told = list(presence.words("another", NETWORK, "here", who))
    assert all(len(text.encode()) <= LARGEST for text in told)
    assert [one for text in told for one in (link.read(text) or pytest.fail("not understood")).who] == who
    assert [len(list(presence.words("another", NETWORK, kind, ()))) for kind in ("here", "still", "gone", "ask", "left")] == [0, 0, 0, 1, 1]


@pytest.mark.parametrize("text", ["", "{}", "[1]", '["a","b","here"]', '["a","00000000-0000-0000-0000-000000000001","dance",[]]'])
def test_what_a_newer_process_says_in_another_way_is_let_pass(text: str) -> None:
    assert Link(lambda _text: None).read(text) is None


def test_what_a_process_said_itself_and_what_is_said_of_other_networks_is_not_for_it(street: Street) -> None:
    here, _ = street.processes
    (own,) = presence.words(here.link.process, NETWORK, "ask", ())
    assert here.link.read(own) is None
    (other,) = presence.words("another", NetworkId(ids.new()), "ask", ())
    word = here.link.read(other)
    assert word is not None
    assert word.network != NETWORK


# --- Whatever happens ----------------------------------------------------------------------------------------------

people = st.sampled_from(PEOPLE)
states = st.sampled_from((None, TITLE, Focus("8")))
steps = st.one_of(
    st.tuples(st.just("show"), st.integers(0, 1), people, states),
    st.tuples(st.just("leave"), st.integers(0, 1), people, st.none()),
    st.tuples(st.just("grant"), st.integers(0, 1), people, st.booleans()),
    st.tuples(st.just("lose"), st.integers(0, 1), people, st.booleans()),
    st.tuples(st.just("wait"), st.integers(0, 1), people, st.sampled_from((EVERY, 1.0, 12.0))),
)


@settings(max_examples=30, deadline=None)
@given(st.lists(steps, max_size=30))
def test_whatever_happens_all_processes_come_to_show_the_same_people(happened: list[tuple[str, int, PersonId, Any]]) -> None:
    street = Street()
    screens: dict[tuple[int, PersonId], Client] = {}
    stands: dict[tuple[int, PersonId], Focus | None] = {}
    may = dict.fromkeys(PEOPLE, True)
    for what, number, person, value in happened:
        at = number, person
        process = street.processes[number]
        if what == "show" and may[person]:
            if at not in screens:
                screens[at] = process.watch(person)
            show(screens[at], value)
            stands[at] = value
        elif what == "leave" and at in screens:
            screens.pop(at).drop()
            stands.pop(at, None)
        elif what == "grant" and may[person] != value:
            street.grant(person, *(("network",) if value else ()))
            may[person] = value
            if not value:
                for other in (0, 1):
                    screens.pop((other, person), None)
                    stands.pop((other, person), None)
                assert all(one != person for process in street.processes for one, _ in process.there()), "gone at once"
        elif what == "lose":
            street.loses = (lambda _word: True) if value else (lambda _word: False)
        elif what == "wait":
            for one, screen in screens.items():
                show(screen, stands[one])
            street.wait(value)
            assert all(may[person] for process in street.processes for person, _ in process.there()), "nobody without a right"
    street.loses = lambda _word: False
    for _ in range(5):
        for one, screen in screens.items():
            show(screen, stands[one])
        street.wait(PRESENT_FOR / 4)
    expected = {(person, state) for (_, person), state in stands.items()}
    assert [process.there() for process in street.processes] == [expected] * 2
