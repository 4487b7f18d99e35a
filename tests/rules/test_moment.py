"""Named moments: what everyone can return to, and what of it can be mended."""

from datetime import date
from typing import Any

from hypothesis import given as every
from hypothesis import strategies as st

from events import action_plan, fields, moment
from events.decider import Asked, Invalid, Refused
from events.fields import Change
from events.ids import CommandId, PlanId
from events.moment import Edit, Edited, Name, Named, Restore, Restored, Withdraw, Withdrawn
from tests import histories
from tests.people import ADA, BEN, CAS, HAUTEFEUILLE, NETWORK, stream
from tests.spec import HERE, NOW, given, refuses

PLAN = PlanId(stream(31))
OPENED = action_plan.Opened(title="Plan climat", authority=HAUTEFEUILLE)
DAY = date(2015, 1, 30)
VOTED = Named(title="Vote du conseil", kind="council_vote", held_on=DAY)


def naming(**more: Any) -> Name:
    return Name(title="Vote du conseil", kind="council_vote", held_on=DAY, **more)


def test_a_moment_is_named_of_the_network_or_of_a_plan_that_stands() -> None:
    given().when(naming()).then(VOTED)
    of_plan = Named(title="Vote du conseil", kind="council_vote", held_on=DAY, plan=PLAN, of="1.42")
    given(others={PLAN: [OPENED]}).when(naming(plan=PLAN, of="1.42")).then(of_plan)
    given().when(naming(plan=PLAN)).refused(moment.NoSuchPlan)
    given(others={PLAN: [OPENED, action_plan.Withdrawn()]}).when(naming(plan=PLAN)).refused(moment.NoSuchPlan)
    given(others={PLAN: [VOTED]}).when(naming(plan=PLAN)).refused(moment.NoSuchPlan)  # a moment is no plan
    given(VOTED).when(naming(of="1.7")).refused(moment.AlreadyNamed)


def test_what_a_moment_is_called_can_be_mended_and_which_it_is_can_not() -> None:
    here = given(VOTED).when(Edit(title=Change("Vote du conseil", "Vote du 30 janvier")), by=ADA).then(Edited(title="Vote du 30 janvier"))
    here.when(Edit(title=Change("Vote du conseil", "Délibération")), by=CAS).refused(moment.ChangedMeanwhile)
    here.when(Edit(held_on=Change(DAY, date(2015, 1, 31))), by=CAS).then(Edited(held_on=date(2015, 1, 31)))
    here.when(Edit(description=Change(None, "À l’unanimité"))).then(Edited(description="À l’unanimité"))
    assert not {"of", "plan"} & {*Edit.__struct_fields__}
    here.when(naming()).then()
    here.when(Name(title="Vote du 30 janvier", kind="council_vote", held_on=DAY)).refused(moment.AlreadyNamed)


def test_a_moment_is_withdrawn_and_restored_and_never_deleted() -> None:
    gone = given(VOTED).when(Withdraw(), reason="Erreur de date").then(Withdrawn())
    gone.when(Edit(title=Change("Vote du conseil", "x"))).refused(moment.IsWithdrawn)
    gone.when(Restore()).then(Restored()).when(Edit(title=Change("Vote du conseil", "Vote"))).then(Edited(title="Vote"))
    for command in (Edit(), Withdraw(), Restore()):
        given().when(command).refused(moment.NotNamed)


def test_a_moment_has_a_title() -> None:
    refuses(Name(title="  ", kind="other", held_on=DAY), ".command.title")
    refuses(Edit(title=Change("Vote du conseil", " ")), ".command.title.to")


@every(st.lists(st.one_of(*(histories.anything(one) for one in (Name, Edit, Withdraw, Restore))), max_size=12))
def test_whatever_is_asked_a_moment_stays_the_prefix_that_it_named(commands: list[Any]) -> None:
    state: moment.State | None = None
    for command in (naming(of="1.7"), *commands):
        try:
            clean = fields.normal(command)
            state = moment.rules.fold(moment.decide(clean, state, Asked(NETWORK, HERE, CommandId(HERE), BEN, NOW)), state)
        except (Refused, Invalid):
            continue
    assert state is not None
    assert (state.named.of, state.named.plan) == ("1.7", None)
