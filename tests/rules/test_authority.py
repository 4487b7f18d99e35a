"""An authority in the directory: fields that merge, a place among others, and an engagement that goes step by step."""

import random
from datetime import date
from typing import Any

from hypothesis import given as every
from hypothesis import strategies as st

from events import authority, fields, ids, network
from events.authority import Advance, Advanced, Clashed, Edit, Edited, MapPoint, Profile, Settle, Settled, State, StepBack, SteppedBack
from events.decider import Asked, Refused
from events.fields import Change, Members
from events.ids import CommandId, ConflictId, StreamId
from tests.people import ADA, BEN, CAS, DOT, ELSEWHERE, EVA, HAUTEFEUILLE, NETWORK, RIVEBELLE, THE_NETWORK
from tests.spec import FIRST, NOW, Given, Happened, When, given

HERE = StreamId(HAUTEFEUILLE)
VALLEYS = ids.authority(insee="21900")
TOGETHER = (*THE_NETWORK, network.AuthorityAdmitted(authority=VALLEYS, name="Deux Vallées", kind="intermunicipal_body"))
WITH_VALLEYS: Happened = {NETWORK: TOGETHER}
CONFLICT = ConflictId(ids.derived(FIRST, "conflict", 0))
MAY, JUNE = date(2025, 5, 12), date(2025, 6, 3)


def when(before: Given, command: authority.Command, **how: Any) -> When:
    return before.when(command, at_stream=HERE, **how)


# --- What the directory says of it ----------------------------------------------------------------------------------


def test_those_who_act_for_a_member_and_facilitators_say_what_marks_it() -> None:
    edit = Edit(traits=Members(add=("ski", "lac")), population=Change(None, 4_250))
    for person in (BEN, ADA):
        when(given(), edit, by=person).then(Edited(traits=("lac", "ski"), population=4_250))
    for person in (CAS, DOT, EVA):
        when(given(), edit, by=person).refused(authority.NotTheirs)
    given().when(edit, by=ADA, at_stream=StreamId(ELSEWHERE)).refused(authority.NotAMember)


def test_two_people_who_add_traits_both_keep_theirs() -> None:
    when(given(Edited(traits=("lac",))), Edit(traits=Members(add=("ski",)))).then(Edited(traits=("lac", "ski")))
    when(given(Edited(traits=("lac", "ski"))), Edit(traits=Members(remove=("lac",)))).then(Edited(traits=("ski",)))


def test_a_wish_that_meets_another_change_is_kept_until_people_settle_it() -> None:
    before = given(Edited(population=4_300))
    clash = Clashed(conflict=CONFLICT, field="population", was=4_200, yours=4_250)
    after = when(before, Edit(population=Change(4_200, 4_250))).then(clash)
    when(after, Settle(CONFLICT), by=ADA).then(Settled(conflict=CONFLICT))
    when(after, Settle(CONFLICT, Change(4_300, 4_250))).then(Edited(population=4_250), Settled(conflict=CONFLICT))
    when(after, Settle(CONFLICT, Change(4_200, 4_250))).refused(authority.MovedOn)
    when(after, Settle(CONFLICT), by=CAS).refused(authority.NotTheirs)


def test_what_is_peculiar_to_it_merges_line_by_line() -> None:
    before = given(Edited(particulars="Un lac\nUne gare"))
    when(before, Edit(particulars=Change("Un lac", "Un lac\nUn col"))).then(
        Clashed(conflict=CONFLICT, field="particulars", was="Un lac", yours="Un lac\nUn col")
    )
    when(before, Edit(particulars=Change("Un lac\nUne gare", "Un lac\nUne gare\nUn col"))).then(
        Edited(particulars="Un lac\nUne gare\nUn col")
    )


def test_a_municipality_belongs_to_an_intermunicipal_body_of_the_network_and_never_to_itself() -> None:
    when(given(others=WITH_VALLEYS), Edit(body=Change(None, VALLEYS))).then(Edited(body=VALLEYS))
    for body in (RIVEBELLE, HAUTEFEUILLE, ELSEWHERE):
        when(given(others=WITH_VALLEYS), Edit(body=Change(None, body))).refused(authority.NoSuchBody)


def test_its_place_on_the_map_is_one_point_on_earth_which_people_change_as_one() -> None:
    prades, beside = MapPoint(42_61790, 2_42170), MapPoint(42_61800, 2_42170)
    placed = when(given(), Edit(place=Change(None, prades)), by=BEN).then(Edited(place=prades))
    when(placed, Edit(place=Change(prades, prades)), by=BEN).then()
    met = Clashed(conflict=CONFLICT, field="place", was=None, yours={"latitude": 42_61800, "longitude": 2_42170})
    two = when(placed, Edit(place=Change(None, beside)), by=ADA).then(met)
    wish: Any = fields.plain(beside)
    when(two, Settle(CONFLICT, Change(prades, wish))).then(Edited(place=beside), Settled(conflict=CONFLICT))
    when(placed, Edit(place=Change(prades, None)), by=BEN).then(Edited(place=None))
    when(placed, Edit(place=Change(prades, beside)), by=CAS).refused(authority.NotTheirs)


def test_a_list_of_traits_ends_somewhere() -> None:
    many = tuple(f"trait {number:02}" for number in range(authority.MOST_TAGS))
    when(given(Edited(needs=many)), Edit(needs=Members(add=("un de plus",)))).refused(authority.TooMany)
    when(given(Edited(needs=many)), Edit(needs=Members(add=("un de plus",), remove=many[:1]))).then(
        Edited(needs=fields.members([*many[1:], "un de plus"]))
    )


# --- Its engagement -------------------------------------------------------------------------------------------------

ENGAGE = Advance(Change("prospect", "engaged"), MAY)
ENGAGED = Advanced(engagement="engaged", on=MAY)


def test_a_prospect_becomes_engaged_and_then_recognised_each_with_its_day_and_reason() -> None:
    engaged = when(given(), ENGAGE, by=ADA, reason="Délibération du 12 mai").then(ENGAGED)
    when(engaged, Advance(Change("engaged", "recognised"), JUNE), by=ADA, reason="Reconnaissance nationale").then(
        Advanced(engagement="recognised", on=JUNE)
    )
    when(given(), ENGAGE, by=ADA).refused(authority.ReasonNeeded)


def test_no_step_is_left_out() -> None:
    leap = Advance(Change("prospect", "recognised"), MAY)
    when(given(), leap, by=ADA, reason="Trop vite").refused(authority.NotInOrder)
    when(given(ENGAGED), StepBack(Change("engaged", "recognised"), JUNE), by=ADA, reason="À l’envers").refused(authority.NotInOrder)
    when(given(ENGAGED), Advance(Change("engaged", "prospect"), JUNE), by=ADA, reason="À l’envers").refused(authority.NotInOrder)


def test_a_step_back_says_why() -> None:
    back = StepBack(Change("engaged", "prospect"), JUNE)
    when(given(ENGAGED), back, by=ADA).refused(authority.ReasonNeeded)
    when(given(ENGAGED), back, by=ADA, reason="Le conseil a renoncé").then(SteppedBack(engagement="prospect", on=JUNE))


def test_a_step_is_dated_neither_before_the_last_one_nor_to_come() -> None:
    when(given(ENGAGED), Advance(Change("engaged", "recognised"), date(2025, 5, 11)), by=ADA, reason="…").refused(authority.TooEarly)
    when(given(), Advance(Change("prospect", "engaged"), date(2026, 3, 4)), by=ADA, reason="…").refused(authority.NotYet)


def test_whoever_saw_an_earlier_stage_looks_again() -> None:
    when(
        given(ENGAGED, SteppedBack(engagement="prospect", on=JUNE)), Advance(Change("engaged", "recognised"), JUNE), by=ADA, reason="…"
    ).refused(authority.MovedOn)


# --- Many at once ---------------------------------------------------------------------------------------------------


@every(st.integers(0, 2**32 - 1))
def test_whatever_anyone_asks_in_whatever_order_the_rules_hold(seed: int) -> None:
    """Engagement never leaves out a step; nobody else's hand changes an entry; every clash stays open until it is settled."""
    chance = random.Random(seed)
    around = network.rules.fold(TOGETHER)
    state = State()
    days = [date(2025, month, 1) for month in (3, 4, 5)]
    for _ in range(40):
        by = chance.choice((ADA, BEN, CAS, DOT))
        was, to = chance.choice(authority.IN_ORDER), chance.choice(authority.IN_ORDER)
        number, other = chance.choice((None, 1, 2)), chance.choice((None, 1, 2))
        wishes: tuple[authority.Command, ...] = (
            *(Edit(population=Change(number, other)), Edit(traits=Members(add=(chance.choice("ab"),), remove=(chance.choice("ab"),)))),
            *(Edit(body=Change(None, chance.choice((VALLEYS, RIVEBELLE)))), Settle(chance.choice([*state.conflicts, CONFLICT]))),
            *(Advance(Change(was, to), chance.choice(days)), StepBack(Change(was, to), chance.choice(days))),
        )
        wish = chance.choice(wishes)
        asked = Asked(NETWORK, HERE, CommandId(ids.new()), by, NOW, reason=chance.choice((None, "…")), others={NETWORK: around})
        try:
            happened = authority.rules.decide(wish, state, asked)
        except Refused:
            continue
        before, state = state, authority.rules.fold(happened, state)
        assert by in (ADA, BEN) or not happened
        step = authority.IN_ORDER.index(state.engagement) - authority.IN_ORDER.index(before.engagement)
        assert step <= 1
        assert step == 0 or asked.reason
        assert before.since is None or (state.since is not None and state.since >= before.since)
        assert state.profile.body in (None, VALLEYS)
        assert set(before.conflicts) - set(state.conflicts) <= ({wish.conflict} if isinstance(wish, Settle) else set())
    assert isinstance(state.profile, Profile)
