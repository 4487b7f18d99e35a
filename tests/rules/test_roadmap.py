"""A roadmap: drafted from a plan, sent to the members for their opinions, adopted, started, and followed year by year."""

import random
from datetime import date
from typing import Any, cast

from hypothesis import given as every
from hypothesis import strategies as st
from msgspec import structs

from events import action, action_plan, consultation, ids, network, roadmap, together
from events.consultation import Close, Closed, GiveOpinion, OpinionGiven, PutOff, PutOffTo
from events.decider import Asked, Refused
from events.ids import ActionId, CommandId, ConsultationId, PlanId, StreamId, VersionId
from events.roadmap import Adopt, Adopted, Draft, Drafted, Omitted, Programme, Programmed, SendOut, SentOut, Start, Started
from tests.people import ADA, BEN, CAS, DOT, ELSEWHERE, HAUTEFEUILLE, NETWORK, RIVEBELLE, THE_NETWORK, stream
from tests.spec import NOW, Given, Happened, given

PLAN = PlanId(stream(1))
ROADMAP = roadmap.stream_of(PLAN)
ASKING, AGAIN = ConsultationId(stream(2)), ConsultationId(stream(3))
VERSION = VersionId(stream(4))
ONE, TWO, THREE = (ActionId(stream(number)) for number in (11, 12, 13))
SOON, LATER, BEFORE = date(2026, 3, 20), date(2026, 4, 20), date(2026, 3, 1)  # it is 2 March

PLANNED = (action_plan.Opened(title="Feuille de route", authority=HAUTEFEUILLE), action_plan.VersionPublished(version=VERSION, label="V1"))
DRAFTED = Drafted(plan=PLAN, first_year=2026, last_year=2027)
SENT = SentOut(consultation=ASKING)
OPENED = consultation.Opened(
    plan=PLAN, roadmap=ROADMAP, title="Votre avis", until=SOON, authorities=tuple(sorted((HAUTEFEUILLE, RIVEBELLE)))
)
CLOSED = Closed(answered=2, asked=2)
ADOPTED = Adopted(body="Comité de pilotage", on=SOON, version=VERSION)
NO_MONEY = Omitted(TWO, "Faute de crédits")
FIRST = Programmed(year=2026, actions=(ONE, TWO))
YES = OpinionGiven(authority=HAUTEFEUILLE, stance="favourable")


def card(plan: PlanId = PLAN, **fields: Any) -> action.Added:
    return action.Added(plan=plan, title="Planter une haie", order_key="V", **fields)


THERE: Happened = {PLAN: PLANNED, ASKING: [OPENED, CLOSED], ROADMAP: [DRAFTED, SENT], ONE: [card()], TWO: [card()], THREE: [card()]}


def after(*events: Any, **others: Any) -> Given:
    return given(*events, others={**THERE, **others.get("more", {})})


# --- Stages -------------------------------------------------------------------------------------------------------


def test_a_plan_becomes_one_roadmap() -> None:
    after().when(Draft(PLAN, 2026, 2027), at_stream=ROADMAP).then(DRAFTED)
    after().when(Draft(PLAN, 2026, 2027)).refused(roadmap.NotItsStream)
    after().when(Draft(PLAN, 2027, 2026), at_stream=ROADMAP).refused(roadmap.YearsTurned)
    after(DRAFTED).when(Draft(PLAN, 2026, 2030), at_stream=ROADMAP).refused(roadmap.AlreadyDrafted)
    after(more={PLAN: [*PLANNED, action_plan.Withdrawn()]}).when(Draft(PLAN, 2026, 2027), at_stream=ROADMAP).refused(roadmap.NoSuchPlan)
    no_plan = PlanId(ONE)
    after().when(Draft(no_plan, 2026, 2027), at_stream=roadmap.stream_of(no_plan)).refused(roadmap.NoSuchPlan)
    after().when(SendOut(ASKING), at_stream=ROADMAP).refused(roadmap.NotDrafted)


def test_it_is_sent_out_again_once_members_have_answered() -> None:
    after(DRAFTED).when(SendOut(ASKING), at_stream=ROADMAP).then(SENT)
    after(DRAFTED, SENT, more={ASKING: [OPENED]}).when(SendOut(AGAIN), at_stream=ROADMAP).refused(roadmap.IsOpen)
    after(DRAFTED, SENT).when(SendOut(AGAIN), at_stream=ROADMAP).then(SentOut(consultation=AGAIN))
    after(DRAFTED, SENT, ADOPTED).when(SendOut(AGAIN), at_stream=ROADMAP).refused(roadmap.IsAdopted)


def test_it_is_adopted_by_a_body_once_the_consultation_is_closed() -> None:
    wish = Adopt("Comité de pilotage", SOON, VERSION)
    after(DRAFTED, SENT).when(wish, at_stream=ROADMAP).then(ADOPTED)
    after(DRAFTED, SENT, more={ASKING: [OPENED]}).when(wish, at_stream=ROADMAP).refused(roadmap.IsOpen)
    after(DRAFTED).when(wish, at_stream=ROADMAP).refused(roadmap.NotConsulted)
    after(DRAFTED, SENT, ADOPTED).when(Adopt("Un autre", SOON, VERSION), at_stream=ROADMAP).refused(roadmap.IsAdopted)
    after(DRAFTED, SENT).when(Adopt("Comité", SOON, VersionId(stream(9))), at_stream=ROADMAP).refused(roadmap.NoSuchVersion)
    withdrawn = {PLAN: [*PLANNED, action_plan.Withdrawn()]}
    after(DRAFTED, SENT, more=withdrawn).when(wish, at_stream=ROADMAP).refused(roadmap.NoSuchPlan)


def test_the_consultation_of_another_roadmap_does_not_count() -> None:
    other = structs.replace(OPENED, roadmap=StreamId(stream(77)))
    wish = Adopt("Comité de pilotage", SOON, VERSION)
    after(DRAFTED, SENT, more={ASKING: [other, CLOSED]}).when(wish, at_stream=ROADMAP).refused(roadmap.NotConsulted)


def test_it_starts_with_a_programme_and_has_one_each_of_its_years() -> None:
    adopted = after(DRAFTED, SENT, ADOPTED)
    started = adopted.when(Start(2026, (ONE, TWO)), at_stream=ROADMAP).then(Started(), FIRST)
    after(DRAFTED, SENT).when(Start(2026, (ONE,)), at_stream=ROADMAP).refused(roadmap.NotAdopted)
    adopted.when(Programme(2026, (ONE,)), at_stream=ROADMAP).refused(roadmap.NotRunning)
    started.when(Start(2027, (ONE,)), at_stream=ROADMAP).refused(roadmap.IsRunning)
    adopted.when(Start(2028, (ONE,)), at_stream=ROADMAP).refused(roadmap.BeyondHorizon)
    next_year = Programmed(year=2027, actions=(ONE, TWO, THREE), carried=(ONE, TWO))
    done = started.when(Programme(2027, (ONE, TWO, THREE)), at_stream=ROADMAP).then(next_year)
    done.when(Programme(2026, (ONE, TWO, THREE)), at_stream=ROADMAP).refused(roadmap.YearIsOver)


def test_what_is_not_done_is_carried_over_or_left_out_with_a_reason() -> None:
    running = after(DRAFTED, SENT, ADOPTED, Started(), FIRST)
    running.when(Programme(2027, (ONE,)), at_stream=ROADMAP).refused(roadmap.LeftOut)
    left_out = Programmed(year=2027, actions=(ONE,), carried=(ONE,), left_out=(NO_MONEY,))
    running.when(Programme(2027, (ONE,), (NO_MONEY,)), at_stream=ROADMAP).then(left_out)
    for status in ("done", "abandoned"):
        over = after(DRAFTED, SENT, ADOPTED, Started(), FIRST, more={TWO: [card(status=status)]})
        over.when(Programme(2027, (ONE,)), at_stream=ROADMAP).then(Programmed(year=2027, actions=(ONE,), carried=(ONE,)))
    running.when(Programme(2026, (ONE, TWO, THREE)), at_stream=ROADMAP).then(
        Programmed(year=2026, actions=(ONE, TWO, THREE), carried=(ONE, TWO))
    )


def test_a_programme_holds_actions_of_its_plan_that_one_may_know_of() -> None:
    adopted = (DRAFTED, SENT, ADOPTED)
    for gone in ([card(PlanId(stream(99)))], [card(), action.Withdrawn()], [card(), action.Restricted(parties=(CAS,))]):
        after(*adopted, more={ONE: gone}).when(Start(2026, (ONE,)), at_stream=ROADMAP).refused(roadmap.NoSuchAction)
    for_two = after(*adopted, more={ONE: [card(), action.Restricted(parties=(ADA, CAS))]})
    for_two.when(Start(2026, (ONE,)), by=ADA, at_stream=ROADMAP).refused(roadmap.KeptToSome)
    part = after(*adopted, more={ONE: [card(parent=TWO)]})
    part.when(Start(2026, (ONE,)), at_stream=ROADMAP).refused(roadmap.PartOfAction)
    # One that was in it before stays in it, whoever sets the next programme.
    kept = after(*adopted, Started(), FIRST, more={ONE: [card(), action.Restricted(parties=(CAS,))]})
    kept.when(Programme(2027, (TWO,)), at_stream=ROADMAP).refused(roadmap.LeftOut)
    kept.when(Programme(2027, (ONE, TWO)), at_stream=ROADMAP).then(Programmed(year=2027, actions=(ONE, TWO), carried=(ONE, TWO)))


# --- Consultation -------------------------------------------------------------------------------------------------


def test_a_consultation_asks_members_about_a_roadmap_that_was_sent_out_for_it() -> None:
    wish = consultation.Open(PLAN, ROADMAP, "Votre avis", SOON, (RIVEBELLE, HAUTEFEUILLE))
    after().when(wish, at_stream=StreamId(ASKING)).then(OPENED)
    after().when(wish).refused(consultation.NotSentOut)
    after(more={ROADMAP: [DRAFTED]}).when(wish, at_stream=StreamId(ASKING)).refused(consultation.NotSentOut)
    after().when(structs.replace(wish, roadmap=StreamId(PLAN)), at_stream=StreamId(ASKING)).refused(consultation.NotSentOut)
    after().when(structs.replace(wish, authorities=(ELSEWHERE,)), at_stream=StreamId(ASKING)).refused(consultation.NotAMember)
    after().when(structs.replace(wish, until=BEFORE), at_stream=StreamId(ASKING)).refused(consultation.TooLate)
    after(OPENED).when(structs.replace(wish, title="Autre"), at_stream=StreamId(ASKING)).refused(consultation.AlreadyOpened)


def test_each_authority_has_one_opinion_and_a_second_one_takes_its_place() -> None:
    after(OPENED).when(GiveOpinion(HAUTEFEUILLE, "favourable"), by=BEN).then(YES)
    after(OPENED).when(GiveOpinion(HAUTEFEUILLE, "favourable"), by=ADA).then(YES)  # a facilitator for it
    after(OPENED).when(GiveOpinion(RIVEBELLE, "favourable"), by=BEN).refused(consultation.NotTheirAuthority)
    after(OPENED).when(GiveOpinion(HAUTEFEUILLE, "favourable"), by=DOT).refused(consultation.NotTheirAuthority)
    reserved = OpinionGiven(authority=HAUTEFEUILLE, stance="reserved", words="Le calendrier est court")
    done = after(OPENED, YES).when(GiveOpinion(HAUTEFEUILLE, "reserved", "Le calendrier est court"), by=BEN).then(reserved)
    state: Any = consultation.rules.fold(cast(Any, done.events))
    assert state.opinions == {HAUTEFEUILLE: reserved}


def test_an_opinion_is_of_an_authority_that_is_asked_in_words_where_it_is_not_in_favour() -> None:
    only = structs.replace(OPENED, authorities=(RIVEBELLE,))
    after(only).when(GiveOpinion(HAUTEFEUILLE, "favourable"), by=BEN).refused(consultation.NotAsked)
    for stance in ("reserved", "unfavourable"):
        after(OPENED).when(GiveOpinion(HAUTEFEUILLE, stance), by=BEN).refused(consultation.WordsNeeded)
    given().when(GiveOpinion(HAUTEFEUILLE, "favourable"), by=BEN).refused(consultation.NotOpened)


def test_nobody_answers_after_the_last_day_until_there_is_more_time() -> None:
    late = structs.replace(OPENED, until=BEFORE)
    after(late).when(GiveOpinion(HAUTEFEUILLE, "favourable"), by=BEN).refused(consultation.HasEnded)
    after(late).when(PutOffTo(LATER)).then(PutOff(until=LATER)).when(GiveOpinion(HAUTEFEUILLE, "favourable"), by=BEN).then(YES)
    after(OPENED).when(PutOffTo(BEFORE)).refused(consultation.NotEarlier)
    after(structs.replace(OPENED, until=date(2026, 2, 1))).when(PutOffTo(date(2026, 2, 9))).refused(consultation.TooLate)


def test_it_is_closed_once_all_have_answered_or_the_day_has_passed_or_with_a_reason() -> None:
    no = OpinionGiven(authority=RIVEBELLE, stance="no_opinion")
    after(OPENED, YES).when(Close()).refused(consultation.ReasonNeeded)
    after(OPENED, YES).when(Close(), reason="Le comité se réunit demain").then(Closed(answered=1, asked=2))
    after(OPENED, YES, no).when(Close()).then(CLOSED)
    late = structs.replace(OPENED, until=BEFORE)
    done = after(late).when(Close()).then(Closed(answered=0, asked=2))
    done.when(GiveOpinion(HAUTEFEUILLE, "favourable"), by=BEN).refused(consultation.IsClosed)
    done.when(PutOffTo(LATER)).refused(consultation.IsClosed)


def test_one_command_drafts_one_sends_out_and_one_adopts() -> None:
    opening = action_plan.Open("Feuille de route", HAUTEFEUILLE)
    drafting = together.parts(StreamId(PLAN), together.DraftRoadmap(2026, 2027, opening))
    assert [(one.stream, one.command) for one in drafting] == [(StreamId(PLAN), opening), (ROADMAP, Draft(PLAN, 2026, 2027))]
    assert len(together.parts(StreamId(PLAN), together.DraftRoadmap(2026, 2027))) == 1
    sending = together.parts(StreamId(PLAN), together.Consult(ASKING, "Votre avis", SOON, (HAUTEFEUILLE,)))
    asks = consultation.Open(PLAN, ROADMAP, "Votre avis", SOON, (HAUTEFEUILLE,))
    assert [(one.stream, one.command) for one in sending] == [(ROADMAP, SendOut(ASKING)), (StreamId(ASKING), asks)]
    adopting = together.parts(StreamId(PLAN), together.AdoptRoadmap(VERSION, "V1", "Comité", SOON))
    assert [one.stream for one in adopting] == [StreamId(PLAN), ROADMAP]
    assert [one.command for one in adopting] == [action_plan.Publish(VERSION, "V1"), Adopt("Comité", SOON, VERSION)]


# --- Many at once -------------------------------------------------------------------------------------------------


@every(st.integers(0, 2**32 - 1))
def test_whatever_anyone_asks_in_whatever_order_the_stages_hold(seed: int) -> None:
    """No adoption while members are asked, one opinion an authority by who may give it, and nothing drops out of a programme unsaid."""
    chance = random.Random(seed)
    states: dict[Any, Any] = {ROADMAP: None, StreamId(ASKING): None, StreamId(AGAIN): None}
    fixed: dict[Any, Any] = {NETWORK: network.rules.fold(THE_NETWORK), PLAN: action_plan.rules.fold(PLANNED)}
    statuses = (("planned", "done", "abandoned")[chance.randrange(3)] for _ in range(3))
    fixed |= {one: action.rules.fold([card(status=status)]) for one, status in zip((ONE, TWO, THREE), statuses, strict=True)}
    for _ in range(40):
        at = chance.choice((StreamId(ASKING), StreamId(AGAIN)))
        some = tuple(sorted(chance.sample((ONE, TWO, THREE), chance.choice((1, 2, 3)))))
        town = chance.choice((HAUTEFEUILLE, RIVEBELLE))
        asks = consultation.Open(PLAN, ROADMAP, "Votre avis", SOON, OPENED.authorities)
        wishes: tuple[tuple[StreamId, Any], ...] = (
            *((ROADMAP, Draft(PLAN, 2026, 2027)), (ROADMAP, SendOut(ConsultationId(at))), (at, asks), (at, asks)),
            *((at, GiveOpinion(town, "favourable")), (at, Close()), (ROADMAP, Adopt("Comité", SOON, VERSION))),
            *((ROADMAP, Start(2026, some)), (ROADMAP, Programme(chance.choice((2026, 2027)), some, (NO_MONEY,)))),
        )
        stream_id, wish = chance.choice(wishes)
        rules: Any = roadmap.rules if stream_id == ROADMAP else consultation.rules
        by = chance.choice((ADA, BEN, CAS, DOT))
        asked = Asked(NETWORK, stream_id, CommandId(ids.new()), by, NOW, reason=chance.choice((None, "Neige")), others={**fixed, **states})
        try:
            happened = rules.decide(wish, states[stream_id], asked)
        except Refused:
            continue
        before = states[stream_id]
        states[stream_id] = rules.fold(happened, before)
        for event in happened:
            match event:
                case Adopted():
                    assert states[StreamId(before.consultation)].closed
                    assert not any(one and not one.closed for one in (states[StreamId(ASKING)], states[StreamId(AGAIN)]))
                case OpinionGiven(authority):
                    assert by == ADA or (by, authority) in ((BEN, HAUTEFEUILLE), (CAS, RIVEBELLE))
                    assert not before.closed
                case Programmed(_, actions, _, left_out) if before.last:
                    for one in before.last.actions:
                        assert (
                            one in actions or one in {gone.action for gone in left_out} or fixed[one].card.status in ("done", "abandoned")
                        )
