"""A comment: who writes, answers, changes and withdraws it, whom it may call, and what its readers may not know of."""

from datetime import date

import pytest
from msgspec import Struct

from events import action, action_plan, catalogue, comment, idea, ids, meeting, mentorship, minutes, questionnaire, synthesis, workshop
from events.comment import KINDS, TOLD_BY, Edit, Edited, Restore, Restored, Withdraw, Withdrawn, Write, Written
from events.fields import Change, Members
from events.ids import CommentId, PersonId
from tests.histories import ACTIONS, PLANS
from tests.people import ADA, BEN, CAS, ELSEWHERE, EVA, HAUTEFEUILLE, NETWORK, THE_NETWORK, stream
from tests.spec import Given, Happened, given

PLAN, ACTION, PART = PLANS[0], ACTIONS[0], ACTIONS[1]
IDEA, MEETING, SYNTHESIS, FIRST, SECOND = stream(21), stream(22), stream(23), CommentId(stream(24)), CommentId(stream(25))
MINUTES, QUESTIONS, WORKSHOP, MENTORSHIP = stream(26), stream(27), stream(28), stream(29)
ADDED = action.Added(plan=PLAN, title="Fête du vélo", order_key="V")
PLANNED = meeting.Planned(title="Plénière", kind="annual", held_on=date(2026, 9, 17), minutes=120)
BEGAN = Written(on="action", item=ACTION, author=BEN, text="On avance ?", plan=PLAN)
TOWN: Happened = {
    NETWORK: THE_NETWORK,
    PLAN: (action_plan.Opened(title="Agenda 21", authority=HAUTEFEUILLE),),
    ACTION: (ADDED,),
    PART: (action.Added(plan=PLAN, title="L’affiche", order_key="V", parent=ACTION),),
    IDEA: (idea.Proposed(plan=PLAN, author=CAS, title="Un banc", origin="inhabitants"),),
    MEETING: (PLANNED,),
    SYNTHESIS: (synthesis.Opened(title="Ce qui s’est dit", workshops=()),),
    MINUTES: (minutes.Begun(meeting=ids.MeetingId(MEETING), title="Compte rendu"),),
    QUESTIONS: (questionnaire.Drafted(title="Vos besoins", respondents="people"),),
    WORKSHOP: (workshop.Opened(title="Atelier", question="Quoi ?"),),
    MENTORSHIP: (mentorship.Requested(offer=ids.MentorId(stream(30)), mentor=BEN, mentee=CAS, situation="newcomer", need="Se lancer."),),
    FIRST: (BEGAN,),
    SECOND: (Written(on="action", item=ACTION, author=CAS, text="Oui.", plan=PLAN, answers=FIRST),),
}
KEPT: Happened = {**TOWN, ACTION: (ADDED, action.Restricted(parties=(ADA, BEN)))}


def said(*events: comment.Event, others: Happened = TOWN) -> Given:
    return given(*events, others=others)


def on(item: object, kind: comment.On, plan: object = None, **fields: object) -> Write:
    return Write(on=kind, item=item, text="On avance ?", plan=plan, **fields)  # type: ignore[arg-type]  # ids of many kinds


@pytest.mark.parametrize(
    ("kind", "item", "plan"),
    [
        ("plan", PLAN, PLAN),
        ("action", PART, PLAN),
        ("idea", IDEA, PLAN),
        ("meeting", MEETING, None),
        ("synthesis", SYNTHESIS, None),
        ("minutes", MINUTES, None),
        ("questionnaire", QUESTIONS, None),
        ("workshop", WORKSHOP, None),
        ("mentorship", MENTORSHIP, None),
        ("authority", HAUTEFEUILLE, None),
    ],
)
def test_whoever_writes_here_comments_on_any_item(kind: comment.On, item: ids.StreamId, plan: ids.PlanId | None) -> None:
    said().when(on(item, kind, plan), by=CAS).then(Written(on=kind, item=item, author=CAS, text="On avance ?", plan=plan))
    for other in KINDS:
        if other != kind:
            said().when(on(item, other, plan), by=CAS).refused(comment.NoSuchItem)
    said().when(on(item, kind, PLANS[1]), by=CAS).refused(comment.NoSuchItem)
    said().when(on(ids.new(), kind, plan), by=CAS).refused(comment.NoSuchItem)


def test_only_one_kind_of_item_is_told_by_what_tells_it() -> None:
    assert set(TOLD_BY) == set(KINDS) - {"authority"}  # which the network tells
    states: dict[str, list[type[Struct]]] = {
        name: [one for one in rules.evolve.__globals__.values() if isinstance(one, type) and one.__name__ in ("State", "Running")]
        for name, rules in catalogue.DECIDERS.items()
    }
    for kind, told in TOLD_BY.items():
        holding = {name for name, found in states.items() for one in found if told in dir(one)}
        assert holding == {{"plan": "action_plan"}.get(kind, kind)}


def test_nobody_comments_on_what_was_withdrawn_or_became_something_else() -> None:
    gone = {**TOWN, ACTION: (ADDED, action.Withdrawn()), IDEA: (*TOWN[IDEA], idea.Promoted(action=ACTION))}
    said(others=gone).when(on(ACTION, "action", PLAN), by=CAS).refused(comment.NoSuchItem)
    said(others=gone).when(on(IDEA, "idea", PLAN), by=CAS).refused(comment.NoSuchItem)
    closed = {**TOWN, PLAN: (*TOWN[PLAN], action_plan.Withdrawn())}
    said(others=closed).when(on(ACTION, "action", PLAN), by=CAS).refused(comment.NoSuchItem)


def test_of_a_mentorship_its_two_parties_alone_talk_and_call_each_other() -> None:
    theirs = Written(on="mentorship", item=MENTORSHIP, author=BEN, text="On avance ?", mentions=(CAS,))
    said().when(on(MENTORSHIP, "mentorship", mentions=(CAS,)), by=BEN).then(theirs)
    said().when(on(MENTORSHIP, "mentorship", mentions=(ADA,)), by=BEN).refused(comment.NotAReader)
    said().when(on(MENTORSHIP, "mentorship"), by=ADA).refused(comment.NoSuchItem)  # not even who facilitates the network
    said(theirs).when(Withdraw(), by=ADA).refused(comment.NotWritten)
    over = {**TOWN, MENTORSHIP: (*TOWN[MENTORSHIP], mentorship.Withdrawn())}
    said(others=over).when(on(MENTORSHIP, "mentorship"), by=BEN).refused(comment.NoSuchItem)


def test_nobody_talks_about_an_authority_that_is_no_member() -> None:
    said().when(on(ELSEWHERE, "authority"), by=BEN).refused(comment.NoSuchItem)


def test_an_answer_belongs_to_a_comment_on_the_same_item_and_has_none_of_its_own() -> None:
    answer = Written(on="action", item=ACTION, author=CAS, text="On avance ?", plan=PLAN, answers=FIRST)
    said().when(on(ACTION, "action", PLAN, answers=FIRST), by=CAS).then(answer)
    said().when(on(ACTION, "action", PLAN, answers=SECOND), by=BEN).refused(comment.NoSuchComment)
    said().when(on(PART, "action", PLAN, answers=FIRST), by=CAS).refused(comment.NoSuchComment)
    said().when(on(ACTION, "action", PLAN, answers=ACTION), by=CAS).refused(comment.NoSuchComment)
    gone = {**TOWN, FIRST: (BEGAN, Withdrawn(by=BEN))}
    said(others=gone).when(on(ACTION, "action", PLAN, answers=FIRST), by=CAS).refused(comment.NoSuchComment)


def test_whoever_is_mentioned_is_a_member_who_sees_the_item() -> None:
    called = Written(on="action", item=ACTION, author=BEN, text="On avance ?", plan=PLAN, mentions=(ADA, CAS))
    said().when(on(ACTION, "action", PLAN, mentions=(CAS, ADA)), by=BEN).then(called)
    said().when(on(ACTION, "action", PLAN, mentions=(EVA,)), by=BEN).refused(comment.NotAReader)
    said(others=KEPT).when(on(PART, "action", PLAN, mentions=(CAS,)), by=BEN).refused(comment.NotAReader)
    more = said(BEGAN).when(Edit(mentions=Members(add=(CAS,))), by=BEN).then(Edited(mentions=(CAS,)))
    more.when(Edit(mentions=Members(add=(EVA,))), by=BEN).refused(comment.NotAReader)
    more.when(Edit(mentions=Members(remove=(CAS,))), by=BEN).then(Edited(mentions=()))


def test_its_author_alone_changes_a_comment() -> None:
    changed = said(BEGAN).when(Edit(text=Change("On avance ?", "On avance !")), by=BEN).then(Edited(text="On avance !"))
    for person in (ADA, CAS):
        said(BEGAN).when(Edit(text=Change("On avance ?", "Non.")), by=person).refused(comment.NotTheirs)
    changed.when(Edit(text=Change("On avance ?", "On recule.")), by=BEN).refused(comment.MovedOn)
    changed.when(Edit(text=Change("On avance !", " ")), by=BEN).invalid(".command.text.to")


@pytest.mark.parametrize(("person", "may"), [(BEN, True), (ADA, True), (CAS, False)])
def test_its_author_or_a_facilitator_withdraws_a_comment(person: PersonId, may: bool) -> None:
    asked = said(BEGAN).when(Withdraw(), by=person)
    if not may:
        asked.refused(comment.NotTheirs)
        return
    gone = asked.then(Withdrawn(by=person))
    gone.when(Edit(text=Change("On avance ?", "Non.")), by=BEN).refused(comment.IsWithdrawn)
    gone.when(Restore(), by=CAS).refused(comment.NotTheirs)
    gone.when(Restore(), by=ADA).then(Restored())


def test_what_a_facilitator_withdrew_its_author_does_not_put_back() -> None:
    said(BEGAN, Withdrawn(by=ADA)).when(Restore(), by=BEN).refused(comment.NotTheirs)
    said(BEGAN, Withdrawn(by=BEN)).when(Restore(), by=BEN).then(Restored())


@pytest.mark.parametrize("item", [ACTION, PART])
def test_to_who_does_not_see_the_item_its_comments_do_not_exist(item: ids.ActionId) -> None:
    theirs = Written(on="action", item=item, author=CAS, text="Oui.", plan=PLAN)
    for command in (Edit(text=Change("Oui.", "Non.")), Withdraw(), Restore()):
        said(theirs, others=KEPT).when(command, by=CAS).refused(comment.NotWritten)
        said().when(command, by=CAS).refused(comment.NotWritten)
    said(others=KEPT).when(on(item, "action", PLAN), by=CAS).refused(comment.NoSuchItem)
    mine = Written(on="action", item=item, author=BEN, text="On avance ?", plan=PLAN)
    said(others=KEPT).when(on(item, "action", PLAN), by=BEN).then(mine)
    was = {**KEPT, IDEA: (*TOWN[IDEA], idea.Promoted(action=ACTION))}
    beside = Written(on="idea", item=IDEA, author=CAS, text="Oui.", plan=PLAN)
    said(beside, others=was).when(Withdraw(), by=CAS).refused(comment.NotWritten)
