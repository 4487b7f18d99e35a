"""A plan as the workbook that an import takes back: what nobody changed in it asks for nothing, what somebody did is an edit.

Each row names its action, and a hidden sheet the plan and the moment that the file shows. So a file that comes back is compared, cell
by cell, with what it said when it left, whatever the plan has become since; ids mean nothing in another plan. Pure.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

import xlsxwriter
from msgspec import UNSET, Struct

from events import action
from events.ids import ActionId, AxisId, NetworkId, PersonId, PlanId, Token
from projections.axis_list import Axis
from projections.plan_board import Card
from service.files import cells
from service.files.columns import AIMS
from service.files.matching import Imported
from service.files.plain import plain
from service.files.workbook import Cell, Failed, Workbook, clean

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TABLE = "text/csv"
SHEET = "Plan d'actions"
MARK = "club21"  # the sheet that says where the file is from
ID = "Identifiant Club 21"
LEVELS = 3  # of axes
LONGEST = 32_767  # characters of a cell
_BEFORE_EXCEL = date(1900, 3, 1)  # it counts a day in February 1900 that there never was

STATUS: Mapping[str, str] = {
    "to_discuss": "À discuter",
    "planned": "À venir",
    "in_progress": "En cours",
    "paused": "En pause",
    "blocked": "Bloqué",
    "done": "Réalisé",
    "abandoned": "Abandonné",
}
PRIORITY: Mapping[str, str] = {"high": "Élevé", "medium": "Moyen", "low": "Bas"}
PARTICIPATION: Mapping[str, str] = {
    "none": "Pas de participation citoyenne",
    "information": "Information",
    "consultation": "Consultation",
    "concertation": "Concertation",
    "co_construction": "Co-construction",
}
AIM: Mapping[str, str] = {
    "climate": "Climat",
    "biodiversity": "Biodiversité",
    "fulfilment": "Épanouissement",
    "cohesion": "Cohésion sociale",
    "responsible_consumption": "Consommation responsable",
}
CHOICES: Mapping[str, Iterable[str]] = {
    "Statut": STATUS.values(),
    "Niveau de priorité": PRIORITY.values(),
    "Participation citoyenne": PARTICIPATION.values(),
}
WIDE = {"Titre de l'action", "Titre de la sous-action", "Descriptif", "Objectifs"}


class Origin(Struct, frozen=True):
    """Which plan a file shows, and as of when."""

    network_id: NetworkId
    plan_id: PlanId
    token: Token


class Left(Struct, frozen=True):
    """What a file said when it left: its headers, its rows in order, and each as an import would remember it."""

    headers: tuple[str, ...] = ()
    rows: dict[ActionId, tuple[Cell, ...]] = {}
    bases: dict[ActionId, Imported] = {}


def leave(axes: Iterable[Axis], cards: Iterable[Card], names: Mapping[PersonId, str]) -> Left:
    """The actions of a plan as rows, each action before its parts; who has no name any more is written as a dash."""
    placed = _Axes(axes)
    there = {card.action_id: card for card in cards if not card.withdrawn}
    ordered = sorted(
        (card for card in there.values() if card.parent_id is None or card.parent_id in there),
        key=lambda card: _order(placed, there, card),
    )
    funders = max((len(card.funders) for card in ordered), default=0)
    extra = sorted({header for card in ordered for header in card.extra})
    amounts = [header for number in range(1, funders + 1) for header in (f"Financeur {number}", f"Montant {number} (€ HT)")]
    headers = (
        *(ID, "Axe", "Sous-axe", "Sous-sous-axe", "Code", "Titre de l'action", "Titre de la sous-action", "Descriptif", "Objectifs"),
        *("Structure pilote", "Service pilote", "Co-porteurs", "Partenaires", "Personne pilote", "Élu·e référent·e"),
        *("Instances de gouvernance", "Moyens humains et techniques", "Participation citoyenne", "Calendrier"),
        *("Date de début", "Date de fin", "Amélioration continue", "Statut", "Niveau de priorité", *AIM.values()),
        *("Budget prévisionnel (€ HT)", "Budget réel (€ HT)", *amounts, "Notes", *extra),
    )
    rows: dict[ActionId, tuple[Cell, ...]] = {}
    bases: dict[ActionId, Imported] = {}
    for number, card in enumerate(ordered, start=2):
        above = card if card.parent_id is None else there[card.parent_id]
        action_id = ActionId(card.action_id)
        base = bases[action_id] = _base(action_id, number, card, above, placed)
        told: tuple[Any, ...] = (
            *(str(action_id), *(base.path + ("",) * LEVELS)[:LEVELS], card.code, base.title, base.sub_title),
            *(card.description, card.objectives, _several([card.lead] if card.lead else []), card.lead_service),
            *(_several(card.co_leads), _several(card.partners), _people(card.lead_people, names), _people(card.elected_people, names)),
            *(card.governance, card.resources, PARTICIPATION.get(card.participation or ""), card.calendar),
            *(_day(card.starts_on), _day(card.ends_on), "Oui" if card.continuous else "Non"),
            *(STATUS[card.status], PRIORITY.get(card.priority or "")),
            *("X" if aim in card.aims else "" for aim in AIMS),
            *(_euros(card.budget_planned), _euros(card.budget_actual)),
            *_funded(card.funders, funders),
            *(card.notes, *(card.extra.get(header) for header in extra)),
        )
        rows[action_id] = tuple("" if cell is None else cell for cell in told)
    return Left(headers, rows, bases)


def workbook(origin: Origin, left: Left, title: str) -> bytes:
    """The workbook, to be filled in further and brought back."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "created": datetime(2000, 1, 1, tzinfo=UTC)})  # the same plan is the same file
    top = {"text_wrap": True, "valign": "top"}
    head, text = book.add_format({**top, "bold": True, "bg_color": "#E3ECE8", "border": 1}), book.add_format(top)
    day, money = book.add_format({**top, "num_format": "dd/mm/yyyy"}), book.add_format({**top, "num_format": "#,##0.00"})
    faint = book.add_format({**top, "font_color": "#767676"})
    sheet = book.add_worksheet(SHEET)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for column, header in enumerate(left.headers):
        sheet.set_column(column, column, 40 if header in WIDE else 6 if header == ID else 18)
        sheet.write_string(0, column, plain(header), head)
    for at, row in enumerate(left.rows.values(), start=1):
        for column, cell in enumerate(row):
            match cell:
                case "":
                    sheet.write_blank(at, column, None, text)
                case date():
                    sheet.write_datetime(at, column, cell, day)
                case float():
                    sheet.write_number(at, column, cell, money)
                case _:
                    sheet.write_string(at, column, plain(str(cell))[:LONGEST], faint if column == 0 else text)
    last = max(len(left.rows), 1)
    sheet.autofilter(0, 0, last, len(left.headers) - 1)
    for header, choices in CHOICES.items():
        column = left.headers.index(header)
        sheet.data_validation(1, column, last + 1_000, column, {"validate": "list", "source": [*choices], "error_type": "warning"})
    mark = book.add_worksheet(MARK)
    mark.hide()
    for at, named in enumerate((("reseau", origin.network_id), ("plan", origin.plan_id), ("moment", origin.token))):
        mark.write_row(at, 0, [str(one) for one in named])
    book.close()
    return written.getvalue()


def table(left: Left) -> bytes:
    """The same as CSV, as a spreadsheet in France opens it: semicolons, days and amounts as they are written there."""
    written = io.StringIO(newline="")
    lines = csv.writer(written, delimiter=";", lineterminator="\r\n")
    lines.writerow([plain(header) for header in left.headers])
    for row in left.rows.values():
        lines.writerow([_written(cell) for cell in row])
    return b"\xef\xbb\xbf" + written.getvalue().encode()


def origin(book: Workbook) -> Origin | None:
    """Where a file is from, if it left here and still says so."""
    for sheet in book.sheets:
        if sheet.name == MARK:
            told = {str(row[0]): str(row[1]) for row in sheet.rows if len(row) > 1}
            try:
                return Origin(NetworkId(UUID(told["reseau"])), PlanId(UUID(told["plan"])), Token.parse(told["moment"]))
            except (KeyError, ValueError):
                return None
    return None


def unchanged(cell: Cell, before: Cell) -> bool:
    """Does a cell say what it said when it left?"""
    return _compared(cell) == _compared(before)


def _compared(cell: Cell) -> Cell:
    match cell:
        case Failed(shown):
            return shown  # a text that looks like a formula's fault
        case str():
            return clean(cell)
        case datetime() if cell.time() == time():
            return cell.date()
    return cell


def _written(cell: Cell) -> str:
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return f"{cell:.2f}".replace(".", ",") if isinstance(cell, float) else plain(str(cell))


class _Axes:
    """The axes that stand: where each is in the order of the plan, and its titles from the first level down."""

    def __init__(self, axes: Iterable[Axis]) -> None:
        self._axes = {axis.axis_id: axis for axis in axes}

    def line(self, axis_id: UUID | None) -> list[Axis]:
        """An axis below those above it; nothing where one of them was withdrawn."""
        found: list[Axis] = []
        while axis_id is not None and (axis := self._axes.get(axis_id)) is not None and len(found) < LEVELS:
            found.insert(0, axis)
            axis_id = axis.parent_id
        return [] if any(axis.withdrawn for axis in found) else found


def _order(placed: _Axes, there: Mapping[UUID, Card], card: Card) -> Any:
    above = card if card.parent_id is None else there[card.parent_id]
    line = placed.line(above.axis_id)
    return (
        [(axis.order_key, str(axis.axis_id)) for axis in line],
        *(above.order_key, str(above.action_id), card is not above, card.order_key, str(card.action_id)),
    )


def _base(action_id: ActionId, number: int, card: Card, above: Card, placed: _Axes) -> Imported:
    """The row as if it had been imported just then."""
    path = tuple(axis.title for axis in placed.line(above.axis_id))
    said = {name: getattr(card, name, UNSET) for name in action.Edited.__struct_fields__ if name not in ("axis", "title", "reason")}
    axis = None if above.axis_id is None else AxisId(above.axis_id)
    return Imported(
        action_id,
        SHEET,
        number,
        path,
        axis,
        above.title,
        None if card is above else card.title,
        action.Edited(**said),  # type: ignore[arg-type]  # fields of the card by the same names
    )


def _several(names: Sequence[str]) -> str:
    return ", ".join(cells.quoted(name) for name in names)


def _people(people: Sequence[PersonId], names: Mapping[PersonId, str]) -> str:
    return ", ".join(names.get(person) or "–" for person in people)


def _day(day: date | None) -> Cell:
    return "" if day is None else day if day >= _BEFORE_EXCEL else day.isoformat()


def _euros(cents: int | None) -> Cell:
    return "" if cents is None else cents / 100


def _funded(funders: Mapping[str, action.Funding], columns: int) -> list[Cell]:
    told: list[Cell] = []
    for name, funding in funders.items():
        told += [cells.quoted(name), _euros(funding.amount)]
    return told + [""] * (2 * columns - len(told))
