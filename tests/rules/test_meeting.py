"""A meeting: planned with an agenda, answered by authorities, attended by check-in, and what it decides and visits."""

import random
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given as every
from hypothesis import strategies as st
from msgspec import structs

from events import action, action_plan, ids, meeting, meeting_series, network, together
from events.decider import Asked, Refused
from events.fields import Change
from events.ids import (
    ActionId,
    AgendaItemId,
    AuthorityId,
    BookingId,
    CommandId,
    ConflictId,
    DecisionId,
    NetworkId,
    ParticipantId,
    PersonId,
    PlanId,
    SeriesId,
    StreamId,
    ThemeId,
    VisitId,
)
from events.log.recorded import Recorded
from events.meeting import (
    AddItem,
    AddVisit,
    Answer,
    Answered,
    Book,
    Booked,
    BookingCancelled,
    CalledOff,
    CallOff,
    CancelBooking,
    CheckedIn,
    CheckIn,
    CheckInUndone,
    Clashed,
    Close,
    Closed,
    Decided,
    DecisionFinished,
    DecisionWithdrawn,
    Edit,
    Edited,
    EditItem,
    FinishDecision,
    Invite,
    Invited,
    ItemAdded,
    ItemEdited,
    ItemWithdrawn,
    NewItem,
    Plan,
    Planned,
    RecordDecision,
    Reopen,
    Reopened,
    Settle,
    Settled,
    UndoCheckIn,
    VisitAdded,
    VisitWithdrawn,
    WithdrawDecision,
    WithdrawItem,
    WithdrawVisit,
)
from projections import meeting_attendance, meeting_board, meeting_series_list
from projections.meeting_attendance import Present
from tests.people import ADA, BEN, CAS, DOT, ELSEWHERE, HAUTEFEUILLE, NETWORK, RIVEBELLE, THE_NETWORK, stream
from tests.spec import FIRST, HERE, NOW, Happened, given

SERIES = SeriesId(stream(71))
PLAN, ACTION = PlanId(stream(72)), ActionId(stream(73))
ITEM, OTHER = AgendaItemId(stream(74)), AgendaItemId(stream(75))
ONE, TWO = ParticipantId(stream(76)), ParticipantId(stream(77))
DECISION = DecisionId(stream(78))
VISIT = VisitId(stream(79))
SEAT, SEATS = BookingId(stream(80)), BookingId(stream(81))
CONFLICT = ConflictId(ids.derived(FIRST, "conflict", 0))
DAY, LATER = date(2026, 6, 12), date(2026, 9, 1)

PLANNED = Planned(title="Rencontre de juin", kind="rendezvous", held_on=DAY, minutes=180)
ADDED = ItemAdded(item=ITEM, title="Tour de table", minutes=30, order_key="V")
STARTED = meeting_series.Started(title="Rencontres", year=2026, target=2)
BY_BEN = CheckedIn(participant=ONE, capacity="officer", authority=HAUTEFEUILLE, authority_kind="municipality", person=BEN)
DECIDED = Decided(decision=DECISION, text="Écrire aux maires", due_on=LATER, owner=BEN)
BUS = VisitAdded(visit=VISIT, place="La chaufferie bois", seats=2)


# --- Planning -----------------------------------------------------------------------------------------------------


def test_a_meeting_is_planned_with_its_agenda_and_is_as_long_as_its_kind_usually_is() -> None:
    given().when(Plan(title="Rencontre de juin", kind="rendezvous", held_on=DAY, agenda={ITEM: NewItem("Tour de table", 30, "V")})).then(
        PLANNED, ADDED
    )
    given().when(Plan(title="Café", kind="cafe", held_on=DAY, minutes=45)).then(Planned(title="Café", kind="cafe", held_on=DAY, minutes=45))
    given(PLANNED).when(Plan(title="Une autre", kind="cafe", held_on=DAY)).refused(meeting.AlreadyPlanned)
    given().when(Close()).refused(meeting.NotPlanned)


def test_it_is_one_of_a_series_that_is_there_and_goes_on() -> None:
    wish = Plan(title="Rencontre de juin", kind="rendezvous", held_on=DAY, series=SERIES)
    given(others={SERIES: [STARTED]}).when(wish).then(structs.replace(PLANNED, series=SERIES))
    given().when(wish).refused(meeting.NoSuchSeries)
    given(others={SERIES: [STARTED, meeting_series.Ended()]}).when(wish).refused(meeting.NoSuchSeries)


def test_every_kind_of_meeting_has_a_usual_agenda_that_fits_into_its_usual_time() -> None:
    assert len(meeting.TEMPLATES) == 11
    for usual in meeting.TEMPLATES.values():
        assert usual.agenda
        assert sum(minutes for _, minutes in usual.agenda) <= usual.minutes


def test_what_is_on_the_agenda_is_changed_and_taken_off() -> None:
    given(PLANNED).when(AddItem(ITEM, "Tour de table", 30, "V")).then(ADDED)
    given(PLANNED, ADDED).when(AddItem(ITEM, "Autre chose", 30, "V")).refused(meeting.AlreadyThere)
    of_theme = structs.replace(ADDED, theme=THEME)
    given(PLANNED).when(AddItem(ITEM, "Tour de table", 30, "V", THEME)).then(of_theme)
    given(PLANNED, of_theme).when(AddItem(OTHER, "L’eau", 30, "V", THEME)).refused(meeting.ThemeOnAgenda)
    given(PLANNED, ADDED).when(EditItem(ITEM, minutes=Change(30, 20))).then(ItemEdited(item=ITEM, minutes=20))
    gone = given(PLANNED, ADDED).when(WithdrawItem(ITEM)).then(ItemWithdrawn(item=ITEM))
    gone.when(EditItem(ITEM, minutes=Change(30, 20))).refused(meeting.NotThere)
    gone.when(WithdrawItem(OTHER)).refused(meeting.NotThere)


def test_an_agenda_that_takes_longer_than_the_meeting_is_told_apart() -> None:
    items = [meeting_board.AgendaItem(ids.new(), ids.MeetingId(HERE), "Point", 60, "V", None) for _ in range(3)]
    assert not meeting_board.overloaded(180, items)
    assert meeting_board.overloaded(179, items)
    assert not meeting_board.overloaded(179, [structs.replace(items[0], withdrawn=True), *items[1:]])


def test_edits_that_meet_keep_both_wishes_until_they_are_settled() -> None:
    moved = (PLANNED, ADDED, Edited(place="Prades"), ItemEdited(item=ITEM, minutes=40))
    clash = Clashed(conflict=CONFLICT, item=HERE, field="place", was=None, yours="Céret")
    after = given(*moved).when(Edit(place=Change(None, "Céret"))).then(clash)
    after.when(Settle(CONFLICT)).then(Settled(conflict=CONFLICT))
    after.when(Settle(CONFLICT, Change("Thuir", "Céret"))).refused(meeting.MovedOn)
    after.when(Settle(CONFLICT, Change("Prades", "Céret"))).then(Edited(place="Céret"), Settled(conflict=CONFLICT))
    clash = Clashed(conflict=CONFLICT, item=ITEM, field="item.minutes", was=30, yours=20)
    after = given(*moved).when(EditItem(ITEM, minutes=Change(30, 20))).then(clash)
    after.when(Settle(CONFLICT, Change(40, 20))).then(ItemEdited(item=ITEM, minutes=20), Settled(conflict=CONFLICT))
    given(*after.events, Closed()).when(Settle(CONFLICT, Change(40, 20))).refused(meeting.IsClosed)
    assert meeting.value(meeting.rules.fold(moved), ITEM, "item.minutes") == 40
    assert meeting.value(meeting.rules.fold(moved), HERE, "place") == "Prades"


# --- Called off, closed, opened again -----------------------------------------------------------------------------


def test_calling_a_meeting_off_needs_a_reason_and_opening_it_again_none() -> None:
    given(PLANNED).when(CallOff()).refused(meeting.ReasonNeeded)
    off = given(PLANNED).when(CallOff(), reason="Neige").then(CalledOff())
    off.when(CheckIn(ONE, "officer")).refused(meeting.IsCalledOff)
    off.when(RecordDecision(DECISION, "Écrire", LATER, BEN)).refused(meeting.IsCalledOff)
    off.when(Reopen()).then(Reopened()).when(CheckIn(ONE, "officer")).then(CheckedIn(participant=ONE, capacity="officer"))


def test_nobody_is_checked_in_to_a_meeting_that_is_closed_until_it_is_opened_again() -> None:
    closed = given(PLANNED).when(Close()).then(Closed())
    for command in (CheckIn(ONE, "officer"), AddItem(ITEM, "Un point", 10, "V"), Invite((HAUTEFEUILLE,)), AddVisit(VISIT, "Là", 2)):
        closed.when(command).refused(meeting.IsClosed)
    closed.when(CallOff(), reason="Trop tard").refused(meeting.IsClosed)
    closed.when(RecordDecision(DECISION, "Écrire aux maires", LATER, BEN)).then(DECIDED)
    closed.when(Reopen()).then(Reopened()).when(CheckIn(ONE, "officer")).then(CheckedIn(participant=ONE, capacity="officer"))


# --- Invitations and answers --------------------------------------------------------------------------------------


def test_authorities_of_the_network_are_invited_once() -> None:
    given(PLANNED).when(Invite((HAUTEFEUILLE, RIVEBELLE))).then(Invited(authority=RIVEBELLE), Invited(authority=HAUTEFEUILLE))
    given(PLANNED, Invited(authority=HAUTEFEUILLE)).when(Invite((HAUTEFEUILLE, RIVEBELLE))).then(Invited(authority=RIVEBELLE))
    given(PLANNED).when(Invite((ELSEWHERE,))).refused(meeting.NotAMember)


def test_each_authority_answers_for_itself_and_a_facilitator_for_any() -> None:
    comes = Answered(authority=HAUTEFEUILLE, reply="accepted")
    for person in (BEN, ADA):
        given(PLANNED).when(Answer(HAUTEFEUILLE, "accepted"), by=person).then(comes)
    for person in (CAS, DOT):
        given(PLANNED).when(Answer(HAUTEFEUILLE, "accepted"), by=person).refused(meeting.NotTheirAuthority)
    given(PLANNED).when(Answer(ELSEWHERE, "accepted"), by=ADA).refused(meeting.NotAMember)
    given(PLANNED, comes).when(Answer(HAUTEFEUILLE, "declined")).then(Answered(authority=HAUTEFEUILLE, reply="declined"))


def test_who_is_represented_says_by_whom_and_nobody_else_does() -> None:
    given(PLANNED).when(Answer(HAUTEFEUILLE, "represented", CAS)).then(Answered(authority=HAUTEFEUILLE, reply="represented", by=CAS))
    by_letter = Answer(HAUTEFEUILLE, "declined", letter_of=BEN)
    service = PersonId(NETWORK)
    given(PLANNED).when(by_letter, by=service).then(Answered(authority=HAUTEFEUILLE, reply="declined", letter_of=BEN))
    for person in (ADA, BEN, CAS):
        given(PLANNED).when(by_letter, by=person).refused(meeting.NotTheLetter)
    given(PLANNED).when(Answer(ELSEWHERE, "declined", letter_of=BEN), by=service).refused(meeting.NotAMember)
    given(PLANNED).when(Answer(HAUTEFEUILLE, "represented")).refused(meeting.WhoRepresents)
    given(PLANNED).when(Answer(HAUTEFEUILLE, "declined", CAS)).refused(meeting.WhoRepresents)


# --- Who is there -------------------------------------------------------------------------------------------------


def test_a_person_is_checked_in_once_whoever_holds_the_list() -> None:
    given(PLANNED).when(CheckIn(ONE, "officer", HAUTEFEUILLE, BEN), by=ADA).then(BY_BEN)
    given(PLANNED, BY_BEN).when(CheckIn(TWO, "officer", HAUTEFEUILLE, BEN), by=CAS).refused(meeting.AlreadyCheckedIn)
    given(PLANNED, BY_BEN).when(CheckIn(ONE, "elected", HAUTEFEUILLE, BEN)).refused(meeting.AlreadyCheckedIn)
    given(PLANNED, BY_BEN).when(CheckIn(TWO, "elected", RIVEBELLE, CAS)).then(
        CheckedIn(participant=TWO, capacity="elected", authority=RIVEBELLE, authority_kind="municipality", person=CAS)
    )


def test_someone_whose_name_nobody_keeps_is_counted_as_what_they_are() -> None:
    unnamed = CheckedIn(participant=ONE, capacity="elected", authority=RIVEBELLE, authority_kind="municipality")
    given(PLANNED).when(CheckIn(ONE, "elected", RIVEBELLE)).then(unnamed)
    given(PLANNED, unnamed).when(CheckIn(TWO, "elected", RIVEBELLE)).then(structs.replace(unnamed, participant=TWO))
    given(PLANNED).when(CheckIn(ONE, "other")).then(CheckedIn(participant=ONE, capacity="other"))
    given(PLANNED).when(CheckIn(ONE, "elected", ELSEWHERE)).refused(meeting.NotAMember)


def test_a_mistake_at_the_door_is_taken_back_and_the_person_can_come_in_again() -> None:
    gone = given(PLANNED, BY_BEN).when(UndoCheckIn(ONE)).then(CheckInUndone(participant=ONE))
    gone.when(CheckIn(TWO, "officer", HAUTEFEUILLE, BEN)).then(structs.replace(BY_BEN, participant=TWO))
    given(PLANNED).when(UndoCheckIn(ONE)).then()


def test_a_meeting_holds_so_many_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meeting, "MOST_PRESENT", 1)
    given(PLANNED, BY_BEN).when(CheckIn(TWO, "other")).refused(meeting.TooMany)


def test_thirty_two_officers_and_twenty_eight_elected_of_forty_authorities_make_sixty_and_forty() -> None:
    """Scenario 2, by computation: 33 municipalities and 7 intermunicipal bodies, some of them with two or three people."""
    kinds: dict[AuthorityId, network.AuthorityKind] = {
        AuthorityId(ids.derived(NETWORK, "authority", number)): "municipality" if number < 33 else "intermunicipal_body"
        for number in range(40)
    }
    members = [network.AuthorityAdmitted(authority=key, name=f"{index}", kind=kind) for index, (key, kind) in enumerate(kinds.items())]
    around = network.rules.fold([*THE_NETWORK, *members])
    state: Any = meeting.rules.fold([PLANNED])
    rows = []
    for number in range(60):
        authority = [*kinds][number % 40]
        wish = CheckIn(ParticipantId(ids.new()), "officer" if number < 32 else "elected", authority)
        (event,) = meeting.rules.decide(wish, state, asked_by(ADA, around))
        state = meeting.rules.evolve(state, event)
        rows.append(meeting_attendance.fold(None, recorded(event)))
    counted = meeting_attendance.counts(row for row in rows if isinstance(row, Present))
    assert (counted.people, counted.officers, counted.elected, counted.others) == (60, 32, 28, 0)
    assert (counted.authorities, counted.authorities_by_kind) == (40, {"intermunicipal_body": 7, "municipality": 33})


# --- Decisions ----------------------------------------------------------------------------------------------------


def test_a_decision_has_an_owner_and_a_day_and_is_finished_or_taken_back() -> None:
    given(PLANNED).when(RecordDecision(DECISION, "Écrire aux maires", LATER, BEN)).then(DECIDED)
    given(PLANNED).when(RecordDecision(DECISION, "Écrire aux maires", LATER)).refused(meeting.OwnerNeeded)
    given(PLANNED).when(RecordDecision(DECISION, "Écrire", LATER, authority=ELSEWHERE)).refused(meeting.NotAMember)
    given(PLANNED, DECIDED).when(FinishDecision(DECISION)).then(DecisionFinished(decision=DECISION))
    gone = given(PLANNED, DECIDED).when(WithdrawDecision(DECISION)).then(DecisionWithdrawn(decision=DECISION))
    gone.when(FinishDecision(DECISION)).refused(meeting.NotThere)
    given(PLANNED).when(WithdrawDecision(DECISION)).refused(meeting.NotThere)


def test_a_decision_on_an_action_names_one_that_is_there_and_that_its_author_may_know_of() -> None:
    card = action.Added(plan=PLAN, title="Planter une haie", order_key="V")
    wish = RecordDecision(DECISION, "Planter la haie", LATER, BEN, plan=PLAN, action=ACTION)
    there: Happened = {ACTION: [card]}
    decided = Decided(decision=DECISION, text="Planter la haie", due_on=LATER, owner=BEN, plan=PLAN, action=ACTION)
    given(PLANNED, others=there).when(wish).then(decided)
    given(PLANNED).when(wish).refused(meeting.NoSuchAction)
    given(PLANNED, others={ACTION: [card, action.Withdrawn()]}).when(wish).refused(meeting.NoSuchAction)
    given(PLANNED, others={ACTION: [card, action.Restricted(parties=(CAS,))]}).when(wish).refused(meeting.NoSuchAction)
    given(PLANNED, others={ACTION: [action_plan.Opened(title="Plan climat", authority=HAUTEFEUILLE)]}).when(wish).refused(
        meeting.NoSuchAction
    )
    given(PLANNED, others=there).when(structs.replace(wish, plan=None)).refused(meeting.ActionNeedsPlan)


def test_one_command_decides_and_adds_or_changes_the_action() -> None:
    adding = action.Add(plan=PLAN, title="Planter une haie", order_key="V")
    wish = together.DecideOnAction(decision=DECISION, text="Planter", due_on=LATER, owner=BEN, plan=PLAN, action=ACTION, add=adding)
    added, decided = together.parts(HERE, wish)
    assert added == together.Part(StreamId(ACTION), adding, ".command.add", StreamId(PLAN))
    assert (decided.stream, decided.command) == (HERE, RecordDecision(DECISION, "Planter", LATER, BEN, None, PLAN, ACTION))
    edit = action.Edit(status=Change("planned", "done"))
    changed, _decided = together.parts(HERE, structs.replace(wish, add=None, edit=edit))
    assert changed == together.Part(StreamId(ACTION), edit, ".command.edit", StreamId(PLAN))


# --- Visits -------------------------------------------------------------------------------------------------------


def test_a_visit_has_so_many_seats_and_never_one_more() -> None:
    given(PLANNED).when(AddVisit(VISIT, "La chaufferie bois", 2)).then(BUS)
    taken = given(PLANNED, BUS).when(Book(SEAT, VISIT)).then(Booked(booking=SEAT, visit=VISIT, person=BEN, seats=1))
    taken.when(Book(SEATS, VISIT, 2), by=CAS).refused(meeting.VisitFull)
    taken.when(Book(SEATS, VISIT), by=CAS).then(Booked(booking=SEATS, visit=VISIT, person=CAS, seats=1))
    freed = taken.when(CancelBooking(SEAT)).then(BookingCancelled(booking=SEAT))
    freed.when(Book(SEATS, VISIT, 2), by=CAS).then(Booked(booking=SEATS, visit=VISIT, person=CAS, seats=2))


def test_a_person_books_once_for_themselves_and_a_facilitator_for_anyone() -> None:
    taken = given(PLANNED, BUS, Booked(booking=SEAT, visit=VISIT, person=BEN, seats=1))
    taken.when(Book(SEATS, VISIT)).refused(meeting.AlreadyBooked)
    taken.when(Book(SEATS, VISIT, person=CAS)).refused(meeting.NotTheirSeat)
    taken.when(Book(SEATS, VISIT, person=CAS), by=ADA).then(Booked(booking=SEATS, visit=VISIT, person=CAS, seats=1))
    taken.when(CancelBooking(SEAT), by=CAS).refused(meeting.NotTheirSeat)
    taken.when(CancelBooking(SEATS)).refused(meeting.NotThere)
    off = taken.when(WithdrawVisit(VISIT)).then(VisitWithdrawn(visit=VISIT))
    off.when(Book(SEATS, VISIT), by=CAS).refused(meeting.NotThere)
    taken.when(WithdrawVisit(VisitId(stream(99)))).refused(meeting.NotThere)


# --- Series and themes --------------------------------------------------------------------------------------------

THEME = ThemeId(stream(90))
PROPOSED = meeting_series.ThemeProposed(theme=THEME, author=BEN, title="L’eau")


def test_a_series_promises_so_many_meetings_a_year() -> None:
    given().when(meeting_series.Start("Rencontres", 2026, 2)).then(STARTED)
    given(STARTED).when(meeting_series.Start("Autres", 2026, 2)).refused(meeting_series.AlreadyStarted)
    given(STARTED).when(meeting_series.SetTarget(2027, 3)).then(meeting_series.TargetSet(year=2027, target=3))
    given(STARTED).when(meeting_series.Rename(Change("Rencontres", "Rendez-vous"))).then(meeting_series.Renamed(title="Rendez-vous"))
    given(STARTED).when(meeting_series.Rename(Change("Autre", "Rendez-vous"))).refused(meeting_series.RenamedMeanwhile)
    given().when(meeting_series.End()).refused(meeting_series.NotStarted)
    given(STARTED).when(meeting_series.End()).then(meeting_series.Ended())


def test_a_year_that_is_over_with_too_few_meetings_missed_its_target_and_this_one_is_short_of_some() -> None:
    at = datetime(2024, 1, 8, tzinfo=UTC)
    series = meeting_series_list.Series(SERIES, NETWORK, "Rencontres", {"2024": 2, "2026": 1, "2027": 0}, at)
    days = [date(2024, 3, 1), date(2024, 9, 1), date(2025, 5, 1)]
    told = [(one.year, one.meetings, one.target, one.alarm) for one in meeting_series_list.years(series, days, date(2026, 6, 12))]
    assert told == [(2024, 2, 2, "none"), (2025, 1, 2, "missed"), (2026, 0, 1, "short")]
    assert [one.year for one in meeting_series_list.years(series, days, date(2028, 1, 1))] == [2024, 2025, 2026]
    ended = structs.replace(series, ended_at=datetime(2025, 12, 1, tzinfo=UTC))
    assert [one.year for one in meeting_series_list.years(ended, days, date(2028, 1, 1))] == [2024, 2025]


def test_any_member_proposes_a_theme_and_whoever_did_takes_it_back() -> None:
    propose = meeting_series.ProposeTheme(THEME, "L’eau")
    given(STARTED).when(propose).then(PROPOSED)
    given(STARTED, PROPOSED).when(propose, by=CAS).refused(meeting_series.AlreadyProposed)
    given(STARTED, meeting_series.Ended()).when(propose).refused(meeting_series.HasEnded)
    withdraw = meeting_series.WithdrawTheme(THEME)
    given(STARTED, PROPOSED).when(withdraw, by=CAS).refused(meeting_series.NotTheirs)
    for person in (BEN, ADA):
        given(STARTED, PROPOSED).when(withdraw, by=person).then(meeting_series.ThemeWithdrawn(theme=THEME))
    given(STARTED).when(withdraw).refused(meeting_series.NoSuchTheme)


def test_a_theme_has_its_place_in_one_meeting_of_its_series() -> None:
    meetings: Happened = {HERE: [structs.replace(PLANNED, series=SERIES)]}
    schedule = meeting_series.ScheduleTheme(THEME, ids.MeetingId(HERE))
    placed = meeting_series.ThemeScheduled(theme=THEME, meeting=ids.MeetingId(HERE))
    there = given(STARTED, PROPOSED, others=meetings)
    after = there.when(schedule, at_stream=StreamId(SERIES)).then(placed)
    after.when(meeting_series.ScheduleTheme(THEME, ids.MeetingId(SERIES)), at_stream=StreamId(SERIES)).refused(meeting_series.IsScheduled)
    after.when(meeting_series.WithdrawTheme(THEME)).refused(meeting_series.IsScheduled)
    there.when(schedule, at_stream=StreamId(stream(98))).refused(meeting_series.NoSuchMeeting)
    given(STARTED, PROPOSED, others={HERE: [*meetings[HERE], CalledOff()]}).when(schedule, at_stream=StreamId(SERIES)).refused(
        meeting_series.NoSuchMeeting
    )
    given(STARTED, PROPOSED, meeting_series.ThemeWithdrawn(theme=THEME), others=meetings).when(schedule).refused(meeting_series.NoSuchTheme)


def test_a_series_holds_so_many_themes_that_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meeting_series, "MOST_THEMES", 1)
    given(STARTED, PROPOSED).when(meeting_series.ProposeTheme(ThemeId(stream(91)), "L’air")).refused(meeting_series.TooManyThemes)


# --- Many at once -------------------------------------------------------------------------------------------------


def asked_by(person: PersonId, around: Any) -> Asked:
    return Asked(NETWORK, HERE, CommandId(ids.new()), person, NOW, reason="Neige", others={NETWORK: around})


def recorded(event: Any) -> Recorded[Any]:
    tag = str(event.__struct_config__.tag)
    return Recorded(NetworkId(NETWORK), 5, HERE, None, 1, tag, CommandId(ids.new()), None, ADA, None, NOW, event)


@every(st.integers(0, 2**32 - 1))
def test_whatever_anyone_asks_in_whatever_order_the_rules_hold(seed: int) -> None:
    """Nobody is there twice, no visit is over capacity, each authority answers for itself, and nobody comes to what is over."""
    chance = random.Random(seed)
    around = network.rules.fold(THE_NETWORK)
    state: Any = meeting.rules.fold([PLANNED, BUS])
    for _ in range(40):
        by, whom = chance.choice((ADA, BEN, CAS, DOT)), chance.choice((ADA, BEN, CAS, None))
        participant, booking = chance.choice((ONE, TWO)), chance.choice((SEAT, SEATS, BookingId(stream(82))))
        town = chance.choice((HAUTEFEUILLE, RIVEBELLE, ELSEWHERE))
        wishes: tuple[meeting.Command, ...] = (
            *(CheckIn(participant, chance.choice(("elected", "officer")), town, whom), UndoCheckIn(participant)),
            *(Book(booking, VISIT, chance.choice((1, 2)), whom), CancelBooking(booking), Answer(town, "accepted")),
            *(Close(), Reopen(), CallOff(), AddItem(ITEM, "Un point", 10, "V"), WithdrawItem(ITEM)),
        )
        try:
            happened = meeting.rules.decide(chance.choice(wishes), state, asked_by(by, around))
        except Refused:
            continue
        before, state = state, meeting.rules.fold(happened, state)
        named = [one.person for one in state.present.values() if one.person is not None]
        assert len(named) == len(set(named))
        assert sum(one.seats for key, one in state.bookings.items() if key not in state.off) <= BUS.seats
        assert before.standing == "planned" or not any(isinstance(one, CheckedIn | Booked | Answered) for one in happened)
        for event in happened:
            match event:
                case Answered(authority):
                    assert by == ADA or (by, authority) in ((BEN, HAUTEFEUILLE), (CAS, RIVEBELLE))
                case Booked(person=person):
                    assert by in (ADA, person)
