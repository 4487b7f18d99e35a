"""Questions asked in the open: to everybody or a resource person, answered by anyone, and useful to others than who answers."""

import random
from typing import Any

from hypothesis import given as every
from hypothesis import strategies as st

from events import ids, network, question, skill
from events.decider import Asked, Refused
from events.ids import AnswerId, CommandId
from events.question import (
    Answer,
    Answered,
    AnswerWithdrawn,
    Ask,
    FoundUseful,
    MarkUseful,
    Posed,
    UnmarkUseful,
    UsefulTakenBack,
    Withdraw,
    WithdrawAnswer,
    Withdrawn,
)
from tests.people import ADA, BEN, CAS, DOT, HAUTEFEUILLE, NETWORK, THE_NETWORK, stream
from tests.spec import HERE, NOW, given

POSED = Posed(asker=BEN, text="Comment chiffrer une haie ?", theme="Haies")
ONE, TWO = AnswerId(stream(21)), AnswerId(stream(22))
ANSWERED = Answered(answer=ONE, author=CAS, text="Au mètre")
ABLE = stream(23)
OF_TOWN = skill.Declared(name="Haies", authority=HAUTEFEUILLE)


def test_whoever_writes_here_asks_everybody_or_a_resource_person() -> None:
    given().when(Ask(text="Comment chiffrer une haie ?", theme="Haies")).then(POSED)
    given(POSED).when(Ask(text="Autre chose")).refused(question.AlreadyPosed)
    to_one = Ask(text="Et vous ?", skill=ABLE)
    given(others={ABLE: [OF_TOWN]}).when(to_one, by=CAS).then(Posed(asker=CAS, text="Et vous ?", skill=ABLE))
    given(others={ABLE: [OF_TOWN]}).when(to_one, by=BEN).refused(question.NoSuchSkill)
    given(others={ABLE: [OF_TOWN, skill.Withdrawn()]}).when(to_one, by=CAS).refused(question.NoSuchSkill)
    given().when(to_one, by=CAS).refused(question.NoSuchSkill)


def test_others_say_whether_an_answer_helped_each_once() -> None:
    here = given(POSED).when(Answer(ONE, "Au mètre"), by=CAS).then(ANSWERED)
    here.when(Answer(ONE, "Autrement"), by=CAS).refused(question.AlreadyThere)
    here.when(MarkUseful(ONE), by=CAS).refused(question.OwnAnswer)
    useful = here.when(MarkUseful(ONE)).then(FoundUseful(answer=ONE, by=BEN))
    useful.when(UnmarkUseful(ONE)).then(UsefulTakenBack(answer=ONE, by=BEN))
    here.when(MarkUseful(TWO)).refused(question.NoSuchAnswer)
    here.when(UnmarkUseful(ONE)).then()


def test_its_author_or_a_facilitator_takes_it_back_and_nobody_answers_then() -> None:
    for person in (BEN, ADA):
        gone = given(POSED).when(Withdraw(), by=person).then(Withdrawn())
        gone.when(Answer(ONE, "Au mètre"), by=CAS).refused(question.NotPosed)
    given(POSED).when(Withdraw(), by=CAS).refused(question.NotTheirs)
    for person in (CAS, ADA):
        off = given(POSED, ANSWERED).when(WithdrawAnswer(ONE), by=person).then(AnswerWithdrawn(answer=ONE))
        off.when(MarkUseful(ONE)).refused(question.NoSuchAnswer)
    given(POSED, ANSWERED).when(WithdrawAnswer(ONE), by=BEN).refused(question.NotTheirs)
    given().when(Withdraw()).refused(question.NotPosed)


@every(st.integers(0, 2**32 - 1))
def test_whatever_anyone_asks_in_whatever_order_the_rules_hold(seed: int) -> None:
    """Nobody finds their own answer useful, nothing is added to what was taken back, and only authors and facilitators take back."""
    chance = random.Random(seed)
    around = network.rules.fold(THE_NETWORK)
    state: Any = None
    for _ in range(40):
        by, one = chance.choice((ADA, BEN, CAS, DOT)), chance.choice((ONE, TWO))
        wishes: tuple[question.Command, ...] = (
            *(Ask(text="x"), Answer(one, "y"), MarkUseful(one), UnmarkUseful(one), WithdrawAnswer(one)),
            *((Withdraw(),) if chance.random() < 0.2 else ()),
        )
        asked = Asked(NETWORK, HERE, CommandId(ids.new()), by, NOW, others={NETWORK: around})
        try:
            happened = question.rules.decide(chance.choice(wishes), state, asked)
        except Refused:
            continue
        before, state = state, question.rules.fold(happened, state)
        assert before is None or not before.withdrawn or not happened
        assert all(state.answers[answer].author != who for answer, who in state.useful)
        for event in happened:
            assert not isinstance(event, Withdrawn) or by in (state.posed.asker, ADA)
            assert not isinstance(event, AnswerWithdrawn) or by in (state.answers[event.answer].author, ADA)
