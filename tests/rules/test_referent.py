"""Referents: who speaks for a member, who says so, and which themes they are ambassadors of."""

import random
from typing import Any

from hypothesis import given as every
from hypothesis import strategies as st

from events import ids, network, referent
from events.decider import Asked, Refused
from events.ids import CommandId, PersonId, StreamId
from events.referent import AmbassadorAppointed, AmbassadorEnded, AppointAmbassador, EndAmbassador, Name, Named, Retire, Retired
from tests.people import ADA, BEN, CAS, DOT, ELSEWHERE, HAUTEFEUILLE, NETWORK, RIVEBELLE, THE_NETWORK, stream
from tests.spec import NOW, Given, When, given

ZOE = PersonId(stream(51))  # elected in Hautefeuille, without an account
HERE = referent.stream_of(NETWORK, HAUTEFEUILLE, ZOE)
NAMED = Named(person=ZOE, authority=HAUTEFEUILLE, capacity="elected")
APPOINTED = AmbassadorAppointed(theme="Restauration collective")


def when(before: Given, command: referent.Command, **how: Any) -> When:
    return before.when(command, at_stream=HERE, **how)


def test_those_who_act_for_a_member_and_facilitators_name_who_speaks_for_it() -> None:
    for person in (BEN, ADA):
        when(given(), Name(ZOE, HAUTEFEUILLE, "elected"), by=person).then(NAMED)
    for person in (CAS, DOT):
        when(given(), Name(ZOE, HAUTEFEUILLE, "elected"), by=person).refused(referent.NotTheirs)
    when(given(NAMED), Name(ZOE, HAUTEFEUILLE, "officer")).then(Named(person=ZOE, authority=HAUTEFEUILLE, capacity="officer"))


def test_nobody_is_named_twice_for_one_authority() -> None:
    when(given(NAMED), Name(ZOE, HAUTEFEUILLE, "elected")).then()
    when(given(), Name(CAS, HAUTEFEUILLE, "elected"), by=ADA).refused(referent.Elsewhere)
    given().when(Name(ZOE, HAUTEFEUILLE, "elected"), at_stream=stream(1)).refused(referent.Elsewhere)


def test_only_members_have_referents() -> None:
    elsewhere = referent.stream_of(NETWORK, ELSEWHERE, ZOE)
    given().when(Name(ZOE, ELSEWHERE, "officer"), by=ADA, at_stream=elsewhere).refused(referent.NotAMember)


def test_anyone_may_retire_themselves_and_others_only_where_they_act() -> None:
    for person in (ZOE, BEN, ADA):
        when(given(NAMED), Retire(), by=person).then(Retired())
    when(given(NAMED), Retire(), by=CAS).refused(referent.NotTheirs)
    when(given(), Retire(), by=ADA).refused(referent.NotNamed)
    when(given(NAMED, Retired()), Retire(), by=BEN).then()


def test_only_a_referent_is_an_ambassador_and_once_a_theme() -> None:
    appoint = AppointAmbassador("Restauration collective")
    when(given(), appoint, by=ADA).refused(referent.NotNamed)
    when(given(NAMED), appoint, by=ADA).then(APPOINTED)
    when(given(NAMED, APPOINTED), appoint, by=ADA).then()
    when(given(NAMED, APPOINTED), EndAmbassador("Restauration collective"), by=ADA).then(AmbassadorEnded(theme="Restauration collective"))
    when(given(NAMED), EndAmbassador("Restauration collective"), by=ADA).then()
    many = [AmbassadorAppointed(theme=f"Thème {number}") for number in range(referent.MOST_THEMES)]
    when(given(NAMED, *many), appoint, by=ADA).refused(referent.TooMany)


def test_whoever_retires_is_no_ambassador_and_begins_afresh() -> None:
    gone = given(NAMED, APPOINTED, Retired())
    when(gone, AppointAmbassador("Eau"), by=ADA).refused(referent.NotNamed)
    back = when(gone, Name(ZOE, HAUTEFEUILLE, "elected")).then(NAMED)
    when(back, EndAmbassador("Restauration collective"), by=ADA).then()


@every(st.integers(0, 2**32 - 1))
def test_whatever_anyone_asks_in_whatever_order_the_rules_hold(seed: int) -> None:
    """Nobody who retired is an ambassador, and only those who may say so name or retire anyone."""
    chance = random.Random(seed)
    around = network.rules.fold(THE_NETWORK)
    state: Any = None
    for _ in range(30):
        by, theme = chance.choice((ADA, BEN, CAS, ZOE)), chance.choice("ab")
        wishes: tuple[referent.Command, ...] = (
            *(Name(ZOE, chance.choice((HAUTEFEUILLE, RIVEBELLE)), chance.choice(("elected", "officer"))), Retire()),
            *(AppointAmbassador(theme), EndAmbassador(theme)),
        )
        wish = chance.choice(wishes)
        asked = Asked(NETWORK, StreamId(HERE), CommandId(ids.new()), by, NOW, others={NETWORK: around})
        try:
            happened = referent.rules.decide(wish, state, asked)
        except Refused:
            continue
        state = referent.rules.fold(happened, state)
        assert not (state.retired and state.themes)
        assert state.named.authority == HAUTEFEUILLE
        assert by in (ADA, BEN) or not any(isinstance(one, Named) for one in happened)
        assert by != CAS or not any(isinstance(one, Retired) for one in happened)
