"""An action plan: its axes up to three levels, its phases, its versions, and edits of them that meet."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given as every
from hypothesis import strategies as st
from msgspec import UNSET

from events import action_plan, ids
from events.action_plan import (
    AddAxis,
    AddPhase,
    AxisAdded,
    AxisEdited,
    AxisRestored,
    AxisWithdrawn,
    Clashed,
    Edit,
    EditAxis,
    Edited,
    EditPhase,
    HiddenFromPublic,
    HideFromPublic,
    Open,
    Opened,
    PhaseAdded,
    PhaseEdited,
    PhaseRestored,
    PhaseWithdrawn,
    Publish,
    Restore,
    RestoreAxis,
    Restored,
    RestorePhase,
    Settle,
    Settled,
    ShownToPublic,
    ShowToPublic,
    VersionPublished,
    Withdraw,
    WithdrawAxis,
    Withdrawn,
    WithdrawPhase,
)
from events.fields import Change
from events.ids import AxisId, ConflictId, PhaseId
from tests import histories
from tests.histories import AXES, PHASES, VERSIONS
from tests.people import ELSEWHERE, HAUTEFEUILLE, NETWORK, RIVEBELLE
from tests.spec import FIRST, HERE, SECOND, Given, given, refuses

OPENED = Opened(title="Agenda 21", authority=HAUTEFEUILLE)
CLIMATE = AxisAdded(axis=AXES[0], title="Climat", order_key="V")
CONFLICT = ConflictId(ids.derived(FIRST, "conflict", 0))


def axis(number: int, parent: AxisId | None = None) -> AxisAdded:
    return AxisAdded(axis=AXES[number], title=f"Axe {number}", parent=parent, order_key="V")


def add(number: int, parent: AxisId | None = None) -> AddAxis:
    return AddAxis(axis=AXES[number], title=f"Axe {number}", parent=parent, order_key="V")


#: Axis 0 holds 1, which holds 2.
A_TOWER = (OPENED, axis(0), axis(1, AXES[0]), axis(2, AXES[1]))


# --- The plan itself ----------------------------------------------------------------------------------------------


def test_a_plan_is_opened_for_a_member() -> None:
    given().when(Open("Agenda 21", HAUTEFEUILLE)).then(OPENED)
    given().when(Open("Agenda 21", ELSEWHERE)).refused(action_plan.NotAMember)


def test_a_plan_that_is_there_can_not_be_opened_as_another() -> None:
    given(OPENED).when(Open("Agenda 21", HAUTEFEUILLE)).then()
    given(OPENED).when(Open("Agenda 21", RIVEBELLE)).refused(action_plan.AlreadyOpened)


def test_nothing_can_be_asked_of_a_plan_that_is_not_there() -> None:
    for command in (
        Edit(title=Change("a", "b")),
        Withdraw(),
        Restore(),
        add(0),
        Publish(VERSIONS[0], "v1"),
        ShowToPublic(VERSIONS[0]),
        Settle(CONFLICT),
    ):
        given().when(command).refused(action_plan.NotOpened)


def test_title_and_description_change_apart() -> None:
    given(OPENED).when(Edit(title=Change("Agenda 21", "Plan climat"))).then(Edited(title="Plan climat"))
    given(OPENED).when(Edit(description=Change(None, "Pour 2030"))).then(Edited(description="Pour 2030"))


def test_a_withdrawn_plan_rests_until_it_is_restored() -> None:
    gone = given(OPENED, CLIMATE).when(Withdraw()).then(Withdrawn())
    for command in (Edit(title=Change("a", "b")), add(1), WithdrawAxis(AXES[0]), Publish(VERSIONS[0], "v1"), Settle(CONFLICT)):
        gone.when(command).refused(action_plan.IsWithdrawn)
    gone.when(Withdraw()).then()
    gone.when(Restore()).then(Restored()).when(WithdrawAxis(AXES[0])).then(AxisWithdrawn(axis=AXES[0]))
    given(OPENED).when(Restore()).then()


# --- Axes ---------------------------------------------------------------------------------------------------------


def test_axes_go_three_levels_deep() -> None:
    given(OPENED).when(add(0)).then(axis(0)).when(add(1, AXES[0])).then(axis(1, AXES[0])).when(add(2, AXES[1])).then(axis(2, AXES[1])).when(
        add(3, AXES[2])
    ).refused(action_plan.TooDeep)


def test_an_axis_stands_below_one_that_stands() -> None:
    given(OPENED).when(add(1, AXES[0])).refused(action_plan.NoSuchAxis)
    given(OPENED, axis(0), AxisWithdrawn(axis=AXES[0])).when(add(1, AXES[0])).refused(action_plan.NoSuchAxis)


def test_an_axis_is_added_once() -> None:
    given(OPENED, axis(0)).when(add(0)).then()
    given(OPENED, axis(0)).when(AddAxis(axis=AXES[0], title="Autre", order_key="V")).refused(action_plan.AlreadyThere)


@pytest.mark.parametrize(
    ("moved", "below"),
    [(0, 0), (0, 1), (0, 2), (1, 2)],
    ids=["below itself", "below its child", "below its grandchild", "below its own child"],
)
def test_no_axis_stands_below_itself(moved: int, below: int) -> None:
    was = {0: None, 1: AXES[0]}[moved]
    given(*A_TOWER).when(EditAxis(AXES[moved], parent=Change(was, AXES[below]))).refused(action_plan.TooDeep)


def test_an_axis_moves_with_those_below_it_if_they_find_room() -> None:
    with_another = (*A_TOWER, axis(3))
    given(*with_another).when(EditAxis(AXES[1], parent=Change(AXES[0], AXES[3]))).then(AxisEdited(axis=AXES[1], parent=AXES[3]))
    given(*with_another).when(EditAxis(AXES[0], parent=Change(None, AXES[3]))).refused(action_plan.TooDeep)
    given(*with_another).when(EditAxis(AXES[1], parent=Change(AXES[0], None))).then(AxisEdited(axis=AXES[1], parent=None))
    given(*with_another).when(EditAxis(AXES[1], parent=Change(AXES[0], AXES[4]))).refused(action_plan.NoSuchAxis)


def test_an_axis_moves_below_one_that_stands() -> None:
    given(OPENED, axis(0), axis(1), AxisWithdrawn(axis=AXES[0])).when(EditAxis(AXES[1], parent=Change(None, AXES[0]))).refused(
        action_plan.NoSuchAxis
    )


def test_a_withdrawn_axis_rests_until_it_is_restored() -> None:
    gone = given(OPENED, axis(0)).when(WithdrawAxis(AXES[0])).then(AxisWithdrawn(axis=AXES[0]))
    gone.when(WithdrawAxis(AXES[0])).then()
    gone.when(EditAxis(AXES[0], title=Change("Axe 0", "Axe"))).refused(action_plan.NoSuchAxis)
    gone.when(RestoreAxis(AXES[0])).then(AxisRestored(axis=AXES[0])).when(EditAxis(AXES[0], title=Change("Axe 0", "Axe"))).then(
        AxisEdited(axis=AXES[0], title="Axe")
    )
    given(OPENED, axis(0)).when(RestoreAxis(AXES[0])).then()
    given(OPENED).when(RestoreAxis(AXES[0])).refused(action_plan.NoSuchAxis)
    given(OPENED).when(WithdrawAxis(AXES[0])).refused(action_plan.NoSuchAxis)


def test_whoever_moves_an_axis_last_decides_where_it_stands() -> None:
    moved = (OPENED, axis(0), AxisEdited(axis=AXES[0], order_key="a"))
    given(*moved).when(EditAxis(AXES[0], order_key=Change("V", "z"))).then(AxisEdited(axis=AXES[0], order_key="z"))


@pytest.mark.parametrize("key", ["", "0", "V0", "é", "a b", "a" * 201, "V\n"])
def test_an_order_key_never_ends_in_nothing(key: str) -> None:
    # Nothing fits before a key that ends in zero.
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"tag": "action_plan.add_axis", "axis": str(AXES[0]), "title": "a", "order_key": key}, AddAxis)


# --- Phases and versions ------------------------------------------------------------------------------------------

DIAGNOSIS = PhaseAdded(phase=PHASES[0], title="Diagnostic", starts_on=date(2026, 1, 1))


def test_phases_overlap_and_none_ends_before_it_begins() -> None:
    """The calendar of a town's Agenda 21: the plan is drawn up while its evaluation is prepared."""
    calendar = (
        ("Délibération", date(2009, 12, 1), date(2009, 12, 31)),
        ("État des lieux", date(2010, 6, 1), date(2011, 2, 28)),
        ("Stratégie", date(2011, 3, 1), date(2011, 4, 30)),
        ("Plan d’actions", date(2011, 4, 1), date(2011, 11, 30)),
        ("Évaluation", date(2011, 6, 1), date(2012, 3, 31)),
    )
    here = given(OPENED)
    for title, starts_on, ends_on in calendar:
        phase = PhaseId(ids.new())
        here = here.when(AddPhase(phase, title, starts_on, ends_on)).then(
            PhaseAdded(phase=phase, title=title, starts_on=starts_on, ends_on=ends_on)
        )
    here.when(AddPhase(PHASES[0], "À rebours", date(2012, 1, 1), date(2011, 1, 1))).refused(action_plan.EndsBeforeStart)
    begun = given(OPENED, DIAGNOSIS)
    begun.when(EditPhase(PHASES[0], ends_on=Change(None, date(2025, 12, 31)))).refused(action_plan.EndsBeforeStart)
    ended = given(OPENED, DIAGNOSIS, PhaseEdited(phase=PHASES[0], ends_on=date(2026, 6, 30)))
    ended.when(EditPhase(PHASES[0], starts_on=Change(date(2026, 1, 1), date(2026, 7, 1)))).refused(action_plan.EndsBeforeStart)


def test_phases_are_added_changed_withdrawn_and_restored() -> None:
    begun = given(OPENED).when(AddPhase(PHASES[0], "Diagnostic", date(2026, 1, 1))).then(DIAGNOSIS)
    begun.when(AddPhase(PHASES[0], "Diagnostic")).refused(action_plan.AlreadyThere)
    begun.when(EditPhase(PHASES[0], ends_on=Change(None, date(2026, 6, 30)))).then(PhaseEdited(phase=PHASES[0], ends_on=date(2026, 6, 30)))
    begun.when(EditPhase(PHASES[0], starts_on=Change(date(2026, 1, 1), None))).then(PhaseEdited(phase=PHASES[0], starts_on=None))
    gone = begun.when(WithdrawPhase(PHASES[0])).then(PhaseWithdrawn(phase=PHASES[0]))
    gone.when(EditPhase(PHASES[0], title=Change("Diagnostic", "État des lieux"))).refused(action_plan.NoSuchPhase)
    gone.when(RestorePhase(PHASES[0])).then(PhaseRestored(phase=PHASES[0]))
    given(OPENED).when(WithdrawPhase(PHASES[0])).refused(action_plan.NoSuchPhase)
    given(OPENED).when(RestorePhase(PHASES[0])).refused(action_plan.NoSuchPhase)
    given(OPENED, DIAGNOSIS).when(RestorePhase(PHASES[0])).then()


def test_a_version_is_published_once_under_its_label() -> None:
    given(OPENED).when(Publish(VERSIONS[0], "Version 1")).then(VersionPublished(version=VERSIONS[0], label="Version 1"))
    published = given(OPENED, VersionPublished(version=VERSIONS[0], label="Version 1"))
    published.when(Publish(VERSIONS[0], "Version 1")).then()
    published.when(Publish(VERSIONS[0], "Version 2")).refused(action_plan.AlreadyThere)
    published.when(Publish(VERSIONS[1], "Version 1", "1.12")).then(VersionPublished(version=VERSIONS[1], label="Version 1", of="1.12"))


V1, V2 = (VersionPublished(version=version, label=label) for version, label in zip(VERSIONS, ("Version 1", "Version 2"), strict=False))


def test_the_public_is_shown_one_published_version_at_a_time() -> None:
    given(OPENED, V1).when(ShowToPublic(VERSIONS[1])).refused(action_plan.NoSuchVersion)
    shown = given(OPENED, V1, V2).when(ShowToPublic(VERSIONS[0])).then(ShownToPublic(version=VERSIONS[0]))
    shown.when(ShowToPublic(VERSIONS[0])).then()
    moved = shown.when(ShowToPublic(VERSIONS[1])).then(ShownToPublic(version=VERSIONS[1]))
    moved.when(ShowToPublic(VERSIONS[0])).then(ShownToPublic(version=VERSIONS[0]))
    shown.when(Publish(VERSIONS[1], "Version 2")).then()  # what is published is not shown by that


def test_what_the_public_was_shown_is_taken_back() -> None:
    given(OPENED, V1).when(HideFromPublic()).then()
    hidden = given(OPENED, V1, ShownToPublic(version=VERSIONS[0])).when(HideFromPublic()).then(HiddenFromPublic())
    hidden.when(HideFromPublic()).then()
    hidden.when(ShowToPublic(VERSIONS[0])).then(ShownToPublic(version=VERSIONS[0]))


def test_a_plan_that_is_withdrawn_and_restored_is_not_shown_to_the_public_by_that() -> None:
    gone = given(OPENED, V1, ShownToPublic(version=VERSIONS[0])).when(Withdraw()).then(Withdrawn())
    gone.when(ShowToPublic(VERSIONS[0])).refused(action_plan.IsWithdrawn)
    back = gone.when(Restore()).then(Restored())
    back.when(HideFromPublic()).then()
    back.when(ShowToPublic(VERSIONS[0])).then(ShownToPublic(version=VERSIONS[0]))


# --- Edits that meet ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("happened", "command", "clash"),
    [
        ((Edited(title="Plan climat"),), Edit(title=Change("Agenda 21", "Agenda")), (HERE, "title", "Agenda 21", "Agenda")),
        (
            (CLIMATE, AxisEdited(axis=AXES[0], title="Air")),
            EditAxis(AXES[0], title=Change("Climat", "Énergie")),
            (AXES[0], "axis.title", "Climat", "Énergie"),
        ),
        (
            (DIAGNOSIS, PhaseEdited(phase=PHASES[0], starts_on=None)),
            EditPhase(PHASES[0], starts_on=Change(date(2026, 1, 1), date(2026, 2, 1))),
            (PHASES[0], "phase.starts_on", "2026-01-01", "2026-02-01"),
        ),
    ],
    ids=["plan", "axis", "phase"],
)
def test_who_was_slower_is_told_and_what_they_typed_is_kept(happened: Sequence[Any], command: Any, clash: tuple[Any, ...]) -> None:
    item, field, was, yours = clash
    given(OPENED, *happened).when(command).then(Clashed(conflict=CONFLICT, item=item, field=field, was=was, yours=yours))


def clashing() -> Given:
    """The title of the axis was changed to “Air” while someone wanted “Énergie”."""
    return (
        given(OPENED, CLIMATE, AxisEdited(axis=AXES[0], title="Air"))
        .when(EditAxis(AXES[0], title=Change("Climat", "Énergie")))
        .then(Clashed(conflict=CONFLICT, item=AXES[0], field="axis.title", was="Climat", yours="Énergie"))
    )


def test_a_conflict_is_settled_by_keeping_what_stands() -> None:
    clashing().when(Settle(CONFLICT)).then(Settled(conflict=CONFLICT)).when(Settle(CONFLICT)).then()


def test_a_conflict_is_settled_by_a_value_that_someone_chose_seeing_what_stood() -> None:
    clashing().when(Settle(CONFLICT, Change("Air", "Air et énergie"))).then(
        AxisEdited(axis=AXES[0], title="Air et énergie"), Settled(conflict=CONFLICT)
    )
    clashing().when(Settle(CONFLICT, Change("Climat", "Énergie"))).refused(action_plan.MovedOn)
    clashing().when(Settle(CONFLICT, Change("Air", "Air"))).then(Settled(conflict=CONFLICT))
    clashing().when(Settle(CONFLICT, Change("Air", 5))).invalid(".command.value")


def test_conflicts_of_plan_axis_and_phase_are_settled_where_they_arose() -> None:
    plan = Clashed(conflict=CONFLICT, item=HERE, field="title", was="a", yours="b")
    given(OPENED, plan).when(Settle(CONFLICT, Change("Agenda 21", "b"))).then(Edited(title="b"), Settled(conflict=CONFLICT))
    phase = Clashed(conflict=CONFLICT, item=PHASES[0], field="phase.ends_on", was=None, yours="2026-02-01")
    given(OPENED, DIAGNOSIS, phase).when(Settle(CONFLICT, Change(None, "2026-02-01"))).then(
        PhaseEdited(phase=PHASES[0], ends_on=date(2026, 2, 1)), Settled(conflict=CONFLICT)
    )


def test_a_conflict_about_an_axis_that_is_gone_can_be_let_be() -> None:
    gone = clashing().when(WithdrawAxis(AXES[0])).then(AxisWithdrawn(axis=AXES[0]))
    gone.when(Settle(CONFLICT, Change("Air", "Énergie"))).refused(action_plan.NoSuchAxis)
    gone.when(Settle(CONFLICT)).then(Settled(conflict=CONFLICT))


def test_the_same_wish_of_two_people_is_two_conflicts_only_where_it_differs() -> None:
    clashing().when(EditAxis(AXES[0], title=Change("Climat", "Énergie")), id=SECOND).then()
    clashing().when(EditAxis(AXES[0], title=Change("Climat", "Chaleur")), id=SECOND).then(
        Clashed(conflict=ConflictId(ids.derived(SECOND, "conflict", 0)), item=AXES[0], field="axis.title", was="Climat", yours="Chaleur")
    )


def test_asked_as_a_whole_nothing_is_changed_where_one_field_clashes() -> None:
    given(OPENED, CLIMATE, AxisEdited(axis=AXES[0], title="Air")).when(
        EditAxis(AXES[0], title=Change("Climat", "Énergie"), internal=Change(False, True)), whole=True
    ).then(
        Clashed(conflict=CONFLICT, item=AXES[0], field="axis.title", was="Climat", yours="Énergie"),
        Clashed(conflict=ConflictId(ids.derived(FIRST, "conflict", 1)), item=AXES[0], field="axis.internal", was=False, yours=True),
    )


def test_what_stands_is_told_for_plan_axis_and_phase() -> None:
    state = action_plan.rules.fold([OPENED, CLIMATE, DIAGNOSIS])
    assert action_plan.value(state, HERE, "title") == "Agenda 21"
    assert action_plan.value(state, AXES[0], "axis.title") == "Climat"
    assert action_plan.value(state, PHASES[0], "phase.starts_on") == date(2026, 1, 1)
    assert action_plan.value(state, AXES[1], "axis.title") is None
    assert action_plan.value(None, HERE, "title") is None


def test_texts_of_a_plan_may_not_be_empty() -> None:
    refuses(Open(" ", HAUTEFEUILLE), ".command.title")
    refuses(EditAxis(AXES[0], title=Change("a", "\n")), ".command.title.to")
    refuses(Publish(VERSIONS[0], "\t"), ".command.label")
    assert EditAxis(AXES[0]).title is UNSET


# --- Any history --------------------------------------------------------------------------------------------------


@every(st.lists(histories.any_event(), max_size=8))
def test_any_history_folds(events: list[Any]) -> None:
    assert isinstance(action_plan.rules.fold([OPENED, *events]), action_plan.State)
    action_plan.rules.fold(events)


@every(histories.histories())
def test_whatever_is_asked_axes_stay_a_tree_of_three_levels(history: histories.History) -> None:
    model = histories.Model()
    for asking, by in history:
        model.ask(asking, by)
    for kind, state in model.states.values():
        if kind == "action_plan":
            for one in state.axes:
                seen, above = {one}, state.axes[one].parent
                while above is not None:
                    assert above not in seen
                    seen.add(above)
                    above = state.axes[above].parent
                assert len(seen) <= 3
    assert NETWORK in model.states
