"""A workshop: guests while it is open, contributions that are their authors' own, and edits of them that meet."""

import random
from typing import Any

from hypothesis import given as every
from hypothesis import strategies as st

from events import action_plan, ids, network, workshop
from events.decider import Asked, Refused
from events.fields import Change
from events.ids import CommandId, ConflictId, ContributionId, PersonId, PlanId
from events.workshop import (
    Admit,
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
    GuestAdmitted,
    Open,
    Opened,
    Reopen,
    Reopened,
    Settle,
    Settled,
    WithdrawContribution,
)
from tests.people import ADA, BEN, CAS, HAUTEFEUILLE, NETWORK, THE_NETWORK, stream
from tests.spec import FIRST, HERE, NOW, Happened, given

PLAN = PlanId(stream(1))
ZOE, YAN = PersonId(stream(51)), PersonId(stream(52))
HEDGE, BUS = ContributionId(stream(61)), ContributionId(stream(62))
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
    """Guests are there only while it is open; nothing of anyone is changed but by themselves or by who looks after it."""
    chance = random.Random(seed)
    around = network.rules.fold(THE_NETWORK)
    state: Any = workshop.rules.fold([OPENED])
    for _ in range(40):
        by, item, text = chance.choice((ADA, BEN, ZOE, YAN)), chance.choice((HEDGE, BUS)), Change(chance.choice("ab"), chance.choice("ab"))
        wishes: tuple[workshop.Command, ...] = (
            *(Contribute(item, chance.choice("ab")), EditContribution(item, action=text), WithdrawContribution(item)),
            *(Admit(chance.choice((ZOE, YAN)), "partner", None, chance.choice((1, 2))), Close(), Reopen()),
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
        assert all(by in (ADA, one.author) for one in changed)
