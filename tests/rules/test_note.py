"""A note: who writes and reads it, edits that meet in its text, and what its readers may not know of."""

import pytest
from hypothesis import given as every
from hypothesis import strategies as st
from msgspec import UNSET

from events import action, action_plan, ids, note
from events.decider import Asked
from events.fields import Change
from events.ids import ActionId, CommandId, ConflictId, PersonId
from events.note import Clashed, Edit, Edited, Restore, Restored, Settle, Settled, Withdraw, Withdrawn, Write, Written
from tests.histories import ACTIONS, PEOPLE, PLANS
from tests.people import ADA, BEN, CAS, HAUTEFEUILLE, NETWORK, THE_NETWORK
from tests.spec import FIRST, HERE, NOW, SECOND, Given, Happened, given

PLAN, OTHER_PLAN = PLANS
ACTION, PART = ACTIONS[0], ACTIONS[1]
THE_PLAN: Happened = {NETWORK: THE_NETWORK, PLAN: (action_plan.Opened(title="Agenda 21", authority=HAUTEFEUILLE),)}
ADDED = action.Added(plan=PLAN, title="Fête du vélo", order_key="V")
THE_ACTION: Happened = {**THE_PLAN, ACTION: (ADDED,), PART: (action.Added(plan=PLAN, title="L’affiche", order_key="V", parent=ACTION),)}
KEPT: Happened = {**THE_ACTION, ACTION: (ADDED, action.Restricted(parties=(ADA, BEN)))}
OPEN = Written(plan=PLAN, author=BEN, text="Un\nDeux\nTrois", action=ACTION)
CONFLICT = ConflictId(ids.derived(FIRST, "conflict", 0))
CLASH = Clashed(conflict=CONFLICT, field="text", was="Un\nDeux\nTrois", yours="Un\nDeux\nDrei")
AMONG_SOME = Written(plan=PLAN, author=BEN, text="Entre nous", action=ACTION, parties=(ADA, BEN))


def noted(*events: note.Event, others: Happened = THE_ACTION) -> Given:
    return given(*events, others=others)


def test_a_note_is_written_on_an_action_or_on_the_plan_itself() -> None:
    noted().when(Write(plan=PLAN, text="À voir", action=ACTION), by=CAS).then(Written(plan=PLAN, author=CAS, text="À voir", action=ACTION))
    noted().when(Write(plan=PLAN, text="À voir"), by=CAS).then(Written(plan=PLAN, author=CAS, text="À voir"))
    part = Written(plan=PLAN, author=CAS, text="À voir", action=PART, part_of=ACTION)
    noted().when(Write(plan=PLAN, text="À voir", action=PART), by=CAS).then(part)
    noted().when(Write(plan=OTHER_PLAN, text="À voir"), by=CAS).refused(note.NoSuchPlan)
    for nothing in (ActionId(ids.new()), ActionId(PLAN)):
        noted().when(Write(plan=PLAN, text="À voir", action=nothing), by=CAS).refused(note.NoSuchAction)
    noted(OPEN).when(Write(plan=PLAN, text="Autre chose"), by=CAS).refused(note.AlreadyWritten)
    noted().when(Write(plan=PLAN, text="  "), by=CAS).invalid(".command.text")


def test_whoever_writes_a_note_for_some_is_one_of_them() -> None:
    noted().when(Write(plan=PLAN, text="Entre nous", action=ACTION, parties=(ADA,)), by=BEN).then(AMONG_SOME)


def test_those_who_see_a_note_edit_it_and_lines_merge() -> None:
    theirs = noted(OPEN).when(Edit(Change("Un\nDeux\nTrois", "Zéro\nUn\nDeux\nTrois")), by=ADA).then(Edited(text="Zéro\nUn\nDeux\nTrois"))
    both = Edited(text="Zéro\nUn\nDeux\nTrois et demi")
    theirs.when(Edit(Change("Un\nDeux\nTrois", "Un\nDeux\nTrois et demi")), by=CAS).then(both)
    theirs.when(Edit(Change("Zéro\nUn\nDeux\nTrois", "")), by=CAS).invalid(".command.text.to")


def test_two_people_on_one_line_are_both_kept_until_one_of_those_who_see_the_note_settles() -> None:
    theirs = noted(OPEN).when(Edit(Change("Un\nDeux\nTrois", "Un\nDeux\nTres")), by=ADA).then(Edited(text="Un\nDeux\nTres"))
    clashed = theirs.when(Edit(Change("Un\nDeux\nTrois", "Un\nDeux\nDrei")), by=CAS).then(CLASH)
    clashed.when(Edit(Change("Un\nDeux\nTrois", "Un\nDeux\nDrei")), by=CAS, id=SECOND).then()
    clashed.when(Settle(CONFLICT), by=BEN).then(Settled(conflict=CONFLICT))
    taken = Settle(CONFLICT, Change("Un\nDeux\nTres", "Un\nDeux\nDrei"))
    settled = clashed.when(taken, by=BEN).then(Edited(text="Un\nDeux\nDrei"), Settled(conflict=CONFLICT))
    settled.when(Settle(CONFLICT), by=ADA).then()
    both = "Un\nDeux\nTres\nDrei"
    clashed.when(Settle(CONFLICT, Change("Un\nDeux\nTres", both)), by=BEN).then(Edited(text=both), Settled(conflict=CONFLICT))
    clashed.when(Settle(CONFLICT, Change("Un\nDeux\nTrois", "Un\nDeux\nQuatre")), by=BEN).refused(note.MovedOn)
    clashed.when(Settle(CONFLICT, Change("Un\nDeux\nTres", None)), by=BEN).invalid(".command.value")


def test_a_withdrawn_note_keeps_its_conflicts_and_no_text_is_put_into_it() -> None:
    gone = noted(OPEN, CLASH, Withdrawn())
    gone.when(Settle(CONFLICT, Change(OPEN.text, "Un\nDeux\nDrei")), by=BEN).refused(note.IsWithdrawn)
    gone.when(Settle(CONFLICT), by=BEN).then(Settled(conflict=CONFLICT))


def test_nobody_settles_what_they_do_not_see() -> None:
    among = Clashed(conflict=CONFLICT, field="text", was="Entre nous", yours="Entre vous")
    noted(AMONG_SOME, among).when(Settle(CONFLICT), by=CAS).refused(note.NotWritten)
    noted(OPEN, CLASH, others=KEPT).when(Settle(CONFLICT), by=CAS).refused(note.NotWritten)


@pytest.mark.parametrize("command", [Edit(Change("Entre nous", "Moi aussi")), Withdraw(), Restore()])
def test_to_who_is_not_named_a_note_does_not_exist(command: note.Command) -> None:
    noted(AMONG_SOME).when(command, by=CAS).refused(note.NotWritten)
    noted().when(command, by=CAS).refused(note.NotWritten)


@pytest.mark.parametrize("on", [OPEN, Written(plan=PLAN, author=CAS, text="Un", action=PART, part_of=ACTION)])
def test_a_note_is_seen_by_no_one_who_does_not_see_what_it_stands_on(on: Written) -> None:
    noted(on, others=KEPT).when(Edit(Change(on.text, "Deux")), by=CAS).refused(note.NotWritten)
    noted(on, others=KEPT).when(Edit(Change(on.text, "Deux")), by=BEN).then(Edited(text="Deux"))
    noted(others=KEPT).when(Write(plan=PLAN, text="À voir", action=on.action), by=CAS).refused(note.NoSuchAction)
    beside = Written(plan=PLAN, author=BEN, text="À voir", action=on.action, part_of=on.part_of)
    noted(others=KEPT).when(Write(plan=PLAN, text="À voir", action=on.action), by=BEN).then(beside)


@pytest.mark.parametrize(("person", "may"), [(BEN, True), (ADA, True), (CAS, False)])
def test_only_its_author_or_a_facilitator_takes_a_note_away(person: PersonId, may: bool) -> None:
    asked = noted(OPEN).when(Withdraw(), by=person)
    if not may:
        asked.refused(note.NotTheirs)
        return
    gone = asked.then(Withdrawn())
    gone.when(Edit(Change("Un\nDeux\nTrois", "Un")), by=BEN).refused(note.IsWithdrawn)
    gone.when(Restore(), by=CAS).refused(note.NotTheirs)
    gone.when(Restore(), by=person).then(Restored())


def test_a_part_is_hidden_with_the_action_that_it_belongs_to() -> None:
    part = action.Added(plan=PLAN, title="L’affiche", order_key="V", parent=ACTION)
    edit = action.Edit(code=Change(None, "1"))
    given(part, others=KEPT).when(edit, by=CAS).refused(action.NotAdded)
    given(part, others=KEPT).when(action.Withdraw(), by=CAS).refused(action.NotAdded)
    given(part, others=KEPT).when(edit, by=BEN).then(action.Edited(code="1"))


TYPED = st.lists(st.sampled_from(("Un", "Deux", "Trois", "Quatre", "Cinq", "Six")), min_size=1, max_size=5).map("\n".join)
STEPS = st.lists(st.tuples(st.sampled_from(PEOPLE), st.integers(0, 20), TYPED, st.sampled_from(("edit", "edit", "edit", "put", "keep"))))


@every(STEPS)
def test_however_people_meet_every_text_that_was_typed_can_be_found(steps: list[tuple[PersonId, int, str, str]]) -> None:
    happened: list[note.Event] = [OPEN]
    seen = [OPEN.text]
    for index, (person, looked, typed, does) in enumerate(steps):
        state = note.rules.fold(happened)
        assert state is not None
        was = seen[-1 - looked % len(seen)]  # of those who look late, some look at what stood long ago
        asked = Asked(NETWORK, HERE, CommandId(ids.derived(NETWORK, "typed", index)), person, NOW)
        if does == "edit" or not state.conflicts:
            command: note.Command = Edit(Change(was, typed))
        else:
            was = state.note.text
            command = Settle(next(iter(state.conflicts)), Change(was, typed) if does == "put" else UNSET)
        happened += note.rules.decide(command, state, asked)
        state = note.rules.fold(happened)
        assert state is not None
        seen.append(state.note.text)
        if not isinstance(command, Settle) or command.value is not UNSET:
            waiting = {str(one.yours) for one in state.conflicts.values()}
            found = {*state.note.text.split("\n")} >= {*typed.split("\n")} - {*was.split("\n")}
            assert found or typed in waiting, "what was typed stands in the text, or waits to be settled"
    kept = {one.text for one in happened if isinstance(one, Written | Edited)} | {
        str(one.yours) for one in happened if isinstance(one, Clashed)
    }
    assert {*seen} <= kept, "what stood once is in the history"
    assert all(kept)
