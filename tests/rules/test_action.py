"""An action card, from idea to done: what may be asked of it, and edits of it that meet."""

from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given as every
from hypothesis import strategies as st
from msgspec import structs

from events import action, action_plan, fields, ids, roadmap
from events.action import (
    Add,
    Added,
    Clashed,
    Edit,
    Edited,
    Funding,
    Open,
    Opened,
    Restore,
    Restored,
    Restrict,
    Restricted,
    Settle,
    Settled,
    Withdraw,
    Withdrawn,
)
from events.fields import Change, Members
from events.ids import ActionId, ConflictId
from tests import histories
from tests.histories import ACTIONS, AXES, PLANS
from tests.people import ADA, BEN, CAS, HAUTEFEUILLE
from tests.spec import FIRST, HERE, SECOND, Given, Happened, given, refuses

PLAN, OTHER_PLAN = PLANS
PARENT = ActionId(ACTIONS[0])
OPENED = action_plan.Opened(title="Agenda 21", authority=HAUTEFEUILLE)
THE_PLAN: Happened = {PLAN: (OPENED, action_plan.AxisAdded(axis=AXES[0], title="Climat", order_key="V"))}
ADDED = Added(plan=PLAN, title="Fête du vélo", order_key="V")
CONFLICT = ConflictId(ids.derived(FIRST, "conflict", 0))


def add(**known: Any) -> Add:
    return Add(**{"plan": PLAN, "title": "Fête du vélo", "order_key": "V", **known})


# --- Adding -------------------------------------------------------------------------------------------------------


def test_an_action_is_added_to_a_plan_that_stands() -> None:
    given(others=THE_PLAN).when(add()).then(ADDED)
    given().when(add()).refused(action.NoSuchPlan)
    given(others={PLAN: (OPENED, action_plan.Withdrawn())}).when(add()).refused(action.NoSuchPlan)


def test_an_action_arrives_with_everything_that_is_known_of_it() -> None:
    known = {
        "code": "1.1",
        "description": "Sur les berges",
        "lead": "Mairie",
        "partners": ("CAF", "CCAS"),
        "lead_people": (ADA,),
        "status": "in_progress",
        "aims": ("biodiversity", "climate"),
        "starts_on": date(2026, 4, 1),
        "funders": {"ADEME": Funding(5_000_00), "Région": Funding()},
        "budget_planned": 10_000_00,
        "extra": {"Cibles": "Les familles"},
        "axis": AXES[0],
    }
    given(others=THE_PLAN).when(add(**known)).then(structs.replace(ADDED, **known))


def test_an_action_stands_in_an_axis_of_its_plan() -> None:
    given(others=THE_PLAN).when(add(axis=AXES[1])).refused(action.NoSuchAxis)
    gone: Happened = {PLAN: (*THE_PLAN[PLAN], action_plan.AxisWithdrawn(axis=AXES[0]))}
    given(others=gone).when(add(axis=AXES[0])).refused(action.NoSuchAxis)


@pytest.mark.parametrize(
    ("parent", "fits"),
    [
        ((ADDED,), True),
        ((structs.replace(ADDED, plan=OTHER_PLAN),), False),
        ((structs.replace(ADDED, parent=ActionId(ACTIONS[1])),), False),
        ((ADDED, Withdrawn()), False),
        ((ADDED, Withdrawn(), Restored()), True),
        ((OPENED,), False),
    ],
    ids=["an action of the plan", "of another plan", "a sub-action", "withdrawn", "withdrawn and restored", "no action at all"],
)
def test_a_sub_action_belongs_to_an_action_of_the_same_plan(parent: tuple[Any, ...], fits: bool) -> None:
    when = given(others={**THE_PLAN, PARENT: parent}).when(add(parent=PARENT))
    if fits:
        when.then(structs.replace(ADDED, parent=PARENT))
    else:
        when.refused(action.NoSuchParent)


def test_a_sub_action_needs_its_action() -> None:
    given(others=THE_PLAN).when(add(parent=PARENT)).refused(action.NoSuchParent)


def test_an_action_is_added_once() -> None:
    given(ADDED).when(add()).then()
    given(ADDED, others=THE_PLAN).when(add(title="Fête du sport")).refused(action.AlreadyAdded)
    given(ADDED, Edited(title="Fête du sport"), others=THE_PLAN).when(add()).refused(action.AlreadyAdded)


@pytest.mark.parametrize(
    ("command", "at"),
    [
        (add(title=" "), ".command.title"),
        (add(partners=("CAF", "\0")), ".command.partners[1]"),
        (add(funders={"A\u0301": Funding(), "Á": Funding()}), ".command.funders"),
        (Edit(title=Change("Fête du vélo", "")), ".command.title.to"),
    ],
)
def test_what_is_malformed_is_told_by_field(command: Any, at: str) -> None:
    refuses(command, at)


@pytest.mark.parametrize(
    "typed",
    [
        {"title": None},
        {"title": "x" * 301},
        {"description": "x" * 20_001},
        {"budget_planned": -1},
        {"budget_planned": "5"},
        {"budget_planned": 1.5},
        {"budget_planned": 10**13 + 1},
        {"starts_on": "2026-02-30"},
        {"starts_on": "01/02/2026"},
        {"status": "late"},
        {"aims": ["wealth"]},
        {"funders": {"ADEME": 5}},
        {"funders": {"ADEME": {"sum": 5}}},
        {"lead_people": ["Ada"]},
        {"code": "x" * 21},
        {"late": True},
        {"order_key": "V0"},
    ],
)
def test_no_other_type_passes_for_the_right_one(typed: dict[str, Any]) -> None:
    body = {"tag": "action.add", "plan": str(PLAN), "title": "Fête", "order_key": "V", **typed}
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(msgspec.json.encode(body), type=Add)


def test_an_edit_says_what_was_seen() -> None:
    for change in ({"to": "b"}, {"was": "a"}, {"was": "a", "to": "b", "by": "me"}, "b"):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert({"tag": "action.edit", "title": change}, Edit)


# --- Editing ------------------------------------------------------------------------------------------------------


def test_each_field_is_edited_by_itself() -> None:
    given(ADDED).when(Edit(title=Change("Fête du vélo", "Fête du sport"))).then(Edited(title="Fête du sport"))
    given(ADDED).when(Edit(partners=Members(("CCAS", "CAF")))).then(Edited(partners=("CAF", "CCAS")))
    given(ADDED).when(Edit(funders={"ADEME": Change(None, Funding(100))})).then(Edited(funders={"ADEME": Funding(100)}))
    given(structs.replace(ADDED, notes="Un mot")).when(Edit(notes=Change("Un mot", None))).then(Edited(notes=None))


def test_an_action_that_is_not_there_can_not_be_edited() -> None:
    for command in (Edit(code=Change(None, "1")), Withdraw(), Restore(), Settle(CONFLICT)):
        given().when(command).refused(action.NotAdded)


def test_a_withdrawn_action_rests_until_it_is_restored() -> None:
    gone = given(ADDED).when(Withdraw()).then(Withdrawn())
    gone.when(Withdraw()).then()
    gone.when(Edit(code=Change(None, "1"))).refused(action.IsWithdrawn)
    gone.when(Restore()).then(Restored()).when(Edit(code=Change(None, "1"))).then(Edited(code="1"))
    given(ADDED).when(Restore()).then()


def test_a_restricted_action_is_as_if_it_were_not_there_but_to_its_parties() -> None:
    kept = given(ADDED).when(Restrict((BEN, CAS))).then(Restricted(parties=(BEN, CAS)))
    kept.when(Restrict((BEN, CAS)), by=ADA).then()
    edit = Edit(code=Change(None, "1"))
    for command in (edit, Withdraw(), Restore(), Settle(CONFLICT)):
        kept.when(command, by=ADA).refused(action.NotAdded)
    kept.when(edit, by=CAS).then(Edited(code="1"))
    kept.when(Restrict((CAS,)), by=ADA).then(Restricted(parties=(CAS,))).when(edit, by=BEN).refused(action.NotAdded)
    kept.when(Open(), by=ADA).then(Opened()).when(edit, by=ADA).then(Edited(code="1"))
    given(ADDED).when(Open()).then()


def test_what_stood_in_a_programme_is_kept_to_nobody_afterwards() -> None:
    drafted = roadmap.Drafted(plan=PLAN, first_year=2026, last_year=2027)
    for named, refused in (((ActionId(HERE),), True), ((PARENT,), False)):
        years = [roadmap.Programmed(year=year, actions=actions) for year, actions in ((2026, named), (2027, (PARENT,)))]
        asked = given(ADDED, others={roadmap.stream_of(PLAN): (drafted, roadmap.Started(), *years)}).when(Restrict((BEN,)))
        if refused:
            asked.refused(action.InProgramme)
        else:
            asked.then(Restricted(parties=(BEN,)))
    given(ADDED, others={roadmap.stream_of(PLAN): (drafted,)}).when(Restrict((BEN,))).then(Restricted(parties=(BEN,)))


def test_an_action_is_restricted_from_its_beginning() -> None:
    given(others=THE_PLAN).when(add(parties=(BEN,))).then(structs.replace(ADDED, parties=(BEN,)))
    given(structs.replace(ADDED, parties=(BEN,))).when(Withdraw(), by=CAS).refused(action.NotAdded)


def test_a_part_of_a_restricted_action_is_for_some_of_its_parties() -> None:
    on: Happened = {**THE_PLAN, PARENT: (structs.replace(ADDED, parties=(BEN, CAS)),)}
    given(others=on).when(add(parent=PARENT), by=ADA).refused(action.NoSuchParent)
    given(others=on).when(add(parent=PARENT), by=BEN).refused(action.ParentRestricted)
    given(others=on).when(add(parent=PARENT, parties=(ADA, BEN)), by=BEN).refused(action.ParentRestricted)
    given(others=on).when(add(parent=PARENT, parties=(CAS,)), by=BEN).then(structs.replace(ADDED, parent=PARENT, parties=(CAS,)))


@pytest.mark.parametrize("status", ["paused", "blocked", "abandoned"])
def test_stopping_an_action_needs_a_reason(status: Any) -> None:
    stop = Edit(status=Change("planned", status))
    given(ADDED).when(stop).refused(action.ReasonNeeded)
    given(ADDED).when(stop, reason="Faute de crédits").then(Edited(status=status))
    given(Added(plan=PLAN, title="Fête", order_key="V", status=status)).when(stop).then()


@pytest.mark.parametrize("status", ["to_discuss", "in_progress", "done"])
def test_going_on_needs_none(status: Any) -> None:
    given(ADDED).when(Edit(status=Change("planned", status))).then(Edited(status=status))


def test_no_reason_is_asked_of_someone_who_was_slower() -> None:
    given(ADDED, Edited(status="done")).when(Edit(status=Change("planned", "paused"))).then(
        Clashed(conflict=CONFLICT, field="status", was="planned", yours="paused")
    )


def test_an_action_moves_to_an_axis_that_stands() -> None:
    move = Edit(axis=Change(None, AXES[0]))
    given(ADDED, others=THE_PLAN).when(move).then(Edited(axis=AXES[0]))
    given(ADDED, others={PLAN: (OPENED,)}).when(move).refused(action.NoSuchAxis)
    gone: Happened = {PLAN: (*THE_PLAN[PLAN], action_plan.AxisWithdrawn(axis=AXES[0]))}
    given(ADDED, others=gone).when(move).refused(action.NoSuchAxis)
    given(structs.replace(ADDED, axis=AXES[0]), others=gone).when(Edit(axis=Change(AXES[0], None))).then(Edited(axis=None))


def test_edits_of_different_fields_both_stand() -> None:
    given(ADDED, Edited(title="Fête du sport")).when(Edit(lead=Change(None, "Mairie"))).then(Edited(lead="Mairie"))


def test_who_was_slower_is_told_what_could_be_applied_is_and_nothing_is_lost() -> None:
    given(ADDED, Edited(title="Fête du sport")).when(Edit(title=Change("Fête du vélo", "Vélo en fête"), lead=Change(None, "Mairie"))).then(
        Edited(lead="Mairie"), Clashed(conflict=CONFLICT, field="title", was="Fête du vélo", yours="Vélo en fête")
    )


def test_asked_as_a_whole_it_is_all_fields_or_none_and_nothing_is_lost() -> None:
    given(ADDED, Edited(title="Fête du sport")).when(
        Edit(title=Change("Fête du vélo", "Vélo en fête"), partners=Members(("CAF",))), whole=True
    ).then(
        Clashed(conflict=CONFLICT, field="title", was="Fête du vélo", yours="Vélo en fête"),
        Clashed(conflict=ConflictId(ids.derived(FIRST, "conflict", 1)), field="partners", was=[], yours=["CAF"]),
    )


def test_long_texts_merge() -> None:
    given(structs.replace(ADDED, notes="Un\nDeux\nTrois"), Edited(notes="Un\nDeux\nTrois!")).when(
        Edit(notes=Change("Un\nDeux\nTrois", "Un!\nDeux\nTrois"))
    ).then(Edited(notes="Un!\nDeux\nTrois!"))


# --- Settling -----------------------------------------------------------------------------------------------------


def clashing() -> Given:
    """The title became “Fête du sport” while someone wanted “Vélo en fête”."""
    return (
        given(ADDED, Edited(title="Fête du sport"))
        .when(Edit(title=Change("Fête du vélo", "Vélo en fête")), by=CAS)
        .then(Clashed(conflict=CONFLICT, field="title", was="Fête du vélo", yours="Vélo en fête"))
    )


def test_a_conflict_is_settled_by_keeping_what_stands() -> None:
    clashing().when(Settle(CONFLICT)).then(Settled(conflict=CONFLICT)).when(Settle(CONFLICT)).then()


def test_a_conflict_is_settled_by_a_value_that_someone_chose_seeing_what_stood() -> None:
    clashing().when(Settle(CONFLICT, Change("Fête du sport", "Vélo en fête")), by=BEN).then(
        Edited(title="Vélo en fête"), Settled(conflict=CONFLICT)
    )
    clashing().when(Settle(CONFLICT, Change("Fête du vélo", "Vélo en fête"))).refused(action.MovedOn)
    clashing().when(Settle(CONFLICT, Change("Fête du sport", None))).invalid(".command.value")


def test_a_conflict_nobody_knows_of_is_settled_already() -> None:
    given(ADDED).when(Settle(CONFLICT, Change("a", "b"))).then()


@pytest.mark.parametrize(
    ("field", "stands", "chosen", "event"),
    [
        ("funders.ADEME", None, {"amount": 100}, Edited(funders={"ADEME": Funding(100)})),
        ("extra.Cibles (avant)", None, "Les familles", Edited(extra={"Cibles (avant)": "Les familles"})),
        ("starts_on", None, "2026-04-01", Edited(starts_on=date(2026, 4, 1))),
        ("budget_planned", None, 0, Edited(budget_planned=0)),
        ("partners", [], ["CCAS", "CAF"], Edited(partners=("CAF", "CCAS"))),
        ("elected_people", [], [str(ADA)], Edited(elected_people=(ADA,))),
        ("continuous", False, True, Edited(continuous=True)),
    ],
)
def test_a_conflict_of_any_kind_of_field_can_be_settled(field: str, stands: Any, chosen: Any, event: Edited) -> None:
    clashed = Clashed(conflict=CONFLICT, field=field, was="whatever", yours=chosen)
    given(ADDED, clashed).when(Settle(CONFLICT, Change(stands, chosen))).then(event, Settled(conflict=CONFLICT))


def test_settling_follows_the_rules_of_an_edit() -> None:
    axis = Clashed(conflict=CONFLICT, field="axis", was=None, yours=str(AXES[0]))
    given(ADDED, axis, others=THE_PLAN).when(Settle(CONFLICT, Change(None, str(AXES[0])))).then(
        Edited(axis=AXES[0]), Settled(conflict=CONFLICT)
    )
    given(ADDED, axis, others={PLAN: (OPENED,)}).when(Settle(CONFLICT, Change(None, str(AXES[0])))).refused(action.NoSuchAxis)
    status = Clashed(conflict=CONFLICT, field="status", was="done", yours="paused")
    given(ADDED, status).when(Settle(CONFLICT, Change("planned", "paused"))).refused(action.ReasonNeeded)
    given(ADDED, status, Withdrawn()).when(Settle(CONFLICT, Change("planned", "paused")), reason="Grève").refused(action.IsWithdrawn)


def test_what_stands_is_told_field_by_field() -> None:
    state = action.rules.fold([structs.replace(ADDED, funders={"S.A.R.L. du Pont": Funding(5)})])
    assert action.value(state, HERE, "title") == "Fête du vélo"
    assert action.value(state, HERE, "funders.S.A.R.L. du Pont") == Funding(5)
    assert action.value(state, HERE, "funders.ADEME") is None
    assert action.value(None, HERE, "title") is None


def test_an_open_conflict_asked_again_by_anyone_is_kept_once() -> None:
    clashing().when(Edit(title=Change("Fête du vélo", "Vélo en fête")), by=ADA, id=SECOND).then()


# --- Any history --------------------------------------------------------------------------------------------------


@every(st.lists(histories.any_event(), max_size=8))
def test_any_history_folds(events: list[Any]) -> None:
    assert isinstance(action.rules.fold([ADDED, *events]), action.State)
    action.rules.fold(events)


@every(histories.histories())
def test_every_command_twice_changes_nothing_the_second_time(history: histories.History) -> None:
    model = histories.Model()
    for index, (asking, by) in enumerate(history):
        model.ask(asking, by)
        # A screen that lost the answer may ask again, under the same id or a new one.
        for id in (asking.id, histories.command_id(-1 - index)):
            again = model.ask(structs.replace(asking, id=id), by)
            assert not again.events, again


@every(histories.histories())
def test_nothing_typed_is_lost(history: histories.History) -> None:
    """A wish was so already, stands afterwards, is part of a merged text, or is kept as a conflict."""
    model = histories.Model()
    for asking, by in history:
        before = model.states.get(asking.stream)
        played = model.ask(asking, by)
        if before is None or not isinstance(asking.command, Edit) or played.outcome not in ("applied", "nothing"):
            continue
        _, after = model.states[asking.stream]
        kept = [(one.field, one.yours) for one in after.conflicts.values()]
        for field, wish in _wishes(asking.command):
            stood, stands = (action.value(state, HERE, field) for state in (before[1], after))
            merged = action.POLICIES.get(field) == "text3" and _lines(wish.to) - _lines(wish.was) <= _lines(stands)
            assert wish.to in (stands, stood, wish.was) or merged or (field, msgspec.to_builtins(wish.to)) in kept


def _lines(text: str | None) -> set[str]:
    return set((text or "").split("\n"))


def _wishes(edit: Edit) -> list[tuple[str, Change[Any]]]:
    clean = fields.normal(edit)
    wishes = {name: getattr(clean, name) for name in clean.__struct_fields__}
    keyed = [(f"{name}.{key}", one) for name, wish in wishes.items() if isinstance(wish, dict) for key, one in wish.items()]
    return keyed + [(name, wish) for name, wish in wishes.items() if isinstance(wish, Change)]
