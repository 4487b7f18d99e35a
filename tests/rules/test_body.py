"""Bodies: monitoring clubs, committees and groups on a theme, who belongs to them, and what they saw."""

import random
from datetime import date
from typing import Any

from hypothesis import given as every
from hypothesis import strategies as st

from events import action_plan, body, ids, network
from events.body import (
    Clashed,
    Dissolve,
    Dissolved,
    Edit,
    Edited,
    Establish,
    Established,
    FollowedUp,
    FollowUp,
    Join,
    Leave,
    Settle,
    Settled,
)
from events.decider import Asked, Refused
from events.fields import Change, Members
from events.ids import CommandId, ConflictId, FollowUpId, PlanId
from tests.people import ADA, BEN, CAS, DOT, ELSEWHERE, HAUTEFEUILLE, NETWORK, RIVEBELLE, THE_NETWORK, stream
from tests.spec import FIRST, HERE, NOW, Happened, given

PLAN = PlanId(stream(2))
SEEN = FollowUpId(stream(31))
CONFLICT = ConflictId(ids.derived(FIRST, "conflict", 0))
OPENED = action_plan.Opened(title="Agenda 21", authority=HAUTEFEUILLE)
THERE: Happened = {PLAN: [OPENED]}
CLUB = Established(name="Club 21", kind="monitoring_club", plan=PLAN, facet="external", mandate="Suivre\nEnrichir", people=(CAS,))
GROUP = Established(name="Lac", kind="working_group", theme="Lac", authorities=tuple(sorted((HAUTEFEUILLE, RIVEBELLE))))


def test_a_monitoring_club_looks_after_a_plan_inside_or_outside() -> None:
    club = Establish(name="Club 21", kind="monitoring_club", plan=PLAN, facet="external", mandate="Suivre\nEnrichir", people=(CAS,))
    given(others=THERE).when(club).then(CLUB)
    given().when(club).refused(body.NoSuchPlan)
    given(others=THERE).when(Establish(name="Club 21", kind="monitoring_club", facet="internal")).refused(body.PlanNeeded)
    given(others=THERE).when(Establish(name="Club 21", kind="monitoring_club", plan=PLAN)).refused(body.PlanNeeded)
    given(CLUB, others=THERE).when(Establish(name="Autre", kind="steering_committee")).refused(body.AlreadyEstablished)


def test_a_group_works_on_a_theme_across_members_of_the_network() -> None:
    given().when(Establish(name="Lac", kind="working_group", theme="Lac", authorities=(RIVEBELLE, HAUTEFEUILLE))).then(GROUP)
    given().when(Establish(name="Lac", kind="working_group")).refused(body.ThemeNeeded)
    given().when(Establish(name="Lac", kind="working_group", theme="Lac", authorities=(ELSEWHERE,))).refused(body.NotAMember)
    given(GROUP).when(Edit(theme=Change("Lac", None))).refused(body.ThemeNeeded)
    given(GROUP).when(Edit(authorities=Members(add=(ELSEWHERE,)))).refused(body.NotAMember)


def test_people_join_and_leave_by_themselves_and_two_who_join_at_once_both_do() -> None:
    given(CLUB).when(Join(), by=BEN).then(Edited(people=tuple(sorted((BEN, CAS))))).when(Join(), by=DOT).then(
        Edited(people=tuple(sorted((BEN, CAS, DOT))))
    )
    given(CLUB).when(Leave(), by=CAS).then(Edited(people=())).when(Leave(), by=CAS).then()


def test_its_mandate_merges_line_by_line_and_its_name_does_not() -> None:
    after = given(CLUB, Edited(mandate="Suivre chaque année\nEnrichir"))
    after.when(Edit(mandate=Change("Suivre\nEnrichir", "Suivre\nEnrichir\nSensibiliser"))).then(
        Edited(mandate="Suivre chaque année\nEnrichir\nSensibiliser")
    )
    met = Clashed(conflict=CONFLICT, field="name", was="Club 21", yours="Club du lac")
    given(CLUB, Edited(name="Le Club")).when(Edit(name=Change("Club 21", "Club du lac"))).then(met)
    here = given(CLUB, Edited(name="Le Club"), met)
    here.when(Settle(CONFLICT, Change("Le Club", "Club du lac"))).then(Edited(name="Club du lac"), Settled(conflict=CONFLICT))
    here.when(Settle(CONFLICT, Change("Club 21", "Club du lac"))).refused(body.MovedOn)
    here.when(Settle(CONFLICT)).then(Settled(conflict=CONFLICT))


def test_those_who_belong_to_it_write_down_what_it_saw_once_it_saw_it() -> None:
    saw = FollowUp(SEEN, date(2026, 2, 1), "Douze actions avancent")
    for person in (CAS, ADA):
        given(CLUB).when(saw, by=person).then(FollowedUp(follow_up=SEEN, on=date(2026, 2, 1), text="Douze actions avancent", author=person))
    given(GROUP).when(saw, by=BEN).then(FollowedUp(follow_up=SEEN, on=date(2026, 2, 1), text="Douze actions avancent", author=BEN))
    given(CLUB).when(saw, by=BEN).refused(body.NotTheirs)
    given(CLUB).when(FollowUp(SEEN, date(2026, 4, 1), "x"), by=CAS).refused(body.NotYet)
    before = FollowedUp(follow_up=SEEN, on=date(2026, 1, 1), text="Autre chose", author=CAS)
    given(CLUB, before).when(saw, by=CAS).refused(body.AlreadyThere)


def test_a_dissolved_body_changes_no_more() -> None:
    given(CLUB).when(Dissolve()).then(Dissolved())
    for command in (Join(), Leave(), Edit(name=Change("Club 21", "x")), FollowUp(SEEN, date(2026, 2, 1), "x")):
        given(CLUB, Dissolved()).when(command, by=CAS).refused(body.IsDissolved)
    given().when(Dissolve()).refused(body.NotEstablished)


def test_a_body_holds_so_many_and_no_more() -> None:
    crowd = tuple(sorted(ids.PersonId(ids.new()) for _ in range(body.MOST_MEMBERS)))
    given(CLUB, Edited(people=crowd)).when(Join(), by=BEN).refused(body.TooMany)
    days = [FollowedUp(follow_up=FollowUpId(ids.new()), on=date(2026, 1, 1), text="x", author=CAS) for _ in range(body.MOST_FOLLOW_UPS)]
    given(CLUB, *days).when(FollowUp(SEEN, date(2026, 2, 1), "x"), by=CAS).refused(body.TooMany)


@every(st.integers(0, 2**32 - 1))
def test_whatever_anyone_asks_in_whatever_order_a_body_stays_within_its_network(seed: int) -> None:
    chance = random.Random(seed)
    around: dict[Any, Any] = {NETWORK: network.rules.fold(THE_NETWORK), PLAN: action_plan.rules.fold([OPENED])}
    state: Any = None
    for _ in range(30):
        by = chance.choice((ADA, BEN, CAS))
        named = chance.choice((HAUTEFEUILLE, RIVEBELLE, ELSEWHERE))
        wishes: tuple[body.Command, ...] = (
            Establish(
                name="x", kind=chance.choice(("monitoring_club", "working_group")), plan=chance.choice((None, PLAN)), facet="internal"
            ),
            *(Establish(name="x", kind="working_group", theme="Lac", authorities=(named,)), Join(), Leave()),
            Edit(theme=Change(chance.choice(("Lac", "Ski")), chance.choice((None, "Ski"))), authorities=Members(add=(named,))),
            *(
                FollowUp(FollowUpId(ids.new()), date(2026, chance.randint(1, 12), 1), "x"),
                *((Dissolve(),) if chance.random() < 0.2 else ()),
            ),
        )
        asked = Asked(NETWORK, HERE, CommandId(ids.new()), by, NOW, others=around)
        try:
            happened = body.rules.decide(chance.choice(wishes), state, asked)
        except Refused:
            continue
        before, state = state, body.rules.fold(happened, state)
        assert before is None or not before.dissolved or not happened
        if state is not None:
            assert ELSEWHERE not in state.body.authorities
            assert state.body.kind != "working_group" or state.body.theme
            assert state.body.kind != "monitoring_club" or state.body.plan
            assert all(one.on <= NOW.date() for one in state.follow_ups.values())
