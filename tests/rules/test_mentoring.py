"""Mentoring: places that are never one too many, nobody who mentors oneself, and what two people say to each other alone."""

import random
from datetime import date
from typing import Any
from uuid import UUID

from hypothesis import given as every
from hypothesis import strategies as st
from msgspec import structs

from events import action, authority, decider, fields, ids, meeting, mentor, mentorship, mentorship_note, network, together
from events.decider import Asked, Refused
from events.fields import Change, Members
from events.ids import ActionId, AuthorityId, CommandId, GoalId, MeetingId, MentorshipId, PersonId, PlanId, SessionId, StreamId
from tests.people import ADA, BEN, CAS, DOT, HAUTEFEUILLE, NETWORK, RIVEBELLE, THE_NETWORK, stream
from tests.spec import HERE, NOW, Given, Happened, given

ZOE = PersonId(stream(51))
TODAY = NOW.date()
OFFER = mentor.stream_of(NETWORK, BEN)
OFFERED = mentor.Offered(person=BEN, themes=("Eau", "Haies"), capacity=1)
MINE = MentorshipId(HERE)
OTHER = MentorshipId(stream(31))
REQUESTED = mentorship.Requested(
    offer=OFFER, mentor=BEN, mentee=CAS, situation="newcomer", need="Par où commencer ?", authority=RIVEBELLE, size=1_900
)
ASKED = mentorship.Request(offer=OFFER, situation="newcomer", need="Par où commencer ?", authority=RIVEBELLE, size=1_900)
ACCEPTED: tuple[mentorship.Event, ...] = (REQUESTED, mentorship.Accepted())
CHARTER = (mentorship.CharterProposed(by=BEN, text="Une visite par mois"), mentorship.CharterAgreed(by=CAS))
RUNNING: tuple[mentorship.Event, ...] = (*ACCEPTED, *CHARTER, mentorship.Started(on=TODAY))
GOAL, VISIT = GoalId(stream(61)), SessionId(stream(62))
SET = mentorship.GoalSet(goal=GOAL, text="Écrire l’état des lieux")
ENGAGED: Happened = {HAUTEFEUILLE: [authority.Advanced(engagement="engaged", on=date(2015, 1, 30))]}
PLAN, HEDGE, WELCOME = PlanId(stream(2)), ActionId(stream(11)), MeetingId(stream(12))


def offering(*events: mentor.Event, others: Happened | None = None) -> Given:
    return given(*events, others=others)


def offer(themes: tuple[str, ...] = ("Eau", "Haies"), capacity: int = 1, of: AuthorityId | None = None) -> mentor.Offer:
    return mentor.Offer(themes=themes, capacity=capacity, authority=of)


# --- The offer ----------------------------------------------------------------------------------------------------


def test_people_offer_themselves_in_a_place_of_their_own() -> None:
    given().when(offer(), at_stream=StreamId(OFFER)).then(OFFERED)
    given().when(offer(), by=CAS, at_stream=StreamId(OFFER)).refused(mentor.Elsewhere)
    given().when(offer(()), at_stream=StreamId(OFFER)).refused(mentor.ThemeNeeded)
    given(OFFERED).when(offer(capacity=3), at_stream=StreamId(OFFER)).then(mentor.Offered(person=BEN, themes=("Eau", "Haies"), capacity=3))


def test_an_offer_is_made_for_a_member_that_is_engaged_by_those_who_act_for_it() -> None:
    for_town = mentor.Offered(person=BEN, themes=("Eau",), capacity=1, authority=HAUTEFEUILLE)
    given(others=ENGAGED).when(offer(("Eau",), 1, HAUTEFEUILLE), at_stream=StreamId(OFFER)).then(for_town)
    given().when(offer(("Eau",), 1, HAUTEFEUILLE), at_stream=StreamId(OFFER)).refused(mentor.NotEngaged)
    given(others=ENGAGED).when(offer(("Eau",), 1, RIVEBELLE), at_stream=StreamId(OFFER)).refused(mentor.NotTheirAuthority)


def test_only_the_mentor_changes_pauses_and_resumes_and_a_facilitator_withdraws_it_too() -> None:
    edit = mentor.Edit(themes=Members(add=("Énergie",), remove=("Eau",)), capacity=Change(1, 2))
    given(OFFERED).when(edit).then(mentor.Edited(themes=("Haies", "Énergie"), capacity=2))
    given(OFFERED).when(mentor.Pause()).then(mentor.Paused()).when(mentor.Resume()).then(mentor.Resumed())
    for command in (edit, mentor.Pause(), mentor.Resume(), mentor.Withdraw()):
        given(OFFERED).when(command, by=CAS).refused(mentor.NotTheirs)
    withdrawn = given(OFFERED).when(mentor.Withdraw(), by=ADA).then(mentor.Withdrawn())
    for late in (edit, mentor.Resume()):
        withdrawn.when(late).refused(mentor.NotOffered)
    withdrawn.when(offer(), at_stream=StreamId(OFFER)).then(OFFERED)
    given(OFFERED).when(mentor.Edit(themes=Members(remove=("Eau", "Haies")))).refused(mentor.ThemeNeeded)
    given(OFFERED).when(mentor.Edit(capacity=Change(2, 3))).refused(mentor.MovedOn)
    given().when(mentor.Pause()).refused(mentor.NotOffered)


def test_no_place_is_taken_that_is_not_there_nor_one_without_request() -> None:
    asked: Happened = {MINE: [REQUESTED], OTHER: [REQUESTED]}
    taken = given(OFFERED, others=asked).when(mentor.Take(MINE)).then(mentor.Taken(mentorship=MINE))
    taken.when(mentor.Take(OTHER)).refused(mentor.Full)
    taken.when(mentor.Edit(capacity=Change(1, 2))).then(mentor.Edited(capacity=2)).when(mentor.Take(OTHER)).then(
        mentor.Taken(mentorship=OTHER)
    )
    given(OFFERED).when(mentor.Take(MINE)).refused(mentor.NotAsked)
    given(OFFERED, others=asked).when(mentor.Take(MINE), by=CAS).refused(mentor.NotTheirs)
    given(OFFERED, mentor.Paused(), others=asked).when(mentor.Take(MINE)).refused(mentor.IsPaused)
    of_cas = mentor.Offered(person=CAS, themes=("Eau",), capacity=1)
    given(of_cas, others=asked).when(mentor.Take(MINE), by=CAS).refused(mentor.NotAsked)
    given(OFFERED, others={MINE: [REQUESTED, mentorship.Declined()]}).when(mentor.Take(MINE)).refused(mentor.NotAsked)


def test_an_offer_never_has_fewer_places_than_are_taken() -> None:
    two = (mentor.Offered(person=BEN, themes=("Eau",), capacity=2), mentor.Taken(mentorship=MINE), mentor.Taken(mentorship=OTHER))
    given(*two).when(mentor.Edit(capacity=Change(2, 1))).refused(mentor.PlacesTaken)
    given(*two).when(offer(), at_stream=StreamId(OFFER)).refused(mentor.PlacesTaken)
    given(*two, mentor.Withdrawn()).when(offer(("Eau",), 2), at_stream=StreamId(OFFER)).then(two[0])  # what runs still counts
    given(*two, mentor.Withdrawn(), two[0], others={HERE: [REQUESTED]}).when(mentor.Take(MentorshipId(HERE))).then()
    given(OFFERED).when(mentor.Edit(themes=Members(add=tuple(f"t{index}" for index in range(29))))).refused(mentor.TooMany)


def test_a_place_is_given_back_by_either_side_once_it_is_over() -> None:
    taken = (OFFERED, mentor.Taken(mentorship=MINE))
    closed = (*RUNNING, mentorship.Closed(by=CAS, ending="other"))
    for person in (BEN, CAS):
        given(*taken, others={MINE: closed}).when(mentor.GiveBack(MINE), by=person).then(mentor.GivenBack(mentorship=MINE))
        given(*taken, others={MINE: RUNNING}).when(mentor.GiveBack(MINE), by=person).refused(mentor.NotOver)
    strangers: tuple[Happened, ...] = ({MINE: closed}, {})
    for others in strangers:
        given(*taken, others=others).when(mentor.GiveBack(MINE), by=ADA).refused(mentor.NotAsked)


# --- The request --------------------------------------------------------------------------------------------------


def asking(*events: mentor.Event) -> Happened:
    return {OFFER: events}


def test_somebody_asks_a_mentor_who_is_there_and_has_a_place() -> None:
    given(others=asking(OFFERED)).when(ASKED, by=CAS).then(REQUESTED)
    for away in (mentor.Paused(), mentor.Withdrawn()):
        given(others=asking(OFFERED, away)).when(ASKED, by=CAS).refused(mentorship.NoSuchOffer)
    given(others=asking(OFFERED, mentor.Taken(mentorship=OTHER))).when(ASKED, by=CAS).refused(mentorship.OfferFull)
    given().when(ASKED, by=CAS).refused(mentorship.NoSuchOffer)
    given(others=asking(OFFERED)).when(ASKED, by=ADA).refused(mentorship.NotTheirAuthority)
    gone = mentor.Offered(person=ZOE, themes=("Eau",), capacity=1)
    given(others=asking(gone)).when(ASKED, by=CAS).refused(mentorship.NoSuchOffer)
    given(REQUESTED, others=asking(OFFERED)).when(mentorship.Request(offer=OFFER, situation="newcomer", need="Autre"), by=CAS).refused(
        mentorship.AlreadyRequested
    )


def test_nobody_mentors_oneself_or_ones_own_authority() -> None:
    own = mentorship.Request(offer=OFFER, situation="newcomer", need="Moi-même")
    given(others=asking(OFFERED)).when(own, by=BEN).refused(mentorship.Oneself)
    colleague = network.RoleGiven(person=ZOE, role="elected_official", authority=HAUTEFEUILLE)
    around: Happened = {**asking(OFFERED), NETWORK: (*THE_NETWORK, colleague)}
    given(others=around).when(own, by=ZOE).refused(mentorship.Oneself)
    given(others=asking(OFFERED)).when(own, by=ADA).then(
        mentorship.Requested(offer=OFFER, mentor=BEN, mentee=ADA, situation="newcomer", need="Moi-même")
    )
    # Somebody who went over to the other side meanwhile is not accepted.
    moved: Happened = {
        OFFER: (OFFERED, mentor.Taken(mentorship=MINE)),
        NETWORK: (*THE_NETWORK, network.RoleGiven(person=BEN, role="editor", authority=RIVEBELLE)),
    }
    given(REQUESTED, others=moved).when(mentorship.Accept()).refused(mentorship.Oneself)


def test_a_mentor_asks_for_more_says_yes_or_no() -> None:
    more = mentorship.AskedMore(question="Avez-vous un plan ?")
    questioned = given(REQUESTED).when(mentorship.AskMore("Avez-vous un plan ?")).then(more)
    questioned.when(mentorship.AskMore("Et un budget ?")).refused(mentorship.OneAtATime)
    answered = questioned.when(mentorship.Answer("Non"), by=CAS).then(mentorship.Answered(answer="Non"))
    answered.when(mentorship.Answer("Si"), by=CAS).refused(mentorship.NothingAsked)
    for standing in (given(REQUESTED), questioned, answered):
        standing.when(mentorship.Decline(), reason="Trop loin").then(mentorship.Declined())
    given(REQUESTED, others=asking(OFFERED, mentor.Taken(mentorship=MINE))).when(mentorship.Accept()).then(mentorship.Accepted())
    given(REQUESTED, others=asking(OFFERED)).when(mentorship.Accept()).refused(mentorship.NoPlace)
    given(REQUESTED).when(mentorship.Withdraw(), by=CAS).then(mentorship.Withdrawn()).when(mentorship.Decline()).refused(
        mentorship.NotPending
    )


def test_each_does_what_is_theirs_and_to_all_others_it_is_not_there() -> None:
    for theirs in (mentorship.AskMore("?"), mentorship.Accept(), mentorship.Decline()):
        given(REQUESTED).when(theirs, by=CAS).refused(mentorship.ForTheMentor)
    for mine in (mentorship.Answer("!"), mentorship.Withdraw()):
        given(REQUESTED).when(mine, by=BEN).refused(mentorship.ForTheMentee)
    every_one: tuple[mentorship.Command, ...] = (
        *(mentorship.AskMore("?"), mentorship.Answer("!"), mentorship.Accept(), mentorship.Decline(), mentorship.Withdraw()),
        *(mentorship.ProposeCharter("x"), mentorship.AgreeCharter("x"), mentorship.Start(TODAY), mentorship.Close("other")),
        *(mentorship.SetGoal(GOAL, "x"), mentorship.ReachGoal(GOAL), mentorship.DropGoal(GOAL), mentorship.RecordSession(VISIT, TODAY)),
        *(mentorship.PromoteGoal(GOAL, PLAN, HEDGE), mentorship.Evaluate(3)),
    )
    for command in every_one:
        for outside in (ADA, DOT, ZOE):
            given(*RUNNING).when(command, by=outside).refused(mentorship.NotRequested)
            given().when(command, by=outside).refused(mentorship.NotRequested)


# --- While it runs ------------------------------------------------------------------------------------------------


def test_a_charter_is_agreed_to_the_word_by_both_before_it_starts() -> None:
    proposed = given(*ACCEPTED).when(mentorship.ProposeCharter("Une visite par mois")).then(CHARTER[0])
    proposed.when(mentorship.Start(TODAY)).refused(mentorship.CharterNeeded)
    proposed.when(mentorship.AgreeCharter("Une visite par an"), by=CAS).refused(mentorship.CharterMoved)
    agreed = proposed.when(mentorship.AgreeCharter("Une visite par mois"), by=CAS).then(CHARTER[1])
    other = mentorship.CharterProposed(by=CAS, text="Deux visites")
    agreed.when(mentorship.ProposeCharter("Deux visites"), by=CAS).then(other).when(mentorship.Start(TODAY)).refused(
        mentorship.CharterNeeded
    )
    agreed.when(mentorship.Start(TODAY)).then(mentorship.Started(on=TODAY))
    given(*ACCEPTED).when(mentorship.AgreeCharter("x")).refused(mentorship.CharterNeeded)
    given(*RUNNING).when(mentorship.ProposeCharter("Plus rien")).refused(mentorship.AlreadyStarted)
    given(REQUESTED).when(mentorship.ProposeCharter("x")).refused(mentorship.NotUnderWay)


def test_it_starts_during_a_welcome_meeting_and_no_other() -> None:
    def at(*events: Any) -> Given:
        return given(*ACCEPTED, *CHARTER, others={WELCOME: events})

    planned = meeting.Planned(title="Accueil", kind="welcome", held_on=TODAY, minutes=60)
    start = mentorship.Start(TODAY, WELCOME)
    at(planned).when(start).then(mentorship.Started(on=TODAY, meeting=WELCOME))
    at(planned, meeting.CalledOff()).when(start).refused(mentorship.NotAWelcome)
    at(meeting.Planned(title="Café", kind="cafe", held_on=TODAY, minutes=60)).when(start).refused(mentorship.NotAWelcome)
    given(*ACCEPTED, *CHARTER).when(start).refused(mentorship.NotAWelcome)
    given(*RUNNING).when(start).refused(mentorship.AlreadyStarted)
    given(*ACCEPTED, *CHARTER).when(mentorship.Start(date(2027, 1, 1))).refused(mentorship.NotYet)


def test_sessions_are_held_and_goals_set_while_it_runs() -> None:
    given(*RUNNING).when(mentorship.RecordSession(VISIT, TODAY, 90)).then(mentorship.SessionHeld(session=VISIT, on=TODAY, minutes=90))
    given(*RUNNING).when(mentorship.RecordSession(VISIT, date(2027, 1, 1))).refused(mentorship.NotYet)
    given(*ACCEPTED).when(mentorship.RecordSession(VISIT, TODAY)).refused(mentorship.NotRunning)
    here = given(*RUNNING).when(mentorship.SetGoal(GOAL, "Écrire l’état des lieux"), by=CAS).then(SET)
    here.when(mentorship.SetGoal(GOAL, "Autre chose")).refused(mentorship.AlreadyThere)
    here.when(mentorship.ReachGoal(GOAL)).then(mentorship.GoalReached(goal=GOAL)).when(mentorship.DropGoal(GOAL)).refused(
        mentorship.NoSuchGoal
    )
    given(*RUNNING).when(mentorship.ReachGoal(GOAL)).refused(mentorship.NoSuchGoal)


def test_a_goal_becomes_an_action_that_is_there() -> None:
    added = action.Added(plan=PLAN, title="État des lieux", order_key="V")
    promote = mentorship.PromoteGoal(GOAL, PLAN, HEDGE)
    given(*RUNNING, SET, others={HEDGE: [added]}).when(promote).then(mentorship.GoalPromoted(goal=GOAL, plan=PLAN, action=HEDGE))
    for away in ([], [added, action.Withdrawn()], [added, action.Restricted(parties=(ADA,))]):
        given(*RUNNING, SET, others={HEDGE: away} if away else None).when(promote).refused(mentorship.NoSuchAction)
    given(*RUNNING, SET, others={HEDGE: [added]}).when(mentorship.PromoteGoal(GOAL, PlanId(stream(3)), HEDGE)).refused(
        mentorship.NoSuchAction
    )


def test_either_side_closes_it_and_both_say_what_it_was_worth() -> None:
    closed = mentorship.Closed(by=CAS, ending="goals_reached")
    rated = mentorship.Evaluated(by=CAS, rating=5, words="Précieux")
    over = given(*RUNNING).when(mentorship.Close("goals_reached", 5, "Précieux"), by=CAS).then(closed, rated)
    over.when(mentorship.Evaluate(4)).then(mentorship.Evaluated(by=BEN, rating=4)).when(mentorship.Evaluate(2)).then(
        mentorship.Evaluated(by=BEN, rating=2)
    )
    over.when(mentorship.Close("no_time")).refused(mentorship.NotUnderWay)
    over.when(mentorship.SetGoal(GOAL, "x")).refused(mentorship.NotRunning)
    given(*RUNNING).when(mentorship.Evaluate(4)).refused(mentorship.NotClosed)
    given(REQUESTED).when(mentorship.Close("other")).refused(mentorship.NotUnderWay)


# --- The journal --------------------------------------------------------------------------------------------------

SHARED = mentorship_note.Written(mentorship=MINE, author=CAS, text="Vu le maire", private=False)
PRIVATE = mentorship_note.Written(mentorship=MINE, author=CAS, text="Il doute", private=True)
NOTE = StreamId(stream(71))


def noted(*events: mentorship_note.Event, of: tuple[mentorship.Event, ...] = RUNNING) -> Given:
    return given(*events, others={MINE: of} if of else None)


def test_mentor_and_mentee_write_while_it_is_under_way() -> None:
    for of in (RUNNING, ACCEPTED):
        noted(of=of).when(mentorship_note.Write(mentorship=MINE, text="Vu le maire", private=False), by=CAS, at_stream=NOTE).then(SHARED)
    wish = mentorship_note.Write(mentorship=MINE, text="Vu le maire", private=True)
    for of in ((REQUESTED,), (*RUNNING, mentorship.Closed(by=BEN, ending="other"))):
        noted(of=of).when(wish, by=CAS, at_stream=NOTE).refused(mentorship_note.NotUnderWay)
    for of in (RUNNING, ()):  # whether there is one that is not theirs, nobody learns here
        noted(of=of).when(wish, by=ADA, at_stream=NOTE).refused(mentorship_note.NoSuchMentorship)
    lost = mentorship_note.Write(mentorship=MINE, text="x", private=True, session=VISIT)
    noted().when(lost, by=CAS, at_stream=NOTE).refused(mentorship_note.NoSuchSession)
    held = (*RUNNING, mentorship.SessionHeld(session=VISIT, on=TODAY))
    noted(of=held).when(lost, by=CAS, at_stream=NOTE).then(
        mentorship_note.Written(mentorship=MINE, author=CAS, text="x", private=True, session=VISIT)
    )


def test_its_author_alone_changes_a_note_and_a_private_one_is_not_there_for_the_other_side() -> None:
    edit = mentorship_note.Edit(text=Change("Vu le maire", "Vu la maire"))
    noted(SHARED).when(edit, by=CAS).then(mentorship_note.Edited(text="Vu la maire"))
    noted(SHARED).when(edit, by=BEN).refused(mentorship_note.NotTheirs)
    noted(SHARED).when(mentorship_note.Withdraw(), by=CAS).then(mentorship_note.Withdrawn()).when(edit, by=CAS).refused(
        mentorship_note.NotWritten
    )
    for command in (edit, mentorship_note.Withdraw()):
        for note in ((SHARED,), (PRIVATE,), ()):
            for person in (ADA, DOT) if note == (SHARED,) else (ADA, BEN):
                noted(*note).when(command, by=person).refused(mentorship_note.NotWritten)
    noted(SHARED).when(mentorship_note.Edit(text=Change("Jamais lu", "Autre")), by=CAS).refused(mentorship_note.MovedOn)


# --- Many at once -------------------------------------------------------------------------------------------------


@every(st.integers(0, 2**32 - 1))
def test_whatever_anyone_asks_in_whatever_order_the_rules_hold(seed: int) -> None:
    """Never a place too many, never one for oneself; who is accepted has a place, and only the two of a mentorship touch it."""
    chance = random.Random(seed)
    around = network.rules.fold(THE_NETWORK)
    states: dict[UUID, Any] = {NETWORK: around, OFFER: mentor.rules.fold([OFFERED])}
    offers = {person: mentor.stream_of(NETWORK, person) for person in (BEN, CAS, ADA)}
    ours = [MentorshipId(stream(index)) for index in range(40, 46)]
    for index, one in enumerate(ours[:3]):  # more wait for Ben than he has places
        states[one] = mentorship.rules.fold([structs.replace(REQUESTED, mentee=(CAS, ADA)[index % 2])])
    for _ in range(60):
        by, of, one = chance.choice((ADA, BEN, BEN, BEN, CAS, DOT)), chance.choice([*offers.values()]), chance.choice(ours)
        on_offer: tuple[decider.Command, ...] = (
            *(mentor.Offer(("Eau",), chance.choice((1, 2))), mentor.Pause(), mentor.Resume(), mentor.Withdraw(), mentor.Take(one)),
            *(mentor.GiveBack(one), mentor.Edit(capacity=Change(chance.choice((1, 2)), chance.choice((1, 2))))),
        )
        on_one: tuple[decider.Command, ...] = (
            *(mentorship.Request(offer=of, situation="newcomer", need="x"), mentorship.AskMore("?"), mentorship.Answer("!")),
            *(
                mentorship.Accept(),
                mentorship.Decline(),
                mentorship.Withdraw(),
                mentorship.ProposeCharter("x"),
                mentorship.AgreeCharter("x"),
            ),
            *(mentorship.Start(TODAY), mentorship.SetGoal(GOAL, "x"), mentorship.ReachGoal(GOAL), mentorship.Close("other", 3)),
            *(together.AcceptMentorship(of), together.CloseMentorship(of, "other"), *[together.AcceptMentorship(OFFER)] * 6),
        )
        at, wish = (of, chance.choice(on_offer)) if chance.random() < 0.4 else (one, chance.choice(on_one))
        after = states.copy()
        try:
            for part in together.parts(StreamId(at), wish):
                _do(after, part.stream, part.command, by)
        except Refused:
            continue
        states = after
        _hold(states, [*offers.values()], ours, at, by)


def _do(states: dict[UUID, Any], at: UUID, wish: Any, by: PersonId) -> None:
    rules: decider.Decider[Any, Any, Any] = mentor.rules if isinstance(wish, mentor.Command) else mentorship.rules
    others = {one: states[one] for named in rules.named(wish, states.get(at), {}) for one in named if one in states}
    asked = Asked(NETWORK, StreamId(at), CommandId(ids.new()), by, NOW, others={NETWORK: states[NETWORK], **others})
    happened = rules.decide(fields.normal(wish), states.get(at), asked)
    if happened:
        states[at] = rules.fold(happened, states.get(at))


def _hold(states: dict[UUID, Any], offers: list[Any], ours: list[MentorshipId], at: UUID, by: PersonId) -> None:
    for offer in offers:
        if offer in states:
            assert len(states[offer].places) <= states[offer].offered.capacity
    for one in ours:
        if one not in states:
            continue
        state = states[one]
        assert state.requested.mentor != state.requested.mentee
        assert not state.under_way or one in states[state.requested.offer].places
        assert at != one or by in state.parties
        assert state.stage != "running" or state.agreed == {*state.parties}
