"""Importing a plan: what the rows of a spreadsheet ask of it, the first time and every time after."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events import action, action_plan, fields, ids
from events.decider import Asked, Invalid
from events.fields import Change, Members
from events.ids import ActionId, AxisId, NetworkId, PersonId, PlanId, StreamId
from events.log.recorded import Recorded
from projections.axis_list import Axis, axis_list
from projections.plan_board import Card, plan_board
from projections.projection import Projection, R
from service.files import plan_import, plan_reader, workbook
from service.files.columns import layout, letter
from service.files.matching import Imported, Present
from service.files.order_keys import spread
from service.files.plan_import import Plan, Step
from service.files.plan_rows import Reading
from service.files.report import Remark, told
from service.files.workbook import Sheet, Workbook
from service.identity.people import normalised
from service.languages import knows
from tests import workbooks
from tests.workbooks import HEADERS_28, HEADERS_33, HEADERS_36, Formula, Grid, Merged, ods, row, xlsx

ADA = PersonId(UUID(int=1))
BEN = PersonId(UUID(int=2))
NETWORK = NetworkId(UUID(int=3))
PLAN = PlanId(UUID(int=4))
REASON = "Repris du classeur"


class Town:
    """One plan, its rules and its rows, in memory; what the runner does with steps, without a database."""

    def __init__(self) -> None:
        opened = action_plan.Opened(title="Plan", authority=ids.authority(siren="215704636"))
        self.states: dict[UUID, Any] = {PLAN: action_plan.rules.fold([opened])}
        self.axes: dict[UUID, Axis] = {}
        self.cards: dict[UUID, Card] = {}
        self.last: dict[ActionId, Imported] = {}
        self.people: dict[str, PersonId] = {}
        self.position = 0

    @property
    def present(self) -> Present:
        return Present(PLAN, [*self.axes.values()], [*self.cards.values()], [*self.last.values()], self.people)

    def ask(self, stream: UUID, command: Any, by: PersonId = BEN, id: UUID | None = None, reason: str | None = None) -> list[Any]:
        """What happened, as the line of commands decides it."""
        rules: Any = action_plan.rules if isinstance(command, action_plan.Command) else action.rules
        command = fields.normal(command)
        at = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=self.position)
        asked = Asked(NETWORK, StreamId(stream), id or ids.new(), by, at, reason=reason, others=self.states)  # type: ignore[arg-type]  # an id is an id
        happened = rules.decide(command, self.states.get(stream), asked)
        for event in happened:
            self.states[stream] = rules.evolve(self.states.get(stream), event)
            self.position += 1
            recorded: Any = Recorded(NETWORK, self.position, asked.stream, PLAN, 1, "", asked.id, None, by, None, at, event)
            self._fold(axis_list, self.axes, recorded)
            self._fold(plan_board, self.cards, recorded)
        return list(happened)

    def _fold(self, projection: Projection[R], rows: dict[UUID, R], recorded: Any) -> None:
        for key in projection.touches(recorded):
            assert isinstance(key, UUID)
            if (changed := projection.fold(rows.get(key), recorded)) is not None:
                rows[key] = changed

    def draw(self, grid: Grid | bytes, import_id: UUID | None = None) -> Plan:
        """What importing this sheet would do."""
        data = grid if isinstance(grid, bytes) else xlsx({"Plan": grid})
        return plan_import.plan(import_id or ids.new(), read(data), self.present, REASON)

    def bring(self, grid: Grid | bytes) -> Plan:
        """Import this sheet as Ada."""
        drawn = self.draw(grid)
        assert drawn.faults == ()
        self.run(drawn)
        return drawn

    def run(self, drawn: Plan) -> None:
        people: dict[PersonId, PersonId | None] = {}
        for stand_in, name in drawn.names.items():
            people[stand_in] = self.people.setdefault(normalised(name), PersonId(ids.new()))
        for step in plan_import.identified(drawn.steps, people):
            if step.command is not None:
                self.ask(step.stream, step.command, ADA, step.id, step.reason)
            if step.imported is not None:
                self.last[step.imported.action_id] = step.imported

    def called(self, title: str) -> Card:
        return next(card for card in self.cards.values() if card.title == title)

    def edit(self, title: str, /, **wishes: Any) -> None:
        """Ben changes fields of an action, having seen it as it is."""
        card = self.called(title)
        seen = {"axis": card.axis_id, **{name: getattr(card, name) for name in wishes if name != "axis"}}
        changes: dict[str, Any] = {
            name: value if isinstance(value, Members | dict) else Change(seen[name], value) for name, value in wishes.items()
        }
        self.ask(card.action_id, action.Edit(**changes), reason="Parce que")


def read(data: bytes, only: str | None = None) -> Reading:
    return plan_reader.read(workbook.read(data, "plan.xlsx"), only)


def grid(*rows: Sequence[Any], headers: Sequence[str] = HEADERS_36) -> list[Sequence[Any]]:
    return [["Présentation de l’action"], headers, *rows]


def one(**cells: Any) -> list[Any]:
    """A row of the model with 36 columns."""
    return row(HEADERS_36, **({"titre_de_l": "Planter des haies"} | cells))


def alone(**cells: Any) -> Card:
    """The action that one row makes in an empty plan."""
    town = Town()
    town.bring(grid(one(**cells)))
    (card,) = town.cards.values()
    return card


def keys(remarks: Iterable[Remark]) -> list[str]:
    return [remark.key.removeprefix("import.") for remark in remarks]


def commands(drawn: Plan) -> list[Any]:
    return [step.command for step in drawn.steps if step.command is not None]


# --- the files in circulation ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("data", workbooks.circulating("modele-import-pa.xlsx"))
def test_the_empty_model_has_no_rows_and_says_so(data: bytes) -> None:
    drawn = Town().draw(data)
    assert (drawn.steps, drawn.lines, [fault.key for fault in drawn.faults]) == ((), (), ["import.no_rows"])
    assert keys(drawn.notes) == ["example_left_out"]


@pytest.mark.parametrize("data", workbooks.circulating("plan_sans_axes.xlsx"))
def test_a_plan_without_axes_gives_its_forty_six_actions(data: bytes) -> None:
    town = Town()
    drawn = town.bring(data)
    assert len(town.cards) == len(drawn.lines) == 46
    assert town.axes == {}
    assert {card.status for card in town.cards.values()} == {"planned"}
    assert Counter(keys(drawn.notes))["no_status"] == 46
    in_order = sorted(town.cards.values(), key=lambda card: card.order_key)
    assert [int(card.title.split(".")[0]) for card in in_order] == list(range(1, 47))
    assert in_order[1].calendar == "2024"
    assert in_order[18].calendar == "01/06/2023"  # its date format was lost on the way
    assert in_order[5].budget_planned == 240_000
    assert "\n" not in in_order[11].title
    assert len({person for card in in_order for person in card.lead_people}) >= 1


@pytest.mark.parametrize("data", workbooks.circulating("plan_with_sous_actions_valid.xlsx"))
def test_sub_actions_stand_below_their_actions(data: bytes) -> None:
    town = Town()
    drawn = town.bring(data)
    assert [line.row for line in drawn.lines] == [4, 5, 6, 7, 8, 9, 10]
    assert sorted(axis.title for axis in town.axes.values()) == ["Axe 1", "Axe 2", "Sous-axe 2.1"]
    above = {card.title: card for card in town.cards.values() if card.parent_id is None}
    parts = {card.title: card for card in town.cards.values() if card.parent_id is not None}
    assert sorted(above) == ["Action 1", "Action 2", "Action 3", "Action normale"]
    assert {title: town.cards[card.parent_id].title for title, card in parts.items() if card.parent_id} == {
        "Sous-action 1.1": "Action 1",
        "Sous-action 1.2": "Action 1",
        "Sous-action 3.1": "Action 3",
    }
    deepest = next(axis for axis in town.axes.values() if axis.title == "Sous-axe 2.1")
    assert deepest.parent_id is not None
    assert town.axes[deepest.parent_id].title == "Axe 2"
    assert above["Action 3"].axis_id == deepest.axis_id
    assert {title: card.status for title, card in parts.items()} == {
        "Sous-action 1.1": "in_progress",
        "Sous-action 1.2": "done",
        "Sous-action 3.1": "paused",
    }
    assert parts["Sous-action 1.1"].ends_on == date(2025, 12, 31)


@pytest.mark.parametrize("data", workbooks.circulating("plan_with_duplicate_actions.xlsx"))
def test_the_same_action_twice_in_an_axis_is_refused_by_row(data: bytes) -> None:
    drawn = Town().draw(data)
    assert drawn.steps == ()
    (fault,) = told(drawn.faults, "fr")
    assert (fault.sheet, fault.row, fault.column, fault.key) == ("Plan", 5, "Titre de l'action", "import.repeated_action")
    assert "Action dupliquée" in fault.sentence
    assert "ligne 4" in fault.sentence


@pytest.mark.parametrize("data", workbooks.circulating("plan_with_sous_actions.xlsx"))
def test_a_sub_action_whose_action_has_no_row_is_refused_by_row(data: bytes) -> None:
    drawn = Town().draw(data)
    assert drawn.steps == ()
    assert [(fault.row, fault.column, fault.values["action"]) for fault in drawn.faults] == [
        (5, "Titre de la sous-action", "Action 1"),
        (6, "Titre de la sous-action", "Action 1"),
        (8, "Titre de la sous-action", "Action 3"),
    ]
    assert set(keys(drawn.faults)) == {"no_parent_row"}


@pytest.mark.parametrize("name", sorted(workbooks.TWINS))
def test_the_same_file_again_asks_for_nothing(name: str) -> None:
    for data in workbooks.circulating(name):
        town = Town()
        town.run(town.draw(data))
        again = town.draw(data)
        assert commands(again) == []
        assert {line.does for line in again.lines} <= {"nothing"}


# --- columns -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [HEADERS_28, HEADERS_33, HEADERS_36])
@pytest.mark.parametrize("before", [0, 1, 3])
def test_columns_are_found_by_their_words_wherever_the_headers_stand(headers: Sequence[str], before: int) -> None:
    above: list[Sequence[Any]] = [["Ville de Montfort"]] * before
    cells = row(headers, titre_de_l="Planter", partenaires="LPO", elu="Ana Roca", financeur_2="Région", date_de_fin="01/02/2030")
    if "Titre de la fiche action" in headers:
        cells = row(headers, titre_de_la_fiche="Planter", partenaires="LPO", elu="Ana Roca", financeur_2="Région", date_de_fin="01/02/2030")
    (found,) = read(xlsx({"Plan": [*above, headers, cells]})).rows
    assert found.title == "Planter"
    assert found.said.partners == ("LPO",)
    assert found.said.ends_on == date(2030, 2, 1)
    assert found.said.funders == {"Région": action.Funding()}
    assert found.people["elected_people"] == ("Ana Roca",)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("TITRE DE L’ACTION", "title"),
        ("Titre de la fiche action ", "title"),
        ("Intitulé de l'action*", "title"),
        ("Axe (x)", "axis"),
        ("Sous-axe", "axis2"),
        ("Sous-sous axe (x.x.x)", "axis3"),
        ("Élu·e référent·e ", "elected_people"),
        ("Elu(e) référent(e)", "elected_people"),
        ("Service-département-pôle pilote", "lead_service"),
        ("Budget prévisionnel total € TTC", "budget_planned"),
        ("Budget prévisionnel total\n(en euros HT)", "budget_planned"),
        ("STATUT ", "status"),
        ("Date de fin (JJ/MM/AAAA)", "ends_on"),
        ("N°", "code"),
        ("Participation citoyenne", "participation"),
        ("Thématique principale", None),
        ("Actions liées", None),
        ("Notes de suivi", None),
    ],
)
def test_a_header_counts_by_its_words(header: str, field: str | None) -> None:
    fillers = ["Descriptif", "Objectifs", "Titre"] if field != "title" else ["Descriptif", "Objectifs"]
    found = layout(Sheet("Plan", ((*fillers, header),)))
    assert found is not None
    assert found.columns[-1].field == field


def test_an_amount_belongs_to_the_funder_before_it() -> None:
    headers = ["Titre", "Financeur 1", "Montant € HT", "Financeur 2", "Financeur 3", "Montant € HT", "Montant € HT"]
    (found,) = read(xlsx({"Plan": [headers, ["Planter", "ADEME", 10, "Région", "Europe", "2 000,50 €", 7]]})).rows
    assert found.said.funders == {"ADEME": action.Funding(1_000), "Région": action.Funding(), "Europe": action.Funding(200_050)}
    assert found.said.extra == {"Montant € HT": "7"}


def test_columns_nobody_knows_are_kept_under_their_headers() -> None:
    headers = [*HEADERS_28, "Cibles", "Cibles", None]
    cells = [*row(HEADERS_28, titre_de_l="Planter", financements="Mécénat"), "Familles", "Écoles", "Divers"]
    reading = read(xlsx({"Plan": [headers, cells]}))
    assert reading.rows[0].said.extra == {
        "Financements": "Mécénat",
        "Indicateurs liés": None,
        "Cibles": "Familles",
        "Cibles (2)": "Écoles",
        "Colonne AE": "Divers",
    }
    (kept,) = [note for note in reading.notes if note.key == "import.columns_kept"]
    assert kept.values == {"columns": "Financements, Cibles, Cibles (2), Colonne AE"}
    assert [letter(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


@pytest.mark.parametrize("sheet", [[["Nom", "Prénom"], ["Roca", "Ana"]], [["Titre de l'action"], ["Planter"]], [["x"]]])
def test_a_workbook_without_the_columns_of_a_plan_is_refused(sheet: Grid) -> None:
    with pytest.raises(Invalid) as caught:
        read(xlsx({"Feuille": sheet}))
    assert caught.value.key == "import.no_columns"
    assert str(sheet[0][0]) in caught.value.sentence


def test_one_sheet_can_be_chosen_and_hidden_ones_are_left_out() -> None:
    data = xlsx({"A": grid(one(titre_de_l="Un")), "B": grid(one(titre_de_l="Deux")), "C": grid(one(titre_de_l="Trois"))}, hidden=["C"])
    assert [found.title for found in read(data).rows] == ["Un", "Deux"]
    assert [found.title for found in read(data, "C").rows] == ["Trois"]
    with pytest.raises(Invalid) as caught:
        read(data, "D")
    assert caught.value.key == "import.no_such_sheet"


def test_an_open_document_says_the_same() -> None:
    rows = grid(one(axe=Merged("Axe 1", 2), titre_de_l="Un", date_de_fin=date(2030, 1, 1), budget=1250.5), one(titre_de_l="Deux"))
    assert read(ods({"Plan": rows})).rows == read(xlsx({"Plan": rows})).rows
    assert [found.path for found in read(ods({"Plan": rows})).rows] == [("Axe 1",), ("Axe 1",)]


# --- cells -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "cents"),
    [
        (1250, 125_000),
        (1250.5, 125_050),
        (0.1 + 0.2, 30),
        (0, 0),
        ("1 234,50 €", 123_450),
        ("1\u202f234,50\u00a0€", 123_450),
        ("1234.5", 123_450),
        ("1.234,50", 123_450),
        ("12 000 € HT", 1_200_000),
        ("12000 euros", 1_200_000),
        ("50 k€", 5_000_000),
        ("1,2 M€", 120_000_000),
        ("à définir", None),
        ("-", None),
        (None, None),
    ],
)
def test_an_amount_is_read_however_it_is_written(cell: Any, cents: int | None) -> None:
    assert alone(budget=cell).budget_planned == cents


@pytest.mark.parametrize("cell", ["environ 5000", "12,345", "1 23 456", "-5", -5, "cinq", 1e15, True, date(2024, 1, 1), "5 000 / an"])
def test_an_amount_that_could_mean_something_else_is_refused(cell: Any) -> None:
    (fault,) = Town().draw(grid(one(budget=cell))).faults
    assert (fault.key, fault.row, fault.column) == ("import.no_amount", 3, "Budget prévisionnel total € HT")


@pytest.mark.parametrize(
    "cell",
    [
        date(2023, 2, 1),
        datetime(2023, 2, 1, 8, 30),
        "01/02/2023",
        "1/2/23",
        "01-02-2023",
        "01.02.2023",
        "2023-02-01",
        "1er février 2023",
        44958,
    ],
)
def test_a_day_is_read_however_it_is_written(cell: Any) -> None:
    assert alone(date_de_debut=cell).starts_on == date(2023, 2, 1)


@pytest.mark.parametrize("cell", ["31/02/2024", "2024-13-01", "01/02/0024", "45/01/2024"])
def test_a_day_that_does_not_exist_is_refused(cell: str) -> None:
    (fault,) = Town().draw(grid(one(date_de_debut=cell))).faults
    assert (fault.key, fault.column, fault.values) == ("import.no_such_day", "Date de début", {"value": cell})


@pytest.mark.parametrize(
    ("cell", "shown"), [("printemps 2023", "printemps 2023"), (2024, "2024"), ("mi-2024", "mi-2024"), ("T3 2025", "T3 2025")]
)
def test_a_date_in_words_joins_the_calendar(cell: Any, shown: str) -> None:
    town = Town()
    drawn = town.bring(grid(one(date_de_debut=cell, date_de_fin="01/02/2030", calendrier="En deux temps")))
    card = town.called("Planter des haies")
    assert (card.starts_on, card.ends_on) == (None, date(2030, 2, 1))
    assert card.calendar == f"En deux temps\nDate de début : {shown}"
    assert "date_in_words" in keys(drawn.notes)


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("À venir", "planned"),
        ("A VENIR", "planned"),
        ("À discuter", "to_discuss"),
        ("En cours ", "in_progress"),
        ("Réalisé", "done"),
        ("Réalisée", "done"),
        ("Terminé·e", "done"),
        ("En pause", "paused"),
        ("Bloqué ", "blocked"),
        ("Abandonné(e)", "abandoned"),
        ("En retard", "in_progress"),
        (None, "planned"),
    ],
)
def test_a_status_is_read_in_its_usual_spellings(cell: str | None, status: str) -> None:
    assert alone(statut=cell).status == status


def test_late_and_missing_statuses_are_reported() -> None:
    drawn = Town().draw(grid(one(titre_de_l="Un", statut="En retard"), one(titre_de_l="Deux")))
    assert [(note.key, note.row) for note in drawn.notes] == [("import.late_is_in_progress", 3), ("import.no_status", 4)]


def test_the_words_of_the_lists_are_read() -> None:
    card = alone(niveau="Élevée", participation="Co-construction", action_en="VRAI", statut="En cours")
    assert (card.priority, card.participation, card.continuous) == ("high", "co_construction", True)
    card = alone(niveau="Bas", participation="Pas de participation citoyenne", action_en=False)
    assert (card.priority, card.participation, card.continuous) == ("low", "none", False)


@pytest.mark.parametrize(
    ("cells", "key", "column"),
    [
        ({"statut": "Peut-être"}, "no_such_status", "Statut"),
        ({"niveau": "Vital"}, "no_such_priority", "Niveau de priorité"),
        ({"participation": "Fête"}, "no_such_participation", "Participation Citoyenne"),
        ({"action_en": "Parfois"}, "no_yes_or_no", "Action en amélioration continue"),
        ({"titre_de_l": "x" * 301}, "too_long", "Titre de l'action"),
        ({"descriptif": "x" * 20_001}, "too_long", "Descriptif"),
        ({"partenaires": "x" * 301}, "name_too_long", "Partenaires"),
        ({"montant": 5000}, "amount_without_funder", "Montant € HT"),
        ({"titre_de_l": None, "descriptif": "Sans titre"}, "no_title", "Titre de l'action"),
        ({"titre_de_l": None, "titre_de_la_sous": "Partie"}, "sub_action_without_action", "Titre de l'action"),
        ({"sous_axe": "1.1. Seul"}, "axis_missing", "Sous-axe (x.x)"),
        ({"notes_de_suivi": Formula("=A9/0", "#DIV/0!")}, "formula_failed", "Notes de suivi"),
        ({"budget": Formula("=X1", "#REF!")}, "formula_failed", "Budget prévisionnel total € HT"),
    ],
)
def test_what_can_not_be_taken_is_named_by_row_and_column(cells: dict[str, Any], key: str, column: str) -> None:
    drawn = Town().draw(grid(one(titre_de_l="Une bonne ligne"), one(**cells)))
    assert drawn.steps == ()
    (fault,) = told(drawn.faults, "fr")
    assert (fault.key, fault.sheet, fault.row, fault.column) == (f"import.{key}", "Plan", 4, column)
    assert "{" not in fault.sentence
    assert "import." not in fault.sentence


def test_every_fault_of_a_file_is_told_at_once() -> None:
    rows = [one(statut="Quoi"), one(titre_de_l="Deux", budget="cher"), one(titre_de_l="Trois", date_de_fin="32/01/2024", niveau="?!x")]
    assert [(fault.row, fault.key.split(".")[1]) for fault in Town().draw(grid(*rows)).faults] == [
        (3, "no_such_status"),
        (4, "no_amount"),
        (5, "no_such_priority"),
        (5, "no_such_day"),
    ]


def test_several_names_in_a_cell_are_set_apart() -> None:
    card = alone(
        structure="Ville, Agglomération (eau, air)",
        partenaires="- LPO ;\n- Pays d’Art, d’Histoire\n- néant",
        direction="Service, Direction",
    )
    assert (card.lead, card.co_leads) == ("Ville", ("Agglomération (eau, air)",))
    assert card.partners == ("LPO", "Pays d’Art", "d’Histoire")
    assert card.lead_service == "Service, Direction"


def test_people_are_one_per_name_however_it_is_written() -> None:
    town = Town()
    town.people = {normalised("Ana Roca"): ADA}
    drawn = town.bring(
        grid(one(titre_de_l="Un", personne="Ana ROCA, Léo Vidal"), one(titre_de_l="Deux", personne="leo  vidal et Ana Roca", elu="Eva Sol"))
    )
    assert sorted(drawn.names.values()) == ["Eva Sol", "Léo Vidal"]
    assert town.called("Un").lead_people == town.called("Deux").lead_people
    assert ADA in town.called("Un").lead_people
    assert town.called("Deux").elected_people == (town.people["eva sol"],)
    assert not set(drawn.names) & {person for card in town.cards.values() for person in (*card.lead_people, *card.elected_people)}


def test_funders_and_their_amounts_are_read() -> None:
    town = Town()
    headers = ["Titre", "Financeur 1", "Montant € HT", "Financeur 2", "Montant € TTC", "Financeur 3", "Montant € HT"]
    drawn = town.bring([headers, ["Planter", "Métropole, Région", 50_000, "ADEME", "10 € HT", "ADEME", 5]])
    assert town.called("Planter").funders == {"Métropole, Région": action.Funding(5_000_000), "ADEME": action.Funding(1_500)}
    assert set(keys(drawn.notes)) == {"amount_of_several", "funder_twice", "other_tax", "amounts_mixed", "no_status_column"}


def test_the_five_aims_are_read_from_crosses_or_from_a_list() -> None:
    headers = ["Titre", "Climat", "Biodiversité", "Épanouissement", "Cohésion sociale", "Conso"]
    found = read(xlsx({"Plan": [headers, ["Carapatte", "x", None, "X", "oui", "non"]]})).rows
    assert found[0].said.aims == ("climate", "cohesion", "fulfilment")
    found = read(xlsx({"Plan": [["Titre", "Finalités"], ["Carapatte", "climat, cohésion sociale"]]})).rows
    assert found[0].said.aims == ("climate", "cohesion")


def test_an_end_before_the_start_is_worth_a_note() -> None:
    drawn = Town().draw(grid(one(date_de_debut="01/02/2030", date_de_fin="01/02/2029", statut="En cours")))
    assert keys(drawn.notes) == ["ends_before_start"]


# --- rows that are no actions ----------------------------------------------------------------------------------------


def test_totals_and_axes_by_themselves_are_left_out() -> None:
    drawn = Town().draw(grid(one(titre_de_l=None, axe="Axe 1"), one(titre_de_l=None, descriptif="TOTAL", budget=12), []))
    assert drawn.steps == ()
    assert keys(drawn.notes) == ["axis_alone", "total_left_out"]


def test_help_left_in_a_real_row_is_not_imported() -> None:
    card = alone(notes_de_suivi=workbooks.LATER, documents=workbooks.LATER, descriptif="Vrai texte")
    assert card.extra == {}
    assert card.description == "Vrai texte"


def test_merged_axes_and_titles_hold_for_all_their_rows() -> None:
    town = Town()
    rows = [
        one(axe=Merged("Axe 1", 3), titre_de_l="Un"),
        row(HEADERS_36, titre_de_l=Merged("Deux", 2)),
        row(HEADERS_36, titre_de_la_sous="Partie"),
    ]
    town.bring(grid(*rows))
    assert [axis.title for axis in town.axes.values()] == ["Axe 1"]
    assert town.called("Partie").parent_id == town.called("Deux").action_id


# --- ids and order -------------------------------------------------------------------------------------------------


def test_ids_follow_from_the_import_and_the_row() -> None:
    import_id = ids.new()
    drawn = Town().draw(grid(one(axe="Axe 1")), import_id)
    axis, added = drawn.steps
    assert added.id == ids.derived(import_id, "Plan", 3) == ids.derived(import_id, "Plan:3")
    assert added.stream == ids.derived(added.id, "item") == drawn.lines[0].action_id
    assert isinstance(axis.command, action_plan.AddAxis)
    assert axis.stream == PLAN
    assert axis.command.axis == ids.derived(axis.id, "item")
    assert Town().draw(grid(one(axe="Axe 1")), import_id) == drawn


def test_new_rows_stand_where_the_file_has_them() -> None:
    town = Town()
    town.bring(grid(one(titre_de_l="A"), one(titre_de_l="D")))
    town.bring(grid(one(titre_de_l="A"), one(titre_de_l="B"), one(titre_de_l="C"), one(titre_de_l="D"), one(titre_de_l="E")))
    assert [card.title for card in sorted(town.cards.values(), key=lambda card: card.order_key)] == ["A", "B", "C", "D", "E"]


def test_another_file_stands_after_what_is_there() -> None:
    town = Town()
    town.bring(grid(one(titre_de_l="A"), one(titre_de_l="B")))
    town.bring(grid(one(titre_de_l="C"), one(titre_de_l="D")))
    assert [card.title for card in sorted(town.cards.values(), key=lambda card: card.order_key)] == ["A", "B", "C", "D"]


ORDER_KEYS = st.from_regex(r"[0-9A-Za-z]{0,6}[1-9A-Za-z]", fullmatch=True)


@given(ORDER_KEYS | st.just(""), ORDER_KEYS | st.none(), st.integers(1, 60))
def test_order_keys_lie_between_their_neighbours(after: str, before: str | None, count: int) -> None:
    found = list(spread(after, before, count))
    assert len(set(found)) == count
    assert found == sorted(found)
    assert after < found[0]
    if before is not None and before > after:
        assert found[-1] < before
    assert all(not key.endswith("0") and len(key) < 15 for key in found)


# --- the second time: last import, now, file ----------------------------------------------------------------------------


def test_a_cell_left_alone_never_undoes_what_a_person_did() -> None:
    town = Town()
    file = grid(
        one(
            axe="Axe 1",
            descriptif="Texte",
            statut="En cours",
            partenaires="LPO, Région",
            budget=100,
            notes_complementaires="n",
            personne="Léo Vidal",
        )
    )
    town.bring(file)
    town.ask(PLAN, action_plan.AddAxis(axis=AxisId(ids.new()), title="Axe 2", order_key="x"))
    other = next(axis.axis_id for axis in town.axes.values() if axis.title == "Axe 2")
    town.edit(
        "Planter des haies",
        title="Planter beaucoup de haies",
        description="Autre texte",
        status="done",
        partners=Members(("Pays",), ("LPO",)),
        budget_planned=5,
        notes=None,
        axis=other,
        lead_people=Members((BEN,), town.called("Planter des haies").lead_people),
    )
    before = dict(town.cards)
    assert commands(town.draw(file)) == []
    town.bring(file)
    assert town.cards == before


def test_a_changed_cell_is_an_edit_of_what_was_last_imported() -> None:
    town = Town()
    town.bring(grid(one(descriptif="Texte", statut="En cours", budget=100, financeur_1="ADEME", montant=10, indicateurs="a")))
    town.edit("Planter des haies", objectives="De Ben")
    drawn = town.bring(grid(one(descriptif="Texte neuf", statut="Réalisé", budget=100, financeur_1="ADEME", montant=20, indicateurs="b")))
    (edit,) = commands(drawn)
    assert edit == action.Edit(
        description=Change("Texte", "Texte neuf"),
        status=Change("in_progress", "done"),
        funders={"ADEME": Change(action.Funding(1_000), action.Funding(2_000))},
        extra={"Indicateurs liés": Change("a", "b")},
    )
    assert drawn.lines[0].fields == ("description", "extra.Indicateurs liés", "funders.ADEME", "status")
    card = town.called("Planter des haies")
    assert (card.description, card.objectives, card.status) == ("Texte neuf", "De Ben", "done")


def test_both_changed_is_a_clash_that_keeps_both() -> None:
    town = Town()
    town.bring(grid(one(budget=100, statut="En cours")))
    town.edit("Planter des haies", budget_planned=150_00)
    drawn = town.draw(grid(one(budget=200, statut="En cours")))
    (note,) = [note for note in told(drawn.notes, "fr") if note.key == "import.clash_expected"]
    assert "Planter des haies" in note.sentence
    (step,) = [step for step in drawn.steps if step.command]
    happened = town.ask(step.stream, step.command, ADA, step.id)
    assert [(clash.field, clash.was, clash.yours) for clash in happened] == [("budget_planned", 100_00, 200_00)]
    assert town.called("Planter des haies").budget_planned == 150_00
    town.run(drawn)
    assert commands(town.draw(grid(one(budget=200, statut="En cours")))) == []


def test_sets_change_by_the_difference() -> None:
    town = Town()
    town.bring(grid(one(partenaires="LPO, Région", personne="Léo Vidal, Eva Sol")))
    town.edit("Planter des haies", partners=Members(("Pays",), ()))
    (edit,) = commands(town.bring(grid(one(partenaires="Région, ADEME", personne="Eva Sol, Ana Roca"))))
    assert edit == action.Edit(
        partners=Members(("ADEME",), ("LPO",)), lead_people=Members((edit.lead_people.add[0],), (town.people["leo vidal"],))
    )
    card = town.called("Planter des haies")
    assert card.partners == ("ADEME", "Pays", "Région")
    assert set(card.lead_people) == {town.people["eva sol"], town.people["ana roca"]}


def test_a_row_that_is_gone_is_reported_and_never_withdrawn() -> None:
    town = Town()
    town.bring(grid(one(titre_de_l="A"), one(titre_de_l="B")))
    drawn = town.bring(grid(one(titre_de_l="B")))
    (gone,) = [note for note in drawn.notes if note.key == "import.row_gone"]
    assert gone.values == {"title": "A", "number": "3"}
    assert commands(drawn) == []
    assert not town.called("A").withdrawn
    back = town.draw(grid(one(titre_de_l="A", descriptif="Revenue"), one(titre_de_l="B")))
    assert commands(back) == [action.Edit(description=Change(None, "Revenue"))]


def test_a_sheet_that_was_not_read_loses_no_rows() -> None:
    town = Town()
    town.bring(xlsx({"A": grid(one(titre_de_l="Un"), one(titre_de_l="Deux")), "B": grid(one(titre_de_l="Trois"))}))
    assert "row_gone" not in keys(town.draw(xlsx({"B": grid(one(titre_de_l="Trois"))})).notes)
    renamed = town.draw(xlsx({"Plan 2025": grid(one(titre_de_l="Un"))}))
    assert [note.values["title"] for note in renamed.notes if note.key == "import.row_gone"] == ["Deux"]


def test_a_withdrawn_action_is_left_alone_until_it_is_restored() -> None:
    town = Town()
    town.bring(grid(one(titre_de_l="A"), one(titre_de_l="A", titre_de_la_sous="A1")))
    town.ask(town.called("A").action_id, action.Withdraw())
    changed = grid(
        one(titre_de_l="A", descriptif="Neuf"), one(titre_de_l="A", titre_de_la_sous="A1"), one(titre_de_l="A", titre_de_la_sous="A2")
    )
    drawn = town.bring(changed)
    assert commands(drawn) == []
    assert {"withdrawn", "parent_withdrawn"} <= set(keys(drawn.notes))
    town.ask(town.called("A").action_id, action.Restore())
    assert [type(command) for command in commands(town.draw(changed))] == [action.Edit, action.Add]


def test_a_column_that_was_taken_out_says_nothing() -> None:
    town = Town()
    whole = grid(
        one(descriptif="Texte", calendrier="2030", notes_complementaires="n", indicateurs="i", action_en="VRAI", statut="En cours")
    )
    town.bring(whole)
    small = ["Titre de l'action", "Descriptif"]
    assert commands(town.draw([small, ["Planter des haies", "Texte"]])) == []
    town.bring([small, ["Planter des haies", "Neuf"]])
    assert town.called("Planter des haies").description == "Neuf"
    town.edit("Planter des haies", calendar="De Ben", extra={"Indicateurs liés": Change("i", "De Ben")})
    assert commands(town.draw(whole)) == [action.Edit(description=Change("Neuf", "Texte"))]  # put back, it says what it said before


def test_a_cell_that_was_emptied_empties_the_field() -> None:
    town = Town()
    town.bring(grid(one(descriptif="Texte", statut="En cours", financeur_1="ADEME", montant=10, partenaires="LPO", indicateurs="i")))
    assert commands(town.bring(grid(one()))) == [
        action.Edit(
            description=Change("Texte", None),
            status=Change("in_progress", "planned"),
            partners=Members((), ("LPO",)),
            funders={"ADEME": Change(action.Funding(1_000), None)},
            extra={"Indicateurs liés": Change("i", None)},
        )
    ]


@pytest.mark.parametrize(
    "second",
    [
        pytest.param([("Axe 1", "2. Planter des haies"), ("Axe 1", "1. Mesurer")], id="renumbered"),
        pytest.param([("Axe 2", "1. Planter des haies"), ("Axe 1", "2. Mesurer")], id="moved to another axis"),
        pytest.param([("Axe 1", "1. Planter des haies vives"), ("Axe 1", "2. Mesurer")], id="reworded"),
        pytest.param([("Axe 1", "0. Autre"), ("Axe 1", "1. Planter des haies"), ("Axe 1", "2. Mesurer")], id="one more above"),
    ],
)
def test_an_action_is_known_again_after_people_edit_their_file(second: list[tuple[str, str]]) -> None:
    town = Town()
    town.bring(grid(one(axe="Axe 1", titre_de_l="1. Planter des haies"), one(axe="Axe 1", titre_de_l="2. Mesurer")))
    planted, measured = town.called("1. Planter des haies").action_id, town.called("2. Mesurer").action_id
    drawn = town.bring(grid(*(one(axe=axis, titre_de_l=title) for axis, title in second)))
    assert "row_gone" not in keys(drawn.notes)
    for axis, title in second:
        card = town.called(title)
        assert card.axis_id is not None
        assert town.axes[card.axis_id].title == axis
    assert town.cards[planted].title == next(title for _, title in second if "haies" in title)
    assert town.cards[measured].title == next(title for _, title in second if "Mesurer" in title)


def test_another_action_in_the_same_row_is_another_action() -> None:
    town = Town()
    town.bring(grid(one(titre_de_l="Planter des haies", descriptif="Vert")))
    drawn = town.bring(grid(one(titre_de_l="Isoler l’école", descriptif="Chaud")))
    assert len(town.cards) == 2
    assert "row_gone" in keys(drawn.notes)


def test_an_axis_that_people_renamed_is_still_the_files_axis() -> None:
    town = Town()
    town.bring(grid(one(axe="Axe 1", titre_de_l="A")))
    (axis,) = town.axes
    town.ask(PLAN, action_plan.EditAxis(AxisId(axis), title=Change("Axe 1", "Nature en ville")))
    town.bring(grid(one(axe="Axe 1", titre_de_l="A"), one(axe="Axe 1", titre_de_l="B")))
    assert list(town.axes) == [axis]
    assert town.called("B").axis_id == axis


def test_axes_of_the_plan_are_found_by_their_titles() -> None:
    town = Town()
    above, below = AxisId(ids.new()), AxisId(ids.new())
    town.ask(PLAN, action_plan.AddAxis(axis=above, title="1. Nature", order_key="V"))
    town.ask(PLAN, action_plan.AddAxis(axis=below, title="1.1. Haies", parent=above, order_key="V"))
    town.bring(
        grid(one(axe="1. NATURE ", sous_axe="1.1.  Haies", titre_de_l="A"), one(axe="1. Nature", sous_axe="1.2. Mares", titre_de_l="B"))
    )
    assert town.called("A").axis_id == below
    assert [axis.title for axis in town.axes.values() if axis.parent_id == above] == ["1.1. Haies", "1.2. Mares"]
    town.ask(PLAN, action_plan.WithdrawAxis(above))
    town.bring(grid(one(axe="1. Nature", titre_de_l="C")))
    assert town.called("C").axis_id not in (None, above)


def test_an_action_that_people_added_is_met_not_doubled() -> None:
    town = Town()
    by_hand = ActionId(ids.new())
    town.ask(by_hand, action.Add(plan=PLAN, order_key="V", title="Planter des haies", description="De Ben"))
    drawn = town.bring(grid(one(descriptif="Du fichier", objectifs="Du fichier aussi")))
    assert list(town.cards) == [by_hand]
    assert "clash_expected" in keys(drawn.notes)
    card = town.called("Planter des haies")
    assert (card.description, card.objectives) == ("De Ben", "Du fichier aussi")
    town.bring(grid(one(), one(titre_de_la_sous="Une partie")))
    assert town.called("Une partie").parent_id == by_hand


def test_a_sub_action_may_join_an_action_that_only_the_plan_has() -> None:
    town = Town()
    town.ask(ActionId(ids.new()), action.Add(plan=PLAN, order_key="V", title="Planter des haies"))
    assert town.draw(grid(one(titre_de_la_sous="Une partie"))).faults == ()


def test_pausing_by_file_gives_the_file_as_reason() -> None:
    town = Town()
    town.bring(grid(one(statut="En cours")))
    drawn = town.bring(grid(one(statut="En pause")))
    assert [step.reason for step in drawn.steps] == [REASON]
    assert town.called("Planter des haies").status == "paused"


def test_an_import_that_broke_off_is_taken_up_where_it_stopped() -> None:
    town = Town()
    drawn = town.draw(grid(one(axe="Axe 1", titre_de_l="A"), one(axe="Axe 1", titre_de_l="B")))
    broken: list[Step] = [*plan_import.identified(drawn.steps, {})]
    for step in broken[:2]:
        assert step.command is not None
        town.ask(step.stream, step.command, ADA, step.id)
    happened = [town.ask(step.stream, step.command, ADA, step.id) for step in broken if step.command]
    assert [len(events) for events in happened] == [0, 0, 1]  # what had happened already happens once
    assert len(town.cards) == 2


# --- any spreadsheet ---------------------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    ["", "Planter", "1. Axe", "En cours", "À venir", "x", "VRAI", "12 €", "01/02/2024", "Ana Roca, Léo", "#REF!", "Total", "–", "é" * 30]
)
CELLS = st.one_of(
    WORDS,
    WORDS,
    st.text(max_size=20).map(workbook.clean),
    st.floats(allow_nan=True, allow_infinity=True),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.builds(workbook.Failed, st.just("#N/A")),
)
HEADER_ROWS = st.permutations(sorted({*HEADERS_36, *HEADERS_33, "Climat", "Finalités", "N°", ""})).map(
    lambda headers: ["Titre", "Statut", *headers]
)
ANY_GRID = st.builds(
    lambda headers, rows: Workbook("plan.xlsx", (Sheet("Plan", (tuple(headers), *map(tuple, rows))),)),
    HEADER_ROWS,
    st.lists(st.lists(CELLS, max_size=45), max_size=6),
)


@settings(max_examples=150, deadline=None)
@given(ANY_GRID)
def test_any_grid_of_cells_gives_a_plan_or_faults_and_twice_gives_nothing(made: Workbook) -> None:
    town = Town()
    reading = plan_reader.read(made)
    drawn = plan_import.plan(ids.new(), reading, town.present, REASON)
    for remark in (*drawn.faults, *drawn.notes):
        assert knows(remark.key)
        assert remark.sheet == "Plan"
    if drawn.faults:
        assert drawn.steps == ()
        return
    town.run(drawn)
    again = plan_import.plan(ids.new(), plan_reader.read(made), town.present, REASON)
    assert commands(again) == []


GOOD_CELLS = {
    "descriptif": st.sampled_from([None, "a", "b\nc"]),
    "statut": st.sampled_from([None, "En cours", "Réalisé", "En pause"]),
    "partenaires": st.sampled_from([None, "LPO", "LPO, Région", "Pays"]),
    "personne": st.sampled_from([None, "Ana Roca", "Léo Vidal, Ana Roca"]),
    "budget": st.sampled_from([None, 1, 2]),
    "financeur_1": st.sampled_from([None, "ADEME", "Europe"]),
    "indicateurs": st.sampled_from([None, "i", "j"]),
    "date_de_fin": st.sampled_from([None, "01/02/2030", "été 2030"]),
}
FILES = st.dictionaries(
    st.sampled_from(["1. A", "2. B", "3. C"]),
    st.tuples(st.sampled_from([None, "Axe 1", "Axe 2"]), st.fixed_dictionaries(GOOD_CELLS)),
    min_size=1,  # a file without rows is a fault
)


@settings(max_examples=60, deadline=None)
@given(FILES, FILES, st.lists(st.tuples(st.sampled_from(["1. A", "2. B", "3. C"]), st.sampled_from(["x", "y"]))))
def test_after_two_files_and_people_between_the_same_file_asks_for_nothing(first: Any, second: Any, edits: list[tuple[str, str]]) -> None:
    town = Town()
    sheets = [grid(*(one(titre_de_l=title, axe=axis, **cells) for title, (axis, cells) in file.items())) for file in (first, second)]
    town.bring(sheets[0])
    for title, text in edits:
        if any(card.title == title for card in town.cards.values()):
            town.edit(title, description=text, objectives=text)
    town.bring(sheets[1])
    assert commands(town.draw(sheets[1])) == []
    titles = {card.title for card in town.cards.values()}
    assert {*second} <= titles <= {*first, *second}  # an action of the first file may go on under another title
