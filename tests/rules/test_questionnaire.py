"""Questionnaires: drafted, opened, answered once by each, closed; and what the answers add up to."""

import random
from typing import Any

from hypothesis import given as every
from hypothesis import strategies as st

from events import ids, meeting, network, questionnaire
from events.decider import Asked, Refused
from events.fields import Change
from events.ids import CommandId, ConflictId, MeetingId, QuestionId
from events.questionnaire import (
    AddQuestion,
    Answer,
    Answered,
    Clashed,
    Close,
    Closed,
    Draft,
    Drafted,
    Edit,
    Edited,
    EditQuestion,
    Given,
    Open,
    Opened,
    QuestionAdded,
    QuestionEdited,
    QuestionWithdrawn,
    Said,
    Settle,
    Settled,
    WithdrawQuestion,
)
from tests.people import ADA, BEN, CAS, DOT, ELSEWHERE, HAUTEFEUILLE, NETWORK, RIVEBELLE, THE_NETWORK, stream
from tests.spec import FIRST, HERE, NOW, given

MEETING = MeetingId(stream(41))
CONFLICT = ConflictId(ids.derived(FIRST, "conflict", 0))
WHAT, HOW, MANY, SOME = (QuestionId(stream(number)) for number in (51, 52, 53, 54))

FOR_PEOPLE = Drafted(title="À chaud", respondents="people")
FOR_TOWNS = Drafted(title="Vos pratiques", respondents="authorities")
TEXT = QuestionAdded(question=WHAT, text="Que retenez-vous ?", kind="text", order_key="1V")
CHOICE = QuestionAdded(question=HOW, text="Reviendrez-vous ?", kind="choice", order_key="2V", choices=("oui", "non"), required=True)
NUMBER = QuestionAdded(question=MANY, text="Combien d’heures ?", kind="number", order_key="3V")
CHOICES = QuestionAdded(question=SOME, text="Que faites-vous ?", kind="choices", order_key="4V", choices=("eau", "air"), about="practice")
ASKED = (TEXT, CHOICE, NUMBER, CHOICES)
OPEN = (FOR_PEOPLE, *ASKED, Opened())
YES = {HOW: Given(chosen=("oui",))}


def test_it_is_drafted_with_questions_and_opened() -> None:
    given().when(Draft("À chaud", "people")).then(FOR_PEOPLE)
    given(FOR_PEOPLE).when(Draft("Autre", "people")).refused(questionnaire.AlreadyDrafted)
    given().when(Open()).refused(questionnaire.NotDrafted)
    given(FOR_PEOPLE).when(Open()).refused(questionnaire.NoQuestion)
    given(FOR_PEOPLE).when(AddQuestion(HOW, CHOICE.text, "choice", "2V", "oui\n\nnon\noui", required=True)).then(CHOICE)
    given(FOR_PEOPLE, CHOICE).when(AddQuestion(HOW, "Autre ?", "text", "V")).refused(questionnaire.AlreadyThere)
    wrong: tuple[tuple[questionnaire.AnswerKind, str | None], ...] = (
        ("choice", "oui"),
        ("choices", None),
        ("text", "a\nb"),
        ("number", "a\nb"),
        ("choice", "a\n" + "b" * 201),
    )
    for kind, choices in wrong:
        given(FOR_PEOPLE).when(AddQuestion(HOW, "?", kind, "V", choices)).refused(questionnaire.ChoicesNeeded)
    given(FOR_PEOPLE, CHOICE).when(Open()).then(Opened()).when(Close()).then(Closed()).when(Open()).then(Opened())
    given(FOR_PEOPLE, CHOICE).when(Close()).refused(questionnaire.NotOpen)


def test_one_of_a_meeting_names_a_meeting_that_takes_place() -> None:
    planned = meeting.Planned(title="Lancement", kind="annual", held_on=NOW.date(), minutes=420)
    told = Draft("À chaud", "people", None, MEETING)
    given(others={MEETING: [planned]}).when(told).then(Drafted(title="À chaud", respondents="people", meeting=MEETING))
    given(others={MEETING: [planned, meeting.CalledOff()]}).when(told).refused(questionnaire.NoSuchMeeting)
    given().when(told).refused(questionnaire.NoSuchMeeting)


def test_questions_change_in_the_draft_and_never_after() -> None:
    draft = given(FOR_PEOPLE, TEXT)
    draft.when(EditQuestion(WHAT, text=Change(TEXT.text, "Et vous ?"))).then(QuestionEdited(question=WHAT, text="Et vous ?"))
    draft.when(EditQuestion(HOW)).refused(questionnaire.NoSuchQuestion)
    draft.when(WithdrawQuestion(HOW)).refused(questionnaire.NoSuchQuestion)
    draft.when(WithdrawQuestion(WHAT)).then(QuestionWithdrawn(question=WHAT)).when(Open()).refused(questionnaire.NoQuestion)
    draft.when(Edit(title=Change("À chaud", "À froid"))).then(Edited(title="À froid"))
    for command in (WithdrawQuestion(WHAT), AddQuestion(WHAT, "?", "text", "V"), EditQuestion(WHAT), Edit()):
        given(*OPEN).when(command).refused(questionnaire.IsOpened)
        given(*OPEN, Closed()).when(command).refused(questionnaire.IsOpened)


def test_a_question_changes_its_kind_and_its_choices_together() -> None:
    draft = given(FOR_PEOPLE, CHOICE)
    more = EditQuestion(HOW, choices=Change("oui\nnon", "oui\n\n peut-être\nnon\noui"))
    draft.when(more).then(QuestionEdited(question=HOW, choices=("oui", "peut-être", "non")))
    draft.when(EditQuestion(HOW, choices=Change("oui\nnon", "oui"))).refused(questionnaire.ChoicesNeeded)
    free = draft.when(EditQuestion(HOW, kind=Change("choice", "text"))).then(QuestionEdited(question=HOW, kind="text", choices=()))
    free.when(EditQuestion(HOW, kind=Change("text", "choices"))).refused(questionnaire.ChoicesNeeded)
    again = EditQuestion(HOW, kind=Change("text", "choices"), choices=Change(None, "eau\nair"), about=Change(None, "need"))
    free.when(again).then(QuestionEdited(question=HOW, kind="choices", choices=("eau", "air"), about="need"))
    # Somebody else put another one at the end meanwhile: both stand.
    longer = given(FOR_PEOPLE, CHOICE, QuestionEdited(question=HOW, choices=("oui", "à voir", "non", "jamais")))
    first = EditQuestion(HOW, choices=Change("oui\nà voir\nnon", "Oui\nà voir\nnon"))
    longer.when(first).then(QuestionEdited(question=HOW, choices=("Oui", "à voir", "non", "jamais")))


def test_two_wishes_for_one_question_wait_until_someone_chooses() -> None:
    met = given(FOR_PEOPLE, TEXT, CHOICE, QuestionEdited(question=WHAT, text="Et vous ?"))
    clash = Clashed(conflict=CONFLICT, item=WHAT, field="question.text", was=TEXT.text, yours="Et toi ?")
    after = met.when(EditQuestion(WHAT, text=Change(TEXT.text, "Et toi ?"))).then(clash)
    after.when(Open()).refused(questionnaire.SettleFirst)
    after.when(Settle(CONFLICT, Change(TEXT.text, "Et toi ?"))).refused(questionnaire.MovedOn)
    after.when(Settle(CONFLICT)).then(Settled(conflict=CONFLICT)).when(Open()).then(Opened())
    after.when(Settle(CONFLICT, Change("Et vous ?", "Et toi ?"))).then(
        QuestionEdited(question=WHAT, text="Et toi ?"), Settled(conflict=CONFLICT)
    )
    listed = given(FOR_PEOPLE, CHOICE, QuestionEdited(question=HOW, choices=("Oui", "non")))
    wish = Clashed(conflict=CONFLICT, item=HOW, field="question.choices", was="oui\nnon", yours="OUI\nnon")
    both = listed.when(EditQuestion(HOW, choices=Change("oui\nnon", "OUI\nnon"))).then(wish)
    both.when(Settle(CONFLICT, Change("Oui\nnon", "OUI\nnon"))).then(
        QuestionEdited(question=HOW, choices=("OUI", "non")), Settled(conflict=CONFLICT)
    )
    state: Any = questionnaire.rules.fold([FOR_PEOPLE, CHOICE])
    assert questionnaire.value(state, HOW, "question.choices") == "oui\nnon"
    assert questionnaire.value(state, HERE, "title") == "À chaud"
    title = Clashed(conflict=CONFLICT, item=HERE, field="title", was="Brouillon", yours="Notes")
    given(FOR_PEOPLE).when(Edit(title=Change("Brouillon", "Notes"))).then(title)


def test_each_person_answers_once_and_who_answers_again_changes_it() -> None:
    said = Answered(person=BEN, answers={str(HOW): Said("oui")})
    after = given(*OPEN).when(Answer(YES)).then(said)
    after.when(Answer(YES)).then()
    after.when(Answer({HOW: Given(chosen=("non",))})).then(Answered(person=BEN, answers={str(HOW): Said("non")}))
    given(FOR_PEOPLE, *ASKED).when(Answer(YES)).refused(questionnaire.NotOpen)
    given(*OPEN, Closed()).when(Answer(YES)).refused(questionnaire.NotOpen)
    given(*OPEN).when(Answer(YES, HAUTEFEUILLE)).refused(questionnaire.WhoseAnswer)


def test_each_authority_answers_once_by_who_acts_for_it_or_by_who_interviewed_it() -> None:
    towns = given(FOR_TOWNS, CHOICE, Opened())
    for person in (BEN, ADA):
        towns.when(Answer(YES, HAUTEFEUILLE), by=person).then(
            Answered(person=person, answers={str(HOW): Said("oui")}, authority=HAUTEFEUILLE)
        )
    towns.when(Answer(YES, RIVEBELLE)).refused(questionnaire.NotTheirAuthority)
    towns.when(Answer(YES, ELSEWHERE), by=ADA).refused(questionnaire.NotTheirAuthority)
    towns.when(Answer(YES, RIVEBELLE), by=DOT).refused(questionnaire.NotTheirAuthority)
    towns.when(Answer(YES)).refused(questionnaire.WhoseAnswer)


def test_an_answer_fits_its_question() -> None:
    full = {**YES, WHAT: Given(text="Tout"), MANY: Given(number=39), SOME: Given(chosen=("air", "eau"))}
    answers = {str(key): Said("\n".join(one.chosen) or one.text, one.number) for key, one in sorted(full.items())}
    given(*OPEN).when(Answer(full)).then(Answered(person=BEN, answers=answers))
    given(*OPEN).when(Answer({WHAT: Given(text="Tout")})).refused(questionnaire.Unanswered)
    given(*OPEN).when(Answer({HOW: Given()})).refused(questionnaire.Unanswered)
    given(*OPEN).when(Answer({**YES, QuestionId(stream(99)): Given(text="?")})).refused(questionnaire.NoSuchQuestion)
    wrong = ((HOW, Given(chosen=("peut-être",))), (HOW, Given(chosen=("non", "oui"))), (WHAT, Given(number=3)), (MANY, Given(text="3")))
    for key, one in (*wrong, (SOME, Given(chosen=("feu",))), (SOME, Given(text="eau")), (WHAT, Given(text="x", number=1))):
        given(*OPEN).when(Answer({**YES, key: one})).refused(questionnaire.DoesNotFit)


@every(st.integers(0, 2**32 - 1))
def test_whatever_anyone_asks_in_whatever_order_the_rules_hold(seed: int) -> None:
    """Answers are taken while it is open, are each person's own, and are all to the same questions."""
    chance = random.Random(seed)
    around = network.rules.fold(THE_NETWORK)
    state: Any = questionnaire.rules.fold([FOR_PEOPLE, CHOICE])
    for _ in range(40):
        by = chance.choice((ADA, BEN, CAS))
        wishes: tuple[questionnaire.Command, ...] = (
            *(Open(), Close(), AddQuestion(WHAT, TEXT.text, "text", "1V"), WithdrawQuestion(chance.choice((WHAT, HOW)))),
            *(
                EditQuestion(HOW, choices=Change("oui\nnon", chance.choice(("oui\nbof", "a\nb", "a")))),
                Settle(chance.choice((CONFLICT, *state.conflicts))),
            ),
            *(EditQuestion(HOW, kind=Change("choice", "text")), EditQuestion(HOW, text=Change("?", chance.choice("ab")))),
            *(Answer({HOW: Given(chosen=(chance.choice(("oui", "non", "bof")),))}), Answer({WHAT: Given(text="Tout")})),
        )
        asked = Asked(NETWORK, HERE, CommandId(ids.new()), by, NOW, others={NETWORK: around})
        try:
            happened = questionnaire.rules.decide(chance.choice(wishes), state, asked)
        except Refused:
            continue
        before, state = state, questionnaire.rules.fold(happened, state)
        assert before.stage == "draft" or state.asked == before.asked
        for one in happened:
            assert not isinstance(one, Answered) or (
                before.stage == "open" and one.person == by and {*one.answers} <= {*map(str, state.asked)}
            )
        assert len(state.answers) <= 3
        assert state.stage == "draft" or not state.conflicts
        for one in state.questions.values():
            assert (len(one.choices) >= 2) is (one.kind in ("choice", "choices"))
