"""How a network is steered: a period, objectives in order with a workshop each, and a technical committee."""

import random
from datetime import date
from typing import Any
from uuid import UUID

from hypothesis import given as every
from hypothesis import strategies as st

from events import governance, ids, network, workshop
from events.decider import Asked, Refused
from events.fields import Change
from events.governance import (
    AddObjective,
    CommitteeJoined,
    CommitteeLeft,
    EditObjective,
    JoinCommittee,
    LeaveCommittee,
    ObjectiveAdded,
    ObjectiveEdited,
    ObjectiveWithdrawn,
    PeriodSet,
    SetPeriod,
    WithdrawObjective,
)
from events.ids import CommandId, ObjectiveId
from tests.people import ADA, BEN, CAS, ELSEWHERE, HAUTEFEUILLE, NETWORK, THE_NETWORK, stream
from tests.spec import NOW, Given, When, given, refuses

HERE = governance.stream_of(NETWORK)
FIRST, SECOND = ObjectiveId(stream(201)), ObjectiveId(stream(202))
ROOM, OTHER_ROOM = stream(211), stream(212)
JANUARY, DECEMBER = date(2015, 1, 1), date(2016, 12, 31)
SHARE = ObjectiveAdded(objective=FIRST, title="Partager les expériences", order_key="V", workshop=ROOM)
HELP = ObjectiveAdded(objective=SECOND, title="Aider les nouveaux", order_key="k")


def when(before: Given, command: governance.Command, **how: Any) -> When:
    opened = workshop.Opened(title="Atelier", question="Comment ?")
    others = {ROOM: (opened,), OTHER_ROOM: (opened,), NETWORK: THE_NETWORK}
    return Given(before.events, others).when(command, at_stream=HERE, **how)


def test_a_network_works_for_a_period_that_ends_no_earlier_than_it_begins() -> None:
    two_years = SetPeriod(Change(None, JANUARY), Change(None, DECEMBER))
    stands = when(given(), two_years).then(PeriodSet(begins_on=JANUARY, ends_on=DECEMBER))
    when(stands, SetPeriod(Change(JANUARY, JANUARY), Change(DECEMBER, date(2014, 1, 1)))).refused(governance.EndsBeforeItBegins)
    when(stands, SetPeriod(Change(JANUARY, None), Change(DECEMBER, DECEMBER))).then(PeriodSet(begins_on=None, ends_on=DECEMBER))
    when(stands, SetPeriod(Change(None, date(2016, 1, 1)), Change(DECEMBER, DECEMBER))).refused(governance.MovedOn)


def test_it_is_kept_in_one_place() -> None:
    given().when(AddObjective(SECOND, "Aider les nouveaux", "k"), at_stream=stream(9)).refused(governance.Elsewhere)


def test_objectives_have_an_order_and_words() -> None:
    when(given(), AddObjective(SECOND, "Aider  les nouveaux", "k")).then(HELP)
    refuses(AddObjective(SECOND, " ", "k"), ".command.title")
    both = given(SHARE, HELP)
    when(both, EditObjective(SECOND, order_key=Change("k", "A"))).then(ObjectiveEdited(objective=SECOND, order_key="A"))
    when(both, EditObjective(SECOND, title=Change("Autre", "Encore autre"))).refused(governance.MovedOn)
    when(both, AddObjective(SECOND, "Autre", "k")).refused(governance.AlreadyThere)


def test_an_objective_has_a_workshop_of_its_own() -> None:
    when(given(HELP), EditObjective(SECOND, workshop=Change(None, ROOM))).then(ObjectiveEdited(objective=SECOND, workshop=ROOM))
    both = given(SHARE, HELP)
    when(both, EditObjective(SECOND, workshop=Change(None, ROOM))).refused(governance.WorkshopTaken)
    when(both, EditObjective(SECOND, workshop=Change(None, OTHER_ROOM))).then(ObjectiveEdited(objective=SECOND, workshop=OTHER_ROOM))
    when(both, EditObjective(SECOND, workshop=Change(None, stream(213)))).refused(governance.NoSuchWorkshop)
    when(both, EditObjective(SECOND, workshop=Change(None, NETWORK))).refused(governance.NoSuchWorkshop)


def test_an_objective_that_is_withdrawn_is_changed_no_more_and_frees_its_workshop() -> None:
    gone = when(given(SHARE, HELP), WithdrawObjective(FIRST)).then(ObjectiveWithdrawn(objective=FIRST))
    when(gone, EditObjective(FIRST, title=Change("Partager les expériences", "Autre"))).refused(governance.NotThere)
    when(gone, EditObjective(SECOND, workshop=Change(None, ROOM))).then(ObjectiveEdited(objective=SECOND, workshop=ROOM))
    when(given(), WithdrawObjective(FIRST)).refused(governance.NotThere)


def test_a_person_sits_in_the_committee_once_for_a_member_or_for_themselves() -> None:
    sits = when(given(), JoinCommittee(CAS, HAUTEFEUILLE)).then(CommitteeJoined(person=CAS, authority=HAUTEFEUILLE))
    when(sits, JoinCommittee(BEN, ELSEWHERE)).refused(governance.NotAMember)
    moved = when(sits, JoinCommittee(CAS)).then(CommitteeJoined(person=CAS))
    when(moved, LeaveCommittee(CAS)).then(CommitteeLeft(person=CAS))
    when(given(), LeaveCommittee(CAS)).then()


def test_there_is_an_end_to_objectives_and_seats() -> None:
    many = [ObjectiveAdded(objective=ObjectiveId(ids.new()), title="x", order_key="V") for _ in range(governance.MOST_OBJECTIVES)]
    when(given(*many), AddObjective(SECOND, "Encore", "V")).refused(governance.TooMany)
    seats = [CommitteeJoined(person=ids.PersonId(ids.new())) for _ in range(governance.MOST_SEATS)]
    when(given(*seats), JoinCommittee(CAS)).refused(governance.TooMany)


@every(st.integers(0, 2**32 - 1))
def test_whatever_anyone_asks_in_whatever_order_the_rules_hold(seed: int) -> None:
    """No workshop works on two objectives, no period ends before it begins, nothing withdrawn changes."""
    chance = random.Random(seed)
    opened = workshop.rules.fold([workshop.Opened(title="Atelier", question="Comment ?")])
    others: dict[UUID, Any] = {NETWORK: network.rules.fold(THE_NETWORK), ROOM: opened, OTHER_ROOM: opened}
    state = governance.State()
    for _ in range(40):
        one, room, day = chance.choice((FIRST, SECOND)), chance.choice((None, ROOM, OTHER_ROOM)), chance.choice((None, JANUARY, DECEMBER))
        stands = state.objectives.get(one)
        wishes: tuple[governance.Command, ...] = (
            AddObjective(one, chance.choice("ab"), "V", room),
            EditObjective(one, workshop=Change(stands.workshop if stands else None, room)),
            WithdrawObjective(one),
            SetPeriod(Change(state.period.begins_on, day), Change(state.period.ends_on, chance.choice((None, JANUARY, DECEMBER)))),
            JoinCommittee(chance.choice((ADA, BEN)), chance.choice((None, HAUTEFEUILLE, ELSEWHERE))),
            LeaveCommittee(ADA),
        )
        asked = Asked(NETWORK, HERE, CommandId(ids.new()), ADA, NOW, others=others)
        before = state
        try:
            state = governance.rules.fold(governance.rules.decide(chance.choice(wishes), state, asked), state)
        except Refused:
            continue
        rooms = [each.workshop for key, each in state.objectives.items() if key not in state.off and each.workshop]
        assert len(rooms) == len(set(rooms))
        assert not (state.period.begins_on and state.period.ends_on) or state.period.begins_on <= state.period.ends_on
        assert all(state.objectives[gone] == before.objectives[gone] for gone in before.off)
        assert all(seat.authority != ELSEWHERE for seat in state.committee.values())
