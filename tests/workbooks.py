"""Workbooks for tests: made here cell by cell, and the real ones where they lie beside the repository.

The five twins hold what the five real files in circulation hold as far as an import can tell: the same headers, the
same help rows, the same faults.
"""

import io
import os
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

import xlsxwriter

from service.files.columns import words

HEADERS_28 = (
    *("Axe (x)", "Sous-axe (x.x)", "Sous-sous axe (x.x.x)", "Titre de l'action", "Titre de la sous-action", "Descriptif"),
    *("Instances de gouvernance", "Objectifs", "Indicateurs liés", "Structure pilote", "Moyens humains et techniques", "Partenaires"),
    *("Direction ou service pilote", "Personne pilote", "Élu·e référent·e", "Participation Citoyenne", "Financements"),
    *("Financeur 1", "Montant € HT", "Financeur 2", "Montant € HT", "Financeur 3", "Montant € HT", "Budget prévisionnel total € HT"),
    *("Statut", "Niveau de priorité", "Date de début", "Date de fin"),
)
HEADERS_33 = (
    *(*HEADERS_28[:3], "Titre de la fiche action", *HEADERS_28[4:], "Action en amélioration continue"),
    *("Mesures liées", "Actions liées", "Notes", "Documents et liens"),
)
HEADERS_36 = (
    *(*HEADERS_28, "Action en amélioration continue", "Calendrier", "Actions liées", "Fiches des plans liées", "Notes de suivi"),
    *("Etapes de la fiche action", "Notes complémentaires", "Documents et liens"),
)
LATER = "Ces informations devront être saisies directement sur la plateforme après l'import."

Grid = Sequence[Sequence[Any]]


class Merged(NamedTuple):
    """A cell merged over several rows."""

    value: Any
    rows: int


class Formula(NamedTuple):
    """A formula and what it came to when the file was last saved."""

    formula: str
    value: Any


def row(headers: Sequence[str], **cells: Any) -> list[Any]:
    """One row under these headers: cells by the beginning of their header, in one word (``titre``, ``financeur_2``)."""
    values: list[Any] = [None] * len(headers)
    plain = [words(header) for header in headers]
    for name, value in cells.items():
        begins = name.replace("_", " ")
        values[next(index for index, header in enumerate(plain) if header.startswith(begins))] = value
    return values


def xlsx(sheets: Mapping[str, Grid], hidden: Sequence[str] = ()) -> bytes:
    """A workbook with these sheets."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(
        written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    )
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, grid in sheets.items():
        sheet = book.add_worksheet(name)
        if name in hidden:
            sheet.hide()
        for at, cells in enumerate(grid):
            for column, cell in enumerate(cells):
                match cell:
                    case None | "":
                        continue
                    case Merged(value, rows):
                        sheet.merge_range(at, column, at + rows - 1, column, value)
                    case Formula(formula, value):
                        sheet.write_formula(at, column, formula, None, value)
                    case datetime() | date():
                        sheet.write_datetime(at, column, cell, day)
                    case bool():
                        sheet.write_boolean(at, column, cell)
                    case int() | float():
                        sheet.write_number(at, column, cell)
                    case _:
                        sheet.write_string(at, column, cell)
    book.close()
    return written.getvalue()


def ods(sheets: Mapping[str, Grid]) -> bytes:
    """The same as an OpenDocument spreadsheet."""
    tables = []
    for name, grid in sheets.items():
        rows = ("<table:table-row>" + "".join(_ods_cell(cell) for cell in cells) + "</table:table-row>" for cells in grid)
        # As spreadsheet programs end a sheet: a million empty rows.
        cells = '<table:table-cell table:number-columns-repeated="1024"/>'
        end = f'<table:table-row table:number-rows-repeated="1048000">{cells}</table:table-row>'
        tables.append(f'<table:table table:name="{escape(name)}">{"".join(rows)}{end}</table:table>')
    return zipped(_ods_parts("".join(tables)))


def _ods_parts(tables: str) -> dict[str, str]:
    names = "urn:oasis:names:tc:opendocument:xmlns"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return {
        "mimetype": kind,
        "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{names}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>',
        "content.xml": f'<office:document-content xmlns:office="{names}:office:1.0" xmlns:table="{names}:table:1.0" '
        f'xmlns:text="{names}:text:1.0"><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>',
    }


def _ods_cell(cell: Any) -> str:
    match cell:
        case None | "":
            return "<table:table-cell/>"
        case Merged(value, rows):
            return _ods_cell(value).replace("<table:table-cell", f'<table:table-cell table:number-rows-spanned="{rows}"', 1)
        case bool():
            return f'<table:table-cell office:value-type="boolean" office:boolean-value="{str(cell).lower()}"/>'
        case int() | float():
            return f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
        case date():
            return f'<table:table-cell office:value-type="date" office:date-value="{cell.isoformat()}"/>'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(cell).split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """An archive of these parts."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    """The parts of an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_sheet(xml: str) -> bytes:
    """A workbook whose only sheet is this XML."""
    parts: dict[str, str | bytes] = {**unzipped(xlsx({"Plan": [["x"]]}))}
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/worksheets/sheet1.xml"] = f'<worksheet xmlns="{namespace}"><sheetData>{xml}</sheetData></worksheet>'
    return zipped(parts)


def with_table(xml: str) -> bytes:
    """An OpenDocument spreadsheet whose only table is this XML."""
    return zipped(_ods_parts(f'<table:table table:name="Plan">{xml}</table:table>'))


# --- twins of the files in circulation --------------------------------------------------------------------------------


def _model() -> bytes:
    groups = ["Présentation de l’action", *[None] * 6, "Objectifs et indicateurs"]
    kinds = ["Champ texte"] * 4 + ["Champ texte non importé"] * 29
    help_row = row(
        HEADERS_33,
        axe="Si vos axes sont numérotés, indiquez d'abord :\n- le numéro \n- suivi d'un point",
        titre_de_la_fiche="Texte court de 300 caractères maximum, espaces compris.",
        structure="➔ Utilisez exactement la même écriture pour chaque intitulé dans toutes les fiches.",
        montant='Saisissez un nombre entier, sans espaces, ni symboles (pas de € ni "HT").',
        date_de_debut="Saisissez une date sous le format JJ/MM/AAAA",
        mesures="Ce champ ne sera pas intégré lors de l'importation.",
    )
    example = row(
        HEADERS_33,
        axe="1. Un axe",
        titre_de_la_fiche="Action 1 - Assurer la coordination de la transition écologique\n (ou)\n1.1.1.1. Assurer la coordination",
        titre_de_la_sous=LATER,
        personne="Une PERSONNE, Une AUTRE",
        financeur_1="Métropole, Région",
        montant=50000,
        statut="À venir",
        date_de_debut=date(2022, 11, 16),
        action_en="VRAI",
        notes=LATER,
    )
    lists = [["Résultats attendus", "Cibles", "Statut ", "Niveau de priorité", "Participation citoyenne"], ["x", "y", "À venir", "Élevé"]]
    about = [[None, "Importer un plan d'action"], [None, "Bonnes pratiques : reprenez l’architecture de votre plan"]]
    plan: Grid = [groups, HEADERS_33, kinds, help_row, example]
    return xlsx({"Mode demploi": about, "Fichier dimport": plan, "Listes déroulantes": lists}, hidden=["Listes déroulantes"])


def _without_axes() -> bytes:
    kinds = ["Champ texte"] * 4 + [None, "Champ texte "]
    rows = [
        row(
            HEADERS_36,
            titre_de_l=f"{number}. Une action du plan\n" if number == 12 else f"{number}. Une action du plan, la {number}e",
            descriptif=f"Ce que l’action {number} veut dire.",
            structure="Communauté" if number < 4 else None,
            partenaires="Bureau d’étude, Pays" if number % 3 == 0 else None,
            personne="Personne A" if number in (14, 15, 19) else None,
            budget=2400 if number == 6 else None,
            calendrier={2: 2024.0, 4: "1er janv 2023", 19: 45078.0}.get(number),
        )
        for number in range(1, 47)
    ]
    groups = ["Présentation de l’action", *[None] * 5, "Objectifs et indicateurs"]
    return xlsx({"Mode demploi": [[None, "Importer un plan d'action"]], "Fichier dimport": [groups, HEADERS_36, kinds, *rows]})


def _with_duplicates() -> bytes:
    rows = [row(HEADERS_28, axe="Axe 1", titre_de_l="Action dupliquée", descriptif=f"Description {number}") for number in (1, 2)]
    return xlsx({"Plan": [[], HEADERS_28, [], *rows]})


def _with_parts(*, valid: bool) -> bytes:
    def one(axe: str, titre_de_l: str, part: str | None = None, sous_axe: str | None = None, **cells: Any) -> list[Any]:
        return row(HEADERS_28, axe=axe, sous_axe=sous_axe, titre_de_l=titre_de_l, titre_de_la_sous=part, **cells)

    rows = [
        one("Axe 1", "Action normale", descriptif="Description action normale"),
        *([one("Axe 1", "Action 1")] if valid else []),
        one("Axe 1", "Action 1", "Sous-action 1.1", personne="Pilote A", statut="En cours", date_de_fin="31/12/2025"),
        one("Axe 1", "Action 1", "Sous-action 1.2", personne="Pilote B", statut="Réalisé", date_de_fin="30/06/2026"),
        one("Axe 2", "Action 2", descriptif="Description action 2"),
        *([one("Axe 2", "Action 3", sous_axe="Sous-axe 2.1")] if valid else []),
        one("Axe 2", "Action 3", "Sous-action 3.1", "Sous-axe 2.1", statut="En pause", date_de_fin="31/03/2027"),
    ]
    return xlsx({"Plan": [["Plan avec sous-actions"], HEADERS_28, ["Données"], *rows]})


TWINS: Mapping[str, Callable[[], bytes]] = {
    "modele-import-pa.xlsx": _model,
    "plan_sans_axes.xlsx": _without_axes,
    "plan_with_duplicate_actions.xlsx": _with_duplicates,
    "plan_with_sous_actions.xlsx": partial(_with_parts, valid=False),
    "plan_with_sous_actions_valid.xlsx": partial(_with_parts, valid=True),
}


def real_folder() -> Path:
    """Where the real files lie, if they do: named by CLUB21_WORKBOOKS, else beside the repository."""
    beside = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "workbooks"
    return Path(os.environ.get("CLUB21_WORKBOOKS") or beside)


def circulating(name: str) -> list[bytes]:
    """One of the files in circulation: its twin, and the real one where it is there. They are not ours to commit."""
    real = real_folder() / name
    return [TWINS[name](), *([real.read_bytes()] if real.is_file() else [])]
