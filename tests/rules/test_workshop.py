"""A workshop: guests while it is open, contributions that are their authors' own, and edits of them that meet."""

import random
from datetime import date
from typing import Any

from hypothesis import given as every
from hypothesis import strategies as st

from events import action_plan, ids, meeting, network, workshop
from events.decider import Asked, Refused
from events.fields import Change
from events.ids import CommandId, ConflictId, ContributionId, MeetingId, PersonId, PlanId, QuestionId
from events.workshop import (
    AddQuestion,
    Admit,
    AssignGroup,
    Clashed,
    Close,
    Closed,
    Contribute,
    Contributed,
    ContributionEdited,
    ContributionWithdrawn,
    Edit,
    EditContribution,
    Edited,
    EditQuestion,
    GroupAssigned,
    GroupReleased,
    GuestAdmitted,
    Open,
    Opened,
    QuestionAdded,
    QuestionEdited,
    QuestionWithdrawn,
    ReleaseGroup,
    Reopen,
    Reopened,
    Seated,
    Settle,
    Settled,
    Sit,
    WithdrawContribution,
    WithdrawQuestion,
)
from tests.people import ADA, BEN, CAS, HAUTEFEUILLE, NETWORK, THE_NETWORK, stream
from tests.spec import FIRST, HERE, NOW, Happened, given

PLAN = PlanId(stream(1))
ZOE, YAN = PersonId(stream(51)), PersonId(stream(52))
HEDGE, BUS = ContributionId(stream(61)), ContributionId(stream(62))
HOW, WHO = QuestionId(stream(71)), QuestionId(stream(72))
LAUNCH = MeetingId(stream(2))
CONFLICT = ConflictId(ids.derived(FIRST, "conflict", 0))

OPENED = Opened(title="Mobilité", question="Comment se déplacer\nautrement ?")
ADMITTED = GuestAdmitted(guest=ZOE, kind="elected", group="2")
BY_ZOE = Contributed(contribution=HEDGE, author=ZOE, action="Planter une haie", objective="De l’ombre", group="2", kind="elected")
OPEN = (OPENED, ADMITTED, GuestAdmitted(guest=YAN, kind="officer"), BY_ZOE)
CLOSED = (*OPEN, Closed(guests=(ZOE, YAN)))
EDIT = EditContribution(HEDGE, action=Change("Planter une haie", "Planter deux haies"))


# --- The workshop itself ------------------------------------------------------------------------------------------


def test_a_workshop_is_opened_on_a_question_about_a_plan_that_is_there() -> None:
    plan: Happened = {PLAN: [action_plan.Opened(title="Plan climat", authority=HAUTEFEUILLE)]}
    given().when(Open("Mobilité", "Comment se déplacer\nautrement ?")).then(OPENED)
    given(others=plan).when(Open("Mobilité", "Comment ?", PLAN)).then(Opened(title="Mobilité", question="Comment ?", plan=PLAN))
    given().when(Open("Mobilité", "Comment ?", PLAN)).refused(workshop.NoSuchPlan)
    given(OPENED).when(Open("Mobilité", "Une autre question")).refused(workshop.AlreadyOpened)
    given().when(Close()).refused(workshop.NotOpened)


def test_closing_names_the_guests_whose_right_ends_and_reopening_lets_nobody_in() -> None:
    given(*OPEN).when(Close()).then(Closed(guests=(ZOE, YAN)))
    given(*CLOSED).when(Close()).then()
    given(*CLOSED).when(Reopen()).then(Reopened()).when(Close()).then(Closed())


def test_its_question_is_edited_also_when_it_is_closed() -> None:
    change = Edit(question=Change(OPENED.question, "Comment faire ?"))
    given(*CLOSED).when(change).then(Edited(question="Comment faire ?"))
    given(*OPEN).when(Edit(plan=Change(None, PLAN))).refused(workshop.NoSuchPlan)


def test_it_belongs_to_a_meeting_that_is_there() -> None:
    day: Happened = {LAUNCH: [meeting.Planned(title="Lancement", kind="annual", held_on=date(2015, 1, 30), minutes=240)]}
    at_launch = Opened(title="Mobilité", question="Comment ?", meeting=LAUNCH)
    given(others=day).when(Open("Mobilité", "Comment ?", meeting=LAUNCH)).then(at_launch)
    given().when(Open("Mobilité", "Comment ?", meeting=LAUNCH)).refused(workshop.NoSuchMeeting)
    given(*OPEN, others=day).when(Edit(meeting=Change(None, LAUNCH))).then(Edited(meeting=LAUNCH))
    given(*OPEN).when(Edit(meeting=Change(None, LAUNCH))).refused(workshop.NoSuchMeeting)
    given(at_launch).when(Edit(meeting=Change(LAUNCH, None))).then(Edited(meeting=None))


# --- Questions ----------------------------------------------------------------------------------------------------

ASKS_HOW = QuestionAdded(question=HOW, text="Comment ?", order_key="V")


def test_questions_are_added_edited_and_withdrawn_in_order_also_while_it_is_closed() -> None:
    for past in (OPEN, CLOSED):
        given(*past).when(AddQuestion(HOW, "Comment ?", "V")).then(ASKS_HOW)
        asked = given(*past, ASKS_HOW)
        asked.when(AddQuestion(HOW, "Qui ?", "V")).refused(workshop.AlreadyThere)
        asked.when(EditQuestion(HOW, text=Change("Comment ?", "Comment faire ?"), order_key=Change("V", "k"))).then(
            QuestionEdited(question=HOW, text="Comment faire ?", order_key="k")
        )
        asked.when(WithdrawQuestion(HOW)).then(QuestionWithdrawn(question=HOW)).when(EditQuestion(HOW, order_key=Change("V", "k"))).refused(
            workshop.NoSuchQuestion
        )
        asked.when(WithdrawQuestion(WHO)).refused(workshop.NoSuchQuestion)
    given(*OPEN).when(AddQuestion(QuestionId(HEDGE), "Comment ?", "V")).refused(workshop.AlreadyThere)
    full = [QuestionAdded(question=QuestionId(ids.new()), text="?", order_key="V") for _ in range(workshop.MOST_QUESTIONS)]
    given(*OPEN, *full).when(AddQuestion(HOW, "Comment ?", "V")).refused(workshop.TooManyParts)
    given(*OPEN, *full, QuestionWithdrawn(question=full[0].question)).when(AddQuestion(HOW, "Comment ?", "V")).then(ASKS_HOW)


def test_two_people_who_mend_one_question_keep_both_wishes() -> None:
    mended = (*OPEN, ASKS_HOW, QuestionEdited(question=HOW, text="Par qui ?"))
    clash = Clashed(conflict=CONFLICT, item=HOW, field="question.text", was="Comment ?", yours="Avec qui ?")
    after = given(*mended).when(EditQuestion(HOW, text=Change("Comment ?", "Avec qui ?")), by=ADA).then(clash)
    after.when(Settle(CONFLICT), by=ZOE).refused(workshop.NotTheirs)
    after.when(Settle(CONFLICT, Change("Par qui ?", "Avec qui ?")), by=ADA).then(
        QuestionEdited(question=HOW, text="Avec qui ?"), Settled(conflict=CONFLICT)
    )
    assert workshop.value(workshop.rules.fold(mended), HOW, "question.text") == "Par qui ?"


# --- Groups -------------------------------------------------------------------------------------------------------


def test_where_groups_are_assigned_nobody_works_in_another_one() -> None:
    tables = (OPENED, GroupAssigned(group="Les Chênes"))
    given(OPENED).when(AssignGroup("Les Chênes")).then(GroupAssigned(group="Les Chênes")).when(AssignGroup("les chênes")).then()
    given(*tables).when(Admit(ZOE, "elected", "LES CHÊNES", sitting=1)).then(GuestAdmitted(guest=ZOE, kind="elected", group="Les Chênes"))
    given(*tables).when(Admit(ZOE, "elected", "Les Saules", sitting=1)).refused(workshop.NoSuchGroup)
    given(*tables).when(Sit("Les Saules"), by=BEN).refused(workshop.NoSuchGroup)
    given(*tables).when(Contribute(BUS, "Un bus", group="Les Saules"), by=BEN).refused(workshop.NoSuchGroup)
    given(*tables).when(Contribute(BUS, "Un bus"), by=BEN).then(Contributed(contribution=BUS, author=BEN, action="Un bus"))
    full = [GroupAssigned(group=f"{number}") for number in range(workshop.MOST_GROUPS)]
    given(OPENED, *full).when(AssignGroup("Les Saules")).refused(workshop.TooManyParts)


def test_a_released_group_leaves_nobody_seated_and_keeps_what_it_said() -> None:
    sat = (OPENED, GroupAssigned(group="1"), GroupAssigned(group="2"), ADMITTED, Seated(person=BEN, group="1"), BY_ZOE)
    given(*sat).when(ReleaseGroup("2")).then(GroupReleased(group="2", people=(ZOE,))).when(ReleaseGroup("2")).then()
    left = workshop.rules.fold([*sat, GroupReleased(group="2", people=(ZOE,))])
    assert left is not None
    assert (left.seats, left.contributions[HEDGE].group) == ({BEN: "1"}, "2")


def test_what_a_person_contributes_is_of_the_group_where_they_sit() -> None:
    seated = given(*OPEN).when(Sit("3"), by=BEN).then(Seated(person=BEN, group="3"))
    seated.when(Contribute(BUS, "Un bus"), by=BEN).then(Contributed(contribution=BUS, author=BEN, action="Un bus", group="3"))
    seated.when(Sit(), by=BEN).then(Seated(person=BEN)).when(Contribute(BUS, "Un bus"), by=BEN).then(
        Contributed(contribution=BUS, author=BEN, action="Un bus")
    )
    given(*CLOSED).when(Sit("3"), by=BEN).refused(workshop.IsClosed)


def test_those_who_sit_in_its_group_change_a_contribution_and_who_left_does_not() -> None:
    beside = (*OPEN, Seated(person=YAN, group="2"))
    given(*beside).when(EDIT, by=YAN).then(ContributionEdited(contribution=HEDGE, action="Planter deux haies"))
    given(*beside).when(WithdrawContribution(HEDGE), by=YAN).then(ContributionWithdrawn(contribution=HEDGE))
    given(*beside, Seated(person=YAN, group="3")).when(EDIT, by=YAN).refused(workshop.NotTheirs)
    alone = Contributed(contribution=BUS, author=ZOE, action="Un bus")
    given(OPENED, alone).when(WithdrawContribution(BUS), by=YAN).refused(workshop.NotTheirs)  # no group is nobody's group


# --- Guests -------------------------------------------------------------------------------------------------------


def test_a_guest_is_admitted_to_the_sitting_that_their_code_was_made_for() -> None:
    given(OPENED).when(Admit(ZOE, "elected", "2", sitting=1)).then(ADMITTED)
    given(OPENED).when(Admit(ZOE, "elected", "2", sitting=2)).refused(workshop.IsClosed)
    given(*CLOSED).when(Admit(ZOE, "elected", "2", sitting=1)).refused(workshop.IsClosed)
    given(*CLOSED, Reopened()).when(Admit(ZOE, "elected", "2", sitting=1)).refused(workshop.IsClosed)
    given(*CLOSED, Reopened()).when(Admit(ZOE, "elected", "2", sitting=2)).then(ADMITTED)


def test_a_guest_who_joins_again_may_say_another_group() -> None:
    given(*OPEN).when(Admit(ZOE, "elected", "2", sitting=1)).then()
    given(*OPEN).when(Admit(ZOE, "officer", "3", sitting=1)).then(GuestAdmitted(guest=ZOE, kind="officer", group="3"))


def test_a_workshop_holds_so_many_guests_and_no_more() -> None:
    room = [GuestAdmitted(guest=PersonId(ids.new()), kind="partner") for _ in range(workshop.MOST_GUESTS)]
    given(OPENED, *room).when(Admit(ZOE, "elected", None, sitting=1)).refused(workshop.Full)
    given(OPENED, *room).when(Admit(room[0].guest, "elected", None, sitting=1)).then(GuestAdmitted(guest=room[0].guest, kind="elected"))


# --- Contributions ------------------------------------------------------------------------------------------------


def test_a_contribution_says_whose_it_is_and_what_they_are() -> None:
    told = Contribute(HEDGE, "Planter une haie", "De l’ombre")
    given(*OPEN[:2]).when(told, by=ZOE).then(BY_ZOE)
    given(OPENED).when(told, by=BEN).then(Contributed(contribution=HEDGE, author=BEN, action="Planter une haie", objective="De l’ombre"))
    given(*OPEN).when(Contribute(HEDGE, "Autre chose"), by=YAN).refused(workshop.AlreadyThere)


def test_a_contribution_says_its_nature_its_orientation_and_which_question_it_answers() -> None:
    asked = (*OPEN, ASKS_HOW)
    told = Contribute(BUS, "Rendre le réseau visible", orientation="Valoriser", question=HOW, nature="orientation")
    said = Contributed(
        contribution=BUS, author=BEN, action="Rendre le réseau visible", orientation="Valoriser", question=HOW, nature="orientation"
    )
    given(*asked).when(told, by=BEN).then(said)
    given(*OPEN).when(told, by=BEN).refused(workshop.NoSuchQuestion)
    given(*asked, QuestionWithdrawn(question=HOW)).when(told, by=BEN).refused(workshop.NoSuchQuestion)
    moved = EditContribution(BUS, question=Change(HOW, None), nature=Change("orientation", "action"), group=Change(None, "2"))
    given(*asked, said).when(moved, by=BEN).then(ContributionEdited(contribution=BUS, question=None, nature="action", group="2"))
    given(*asked, said).when(EditContribution(BUS, question=Change(HOW, WHO)), by=BEN).refused(workshop.NoSuchQuestion)
    given(*asked, said, GroupAssigned(group="1")).when(EditContribution(BUS, group=Change(None, "2")), by=BEN).refused(workshop.NoSuchGroup)
    given(*asked).when(Contribute(ContributionId(HOW), "Un bus"), by=BEN).refused(workshop.AlreadyThere)


def test_only_its_author_or_a_facilitator_changes_a_contribution() -> None:
    edited = ContributionEdited(contribution=HEDGE, action="Planter deux haies")
    for person in (ZOE, ADA):
        given(*OPEN).when(EDIT, by=person).then(edited)
        given(*OPEN).when(WithdrawContribution(HEDGE), by=person).then(ContributionWithdrawn(contribution=HEDGE))
    for person in (YAN, BEN, CAS):
        given(*OPEN).when(EDIT, by=person).refused(workshop.NotTheirs)
        given(*OPEN).when(WithdrawContribution(HEDGE), by=person).refused(workshop.NotTheirs)
    given(*OPEN).when(WithdrawContribution(BUS), by=ZOE).refused(workshop.NoSuchContribution)


def test_nothing_is_added_or_changed_once_it_is_closed() -> None:
    for command in (Contribute(BUS, "Un bus"), EDIT, WithdrawContribution(HEDGE)):
        given(*CLOSED).when(command, by=ZOE).refused(workshop.IsClosed)
        given(*CLOSED).when(command, by=ADA).refused(workshop.IsClosed)


def test_what_was_withdrawn_is_not_edited() -> None:
    gone = (*OPEN, ContributionWithdrawn(contribution=HEDGE))
    given(*gone).when(EDIT, by=ZOE).refused(workshop.NoSuchContribution)
    given(*gone).when(WithdrawContribution(HEDGE), by=ZOE).then()


def test_nobody_floods_a_workshop() -> None:
    flood = [Contributed(contribution=ContributionId(ids.new()), author=ZOE, action="x") for _ in range(workshop.MOST_EACH)]
    given(*OPEN, *flood).when(Contribute(BUS, "Un bus"), by=ZOE).refused(workshop.TooMany)
    given(*OPEN, *flood).when(Contribute(BUS, "Un bus"), by=YAN).then(
        Contributed(contribution=BUS, author=YAN, action="Un bus", kind="officer")
    )


def test_edits_that_meet_keep_both_wishes_until_they_are_settled() -> None:
    met = (*OPEN, ContributionEdited(contribution=HEDGE, action="Planter un verger"))
    clash = Clashed(conflict=CONFLICT, item=HEDGE, field="contribution.action", was="Planter une haie", yours="Planter deux haies")
    after = given(*met).when(EDIT, by=ZOE).then(clash)
    after.when(Settle(CONFLICT), by=ZOE).then(Settled(conflict=CONFLICT))
    after.when(Settle(CONFLICT), by=YAN).refused(workshop.NotTheirs)
    after.when(Settle(CONFLICT, Change("Planter une haie", "x")), by=ZOE).refused(workshop.MovedOn)
    after.when(Settle(CONFLICT, Change("Planter un verger", "Planter deux haies")), by=ADA).then(
        ContributionEdited(contribution=HEDGE, action="Planter deux haies"), Settled(conflict=CONFLICT)
    )
    texts = EditContribution(HEDGE, objective=Change("De l’ombre", "De l’ombre\nDes oiseaux"))
    given(*met).when(texts, by=ZOE).then(ContributionEdited(contribution=HEDGE, objective="De l’ombre\nDes oiseaux"))


def test_a_wish_for_the_question_is_settled_by_who_looks_after_the_workshop() -> None:
    clash = Clashed(conflict=CONFLICT, item=stream(1), field="question", was="Quoi ?", yours="Qui ?")
    after = given(*OPEN).when(Edit(question=Change("Quoi ?", "Qui ?")), by=ADA).then(clash)
    after.when(Settle(CONFLICT), by=ZOE).refused(workshop.NotTheirs)
    after.when(Settle(CONFLICT, Change(OPENED.question, "Qui ?")), by=ADA).then(Edited(question="Qui ?"), Settled(conflict=CONFLICT))


# --- Many at once -------------------------------------------------------------------------------------------------


@every(st.integers(0, 2**32 - 1))
def test_whatever_anyone_asks_in_whatever_order_the_rules_hold(seed: int) -> None:
    """Guests are there only while it is open; nothing is changed but by its author, its group, or who looks after it."""
    chance = random.Random(seed)
    around = network.rules.fold(THE_NETWORK)
    state: Any = workshop.rules.fold([OPENED])
    for _ in range(40):
        by, item, text = chance.choice((ADA, BEN, ZOE, YAN)), chance.choice((HEDGE, BUS)), Change(chance.choice("ab"), chance.choice("ab"))
        wishes: tuple[workshop.Command, ...] = (
            *(Contribute(item, chance.choice("ab")), EditContribution(item, action=text), WithdrawContribution(item)),
            *(Admit(chance.choice((ZOE, YAN)), "partner", chance.choice((None, "1", "2")), chance.choice((1, 2))), Close(), Reopen()),
            *(AssignGroup(chance.choice("12")), ReleaseGroup(chance.choice("12")), Sit(chance.choice((None, "1", "2")))),
            *(AddQuestion(HOW, "Comment ?", "V"), WithdrawQuestion(HOW), Contribute(item, "a", question=HOW)),
        )
        asked = Asked(NETWORK, HERE, CommandId(ids.new()), by, NOW, others={NETWORK: around})
        try:
            happened = workshop.rules.decide(chance.choice(wishes), state, asked)
        except Refused:
            continue
        before, state = state, workshop.rules.fold(happened, state)
        assert not (state.closed and state.guests)
        assert not before.closed or not any(isinstance(one, Contributed | ContributionEdited | GuestAdmitted) for one in happened)
        changed = [one for key, one in before.contributions.items() if state.contributions[key] != one or key in state.off - before.off]
        assert all(by in (ADA, one.author) or (one.group is not None and one.group == before.seats.get(by)) for one in changed)
        for one in happened:
            if isinstance(one, Contributed):
                assert one.question not in before.off
                assert one.group is None or not before.groups or one.group in before.groups
