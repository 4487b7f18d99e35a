"""The hub, scene by scene: who hears what, when, and at what cost to the others."""

from typing import Any
from uuid import UUID

import msgspec
import pytest

from events import ids
from events.asking import Receipt
from events.ids import CommandId, Token
from projections.follower import Parked
from projections.projection import AUDITORS
from service.live import frames
from service.live.frames import Cell, Focus
from service.live.hub import HEARTBEAT, LINGER, STUCK, RightsStandStill
from service.live.lane import MEMORY, Memory
from service.live.presence import PRESENT_FOR
from tests.live.oracle import NETWORK, PEOPLE, PLANS, TOPICS, Client, Granted, Kept, Line, Town, Written

ADA, BEN, CAS = PEOPLE
OWN, PLAN = TOPICS[0], PLANS[0]
LANE = f"{PLAN}/network"


@pytest.fixture
def town() -> Town:
    """A network of three people, with a note in the first plan."""
    made = Town(MEMORY)
    made.grant(ADA, "facilitators", "network")
    made.grant(BEN, "network")
    made.grant(CAS, "network")
    made.write(1)
    return made


def heard(client: Client) -> list[dict[str, Any]]:
    """What has arrived since this was last asked."""
    found = []
    while (text := client.line.arrive()) is not None:
        client.town.check(client, text)
        found.append(msgspec.json.decode(text))
    return found


def kinds(client: Client) -> list[str]:
    return [frame["t"] for frame in heard(client)]


def receipt(position: int) -> Receipt:
    return Receipt(CommandId(ids.new()), "applied", str(Token(1, position)))


def test_a_screen_gets_everything_then_what_happens(town: Town) -> None:
    ben = town.client(BEN, "tab", PLAN)
    assert kinds(ben) == ["welcome", "subd", "snap", "live", "pres"]
    position = town.write(2, "new")
    assert kinds(ben) == [], "nothing goes out before the loop turns"
    town.turn()
    (frame,) = heard(ben)
    assert (frame["t"], frame["l"], frame["prev"], frame["pos"], frame["did"]) == ("tx", LANE, position - 1, position, ["note.written"])
    assert [(row["table"], row["key"]) for row in frame["rows"]] == [("notes", 2), ("journal", position)]


def test_everyone_in_a_lane_gets_the_same_object(town: Town) -> None:
    clients = [town.client(person, f"tab {number}", PLAN) for number, person in enumerate((BEN, CAS, BEN, CAS))]
    for client in clients:
        heard(client)
        client.line.packets.clear()
    town.write(2)
    town.turn()
    (packets,) = {tuple(id(packet.wire) for packet in client.line.packets) for client in clients}
    assert len(packets) == 1


def test_what_happens_in_one_turn_is_one_write_and_one_object_for_all_who_listen_alike(town: Town) -> None:
    both = [town.client(person, "tab", OWN, PLAN) for person in (BEN, CAS)]
    one = town.client(BEN, "second", PLAN)
    for client in (*both, one):
        heard(client)
        client.line.packets.clear()
    town.write(2, topics=(PLAN,))
    town.write(3, topics=(OWN, PLAN))
    town.write(4, topics=(OWN,))
    town.turn()
    assert [len(client.line.packets) for client in (*both, one)] == [1, 1, 1]
    assert both[0].line.packets[0] is both[1].line.packets[0]
    assert [frame["pos"] for frame in heard(one)] == [town.position - 2, town.position - 1]
    assert len(heard(both[0])) == 4


def test_the_events_of_one_command_arrive_together(town: Town) -> None:
    ben = town.client(BEN, "tab", PLAN)
    heard(ben)
    town.happen(*(Written(note=note, topics=(PLAN,), audiences=("network",), text="") for note in (5, 6, 5)))
    town.turn()
    (frame,) = heard(ben)
    assert frame["did"] == ["note.written"] * 3
    assert [row["key"] for row in frame["rows"] if row["table"] == "notes"] == [5, 6]
    assert frame["pos"] == town.position


def test_a_row_that_fewer_may_see_goes_from_the_screens_that_lose_it(town: Town) -> None:
    ada, ben = town.client(ADA, "tab", PLAN), town.client(BEN, "tab", PLAN)
    town.write(1, "confidential", audiences=("facilitators",))
    town.turn()
    ada.hear()
    ben.hear()
    assert 1 not in ben.screen.rows.get("notes", {})
    assert ada.screen.rows["notes"][1]["text"] == "confidential"
    assert "confidential" not in str(ben.screen.rows)
    town.write(1, "for all", topics=(PLANS[1],), audiences=("facilitators",))
    town.turn()
    ada.hear()
    assert 1 not in ada.screen.rows.get("notes", {}), "it has moved to another plan"


def test_an_auditor_sees_what_is_kept_to_others(town: Town) -> None:
    town.grant(CAS, AUDITORS, "network")
    town.write(9, "confidential", audiences=("facilitators",))
    cas = town.client(CAS, "tab", PLAN)
    cas.hear()
    assert cas.screen.lanes_of[PLAN] == [f"{PLAN}/{AUDITORS}"]
    assert set(cas.screen.rows["notes"]) == {1, 9}


def test_a_plan_that_is_not_theirs_to_see_looks_like_none(town: Town) -> None:
    town.write(7, "confidential", topics=(PLANS[1],), audiences=("facilitators",))
    ben = town.client(BEN, "tab")
    heard(ben)
    ben.subscribe(PLANS[1])
    ben.subscribe(f"plan:{UUID(int=12)}")
    hidden, none = heard(ben)
    assert (hidden["t"], hidden["code"]) == ("err", "missing")
    assert hidden | {"id": 0} == none | {"id": 0}


def test_a_stranger_is_not_let_in(town: Town) -> None:
    eva = town.client(ids.PersonId(UUID(int=404)), "tab")
    assert eva.listener is None
    assert eva.line.packets == []


# --- Coming back ---------------------------------------------------------------------------------------------------


def test_someone_who_comes_back_soon_gets_the_original_frames(town: Town) -> None:
    ben, cas = town.client(BEN, "tab", PLAN), town.client(CAS, "tab", PLAN)
    heard(ben)
    ben.drop()
    heard(cas)
    for note in (2, 3):
        town.write(note)
        town.turn()
    missed = [frame for frame in heard(cas) if frame["t"] == "tx"]
    ben.connect()
    frames = heard(ben)
    assert [frame["t"] for frame in frames] == ["welcome", "subd", "tx", "tx", "head", "live", "pres"]
    assert frames[1]["plan"] == "replay"
    assert frames[2:4] == missed


def test_someone_who_comes_back_late_gets_one_frame_for_all(town: Town) -> None:
    town = Town(Memory(frames=2))
    town.grant(BEN, "network")
    town.write(1)
    ben = town.client(BEN, "tab", PLAN)
    heard(ben)
    ben.drop()
    for note in (2, 3, 4, 2):
        town.write(note, str(town.position))
        town.turn()
    town.write(1, audiences=())
    town.turn()
    ben.connect()
    frames = heard(ben)
    assert [frame["t"] for frame in frames] == ["welcome", "subd", "tx", "head", "live", "pres"]
    assert (frames[2]["by"], frames[2]["at"], frames[2]["did"]) == (None, None, [])
    assert [(row["key"], row["row"] is None) for row in frames[2]["rows"]] == [(3, False), (4, False), (2, False), (1, True)]


@pytest.mark.parametrize("held", [{"epoch": 2}, {"rev": "other"}, {"pos": 1_000_000}, {"pos": 0}])
def test_who_holds_rows_of_another_log_or_shape_starts_afresh(town: Town, held: dict[str, Any]) -> None:
    ben = town.client(BEN, "tab", PLAN)
    heard(ben)
    since = ben.screen.since(PLAN)
    assert since is not None
    ben.subscribe(PLAN, since)
    assert [frame["plan"] for frame in heard(ben) if frame["t"] == "subd"] == ["replay"]
    ben.subscribe(PLAN, since | held)
    assert [frame["plan"] for frame in heard(ben) if frame["t"] == "subd"] == ["snapshot"]


def test_who_has_other_rights_by_now_starts_afresh(town: Town) -> None:
    town.write(9, "confidential", audiences=("facilitators",))
    ben = town.client(BEN, "tab", PLAN)
    heard(ben)
    ben.drop()
    town.grant(BEN, "facilitators", "network")
    ben.connect()
    ben.hear()
    assert set(ben.screen.rows["notes"]) == {1, 9}
    ben.drop()
    town.grant(BEN, "network")
    ben.connect()
    ben.hear()
    assert set(ben.screen.rows["notes"]) == {1}


def test_a_large_commit_is_fetched_in_pages(town: Town) -> None:
    ben = town.client(BEN, "tab", PLAN)
    heard(ben)
    town.write(2, "x" * 70_000)
    town.turn()
    (gap,) = heard(ben)
    assert (gap["t"], gap["why"], gap["next"]) == ("gap", "large", "resume")
    ben.mend()
    assert "snap" in kinds(ben)
    assert len(ben.screen.rows["notes"][2]["text"]) == 70_000


def test_who_comes_back_to_a_lane_that_was_closed_is_told_what_changed_since(town: Town) -> None:
    ben = town.client(BEN, "tab", PLAN)
    heard(ben)
    ben.drop()
    town.wait(LINGER - 1)
    ben.connect()
    assert [frame["plan"] for frame in heard(ben) if frame["t"] == "subd"] == ["replay"]
    ben.drop()
    town.wait(LINGER + HEARTBEAT.every)
    town.write(2)
    ben.connect()
    back = heard(ben)
    assert [frame["plan"] for frame in back if frame["t"] == "subd"] == ["replay"]
    assert [(frame["by"], [row["key"] for row in frame["rows"]]) for frame in back if frame["t"] == "tx"] == [(None, [2])]
    ben.drop()
    town.wait(LINGER + HEARTBEAT.every)
    town.happen(Kept(note=2, parties=(CAS,)))
    ben.connect()
    assert [frame["plan"] for frame in heard(ben) if frame["t"] == "subd"] == ["snapshot"], "a row went, and nobody noted to whom"
    assert ben.screen.lanes[LANE] == town.rows(LANE, town.position)


# --- Losing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lost", range(3))
def test_any_frame_that_is_lost_shows_with_the_next_or_with_one_beacon(town: Town, lost: int) -> None:
    ben = town.client(BEN, "tab", PLAN)
    heard(ben)
    for note in (2, 3, 4):
        town.write(note)
        town.turn()
    ben.lost = ben.line.lose(lost)
    heard(ben)
    if lost == 2:
        assert not ben.screen.gaps, "the last one can not be missed yet"
        town.wait(HEARTBEAT.every)
        heard(ben)
    assert ben.screen.gaps == {PLAN}
    ben.mend()
    ben.hear()
    assert ben.screen.lanes[LANE] == town.rows(LANE, town.position)


def test_a_quiet_lane_is_heard_of_at_every_heartbeat(town: Town) -> None:
    ben = town.client(BEN, "tab", PLAN)
    heard(ben)
    for _ in range(3):
        town.wait(HEARTBEAT.every)
        assert kinds(ben) == ["head"]


# --- Rights ---------------------------------------------------------------------------------------------------------


def test_nothing_follows_the_position_that_takes_a_right_away(town: Town) -> None:
    ben = town.client(BEN, "tab", OWN, PLAN)
    heard(ben)
    before = town.write(2)
    town.grant(BEN)
    town.write(3)
    town.turn()
    frames = heard(ben)
    assert [frame["t"] for frame in frames] == ["tx", "end", "end"]
    assert frames[0]["pos"] == before, "what came before is still theirs"
    assert {(frame["code"], frame["retry"]) for frame in frames[1:]} == {("revoked", False)}
    assert ben.line.code == 4503
    assert ben.screen.rows == {}


def test_who_loses_one_role_of_two_keeps_the_rest(town: Town) -> None:
    town.write(9, "confidential", audiences=("facilitators",))
    ada = town.client(ADA, "tab", PLAN)
    heard(ada)
    town.grant(ADA, "network")
    town.write(9, "still confidential", audiences=("facilitators",))
    town.turn()
    (end,) = heard(ada)
    assert (end["t"], end["code"], end["retry"]) == ("end", "changed", True)
    assert ada.screen.rows == {}
    ada.subscribe(PLAN)
    ada.hear()
    assert set(ada.screen.rows["notes"]) == {1}
    assert ada.line.code is None


def test_who_gains_a_role_is_told_to_look_again(town: Town) -> None:
    town.write(9, "confidential", audiences=("facilitators",))
    ben = town.client(BEN, "tab", PLAN)
    heard(ben)
    town.grant(BEN, "facilitators", "network")
    assert kinds(ben) == ["end"]
    ben.subscribe(PLAN)
    ben.hear()
    assert set(ben.screen.rows["notes"]) == {1, 9}


def test_a_role_that_changes_nothing_to_see_disturbs_nobody(town: Town) -> None:
    ben = town.client(BEN, "tab", PLAN)
    heard(ben)
    town.happen(Granted(person=BEN, audiences=("network",)))
    town.grant(CAS)
    town.turn()
    assert kinds(ben) == []


# --- Slow screens ---------------------------------------------------------------------------------------------------


def test_a_slow_screen_costs_a_position_and_catches_up_by_itself(town: Town) -> None:
    ben, cas = town.client(BEN, "tab", PLAN), town.client(CAS, "tab", PLAN)
    heard(cas)
    for note in range(400):
        town.write(2 + note % 7, f"{note} " + "x" * 100)
        town.turn()
        heard(cas)
    assert ben.line.waiting < Line.HIGH + 1_000
    assert cas.screen.lanes[LANE] == town.rows(LANE, town.position)
    while ben.line.under_way:
        ben.hear()
        town.turn()
    assert ben.screen.lanes[LANE] == town.rows(LANE, town.position)
    assert ben.screen.last[LANE] == town.position


def test_a_large_snapshot_over_a_thin_line_is_never_given_up(town: Town) -> None:
    for note in range(300):
        town.write(note, "x" * 1_000)
    ben = town.client(BEN, "tab", PLAN)
    pages = 0
    for _ in range(600):
        town.wait(STUCK / 2)
        if frame := ben.line.arrive():
            pages += ben.screen.hear(frame)["t"] == "snap"
        assert ben.line.waiting < 200_000
    assert pages > 5
    assert ben.line.code is None
    assert len(ben.screen.rows["notes"]) == 300


def test_a_screen_that_takes_nothing_is_closed_after_half_a_minute(town: Town) -> None:
    ben, cas = town.client(BEN, "tab", PLAN), town.client(CAS, "tab", PLAN)
    for note in range(50):
        town.write(note, "x" * 300)
        town.turn()
        heard(cas)
    for _ in range(int(STUCK) + 2):
        town.wait(1)
        heard(cas)
    assert ben.line.code == 4008
    assert cas.line.code is None


def test_a_dead_connection_is_noticed(town: Town) -> None:
    ben = town.client(BEN, "tab", PLAN)
    ben.line.silent_since = town.clock.now
    town.wait(HEARTBEAT.every + HEARTBEAT.timeout)
    assert ben.line.code is None
    town.wait(1)
    assert ben.line.code == 4008


# --- Acknowledging --------------------------------------------------------------------------------------------------


def test_after_an_answer_every_lane_says_that_it_has_passed(town: Town) -> None:
    ben, cas = town.client(BEN, "tab", OWN, PLAN), town.client(CAS, "tab", OWN, PLAN)
    heard(ben), heard(cas)
    assert ben.listener is not None
    position = town.write(2)
    town.hub.acknowledge(ben.listener, receipt(position))
    town.turn()
    frames = heard(ben)
    assert sorted((frame["t"], frame.get("l")) for frame in frames) == [("ack", None), ("head", f"{OWN}/network"), ("tx", LANE)]
    assert all(last == position for last in ben.screen.last.values())
    assert kinds(cas) == ["tx"], "nobody else asked"


def test_an_answer_that_is_ahead_of_the_rows_waits_for_them(town: Town) -> None:
    ben = town.client(BEN, "tab", OWN, PLAN)
    heard(ben)
    assert ben.listener is not None
    town.hub.acknowledge(ben.listener, receipt(town.position + 2))
    town.turn()
    assert kinds(ben) == ["ack"]
    town.write(2)
    town.turn()
    assert kinds(ben) == ["tx"]
    town.write(3)
    town.turn()
    assert kinds(ben) == ["tx", "head"]


# --- One tab, names, presence ---------------------------------------------------------------------------------------


def test_a_tab_has_one_connection(town: Town) -> None:
    first = town.client(BEN, "tab", PLAN)
    other_tab, other_person = town.client(BEN, "other tab", PLAN), town.client(CAS, "tab", PLAN)
    second = town.client(BEN, "tab", PLAN)
    assert first.line.code == 4509
    assert (other_tab.line.code, other_person.line.code, second.line.code) == (None, None, None)


def test_asking_for_a_topic_again_takes_the_place_of_the_first_time(town: Town) -> None:
    ben = town.client(BEN, "tab", PLAN)
    heard(ben)
    ben.subscribe(PLAN)
    assert kinds(ben) == ["end", "subd", "snap", "live", "pres"]
    town.write(2)
    town.turn()
    assert kinds(ben) == ["tx"]


def test_names_come_once_and_again_when_they_change(town: Town) -> None:
    people = f"people:{NETWORK}"
    town.hub.name_people(1, {str(ADA): Cell("Ada", "Mairie"), str(BEN): Cell("Ben", None)})
    cas = town.client(CAS, "tab", people)
    cas.hear()
    assert cas.screen.names == {str(ADA): {"name": "Ada", "function": "Mairie"}, str(BEN): {"name": "Ben", "function": None}}
    town.hub.name_people(2, {str(ADA): Cell("Ada Vallon", "Mairie")})
    town.hub.name_people(3, {str(ADA): Cell("Ada Vallon", "Mairie")})
    town.turn()
    (frame,) = heard(cas)
    assert (frame["t"], frame["pos"], list(frame["set"]), frame["del"]) == ("kv", 2, [str(ADA)], [str(BEN)])
    assert list(cas.screen.names) == [str(ADA)]


def test_people_see_who_is_there_and_on_what(town: Town) -> None:
    ada, ben = town.client(ADA, "tab", PLAN), town.client(BEN, "tab", PLAN)
    heard(ada), heard(ben)
    assert ada.listener is not None
    assert ben.listener is not None
    town.hub.show(ada.listener, PLAN, None)
    town.hub.show(ada.listener, PLAN, Focus("7", "title", "edit"))
    assert kinds(ben) == [], "comings and goings are gathered"
    town.wait(1)
    (frame,) = heard(ben)
    assert (frame["t"], frame["kind"]) == ("pres", "join")
    assert [one["state"] for one in frame["who"]] == [{"item": "7", "field": "title", "mode": "edit"}]
    town.hub.show(ada.listener, PLAN, Focus("8", None, "view"))
    town.hub.show(ben.listener, PLAN, None)
    town.wait(1)
    assert sorted(frame["kind"] for frame in heard(ben)) == ["join", "upd"]
    cas = town.client(CAS, "tab", PLAN)
    cas.hear()
    assert {one["person_id"] for one in cas.screen.present[PLAN].values()} == {str(ADA), str(BEN)}
    ada.drop()
    town.wait(1)
    assert [frame["kind"] for frame in heard(ben)] == ["leave"]


def test_who_says_nothing_for_a_while_is_taken_for_gone(town: Town) -> None:
    ada, ben = town.client(ADA, "tab", PLAN), town.client(BEN, "tab", PLAN)
    assert ada.listener is not None
    town.hub.show(ada.listener, PLAN, None)
    town.wait(1)
    ben.hear()
    assert len(ben.screen.present[PLAN]) == 1
    town.wait(PRESENT_FOR)
    town.wait(1)
    ben.hear()
    assert ben.screen.present[PLAN] == {}


def test_presence_is_for_those_who_watch(town: Town) -> None:
    ada, ben = town.client(ADA, "tab", PLAN), town.client(BEN, "tab", OWN)
    heard(ada), heard(ben)
    assert ben.listener is not None
    town.hub.show(ben.listener, PLAN, None)
    assert [frame["code"] for frame in heard(ben)] == ["not_subscribed"]
    town.wait(1)
    assert kinds(ada) == []


def test_a_fault_of_ours_stops_no_fold_and_lets_people_come_back(town: Town) -> None:
    ben = town.client(BEN, "tab", PLAN)
    impossible: Any = None
    town.hub.hear(impossible)
    assert ben.line.code == frames.FAULT
    assert 4_000 <= frames.FAULT < 4_500, "a code that clients come back after"
    assert not town.hub.follows(town.follower, 1), "the next one to say hello gets a new hub"
    town.hub.hear(impossible)


def test_nobody_is_shown_anything_once_rights_can_not_be_folded(town: Town) -> None:
    ben = town.client(BEN, "tab", PLAN)
    heard(ben)
    town.follower.parked["grants"] = Parked(town.position + 1, "an event of a newer version")
    with pytest.raises(RightsStandStill):
        town.write(2)
    town.turn()
    assert kinds(ben) == []


def test_much_to_send_is_gathered_a_little_longer(town: Town) -> None:
    ben = town.client(BEN, "tab", PLAN)
    heard(ben)
    ben.line.takes = 0.008
    town.write(2)
    town.turn()
    assert kinds(ben) == ["tx"]
    town.write(3)
    town.write(4)
    town.turn()
    assert kinds(ben) == [], "the last flush was long, so the next one waits as long"
    town.clock.now += 0.008
    town.turn()
    assert kinds(ben) == ["tx", "tx"]


def test_a_change_long_after_a_long_flush_waits_for_nothing(town: Town) -> None:
    ben = town.client(BEN, "tab", PLAN)
    heard(ben)
    ben.line.takes = 0.008
    town.write(2)
    town.turn()
    heard(ben)
    town.clock.now += 0.008
    town.write(3)
    town.turn()
    assert kinds(ben) == ["tx"]
