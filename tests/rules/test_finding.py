"""Findings of an assessment: submitted by one, verified or contested by others, and how high people find their priority."""

import random
from typing import Any

from hypothesis import given as every
from hypothesis import strategies as st

from events import action_plan, finding, ids, network
from events.decider import Asked, Refused
from events.fields import Change
from events.finding import (
    Clashed,
    Conclude,
    Concluded,
    Contest,
    Contested,
    Edit,
    Edited,
    Rate,
    Rated,
    Settle,
    Settled,
    Submit,
    Submitted,
    Verified,
    Verify,
    Withdraw,
    Withdrawn,
)
from events.ids import CommandId, ConflictId, PersonId, PlanId
from tests.people import ADA, BEN, CAS, DOT, HAUTEFEUILLE, NETWORK, THE_NETWORK, stream
from tests.spec import FIRST, HERE, NOW, Happened, given

PLAN = PlanId(stream(2))
CONFLICT = ConflictId(ids.derived(FIRST, "conflict", 0))
OPENED = action_plan.Opened(title="Agenda 21", authority=HAUTEFEUILLE)
THERE: Happened = {PLAN: [OPENED]}
SUBMIT = Submit(plan=PLAN, text="Un logement sur cinq\nest mal isolé", theme="Énergie", source="Enquête de 2010")
SUBMITTED = Submitted(plan=PLAN, author=BEN, text="Un logement sur cinq\nest mal isolé", theme="Énergie", source="Enquête de 2010")
CONTESTED = Contested(by=CAS)


def test_a_finding_is_submitted_to_the_assessment_of_a_plan_that_is_there() -> None:
    given(others=THERE).when(SUBMIT).then(SUBMITTED)
    given().when(SUBMIT).refused(finding.NoSuchPlan)
    given(SUBMITTED, others=THERE).when(SUBMIT, by=CAS).refused(finding.AlreadySubmitted)
    given().when(Verify()).refused(finding.NotSubmitted)


def test_nobody_verifies_what_they_submitted() -> None:
    given(SUBMITTED).when(Verify(), by=BEN).refused(finding.OwnFinding)
    for person in (CAS, ADA):
        given(SUBMITTED).when(Verify(), by=person).then(Verified())


def test_whoever_was_asked_verifies_it_or_a_facilitator() -> None:
    asked = Submitted(plan=PLAN, author=BEN, text="x", verifier=DOT)
    given(asked).when(Verify(), by=CAS).refused(finding.AnotherVerifier)
    for person in (DOT, ADA):
        given(asked).when(Verify(), by=person).then(Verified())
    given(Submitted(plan=PLAN, author=BEN, text="x", verifier=BEN)).when(Verify(), by=BEN).refused(finding.OwnFinding)


def test_it_is_contested_with_a_reason_verified_or_not_but_not_by_its_author() -> None:
    for before in ((), (Verified(),), (Concluded(outcome="upheld"),)):
        given(SUBMITTED, *before).when(Contest(), by=CAS, reason="Le chiffre est de 2005").then(CONTESTED)
    given(SUBMITTED).when(Contest(), by=CAS).refused(finding.ReasonNeeded)
    given(SUBMITTED).when(Contest(), by=BEN, reason="Non").refused(finding.OwnFinding)
    given(SUBMITTED, CONTESTED).when(Verify(), by=ADA).refused(finding.NotToVerify)


def test_a_contest_is_concluded_by_somebody_else_with_a_reason() -> None:
    here = given(SUBMITTED, CONTESTED)
    here.when(Conclude("upheld"), by=ADA, reason="Vérifié à la source").then(Concluded(outcome="upheld"))
    here.when(Conclude("dismissed"), by=ADA, reason="Chiffre périmé").then(Concluded(outcome="dismissed"))
    here.when(Conclude("upheld"), by=CAS, reason="x").refused(finding.OwnContest)
    here.when(Conclude("upheld"), by=BEN, reason="x").refused(finding.OwnFinding)
    here.when(Conclude("upheld"), by=ADA).refused(finding.ReasonNeeded)
    given(SUBMITTED).when(Conclude("upheld"), by=ADA, reason="x").refused(finding.NotContested)


def test_its_author_and_facilitators_edit_it_until_it_is_verified() -> None:
    edit = Edit(text=Change(SUBMITTED.text, "Un logement sur quatre\nest mal isolé"))
    for person in (BEN, ADA):
        given(SUBMITTED).when(edit, by=person).then(Edited(text="Un logement sur quatre\nest mal isolé"))
    given(SUBMITTED).when(edit, by=CAS).refused(finding.NotTheirs)
    given(SUBMITTED, CONTESTED).when(edit).then(Edited(text="Un logement sur quatre\nest mal isolé"))
    for stands in ((Verified(),), (CONTESTED, Concluded(outcome="upheld"))):
        given(SUBMITTED, *stands).when(edit).refused(finding.Stands)


def test_a_clash_is_settled_by_those_who_may_edit() -> None:
    met = (SUBMITTED, Edited(theme="Habitat"), Clashed(conflict=CONFLICT, field="theme", was="Énergie", yours="Climat"))
    given(*met[:2]).when(Edit(theme=Change("Énergie", "Climat"))).then(met[2])
    given(*met).when(Settle(CONFLICT), by=CAS).refused(finding.NotTheirs)
    given(*met).when(Settle(CONFLICT)).then(Settled(conflict=CONFLICT))
    given(*met).when(Settle(CONFLICT, Change("Habitat", "Climat"))).then(Edited(theme="Climat"), Settled(conflict=CONFLICT))
    given(*met).when(Settle(CONFLICT, Change("Énergie", "Climat"))).refused(finding.MovedOn)


def test_each_has_one_opinion_on_its_priority_and_the_last_counts() -> None:
    given(SUBMITTED).when(Rate("high"), by=CAS).then(Rated(by=CAS, priority="high")).when(Rate("low"), by=CAS).then(
        Rated(by=CAS, priority="low")
    ).when(Rate(None), by=CAS).then(Rated(by=CAS, priority=None))
    given(SUBMITTED, CONTESTED, Concluded(outcome="dismissed")).when(Rate("high")).refused(finding.IsDismissed)
    crowd = [Rated(by=PersonId(ids.new()), priority="high") for _ in range(finding.MOST_OPINIONS)]
    given(SUBMITTED, *crowd).when(Rate("high")).refused(finding.TooManyOpinions)


def test_nothing_becomes_of_a_finding_that_was_withdrawn() -> None:
    for person in (BEN, ADA):
        given(SUBMITTED).when(Withdraw(), by=person).then(Withdrawn())
    given(SUBMITTED).when(Withdraw(), by=CAS).refused(finding.NotTheirs)
    for command in (Verify(), Contest(), Conclude("upheld"), Rate("high"), Edit(theme=Change(None, "x"))):
        given(SUBMITTED, Withdrawn()).when(command, by=ADA, reason="x").refused(finding.IsWithdrawn)


@every(st.integers(0, 2**32 - 1))
def test_whatever_anyone_asks_in_whatever_order_nobody_judges_their_own(seed: int) -> None:
    chance = random.Random(seed)
    around: dict[Any, Any] = {NETWORK: network.rules.fold(THE_NETWORK), PLAN: action_plan.rules.fold([OPENED])}
    state: Any = None
    for _ in range(40):
        by = chance.choice((ADA, BEN, CAS))
        wishes: tuple[finding.Command, ...] = (
            *(SUBMIT, Verify(), Contest(), Conclude(chance.choice(("upheld", "dismissed"))), Rate(chance.choice(("high", None)))),
            *(Edit(theme=Change(chance.choice(("Énergie", "a", "b")), chance.choice(("a", "b")))), Verify(), Contest()),
            *((Withdraw(),) if chance.random() < 0.1 else ()),
        )
        asked = Asked(NETWORK, HERE, CommandId(ids.new()), by, NOW, reason=chance.choice((None, "Non")), others=around)
        try:
            happened = finding.rules.decide(chance.choice(wishes), state, asked)
        except Refused:
            continue
        before, state = state, finding.rules.fold(happened, state)
        assert before is None or before.standing != "withdrawn" or not happened
        for one in happened:
            if isinstance(one, Verified | Contested | Concluded):
                assert by != before.finding.author
                assert isinstance(one, Verified) or asked.reason
            if isinstance(one, Concluded):
                assert before.standing == "contested"
                assert by != before.contested_by
            if isinstance(one, Edited):
                assert before.standing in ("submitted", "contested")
