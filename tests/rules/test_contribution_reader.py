"""The tables that workshops write up, as contributions: what goes on, what is in doubt, what may be several actions."""

from collections import Counter
from typing import Any

import pytest

from events.decider import Invalid
from service.files import contribution_reader
from service.files.contribution_reader import Line, Reading, split
from tests.workbooks import xlsx
from tests.workshop_tables import annex


def of(reading: Reading, action: str) -> Line:
    (found,) = [line for line in reading.lines if line.action.startswith(action)]
    return found


def test_an_annex_is_read_with_what_it_leaves_open() -> None:
    reading = contribution_reader.read(annex().encode(), "annexe.txt")
    assert reading.sheets == ("Se connaître", "Dire / Informer", "Partager", "Conseiller")
    assert Counter(line.sheet for line in reading.lines) == dict(zip(reading.sheets, (24, 20, 7, 15), strict=True))
    assert sum(len(line.continued) for line in reading.lines) == 7
    assert [note.key for note in reading.notes].count("import.continues") == 7


def test_what_runs_over_is_put_back_where_it_belongs() -> None:
    reading = contribution_reader.read(annex().encode(), "annexe.txt")
    shared = of(reading, "Ouvrir un lieu").objective
    assert shared is not None
    assert shared.endswith("dans leurs premiers pas grâce aux anciens, avec une liste d'adresses entre membres")
    assert of(reading, "Monter des actions").objective == "Apprendre de leurs façons de faire\nPenser ensemble ce qui nous touche tous"
    assert of(reading, "Ouvrir un seul").action == "Ouvrir un seul portail numérique"


def test_an_orientation_that_may_be_another_one_is_marked_and_says_why() -> None:
    reading = contribution_reader.read(annex().encode(), "annexe.txt")
    assert (of(reading, "Tenir un carnet").orientation, of(reading, "Tenir un carnet").doubt) == ("Faire connaissance", "before_any")
    assert of(reading, "Recenser les membres").doubt is None
    assert of(reading, "Recenser les projets de la rubrique 1").doubt is None, "it stands between twice the same"
    assert of(reading, "Dessiner un logo").doubt == "centred"
    assert (of(reading, "Remettre un prix").orientation, of(reading, "Remettre un prix").doubt) == ("Être vus", "beside_no_action")
    pieced = of(reading, "Afficher les visages")
    assert (pieced.orientation, pieced.doubt) == ("Se connaître / Mieux dire entre nous", "pieced_together")
    assert of(reading, "Affréter").orientation == "Faire valoir le réseau et sensibiliser au-delà"
    assert of(reading, "Visiter Rédiger").doubt is None, "where orientations stand at the top, what follows is theirs"


def test_a_cell_that_may_hold_several_actions_is_marked_and_a_person_cuts_it() -> None:
    reading = contribution_reader.read(annex().encode(), "annexe.txt")
    once = of(reading, "Organiser des rencontres")
    assert split(once, once.cuts) == ["Organiser des rencontres chaleureuses - chaque année - le matin", "Établir le programme de l'année"]
    assert split(once, ()) == [once.action]
    many = of(reading, "Informer : Cinéma")
    assert split(many, many.cuts)[1:] == ["Organiser des potagers d'école", "Mobiliser les associations"]
    assert len(of(reading, "Lancer un concours").cuts) == 1
    assert not of(reading, "Tenir des tables rondes").cuts


@pytest.mark.parametrize(
    "text",
    [
        "Atelier;Orientation;Action proposée;Objectif\nMobilité;Rouler;Un bus;Moins de voitures\nMobilité;;Un vélo;\n",
        "## Atelier 1 : Mobilité\n\n| Orientation | Proposition | Objectif |\n|---|---|---|\n"
        "| Rouler | Un bus | Moins de voitures |\n| | Un vélo | |\n",
        "﻿Workshop,Orientation,Proposal,Aim\r\nMobilité,Rouler,Un bus,Moins de voitures\r\nMobilité,,Un vélo,\r\n",
    ],
)
def test_tables_of_other_kinds_say_the_same(text: str) -> None:
    reading = contribution_reader.read(text.encode(), "x")
    assert [(one.sheet, one.orientation, one.action, one.objective) for one in reading.lines] == [
        ("Mobilité", "Rouler", "Un bus", "Moins de voitures"),
        ("Mobilité", "Rouler", "Un vélo", None),
    ]


def test_a_workbook_has_a_workshop_a_sheet_and_merged_cells_are_sure() -> None:
    head = ["Orientation", "Action", "Objectif", "Groupe"]
    rows: list[list[Any]] = [head, ["Rouler", "Un bus", "Moins de voitures", "Aulne"], [None, "Un vélo", None, "Saule"]]
    reading = contribution_reader.read(xlsx({"Mobilité": rows}), "x.xlsx")
    assert [(one.sheet, one.row, one.orientation, one.group) for one in reading.lines] == [
        ("Mobilité", 2, "Rouler", "Aulne"),
        ("Mobilité", 3, "Rouler", "Saule"),
    ]


@pytest.mark.parametrize("data", [b"", b"Rien ici\n", b"Nom;Action\n", "Nom\tÂge\nZoé\t40\n".encode(), b"\x00\xff\xfe"])
def test_a_file_without_contributions_is_refused_with_what_is_missing(data: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        contribution_reader.read(data, "x.txt")
    assert refused.value.key == "import.no_contributions"
