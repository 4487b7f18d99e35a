"""A plan that leaves as a workbook and comes back: what nobody changed in it changes nothing, what somebody did meets the plan."""

import csv
import io
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from events import action, action_plan, fields, ids
from events.action import Funding
from events.decider import Invalid
from events.fields import Change, Members
from events.ids import ActionId, AxisId, NetworkId, PersonId, Token
from service.files import cells, plan_export, plan_import, plan_reader, workbook
from service.files.matching import Present
from service.files.plan_export import Left, Origin
from service.files.plan_import import Plan
from service.files.workbook import Cell, Sheet, Workbook
from tests.rules.test_plan_import import BEN, NETWORK, PLAN, REASON, Town, keys

HAB, FIN, ORG = (AxisId(UUID(int=100 + number)) for number in range(3))


class Desk(Town):
    """A town that sends its plan away as a file."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[PersonId, str] = {}
        for axis, title, parent in ((HAB, "Habiter", None), (FIN, "Financer", None), (ORG, "Se loger", HAB)):
            self.ask(PLAN, action_plan.AddAxis(axis=axis, title=title, parent=parent, order_key=title[0]))

    def add(self, title: str, **values: Any) -> UUID:
        made = UUID(int=1_000 + self.position)
        parent = values.pop("parent", None)
        axis = values.pop("axis", None if parent else HAB)
        self.ask(made, action.Add(plan=PLAN, title=title, order_key=f"V{self.position:04}V", axis=axis, parent=parent, **values))
        return made

    def leave(self) -> Left:
        return plan_export.leave(self.axes.values(), self.cards.values(), self.names)

    def file(self) -> Workbook:
        """What leaves, as a reader sees it."""
        origin = Origin(NETWORK, PLAN, Token(1, self.position))
        return workbook.read(plan_export.workbook(origin, self.leave(), "Plan"), "plan.xlsx")

    def back(self, file: Workbook, left: Left) -> Plan:
        """What the file asks for on its return."""
        people = {name: person for person, name in self.names.items()}
        present = Present(PLAN, [*self.axes.values()], [*self.cards.values()], [*self.last.values()], people, left.bases)
        return plan_import.plan(ids.new(), plan_reader.read(file, None, left), present, REASON)


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    trees = made.add(
        "Planter des haies",
        description="=2+2\nle long des chemins",
        lead="Mairie, service technique",
        co_leads=("Parc naturel",),
        partners=("Ligue (LPO, section)", "nc", '"Les Haies" du Nord'),
        starts_on=date(2025, 1, 1),
        ends_on=date(2025, 12, 31),
        funders={"Région; fonds vert": Funding(1_234_50), "ADEME": Funding()},
        budget_planned=5_000_00,
        priority="low",
        aims=("climate", "biodiversity"),
        extra={"Suivi": "oui", "Notes": "d’une autre colonne", "Financeur": "autre"},
    )
    made.add("Compter les haies", parent=ActionId(trees), status="done")
    made.add("Planter des haies", axis=ORG, calendar="au printemps")
    made.add("Champ texte libre", axis=FIN, description="Champ texte : rien", code="1.10")
    return made


def changed(file: Workbook, title: str, **cells: Cell) -> Workbook:
    """Somebody writes into the row of an action, columns named by how their headers begin."""
    sheet = file.sheets[0]
    headers = [str(header) for header in sheet.rows[0]]
    rows = [[*row, *[""] * (len(headers) - len(row))] for row in sheet.rows]
    row = next(row for row in rows[1:] if title in row[5:7])
    for begins, cell in cells.items():
        row[next(at for at, header in enumerate(headers) if header.startswith(begins.replace("_", " ")))] = cell
    return with_rows(file, rows)


def with_rows(file: Workbook, rows: list[list[Cell]]) -> Workbook:
    return structs.replace(file, sheets=(structs.replace(file.sheets[0], rows=tuple(map(tuple, rows))), *file.sheets[1:]))


def asked(drawn: Plan) -> list[Any]:
    assert drawn.faults == ()
    return [step.command for step in drawn.steps if step.command is not None]


def test_what_nobody_changed_asks_for_nothing(desk: Desk) -> None:
    drawn = desk.back(desk.file(), desk.leave())
    assert asked(drawn) == []
    assert [line.does for line in drawn.lines] == ["nothing"] * 4
    assert not {"row_gone", "unknown_id", "example_left_out"} & {*keys(drawn.notes)}


def test_a_file_says_where_it_is_from(desk: Desk) -> None:
    assert plan_export.origin(desk.file()) == Origin(NetworkId(NETWORK), PLAN, Token(1, desk.position))
    assert plan_export.origin(Workbook("plan.xlsx", (Sheet("Plan", (("Titre",),)),))) is None
    assert plan_export.origin(Workbook("plan.xlsx", (Sheet("club21", (("plan", "x"), ("moment",))),))) is None


def test_only_what_was_changed_in_the_file_is_asked_for(desk: Desk) -> None:
    left, file = desk.leave(), desk.file()
    (command,) = asked(desk.back(changed(file, "Compter les haies", Objectifs="Mille mètres"), left))
    assert command == action.Edit(objectives=Change(None, "Mille mètres"))


def test_what_people_did_meanwhile_stays(desk: Desk) -> None:
    left, file = desk.leave(), desk.file()
    desk.edit("Champ texte libre", description="Autrement", priority="high")
    desk.edit("Compter les haies", title="Mesurer les haies")
    file = changed(file, "Champ texte libre", Objectifs="Autre chose")
    assert asked(desk.back(file, left)) == [action.Edit(objectives=Change(None, "Autre chose"))]


def test_the_same_field_changed_here_and_in_the_file_waits_for_people(desk: Desk) -> None:
    left, file = desk.leave(), desk.file()
    desk.edit("Champ texte libre", code="2.1")
    drawn = desk.back(changed(file, "Champ texte libre", Code="3.1"), left)
    assert asked(drawn) == [action.Edit(code=Change("1.10", "3.1"))]
    assert "clash_expected" in keys(drawn.notes)


def test_a_row_that_was_moved_renamed_or_sorted_is_the_same_action(desk: Desk) -> None:
    left, file = desk.leave(), desk.file()
    file = changed(file, "Champ texte libre", Titre_de_l="Champ libre", Axe="Habiter")
    header, *rows = (list(row) for row in file.sheets[0].rows)
    (command,) = asked(desk.back(with_rows(file, [header, *rows[::-1]]), left))
    assert command == action.Edit(title=Change("Champ texte libre", "Champ libre"), axis=Change(FIN, HAB))


def test_columns_may_be_moved_and_taken_out(desk: Desk) -> None:
    left, file = desk.leave(), desk.file()
    rows = [[row[5], *row[:5], *row[6:7], *row[8:]] for row in file.sheets[0].rows]
    assert asked(desk.back(with_rows(file, rows), left)) == []


def test_a_copied_row_is_a_new_action_once_it_has_another_title(desk: Desk) -> None:
    left, file = desk.leave(), desk.file()
    rows = [list(row) for row in file.sheets[0].rows]
    copied = rows[-1].copy()
    drawn = desk.back(with_rows(file, [*rows, copied]), left)
    assert "repeated_action" in [fault.key.removeprefix("import.") for fault in drawn.faults]
    copied[5] = "Un autre"
    (command,) = asked(desk.back(with_rows(file, [*rows, copied]), left))
    assert isinstance(command, action.Add)
    assert command.title == "Un autre"


def test_a_row_that_was_taken_out_is_told_and_its_action_stays(desk: Desk) -> None:
    left, file = desk.leave(), desk.file()
    drawn = desk.back(with_rows(file, [list(row) for row in file.sheets[0].rows[:-1]]), left)
    assert asked(drawn) == []
    assert "row_gone" in keys(drawn.notes)


def test_an_id_of_nowhere_is_told_and_the_row_read_by_its_titles(desk: Desk) -> None:
    left, file = desk.leave(), desk.file()
    drawn = desk.back(changed(file, "Compter les haies", Identifiant=str(UUID(int=9))), left)
    assert asked(drawn) == []
    assert "unknown_id" in keys(drawn.notes)


def test_a_file_of_another_plan_is_read_like_any_other(desk: Desk) -> None:
    desk.edit("Champ texte libre", title="Champ libre")  # else it is taken for help, as in every file that did not leave here
    drawn = Desk().back(desk.file(), Left())
    assert sum(isinstance(one, action.Add) for one in asked(drawn)) == 4


def test_people_leave_by_name_and_who_has_none_stays(desk: Desk) -> None:
    gone = PersonId(UUID(int=77))
    desk.names = {BEN: "Ben Petit"}
    desk.edit("Champ texte libre", lead_people=Members((BEN, gone), ()))
    left, file = desk.leave(), desk.file()
    assert asked(desk.back(file, left)) == []
    assert "Ben Petit" in str(file.sheets[0].rows)


def test_every_choice_is_a_word_that_an_import_knows() -> None:
    for words, known in (
        (plan_export.STATUS, cells.STATUSES),
        (plan_export.PRIORITY, cells.PRIORITIES),
        (plan_export.PARTICIPATION, cells.PARTICIPATIONS),
    ):
        assert {name: cells.choice(word, known, "") for name, word in words.items()} == {name: name for name in words}


def test_a_csv_opens_in_a_french_spreadsheet(desk: Desk) -> None:
    data = plan_export.table(desk.leave())
    assert data.startswith(b"\xef\xbb\xbf")
    header, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";")
    row = next(dict(zip(header, one, strict=True)) for one in rows if one[5:7] == ["Planter des haies", ""] and one[2] == "")
    assert (row["Date de début"], row["Budget prévisionnel (€ HT)"]) == ("01/01/2025", "5000,00")
    assert row["Descriptif"].startswith("'=2+2")


names = st.text(st.sampled_from("aé ,;.\"'()-&/=\n"), min_size=1, max_size=12)
texts = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.sampled_from(["Champ texte", "#REF!", "Total", "=1+1", "'x", "_x0041_", "nc", "2024-01-01", "0012", "données"]),
)


@given(st.lists(names.map(lambda name: fields.clean(name, line=True)).filter(bool), min_size=1, max_size=4, unique=True))
def test_names_are_read_again_as_they_were(several: list[str]) -> None:
    assert cells.several(", ".join(map(cells.quoted, several))) == tuple(several)


@given(
    st.lists(
        st.fixed_dictionaries(
            {"title": names},
            optional={
                "description": texts,
                "code": texts,
                "calendar": texts,
                "lead": names,
                "partners": st.lists(names, max_size=3).map(tuple),
                "funders": st.dictionaries(names, st.builds(Funding, st.none() | st.integers(0, 10**13)), max_size=2),
                "extra": st.dictionaries(names, st.text(min_size=1, max_size=9), max_size=2),
                "starts_on": st.dates(),
                "budget_actual": st.integers(0, 10**13),
                "continuous": st.booleans(),
                "priority": st.sampled_from(["high", "medium", "low"]),
                "axis": st.sampled_from([None, HAB, ORG]),
            },
        ),
        min_size=1,
        max_size=4,
    ),
    st.data(),
)
@settings(max_examples=40)
def test_whatever_a_plan_holds_comes_back_unchanged(added: list[dict[str, Any]], data: st.DataObject) -> None:
    desk = Desk()
    for values in added:
        try:
            made = desk.add(**values)
        except Invalid:
            continue
        if data.draw(st.booleans()):
            desk.add(f"partie de {made}", parent=ActionId(made))
    if desk.cards:
        drawn = desk.back(desk.file(), desk.leave())
        assert drawn.faults == ()
        assert asked(drawn) == []
