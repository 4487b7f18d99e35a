"""Edits that meet: one matrix of policies for every field, the merge of texts, and the one form in which text is kept."""

import random
import time
import unicodedata
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import example
from hypothesis import given as every
from hypothesis import strategies as st
from msgspec import UNSET, Struct, structs

from events import action, action_plan, fields, network
from events.action import Funding
from events.decider import Command, Invalid
from events.fields import Change, Clash, Members
from tests import histories
from tests.histories import KEYED, SETS, VALUES
from tests.people import ADA, BEN, CAS, HAUTEFEUILLE
from tests.spec import FIRST, SECOND, refuses

CARD = action.Added(plan=histories.PLANS[0], title="Fête du vélo", order_key="V")
PLAN = action_plan.Opened(title="Fête du vélo", authority=HAUTEFEUILLE)
AXIS = action_plan.AxisAdded(axis=histories.AXES[0], title="Fête du vélo", order_key="V")
PHASE = action_plan.PhaseAdded(phase=histories.PHASES[0], title="Fête du vélo")


class Edited(Struct, frozen=True):
    """An edit command, what it edits, and the policies in force."""

    command: type[Command]
    row: Struct
    policies: Any
    named: dict[str, Any]


EDITS = (
    Edited(action.Edit, CARD, action.POLICIES, {}),
    Edited(action_plan.Edit, PLAN, action_plan.POLICIES, {}),
    Edited(action_plan.EditAxis, AXIS, action_plan.POLICIES, {"axis": AXIS.axis}),
    Edited(action_plan.EditPhase, PHASE, action_plan.POLICIES, {"phase": PHASE.phase}),
)
SINGLE = [
    pytest.param(edited, name, id=f"{edited.command.__struct_config__.tag}-{name}")
    for edited in EDITS
    for name in edited.command.__struct_fields__
    if name not in (*edited.named, *SETS, *KEYED)
]
SWITCHES = {"continuous", "internal"}
LWW = {"order_key"}
TEXT3 = {"description", "objectives", "governance", "resources", "notes"}


def met(edited: Edited, row: Struct, wishes: dict[str, Any], *, whole: bool = False) -> fields.Met:
    return fields.meet(row, edited.command(**edited.named, **wishes), edited.policies, whole=whole)


def three(name: str) -> tuple[Any, Any, Any]:
    """Three values of a field; of a switch, which has two, the third is the first."""
    values = VALUES[name]
    return values[0], values[1], values[0] if name in SWITCHES else values[2]


# --- The matrix ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("edited", "name"), SINGLE)
def test_where_the_field_is_as_seen_the_wish_stands(edited: Edited, name: str) -> None:
    seen, wanted, _ = three(name)
    assert met(edited, structs.replace(edited.row, **{name: seen}), {name: Change(seen, wanted)}) == ({name: wanted}, [])


@pytest.mark.parametrize(("edited", "name"), SINGLE)
def test_where_the_field_is_as_wanted_there_is_nothing_to_do(edited: Edited, name: str) -> None:
    seen, wanted, _ = three(name)
    assert met(edited, structs.replace(edited.row, **{name: wanted}), {name: Change(seen, wanted)}) == ({}, [])


@pytest.mark.parametrize(("edited", "name"), [one for one in SINGLE if one.values[1] not in SWITCHES])
def test_where_someone_was_faster_the_policy_of_the_field_decides(edited: Edited, name: str) -> None:
    seen, wanted, standing = ("planned", "done", "paused") if name == "status" else three(name)
    if name in TEXT3:
        seen, wanted, standing = "Un", "Deux", "Trois"
    result = met(edited, structs.replace(edited.row, **{name: standing}), {name: Change(seen, wanted)})
    if name in LWW:
        assert result == ({name: wanted}, [])
    else:
        assert result == ({}, [Clash(name, msgspec.to_builtins(seen), msgspec.to_builtins(wanted))])


def test_a_switch_has_no_third_value_so_it_never_clashes() -> None:
    assert met(EDITS[0], structs.replace(CARD, continuous=True), {"continuous": Change(True, True)}) == ({}, [])


@pytest.mark.parametrize(("edited", "name"), [one for one in SINGLE if one.values[1] in TEXT3])
def test_long_texts_merge_where_people_changed_different_lines(edited: Edited, name: str) -> None:
    standing = structs.replace(edited.row, **{name: "Un\nDeux\nTrois!"})
    assert met(edited, standing, {name: Change("Un\nDeux\nTrois", "Un!\nDeux\nTrois")}) == ({name: "Un!\nDeux\nTrois!"}, [])


def test_every_field_of_the_contract_has_its_policy_and_no_other_has_one() -> None:
    assert {name for name, policy in action.POLICIES.items() if policy == "lww"} == LWW
    assert {name for name, policy in action.POLICIES.items() if policy == "text3"} == TEXT3
    assert action_plan.POLICIES == {"description": "text3", "order_key": "lww"}


def test_nothing_is_asked_where_wish_and_sight_are_the_same() -> None:
    assert met(EDITS[0], CARD, {"title": Change("Autre chose", "Autre chose")}) == ({}, [])


@pytest.mark.parametrize("name", SETS)
def test_sets_grow_and_shrink_and_never_clash(name: str) -> None:
    one, two, three_ = (SETS[name][index] for index in (0, 1, 2))
    standing = structs.replace(CARD, **{name: fields.members([one, two])})
    assert met(EDITS[0], standing, {name: Members((three_,), (one,))}) == ({name: fields.members([two, three_])}, [])
    assert met(EDITS[0], standing, {name: Members((one,), (three_,))}) == ({}, [])


def test_who_is_taken_out_and_put_in_at_once_is_in() -> None:
    assert met(EDITS[0], CARD, {"lead_people": Members((ADA,), (ADA,))}) == ({"lead_people": (ADA,)}, [])


@pytest.mark.parametrize("name", KEYED)
def test_keyed_values_meet_key_by_key(name: str) -> None:
    (here, there), (empty, one, two) = KEYED[name][0], KEYED[name][1]
    standing = structs.replace(CARD, **{name: {here: one}})
    wishes = {here: Change(empty, two), there: Change(empty, two)}
    assert met(EDITS[0], standing, {name: wishes}) == (
        {name: {there: two}},
        [Clash(f"{name}.{here}", None, msgspec.to_builtins(two))],
    )


def test_a_key_set_to_null_is_gone() -> None:
    standing = structs.replace(CARD, funders={"ADEME": Funding(100), "Région": Funding()})
    result = met(EDITS[0], standing, {"funders": {"ADEME": Change(Funding(100), None)}})
    assert fields.overlay(standing, result.values).funders == {"Région": Funding()}


def test_what_can_be_applied_is_applied_and_the_rest_comes_back() -> None:
    wishes = {"title": Change("Titre d'hier", "Mon titre"), "lead": Change(None, "Mairie"), "partners": Members(("CAF",))}
    assert met(EDITS[0], CARD, wishes) == (
        {"lead": "Mairie", "partners": ("CAF",)},
        [Clash("title", "Titre d'hier", "Mon titre")],
    )


def test_asked_as_a_whole_one_clash_keeps_back_every_wish_and_loses_none() -> None:
    wishes = {
        "title": Change("Titre d'hier", "Mon titre"),
        "lead": Change(None, "Mairie"),
        "partners": Members(("CAF",)),
        "extra": {"Cibles": Change(None, "Les jeunes")},
    }
    assert met(EDITS[0], CARD, wishes, whole=True) == (
        {},
        [
            Clash("title", "Titre d'hier", "Mon titre"),
            Clash("lead", None, "Mairie"),
            Clash("partners", [], ["CAF"]),
            Clash("extra.Cibles", None, "Les jeunes"),
        ],
    )


def test_asked_as_a_whole_without_a_clash_everything_stands() -> None:
    assert met(EDITS[0], CARD, {"lead": Change(None, "Mairie")}, whole=True) == ({"lead": "Mairie"}, [])


# --- Merging texts ------------------------------------------------------------------------------------------------

TEXT = st.lists(st.sampled_from(["", "un", "deux", "trois"]), max_size=8).map("\n".join)


@every(TEXT, TEXT)
def test_who_alone_changed_a_text_has_it_their_way(base: str, changed: str) -> None:
    assert fields.merge_lines(base, changed, base) == changed
    assert fields.merge_lines(base, base, changed) == changed
    assert fields.merge_lines(base, changed, changed) == changed


@every(TEXT, TEXT, TEXT)
def test_a_merge_is_the_same_whoever_came_first(base: str, one: str, other: str) -> None:
    assert fields.merge_lines(base, one, other) == fields.merge_lines(base, other, one)


@every(st.data())
def test_changes_of_lines_that_lie_apart_are_all_kept(data: st.DataObject) -> None:
    lines = [f"ligne {index}" for index in range(data.draw(st.integers(3, 10)))]
    parted = data.draw(st.integers(1, len(lines) - 2))
    theirs, yours, both = list(lines), list(lines), list(lines)
    here, there = data.draw(st.integers(0, parted - 1)), data.draw(st.integers(parted + 1, len(lines) - 1))
    theirs[here] = both[here] = "leur ligne"
    yours[there] = both[there] = "ma ligne"
    assert fields.merge_lines("\n".join(lines), "\n".join(theirs), "\n".join(yours)) == "\n".join(both)


@pytest.mark.parametrize(
    ("theirs", "yours"),
    [
        ("un!\ndeux\ntrois", "un?\ndeux\ntrois"),
        ("un\ndeux!\ntrois", "un\ndeux\ntrois?"),
        ("un\ndeux\ntrois\nquatre", "un\ndeux\ntrois\ncinq"),
        ("", "un\ndeux!\ntrois"),
        ("un\ntrois", "un\ndeux!\ntrois"),
    ],
    ids=["the same line", "neighbouring lines", "two endings", "emptied and edited", "removed and edited"],
)
def test_changes_that_touch_are_for_people_to_settle(theirs: str, yours: str) -> None:
    assert fields.merge_lines("un\ndeux\ntrois", theirs, yours) is None
    assert fields.merge_lines("un\ndeux\ntrois", yours, theirs) is None


@every(TEXT, TEXT, TEXT)
@example("un", "deux\nun", "un\n\nun")
@example("deux\nun", "un\nun", "deux\nun\ndeux\nun")
def test_an_edit_that_merged_changes_nothing_when_it_is_asked_again(was: str, stands: str, wanted: str) -> None:
    was, stands, wanted = (fields.clean(text) for text in (was, stands, wanted))
    row = structs.replace(CARD, notes=stands or None)
    edit = action.Edit(notes=Change(was or None, wanted or None))
    first = fields.meet(row, edit, action.POLICIES)
    second = fields.meet(fields.overlay(row, first.values), edit, action.POLICIES)
    assert second == ({}, first.clashes)


@pytest.mark.parametrize("line", ["a", ""])
def test_the_longest_text_of_the_shortest_lines_holds_nobody_up(line: str) -> None:
    lines = [line] * (20_000 // (len(line) + 1))
    began = time.process_time()
    merged = fields.merge_lines("\n".join(lines), "\n".join(["x", *lines[1:-1]]), "\n".join([*lines[:-2], "y", line]))
    assert time.process_time() - began < 1
    assert merged is None or ("x" in merged and "y" in merged)


def test_long_texts_without_rhyme_or_reason_hold_nobody_up() -> None:
    chance = random.Random(21)
    base, theirs, yours = ("\n".join(chance.choices("ab", k=5_000)) for _ in range(3))
    began = time.process_time()
    assert fields.merge_lines(f"titre\n{base}\nfin", f"titre\n{theirs}\nfin", f"titre\n{yours}\nfin") is None
    assert time.process_time() - began < 1


def test_texts_of_many_blank_lines_hold_nobody_up() -> None:
    base, theirs = ["titre", *[""] * 450, "fin"], ["titre", *["", "x"] * 225, "fin"]
    began = time.process_time()
    assert fields.merge_lines("\n".join(base), "\n".join(theirs), "\n".join([*base, "et plus"])) == "\n".join([*theirs, "et plus"])
    assert time.process_time() - began < 1


def test_texts_too_different_to_compare_line_by_line_still_keep_what_lies_outside() -> None:
    base = ["titre", *(f"ligne {index}" for index in range(1_500)), "fin", "signature"]
    theirs = ["titre", *(f"autre ligne {index}" for index in range(1_500)), "fin", "signature"]
    yours = [*base[:-1], "ma signature"]
    assert fields.merge_lines("\n".join(base), "\n".join(theirs), "\n".join(yours)) == "\n".join([*theirs[:-1], "ma signature"])


def test_a_merge_never_makes_a_text_that_nobody_could_edit_again() -> None:
    base = "début\n" + "x" * 9_000 + "\nfin"
    theirs, yours = "y" * 9_000 + "\n" + base, base + "\n" + "z" * 9_000
    edit = action.Edit(notes=Change(base, yours))
    assert fields.meet(structs.replace(CARD, notes=theirs), edit, action.POLICIES).clashes == [Clash("notes", base, yours)]


# --- Clashes until they are settled -------------------------------------------------------------------------------


def test_the_same_clash_is_kept_once() -> None:
    clash = Clash("title", "hier", "demain")
    ((conflict, kept),) = fields.newly_open([clash], [], FIRST)
    assert kept == clash
    known = [action.Clashed(conflict=conflict, field="title", was="hier", yours="demain")]
    assert fields.newly_open([clash], known, SECOND) == []
    assert fields.newly_open([clash, Clash("title", "hier", "un jour")], known, SECOND)[0][1].yours == "un jour"


def test_conflicts_have_ids_that_follow_from_the_command() -> None:
    clashes = [Clash("title", "a", "b"), Clash("lead", None, "c")]
    first, second = fields.newly_open(clashes, [], FIRST), fields.newly_open(clashes, [], SECOND)
    assert first == fields.newly_open(clashes, [], FIRST)
    assert len({conflict for conflict, _ in (*first, *second)}) == 4


def test_a_conflict_is_settled_through_the_edit_of_its_field() -> None:
    settled = fields.one_field_edit(action.Edit, "funders.S.A.R.L. du Pont", Change(None, {"amount": 5}))
    assert settled == action.Edit(funders={"S.A.R.L. du Pont": Change(None, Funding(5))})
    assert fields.one_field_edit(action.Edit, "starts_on", Change("2026-01-01", None)) == action.Edit(
        starts_on=Change(date(2026, 1, 1), None)
    )
    assert fields.one_field_edit(action.Edit, "title", Change("a", "  b ")) == action.Edit(title=Change("a", "b"))


def test_a_conflict_about_a_set_is_settled_by_what_joins_and_what_leaves() -> None:
    settled = fields.one_field_edit(action.Edit, "lead_people", Change([str(ADA), str(BEN)], [str(BEN), str(CAS)]))
    assert settled == action.Edit(lead_people=Members((CAS,), (ADA,)))
    assert fields.one_field_edit(action.Edit, "partners", Change(["CAF"], None)) == action.Edit(partners=Members((), ("CAF",)))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", 5),
        ("title", None),
        ("title", " "),
        ("title", ["un", "deux"]),
        ("title", "x" * 301),
        ("title", "a\0b"),
        ("starts_on", "2026-02-30"),
        ("budget_planned", -1),
        ("status", "late"),
        ("partners", [["CAF"]]),
        ("partners", ["x" * 301]),
        ("lead_people", ["nobody"]),
        ("funders.ADEME", {"amount": "5"}),
        ("extra.Cibles", 5),
    ],
)
def test_a_settlement_with_a_value_of_another_kind_is_malformed(field: str, value: Any) -> None:
    with pytest.raises(Invalid) as caught:
        fields.one_field_edit(action.Edit, field, Change(None, value))
    assert caught.value.at == ".command.value"


# --- The one form in which text is kept ---------------------------------------------------------------------------


def titled(text: str) -> str:
    return fields.normal(action.Edit(title=Change(text, text))).title.to  # type: ignore[union-attr]  # it was given


def noted(text: str) -> str | None:
    return fields.normal(action.Edit(notes=Change(text, text))).notes.to  # type: ignore[union-attr]  # it was given


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Fête  ", "Fête"),
        ("Fe\u0302te", "Fête"),
        ("Fête\ndu\r\nvélo", "Fête du vélo"),
        ("Fête \t du   vélo", "Fête du vélo"),
        ("\u00a0Fête\u00a0du vélo\u2028", "Fête\u00a0du vélo"),
    ],
)
def test_a_line_has_no_breaks_and_single_spaces(typed: str, kept: str) -> None:
    assert titled(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("un\r\ndeux\rtrois\n", "un\ndeux\ntrois"),
        ("un\n\n  deux\tici", "un\n\n  deux\tici"),
        (" \r\n\t ", None),
        ("", None),
        ("E\u0301cole", "École"),
    ],
)
def test_a_text_keeps_its_lines_and_an_empty_one_is_null(typed: str, kept: str | None) -> None:
    assert noted(typed) == kept


def test_what_was_seen_is_brought_into_the_same_form_as_what_is_wanted() -> None:
    assert fields.normal(
        action.Edit(lead=Change(" E\u0301cole ", "")),
    ) == action.Edit(lead=Change("École", None))


@pytest.mark.parametrize(
    ("command", "at"),
    [
        (action.Edit(title=Change("a", " \n ")), ".command.title.to"),
        (action.Edit(title=Change("a\0", "a")), ".command.title.was"),
        (action.Edit(notes=Change(None, "a\x0bb")), ".command.notes.to"),
        (action.Edit(notes=Change(None, "a\x85b")), ".command.notes.to"),
        (action.Edit(partners=Members(("CAF", "a\x1bb"))), ".command.partners.add[1]"),
        (action.Edit(funders={"\x07": Change(None, Funding())}), ".command.funders.\x07"),
        (action.Edit(funders={"  ": Change(None, Funding())}), ".command.funders.  "),
        (action.Edit(extra={"Cibles": Change(None, "\0")}), ".command.extra.Cibles.to"),
        (action.Edit(extra={"E\u0301": Change(None, "a"), "É": Change(None, "b")}), ".command.extra"),
        (action.Add(plan=CARD.plan, title="", order_key="V"), ".command.title"),
        (action.Add(plan=CARD.plan, title="a", order_key="V", extra={"Cibles": " "}), ".command.extra.Cibles"),
        (action.Add(plan=UUID(int=0), title="a", order_key="V"), ".command.plan"),  # type: ignore[arg-type]  # an id like any other
        (action.Edit(lead_people=Members((UUID(int=0),))), ".command.lead_people.add[0]"),  # type: ignore[arg-type]  # an id like any other
        (action.Edit(title=Change("a", "\u0958" * 300)), ".command.title.to"),
        (action.Edit(notes=Change("\u0958" * 20_000, None)), ".command.notes.was"),
    ],
)
def test_what_can_not_be_kept_is_malformed_and_the_answer_names_the_field(command: Command, at: str) -> None:
    refuses(command, at)


def test_members_of_a_set_are_kept_once_and_in_order_and_empty_ones_dropped() -> None:
    typed = action.Edit(partners=Members(("CAF", " ", "E\u0301cole", "École", "ADEME"), (" CAF ",)))
    assert fields.normal(typed) == action.Edit(partners=Members(("ADEME", "CAF", "École"), ("CAF",)))


def test_what_was_not_touched_stays_untouched() -> None:
    edit = fields.normal(action.Edit(lead=Change(None, "a")))
    assert edit.title is UNSET
    assert fields.set_fields(action.Edited(lead="a")) == {"lead": "a"}


@every(st.text(max_size=60))
@example("\u00a0\u0301a")
@example("a\u2028\u2028b ")
@example("\u1100\u1161\u11a8")
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    for line in (True, False):
        try:
            once = fields.clean(text, line=line)
        except Invalid:
            continue
        assert fields.clean(once, line=line) == once
        assert unicodedata.is_normalized("NFC", once)
        assert once == once.strip()
        assert not any(unicodedata.category(character) == "Cc" and character not in "\n\t" for character in once)
        assert not line or not {"\n", "\t"} & set(once)


@example(network.Redact((network.Place(1, ("",)),)))
@every(histories.any_command())
def test_whatever_the_door_decodes_has_one_form_that_can_be_sent_back(command: Command) -> None:
    try:
        once = fields.normal(command)
    except Invalid:
        return
    assert fields.normal(once) == once
    # A value that was stored must be fit to be sent as what a person saw.
    assert msgspec.json.decode(msgspec.json.encode(once), type=type(command)) == once
