"""Which column of a sheet is which field of an action, told from the header texts alone.

The workbooks in circulation have 28, 33 or 36 columns, their headers in the first or second row, and as many spellings
as authorities. So a header counts by its words, without accents, signs or brackets; an amount belongs to the funder
before it; and a column nobody knows is kept under its own header.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal, TypeAlias

from msgspec import Struct

from service.files.workbook import Cell, Sheet

Tax: TypeAlias = Literal["HT", "TTC"]

HEADERS_WITHIN = 10  # headers stand in the first or second row; some put a title or a logo above
AXES = ("axis", "axis2", "axis3")

SPELLINGS: dict[str, tuple[str, ...]] = {
    name: tuple(spellings.split(", "))
    for name, spellings in {
        "id": "identifiant club 21",
        "axis": "axe, axes, axe x, axe strategique, titre de l axe, nom de l axe, axis",
        "axis2": "sous axe, sous axes, sous axe x x, titre du sous axe, sub axis",
        "axis3": "sous sous axe, sous sous axes, sous sous axe x x x, titre du sous sous axe, sub sub axis",
        "title": (
            "titre de l action, titre de la fiche action, titre de la fiche, titre action, titre fiche action, titre, "
            "intitule de l action, intitule de la fiche action, intitule, nom de l action, action, actions, "
            "fiche action, action title, title"
        ),
        "sub_title": (
            "titre de la sous action, titre sous action, intitule de la sous action, nom de la sous action, "
            "sous action, sous actions, sub action, sub action title"
        ),
        "code": "code, code action, code de l action, numero, numero d action, numero de l action, n d action, n, no",
        "description": "descriptif, description, descriptif de l action, description de l action, descriptif de la fiche action",
        "objectives": "objectifs, objectif, objectifs de l action, objectifs poursuivis, objectif poursuivi, objectives",
        "lead": "structure pilote, structures pilotes, pilote, porteur, structure porteuse, maitre d ouvrage, lead",
        "lead_service": (
            "direction ou service pilote, directions ou services pilotes, service ou direction pilote, "
            "service departement pole pilote, direction pilote, service pilote, services pilotes, lead service"
        ),
        "co_leads": "co porteur, co porteurs, coporteur, coporteurs, co pilote, co pilotes, copilote, copilotes, co leads",
        "partners": "partenaires, partenaire, structures partenaires, partners",
        "lead_people": "personne pilote, personnes pilotes, personne referente, personnes referentes, lead people, lead person",
        "elected_people": (
            "elu e referent e, elu e s referent e s, elus referents, elu referent, elue referente, elu, "
            "elus et elues referents, elected official, elected officials"
        ),
        "governance": "instances de gouvernance, instance de gouvernance, gouvernance, comite de pilotage, governance",
        "resources": "moyens humains et techniques, moyens, moyens humains, moyens techniques et humains, resources",
        "participation": "participation citoyenne, participation, participation des citoyens, citizen participation",
        "calendar": "calendrier, echeancier, calendrier previsionnel, planning, calendar",
        "starts_on": (
            "date de debut, debut, date de demarrage, date debut, date de lancement, date de debut previsionnelle, start, start date"
        ),
        "ends_on": (
            "date de fin, fin, date fin, date de fin previsionnelle, date previsionnelle de fin, date d echeance, echeance, end, end date"
        ),
        "continuous": ("action en amelioration continue, amelioration continue, en amelioration continue, action continue, continuous"),
        "status": "statut, statut de l action, etat, etat d avancement, status",
        "priority": "niveau de priorite, priorite, niveau de priorites, priority",
        "budget_planned": (
            "budget previsionnel total, budget previsionnel, budget total previsionnel, budget total, budget, "
            "cout previsionnel, cout total previsionnel, budget planned"
        ),
        "budget_actual": (
            "budget reel, budget reel total, budget realise, budget depense, depenses reelles, depenses realisees, "
            "budget paye, budget actual"
        ),
        "notes": "notes, note, notes complementaires, commentaires, commentaire, remarques, observations",
        "aims": "finalites, finalites du developpement durable, 5 finalites, cinq finalites, aims",
        "climate": "climat, lutte contre le changement climatique, changement climatique, climate",
        "biodiversity": "biodiversite, preservation de la biodiversite, biodiversite milieux et ressources, biodiversity",
        "fulfilment": "epanouissement, epanouissement de tous les etres humains, epanouissement des etres humains, fulfilment",
        "cohesion": ("cohesion, cohesion sociale, cohesion sociale et solidarite, cohesion sociale et solidarite entre territoires"),
        "responsible_consumption": (
            "conso, consommation responsable, production et consommation responsables, "
            "modes de production et de consommation responsables, responsible consumption"
        ),
    }.items()
}
FIELDS = {same: name for name, spellings in SPELLINGS.items() for same in spellings}
AIMS = ("climate", "biodiversity", "fulfilment", "cohesion", "responsible_consumption")

_FUNDER = re.compile(r"(co ?)?financeurs?( \d+)?|funder( \d+)?")
_AMOUNT = re.compile(r"montants?( \d+)?( du financeur| du financement)?( \d+)?|amount( \d+)?")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_TAX_WORDS = {"ht", "ttc", "eur", "euro", "euros", "en"}


class Column(Struct, frozen=True):
    """One column: where it stands (from 0), how it is headed, which field it fills; none when nobody knows it."""

    index: int
    header: str
    field: str | None = None
    tax: Tax | None = None
    funder: int | None = None  # of an amount: where its funder stands


class Layout(Struct, frozen=True):
    """The columns of a sheet, and the row (from 1) that names them."""

    row: int
    columns: tuple[Column, ...]

    def of(self, field: str) -> Column | None:
        """The column that fills this field."""
        return next((column for column in self.columns if column.field == field), None)


def words(text: str) -> str:
    """A text by its words alone: no accents, signs or capitals."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(one if one.isalnum() else " " for one in plain if not unicodedata.combining(one)).split())


def layout(sheet: Sheet) -> Layout | None:
    """The columns of a sheet that holds a plan; None for a sheet that holds something else."""
    best: Layout | None = None
    for number, row in enumerate(sheet.rows[:HEADERS_WITHIN], start=1):
        found = Layout(number, tuple(_columns(row, sheet)))
        known = sum(column.field is not None for column in found.columns)
        if found.of("title") and known >= 2 and (best is None or known > sum(column.field is not None for column in best.columns)):
            best = found
    return best


def letter(index: int) -> str:
    """The name of a column as a spreadsheet shows it: A, B, … AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def _columns(headers: tuple[Cell, ...], sheet: Sheet) -> Iterator[Column]:
    taken: set[str] = set()
    names: dict[str, int] = {}
    funder: int | None = None
    for index in range(max((len(row) for row in sheet.rows), default=0)):
        header = headers[index] if index < len(headers) and isinstance(headers[index], str) else ""
        header = " ".join(str(header).split())[:280]
        field, tax = _field(header)
        if field == "funder":
            funder = index
            yield Column(index, header, "funder")
            continue
        if field == "amount":
            if funder is not None:
                yield Column(index, header, "amount", tax, funder)
                funder = None
                continue
            field = None
        if field in taken:
            field = None
        if field is not None:
            taken.add(field)
            yield Column(index, header, field, tax)
            continue
        shown = header or f"Colonne {letter(index)}"
        names[shown] = names.get(shown, 0) + 1
        yield Column(index, shown if names[shown] == 1 else f"{shown} ({names[shown]})")


def _field(header: str) -> tuple[str | None, Tax | None]:
    spoken = words(_BRACKETS.sub(" ", header)) or words(header)
    parts = spoken.split()
    tax: Tax | None = "TTC" if "ttc" in parts else "HT" if "ht" in parts else None
    for form in (spoken, words(header), " ".join(part for part in parts if part not in _TAX_WORDS)):
        if _FUNDER.fullmatch(form):
            return "funder", None
        if _AMOUNT.fullmatch(form):
            return "amount", tax
        if field := FIELDS.get(form):
            return field, tax
    return None, tax
