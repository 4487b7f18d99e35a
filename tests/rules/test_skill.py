"""Skills: who knows how to do what, what shows it, and who vouches for it."""

import random
from typing import Any

from hypothesis import given as every
from hypothesis import strategies as st

from events import action, ids, network, skill
from events.decider import Asked, Refused
from events.ids import ActionId, CommandId, PersonId, PlanId
from events.skill import Declare, Declared, Endorse, Endorsed, Withdraw, Withdrawn
from tests.people import ADA, BEN, CAS, DOT, ELSEWHERE, HAUTEFEUILLE, NETWORK, RIVEBELLE, THE_NETWORK, stream
from tests.spec import HERE, NOW, Happened, given

ZOE = PersonId(stream(51))
HEDGE = ActionId(stream(11))
ADDED = action.Added(plan=PlanId(stream(2)), title="Planter une haie", order_key="V")
PLANTED: Happened = {HEDGE: [ADDED]}
KEPT: Happened = {HEDGE: [ADDED, action.Restricted(parties=(CAS,))]}

OF_TOWN = Declared(name="Haies bocagères", authority=HAUTEFEUILLE)
OF_BEN = Declared(name="Haies bocagères", person=BEN)
SEEN = Endorsed(by=CAS, evidence="Vu à l’école de Hautefeuille")


def test_a_skill_is_declared_for_a_member_by_those_who_act_for_it_and_for_oneself_by_anyone() -> None:
    of_town = Declare(name="Haies bocagères", authority=HAUTEFEUILLE)
    for person in (BEN, ADA):
        given().when(of_town, by=person).then(OF_TOWN)
    given().when(of_town, by=CAS).refused(skill.NotTheirs)
    given().when(Declare(name="Haies bocagères", person=BEN), by=BEN).then(OF_BEN)
    given().when(Declare(name="Haies bocagères", person=BEN), by=CAS).refused(skill.NotTheirs)
    given().when(Declare(name="Haies bocagères", person=ZOE, authority=HAUTEFEUILLE), by=BEN).then(
        Declared(name="Haies bocagères", person=ZOE, authority=HAUTEFEUILLE)
    )
    given().when(Declare(name="Haies bocagères", person=BEN, authority=RIVEBELLE), by=BEN).refused(skill.NotTheirs)


def test_a_skill_is_somebodys_and_of_members_alone() -> None:
    given().when(Declare(name="Haies bocagères"), by=ADA).refused(skill.NobodysSkill)
    given().when(Declare(name="Haies bocagères", authority=ELSEWHERE), by=ADA).refused(skill.NotAMember)
    given(OF_TOWN).when(Declare(name="Autre chose", authority=HAUTEFEUILLE)).refused(skill.AlreadyDeclared)


def test_a_past_action_shows_a_skill_unless_it_is_kept_from_who_names_it() -> None:
    shown = Declare(name="Haies bocagères", authority=HAUTEFEUILLE, action=HEDGE)
    given(others=PLANTED).when(shown).then(Declared(name="Haies bocagères", authority=HAUTEFEUILLE, action=HEDGE))
    given(others=KEPT).when(shown).refused(skill.NoSuchAction)
    given().when(shown).refused(skill.NoSuchAction)
    given(others={HEDGE: [ADDED, action.Withdrawn()]}).when(shown).refused(skill.NoSuchAction)


def test_others_vouch_for_a_skill_with_something_that_shows_it() -> None:
    given(OF_TOWN).when(Endorse(evidence="Vu à l’école de Hautefeuille"), by=CAS).then(SEEN)
    given(OF_TOWN, others=PLANTED).when(Endorse(action=HEDGE), by=CAS).then(Endorsed(by=CAS, action=HEDGE))
    given(OF_TOWN).when(Endorse(), by=CAS).refused(skill.EvidenceNeeded)
    given(OF_TOWN, others=KEPT).when(Endorse(action=HEDGE), by=ADA).refused(skill.NoSuchAction)
    given().when(Endorse(evidence="Vu"), by=CAS).refused(skill.NotDeclared)


def test_nobody_vouches_for_their_own() -> None:
    given(OF_TOWN).when(Endorse(evidence="Vu"), by=BEN).refused(skill.OwnSkill)
    given(OF_BEN).when(Endorse(evidence="Vu"), by=BEN).refused(skill.OwnSkill)
    given(OF_BEN).when(Endorse(evidence="Vu"), by=ADA).then(Endorsed(by=ADA, evidence="Vu"))


def test_each_vouches_once_and_the_last_word_counts() -> None:
    given(OF_TOWN, SEEN).when(Endorse(evidence="Vu deux fois"), by=CAS).then(Endorsed(by=CAS, evidence="Vu deux fois"))
    crowd = [Endorsed(by=PersonId(ids.new()), evidence="Vu") for _ in range(skill.MOST_ENDORSEMENTS)]
    given(OF_TOWN, *crowd).when(Endorse(evidence="Vu"), by=CAS).refused(skill.TooMany)


def test_its_holders_and_facilitators_withdraw_it_and_nobody_vouches_for_it_then() -> None:
    for person in (BEN, ADA):
        given(OF_TOWN).when(Withdraw(), by=person).then(Withdrawn())
    for person in (CAS, DOT):
        given(OF_TOWN).when(Withdraw(), by=person).refused(skill.NotTheirs)
    given(OF_TOWN, Withdrawn()).when(Endorse(evidence="Vu"), by=CAS).refused(skill.NotDeclared)


@every(st.integers(0, 2**32 - 1))
def test_whatever_anyone_asks_in_whatever_order_the_rules_hold(seed: int) -> None:
    """Each endorsement has its evidence and is nobody's own; what was withdrawn stays as it was."""
    chance = random.Random(seed)
    around = network.rules.fold(THE_NETWORK)
    state: Any = None
    for _ in range(30):
        by = chance.choice((ADA, BEN, CAS))
        wishes: tuple[skill.Command, ...] = (
            *(Declare(name="x", authority=chance.choice((None, HAUTEFEUILLE)), person=chance.choice((None, BEN))), Withdraw()),
            Endorse(evidence=chance.choice((None, "Vu"))),
        )
        asked = Asked(NETWORK, HERE, CommandId(ids.new()), by, NOW, others={NETWORK: around})
        try:
            happened = skill.rules.decide(chance.choice(wishes), state, asked)
        except Refused:
            continue
        before, state = state, skill.rules.fold(happened, state)
        assert before is None or not before.withdrawn or not happened
        assert all(one.evidence or one.action for one in state.endorsed.values())
        assert BEN not in state.endorsed
