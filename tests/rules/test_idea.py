"""Ideas: where they come from, how they are refined, and that each becomes one action at most."""

import random
from typing import Any

from hypothesis import given as every
from hypothesis import strategies as st

from events import action, action_plan, body, idea, ids, network, together
from events.decider import Asked, Refused
from events.fields import Change
from events.idea import (
    Clashed,
    Decline,
    Declined,
    Promote,
    Promoted,
    Propose,
    Proposed,
    Refine,
    Refined,
    Reopen,
    Reopened,
    Settle,
    Settled,
    Withdraw,
    Withdrawn,
)
from events.ids import ActionId, BodyId, CommandId, ConflictId, PlanId, StreamId
from tests.people import ADA, BEN, CAS, HAUTEFEUILLE, NETWORK, RIVEBELLE, THE_NETWORK, stream
from tests.spec import FIRST, HERE, NOW, Happened, given

PLAN, OTHER = PlanId(stream(2)), PlanId(stream(3))
HEDGE, POND = ActionId(stream(11)), ActionId(stream(12))
CLUB = BodyId(stream(21))
CONFLICT = ConflictId(ids.derived(FIRST, "conflict", 0))
OPENED = action_plan.Opened(title="Agenda 21", authority=HAUTEFEUILLE)
ADDED = action.Added(plan=PLAN, title="Planter une haie", order_key="V")
THERE: Happened = {PLAN: [OPENED], HEDGE: [ADDED], POND: [ADDED]}

PROPOSED = Proposed(plan=PLAN, author=BEN, title="Des haies", origin="workshop", text="Planter\nArroser", heard="Atelier du quartier nord")
PROPOSE = Propose(plan=PLAN, title="Des haies", origin="workshop", text="Planter\nArroser", heard="Atelier du quartier nord")


def test_an_idea_is_proposed_for_a_plan_that_is_there() -> None:
    given(others=THERE).when(PROPOSE).then(PROPOSED)
    given().when(PROPOSE).refused(idea.NoSuchPlan)
    given(others={PLAN: [OPENED, action_plan.Withdrawn()]}).when(PROPOSE).refused(idea.NoSuchPlan)
    given(PROPOSED, others=THERE).when(PROPOSE, by=CAS).refused(idea.AlreadyProposed)
    given().when(Decline()).refused(idea.NotProposed)


def test_what_a_body_proposes_is_written_down_by_those_who_belong_to_it() -> None:
    club = body.Established(name="Club 21", kind="monitoring_club", plan=PLAN, facet="external", people=(CAS,), authorities=(HAUTEFEUILLE,))
    of_club = Propose(plan=PLAN, title="Des haies", origin="body", body=CLUB)
    there = {**THERE, CLUB: [club]}
    for person in (ADA, BEN, CAS):  # who facilitates, who acts for an authority of it, who is one of its people
        given(others=there).when(of_club, by=person).then(Proposed(plan=PLAN, author=person, title="Des haies", origin="body", body=CLUB))
    others = {
        **THERE,
        CLUB: [body.Established(name="Club 21", kind="monitoring_club", plan=PLAN, facet="external", authorities=(RIVEBELLE,))],
    }
    given(others=others).when(of_club, by=BEN).refused(idea.NotOfTheBody)
    given(others={**there, CLUB: [club, body.Dissolved()]}).when(of_club).refused(idea.NoSuchBody)
    given(others={**there, OTHER: [OPENED]}).when(Propose(plan=OTHER, title="x", origin="body", body=CLUB)).refused(idea.NoSuchBody)
    given(others=there).when(Propose(plan=PLAN, title="x", origin="body")).refused(idea.BodyNeeded)
    given(others=there).when(Propose(plan=PLAN, title="x", origin="other", body=CLUB)).refused(idea.BodyNeeded)
    given(PROPOSED).when(Refine(origin=Change("workshop", "body"))).refused(idea.BodyNeeded)


def test_everybody_refines_an_open_idea_and_lines_merge() -> None:
    first = given(PROPOSED).when(Refine(text=Change("Planter\nArroser", "Planter des charmes\nArroser")), by=CAS)
    after = first.then(Refined(text="Planter des charmes\nArroser"))
    after.when(Refine(text=Change("Planter\nArroser", "Planter\nArroser\nTailler")), by=BEN).then(
        Refined(text="Planter des charmes\nArroser\nTailler")
    )
    given(PROPOSED, Refined(title="Des charmes")).when(Refine(title=Change("Des haies", "Des hêtres"))).then(
        Clashed(conflict=CONFLICT, field="title", was="Des haies", yours="Des hêtres")
    )


def test_a_clash_is_settled_by_keeping_or_by_a_value() -> None:
    met = (PROPOSED, Refined(title="Des charmes"), Clashed(conflict=CONFLICT, field="title", was="Des haies", yours="Des hêtres"))
    given(*met).when(Settle(CONFLICT)).then(Settled(conflict=CONFLICT))
    given(*met).when(Settle(CONFLICT, Change("Des charmes", "Des hêtres"))).then(Refined(title="Des hêtres"), Settled(conflict=CONFLICT))
    given(*met).when(Settle(CONFLICT, Change("Des haies", "Des hêtres"))).refused(idea.MovedOn)


def test_an_idea_becomes_one_action_of_its_plan_that_all_may_see() -> None:
    given(PROPOSED, others=THERE).when(Promote(HEDGE)).then(Promoted(action=HEDGE))
    given(PROPOSED, Promoted(action=HEDGE), others=THERE).when(Promote(POND)).refused(idea.IsPromoted)
    given(PROPOSED).when(Promote(HEDGE)).refused(idea.NoSuchAction)
    for gone in (action.Withdrawn(), action.Restricted(parties=(BEN,))):
        given(PROPOSED, others={HEDGE: [ADDED, gone]}).when(Promote(HEDGE)).refused(idea.NoSuchAction)
    elsewhere = action.Added(plan=OTHER, title="Ailleurs", order_key="V")
    given(PROPOSED, others={HEDGE: [elsewhere]}).when(Promote(HEDGE)).refused(idea.NoSuchAction)


def test_what_is_no_longer_open_is_not_promoted_refined_or_declined() -> None:
    for gone in (Declined(), Withdrawn()):
        given(PROPOSED, gone, others=THERE).when(Promote(HEDGE)).refused(idea.NotOpen)
        given(PROPOSED, gone).when(Refine(title=Change("Des haies", "x"))).refused(idea.NotOpen)
        given(PROPOSED, gone, others=THERE).when(Reopen()).then(Reopened()).when(Promote(HEDGE)).then(Promoted(action=HEDGE))
    for command in (Decline(), Withdraw(), Refine(title=Change("Des haies", "x")), Reopen()):
        given(PROPOSED, Promoted(action=HEDGE)).when(command, reason="Non").refused(idea.IsPromoted)


def test_declining_says_why_and_only_its_author_or_a_facilitator_takes_it_back() -> None:
    given(PROPOSED).when(Decline()).refused(idea.ReasonNeeded)
    given(PROPOSED).when(Decline(), reason="Hors de nos compétences").then(Declined())
    for person in (BEN, ADA):
        given(PROPOSED).when(Withdraw(), by=person).then(Withdrawn())
    given(PROPOSED).when(Withdraw(), by=CAS).refused(idea.NotTheirs)


def test_one_command_adds_the_action_and_tells_the_idea() -> None:
    add = action.Add(plan=PLAN, title="Des haies", order_key="V")
    parts = together.parts(HERE, together.PromoteIdea(HEDGE, add))
    assert [(part.stream, part.command, part.at) for part in parts] == [
        (StreamId(HEDGE), add, ".command.add"),
        (HERE, Promote(HEDGE), ".command"),
    ]


@every(st.integers(0, 2**32 - 1))
def test_whatever_anyone_asks_in_whatever_order_an_idea_becomes_one_action_at_most(seed: int) -> None:
    chance = random.Random(seed)
    around: dict[Any, Any] = {NETWORK: network.rules.fold(THE_NETWORK), **{key: action.rules.fold([ADDED]) for key in (HEDGE, POND)}}
    around[PLAN] = action_plan.rules.fold([OPENED])
    state: Any = None
    told: list[Any] = []
    for _ in range(30):
        was = chance.choice(("Des haies", "Un", "Deux"))
        wishes: tuple[idea.Command, ...] = (
            *(PROPOSE, Refine(title=Change(was, chance.choice(("Un", "Deux")))), Promote(chance.choice((HEDGE, POND)))),
            *(Decline(), Withdraw(), Reopen(), Settle(chance.choice([*(state.conflicts if state else ()), CONFLICT]))),
        )
        reason = chance.choice((None, "Non"))
        asked = Asked(NETWORK, HERE, CommandId(ids.new()), chance.choice((ADA, BEN, CAS)), NOW, reason=reason, others=around)
        try:
            happened = idea.rules.decide(chance.choice(wishes), state, asked)
        except Refused:
            continue
        before, state = state, idea.rules.fold(happened, state)
        told += happened
        assert not (before and before.standing == "promoted") or not [one for one in happened if not isinstance(one, Settled)]
        assert not any(isinstance(one, Refined) for one in happened) or (before is not None and before.standing == "open")
    assert sum(isinstance(one, Promoted) for one in told) <= 1
    assert sum(isinstance(one, Proposed) for one in told) <= 1
