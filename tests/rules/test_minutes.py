"""Minutes: written together, reviewed, amended by those who were there, approved, published, and frozen."""

import random
from typing import Any

import msgspec
import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from events import catalogue, ids, meeting, minutes, network, workshop
from events.decider import Asked, Refused
from events.fields import Change, Members
from events.ids import AmendmentId, CommandId, ConflictId, MeetingId, ParticipantId, SectionId, WorkshopId
from events.minutes import (
    AcceptAmendment,
    AddSection,
    AmendmentAccepted,
    AmendmentDeclined,
    AmendmentProposed,
    AmendmentWithdrawn,
    Approve,
    Approved,
    Begin,
    Begun,
    Clashed,
    DeclineAmendment,
    Edit,
    Edited,
    EditSection,
    NewSection,
    ProposeAmendment,
    Publish,
    Published,
    RestoreSection,
    SectionAdded,
    SectionEdited,
    SectionRestored,
    SectionWithdrawn,
    SectionWritten,
    SendToReview,
    SentToReview,
    Settle,
    Settled,
    TakeBack,
    TakenBack,
    WithdrawAmendment,
    WithdrawSection,
    WriteSection,
)
from tests.people import ADA, BEN, CAS, DOT, NETWORK, THE_NETWORK, stream
from tests.spec import FIRST, NOW, Given, Happened, given

MEETING, WORKSHOP = MeetingId(stream(41)), WorkshopId(stream(42))
HERE = minutes.of_meeting(MEETING)
ONE, TWO = SectionId(stream(43)), SectionId(stream(44))
AMENDMENT, OTHER = AmendmentId(stream(45)), AmendmentId(stream(46))
CONFLICT = ConflictId(ids.derived(FIRST, "conflict", 0))

HELD: tuple[meeting.Event, ...] = (
    meeting.Planned(title="Lancement", kind="annual", held_on=NOW.date(), minutes=420),
    meeting.CheckedIn(participant=ParticipantId(stream(47)), capacity="officer", person=BEN),
    meeting.CheckedIn(participant=ParticipantId(stream(48)), capacity="elected"),
)
AROUND: Happened = {MEETING: HELD, WORKSHOP: [workshop.Opened(title="Atelier 1", question="Comment ?")]}

BEGUN = Begun(meeting=MEETING, title="Compte rendu", workshops=(WORKSHOP,))
WRITTEN = SectionAdded(section=ONE, part="opening", heading="Ouverture", order_key="V", text="Accueil\nTour de table\nSuites")
IDEAS = SectionAdded(section=TWO, part="workshop", heading="Idées fortes", order_key="V", workshop=WORKSHOP)
DRAFT = (BEGUN, WRITTEN, IDEAS)
REVIEW = (*DRAFT, SentToReview())
PROPOSED = AmendmentProposed(amendment=AMENDMENT, section=ONE, was=WRITTEN.text, to="Accueil\nTour de table\nLes suites", author=BEN)
AMEND = ProposeAmendment(AMENDMENT, ONE, Change(PROPOSED.was, PROPOSED.to))
APPROVED = (*REVIEW, Approved())
PUBLISHED = (*APPROVED, Published())
EDIT = EditSection(ONE, text=Change(WRITTEN.text, "Accueil"))


def told(*events: minutes.Event) -> Given:
    """What happened so far; the meeting and its workshop stand beside."""
    return given(*events, others=AROUND)


# --- As a draft ---------------------------------------------------------------------------------------------------


def test_a_meeting_that_took_place_has_one_minutes() -> None:
    sections = {
        ONE: NewSection("opening", "Ouverture", "V", WRITTEN.text),
        TWO: NewSection("workshop", "Idées fortes", "V", None, WORKSHOP),
    }
    begin = Begin(MEETING, "Compte rendu", (WORKSHOP,), sections)
    told().when(begin, at_stream=HERE).then(*DRAFT)
    told(*DRAFT).when(Begin(MEETING, "Un autre"), at_stream=HERE).refused(minutes.AlreadyBegun)
    told().when(begin).refused(minutes.NotOfThisMeeting)
    told().when(Begin(MEETING, "Compte rendu", (WorkshopId(stream(99)),)), at_stream=HERE).refused(minutes.NoSuchWorkshop)
    off = [*HELD, meeting.CalledOff()]
    given(others={MEETING: off}).when(Begin(MEETING, "Compte rendu"), at_stream=HERE).refused(minutes.NoSuchMeeting)
    given(others={MEETING: [workshop.Opened(title="a", question="b")]}).when(Begin(MEETING, "x"), at_stream=HERE).refused(
        minutes.NoSuchMeeting
    )
    told().when(EDIT).refused(minutes.NotBegun)


def test_a_draft_is_written_together() -> None:
    met = told(*DRAFT, SectionEdited(section=ONE, text="Accueil du maire\nTour de table\nSuites"))
    last = EditSection(ONE, text=Change(WRITTEN.text, "Accueil\nTour de table\nSuites décidées"))
    met.when(last, by=CAS).then(SectionEdited(section=ONE, text="Accueil du maire\nTour de table\nSuites décidées"))


def test_what_was_written_together_is_told_once_and_never_over_somebody_else_s_edit() -> None:
    write = WriteSection(ONE, Change(WRITTEN.text, "Accueil du maire"), (BEN, CAS), 7, "ab")
    written = SectionWritten(section=ONE, text="Accueil du maire", authors=(BEN, CAS), to_seq=7, sha256="ab")
    after = told(*DRAFT).when(write, by=ADA).then(written)  # the service asks, whoever that is here
    after.when(write).then()
    after.when(EDIT).then(Clashed(conflict=CONFLICT, item=ONE, field="section.text", was=WRITTEN.text, yours="Accueil"))
    told(*DRAFT, SectionEdited(section=ONE, text="Bienvenue")).when(write).refused(minutes.MovedOn)
    told(*DRAFT, SectionWithdrawn(section=ONE)).when(write).refused(minutes.NoSuchSection)
    told(*REVIEW).when(write).refused(minutes.InReview)
    with pytest.raises(msgspec.ValidationError):  # nobody can send it: what would stand there as written by others
        msgspec.convert(msgspec.to_builtins(write), catalogue.Command)


def test_two_wishes_for_the_same_lines_wait_until_someone_chooses() -> None:
    met = told(*DRAFT, SectionEdited(section=ONE, text="Bienvenue\nTour de table\nSuites"))
    first = EditSection(ONE, text=Change(WRITTEN.text, "Mot d’accueil\nTour de table\nSuites"))
    clash = Clashed(conflict=CONFLICT, item=ONE, field="section.text", was=WRITTEN.text, yours="Mot d’accueil\nTour de table\nSuites")
    after = met.when(first, by=CAS).then(clash)
    after.when(SendToReview()).refused(minutes.SettleFirst)
    after.when(Settle(CONFLICT)).then(Settled(conflict=CONFLICT)).when(SendToReview()).then(SentToReview())
    after.when(Settle(CONFLICT, Change(WRITTEN.text, "x"))).refused(minutes.MovedOn)
    chosen = "Bienvenue à tous\nTour de table\nSuites"
    settled = after.when(Settle(CONFLICT, Change("Bienvenue\nTour de table\nSuites", chosen)))
    settled.then(SectionEdited(section=ONE, text=chosen), Settled(conflict=CONFLICT))


def test_a_title_that_two_changed_waits_too() -> None:
    clash = Clashed(conflict=CONFLICT, item=stream(1), field="title", was="Brouillon", yours="Notes")
    after = told(*DRAFT).when(Edit(title=Change("Brouillon", "Notes"))).then(clash)
    after.when(Settle(CONFLICT, Change("Compte rendu", "Notes"))).then(Edited(title="Notes"), Settled(conflict=CONFLICT))


def test_a_section_about_a_workshop_stands_as_long_as_the_minutes_name_it() -> None:
    bare = told(BEGUN, WRITTEN)
    elsewhere = WorkshopId(stream(99))
    section = AddSection(section=TWO, part="workshop", heading="Idées fortes", order_key="V", workshop=WORKSHOP)
    bare.when(section).then(IDEAS)
    told(*DRAFT).when(AddSection(section=TWO, part="opening", heading="x", order_key="V")).refused(minutes.AlreadyThere)
    bare.when(AddSection(section=TWO, part="workshop", heading="x", order_key="V", workshop=elsewhere)).refused(minutes.NoSuchWorkshop)
    bare.when(AddSection(section=TWO, part="opening", heading="x", order_key="V", workshop=WORKSHOP)).refused(minutes.NoSuchWorkshop)
    bare.when(AddSection(section=TWO, part="workshop", heading="x", order_key="V")).refused(minutes.NoSuchWorkshop)
    off = Edit(workshops=Members((), (WORKSHOP,)))
    told(*DRAFT).when(off).refused(minutes.WorkshopInUse)
    gone = told(*DRAFT).when(WithdrawSection(TWO)).then(SectionWithdrawn(section=TWO))
    gone.when(off).then(Edited(workshops=()))
    gone.when(EditSection(TWO, heading=Change("Idées fortes", "x"))).refused(minutes.NoSuchSection)
    bare.when(Edit(workshops=Members((elsewhere,)))).refused(minutes.NoSuchWorkshop)
    bare.when(WithdrawSection(TWO)).refused(minutes.NoSuchSection)


def test_a_section_that_was_withdrawn_comes_back_as_it_stood() -> None:
    gone = told(*DRAFT, SectionWithdrawn(section=TWO))
    back = gone.when(RestoreSection(TWO)).then(SectionRestored(section=TWO))
    back.when(RestoreSection(TWO)).then()
    back.when(EditSection(TWO, heading=Change("Idées fortes", "Idées"))).then(SectionEdited(section=TWO, heading="Idées"))
    told(*DRAFT).when(RestoreSection(SectionId(stream(99)))).refused(minutes.NoSuchSection)
    told(*DRAFT, SectionWithdrawn(section=TWO), SentToReview()).when(RestoreSection(TWO)).refused(minutes.InReview)
    told(*DRAFT, SectionWithdrawn(section=TWO), Edited(workshops=())).when(RestoreSection(TWO)).refused(minutes.NoSuchWorkshop)


# --- Review and amendments ----------------------------------------------------------------------------------------


def test_what_says_nothing_is_not_reviewed_and_what_is_in_review_nobody_edits() -> None:
    told(BEGUN, IDEAS).when(SendToReview()).refused(minutes.NothingWritten)
    told(*DRAFT).when(SendToReview()).then(SentToReview())
    for command in (
        EDIT,
        WithdrawSection(ONE),
        Edit(title=Change("Compte rendu", "x")),
        AddSection(section=TWO, part="opening", heading="x", order_key="V"),
    ):
        told(*REVIEW).when(command).refused(minutes.InReview)


def test_only_those_who_were_there_amend_and_only_in_review() -> None:
    told(*REVIEW).when(AMEND).then(PROPOSED)
    for person in (ADA, CAS, DOT):  # not even a facilitator puts words into the mouths of those who were
        told(*REVIEW).when(AMEND, by=person).refused(minutes.WereNotThere)
    left = given(*REVIEW, others={MEETING: [*HELD, meeting.CheckInUndone(participant=ParticipantId(stream(47)))]})
    left.when(AMEND).refused(minutes.WereNotThere)
    told(*DRAFT).when(AMEND).refused(minutes.NotInReview)
    told(*APPROVED).when(AMEND).refused(minutes.IsApproved)
    told(*REVIEW).when(ProposeAmendment(AMENDMENT, ONE, Change("x", "x"))).refused(minutes.NothingAmended)
    told(*REVIEW).when(ProposeAmendment(AMENDMENT, SectionId(stream(99)), AMEND.text)).refused(minutes.NoSuchSection)


def test_an_amendment_is_accepted_as_an_edit_or_declined_with_a_reason() -> None:
    waiting = told(*REVIEW, PROPOSED)
    waiting.when(Approve(), by=ADA).refused(minutes.AmendmentsOpen)
    taken = waiting.when(AcceptAmendment(AMENDMENT), by=CAS)
    taken.then(SectionEdited(section=ONE, text=PROPOSED.to), AmendmentAccepted(amendment=AMENDMENT)).when(Approve()).then(Approved())
    waiting.when(DeclineAmendment(AMENDMENT)).refused(minutes.ReasonNeeded)
    declined = waiting.when(DeclineAmendment(AMENDMENT), reason="Déjà dit plus haut").then(AmendmentDeclined(amendment=AMENDMENT))
    declined.when(AcceptAmendment(AMENDMENT)).refused(minutes.NoSuchAmendment)
    waiting.when(WithdrawAmendment(AMENDMENT), by=ADA).refused(minutes.NotTheirs)
    waiting.when(WithdrawAmendment(AMENDMENT), by=BEN).then(AmendmentWithdrawn(amendment=AMENDMENT))
    told(*REVIEW).when(AcceptAmendment(AMENDMENT)).refused(minutes.NoSuchAmendment)


def test_an_amendment_that_no_longer_fits_stays_open() -> None:
    met = told(*REVIEW, PROPOSED, SectionEdited(section=ONE, text="Accueil\nTour de table\nDécisions"))
    met.when(AcceptAmendment(AMENDMENT)).refused(minutes.NoLongerFits).when(Approve()).refused(minutes.AmendmentsOpen)


# --- Approved, published, frozen ----------------------------------------------------------------------------------


def test_each_step_comes_after_the_one_before() -> None:
    told(*DRAFT).when(Approve(), by=ADA).refused(minutes.NotInReview)
    told(*DRAFT).when(Publish(), by=ADA).refused(minutes.NotApproved)
    told(*REVIEW).when(Publish(), by=ADA).refused(minutes.NotApproved)
    told(*REVIEW).when(Approve(), by=ADA).then(Approved()).when(Publish(), by=ADA).then(Published())


def test_what_is_approved_is_not_edited_but_taken_back_with_a_reason() -> None:
    told(*APPROVED).when(EDIT).refused(minutes.IsApproved)
    told(*APPROVED).when(SendToReview()).refused(minutes.IsApproved)
    told(*APPROVED).when(TakeBack()).refused(minutes.ReasonNeeded)
    told(*APPROVED).when(TakeBack(), reason="Une faute de date").then(TakenBack()).when(EDIT).then(
        SectionEdited(section=ONE, text="Accueil")
    )
    told(*REVIEW).when(TakeBack(), reason="Trop tôt").then(TakenBack())


def test_what_is_published_is_frozen() -> None:
    frozen = told(*PUBLISHED)
    for command in (EDIT, WithdrawSection(ONE), TakeBack(), SendToReview(), AMEND):
        frozen.when(command, reason="Une faute").refused(minutes.IsPublished)
    told(*REVIEW, PROPOSED, AmendmentWithdrawn(amendment=AMENDMENT), Approved(), Published()).when(AcceptAmendment(AMENDMENT)).refused(
        minutes.IsPublished
    )


# --- Many at once -------------------------------------------------------------------------------------------------


@every(st.integers(0, 2**32 - 1))
def test_whatever_anyone_asks_in_whatever_order_the_rules_hold(seed: int) -> None:
    """Nothing is written but in a draft or by an accepted amendment, stages follow each other, and what is published is frozen."""
    chance = random.Random(seed)
    around: dict[Any, Any] = {NETWORK: network.rules.fold(THE_NETWORK), MEETING: meeting.rules.fold(HELD)}
    around[WORKSHOP] = workshop.rules.fold([workshop.Opened(title="Atelier 1", question="Comment ?")])
    state: Any = minutes.rules.fold(DRAFT)
    steps = {"draft": {"draft", "review"}, "review": {"draft", "review", "approved"}, "approved": {"approved", "draft", "published"}}
    for _ in range(60):
        by, section, amendment = chance.choice((ADA, BEN, CAS)), chance.choice((ONE, TWO)), chance.choice((AMENDMENT, OTHER))
        text = Change(chance.choice((None, "a", "b")), chance.choice("abc"))
        wishes: tuple[minutes.Command, ...] = (
            *(EditSection(section, text=text), WithdrawSection(section), SendToReview(), SendToReview(), TakeBack(), Approve(), Publish()),
            *(RestoreSection(section), Edit(workshops=chance.choice((Members(add=(WORKSHOP,)), Members(remove=(WORKSHOP,)))))),
            *(ProposeAmendment(amendment, section, text), AcceptAmendment(amendment), DeclineAmendment(amendment), Settle(CONFLICT)),
        )
        asked = Asked(NETWORK, HERE, CommandId(ids.new()), by, NOW, reason="Parce que", others=around)
        try:
            happened = minutes.rules.decide(chance.choice(wishes), state, asked)
        except Refused:
            continue
        before, state = state, minutes.rules.fold(happened, state)
        assert not happened or before.stage != "published"
        assert state.stage in steps.get(before.stage, {"published"})
        assert state.stage in ("draft", "review") or not state.open_amendments
        assert state.stage == "draft" or not state.conflicts
        written = [one for one in happened if isinstance(one, SectionEdited | SectionWithdrawn | SectionRestored)]
        assert all(one.workshop is None or one.workshop in state.begun.workshops for one in state.written)
        assert not written or before.stage == "draft" or any(isinstance(one, AmendmentAccepted) for one in happened)
        assert not any(isinstance(one, AmendmentProposed) for one in happened) or by == BEN
